"""The stages of instruments, from when they have effect, and clocks that run out."""

import datetime as dt

import pytest

from alliance.instruments.rules import (
    OF_A_BILL,
    OF_AN_ACT,
    Condition,
    Effect,
    Facts,
    Kind,
    Outcome,
    Stage,
    effect_of,
    may_follow,
    way_of,
    why_not_condition,
    why_not_facts,
)

DAY = dt.date(2027, 3, 1)
ONE = dt.timedelta(days=1)
REVIEW = "review by the attorney general"


@pytest.mark.parametrize("stage", OF_A_BILL)
def test_a_bill_goes_on_or_fails_and_never_back(stage):
    after = may_follow(Kind.STATUTE, stage)
    if stage is Stage.MADE:
        assert after == {Stage.MADE, Stage.REPEALED}
        return
    behind = set(OF_A_BILL[: OF_A_BILL.index(stage)])
    assert not after & behind
    assert after >= {*OF_A_BILL[OF_A_BILL.index(stage) :], Stage.FAILED, Stage.VETOED}


@pytest.mark.parametrize(
    ("now", "after"),
    [
        (Stage.VETOED, {Stage.VETOED, Stage.MADE, Stage.FAILED}),
        (Stage.FAILED, {Stage.FAILED}),
        (Stage.REPEALED, {Stage.REPEALED}),
    ],
)
def test_what_has_left_the_road(now, after):
    assert may_follow(Kind.STATUTE, now) == after


@pytest.mark.parametrize("kind", [one for one in Kind if one is not Kind.STATUTE])
def test_what_is_no_bill_is_neither_introduced_nor_vetoed(kind):
    first = may_follow(kind, None)
    assert first >= set(OF_AN_ACT)
    assert Stage.INTRODUCED not in first
    assert Stage.VETOED not in may_follow(kind, Stage.UNDER_REVIEW)


def test_an_instrument_has_effect_on_its_own_date_and_not_before_its_last_precondition():
    assert effect_of(Stage.MADE, DAY, []) == Effect(DAY)
    met = Condition("first", DAY, None, Outcome.APPROVED, DAY + 9 * ONE)
    earlier = Condition("second", DAY - 9 * ONE, 3)
    assert effect_of(Stage.MADE, DAY, [met, earlier]) == Effect(DAY + 9 * ONE)
    assert effect_of(Stage.MADE, DAY + 20 * ONE, [met]) == Effect(DAY + 20 * ONE)


@pytest.mark.parametrize(
    ("stage", "effective_on", "conditions", "waits"),
    [
        (Stage.PASSED_BOTH, DAY, [], ("its enactment or signature",)),
        (Stage.MADE, None, [], ("an effective date",)),
        (Stage.MADE, DAY, [Condition(REVIEW)], (REVIEW,)),
        (Stage.MADE, DAY, [Condition(REVIEW, DAY)], (REVIEW,)),
        (Stage.MADE, DAY, [Condition(REVIEW, None, 30)], (REVIEW,)),
        (Stage.MADE, DAY, [Condition(REVIEW, DAY, 30, Outcome.REFUSED, DAY)], (REVIEW,)),
        (Stage.VETOED, DAY, [], ("it is vetoed",)),
        (Stage.REPEALED, DAY, [Condition(REVIEW)], ("it is repealed",)),
    ],
)
def test_what_an_instrument_waits_for(stage, effective_on, conditions, waits):
    assert effect_of(stage, effective_on, conditions) == Effect(None, waits)


@pytest.mark.parametrize(
    ("asked", "days", "deemed"),
    [
        (dt.date(2027, 3, 1), 30, dt.date(2027, 3, 31)),
        (dt.date(2027, 1, 31), 30, dt.date(2027, 3, 2)),  # over the end of a short month
        (dt.date(2028, 1, 31), 30, dt.date(2028, 3, 1)),  # in a leap year
        (dt.date(2028, 2, 28), 1, dt.date(2028, 2, 29)),
        (dt.date(2027, 12, 31), 1, dt.date(2028, 1, 1)),
    ],
)
def test_a_clock_runs_out_on_the_nth_day_after(asked, days, deemed):
    assert Condition(REVIEW, asked, days).met_on == deemed


