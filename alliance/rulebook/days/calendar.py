"""Counting days, weeks, months and years as texts mean them."""

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

ALWAYS = dt.date.min  # "ever since": no count moves it
AT_THE_END = dt.date.max  # after everything that is given; no count moves it either
FIXED = frozenset({ALWAYS, AT_THE_END})


class OutOfCalendar(ValueError):  # noqa: N818 - named for the day, not for the error
    """A count leads before the year 1 or after the year 9999."""


class MonthReading(StrEnum):
    """Which day a count of months ends on where the day numbers do not simply match."""

    SAME_DAY = "same day"  # the same number, or the last day of a shorter month
    NEXT_DAY = "next day"  # the same number, or the first day after a shorter month
    MONTH_END = "month end"  # as the first, and from a last day to a last day


@dataclass(frozen=True)
class Length:
    """A length of time; months (years are twelve) are counted before days."""

    months: int = 0
    days: int = 0
    reading: MonthReading = MonthReading.SAME_DAY


@dataclass(frozen=True)
class MonthDay:
    """A day that comes every year; 29 February is the last of February in other years."""

    month: int
    day: int

    def in_year(self, year: int) -> dt.date:
        return dt.date(year, self.month, min(self.day, last_day(year, self.month)))

    def __str__(self) -> str:
        return f"{calendar.month_name[self.month]} {self.day}"


def last_day(year: int, month: int) -> int:
    """The number of the last day of a month."""
    return calendar.monthrange(year, month)[1]


def moved(day: dt.date, length: Length, *, back: bool = False) -> dt.date:
    """The day that lies `length` after `day`, or before it."""
    if day in FIXED:
        return day
    sign = -1 if back else 1
    try:
        arrived = _months(day, sign * length.months, length.reading)
        return arrived + dt.timedelta(days=sign * length.days)
    except (ValueError, OverflowError):
        raise OutOfCalendar(f"counting from {day} leads out of the calendar") from None


def _months(day: dt.date, months: int, reading: MonthReading) -> dt.date:
    if months == 0:
        return day
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    last = last_day(year, month)
    if reading is MonthReading.MONTH_END and day.day == last_day(day.year, day.month):
        return dt.date(year, month, last)
    if day.day <= last:
        return dt.date(year, month, day.day)
    short = dt.date(year, month, last)
    return short + dt.timedelta(days=1) if reading is MonthReading.NEXT_DAY else short


def next_of_year(
    day: dt.date, points: tuple[MonthDay, ...], *, same_day: bool, every: int = 1, as_in: int = 0
) -> dt.date:
    """The next of some days of the year; `every` fourth year, say, `as_in` 2029."""
    if day in FIXED:
        return day
    for year in range(day.year, min(day.year + every + 1, dt.MAXYEAR + 1)):
        if (year - as_in) % every:
            continue
        for point in sorted(points, key=lambda one: (one.month, one.day)):
            found = point.in_year(year)
            if found > day or (same_day and found == day):
                return found
    raise OutOfCalendar(f"there is no such day after {day}")


def previous_of_year(
    day: dt.date, points: tuple[MonthDay, ...], *, same_day: bool, every: int = 1, as_in: int = 0
) -> dt.date:
    """The last such day before, counted like the next."""
    if day in FIXED:
        return day
    for year in range(day.year, max(day.year - every - 1, 0), -1):
        if (year - as_in) % every:
            continue
        for point in sorted(points, key=lambda one: (-one.month, -one.day)):
            found = point.in_year(year)
            if found < day or (same_day and found == day):
                return found
    raise OutOfCalendar(f"there is no such day before {day}")


def near_of_month(day: dt.date, number: int, *, same_day: bool, back: bool = False) -> dt.date:
    """The next (or last) day with this number, the last day of a shorter month."""
    if day in FIXED or (same_day and day.day == min(number, last_day(day.year, day.month))):
        return day
    first = day.replace(day=1)
    here = first.replace(day=min(number, last_day(first.year, first.month)))
    if (here < day) if back else (here > day):
        return here
    there = moved(first, Length(months=1), back=back)
    return there.replace(day=min(number, last_day(there.year, there.month)))


def near_weekday(day: dt.date, weekday: int, *, same_day: bool, back: bool = False) -> dt.date:
    """The next (or last) Monday (0) to Sunday (6)."""
    ahead = (day.weekday() - weekday) % 7 if back else (weekday - day.weekday()) % 7
    return moved(day, Length(days=ahead or (0 if same_day else 7)), back=back)


def end_of_period(day: dt.date, months: int, begins: MonthDay) -> dt.date:
    """The last day of the month (1), quarter (3) or year (12) in which `day` lies.

    Years begin on `begins` every year; quarters and months with the calendar's.
    """
    if day in FIXED:
        return day
    if months == 12:
        first = next_of_year(day, (begins,), same_day=False)
        return first - dt.timedelta(days=1)
    month = (day.month - 1) // months * months + months
    return dt.date(day.year, month, last_day(day.year, month))
