"""Who may do what with signatures."""

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol

from alliance.authority.policy import named_for
from alliance.authority.rules import ActClass
from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.core.policy import Table


class Signable(Protocol):
    """A text that is open for signature: who may sign it is frozen with it."""

    @property
    def signatories(self) -> Collection[str]:
        """The states that may sign."""

    @property
    def represented_by(self) -> str:
        """The kind of office that signs for a state."""


class Do(StrEnum):
    """The actions."""

    SIGN = "signatures:sign"
    WITHDRAW = "signatures:withdraw"
    PREPARE = "signatures:prepare"


def principal_of_a_signatory(who: Actor, text: Signable) -> bool:
    """The officeholder who stands for a state that may sign."""
    return (
        who.rank is Rank.PRINCIPAL
        and who.office == text.represented_by
        and who.state in text.signatories
    )


def named_in_the_register(who: Actor, text: Signable) -> bool:
    """One whom the authority register of that office names for signing; it is asked again."""
    return (
        named_for(ActClass.SIGN, who)
        and who.office == text.represented_by
        and who.state in text.signatories
    )


def at_work_for_a_signatory(who: Actor, text: Signable) -> bool:
    """Who does the business of the office that stands for a state that may sign."""
    return (
        who.rank in AT_WORK and who.office == text.represented_by and who.state in text.signatories
    )


POLICY: Table = {
    Do.SIGN: [principal_of_a_signatory, named_in_the_register],
    Do.WITHDRAW: [principal_of_a_signatory],
    Do.PREPARE: [at_work_for_a_signatory],
}
