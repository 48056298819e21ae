"""The schema of decisions."""

from alliance.rulebook.compacts.schema_conditions import BOUND, no_or_one
from alliance.rulebook.compacts.schema_shapes import (
    JSON,
    TEXT,
    any_of,
    entries,
    one_of,
    record,
    ref,
    words,
)
from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.decision import Answer, Base
from alliance.rulebook.delegations.values import Voting

_OF = words(*Base)
_COUNTED = {**BOUND, "of": _OF}
_YEAS = {**_COUNTED, "counting": words(*Answer)}
_SENSES = tuple(sense.value for sense in Sense)


def _joined(part: str) -> list[JSON]:
    said = {"all": "All of several.", "any": "Any of several."}
    return [
        record(text, {key: entries(ref(part)), "name": TEXT}, (key,)) for key, text in said.items()
    ]


def _bounds(keys: dict[str, JSON]) -> list[JSON]:
    return [
        {**record("A bound.", keys, ("of", "measure")), **one_of(*_SENSES)},
        {
            **record("From each group.", {"each": ref("each"), **_without_among(keys)}, ("each",)),
            **no_or_one(*_SENSES),
        },
    ]


def _without_among(keys: dict[str, JSON]) -> dict[str, JSON]:
    return {key: held for key, held in keys.items() if key != "among"}


VOTES: dict[str, JSON] = {
    "quorum": any_of(*_bounds(_COUNTED), *_joined("quorum")),
    "majority": any_of(
        *_bounds(_YEAS),
        *_joined("majority"),
        record(
            "No nay, and at least one yea.",
            {"no_objection": {"const": True}, "name": TEXT},
            ("no_objection",),
        ),
    ),
    "decision": record(
        "How a body decides.",
        {
            "quorum": ref("quorum"),
            "majorities": entries(ref("majority")),
            "delegations": record(
                "How votes inside a delegation make the vote of its state.",
                {"vote": words(*Voting), "of": _OF},
                ("vote",),
            ),
            "takes_effect": ref("day_rule"),
        },
        ("majorities",),
    ),
}
