"""Both texts as they stand, unit by unit, with the words that differ marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from alliance.comparison.differing import Block
from alliance.comparison.reading import Unit
from alliance.comparison.rows import Row

KEPT: Final = "kept"
INSERTED: Final = "inserted"
DELETED: Final = "deleted"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a unit as written, and what became of them."""

    mark: str  # kept, inserted, deleted
    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A unit in runs: their texts put together are the text of the unit."""

    unit: Unit
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Units that belong together; `old` or `new` is empty where a unit stands in one text only."""

    old: tuple[Marked, ...]
    new: tuple[Marked, ...]
    moved: bool


def pair_of(old: Row, new: Row, blocks: Sequence[Block], *, moved: bool) -> Pair:
    """Set two rows beside each other. What was set aside (blocks that are `same`) is kept."""
    gone = [(block.old_from, block.old_to) for block in blocks if not block.same]
    come = [(block.new_from, block.new_to) for block in blocks if not block.same]
    if not old.units or not new.units:
        gone, come = [(0, len(old.tokens))], [(0, len(new.tokens))]
    return Pair(_marked(old, gone, DELETED), _marked(new, come, INSERTED), moved)


def _marked(row: Row, spans: Iterable[tuple[int, int]], mark: str) -> tuple[Marked, ...]:
    touched = {place for start, end in spans for place in range(start, end)}
    found = []
    first = 0
    for unit in row.units:
        flags = [first + n in touched for n in range(len(unit.tokens))]
        found.append(Marked(unit, tuple(_runs(unit, flags, mark))))
        first += len(unit.tokens)
    return tuple(found)


def _runs(unit: Unit, flags: Sequence[bool], mark: str) -> Iterable[Run]:
    """The text of a unit, parted where marked words begin or end."""
    at = 0
    place = 0
    while place < len(flags):
        if not flags[place]:
            place += 1
            continue
        end = place
        while end < len(flags) and flags[end]:
            end += 1
        start, stop = unit.tokens[place].start, unit.tokens[end - 1].end
        if start > at:
            yield Run(KEPT, unit.text[at:start])
        yield Run(mark, unit.text[start:stop])
        at, place = stop, end
    if at < len(unit.text):
        yield Run(KEPT, unit.text[at:])
