"""Naming a difference: its kind, whether it is critical, and what both texts say there."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from alliance.comparison import sentences
from alliance.comparison.differing import Block
from alliance.comparison.labels import same_count
from alliance.comparison.reading import Unit
from alliance.comparison.rows import Mark, Row
from alliance.comparison.terms import Term, is_definition, said_of_meaning
from alliance.comparison.tokens import HERE, HERE_KEY, PLACE, REFERENCE, WORD, Token
from alliance.comparison.vocabulary import (
    CONJUNCTION,
    DEADLINE,
    KINDS,
    LIGHT,
    NEGATION,
    NUMBER,
    PARTY,
    PRONOUNS,
    TERM,
    TIME_UNITS,
    WORDS,
)

WORDING: Final = "wording"
INSERTED: Final = "inserted"
LEFT_OUT: Final = "left out"
MOVED: Final = "moved"
RENUMBERED: Final = "renumbered"

_PREFIXES: Final = ("un", "in", "im", "il", "ir", "non", "dis", "mis")
_SAME: Final = (
    {("a",), ("an",), ("1",)},
    {("before",), ("prior", "to")},
    {("after",), ("subsequent", "to")},
)
_NOT: Final = {("no",), ("not",)}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `old` and `new` are excerpts that can be read alone, "" where there is none.

    `was` and `became` are only the words that differ; `sentence` says the change in words.
    """

    kind: str
    also: tuple[str, ...]  # further kinds that the same words touch
    unit: str  # the address: in the model, or in the enacted text where it is inserted
    old: str
    new: str
    was: str
    became: str
    critical: bool
    sentence: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind and the further kinds."""
        return (self.kind, *self.also)

    def as_json(self) -> dict[str, object]:
        """The change as `alliance compare` prints it."""
        return {
            "kind": self.kind,
            "unit": self.unit,
            "old": self.old,
            "new": self.new,
            "also": list(self.also),
            "critical": self.critical,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Sides:
    """What two rows say in one block, and what the whole comparison knows."""

    old: Row
    new: Row
    block: Block
    renumbered: frozenset[tuple[str, str]]  # labels that went over into one another
    enacting: str  # the state that stands where the model says "this state"; "" if unknown

    @property
    def old_tokens(self) -> Sequence[Token]:
        return self.old.tokens[self.block.old_from : self.block.old_to]

    @property
    def new_tokens(self) -> Sequence[Token]:
        return self.new.tokens[self.block.new_from : self.block.new_to]


def set_aside(sides: Sides) -> bool:
    """Whether both sides say the same: hyphens, spacing, "prior to" for "before", numbering."""
    old = tuple(_spoken(token, sides.enacting) for token in sides.old_tokens)
    new = tuple(_spoken(token, sides.enacting) for token in sides.new_tokens)
    if "".join(old) == "".join(new) or (said_of_meaning(old) and said_of_meaning(new)):
        return True
    if any(old in same and new in same for same in _SAME) or _same_letters(sides):
        return True
    if old in _NOT and new in _NOT and sides.old.keys[sides.block.old_to :][:1] == ["later"]:
        return True
    pairs = list(zip(sides.old_tokens, sides.new_tokens, strict=False))
    return len(old) == len(new) and all(
        a.key == b.key or _same_reference(a, b, sides.renumbered) for a, b in pairs
    )


def _same_letters(sides: Sides) -> bool:
    """Whether both sides are the same letters: a name that a broken line cut in two."""
    block = sides.block
    old = re.sub(r"[\W_]", "", sides.old.raw(block.old_from, block.old_to)).casefold()
    new = re.sub(r"[\W_]", "", sides.new.raw(block.new_from, block.new_to)).casefold()
    return old == new and old.isalpha()


def _spoken(token: Token, enacting: str) -> str:
    if token.sort == PLACE and token.key == enacting:
        return HERE_KEY
    return token.key


def _same_reference(one: Token, other: Token, renumbered: frozenset[tuple[str, str]]) -> bool:
    if not one.sort == other.sort == REFERENCE:
        return False
    pair = (one.key.strip("()"), other.key.strip("()"))
    return same_count(*pair) or pair in renumbered


def kinds_of(sides: Sides) -> list[str]:
    """The kinds that a block touches, the weightiest first; none if it is wording only."""
    block = sides.block
    old = _marks(sides, sides.old.marks(block.old_from, block.old_to))
    new = _marks(sides, sides.new.marks(block.new_from, block.new_to))
    old, new = _without_renumbered(sides, old, new)
    found = {kind for kind in KINDS if _stems(old, kind) != _stems(new, kind)}
    if found & {DEADLINE, NUMBER} == {DEADLINE, NUMBER} and not _timeless(old, new):
        found.discard(NUMBER)
    if CONJUNCTION in found and not _joins_otherwise(sides):
        found.discard(CONJUNCTION)
    if _turned(sides):
        found.add(NEGATION)
    ordered = [kind for kind in KINDS if kind in found]
    terms = _terms(sides)
    if terms:
        _insert_term(ordered, terms)
    elif _in_definition(sides) and TERM not in ordered:
        ordered.append(TERM)
    return ordered


def _marks(sides: Sides, marks: list[Mark]) -> list[Mark]:
    return [
        Mark(mark.kind, HERE_KEY) if mark.stem == sides.enacting and mark.stem else mark
        for mark in marks
    ]


def _stems(marks: Sequence[Mark], kind: str) -> Counter[str]:
    return Counter(mark.stem for mark in marks if mark.kind == kind)


def _without_renumbered(
    sides: Sides, old: list[Mark], new: list[Mark]
) -> tuple[list[Mark], list[Mark]]:
    """The marks without references that only followed the numbering."""
    one = [token for token in sides.old_tokens if token.sort == REFERENCE]
    other = [token for token in sides.new_tokens if token.sort == REFERENCE]
    if not one or len(one) != len(other):
        return old, new
    if not all(_same_reference(a, b, sides.renumbered) for a, b in zip(one, other, strict=True)):
        return old, new
    return (
        [mark for mark in old if not mark.stem.startswith("§")],
        [mark for mark in new if not mark.stem.startswith("§")],
    )


def _timeless(old: Sequence[Mark], new: Sequence[Mark]) -> bool:
    """Whether numbers that count no time differ too, not one that only lost its unit of time."""
    timed = _stems(old, DEADLINE) + _stems(new, DEADLINE)
    plain = (_stems(old, NUMBER) - _stems(new, NUMBER)) + (
        _stems(new, NUMBER) - _stems(old, NUMBER)
    )
    return any(stem not in timed for stem in plain)


def _joins_otherwise(sides: Sides) -> bool:
    """Whether an "and" or an "or" changes what is required, rather than how a list is written."""
    old = [token.key for token in sides.old_tokens]
    new = [token.key for token in sides.new_tokens]
    if old and new:
        pronouns = PRONOUNS.issuperset(old + new)
        return not (pronouns and set(old) - {"and", "or"} and set(new) - {"and", "or"})
    keys, row, start, end = (
        (old, sides.old, sides.block.old_from, sides.block.old_to)
        if old
        else (new, sides.new, sides.block.new_from, sides.block.new_to)
    )
    if any(key not in LIGHT for key in keys):
        return True
    around = [*row.keys[max(0, start - 1) : start], *row.keys[end : end + 1]]
    return bool({"and", "or"} & set(around))


def _turned(sides: Sides) -> bool:
    """Whether a word became its opposite by a syllable: "lawful" and "unlawful"."""
    old = {token.key for token in sides.old_tokens if token.sort == WORD}
    new = {token.key for token in sides.new_tokens if token.sort == WORD}
    return any(
        prefix + word in there
        for here, there in ((old - new, new - old), (new - old, old - new))
        for word in here
        if len(word) > 3
        for prefix in _PREFIXES
    )


def _terms(sides: Sides) -> list[Term]:
    """The defined terms that stand on one side only."""
    block = sides.block
    old = Counter(sides.old.terms_within(block.old_from, block.old_to))
    new = Counter(sides.new.terms_within(block.new_from, block.new_to))
    return sorted(((old - new) + (new - old)).elements())


def _insert_term(ordered: list[str], terms: Sequence[Term]) -> None:
    """A term that is also an actor's name counts as a party first."""
    if TERM in ordered:
        ordered.remove(TERM)
    actors = all(len(term) == 1 and WORDS.get(term[0], ("",))[0] == PARTY for term in terms)
    place = sum(KINDS.index(kind) < KINDS.index(TERM) for kind in ordered)
    if actors and PARTY in ordered:
        place = ordered.index(PARTY) + 1
    ordered.insert(place, TERM)


