"""What two sequences have in common, in the same order, found in bounded time.

What is equal at both ends is taken off; then come the items that each side has once, as far as
they are in one order; between them the shortest script of changes (E. W. Myers, 1986) while it
costs little; what is left over has nothing in common.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import Final

Block = tuple[int, int, int]  # first place in the old, in the new, how many
_Region = tuple[int, int, int, int]
MOST_CHANGES: Final = 400  # of a region without items that come once
STEPS: Final = 300_000  # of everything, besides a few for each item


class _Budget:
    def __init__(self, items: int) -> None:
        self.left = STEPS + 20 * items

    def spend(self, steps: int) -> bool:
        self.left -= steps
        return self.left >= 0


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Block]:
    """Blocks of equal items, ascending on both sides, never touching on both at once."""
    budget = _Budget(len(old) + len(new))
    found: list[Block] = []
    regions: list[_Region] = [(0, len(old), 0, len(new))]
    while regions:
        region, ends = _without_ends(old, new, regions.pop())
        found += ends
        if region is None or not budget.spend(region[1] - region[0] + region[3] - region[2]):
            continue
        anchors = _anchors(old, new, region)
        if anchors:
            regions += _between(region, anchors)
        else:
            found += _shortest(old, new, region, budget)
    return _joined(found)


def longest_rise(values: Sequence[int]) -> list[int]:
    """The places of a longest rising subsequence."""
    tails: list[int] = []  # the least value that ends a rise of each length
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_left(tails, value)
        before.append(places[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        places[length : length + 1] = [place]
    rise = []
    place = places[-1] if places else -1
    while place >= 0:
        rise.append(place)
        place = before[place]
    return rise[::-1]


def _without_ends(
    old: Sequence[Hashable], new: Sequence[Hashable], region: _Region
) -> tuple[_Region | None, list[Block]]:
    first, last, other, end = region
    start = first
    while first < last and other < end and old[first] == new[other]:
        first, other = first + 1, other + 1
    ends = [(start, other - (first - start), first - start)] if first > start else []
    tail = 0
    while first < last and other < end and old[last - 1] == new[end - 1]:
        last, end, tail = last - 1, end - 1, tail + 1
    if tail:
        ends.append((last, end, tail))
    return (None if first == last or other == end else (first, last, other, end)), ends


def _anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], region: _Region
) -> list[tuple[int, int]]:
    """Where the items stand that either side has once, as far as they are in one order."""
    first, last, other, end = region
    often = Counter(new[other:end])
    mine = Counter(old[first:last])
    where = {item: place for place, item in enumerate(new[other:end], other) if often[item] == 1}
    pairs = [
        (place, where[item])
        for place, item in enumerate(old[first:last], first)
        if mine[item] == 1 and item in where
    ]
    return [pairs[one] for one in longest_rise([there for _, there in pairs])]


def _between(region: _Region, anchors: Sequence[tuple[int, int]]) -> Iterator[_Region]:
    first, last, other, end = region
    starts = [(first, other), *anchors]
    for (here, there), (next_here, next_there) in zip(starts, [*anchors, (last, end)], strict=True):
        yield here, next_here, there, next_there


def _shortest(
    old: Sequence[Hashable], new: Sequence[Hashable], region: _Region, budget: _Budget
) -> list[Block]:
    first, last, other, end = region
    a, b = old[first:last], new[other:end]
    if not set(a) & set(b):
        return []
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for changes in range(min(len(a) + len(b), MOST_CHANGES) + 1):
        trace.append(reach.copy())
        if not budget.spend(2 * changes + 1):
            break
        for diagonal in range(-changes, changes + 1, 2):
            x = _next(reach, diagonal, changes)
            y = x - diagonal
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            reach[diagonal] = x
            if x >= len(a) and y >= len(b):
                return [(first + i, other + j, 1) for i, j in _back(trace, len(a), len(b))]
    return []


def _down(reach: dict[int, int], diagonal: int, changes: int) -> bool:
    """Whether the farthest way onto this diagonal inserts an item rather than strikes one."""
    return diagonal == -changes or (
        diagonal != changes and reach[diagonal - 1] < reach[diagonal + 1]
    )


def _next(reach: dict[int, int], diagonal: int, changes: int) -> int:
    if _down(reach, diagonal, changes):
        return reach[diagonal + 1]
    return reach[diagonal - 1] + 1


def _back(trace: Sequence[dict[int, int]], x: int, y: int) -> Iterator[tuple[int, int]]:
    """The pairs of equal items on the way that was found, from its end."""
    for changes in range(len(trace) - 1, -1, -1):
        reach, diagonal = trace[changes], x - y
        start = _next(reach, diagonal, changes)
        while x > start and y > start - diagonal:
            x, y = x - 1, y - 1
            yield x, y
        x, y = (x, y - 1) if _down(reach, diagonal, changes) else (x - 1, y)


def _joined(found: list[Block]) -> list[Block]:
    blocks: list[Block] = []
    for place, there, size in sorted(found):
        if blocks:
            i, j, n = blocks[-1]
            if i + n == place and j + n == there:
                blocks[-1] = (i, j, n + size)
                continue
        blocks.append((place, there, size))
    return blocks
