"""Bounds that follow from several others together, to end a search early.

Where several bounds must all be met, any sum of them, each taken so many times, must be met too. A
set may look good enough for each of three weights and for none of them together; the right sum says
so at once. Which sum is used decides nothing but how soon: every sum of whole multiples is true.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from alliance.rulebook.forces.facts import Number

ROUNDS = 120
SCALE = 10**12


@dataclass(frozen=True)
class Linear:
    """A sum over those taken, from `start`, that must be zero or more, or more than zero."""

    start: Number
    terms: tuple[Number, ...]
    strict: bool

    def holds(self, value: Number) -> bool:
        return value > 0 if self.strict else value >= 0


@dataclass(frozen=True)
class Tree:
    """`enough` of some parts, or one linear part by its number; with neither, a constant.

    None of no parts is always met; one of no parts never is.
    """

    enough: int = 0
    parts: "tuple[Tree, ...]" = ()
    negated: bool = False
    linear: int | None = None

    @property
    def needs_all(self) -> bool:
        return bool(self.parts) and self.enough == len(self.parts) and not self.negated

    def judged(self, truths: Sequence[bool | None]) -> bool | None:
        """Yes, no, or open (None) while parts are open."""
        if self.linear is not None:
            found = truths[self.linear]
        else:
            found = self._joined([part.judged(truths) for part in self.parts])
        return found if found is None or not self.negated else not found

    def _joined(self, found: list[bool | None]) -> bool | None:
        sure = sum(one is True for one in found)
        if sure >= self.enough:
            return True
        return None if sure + sum(one is None for one in found) >= self.enough else False


def in_whole_steps(one: Linear) -> Linear:
    """The same bound with what lies between its steps left out: 1 of steps of 2 asks for a step."""
    whole = [term for term in (one.start, *one.terms) if isinstance(term, int)]
    step = math.gcd(*whole[1:]) if len(whole) == len(one.terms) + 1 else 0
    if step == 0:
        return one
    start = (one.start - one.strict) // step
    return Linear(start, tuple(term // step for term in one.terms), strict=False)


def strengthened(tree: Tree, linears: list[Linear], *, within_all: bool = False) -> Tree:
    """The same condition with what follows from it; new bounds are added to `linears`."""
    if tree.linear is not None or tree.negated or not tree.parts:
        return tree
    inner = tree.needs_all
    parts = tuple(strengthened(part, linears, within_all=inner) for part in tree.parts)
    made = replace(tree, parts=parts)
    if not inner or within_all:
        return made
    short = [linears[at] for at in _needed(tree) if linears[at].start < 0]
    for one in _sums(short):
        linears.append(one)
        made = Tree(2, (made, Tree(linear=len(linears) - 1)))
    return made


def apart(tree: Tree, linears: Sequence[Linear]) -> tuple[int, ...]:
    """Counts that are all needed and of which no candidate helps two, by their numbers."""
    found: list[int] = []
    taken: set[int] = set()
    for at in _needed(tree):
        helps = {place for place, term in enumerate(linears[at].terms) if term != 0}
        if helps and not helps & taken and set(linears[at].terms) <= {0, 1}:
            found.append(at)
            taken |= helps
    return tuple(found)


def _needed(tree: Tree) -> list[int]:
    """The bounds without any of which the condition cannot be met."""
    if tree.linear is not None:
        return [] if tree.negated else [tree.linear]
    return [at for part in tree.parts for at in _needed(part)] if tree.needs_all else []


def _sums(short: list[Linear]) -> list[Linear]:
    """Two sums: of the bounds as far as each is short, and the one that asks for most."""
    if len(short) < 2:
        return []
    times = [SCALE] * len(short)
    first = best = _sum(short, times)
    asks = most = _asked(first)
    for number in range(ROUNDS):
        reached = _reached(short, _sum(short, times), asks[0])
        # Who is left behind weighs more, who has more than enough weighs less; ever more gently.
        times = [
            max(1, time + time * (SCALE - min(one, 2 * SCALE)) // (SCALE * (2 + number // 6)))
            for time, one in zip(times, reached, strict=True)
        ]
        made = _sum(short, times)
        asks = _asked(made)
        if asks > most:
            best, most = made, asks
    return [first] if best is first else [first, best]


def _sum(short: list[Linear], times: list[int]) -> Linear:
    """So many times each, on a scale on which all are equally short."""
    scaled = [int(SCALE * time / -one.start) for one, time in zip(short, times, strict=True)]
    start = sum(time * one.start for one, time in zip(short, scaled, strict=True))
    terms = tuple(
        sum(time * one.terms[at] for one, time in zip(short, scaled, strict=True))
        for at in range(len(short[0].terms))
    )
    return Linear(start, terms, strict=False)


def _asked(one: Linear) -> tuple[int, int]:
    """How many it takes at least, and how far one fewer falls short of it (in millionths)."""
    value = one.start
    for number, term in enumerate(sorted(one.terms, reverse=True)):
        if value >= 0:
            return number, 0
        if value + term >= 0:
            return number, int(-value * 10**6 // term)
        value += term
    return len(one.terms) + 1, 0


def _reached(short: list[Linear], summed: Linear, size: int) -> list[int]:
    """How far those whom the sum would take bring each bound, on the scale."""
    order = sorted(range(len(summed.terms)), key=lambda at: (-summed.terms[at], at))[:size]
    return [int(sum(one.terms[at] for at in order) * SCALE // -one.start) for one in short]
