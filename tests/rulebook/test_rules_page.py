"""docs/rules.md: every example on the page gives what the page says, and every key has one."""

import json
import re
from pathlib import Path

import pytest

from alliance.rulebook.asking.answering import answer
from alliance.rulebook.asking.tallies import tallied
from alliance.rulebook.compacts.schema import schema

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_gives_what_the_page_says(example):
    case = {key: example[key] for key in example if key != "result"}
    if "roster" in case:
        found = tallied(case)
        told = {"result": found, "steps": found["steps"], "kind": "tally"}
    else:
        told = answer(case)
    said = {key: told["result"].get(key, "missing") for key in example["result"]}
    assert said == example["result"]
    assert told["steps"] or told["kind"] in {"timeline", "day"}


def keys_in(value):
    if isinstance(value, dict):
        for key, held in value.items():
            yield key
            yield from keys_in(held)
    elif isinstance(value, list):
        for held in value:
            yield from keys_in(held)


def keys_of(shape):
    """Every key that the schema lets stand somewhere."""
    if isinstance(shape, dict):
        yield from shape.get("properties", {})
        for held in shape.values():
            yield from keys_of(held)
    elif isinstance(shape, list):
        for held in shape:
            yield from keys_of(held)


def test_every_key_of_the_language_stands_in_an_example_or_a_rule_file():
    shown = set(keys_in([example["rule"] for example in EXAMPLES]))
    files = Path(__file__).parents[2] / "docs" / "rules"
    shown |= {key for file in files.glob("*.json") for key in keys_in(json.loads(file.read_text()))}
    assert set(keys_of(schema())) - shown == set()
