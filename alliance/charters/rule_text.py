"""A rule in the rule language, as a form shows it and reads it."""

import json
from typing import Any

from wtforms import ValidationError

from alliance.core.forms import showable
from alliance.core.json_files import each_once


def written(rule: object, most: int) -> str:
    """A rule as JSON to be read and changed: in lines, unless only one line has room."""
    for indent in (2, None):
        text = json.dumps(rule, indent=indent, ensure_ascii=False)
        if showable(text) != text:  # a form would drop some of it: escapes stay
            text = json.dumps(rule, indent=indent)
        if len(text) <= most:
            break
    return text


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
