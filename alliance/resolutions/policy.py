"""Who may do what with resolutions."""

from enum import StrEnum

from alliance.core.actor import AT_WORK, Actor, Office
from alliance.core.policy import Table, operator, signed_in, the_clock
from alliance.membership.models import Alliance
from alliance.membership.policy import secretariat_of
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


def writer_in_its_office_of_a_member(who: Actor, resolution: Resolution) -> bool:
    """Somebody who drafts, in the office whose resolution it is, of a state bound today."""
    return writer_in_its_office(who, resolution) and resolution.alliance_id in who.bodies


def within_its_wall(who: Actor, resolution: Resolution) -> bool:
    """The drafting office always; the alliance's offices once circulated; the states asked."""
    if who.office is Office.HOUSE:
        return False
    own = who.office_id == resolution.office_id
    member = resolution.shown_version is not None and resolution.alliance_id in who.bodies
    return own or member or asked_about_it(who, resolution)


def asked_about_it(who: Actor, resolution: Resolution) -> bool:
    """A state on the frozen roster of its question, whether or not it has left since."""
    question = resolution.question
    return bool(who.state) and question is not None and who.state in question.entitled


def reader_of_another_office(who: Actor, resolution: Resolution) -> bool:
    """Somebody who answers for what the office has read, save in the office that wrote it."""
    other = who.office_id != resolution.office_id
    return other and who.rank in AT_WORK and within_its_wall(who, resolution)


def its_secretariat(who: Actor, resolution: Resolution) -> bool:
    """The secretariat of the alliance, once it was circulated."""
    return resolution.shown_version is not None and secretariat_of(who, resolution.alliance)


POLICY: Table = {
    Do.LIST: [signed_in],
    Do.READ: [within_its_wall],
    Do.DRAFT: [writer_in_a_member_state],
    Do.REVISE: [writer_in_its_office],
    Do.CIRCULATE: [writer_in_its_office_of_a_member],
    Do.WITHDRAW: [writer_in_its_office],
    Do.MARK_READ: [reader_of_another_office],
    Do.PUT: [its_secretariat],
    Do.ADOPT: [its_secretariat, the_clock],
    Do.LOSE: [its_secretariat, the_clock],
    Do.ENROLL: [its_secretariat, the_clock],
    Do.BRING_INTO_FORCE: [the_clock],
    Do.EXPORT: [within_its_wall, operator],
}
