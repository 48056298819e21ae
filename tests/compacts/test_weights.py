"""Weights from files and dated events: what they change, and what is refused, with the reason."""

import datetime as dt

import pytest

from alliance.compacts.imports import import_weights
from alliance.compacts.keeping import keep_history
from alliance.compacts.models import CompactHistory
from alliance.compacts.queries import inputs_of, rules_on, status_of
from alliance.core import clock
from alliance.core.db import db
from alliance.core.imports import ImportRefused
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.transaction import transaction
from alliance.rulebook.forces.facts import MalformedFacts
from tests import make
from tests.compacts.made import (
    BY_CONSENT,
    BY_PREMIUM,
    WEIGHT,
    happened,
    ruled,
    take_weights,
    weights_file,
)
from tests.membership.files import contents, counts
from tests.people import SECRETARIAT, governor

DAY = dt.date(2022, 1, 1)


def three(**amounts):
    return [WEIGHT | {"state": state, "amount": amount} for state, amount in amounts.items()]


def stands(day=DAY, known=None):
    found = status_of(make.alliance(), day, known)
    return found.in_force, str(found.weight), found.short_by


def is_kept():
    """Whether a status of today is answered from a history of what is known now."""
    body = make.alliance()
    held = db.session.get(CompactHistory, body.id)
    return held is not None and held.inputs == inputs_of(body, rules_on(body, clock.today()))


def test_a_compact_is_measured_by_weights_from_a_file(app, tmp_path):
    ruled(BY_PREMIUM)
    with pytest.raises(MalformedFacts, match="premium"):
        stands()
    report = take_weights(tmp_path, *three(CO="10", UT="15/2", WY="10"))
    assert counts(report) == (3, 0, 0)
    assert report.notes == ["“premium” is given for 3 of the 56 jurisdictions"]
    assert stands() == (False, "55/2", "3")
    assert is_kept()


def test_amounts_hold_from_their_day_and_what_was_known_before_stays(app, tmp_path):
    ruled(BY_PREMIUM)
    take_weights(tmp_path, *three(CO="10", UT="10", WY="10"))
    known = clock.now() + dt.timedelta(hours=1)
    with clock.stopped_at(known + dt.timedelta(hours=1)):
        take_weights(tmp_path, WEIGHT | {"from": "2021-06-01", "amount": "5"})
        assert stands(dt.date(2021, 5, 31)) == (True, "30", "0")
        assert stands(dt.date(2021, 6, 1)) == (False, "25", "5")
        assert stands(dt.date(2021, 6, 1), known) == (True, "30", "0")
        assert is_kept()


def test_a_corrected_amount_replaces_what_is_known_and_no_more(app, tmp_path):
    ruled(BY_PREMIUM)
    take_weights(tmp_path, *three(CO="10", UT="10", WY="10"))
    assert counts(take_weights(tmp_path, *three(CO="10", UT="10", WY="10"))) == (0, 0, 3)
    before = contents()
    take_weights(tmp_path, *three(CO="10", UT="10", WY="10"))
    assert contents() == before, "the same file again leaves no trace"
    assert counts(take_weights(tmp_path, *three(CO="9", UT="10", WY="10"))) == (0, 1, 2)
    assert stands() == (False, "29", "1")
    assert is_kept()


def test_a_dry_run_writes_nothing(app, tmp_path):
    before = contents()
    assert counts(take_weights(tmp_path, WEIGHT, dry_run=True)) == (1, 0, 0)
    assert contents() == before


def test_a_weight_that_came_when_another_charter_held_is_not_missed(app, tmp_path):
    """The history is kept by the rules of today; the weights of the rules before still count."""
    ruled(BY_PREMIUM)
    take_weights(tmp_path, *three(CO="10", UT="10", WY="10"))
    assert stands(dt.date(2021, 1, 1)) == (True, "30", "0")
    ruled(None, on=clock.today() - dt.timedelta(days=1), effective=clock.today())
    take_weights(tmp_path, *three(CO="1"))
    assert stands(dt.date(2021, 1, 1)) == (False, "21", "9")


