"""A state that is to be a party, and whose instrument turns out to have effect otherwise."""

import datetime as dt
from dataclasses import replace

import pytest

from alliance.accessions import deciding, operations
from alliance.accessions.rules import Stage
from alliance.core.operation import RuleBroken
from alliance.core.record import entries_about
from alliance.instruments import operations as instruments
from alliance.instruments.operations import Answer
from alliance.instruments.rules import Condition, Outcome
from alliance.instruments.rules import Stage as Bill
from alliance.membership.queries import bound_states, roster
from alliance.membership.rules import MemberClass
from tests import make
from tests.accessions.made import act, applied, approved, chartered, joined, statute
from tests.people import SECRETARIAT, governor, liaison
from tests.withdrawals.made import at

DAY = dt.date(2027, 3, 1)
ONE = dt.timedelta(days=1)
JULY = dt.date(2027, 7, 1)


@pytest.fixture
def body(app):
    with at(DAY):
        yield chartered()


def standing(alliance, day, state="NM"):
    return {one.state: str(one.standing) for one in roster(alliance, day).members}.get(state)


def revised(bill, state="NM", **said):
    facts = replace(bill.known.says, **said)
    act(instruments.revise, liaison(state), bill, facts=facts, base=bill.version)


def again(coming):
    make.db.session.refresh(coming)
    return coming


def test_a_later_effective_date_moves_the_day_of_joining_and_back_to_what_was_confirmed(body):
    coming, bill = approved(), statute(effective=JULY)
    joined(coming, bill)
    revised(bill, effective_on=dt.date(2027, 9, 1))
    assert again(coming).party_from == dt.date(2027, 9, 1)
    assert standing(body, dt.date(2027, 8, 31)) == "pending instrument"
    assert standing(body, dt.date(2027, 9, 1)) == "party"
    revised(bill, effective_on=dt.date(2027, 5, 1))
    assert again(coming).party_from == JULY
    assert standing(body, JULY - ONE) == "pending instrument"
    assert "NM" in bound_states(body, JULY)


def test_an_earlier_day_than_was_confirmed_is_the_states_own_act(body):
    coming, bill = approved(), statute(effective=JULY)
    joined(coming, bill)
    revised(bill, effective_on=DAY)
    assert again(coming).party_from == JULY
    assert "NM" not in bound_states(body, JULY - ONE)
    joined(coming, bill)
    assert again(coming).party_from == DAY
    assert (coming.stands, standing(body, DAY)) == (Stage.JOINED, "party")
    revised(bill, note="The chapter was renumbered.")
    assert again(coming).party_from == DAY


def test_a_state_that_is_a_party_joins_no_second_time(body):
    coming, bill = approved(), statute()
    joined(coming, bill)
    with pytest.raises(RuleBroken, match="joined already"):
        joined(coming, bill)


def test_a_state_that_waits_may_join_anew_without_the_condition(body):
    coming, bill = approved(), statute()
    joined(coming, bill, condition={"at_least": {"count": "4"}})
    joined(again(coming), bill)
    assert (coming.stands, coming.condition, coming.party_from) == (Stage.JOINED, None, DAY)
    assert "NM" in bound_states(body, DAY)


def test_what_changes_no_day_changes_nothing(body):
    coming, bill = approved(), statute(effective=JULY)
    joined(coming, bill)
    before = coming.version
    revised(bill, note="The chapter was renumbered.")
    assert again(coming).version == before


def test_a_day_that_the_state_chose_is_not_gone_behind(body):
    coming, bill = approved(), statute(effective=dt.date(2027, 5, 1))
    joined(coming, bill, from_on=JULY)
    revised(bill, effective_on=dt.date(2027, 4, 1))
    assert again(coming).party_from == JULY
    revised(bill, effective_on=dt.date(2027, 8, 1))
    assert again(coming).party_from == dt.date(2027, 8, 1)


def test_who_joins_anew_is_no_party_before_that_day(body):
    coming, bill = approved(), statute(effective=JULY)
    joined(coming, bill)
    with at(DAY + 5 * ONE):
        revised(bill, effective_on=DAY - 30 * ONE)
        joined(again(coming), bill)
        assert again(coming).party_from == DAY + 5 * ONE
        assert standing(body, DAY + 4 * ONE) == "pending instrument"
        assert standing(body, DAY + 5 * ONE) == "party"


