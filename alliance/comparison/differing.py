"""Setting two rows of words beside each other: which stay, which differ.

Words that stand once in both rows hold the rows together; what lies between is compared word by
word. The work is bounded: what is too tangled is given as one difference, never left out.
"""

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

CELLS: Final = 10_000  # the largest gap, length by length, compared word by word
WORK: Final = 5_000_000  # cells in one whole comparison
LONGEST_ANCHOR: Final = 4


class Block(NamedTuple):
    """Words `old_from:old_to` against `new_from:new_to`; `same` if they are equal."""

    same: bool
    old_from: int
    old_to: int
    new_from: int
    new_to: int


class Budget:
    """The cells that a comparison may still look at."""

    def __init__(self, cells: int = WORK) -> None:
        self.left = cells

    def allows(self, cells: int) -> bool:
        """Spend `cells`, if they are there."""
        if cells > CELLS or cells > self.left:
            return False
        self.left -= cells
        return True


def blocks(
    old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget | None = None
) -> list[Block]:
    """The equal and the differing stretches of two rows, in order; together they cover both."""
    budget = budget or Budget()
    equal: list[tuple[int, int]] = []  # places of equal words
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        old_from, old_to, new_from, new_to = waiting.pop()
        while old_from < old_to and new_from < new_to and old[old_from] == new[new_from]:
            equal.append((old_from, new_from))
            old_from, new_from = old_from + 1, new_from + 1
        while old_from < old_to and new_from < new_to and old[old_to - 1] == new[new_to - 1]:
            old_to, new_to = old_to - 1, new_to - 1
            equal.append((old_to, new_to))
        if old_from == old_to or new_from == new_to:
            continue
        if budget.allows((old_to - old_from) * (new_to - new_from)):
            matcher = SequenceMatcher(
                None, old[old_from:old_to], new[new_from:new_to], autojunk=False
            )
            for a, b, size in matcher.get_matching_blocks():
                equal += [(old_from + a + n, new_from + b + n) for n in range(size)]
            continue
        anchors = _anchors(old, new, (old_from, old_to, new_from, new_to))
        if not anchors:
            continue
        last = (old_from, new_from)
        for a, b in anchors:
            waiting.append((last[0], a, last[1], b))
            equal.append((a, b))
            last = (a + 1, b + 1)
        waiting.append((last[0], old_to, last[1], new_to))
    return _covering(sorted(equal), len(old), len(new))


def _anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], place: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """Pairs of places that hold together: words, or rows of words, found once in both."""
    old_from, old_to, new_from, new_to = place
    for length in range(1, LONGEST_ANCHOR + 1):
        in_old = _once(old, old_from, old_to, length)
        in_new = _once(new, new_from, new_to, length)
        pairs = [(a, in_new[key]) for key, a in in_old.items() if key in in_new]
        if pairs:
            return rising(pairs)
    return []


def _once(row: Sequence[Hashable], start: int, end: int, length: int) -> dict[Hashable, int]:
    places: dict[Hashable, int] = {}
    repeated = set()
    for place in range(start, end - length + 1):
        key = tuple(row[place : place + length])
        if key in places:
            repeated.add(key)
        places[key] = place
    return {key: place for key, place in places.items() if key not in repeated}


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs in which both places rise; `pairs` rise in the first."""
    tails: list[int] = []  # the least second place that ends a choice of each length
    at: list[int] = []
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        before.append(at[length - 1] if length else -1)
        if length == len(tails):
            tails.append(second)
            at.append(number)
        else:
            tails[length], at[length] = second, number
    chosen: list[tuple[int, int]] = []
    number = at[-1] if at else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _covering(equal: list[tuple[int, int]], old_length: int, new_length: int) -> list[Block]:
    """Blocks from the places of equal words, with what lies between them."""
    found: list[Block] = []
    old_at = new_at = 0  # how far both rows are covered
    place = 0
    while place < len(equal):
        a, b = equal[place]
        if (a, b) != (old_at, new_at):
            found.append(Block(same=False, old_from=old_at, old_to=a, new_from=new_at, new_to=b))
        run = 1
        while place + run < len(equal) and equal[place + run] == (a + run, b + run):
            run += 1
        found.append(Block(same=True, old_from=a, old_to=a + run, new_from=b, new_to=b + run))
        old_at, new_at = a + run, b + run
        place += run
    if (old_at, new_at) != (old_length, new_length):
        found.append(
            Block(
                same=False,
                old_from=old_at,
                old_to=old_length,
                new_from=new_at,
                new_to=new_length,
            )
        )
    return found
