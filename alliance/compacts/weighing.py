"""Reading what rules are held against besides the members: weights and dated events."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from alliance.compacts.models import Weight
from alliance.core.db import built_once, read
from alliance.membership.known import known_in
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.conditions.stages import events_named, measures_named
from alliance.rulebook.conditions.values import Condition
from alliance.rulebook.days.values import events_of as events_of_day
from alliance.rulebook.decision import STATES
from alliance.rulebook.forces.facts import Number, WeightTable, exact
from alliance.rulebook.numbers import read_number
from alliance.states.weights import tables

# What a day of a rule may name that follows from the rule itself.
WORKED_OUT = frozenset({"met", "in_force"})

Amounts = Mapping[str, Sequence[tuple[dt.date, str, str]]]
"""By measure: from which day a state weighs how much, in the order of the days."""


@lru_cache(maxsize=1)
def built_in() -> Mapping[str, WeightTable]:
    """The weights that stand in the project."""
    return {name: WeightTable.of(*dated) for name, dated in tables().items()}


def measures_of(compact: Compact) -> frozenset[str]:
    """The imported weights that the rules ask for."""
    found: frozenset[str] = frozenset().union(*map(measures_named, _conditions(compact)))
    return found - {STATES} - built_in().keys()


def events_asked(compact: Compact) -> frozenset[str]:
    """The dated events of the whole that entry into force or the end hang on."""
    found: frozenset[str] = frozenset().union(*map(events_named, _conditions(compact)))
    days = [stage.effective for stage in compact.stages]
    days += [compact.dissolution.effective] if compact.dissolution else []
    for day in days:
        found |= events_of_day(day) if day else frozenset()
    return found - WORKED_OUT


def _conditions(compact: Compact) -> list[Condition]:
    found = [stage.when for stage in compact.stages]
    return [*found, compact.dissolution.when] if compact.dissolution else found


def amounts(measures: Iterable[str] | None, known: dt.datetime | None = None) -> Amounts:
    """The imported weights with these names (all of them), as known now or before an instant."""
    names = None if measures is None else sorted(measures)
    if names == []:
        return {}
    given: dict[str, Any] = {"names": names} if names else {}
    given |= {"known": known} if known else {}
    found: dict[str, list[tuple[dt.date, str, str]]] = {}
    for row in read(_amounts(some=names is not None, then=known is not None), given):
        found.setdefault(row.measure, []).append((row.from_on, row.state_code, row.amount))
    return found


@built_once
def _amounts(*, some: bool, then: bool) -> Any:
    wanted = (
        select(Weight.measure, Weight.from_on, Weight.state_code, Weight.amount)
        .where(known_in(Weight, then=then))
        .order_by(Weight.measure, Weight.from_on, Weight.state_code)
    )
    if some:
        wanted = wanted.where(Weight.measure.in_(bindparam("names", expanding=True)))
    return wanted


def as_tables(found: Amounts) -> Mapping[str, WeightTable]:
    """As the rules take them: on each day on which anything changes, what every state weighs."""
    made = {}
    for measure, rows in found.items():
        dated: dict[dt.date, dict[str, Number]] = {}
        held: dict[str, Number] = {}
        for day, state, amount in rows:
            held = {**held, state: exact(read_number(amount))}
            dated[day] = held
        made[measure] = WeightTable.of(*dated.items())
    return made


def weights(
    measures: Iterable[str] | None, known: dt.datetime | None = None
) -> Mapping[str, WeightTable]:
    """All weights that rules with these measures may ask for."""
    return {**built_in(), **as_tables(amounts(measures, known))}


def kept_beside(found: Amounts, events: Mapping[str, dt.date | None]) -> dict[str, Any]:
    """What was used, as it is kept beside a history."""
    return {
        "events": {name: day.isoformat() if day else None for name, day in events.items()},
        "weights": {
            name: [[day.isoformat(), state, amount] for day, state, amount in rows]
            for name, rows in found.items()
        },
    }


def used_by(
    said: Mapping[str, Any],
) -> tuple[Mapping[str, WeightTable], Mapping[str, dt.date | None]]:
    """The weights and events that were kept beside a history."""
    held = {
        name: [(dt.date.fromisoformat(day), state, amount) for day, state, amount in rows]
        for name, rows in said.get("weights", {}).items()
    }
    events = {
        name: dt.date.fromisoformat(day) if day else None
        for name, day in said.get("events", {}).items()
    }
    return {**built_in(), **as_tables(held)}, events