def test_a_refused_precondition_leads_back_to_pending_instrument_and_it_joins_with_another(body):
    coming, bill = approved(), statute()
    review = Condition("review by the attorney general", DAY, 30)
    one = act(instruments.add_precondition, liaison("NM"), bill, condition=review)
    joined(coming, bill)
    assert coming.party_from == DAY + 30 * ONE
    said = Answer(None, Outcome.REFUSED, DAY, "Opinion 12")
    act(instruments.decide, governor("NM"), one, said=said)
    assert again(coming).stands is Stage.APPROVED
    assert coming.party_from is None
    assert standing(body, DAY + 40 * ONE) == "pending instrument"
    assert "NM" not in bound_states(body, DAY + 40 * ONE)
    with pytest.raises(RuleBroken, match="waits for review"):
        joined(coming, bill)
    joined(coming, statute(effective=JULY))
    assert again(coming).stands is Stage.JOINED
    assert standing(body, JULY) == "party"


def test_a_repealed_act_leads_back_and_the_state_may_turn_back(body):
    coming, bill = approved(), statute(effective=JULY)
    joined(coming, bill)
    revised(bill, stage=Bill.REPEALED)
    assert again(coming).stands is Stage.APPROVED
    act(operations.end, governor("NM"), coming)
    assert standing(body, JULY) is None


@pytest.mark.parametrize(("day", "moves"), [(JULY - ONE, True), (JULY, False), (JULY + ONE, False)])
def test_from_the_day_on_which_it_is_a_party_nothing_moves_any_more(body, day, moves):
    coming, bill = approved(), statute(effective=JULY)
    joined(coming, bill)
    with at(day):
        revised(bill, effective_on=dt.date(2027, 9, 1))
        assert (again(coming).party_from == dt.date(2027, 9, 1)) is moves
        assert ("NM" in bound_states(body, dt.date(2027, 8, 1))) is not moves


def test_one_that_waits_for_its_condition_goes_back_too(body):
    coming, bill = approved(), statute()
    joined(coming, bill, condition={"at_least": {"count": "4"}})
    revised(bill, stage=Bill.REPEALED)
    assert again(coming).stands is Stage.APPROVED
    assert coming.condition is None
    assert standing(body, DAY) == "pending instrument"


def test_those_whose_condition_hung_on_it_wait_again(body):
    make.governors("AZ")
    first, second = approved("NM"), approved("AZ")
    bill = statute("NM", effective=JULY)
    joined(first, bill)
    joined(second, statute("AZ"), condition={"at_least": {"count": "4"}})
    assert again(second).stands is Stage.JOINED
    assert second.party_from == JULY
    revised(bill, effective_on=dt.date(2027, 9, 1))
    assert again(second).stands is Stage.JOINED
    assert second.party_from == dt.date(2027, 9, 1)
    assert standing(body, JULY, "AZ") == "conditional"
    revised(bill, stage=Bill.REPEALED)
    assert again(second).stands is Stage.CONDITIONAL
    assert standing(body, dt.date(2027, 9, 1), "AZ") == "conditional"


def test_an_observer_that_was_to_be_a_party_stays_an_observer(app):
    with at(DAY):
        body = chartered(instrument=False)
        seen = applied(member_class=MemberClass.OBSERVER)
        act(deciding.approve, SECRETARIAT, seen, decision="-")
        joined(seen)
    with at(DAY + 5 * ONE):
        coming, bill = approved(), statute(effective=JULY)
        joined(coming, bill)
        assert "NM" in bound_states(body, JULY)
        revised(bill, stage=Bill.REPEALED)
        assert again(coming).stands is Stage.APPROVED
        [member] = [one for one in roster(body, JULY + 30 * ONE).members if one.state == "NM"]
        assert (member.member_class, member.standing) == ("observer", "party")


def test_the_record_says_what_moved_and_why(body):
    coming, bill = approved(), statute(effective=JULY)
    joined(coming, bill)
    revised(bill, effective_on=dt.date(2027, 9, 1))
    revised(bill, stage=Bill.REPEALED)
    *_, moved, reopened = entries_about(body.stream, [coming.ref])
    assert (moved.action, moved.facts["party_from"]) == ("accessions:move-day", "2027-09-01")
    assert moved.facts["before"] == "2027-07-01"
    assert reopened.action == "accessions:reopen"
    assert "it is repealed" in reopened.facts["why"]
