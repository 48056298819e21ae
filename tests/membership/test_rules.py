"""What the words of membership mean, and who belongs on a day."""

import datetime as dt

import pytest

from alliance.core.dates import parse_partial_date
from alliance.membership.rules import (
    MemberClass,
    Period,
    Standing,
    class_of,
    standing_of,
)
from alliance.membership.timeline import line_of, roster_on

FORMED = dt.date(2005, 12, 20)


def period(status="member", joined="", left="", notice="", **facts):
    return Period(
        **({"state": "NJ", "role": "member"} | facts),
        status=status,
        joined=parse_partial_date(joined),
        notice_given=parse_partial_date(notice),
        left=parse_partial_date(left),
    )


def on(one, day, formed=FORMED):
    asked = dt.date.fromisoformat(day)
    found = [at.standing for at in line_of([("one", one)], formed) if at.covers(asked)]
    assert len(found) <= 1
    return found[0] if found else None


def roll(day, *periods, formed=FORMED):
    return roster_on(periods, formed, dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("party", "party"),
        ("Founding  Member", "party"),
        ("original signatory", "party"),
        ("COMPACT MEMBER", "party"),
        ("sovereignty member", "associate"),
        ("associate member", "associate"),
        ("Observer", "observer"),
        ("observer state", "observer"),
        ("=1+1", "other"),
        ("", "other"),
        ("Mitglied", "other"),
    ],
)
def test_the_class_of_a_role(role, expected):
    assert class_of(role) is MemberClass(expected)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("member", "party"),
        (" In  Force ", "party"),
        ("withdrawn (first period)", "withdrawn"),
        ("(returned) member", "party"),
        ("withdrawal announced", "notice given"),
        ("left", "withdrawn"),
        ("invited", "invited"),
        ("declined", "declined"),
        ("applied", "applied"),
        ("pending", "pending instrument"),
        ("pending instrument", "pending instrument"),
        ("conditional", "conditional"),
        ("suspended", "suspended"),
        ("former member", "unknown"),
        ("dormant", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_standing_a_status_speaks_of(status, expected):
    assert standing_of(status) is Standing(expected)


def test_a_former_member_with_a_date_of_leaving_has_withdrawn():
    assert standing_of("former member", has_left=True) is Standing.WITHDRAWN


@pytest.mark.parametrize(
    ("one", "day", "expected"),
    [
        (period(joined="2020-01-01"), "2019-12-31", None),
        (period(joined="2020-01-01"), "2020-01-01", "party"),
        (period(joined="2020"), "2020-01-01", "party"),
        (period(joined="2020-07"), "2020-06-30", None),
        (period(), "2005-12-19", None),
        (period(), "2005-12-20", "party"),
        (period("withdrawn", left="2012-01-01"), "2011-12-31", "party"),
        (period("withdrawn", left="2012-01-01"), "2012-01-01", "withdrawn"),
        (period("withdrawn", left="2025-07"), "2025-06-30", "party"),
        (period("withdrawn", left="2025-07"), "2025-07-01", "withdrawn"),
        (period("withdrawn", left="2012", notice="2011-05-26"), "2011-05-25", "party"),
        (period("withdrawn", left="2012", notice="2011-05-26"), "2011-05-26", "notice given"),
        (period("withdrawn", left="2012", notice="2011-05-26"), "2012-01-01", "withdrawn"),
        # Contradictory sources stay as they are: notice after leaving.
        (period("withdrawn", left="2025-07", notice="2025-07-25"), "2025-07-25", "withdrawn"),
        (period("member", left="2012"), "2012-01-01", "withdrawn"),
        (period("former member"), "2020-01-01", "unknown"),
        (period("former member", joined="2019-03-12"), "2019-03-11", None),
        (period("withdrawn", joined="2019-03-12"), "2019-03-12", "unknown"),
        (period("former member", left="2021"), "2020-12-31", "party"),
        (period("former member", left="2021"), "2021-01-01", "withdrawn"),
        (period("member", notice="2025-07-24"), "2025-07-23", "party"),
        (period("member", notice="2025-07-24"), "2025-07-24", "notice given"),
        (period("withdrawal announced", as_of=dt.date(2025, 7, 28)), "2025-07-27", "party"),
        (period("withdrawal announced", as_of=dt.date(2025, 7, 28)), "2025-07-28", "notice given"),
        (period("withdrawal announced"), "2005-12-20", "notice given"),
        (period("suspended", joined="2020"), "2020-01-01", "suspended"),
        (period("invited", joined="2020", left="2021"), "2021-01-01", "withdrawn"),
        (period("dormant", left="2021"), "2020-01-01", "unknown"),
        (period("dormant", left="2021"), "2021-01-01", "withdrawn"),
    ],
)
def test_the_standing_of_a_day(one, day, expected):
    assert on(one, day) == expected


def test_without_any_date_a_member_has_always_been_one():
    assert on(period(), "0001-01-01", formed=None) is Standing.PARTY


NEW_JERSEY = (
    period("withdrawn (first period)", "2005-12-20", "2012-01-01", "2011-05-26", role="signatory"),
    period("member", "2020-01-01"),
)


@pytest.mark.parametrize(
    ("day", "standing", "since", "count"),
    [
        ("2011-05-25", "party", "2005-12-20", 1),
        ("2011-12-31", "notice given", "2005-12-20", 1),
        ("2020-01-01", "party", "2020-01-01", 1),
    ],
)
def test_a_state_that_left_and_came_back_counts_by_the_period_in_force(day, standing, since, count):
    found = roll(day, *NEW_JERSEY)
    assert [one.as_json() for one in found.members] == [
        {"state": "NJ", "standing": standing, "class": "party", "since": since, "bound": True}
    ]
    assert found.count == count
    assert found.former == ()


@pytest.mark.parametrize("day", ["2012-01-01", "2019-12-31"])
def test_between_its_periods_it_is_a_former_member(day):
    found = roll(day, *reversed(NEW_JERSEY))
    assert found.members == ()
    assert [one.as_json() for one in found.former] == [
        {"state": "NJ", "standing": "withdrawn", "since": "2005-12-20", "left": "2012-01-01"}
    ]


def test_of_two_periods_in_force_the_later_one_is_shown():
    found = roll("2021-01-01", period(joined="2020", role="associate"), period(joined="2008"))
    assert [(one.since, one.bound) for one in found.members] == [("2020", False)]


@pytest.mark.parametrize(
    ("role", "status", "bound"),
    [
        ("party", "member", True),
        ("party", "withdrawal announced", True),
        ("party", "suspended", False),
        ("party", "invited", False),
        ("associate", "member", False),
        ("observer", "member", False),
        ("patron", "member", False),
    ],
)
def test_only_a_party_in_good_standing_is_bound_and_the_others_are_listed(role, status, bound):
    found = roll("2021-01-01", period(status, role=role))
    assert [one.bound for one in found.members] == [bound]
    assert found.count == int(bound)
    assert found.members[0].since is None


def test_states_without_a_place_on_the_roll():
    found = roll(
        "2021-01-01",
        period("former member", state="NV"),
        period("declined", state="TX"),
        period("dormant", state="AS"),
        period("member", joined="2030", state="UT"),
    )
    assert found.members == ()
    assert found.former == ()
    assert found.unknown == ("AS", "NV")


def test_an_unknown_end_gives_way_to_a_period_in_force():
    found = roll("2021-01-01", period("former member"), period("member", joined="2020"))
    assert found.unknown == ()
    assert found.count == 1


def test_members_are_sorted_by_state():
    found = roll("2021-01-01", *(period(state=state) for state in ("VA", "AK", "NJ")))
    assert [one.state for one in found.members] == ["AK", "NJ", "VA"]
