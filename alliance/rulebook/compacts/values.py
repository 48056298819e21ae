"""A compact as frozen values."""

from dataclasses import dataclass, field
from enum import StrEnum

from alliance.rulebook.conditions.values import Condition, Scope
from alliance.rulebook.days.calendar import MonthDay
from alliance.rulebook.days.values import Day
from alliance.rulebook.delegations.values import VoteRule


class OnceMet(StrEnum):
    """What becomes of a compact in force when its condition is met no more."""

    STAYS = "stays"
    LAPSES = "lapses"


@dataclass(frozen=True)
class Stage:
    """Entry into force, or one stage of it; `effective` None is the day the condition is met."""

    when: Condition
    effective: Day | None = None
    once_met: OnceMet = OnceMet.STAYS
    name: str | None = None


@dataclass(frozen=True)
class Counts:
    """From when a state's enactment counts, and whose counts at all."""

    since: Day | None = None
    later_joiners: Day | None = None
    among: Scope | None = None


@dataclass(frozen=True)
class Dissolution:
    """How the whole compact ends, for good."""

    when: Condition
    effective: Day | None = None


@dataclass(frozen=True)
class Survivor:
    """What outlives a withdrawal or the compact, until a day or without end."""

    what: str
    until: Day | None = None
    text: str | None = None


@dataclass(frozen=True)
class Blackout:
    """Days on which a withdrawal cannot take effect: `begins` to before `ends`.

    `of` is the day that is tested (None: the day of effect found so far), `then` the day on which a
    withdrawal that falls into it takes effect instead (None: the first day after).
    `through` says that the last day is itself within.
    """

    begins: Day
    ends: Day
    through: bool
    of: Day | None = None
    then: Day | None = None
    text: str | None = None


@dataclass(frozen=True)
class Withdrawal:
    """How a state leaves; `rescind_until` is the first day on which it is too late to rescind."""

    effective: Day
    how: str | None = None
    notice_to: str | None = None
    blackout: tuple[Blackout, ...] = ()
    rescind_until: Day | None = None
    survives: tuple[Survivor, ...] = ()


@dataclass(frozen=True)
class Application:
    """A day of every year on which being in force decides for something in that year."""

    in_force_on: MonthDay
    what: str | None = None


@dataclass(frozen=True)
class Compact:
    """The rules of one compact; what is None or empty is not ruled.

    `stages` holds one nameless stage where entry into force is not staged.
    """

    stages: tuple[Stage, ...] = ()
    counts: Counts = field(default_factory=Counts)
    withdrawal: Withdrawal | None = None
    dissolution: Dissolution | None = None
    survival: tuple[Survivor, ...] = ()
    decision: VoteRule | None = None
    application: Application | None = None
    name: str | None = None
    source: str | None = None
    note: str | None = None

    @property
    def entry(self) -> Stage | None:
        """Entry into force, or its first stage."""
        return self.stages[0] if self.stages else None
