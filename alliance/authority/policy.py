"""Who may do what with the authority register."""

from enum import StrEnum
from typing import Protocol

from alliance.authority.rules import ActClass
from alliance.core.actor import Actor, Rank
from alliance.core.policy import Table, operator, signed_in, the_clock


class Do(StrEnum):
    """The actions."""

    STANDING = "authority:standing"
    REGISTER = "authority:register"
    RECORD = "authority:record"
    CONFIRM = "authority:confirm"
    REVOKE = "authority:revoke"
    ABSENCE = "authority:absence"
    DOCUMENT = "authority:document"
    TERM = "authority:term"
    CONFIRM_TERM = "authority:confirm-term"
    END_TERM = "authority:end-term"
    COMMITMENTS = "authority:commitments"
    COMMIT = "authority:commit"
    WITHDRAW_COMMITMENT = "authority:withdraw-commitment"
    READ = "authority:read"


class Registered(Protocol):
    """Something that stands in the register of an office."""

    @property
    def office_id(self) -> object:
        """The office."""


def office_of_a_state(who: Actor, _: object) -> bool:
    """Anybody in an office of a state: they read their own office's register."""
    return bool(who.state)


def of_the_office(who: Actor, what: Registered) -> bool:
    """Anybody in the office in whose register it stands."""
    return bool(who.state) and what.office_id == who.office_id


def keeper(who: Actor, _: object) -> bool:
    """Who keeps the register of their own office; what they record waits to be confirmed."""
    return bool(who.state) and who.rank in {Rank.PRINCIPAL, Rank.COUNSEL, Rank.ADMINISTRATOR}


def keeper_of_it(who: Actor, what: Registered) -> bool:
    """Who keeps the register in which it stands; not who recorded it, which is asked later."""
    return keeper(who, what) and of_the_office(who, what)


def head_or_counsel(who: Actor, _: object) -> bool:
    """The principal or counsel of an office of a state."""
    return bool(who.state) and who.rank in {Rank.PRINCIPAL, Rank.COUNSEL}


def its_principal(who: Actor, what: Registered) -> bool:
    """The principal of the office in whose register it stands."""
    return who.rank is Rank.PRINCIPAL and of_the_office(who, what)


def its_principal_or_counsel(who: Actor, what: Registered) -> bool:
    """The principal or counsel of the office in whose register it stands."""
    return head_or_counsel(who, what) and of_the_office(who, what)


def head_of_an_office(who: Actor, _: object) -> bool:
    """The principal of an office of a state."""
    return bool(who.state) and who.rank is Rank.PRINCIPAL


def named_for(act: ActClass, who: Actor) -> bool:
    """Whether the register of the actor's office names them for this, other than as principal."""
    return act in who.binds


def named_to_commit(who: Actor, _: object) -> bool:
    """One whom the register of their office names for committing money."""
    return named_for(ActClass.COMMIT, who)


def reads_the_document(who: Actor, document: Registered) -> bool:
    """Anybody in the office; other offices, but no guests, when it is shared with them."""
    shared = bool(getattr(document, "shared", False))
    return of_the_office(who, document) or (shared and signed_in(who, document))


POLICY: Table = {
    Do.STANDING: [operator],
    Do.REGISTER: [office_of_a_state],
    Do.RECORD: [keeper],
    Do.CONFIRM: [its_principal],
    Do.REVOKE: [its_principal_or_counsel],
    Do.ABSENCE: [head_or_counsel],
    Do.DOCUMENT: [reads_the_document],
    Do.TERM: [keeper],
    Do.CONFIRM_TERM: [keeper_of_it],
    Do.END_TERM: [the_clock],
    Do.COMMITMENTS: [office_of_a_state],
    Do.COMMIT: [head_of_an_office, named_to_commit],
    Do.WITHDRAW_COMMITMENT: [its_principal],
    Do.READ: [signed_in],
}
