"""Conditions as frozen values."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from alliance.rulebook.days.values import Day
from alliance.rulebook.decision import STATES


class Sense(StrEnum):
    """On which side of its limit an amount must lie."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")

    def holds(self, amount: Fraction | int, limit: Fraction | int) -> bool:
        if self is Sense.AT_LEAST:
            return amount >= limit
        if self is Sense.MORE_THAN:
            return amount > limit
        return amount <= limit if self is Sense.AT_MOST else amount < limit


class Pool(StrEnum):
    """What a share may be taken of."""

    PARTIES = "parties"
    ELIGIBLE = "eligible"
    STATES = "states"
    JURISDICTIONS = "jurisdictions"


class Trait(StrEnum):
    """The facts about a state by which a condition may be narrowed."""

    CLASS = "class"
    REGION = "region"
    KIND = "kind"


@dataclass(frozen=True)
class OfTrait:
    """Those of a class, a region or a kind; any of several."""

    by: Trait
    values: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """Named states; `label` is the name of the group they make."""

    states: tuple[str, ...]
    label: str | None = None


@dataclass(frozen=True)
class Did:
    """Those for whom a dated fact of their own has come ("consented")."""

    event: str


@dataclass(frozen=True)
class InAll:
    parts: "tuple[Scope, ...]"


@dataclass(frozen=True)
class InAny:
    parts: "tuple[Scope, ...]"


@dataclass(frozen=True)
class Outside:
    part: "Scope"


Scope = OfTrait | Named | Did | InAll | InAny | Outside


@dataclass(frozen=True)
class Base:
    """What a share is taken of: a pool, narrowed or not, or a fixed total."""

    pool: Pool | None = None
    among: Scope | None = None
    total: Fraction | None = None


@dataclass(frozen=True)
class Measured:
    """What the parties measure, held against a share of a base or a count."""

    sense: Sense
    amount: Fraction
    is_share: bool
    measure: str = STATES
    base: Base | None = None
    among: Scope | None = None
    name: str | None = None


@dataclass(frozen=True)
class Every:
    """All the named states are parties."""

    states: tuple[str, ...]
    name: str | None = None


@dataclass(frozen=True)
class Each:
    """The same bound for each of several groups, or for `enough` of them (None: all)."""

    parts: tuple[Measured, ...]
    labels: tuple[str, ...]
    name: str | None = None
    enough: int | None = None


@dataclass(frozen=True)
class AllOf:
    parts: "tuple[Condition, ...]"


@dataclass(frozen=True)
class AnyOf:
    """At least `enough` of several conditions."""

    parts: "tuple[Condition, ...]"
    enough: int = 1


@dataclass(frozen=True)
class Not:
    part: "Condition"


@dataclass(frozen=True)
class NotBefore:
    """From a day on."""

    day: Day


@dataclass(frozen=True)
class Before:
    """Until a day comes; always, while it is not known."""

    day: Day


@dataclass(frozen=True)
class Happened:
    """A dated fact has come."""

    event: str


@dataclass(frozen=True)
class InStage:
    """A named stage of the compact is in force."""

    name: str


Condition = Measured | Every | Each | AllOf | AnyOf | Not | NotBefore | Before | Happened | InStage
