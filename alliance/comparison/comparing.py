"""Comparing an enacted text with the model: the changes, and both texts side by side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from alliance.comparison import changes as named
from alliance.comparison.aligning import Group, groups, in_new_order
from alliance.comparison.changes import Change, Sides
from alliance.comparison.differing import Block, Budget, blocks
from alliance.comparison.numbering import Numbering, between_units
from alliance.comparison.numbers import roman_value
from alliance.comparison.reading import HEADING, Unit, units_of
from alliance.comparison.rows import Row
from alliance.comparison.side_by_side import Pair, pair_of
from alliance.comparison.terms import Terms, terms_of
from alliance.comparison.tokens import Token

PASSAGE: Final = 6  # words that a sentence has at least to be known again elsewhere


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes in the order of the enacted text, and the units of both side by side."""

    changes: tuple[Change, ...]
    pairs: tuple[Pair, ...]

    @property
    def critical(self) -> tuple[Change, ...]:
        """The changes that touch a number, a date, a duty, a party, ..."""
        return tuple(change for change in self.changes if change.critical)


@dataclass(frozen=True, slots=True)
class _Aligned:
    """A group with its words in two rows, and where these differ."""

    group: Group
    old: Row
    new: Row
    blocks: tuple[Block, ...]

    @property
    def shared(self) -> bool:
        return bool(self.group.old and self.group.new)

    @property
    def bare(self) -> bool:
        """Whether there are only headings."""
        return all(unit.sort == HEADING for unit in (*self.old.units, *self.new.units))

    @property
    def empty(self) -> bool:
        return not self.old.tokens and not self.new.tokens


def compare(old: str, new: str) -> Comparison:
    """Compare the model `old` with the enacted text `new`.

    Comparing the other way round finds the same differences, read backwards. Raises
    UnreadableText (limits.py) where a text is too long or is no text.
    """
    known: dict[str, tuple[Token, ...]] = {}
    model, enacted = units_of(old, known), units_of(new, known)
    aligned = _aligned(model, enacted)
    facts = _facts(aligned)
    found: list[tuple[int, Change]] = []
    passages = _passages(aligned)
    written = _written_otherwise(aligned, model, enacted)
    for place, one in enumerate(aligned):
        parts = [block for block in one.blocks if (one.group, block) not in written.blocks]
        found += [(place, change) for change in _within(one, parts, facts, passages)]
    found += _whole(aligned, model, enacted, written)
    found += _shifted(aligned)
    found.sort(key=lambda entry: entry[0])
    pairs = tuple(
        pair_of(one.old, one.new, one.blocks, moved=one.group.moved)
        for one in aligned
        if one.group.old or one.group.new
    )
    return Comparison(tuple(change for _, change in found), pairs)


def _aligned(old: Sequence[Unit], new: Sequence[Unit]) -> list[_Aligned]:
    """Both texts set beside each other; always in one direction, so that both give the same."""
    backwards = [unit.text for unit in new] < [unit.text for unit in old]
    first, second = (new, old) if backwards else (old, new)
    terms = Terms(terms_of([*old, *new]))
    budget = Budget()
    found: dict[Group, _Aligned] = {}
    for group in groups(first, second):
        one = Row([first[n] for n in group.old], terms)
        other = Row([second[n] for n in group.new], terms)
        parts = blocks(one.keys, other.keys, budget) if group.old and group.new else []
        if backwards:
            group = Group(group.new, group.old, group.moved)  # noqa: PLW2901 - turned round
            one, other = other, one
            parts = [Block(b.same, b.new_from, b.new_to, b.old_from, b.old_to) for b in parts]
        found[group] = _Aligned(group, one, other, tuple(parts))
    return [found[group] for group in in_new_order(found)]


@dataclass(frozen=True, slots=True)
class _Facts:
    renumbered: frozenset[tuple[str, str]]
    enacting: str


def _facts(aligned: Iterable[_Aligned]) -> _Facts:
    """What only the whole of both texts tells: labels that changed, the state that enacts."""
    labels: set[tuple[str, str]] = set()
    names: Counter[str] = Counter()
    for one in aligned:
        for a, b in zip(one.old.units, one.new.units, strict=False):
            pairs = zip(a.labels[::-1], b.labels[::-1], strict=False)
            labels |= {pair for x, y in pairs if x != y for pair in _spellings(x, y)}
        for block in one.blocks:
            if not block.same:
                sides = Sides(one.old, one.new, block, frozenset(), "")
                names[named.names_itself(sides)] += 1
    del names[""]
    most = min(names.items(), key=lambda entry: (-entry[1], entry[0]), default=("", 0))
    return _Facts(frozenset(labels), most[0])


def _spellings(one: str, other: str) -> list[tuple[str, str]]:
    """Two labels as references may write them: "iii" and "3"."""
    return [
        (a, b)
        for a in {one.lower(), str(roman_value(one) or one.lower())}
        for b in {other.lower(), str(roman_value(other) or other.lower())}
    ]


