"""Carrying edits over to a newer text, and saying which cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alliance.redlines.applying import Reasons
from alliance.redlines.differing import Stretch, stretches
from alliance.redlines.edits import (
    Amendment,
    Edit,
    Insert,
    Move,
    Strike,
    Words,
    inserted,
    placed,
    struck,
)
from alliance.redlines.marking import Marked, uppers
from alliance.redlines.places import capital, of_part, quoted
from alliance.texts.numbering import numbers
from alliance.texts.parts import beneath
from alliance.texts.units import Text


@dataclass(frozen=True)
class Left:
    """An edit that has no place in the newer text, and why."""

    edit: Edit
    reason: str


@dataclass(frozen=True)
class Rebased:
    """The edits against the newer text, in their order, and those that are left behind."""

    edits: tuple[Edit, ...]
    left: tuple[Left, ...]


def rebase_edits(edits: Sequence[Edit], base: Text, now: Text) -> Rebased:
    """The same edits against a newer text, each where exactly its words or its units still are."""
    work = _Work(edits, base, now)
    found = [work.edit(edit) for edit in edits]
    while bad := _bad(found, now):
        # What was left behind may have held up others.
        found = [bad.get(place, one) for place, one in enumerate(found)]
    return Rebased(
        tuple(one for one in found if not isinstance(one, str)),
        tuple(
            Left(edit, one) for edit, one in zip(edits, found, strict=True) if isinstance(one, str)
        ),
    )


def _bad(found: Sequence[Edit | str], now: Text) -> dict[int, str]:
    """Which of the edits do not apply to the newer text, by number, and why."""
    made = tuple(one for one in found if not isinstance(one, str))
    reasons = Reasons(Marked(now), Amendment("rebased", made))
    return {
        place: reason
        for place, one in enumerate(found)
        if not isinstance(one, str) and (reason := reasons.of(one))
    }


class _Work:
    def __init__(self, edits: Sequence[Edit], base: Text, now: Text) -> None:
        self.base, self.now = base, now
        self.own = inserted(edits)
        self.known = numbers(base.units)
        self.above = uppers(base, edits)
        self.places = {unit.id: place for place, unit in enumerate(base.units)}
        self.changes: dict[tuple[str, str], tuple[Stretch, ...]] = {}
        self.afters: dict[str, str | None] = {}
        for edit in edits:
            if isinstance(edit, Insert | Move):
                row = (edit.after, *placed(edit))
                self.afters |= dict(zip(placed(edit), row, strict=False))

    def edit(self, edit: Edit) -> Edit | str:
        """The edit against the newer text, or why there is none."""
        if isinstance(edit, Words):
            return self._of_words(edit)
        if isinstance(edit, Strike):
            return self._of_strike(edit)
        if isinstance(edit, Insert | Move):
            return self._of_place(edit)
        return edit

    def _of_words(self, edit: Words) -> Edit | str:
        if edit.unit and edit.unit not in self.now.by_id:
            return self._struck(edit.unit)
        at = (edit.unit, edit.part)
        old, new = (
            getattr(text.by_id[edit.unit] if edit.unit else text, edit.part)
            for text in (self.base, self.now)
        )
        if at not in self.changes:
            self.changes[at] = stretches(old, new)
        shift = 0
        for one in self.changes[at]:
            if (one.start, one.end, new[one.there : one.upto]) == (edit.start, edit.end, edit.new):
                return "The text says so already."
            if one.end <= edit.start:
                shift = one.upto - one.end
            elif one.start < edit.end or one.start < edit.start:
                where = of_part(edit.part, self._address(edit.unit) if edit.unit else "")
                said = quoted(edit.old) if edit.old else "the place where words were to be inserted"
                return f"{capital(where)}: {said} was changed meanwhile."
        return replace(edit, start=edit.start + shift, end=edit.end + shift)

    def _of_strike(self, edit: Strike) -> Edit | str:
        if edit.unit not in self.now.by_id:
            return self._struck(edit.unit)
        whole = len(beneath(self.base.units, edit.unit)) == len(struck(edit))
        under = [unit.id for unit in beneath(self.now.units, edit.unit)[1:]]
        if whole:
            return Strike(edit.unit, tuple(under))
        return Strike(edit.unit, tuple(key for key in edit.beneath if key in under))

    def _of_place(self, edit: Insert | Move) -> Edit | str:
        if isinstance(edit, Insert):
            if all(unit.id in self.now.by_id for unit in edit.units):
                return "The text has these units already."
        else:
            gone = [key for key in edit.units if key not in self.now.by_id]
            if gone:
                return self._struck(gone[0])
        for key in (above for put in placed(edit) for above in self.above[put]):
            if key not in self.now.by_id:
                return self._struck(key)
        return replace(edit, after=self._after(edit))

    def _after(self, edit: Insert | Move) -> str | None:
        """The unit that it follows, or the last before that one which is still there."""
        after = edit.after
        if after is None or after in self.own or after in self.now.by_id:
            return after
        for unit in reversed(self.base.units[: self.places[after]]):
            if unit.id in self.now.by_id and unit.id not in self.afters:
                return unit.id
        return None

    def _struck(self, key: str) -> str:
        return f"{capital(self._address(key))} was struck meanwhile."

    def _address(self, key: str) -> str:
        return self.known[key].address if key in self.known else f"unit {key}"
