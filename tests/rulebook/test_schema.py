"""The JSON Schema says of a rule what the parser says, wherever a shape can say it."""

import copy
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.rulebook.asking.rules import problems_of
from alliance.rulebook.compacts.schema import schema
from tests.rulebook import compact_cases as cases
from tests.rulebook import richer_cases
from tests.rulebook.against_schema import fits
from tests.rulebook.test_choosing import WRONG as WRONG_CHOICES
from tests.rulebook.test_choosing import drawn_case
from tests.rulebook.test_compact_parsing import WRONG
from tests.rulebook.test_rules_page import EXAMPLES
from tests.rulebook.test_tallying import WRONG as WRONG_DECISIONS
from tests.rulebook.test_worked_cases import RULES

SCHEMA = schema()
FILES = sorted(RULES.glob("*.json"))
# What no shape can say: names that must be defined, days of the calendar, halves of characters.
BEYOND_A_SHAPE = {
    "names no such group",
    "does not stand above it",
    "there is no such day",
    "write a day of the year",
    "names a stage that stands above already",
    "levels deep",
    "it must be a whole number, 1 to",
    "control character",
    "cannot have zero below",
    "a share lies between",
    "reorders the text",
}


def agree(rule):
    problems = problems_of(rule)
    valid = fits(rule, SCHEMA, SCHEMA)
    if valid and problems:
        assert all(any(words in one.reason for words in BEYOND_A_SHAPE) for one in problems), (
            problems,
            rule,
        )
    else:
        assert valid == (not problems), (problems, rule)


def test_the_schema_is_itself_json_and_every_reference_in_it_leads_somewhere():
    text = json.dumps(SCHEMA)
    named = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert named == set(SCHEMA["$defs"])


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_every_rule_file_is_right_by_the_parser_and_by_the_schema(file):
    rule = json.loads(file.read_text(encoding="utf-8"))
    assert problems_of(rule) == ()
    assert fits(rule, SCHEMA, SCHEMA)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_rule_on_the_page_is_right_by_the_schema(example):
    assert fits(example["rule"], SCHEMA, SCHEMA)


ALL_WRONG = [*WRONG, *WRONG_DECISIONS, *WRONG_CHOICES]


@pytest.mark.parametrize(("rule", "path"), ALL_WRONG, ids=range(len(ALL_WRONG)))
def test_what_the_parser_refuses_the_schema_refuses(rule, path):
    agree(rule)


@settings(max_examples=150, deadline=None)
@given(cases.dated_conditions)
def test_any_condition_of_the_language_fits_the_schema(condition):
    assert problems_of({"when": condition}) == ()
    assert fits({"when": condition}, SCHEMA, SCHEMA)


@pytest.mark.parametrize("number", range(60))
def test_random_decisions_and_choices_fit_the_schema_and_stay_in_step_when_spoiled(number):
    drawn = random.Random(number)  # noqa: S311 - a seed, not a secret
    keys = ["CO", "UT", "WY"]
    for rule in (richer_cases.rule(drawn, keys), drawn_case(drawn)[0]):
        assert problems_of(rule) == ()
        assert fits(rule, SCHEMA, SCHEMA)
        for _ in range(4):
            agree(spoiled(rule, drawn))


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for at in range(len(value)):
            yield from places(value[at], (*path, at))


def spoiled(rule, drawn):
    """The rule with one place of it broken, in one of several ways."""
    made = copy.deepcopy(rule)
    path = drawn.choice([one for one in places(made) if one])
    holder = made
    for step in path[:-1]:
        holder = holder[step]
    way = drawn.randrange(5)
    if way == 0:
        del holder[path[-1]]
    elif way == 1:
        holder[path[-1]] = drawn.choice((None, 7, [], {}, "", "unknown", True, "3/2", ["x"]))
    elif way == 2 and isinstance(holder, dict):
        holder[drawn.choice(("unknown", "share", "when", "of", "from", "any"))] = "x"
    elif way == 3 and isinstance(holder, dict):
        holder["renamed"] = holder.pop(path[-1])
    else:
        holder[path[-1]] = [holder[path[-1]]]
    return made


@settings(max_examples=600, deadline=None)
@given(st.integers(0, 10**9))
def test_parser_and_schema_agree_on_rules_with_one_place_spoiled(seed):
    drawn = random.Random(seed)  # noqa: S311 - a seed, not a secret
    rules = [json.loads(file.read_text(encoding="utf-8")) for file in FILES]
    rules += [example["rule"] for example in EXAMPLES]
    agree(spoiled(drawn.choice(rules), drawn))
