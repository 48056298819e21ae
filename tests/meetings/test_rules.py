"""The rules of meetings, without a database: the course, the quorum, times, who answers."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.meetings.counting import counted, quorum, voting, why_no_quorum, why_not_counted
from alliance.meetings.course import read
from alliance.meetings.rules import (
    FOLLOWS,
    Stage,
    What,
    Word,
    instant_of,
    why_not_answers,
    why_not_call,
    why_not_now,
    why_not_step,
)
from alliance.votes.rosters import roster_of
from alliance.votes.rules import USUAL_RULE

BEGAN = dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC)  # seven in the evening in Denver
STATES = ("CO", "GA", "MN", "UT", "WY")
ROLL = {code: {**says, "voting": code != "WY"} for code, says in roster_of(STATES).items()}
MINUTE = dt.timedelta(minutes=1)


@dataclass
class Noted:
    """One thing that was written down."""

    n: int
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    at: dt.datetime = BEGAN
    person_id: Any = None
    office_id: Any = None


def course(*steps):
    """A course: pairs of what happened and its facts, a minute apart."""
    return read(
        Noted(n, str(what), facts, BEGAN + n * MINUTE)
        for n, (what, facts) in enumerate(steps, start=1)
    )


ASKING = st.tuples(st.just("ask"), st.integers(0, 9))
DOING = st.tuples(st.sampled_from(["call", "leave"]), st.integers(0, 9))


@given(st.lists(st.one_of(ASKING, DOING), max_size=30))
def test_speakers_wait_in_the_order_in_which_they_asked_whoever_is_called_or_leaves(acts):
    steps, waiting, spoke = [], [], []
    for kind, choice in acts:
        if kind == "ask":
            waiting.append(len(steps) + 1)
            steps.append((What.ASKED, {"state": "CO", "name": str(choice)}))
        elif waiting:
            one = waiting.pop(choice % len(waiting))
            what = What.SPEAKS if kind == "call" else What.NOT_SPEAKING
            steps.append((what, {"speech": one}))
            if kind == "call":
                spoke.append(one)
                steps.append((What.SPOKE, {"speech": one}))
    found = course(*steps)
    assert [one.id for one in found.queue] == waiting
    assert [one.id for one in found.speeches if one.ended_at] == sorted(spoke)
    assert all(one.seconds == 60 for one in found.speeches if one.ended_at)
    assert found.speaking is None


@given(st.lists(st.tuples(st.sampled_from(STATES), st.booleans()), max_size=40))
def test_the_quorum_over_time_is_that_of_who_came_and_had_not_left(moves):
    steps, inside = [], set()
    for state, comes in moves:
        facts = {"state": state, "how": "in person", "who": "A"}
        steps.append((What.CAME, facts) if comes else (What.LEFT, {"state": state}))
    found = course(*steps)
    for n, (state, comes) in enumerate(moves, start=1):
        inside = inside | {state} if comes else inside - {state}
        at = BEGAN + n * MINUTE
        assert set(found.there(at)) == inside
        votes = len(inside - {"WY"})
        assert quorum(USUAL_RULE, ROLL, list(found.there(at))).met == (2 * votes > 4)
    assert set(found.there()) == inside


def test_the_quorum_is_said_with_its_arithmetic():
    two = quorum(USUAL_RULE, ROLL, ["CO", "UT", "WY"])
    assert two.words == "There is no quorum: 2 of 4 with a vote are present; at least 3 needed."
    three = quorum(USUAL_RULE, ROLL, ["CO", "UT", "GA"])
    assert three.words == "There is a quorum: 3 of 4 with a vote are present; at least 3 needed."
    assert three.steps[-1] == "Quorum: 3 is more than 2: met."


def test_without_a_quorum_in_the_rule_none_is_asked_for():
    rule = {"majorities": [{"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}]}
    found = quorum(rule, ROLL, [])
    assert found.met
    assert "No quorum is asked for" in found.words


def test_a_roll_call_is_counted_among_those_with_a_vote_and_absent_is_no_answer():
    answers = {"CO": "yea", "GA": "yea", "MN": "nay", "UT": "absent"}
    found = counted(USUAL_RULE, ROLL, answers)
    assert found["outcome"] == "carried"
    assert found["quorum"] == {"need": "2", "have": "3", "met": True}
    assert "1 did not answer" in found["steps"][0]
    fewer = counted(USUAL_RULE, ROLL, {**answers, "MN": "absent"})
    assert fewer["outcome"] == "no quorum"


def test_a_quorum_of_the_richer_language_is_counted_and_said():
    each = {"each": {"region": ["West", "South"]}, "at_least": {"count": "1"}}
    rule = {"quorum": each, "majorities": [{"no_objection": True}]}
    west = quorum(rule, ROLL, ["CO", "UT"])
    assert not west.met
    assert west.words == (
        "There is no quorum: 2 of 4 with a vote are present. "
        "Quorum: 2 of 2 needed, 1 met (not South): not met."
    )
    assert quorum(rule, ROLL, ["CO", "GA"]).met


def test_a_quorum_in_person_counts_who_is_in_the_room():
    rule = {
        "quorum": {**USUAL_RULE["quorum"], "in_person": True},
        "majorities": [{"no_objection": True}],
    }
    there = ["CO", "GA", "MN"]
    assert quorum(rule, ROLL, there).met
    assert not quorum(rule, ROLL, there, ["CO", "GA"]).met
    yeas = dict.fromkeys(there, "yea")
    assert counted(rule, ROLL, yeas)["outcome"] == "carried"
    assert counted(rule, ROLL, yeas, ["CO", "GA"])["outcome"] == "no quorum"


def test_the_quorum_of_a_rule_is_counted_though_its_majority_asks_what_the_roll_lacks():
    bound = {"of": "cast", "measure": "dues", "more_than": {"share": "1/2"}}
    rule = {**USUAL_RULE, "majorities": [bound]}
    assert quorum(rule, ROLL, ["CO", "UT", "GA"]).met
    assert why_no_quorum(rule, ROLL) == ""
    assert "dues" in why_not_counted(rule, ROLL)
    assert "dues" in why_no_quorum({**rule, "quorum": {**bound, "of": "entitled"}}, ROLL)


@pytest.mark.parametrize(
    ("answers", "present", "why"),
    [
        ({"CO": "yea"}, ["CO"], "Every state is called. Nothing is entered for GA, MN, UT"),
        (dict.fromkeys(STATES, "absent"), [], "Without a vote here: WY"),
        (dict.fromkeys(STATES[:4], "yea"), ["CO"], "Not recorded as present: GA, MN, UT"),
        (dict.fromkeys(STATES[:4], "absent"), ["CO"], "Nobody answered"),
        ({**dict.fromkeys(STATES[:4], "absent"), "CO": "present"}, ["CO"], ""),
    ],
)
def test_only_who_is_present_answers_and_everybody_with_a_vote_is_called(answers, present, why):
    words = {code: Word(word) for code, word in answers.items()}
    said = why_not_answers(words, voting(ROLL), present)
    assert said.startswith(why) if why else said == ""


def test_a_time_on_the_clock_of_the_meeting_is_an_instant_in_it():
    now = BEGAN + dt.timedelta(hours=6)
    assert instant_of("19:00", "America/Denver", BEGAN, now) == BEGAN
    assert instant_of("18:59", "America/Denver", BEGAN, now) is None
    midnight = instant_of("00:30", "America/Denver", BEGAN, now)
    assert midnight == BEGAN + dt.timedelta(hours=5, minutes=30)
    assert instant_of("01:30", "America/Denver", BEGAN, now) is None
    assert instant_of("half past", "America/Denver", BEGAN, now) is None


def test_whoever_came_in_the_minute_of_the_opening_was_there_when_it_was_opened():
    opened = BEGAN + dt.timedelta(seconds=40)
    assert instant_of("19:00", "America/Denver", opened, opened + MINUTE) == opened


@pytest.mark.parametrize(("seconds", "why"), [(-1, "passed"), (0, ""), (1, "")])
def test_a_meeting_is_called_for_now_at_the_earliest(seconds, why):
    assert why in why_not_call(BEGAN + dt.timedelta(seconds=seconds), BEGAN)
    assert bool(why) == bool(why_not_call(BEGAN + dt.timedelta(seconds=seconds), BEGAN))


@pytest.mark.parametrize("stage", Stage)
def test_nothing_happens_in_a_meeting_that_has_ended(stage):
    ended = stage in {Stage.SIGNED, Stage.CANCELLED}
    assert all(why_not_now(what, stage) for what in What) == ended
    assert all(bool(why_not_step(stage, to)) == (to not in FOLLOWS.get(stage, ())) for to in Stage)


def test_a_correction_leaves_what_was_entered_before_readable():
    said = {"motion": 1, "rule": {}, "present": ["CO"], "answers": {"CO": "yea"}}
    found = course(
        (What.MOVED, {"item": None, "mover": "CO", "seconder": "", "words": "x"}),
        (What.ROLL, said),
        (What.SENT_BACK, {"motion": 1, "reason": "nay"}),
        (What.CORRECTED, {"motion": 1, "answers": {"CO": "nay"}, "reason": "misheard"}),
    )
    roll = found.motions[0].roll
    assert [answers["CO"] for _, _, answers, _ in roll.history] == ["yea", "nay"]
    assert roll.waits
    assert roll.sent_back == ""


def test_an_order_of_the_agenda_leaves_what_came_later_at_the_end():
    def title(text):
        return {"item": None, "title": text, "resolution": "", "presenter": "", "minutes": None}

    found = course(
        (What.ITEM, title("a")),
        (What.ITEM, title("b")),
        (What.ORDER, {"order": [2, 1]}),
        (What.ITEM, title("c")),
    )
    assert [one.title for one in found.items] == ["b", "a", "c"]
