"""The smallest sets of further states, held against every set there is."""

import datetime as dt
import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.rulebook.asking.facts import read_facts
from alliance.rulebook.compacts.reading import parse_compact
from alliance.rulebook.forces.joining import next_sets
from alliance.rulebook.forces.status import status
from alliance.rulebook.jurisdictions import STATES as FIFTY
from tests.rulebook import compact_cases as cases

TODAY = cases.START + dt.timedelta(days=20)
A_YEAR_OF_WEIGHTS = {one: str(number) for number, one in enumerate(cases.STATES, start=1)}


def compact_of(when, **more):
    return parse_compact({"entry_into_force": {"when": when, **more}})


def facts_of(parties=(), **more):
    return read_facts({"parties": list(parties), **more}).facts


def sets_of(when, parties=(), candidates=None, at_most=20, **more):
    facts = facts_of(parties, **more)
    return next_sets(compact_of(when), facts, TODAY, candidates, at_most)


@settings(max_examples=300, deadline=None)
@given(cases.conditions, cases.facts(), st.sets(st.sampled_from(cases.STATES)))
def test_no_smaller_set_would_do_and_every_smallest_is_found(when, given_facts, candidates):
    at = TODAY.isoformat()
    here, weights = cases.on_day(given_facts, at)
    further = sorted(candidates - here)
    facts = read_facts(given_facts).facts
    compact = compact_of(when, once_met="lapses")
    if status(compact, facts, TODAY).in_force:
        assert next_sets(compact, facts, TODAY, sorted(candidates)).size == 0
        return
    brute = []
    for size in range(len(further) + 1):
        brute = [
            some
            for some in itertools.combinations(further, size)
            if cases.holds(when, here | set(some), weights)
        ]
        if brute:
            break
    found = next_sets(compact, facts, TODAY, sorted(candidates), 10_000)
    assert found.complete
    assert sorted(found.sets) == sorted(brute)
    assert found.size == (len(brute[0]) if brute else None)
    assert found.more == 0
    few = next_sets(compact, facts, TODAY, sorted(candidates), 3)
    assert few.sets == found.sets[:3]
    assert few.more == len(brute) - len(few.sets)


def test_many_candidates_who_add_the_same_are_counted_and_not_listed():
    found = sets_of({"at_least": {"count": "30"}}, at_most=5)
    assert (found.size, len(found.sets), found.complete) == (30, 5, True)
    assert found.more == math.comb(56, 30) - 5


def test_weights_and_counts_and_groups_together_are_searched_exactly():
    when = {
        "all": [
            {"measure": "votes", "more_than": {"share": "1/2"}, "of": "eligible"},
            {"each": {"region": ["West", "South", "Northeast"]}},
            {"not": {"at_least": {"count": "1"}, "among": {"states": ["UT"]}}},
        ]
    }
    weights = {"votes": A_YEAR_OF_WEIGHTS}
    found = sets_of(when, eligible=list(cases.STATES), weights=weights)
    assert found.size == 5  # 11 + 10 + 9 + 8 is not yet more than half of 78
    assert all("UT" not in one for one in found.sets)


def test_a_date_that_stands_in_the_way_is_named_beside_the_sets():
    when = {"all": [{"at_least": {"count": "2"}}, {"event": "consent of Congress"}]}
    found = sets_of(when, ["CO"], ["UT", "WY"])
    assert (found.sets, found.waiting_for) == ((("UT",), ("WY",)), ("consent of Congress",))
    assert found.in_force_from is None
    later = sets_of({"all": [{"at_least": {"count": "2"}}, {"not_before": "2031-01-01"}]}, ["CO"])
    assert later.waiting_for == ("not before 2031-01-01",)


def test_a_day_that_is_over_stands_in_the_way_for_good():
    when = {"all": [{"at_least": {"count": "2"}}, {"before": "2020-01-01"}]}
    found = sets_of(when, ["CO"], ["UT", "WY"])
    assert (found.size, found.sets, found.complete) == (None, (), True)


