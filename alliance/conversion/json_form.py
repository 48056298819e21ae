"""Texts as JSON: our own export, and the frozen texts of a bundle, old and new."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from alliance.conversion.cleaning import cleaned, decoded, with_clean_names
from alliance.conversion.export import Export
from alliance.conversion.findings import Imported, Refused, Report, checked, shown
from alliance.texts.frozen import FORMAT, OLDEST, NoText, as_json, from_json
from alliance.texts.numbering import numbers
from alliance.texts.units import Text

TOP: Final = "top of the page"  # where marks stand
_FIX: Final = "Choose a file that this system exported, or text.json of a decision bundle."
_OF_A_UNIT: Final = ("id", "kind", "label", "heading", "text")
_OF_ORIGIN: Final = ("text_sha256", "unit", "title")
_OF_A_FILE: Final = ("name", "media_type", "sha256")
_OF_ANY: Final = {"format", "marks", "about", "title", "resolution", "version", "salt"}
_OF_UNITS: Final = {*_OF_ANY, "form", "enacting", "units"}
_OF_THE_OLDEST: Final = {*_OF_ANY, "whereas", "resolved"}
_INNER: Final = {"number", "address", "level", "origin", "file", *_OF_A_UNIT}
_LARGEST: Final = 2**53  # of a number that any reader of JSON takes as it is


def to_json(export: Export) -> bytes:
    """The text as JSON: its frozen form, and what is said of it."""
    text = export.text.with_units(export.units)
    document = {
        "format": FORMAT,
        "marks": list(export.marks),
        "about": dict(export.about),
        **as_json(text),
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def from_json_file(data: bytes) -> Imported:
    """The text that a JSON file holds. Raises Refused where it holds none."""
    return from_document(_parsed(decoded(data)))


def from_document(says: Any) -> Imported:
    """The text that the values of such a file hold."""
    if not isinstance(says, dict):
        raise Refused("the file", "it is JSON, but not a text.", _FIX)
    named = says.get("format", FORMAT if "units" in says else OLDEST)
    if named not in (FORMAT, OLDEST):
        raise Refused("format", f"it is {str(named)[:60]!r}, which is not known here.", _FIX)
    report = Report()
    _typed(says)
    _say_what_is_unknown(says, report)
    try:
        text = from_json(says)
    except NoText as wrong:
        raise Refused("the file", str(wrong)[:300], _FIX) from None
    _say_what_is_numbered_anew(says, text, report)
    about = {str(key): str(value) for key, value in (says.get("about") or {}).items()}
    for key in ("resolution", "version"):
        if key in says:
            about[key] = str(says[key])
    say_marks(says.get("marks") or (), report)
    return checked(_cleaned(text, report), report, about)


def say_marks(marks: Any, report: Report) -> None:
    """Say that a file bears marks, which are no part of the text."""
    for mark in marks if isinstance(marks, list | tuple) else ():
        what = f"the file is marked “{str(mark)[:200]}”; a mark is not part of the text"
        report.say(TOP, what)


def _parsed(words: str) -> Any:
    def whole(digits: str) -> int:
        if len(digits) > 16 or abs(int(digits)) > _LARGEST:
            raise Refused("the file", "it holds a number that is too large.", _FIX)
        return int(digits)

    try:
        return json.loads(
            words,
            parse_int=whole,
            parse_float=float,
            parse_constant=_no_number,
            object_pairs_hook=_once,
        )
    except json.JSONDecodeError as wrong:
        raise Refused(f"line {wrong.lineno}", f"it is not JSON: {wrong.msg}.", _FIX) from None
    except RecursionError:
        raise Refused("the file", "it is nested too deep.", _FIX) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. Refused where a field comes twice, for one of the two would be lost."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            fix = "Take one of the two out."
            raise Refused(f"field {key[:60]!r}", "it comes twice in one object.", fix)
        found[key] = value
    return found


def _no_number(name: str) -> Any:
    raise Refused("the file", f"{name} is no number of JSON.", _FIX)


def _say_what_is_unknown(says: Mapping[str, Any], report: Report) -> None:
    def say(where: str, one: Mapping[str, Any], known: Iterable[str]) -> None:
        for key in one:
            if key not in known:
                what = f"{shown(str(one[key]))} was left out: a text has no such part"
                report.say(f"{where}field {str(key)[:60]!r}", what)

    say("", says, _OF_UNITS if "units" in says else _OF_THE_OLDEST)
    for place, one in enumerate(says.get("units", ()), start=1):
        say(f"unit {place}, ", one, _INNER)
        say(f"unit {place}, origin, ", one.get("origin") or {}, _OF_ORIGIN)
        say(f"unit {place}, file, ", one.get("file") or {}, {*_OF_A_FILE, "size"})


def _say_what_is_numbered_anew(says: Mapping[str, Any], text: Text, report: Report) -> None:
    """Numbers and addresses are reckoned from the units; a file may say otherwise."""
    known = numbers(text.units)
    for place, (one, unit) in enumerate(zip(says.get("units", ()), text.units, strict=False), 1):
        number = known[unit.id]
        for key, now in (("number", number.number), ("address", number.address)):
            if one.get(key, now) != now:
                what = f"the file says {shown(str(one[key]))}; it is reckoned as {shown(now)}"
                report.say(f"unit {place}, {key}", what)


def _typed(says: Mapping[str, Any]) -> None:
    """Refuse values of other types than those of the format."""
    if not isinstance(says.get("about") or {}, dict):
        raise Refused("about", "it is not an object.", _FIX)
    if not isinstance(says.get("marks") or [], list):
        raise Refused("marks", "it is not a list.", _FIX)
    _strings("the file", says, ["title", *(["form", "enacting"] if "units" in says else [])])
    if "units" not in says:
        for key in ("whereas", "resolved"):
            if not _is_list_of_words(says.get(key)):
                raise Refused(key, "it is not a list of texts.", _FIX)
        return
    if not isinstance(says["units"], list):
        raise Refused("units", "it is not a list.", _FIX)
    for place, one in enumerate(says["units"], start=1):
        where = f"unit {place}"
        if not isinstance(one, dict):
            raise Refused(where, "it is not an object.", _FIX)
        _strings(where, one, _OF_A_UNIT)
        if type(one.get("level")) is not int:
            raise Refused(f"{where}, level", "it is not a whole number.", _FIX)
        _inner(where, one)


def _inner(where: str, one: Mapping[str, Any]) -> None:
    for key, parts in (
        ("origin", _OF_ORIGIN),
        ("file", _OF_A_FILE),
    ):
        inner = one.get(key)
        if inner is None:
            continue
        if not isinstance(inner, dict):
            raise Refused(f"{where}, {key}", "it is not an object.", _FIX)
        _strings(f"{where}, {key}", inner, parts)
        size = inner.get("size", 0)
        if key == "file" and (type(size) is not int or size < 0):
            raise Refused(f"{where}, file, size", "it is not a whole number.", _FIX)


def _strings(where: str, says: Mapping[str, Any], keys: Any) -> None:
    for key in keys:
        if not isinstance(says.get(key), str):
            raise Refused(f"{where}, {key}", "it is not a text.", _FIX)


def _is_list_of_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _cleaned(text: Text, report: Report) -> Text:
    """The text without characters that nobody sees, which the oldest form may hold."""

    def clean(words: str, where: str) -> str:
        return cleaned(words, report, where)

    units = [
        replace(
            with_clean_names(unit, report),
            text=clean(unit.text, f"unit {place}"),
            heading=clean(unit.heading, f"heading of unit {place}"),
            label=clean(unit.label, f"label of unit {place}"),
        )
        for place, unit in enumerate(text.units, start=1)
    ]
    enacting = clean(text.enacting, "enacting line")
    return replace(text, title=clean(text.title, "title"), enacting=enacting, units=tuple(units))
