"""Counting days as texts mean them: against a second way of counting, and at the edges."""

import calendar
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.rulebook.compacts.reading import parse_compact, parse_day
from alliance.rulebook.days.calendar import ALWAYS, OutOfCalendar
from alliance.rulebook.days.values import WEEKDAYS
from alliance.rulebook.days.words import day_words
from alliance.rulebook.days.working import Known, work
from alliance.rulebook.forces.leaving import withdrawal_date

DATE = dt.date.fromisoformat
any_day = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
edges = st.builds(
    lambda year, month, back: dt.date(year, month, 1) - dt.timedelta(days=back),
    st.integers(1995, 2105),
    st.integers(1, 12),
    st.integers(-1, 3),
)
days = st.one_of(any_day, edges)


def day_of(rule, **events):
    return work(parse_day(rule), Known(events)).day


def counted_on(day, months):
    """The same day number so many months on, found by walking month by month over the calendar."""
    month = day.replace(day=1)
    for _ in range(abs(months)):
        if months > 0:
            month = (month + dt.timedelta(days=32)).replace(day=1)
        else:
            month = (month - dt.timedelta(days=1)).replace(day=1)
    weeks = calendar.Calendar().itermonthdates(month.year, month.month)
    within = [one for one in weeks if one.month == month.month]
    return next((one for one in within if one.day == day.day), max(within))


@settings(max_examples=400, deadline=None)
@given(days, st.integers(0, 60), st.integers(0, 3), st.integers(0, 400), st.integers(0, 9))
def test_a_withdrawal_takes_effect_on_the_day_that_another_count_finds(
    notice, months, years, some_days, weeks
):
    length = {"months": months, "years": years, "days": some_days, "weeks": weeks}
    compact = parse_compact(
        {"withdrawal": {"effective": {"after": length, "from": {"event": "notice"}}}}
    )
    found = withdrawal_date(compact, {"notice": notice}).effective
    expected = counted_on(notice, months + 12 * years)
    for _ in range(some_days + 7 * weeks):
        expected += dt.timedelta(days=1)
    assert found == expected


@settings(max_examples=300, deadline=None)
@given(days, days, st.integers(0, 24), st.integers(0, 400))
def test_both_conditions_and_whichever_is_later_or_earlier(notice, repeal, months, some_days):
    parts = [
        {"after": {"months": months}, "from": {"event": "notice"}},
        {"after": {"days": some_days}, "from": {"event": "repeal"}},
    ]
    both = (counted_on(notice, months), dt.date.fromordinal(repeal.toordinal() + some_days))
    assert day_of({"later_of": parts}, notice=notice, repeal=repeal) == max(both)
    assert day_of({"earlier_of": parts}, notice=notice, repeal=repeal) == min(both)
    assert day_of({"later_of": parts}, notice=notice, repeal=None) is None
    assert day_of({"earlier_of": parts}, notice=None, repeal=repeal) == both[1]
    assert day_of({"first_known": parts}, notice=None, repeal=repeal) == both[1]
    assert day_of({"first_known": parts}, notice=notice, repeal=repeal) == both[0]


@settings(max_examples=300, deadline=None)
@given(days, st.integers(0, 40))
def test_months_before_a_day_are_counted_like_months_after_it(day, months):
    rule = {"before": {"months": months}, "from": {"event": "end"}}
    assert day_of(rule, end=day) == counted_on(day, -months)


@settings(max_examples=200, deadline=None)
@given(days, st.integers(1, 12), st.integers(1, 31), st.booleans())
def test_the_next_day_of_the_year_is_the_first_that_walking_meets(day, month, number, same_day):
    number = min(number, calendar.monthrange(2001, month)[1])
    rule = {"next": {"month_day": f"{month:02}-{number:02}"}, "from": {"event": "x"}}
    walked = day if same_day else day + dt.timedelta(days=1)
    while (walked.month, walked.day) != (month, number):
        walked += dt.timedelta(days=1)
    assert day_of({**rule, "same_day": same_day}, x=day) == walked


@settings(max_examples=200, deadline=None)
@given(days, st.integers(1, 28), st.integers(0, 6), st.booleans())
def test_the_next_and_the_previous_are_the_first_that_walking_meets(day, number, weekday, same_day):
    points = [
        ({"day_of_month": number}, lambda one: one.day == number),
        ({"month_day": f"07-{number:02}"}, lambda one: (one.month, one.day) == (7, number)),
        ({"weekday": WEEKDAYS[weekday]}, lambda one: one.weekday() == weekday),
    ]
    for point, is_meant in points:
        for kind, step in (("next", 1), ("previous", -1)):
            walked = day if same_day else day + dt.timedelta(days=step)
            while not is_meant(walked):
                walked += dt.timedelta(days=step)
            rule = {kind: point, "from": {"event": "x"}, "same_day": same_day}
            assert day_of(rule, x=day) == walked


