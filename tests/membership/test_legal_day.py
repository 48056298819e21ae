"""A membership begins and ends by the calendar of the state's own capital, on every page alike."""

import datetime as dt
import json

import pytest

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.dates import parse_partial_date
from alliance.core.transaction import transaction
from alliance.membership import bodies, operations, queries
from alliance.membership.recording import Fact
from alliance.membership.rules import Period
from tests import make
from tests.people import governor, liaison, observer

SECOND = dt.timedelta(seconds=1)
FIRST_DAY = "2027-07-02"
IN_GUAM = dt.datetime(2027, 7, 1, 14, tzinfo=dt.UTC)  # midnight there: UTC+10
IN_DENVER = dt.datetime(2027, 7, 2, 6, tzinfo=dt.UTC)  # midnight there: UTC-6
LATE_IN_DENVER = dt.datetime(2027, 7, 2, 0, 30, tzinfo=dt.UTC)  # 18:30 on the day before


@pytest.fixture(autouse=True)
def alliance(app):
    """Colorado is out from 2 July, Guam a member from 2 July."""
    made = make.alliance()
    [row] = [one for one in queries.current_periods([made.id]) if one.state_code == "CO"]
    leaves = Period(
        "CO",
        "member",
        "withdrawn",
        joined=parse_partial_date(row.joined),
        left=parse_partial_date(FIRST_DAY),
    )
    joins = Period("GU", "member", "member", joined=parse_partial_date(FIRST_DAY))
    with transaction():
        known = [
            Fact(row.period_id, row.version, leaves, clock.now()),
            Fact(clock.new_id(), 0, joins, clock.now()),
        ]
        operations.record_periods(OPERATOR, made, facts=known)
    return made


@pytest.mark.parametrize(
    ("instant", "bound"),
    [
        (IN_GUAM - SECOND, {"CO", "UT", "WY"}),
        (IN_GUAM, {"CO", "GU", "UT", "WY"}),
        (LATE_IN_DENVER, {"CO", "GU", "UT", "WY"}),
        (IN_DENVER - SECOND, {"CO", "GU", "UT", "WY"}),
        (IN_DENVER, {"GU", "UT", "WY"}),
    ],
)
@pytest.mark.parametrize("role", [observer("NM"), liaison("UT")], ids=lambda role: role.state)
def test_every_count_agrees_at_the_turn_of_the_day(visitor, alliance, instant, bound, role):
    with clock.stopped_at(instant):
        assert queries.bound_states(alliance) == bound
        for state in ("CO", "GU", "UT", "NM"):
            assert (alliance.id in bodies.bodies_of(state, None).bound) is (state in bound), state
            listed = {one.slug: one.bound for one in queries.memberships_of(state)}
            assert listed.get("ours", False) is (state in bound), state
        found = queries.roster(alliance, None)
        assert {one.state for one in found.members if one.bound} == bound
        [line] = [one for one in queries.alliances(make.actor(role)) if one.slug == "ours"]
        assert line.bound == len(bound)
        visitor.sign_in(role)
        page = visitor.get("membership.alliance", slug="ours")
        assert f"{len(bound)} states are bound" in page.words


def test_a_day_that_is_asked_for_is_that_day_in_every_state(visitor, alliance):
    with clock.stopped_at(LATE_IN_DENVER):
        visitor.sign_in(liaison("UT"))
        page = visitor.get("membership.alliance", slug="ours", as_of=FIRST_DAY)
        assert "3 states are bound" in page.words
    assert queries.bound_states(alliance, dt.date(2027, 7, 1)) == {"CO", "UT", "WY"}
    assert queries.bound_states(alliance, dt.date(2027, 7, 2)) == {"GU", "UT", "WY"}


def test_a_question_put_on_the_last_evening_asks_the_state_that_leaves_at_midnight(visitor):
    with clock.stopped_at(LATE_IN_DENVER):
        assert json.loads(make.put().roster).keys() == {"CO", "GU", "UT", "WY"}
        visitor.sign_in(governor("CO"))
        assert "Western Accord" in visitor.get("workspaces.state", code="CO").words
