"""Who may do what with instruments."""

from enum import StrEnum

from alliance.core.actor import AT_WORK, Actor
from alliance.core.policy import Table, operator, signed_in
from alliance.instruments.models import Instrument, Precondition
from alliance.membership.models import Alliance
from alliance.membership.policy import secretariat_of


class Do(StrEnum):
    """The actions."""

    READ = "instruments:read"
    RECORD = "instruments:record-instrument"
    REVISE = "instruments:revise"
    PRECONDITION = "instruments:precondition"
    DECIDE = "instruments:decide"


def office_of_a_state(who: Actor, _alliance: Alliance) -> bool:
    """Who does an office's business in a state: of the state's own instruments."""
    return who.rank in AT_WORK and bool(who.state)


def its_secretariat(who: Actor, alliance: Alliance) -> bool:
    """The alliance's secretariat: from a public source, which it names."""
    return secretariat_of(who, alliance)


def of_its_state(who: Actor, what: Instrument) -> bool:
    """Who does an office's business in the state whose instrument it is, or the secretariat."""
    own = who.rank in AT_WORK and bool(who.state) and who.state == what.state_code
    return own or secretariat_of(who, what.alliance)


def part_of_its_state(who: Actor, what: Precondition) -> bool:
    """The same, of one of its preconditions."""
    return of_its_state(who, what.instrument)


POLICY: Table = {
    Do.READ: [signed_in],
    Do.RECORD: [office_of_a_state, its_secretariat, operator],
    Do.REVISE: [of_its_state, operator],
    Do.PRECONDITION: [of_its_state, operator],
    Do.DECIDE: [part_of_its_state, operator],
}
