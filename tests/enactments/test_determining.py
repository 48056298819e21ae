"""Whether a text is similar: who determines it, and what follows for the roster and the status."""

import datetime as dt

import pytest

from alliance.compacts.queries import status_of
from alliance.core import clock
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.enactments import determining, operations
from alliance.enactments.queries import determinations, enacted, lines
from alliance.enactments.rules import Finding
from alliance.instruments import operations as instruments
from alliance.instruments.rules import Purpose, Stage
from alliance.membership.queries import bound_states, roster
from alliance.votes import answering
from alliance.votes import operations as votes
from alliance.votes.rules import Answer
from alliance.votes.saying import Said
from tests import make
from tests.accessions.made import approved, joined
from tests.enactments.made import (
    MAJORITY,
    MODEL,
    OTHER,
    REASONS,
    act,
    asked_of_members,
    asking,
    at,
    campaign,
    determined,
    facts,
    in_campaign,
    reported,
)
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, governor, liaison

DAY = dt.date(2027, 3, 1)
FROM = dt.date(2027, 3, 10)
LATER = dt.date(2027, 5, 3)
ONE = dt.timedelta(days=1)


@pytest.fixture
def body(app):
    with clock.stopped_at(at(DAY)):
        yield make.alliance()


@pytest.fixture
def made(body):
    return campaign()


@pytest.fixture
def bill(made):
    """New Mexico has enacted another text, and joined with it."""
    one = reported(made, "NM", text=OTHER, effective=FROM)
    joined(approved("NM"), one)
    return one


def standing(alliance, day=LATER, known=None, state="NM"):
    return {one.state: str(one.standing) for one in roster(alliance, day, known).members}.get(state)


def later(days=0):
    return clock.stopped_at(at(LATER + days * ONE))


def test_a_text_that_is_determined_different_does_not_count_from_the_day_it_counted(
    body, made, bill
):
    assert standing(body) == "party"
    assert status_of(body, LATER).count == 4
    with later():
        determined(made, bill)
    assert standing(body, FROM - ONE) == "pending instrument"
    assert standing(body, FROM) == "pending instrument"
    assert standing(body) == "pending instrument"
    assert "NM" not in bound_states(body, LATER)
    assert status_of(body, LATER).count == 3
    assert "NM" not in status_of(body, FROM).parties


def test_as_it_was_known_before_the_determination_it_counted(body, made, bill):
    with later():
        determined(made, bill)
    before = at(LATER - ONE)
    assert standing(body, LATER, before) == "party"
    assert status_of(body, LATER, before).count == 4
    assert "NM" in status_of(body, FROM, before).parties
    after = at(LATER + ONE)
    assert standing(body, LATER, after) == "pending instrument"
    assert status_of(body, LATER, after).count == 3


def test_what_is_determined_similar_after_all_counts_again_from_its_first_day(body, made, bill):
    with later():
        determined(made, bill)
    with later(5):
        determined(made, bill, Finding.SIMILAR, reasons="On reading it again, the same.")
    assert standing(body, FROM) == "party"
    assert standing(body, FROM - ONE) == "pending instrument"
    assert status_of(body, LATER).count == 4
    assert standing(body, LATER, at(LATER + 2 * ONE)) == "pending instrument"
    [line] = lines(made)
    assert (line.different, line.determined.reasons) == (False, "On reading it again, the same.")


def test_every_determination_stays_and_the_ledger_says_on_which_texts(body, made, bill):
    first = determined(made, bill)
    determined(made, bill, Finding.SIMILAR)
    assert [one.finding for one in determinations(made)] == [
        "materially different",
        "substantially similar",
    ]
    entry = next(
        one
        for one in entries_about(body.stream, [bill.ref])
        if one.action == "enactments:determine"
    )
    assert entry.facts["text_sha256"] == bill.known.text_sha256
    assert entry.facts["model_sha256"] == made.says.text_sha256
    assert entry.facts["finding"] == "materially different"
    assert REASONS not in entry.body
    assert first.by == make.actor(SECRETARIAT).name


