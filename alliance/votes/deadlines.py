"""When the time for answers ends, where a length of time was set: pure.

Hours are elapsed hours, whatever the clocks do meanwhile. Days and business days end with the last
of them in the time zone of the question: the day of the opening is not counted, and the close is
the midnight after the last day (as in Fed. R. Civ. P. 6(a)(1) and (4)). Business days leave out
Saturdays, Sundays, the holidays of 5 U.S.C. 6103(a), and the days that the question names besides.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from alliance.rulebook.days.business import is_business_day

LONGEST_DAYS = 366


class Unit(StrEnum):
    """What a length of time is counted in."""

    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business days"


MOST = {Unit.HOURS: 24 * LONGEST_DAYS, Unit.DAYS: LONGEST_DAYS, Unit.BUSINESS_DAYS: 250}


@dataclass(frozen=True)
class Deadline:
    """A length of time from the opening; `holidays` are days that do not count besides."""

    count: int
    unit: Unit
    holidays: Collection[dt.date] = field(default_factory=tuple)

    def as_json(self) -> dict[str, object]:
        """As it is frozen."""
        days = sorted(day.isoformat() for day in self.holidays)
        return {"count": self.count, "unit": str(self.unit), "holidays": days}

    def in_words(self) -> str:
        """ "5 business days" or "1 hour"."""
        return f"{self.count} {self.unit if self.count != 1 else str(self.unit)[:-1]}"


def why_not_deadline(deadline: Deadline) -> str:
    """The reason against such a length, or ""."""
    most = MOST[deadline.unit]
    if not 1 <= deadline.count <= most:
        return f"The length must be a whole number from 1 to {most:,} {deadline.unit}."
    return ""


def closes_at(opened_at: dt.datetime, deadline: Deadline, zone: str) -> dt.datetime:
    """The instant, in UTC, at which the time for answers ends."""
    if deadline.unit is Unit.HOURS:
        return opened_at.astimezone(dt.UTC) + dt.timedelta(hours=deadline.count)
    place = ZoneInfo(zone)
    day = opened_at.astimezone(place).date()
    if deadline.unit is Unit.DAYS:
        day += dt.timedelta(days=deadline.count)
    else:
        day = _business_day_after(day, deadline.count, frozenset(deadline.holidays))
    return end_of(day, zone)


def end_of(day: dt.date, zone: str) -> dt.datetime:
    """The midnight that ends a day in a zone, in UTC: the first instant of the day after."""
    after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
    return after.astimezone(dt.UTC)


def _business_day_after(day: dt.date, count: int, besides: frozenset[dt.date]) -> dt.date:
    left = count
    while left > 0:
        day += dt.timedelta(days=1)
        left -= is_business_day(day) and day not in besides
    return day
