"""What is wrong with edits, held against the text that they are to change."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from alliance.redlines.applying import Reasons
from alliance.redlines.edits import (
    Amendment,
    Edit,
    Insert,
    Move,
    Recast,
    Reform,
    Rewrite,
    Span,
    Strike,
    Words,
    placed,
    spans,
    struck,
)
from alliance.redlines.marking import Marked
from alliance.redlines.places import of_part
from alliance.texts.checking import Fault
from alliance.texts.numbering import numbers
from alliance.texts.units import Text

Known = Mapping[str, str]  # the address of each unit of the base
ANEW: Final = "Make the amendment anew from the text as it is."


def faults(base: Text, edits: Sequence[Edit]) -> list[Fault]:
    """Why these edits are no amendment of the base; empty where they are."""
    if not edits:
        return [Fault("the amendment", "it changes nothing.", "Change something, or withdraw it.")]
    known = {key: number.address for key, number in numbers(base.units).items()}
    return [*_of_each(base, known, edits), *_of_all(known, edits)]


def _of_each(base: Text, known: Known, edits: Sequence[Edit]) -> Iterator[Fault]:
    reasons = Reasons(Marked(base), Amendment("checked", tuple(edits)))
    for edit in edits:
        where, unit = _where(known, edit)
        if _malformed(edit):
            yield Fault(where, _malformed(edit), "Say what is to change there.", unit)
        elif reason := reasons.of(edit):
            yield Fault(where, reason, ANEW, unit)


def _of_all(known: Known, edits: Sequence[Edit]) -> Iterator[Fault]:
    """What the edits do to each other."""
    rows = [span for edit in edits for span in spans(edit)]
    for one, two in pairwise(sorted(rows, key=lambda span: (span.at, span.start, span.end))):
        if one.at == two.at and _meet(one, two):
            where = of_part(one.part, known.get(one.unit, ""))
            yield Fault(where, "two edits change the same words.", "Make them one.", one.unit)
    gone: set[str] = set()
    put: set[str] = set()
    for edit in edits:
        for seen, keys, said in (
            (gone, struck(edit), "it is struck twice."),
            (put, placed(edit), "it is put at two places."),
        ):
            for key in seen & set(keys):
                yield Fault(_address(known, key), said, "Do it once.", key)
            seen |= set(keys)
    for key in gone & (put | {span.unit for span in rows}):
        yield Fault(_address(known, key), "it is struck and changed.", "Do one of both.", key)


def _meet(one: Span, two: Span) -> bool:
    """Whether two spans of one part, in order, are about the same words or the same place."""
    same_point = one.start == one.end == two.start == two.end
    return one.whole or two.whole or same_point or two.start < one.end


def _malformed(edit: Edit) -> str:
    if isinstance(edit, Words):
        sound = 0 <= edit.start <= edit.end and edit.end - edit.start == len(edit.old)
        head = (edit.part in ("title", "enacting")) == (edit.unit == "")
        if not (sound and head and edit.part in ("text", "heading", "label", "title", "enacting")):
            return "its place is none."
        return "it changes nothing." if edit.old == edit.new else ""
    if isinstance(edit, Insert):
        return "" if edit.units else "it inserts nothing."
    if isinstance(edit, Move):
        return "" if edit.units and edit.after not in edit.units else "it moves nothing."
    same = isinstance(edit, Rewrite | Recast | Reform) and edit.old == edit.new
    return "it changes nothing." if same else ""


def _where(known: Known, edit: Edit) -> tuple[str, str]:
    if isinstance(edit, Words):
        return of_part(edit.part, _address(known, edit.unit) if edit.unit else ""), edit.unit
    if isinstance(edit, Rewrite | Recast | Strike):
        return _address(known, edit.unit), edit.unit
    if isinstance(edit, Insert | Move):
        after = edit.after
        return f"after {_address(known, after)}" if after else "the beginning of the text", ""
    return "the form of the text", ""


def _address(known: Known, key: str) -> str:
    return known.get(key, f"unit {key}")
