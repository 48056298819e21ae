"""What a finding means for the membership: whose, by whom, and how a state counts again."""

import datetime as dt

import pytest

from alliance.accessions import deciding, queries
from alliance.charters import serving
from alliance.charters.operations import Term
from alliance.charters.queries import officers_of
from alliance.charters.rules import holds_on
from alliance.charters.serving import Holder, Title
from alliance.core import clock
from alliance.core.actor import Rank
from alliance.core.operation import RuleBroken
from alliance.enactments import determining, operations
from alliance.enactments.queries import determinations
from alliance.enactments.rules import Finding, words_of
from alliance.instruments import operations as instruments
from alliance.instruments.operations import What
from alliance.instruments.rules import Kind, Purpose, Stage
from alliance.membership import standing_acts
from alliance.membership.queries import bound_states, roster
from alliance.membership.standing_acts import periods_of
from alliance.votes import answering
from alliance.votes import operations as votes
from alliance.votes.rules import Answer
from alliance.votes.saying import Said
from tests import make
from tests.accessions.made import applied, approved, joined, statute
from tests.enactments.made import (
    MODEL,
    OTHER,
    act,
    asked_of_members,
    asking,
    at,
    campaign,
    determined,
    facts,
    reported,
)
from tests.people import SECRETARIAT, governor, liaison, secretary

DAY = dt.date(2027, 3, 1)
ONE = dt.timedelta(days=1)
THIRD = OTHER.replace("60 days", "90 days")
COUNSEL = secretary(Rank.COUNSEL)


@pytest.fixture
def body(app):
    with clock.stopped_at(at(DAY)):
        yield make.alliance()


@pytest.fixture
def made(body):
    return campaign()


def standing(body, day=DAY, state="CO"):
    return {one.state: str(one.standing) for one in roster(body, day).members}.get(state)


def on(days):
    return clock.stopped_at(at(DAY + days * ONE))


def steps(body, state="CO"):
    make.db.session.expire_all()
    [what] = [one for one in periods_of(body) if one.state_code == state]
    return [(str(step.standing), step.on) for step in what.steps]


def ended(one, bill, **more):
    """The state says that its instrument is repealed."""
    said = facts("CO", Stage.REPEALED, bill.known.text, DAY, enacted_on=DAY, **more)
    act(instruments.revise, liaison("CO"), bill, facts=said, base=bill.version)


# Who counts again by itself.


@pytest.mark.parametrize("text", [OTHER, OTHER.replace("\n", "\n\n").upper() + " ."])
def test_the_same_different_text_recorded_once_more_does_not_count_by_itself(body, made, text):
    bill = reported(made, text=OTHER)
    determined(made, bill)
    with on(1):
        ended(made, bill)
        again = reported(made, text=text)
        assert again.id != bill.id
    assert "CO" not in bound_states(body, DAY + ONE)
    with on(2):
        determined(made, again, Finding.SIMILAR)
    assert standing(body, DAY + ONE) == "party"


def test_a_text_that_was_changed_since_it_was_found_similar_waits_for_a_determination(body, made):
    bill = reported(made, text=OTHER)
    determined(made, bill)
    with on(1):
        ended(made, bill)
        anew = reported(made, stage=Stage.PASSED_BOTH)
        determined(made, anew, Finding.SIMILAR)
    with on(3):
        anew = reported(made, base=anew.version, text=THIRD)
        assert standing(body, DAY + 3 * ONE) == "pending instrument"
        determined(made, anew, Finding.SIMILAR)
    assert standing(body, DAY + 3 * ONE) == "party"


def test_an_instrument_without_its_text_does_not_count_by_itself(body, made):
    bill = reported(made, text=OTHER)
    determined(made, bill)
    with on(1):
        ended(made, bill)
        again = reported(made, text="")
        assert "CO" not in bound_states(body, DAY + ONE)
    with on(2):
        again = reported(made, text=OTHER, base=again.version, effective=DAY + ONE)
        assert "CO" not in bound_states(body, DAY + 2 * ONE)
    with on(3):
        reported(made, text=THIRD, base=again.version, effective=DAY + ONE)
        assert "CO" in bound_states(body, DAY + 3 * ONE)


def test_words_are_told_apart_and_spacing_is_not():
    assert words_of("A state shall\n pay 25 dollars.") == words_of("a STATE shall pay, 25 dollars")
    assert words_of("A state shall pay.") != words_of("A state may pay.")


