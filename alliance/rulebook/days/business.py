"""Business days: not Saturday, not Sunday, and no legal public holiday of 5 U.S.C. 6103(a)."""

import datetime as dt
from functools import cache
from typing import Final

_DAY: Final = dt.timedelta(days=1)
_MONDAY, _THURSDAY = 0, 3
# Month and day of those on a fixed day, with the first year of each.
_FIXED: Final = ((1, 1, 1870), (6, 19, 2021), (7, 4, 1870), (11, 11, 1978), (12, 25, 1870))
# Month, weekday and which of them in the month (-1 the last), with the first year of each.
_BY_WEEKDAY: Final = (
    (1, _MONDAY, 3, 1986),
    (2, _MONDAY, 3, 1971),
    (5, _MONDAY, -1, 1971),
    (9, _MONDAY, 1, 1894),
    (10, _MONDAY, 2, 1971),
    (11, _THURSDAY, 4, 1942),
)


@cache
def holidays(year: int) -> frozenset[dt.date]:
    """The days on which the holidays of a year are kept: of a Saturday on Friday, of a Sunday on

    Monday (5 U.S.C. 6103(b); Executive Order 11582), which may lie in the year before.
    """
    fixed = [dt.date(year, month, day) for month, day, since in _FIXED if year >= since]
    kept = {_kept(day) for day in fixed}
    return frozenset(kept | {_nth(year, *rule) for *rule, since in _BY_WEEKDAY if year >= since})


def is_business_day(day: dt.date) -> bool:
    """Whether offices work on that day."""
    in_next = day.year < dt.MAXYEAR and day in holidays(day.year + 1)
    return day.weekday() < 5 and day not in holidays(day.year) and not in_next


def business_day_after(day: dt.date, count: int) -> dt.date:
    """The count-th business day after a day, which is not counted itself; 0 is the day itself."""
    left = count
    while left > 0:
        day += _DAY
        left -= is_business_day(day)
    return day


def _kept(day: dt.date) -> dt.date:
    return day - _DAY if day.weekday() == 5 else day + _DAY if day.weekday() == 6 else day


def _nth(year: int, month: int, weekday: int, which: int) -> dt.date:
    if which < 0:
        last = dt.date(year, month + 1, 1) - _DAY
        return last - _DAY * ((last.weekday() - weekday) % 7)
    first = dt.date(year, month, 1)
    return first + _DAY * ((weekday - first.weekday()) % 7 + 7 * (which - 1))
