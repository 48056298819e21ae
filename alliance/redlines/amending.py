"""Amendments to amendments: the second changes the new words of the first, and goes no deeper."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from alliance.redlines.edits import (
    PARTS,
    Amendment,
    Edit,
    Insert,
    Move,
    Recast,
    Rewrite,
    Strike,
    Words,
    inserted,
)
from alliance.redlines.ordering import arranged
from alliance.redlines.places import quoted
from alliance.texts.units import Unit


class TooDeep(ValueError):  # noqa: N818 - named for what it is
    """An amendment to an amendment was to be amended."""


class Outside(ValueError):  # noqa: N818 - named for where it is
    """An amendment to an amendment reaches beyond the new words of the first."""


def amended(first: Amendment, second: Amendment) -> Amendment:
    """The first amendment as the second changes it, under the key of the first.

    The edits of the second are against the text as the first would have it. Raises TooDeep where
    the first amends another amendment itself, and Outside where the second changes anything but
    words and units that the first brings.
    """
    if first.amends:
        raise TooDeep(
            f"{first.key} amends an amendment; there is no amendment to it. "
            "Propose another amendment to the first one instead."
        )
    if second.amends != first.key:
        raise Outside(f"{second.key} does not amend {first.key}.")
    work = _Work(first)
    # From the last to the first, so that the places of those before stay true.
    for edit in sorted(second.edits, key=_late):
        work.apply(edit)
    return Amendment(first.key, tuple(work.edits()))


def _late(edit: Edit) -> tuple[int, int]:
    return (0, -edit.start) if isinstance(edit, Words) else (1, 0)


@dataclass
class _New:
    """New words of the first amendment: which edit has them, and where they stand when adopted."""

    edit: Words
    at: int


class _Work:
    def __init__(self, first: Amendment) -> None:
        self.key = first.key
        self.rows: list[Edit] = list(first.edits)
        self.words = dict(_standing(first.edits))
        self.units = inserted(first.edits)
        self.added: dict[str, str] = {}  # by the second: unit to the one that it follows
        self.gone: set[str] = set()

    def apply(self, edit: Edit) -> None:
        if isinstance(edit, Words):
            self._of_words(edit)
        elif isinstance(edit, Rewrite):
            self._of_rewrite(edit)
        elif isinstance(edit, Strike):
            for key in (edit.unit, *edit.beneath):
                self._own(key)
                self.gone.add(key)
        elif isinstance(edit, Insert):
            self._insert(edit)
        elif isinstance(edit, Recast):
            self.units[edit.unit] = _with(self._own(edit.unit), edit.what, edit.new)
        else:
            raise Outside(f"This reaches beyond what {self.key} inserts. {_HOW}")

    def edits(self) -> Iterator[Edit]:
        """The edits of the first, changed; those that change nothing any more left out."""
        for place, edit in enumerate(self.rows):
            if isinstance(edit, Insert):
                units = tuple(self._rows([unit.id for unit in edit.units]))
                if units:
                    yield replace(edit, units=units, after=self._left(edit.after))
            elif isinstance(edit, Move):
                yield replace(edit, after=self._left(edit.after))
            elif isinstance(edit, Words):
                now = self.words[place].edit
                if now.old != now.new:
                    yield now
            else:
                yield edit

    def _rows(self, keys: Sequence[str]) -> Iterator[Unit]:
        followers: dict[str | None, list[str]] = defaultdict(list)
        for key, after in self.added.items():
            followers[after].append(key)
        for key in arranged(keys, followers):
            if key not in self.gone:
                yield self.units[key]

    def _insert(self, edit: Insert) -> None:
        """Among the units that the first inserts: after one of them, or before all of a row."""
        row = (edit.after, *(unit.id for unit in edit.units))
        for place, one in enumerate(self.rows):
            if isinstance(one, Insert) and one.after == edit.after and edit.after not in self.units:
                self.rows[place] = replace(one, units=(*edit.units, *one.units))
                self.units |= {unit.id: unit for unit in edit.units}
                return
        self._own(edit.after or "")
        self.units |= {unit.id: unit for unit in edit.units}
        self.added |= {key: after for after, key in pairwise(row) if after and key}

    def _left(self, after: str | None) -> str | None:
        """What an edit of the first follows, when the unit that it followed is left out."""
        while after in self.gone:
            after = next(
                (row[at - 1] if at else edit.after)
                for edit in self.rows
                if isinstance(edit, Insert)
                for row in [[unit.id for unit in edit.units]]
                for at, key in enumerate(row)
                if key == after
            )
        return after

    def _own(self, key: str) -> Unit:
        if key not in self.units:
            raise Outside(f"{self.key} does not insert the unit that is to change. {_HOW}")
        return self.units[key]

    def _of_words(self, edit: Words) -> None:
        if edit.unit in self.units:
            unit = self.units[edit.unit]
            said = self._put(getattr(unit, edit.part), edit.start, edit)
            self.units[edit.unit] = _with(unit, edit.part, said)
            return
        for place, row in enumerate(self.rows):
            if isinstance(row, Rewrite) and row.unit == edit.unit and edit.part in PARTS:
                new = list(row.new)
                at = PARTS.index(edit.part)
                new[at] = self._put(new[at], edit.start, edit)
                self.rows[place] = replace(row, new=(new[0], new[1], new[2]))
                return
        for one in self.words.values():
            own, start = one.edit, edit.start - one.at
            same = (own.unit, own.part) == (edit.unit, edit.part)
            if same and own.new and start >= 0 and start + len(edit.old) <= len(own.new):
                one.edit = replace(own, new=self._put(own.new, start, edit))
                return
        raise Outside(f"{quoted(edit.old or edit.new)}: {self.key} does not insert this. {_HOW}")

    def _of_rewrite(self, edit: Rewrite) -> None:
        if edit.unit in self.units:
            label, heading, text = edit.new
            unit = replace(self.units[edit.unit], label=label, heading=heading, text=text)
            self.units[edit.unit] = unit
            return
        for place, row in enumerate(self.rows):
            if isinstance(row, Rewrite) and row.unit == edit.unit and row.new == edit.old:
                self.rows[place] = replace(row, new=edit.new)
                return
        raise Outside(f"{self.key} does not insert all words of this unit. {_HOW}")

    def _put(self, said: str, start: int, edit: Words) -> str:
        if said[start : start + len(edit.old)] != edit.old:
            raise Outside(f"{quoted(edit.old)} is not in what {self.key} inserts. {_HOW}")
        return said[:start] + edit.new + said[start + len(edit.old) :]


def _with(unit: Unit, what: str, value: Any) -> Unit:
    return replace(unit, **{what: value})


_HOW: Final = "Amend only its new words and units, or propose an amendment to the text."


def _standing(edits: Sequence[Edit]) -> Iterator[tuple[int, _New]]:
    """The edits of words, by their number, with the place of their new words when all are made."""
    rows = [(place, edit) for place, edit in enumerate(edits) if isinstance(edit, Words)]
    for place, edit in rows:
        shift = sum(
            len(other.new) - len(other.old)
            for _, other in rows
            if (other.unit, other.part) == (edit.unit, edit.part) and other.start < edit.start
        )
        yield place, _New(edit, edit.start + shift)
