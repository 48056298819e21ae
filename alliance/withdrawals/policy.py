"""Who may do what with withdrawals."""

from enum import StrEnum

from alliance.authority.policy import named_for
from alliance.authority.rules import ActClass
from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.core.policy import Table, signed_in, the_clock
from alliance.membership.models import Alliance
from alliance.withdrawals.models import Notice, NoticeLetter


class Do(StrEnum):
    """The actions."""

    SIMULATE = "withdrawals:simulate"
    READ = "withdrawals:read"
    GIVE = "withdrawals:give-notice"
    PREPARE = "withdrawals:prepare"
    READ_LETTER = "withdrawals:read-letter"
    ACKNOWLEDGE = "withdrawals:acknowledge"
    NOTE_DELIVERY = "withdrawals:note-delivery"
    NOTE_EVENT = "withdrawals:note-event"
    RESCIND = "withdrawals:rescind"
    TAKE_EFFECT = "withdrawals:take-effect"


def at_work_in_a_member(who: Actor, alliance: Alliance) -> bool:
    """Who does an office's business in a state that belongs to the alliance.

    Also in one that is suspended, or belongs in another class than that of parties: it may leave.
    """
    return who.rank in AT_WORK and bool(who.state) and alliance.id in who.belongs


def speaks_for_a_member(who: Actor, alliance: Alliance) -> bool:
    """The officeholder who stands for a member state, or one whom the register names for it."""
    return _speaks(who, alliance) and bool(who.state) and alliance.id in who.belongs


def _speaks(who: Actor, alliance: Alliance) -> bool:
    named = who.rank is Rank.PRINCIPAL or named_for(ActClass.NOTICE, who)
    return named and who.office == alliance.represented_by


def at_work_where_it_is_given(who: Actor, what: Alliance | Notice) -> bool:
    """Who does the business of the office that stands for a member state, or has given notice.

    A notice is taken back by whoever gave it, however the state stands meanwhile.
    """
    if isinstance(what, Notice):
        own = who.rank in AT_WORK and who.state == what.state_code
        return own and who.office == what.alliance.represented_by
    return at_work_in_a_member(who, what) and who.office == what.represented_by


def its_state_speaks(who: Actor, notice: Notice) -> bool:
    """Who may speak for the state that has given the notice."""
    return _speaks(who, notice.alliance) and who.state == notice.state_code


def its_office(who: Actor, notice: Notice) -> bool:
    """Those at work in the office that has given the notice."""
    return who.rank in AT_WORK and who.office_id == notice.office_id


def of_its_office(who: Actor, letter: NoticeLetter) -> bool:
    """Those at work in the office that has sent the letter."""
    return its_office(who, letter.notice)


def its_reader(who: Actor, letter: NoticeLetter) -> bool:
    """Those at work in the office to which the letter is written."""
    return who.rank in AT_WORK and who.office_id is not None and who.office_id == letter.office_id


def reads_it(who: Actor, letter: NoticeLetter) -> bool:
    """Everybody in the two offices between which it goes."""
    between = (letter.office_id, letter.notice.office_id)
    return who.office_id is not None and who.office_id in between


POLICY: Table = {
    Do.SIMULATE: [at_work_in_a_member],
    Do.READ: [signed_in],
    Do.GIVE: [speaks_for_a_member],
    Do.PREPARE: [at_work_where_it_is_given],
    Do.READ_LETTER: [reads_it],
    Do.ACKNOWLEDGE: [its_reader],
    Do.NOTE_DELIVERY: [of_its_office],
    Do.NOTE_EVENT: [its_office],
    Do.RESCIND: [its_state_speaks],
    Do.TAKE_EFFECT: [the_clock],
}
