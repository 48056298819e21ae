"""Common rules in plain words: what each stands for, and how a rule of any kind is shown."""

import json
import random

import pytest
from werkzeug.datastructures import MultiDict

from alliance.charters.cautions import cautions_of
from alliance.charters.rule_rows import AT_MOST, OTHER, ROWS, RuleRow, VoteRules
from alliance.charters.rule_text import read_json, written
from alliance.charters.ruled import (
    CHOOSING,
    DECIDING,
    QUORUMS,
    WAYS,
    Plain,
    plain_of,
    rule_of,
    why_not_casting,
)
from alliance.charters.terms import Terms, faults_of
from alliance.charters.vote_rules import said
from alliance.charters.voting import ANY, ANY_CHOICE, CHOICES, KINDS, Voting
from alliance.core.forms import showable
from alliance.votes.rosters import roster_of
from tests.charters.filled import sent_of
from tests.rulebook import richer_cases

HALF = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}
NO_NAY = {"majorities": [{"no_objection": True}]}
EVERY = [
    Plain(way, quorum, casting)
    for way, one in WAYS.items()
    for quorum in QUORUMS
    for casting in ((False, True) if one.may_tie else (False,))
]
PEOPLE = {
    key: {**one, "weights": {"population": "5"}}
    for key, one in roster_of(["CO", "UT", "WY"]).items()
}


