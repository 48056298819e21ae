"""Which units of two texts belong together.

First units of equal words, wherever they stand; then units that share most of their rows of three
words, also one to many (split) or many to one (merged); then, between neighbours that were found,
what is left in the same place. What then has no counterpart was inserted or left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from alliance.comparison.differing import rising
from alliance.comparison.labels import same_count
from alliance.comparison.reading import HEADING, TITLE, Unit

SHINGLE: Final = 3  # words
POSTINGS: Final = 24  # a row of words in more units than this says nothing
LEAST_SHARED: Final = 0.4  # of the rows of the shorter unit
CONTAINED: Final = 0.8  # of the rows of a unit: it is a part of the other
LEAST_ALIKE: Final = 0.34  # of the words of both, for what is left in the same place
LEAST_LABELLED: Final = 0.2  # of the words of both, where the labels are the same
GAP: Final = 40  # units on a side of a gap that are looked at one by one


@dataclass(frozen=True, slots=True)
class Group:
    """Units that belong together: places in the old and in the new text, either may be empty."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False


def groups(old: Sequence[Unit], new: Sequence[Unit]) -> list[Group]:
    """The units of both texts, each in exactly one group, in the order of the old text."""
    aligning = _Aligning(old, new)
    aligning.equal_words()
    aligning.equal_neighbours()
    aligning.shared_rows()
    aligning.same_place()
    aligning.ends_of_neighbours()
    return aligning.result()


