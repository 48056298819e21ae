"""Who may do what with motions."""

from enum import StrEnum

from alliance.core.actor import AT_WORK, Actor
from alliance.core.policy import Table, the_clock
from alliance.membership.models import Alliance
from alliance.membership.policy import secretariat_of
from alliance.motions.models import Motion
from alliance.votes.policy import a_member_where_none_serves, of_the_body, the_secretariat


class Do(StrEnum):
    """The actions."""

    LIST = "motions:list"
    MOVE = "motions:move"
    READ = "motions:read"
    EDIT = "motions:edit"
    WITHDRAW = "motions:withdraw"
    PUT = "motions:put"
    TAKE_OFF = "motions:take-off"
    DECIDE = "motions:decide"


def of_its_bodies(who: Actor, alliance: Alliance) -> bool:
    """Every office of a member state, and the secretariat."""
    return alliance.id in who.bodies


def at_work_for_a_member(who: Actor, alliance: Alliance) -> bool:
    """Who does the business of an office of a member state."""
    return bool(who.state) and who.rank in AT_WORK and alliance.id in who.bodies


def reads_it(who: Actor, motion: Motion) -> bool:
    """Who is of the body, or of a state that was asked when the question was put."""
    asked = motion.question
    return motion.alliance_id in who.bodies or (asked is not None and of_the_body(who, asked))


def of_its_office(who: Actor, motion: Motion) -> bool:
    """Who does the business of the office that moved it, while that belongs to the alliance."""
    own = who.office_id == motion.office_id and who.rank in AT_WORK
    return own and motion.alliance_id in who.bodies


def its_secretariat(who: Actor, motion: Motion) -> bool:
    """The secretariat of its alliance."""
    return secretariat_of(who, motion.alliance)


def a_member_of_it_where_none_serves(who: Actor, motion: Motion) -> bool:
    """Who may bind a member, where no secretariat puts questions."""
    return a_member_where_none_serves(who, motion.alliance)


POLICY: Table = {
    Do.LIST: [of_its_bodies],
    Do.MOVE: [at_work_for_a_member, the_secretariat],
    Do.READ: [reads_it],
    Do.EDIT: [of_its_office],
    Do.WITHDRAW: [of_its_office],
    Do.PUT: [its_secretariat, a_member_of_it_where_none_serves],
    Do.TAKE_OFF: [its_secretariat],
    Do.DECIDE: [the_clock],
}
