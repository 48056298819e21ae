"""The schema of conditions."""

from alliance.rulebook.compacts.schema_shapes import (
    JSON,
    TEXT,
    any_of,
    entries,
    names,
    one_key,
    one_of,
    record,
    ref,
    whole,
    words,
)
from alliance.rulebook.conditions.values import Pool, Sense, Trait

NUMBER = "^[0-9]{1,18}(/0*[1-9][0-9]{0,17})?$"
_SENSES = {sense.value: ref("limit") for sense in Sense}
ENOUGH = whole(1, 200)
_LABELS = any_of(TEXT, names())
BOUND = {
    **_SENSES,
    "of": ref("base"),
    "measure": TEXT,
    "among": ref("among"),
    "name": TEXT,
}
# A share is one of something: with it, "of" must say of what.
_SHARE_NEEDS_OF: JSON = {
    "if": {
        "anyOf": [
            {"required": [sense], "properties": {sense: {"required": ["share"]}}}
            for sense in _SENSES
        ]
    },
    "then": {"required": ["of"]},
}


def no_or_one(*keys: str) -> JSON:
    """At most one of these keys."""
    none = {"not": {"anyOf": [{"required": [key]} for key in keys]}}
    return {"oneOf": [*({"required": [key]} for key in keys), none]}


CONDITIONS: dict[str, JSON] = {
    "states": names(),
    "limit": one_key(
        "A share of something, or a count in the measure; exact numbers as text.",
        {
            "share": {"type": "string", "pattern": NUMBER},
            "count": {"type": "string", "pattern": NUMBER},
        },
    ),
    "base": any_of(
        {**words(*Pool), "description": "What a share is taken of."},
        record("A fixed total.", {"total": {"type": "string", "pattern": NUMBER}}, ("total",)),
        record("With its own narrowing.", {"base": words(*Pool), "among": ref("among")}, ("base",)),
    ),
    "among": one_key(
        "Whom it counts.",
        {
            **{trait.value: _LABELS for trait in Trait},
            "group": TEXT,
            "states": ref("states"),
            "event": TEXT,
            "all": entries(ref("among")),
            "any": entries(ref("among")),
            "not": ref("among"),
        },
    ),
    "each": one_key(
        "The groups of which each must reach the bound.",
        {
            "groups": any_of(ref("groups"), names()),
            **{trait.value: names() for trait in Trait},
            "states": ref("states"),
        },
    ),
    "condition": any_of(
        {
            **record("A bound on what the parties measure.", BOUND),
            **one_of(*_SENSES),
            **_SHARE_NEEDS_OF,
        },
        {
            **record(
                "A bound for each group, or for enough of them; else at least one from each.",
                {"each": ref("each"), "enough": ENOUGH, **BOUND},
            ),
            "required": ["each"],
            **no_or_one(*_SENSES),
            **_SHARE_NEEDS_OF,
        },
        record(
            "All the named states.",
            {
                "every": any_of(
                    ref("states"), record("A named group.", {"group": TEXT}, ("group",))
                ),
                "name": TEXT,
            },
            ("every",),
        ),
        record(
            "At least one, or enough, of several conditions.",
            {"any": entries(ref("condition")), "enough": ENOUGH},
            ("any",),
        ),
        one_key(
            "Joined conditions, days, dated facts, stages.",
            {
                "all": entries(ref("condition")),
                "not": ref("condition"),
                "not_before": ref("day_rule"),
                "before": ref("day_rule"),
                "event": TEXT,
                "stage": TEXT,
            },
        ),
    ),
}