def _in_definition(sides: Sides) -> bool:
    block = sides.block
    units = [
        row.unit_at(place)
        for row, place in ((sides.old, block.old_from), (sides.new, block.new_from))
        if row.tokens
    ]
    return any(is_definition(unit) for unit in units)


def change_of(sides: Sides) -> Change:
    """The change that a block makes within units that both texts have."""
    kinds = kinds_of(sides)
    block = sides.block
    old_to, new_to = _with_unit_of_time(sides) if kinds[:1] == [DEADLINE] else block[2::2]
    was = sides.old.raw(block.old_from, old_to)
    became = sides.new.raw(block.new_from, new_to)
    address = sides.old.unit_at(block.old_from).address
    kind = kinds[0] if kinds else WORDING
    return Change(
        kind=kind,
        also=tuple(kinds[1:]),
        unit=address,
        old=sides.old.excerpt(block.old_from, block.old_to),
        new=sides.new.excerpt(block.new_from, block.new_to),
        was=was,
        became=became,
        critical=bool(kinds),
        sentence=sentences.within(kind, address, was, became),
    )


def _with_unit_of_time(sides: Sides) -> tuple[int, int]:
    """The ends of the block, with the unit of time that follows on both sides."""
    block = sides.block
    if block.old_from == block.old_to or block.new_from == block.new_to:
        return block.old_to, block.new_to
    after_old = sides.old.keys[block.old_to :][:1]
    after_new = sides.new.keys[block.new_to :][:1]
    same = after_old == after_new and after_old and after_old[0] in TIME_UNITS
    return block.old_to + bool(same), block.new_to + bool(same)


