"""Who may do what with alliances and memberships."""

from enum import StrEnum
from typing import Protocol

from alliance.core.actor import AT_WORK, Actor, Office
from alliance.core.policy import Table, operator, signed_in
from alliance.membership.models import Alliance


class Do(StrEnum):
    """The actions."""

    LIST = "membership:list"
    READ = "membership:read"
    IMPORT = "membership:import"
    RECORD_ALLIANCE = "membership:record-alliance"
    RECORD_PERIODS = "membership:record-periods"
    WORK_OUT = "membership:work-out-standings"
    NAME_SECRETARIAT = "membership:name-secretariat"
    SUSPEND = "membership:suspend"
    REINSTATE = "membership:reinstate"
    CORRECT_DAYS = "membership:correct-days"


class OfAnAlliance(Protocol):
    """Something that belongs to an alliance, such as the period of a member."""

    @property
    def alliance(self) -> Alliance:
        """The alliance."""


def secretariat_of(who: Actor, alliance: Alliance) -> bool:
    """Those at work in the secretariat of this alliance, and in no other."""
    return (
        who.rank in AT_WORK
        and who.office is Office.SECRETARIAT
        and who.office_id is not None
        and who.office_id == alliance.secretariat_id
    )


def its_secretariat(who: Actor, what: OfAnAlliance) -> bool:
    """The secretariat of the alliance to which it belongs."""
    return secretariat_of(who, what.alliance)


POLICY: Table = {
    Do.LIST: [signed_in],
    Do.READ: [signed_in],
    Do.IMPORT: [operator],
    Do.RECORD_ALLIANCE: [operator],
    Do.RECORD_PERIODS: [operator],
    Do.WORK_OUT: [operator],
    Do.NAME_SECRETARIAT: [operator],
    Do.SUSPEND: [its_secretariat],
    Do.REINSTATE: [its_secretariat],
    Do.CORRECT_DAYS: [its_secretariat],
}
