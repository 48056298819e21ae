"""Reminders: before an expected day, and after a while without news; once each."""

import datetime as dt

import pytest

from alliance.core import clock
from alliance.core.actor import Rank
from alliance.enactments import operations
from alliance.enactments.rules import Finding
from alliance.instruments.rules import Stage
from tests.enactments.made import OTHER, act, asking, at, campaign, determined, reported
from tests.mailing.post import delivered, to, work
from tests.people import SECRETARIAT, governor, liaison, secretary

DAY = dt.date(2027, 3, 1)
EXPECTED = dt.date(2027, 4, 15)
ONE = dt.timedelta(days=1)
# Seven in the morning of April 8 in Santa Fe, which is UTC-6 then.
MORNING = dt.datetime(2027, 4, 8, 13, tzinfo=dt.UTC)
SILENCE = at(DAY) + 60 * ONE
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def made(app):
    with clock.stopped_at(at(DAY)):
        found = campaign()
        yield found


@pytest.fixture
def bill(made):
    return reported(made, "NM", stage=Stage.IN_COMMITTEE, text="", expected_on=EXPECTED)


def sent(app, when):
    """What goes out when the worker comes by at an instant."""
    with clock.stopped_at(when):
        work()
    return delivered(app)


def test_the_secretariat_and_the_state_are_reminded_before_the_expected_day(app, bill):
    assert not sent(app, MORNING - MINUTE)
    found = sent(app, MORNING)
    assert {"2027-04-15" in one.body for one in found} == {True}
    assert len(to(found, SECRETARIAT)) == len(to(found, liaison("NM"))) == 1
    assert len(to(found, governor("NM"))) == 1
    for elsewhere in (liaison("CO"), secretary(Rank.LIAISON, "theirs")):
        assert not to(found, elsewhere)
    assert "Enactment expected soon: New Mexico" in found[0].subject


def test_nobody_is_reminded_twice_of_the_same_day(app, made, bill):
    assert sent(app, MORNING)
    with clock.stopped_at(MORNING + MINUTE):
        act(operations.revise_campaign, SECRETARIAT, made, asking=asking(before_days=5), base=1)
    assert not sent(app, MORNING + 3 * ONE)


def test_when_another_day_is_expected_it_is_another_event(app, made, bill):
    assert sent(app, MORNING)
    with clock.stopped_at(MORNING + ONE):
        later = EXPECTED + 30 * ONE
        reported(made, "NM", stage=Stage.PASSED_ONE, text="", expected_on=later, base=1)
    assert not sent(app, MORNING + 29 * ONE)
    assert sent(app, MORNING + 30 * ONE)


def test_a_campaign_that_asks_for_earlier_reminders_gets_them(app, made, bill):
    act(operations.revise_campaign, SECRETARIAT, made, asking=asking(before_days=10), base=1)
    assert not sent(app, MORNING - 3 * ONE - MINUTE)
    assert sent(app, MORNING - 3 * ONE)


def test_after_a_while_without_news_both_are_reminded_once(app, made):
    reported(made, "NM", stage=Stage.INTRODUCED, text="")
    assert not sent(app, SILENCE - MINUTE)
    found = sent(app, SILENCE)
    assert len(to(found, SECRETARIAT)) == len(to(found, liaison("NM"))) == 1
    assert "Nothing recorded lately" in found[0].subject
    assert not sent(app, SILENCE + 90 * ONE)


def test_news_begins_the_wait_anew(app, made):
    reported(made, "NM", stage=Stage.INTRODUCED, text="")
    with clock.stopped_at(SILENCE - ONE):
        reported(made, "NM", stage=Stage.IN_COMMITTEE, text="", base=1)
    assert not sent(app, SILENCE + 58 * ONE)
    assert sent(app, SILENCE + 59 * ONE)


@pytest.mark.parametrize("stage", [Stage.MADE, Stage.FAILED, Stage.VETOED])
def test_nobody_is_reminded_of_what_is_there_or_has_failed(app, made, bill, stage):
    reported(made, "NM", stage=stage, text="", expected_on=EXPECTED, base=1)
    assert not sent(app, MORNING)
    assert not sent(app, SILENCE + ONE)


def test_nobody_is_reminded_when_the_campaign_is_closed(app, made, bill):
    act(operations.close_campaign, SECRETARIAT, made, why="over")
    assert not sent(app, MORNING)
    assert not sent(app, SILENCE)


def test_a_determination_is_told_to_the_alliance_and_to_the_state(app, made):
    one = reported(made, "NM", text=OTHER)
    determined(made, one, Finding.DIFFERENT)
    found = sent(app, at(DAY))
    readers = (SECRETARIAT, liaison("CO"), governor("NM"))
    assert [len(to(found, role)) for role in readers] == [1, 1, 1]
    assert "Text determined: New Mexico" in found[0].subject
    assert "paragraph (b)" not in found[0].body  # the reasons stand behind the wall of sign-in
