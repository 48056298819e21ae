"""Where a unit stands, in words: "Article III, paragraph 2", "Section 4(b)(1)"."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from alliance.comparison.labels import (
    BRACKETED,
    NUMBERED,
    Marker,
    begins,
    follows,
    same_style,
)

DEEPEST: Final = 12  # levels; what is nested deeper counts as a list on the last one
_OPENING: Final = "opening words"


@dataclass(frozen=True, slots=True)
class _Level:
    rank: int
    name: str
    label: str
    indent: int


@dataclass(frozen=True, slots=True)
class _Place:
    levels: tuple[_Level, ...]
    sort: str  # own, paragraph, heading, title
    count: int  # of paragraphs so far on this level
    caption: str


class Addresses:
    """Follows the labels through a text and says afterwards where each unit stands."""

    def __init__(self) -> None:
        self._levels: list[_Level] = []
        self._places: list[_Place] = []
        self._paragraphs: Counter[tuple[_Level, ...]] = Counter()
        self._numbers: list[int] = []

    def set_aside(self, sort: str) -> None:
        """Count a unit that has no place in the text proper."""
        self._places.append(_Place((), sort, 0, ""))

    def enter(self, markers: Sequence[Marker], indent: int, text: str, *, heading: bool) -> None:
        """Count a unit with these labels."""
        for depth, marker in enumerate(markers):
            self._descend(marker, indent, first=depth == 0)
        if not markers and not heading:
            self._climb(indent)
        levels = tuple(self._levels)
        sort = "own" if markers and not (heading and text) else "heading"
        if not markers and not heading:
            sort = "paragraph"
        if sort == "paragraph" or (sort == "own" and text and not heading):
            self._paragraphs[levels] += 1
        shown = levels
        if sort == "heading" and not markers:  # what it heads comes after it
            shown = tuple(level for level in levels if level.name)
        self._places.append(_Place(shown, sort, self._paragraphs[levels], _shortened(text)))

    def _climb(self, indent: int) -> None:
        """A plain paragraph set further out than an item closes it."""
        if indent == 0:
            return
        while self._levels and self._levels[-1].rank == BRACKETED:
            if self._levels[-1].indent < indent:
                return
            self._levels.pop()

    def _descend(self, marker: Marker, indent: int, *, first: bool) -> None:
        if marker.rank == NUMBERED:
            self._numbers.append(int("".join(filter(str.isdecimal, marker.label))))
        if marker.rank < BRACKETED:
            while self._levels and self._levels[-1].rank >= marker.rank:
                self._levels.pop()
        elif first:
            self._close_lists(marker, indent)
        del self._levels[DEEPEST:]
        self._levels.append(_Level(marker.rank, marker.name, marker.label, indent))

    def _close_lists(self, marker: Marker, indent: int) -> None:
        """Leave the levels that end where this label goes on with a list begun further up."""
        lists = [depth for depth, level in enumerate(self._levels) if level.rank == BRACKETED]
        for fits in (follows, same_style):
            for depth in reversed(lists):
                level = self._levels[depth]
                deeper = indent > level.indent and begins(marker.label)
                if fits(marker.label, level.label) and not deeper:
                    del self._levels[depth:]
                    return
            if begins(marker.label):
                return

    def named(self) -> list[tuple[str, tuple[str, ...]]]:
        """Of all units entered, in order: the address, and the addresses of the levels above."""
        running = all(a < b for a, b in pairwise(self._numbers))
        sections = running and len(self._numbers) > 1
        above: dict[tuple[_Level, ...], tuple[str, ...]] = {}
        found = []
        for place in self._places:
            levels = place.levels
            if levels not in above:
                depths = range(1, len(levels) + 1)
                above[levels] = tuple(self._words(levels[:n], sections=sections) for n in depths)
            found.append((self._address(place, sections=sections), above[levels]))
        return found

    def _address(self, place: _Place, *, sections: bool) -> str:
        if place.sort == "title":
            return "title"
        words = self._words(place.levels, sections=sections)
        if place.sort == "heading":
            caption = f"heading “{place.caption}”"
            return f"{words}, {caption}" if words else caption
        if self._paragraphs[place.levels] > 1:
            words = words or _OPENING
            return f"{words}, paragraph {place.count}"
        return words or _OPENING

    @staticmethod
    def _words(levels: tuple[_Level, ...], *, sections: bool) -> str:
        narrow = any(level.name in {"article", "section"} for level in levels) or (
            sections and any(level.rank == NUMBERED for level in levels)
        )
        parts: list[str] = []
        for level in levels:
            if level.name:
                if not (narrow and level.name not in {"article", "section", "paragraph"}):
                    parts.append(f"{level.name.capitalize()} {level.label}")
            elif level.rank == NUMBERED:
                parts.append(f"{'Section' if sections else 'paragraph'} {level.label}")
            elif parts:
                parts[-1] += f"({level.label})"
            else:
                parts.append(f"paragraph ({level.label})")
        return ", ".join(parts)


def _shortened(text: str) -> str:
    return text if len(text) <= 70 else text[:69].rsplit(" ", 1)[0] + " …"
