"""Decisions with delegations: plain rules mean what the tally says; votes inside a delegation."""

import pytest
from hypothesis import given, settings

from alliance.rulebook.asking.answering import answer
from alliance.rulebook.asking.votes import read_meeting
from alliance.rulebook.compacts.reading import parse_compact
from alliance.rulebook.counting import tally
from alliance.rulebook.delegations.deciding import decide
from alliance.rulebook.forces.facts import MalformedFacts
from alliance.rulebook.parsing import parse
from tests.rulebook.cases import cases

BY_STATE = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}
BY_DELEGATE = {"of": "cast", "measure": "delegates", "more_than": {"share": "1/2"}}


def result(rule, facts):
    return answer({"rule": rule, "facts": facts})["result"]


def outcome(majorities, roster, answers, **more):
    rule = {"majorities": majorities, **more}
    return result(rule, {"roster": roster, "answers": answers})["outcome"]


@settings(max_examples=300, deadline=None)
@given(cases())
def test_a_plain_rule_means_here_what_it_means_in_the_tally(case):
    rule, roster, answers = case
    plain = tally(parse(rule), roster, answers).as_json()
    compact = parse_compact({"decision": rule})
    found = decide(compact.decision, read_meeting({"roster": roster, "answers": answers}))
    told = found.as_json()
    assert {key: told[key] for key in ("outcome", "quorum", "majorities")} == {
        key: plain[key] for key in ("outcome", "quorum", "majorities")
    }


THREE = {"CT": {"delegates": 3}, "NJ": {"delegates": 2}, "NY": {"delegates": 4}}


@pytest.mark.parametrize(
    ("delegations", "answers", "have"),
    [
        ({"vote": "unit"}, {"CT": {"yea": 2, "nay": 1}}, "1"),
        ({"vote": "unit"}, {"CT": {"yea": 1, "nay": 1}}, "0"),
        ({"vote": "unit"}, {"CT": {"yea": 1}}, "1"),
        ({"vote": "unit"}, {"CT": {"yea": 1, "present": 2}}, "1"),
        ({"vote": "unit", "of": "present"}, {"CT": {"yea": 1, "present": 2}}, "0"),
        ({"vote": "unit", "of": "entitled"}, {"CT": {"yea": 1}}, "0"),
        ({"vote": "unit", "of": "entitled"}, {"CT": {"yea": 2}}, "1"),
        ({"vote": "divided"}, {"CT": {"yea": 1, "nay": 1}}, "1/2"),
        ({"vote": "divided"}, {"CT": {"yea": 1}}, "1"),
        ({"vote": "divided", "of": "entitled"}, {"CT": {"yea": 1}}, "1/3"),
        ({"vote": "divided"}, {"CT": "yea", "NJ": {"yea": 1, "nay": 1}, "NY": "nay"}, "3/2"),
        ({"vote": "divided"}, {"CT": {"present": 3}}, "0"),
        ({"vote": "unit"}, {"CT": "recused"}, "0"),
    ],
)
def test_votes_inside_a_delegation_make_the_vote_of_its_state(delegations, answers, have):
    rule = {"majorities": [BY_STATE], "delegations": delegations}
    found = result(rule, {"roster": THREE, "answers": answers})
    assert found["majorities"][0]["have"] == have
    assert found["majorities"][0]["base"] == "3"


def test_weights_of_states_follow_their_delegations_too():
    roster = {
        "CT": {"delegates": 2, "weights": {"people": 3}},
        "NY": {"delegates": 2, "weights": {"people": "20"}},
    }
    rule = {"of": "entitled", "measure": "people", "more_than": {"share": "1/2"}}
    tie_in_the_larger = {"CT": "yea", "NY": {"yea": 1, "nay": 1}}
    assert outcome([rule], roster, tie_in_the_larger) == "lost"
    divided = {"delegations": {"vote": "divided"}}
    assert outcome([rule], roster, tie_in_the_larger, **divided) == "carried"


def test_a_state_has_answered_for_a_quorum_when_one_of_its_delegates_has():
    quorum = {"of": "entitled", "measure": "states", "at_least": {"count": "2"}}
    answers = {"CT": {"yea": 1}, "NY": {"recused": 1}}
    assert outcome([BY_DELEGATE], THREE, answers, quorum=quorum) == "carried"
    assert outcome([BY_DELEGATE], THREE, {"CT": {"yea": 1}}, quorum=quorum) == "no quorum"


