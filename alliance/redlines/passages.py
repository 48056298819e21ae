"""Passages that were struck in one place and inserted word for word in another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from alliance.redlines.differing import Mark, Run
from alliance.redlines.tokens import Tokens, is_word, tokens

LEAST: Final = 8  # words and numbers of a passage that is known again

Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Passage:
    """Where a passage stands in two of the strings that were searched, by number and characters."""

    old: int
    start: int
    end: int
    new: int
    there: int
    upto: int


def passages(struck: Sequence[str], inserted: Sequence[str]) -> list[Passage]:
    """The passages of the inserted strings that the struck ones hold, each used once."""
    rows = [tokens(one) for one in struck]
    known: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(rows):
        for at in range(len(row) - LEAST + 1):
            known[tuple(row.words[at : at + LEAST])].append((number, at))
    if not known:
        return []
    used: list[list[bool]] = [[False] * len(row) for row in rows]
    found: list[Passage] = []
    for number, one in enumerate(inserted):
        row = tokens(one)
        at = 0
        while at <= len(row) - LEAST:
            old, place, size = _longest(known, rows, used, row, at)
            if sum(map(is_word, row.words[at : at + size])) < LEAST:
                at += 1
                continue
            used[old][place : place + size] = [True] * size
            ends = (rows[old].starts[place], rows[old].ends[place + size - 1])
            found.append(Passage(old, *ends, number, row.starts[at], row.ends[at + size - 1]))
            at += size
    return found


def _longest(
    known: dict[tuple[str, ...], list[tuple[int, int]]],
    rows: Sequence[Tokens],
    used: Sequence[Sequence[bool]],
    row: Tokens,
    at: int,
) -> tuple[int, int, int]:
    best = (0, 0, 0)
    for old, place in known.get(tuple(row.words[at : at + LEAST]), ())[:4]:  # few are enough
        words, size = rows[old].words, 0
        while (
            place + size < len(words)
            and at + size < len(row)
            and words[place + size] == row.words[at + size]
            and not used[old][place + size]
        ):
            size += 1
        best = max(best, (old, place, size), key=lambda one: one[2])
    return best


def linked(parts: Sequence[Runs]) -> tuple[list[Runs], int]:
    """The same runs, with both ends of each moved passage cut out and marked; and how many."""
    struck = [(at, n) for at, runs in enumerate(parts) for n in _those(runs, Mark.STRUCK)]
    inserted = [(at, n) for at, runs in enumerate(parts) for n in _those(runs, Mark.INSERTED)]
    found = passages(
        [parts[at][n].words for at, n in struck], [parts[at][n].words for at, n in inserted]
    )
    cuts: dict[tuple[int, int], list[tuple[int, int, str]]] = defaultdict(list)
    for number, one in enumerate(found, start=1):
        cuts[struck[one.old]].append((one.start, one.end, str(number)))
        cuts[inserted[one.new]].append((one.there, one.upto, str(number)))
    if not cuts:
        return list(parts), 0
    return [
        tuple(piece for n, run in enumerate(runs) for piece in _cut(run, cuts.get((at, n), [])))
        for at, runs in enumerate(parts)
    ], len(found)


def _those(runs: Runs, mark: Mark) -> list[int]:
    return [n for n, run in enumerate(runs) if run.mark is mark]


def _cut(run: Run, cuts: list[tuple[int, int, str]]) -> list[Run]:
    """The run in pieces; spaces between a passage and the end of the run go with the passage."""
    pieces: list[Run] = []
    here = 0
    for start, end, key in sorted(cuts):
        first = here if not run.words[here:start].strip() else start
        last = len(run.words) if not run.words[end:].strip() else end
        pieces.append(replace(run, words=run.words[here:first]))
        pieces.append(replace(run, words=run.words[first:last], moved=key))
        here = last
    pieces.append(replace(run, words=run.words[here:]))
    return [piece for piece in pieces if piece.words]
