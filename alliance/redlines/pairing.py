"""Which unit of one text is which unit of another.

By id; then, since two texts that were read in separately have ids of their own, by equal words in
the same order, by equal words that come once, and by likeness between two units that are paired.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from alliance.redlines.matching import longest_rise, matches
from alliance.redlines.tokens import is_word, tokens
from alliance.texts.units import Unit

LIKE: Final = (1, 2)  # of all words of both, so much must be common
ALONE: Final = (1, 3)  # the same, where only one unit of each text is left between two pairs
LEAST_ELSEWHERE: Final = 3  # words of a unit that is known again in another place
MOST_LIKENESSES: Final = 20_000  # that are reckoned for two texts


def paired(old: Sequence[Unit], new: Sequence[Unit], *, by_id: bool = False) -> dict[int, int]:
    """The place in the new text of each unit of the old that is still there; maybe by id only."""
    there = {unit.id: place for place, unit in enumerate(new)}
    pairs = {place: there[unit.id] for place, unit in enumerate(old) if unit.id in there}
    if by_id or len(pairs) == min(len(old), len(new)):
        return pairs
    pairs |= _in_order(old, new, pairs)
    pairs |= _elsewhere(old, new, pairs)
    for mine, theirs in _gaps(old, new, pairs):
        alone = len(mine) == len(theirs) == 1
        pairs |= _alike(old, new, (mine, theirs), ALONE if alone else LIKE)
    left = _left(old, pairs), _left(new, pairs.values())
    return pairs | _alike(old, new, left, LIKE) if all(left) else pairs


def rising(pairs: Mapping[int, int]) -> list[tuple[int, int]]:
    """The most pairs that stand in the same order in both texts; all others moved."""
    entries = sorted(pairs.items())
    return [entries[one] for one in longest_rise([there for _, there in entries])]


def _key(unit: Unit) -> tuple[str, ...]:
    return (unit.kind, *unit.says())


def _left(units: Sequence[Unit], taken: Iterable[int]) -> list[int]:
    gone = set(taken)
    return [place for place in range(len(units)) if place not in gone]


def _in_order(old: Sequence[Unit], new: Sequence[Unit], pairs: Mapping[int, int]) -> dict[int, int]:
    mine, theirs = _left(old, pairs), _left(new, pairs.values())
    found = matches([_key(old[i]) for i in mine], [_key(new[j]) for j in theirs])
    return {mine[i + step]: theirs[j + step] for i, j, size in found for step in range(size)}


def _elsewhere(
    old: Sequence[Unit], new: Sequence[Unit], pairs: Mapping[int, int]
) -> dict[int, int]:
    sides: list[dict[tuple[str, ...], list[int]]] = []
    for units, taken in ((old, list(pairs)), (new, list(pairs.values()))):
        where: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place in _left(units, taken):
            where[_key(units[place])].append(place)
        sides.append(where)
    return {
        places[0]: sides[1][key][0]
        for key, places in sides[0].items()
        if len(places) == 1 == len(sides[1].get(key, ()))
        and _size(_bag(old[places[0]])) >= LEAST_ELSEWHERE
    }


def _gaps(
    old: Sequence[Unit], new: Sequence[Unit], pairs: Mapping[int, int]
) -> Iterator[tuple[list[int], list[int]]]:
    """What is left on both sides between two pairs that stand in order."""
    taken = set(pairs.values())
    here = there = -1
    for i, j in [*rising(pairs), (len(old), len(new))]:
        mine = [place for place in range(here + 1, i) if place not in pairs]
        theirs = [place for place in range(there + 1, j) if place not in taken]
        if mine and theirs:
            yield mine, theirs
        here, there = i, j


def _alike(
    old: Sequence[Unit],
    new: Sequence[Unit],
    left: tuple[Sequence[int], Sequence[int]],
    least: tuple[int, int],
) -> dict[int, int]:
    """The heaviest pairs in order; of long rows each unit is held against those at its height."""
    mine, theirs = left
    bags = [_bag(old[place]) for place in mine], [_bag(new[place]) for place in theirs]
    part, whole = least
    reach = max(4, MOST_LIKENESSES // (2 * len(mine)))
    found: list[tuple[int, int, int]] = []
    for i, bag in enumerate(bags[0]):
        middle = i * len(theirs) // len(mine)
        for j in range(min(len(theirs), middle + reach) - 1, max(0, middle - reach) - 1, -1):
            size = _size(bag) + _size(bags[1][j])
            if 2 * min(_size(bag), _size(bags[1][j])) * whole < part * size:
                continue
            common = 2 * sum((bag & bags[1][j]).values())
            if old[mine[i]].kind is new[theirs[j]].kind and common * whole >= part * size > 0:
                found.append((i, j, 1000 * common // size))
    return {mine[i]: theirs[j] for i, j in _heaviest(found)}


def _heaviest(found: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The rising pairs with the largest weight; given by rising first and falling second place."""
    ends: list[int] = []  # second places, rising, with weights that rise too
    best: list[tuple[int, int]] = []  # the weight up to there, and which of `found` it is
    before: list[int] = []
    for number, (_, j, weight) in enumerate(found):
        at = bisect_left(ends, j)
        total = weight + (best[at - 1][0] if at else 0)
        before.append(best[at - 1][1] if at else -1)
        upto = at
        while upto < len(ends) and best[upto][0] <= total:
            upto += 1
        if upto > at or at == len(ends) or ends[at] > j:
            ends[at:upto], best[at:upto] = [j], [(total, number)]
    chosen, number = [], best[-1][1] if best else -1
    while number >= 0:
        chosen.append(found[number][:2])
        number = before[number]
    return chosen[::-1]


def _bag(unit: Unit) -> Counter[str]:
    words = tokens(" ".join(unit.says())).words
    return Counter([word for word in words if is_word(word)] or words)


def _size(bag: Counter[str]) -> int:
    return bag.total()
