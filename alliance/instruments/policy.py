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
    DOCUMENT = "instruments:document"


def office_of_a_state(who: Actor, _alliance: Alliance) -> bool:
    """Who does an office's business in a state: of the state's own instruments."""
    return who.rank in AT_WORK and bool(who.state)


def its_secretariat(who: Actor, alliance: Alliance) -> bool:
    """The alliance's secretariat: from a public source, which it names."""
    return secretariat_of(who, alliance)


def of_its_state(who: Actor, what: Instrument) -> bool:
    """Who does the business of the state's office that stands for it there, or that recorded it."""
    speaks = who.office == what.alliance.represented_by or who.office_id == what.office_id
    return who.rank in AT_WORK and bool(who.state) and who.state == what.state_code and speaks


def from_a_source(who: Actor, what: Instrument) -> bool:
    """The alliance's secretariat, of what the state itself has not recorded."""
    return secretariat_of(who, what.alliance) and not what.by_state


def part_of_its_state(who: Actor, what: Precondition) -> bool:
    """The same as of the instrument, of one of its preconditions."""
    return of_its_state(who, what.instrument)


def part_from_a_source(who: Actor, what: Precondition) -> bool:
    """The same, of one of its preconditions."""
    return from_a_source(who, what.instrument)


def decides(who: Actor, what: Precondition) -> bool:
    """Who does the business of the office of the state that has to decide it."""
    own = bool(who.state) and who.state == what.instrument.state_code
    return who.rank in AT_WORK and own and bool(what.decider) and who.office == what.decider


POLICY: Table = {
    Do.READ: [signed_in],
    Do.RECORD: [office_of_a_state, its_secretariat, operator],
    Do.DOCUMENT: [signed_in],
    Do.REVISE: [of_its_state, from_a_source, operator],
    Do.PRECONDITION: [of_its_state, from_a_source, operator],
    Do.DECIDE: [decides, part_of_its_state, part_from_a_source, operator],
}
