"""Reading JSON documents strictly: one object that holds one list of records."""

import json
import re
from typing import Any, NoReturn

from alliance.core.imports import ImportRefused, Refusal, Source, normalised, shown, text_fault

FILE_BYTES = 8 << 20
DEPTH = 32
DIGITS = 18
EXPONENT = 300

# Whole strings first, closed or not, so that brackets inside them do not count.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_FIX_SYNTAX = "save the file again as JSON with the program it came from"


class _UnreadableError(ValueError):
    """A value that JSON parsers take and this one does not."""


class RepeatedKeyError(_UnreadableError):
    """A key that stands twice in one object: parsers keep the last in silence."""


def read_json(source: Source, key: str, *, file_bytes: int = FILE_BYTES) -> list[dict[str, Any]]:
    """The records of the list under `key`; text is composed (NFC).

    Refused (ImportRefused): a file above `file_bytes`, deep nesting, repeated keys, NaN, infinite
    or huge numbers, half characters, anything but an object that holds a list of objects.
    """
    text = source.text(file_bytes)
    _refuse_deep_nesting(source, text)
    document = _parsed(source, text)
    shape = f'the file must be an object with a list under "{key}"'
    if not isinstance(document, dict):
        raise source.refused("is not a JSON object", shape)
    if key not in document:
        raise source.refused(f'has no "{key}"', shape, column=key)
    records = document[key]
    if not isinstance(records, list):
        raise source.refused(f'"{key}" is not a list', shape, column=key)
    return _checked(source, records)


def _parsed(source: Source, text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=each_once,
            parse_constant=_no_constant,
            parse_int=_whole_number,
            parse_float=_decimal_number,
        )
    except _UnreadableError as wrong:
        raise source.refused(str(wrong), "correct the value in the file") from None
    except json.JSONDecodeError as wrong:
        place = f"line {wrong.lineno}, column {wrong.colno}"
        found = text[wrong.pos : wrong.pos + 1]
        if found == "'":
            reason = f"{place}: a single quote stands where JSON has a double quote"
            raise source.refused(reason, "write names and texts in double quotes") from None
        what = f'"{shown(found)}" is not expected here' if found else "the file ends too early"
        raise source.refused(f"{place}: not JSON: {what}", _FIX_SYNTAX) from None


def _refuse_deep_nesting(source: Source, text: str) -> None:
    depth = 0
    for match in _BRACKETS.finditer(text):
        found = match.group()
        depth += (found in "[{") - (found in "]}")
        if depth > DEPTH:
            raise source.refused(
                f"is nested more than {DEPTH} levels deep", "keep one list of plain records"
            )


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object that these pairs make; a hook for JSON parsers."""
    held: dict[str, Any] = {}
    for name, value in pairs:
        composed = normalised(_kept(name))
        if composed in held:
            raise RepeatedKeyError(f'the key "{shown(composed)}" stands twice in one object')
        held[composed] = value
    return held


def _no_constant(name: str) -> NoReturn:
    raise _UnreadableError(f"{name} is not a JSON number")


def _whole_number(text: str) -> int:
    if len(text.lstrip("-")) > DIGITS:
        raise _UnreadableError(f"the number {shown(text)} has more than {DIGITS} digits")
    return int(text)


def _decimal_number(text: str) -> float:
    exponent = re.search(r"[eE][+-]?0*([0-9]*)$", text)
    digits = exponent.group(1) if exponent else ""
    if len(text) > 2 * DIGITS or len(digits) > 3 or int(digits or "0") > EXPONENT:
        raise _UnreadableError(f"the number {shown(text)} is out of range")
    return float(text)


def _checked(source: Source, records: list[Any]) -> list[dict[str, Any]]:
    refusals: list[Refusal] = []
    read: list[dict[str, Any]] = []
    for index, record in enumerate(records):
        if not isinstance(record, dict):
            reason = "is not an object"
            refusals.append(Refusal(source.name, index, None, None, reason, "write a record"))
            continue
        kept: dict[str, Any] = {}
        for name, value in record.items():
            try:
                kept[name] = _composed(value)
            except _UnreadableError as wrong:
                fix = "type the text again as plain text"
                refusals.append(Refusal(source.name, index, name, None, str(wrong), fix))
        read.append(kept)
    if refusals:
        raise ImportRefused(refusals)
    return read


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return normalised(_kept(value))
    if isinstance(value, list):
        return [_composed(one) for one in value]
    if isinstance(value, dict):
        return {name: _composed(held) for name, held in value.items()}
    return value


def _kept(text: str) -> str:
    fault = text_fault(text)
    if fault is not None:
        raise _UnreadableError(f"the text {shown(text)} {fault}")
    return text
