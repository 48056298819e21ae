"""Facts about a compact as plain values: enactments, weights, events, who is eligible."""

import bisect
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from alliance.rulebook.conditions.values import Trait
from alliance.rulebook.days.calendar import ALWAYS
from alliance.rulebook.jurisdictions import REGION_OF, kind_of
from alliance.rulebook.problems import Malformed

Number = int | Fraction
PARTY = "party"
NOTHING: Mapping[str, Number] = MappingProxyType({})
NO_DATES: Mapping[str, dt.date | None] = MappingProxyType({})


class MalformedFacts(Malformed):
    """The facts cannot be weighed under the rule."""


def exact(number: Number) -> Number:
    """The same number, whole where it is whole: sums of whole numbers are quick."""
    return number if isinstance(number, int) or number.denominator != 1 else number.numerator


@dataclass(frozen=True)
class Traits:
    """What a condition may ask about a state; kind and census region are known of the 56.

    On a frozen roster nothing is known but what stands there: `as_written`.
    """

    state: str
    member_class: str | None = PARTY
    region: str | None = None
    kind: str | None = None
    as_written: bool = False

    def of(self, trait: Trait) -> str | None:
        if trait is Trait.CLASS:
            return self.member_class
        if trait is Trait.REGION:
            return self.region or (None if self.as_written else REGION_OF.get(self.state))
        return self.kind or kind_of(self.state)


@dataclass(frozen=True)
class Enactment:
    """One period of one state: its dated facts, and the first day it is out (`until`).

    `dates` holds "enacted", "effective", "since" or any other name; None has not happened. "since"
    is the day from which it counts whatever the rule says; without any dates it counts from the
    beginning. `weights` are the state's own amounts, before those of a table.
    """

    traits: Traits
    dates: Mapping[str, dt.date | None] = field(default_factory=lambda: NO_DATES)
    until: dt.date | None = None
    weights: Mapping[str, Number] = field(default_factory=lambda: NOTHING)

    @property
    def state(self) -> str:
        return self.traits.state


@dataclass(frozen=True)
class WeightTable:
    """Weights by state, dated: each holds from its day on, the first also before it."""

    dated: tuple[tuple[dt.date, Mapping[str, Number]], ...]

    @classmethod
    def of(cls, *dated: tuple[dt.date, Mapping[str, Number]]) -> "WeightTable":
        return cls(tuple(sorted(dated, key=lambda one: one[0])))

    def on(self, day: dt.date) -> Mapping[str, Number]:
        """The table that holds on a day."""
        at = bisect.bisect_right(self.dated, day, key=lambda one: one[0])
        return self.dated[max(at - 1, 0)][1]

    def changes_within(self, begins: dt.date, ends: dt.date | None) -> list[dt.date]:
        """The days after `begins` and before `ends` on which another table begins to hold."""
        return [day for day, _ in self.dated[1:] if day > begins and (ends is None or day < ends)]


@dataclass(frozen=True)
class Facts:
    """All that a compact's rules are held against.

    `weights` are dated tables by measure, `events` dated facts of the whole ("consent of
    Congress"), `eligible` those who may join (None: not said).
    """

    enactments: tuple[Enactment, ...] = ()
    weights: Mapping[str, WeightTable] = field(default_factory=dict)
    events: Mapping[str, dt.date | None] = field(default_factory=dict)
    eligible: tuple[Traits, ...] | None = None

    def traits_of(self, state: str) -> Traits:
        """What is known of a state: as eligible, as a party, else by its code."""
        for one in self.eligible or ():
            if one.state == state:
                return one
        for enactment in self.enactments:
            if enactment.state == state:
                return enactment.traits
        return Traits(state)

    def but(self, enactments: Iterable[Enactment]) -> "Facts":
        """The same facts with other enactments."""
        return Facts(tuple(enactments), self.weights, self.events, self.eligible)


def parties(
    *states: str, since: dt.date = ALWAYS, until: dt.date | None = None
) -> tuple[Enactment, ...]:
    """Parties by code, all with the same days."""
    return tuple(Enactment(Traits(one), {"since": since}, until) for one in states)
