"""The casting vote in a roll call by hand: who is in the chair, a tie, a second person, minutes."""

import pytest

from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.meetings import chairing, exports, motions, queries
from alliance.meetings.counting import chair_decides, counted
from alliance.meetings.rules import Word, why_not_cast
from alliance.meetings.signing_off import as_they_stand
from tests.charters import made as charters
from tests.compacts.made import ruled
from tests.meetings.made import (
    CLERK,
    SECOND,
    act,
    adjourned,
    attended,
    closed,
    confirmed,
    drafted,
    fresh,
    gone,
    moved,
    opened,
    rolled,
    seen,
    there,
)
from tests.motions.made import CASTING_RULE
from tests.people import governor, liaison

TIE = {"CO": Word.YEA, "UT": Word.NAY, "WY": Word.ABSENT}
LEANING = {"CO": Word.YEA, "UT": Word.YEA, "WY": Word.NAY}
ROLL = {code: {"class": "party", "voting": True, "weights": {}, "region": "West"} for code in TIE}
CHAIR = "Colorado (Ada Lund, Chair)"


def presided(state="CO"):
    """A meeting in which the chair of the alliance, of this state, presides."""
    charters.officer("Chair", state, person="Ada Lund")
    one = attended()
    act(chairing.take_chair, CLERK, one, state=state)
    return fresh(one)


def tied(one=None, answers=TIE, rule=CASTING_RULE):
    """A motion of it on which the votes are even: the meeting, and the motion's number."""
    one = one or presided()
    key = moved(one)
    rolled(one, key, answers=answers, rule=rule)
    return fresh(one), key


def cast(one, key, vote="yea", by=CLERK):
    return act(chairing.cast_in_a_tie, by, fresh(one), motion=key, vote=vote)


def roll(one, key):
    return queries.course_of(fresh(one)).motion(key).roll


def test_the_same_engine_decides_a_tie_and_says_so_in_its_steps():
    assert counted(CASTING_RULE, ROLL, TIE)["outcome"] == "lost"
    found = counted(CASTING_RULE, ROLL, TIE, casting="yea")
    assert (found["outcome"], found["chair"]) == ("carried", "yea")
    assert any("the chair's casting vote is yea" in step for step in found["steps"])
    lost = counted(CASTING_RULE, ROLL, TIE, casting="nay")
    assert (lost["outcome"], lost["chair"]) == ("lost", "nay")


@pytest.mark.parametrize("answers", [LEANING, {"CO": Word.YEA}, {"CO": "present", "UT": "present"}])
def test_where_there_is_no_tie_it_is_not_counted(answers):
    assert not chair_decides(CASTING_RULE, ROLL, answers)
    assert "chair" not in counted(CASTING_RULE, ROLL, answers, casting="nay")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"has": False}, "has no casting vote"),
        ({"even": False}, "are not even"),
        ({"chair": ""}, "Nobody was recorded as in the chair"),
        ({"votes": False}, "has no vote in this body"),
        ({"given": "nay"}, "recorded already: nay"),
    ],
)
def test_each_guard_says_why(wrong, why):
    right = {"has": True, "even": True, "chair": "CO", "votes": True, "given": ""}
    assert why_not_cast(**right) == ""
    assert why in why_not_cast(**right | wrong)


@pytest.mark.parametrize(("vote", "outcome"), [("yea", "carried"), ("nay", "lost")])
def test_in_a_tie_it_decides_when_another_person_confirms_it(app, vote, outcome):
    one, key = tied()
    cast(one, key, vote)
    assert confirmed(fresh(one), key) == outcome
    assert roll(one, key).tally["chair"] == vote
    entries = entries_about(one.stream, [one.ref])
    by_action = {entry.action: entry.facts for entry in entries}
    assert by_action["meetings:record-casting-vote"]["state"] == "CO"
    assert vote not in by_action["meetings:record-casting-vote"].values(), "not yet counted"
    said = by_action["meetings:confirm-roll-call"]
    assert said["casting_vote"] == {"state": "CO", "vote": vote}
    assert said["answers_sha256"] == by_action["meetings:record-casting-vote"]["answers_sha256"]


def test_without_one_a_tie_carries_nothing_and_afterwards_none_is_taken(app):
    one, key = tied()
    assert confirmed(one, key) == "lost"
    with pytest.raises(RuleBroken, match="disposed of"):
        cast(one, key)


def test_it_is_given_once_until_the_roll_call_is_corrected(app):
    one, key = tied()
    cast(one, key, "nay")
    with pytest.raises(RuleBroken, match="recorded already: nay"):
        cast(one, key, "yea")
    again = {"motion": key, "answers": TIE, "reason": "The chair said yea"}
    act(motions.correct_roll, CLERK, fresh(one), **again)
    assert roll(one, key).casting == ""
    cast(one, key, "yea")
    assert confirmed(fresh(one), key) == "carried"


