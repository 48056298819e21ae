"""Motions and roll calls by hand: consent, objection, a second person, corrections."""

import pytest

from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.meetings import motions, queries
from alliance.meetings.rules import Waits, Way, Word
from alliance.meetings.signing_off import as_they_stand
from tests.charters import made as charters
from tests.compacts.made import WEIGHT, ruled, take_weights
from tests.meetings.made import (
    CLERK,
    SECOND,
    YEAS,
    act,
    adjourned,
    attended,
    confirmed,
    fresh,
    item,
    moved,
    opened,
    rolled,
    seen,
    there,
)
from tests.people import governor, liaison

pytestmark = pytest.mark.usefixtures("app")
OTHERS = {"CO": Word.NAY, "UT": Word.YEA, "WY": Word.ABSENT}


def motion(one, key):
    return queries.course_of(fresh(one)).motion(key)


def corrected(one, key, answers=OTHERS, reason="Colorado said nay", by=CLERK):
    return act(motions.correct_roll, by, one, motion=key, answers=answers, reason=reason)


def test_a_motion_carries_by_unanimous_consent_where_nobody_objects():
    one = attended()
    key = moved(one, item=item(one))
    act(motions.by_consent, CLERK, one, motion=key)
    assert motion(one, key).outcome == "carried by unanimous consent"
    with pytest.raises(RuleBroken, match="disposed of already"):
        act(motions.drop, CLERK, fresh(one), motion=key)


def test_after_an_objection_a_roll_call_decides():
    one = attended()
    key = moved(one)
    with pytest.raises(RuleBroken, match="recorded as present"):
        act(motions.objection, CLERK, one, motion=key, state="WY")
    act(motions.objection, CLERK, fresh(one), motion=key, state="UT")
    with pytest.raises(RuleBroken, match="has objected"):
        act(motions.by_consent, CLERK, fresh(one), motion=key)
    rolled(fresh(one), key)
    assert motion(one, key).objected == ["UT"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"mover": "WY"}, "Wyoming is not recorded as present"),
        ({"seconder": "CO"}, "another state"),
        ({"words": " "}, "Write the motion"),
        ({"item": 99}, "no such item"),
        ({"mover": ""}, "which state moves"),
    ],
)
def test_what_cannot_be_moved_is_refused_in_words(wrong, why):
    one = attended()
    with pytest.raises(RuleBroken, match=why):
        moved(one, **wrong)


def test_a_motion_is_withdrawn_before_it_is_voted_on():
    one = attended()
    key, other = moved(one), moved(one)
    act(motions.drop, CLERK, one, motion=key)
    rolled(fresh(one), other)
    with pytest.raises(RuleBroken, match="It decides"):
        act(motions.drop, CLERK, fresh(one), motion=other)


def test_a_roll_call_counts_only_when_another_person_has_confirmed_it():
    one = attended()
    key = moved(one)
    rolled(one, key)
    assert motion(one, key).open
    assert fresh(one).waits == Waits.ROLL
    with pytest.raises(RuleBroken, match="You entered these answers"):
        confirmed(fresh(one), key, by=CLERK)
    for role in (governor(), liaison("UT")):
        with pytest.raises(NotPermitted):
            confirmed(fresh(one), key, by=role)
    assert confirmed(fresh(one), key) == "carried"
    assert motion(one, key).outcome == "carried"
    assert fresh(one).waits == ""


def test_an_officer_may_be_the_second_person():
    charters.officer("Chair", "UT")
    one = attended()
    key = moved(one)
    rolled(one, key)
    assert confirmed(fresh(one), key, by=governor("UT")) == "carried"


def test_what_is_confirmed_is_what_was_reviewed():
    one = attended()
    key = moved(one)
    rolled(one, key)
    before = seen(one, key)
    corrected(fresh(one), key)
    with pytest.raises(ChangedMeanwhile, match="not those that you reviewed"):
        act(motions.confirm_roll, SECOND, fresh(one), motion=key, sha256=before)
    assert confirmed(fresh(one), key) == "lost"


def test_a_correction_is_recorded_beside_what_was_entered_before_and_its_clerk_confirms_nothing():
    one = attended()
    key = moved(one)
    rolled(one, key)
    corrected(fresh(one), key, by=SECOND)
    roll = motion(one, key).roll
    assert [answers["CO"] for _, _, answers, _ in roll.history] == ["yea", "nay"]
    for who in (CLERK, SECOND):
        with pytest.raises(RuleBroken, match="You entered these answers"):
            confirmed(fresh(one), key, by=who)
    with pytest.raises(RuleBroken, match="entered already"):
        corrected(fresh(one), key)


