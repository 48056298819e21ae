"""Business days against the federal calendar, and against counting day by day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alliance.rulebook.days.business import business_day_after, holidays, is_business_day

DAYS = some.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


def test_the_holidays_of_a_year_as_the_federal_calendar_has_them():
    assert sorted(holidays(2026)) == [
        dt.date(2026, month, day)
        for month, day in (
            *((1, 1), (1, 19), (2, 16), (5, 25), (6, 19), (7, 3)),
            *((9, 7), (10, 12), (11, 11), (11, 26), (12, 25)),
        )
    ]
    assert dt.date(2021, 12, 31) in holidays(2022), "New Year's Day 2022 was a Saturday"
    assert dt.date(2021, 6, 18) in holidays(2021)
    assert not any(day.month == 6 for day in holidays(2020))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (dt.date(2026, 11, 25), True),
        (dt.date(2026, 11, 26), False),
        (dt.date(2026, 11, 28), False),
        (dt.date(2021, 12, 31), False),
        (dt.date(2027, 7, 5), False),
        (dt.date(2027, 7, 6), True),
    ],
)
def test_offices_work_or_they_do_not(day, works):
    assert is_business_day(day) is works


@given(DAYS, some.integers(0, 60))
def test_the_days_between_are_counted_one_by_one(day, count):
    end = business_day_after(day, count)
    between = [day + dt.timedelta(n) for n in range(1, (end - day).days + 1)]
    assert sum(map(is_business_day, between)) == count
    assert end == day or is_business_day(end)
