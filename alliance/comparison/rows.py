"""The words of one or more units in a row, each with what it means for the law."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from alliance.comparison import vocabulary as kinds
from alliance.comparison.reading import HEADING, Unit
from alliance.comparison.terms import Term, Terms
from alliance.comparison.tokens import DATE, HERE, NUMBER, PLACE, REFERENCE, SIGN, WORD, Token

_SENTENCE: Final = re.compile(r"[.;?!][\u201d\u2019\"')\]]*\s*$|[.;?!][\u201d\u2019\"')\]]*\s")
_CONTEXT: Final = 14  # words on each side that an excerpt shows
_BETWEEN: Final = frozenset({"or", "to", "and", "more", "of", "less"})
_TIME_SORTS: Final = frozenset({"calendar", "fiscal", "business", "working"})


@dataclass(frozen=True, slots=True)
class Mark:
    """What a word touches: a kind, and the stem that must stay."""

    kind: str
    stem: str


class Row:
    """The tokens of some units, one after another."""

    def __init__(self, units: Sequence[Unit], terms: Terms) -> None:
        self.units = tuple(units)
        self.tokens: list[Token] = [token for unit in units for token in unit.tokens]
        self.keys = [token.key for token in self.tokens]
        self._terms = terms
        self._starts: list[int] = []
        count = 0
        for unit in units:
            self._starts.append(count)
            count += len(unit.tokens)

    def with_units(self, units: Sequence[Unit]) -> "Row":
        """A row of other units that knows the same terms."""
        return Row(units, self._terms)

    def unit_at(self, place: int) -> Unit:
        """The unit in which a token stands; at the end of the row, the last one."""
        return self.units[self._number(place)]

    def _number(self, place: int) -> int:
        return max(0, bisect_right(self._starts, min(place, len(self.tokens) - 1)) - 1)

    def begins_unit(self, place: int) -> bool:
        return place == 0 or self._number(place) != self._number(place - 1)

    def begins_sentence(self, place: int) -> bool:
        """Whether the token at `place` begins a sentence or a clause after a semicolon."""
        return place >= len(self.tokens) or (
            self.begins_unit(place) or bool(_SENTENCE.search(self.gap(place)))
        )

    def gap(self, place: int) -> str:
        """What stands between the token at `place` and the one before it."""
        before = self.tokens[place - 1].end if not self.begins_unit(place) else 0
        return self.unit_at(place).text[before : self.tokens[place].start]

    @cached_property
    def uses(self) -> list[tuple[int, int, Term]]:
        return self._terms.uses(self.tokens)

    def terms_within(self, start: int, end: int) -> list[Term]:
        """The defined terms that a stretch touches; an empty stretch touches what it splits."""
        if start == end:
            return [term for a, b, term in self.uses if a < start < b]
        return [term for a, b, term in self.uses if a < end and start < b]

    def raw(self, start: int, end: int) -> str:
        """The words of a stretch as written; units are parted by a line."""
        parts = []
        place = start
        while place < end:
            number = self._number(place)
            limit = self._starts[number + 1] if number + 1 < len(self._starts) else end
            stop = min(end, max(limit, place + 1))
            text = self.units[number].text
            parts.append(text[self.tokens[place].start : self.tokens[stop - 1].end])
            place = stop
        return "\n".join(parts)

    def excerpt(self, start: int, end: int) -> str:
        """A stretch with what stands around it, enough to be read alone."""
        if not self.tokens:
            return ""
        anchor = min(start, len(self.tokens) - 1)
        first = start
        while (
            first > 0 and start - first < _CONTEXT and not self.begins_sentence(min(first, anchor))
        ):
            first -= 1
        last = max(end, min(first + 1, len(self.tokens)))
        while last < len(self.tokens) and last - end < _CONTEXT and not self.begins_sentence(last):
            last += 1
        first = min(first, last - 1)
        before = self._opening(first) if self.begins_sentence(first) else "… "
        return before + self.raw(first, last) + self._closing(last)

    def _opening(self, first: int) -> str:
        found = re.search(r"[\[(\u201c\u2018\"']*$", self.gap(first))
        return found.group() if found else ""

    def _closing(self, last: int) -> str:
        if not self.begins_sentence(last):
            return " …"
        text = self.unit_at(last - 1).text
        found = re.match(
            r"[\w)\]%\u201d\u2019\"']{0,3}[.;:,]?[\u201d\"]?", text[self.tokens[last - 1].end :]
        )
        return found.group() if found else ""

    def mark(self, place: int) -> Mark | None:
        """What the token at `place` touches, None for a word that carries nothing by itself."""
        token = self.tokens[place]
        if token.sort == WORD:
            return self._word(place, token.key)
        if token.sort == REFERENCE:
            return Mark(kinds.NUMBER, "§" + token.key)
        if token.sort == DATE:
            return Mark(kinds.DATE, token.key)
        if token.sort in {PLACE, HERE}:
            return Mark(kinds.PARTY, token.key)
        if token.sort == SIGN:
            return None if token.key.startswith("§") else Mark(kinds.NUMBER, token.key)
        timed = token.sort == NUMBER and self._counts_time(place)
        return Mark(kinds.DEADLINE if timed else kinds.NUMBER, token.key)

    def _counts_time(self, place: int) -> bool:
        """Whether a number counts days, months, ...: the unit of time is near."""
        after = self.keys[place + 1 : place + 6]
        for key in after:
            if key in kinds.TIME_UNITS:
                return True
            between = key in kinds.DAY_SORTS or key in _BETWEEN or key[:1].isdecimal()
            if not between:
                return False
        return False

    def _word(self, place: int, key: str) -> Mark | None:
        if key in kinds.STATE_SORTS and self.keys[place + 1 : place + 2] in (["state"], ["states"]):
            return Mark(kinds.PARTY, key)
        if key.endswith("not") and kinds.WORDS.get(key[:-3], ("",))[0] == kinds.OBLIGATION:
            return Mark(kinds.NEGATION, key)
        found = kinds.WORDS.get(key)
        if found is None or not self._counts(place, key):
            return self._name(place, key) if found is None else None
        return Mark(*found)

    def _counts(self, place: int, key: str) -> bool:
        """Whether a word of several meanings has the one that matters."""
        after = self.keys[place + 1] if place + 1 < len(self.keys) else ""
        before = self.keys[place - 1] if place else ""
        if key in _TIME_SORTS:
            return after in kinds.TIME_UNITS or after in kinds.DAY_SORTS
        if key == "other":
            return after == "than"
        if key == "subject":
            return after == "to"
        if key == "most":
            return before == "at"
        if key == "provided":
            return after in {"that", "however", "further"} or bool(
                re.search(r"[,;]\s*$", self.gap(place))
            )
        return True

    def _name(self, place: int, key: str) -> Mark | None:
        """A capitalised word inside a sentence names somebody."""
        unit, token = self.unit_at(place), self.tokens[place]
        raw = unit.text[token.start : token.end]
        if unit.sort == HEADING or not raw[:1].isupper() or key in kinds.NO_NAMES:
            return None
        if self.begins_sentence(place) or re.search(r"[:\u201c\"(]\s*$", self.gap(place)):
            return None
        return Mark(kinds.PARTY, key.removesuffix("s"))

    def marks(self, start: int, end: int) -> list[Mark]:
        """What a stretch touches, in order."""
        found = (self.mark(place) for place in range(start, end))
        return [mark for mark in found if mark is not None]
