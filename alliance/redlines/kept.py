"""Edits as JSON values, to be kept and read again."""

from collections.abc import Mapping
from typing import Any, Final

from alliance.redlines.edits import (
    Edit,
    Insert,
    Move,
    Recast,
    Reform,
    Rewrite,
    Strike,
    Words,
)
from alliance.texts.frozen import NoText, as_json, from_json
from alliance.texts.units import Form, Kind, Text, Unit

_NAMES: Final = {
    Words: "words",
    Rewrite: "rewrite",
    Strike: "strike",
    Insert: "insert",
    Move: "move",
    Recast: "recast",
    Reform: "reform",
}


class NoEdit(ValueError):  # noqa: N818 - named for what was given
    """What was given is no edit; the message says why."""


def edit_as_json(edit: Edit) -> dict[str, Any]:
    """The edit as JSON values; "edit" names its kind."""
    head: dict[str, Any] = {"edit": _NAMES[type(edit)]}
    if isinstance(edit, Insert):
        return {**head, "after": edit.after, "units": _units(edit.units)}
    if isinstance(edit, Reform):
        return {**head, "old": str(edit.old), "new": str(edit.new)}
    if isinstance(edit, Recast):
        return {
            **head,
            "unit": edit.unit,
            "what": edit.what,
            "old": _value(edit.what, edit.old),
            "new": _value(edit.what, edit.new),
        }
    values = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in vars(edit).items()
    }
    return {**head, **values}


def edit_from_json(says: Mapping[str, Any]) -> Edit:
    """The edit that was kept. Raises NoEdit where the values are none."""
    try:
        return _edit(says)
    except (KeyError, TypeError, ValueError, NoText) as wrong:
        raise NoEdit(f"This is not an edit: {wrong}.") from None


def _edit(says: Mapping[str, Any]) -> Edit:
    kind = says["edit"]
    if kind == "insert":
        return Insert(says["after"], _read(says["units"]))
    if kind == "move":
        return Move(tuple(says["units"]), says["after"])
    if kind == "reform":
        return Reform(Form(says["old"]), Form(says["new"]))
    return _of_unit(kind, says)


def _of_unit(kind: str, says: Mapping[str, Any]) -> Edit:
    unit = says["unit"]
    if kind == "words":
        place = int(says["start"]), int(says["end"])
        return Words(unit, says["part"], *place, says["old"], says["new"])
    if kind == "rewrite":
        (a, b, c), (d, e, f) = says["old"], says["new"]
        return Rewrite(unit, (a, b, c), (d, e, f))
    if kind == "strike":
        return Strike(unit, tuple(says["beneath"]))
    if kind == "recast":
        what = says["what"]
        return Recast(unit, what, _back(what, says["old"]), _back(what, says["new"]))
    raise NoEdit(f"there is no edit called {kind}")


def _units(units: tuple[Unit, ...]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = as_json(Text("", units))["units"]
    reckoned = ("number", "address")  # they are those of no text
    return [{k: v for k, v in unit.items() if k not in reckoned} for unit in found]


def _read(units: Any) -> tuple[Unit, ...]:
    return from_json(
        {"title": "", "form": str(Form.RESOLUTION), "enacting": "", "units": units}
    ).units


def _value(what: str, value: Any) -> Any:
    """A kind, a level, a file or an origin, as a unit that is kept has it."""
    return _units((Unit("", Kind.CLAUSE, **{what: value}),))[0][what] if what != "kind" else value


def _back(what: str, value: Any) -> Any:
    if what not in ("kind", "level", "file", "origin"):
        raise NoEdit(f"a unit has no {what}")
    blank: dict[str, Any] = {
        "id": "",
        "kind": "clause",
        "text": "",
        "level": 0,
        "label": "",
        "heading": "",
    }
    return getattr(_read([{**blank, what: value}])[0], what)
