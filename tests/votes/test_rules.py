"""What may be done with a question when: the instant before, the instant, the instant after."""

import datetime as dt

import pytest

from alliance.votes.rules import why_not_answer, why_not_close, why_not_open

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (dt.timedelta(minutes=5) - SECOND, "at least five minutes"),
        (dt.timedelta(minutes=5), ""),
        (dt.timedelta(days=366), ""),
        (dt.timedelta(days=366) + SECOND, "within a year"),
        (-SECOND, "at least five minutes"),
    ],
)
def test_a_question_stays_open_between_five_minutes_and_a_year(after, reason):
    said = why_not_open(NOW + after, NOW, ["CO"])
    assert reason in said
    assert bool(said) is bool(reason)


def test_a_question_is_put_to_somebody():
    assert "Nobody is entitled" in why_not_open(NOW + dt.timedelta(days=1), NOW, [])


@pytest.mark.parametrize(
    ("late", "reason"),
    [(-SECOND, ""), (dt.timedelta(0), ""), (SECOND, "has passed")],
)
def test_answers_are_taken_up_to_the_instant_of_the_close(late, reason):
    said = why_not_answer(open_=True, closes_at=NOW, now=NOW + late, entitled=True)
    assert reason in said
    assert bool(said) is bool(reason)


def test_a_closed_question_takes_no_answer_however_early():
    said = why_not_answer(open_=False, closes_at=NOW, now=NOW - SECOND, entitled=True)
    assert "closed" in said


def test_a_state_off_the_roster_does_not_answer():
    said = why_not_answer(open_=True, closes_at=NOW, now=NOW, entitled=False)
    assert "not on the roster" in said


@pytest.mark.parametrize(
    ("late", "missing", "reason"),
    [
        (-SECOND, {"UT", "CO"}, "awaited from CO, UT"),
        (-SECOND, set(), ""),
        (dt.timedelta(0), {"CO"}, ""),
        (SECOND, {"CO"}, ""),
    ],
)
def test_a_roll_call_closes_when_all_have_answered_or_the_time_is_up(late, missing, reason):
    said = why_not_close(open_=True, closes_at=NOW, now=NOW + late, missing=missing)
    assert reason in said
    assert bool(said) is bool(reason)


def test_a_roll_call_closes_once():
    said = why_not_close(open_=False, closes_at=NOW, now=NOW + SECOND, missing=set())
    assert "closed already" in said
