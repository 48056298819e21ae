"""Who may do what with lawsuits."""

from enum import StrEnum

from alliance.authority.policy import named_for
from alliance.authority.rules import ActClass
from alliance.core.actor import AT_WORK, Actor, Office, Rank
from alliance.core.policy import Table, operator, signed_in


class Do(StrEnum):
    """The actions."""

    LOAD_COURTS = "litigation:load-courts"
    IMPORT = "litigation:import"
    LIST = "litigation:list"
    READ = "litigation:read"
    POSITION = "litigation:position"
    PREPARE = "litigation:prepare"


def lawyer_of_a_state(who: Actor, _: object) -> bool:
    """The officeholder or counsel of a governor's or an attorney general's office."""
    return (
        bool(who.state)
        and who.office in {Office.GOVERNOR, Office.ATTORNEY_GENERAL}
        and who.rank in {Rank.PRINCIPAL, Rank.COUNSEL}
    )


def named_in_the_register(who: Actor, _: object) -> bool:
    """One whom the authority register of such an office names for joining a lawsuit."""
    return named_for(ActClass.LAWSUIT, who) and who.office in {
        Office.GOVERNOR,
        Office.ATTORNEY_GENERAL,
    }


def at_work_for_lawyers(who: Actor, _: object) -> bool:
    """Who does the business of a governor's or an attorney general's office."""
    legal = {Office.GOVERNOR, Office.ATTORNEY_GENERAL}
    return bool(who.state) and who.office in legal and who.rank in AT_WORK


POLICY: Table = {
    Do.LOAD_COURTS: [operator],
    Do.IMPORT: [operator],
    Do.LIST: [signed_in],
    Do.READ: [signed_in],
    Do.POSITION: [lawyer_of_a_state, named_in_the_register],
    Do.PREPARE: [at_work_for_lawyers],
}