def passage(kind: str, old: Row, new: Row, block: Block) -> Change:
    """A sentence that stands elsewhere in the other text, word for word."""
    row, start, end = (
        (old, block.old_from, block.old_to)
        if block.old_from < block.old_to
        else (new, block.new_from, block.new_to)
    )
    words = row.raw(start, end)
    address = row.unit_at(start).address
    was, became = (words, "") if row is old else ("", words)
    sentence = sentences.passage(address, words, gone=row is old)
    return Change(kind, (), address, was, became, was, became, critical=False, sentence=sentence)


def whole(kind: str, address: str, row: Row, *, bare: bool) -> Change:
    """Units inserted or left out as a whole; `bare` if they are headings alone."""
    listed = len(row.units) > 1
    text = "\n".join(_with_label(unit) if listed else unit.text for unit in row.units)
    marks = row.marks(0, len(row.tokens))
    touched = {mark.kind for mark in marks}
    if any(is_definition(unit) for unit in row.units):
        touched.add(TERM)
    critical = bool(touched) and not bare
    old, new = ("", text) if kind == INSERTED else (text, "")
    also = tuple(found for found in KINDS if found in touched) if critical else ()
    sentence = sentences.whole(kind, address, text)
    return Change(kind, also, address, old, new, old, new, critical=critical, sentence=sentence)


def _with_label(unit: Unit) -> str:
    """The text of a unit, after its letter in brackets if it has one."""
    label = f"({unit.labels[-1]})" if unit.labels else ""
    return f"{label} {unit.text}" if label and unit.address.endswith(label) else unit.text


def shifted(kind: str, address: str, there: str, text: str) -> Change:
    """Units that only moved or were renumbered."""
    sentence = sentences.shifted(kind, address, there)
    shown = re.sub(r"\s+", " ", text)
    return Change(
        kind, (), address, shown, shown, address, there, critical=False, sentence=sentence
    )


def names_itself(sides: Sides) -> str:
    """The state that one side names where the other says "this state", or ""."""
    one, other = list(sides.old_tokens), list(sides.new_tokens)
    for a, b in ((one, other), (other, one)):
        places = [token.key for token in b if token.sort == PLACE]
        if len(places) == 1 and any(token.sort == HERE for token in a):
            return places[0]
    return ""
