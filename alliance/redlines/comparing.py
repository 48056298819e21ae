"""Comparing two texts: what became of each unit, and of the words in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from alliance.redlines.differing import Mark, Run, after, before, difference, differs
from alliance.redlines.pairing import paired, rising
from alliance.redlines.passages import Runs, linked
from alliance.texts.numbering import Number, numbers
from alliance.texts.units import Form, Text, Unit


class What(StrEnum):
    """What became of a unit; several may hold, none where it is as it was."""

    INSERTED = "inserted"
    STRUCK = "struck"
    CHANGED = "changed"  # its words
    MOVED = "moved"
    LEVEL = "level"
    KIND = "kind"
    FILE = "file"


class OtherText(ValueError):  # noqa: N818 - named for what was given
    """Changes were applied to a text that they were not made from; the message says where."""


@dataclass(frozen=True)
class Row:
    """A unit of either text or of both, and what became of it.

    `was` and `now` are its addresses. A moved unit has two rows: where it stands now, and, `away`,
    where it stood. The runs are those of its words, empty where there are none.
    """

    old: Unit | None
    new: Unit | None
    what: frozenset[What]
    label: Runs
    heading: Runs
    text: Runs
    was: Number | None
    now: Number | None
    away: bool = False

    @property
    def unit(self) -> Unit:
        """The unit as it is now, or as it was where it is gone."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True)
class Comparison:
    """Two texts, and all that makes the one the other, in reading order."""

    old: Text
    new: Text
    title: Runs
    enacting: Runs
    rows: tuple[Row, ...]
    passages: int  # moved from within one unit into another, linked in the runs by number

    @property
    def form(self) -> tuple[Form, Form]:
        """What the text was, and is."""
        return self.old.form, self.new.form

    @property
    def same(self) -> bool:
        """Whether nothing differs that is printed."""
        head = differs(self.title) or differs(self.enacting) or self.old.form != self.new.form
        return not head and not any(row.what for row in self.rows)


def compare(old: Text, new: Text, *, by_id: bool = False) -> Comparison:
    """All that differs; with `by_id` only units of the same id are the same unit."""
    pairs = paired(old.units, new.units, by_id=by_id)
    was, now = numbers(old.units), numbers(new.units)
    rows = [_row(one, two, was, now, moved) for one, two, moved in _in_order(old, new, pairs)]
    runs, count = linked([part for row in rows for part in (row.label, row.heading, row.text)])
    if count:
        rows = [
            replace(row, label=runs[3 * n], heading=runs[3 * n + 1], text=runs[3 * n + 2])
            for n, row in enumerate(rows)
        ]
    rows = list(_with_those_away(rows, old))
    title, enacting = difference(old.title, new.title), difference(old.enacting, new.enacting)
    return Comparison(old, new, title, enacting, tuple(rows), count)


def apply(changes: Comparison, text: Text) -> Text:
    """What the changes make of the text that they were found in.

    Raises OtherText where the words that they start from are not there.
    """
    if [unit.id for unit in text.units] != [unit.id for unit in changes.old.units]:
        raise OtherText("These changes were found in a text with other units.")
    units = []
    for row in changes.rows:
        if row.new is None or row.away:
            continue
        said = _applied(row, text.by_id.get(row.old.id) if row.old else None)
        units.append(replace(row.new, label=said[0], heading=said[1], text=said[2]))
    return Text(
        _turned(changes.title, text.title, "the title"),
        tuple(units),
        changes.new.form,
        _turned(changes.enacting, text.enacting, "the enacting line"),
    )


def _applied(row: Row, unit: Unit | None) -> list[str]:
    says = unit.says() if unit else ("", "", "")
    where = row.was.address if row.was else ""
    runs = (row.label, row.heading, row.text)
    return [_turned(one, words, where) for one, words in zip(runs, says, strict=True)]


def _turned(runs: Runs, words: str, where: str) -> str:
    if before(runs) != words:
        raise OtherText(f"These changes were found in other words of {where}.")
    return after(runs)


def _in_order(
    old: Text, new: Text, pairs: Mapping[int, int]
) -> Iterator[tuple[Unit | None, Unit | None, bool]]:
    """The units as they are read: those struck stand where they stood, moved ones where they do."""
    back = {there: here for here, there in pairs.items()}
    here = there = 0
    for i, j in [*rising(pairs), (len(old.units), len(new.units))]:
        for place in range(here, i):
            if place not in pairs:
                yield old.units[place], None, False
        for place in range(there, j):
            moved = place in back
            yield (old.units[back[place]] if moved else None), new.units[place], moved
        if i < len(old.units):
            yield old.units[i], new.units[j], False
        here, there = i + 1, j + 1


def _row(
    old: Unit | None,
    new: Unit | None,
    was: Mapping[str, Number],
    now: Mapping[str, Number],
    moved: bool,  # noqa: FBT001
) -> Row:
    said = zip(old.says() if old else ("",) * 3, new.says() if new else ("",) * 3, strict=True)
    label, heading, text = (_runs(one, two) for one, two in said)
    return Row(
        old,
        new,
        frozenset(_what(old, new, moved=moved)),
        label,
        heading,
        text,
        was[old.id] if old else None,
        now[new.id] if new else None,
    )


def _runs(old: str, new: str) -> Runs:
    if old and new:
        return difference(old, new)
    mark, words = (Mark.STRUCK, old) if old else (Mark.INSERTED, new)
    return (Run(mark, words),) if words else ()


def _what(old: Unit | None, new: Unit | None, *, moved: bool) -> Iterator[What]:
    if old is None or new is None:
        yield What.INSERTED if old is None else What.STRUCK
        return
    if old is new and not moved:
        return
    for what, differ in (
        (What.CHANGED, old.says() != new.says()),
        (What.MOVED, moved),
        (What.LEVEL, old.level != new.level),
        (What.KIND, old.kind is not new.kind),
        (What.FILE, old.file != new.file),
    ):
        if differ:
            yield what


def _with_those_away(rows: Sequence[Row], old: Text) -> Iterable[Row]:
    """The rows, and each moved unit once more where it stood: before what came next there."""
    gone = {row.old.id: row for row in rows if row.old and What.MOVED in row.what}
    if not gone:
        yield from rows
        return
    ids = [unit.id for unit in old.units]
    next_one = 0
    for row in rows:
        stays = row.old is not None and row.old.id not in gone
        while stays and row.old and next_one < len(ids) and ids[next_one] != row.old.id:
            if ids[next_one] in gone:
                yield _away(gone[ids[next_one]])
            next_one += 1
        next_one += stays
        yield row
    yield from (_away(gone[key]) for key in ids[next_one:] if key in gone)


def _away(row: Row) -> Row:
    assert row.old is not None
    parts = [(Run(Mark.STRUCK, words),) if words else () for words in row.old.says()]
    return replace(row, label=parts[0], heading=parts[1], text=parts[2], away=True)
