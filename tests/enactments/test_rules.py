"""What a campaign may hold, what is still awaited, and when somebody is reminded."""

import datetime as dt

import pytest

from alliance.enactments.rules import (
    LONGEST_REASONS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    awaited,
    remind_on,
    under_way,
    why_not_campaign,
    why_not_reasons,
)
from alliance.instruments.rules import Purpose, Stage


@pytest.mark.parametrize(
    ("title", "text", "waits"),
    [
        ("x" * LONGEST_TITLE, "text", (7, 60)),
        ("title", "x" * LONGEST_TEXT, (7, 60)),
        ("title", "text", (1, 366)),
    ],
)
def test_what_is_just_not_too_much_may_be_asked(title, text, waits):
    assert why_not_campaign(Purpose.JOIN, title, text, waits) is None


@pytest.mark.parametrize(
    ("title", "text", "waits"),
    [
        ("x" * (LONGEST_TITLE + 1), "text", (7, 60)),
        ("title", "x" * (LONGEST_TEXT + 1), (7, 60)),
        ("title", "text", (0, 60)),
        ("title", "text", (7, 367)),
        ("", "text", (7, 60)),
        ("title", " ", (7, 60)),
    ],
)
def test_what_is_too_much_or_nothing_may_not(title, text, waits):
    assert why_not_campaign(Purpose.AMEND, title, text, waits)


def test_reasons_are_neither_empty_nor_endless():
    assert why_not_reasons(" \n")
    assert why_not_reasons("x" * LONGEST_REASONS) is None
    assert why_not_reasons("x" * (LONGEST_REASONS + 1))


def test_an_enactment_is_awaited_until_it_is_there_or_has_failed():
    assert {one for one in Stage if not under_way(one)} == {
        Stage.FAILED,
        Stage.REPEALED,
        Stage.VETOED,
    }
    assert {one for one in Stage if under_way(one) and not awaited(one)} == {Stage.MADE}


@pytest.mark.parametrize(
    ("expected", "before", "day"),
    [
        (dt.date(2028, 3, 7), 7, dt.date(2028, 2, 29)),
        (dt.date(2027, 3, 7), 7, dt.date(2027, 2, 28)),
        (dt.date(2027, 1, 1), 1, dt.date(2026, 12, 31)),
    ],
)
def test_days_before_an_expected_day_are_days_of_the_calendar(expected, before, day):
    assert remind_on(expected, before) == day