@settings(max_examples=200, deadline=None)
@given(days, st.sampled_from(["month", "quarter", "year", {"year_from": "10-01"}]))
def test_the_end_of_a_period_is_the_last_day_before_the_next_begins(day, period):
    begins = {
        "month": [(month, 1) for month in range(1, 13)],
        "quarter": [(1, 1), (4, 1), (7, 1), (10, 1)],
        "year": [(1, 1)],
    }.get(period if isinstance(period, str) else "", [(10, 1)])
    walked = day + dt.timedelta(days=1)
    while (walked.month, walked.day) not in begins:
        walked += dt.timedelta(days=1)
    assert day_of({"end_of": period, "from": {"event": "x"}}, x=day) == walked - dt.timedelta(
        days=1
    )


@pytest.mark.parametrize(
    ("start", "length", "day"),
    [
        ("2028-02-29", {"years": 1}, "2029-02-28"),
        ("2028-02-29", {"years": 4}, "2032-02-29"),
        ("2028-02-29", {"months": 12}, "2029-02-28"),
        ("2025-08-31", {"months": 6}, "2026-02-28"),
        ("2025-08-31", {"months": 6, "reading": "next day"}, "2026-03-01"),
        ("2028-02-29", {"years": 1, "reading": "next day"}, "2029-03-01"),
        ("2026-02-28", {"months": 6, "reading": "month end"}, "2026-08-31"),
        ("2026-02-27", {"months": 6, "reading": "month end"}, "2026-08-27"),
        ("2026-01-31", {"days": 30}, "2026-03-02"),
        ("2026-01-31", {"clear_days": 30}, "2026-03-03"),
        ("2026-01-31", {"months": 1, "days": 1}, "2026-03-01"),
        ("2026-01-31", {"weeks": 1}, "2026-02-07"),
        ("2026-01-31", {"days": "0"}, "2026-01-31"),
    ],
)
def test_leap_days_and_month_ends(start, length, day):
    assert day_of({"after": length, "from": start}) == DATE(day)


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ({"next": {"month_day": "02-29"}, "from": "2026-01-01"}, "2026-02-28"),
        ({"next": {"month_day": "02-29"}, "from": "2027-12-01"}, "2028-02-29"),
        ({"next": {"day_of_month": 31}, "from": "2026-01-31"}, "2026-02-28"),
        ({"next": {"day_of_month": 31}, "from": "2026-01-31", "same_day": True}, "2026-01-31"),
        ({"next": {"weekday": "monday"}, "from": "2026-11-23"}, "2026-11-30"),
        ({"next": {"weekday": "monday"}, "from": "2026-11-23", "same_day": True}, "2026-11-23"),
        (
            {"next": {"month_day": "01-20", "every": 4, "as_in": 2025}, "from": "2025-01-20"},
            "2029-01-20",
        ),
        ({"previous": {"day_of_month": 31}, "from": "2026-03-31"}, "2026-02-28"),
        ({"previous": {"month_day": "02-29"}, "from": "2027-02-28"}, "2026-02-28"),
        (
            {"previous": {"month_day": "01-20", "every": 4, "as_in": 2029}, "from": "2028-01-20"},
            "2025-01-20",
        ),
        ({"end_of": {"year_from": "07-01"}, "from": "2026-06-30"}, "2026-06-30"),
        ({"end_of": {"year_from": "07-01"}, "from": "2026-07-01"}, "2027-06-30"),
    ],
)
def test_the_next_day_and_the_end_of_a_period(rule, day):
    assert day_of(rule) == DATE(day)


def test_what_is_open_is_named_and_known_days_are_shown_as_steps():
    rule = parse_day({"later_of": [{"event": "a"}, {"after": {"days": 2}, "from": {"event": "b"}}]})
    found = work(rule, Known({"a": None}))
    assert (found.day, found.waiting_for) == (None, ("a", "b"))
    known = work(rule, Known({"a": DATE("2026-01-01"), "b": DATE("2026-01-05")}))
    assert known.steps[-1] == "The latest of 2026-01-01, 2026-01-07: 2026-01-07."
    assert "whichever is later" in day_words(rule)


def test_no_count_moves_the_beginning_and_none_leaves_the_calendar_unsaid():
    assert day_of({"after": {"years": 5}, "from": {"event": "x"}}, x=ALWAYS) == ALWAYS
    with pytest.raises(OutOfCalendar):
        day_of({"before": {"years": 100}, "from": {"event": "x"}}, x=dt.date(50, 1, 1))
    with pytest.raises(OutOfCalendar):
        day_of({"next": {"month_day": "01-01"}, "from": {"event": "x"}}, x=dt.date(9999, 5, 1))