def test_who_recorded_it_does_not_confirm_it_and_what_was_reviewed_before_is_not_confirmed(app):
    one, key = tied()
    before = seen(one, key)
    cast(one, key, by=SECOND)
    with pytest.raises(RuleBroken, match="You entered these answers, or their casting vote"):
        confirmed(fresh(one), key, by=SECOND)
    charters.officer("Secretary", "UT")
    with pytest.raises(ChangedMeanwhile):
        act(motions.confirm_roll, governor("UT"), fresh(one), motion=key, sha256=before)
    assert confirmed(fresh(one), key, by=governor("UT")) == "carried"


def test_it_is_refused_in_words_where_there_is_none(app):
    one, key = tied(rule={"majorities": CASTING_RULE["majorities"]})
    with pytest.raises(RuleBroken, match="has no casting vote"):
        cast(one, key)
    confirmed(fresh(one), key)
    one, key = tied(one, answers={**TIE, "UT": Word.YEA})
    with pytest.raises(RuleBroken, match="not even"):
        cast(one, key)
    with pytest.raises(NotPermitted):
        cast(one, key, by=liaison("UT"))


def test_it_is_of_who_was_in_the_chair_when_the_roll_call_was_entered(app):
    charters.officer("Chair", "CO")
    one, key = tied(attended())
    act(chairing.take_chair, CLERK, fresh(one), state="CO")
    with pytest.raises(RuleBroken, match="Nobody was recorded as in the chair"):
        cast(one, key)


def test_an_officer_of_the_body_who_is_there_takes_the_chair(app):
    charters.officer("Chair", "WY")
    one = opened()
    there(one, "CO", "UT")
    for state, why in (("UT", "An officer of the body"), ("WY", "not recorded as present")):
        with pytest.raises(RuleBroken, match=why):
            act(chairing.take_chair, CLERK, fresh(one), state=state)
    there(fresh(one), "WY")
    act(chairing.take_chair, CLERK, fresh(one), state="WY")
    with pytest.raises(RuleBroken, match="in the chair already"):
        act(chairing.take_chair, CLERK, fresh(one), state="WY")
    gone(fresh(one), "WY")
    assert queries.course_of(fresh(one)).chair is None


def test_a_group_is_presided_over_by_its_own_chair(app):
    group = charters.group()
    charters.seat(group, "UT", charters.SeatRole.CHAIR, person="Bo Reed")
    charters.seat(group, "CO")
    charters.officer("Chair", "CO")
    one = attended(of=queries.group_body(None, group.id))
    assert chairing.may_preside(one) == {"UT": "Bo Reed, chair"}


def test_the_minutes_say_who_presided_and_how_the_tie_was_decided(app):
    one, key = tied()
    cast(one, key)
    confirmed(fresh(one), key)
    entries = as_they_stand(fresh(one))["entries"]
    assert f"{CHAIR} took the chair." in [entry["text"] for entry in entries]
    (entry,) = [entry for entry in entries if "roll" in entry]
    assert f"the casting vote of {CHAIR}, in the chair, was yea." in entry["text"]
    assert entry["roll"]["casting_vote"] == {"state": "CO", "vote": "yea"}
    text = exports.as_text(queries.minutes_now(fresh(closed(drafted(adjourned(fresh(one)))))))
    assert "The votes were even" in text


def test_the_clerk_records_it_on_the_pages_and_the_second_person_reads_it(visitor):
    ruled({"decision": CASTING_RULE})
    charters.officer("Chair", "CO", person="Ada Lund")
    one = attended()
    key, at = moved(one), {"meeting_id": one.id}
    visitor.sign_in(CLERK)
    where = visitor.url("meetings.take_chair", **at)
    assert where in visitor.get("meetings.take_roll", **at, motion=key).links()
    visitor.send("meetings.take_chair", {"state": "CO"}, **at)
    assert f"In the chair: {CHAIR}" in visitor.get("meetings.attendance", **at).words
    answers = {"answer_CO": "yea", "answer_UT": "nay", "answer_WY": "absent"}
    visitor.send("meetings.take_roll", {"rule": "charter", **answers}, **at, motion=key)
    page = visitor.get("meetings.motions", **at)
    assert "The votes are even" in page.words
    assert visitor.url("meetings.cast", **at, motion=key) in page.links()
    visitor.send("meetings.cast", {"vote": ""}, 422, **at, motion=key)
    visitor.send("meetings.cast", {"vote": "yea"}, **at, motion=key)
    page = visitor.get("meetings.cast", 409, **at, motion=key)
    assert "recorded already: yea" in page.words
    page = visitor.sign_in(SECOND).get("meetings.confirm_roll", **at, motion=key)
    assert f"yea, of {CHAIR}" in page.words
    visitor.press("meetings.confirm_roll", page, **at, motion=key)
    visitor.sign_in(governor("UT"))
    page = visitor.get("meetings.motions", **at)
    assert f"The casting vote of {CHAIR}, in the chair: yea." in page.words
    assert "Casting vote yea, of Colorado" in visitor.get("meetings.minutes", **at).words