REFUSED = [
    ({"weight": ""}, "weight", "is empty"),
    ({"weight": "electors"}, "weight", 'is "electors", which is known here'),
    ({"weight": "population"}, "weight", "comes from no file"),
    ({"weight": "states"}, "weight", "comes from no file"),
    ({"weight": "x" * 61}, "weight", "is longer than 60 characters"),
    ({"state": ""}, "state", "is empty"),
    ({"state": "ZZ"}, "state", "is not a state"),
    ({"from": ""}, "from", "is empty"),
    ({"from": "2021"}, "from", "a whole day is needed"),
    ({"from": "2021-02-30"}, "from", "is not a day of the calendar"),
    ({"amount": ""}, "amount", "is empty"),
    ({"amount": "1.5"}, "amount", "is no exact amount"),
    ({"amount": "-1"}, "amount", "is no exact amount"),
    ({"amount": "1/0"}, "amount", "is no exact amount"),
    ({"amount": "1e9"}, "amount", "is no exact amount"),
    ({"amount": "1" * 19}, "amount", "is no exact amount"),
    ({"amount": "1,000"}, "amount", "is no exact amount"),
    ({"source": ""}, "source", "is empty"),
]


@pytest.mark.parametrize(("changed", "column", "reason"), REFUSED)
def test_a_row_that_is_wrong_is_refused_with_all_of_the_file(
    app, tmp_path, changed, column, reason
):
    before = contents()
    report = take_weights(tmp_path, WEIGHT | {"state": "UT"}, WEIGHT | changed)
    (one,) = report.refused
    assert (one.row, one.column) == (3, column)
    assert reason in one.reason
    assert one.fix
    assert contents() == before


def test_two_rows_that_contradict_one_another_are_refused(app, tmp_path):
    report = take_weights(tmp_path, WEIGHT, WEIGHT | {"amount": "11"})
    assert [one.reason for one in report.refused] == [
        "row 2 says another amount or source for the same state and day"
    ]
    report = take_weights(tmp_path, WEIGHT, WEIGHT)
    assert "row 3 says the same as row 2" in report.notes


def test_only_the_operator_takes_weights_in(app, tmp_path):
    path = weights_file(tmp_path, WEIGHT)
    from alliance.core.imports import Terms

    for role in (governor(), SECRETARIAT):
        with pytest.raises(NotPermitted), transaction():
            import_weights(make.actor(role), path, Terms())


def test_since_when_a_weight_is_known_may_stand_in_the_row(app, tmp_path):
    ruled(BY_PREMIUM)
    columns = (*WEIGHT, "as_of")
    rows = [one | {"as_of": "2021-01-01"} for one in three(CO="10", UT="10", WY="10")]
    take_weights(tmp_path, *rows, columns=columns, row_dates=True)
    later = WEIGHT | {"state": "NM", "as_of": ""}
    report = take_weights(tmp_path, later, columns=columns, row_dates=True)
    assert [one.column for one in report.refused] == ["as_of"]
    with pytest.raises(ImportRefused, match='the column "as_of" is missing'):
        take_weights(tmp_path, later, columns=tuple(WEIGHT), row_dates=True)


def test_an_event_brings_a_compact_into_force_and_may_be_taken_back(app):
    ruled(BY_CONSENT)
    assert stands()[0] is False
    happened(on=dt.date(2021, 5, 1))
    assert stands(dt.date(2021, 4, 30))[0] is False
    found = status_of(make.alliance(), DAY)
    assert (found.in_force, found.since) == (True, dt.date(2021, 5, 1))
    assert is_kept()
    happened(on=None)
    assert stands()[0] is False
    assert is_kept()


def test_an_event_as_it_was_known_then(app):
    ruled(BY_CONSENT)
    known = clock.now() + dt.timedelta(hours=1)
    with clock.stopped_at(known + dt.timedelta(hours=1)):
        happened(on=dt.date(2021, 5, 1))
        assert stands(known=known)[0] is False
        assert stands()[0] is True


def test_an_event_is_of_the_past_and_is_recorded_once(app):
    with pytest.raises(RuleBroken, match="future"):
        happened(on=clock.today() + dt.timedelta(days=3))
    happened()
    with pytest.raises(RuleBroken, match="already"):
        happened()
    with pytest.raises(RuleBroken, match="already"):
        happened(name="ratification", on=None)


def test_what_is_kept_says_what_the_whole_says(app, tmp_path):
    ruled(BY_PREMIUM)
    take_weights(tmp_path, *three(CO="10", UT="10", WY="10"))
    take_weights(tmp_path, WEIGHT | {"from": "2021-06-01", "amount": "5"})
    body = make.alliance()
    days = [dt.date(2020, 6, 1), dt.date(2021, 6, 1), DAY]
    kept = [status_of(body, day) for day in days]
    with transaction():
        db.session.get_one(CompactHistory, body.id).inputs = "of nothing"
    assert [status_of(body, day) for day in days] == kept
    with transaction():
        keep_history(make.alliance())
    assert is_kept()
