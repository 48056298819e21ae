"""Adopting amendments one after the other, and what each order would bring."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Final

from alliance.redlines.applying import Fallen, unapplied
from alliance.redlines.collisions import Collision, clusters, collisions
from alliance.redlines.edits import Amendment
from alliance.redlines.marking import Attributed, Marked
from alliance.redlines.passages import Runs
from alliance.texts.units import Text

MOST_ORDERS: Final = 4  # amendments of which every order is tried


@dataclass(frozen=True)
class Combined:
    """The text with all that was adopted, who changed what, what fell, and all collisions.

    What collided is in the text as the order of adoption decided. The words of an amendment are in
    the text unless it fell or is named in a collision.
    """

    text: Text
    title: Runs
    enacting: Runs
    units: tuple[Attributed, ...]  # those that were struck too
    fallen: tuple[Fallen, ...]
    collisions: tuple[Collision, ...]


@dataclass(frozen=True)
class Outcome:
    """A text, what falls on the way to it, and all orders of adoption that lead there."""

    orders: tuple[tuple[str, ...], ...]
    text: Text
    fallen: tuple[Fallen, ...]


@dataclass(frozen=True)
class Cluster:
    """Amendments that collide, and what each order of adopting them brings.

    Where more than four collide with each other there is one for each two that do.
    """

    keys: tuple[str, ...]
    collisions: tuple[Collision, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Step:
    """What a clerk takes next: amendments without collisions together, or one cluster."""

    keys: tuple[str, ...]
    why: str
    collisions: tuple[Collision, ...] = ()


def combine(base: Text, adopted: Sequence[Amendment]) -> Combined:
    """Adopt amendments in this order. One whose place is not exactly there any more falls."""
    state, fallen = _adopted(base, adopted)
    return Combined(
        state.text(),
        state.part(("", "title")).runs(),
        state.part(("", "enacting")).runs(),
        tuple(state.rows()),
        fallen,
        collisions(base, adopted),
    )


def orders(base: Text, amendments: Sequence[Amendment]) -> tuple[Cluster, ...]:
    """What each order of adopting amendments that collide would bring, the others left out."""
    found = collisions(base, amendments)
    by_key = {one.key: one for one in amendments}
    made: list[Cluster] = []
    for keys in clusters(tuple(by_key), found):
        if len(keys) <= MOST_ORDERS:
            made.append(_cluster(base, [by_key[key] for key in keys], found))
            continue
        pairs = {(one.first, one.second) for one in found}
        made += [
            _cluster(base, [by_key[one], by_key[two]], found)
            for one, two in combinations(keys, 2)
            if (one, two) in pairs
        ]
    return tuple(made)


def guided(
    base: Text, amendments: Sequence[Amendment], friendly: Collection[str] = ()
) -> tuple[Step, ...]:
    """In which order a clerk takes them: those on which nothing depends first, then each cluster.

    `friendly` are the keys of amendments that the sponsors accept.
    """
    found = collisions(base, amendments)
    keys = tuple(one.key for one in amendments)
    rows = clusters(keys, found)
    colliding = {key for row in rows for key in row}
    first = tuple(key for key in keys if key in friendly and key not in colliding)
    then = tuple(key for key in keys if key not in friendly and key not in colliding)
    steps = [Step(first, "The sponsors accept these, and they collide with none.")] if first else []
    steps += [Step(then, "These collide with none; their order does not matter.")] if then else []
    for row in rows:
        ordered = (*(k for k in row if k in friendly), *(k for k in row if k not in friendly))
        why = "These collide; the order in which they are adopted matters."
        steps.append(Step(ordered, why, tuple(one for one in found if one.first in row)))
    return tuple(steps)


def _adopted(base: Text, adopted: Sequence[Amendment]) -> tuple[Marked, tuple[Fallen, ...]]:
    state = Marked(base)
    fallen: list[Fallen] = []
    for amendment in adopted:
        reason = unapplied(state, amendment)
        if reason:
            fallen.append(reason)
        else:
            state.adopt(amendment)
    return state, tuple(fallen)


def _cluster(base: Text, members: Sequence[Amendment], found: Sequence[Collision]) -> Cluster:
    keys = tuple(one.key for one in members)
    outcomes: dict[tuple[Text, frozenset[str]], tuple[list[tuple[str, ...]], tuple[Fallen, ...]]]
    outcomes = {}
    for order in permutations(members):
        state, fallen = _adopted(base, order)
        same = (state.text(), frozenset(one.key for one in fallen))
        outcomes.setdefault(same, ([], fallen))[0].append(tuple(one.key for one in order))
    return Cluster(
        keys,
        tuple(one for one in found if one.first in keys and one.second in keys),
        tuple(Outcome(tuple(ways), same[0], fallen) for same, (ways, fallen) in outcomes.items()),
    )
