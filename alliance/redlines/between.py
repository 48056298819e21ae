"""The edits that make a base text what somebody made of a copy of it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from alliance.redlines.differing import stretches
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
from alliance.redlines.ordering import moved
from alliance.texts.units import Text, Unit

_FEW = 4  # one part in so many of a unit's letters kept: it is substituted whole


def edits_between(base: Text, changed: Text) -> tuple[Edit, ...]:
    """The edits that make the one text the other; units are the same where their ids are."""
    return (
        *_of_the_head(base, changed),
        *(
            edit
            for unit in base.units
            if unit.id in changed.by_id
            for edit in edits_of_unit(unit, changed.by_id[unit.id])
        ),
        *_struck(base, changed),
        *_placed(base, changed),
    )


def edits_of_unit(old: Unit, new: Unit) -> Iterator[Edit]:
    """The edits that make one unit the other, wherever it stands."""
    if old.says() != new.says():
        yield from _rewritten(old, new) or _words_of(old, new)
    for what in ("kind", "level", "file", "origin"):
        if getattr(old, what) != getattr(new, what):
            yield Recast(old.id, what, getattr(old, what), getattr(new, what))


def words_between(unit: str, part: str, old: str, new: str) -> Iterator[Words]:
    """The edits that make the words of one part the others."""
    for one in stretches(old, new, readable=True):
        was, now = old[one.start : one.end], new[one.there : one.upto]
        yield Words(unit, part, one.start, one.end, was, now)


def _of_the_head(base: Text, changed: Text) -> Iterator[Edit]:
    if base.form is not changed.form:
        yield Reform(base.form, changed.form)
    yield from words_between("", "title", base.title, changed.title)
    yield from words_between("", "enacting", base.enacting, changed.enacting)


def _words_of(old: Unit, new: Unit) -> Iterator[Edit]:
    for part in PARTS:
        yield from words_between(old.id, part, getattr(old, part), getattr(new, part))


def _rewritten(old: Unit, new: Unit) -> tuple[Edit, ...]:
    """The whole unit substituted, where next to nothing of its text stays."""
    found = stretches(old.text, new.text, readable=True)
    kept = len(old.text) - sum(one.end - one.start for one in found)
    if not new.text.strip() or len(found) < 2 or kept * _FEW > min(len(old.text), len(new.text)):
        return ()
    return (Rewrite(old.id, old.says(), new.says()),)


def _struck(base: Text, changed: Text) -> Iterator[Edit]:
    units, at = base.units, 0
    while at < len(units):
        top, end = units[at], at + 1
        if top.id in changed.by_id:
            at += 1
            continue
        while (
            end < len(units) and units[end].level > top.level and units[end].id not in changed.by_id
        ):
            end += 1
        yield Strike(top.id, tuple(unit.id for unit in units[at + 1 : end]))
        at = end


def _placed(base: Text, changed: Text) -> Iterator[Edit]:
    """What was inserted and moved, each row of units as one edit, in the order of the copy."""
    ids = [unit.id for unit in base.units]
    went = moved(ids, [unit.id for unit in changed.units])
    neighbours = set(pairwise(ids))
    row: list[Unit] = []
    after: str | None = None
    before: str | None = None
    for unit in changed.units:
        new = unit.id not in base.by_id
        if row and not _goes_on(row[-1], unit, base, neighbours, went):
            yield _edit(row, after, base)
            row = []
        if new or unit.id in went:
            after = after if row else before
            row.append(unit)
        before = unit.id
    if row:
        yield _edit(row, after, base)


def _goes_on(
    last: Unit, unit: Unit, base: Text, neighbours: set[tuple[str, str]], went: set[str]
) -> bool:
    """Whether a unit belongs to the row before it: both new, or both moved side by side."""
    if last.id not in base.by_id:
        return unit.id not in base.by_id
    return unit.id in went and (last.id, unit.id) in neighbours


def _edit(row: Sequence[Unit], after: str | None, base: Text) -> Edit:
    if row[0].id in base.by_id:
        return Move(tuple(unit.id for unit in row), after)
    return Insert(after, tuple(row))
