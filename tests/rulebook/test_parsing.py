"""Reading rules: what is accepted, and what is refused at which place."""

import json

import pytest

from alliance.rulebook.explain import sentence, warnings
from alliance.rulebook.parsing import parse
from alliance.rulebook.problems import MalformedRule

QUORUM = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}
TWO_THIRDS = {"of": "cast", "measure": "states", "at_least": {"share": "2/3"}}


def faults(rule):
    with pytest.raises(MalformedRule) as refused:
        parse(rule)
    assert all(one.reason for one in refused.value.problems)
    return [one.path for one in refused.value.problems]


def majority(**changes):
    return {"majorities": [{**TWO_THIRDS, **changes}]}


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        (None, "rule"),
        ([], "rule"),
        ("more than half", "rule"),
        ({}, "majorities"),
        ({"majorities": []}, "majorities"),
        ({"majorities": {}}, "majorities"),
        ({"majorities": [TWO_THIRDS] * 101}, "majorities"),
        ({"majorities": ["half"]}, "majorities[0]"),
        ({"majorities": [TWO_THIRDS], "majority": 1}, "majority"),
        ({"majorities": [TWO_THIRDS], "quorum": None}, "quorum"),
        (majority(of="voting"), "majorities[0].of"),
        (majority(of=["cast"]), "majorities[0].of"),
        (majority(measure=""), "majorities[0].measure"),
        (majority(measure=1), "majorities[0].measure"),
        (majority(measure="a\nb"), "majorities[0].measure"),
        (majority(measure="\ud800"), "majorities[0].measure"),
        *(
            (majority(name=f"two {mark}thirds"), "majorities[0].name")
            for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        ),
        (majority(name="x" * 201), "majorities[0].name"),
        (majority(unless="tied"), "majorities[0].unless"),
        (majority(more_than={"share": "1/2"}), "majorities[0]"),
        (majority(at_least="2/3"), "majorities[0].at_least"),
        (majority(at_least={}), "majorities[0].at_least"),
        (majority(at_least={"share": "1/2", "count": "1"}), "majorities[0].at_least"),
        (majority(at_least={"part": "1/2"}), "majorities[0].at_least.part"),
        (majority(among={}), "majorities[0].among"),
        (majority(among={"class": "party", "region": "West"}), "majorities[0].among"),
        (majority(among={"state": "CO"}), "majorities[0].among.state"),
        (majority(among={"class": None}), "majorities[0].among.class"),
        ({"majorities": [{"no_objection": False}]}, "majorities[0].no_objection"),
        ({"majorities": [{"no_objection": 1}]}, "majorities[0].no_objection"),
        ({"majorities": [{"no_objection": True, "of": "cast"}]}, "majorities[0].of"),
    ],
)
def test_a_rule_outside_the_language_is_refused_at_its_place(rule, path):
    assert path in faults(rule)


@pytest.mark.parametrize(
    "share",
    ["3/2", "-1/2", "1/0", "0.5", "½", "1 / 2", "1/2 ", "1/" + "9" * 19, 0.5, 1, True, None, ""],
)
def test_a_share_is_a_fraction_between_nothing_and_all_as_text(share):
    assert faults(majority(at_least={"share": share})) == ["majorities[0].at_least.share"]


@pytest.mark.parametrize("count", ["-1", "1.5", "9" * 19, 3, 2.0, False, "٣", "0x10", "+1"])
def test_a_count_is_a_whole_number_or_a_fraction_as_text(count):
    assert faults(majority(at_least={"count": count})) == ["majorities[0].at_least.count"]


@pytest.mark.parametrize("held", [{"share": "2/4"}, {"share": "0"}, {"count": "101/3"}])
def test_reduced_or_not_numbers_are_read(held):
    parse(majority(at_least=held))


def test_all_problems_are_told_at_once():
    rule = {
        "quorum": {"of": "all", "measure": "states", "more_than": {"share": "2/1"}},
        "majorities": [{"of": "cast", "at_least": {"share": 0.5}}, {"no_objection": "yes"}],
        "note": "x",
    }
    assert faults(rule) == [
        "note",
        "quorum.of",
        "quorum.more_than.share",
        "majorities[0].measure",
        "majorities[0].at_least.share",
        "majorities[1].no_objection",
    ]


def test_a_hostile_value_is_cut_and_never_walked_into():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert faults(majority(measure=deep)) == ["majorities[0].measure"]
    with pytest.raises(MalformedRule) as refused:
        parse(majority(of="x" * 1_000_000))
    assert len(str(refused.value)) < 300


def test_problems_become_plain_json():
    with pytest.raises(MalformedRule) as refused:
        parse({})
    assert json.dumps([one.as_json() for one in refused.value.problems]) == (
        '[{"path": "majorities", "reason": "is missing: a rule holds at least one majority"}]'
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            {"quorum": QUORUM, "majorities": [TWO_THIRDS]},
            (
                "Carried if more than half of the members answer and at least two thirds of those "
                "voting say yea."
            ),
        ),
        (
            majority(measure="electoral_votes", of="entitled", at_least={"count": "270"}),
            "Carried if members with at least 270 electoral votes say yea.",
        ),
        (
            majority(measure="population", of="entitled"),
            "Carried if members with at least two thirds of the population of the members say yea.",
        ),
        (majority(at_least={"share": "1/1"}), "Carried if all of those voting say yea."),
        (
            majority(of="present", among={"class": "party"}),
            'Carried if at least two thirds of those of class "party" present say yea.',
        ),
        (
            {"majorities": [{"no_objection": True}]},
            "Carried if at least one says yea and none says nay.",
        ),
        (
            {"quorum": QUORUM | {"more_than": {"count": "3"}}, "majorities": [TWO_THIRDS] * 2},
            (
                "Carried if more than 3 of the members answer, at least two thirds of those voting "
                "say yea, and at least two thirds of those voting say yea."
            ),
        ),
        (
            majority(of="answered", at_least={"count": "1"}),
            "Carried if at least one of those who answer says yea.",
        ),
        (
            majority(at_least={"share": "17/101"}),
            "Carried if at least 17/101 of those voting say yea.",
        ),
    ],
)
def test_a_rule_is_said_in_one_plain_sentence(rule, words):
    assert sentence(parse(rule)) == words


@pytest.mark.parametrize(
    ("rule", "path", "word"),
    [
        (majority(at_least={"share": "2/4"}), "majorities[0].at_least.share", "tie"),
        (
            majority(of="entitled", at_least={"share": "1/2"}),
            "majorities[0].at_least.share",
            "half",
        ),
        (majority(at_least={"share": "0/7"}), "majorities[0].at_least.share", "always"),
        (majority(at_least={"count": "0"}), "majorities[0].at_least.count", "always"),
        (
            {"majorities": [{"of": "cast", "measure": "v", "more_than": {"share": "1"}}]},
            "majorities[0].more_than.share",
            "never",
        ),
        (
            {"quorum": QUORUM | {"more_than": {"share": "1"}}, "majorities": [TWO_THIRDS]},
            "quorum.more_than.share",
            "never",
        ),
        (
            {"quorum": QUORUM | {"of": "present"}, "majorities": [TWO_THIRDS]},
            "quorum.more_than.share",
            "entitled",
        ),
    ],
)
def test_an_odd_bound_is_a_warning_and_not_a_refusal(rule, path, word):
    [warning] = warnings(parse(rule))
    assert warning.path == path
    assert word in warning.reason


def test_an_ordinary_rule_has_no_warnings():
    assert warnings(parse({"quorum": QUORUM, "majorities": [TWO_THIRDS]})) == ()