def test_from_each_group_and_from_enough_groups():
    each = {"each": {"states": ["CT", "NJ", "NY"]}}
    answers = {"CT": {"yea": 1}, "NY": {"yea": 1}}
    assert outcome([each], THREE, answers) == "lost"
    assert outcome([{**each, "enough": 2}], THREE, answers) == "carried"
    majority = {**each, "more_than": {"share": "1/2"}, "of": "entitled"}
    assert outcome([majority], THREE, {"CT": {"yea": 2}, "NJ": "yea", "NY": {"yea": 2}}) == "lost"
    assert (
        outcome([majority], THREE, {"CT": {"yea": 2}, "NJ": "yea", "NY": {"yea": 3}}) == "carried"
    )


def test_requirements_may_be_joined():
    unanimous = {"of": "entitled", "measure": "states", "at_least": {"share": "1"}}
    either = {"any": [unanimous, {"all": [BY_DELEGATE, {"each": {"states": ["NY"]}}]}]}
    assert outcome([either], THREE, {"CT": "yea", "NJ": "yea", "NY": "nay"}) == "lost"
    assert outcome([either], THREE, {"CT": "yea", "NY": {"yea": 2, "nay": 2}}) == "carried"
    found = result({"majorities": [either]}, {"roster": THREE, "answers": {"CT": "yea"}})
    assert [part["met"] for part in found["majorities"][0]["parts"]] == [False, False]


def test_a_bound_may_count_the_nays():
    veto = {"of": "entitled", "measure": "states", "counting": "nay", "at_most": {"count": "1"}}
    assert outcome([veto], THREE, {"CT": "yea", "NJ": "nay"}) == "carried"
    assert outcome([veto], THREE, {"CT": "yea", "NJ": "nay", "NY": "nay"}) == "lost"


@pytest.mark.parametrize(
    ("totals", "chair", "carried"),
    [
        ({"yea": 4, "nay": 4}, "yea", True),
        ({"yea": 4, "nay": 4}, "nay", False),
        ({"yea": 4, "nay": 4}, None, False),
        ({"yea": 3, "nay": 4}, "yea", False),
        ({"yea": 5, "nay": 4}, "nay", True),
        ({"yea": 0, "nay": 0}, "yea", False),
    ],
)
def test_the_chair_decides_where_yeas_and_nays_are_even(totals, chair, carried):
    facts = {"totals": {"entitled": 9, **totals}} | ({} if chair is None else {"chair": chair})
    rule = {"majorities": [BY_DELEGATE], "casting_vote": True}
    assert result(rule, facts)["passed"] is carried


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({}, "roster"),
        ({"roster": 3}, "roster"),
        ({"roster": THREE, "answers": []}, "answers"),
        ({"roster": THREE, "answers": {"OH": "yea"}}, "answers.OH"),
        ({"roster": THREE, "answers": {"CT": "aye"}}, "answers.CT"),
        ({"roster": THREE, "answers": {"CT": {"yea": 4}}}, "answers.CT"),
        ({"roster": THREE, "answers": {"CT": {"yea": "1/2"}}}, "answers.CT.yea"),
        ({"roster": THREE, "answers": {"CT": {"ja": 1}}}, "answers.CT.ja"),
        ({"roster": {"CT": {"delegates": 1.5}}}, "roster.CT.delegates"),
        ({"roster": {"CT": {"members": 1}}}, "roster.CT.members"),
        ({"totals": {"entitled": 3, "yea": 4}}, "totals"),
        ({"totals": {"yes": 4}}, "totals.yes"),
        ({"totals": {"yea": 1}, "roster": THREE}, "totals"),
        ({"totals": {"yea": 1}, "chair": "maybe"}, "chair"),
        ({"totals": {"yea": 1}, "events": {"adopted": "soon"}}, "events.adopted"),
    ],
)
def test_facts_of_a_decision_that_cannot_be_counted_are_refused_at_their_place(facts, path):
    with pytest.raises(MalformedFacts) as refused:
        read_meeting(facts)
    assert path in [one.path for one in refused.value.problems]


def test_totals_cannot_say_who_and_a_weight_that_is_missing_is_named():
    rule = parse_compact({"decision": {"majorities": [{"each": {"states": ["CT"]}}]}}).decision
    with pytest.raises(MalformedFacts, match="asks who voted"):
        decide(rule, read_meeting({"totals": {"yea": 3}}))
    heavy = {"of": "cast", "measure": "people", "at_least": {"share": "1/2"}}
    rule = parse_compact({"decision": {"majorities": [heavy]}}).decision
    with pytest.raises(MalformedFacts, match=r"roster\.CT\.weights\.people"):
        decide(rule, read_meeting({"roster": ["CT"], "answers": {"CT": "yea"}}))
