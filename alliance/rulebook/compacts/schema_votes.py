"""The schema of decisions."""

from alliance.rulebook.compacts.schema_conditions import BOUND, ENOUGH, no_or_one
from alliance.rulebook.compacts.schema_shapes import (
    FLAG,
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
_PRESENCE = {**_COUNTED, "in_person": {"const": True}}
_YEAS = {**_COUNTED, "counting": words(*Answer)}
_SENSES = tuple(sense.value for sense in Sense)


def _joined(part: str) -> list[JSON]:
    several = entries(ref(part))
    return [
        record("All of several.", {"all": several, "name": TEXT}, ("all",)),
        record("Enough of several.", {"any": several, "enough": ENOUGH, "name": TEXT}, ("any",)),
    ]


def _bounds(keys: dict[str, JSON]) -> list[JSON]:
    return [
        {**record("A bound.", keys, ("of", "measure")), **one_of(*_SENSES)},
        {
            **record(
                "From each group.",
                {"each": ref("each"), "enough": ENOUGH, **_without_among(keys)},
                ("each",),
            ),
            **no_or_one(*_SENSES),
        },
    ]


def _without_among(keys: dict[str, JSON]) -> dict[str, JSON]:
    return {key: held for key, held in keys.items() if key != "among"}


VOTES: dict[str, JSON] = {
    "quorum": any_of(*_bounds(_PRESENCE), *_joined("quorum")),
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
            "casting_vote": FLAG,
        },
        ("majorities",),
    ),
}
