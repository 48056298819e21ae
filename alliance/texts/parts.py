"""How the units of a text hang together: what is recited, the body, schedules, attachments."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from alliance.texts.units import DEEPEST, Kind, Text, Unit

# In this order the parts of a text are read; a unit belongs to that of the one at level 0 above.
PARTS: Final = {
    Kind.RECITAL: 0,
    Kind.CLAUSE: 1,
    Kind.SECTION: 1,
    Kind.PARAGRAPH: 1,
    Kind.DEFINITION: 1,
    Kind.SCHEDULE: 2,
    Kind.ATTACHMENT: 3,
}
ALONE: Final = frozenset({Kind.RECITAL, Kind.SCHEDULE, Kind.ATTACHMENT})  # always at level 0


def settled(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """The units with levels that fit and the parts in their order; the same again when repeated.

    A unit stands at most one level deeper than the one before it, and nothing stands under a
    recital or an attachment. What several people moved at once may not fit; nothing is dropped.
    """
    groups: list[list[Unit]] = []
    for unit in units:
        level = 0 if unit.kind in ALONE else max(0, min(unit.level, DEEPEST, _deepest(groups)))
        placed = unit if level == unit.level else replace(unit, level=level)
        if level == 0:
            groups.append([placed])
        else:
            groups[-1].append(placed)
    groups.sort(key=lambda group: PARTS[group[0].kind])  # stable: the order within a part stays
    return tuple(unit for group in groups for unit in group)


def _deepest(groups: Sequence[Sequence[Unit]]) -> int:
    """How deep the next unit may stand."""
    if not groups or groups[-1][0].kind in (Kind.RECITAL, Kind.ATTACHMENT):
        return 0
    return groups[-1][-1].level + 1


def parents(units: Sequence[Unit]) -> dict[str, str | None]:
    """The id of the unit that each one stands under, or None."""
    above: list[Unit] = []
    found: dict[str, str | None] = {}
    for unit in units:
        while above and above[-1].level >= unit.level:
            above.pop()
        found[unit.id] = above[-1].id if above else None
        above.append(unit)
    return found


def beneath(units: Sequence[Unit], key: str) -> list[Unit]:
    """A unit and all that stands under it, in reading order; empty where there is no such unit."""
    for place, unit in enumerate(units):
        if unit.id == key:
            end = place + 1
            while end < len(units) and units[end].level > unit.level:
                end += 1
            return list(units[place:end])
    return []


def recitals(text: Text) -> list[Unit]:
    """What is recited."""
    return [unit for unit in text.units if unit.kind is Kind.RECITAL]


def operative(text: Text) -> list[Unit]:
    """Everything but what is recited."""
    return [unit for unit in text.units if unit.kind is not Kind.RECITAL]


def defined(text: Text) -> list[Unit]:
    """The definitions."""
    return [unit for unit in text.units if unit.kind is Kind.DEFINITION]
