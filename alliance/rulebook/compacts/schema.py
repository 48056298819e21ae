"""The JSON Schema of the rule language (draft 2020-12).

It says the shape of every form. What a shape cannot say is left to the parser: that a named group
or stage exists, that a day is one of the calendar, that names differ.
"""

from alliance.rulebook.compacts.schema_choices import CHOICES
from alliance.rulebook.compacts.schema_conditions import CONDITIONS
from alliance.rulebook.compacts.schema_days import DAYS
from alliance.rulebook.compacts.schema_shapes import (
    JSON,
    LONG,
    TEXT,
    any_of,
    entries,
    one_of,
    record,
    ref,
    words,
)
from alliance.rulebook.compacts.schema_votes import VOTES

IDENTITY = "https://json-schema.org/draft/2020-12/schema"

_STAGE = {
    "when": ref("condition"),
    "name": TEXT,
    "effective": ref("day_rule"),
    "once_met": words("stays", "lapses"),
}
_SURVIVAL: JSON = {**entries(ref("survivor")), "description": "What outlives the rest."}

PARTS: dict[str, JSON] = {
    "groups": {
        "description": "Groups of states by name.",
        "type": "object",
        "minProperties": 1,
        "propertyNames": TEXT,
        "additionalProperties": ref("states"),
    },
    "stage": record(
        "Entry into force: when, from which day, and whether it stays.", _STAGE, needs=("when",)
    ),
    "named_stage": record("One of several stages.", _STAGE, needs=("name", "when")),
    "entry_into_force": any_of(ref("stage"), entries(ref("named_stage"))),
    "counts": {
        **record(
            "From when a state's enactment counts, and whose counts at all.",
            {"from": ref("day_rule"), "later_joiners": ref("day_rule"), "among": ref("among")},
        ),
        "minProperties": 1,
    },
    "dissolution": record(
        "How the whole compact ends, for good.",
        {"when": ref("condition"), "effective": ref("day_rule")},
        needs=("when",),
    ),
    "survivor": record(
        "What survives, until a day or without end.",
        {"what": LONG, "until": ref("day_rule"), "text": LONG},
        needs=("what",),
    ),
    "blackout": {
        **record(
            "Days on which a withdrawal cannot take effect.",
            {
                "from": ref("day_rule"),
                "through": ref("day_rule"),
                "until": ref("day_rule"),
                "of": ref("day_rule"),
                "then": ref("day_rule"),
                "text": LONG,
            },
            needs=("from",),
        ),
        **one_of("through", "until"),
    },
    "withdrawal": record(
        "How a state leaves.",
        {
            "how": LONG,
            "notice_to": LONG,
            "effective": ref("day_rule"),
            "blackout": entries(ref("blackout")),
            "rescind_until": ref("day_rule"),
            "survives": entries(ref("survivor")),
        },
        needs=("effective",),
    ),
    "application": record(
        "A day of every year on which being in force decides for that year.",
        {"in_force_on": ref("month_day"), "what": LONG},
        needs=("in_force_on",),
    ),
    "compact": {
        **record(
            "The rules of a compact.",
            {
                "name": TEXT,
                "source": TEXT,
                "note": LONG,
                "groups": ref("groups"),
                "counts": ref("counts"),
                "entry_into_force": ref("entry_into_force"),
                "withdrawal": ref("withdrawal"),
                "dissolution": ref("dissolution"),
                "survival": _SURVIVAL,
                "decision": ref("decision"),
                "application": ref("application"),
            },
        ),
        "anyOf": [
            {"required": [part]}
            for part in (
                *("counts", "entry_into_force", "withdrawal", "dissolution", "survival"),
                *("decision", "application"),
            )
        ],
    },
}


def schema() -> JSON:
    """The schema of a compact, of a decision, and of any other part that `rules eval` takes."""
    return {
        "$schema": IDENTITY,
        "title": "Rules of compacts and decisions",
        "description": "A whole compact, or one of its parts alone. See docs/rules.md.",
        **any_of(
            *(ref(part) for part in ("compact", "decision", "entry_into_force", "withdrawal")),
            *(ref(part) for part in ("condition", "day_object", "choosing")),
        ),
        "$defs": {**PARTS, **CONDITIONS, **VOTES, **DAYS, **CHOICES},
    }
