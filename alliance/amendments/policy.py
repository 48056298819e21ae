"""Who may do what with amendments."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from alliance.amendments.models import Amendment
from alliance.core.actor import AT_WORK, Actor
from alliance.core.policy import Table, the_clock
from alliance.resolutions.policy import its_secretariat as of_resolution
from alliance.resolutions.policy import may_speak_for_a_member, was_shown, within_its_wall


class Do(StrEnum):
    """The actions."""

    LIST = "amendments:list"
    PROPOSE = "amendments:propose"
    ENGROSS = "amendments:engross"
    READ = "amendments:read"
    AMEND = "amendments:amend"
    CO_SPONSOR = "amendments:co-sponsor"
    LEAVE = "amendments:leave"
    WITHDRAW = "amendments:withdraw"
    BRING = "amendments:bring"
    ACCEPT = "amendments:accept"
    DECLINE = "amendments:decline"
    RECOMMEND = "amendments:recommend"
    ADOPT = "amendments:adopt"
    REJECT = "amendments:reject"
    FALL = "amendments:fall"
    TAKE_BACK = "amendments:take-back"
    SETTLE = "amendments:settle-order"
    PUT = "amendments:put"
    TAKE_OFF = "amendments:take-off"


@dataclass(frozen=True)
class Asked:
    """An amendment, and the offices that are asked whether they accept it as friendly."""

    amendment: Amendment
    offices: frozenset[uuid.UUID]

    @property
    def id(self) -> uuid.UUID:
        """Its id."""
        return self.amendment.id


def reads_it(who: Actor, amendment: Amendment) -> bool:
    """Whoever may read the text and was shown the version on which it is worded; who proposed it.

    What was proposed to a version that only the chosen states had is theirs and the writers', until
    it is brought to one that others have before them.
    """
    text = amendment.resolution
    if not within_its_wall(who, text):
        return False
    if who.office_id == amendment.office_id:
        return True
    return was_shown(who, text, amendment.wording.version)


def of_its_office(who: Actor, amendment: Amendment) -> bool:
    """Somebody who drafts, in the office that proposed it, who may still read the text."""
    own = who.office_id == amendment.office_id
    return own and who.rank in AT_WORK and reads_it(who, amendment)


def speaks_for_a_member(who: Actor, amendment: Amendment) -> bool:
    """Somebody who drafts, of a member state, who may read it."""
    return may_speak_for_a_member(who, amendment.resolution) and reads_it(who, amendment)


def of_another_member_office(who: Actor, amendment: Amendment) -> bool:
    """The same, in an office other than the one that proposed it."""
    return who.office_id != amendment.office_id and speaks_for_a_member(who, amendment)


def is_asked(who: Actor, asked: Asked) -> bool:
    """Somebody who drafts, in an office that sponsors the text; in its own, where none does."""
    mine = who.office_id is not None and who.office_id in asked.offices
    return mine and who.rank in AT_WORK and reads_it(who, asked.amendment)


def its_secretariat(who: Actor, amendment: Amendment) -> bool:
    """The secretariat of the alliance, once its members may read it."""
    return of_resolution(who, amendment.resolution) and reads_it(who, amendment)


POLICY: Table = {
    Do.LIST: [within_its_wall],
    Do.PROPOSE: [may_speak_for_a_member],
    Do.ENGROSS: [of_resolution],
    Do.READ: [reads_it],
    Do.AMEND: [speaks_for_a_member],
    Do.CO_SPONSOR: [of_another_member_office],
    Do.LEAVE: [of_another_member_office],
    Do.WITHDRAW: [of_its_office],
    Do.BRING: [of_its_office, its_secretariat],
    Do.ACCEPT: [is_asked],
    Do.DECLINE: [is_asked],
    Do.RECOMMEND: [its_secretariat],
    Do.ADOPT: [its_secretariat, the_clock],
    Do.REJECT: [its_secretariat, the_clock],
    Do.FALL: [its_secretariat, the_clock],
    Do.TAKE_BACK: [its_secretariat],
    Do.SETTLE: [its_secretariat],
    Do.PUT: [its_secretariat],
    Do.TAKE_OFF: [its_secretariat],
}
