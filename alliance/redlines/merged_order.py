"""The order of the units of a text that two sides have changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from alliance.redlines.ordering import After, arranged, circle, moved, placed


class At(StrEnum):
    """Where a unit is put that both sides moved."""

    BASE = "base"
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True)
class Placing:
    """All units in order, and after which ones either side has put those that both moved."""

    order: list[str]
    clashes: dict[str, tuple[str | None, str | None]]


def order(
    base: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    chosen: Mapping[str, At],
    levels: Mapping[str, int],
) -> Placing:
    """The units of all three; each that a side inserted or moved follows what it follows there.

    Where both inserted at one place, both stand there: the deeper one first, so that it stays under
    what it was put under, else in the order of their ids. `levels` are those of all units.
    """
    known = set(base)
    sides = [_places(base, one, two, levels) for one, two in ((ours, theirs), (theirs, ours))]
    clashes = _clashes(sides[0], sides[1], known)
    after = {
        key: _first(sides[0].get(key, ""), sides[1].get(key, ""))
        for key in {**sides[0], **sides[1]}
    }
    for key in clashes:
        side = chosen.get(key, At.BASE)
        if side is At.BASE:
            del after[key]
        else:
            after[key] = sides[side is At.THEIRS][key]
    while ring := circle(after):
        for key in ring & known:
            clashes[key] = (sides[0].get(key), sides[1].get(key))
            del after[key]
    return Placing(_order(base, after, levels), clashes)


def _places(
    base: Sequence[str], side: Sequence[str], other: Sequence[str], levels: Mapping[str, int]
) -> dict[str, str | None]:
    """What each unit follows that a side inserted or moved."""
    known = set(base)
    there = set(side)
    went, others = moved(base, side), moved(base, other)
    after = placed(side, went | (there - known))
    gone: dict[str | None, str] = {
        one: two
        for one, two in pairwise(base)
        if two not in there and not {one, two} & (went | others)
    }
    return {
        key: _past(_beside(key, after, known, levels), levels[key], gone, levels) for key in after
    }


def _beside(key: str, after: After, known: set[str], levels: Mapping[str, int]) -> str | None:
    """What a unit follows; where it was inserted after deeper insertions, what those follow."""
    at = after[key]
    while key not in known and at is not None and at not in known and levels[at] > levels[key]:
        at = after[at]
    return at


def _past(
    at: str | None, level: int, gone: Mapping[str | None, str], levels: Mapping[str, int]
) -> str | None:
    """Past the deeper units that the side struck there: what others put beneath goes before."""
    while at in gone and levels[gone[at]] > level:
        at = gone[at]
    return at


def _clashes(one: After, two: After, known: set[str]) -> dict[str, tuple[str | None, str | None]]:
    """The units that both sides moved, to places that differ by more than what was inserted."""
    return {
        key: (one[key], two[key])
        for key in one
        if key in two and key in known and _rest(one, key, known) != _rest(two, key, known)
    }


def _rest(after: After, key: str, known: set[str]) -> str | None:
    """The unit of the base that it stands after."""
    at = after[key]
    while at is not None and at not in known:
        at = after[at]
    return at


def _first(one: str | None, two: str | None) -> str | None:
    """Of two places the one that is known ("" is not), the same whoever is asked first."""
    if "" in (one, two):
        return two if one == "" else one
    return min(one, two) if one is not None and two is not None else None


def _order(base: Sequence[str], after: After, levels: Mapping[str, int]) -> list[str]:
    followers: dict[str | None, list[str]] = defaultdict(list)
    known = set(base)
    for key in sorted(after, key=lambda key: (-levels.get(key, 0), key in known, key)):
        followers[after[key]].append(key)
    return arranged([key for key in base if key not in after], followers)
