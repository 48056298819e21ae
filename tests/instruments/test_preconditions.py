"""Whose it is to say what came of a precondition, and who may say what is known."""

import datetime as dt
from dataclasses import replace

import pytest

from alliance.core.actor import Office, Rank
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.instruments import operations
from alliance.instruments.operations import Answer
from alliance.instruments.queries import office_that_decides, repeal_effective, repealing
from alliance.instruments.rules import Condition, Decider, Outcome, Purpose, Stage
from tests import make
from tests.accessions.made import statute
from tests.people import SECRETARIAT, Role, counsel, governor, liaison
from tests.withdrawals.made import act, at

DAY = dt.date(2027, 3, 1)
ONE = dt.timedelta(days=1)
REVIEW = Condition("review by the attorney general", DAY, 30, decider=Decider.ATTORNEY_GENERAL)
OPINION = Answer(None, Outcome.APPROVED, DAY, "Opinion 12")
TREASURER = Role("CO", Office.TREASURER, Rank.LIAISON)
OF_THE_ATTORNEY_GENERAL = Role("CO", Office.ATTORNEY_GENERAL, Rank.LIAISON)


@pytest.fixture
def body(app):
    with at(DAY):
        yield make.alliance()


def reviewed(condition=REVIEW, state="CO", by=None):
    bill = statute(state, by=by)
    return act(operations.add_precondition, by or liaison(state), bill, condition=condition)


def test_the_office_that_decides_it_notes_what_came_of_it(body):
    one = reviewed()
    assert office_that_decides(one).kind == Office.ATTORNEY_GENERAL
    act(operations.decide, counsel(), one, said=replace(OPINION, source=""))
    assert (one.outcome, one.source) == ("approved", None)


@pytest.mark.parametrize("role", [governor(), liaison(), OF_THE_ATTORNEY_GENERAL])
def test_nobody_else_notes_it_while_that_office_is_here(body, role):
    one = reviewed()
    with pytest.raises(RuleBroken, match="its principal or counsel notes what came of it"):
        act(operations.decide, role, one, said=OPINION)
    assert one.outcome is None


@pytest.mark.parametrize("role", [SECRETARIAT, counsel("UT"), TREASURER])
def test_who_has_no_part_in_it_is_kept_out(body, role):
    with pytest.raises(NotPermitted):
        act(operations.decide, role, reviewed(), said=OPINION)


def test_that_it_was_asked_for_is_noted_by_the_office_that_keeps_the_instrument(body):
    one = reviewed(replace(REVIEW, asked_on=None))
    act(operations.decide, liaison(), one, said=Answer(DAY))
    assert one.asked_on == DAY


def test_where_no_such_office_is_here_a_source_and_a_second_person_are_asked_for(body):
    one = reviewed(replace(REVIEW, decider=None))
    assert office_that_decides(one) is None
    with pytest.raises(RuleBroken, match="Name the public source of the decision"):
        act(operations.decide, governor(), one, said=replace(OPINION, source=" "))
    with pytest.raises(RuleBroken, match="You have recorded the instrument"):
        act(operations.decide, liaison(), one, said=OPINION)
    act(operations.decide, governor(), one, said=OPINION)
    assert (one.outcome, one.source) == ("approved", "Opinion 12")


def test_the_record_says_whose_it_is_to_decide(body):
    one = reviewed()
    entry = entries_about(body.stream, [one.ref])[-1]
    assert entry.facts["decider"] == "attorney general"


def test_another_office_of_the_state_does_not_say_what_is_known_of_it(body):
    bill = statute("CO")
    gone = replace(bill.known.says, stage=Stage.REPEALED)
    with pytest.raises(NotPermitted):
        act(operations.revise, TREASURER, bill, facts=gone, base=1)
    with pytest.raises(NotPermitted):
        act(operations.add_precondition, TREASURER, bill, condition=REVIEW)


def test_the_office_that_recorded_it_goes_on_and_so_does_the_one_that_stands_for_the_state(body):
    bill = statute("CO", by=TREASURER)
    for base, role in enumerate((TREASURER, liaison()), start=1):
        facts = replace(bill.known.says, note=f"Renumbered {base}.")
        act(operations.revise, role, bill, facts=facts, base=base)
    assert bill.version == 3


def test_the_secretariat_says_nothing_of_what_the_state_has_recorded_itself(body):
    own = statute("CO")
    facts = replace(own.known.says, effective_on=DAY, note="A gazette.", source="A gazette")
    with pytest.raises(NotPermitted):
        act(operations.revise, SECRETARIAT, own, facts=facts, base=1)


def test_what_the_secretariat_recorded_is_the_states_once_it_has_spoken(body):
    what = operations.What("CO", *(statute("UT").of_kind,), Purpose.JOIN, "An act to join")
    facts = replace(statute("UT").known.says, source="Session laws")
    bill = act(operations.record, SECRETARIAT, body, what=what, facts=facts)
    facts = replace(facts, note="Chapter 3.")
    act(operations.revise, SECRETARIAT, bill, facts=facts, base=1)
    assert not bill.by_state
    act(operations.revise, liaison(), bill, facts=replace(facts, note="Ours."), base=2)
    assert bill.by_state
    with pytest.raises(NotPermitted):
        act(operations.revise, SECRETARIAT, bill, facts=facts, base=3)


def repeal(body, effective=DAY + 40 * ONE, stage=Stage.MADE):
    kept = statute("UT")
    facts = replace(kept.known.says, stage=stage, effective_on=effective, citation="Chapter 9")
    if stage is not Stage.MADE:
        facts = replace(facts, enacted_on=None, effective_on=None)
    what = operations.What("CO", kept.of_kind, Purpose.REPEAL, "An act to leave")
    return act(operations.record, liaison(), body, what=what, facts=facts)


def test_a_recorded_repeal_says_from_when_it_has_effect(body):
    assert repeal_effective(body, "CO") is None
    made = repeal(body)
    assert repeal_effective(body, "CO") == DAY + 40 * ONE
    assert repealing(body, "CO").known.citation == "Chapter 9"
    assert repeal_effective(body, "UT") is None
    act(operations.add_precondition, liaison(), made, condition=replace(REVIEW, asked_on=None))
    make.db.session.refresh(made)
    assert repeal_effective(body, "CO") is None


def test_a_bill_to_repeal_that_is_not_enacted_says_nothing(body):
    repeal(body, stage=Stage.INTRODUCED)
    assert repeal_effective(body, "CO") is None


def test_a_repeal_from_before_the_state_came_in_is_of_another_membership(body):
    repeal(body, effective=dt.date(2001, 1, 1))
    assert repeal_effective(body, "CO") is None
