"""The decision rule as frozen values: quorum, majorities, bounds, bases."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

STATES = "states"  # the measure in which every key of the roster counts one


class Answer(StrEnum):
    """What a state may answer when its name is called."""

    YEA = "yea"
    NAY = "nay"
    PRESENT = "present"
    RECUSED = "recused"


class Base(StrEnum):
    """What a share is taken of."""

    CAST = "cast"
    PRESENT = "present"
    ANSWERED = "answered"
    ENTITLED = "entitled"


# Entitled is not here: it is everybody on the roster, with or without an answer.
ANSWERS_IN = {
    Base.CAST: frozenset({Answer.YEA, Answer.NAY}),
    Base.PRESENT: frozenset({Answer.YEA, Answer.NAY, Answer.PRESENT}),
    Base.ANSWERED: frozenset(Answer),
}


class Narrowing(StrEnum):
    """The two facts on a roster by which a rule may be narrowed."""

    CLASS = "class"
    REGION = "region"


class Outcome(StrEnum):
    """How a question ends."""

    CARRIED = "carried"
    LOST = "lost"
    NO_QUORUM = "no quorum"


@dataclass(frozen=True)
class Bound:
    """What must be reached: a share of the base, or a count in the measure.

    `strict` is "more than"; otherwise reaching the bound exactly is enough.
    """

    amount: Fraction
    is_share: bool
    strict: bool

    def need(self, base: Fraction) -> Fraction:
        """The bound for this base, in the measure."""
        return self.amount * base if self.is_share else self.amount

    def is_met(self, have: Fraction, base: Fraction) -> bool:
        """Whether `have` reaches the bound; a base that measures zero meets nothing."""
        if base == 0:
            return False
        return have > self.need(base) if self.strict else have >= self.need(base)


@dataclass(frozen=True)
class Among:
    """Only those of one class, or of one region."""

    by: Narrowing
    value: str


@dataclass(frozen=True)
class Requirement:
    """A quorum or a majority: a bound on a base, in a measure."""

    of: Base
    measure: str
    bound: Bound
    among: Among | None = None
    name: str | None = None


@dataclass(frozen=True)
class NoObjection:
    """At least one yea and no nay."""

    name: str | None = None


@dataclass(frozen=True)
class Decision:
    """A whole decision rule. All majorities must be met, after the quorum."""

    majorities: tuple[Requirement | NoObjection, ...]
    quorum: Requirement | None = None

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Everything in the rule that measures a base."""
        counted = tuple(one for one in self.majorities if isinstance(one, Requirement))
        return counted if self.quorum is None else (self.quorum, *counted)
