"""Leaving: blackouts at their edges, rescinding, what survives, what a departure changes."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.rulebook.asking.facts import read_facts
from alliance.rulebook.compacts.known_rules import from_activation
from alliance.rulebook.compacts.reading import parse_compact
from alliance.rulebook.forces.facts import Facts, parties
from alliance.rulebook.forces.leaving import (
    NotCounted,
    NothingRuled,
    if_leaves,
    withdrawal_date,
)
from alliance.rulebook.forces.status import status
from tests.rulebook import compact_cases as cases

DATE = dt.date.fromisoformat
TODAY = cases.START + dt.timedelta(days=20)


def leaving(**changes):
    rule = {"effective": {"after": {"days": 30}, "from": {"event": "notice"}}, **changes}
    return parse_compact({"withdrawal": rule})


def worked(compact, **events):
    days = {name: None if day is None else DATE(day) for name, day in events.items()}
    return withdrawal_date(compact, days)


THROUGH = {"from": "2026-06-01", "through": "2026-06-30"}
UNTIL = {"from": "2026-06-01", "until": "2026-06-30"}


@pytest.mark.parametrize(
    ("blackout", "notice", "effective", "within"),
    [
        (THROUGH, "2026-05-01", "2026-05-31", False),
        (THROUGH, "2026-05-02", "2026-07-01", True),
        (THROUGH, "2026-05-31", "2026-07-01", True),
        (THROUGH, "2026-06-01", "2026-07-01", False),
        (UNTIL, "2026-05-31", "2026-06-30", False),
        (UNTIL, "2026-05-30", "2026-06-30", True),
        ({**THROUGH, "then": "2027-01-01"}, "2026-05-31", "2027-01-01", True),
        ({**THROUGH, "of": {"event": "notice"}}, "2026-05-31", "2026-06-30", False),
        ({**THROUGH, "of": {"event": "notice"}}, "2026-06-30", "2026-07-30", True),
        ({**THROUGH, "then": {"event": "consent"}}, "2026-05-31", None, True),
    ],
)
def test_a_blackout_counts_its_days_as_written(blackout, notice, effective, within):
    found = worked(leaving(blackout=[blackout]), notice=notice, consent=None)
    assert found.effective == (None if effective is None else DATE(effective))
    assert found.within_blackout is within
    assert (found.effective is None) == bool(found.waiting_for)


def test_a_blackout_that_has_not_begun_holds_nobody_and_one_that_is_not_known_gives_no_day():
    compact = leaving(blackout=[{"from": {"event": "emergency"}, "until": {"event": "its_end"}}])
    free = worked(compact, notice="2026-05-01", emergency=None, its_end=None)
    assert (free.effective, free.within_blackout) == (DATE("2026-05-31"), False)
    held = worked(compact, notice="2026-05-01", emergency="2026-05-20", its_end=None)
    assert (held.effective, held.within_blackout) == (None, True)
    assert held.waiting_for == ("its_end",)
    unknown = worked(compact, notice="2026-05-01")
    assert (unknown.effective, unknown.within_blackout) == (None, None)
    assert set(unknown.waiting_for) == {"emergency", "its_end"}


def test_one_blackout_may_lead_into_the_next():
    second = {"from": "2026-07-01", "through": "2026-07-31"}
    found = worked(leaving(blackout=[THROUGH, second]), notice="2026-05-15")
    assert found.effective == DATE("2026-08-01")


@pytest.mark.parametrize(
    ("rescinded", "effective"),
    [("2026-05-30", None), ("2026-05-31", "2026-05-31"), ("2026-06-05", "2026-05-31")],
)
def test_a_notice_may_be_rescinded_before_the_day_it_takes_effect(rescinded, effective):
    found = worked(leaving(), notice="2026-05-01", rescinded=rescinded)
    assert found.rescinded == (effective is None)
    assert found.effective == (None if effective is None else DATE(effective))


def test_a_rule_may_close_the_time_for_rescinding_earlier():
    compact = leaving(rescind_until={"after": {"days": 10}, "from": {"event": "notice"}})
    assert worked(compact, notice="2026-05-01", rescinded="2026-05-10").rescinded
    late = worked(compact, notice="2026-05-01", rescinded="2026-05-11")
    assert (late.rescinded, late.rescind_until) == (False, DATE("2026-05-11"))


def test_what_survives_is_listed_with_its_end_and_nothing_is_made_up_where_nothing_is_ruled():
    compact = parse_compact(
        {
            "withdrawal": {
                "effective": {"event": "notice"},
                "survives": [
                    {
                        "what": "dues",
                        "until": {"after": {"years": 1}, "from": {"event": "effective"}},
                    }
                ],
            },
            "survival": [{"what": "liabilities"}],
        }
    )
    found = worked(compact, notice="2028-02-29")
    assert [(one.what, one.until) for one in found.survives] == [
        ("dues", DATE("2029-02-28")),
        ("liabilities", None),
    ]
    assert worked(compact, notice=None).survives[0].until is None
    with pytest.raises(NothingRuled):
        worked(parse_compact({"survival": [{"what": "liabilities"}]}))


@settings(max_examples=150, deadline=None)
@given(
    cases.conditions,
    cases.facts(),
    st.sampled_from(cases.STATES),
    st.sampled_from(("stays", "lapses")),
)
def test_what_a_departure_would_change_is_what_then_is(when, given_facts, state, once_met):
    compact = parse_compact({"entry_into_force": {"when": when, "once_met": once_met}})
    facts = read_facts(given_facts).facts
    here, weights = cases.on_day(given_facts, TODAY.isoformat())
    if state not in here:
        with pytest.raises(NotCounted):
            if_leaves(compact, facts, state, TODAY)
        return
    found = if_leaves(compact, facts, state, TODAY)
    assert found.before == status(compact, facts, TODAY)
    assert found.after.count == found.before.count - 1
    assert found.after.stages[0].met == cases.holds(when, here - {state}, weights)
    assert bool(found.changes) == (
        (found.before.in_force, found.before.stages[0].met)
        != (found.after.in_force, found.after.stages[0].met)
    )
    # The day before, nothing has happened yet.
    day_before = TODAY - dt.timedelta(days=1)
    assert status(compact, facts, day_before) == status(
        compact, facts.but(one for one in facts.enactments), day_before
    )


WEIGHTS = {"type": "weight_threshold", "weight": "electoral_votes", "threshold": 270, "of": 538}
COUNT = {"type": "count_threshold", "threshold": 7, "rule": "when enacted by any seven states"}


def test_the_fields_of_a_list_are_the_compact_they_mean():
    compact = from_activation(COUNT, {"allowed": True, "notice_months": 6})
    seven = Facts(parties("AK", "AL", "AR", "AZ", "CA", "CO", "CT"))
    found = status(compact, seven, TODAY)
    assert (found.in_force, found.need, found.short_by) == (True, "7", "0")
    assert withdrawal_date(compact, {"notice_complete": DATE("2025-08-31")}).effective == DATE(
        "2026-02-28"
    )
    weighed = from_activation(WEIGHTS, None)
    assert weighed.entry.when.measure == "electoral_votes"
    thirty = from_activation(None, {"notice_days": 30})
    assert withdrawal_date(thirty, {"notice_complete": DATE("2026-01-31")}).effective == DATE(
        "2026-03-02"
    )
    none = from_activation(None, {"notice_days": 0})
    assert withdrawal_date(none, {"repeal_effective": TODAY}).effective == TODAY


@pytest.mark.parametrize(
    ("activation", "withdrawal"),
    [
        (None, None),
        (None, {"allowed": True, "blackout": "six months or less before the end of a term"}),
        ({"type": "weight_threshold", "threshold": 270}, None),
        ({"type": "ratification", "threshold": 3}, None),
        ({"type": "count_threshold", "threshold": "seven"}, {"rule": "two years"}),
        ({"type": "count_threshold", "threshold": True}, {"notice_days": -1}),
        (None, {"allowed": False, "notice_days": 30}),
    ],
)
def test_what_stands_in_words_only_is_left_to_a_reader(activation, withdrawal):
    assert from_activation(activation, withdrawal) is None
