"""What each side of a merge put somewhere: moved, under which units, how deep."""

from collections.abc import Iterator, Mapping

from alliance.redlines.ordering import moved
from alliance.texts.parts import parents
from alliance.texts.units import Text, Unit


class Placed:
    """What one side placed: inserted, moved, or put under another unit."""

    def __init__(self, base: Text, side: Text) -> None:
        self.base, self.side = base, side
        self.moved = moved([unit.id for unit in base.units], [unit.id for unit in side.units])
        self.over = parents(side.units)
        was = parents(base.units)
        self.keys = {
            key
            for key, over in self.over.items()
            if key in self.moved or key not in was or over != was[key]
        }
        self.under: dict[str, list[str]] = {}  # what stands beneath a unit that did not before
        for unit in side.units:
            before = set(_above(was, unit.id))
            for key in _above(self.over, unit.id):
                if key not in before:
                    self.under.setdefault(key, []).append(unit.id)

    def level(self, unit: Unit, levels: Mapping[str, int]) -> int:
        """How deep a unit stands in the merged text, which this side alone placed.

        `levels` are those of the merged units before it: it goes with the unit that it was put
        under, and takes the place of that one where it is struck.
        """
        over = self.over[unit.id]
        if over is None:
            return unit.level
        there = self.side.by_id[over].level
        return unit.level + levels[over] - there if over in levels else there


def _above(over: Mapping[str, str | None], key: str) -> Iterator[str]:
    at = over.get(key)
    while at is not None:
        yield at
        at = over[at]
