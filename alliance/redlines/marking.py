"""A base text with what amendments do to it, each mark with the key of who made it.

Everything keeps its place in the base: what was struck stays, marked, so that the place of the next
edit is found or is seen to be gone, and edits that do not touch give the same text in any order.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from alliance.redlines.differing import Mark, Run, after
from alliance.redlines.edits import (
    Amendment,
    Edit,
    Insert,
    Move,
    Recast,
    Reform,
    Span,
    Strike,
    inserted,
    placed,
    spans,
)
from alliance.redlines.ordering import arranged
from alliance.redlines.passages import Runs
from alliance.texts.parts import PARTS, beneath, parents, settled
from alliance.texts.units import Text, Unit


@dataclass(frozen=True)
class Attributed:
    """A unit as it is or was, and which amendment inserted, struck or moved it ("" none did)."""

    unit: Unit
    label: Runs
    heading: Runs
    text: Runs
    inserted_by: str = ""
    struck_by: str = ""
    moved_by: str = ""


@dataclass
class _Part:
    """The words of one part.

    Words are inserted at even places; those that take the place of others at odd
    ones, within what was struck, so that what is inserted at either end of it does not meet them.
    """

    base: str
    gone: list[tuple[int, int, str]] = field(default_factory=list)
    put: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    whole: str = ""  # who substituted all of it

    def free(self, span: Span) -> bool:
        """Whether the words are there as the base has them, and nothing inside them."""
        if self.base[span.start : span.end] != span.old or self.whole:
            return False
        if span.whole and (self.gone or self.put):
            return False
        for start, end, _ in self.gone:
            if max(start, span.start) < min(end, span.end) or start < span.start == span.end < end:
                return False
        return not any(2 * span.start < place < 2 * span.end for place in self.put)

    def mark(self, span: Span, by: str) -> None:
        if span.start < span.end:
            self.gone.append((span.start, span.end, by))
        if span.new:
            self.put[2 * span.end - (span.start < span.end)].append((by, span.new))
        self.whole = by if span.whole else self.whole

    def runs(self) -> Runs:
        cuts = {0, len(self.base)} | {end for one in self.gone for end in one[:2]}
        cuts |= {(place + 1) // 2 for place in self.put}
        rows = sorted(self.gone)
        found: list[Run] = []
        here = 0
        for cut in sorted(cuts):
            if here < cut:
                by = _who(rows, here)
                mark = Mark.KEPT if by is None else Mark.STRUCK
                found.append(Run(mark, self.base[here:cut], by=by or ""))
            here = cut
            for place in (2 * cut - 1, 2 * cut):
                found += [Run(Mark.INSERTED, new, by=by) for by, new in self.put.get(place, ())]
        return _joined(found)


class Marked:
    """A base text while amendments are applied to it."""

    def __init__(self, base: Text) -> None:
        self.base = base
        self.parts: dict[tuple[str, str], _Part] = {}
        self.new: dict[str, tuple[Unit, str]] = {}
        self.struck: dict[str, str] = {}
        self.after: dict[str, str | None] = {}  # of what was inserted or moved
        self.moved: dict[str, str] = {}
        self.behind: set[str] = set()  # of what was moved in a row, all but the first
        self.above: dict[str, tuple[str, ...]] = {}  # of what was inserted: units of the base
        self.recast: dict[str, dict[str, Any]] = defaultdict(dict)
        self.form = base.form
        self.done: dict[Edit, str] = {}

    def adopt(self, amendment: Amendment) -> None:
        """Apply all its edits; `unapplied` has said that they can be."""
        own = inserted(amendment.edits)
        above = uppers(self.base, amendment.edits) if own else {}
        for edit in amendment.edits:
            if edit not in self.done:
                self.done[edit] = amendment.key
                self.apply(edit, amendment.key, own)
        for key in own:
            self.above.setdefault(key, above.get(key, ()))

    def part(self, at: tuple[str, str]) -> _Part:
        """The words of one part of a unit of the base, or of the head, with their marks."""
        if at not in self.parts:
            holder = self.base.by_id[at[0]] if at[0] else self.base
            self.parts[at] = _Part(getattr(holder, at[1]))
        return self.parts[at]

    def text(self) -> Text:
        """The text as it is now."""
        units = tuple(one.unit for one in self.rows() if not one.struck_by)
        if settled(self.base.units) == self.base.units:
            units = settled(units)
        return Text(
            after(self.part(("", "title")).runs()),
            units,
            self.form,
            after(self.part(("", "enacting")).runs()),
        )

    def rows(self) -> Iterator[Attributed]:
        """All units in order, those that were struck too."""
        for key in self.order():
            if key in self.new:
                unit, by = self.new[key]
                label, heading, text = (_all(Mark.INSERTED, said, by) for said in unit.says())
                yield Attributed(unit, label, heading, text, by, self.struck.get(key, ""))
                continue
            label, heading, text = (self._runs(key, part) for part in ("label", "heading", "text"))
            unit = replace(
                self.base.by_id[key], label=after(label), heading=after(heading), text=after(text)
            )
            unit = replace(unit, **self.recast[key]) if key in self.recast else unit
            moved_by, struck_by = self.moved.get(key, ""), self.struck.get(key, "")
            if struck_by:
                label, heading, text = (_gone(runs, struck_by) for runs in (label, heading, text))
            yield Attributed(unit, label, heading, text, "", struck_by, moved_by)

    def order(self) -> list[str]:
        """The ids of all units in order."""
        followers: dict[str | None, list[str]] = defaultdict(list)
        for key, at in self.after.items():
            followers[at].append(key)
        for row in followers.values():
            # What follows a unit goes with it, also between units that were moved in one row.
            row.sort(key=lambda key: (self._part_of(key), key in self.behind))
        return arranged([u.id for u in self.base.units if u.id not in self.after], followers)

    def unit(self, key: str) -> Unit | None:
        """A unit of the base or one that was inserted."""
        return self.new[key][0] if key in self.new else self.base.by_id.get(key)

    def standing(self) -> tuple[Unit, ...]:
        """The units that stay, in order and as deep as they stand, whatever their words."""
        units = [
            replace(unit, **self.recast.get(key, {}))
            for key in self.order()
            if key not in self.struck and (unit := self.unit(key))
        ]
        return settled(units) if settled(self.base.units) == self.base.units else tuple(units)

    def _part_of(self, key: str) -> int:
        unit = self.unit(key)
        return PARTS[unit.kind] if unit and unit.level == 0 else -1

    def _runs(self, key: str, part: str) -> Runs:
        if (key, part) in self.parts:
            return self.parts[key, part].runs()
        return _all(Mark.KEPT, getattr(self.base.by_id[key], part), "")

    def apply(self, edit: Edit, by: str, own: Collection[str] = ()) -> None:
        """Apply one edit of an amendment that itself inserts the units `own`."""
        for span in spans(edit):
            self.part(span.at).mark(span, by)
        if isinstance(edit, Strike):
            self._strike(edit, by, own)
        elif isinstance(edit, Insert | Move):
            self._put(edit, by)
        elif isinstance(edit, Recast):
            self.recast[edit.unit][edit.what] = edit.new
        elif isinstance(edit, Reform):
            self.form = edit.new

    def _strike(self, edit: Strike, by: str, own: Collection[str]) -> None:
        """Strike it; where all beneath goes with it, also what others inserted there.

        What stands beneath it is asked of the amendment that inserted it, as where an amendment
        is adopted later: what others moved or recast meanwhile makes no difference.
        """
        keys = [edit.unit, *edit.beneath]
        if len(keys) == len(beneath(self.base.units, edit.unit)):
            keys += [key for key, above in self.above.items() if edit.unit in above]
            keys = [key for key in keys if key not in own]
        for key in keys:
            self.struck.setdefault(key, by)

    def _put(self, edit: Insert | Move, by: str) -> None:
        at = edit.after
        for key in placed(edit):
            self.after.pop(key, None)  # the last who moved it stands last
            self.after[key] = at
            at = key
        self.behind.difference_update(placed(edit)[:1])
        if isinstance(edit, Insert):
            self.new |= {unit.id: (unit, by) for unit in edit.units}
        else:
            self.moved |= dict.fromkeys(edit.units, by)
            self.behind.update(edit.units[1:])


def uppers(base: Text, edits: Iterable[Edit]) -> dict[str, tuple[str, ...]]:
    """Under which units of the base stands what edits insert and move, the nearest first.

    As these edits alone would have the text: what they strike themselves is nothing to stand
    under. Edits that have no place in the base are passed over.
    """
    alone = Marked(base)
    put: list[str] = []
    for edit in edits:
        if isinstance(edit, Insert | Move | Strike) or (
            isinstance(edit, Recast) and edit.unit in base.by_id
        ):
            alone.apply(edit, "alone")
            put += placed(edit)
    over = parents(alone.standing())
    return {key: tuple(k for k in _above(over, key) if k in base.by_id) for key in put}


def _above(over: Mapping[str, str | None], key: str) -> Iterator[str]:
    at = over.get(key)
    while at is not None:
        yield at
        at = over[at]


def _who(rows: list[tuple[int, int, str]], place: int) -> str | None:
    """Who struck the letter at this place."""
    at = bisect_left(rows, (place + 1,)) - 1
    return rows[at][2] if at >= 0 and rows[at][0] <= place < rows[at][1] else None


def _all(mark: Mark, words: str, by: str) -> Runs:
    return (Run(mark, words, by=by),) if words else ()


def _gone(runs: Runs, by: str) -> Runs:
    """The runs of a unit that was struck: what was kept is struck with it."""
    return tuple(replace(r, mark=Mark.STRUCK, by=by) if r.mark is Mark.KEPT else r for r in runs)


def _joined(runs: Iterable[Run]) -> Runs:
    found: list[Run] = []
    for run in runs:
        if found and (found[-1].mark, found[-1].by) == (run.mark, run.by):
            found[-1] = replace(run, words=found[-1].words + run.words)
        else:
            found.append(run)
    return tuple(found)