# Whose membership, and found by whom.


def test_a_bill_that_is_not_enacted_takes_nobody_out(body, made):
    bill = reported(made, "UT", stage=Stage.INTRODUCED, text=OTHER)
    determined(made, bill)
    assert [one.different for one in determinations(made)] == [True]
    assert standing(body, state="UT") == "party"


def test_who_recorded_a_text_does_not_determine_alone_what_it_is(body, made):
    bill = reported(made, "UT", role=SECRETARIAT, text=OTHER, source="a newspaper")
    with pytest.raises(RuleBroken, match="You have recorded this text yourself"):
        determined(made, bill)
    assert standing(body, state="UT") == "party"
    determined(made, bill, role=COUNSEL)
    assert standing(body, state="UT") == "pending instrument"


def test_who_recorded_a_text_that_the_state_confirmed_determines_it(body, made):
    bill = reported(made, "UT", role=SECRETARIAT, text=OTHER, source="a newspaper")
    bill = reported(made, "UT", text=OTHER, base=bill.version)
    determined(made, bill)
    assert standing(body, state="UT") == "pending instrument"


def test_who_came_in_with_another_instrument_stays(body, made):
    joined(approved("NM"), statute("NM"))
    bill = reported(made, "NM", text=OTHER)
    determined(made, bill)
    assert standing(body, state="NM") == "party"


def test_whose_membership_may_rest_on_another_instrument_that_is_known_stays(body, made):
    statute("CO")
    bill = reported(made, "CO", text=OTHER)
    determined(made, bill)
    assert standing(body) == "party"


def test_who_counted_again_with_a_new_instrument_rests_on_that(body, made):
    bill = reported(made, text=OTHER)
    determined(made, bill)
    with on(1):
        ended(made, bill)
        anew = reported(made, text=THIRD)
        assert standing(body, DAY + ONE) == "party"
    with on(2):
        determined(made, anew)
    assert standing(body, DAY + ONE) == "pending instrument"
    with on(3):
        determined(made, anew, Finding.SIMILAR)
    assert standing(body, DAY + ONE) == "party"
    assert standing(body, DAY) == "pending instrument"


def test_who_counted_again_does_not_lose_that_for_a_bill_that_is_not_enacted(body, made):
    bill = reported(made, text=OTHER)
    determined(made, bill)
    with on(1):
        ended(made, bill)
        reported(made, text=THIRD)
    with on(2):
        what = What("CO", Kind.STATUTE, Purpose.JOIN, "Another act", made.id)
        given = facts("CO", Stage.INTRODUCED, text=OTHER.replace("25", "75"))
        newer = act(instruments.record, liaison("CO"), body, what=what, facts=given)
        determined(made, newer)
        assert standing(body, DAY + 2 * ONE) == "party"


def test_no_state_joins_with_a_text_found_different_though_another_was_found_similar(body, made):
    coming = approved("NM")
    bill = reported(made, "NM", text=OTHER)
    determined(made, bill)
    what = What("NM", Kind.STATUTE, Purpose.JOIN, "Another act", made.id)
    for text, words in ((MODEL, "A second act"), (OTHER, "The first one again")):
        given = facts("NM", text=text, note=words)
        second = act(instruments.record, liaison("NM"), body, what=what, facts=given)
        if text == MODEL:
            determined(made, second, Finding.SIMILAR)
            with pytest.raises(RuleBroken, match="materially different"):
                joined(coming, bill)
            good = second
        else:
            with pytest.raises(RuleBroken, match="materially different"):
                joined(coming, second)
    joined(queries.under_way(body, "NM"), good)
    assert standing(body, state="NM") == "party"


# Counting again forgets nothing.


def test_a_day_that_was_corrected_while_a_state_did_not_count_stays_corrected(body, made):
    bill = reported(made, text=OTHER)
    determined(made, bill)
    [what] = [one for one in periods_of(body) if one.state_code == "CO"]
    words = {"days": [dt.date(2021, 6, 1)], "why": "The minutes.", "base": what.row.version}
    act(standing_acts.correct_days, SECRETARIAT, what, **words)
    determined(made, bill, Finding.SIMILAR)
    assert steps(body) == [("party", dt.date(2021, 6, 1))]


