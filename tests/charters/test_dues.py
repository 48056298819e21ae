"""Dues: kept apart from standing, exact, and seen by nobody but the members."""

import datetime as dt
import json

import pytest
from sqlalchemy import select

from alliance.charters import queries
from alliance.charters.queries import Owed, dues_lines, line_of, outstanding_dues
from alliance.charters.rules import Entry
from alliance.core import clock
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted, may
from alliance.core.record import Entry as Act
from alliance.membership.queries import bound_states
from tests import make
from tests.charters import made
from tests.people import (
    OTHER_SECRETARIAT,
    SECRETARIAT,
    counsel,
    governor,
    liaison,
    observer,
)

DUE = dt.date(2024, 3, 1)
ONE = dt.timedelta(days=1)

pytestmark = pytest.mark.usefixtures("app")


def test_dues_are_paid_in_parts_waived_and_reversed():
    [one] = made.assessed()
    made.entered(one, cents=40_000)
    made.entered(one, Entry.WAIVER, 10_000, DUE)
    made.entered(one, Entry.REVERSAL, 5_000, DUE, note="Paid twice")
    found = line_of(one).sum
    assert (found.amount, found.paid, found.waived, found.outstanding) == (
        *(100_000, 35_000, 10_000, 55_000),
    )
    made.entered(one, cents=55_000, day=DUE)
    assert line_of(one).sum.outstanding == 0


def test_no_more_is_paid_than_is_owed_and_nothing_is_paid_tomorrow():
    [one] = made.assessed()
    with pytest.raises(RuleBroken, match=r"Only \$1,000.00 is outstanding"):
        made.entered(one, cents=100_001)
    with pytest.raises(RuleBroken, match="still to come"):
        made.entered(one, day=clock.today() + 2 * ONE)
    with pytest.raises(RuleBroken, match=r"Only \$0.00 was paid"):
        made.entered(one, Entry.REVERSAL, 1)


def test_what_is_outstanding_on_a_day_counts_what_was_paid_by_then():
    [one] = made.assessed(cents=100)
    made.entered(one, cents=30, day=DUE)
    made.assessed(period="2025", cents=200)
    body = make.alliance()
    assert outstanding_dues(body, "CO", DUE - ONE) == [
        *(Owed("2024", DUE, 100, due=False), Owed("2025", DUE, 200, due=False)),
    ]
    assert outstanding_dues(body, "CO", DUE)[0] == Owed("2024", DUE, 70, due=True)
    assert outstanding_dues(body, "UT", DUE) == []


def test_the_same_period_is_assessed_once_for_a_state():
    made.assessed(("CO", "UT"))
    with pytest.raises(RuleBroken, match="Dues of Utah for 2024 are recorded already"):
        made.assessed(("WY", "UT"))
    made.assessed(("WY",))
    assert len(dues_lines(make.alliance())) == 3


def test_only_a_state_that_was_ever_a_member_owes_dues():
    with pytest.raises(RuleBroken, match="New Mexico never was a member"):
        made.assessed(("NM",))
    with pytest.raises(RuleBroken, match="No state is bound"):
        made.assessed(())
    with pytest.raises(RuleBroken, match="above zero"):
        made.assessed(cents=0)


def test_unpaid_dues_change_nobodys_standing():
    before = bound_states(make.alliance())
    made.assessed()
    assert bound_states(make.alliance()) == before


@pytest.mark.parametrize("role", [governor(), OTHER_SECRETARIAT, liaison("NM")], ids=str)
def test_only_its_secretariat_records_dues(role):
    with pytest.raises(NotPermitted):
        made.assessed(by=role)
    [one] = made.assessed()
    with pytest.raises(NotPermitted):
        made.entered(one, by=role)


def test_the_ledger_holds_no_amount_period_or_note():
    [one] = made.assessed(period="a period", cents=123_457, note="a note")
    made.entered(one, cents=23_456, note="another note")
    acts = db.session.scalars(select(Act).where(Act.action.like("charters:%dues"))).all()
    assert len(acts) == 2
    said = json.dumps([act.body for act in acts])
    for word in ("123457", "23456", "a period", "note", str(DUE)):
        assert word not in said
    assert all(len(act.facts["sha256"]) == 64 for act in acts)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (observer("UT"), True),
        (counsel(), True),
        (SECRETARIAT, True),
        (OTHER_SECRETARIAT, False),
        (governor("NM"), False),
    ],
    ids=str,
)
def test_dues_are_for_the_members_and_the_secretariat(visitor, role, allowed):
    [one] = made.assessed(period="canary-period")
    who = make.actor(role)
    assert may(who, "charters:read-dues", make.alliance()) is allowed
    assert (queries.dues_of(who, one.id) is not None) is allowed
    visitor.sign_in(role)
    visitor.get("charters.dues", 200 if allowed else 403, slug="ours")
    visitor.get("charters.dues_of_state", 200 if allowed else 404, dues_id=one.id)
    link = visitor.url("charters.dues", slug="ours")
    assert (link in visitor.get("membership.alliance", slug="ours").links()) is allowed
