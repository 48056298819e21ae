"""Rules for a day, as frozen values."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from alliance.rulebook.days.calendar import Length, MonthDay

JANUARY_FIRST = MonthDay(1, 1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Period(StrEnum):
    """What may end."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class Fixed:
    """A day of the calendar."""

    day: dt.date


@dataclass(frozen=True)
class Event:
    """The day of a dated fact, which may not have happened."""

    name: str


@dataclass(frozen=True)
class StageBegins:
    """The day on which a named stage of the compact took effect."""

    name: str


@dataclass(frozen=True)
class Shifted:
    """A length after (or before) another day."""

    length: Length
    origin: "Day"
    back: bool = False
    said: str = ""  # the length in words, "six months"


@dataclass(frozen=True)
class Latest:
    """The latest of several days; none while one of them is open."""

    parts: "tuple[Day, ...]"


@dataclass(frozen=True)
class Earliest:
    """The earliest of those days that are known."""

    parts: "tuple[Day, ...]"


@dataclass(frozen=True)
class FirstKnown:
    """The first of several days, in the order written, that is known."""

    parts: "tuple[Day, ...]"


@dataclass(frozen=True)
class Next:
    """The next of some days of the year, with a day number, or on a weekday, after another day.

    `back`: the last before it.
    """

    origin: "Day"
    points: tuple[MonthDay, ...] = ()
    day_of_month: int = 0
    weekday: int = -1
    every: int = 1
    as_in: int = 0
    same_day: bool = False
    back: bool = False


@dataclass(frozen=True)
class EndOf:
    """The last day of the month, quarter or year in which another day lies."""

    period: Period
    origin: "Day"
    begins: MonthDay = JANUARY_FIRST


Day = Fixed | Event | StageBegins | Shifted | Latest | Earliest | FirstKnown | Next | EndOf


def events_of(rule: Day) -> frozenset[str]:
    """The dated facts that a rule names."""
    if isinstance(rule, Event):
        return frozenset({rule.name})
    if isinstance(rule, (Latest, Earliest, FirstKnown)):
        return frozenset().union(*(events_of(part) for part in rule.parts))
    if isinstance(rule, (Shifted, Next, EndOf)):
        return events_of(rule.origin)
    return frozenset()
