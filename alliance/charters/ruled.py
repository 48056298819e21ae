"""Rules that a form offers by name, and rules written as JSON."""

import json
from collections.abc import Mapping
from typing import Any

from wtforms import ValidationError

from alliance.core.json_files import each_once

_HALF = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}


def _of_those_voting(bound: dict[str, Any]) -> dict[str, Any]:
    majority = {"of": "cast", "measure": "states", **bound}
    return {"quorum": _HALF, "majorities": [majority]}


_ALL = {"of": "entitled", "measure": "states", "at_least": {"share": "1"}}
_MAJORITY = _of_those_voting({"more_than": {"share": "1/2"}})
_MOST_PEOPLE = {"of": "entitled", "measure": "population", "more_than": {"share": "1/2"}}
_MOST_STATES = {**_MOST_PEOPLE, "measure": "states"}

RULES: dict[str, tuple[str, Any]] = {
    "majority": ("Majority of those voting", _MAJORITY),
    "two-thirds": ("Two thirds of those voting", _of_those_voting({"at_least": {"share": "2/3"}})),
    "all": ("Every member", {"majorities": [_ALL]}),
    "casting": (
        "Majority of those voting, with a casting vote of the chair",
        {**_MAJORITY, "casting_vote": True},
    ),
    "divided": (
        "Majority of those voting, counted in parts where a state divides its vote",
        {**_MAJORITY, "delegations": {"vote": "divided"}},
    ),
    "population": (
        "More than half of the members, with more than half of their population",
        {"majorities": [_MOST_STATES, _MOST_PEOPLE]},
    ),
    "no-objection": (
        "No objection: at least one yea and no nay",
        {"quorum": _HALF, "majorities": [{"no_objection": True}]},
    ),
    "other": ("Another rule, written below", None),
}
# Rules of choosing: the options are those of each choice that is put.
CHOICES: dict[str, tuple[str, Any]] = {
    "ranked": ("Ranked choice, in rounds", {"method": "ranked", "quorum": _HALF}),
    "approval": (
        "Approval: the most approved is chosen",
        {"method": "approval", "quorum": _HALF},
    ),
}


def named_as(rule: object, rules: Mapping[str, tuple[str, Any]]) -> str:
    """The name under which a form offers this rule, or ""."""
    found = [key for key, (_, held) in rules.items() if held and held == rule]
    return found[0] if found else ""


def read_json(text: str | None) -> Any:
    """JSON in which each key stands once, or ValidationError with line and column."""
    try:
        return json.loads(text or "", object_pairs_hook=each_once)
    except json.JSONDecodeError as wrong:
        raise ValidationError(
            f"Line {wrong.lineno}, column {wrong.colno}: this is not JSON ({wrong.msg})."
        ) from None
    except (ValueError, RecursionError) as wrong:
        raise ValidationError(
            f"This cannot be read: {str(wrong)[:200] or 'brackets are nested too deep'}."
        ) from None
