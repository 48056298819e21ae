"""A comparison set out for a page: in one column, or side by side; folded where nothing differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from alliance.redlines.comparing import Comparison, Row, What
from alliance.redlines.differing import Mark, Run, differs
from alliance.redlines.passages import Runs
from alliance.redlines.wording import passage_ends
from alliance.texts.numbering import Number


@dataclass(frozen=True)
class Cell:
    """A unit as one side of a comparison shows it. Of the title and the enacting line: its text."""

    unit: str
    kind: str  # a Kind, "title" or "enacting"
    level: int
    number: str  # printed before it
    address: str
    label: Runs
    heading: Runs
    text: Runs


@dataclass(frozen=True)
class Line:
    """A line of the one-column view: the unit with all its runs, and a note in words."""

    cell: Cell
    what: tuple[str, ...]  # What, "away" where it stood before it moved; () where nothing differs
    note: str


@dataclass(frozen=True)
class Pair:
    """A row of the two-column view; a side is None where the unit does not stand there."""

    old: Cell | None
    new: Cell | None
    what: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Fold:
    """Rows that are left out because nothing differs in them, by number, first and last address."""

    count: int
    first: str
    last: str


Shown = TypeVar("Shown", Line, Pair)


def inline(found: Comparison) -> tuple[Line, ...]:
    """Everything in one column; a moved unit also where it stood, struck, with a note."""
    head = [
        Line(_head(part, runs), _changed(runs), _note_of_words(runs))
        for part, runs in _heads(found)
    ]
    lines = [Line(_cell(row, None), _what(row), _note(row)) for row in found.rows]
    return (*head, *lines)


def side_by_side(found: Comparison) -> tuple[Pair, ...]:
    """The old text on the left with what was struck, the new on the right with what came."""
    return (*_head_pairs(found), *(_pair(row) for row in found.rows))


def only_changes(rows: Sequence[Shown], context: int = 1) -> tuple[Shown | Fold, ...]:
    """The rows that differ and so many around them; the others folded."""
    near = [False] * len(rows)
    for at, row in enumerate(rows):
        if row.what:
            for other in range(max(0, at - context), min(len(rows), at + context + 1)):
                near[other] = True
    shown: list[Shown | Fold] = []
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and not near[end]:
            end += 1
        if end - at > 1:
            shown.append(Fold(end - at, _address(rows[at]), _address(rows[end - 1])))
        else:
            end = at + 1
            shown.append(rows[at])
        at = end
    return tuple(shown)


def spoken(run: Run, ends: Mapping[str, tuple[str, str]] | None = None) -> str:
    """What a screen reader says before the words of a run; "" before those that were kept.

    `ends` (wording.passage_ends) names the other end of a moved passage.
    """
    if run.mark is Mark.KEPT:
        return ""
    if not run.moved:
        return f"{run.mark}: "
    was, now = (ends or {}).get(run.moved, ("", ""))
    if run.mark is Mark.STRUCK:
        return f"moved to {now or 'elsewhere'}: "
    return f"moved here from {was or 'elsewhere'}: "


def ends_of(found: Comparison) -> dict[str, tuple[str, str]]:
    """From which address to which each moved passage went, by its key in the runs."""
    return passage_ends(found)


def _heads(found: Comparison) -> tuple[tuple[str, Runs], tuple[str, Runs]]:
    return ("title", found.title), ("enacting", found.enacting)


def _head_pairs(found: Comparison) -> Iterator[Pair]:
    for part, runs in _heads(found):
        cell = _head(part, runs)
        yield Pair(
            _side(cell, Mark.STRUCK),
            _side(cell, Mark.INSERTED),
            _changed(runs),
            _note_of_words(runs),
        )


def _head(part: str, runs: Runs) -> Cell:
    return Cell("", part, 0, "", "enacting line" if part == "enacting" else part, (), (), runs)


def _changed(runs: Runs) -> tuple[str, ...]:
    return (str(What.CHANGED),) if differs(runs) else ()


def _note_of_words(runs: Runs) -> str:
    return "changed" if differs(runs) else ""


def _what(row: Row) -> tuple[str, ...]:
    return ("away",) if row.away else tuple(str(one) for one in What if one in row.what)


def _note(row: Row) -> str:
    was, now = row.was.address if row.was else "", row.now.address if row.now else ""
    if row.away:
        return f"moved to {now}"
    notes = [str(one) for one in (What.INSERTED, What.STRUCK, What.CHANGED) if one in row.what]
    if What.MOVED in row.what:
        notes.append(f"moved from {was}")
    elif was and now and was != now:
        notes.append(f"{was} before")
    if What.KIND in row.what and row.old:
        notes.append(f"{row.old.kind} before")
    if What.FILE in row.what:
        notes.append("another file")
    return ", ".join(notes)


def _cell(row: Row, side: Mark | None) -> Cell:
    """The unit with all its runs, or as the side of those struck or inserted shows it."""
    old = (side is Mark.STRUCK or row.away) and row.old is not None
    unit = row.old if old and row.old else row.unit
    number: Number | None = row.was if old else row.now or row.was
    assert number is not None
    cell = Cell(
        unit.id,
        unit.kind,
        unit.level,
        number.number,
        number.address,
        row.label,
        row.heading,
        row.text,
    )
    return _side(cell, side) if side else cell


def _side(cell: Cell, side: Mark) -> Cell:
    parts = [
        tuple(run for run in runs if run.mark in (Mark.KEPT, side))
        for runs in (cell.label, cell.heading, cell.text)
    ]
    return Cell(cell.unit, cell.kind, cell.level, cell.number, cell.address, *parts)


def _pair(row: Row) -> Pair:
    left = row.old is not None and (row.away or What.MOVED not in row.what)
    right = row.new is not None and not row.away
    return Pair(
        _cell(row, Mark.STRUCK) if left else None,
        _cell(row, Mark.INSERTED) if right else None,
        _what(row),
        _note(row),
    )


def _address(row: Line | Pair) -> str:
    cell = row.cell if isinstance(row, Line) else row.new or row.old
    return cell.address if cell else ""
