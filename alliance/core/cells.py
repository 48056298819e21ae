"""Reading one row's values, with every fault of the row collected and none guessed away."""

import datetime as dt
import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from alliance.core.dates import (
    HOW_TO_WRITE,
    HOW_TO_WRITE_A_DAY,
    PartialDate,
    Precision,
    parse_day,
    parse_partial_date,
)
from alliance.core.imports import Refusal, shown

SUGGESTED_FROM_AT_MOST = 2_000  # looking through more costs more than the hint is worth
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")

# Marks that reorder a line on the page; no name needs them, and a forger does.
_DIRECTION_MARKS = dict.fromkeys(
    (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)


def without_direction_marks(text: str) -> str:
    """The text without marks that would reorder the page, trimmed."""
    return text.translate(_DIRECTION_MARKS).strip()


@dataclass
class Cells:
    """The cells of one row. Each reader returns a value and notes what it refuses."""

    file: str
    row: int
    cells: Mapping[str, str]
    refusals: list[Refusal] = field(default_factory=list)

    def given(self, column: str) -> str:
        """The cell as it stands; empty where the file has no such column."""
        return self.cells.get(column, "")

    def refuse(self, column: str, reason: str, fix: str) -> None:
        """Note that this cell cannot be taken, why, and what would be right."""
        value = self.cells.get(column)
        self.refusals.append(Refusal(self.file, self.row, column, value, reason, fix))

    def text(self, column: str, *, at_most: int, required: bool = False) -> str:
        """Free text without direction marks, up to a length in characters."""
        text = without_direction_marks(self.given(column))
        if required and not text:
            self.refuse(column, "is empty", "fill in the cell")
        elif len(text) > at_most:
            self.refuse(column, f"is longer than {at_most:,} characters", "shorten the text")
        return text

    def slug(self, column: str, *, at_most: int) -> str:
        """A new id in small letters, digits and dashes."""
        text = self.given(column)
        if not SLUG.fullmatch(text) or len(text) > at_most:
            fix = f"use small letters, digits and dashes, at most {at_most} characters"
            self.refuse(column, "is not a usable id" if text else "is empty", fix)
        return text

    def known(self, column: str, ids: Collection[str], what: str, find: str) -> str:
        """An id that must exist already; `find` says how to find the right one."""
        text = self.given(column)
        if text not in ids:
            reason = f"is not {what} that is known here" if text else "is empty"
            self.refuse(column, reason, _with_nearest(find, text, ids))
        return text

    def state(self, column: str, known: Collection[str]) -> str:
        """One postal code, in capitals; empty is left to the caller."""
        return self._code(column, self.given(column), known)

    def states(self, column: str, known: Collection[str]) -> tuple[str, ...]:
        """Postal codes between spaces, in the order given; a state named twice counts once."""
        codes = (self._code(column, one, known) for one in self.given(column).split())
        return tuple(dict.fromkeys(codes))

    def partial_date(self, column: str, precision_column: str | None = None) -> PartialDate | None:
        """A date to the precision of its source; a precision column must not contradict it."""
        try:
            date = parse_partial_date(self.given(column))
        except ValueError as wrong:
            self.refuse(column, str(wrong), HOW_TO_WRITE)
            return None
        if precision_column is not None:
            self._agree(column, date, precision_column)
        return date

    def day(self, column: str) -> dt.date | None:
        """A whole day."""
        try:
            return parse_day(self.given(column))
        except ValueError as wrong:
            self.refuse(column, str(wrong), HOW_TO_WRITE_A_DAY)
            return None

    def _code(self, column: str, text: str, known: Collection[str]) -> str:
        # Only ASCII is put in capitals: other scripts have letters that look the same.
        code = text.upper() if text.isascii() else text
        if text and code not in known:
            reason = f'"{shown(text)}" is not a state, district or territory'
            if not text.isascii():
                reason += " (it holds characters other than the plain letters A to Z)"
            find = "write the two-letter postal code in plain letters"
            self.refuse(column, reason, _with_nearest(find, code, known))
        return code

    def _agree(self, column: str, date: PartialDate | None, precision_column: str) -> None:
        said = self.given(precision_column).lower()
        if not said:
            return
        if said not in list(Precision):
            self.refuse(precision_column, "is not a precision", "write day, month or year")
        elif date is None:
            self.refuse(precision_column, f'speaks of "{column}", which is empty', "empty the cell")
        elif said != date.precision:
            reason = f'contradicts "{column}", which gives the {date.precision}'
            self.refuse(precision_column, reason, f"write {date.precision} or leave it empty")


def _with_nearest(find: str, text: str, known: Collection[str]) -> str:
    if len(known) > SUGGESTED_FROM_AT_MOST:
        return find
    nearest = difflib.get_close_matches(text[:80], sorted(known), n=3, cutoff=0.5)
    return f"{find}; the nearest: {', '.join(nearest)}" if nearest else find
