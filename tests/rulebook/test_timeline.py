"""In force over time: day by day against a second reading; the order of one day; the work done."""

import datetime as dt
import random
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.rulebook.asking.facts import read_facts
from alliance.rulebook.compacts.reading import parse_compact
from alliance.rulebook.forces.facts import Enactment, Facts, Traits, WeightTable
from alliance.rulebook.forces.history import covers, history, timeline
from alliance.rulebook.forces.status import status
from tests.rulebook import compact_cases as cases

ALL_DAYS = [cases.START + dt.timedelta(days=number) for number in range(-1, cases.DAYS + 3)]


def expected_days(when, given_facts, once_met):
    """The days in force, worked out day by day by the second reading."""
    held, found = False, []
    for day in ALL_DAYS:
        here, weights = cases.on_day(given_facts, day.isoformat())
        met = cases.holds(when, here, weights, day.isoformat(), given_facts["events"])
        held = met or (held and once_met == "stays")
        if held:
            found.append(day)
    return found


@settings(max_examples=300, deadline=None)
@given(cases.dated_conditions, cases.facts(), st.sampled_from(("stays", "lapses")))
def test_the_timeline_is_what_each_day_says_for_itself(when, given_facts, once_met):
    compact = parse_compact({"entry_into_force": {"when": when, "once_met": once_met}})
    facts = read_facts(given_facts).facts
    spans = timeline(compact, facts).spans
    days = expected_days(when, given_facts, once_met)
    # Before the first day of the facts nobody is in, but what is true of nobody is true then too.
    before = [day for day in ALL_DAYS if any(covers(span, day) for span in spans)]
    assert before == days
    for day in ALL_DAYS[::7]:
        found = status(compact, facts, day)
        assert found.in_force == (day in days)
        here, weights = cases.on_day(given_facts, day.isoformat())
        assert found.count == len(here)
        assert found.stages[0].met == cases.holds(
            when, here, weights, day.isoformat(), given_facts["events"]
        )


@settings(max_examples=100, deadline=None)
@given(cases.dated_conditions, cases.facts(), st.randoms(use_true_random=False))
def test_the_order_in_which_enactments_are_told_does_not_matter(when, given_facts, drawn):
    compact = parse_compact({"entry_into_force": {"when": when, "once_met": "lapses"}})
    facts = read_facts(given_facts).facts
    mixed = list(facts.enactments)
    drawn.shuffle(mixed)
    again = Facts(tuple(mixed), facts.weights, facts.events, facts.eligible)
    assert timeline(compact, facts) == timeline(compact, again)
    for day in ALL_DAYS[::9]:
        assert status(compact, facts, day) == status(compact, again, day)


@settings(max_examples=200, deadline=None)
@given(cases.upward_bounds, cases.facts())
def test_what_is_short_is_the_least_that_would_do(rule, given_facts):
    compact = parse_compact({"entry_into_force": {"when": rule, "once_met": "lapses"}})
    day = ALL_DAYS[20]
    found = status(compact, read_facts(given_facts).facts, day)
    here, weights = cases.on_day(given_facts, day.isoformat())

    def met_with(further):
        """With states that are made up: so many, or one of so much weight."""
        if rule["measure"] == "states":
            return cases.bound_holds(
                rule, here | {f"X{number}" for number in range(further)}, weights
            )
        return cases.bound_holds(rule, here | {"X"}, {**weights, "X": further})

    if found.short_by is None:
        assert not met_with(1_000)
        return
    short = int(found.short_by)
    assert found.in_force == (short == 0)
    assert met_with(short)
    assert short == 0 or not met_with(short - 1)


def long_history(count):
    drawn = random.Random(count)  # noqa: S311 - a seed, not a secret
    first = dt.date(1980, 1, 1)
    enactments = []
    for number in range(count // 2):
        begins = first + dt.timedelta(days=drawn.randint(0, 14_000))
        ends = begins + dt.timedelta(days=drawn.randint(1, 900))
        traits = Traits(f"S{number}", region=drawn.choice(("West", "East")))
        enactments.append(Enactment(traits, {"since": begins}, ends))
    people = {f"S{number}": number % 50 + 1 for number in range(count // 2)}
    return Facts(tuple(enactments), {"people": WeightTable.of((first, people))})


LONG = parse_compact(
    {
        "entry_into_force": {
            "once_met": "lapses",
            "when": {
                "all": [
                    {"measure": "people", "more_than": {"share": "1/2"}, "of": {"total": "200"}},
                    {"each": {"region": ["West", "East"]}, "at_least": {"count": "2"}},
                ]
            },
        }
    }
)


def calls_of(count):
    """How many calls it takes to walk over so many changes."""
    facts, calls = long_history(count), 0

    def count_calls(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count_calls)
    try:
        spans = history(LONG, facts).spans
    finally:
        sys.setprofile(before)
    assert spans
    return calls


def test_the_work_of_a_walk_grows_with_the_changes_and_not_with_their_square():
    few, many = calls_of(500), calls_of(2_000)
    assert many <= 4.4 * few
    assert many <= 60 * 2_000
