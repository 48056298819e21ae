"""Recording instruments: by whom, when, in which order; what the record says."""

import datetime as dt
from dataclasses import replace

import pytest

from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.instruments import operations
from alliance.instruments.operations import Answer, What
from alliance.instruments.rules import Condition, Facts, Kind, Outcome, Purpose, Stage
from tests import make
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, governor, liaison, observer
from tests.withdrawals.made import act, at

DAY = dt.date(2027, 3, 1)
ONE = dt.timedelta(days=1)
REVIEW = Condition("review by the attorney general", DAY, 30)
OPINION = Answer(None, Outcome.APPROVED, DAY, "Opinion 12")


@pytest.fixture
def body(app):
    with at(DAY):
        yield make.alliance()


def recorded(body, role, state="CO", **more):
    what = What(state, Kind.STATUTE, Purpose.JOIN, "An act to join the Western Accord")
    facts = Facts(Stage.INTRODUCED, DAY, bill="HB 12", **more)
    return act(operations.record, role, body, what=what, facts=facts)


def test_an_office_records_the_instruments_of_its_own_state(body):
    made = recorded(body, liaison())
    assert (made.version, made.known.bill, made.state_code) == (1, "HB 12", "CO")
    with pytest.raises(RuleBroken, match="of its own state"):
        recorded(body, liaison(), state="UT")


def test_the_secretariat_records_any_from_a_source_that_it_names(body):
    with pytest.raises(RuleBroken, match="public source"):
        recorded(body, SECRETARIAT)
    assert recorded(body, SECRETARIAT, source="Session laws").state_code == "CO"


@pytest.mark.parametrize("role", [observer(), OTHER_SECRETARIAT])
def test_others_record_nothing(body, role):
    with pytest.raises(NotPermitted):
        recorded(body, role, source="Session laws")


def test_there_is_no_such_state_and_a_title_is_asked_for(body):
    with pytest.raises(RuleBroken, match="no such state"):
        recorded(body, SECRETARIAT, state="XX", source="-")
    what = What("CO", Kind.STATUTE, Purpose.JOIN, " ")
    with pytest.raises(RuleBroken, match="Write a title"):
        act(operations.record, liaison(), body, what=what, facts=Facts(Stage.PLANNED))


def test_what_is_known_is_kept_version_by_version(body):
    made = recorded(body, liaison(), text="Section 1.")
    facts = replace(made.known.says, stage=Stage.IN_COMMITTEE)
    act(operations.revise, liaison(), made, facts=facts, base=1)
    assert [one.stage for one in made.versions] == ["introduced", "in committee"]
    with pytest.raises(ChangedMeanwhile, match="Version 2 was recorded"):
        act(operations.revise, liaison(), made, facts=facts, base=1)
    with pytest.raises(RuleBroken, match="recorded already"):
        act(operations.revise, liaison(), made, facts=facts, base=2)
    back = replace(facts, stage=Stage.INTRODUCED)
    with pytest.raises(RuleBroken, match="does not come after"):
        act(operations.revise, liaison(), made, facts=back, base=2)


@pytest.mark.parametrize("role", [liaison("UT"), observer(), OTHER_SECRETARIAT])
def test_nobody_else_says_what_is_known_of_it(body, role):
    made = recorded(body, liaison())
    facts = replace(made.known.says, stage=Stage.FAILED, source="-")
    with pytest.raises(NotPermitted):
        act(operations.revise, role, made, facts=facts, base=1)
    with pytest.raises(NotPermitted):
        act(operations.add_precondition, role, made, condition=REVIEW)


def test_a_precondition_is_decided_once(body):
    made = recorded(body, liaison())
    one = act(operations.add_precondition, liaison(), made, condition=REVIEW)
    act(operations.decide, governor(), one, said=OPINION)
    assert (one.outcome, one.decided_on, one.source) == ("approved", DAY, "Opinion 12")
    with pytest.raises(RuleBroken, match=r"This was approved on 2027-03-01\. That stands"):
        act(operations.decide, governor(), one, said=OPINION)


def test_it_is_asked_for_once_and_its_clock_runs_from_then(body):
    made = recorded(body, liaison())
    waits = replace(REVIEW, asked_on=None)
    one = act(operations.add_precondition, liaison(), made, condition=waits)
    assert one.says.met_on is None
    act(operations.decide, liaison(), one, said=Answer(DAY))
    assert one.says.met_on == DAY + 30 * ONE
    with pytest.raises(RuleBroken, match=r"asked for on 2027-03-01\. That stands"):
        act(operations.decide, liaison(), one, said=Answer(DAY - ONE))


def test_the_record_holds_digests_and_no_text(body):
    made = recorded(body, liaison(), text="Section 1. A secret of nobody.")
    one = act(operations.add_precondition, liaison(), made, condition=REVIEW)
    act(operations.decide, governor(), one, said=OPINION)
    first, second, third = entries_about(body.stream, [made.ref])
    assert [one.action.partition(":")[2] for one in (first, second, third)] == [
        "record-instrument",
        "precondition",
        "decide",
    ]
    assert first.facts["text_sha256"] == made.known.text_sha256
    assert "Section 1" not in str(first.facts)
    assert (third.facts["outcome"], third.facts["on"]) == ("approved", "2027-03-01")
