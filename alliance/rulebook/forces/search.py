"""The smallest sets of further states that would meet a condition: exact, by branch and bound.

Candidates are taken or left one after another. While so many are still to be taken, every bound has
a best and a worst case; a condition that is then certainly met, or certainly not, needs no further
branch. What is still open about two partial sets is often the same, and is worked out once.
"""

import math
from collections.abc import Callable, Iterator, Sequence

from alliance.rulebook.conditions.values import Before, InStage, Sense
from alliance.rulebook.forces.facts import Number
from alliance.rulebook.forces.nodes import Gate, Joined, Meter, Negated, Node
from alliance.rulebook.forces.surrogates import Linear, Tree, apart, in_whole_steps, strengthened

# How many partial sets are looked at to find the smallest sets, and to count them all.
NODES_AT_MOST = 100_000
COUNTED_AT_MOST = 30_000
# A bound that is decided needs its sum no more; the marks are text, so that they equal no sum.
MET, MISSED = "met", "missed"
Sums = tuple[Number | str, ...]
Adds = Callable[[Meter, str], tuple[Number, Number]]


class TooMuch(Exception):  # noqa: N818 - it ends a search, it is no error
    """The search has used up its work."""


class Problem:
    """A condition as it stands, and what each candidate would add to its bounds.

    `adds(meter, candidate)` gives what a candidate adds to what is measured and to the base.
    With `despite_gates`, dates and events that may still come are taken as if they had (`assumed`).
    """

    def __init__(
        self,
        node: Node,
        candidates: Sequence[str],
        adds: Adds,
        *,
        despite_gates: bool = False,
    ) -> None:
        self._candidates, self._adds, self._despite = candidates, adds, despite_gates
        self._linears: list[Linear] = []
        self.assumed: list[Gate] = []
        self.tree = self._tree(node, contrary=False)
        # What follows from the rest need not be remembered beside it.
        self.own = len(self._linears)
        self.apart = apart(self.tree, self._linears)
        self.tree = strengthened(self.tree, self._linears)
        self.linears = tuple(self._linears)

    def _tree(self, node: Node, *, contrary: bool) -> Tree:
        if isinstance(node, Joined):
            parts = tuple(self._tree(part, contrary=contrary) for part in node.parts)
            return Tree(node.enough, parts)
        if isinstance(node, Negated):
            part = self._tree(node.part, contrary=not contrary)
            return Tree(1, (part,), negated=True)
        if isinstance(node, Gate):
            holds = node.holds
            if self._despite and holds == contrary and may_change(node):
                self.assumed.append(node)
                holds = not contrary
            return Tree(0 if holds else 1)
        return self._of_meter(node)

    def _of_meter(self, meter: Meter) -> Tree:
        rule = meter.rule
        added = [self._adds(meter, one) for one in self._candidates]
        above, below = rule.amount.numerator, rule.amount.denominator
        if not rule.is_share:
            start, terms = meter.have * below - above, [have * below for have, _ in added]
            return self._linear(start, terms, rule.sense)
        start = meter.have * below - above * meter.base
        terms = [have * below - above * base for have, base in added]
        # A share of nothing is met by nothing.
        something = self._linear(meter.base, [base for _, base in added], Sense.MORE_THAN)
        return Tree(2, (something, self._linear(start, terms, rule.sense)))

    def _linear(self, start: Number, terms: list[Number], sense: Sense) -> Tree:
        sign = 1 if sense in {Sense.AT_LEAST, Sense.MORE_THAN} else -1
        strict = sense in {Sense.MORE_THAN, Sense.LESS_THAN}
        made = Linear(sign * start, tuple(sign * one for one in terms), strict)
        self._linears.append(in_whole_steps(made))
        return Tree(linear=len(self._linears) - 1)


def may_change(gate: Gate) -> bool:
    """Whether a date or an event may still come: what is before a day ends, the rest begins."""
    if isinstance(gate.rule, InStage):
        return True
    return gate.holds if isinstance(gate.rule, Before) else not gate.holds