def _passages(aligned: Iterable[_Aligned]) -> set[tuple[str, ...]]:
    """Whole sentences that one text lost and the other gained, word for word."""
    lost: set[tuple[str, ...]] = set()
    gained: set[tuple[str, ...]] = set()
    for one in aligned:
        for block in one.blocks:
            keys = _passage(one, block)
            if keys and block.old_from == block.old_to:
                gained.add(keys)
            elif keys:
                lost.add(keys)
        if not one.shared and len(one.old.keys + one.new.keys) >= PASSAGE:
            (lost if one.group.old else gained).add(tuple(one.old.keys + one.new.keys))
    return lost & gained


def _passage(one: _Aligned, block: Block) -> tuple[str, ...]:
    """The words of a block that is one or more whole sentences on one side only."""
    if block.same or (block.old_from < block.old_to and block.new_from < block.new_to):
        return ()
    row, start, end = (
        (one.old, block.old_from, block.old_to)
        if block.old_from < block.old_to
        else (one.new, block.new_from, block.new_to)
    )
    whole = row.begins_sentence(start) and row.begins_sentence(end)
    return tuple(row.keys[start:end]) if whole and end - start >= PASSAGE else ()


@dataclass(frozen=True, slots=True)
class _Written:
    """Headings and labels that one text has on lines of their own and the other within a line."""

    blocks: frozenset[tuple[Group, Block]]
    headings: frozenset[tuple[str, ...]]


def _written_otherwise(
    aligned: Sequence[_Aligned], model: Sequence[Unit], enacted: Sequence[Unit]
) -> _Written:
    alone = [one for one in aligned if not one.shared and not one.empty and one.bare]
    of_model = Numbering(model, [one.old.keys for one in alone])
    of_enacted = Numbering(enacted, [one.new.keys for one in alone])
    blocks: set[tuple[Group, Block]] = set()
    headings: set[tuple[str, ...]] = set()
    for one in aligned:
        for block in one.blocks:
            stretch = between_units(one.old, one.new, block)
            if stretch is None:
                continue
            tokens, in_new = stretch
            read = (of_model if in_new else of_enacted).reads(tokens)
            if read is not None:
                blocks.add((one.group, block))
                headings |= set(read)
    return _Written(frozenset(blocks), frozenset(headings))


def _within(
    one: _Aligned, parts: Iterable[Block], facts: _Facts, passages: set[tuple[str, ...]]
) -> Iterable[Change]:
    for block in parts:
        sides = Sides(one.old, one.new, block, facts.renumbered, facts.enacting)
        if block.same or named.set_aside(sides):
            continue
        if _passage(one, block) in passages:
            yield named.passage(named.MOVED, one.old, one.new, block)
        else:
            yield named.change_of(sides)


def _whole(
    aligned: Sequence[_Aligned],
    model: Sequence[Unit],
    enacted: Sequence[Unit],
    written: _Written,
) -> Iterable[tuple[int, Change]]:
    """The units that only one text has; those under one label together."""
    kept_old = {n for one in aligned if one.shared for n in one.group.old}
    kept_new = {n for one in aligned if one.shared for n in one.group.new}
    for kind, all_units, kept in (
        (named.LEFT_OUT, model, kept_old),
        (named.INSERTED, enacted, kept_new),
    ):
        held = {address for n in kept for address in all_units[n].above}
        open_at: dict[str, tuple[int, list[_Aligned]]] = {}
        for place, one in enumerate(aligned):
            mine, other = (
                (one.group.old, one.group.new)
                if kind == named.LEFT_OUT
                else (one.group.new, one.group.old)
            )
            if other or not mine or one.empty:
                continue
            if one.bare and tuple(one.old.keys + one.new.keys) in written.headings:
                continue
            unit = all_units[mine[0]]
            top = next((a for a in unit.above if a not in held), "") or unit.address
            open_at.setdefault(top, (place, []))[1].append(one)
        for address, (place, parts) in open_at.items():
            yield place, _one_whole(kind, address, parts)


def _one_whole(kind: str, address: str, parts: Sequence[_Aligned]) -> Change:
    rows = [one.old if kind == named.LEFT_OUT else one.new for one in parts]
    inside = [unit for row in rows for unit in row.units]
    bare = all(unit.sort == HEADING for unit in inside)
    return named.whole(kind, address, rows[0].with_units(inside), bare=bare)


def _shifted(aligned: Sequence[_Aligned]) -> Iterable[tuple[int, Change]]:
    """Units that moved, and units whose own label changed."""
    last = ("", "")
    for place, one in enumerate(aligned):
        if not one.shared or one.empty:
            last = ("", "")
            continue
        old, new = one.old.units[0], one.new.units[0]
        tops = (_top(old), _top(new))
        if one.group.moved and tops != last:
            text = old.text
            yield place, named.shifted(named.MOVED, tops[0], tops[1], text)
        last = tops if one.group.moved else ("", "")
        if old.labels != new.labels and old.address != new.address:
            yield place, named.shifted(named.RENUMBERED, old.address, new.address, old.text)


def _top(unit: Unit) -> str:
    return unit.above[0] if unit.above else unit.address
