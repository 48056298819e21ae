"""Cases in JSON: which part is asked, how facts are read, and what is refused at which place."""

import pytest

from alliance.rulebook.asking.answering import Refused, answer
from alliance.rulebook.asking.rules import Kind

DECISION = {"majorities": [{"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}]}
WHOLE = {
    "entry_into_force": {"when": {"at_least": {"count": "2"}}},
    "withdrawal": {"effective": {"after": {"days": 30}, "from": {"event": "notice"}}},
    "dissolution": {"when": {"less_than": {"count": "2"}}},
    "application": {"in_force_on": "07-20"},
    "decision": {**DECISION, "takes_effect": {"after": {"days": 30}, "from": {"event": "adopted"}}},
}


def asked(rule, facts, **more):
    return answer({"rule": rule, "facts": facts, **more})


def faults(case):
    with pytest.raises(Refused) as refused:
        answer(case)
    assert all(one.reason for one in refused.value.problems)
    return [one.path for one in refused.value.problems]


@pytest.mark.parametrize(
    ("facts", "more", "kind"),
    [
        ({"parties": ["CO"]}, {}, Kind.ENTRY),
        ({"parties": {}}, {}, Kind.ENTRY),
        ({"events": {"notice": "2026-01-01"}}, {}, Kind.WITHDRAWAL),
        ({"events": {}}, {}, Kind.WITHDRAWAL),
        ({"events": {"adopted": "2026-01-01"}}, {}, Kind.TAKING_EFFECT),
        ({"roster": ["CO"], "answers": {}}, {}, Kind.DECISION),
        ({"totals": {"yea": 1}}, {}, Kind.DECISION),
        ({"year": 2028, "parties": []}, {}, Kind.APPLICATION),
        ({"parties": ["CO"]}, {"kind": "dissolution"}, Kind.DISSOLUTION),
        ({"parties": ["CO"]}, {"kind": "timeline"}, Kind.TIMELINE),
        ({"events": {"notice": None}}, {"kind": "taking effect"}, Kind.TAKING_EFFECT),
    ],
)
def test_the_part_that_is_asked_follows_from_the_facts_or_is_named(facts, more, kind):
    assert asked(WHOLE, facts, **more)["kind"] == kind


@pytest.mark.parametrize(
    ("rule", "facts", "kind"),
    [
        ({"at_least": {"count": "2"}}, {"parties": ["CO"]}, Kind.ENTRY),
        ({"when": {"every": ["CO"]}}, {"parties": ["CO"]}, Kind.ENTRY),
        ([{"name": "one", "when": {"event": "x"}}], {"events": {"x": None}}, Kind.ENTRY),
        ({"event": "consent"}, {"events": {}}, Kind.ENTRY),
        ({"before": "2030-01-01"}, {"day": "2029-01-01"}, Kind.ENTRY),
        ({"before": {"days": 1}, "from": "2030-01-01"}, {}, Kind.DAY),
        ({"later_of": ["2030-01-01"]}, {}, Kind.DAY),
        ({"effective": {"event": "x"}}, {"events": {"x": None}}, Kind.WITHDRAWAL),
        (DECISION, {"roster": []}, Kind.DECISION),
        ({"entry_into_force": {"when": {"every": ["CO"]}}}, {}, Kind.ENTRY),
    ],
)
def test_a_part_alone_is_what_it_is(rule, facts, kind):
    assert asked(rule, facts)["kind"] == kind


@pytest.mark.parametrize(
    ("case", "path"),
    [
        (None, "case"),
        ([], "case"),
        ({"facts": {}}, "rule"),
        ({"rule": WHOLE}, "facts"),
        ({"rule": WHOLE, "facts": {}, "kind": "everything"}, "kind"),
        ({"rule": None, "facts": {}}, "rule"),
        ({"rule": {"when": {"every": []}}, "facts": {}}, "rule.when.every"),
        ({"rule": WHOLE, "facts": []}, "facts"),
        ({"rule": WHOLE, "facts": {"date": "2026-01-01"}}, "facts.date"),
        ({"rule": WHOLE, "facts": {"day": "tomorrow"}}, "facts.day"),
        ({"rule": WHOLE, "facts": {"parties": "CO"}}, "facts.parties"),
        ({"rule": WHOLE, "facts": {"parties": ["CO", "CO"]}}, "facts.parties"),
        ({"rule": WHOLE, "facts": {"parties": {"CO": None}}}, "facts.parties.CO"),
        (
            {"rule": WHOLE, "facts": {"parties": {"CO": {"joined": "2026-01-01"}}}},
            "facts.parties.CO.joined",
        ),
        (
            {"rule": WHOLE, "facts": {"parties": {"CO": [{"since": 2026}]}}},
            "facts.parties.CO[0].since",
        ),
        (
            {"rule": WHOLE, "facts": {"parties": [], "weights": {"x": {"CO": "-1"}}}},
            "facts.weights.x.CO",
        ),
        ({"rule": WHOLE, "facts": {"parties": [], "weights": {"x": []}}}, "facts.weights.x"),
        (
            {"rule": WHOLE, "facts": {"parties": [], "weights": {"x": [{"from": "2026-01-01"}]}}},
            "facts.weights.x[0].weights",
        ),
        (
            {"rule": WHOLE, "facts": {"parties": [], "eligible": {"CO": {"size": 1}}}},
            "facts.eligible.CO.size",
        ),
        ({"rule": WHOLE, "facts": {"events": {"notice": "2026-13-01"}}}, "facts.events.notice"),
        ({"rule": WHOLE, "facts": {"parties": [], "at_most": 0}}, "facts.at_most"),
        ({"rule": WHOLE, "facts": {"parties": ["CO"], "leaves": "UT"}}, "facts"),
        ({"rule": DECISION, "facts": {"events": {}}}, "facts.roster"),
        ({"rule": {"when": {"every": ["CO"]}}, "facts": {}, "kind": "withdrawal"}, "rule"),
        ({"rule": WHOLE, "facts": {"parties": []}, "kind": "application"}, "facts.year"),
        (
            {"rule": {"of": "eligible", "at_least": {"share": "1/2"}}, "facts": {"parties": []}},
            "facts.eligible",
        ),
        (
            {
                "rule": {"measure": "people", "at_least": {"count": "1"}},
                "facts": {"parties": ["CO"]},
            },
            "facts.weights.people.CO",
        ),
    ],
)
def test_a_case_that_cannot_be_answered_is_refused_at_its_place(case, path):
    assert path in faults(case)


def test_every_fault_in_the_facts_is_told_at_once():
    facts = {"day": 1, "parties": {"CO": {"since": 1}}, "weights": 2, "rest": 3}
    assert set(faults({"rule": WHOLE, "facts": facts})) == {
        "facts.day",
        "facts.parties.CO.since",
        "facts.weights",
        "facts.rest",
    }


def test_a_compact_without_a_rule_of_entry_needs_two():
    rule = {"withdrawal": WHOLE["withdrawal"]}
    assert asked(rule, {"parties": ["CO"]})["result"]["in_force"] is False
    assert asked(rule, {"parties": ["CO", "UT"]})["result"]["in_force"] is True


def test_of_a_share_of_the_states_only_states_are_counted():
    rule = {"of": "states", "more_than": {"share": "1/50"}}
    facts = {"parties": ["CO", "DC", "GU"], "candidates": ["PR", "UT"]}
    result = asked(rule, facts)["result"]
    assert (result["in_force"], result["need"], result["short_by"]) == (False, "1", "1")
    assert result["next"]["sets"] == [["UT"]]
    everybody = asked({**rule, "of": "jurisdictions"}, facts)["result"]
    assert (everybody["in_force"], everybody["need"]) == (True, "28/25")


def test_overlapping_periods_of_one_state_count_once():
    parties = {"CO": [{"since": "2020-01-01"}, {"since": "2021-01-01"}], "UT": "2020-01-01"}
    result = asked(WHOLE, {"day": "2026-01-01", "parties": parties})["result"]
    assert (result["count"], result["parties"]) == (2, ["CO", "UT"])


def test_a_null_day_of_effect_does_not_count_yet():
    parties = {"CO": {"enacted": "2020-01-01", "effective": None}, "UT": "2020-01-01"}
    assert asked(WHOLE, {"parties": parties})["result"]["parties"] == ["UT"]


def test_those_who_join_later_count_by_their_own_rule_and_never_before_the_entry():
    rule = {
        "counts": {
            "from": {"after": {"days": 90}, "from": {"event": "enacted"}},
            "later_joiners": {"event": "enacted"},
        },
        "entry_into_force": {"when": {"at_least": {"count": "2"}}},
    }
    parties = {
        "CO": {"enacted": "2026-01-01"},
        "UT": {"enacted": "2026-02-01"},
        "WY": {"enacted": "2026-04-15"},
        "MT": {"enacted": "2026-06-01"},
    }

    def counted(day):
        return asked(rule, {"day": day, "parties": parties})["result"]["parties"]

    # UT's ninetieth day is the second of May: entry. WY enacted before it, and counts from it.
    assert counted("2026-05-01") == ["CO"]
    assert counted("2026-05-02") == ["CO", "UT", "WY"]
    assert counted("2026-06-01") == ["CO", "MT", "UT", "WY"]


def test_a_weight_that_changes_on_a_day_moves_the_compact_on_that_day():
    rule = {"when": {"measure": "votes", "at_least": {"count": "10"}}, "once_met": "lapses"}
    tables = [
        {"from": "2021-04-26", "weights": {"CO": 10}},
        {"from": "2010-12-21", "weights": {"CO": 9}},
    ]
    facts = {"parties": ["CO"], "weights": {"votes": tables}}
    before = asked(rule, {**facts, "day": "2021-04-25"})["result"]
    after = asked(rule, {**facts, "day": "2021-04-26"})["result"]
    assert (before["in_force"], before["short_by"]) == (False, "1")
    assert (after["in_force"], after["since"]) == (True, "2021-04-26")


def test_what_may_never_be_met_is_short_by_nothing_that_can_be_added():
    rule = {"when": {"at_most": {"count": "1"}}, "once_met": "lapses"}
    result = asked(rule, {"parties": ["CO", "UT"]})["result"]
    assert (result["in_force"], result["short_by"]) == (False, None)
    opposite = asked({"not": rule["when"]}, {"parties": ["CO"]})["result"]
    assert (opposite["need"], opposite["short_by"]) == ("1", "1")