@pytest.mark.parametrize(
    "role", [governor("CO"), governor("NM"), OTHER_SECRETARIAT], ids=lambda role: role.email
)
def test_nobody_but_the_secretariat_determines_it(made, bill, role):
    with pytest.raises(NotPermitted):
        determined(made, bill, role=role)
    assert not determinations(made)


def test_it_has_reasons_and_is_not_determined_twice_alike(made, bill):
    with pytest.raises(RuleBroken, match="Give the reasons"):
        determined(made, bill, reasons=" ")
    with pytest.raises(RuleBroken, match="longer than 4,000"):
        determined(made, bill, reasons="x" * 4_001)
    determined(made, bill)
    with pytest.raises(RuleBroken, match="determined already"):
        determined(made, bill)


def test_without_a_text_there_is_nothing_to_determine(made):
    one = reported(made, "NM", text="")
    with pytest.raises(RuleBroken, match="No text is recorded"):
        determined(made, one)


def test_what_was_read_is_what_is_determined(made, bill):
    seen = in_campaign(made, bill).texts
    act(operations.revise_campaign, SECRETARIAT, made, asking=asking(text=OTHER), base=1)
    what = in_campaign(made, bill)
    words = {"finding": Finding.SIMILAR, "reasons": REASONS}
    with pytest.raises(ChangedMeanwhile, match="has changed since you read"):
        act(determining.determine, SECRETARIAT, what, seen=seen, **words)
    act(determining.determine, SECRETARIAT, what, seen=what.texts, **words)
    [line] = lines(made)
    assert not line.is_stale(made.says.text_sha256)


def test_another_text_of_the_same_act_waits_for_another_determination(body, made, bill):
    with later():
        determined(made, bill)
        new = facts("NM", text=MODEL, effective=FROM)
        act(instruments.revise, liaison("NM"), bill, facts=new, base=1)
    assert standing(body) == "pending instrument"
    [line] = lines(made)
    assert line.different
    assert line.is_stale(made.says.text_sha256)
    with later(1):
        determined(made, bill, Finding.SIMILAR)
    assert standing(body) == "party"


def test_a_state_that_enacts_anew_counts_from_when_that_has_effect(body, made, bill):
    with later():
        determined(made, bill)
        ended = facts("NM", Stage.REPEALED, OTHER, FROM)
        act(instruments.revise, liaison("NM"), bill, facts=ended, base=1)
        anew = reported(made, "NM", effective=LATER + 30 * ONE)
    assert standing(body, LATER + 29 * ONE) == "pending instrument"
    assert standing(body, LATER + 30 * ONE) == "party"
    assert standing(body, FROM) == "pending instrument"
    done = [one.action for one in entries_about(body.stream, [anew.ref])]
    assert sorted(done) == ["enactments:count-again", "instruments:record-instrument"]


def test_a_bill_that_is_determined_similar_counts_when_it_is_enacted(body, made, bill):
    with later():
        determined(made, bill)
        ended = facts("NM", Stage.REPEALED, OTHER, FROM)
        act(instruments.revise, liaison("NM"), bill, facts=ended, base=1)
        anew = reported(made, "NM", stage=Stage.PASSED_BOTH)
        determined(made, anew, Finding.SIMILAR)
    assert standing(body) == "pending instrument"
    with later(7):
        reported(made, "NM", base=1)
    assert standing(body, LATER + 6 * ONE) == "pending instrument"
    assert standing(body, LATER + 7 * ONE) == "party"


def test_a_text_that_was_determined_different_lets_no_state_join(body, made):
    one = reported(made, "NM", text=OTHER)
    determined(made, one)
    coming = approved("NM")
    with pytest.raises(RuleBroken, match="materially different from the model"):
        joined(coming, one)
    determined(made, one, Finding.SIMILAR)
    joined(coming, one)
    assert "NM" in bound_states(body, DAY)


