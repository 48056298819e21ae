"""Until when something may be shared, and the instant at which that is over."""

import datetime as dt

import pytest

from alliance.guests.rules import ends_at, latest, title_of, why_not_until

TODAY = dt.date(2026, 11, 25)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (TODAY - DAY, "has passed"),
        (TODAY, ""),
        (TODAY + DAY, ""),
        (dt.date(2027, 11, 24), ""),
        (dt.date(2027, 11, 25), ""),
        (dt.date(2027, 11, 26), "a year at most. Choose 2027-11-25"),
    ],
)
def test_a_last_day_lies_between_today_and_a_year_from_now(until, words):
    reason = why_not_until(until, TODAY)
    assert words in reason
    assert bool(reason) == bool(words)


def test_a_year_from_the_leap_day_is_the_day_before_march():
    assert latest(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)
    assert latest(dt.date(2027, 2, 28)) == dt.date(2028, 2, 28)


@pytest.mark.parametrize(
    ("zone", "until", "hours"),
    [
        ("America/Denver", dt.date(2026, 3, 7), 7),  # the night before the clocks go forward
        ("America/Denver", dt.date(2026, 3, 8), 6),  # the day on which they do has 23 hours
        ("America/Denver", dt.date(2026, 10, 31), 6),
        ("America/Denver", dt.date(2026, 11, 1), 7),  # and this one 25
        ("America/New_York", dt.date(2026, 11, 1), 5),
        ("Pacific/Honolulu", dt.date(2026, 11, 1), 10),  # no clock is changed there
        ("Pacific/Guam", dt.date(2026, 11, 1), -10),
    ],
)
def test_a_share_is_over_at_midnight_of_the_sharing_offices_own_clock(zone, until, hours):
    midnight = dt.datetime.combine(until + DAY, dt.time(), dt.UTC)
    assert ends_at(until, zone) == midnight + dt.timedelta(hours=hours)


def test_a_guests_office_is_named_after_them():
    assert title_of("Gwen Guest", "Think Tank") == "Guest: Gwen Guest, Think Tank"
