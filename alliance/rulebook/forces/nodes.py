"""The parts of a condition while days pass: running sums, days that come, joined truths."""

import copy
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from alliance.rulebook.conditions.values import (
    AllOf,
    AnyOf,
    Base,
    Before,
    Condition,
    Each,
    Every,
    Happened,
    InAll,
    InStage,
    Measured,
    Named,
    Not,
    NotBefore,
    OfTrait,
    Pool,
    Scope,
    Sense,
    Trait,
)
from alliance.rulebook.conditions.words import condition_words
from alliance.rulebook.days.calendar import ALWAYS
from alliance.rulebook.days.working import Known, Worked, work
from alliance.rulebook.forces.facts import Facts, Number, exact
from alliance.rulebook.forces.roll import Stay, pieces, pool
from alliance.rulebook.jurisdictions import JURISDICTIONS, STATES

Span = tuple[dt.date, dt.date | None]  # from, until
OF_STATES = OfTrait(Trait.KIND, ("state",))


@dataclass(frozen=True)
class World:
    """What conditions are built over: who counts when, the facts, and stages worked out before."""

    facts: Facts
    stays: tuple[Stay, ...]
    known: Known
    stages: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


class Meter:
    """A bound with what is measured so far; `changes` are differences by day."""

    def __init__(self, rule: Measured, world: World) -> None:
        self.rule = rule
        self.have: Number = 0
        self.base: Number = 0
        self.changes: dict[dt.date, tuple[Number, Number]] = {}
        self._above, self._below = rule.amount.numerator, rule.amount.denominator
        self.among = counted_among(rule)
        table = world.facts.weights.get(rule.measure)
        for stay in world.stays:
            for begins, ends, measured in pieces(stay, self.among, rule.measure, table):
                self._add(begins, ends, measured, 0)
        if rule.is_share and rule.base is not None:
            self._found(rule.base, world)

    def _found(self, base: Base, world: World) -> None:
        if base.total is not None:
            self._add(ALWAYS, None, 0, exact(base.total))
            return
        table = world.facts.weights.get(self.rule.measure)
        for stay in members_of(base, world):
            for begins, ends, measured in pieces(stay, base.among, self.rule.measure, table):
                self._add(begins, ends, 0, measured)

    def _add(self, begins: dt.date, ends: dt.date | None, have: Number, base: Number) -> None:
        before = self.changes.get(begins, (0, 0))
        self.changes[begins] = (before[0] + have, before[1] + base)
        if ends is not None:
            before = self.changes.get(ends, (0, 0))
            self.changes[ends] = (before[0] - have, before[1] - base)

    def pass_day(self, day: dt.date) -> None:
        have, base = self.changes[day]
        self.have += have
        self.base += base

    def again(self) -> "Meter":
        """The same before the first day."""
        fresh = copy.copy(self)
        fresh.have = fresh.base = 0
        return fresh

    @property
    def need(self) -> Number:
        """The bound, in the measure."""
        rule = self.rule
        return exact(rule.amount * self.base if rule.is_share else rule.amount)

    @property
    def grows(self) -> bool:
        """Whether what the share is taken of grows with every further party."""
        base = self.rule.base
        return self.rule.is_share and base is not None and base.pool is Pool.PARTIES

    @property
    def holds(self) -> bool:
        if self.rule.is_share and self.base == 0:
            return False
        limit = self._above * self.base if self.rule.is_share else self._above
        return self.rule.sense.holds(self.have * self._below, limit)


class Gate:
    """A part that only days decide: a date, an event, a stage. `waiting_for` says what is open."""

    def __init__(self, rule: NotBefore | Before | Happened | InStage, world: World) -> None:
        self.rule = rule
        self.holds = False
        self.waiting_for: tuple[str, ...] = ()
        self.changes: dict[dt.date, bool] = {}
        for begins, ends in self._spans(world):
            self.changes[begins] = True
            if ends is not None:
                self.changes[ends] = False

    def _spans(self, world: World) -> Iterable[Span]:
        rule = self.rule
        if isinstance(rule, InStage):
            self.waiting_for = (rule.name,)
            return world.stages.get(rule.name, ())
        if isinstance(rule, Happened):
            self.waiting_for = (rule.event,)
            worked = Worked(world.known.events.get(rule.event))
        else:
            worked = work(rule.day, world.known)
            self.waiting_for = worked.waiting_for or (condition_words(rule),)
        if not isinstance(rule, Before):
            return () if worked.day is None else ((worked.day, None),)
        # A day that is not known has not come.
        return ((ALWAYS, worked.day),) if worked.day != ALWAYS else ()

    def pass_day(self, day: dt.date) -> None:
        self.holds = self.changes[day]

    def again(self) -> "Gate":
        """The same before the first day."""
        fresh = copy.copy(self)
        fresh.holds = False
        return fresh