def test_deemed_approved_the_day_before_the_day_and_the_day_after():
    one = Condition(REVIEW, DAY, 30)
    said = "2027-03-31 unless it is answered before"
    assert one.stands_on(DAY - ONE) == "not asked for yet"
    assert one.stands_on(DAY + 29 * ONE) == f"deemed approved on {said}"
    assert one.stands_on(DAY + 30 * ONE) == f"deemed approved since {said}"
    assert one.stands_on(DAY + 31 * ONE) == f"deemed approved since {said}"


def test_an_answer_goes_before_the_clock():
    early = Condition(REVIEW, DAY, 30, Outcome.APPROVED, DAY + 3 * ONE)
    refused = Condition(REVIEW, DAY, 30, Outcome.REFUSED, DAY + 3 * ONE)
    assert early.met_on == DAY + 3 * ONE
    assert refused.met_on is None
    assert refused.stands_on(DAY + 3 * ONE) == "refused on 2027-03-04"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (Facts(Stage.MADE), "has the day of that"),
        (Facts(Stage.INTRODUCED, enacted_on=DAY), "choose the stage that says so"),
        (Facts(Stage.INTRODUCED, DAY + ONE), "lies ahead"),
        (Facts(Stage.INTRODUCED, citation="x" * 301), "citation is longer than 300"),
        (Facts(Stage.INTRODUCED, note="x" * 2001), "note is longer than 2,000"),
        (Facts(Stage.REPEALED), "does not come"),
    ],
)
def test_what_cannot_be_known_of_an_instrument(facts, why):
    assert why in why_not_facts(Kind.STATUTE, None, facts, DAY)


def test_what_may_be_known_of_it():
    assert why_not_facts(Kind.STATUTE, None, Facts(Stage.INTRODUCED, DAY), DAY) is None
    made = Facts(Stage.MADE, DAY, enacted_on=DAY)
    assert why_not_facts(Kind.STATUTE, Stage.VETOED, made, DAY) is None


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (Condition(" "), "Say what has to come before"),
        (Condition(REVIEW, DAY + ONE), "asked for lies ahead"),
        (Condition(REVIEW, DAY, 0), "from 1 to 3,650 days"),
        (Condition(REVIEW, DAY, 3651), "from 1 to 3,650 days"),
        (Condition(REVIEW, DAY, 1, Outcome.APPROVED), "Enter both"),
        (Condition(REVIEW, DAY, 1, Outcome.APPROVED, DAY + ONE), "decision lies ahead"),
        (Condition(REVIEW, DAY, 1, Outcome.APPROVED, DAY - ONE), "before it was asked for"),
    ],
)
def test_what_cannot_be_a_precondition(one, why):
    assert why in why_not_condition(one, DAY)


def test_the_way_of_a_bill_is_drawn_with_its_days():
    reached = [(Stage.INTRODUCED, DAY), (Stage.PASSED_ONE, DAY + ONE)]
    found = way_of(Kind.STATUTE, reached, Effect(None, ("-",)), DAY)
    assert [one.label for one in found] == [*OF_A_BILL, "in effect"]
    assert [one.state for one in found if one.label == Stage.PASSED_ONE] == ["current"]
    assert [one.on for one in found if one.on] == [DAY, DAY + ONE]
    assert found[-1].state == "upcoming"


@pytest.mark.parametrize(
    ("today", "last"), [(DAY - ONE, "upcoming"), (DAY, "current"), (DAY + ONE, "current")]
)
def test_what_is_made_is_in_effect_from_its_day(today, last):
    found = way_of(Kind.ORDER, [(Stage.MADE, DAY - 9 * ONE)], Effect(DAY), today)
    assert (found[-1].label, found[-1].state, found[-1].on) == ("in effect", last, DAY)


def test_what_failed_ends_where_it_had_come():
    reached = [(Stage.INTRODUCED, DAY), (Stage.FAILED, DAY + ONE)]
    found = way_of(Kind.STATUTE, reached, Effect(None, ("it is failed",)), DAY)
    assert [(one.label, one.state) for one in found] == [
        ("introduced", "complete"),
        ("failed", "current"),
    ]
