"""Whether a row repeats, fills in, follows or contradicts what is known."""

import datetime as dt
from dataclasses import replace

import pytest

from alliance.core.dates import parse_partial_date
from alliance.membership.periods import MatchKind, match
from alliance.membership.rules import Period, Standing, Step


def period(status="member", joined="", left="", note=""):
    return Period(
        state="NJ",
        role="party",
        status=status,
        joined=parse_partial_date(joined),
        left=parse_partial_date(left),
        note=note,
    )


def kind(existing, new):
    return match(existing, new).kind.value


def test_the_first_row_is_added_and_its_repetition_unchanged():
    new = period(joined="2007-04-10")
    assert match([], new).kind is MatchKind.ADDED
    found = match([new], new)
    assert (found.kind, found.index) == (MatchKind.UNCHANGED, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "signatory"},
        {"status": "withdrawal announced"},
        {"note": "signed by governor"},
        {"source": "gazette"},
        {"as_of": dt.date(2026, 1, 1)},
        {"notice_given": parse_partial_date("2025-07-24")},
        {"left": parse_partial_date("2026")},
    ],
)
def test_a_row_that_only_says_more_of_an_open_period_changes_it(changes):
    known = period(joined="2007-04-10")
    found = match([known], replace(known, **changes))
    assert (found.kind, found.index) == (MatchKind.CHANGED, 0)


def test_an_empty_date_of_joining_is_filled():
    assert kind([period()], period(joined="2007")) == "changed"


def test_a_more_exact_date_is_not_the_same_date():
    assert kind([period(joined="2007")], period(joined="2007-04-10")) == "refused"


@pytest.mark.parametrize(
    ("known", "new", "expected"),
    [
        # Touching periods do not overlap: the first day out may be the first day in.
        (period("withdrawn", "2005", "2012-01-01"), period(joined="2012-01-01"), "added"),
        (period("withdrawn", "2005", "2012-01-01"), period(joined="2011-12-31"), "refused"),
        (period(joined="2020"), period("withdrawn", "2005", "2012"), "added"),
        (period(joined="2020"), period("withdrawn", "2005", "2020"), "added"),
        (period(joined="2020"), period("withdrawn", "2005", "2020-01-02"), "refused"),
        (period(joined="2020"), period(joined="2021"), "refused"),
        (period(joined="2020"), period(), "refused"),
        (period("withdrawn", left="1997"), period(joined="2001"), "added"),
        (period("withdrawn", left="1997"), period(), "refused"),
        # A closed period with the same dates: other facts may be corrected.
        (period("withdrawn", "2005", "2012"), period("left", "2005", "2012"), "changed"),
        (period("withdrawn", "2005", "2012"), period("left", "2005", "2013"), "refused"),
        # An unknown end never overlaps, and a return is another period.
        (period("former member"), period(joined="2019"), "added"),
        (period("former member"), period("former member", joined="2017"), "changed"),
        (period("former member"), period("former member", left="2021"), "changed"),
        (period("former member"), period(), "changed"),
        (period("former member", joined="2017"), period(joined="2019"), "added"),
        (period("former member", joined="2017"), period(joined="2017"), "changed"),
        (period(joined="2019"), period("former member", joined="2015"), "added"),
    ],
)
def test_another_period_may_not_overlap_a_known_one(known, new, expected):
    assert kind([known], new) == expected


def test_the_period_with_the_same_date_of_joining_is_the_one_meant():
    known = [period("former member"), period("former member", joined="2015")]
    assert match(known, period("former member", joined="2015", left="2018")).index == 1


def test_filling_a_date_may_not_reach_into_another_period():
    known = [period("former member"), period(joined="2020")]
    found = match(known, period("former member", joined="2015", left="2021"))
    assert (found.kind, found.column) == (MatchKind.REFUSED, "joined")


def test_an_overlap_is_explained():
    known = period("withdrawn", "2005-12-20", "2012-01-01")
    found = match([known], period(joined="2011-06-01"))
    assert found.column == "joined"
    assert found.reason == "overlaps the period from 2005-12-20 to 2012-01-01"
    assert "2012-01-01 or later" in found.fix


@pytest.mark.parametrize(
    ("joined", "left", "expected"),
    [
        ("2020-01-01", "2012-01-01", "refused"),
        ("2020-01-01", "2019-12-31", "refused"),
        ("2020-01-01", "2020-01-01", "added"),
        ("2020-06-15", "2020-06", "added"),
        ("2020-06-15", "2020-05", "refused"),
        ("2020-06-15", "2020", "added"),
    ],
)
def test_left_may_not_lie_before_joined_however_it_is_read(joined, left, expected):
    found = match([], period("withdrawn", joined, left))
    assert found.kind == expected
    assert found.column == ("left" if expected == "refused" else None)


def by_acts(*steps, joined="", left=""):
    """A period that acts recorded here have made."""
    days = tuple(Step(standing, dt.date.fromisoformat(day)) for standing, day in steps)
    return replace(period(steps[-1][0].value, joined, left), steps=days)


INVITED = (Standing.INVITED, "2027-03-01")
DECLINED = by_acts(INVITED, (Standing.DECLINED, "2027-03-05"))
ON_ITS_WAY = by_acts(INVITED, (Standing.PENDING_INSTRUMENT, "2027-03-05"))


@pytest.mark.parametrize(
    ("known", "new", "expected"),
    [
        (DECLINED, period(joined="2027-03-05"), "added"),
        (DECLINED, period(joined="2027-03-04"), "refused"),
        (DECLINED, period("withdrawn", "2010", "2015"), "added"),
        (DECLINED, period("withdrawn", "2010", "2027-03-01"), "added"),
        (DECLINED, period("withdrawn", "2010", "2027-03-02"), "refused"),
        (DECLINED, period("former member"), "added"),
        (by_acts(INVITED, (Standing.DECLINED, "2027-03-01")), period(joined="2020"), "added"),
        # One that is on its way here is another time only before it was invited.
        (ON_ITS_WAY, period("withdrawn", "2010", "2015"), "added"),
        (ON_ITS_WAY, period("withdrawn", "2010", "2027-03-02"), "changed"),
        (ON_ITS_WAY, period(joined="2027-06-01"), "changed"),
    ],
)
def test_an_invitation_that_led_to_nothing_is_no_membership(known, new, expected):
    assert kind([known], new) == expected


def test_a_row_about_the_days_of_an_invitation_says_which_days():
    found = match([DECLINED], period(joined="2027-03-04"))
    assert found.reason == "overlaps the time from 2027-03-01 (invited) to 2027-03-05 (declined)"
    assert "before or after it" in found.fix
