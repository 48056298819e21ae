"""What differs between two strings, in whole words.

Spaces are compared where the words around them are the same; they belong to the change where not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from alliance.redlines.matching import Block, matches
from alliance.redlines.tokens import Tokens, is_word, tokens


class Mark(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    STRUCK = "struck"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in a row with one mark.

    `moved` links the words that were struck here with the same words inserted elsewhere;
    `by` is the key of the amendment that struck or inserted them.
    """

    mark: Mark
    words: str
    moved: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One change: the old string from `start` to `end` became the new from `there` to `upto`."""

    start: int
    end: int
    there: int
    upto: int


def stretches(old: str, new: str, *, readable: bool = False) -> tuple[Stretch, ...]:
    """The changes from the old string to the new, ascending, with something kept between them.

    Readable, a short word that was kept between two substitutions is taken into them.
    """
    if old == new:
        return ()
    a, b = tokens(old), tokens(new)
    blocks = matches(a.words, b.words)
    if readable:
        blocks = _without_islands(blocks, a, b, old)
    found: list[Stretch] = []
    here = there = 0
    for i, j, size in [*blocks, (len(a), len(b), 0)]:
        start, start_there = _at(a, i, old), _at(b, j, new)
        found += _change(old, new, (here, start, there, start_there))
        if not size:
            break
        here, there = a.ends[i + size - 1], b.ends[j + size - 1]
        if old[start:here] != new[start_there:there]:
            found += _spaces(old, new, a, b, (i, j, size))
    return tuple(found)


def difference(old: str, new: str) -> tuple[Run, ...]:
    """The old string turned into the new, for reading; empty where both are."""
    return tuple(runs_of(old, new, stretches(old, new, readable=True)))


def runs_of(old: str, new: str, changes: Iterable[Stretch]) -> Iterator[Run]:
    """The runs that these changes make of the old string."""
    here = 0
    for change in changes:
        yield from _run(Mark.KEPT, old[here : change.start])
        yield from _run(Mark.STRUCK, old[change.start : change.end])
        yield from _run(Mark.INSERTED, new[change.there : change.upto])
        here = change.end
    yield from _run(Mark.KEPT, old[here:])


def before(runs: Iterable[Run]) -> str:
    """The old string."""
    return "".join(run.words for run in runs if run.mark is not Mark.INSERTED)


def after(runs: Iterable[Run]) -> str:
    """The new string."""
    return "".join(run.words for run in runs if run.mark is not Mark.STRUCK)


def differs(runs: Iterable[Run]) -> bool:
    """Whether anything was struck or inserted."""
    return any(run.mark is not Mark.KEPT for run in runs)


def _run(mark: Mark, words: str) -> Iterator[Run]:
    if words:
        yield Run(mark, words)


def _at(side: Tokens, place: int, text: str) -> int:
    return side.starts[place] if place < len(side) else len(text)


def _spaces(old: str, new: str, a: Tokens, b: Tokens, block: Block) -> Iterator[Stretch]:
    """The changes of spaces between words that are the same."""
    i, j, size = block
    for step in range(1, size):
        region = (
            a.ends[i + step - 1],
            a.starts[i + step],
            b.ends[j + step - 1],
            b.starts[j + step],
        )
        yield from _change(old, new, region)


def _change(old: str, new: str, region: tuple[int, int, int, int]) -> Iterator[Stretch]:
    """The change between two matched words, without the spaces at its ends that are the same."""
    start, end, there, upto = region
    if old[start:end] == new[there:upto]:
        return
    while start < end and there < upto and old[start] == new[there] and old[start].isspace():
        start, there = start + 1, there + 1
    while start < end and there < upto and old[end - 1] == new[upto - 1] and old[end - 1].isspace():
        end, upto = end - 1, upto - 1
    yield Stretch(start, end, there, upto)


def _without_islands(blocks: Sequence[Block], a: Tokens, b: Tokens, old: str) -> list[Block]:
    """The blocks without short words that are alone between two substitutions."""
    kept: list[Block] = []
    for place, (i, j, size) in enumerate(blocks):
        i_before, j_before = _end(kept[-1]) if kept else (0, 0)
        i_after, j_after = blocks[place + 1][:2] if place + 1 < len(blocks) else (len(a), len(b))
        alone = min(i - i_before, j - j_before, i_after - i - size, j_after - j - size) > 0
        if not (alone and _tiny(a, i, size, old)):
            kept.append((i, j, size))
    return kept


def _end(block: Block) -> tuple[int, int]:
    return block[0] + block[2], block[1] + block[2]


def _tiny(a: Tokens, place: int, size: int, old: str) -> bool:
    if size > 2 or "\n" in old[a.starts[place] : a.ends[place + size - 1]]:
        return False
    return sum(len(word) for word in a.words[place : place + size] if is_word(word)) <= 3
