"""The form of a text that is hashed, and reading it back."""

import re
from collections.abc import Mapping
from typing import Any, Final

from alliance.texts.numbering import numbers
from alliance.texts.units import (
    ENACTING,
    File,
    Form,
    Kind,
    Origin,
    Text,
    Unit,
    ids_from,
)

FORMAT: Final = "alliance-text/2"
OLDEST: Final = "alliance-text/1"  # lists of plain clauses, without ids


class NoText(ValueError):  # noqa: N818 - named for what was given, not for the error
    """What was given is not a text; the message says where and why."""


def as_json(text: Text) -> dict[str, Any]:
    """The text as JSON values, without format, resolution, version and salt.

    Numbers and addresses are frozen with it, so that a reader needs no rule to set it out.
    """
    known = numbers(text.units)
    return {
        "form": str(text.form),
        "title": text.title,
        "enacting": text.enacting,
        "units": [
            {
                "id": unit.id,
                "kind": str(unit.kind),
                "level": unit.level,
                "label": unit.label,
                "number": known[unit.id].number,
                "address": known[unit.id].address,
                "heading": unit.heading,
                "text": unit.text,
                "origin": _origin_as_json(unit.origin),
                "file": _file_as_json(unit.file),
            }
            for unit in text.units
        ],
    }


def from_json(says: Mapping[str, Any]) -> Text:
    """The text that a frozen body holds, of this form or of the oldest one.

    Raises NoText where the values are not of that shape.
    """
    if "units" not in says:
        return _from_the_oldest(says)
    try:
        units = tuple(_unit(one) for one in says["units"])
        return Text(says["title"], units, Form(says["form"]), says["enacting"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise NoText(f"This is not a text of the format {FORMAT}: {wrong}.") from None


# Letters that are marks wherever they stand, and those that are where a line begins.
_MARKS: Final = re.compile(r"[\\`*_\[\]<|~]|&(?=#?[A-Za-z0-9]+;)|!(?=\[)")
_AT_THE_START: Final = re.compile(r"^(\s*)(?:([-+#>=])|(\d{1,9})([.)])(?=\s|$))", re.MULTILINE)


def escaped(words: str) -> str:
    """Plain words as Markdown that is printed as the same words."""
    said = _MARKS.sub(lambda found: f"\\{found[0]}", words)
    return _AT_THE_START.sub(_set_back, said)


def _set_back(found: re.Match[str]) -> str:
    before, mark, number, end = found.groups()
    return f"{before}\\{mark}" if mark else f"{before}{number}\\{end}"


def _from_the_oldest(says: Mapping[str, Any]) -> Text:
    """A text of lists of clauses; its units get the same ids whenever it is read."""
    make = ids_from(f"{says.get('resolution', '')} {says.get('version', '')}")
    try:
        recitals = [Unit(make(), Kind.RECITAL, escaped(one)) for one in says["whereas"]]
        clauses = [Unit(make(), Kind.CLAUSE, escaped(one)) for one in says["resolved"]]
        return Text(says["title"], (*recitals, *clauses), enacting=ENACTING[Form.RESOLUTION])
    except (KeyError, TypeError) as wrong:
        raise NoText(f"This is not a text of the format {OLDEST}: {wrong}.") from None


def _unit(one: Mapping[str, Any]) -> Unit:
    origin, file = one.get("origin"), one.get("file")
    return Unit(
        one["id"],
        Kind(one["kind"]),
        one["text"],
        one["level"],
        one["label"],
        one["heading"],
        Origin(origin["text_sha256"], origin["unit"], origin["title"]) if origin else None,
        File(file["name"], file["media_type"], file["size"], file["sha256"]) if file else None,
    )


def _origin_as_json(origin: Origin | None) -> dict[str, str] | None:
    if origin is None:
        return None
    return {"text_sha256": origin.text_sha256, "unit": origin.unit, "title": origin.title}


def _file_as_json(file: File | None) -> dict[str, Any] | None:
    if file is None:
        return None
    return {
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
    }
