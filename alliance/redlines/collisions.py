"""Where amendments collide: where it matters which of two is adopted first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from alliance.redlines.edits import (
    Amendment,
    Edit,
    Insert,
    Move,
    Recast,
    Reform,
    Rewrite,
    Span,
    Words,
    placed,
    spans,
    struck,
)
from alliance.redlines.marking import uppers
from alliance.redlines.places import of_part
from alliance.texts.numbering import numbers
from alliance.texts.parts import PARTS
from alliance.texts.units import Text, Unit


class Over(StrEnum):
    """What two amendments collide over."""

    WORDS = "words"  # they change the same words
    POINT = "point"  # they insert words at the same point
    STRUCK = "struck"  # one strikes what the other changes, moves, or puts something under
    MOVED = "moved"  # they move the same unit
    ORDER = "order"  # they put units at the same place
    RECAST = "recast"  # they change level, kind or file of the same unit
    FORM = "form"
    SAME = "same id"  # they insert different units with the same id
    CIRCLE = "circle"  # each puts a unit after the other's


@dataclass(frozen=True)
class Collision:
    """Two amendments, by their keys, what they collide over, and where."""

    first: str
    second: str
    over: Over
    unit: str  # its id; "" of the head, and of the beginning
    place: str  # its address, or "the title"
    sentence: str


@dataclass
class _One:
    """An amendment with what is asked about it more than once."""

    amendment: Amendment
    afters: dict[str, str | None]
    above: dict[Edit, tuple[str, ...]]  # what it puts units under


def collisions(base: Text, amendments: Sequence[Amendment]) -> tuple[Collision, ...]:
    """All collisions between any two of them, in their order; the same edit twice is none."""
    known = {key: number.address for key, number in numbers(base.units).items()}
    rows = [_one(base, amendment) for amendment in amendments]
    found: dict[Collision, None] = {}
    for one, two in combinations(rows, 2):
        for over, unit, place in _between(one, two, known):
            keys = one.amendment.key, two.amendment.key
            where = place or known.get(unit, "the beginning")
            where = f"after {where}" if over is Over.ORDER and unit else where
            found[Collision(*keys, over, unit, where, _said(keys, over, where))] = None
    return tuple(found)


def clusters(keys: Sequence[str], found: Sequence[Collision]) -> tuple[tuple[str, ...], ...]:
    """The amendments that collide with each other, directly or through others, in their order."""
    group = {key: {key} for key in keys}
    for one in found:
        joint = group[one.first] | group[one.second]
        for key in joint:
            group[key] = joint
    rows = dict.fromkeys(tuple(key for key in keys if key in group[one]) for one in keys)
    return tuple(row for row in rows if len(row) > 1)


def _one(base: Text, amendment: Amendment) -> _One:
    afters: dict[str, str | None] = {}
    for edit in amendment.edits:
        if isinstance(edit, Insert | Move):
            afters |= dict(zip(placed(edit), (edit.after, *placed(edit)), strict=False))
    above = uppers(base, amendment.edits) if afters else {}
    over = {
        edit: tuple(dict.fromkeys(key for put in placed(edit) for key in above[put]))
        for edit in amendment.edits
        if placed(edit)
    }
    return _One(amendment, afters, over)


Found = tuple[Over, str, str]  # over what, which unit, the place where it is not the unit's address


def _between(one: _One, two: _One, known: Mapping[str, str]) -> Iterator[Found]:
    same = set(one.amendment.edits) & set(two.amendment.edits)
    mine = [edit for edit in one.amendment.edits if edit not in same]
    theirs = [edit for edit in two.amendment.edits if edit not in same]
    where: dict[str, list[Edit]] = defaultdict(list)
    for other in theirs:
        for handle in _handles(other):
            where[handle].append(other)
    for edit in mine:
        others = {id(other): other for handle in _handles(edit) for other in where[handle]}
        for other in others.values():
            yield from _over_words(edit, other, known)
            yield from _over_units(edit, other)
    yield from _over_struck(mine, two, theirs)
    yield from _over_struck(theirs, one, mine)
    yield from _over_circles(one, two)


def _handles(edit: Edit) -> Iterator[str]:
    """What two edits have in common, at the least, where they collide."""
    if isinstance(edit, Insert | Move):
        yield f"after {edit.after}"
        yield from placed(edit)
    else:
        yield "form" if isinstance(edit, Reform) else f"in {edit.unit}"


def _over_words(edit: Edit, other: Edit, known: Mapping[str, str]) -> Iterator[Found]:
    if not (isinstance(edit, Words | Rewrite) and isinstance(other, Words | Rewrite)):
        return
    if edit.unit != other.unit:
        return
    for span in spans(edit):
        for its in spans(other):
            over = _meet(span, its) if span.at == its.at else None
            if over:
                place = of_part(span.part, known.get(span.unit, "")) if span.part != "text" else ""
                yield over, span.unit, place


def _meet(one: Span, two: Span) -> Over | None:
    if one.start == one.end == two.start == two.end:
        return Over.POINT
    if one.whole or two.whole:
        return Over.WORDS
    inside = (
        one.start < two.start == two.end < one.end or two.start < one.start == one.end < two.end
    )
    return Over.WORDS if inside or max(one.start, two.start) < min(one.end, two.end) else None


def _over_units(edit: Edit, other: Edit) -> Iterator[Found]:
    if isinstance(edit, Reform) and isinstance(other, Reform):
        yield Over.FORM, "", "the form of the text"
    if (
        isinstance(edit, Recast)
        and isinstance(other, Recast)
        and (edit.unit, edit.what) == (other.unit, other.what)
    ):
        yield Over.RECAST, edit.unit, ""
    if isinstance(edit, Insert | Move) and isinstance(other, Insert | Move):
        for key in placed(edit):
            if key in placed(other):
                moved = isinstance(edit, Move)
                yield (Over.MOVED if moved else Over.SAME), key, "" if moved else "what is inserted"
        parts = {_part(edit), _part(other)}
        if edit.after == other.after and (len(parts) == 1 or -1 in parts):
            yield Over.ORDER, edit.after or "", ""


def _part(edit: Insert | Move) -> int:
    """The part of the text in which units are put; -1 where they do not show it themselves."""
    first = edit.units[0]
    return PARTS[first.kind] if isinstance(first, Unit) and first.level == 0 else -1


def _over_struck(striking: Sequence[Edit], other: _One, others: Sequence[Edit]) -> Iterator[Found]:
    """What one strikes and the other changes, strikes otherwise, moves, or puts something under."""
    gone = {key: edit for edit in striking for key in struck(edit)}
    for edit in others if gone else ():
        if isinstance(edit, Words | Rewrite | Recast):
            touched = [edit.unit]
        else:
            touched = [*struck(edit), *(placed(edit) if isinstance(edit, Move) else ())]
            touched += other.above.get(edit, ())
        for key in touched:
            if key in gone:
                yield Over.STRUCK, key, ""
                break


def _over_circles(one: _One, two: _One) -> Iterator[Found]:
    """Whether units of the one follow units of the other which follow them."""
    for start in one.afters:
        seen: set[str] = set()
        key: str | None = start
        while key is not None and key not in seen:
            seen.add(key)
            key = one.afters.get(key, two.afters.get(key))
        if key == start and not seen <= set(one.afters):
            yield Over.CIRCLE, start, ""
            return


def _said(keys: tuple[str, str], over: Over, where: str) -> str:
    both = f"{keys[0]} and {keys[1]}"
    return {
        Over.WORDS: f"{both} change the same words of {where}.",
        Over.POINT: f"{both} insert words at the same point of {where}.",
        Over.STRUCK: f"One of {both} strikes {where}, which the other changes, moves or adds to.",
        Over.MOVED: f"{both} move {where} to different places.",
        Over.ORDER: f"{both} put units at the same place, {where}.",
        Over.RECAST: f"{both} change what kind of unit {where} is, or how deep it stands.",
        Over.FORM: f"{both} change {where}.",
        Over.SAME: f"{both} insert different units with the same id.",
        Over.CIRCLE: f"{both} each put units after the other's: {where}.",
    }[over]
