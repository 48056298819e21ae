"""When the time for answers ends: clocks put forward and back, holidays, zones of the Pacific."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.rulebook.days.business import is_business_day
from alliance.votes.deadlines import MOST, Deadline, Unit, closes_at, end_of, why_not_deadline

NEW_YORK, HAWAII, GUAM = "America/New_York", "Pacific/Honolulu", "Pacific/Guam"


def at(text, zone=NEW_YORK):
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def ends(opened, count, unit, zone=NEW_YORK, holidays=()):
    return closes_at(opened, Deadline(count, unit, holidays), zone).astimezone(ZoneInfo(zone))


@pytest.mark.parametrize(
    ("opened", "hours", "ends_at"),
    [
        # 2026-03-08: 2:00 becomes 3:00; 2026-11-01: 2:00 becomes 1:00.
        ("2026-03-07T12:00", 24, "2026-03-08T13:00-04:00"),
        ("2026-10-31T12:00", 24, "2026-11-01T11:00-05:00"),
        ("2026-03-08T01:30", 1, "2026-03-08T03:30-04:00"),
        ("2026-11-01T00:30", 2, "2026-11-01T01:30-05:00"),
    ],
)
def test_hours_are_elapsed_hours_whatever_the_clocks_do(opened, hours, ends_at):
    assert ends(at(opened), hours, Unit.HOURS).isoformat(timespec="minutes") == ends_at


@pytest.mark.parametrize(
    ("zone", "opened", "ends_at"),
    [
        (NEW_YORK, "2026-03-07T12:00", "2026-03-09T00:00-04:00"),  # a day of 23 hours
        (NEW_YORK, "2026-10-31T23:59", "2026-11-02T00:00-05:00"),  # a day of 25
        (HAWAII, "2026-03-07T12:00", "2026-03-09T00:00-10:00"),
        (GUAM, "2026-03-07T12:00", "2026-03-09T00:00+10:00"),
    ],
)
def test_a_day_ends_at_midnight_in_its_zone(zone, opened, ends_at):
    found = ends(at(opened, zone), 1, Unit.DAYS, zone)
    assert found.isoformat(timespec="minutes") == ends_at


def test_the_same_instant_is_another_day_in_guam():
    opened = dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC)  # the 26th in Guam, the 25th in Hawaii
    guam, hawaii = (closes_at(opened, Deadline(1, Unit.DAYS), zone) for zone in (GUAM, HAWAII))
    assert guam == dt.datetime(2026, 11, 27, 14, tzinfo=dt.UTC)
    assert hawaii == dt.datetime(2026, 11, 27, 10, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("opened", "count", "holidays", "last"),
    [
        ("2026-11-25T09:00", 1, (), "2026-11-27"),  # Thanksgiving is the 26th
        ("2026-11-25T09:00", 1, (dt.date(2026, 11, 27),), "2026-11-30"),  # the day after, kept too
        ("2026-11-24T23:59", 3, (), "2026-11-30"),
        ("2026-11-26T09:00", 1, (), "2026-11-27"),  # opened on the holiday itself
        ("2026-11-28T09:00", 1, (), "2026-11-30"),  # opened on a Saturday
        ("2026-12-31T09:00", 1, (), "2027-01-04"),
        ("2027-12-30T09:00", 1, (), "2028-01-03"),  # New Year's Day of 2028 is kept on the 31st
    ],
)
def test_business_days_leave_out_week_ends_and_holidays(opened, count, holidays, last):
    found = ends(at(opened), count, Unit.BUSINESS_DAYS, holidays=holidays)
    assert found == end_of(dt.date.fromisoformat(last), NEW_YORK)


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("more", [0, -1, 1])
def test_a_length_has_bounds(unit, more):
    assert why_not_deadline(Deadline(MOST[unit], unit)) == ""
    assert why_not_deadline(Deadline(1, unit)) == ""
    wrong = Deadline(MOST[unit] + 1 if more == 1 else more, unit)
    assert str(unit) in why_not_deadline(wrong)


ZONES = st.sampled_from([NEW_YORK, HAWAII, GUAM, "America/Phoenix", "Pacific/Pago_Pago", "UTC"])
SECONDS = st.integers(1_700_000_000, 2_200_000_000)  # 2023 to 2039


@given(SECONDS, st.integers(1, 40), ZONES, st.sets(st.dates(), max_size=3))
def test_as_many_days_lie_between_opening_and_close_as_were_given(second, count, zone, besides):
    opened = dt.datetime.fromtimestamp(second, dt.UTC)
    local = opened.astimezone(ZoneInfo(zone)).date()
    close = closes_at(opened, Deadline(count, Unit.BUSINESS_DAYS, tuple(besides)), zone)
    last = (close - dt.timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    days = [local + dt.timedelta(days=n) for n in range(1, (last - local).days + 1)]
    counted = [day for day in days if is_business_day(day) and day not in besides]
    assert len(counted) == count
    assert counted[-1] == last
    assert closes_at(opened, Deadline(count, Unit.DAYS), zone) <= close