def test_of_two_different_texts_the_second_counts_from_its_own_effect(body, made):
    bill = reported(made, text=OTHER)
    determined(made, bill)
    with on(9):
        bill = reported(made, base=bill.version, text=THIRD)
        determined(made, bill)
        determined(made, bill, Finding.SIMILAR)
    assert steps(body) == [
        ("pending instrument", dt.date(2020, 1, 1)),
        ("party", DAY + 9 * ONE),
    ]


def test_of_two_different_texts_the_first_counts_from_its_first_day(body, made):
    bill = reported(made, text=OTHER)
    determined(made, bill)
    with on(9):
        bill = reported(made, base=bill.version, text=THIRD)
        determined(made, bill)
    with on(10):
        bill = reported(made, base=bill.version, text=OTHER, effective=DAY)
        determined(made, bill, Finding.SIMILAR)
    assert standing(body, dt.date(2021, 1, 1)) == "party"


def test_who_was_suspended_counts_again_as_one_that_is_suspended(body, made):
    [what] = [one for one in periods_of(body) if one.state_code == "CO"]
    words = {"on": DAY, "decision": "by the members", "base": what.row.version}
    act(standing_acts.suspend, SECRETARIAT, what, **words)
    bill = reported(made, text=OTHER)
    determined(made, bill)
    with on(4):
        bill = reported(made, base=bill.version)
        determined(made, bill, Finding.SIMILAR)
    assert standing(body, DAY + 3 * ONE) == "pending instrument"
    assert standing(body, DAY + 4 * ONE) == "suspended"
    assert "CO" not in bound_states(body, DAY + 4 * ONE)


# The members.


def act_close(question):
    with make.transaction():
        votes.close_and_follow(make.actor(SECRETARIAT), question)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"CO": "yea"}, []),
        ({"CO": "nay", "UT": "yea"}, []),
        ({"CO": "nay", "UT": "nay"}, [True]),
        ({"CO": "yea", "UT": "yea"}, [False]),
    ],
)
def test_a_question_that_is_lost_takes_nobody_out_unless_as_many_deny_it(body, made, words, found):
    """More than half of the three entitled states affirm it, or deny it, or nothing is found."""
    bill = reported(made, text=OTHER)
    question = asked_of_members(made, bill)
    for state, word in words.items():
        act(answering.answer, governor(state), question, said=make.said(word))
    make.closed(question)
    assert [one.different for one in determinations(made)] == found
    assert standing(body) == ("pending instrument" if found == [True] else "party")


def test_what_the_members_found_one_person_does_not_find_otherwise(body, made):
    bill = reported(made, text=OTHER)
    question = asked_of_members(made, bill)
    for state in question.entitled:
        act(answering.answer, governor(state), question, said=Said(Answer.YEA))
    act_close(question)
    act(operations.revise_campaign, SECRETARIAT, made, asking=asking(text=THIRD), base=1)
    with pytest.raises(RuleBroken, match="The members have found that this text is substantially"):
        determined(made, bill)
    bill = reported(made, base=bill.version, text=OTHER + "\n ")
    with pytest.raises(RuleBroken, match="The members have found"):
        determined(made, bill)
    bill = reported(made, base=bill.version, text=THIRD)
    determined(made, bill)
    assert standing(body) == "pending instrument"


# What a state that does not count holds, and how it comes back.


def test_who_does_not_count_any_more_holds_no_office(body, made):
    title, holder = Title("Chair"), Holder(state="CO", person="P. Ito")
    term = Term(DAY - 9 * ONE)
    act(serving.record_officer, SECRETARIAT, body, title=title, holder=holder, term=term)
    with on(3):
        bill = reported(made, text=OTHER)
        determined(made, bill)
    [chair] = officers_of(body)
    assert holds_on(chair, DAY + 2 * ONE)
    assert not holds_on(chair, DAY + 3 * ONE)


def test_a_state_that_does_not_count_comes_back_by_applying_when_the_campaign_is_closed(body, made):
    bill = reported(made, text=OTHER)
    determined(made, bill)
    act(operations.close_campaign, SECRETARIAT, made, why="over")
    coming = applied("CO")
    assert standing(body) == "applied"
    act(deciding.approve, SECRETARIAT, coming, decision="by the officers")
    make.db.session.refresh(coming)
    with pytest.raises(RuleBroken, match="materially different"):
        joined(coming, bill)
    joined(coming, statute("CO"))
    assert standing(body) == "party"
    assert [one for one, _ in steps(body)][:2] == ["pending instrument", "applied"]
    assert determining.why_not_by(bill)
