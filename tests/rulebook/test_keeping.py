"""A history that was kept answers for any day as the whole one, from those who count on it."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.rulebook.asking.facts import read_facts
from alliance.rulebook.compacts.reading import parse_compact
from alliance.rulebook.forces.facts import Enactment
from alliance.rulebook.forces.history import history
from alliance.rulebook.forces.keeping import kept, resumed
from alliance.rulebook.forces.status import status, status_in
from tests.rulebook import compact_cases as cases
from tests.rulebook.test_timeline import ALL_DAYS

effects = st.sampled_from(
    (
        None,
        {"after": {"days": 5}, "from": {"event": "met"}},
        {"later_of": [{"event": "met"}, {"date": cases.day(20)}]},
        {"event": "never told"},
    )
)


def covers(one: Enactment, day):
    since = one.dates.get("since")
    return (since is None or since <= day) and (one.until is None or day < one.until)


@settings(max_examples=200, deadline=None)
@given(
    cases.dated_conditions,
    cases.facts(),
    st.sampled_from(("stays", "lapses")),
    effects,
    st.booleans(),
)
def test_it_says_what_the_whole_history_says(when, given_facts, once_met, effective, ends):
    stage = {"when": when, "once_met": once_met} | ({"effective": effective} if effective else {})
    document = {"entry_into_force": stage}
    if ends:
        document["dissolution"] = {"when": {"less_than": {"count": "2"}}}
    compact, facts = parse_compact(document), read_facts(given_facts).facts
    said = json.loads(json.dumps(kept(history(compact, facts))))
    for day in ALL_DAYS[::5]:
        whole = status(compact, facts, day)
        here = facts.but(one for one in facts.enactments if covers(one, day))
        assert status_in(resumed(compact, here, said), day) == whole


STAGED = {
    "entry_into_force": [
        {"name": "first", "when": {"at_least": {"count": "3"}}, "once_met": "lapses"},
        {
            "name": "second",
            "when": {"all": [{"stage": "first"}, {"at_least": {"count": "5"}}]},
            "effective": {"later_of": [{"event": "met"}, {"stage": "first"}]},
        },
    ]
}


@settings(max_examples=100, deadline=None)
@given(cases.facts())
def test_stages_that_name_one_another_are_kept_too(given_facts):
    compact, facts = parse_compact(STAGED), read_facts(given_facts).facts
    said = kept(history(compact, facts))
    for day in ALL_DAYS[::5]:
        here = facts.but(one for one in facts.enactments if covers(one, day))
        assert status_in(resumed(compact, here, said), day) == status(compact, facts, day)