class Search:
    """Sets of exactly so many candidates that meet a condition."""

    def __init__(self, problem: Problem, count: int) -> None:
        self._tree, self._own, self._apart = problem.tree, problem.own, problem.apart
        # Those who add most first: sets are found early, and the rest is soon out of reach.
        self.order = sorted(
            range(count), key=lambda at: ([-one.terms[at] for one in problem.linears], at)
        )
        self._linears = tuple(
            Linear(one.start, tuple(one.terms[at] for at in self.order), one.strict)
            for one in problem.linears
        )
        self._count = count
        self._best = tuple(_extremes(one.terms, best=True) for one in self._linears)
        self._worst = tuple(_extremes(one.terms, best=False) for one in self._linears)
        self._totals: dict[tuple[int, int, Sums], int] = {}
        self._work = 0

    def total(self, size: int) -> int:
        """How many sets of this size there are; TooMuch if that takes too long."""
        self._work = NODES_AT_MOST - COUNTED_AT_MOST
        return self._total(0, size, tuple(one.start for one in self._linears))

    def sets(self, size: int) -> Iterator[tuple[int, ...]]:
        """The sets of this size, those who add most first; TooMuch if that takes too long."""
        dead: set[tuple[int, int, Sums]] = set()
        start: Sums = tuple(one.start for one in self._linears)
        for found in self._sets(0, size, start, dead):
            yield tuple(sorted(self.order[at] for at in found))

    def _look(self, at: int, left: int, sums: Sums) -> tuple[bool | None, Sums]:
        """Whether every, no or some completion meets the condition; what is decided is set."""
        self._work += 1
        if self._work > NODES_AT_MOST:
            raise TooMuch
        truths: list[bool | None] = []
        settled: list[Number | str] = []
        for index, (one, value) in enumerate(zip(self._linears, sums, strict=True)):
            if isinstance(value, str):
                truths.append(value == MET)
                settled.append(value)
                continue
            sure = one.holds(value + self._worst[index][at][left])
            hopeless = not sure and not one.holds(value + self._best[index][at][left])
            truths.append(True if sure else (False if hopeless else None))
            settled.append(MET if sure else (MISSED if hopeless else value))
        behind: Number = 0
        for index in self._apart:
            value = settled[index]
            behind -= 0 if isinstance(value, str) else min(value, 0)
        verdict = False if behind > left else self._tree.judged(truths)
        return verdict, tuple(settled)

    def _after(self, at: int, sums: Sums) -> Sums:
        return tuple(
            value if isinstance(value, str) else value + one.terms[at]
            for one, value in zip(self._linears, sums, strict=True)
        )

    def _total(self, at: int, left: int, sums: Sums) -> int:
        if left > self._count - at:
            return 0
        verdict, sums = self._look(at, left, sums)
        if verdict is not None:
            return math.comb(self._count - at, left) if verdict else 0
        key = (at, left, sums[: self._own])
        if key not in self._totals:
            taken = self._total(at + 1, left - 1, self._after(at, sums))
            self._totals[key] = taken + self._total(at + 1, left, sums)
        return self._totals[key]

    def _sets(
        self, at: int, left: int, sums: Sums, dead: set[tuple[int, int, Sums]]
    ) -> Iterator[tuple[int, ...]]:
        if left > self._count - at:
            return
        verdict, sums = self._look(at, left, sums)
        key = (at, left, sums[: self._own])
        if verdict is False or key in dead:
            return
        if left == 0:
            yield ()
            return
        found = False
        for rest in self._sets(at + 1, left - 1, self._after(at, sums), dead):
            found = True
            yield (at, *rest)
        for rest in self._sets(at + 1, left, sums, dead):
            found = True
            yield rest
        if not found:
            dead.add(key)


def _extremes(terms: tuple[Number, ...], *, best: bool) -> tuple[tuple[Number, ...], ...]:
    """For each place: the sums of the largest (or smallest) so many of the terms from it on."""
    found: list[tuple[Number, ...]] = []
    for at in range(len(terms) + 1):
        sums: list[Number] = [0]
        for one in sorted(terms[at:], reverse=best):
            sums.append(sums[-1] + one)
        found.append(tuple(sums))
    return tuple(found)
