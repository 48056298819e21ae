"""Who may do what with resolutions."""

import uuid
from enum import StrEnum

from alliance.core.actor import AT_WORK, Actor, Office
from alliance.core.policy import Table, operator, signed_in, the_clock
from alliance.membership.models import Alliance
from alliance.membership.policy import secretariat_of
from alliance.resolutions.audience import Audience
from alliance.resolutions.models import Resolution


class Do(StrEnum):
    """The actions."""

    LIST = "resolutions:list"
    READ = "resolutions:read"
    DRAFT = "resolutions:draft"
    REVISE = "resolutions:revise"
    CIRCULATE = "resolutions:circulate"
    WITHDRAW = "resolutions:withdraw"
    MARK_READ = "resolutions:mark-read"
    INVITE = "resolutions:invite-writer"
    CHOOSE = "resolutions:choose-states"
    CLAIM = "resolutions:label"
    SPONSOR = "resolutions:sponsor"
    OPEN = "resolutions:open"
    COMMIT = "resolutions:commit"
    REPORT = "resolutions:report"
    ENGROSS = "resolutions:engross"
    REOPEN = "resolutions:reopen"
    NAME_EARLIER = "resolutions:name-earlier"
    SUCCEED = "resolutions:succeed"
    PUT = "resolutions:put"
    ADOPT = "resolutions:adopt"
    LOSE = "resolutions:lose"
    ENROLL = "resolutions:enroll"
    BRING_INTO_FORCE = "resolutions:in-force"
    EXPORT = "resolutions:export"


def writer_in_a_member_state(who: Actor, alliance: Alliance) -> bool:
    """Somebody who drafts, in an office of a state that is bound by the alliance today."""
    return who.rank in AT_WORK and bool(who.state) and alliance.id in who.bodies


def writer_in_its_office(who: Actor, resolution: Resolution) -> bool:
    """Somebody who drafts, in the office whose resolution it is."""
    return who.rank in AT_WORK and who.office_id == resolution.office_id


def writer_of_it(who: Actor, resolution: Resolution) -> bool:
    """Somebody who drafts, in the office whose resolution it is or in one that writes with it."""
    return who.rank in AT_WORK and of_its_writers(who, resolution)


def of_its_writers(who: Actor, resolution: Resolution) -> bool:
    """Somebody in an office that writes it."""
    return who.office_id is not None and who.office_id in writers_of(resolution)


def writers_of(resolution: Resolution) -> set[uuid.UUID]:
    """The offices that write it, the one whose it is among them."""
    joined = {one.office_id for one in resolution.co_writers if one.ended_at is None}
    return {resolution.office_id, *joined}


def writer_in_its_office_of_a_member(who: Actor, resolution: Resolution) -> bool:
    """Somebody who drafts, in the office whose resolution it is, of a state bound today."""
    return writer_in_its_office(who, resolution) and resolution.alliance_id in who.bodies


def within_its_wall(who: Actor, resolution: Resolution) -> bool:
    """Its writers always; the chosen states; the alliance once it is open; the states asked."""
    if who.office is Office.HOUSE:
        return False
    if who.office_id == resolution.office_id:
        return True
    if resolution.opened_at is not None and resolution.alliance_id in who.bodies:
        return True
    return (
        asked_about_it(who, resolution)
        or of_its_writers(who, resolution)
        or of_a_chosen_state(who, resolution)
    )


def of_a_chosen_state(who: Actor, resolution: Resolution) -> bool:
    """Somebody in an office of a state that its writers have chosen to read it."""
    if not who.state or resolution.audience == Audience.OFFICE:
        return False
    return who.state in {one.state_code for one in resolution.chosen if one.ended_at is None}


def was_shown(who: Actor, resolution: Resolution, version: int) -> bool:
    """Whether somebody within its wall was shown this version, of those that were circulated.

    Its writers and the chosen states every one; others those that the members had before them.
    """
    if version == resolution.shown_version:
        return True
    if of_its_writers(who, resolution) or of_a_chosen_state(who, resolution):
        return True
    return shown_to_members(resolution, version)


def shown_to_members(resolution: Resolution, version: int) -> bool:
    """Whether the members had this version before them, now or once."""
    if resolution.opened_at is None:
        return False
    if version == resolution.shown_version:
        return True
    return any(one.opened and one.version == version for one in resolution.steps)


def asked_about_it(who: Actor, resolution: Resolution) -> bool:
    """A state on the frozen roster of its question, whether or not it has left since."""
    question = resolution.question
    return bool(who.state) and question is not None and who.state in question.entitled


def reader_of_another_office(who: Actor, resolution: Resolution) -> bool:
    """Somebody who answers for what the office has read, save in the office that wrote it."""
    other = who.office_id != resolution.office_id
    return other and who.rank in AT_WORK and within_its_wall(who, resolution)


def may_speak_for_a_member(who: Actor, resolution: Resolution) -> bool:
    """Somebody who drafts, of a member state, who may read it."""
    member = bool(who.state) and resolution.alliance_id in who.bodies
    return member and who.rank in AT_WORK and within_its_wall(who, resolution)


def its_secretariat(who: Actor, resolution: Resolution) -> bool:
    """The secretariat of the alliance, once its members may read it."""
    return resolution.opened_at is not None and secretariat_of(who, resolution.alliance)


POLICY: Table = {
    Do.LIST: [signed_in],
    Do.READ: [within_its_wall],
    Do.DRAFT: [writer_in_a_member_state],
    Do.REVISE: [writer_of_it],
    Do.CIRCULATE: [writer_in_its_office_of_a_member],
    Do.WITHDRAW: [writer_in_its_office],
    Do.MARK_READ: [reader_of_another_office],
    Do.INVITE: [writer_in_its_office],
    Do.CHOOSE: [writer_in_its_office],
    Do.CLAIM: [writer_in_its_office],
    Do.NAME_EARLIER: [writer_in_its_office],
    Do.SPONSOR: [may_speak_for_a_member],
    Do.OPEN: [the_clock],
    Do.COMMIT: [its_secretariat],
    Do.REPORT: [its_secretariat],
    Do.ENGROSS: [its_secretariat],
    Do.REOPEN: [its_secretariat],
    Do.SUCCEED: [the_clock],
    Do.PUT: [its_secretariat],
    Do.ADOPT: [its_secretariat, the_clock],
    Do.LOSE: [its_secretariat, the_clock],
    Do.ENROLL: [its_secretariat, the_clock],
    Do.BRING_INTO_FORCE: [the_clock],
    Do.EXPORT: [within_its_wall, operator],
}
