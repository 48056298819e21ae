"""Kinds of mail and the hour of the digest, by the wall clock whatever the clocks did."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alliance.core.settings import ROOT
from alliance.mailing.rules import KINDS, OF, Choice, Kind, kind_of, next_digest

ZONES = (
    "America/New_York",
    "America/Denver",
    "America/Phoenix",
    "Pacific/Guam",
    "Pacific/Honolulu",
)
# The clocks went forward in the night to March 9, 2031, and back in that to November 2.
DAYS = [dt.date(2031, 3, day) for day in (7, 8, 9, 10)]
DAYS += [dt.date(2031, 11, day) for day in (1, 2, 3)]


@pytest.mark.parametrize("zone", ZONES)
def test_the_digest_comes_at_seven_by_the_wall_clock_every_day(zone):
    for day in DAYS:
        noon_before = dt.datetime.combine(
            day - dt.timedelta(days=1), dt.time(12), ZoneInfo(zone)
        ).astimezone(dt.UTC)
        due = next_digest(noon_before, zone)
        local = due.at.astimezone(ZoneInfo(zone))
        assert (due.day, local.date(), local.time()) == (day, day, dt.time(7)), zone


def test_the_night_with_an_hour_less_is_an_hour_shorter():
    before = next_digest(dt.datetime(2031, 3, 8, 12, tzinfo=dt.UTC), "America/Denver")
    after = next_digest(before.at, "America/Denver")
    assert (before.day.day, after.day.day) == (8, 9)
    assert after.at - before.at == dt.timedelta(hours=23)


@pytest.mark.parametrize("zone", ZONES)
def test_the_second_before_seven_is_today_and_seven_is_tomorrow(zone):
    seven = dt.datetime(2031, 6, 3, 7, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    assert next_digest(seven - dt.timedelta(seconds=1), zone).day == dt.date(2031, 6, 3)
    assert next_digest(seven, zone).day == dt.date(2031, 6, 4)


def test_what_binds_ones_own_state_cannot_be_switched_off_and_says_why():
    for kind in (Kind.IN_FORCE, Kind.ANSWERED, Kind.ACCOUNT):
        assert Choice.NONE not in KINDS[kind].choices
        assert KINDS[kind].why
    for about in KINDS.values():
        assert about.choices[0] is Choice.AT_ONCE
        assert about.why or Choice.NONE in about.choices


def test_every_message_about_a_domain_is_of_a_kind_that_is_named():
    texts = [
        str(path.relative_to(ROOT / "templates")).removesuffix(".txt")
        for domain in (
            *("accessions", "amendments", "charters", "discussions", "enactments", "layers"),
            *("meetings", "membership", "motions", "resolutions", "votes", "votes/proxies"),
            "withdrawals",
        )
        for path in Path(ROOT / "templates" / domain / "mail").glob("*.txt")
    ]
    assert set(texts) == set(OF)
    assert kind_of("accounts/mail/anything") is Kind.ACCOUNT
