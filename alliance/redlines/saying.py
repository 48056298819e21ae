"""Edits in the language of amendments: "In clause 3, strike “may” and insert “shall”."."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from alliance.redlines.edits import (
    PARTS,
    Edit,
    Insert,
    Move,
    Recast,
    Reform,
    Rewrite,
    Strike,
    Words,
)
from alliance.redlines.places import capital, of_part
from alliance.texts.numbering import numbers
from alliance.texts.parts import PARTS as PARTS_OF_TEXT
from alliance.texts.parts import beneath, parents
from alliance.texts.units import File, Kind, Origin, Text, Unit

_NTH: Final = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
_CALLED: Final = {Kind.RECITAL: "whereas clause"}


def sentences(base: Text, edits: Sequence[Edit]) -> tuple[str, ...]:
    """Each edit as a sentence, with the addresses of the base."""
    known = {key: number.address for key, number in numbers(base.units).items()}
    return tuple(_said(base, known, edit) for edit in edits)


def _said(base: Text, known: Mapping[str, str], edit: Edit) -> str:
    if isinstance(edit, Words):
        return _words(base, known, edit)
    if isinstance(edit, Insert):
        units = "; ".join(_unit(unit) for unit in edit.units)
        return f"{capital(_place(base, known, edit.after, edit.units[0]))}, insert {units}."
    if isinstance(edit, Move):
        first = base.by_id.get(edit.units[0])
        units = ", ".join(known.get(key, key) for key in edit.units)
        return f"Move {units} to stand {_place(base, known, edit.after, first)}."
    if isinstance(edit, Reform):
        return f"Make the text a {edit.new}."
    return _of_unit(base, known, edit)


def _of_unit(base: Text, known: Mapping[str, str], edit: Rewrite | Strike | Recast) -> str:
    if isinstance(edit, Rewrite):
        pairs = zip(PARTS, edit.new, strict=True)
        new = "; ".join(f"{'' if part == 'text' else f'{part} '}{_in(w)}" for part, w in pairs if w)
        return f"Strike all words of {known.get(edit.unit, edit.unit)} and insert: {new}."
    if isinstance(edit, Strike):
        return f"Strike {known.get(edit.unit, edit.unit)}{_with(base, known, edit)}."
    return _recast(known, edit)


def _words(base: Text, known: Mapping[str, str], edit: Words) -> str:
    holder = base.by_id.get(edit.unit) if edit.unit else base
    said = getattr(holder, edit.part, "")
    head = f"In {of_part(edit.part, known.get(edit.unit, edit.unit))}, "
    if edit.old:
        lead = len(edit.old) - len(edit.old.lstrip())
        which = _which(said, edit.old.strip(), edit.start + lead) if edit.old.strip() else ""
        struck = f"strike {which}{_in(edit.old)}"
        return f"{head}{struck}{f' and insert {_in(edit.new)}' if edit.new else ''}."
    if not said[: edit.start].strip():
        return f"{head}{'at the beginning, ' if said.strip() else ''}insert {_in(edit.new)}."
    if not said[edit.start :].strip():
        return f"{head}at the end, insert {_in(edit.new)}."
    return f"{head}after {_context(said[: edit.start], said)}, insert {_in(edit.new)}."


def _which(said: str, words: str, start: int) -> str:
    """ "the second " where the words come more than once."""
    places = _places(said, words)
    if len(places) < 2 or start not in places:
        return ""
    return f"the {_nth(places.index(start) + 1)} "


def _context(before: str, said: str) -> str:
    """The fewest of up to three words before the place that come only once; else which one."""
    ends = [found.start() for found in re.finditer(r"\S+", before)]
    for count in (1, 2, 3):
        words = before[ends[-count] :].rstrip() if len(ends) >= count else ""
        if words and len(_places(said, words)) == 1:
            return f"“{words}”"
    last = before[ends[-1] :].rstrip()
    return f"{_which(said, last, ends[-1])}“{last}”"


def _places(said: str, words: str) -> list[int]:
    """Where the words stand, as whole words."""
    left = r"(?<!\w)" if words[0].isalnum() else ""
    right = r"(?!\w)" if words[-1].isalnum() else ""
    return [found.start() for found in re.finditer(left + re.escape(words) + right, said)]


def _nth(number: int) -> str:
    if number <= len(_NTH):
        return _NTH[number - 1]
    last = number % 10 if number % 100 not in (11, 12, 13) else 0
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(last, 'th')}"


def _in(words: str) -> str:
    if words.strip():
        return f"“{words.strip()}”"
    return "a line break" if "\n" in words else "a space"


def _with(base: Text, known: Mapping[str, str], edit: Strike) -> str:
    """What goes with a unit that is struck."""
    if not edit.beneath:
        return ""
    if len(edit.beneath) + 1 == len(beneath(base.units, edit.unit)):
        return " and everything beneath it"
    return f", with {', '.join(known.get(key, key) for key in edit.beneath)}"


def _unit(unit: Unit) -> str:
    called = _CALLED.get(unit.kind, str(unit.kind))
    article = "an" if called[0] in "aeiou" else "a"
    words = " ".join(filter(None, unit.says()))
    held = f" with the file {unit.file.name}" if unit.file else ""
    return f"{article} {called}{held}{f' {_in(words)}' if words.strip() else ''}"


def _place(base: Text, known: Mapping[str, str], after: str | None, unit: Unit | None) -> str:
    if after is None:
        return "at the beginning"
    if after not in base.by_id or unit is None:
        return "after what is inserted before"
    over, key = parents(base.units), after
    while base.by_id[key].level > unit.level and (above := over[key]) is not None:
        key = above
    sibling = base.by_id[key]
    if sibling.level < unit.level:
        return f"first under {known[key]}"
    top = unit.level == 0 == sibling.level
    if top and PARTS_OF_TEXT[sibling.kind] < PARTS_OF_TEXT[unit.kind]:
        return f"at the beginning of what follows {known[key]}"
    return f"after {known[key]}"


def _recast(known: Mapping[str, str], edit: Recast) -> str:
    where = known.get(edit.unit, edit.unit)
    if edit.what == "kind":
        return f"Make {where} a {edit.new}."
    if edit.what == "level" and isinstance(edit.old, int) and isinstance(edit.new, int):
        levels = abs(edit.new - edit.old)
        deeper = "deeper" if edit.new > edit.old else "less deep"
        return f"Let {where} stand {levels} {'level' if levels == 1 else 'levels'} {deeper}."
    names = [
        one.name if isinstance(one, File) else one.title if isinstance(one, Origin) else "none"
        for one in (edit.old, edit.new)
    ]
    return f"In {where}, instead of the {edit.what} {names[0]} put {names[1]}."