def test_another_way_around_an_event_is_found_first():
    when = {"any": [{"event": "consent of Congress"}, {"at_least": {"count": "3"}}]}
    found = sets_of(when, ["CO"], ["UT", "WY"])
    assert (found.sets, found.waiting_for) == ((("UT", "WY"),), ())


def test_what_would_do_takes_effect_by_its_own_rule():
    compact = compact_of(
        {"at_least": {"count": "2"}}, effective={"after": {"days": 30}, "from": {"event": "met"}}
    )
    found = next_sets(compact, facts_of(["CO"]), dt.date(2026, 1, 1), ["UT"])
    assert found.in_force_from == dt.date(2026, 1, 31)


def test_in_force_nobody_is_needed():
    found = sets_of({"at_least": {"count": "1"}}, ["CO"], ["UT"])
    assert (found.size, found.sets, found.more) == (0, ((),), 0)


def test_a_candidate_outside_of_those_who_count_is_none():
    compact = parse_compact(
        {
            "counts": {"among": {"kind": "state"}},
            "entry_into_force": {"when": {"at_least": {"count": "1"}}},
        }
    )
    found = next_sets(compact, facts_of(), TODAY, ["DC", "PR", "UT"])
    assert found.sets == (("UT",),)


REGIONS = ["West", "South", "Midwest", "Northeast"]
HARD = [
    [
        {"measure": "people", "more_than": {"share": "2/3"}, "of": "eligible"},
        {"measure": "premium", "at_least": {"share": "3/5"}, "of": "eligible"},
        {"at_least": {"share": "1/2"}, "of": "parties", "among": {"region": ["West", "South"]}},
        {"each": {"region": REGIONS}},
    ],
    [
        {"measure": one, "at_least": {"share": "2/3"}, "of": "eligible"}
        for one in ("people", "premium", "votes")
    ],
    [
        {"each": {"region": REGIONS}, "more_than": {"share": "1/2"}, "of": "eligible"},
        {"measure": "people", "at_least": {"share": "3/5"}, "of": "eligible"},
    ],
    [
        {
            "each": {"region": REGIONS},
            "measure": "people",
            "more_than": {"share": "1/2"},
            "of": "eligible",
        },
        {"any": [{"every": ["OK", "TX"]}, {"every": ["UT", "VT", "WY"]}]},
        {"not": {"every": ["NY"]}},
    ],
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("parts", HARD, ids=["shares", "three weights", "regions", "named"])
def test_thirty_seven_candidates_are_searched_exactly_in_bounded_work(parts, seed):
    drawn = random.Random(seed)  # noqa: S311 - a seed, not a secret
    states = sorted(FIFTY)
    weights = {
        "people": {one: drawn.randint(500_000, 39_000_000) for one in states},
        "premium": {one: drawn.randint(10**6, 10**9) for one in states},
        "votes": {one: drawn.randint(3, 54) for one in states},
    }
    compact = compact_of({"all": parts})

    def facts(*further):
        return facts_of([*states[:13], *further], eligible=states, weights=weights)

    found = next_sets(compact, facts(), TODAY, states[13:])
    assert found.complete
    assert found.size
    assert len(set(found.sets)) == len(found.sets)
    for one in found.sets:
        assert status(compact, facts(*one), TODAY).in_force
        # No member of a smallest set can be spared.
        assert not any(
            status(compact, facts(*(state for state in one if state != spared)), TODAY).in_force
            for spared in one
        )


def test_a_search_that_would_never_end_is_given_up_and_says_so():
    drawn = random.Random(7)  # noqa: S311 - a seed, not a secret
    states = sorted(FIFTY)
    people = {one: 2 * drawn.randint(10**14, 10**15) for one in states}
    odd = str(sum(people[one] for one in states[::2]) + 1)
    exactly = [{"measure": "people", sense: {"count": odd}} for sense in ("at_least", "at_most")]
    found = sets_of({"all": exactly}, weights={"people": people}, candidates=states)
    assert (found.complete, found.size, found.sets, found.more) == (False, None, (), None)
    assert found.steps == ("The search was given up.",)