@pytest.mark.parametrize(
    ("plain", "rule"),
    [
        (
            Plain("majority"),
            {
                "quorum": HALF,
                "majorities": [{"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}],
            },
        ),
        (
            Plain("half", "none", casting=True),
            {
                "majorities": [{"of": "cast", "measure": "states", "at_least": {"share": "1/2"}}],
                "casting_vote": True,
            },
        ),
        (
            Plain("two-thirds", "two-thirds"),
            {
                "quorum": {"of": "entitled", "measure": "states", "at_least": {"share": "2/3"}},
                "majorities": [{"of": "cast", "measure": "states", "at_least": {"share": "2/3"}}],
            },
        ),
        (Plain("most", "none"), {"majorities": [HALF]}),
        (
            Plain("all", "none"),
            {"majorities": [{"of": "entitled", "measure": "states", "at_least": {"share": "1"}}]},
        ),
        (Plain("no-objection", "none"), NO_NAY),
        (Plain("ranked"), {"method": "ranked", "quorum": HALF}),
        (Plain("approval", "none"), {"method": "approval"}),
    ],
)
def test_a_plain_choice_is_the_rule_that_would_be_written_for_it_and_back(plain, rule):
    assert rule_of(plain) == rule
    assert plain_of(json.loads(json.dumps(rule))) == plain


def test_every_plain_choice_is_a_rule_of_its_own_that_is_lawful_and_reads_as_it_should():
    assert [plain_of(rule_of(one)) for one in EVERY] == EVERY
    sentences = [said(rule_of(one)) for one in EVERY]
    assert len(set(sentences)) == len(EVERY)
    for one in EVERY:
        key = ANY if one.way in DECIDING else ANY_CHOICE
        terms = Terms(voting=Voting(rules={key: rule_of(one)}, divided=one.way == "divided"))
        assert not faults_of(terms)
        # A quorum of all, and the half that a tie meets, are what they say: the latter is told.
        found = cautions_of(terms, PEOPLE)
        assert all("a tie meets it" in told for told in found)
        assert bool(found) == (one.way == "half")


@pytest.mark.parametrize(
    "rule",
    [
        {"majorities": [{**HALF, "name": "most"}]},
        {**NO_NAY, "casting_vote": False},
        {"majorities": [{"no_objection": 1}]},
        {"majorities": [{**HALF, "more_than": {"share": "2/4"}}]},
        {"majorities": [HALF, HALF]},
        {"majorities": [HALF], "casting_vote": 1},
        {"method": "ranked", "ties": "undecided"},
        rule_of(Plain("all")) | {"casting_vote": True},
    ],
)
def test_a_rule_that_says_more_or_says_it_otherwise_is_no_plain_choice(rule):
    assert plain_of(rule) is None


def test_a_plain_choice_is_one_of_those_that_its_place_offers():
    assert plain_of({"method": "ranked"}, DECIDING) is None
    assert plain_of(NO_NAY, CHOOSING) is None


def test_a_casting_vote_is_where_a_tie_may_be():
    may = {way for way in WAYS if not why_not_casting(way)}
    assert may == {"majority", "half", "most", "population", "divided"}


def test_every_kind_has_a_row_which_offers_what_such_a_question_can_be_put_under():
    assert set(ROWS) == {ANY, ANY_CHOICE, *KINDS}
    offered = {kind: {one.value for one in VoteRules().row(kind).rule.choices} for kind in ROWS}
    for kind, keys in offered.items():
        assert OTHER in keys
        assert (keys >= set(CHOOSING)) == (kind in (*CHOICES, ANY_CHOICE))
        assert (keys >= set(DECIDING)) == (kind not in ("choice", ANY_CHOICE))


# Opening and saving.


def again(rules):
    """The rules by kind as they come back from the form, with what its rows say."""
    sent = sent_of(VoteRules(**VoteRules.start(rules)))
    form = VoteRules(MultiDict(sent))
    assert form.validate(), form.errors
    return form.value, {kind: sent[f"{kind.replace(' ', '_')}-rule"] for kind in ROWS}


def test_what_is_opened_and_saved_is_what_it_was():
    drawn = random.Random(20261127)  # noqa: S311 (cases, not secrets)
    choosing = [
        {"method": "approval", "seats": 3},
        {"method": "ranked", "measure": "population", "ties": "undecided"},
        {"method": "approval", "threshold": {"of": "cast", "at_least": {"count": "3"}}},
    ]
    plain, other = 0, 0
    for _ in range(150):
        rules = {}
        for kind in ROWS:
            ways = ROWS[kind].ways
            which = drawn.choice(("nothing", "plain", "language"))
            if which == "plain":
                rules[kind] = rule_of(drawn.choice([one for one in EVERY if one.way in ways]))
            elif which == "language" and "ranked" in ways:
                rules[kind] = drawn.choice(choosing)
            elif which == "language":
                rules[kind] = richer_cases.rule(drawn, ["CO", "UT", "WY"])
        kept, shown = again(rules)
        assert json.dumps(kept, sort_keys=True) == json.dumps(rules, sort_keys=True)
        for kind, key in shown.items():
            expected = plain_of(rules.get(kind), ROWS[kind].ways)
            assert key == (expected.way if expected else OTHER if kind in rules else "")
            plain, other = plain + bool(expected), other + (key == OTHER)
    assert min(plain, other) > 100


def test_names_in_any_script_and_marks_that_no_page_shows_stay_in_a_rule():
    for name in ("Nuñez", "e\u0301", "a\u0085b", "\ud800"):
        rule = {"majorities": [{**HALF, "name": name}]}
        assert again({"policy": rule})[0] == {"policy": rule}
        text = written(rule, AT_MOST)
        assert showable(text) == text
    assert "Nuñez" in written({"name": "Nuñez"}, 100)


def test_a_rule_that_has_no_room_in_lines_is_written_in_one():
    rule = {"majorities": [HALF] * 900}
    assert "\n" in written(rule, AT_MOST * 10)
    one = written(rule, AT_MOST)
    assert "\n" not in one
    assert read_json(one) == rule


# What is refused.


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"rule": "lunch"}, "rule", "Choose one of those that are offered."),
        ({"rule": "majority", "quorum": "lunch"}, "quorum", "Choose one of those"),
        ({"rule": "all", "casting": "y"}, "casting", "counts only under a rule of half"),
        ({"rule": "other", "own": " \n"}, "own", "Write the rule here, or choose another"),
        ({"rule": "other", "own": "{"}, "own", "Line 1, column 2: this is not JSON"),
        ({"rule": "other", "own": "[" * 100_001}, "own", "At most 100,000 characters"),
        ({"rule": "other", "own": "[" * 90_000}, "own", "This cannot be read"),
    ],
)
def test_a_row_says_at_its_field_what_is_wrong(given, field, words):
    form = RuleRow(MultiDict(given))
    assert not form.validate()
    [(at, [said_there])] = form.errors.items()
    assert at == field
    assert words in said_there


def test_what_the_chosen_rule_does_not_ask_for_is_left_out():
    leftovers = {"quorum": "two-thirds", "casting": "y", "own": "{"}
    for rule, value in (("", None), ("most", rule_of(Plain("most", "two-thirds", casting=True)))):
        form = RuleRow(MultiDict({"rule": rule, **leftovers}))
        assert form.validate(), form.errors
        assert form.value == value
    form = RuleRow(MultiDict({"rule": "other", **leftovers, "own": json.dumps(NO_NAY)}))
    assert form.validate()
    assert form.value == NO_NAY