def test_a_state_that_joined_on_a_condition_does_not_come_in_with_another_text(body, made):
    one = reported(made, "NM", text=OTHER)
    joined(approved("NM"), one, condition={"at_least": {"count": "4"}})
    determined(made, one)
    with make.transaction():
        make.come_in(body, "AZ")
    assert "NM" not in bound_states(body, DAY)


def test_an_amendment_that_is_another_text_moves_no_membership(body):
    made = campaign(Purpose.AMEND)
    one = reported(made, "CO", text=OTHER)
    determined(made, one)
    assert standing(body, DAY, state="CO") == "party"


@pytest.mark.parametrize(
    ("yeas", "finding", "stands"),
    [
        (["NM"], "materially different", "pending instrument"),
        (["CO", "NM", "UT"], "substantially similar", "party"),
    ],
)
def test_the_members_may_determine_it(made, bill, yeas, finding, stands):
    with later():
        question = asked_of_members(made, bill)
        assert sorted(question.entitled) == ["CO", "NM", "UT", "WY"]
        with pytest.raises(RuleBroken, match="with the members"):
            determined(made, bill)
        for state in question.entitled:
            word = Answer.YEA if state in yeas else Answer.NAY
            act(answering.answer, governor(state), question, said=Said(word))
        act_close(question)
    [found] = determinations(made)
    assert (found.finding, found.by, found.question_id) == (finding, "the members", question.id)
    assert found.person_id is None
    assert standing(made.alliance) == stands
    other = Finding.SIMILAR if found.different else Finding.DIFFERENT
    with later(1), pytest.raises(RuleBroken, match="Only they find otherwise"):
        determined(made, bill, other)
    assert standing(made.alliance) == stands


def act_close(question):
    with make.transaction():
        votes.close_and_follow(make.actor(SECRETARIAT), question)


CASTING = {
    "casting_vote": True,
    "majorities": [{"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}],
}


def test_a_question_that_is_lost_under_a_rule_with_a_casting_vote_is_closed_too(made, bill):
    with later():
        question = asked_of_members(made, bill, rule=CASTING)
        for state in question.entitled:
            act(answering.answer, governor(state), question, said=Said(Answer.NAY))
        act_close(question)
    [found] = determinations(made)
    assert found.finding == "materially different"


def test_without_a_quorum_nothing_is_determined(made, bill):
    quorum = {"of": "entitled", "measure": "states", "at_least": {"share": "1"}}
    with later():
        question = asked_of_members(made, bill, {**MAJORITY, "quorum": quorum})
        act(answering.answer, governor("CO"), question, said=Said(Answer.NAY))
    assert make.closed(question) == "no quorum"
    assert not determinations(made)


def test_the_members_find_on_the_text_that_they_were_asked_about(made, bill):
    """New Mexico records another text while the question is open: that does not undo the answer."""
    with later():
        question = asked_of_members(made, bill)
        new = facts("NM", text=MODEL, effective=FROM)
        act(instruments.revise, liaison("NM"), bill, facts=new, base=1)
        for state in question.entitled:
            act(answering.answer, governor(state), question, said=Said(Answer.NAY))
        act_close(question)
    [found] = determinations(made)
    assert (found.different, found.instrument_version) == (True, 1)
    assert found.texts != in_campaign(made, bill).texts
    assert standing(made.alliance) == "pending instrument"
    [line] = lines(made)
    assert line.different
    assert line.is_stale(made.says.text_sha256)
    with later(20):
        determined(made, bill, Finding.SIMILAR)  # of the text that stands there now
    assert standing(made.alliance) == "party"


def test_a_text_of_another_state_moves_nobody_else(body, made, bill):
    other = reported(made, "CO", text=OTHER)
    with later():
        determined(made, other)
    assert standing(body, state="NM") == "party"
    assert standing(body, state="CO") == "pending instrument"
    assert status_of(body, LATER).parties == ("NM", "UT", "WY")


def test_what_is_no_instrument_of_a_campaign_is_not_found(made, bill):
    assert enacted(None, bill.id).campaign is made
    assert enacted(None, made.id) is None