def test_it_is_sent_back_with_a_reason_and_corrected_then():
    one = attended()
    key = moved(one)
    rolled(one, key)
    with pytest.raises(RuleBroken, match="Correct them instead"):
        act(motions.send_roll_back, CLERK, fresh(one), motion=key, reason="no")
    act(motions.send_roll_back, SECOND, fresh(one), motion=key, reason="Colorado said nay")
    assert fresh(one).waits == ""
    with pytest.raises(RuleBroken, match="was sent back"):
        confirmed(fresh(one), key)
    corrected(fresh(one), key)
    assert confirmed(fresh(one), key) == "lost"


def test_only_states_that_are_present_answer():
    one = attended()
    key = moved(one)
    with pytest.raises(RuleBroken, match="Not recorded as present: Wyoming"):
        rolled(one, key, {**YEAS, "WY": Word.YEA})
    rolled(fresh(one), key)
    with pytest.raises(RuleBroken, match="Not recorded as present: Wyoming"):
        corrected(fresh(one), key, {**YEAS, "WY": Word.YEA})


def test_one_roll_call_waits_at_a_time_and_it_may_be_confirmed_after_adjournment():
    one = attended()
    key, other = moved(one), moved(one)
    rolled(one, key)
    with pytest.raises(RuleBroken, match="Another roll call"):
        rolled(fresh(one), other)
    adjourned(fresh(one))
    with pytest.raises(RuleBroken, match="is adjourned"):
        rolled(fresh(one), other)
    assert confirmed(fresh(one), key) == "carried"


def test_the_rule_decides_and_a_wrong_one_is_refused():
    one = attended("CO", "UT", "WY")
    thirds = {"majorities": [{"of": "cast", "measure": "states", "at_least": {"share": "3/4"}}]}
    key = moved(one)
    with pytest.raises(RuleBroken, match="rule cannot be read"):
        rolled(one, key, rule={"majorities": []})
    rolled(fresh(one), key, {"CO": Word.YEA, "UT": Word.YEA, "WY": Word.NAY}, rule=thirds)
    assert confirmed(fresh(one), key) == "lost"


RICHER = {
    "quorum": {
        "of": "entitled",
        "measure": "states",
        "more_than": {"share": "1/2"},
        "in_person": True,
    },
    "majorities": [
        {
            "all": [
                {"of": "cast", "measure": "states", "more_than": {"share": "1/2"}},
                {"no_objection": True},
            ]
        }
    ],
}


def test_a_roll_call_is_taken_under_the_richer_rule_of_the_charter():
    ruled({"decision": RICHER})
    one = opened()
    there(one, "CO", "UT", "WY", how=Way.REMOTE)
    there(one, "CO", "UT")
    key, other = moved(one), moved(one)
    assert queries.charter_rule(one.alliance) == RICHER
    rolled(one, key, dict.fromkeys(YEAS, Word.YEA), rule=RICHER)
    assert motion(one, key).roll.in_person == ["CO", "UT"]
    assert confirmed(fresh(one), key) == "carried"
    there(one, "UT", how=Way.REMOTE)
    rolled(fresh(one), other, dict.fromkeys(YEAS, Word.YEA), rule=RICHER)
    assert confirmed(fresh(one), other) == "no quorum"
    said = [part["roll"] for part in as_they_stand(fresh(one))["entries"] if "roll" in part]
    assert [roll["outcome"] for roll in said] == ["carried", "no quorum"]
    assert "in person" in said[0]["rule"]


def test_a_rule_that_asks_what_is_not_on_the_roll_is_refused_before_anything_is_counted():
    dues = {"of": "cast", "measure": "dues", "more_than": {"share": "1/2"}}
    one = attended()
    key = moved(one)
    with pytest.raises(RuleBroken, match=r"cannot be counted by that rule.*dues.*another rule"):
        rolled(one, key, rule={"majorities": [dues]})
    ruled({"decision": {"quorum": {**dues, "of": "entitled"}, "majorities": [dues]}})
    with pytest.raises(RuleBroken, match=r"cannot be counted on this roll.*dues.*amended first"):
        opened()


def test_the_roll_has_the_weights_of_the_day_as_questions_have(tmp_path):
    take_weights(tmp_path, WEIGHT)
    assert opened().roll["CO"]["weights"]["premium"] == WEIGHT["amount"]


def test_the_ledger_has_the_digest_of_the_answers_and_the_outcome_and_no_words():
    one = attended()
    key = moved(one, words="that the hidden word be said")
    rolled(one, key)
    sha256 = seen(one, key)
    confirmed(fresh(one), key)
    told = entries_about(one.stream, [one.ref])
    by_action = {entry.action: entry.facts for entry in told}
    assert by_action["meetings:take-roll-call"]["answers_sha256"] == sha256
    assert by_action["meetings:confirm-roll-call"]["answers_sha256"] == sha256
    assert by_action["meetings:confirm-roll-call"]["outcome"] == "carried"
    assert "hidden" not in "".join(entry.body for entry in told)
