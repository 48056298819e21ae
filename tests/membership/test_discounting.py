"""A state that was counted and is found not to count, and counts again."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.dates import parse_partial_date
from alliance.core.transaction import transaction
from alliance.membership import operations
from alliance.membership.discounting import discount, restore, waits
from alliance.membership.moving import Move, move, steps_of
from alliance.membership.queries import as_period, bound_states, roster
from alliance.membership.recording import Fact
from alliance.membership.rules import Period, Standing, Step
from tests import make

DAY = dt.date(2027, 3, 1)
JOINED = dt.date(2027, 1, 10)
ONE = dt.timedelta(days=1)
NOW = dt.datetime(2027, 3, 1, 18, tzinfo=dt.UTC)
PENDING, PARTY = Standing.PENDING_INSTRUMENT, Standing.PARTY


@pytest.fixture
def body(app):
    with clock.stopped_at(NOW):
        yield make.alliance()


def moved(body, *moves, state="NM"):
    with transaction():
        return move(body, state, [Move(to, on) for to, on in moves])


def discounted(body, state="NM"):
    with transaction():
        return discount(body, state, "another text")


def restored(body, row, on=None):
    with transaction():
        return restore(body, (row.period_id, row.version - 1), "the text after all", on)


def steps(row, body):
    return [(one.standing, one.on) for one in steps_of(as_period(row), body)]


def test_it_is_pending_from_the_day_on_which_it_became_a_party(body):
    moved(body, (Standing.APPLIED, JOINED - 9 * ONE), (PARTY, JOINED))
    row = discounted(body)
    assert steps(row, body) == [(Standing.APPLIED, JOINED - 9 * ONE), (PENDING, JOINED)]
    assert (row.joined, row.status, row.source) == (None, "pending instrument", "another text")
    assert waits(body, (row.period_id, row.version - 1))
    assert "NM" not in bound_states(body, DAY)


def test_one_that_was_pending_before_goes_on_being_pending(body):
    moved(body, (PENDING, JOINED - 9 * ONE), (PARTY, JOINED))
    assert steps(discounted(body), body) == [(PENDING, JOINED - 9 * ONE)]


def test_a_notice_it_had_given_is_no_step_of_its_any_more(body):
    moved(
        body,
        (PARTY, JOINED),
        (Standing.NOTICE_GIVEN, JOINED + ONE),
        (Standing.WITHDRAWN, DAY + 90 * ONE),
    )
    row = discounted(body)
    assert steps(row, body) == [(PENDING, JOINED)]
    assert (row.notice_given, row.left) == (None, None)
    assert steps(restored(body, row), body)[1:] == [
        (Standing.NOTICE_GIVEN, JOINED + ONE),
        (Standing.WITHDRAWN, DAY + 90 * ONE),
    ]


def test_a_membership_that_was_imported_is_discounted_too(body):
    row = discounted(body, "CO")
    assert steps(row, body) == [(PENDING, dt.date(2020, 1, 1))]
    assert "CO" not in bound_states(body, DAY)
    back = restored(body, row)
    assert (back.joined, back.status, back.steps) == ("2020-01-01", "member", None)
    assert "CO" in bound_states(body, DAY)


def test_what_was_known_before_stays_known_then(body):
    moved(body, (PARTY, JOINED))
    before = NOW + ONE / 2
    with clock.stopped_at(NOW + ONE):
        discounted(body)
    found = {one.state: one.bound for one in roster(body, DAY, before).members}
    assert found["NM"]
    found = {one.state: one.bound for one in roster(body, DAY).members}
    assert not found["NM"]


def test_who_is_no_party_is_not_discounted(body):
    assert discounted(body) is None
    moved(body, (PENDING, JOINED))
    assert discounted(body) is None
    with transaction():
        says = Period("WY", "observer", "member", parse_partial_date("2027-01-10"))
        fact = Fact(clock.new_id(), 0, says, clock.now())
        other = make.found("third", "Third Accord", ["CO"])
        operations.record_periods(OPERATOR, other, facts=[fact])
    assert discounted(other, "WY") is None


def test_who_has_left_is_not_discounted(body):
    moved(body, (PARTY, JOINED), (Standing.WITHDRAWN, DAY - ONE))
    assert discounted(body) is None


def test_it_counts_again_from_a_later_day_and_was_pending_until_then(body):
    moved(body, (PARTY, JOINED))
    row = restored(body, discounted(body), DAY + 30 * ONE)
    assert steps(row, body) == [(PENDING, JOINED), (PARTY, DAY + 30 * ONE)]
    assert "NM" not in bound_states(body, DAY + 29 * ONE)
    assert "NM" in bound_states(body, DAY + 30 * ONE)


def test_it_never_counts_from_a_day_before_it_was_pending(body):
    moved(body, (PARTY, JOINED))
    row = restored(body, discounted(body), JOINED - 30 * ONE)
    assert steps(row, body) == [(PENDING, JOINED), (PARTY, JOINED)]


def test_it_is_not_restored_twice(body):
    moved(body, (PARTY, JOINED))
    row = discounted(body)
    assert restored(body, row) is not None
    assert restored(body, row) is None


before_it = st.sampled_from(
    [(), (Standing.INVITED,), (Standing.APPLIED, PENDING), (Standing.CONDITIONAL,)]
)
after_it = st.sampled_from(
    [
        (),
        (Standing.NOTICE_GIVEN,),
        (Standing.SUSPENDED, PARTY),
        (Standing.NOTICE_GIVEN, PARTY, Standing.SUSPENDED),
    ]
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before_it, after_it, st.sampled_from(["AZ", "ID", "NV", "OR"]))
def test_discounted_and_restored_it_stands_on_every_day_as_it_did(body, before, after, state):
    words = (*before, PARTY, *after)
    made = [Step(one, JOINED + n * ONE) for n, one in enumerate(words)]
    other = f"b{clock.new_id().hex[-12:]}"
    with transaction():
        alliance = make.found(other, other, ["CO"])
        period = Period(state, "party", "party", steps=tuple(made))
        facts = [Fact(clock.new_id(), 0, period, clock.now())]
        operations.record_periods(OPERATOR, alliance, facts=facts)
    days = [JOINED + n * ONE for n in range(-1, 9)]
    then = [roster(alliance, day) for day in days]
    row = discounted(alliance, state)
    began = made[len(before)].on
    for day in days:
        stands = [one for one in roster(alliance, day).members if one.state == state]
        assert not any(one.bound for one in stands)
        if day >= began:
            assert [one.standing for one in stands] == [PENDING]
    restored(alliance, row)
    again = [roster(alliance, day) for day in days]
    assert [bound_and_standing(one) for one in again] == [bound_and_standing(one) for one in then]


def bound_and_standing(found):
    """Of each on the roll: how it stands, and whether it counts."""
    return [(one.state, one.standing, one.bound) for one in found.members]