class _Aligning:
    def __init__(self, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self.old, self.new = old, new
        self.old_keys = [_keys(unit) for unit in old]
        self.new_keys = [_keys(unit) for unit in new]
        # to whom each unit belongs: the places on the other side
        self.of_old: dict[int, list[int]] = {}
        self.of_new: dict[int, list[int]] = {}

    def _join(self, a: int, b: int) -> None:
        self.of_old.setdefault(a, []).append(b)
        self.of_new.setdefault(b, []).append(a)

    def equal_words(self) -> None:
        """Units whose words stand once in each text."""
        in_old, in_new = Counter(self.old_keys), Counter(self.new_keys)
        where = {keys: place for place, keys in enumerate(self.new_keys)}
        for place, keys in enumerate(self.old_keys):
            if keys and in_old[keys] == 1 and in_new[keys] == 1:
                self._join(place, where[keys])

    def equal_neighbours(self) -> None:
        """Units of equal words beside units that were found; then the rest of them in order."""
        for steps in (1, -1):
            places = range(len(self.old)) if steps > 0 else range(len(self.old) - 1, -1, -1)
            for place in places:
                for there in self.of_old.get(place, [])[-1:]:
                    self._equal(place + steps, there + steps)
        waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for there, keys in enumerate(self.new_keys):
            if there not in self.of_new and keys:
                waiting[keys].append(there)
        for place, keys in enumerate(self.old_keys):
            if place not in self.of_old and waiting.get(keys):
                self._join(place, waiting[keys].pop(0))

    def _equal(self, place: int, there: int) -> None:
        if not (0 <= place < len(self.old) and 0 <= there < len(self.new)):
            return
        if place in self.of_old or there in self.of_new:
            return
        if self.old_keys[place] == self.new_keys[there]:
            self._join(place, there)

    def shared_rows(self) -> None:
        """Units that share most rows of words, the best first; rows are used up once."""
        rows_old = {n: _rows(self.old_keys[n]) for n in self._free(self.old_keys, self.of_old)}
        rows_new = {n: _rows(self.new_keys[n]) for n in self._free(self.new_keys, self.of_new)}
        whole_old = {place: frozenset(rows) for place, rows in rows_old.items()}
        whole_new = {place: frozenset(rows) for place, rows in rows_new.items()}
        shared = _shared(rows_old, rows_new)
        ranked = sorted(
            shared.items(),
            key=lambda entry: (-entry[1], abs(entry[0][0] - entry[0][1]), entry[0]),
        )
        for (a, b), _ in ranked:
            if a in self.of_old and b in self.of_new:
                continue
            common = rows_old[a] & rows_new[b]
            size = min(len(rows_old[a]), len(rows_new[b]))
            joined = a in self.of_old or b in self.of_new
            within = len(whole_old[a] & whole_new[b]) >= CONTAINED * min(
                len(whole_old[a]), len(whole_new[b])
            )
            if within or (len(common) >= max(1 + joined, LEAST_SHARED * size)):
                self._join(a, b)
                rows_old[a] -= common
                rows_new[b] -= common

    @staticmethod
    def _free(keys: Sequence[tuple[str, ...]], held: dict[int, list[int]]) -> list[int]:
        return [place for place, words in enumerate(keys) if words and place not in held]

    def same_place(self) -> None:
        """What is left between the same neighbours and is alike, or has the same label there."""
        pairs = [(a, bs[0]) for a, bs in sorted(self.of_old.items()) if len(bs) == 1]
        last = (-1, -1)
        for a, b in [*rising(pairs), (len(self.old), len(self.new))]:
            left = [n for n in range(last[0] + 1, a) if n not in self.of_old and self.old_keys[n]]
            right = [n for n in range(last[1] + 1, b) if n not in self.of_new and self.new_keys[n]]
            if left and right:
                self._pair(left[:GAP], right[:GAP])
            last = (a, b)

    def _pair(self, left: list[int], right: list[int]) -> None:
        ranked = sorted(
            (-self._alike(a, b), abs((a - left[0]) - (b - right[0])), a, b)
            for a in left
            for b in right
        )
        for score, _, a, b in ranked:
            if -score < LEAST_ALIKE:
                return
            if a not in self.of_old and b not in self.of_new:
                self._join(a, b)

    def _alike(self, a: int, b: int) -> float:
        """How alike two units are, 0 to 1; the same label in the same list counts for a third."""
        one, other = Counter(self.old_keys[a]), Counter(self.new_keys[b])
        common = sum((one & other).values())
        words = 2 * common / (sum(one.values()) + sum(other.values()))
        if (self.old[a].sort == HEADING) != (self.new[b].sort == HEADING):
            words /= 2
        labels = (self.old[a].labels, self.new[b].labels)
        same = all(labels) and same_count(labels[0][-1], labels[1][-1])
        return words + (1 - words) / 3 if same and words >= LEAST_LABELLED else words

    def ends_of_neighbours(self) -> None:
        """What is left and is the beginning or the end of what a neighbour belongs to."""
        sides = (
            (self.new_keys, self.of_new, self.old_keys, self._join_new),
            (self.old_keys, self.of_old, self.new_keys, self._join),
        )
        for mine, held, theirs, join in sides:
            for place in self._free(mine, held):
                keys = mine[place]
                for there in held.get(place - 1, [])[-1:]:
                    if theirs[there][-len(keys) :] == keys:
                        join(place, there)
                for there in held.get(place + 1, [])[:1]:
                    if place not in held and theirs[there][: len(keys)] == keys:
                        join(place, there)

    def _join_new(self, b: int, a: int) -> None:
        self._join(a, b)

    def result(self) -> list[Group]:
        made = self._components()
        in_order = set(rising([(g.old[0], g.new[0]) for g in made if g.old and g.new]))
        return [
            Group(
                g.old, g.new, moved=bool(g.old and g.new and (g.old[0], g.new[0]) not in in_order)
            )
            for g in made
        ]

    def _components(self) -> list[Group]:
        """Groups in the order of the old text, inserted units last."""
        found: list[Group] = []
        seen_old: set[int] = set()
        seen_new: set[int] = set()
        for start in range(len(self.old)):
            if start in seen_old or self.old[start].sort == TITLE:
                continue
            olds, news, waiting = {start}, set[int](), [start]
            while waiting:
                for b in self.of_old.get(waiting.pop(), []):
                    news.add(b)
                    fresh = set(self.of_new[b]) - olds
                    olds |= fresh
                    waiting += fresh
            seen_old |= olds
            seen_new |= news
            found.append(Group(tuple(sorted(olds)), tuple(sorted(news))))
        found += [
            Group((), (b,))
            for b in range(len(self.new))
            if b not in seen_new and self.new[b].sort != TITLE
        ]
        return found


def _keys(unit: Unit) -> tuple[str, ...]:
    return () if unit.sort == TITLE else tuple(token.key for token in unit.tokens)


def _rows(keys: tuple[str, ...]) -> set[tuple[str, ...]]:
    if len(keys) < SHINGLE:
        return set()
    return {keys[n : n + SHINGLE] for n in range(len(keys) - SHINGLE + 1)}


def _shared(
    old: dict[int, set[tuple[str, ...]]], new: dict[int, set[tuple[str, ...]]]
) -> Counter[tuple[int, int]]:
    """How many rows of words each two units share; rows found everywhere are passed over."""
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, rows in new.items():
        for row in rows:
            where[row].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for place, rows in old.items():
        for row in rows:
            there = where.get(row, ())
            if len(there) <= POSTINGS:
                shared.update((place, other) for other in there)
    return shared


def in_new_order(made: Iterable[Group]) -> list[Group]:
    """Groups in the order of the new text; a unit left out comes after the one it followed."""
    follow: dict[int, list[Group]] = defaultdict(list)
    placed: list[Group] = []
    last = -1  # where the unit before stands in the new text
    for group in sorted(made, key=lambda group: (not group.old, group.old)):
        if group.new:
            placed.append(group)
            if group.old and not group.moved:
                last = group.new[0]
        else:
            follow[last].append(group)
    placed.sort(key=lambda group: group.new[0])
    found = list(follow[-1])
    for group in placed:
        found.append(group)
        found += follow[group.new[0]]
    return found