class Joined:
    """`enough` of several parts; `each` marks a bound for each of several groups."""

    def __init__(self, parts: tuple["Node", ...], enough: int, each: Each | None = None) -> None:
        self.parts, self.enough, self.each = parts, enough, each

    @property
    def holds(self) -> bool:
        return sum(part.holds for part in self.parts) >= self.enough

    def again(self) -> "Joined":
        """The same before the first day."""
        return Joined(tuple(part.again() for part in self.parts), self.enough, self.each)


class Negated:
    """The contrary."""

    def __init__(self, part: "Node") -> None:
        self.part = part

    @property
    def holds(self) -> bool:
        return not self.part.holds

    def again(self) -> "Negated":
        """The same before the first day."""
        return Negated(self.part.again())


Leaf = Meter | Gate
Node = Meter | Gate | Joined | Negated


def build(condition: Condition, world: World) -> Node:
    """A condition over a world, before the first day."""
    if isinstance(condition, (AllOf, AnyOf)):
        parts = tuple(build(part, world) for part in condition.parts)
        return Joined(parts, len(parts) if isinstance(condition, AllOf) else condition.enough)
    if isinstance(condition, Not):
        return Negated(build(condition.part, world))
    if isinstance(condition, Each):
        meters = tuple(Meter(part, world) for part in condition.parts)
        enough = len(meters) if condition.enough is None else condition.enough
        return Joined(meters, enough, condition)
    if isinstance(condition, Every):
        return Meter(every_as_bound(condition), world)
    if isinstance(condition, Measured):
        return Meter(condition, world)
    return Gate(condition, world)


def every_as_bound(rule: Every) -> Measured:
    """All of n named states: at least n of them."""
    amount = Fraction(len(rule.states))
    return Measured(
        Sense.AT_LEAST, amount, is_share=False, among=Named(rule.states), name=rule.name
    )


def counted_among(rule: Measured) -> Scope | None:
    """Who counts: of a share of the states, the District and the territories are no part."""
    if rule.base is None or rule.base.pool is not Pool.STATES:
        return rule.among
    return OF_STATES if rule.among is None else InAll((rule.among, OF_STATES))


def members_of(base: Base, world: World) -> tuple[Stay, ...]:
    """Those of whom a share is taken, before the base's own narrowing."""
    if base.pool is Pool.PARTIES:
        return world.stays
    if base.pool is Pool.ELIGIBLE:
        return pool(world.facts, None)
    return pool(world.facts, STATES if base.pool is Pool.STATES else JURISDICTIONS)


def leaves_of(node: Node) -> Iterator[Leaf]:
    """The meters and gates of a condition, in the order written."""
    if isinstance(node, Joined):
        for part in node.parts:
            yield from leaves_of(part)
    elif isinstance(node, Negated):
        yield from leaves_of(node.part)
    else:
        yield node


class Play:
    """A condition while days pass: only what changes on a day is touched on it."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self._touched: dict[dt.date, list[Leaf]] = {}
        for leaf in leaves_of(self.node):
            for day in leaf.changes:
                self._touched.setdefault(day, []).append(leaf)
        self.days = sorted({ALWAYS, *self._touched})

    def walk(self, until: dt.date | None = None) -> Iterator[dt.date]:
        """Every day of change up to `until`, each after its changes; once only."""
        for day in self.days:
            if until is not None and day > until:
                return
            for leaf in self._touched.get(day, ()):
                leaf.pass_day(day)
            yield day

    def to(self, day: dt.date) -> "Play":
        """Played from the start to the end of a day; this play itself is left as it is."""
        fresh = Play(self.node.again())
        for _ in fresh.walk(day):
            pass
        return fresh

    @property
    def meter(self) -> Meter | None:
        """The first bound that is measured."""
        return next((leaf for leaf in leaves_of(self.node) if isinstance(leaf, Meter)), None)
