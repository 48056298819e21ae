"""Anchors: holding on to some words while the text around them changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from alliance.redlines.differing import Stretch, stretches
from alliance.redlines.passages import LEAST
from alliance.redlines.tokens import Tokens, is_word, tokens
from alliance.texts.units import Text


@dataclass(frozen=True)
class Anchor:
    """Some words of a unit, from `start` to `end`, and `was`: its whole text at that time."""

    unit: str
    start: int
    end: int
    was: str

    @property
    def words(self) -> str:
        """The words that it holds on to."""
        return self.was[self.start : self.end]


@dataclass(frozen=True)
class Placed:
    """Where the words stand now."""

    unit: str
    start: int
    end: int


@dataclass(frozen=True)
class Orphan:
    """The words are nowhere any more, for this reason."""

    reason: str


def rebase(anchor: Anchor, now: Text, before: Text | None = None) -> Placed | Orphan:
    """Where an anchor's words stand in a text.

    Words that are in no unit of their old id any more are looked for in others, as parts of a
    passage of eight words or more; with the text `before` only where it did not have them yet.
    """
    return rebase_all([anchor], now, before)[0]


def rebase_all(
    anchors: Iterable[Anchor], now: Text, before: Text | None = None
) -> list[Placed | Orphan]:
    """The same for many anchors; what they have in common is reckoned once."""
    work = _Work(now, before)
    return [work.rebase(anchor) for anchor in anchors]


@dataclass
class _Work:
    now: Text
    before: Text | None
    known: dict[tuple[str, str], tuple[Stretch, ...]] = field(default_factory=dict)
    rows: dict[str, Tokens] = field(default_factory=dict)
    passages: dict[tuple[str, ...], list[tuple[str, int]]] | None = None

    def rebase(self, anchor: Anchor) -> Placed | Orphan:
        unit = self.now.by_id.get(anchor.unit)
        if unit is not None:
            key = (unit.id, anchor.was)
            if key not in self.known:
                self.known[key] = stretches(anchor.was, unit.text)
            found = _through(anchor, unit.text, self.known[key])
            if found:
                return Placed(unit.id, *found)
        return self._elsewhere(anchor) or _orphan(anchor, struck=unit is None)

    def _elsewhere(self, anchor: Anchor) -> Placed | None:
        """The place in another unit (or anew in its own) that has most of the words in a row."""
        row = tokens(anchor.was)
        first, last = _within(row, anchor)
        if first == last:
            return None
        best: tuple[int, Placed] | None = None
        for at in range(max(0, first - LEAST + 1), min(last, len(row) - LEAST + 1)):
            for unit, there in self._passages().get(tuple(row.words[at : at + LEAST]), ())[:4]:
                size, placed = self._held(row, (first, last), at, (unit, there))
                if placed and (best is None or size > best[0]):
                    best = size, placed
        return best[1] if best else None

    def _held(
        self, row: Tokens, anchor: tuple[int, int], at: int, place: tuple[str, int]
    ) -> tuple[int, Placed | None]:
        """How many of the anchor's words stand in a row around this place, and where."""
        unit, there = place
        other = self.rows[unit]
        back = 0
        while min(at, there) > back and row.words[at - back - 1] == other.words[there - back - 1]:
            back += 1
        size = LEAST
        while (
            at + size < len(row)
            and there + size < len(other)
            and row.words[at + size] == other.words[there + size]
        ):
            size += 1
        first, last = max(anchor[0], at - back), min(anchor[1], at + size)
        whole = sum(map(is_word, row.words[at - back : at + size]))
        if last <= first or whole < LEAST:
            return 0, None
        start, end = other.starts[there + first - at], other.ends[there + last - 1 - at]
        return last - first, Placed(unit, start, end)

    def _passages(self) -> dict[tuple[str, ...], list[tuple[str, int]]]:
        """Where rows of eight words stand that the text before did not have there."""
        if self.passages is None:
            self.passages = defaultdict(list)
            for unit in self.now.units:
                old = self.before.by_id.get(unit.id) if self.before else None
                row = self.rows[unit.id] = tokens(unit.text)
                had = _rows_of(tokens(old.text)) if old else set()
                for at in range(len(row) - LEAST + 1):
                    words = tuple(row.words[at : at + LEAST])
                    if words not in had:
                        self.passages[words].append((unit.id, at))
        return self.passages


def _through(anchor: Anchor, new: str, changes: Sequence[Stretch]) -> tuple[int, int] | None:
    """From the first to the last of the words that were kept, by where they stand now."""
    shift, here = 0, 0
    kept: list[tuple[int, int]] = []
    for one in (*changes, None):
        upto = one.start if one else len(anchor.was)
        start, end = max(anchor.start, here), min(anchor.end, upto)
        if start < end and anchor.was[start:end].strip():
            kept.append((start + shift, end + shift))
        if one:
            kept += _written_anew(anchor, new, one)
            shift, here = one.upto - one.end, one.end
    return (kept[0][0], kept[-1][1]) if kept else None


def _written_anew(anchor: Anchor, new: str, one: Stretch) -> list[tuple[int, int]]:
    """The words, where they were replaced by some that hold them whole."""
    if not (one.start <= anchor.start and anchor.end <= one.end and anchor.words.strip()):
        return []
    row, words = tokens(new[one.there : one.upto]), tokens(anchor.words)
    size = len(words)
    for at in range(len(row) - size + 1):
        if row.words[at : at + size] == words.words:
            return [(one.there + row.starts[at], one.there + row.ends[at + size - 1])]
    return []


def _within(row: Tokens, anchor: Anchor) -> tuple[int, int]:
    """Which tokens of the unit are the anchor's."""
    inside = [
        place
        for place in range(len(row))
        if row.ends[place] > anchor.start and row.starts[place] < anchor.end
    ]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _rows_of(row: Tokens) -> set[tuple[str, ...]]:
    return {tuple(row.words[at : at + LEAST]) for at in range(len(row) - LEAST + 1)}


def _orphan(anchor: Anchor, *, struck: bool) -> Orphan:
    if not anchor.words.strip():
        return Orphan("It holds on to no words.")
    if struck:
        return Orphan("The unit in which these words stood was struck.")
    return Orphan("These words were struck.")
