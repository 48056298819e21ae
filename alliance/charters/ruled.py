"""Rules that a form offers by name, and rules written as JSON."""

import json
from typing import Any

from wtforms import ValidationError

from alliance.core.json_files import each_once

_HALF = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}


def _of_those_voting(bound: dict[str, Any]) -> dict[str, Any]:
    majority = {"of": "cast", "measure": "states", **bound}
    return {"quorum": _HALF, "majorities": [majority]}


RULES: dict[str, tuple[str, Any]] = {
    "majority": ("Majority of those voting", _of_those_voting({"more_than": {"share": "1/2"}})),
    "two-thirds": ("Two thirds of those voting", _of_those_voting({"at_least": {"share": "2/3"}})),
    "all": (
        "Every member",
        {"majorities": [{"of": "entitled", "measure": "states", "at_least": {"share": "1"}}]},
    ),
    "other": ("Another rule, written below", None),
}


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
