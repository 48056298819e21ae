"""The answer for one day: in force or not, since when, by how much short, and the arithmetic."""

import datetime as dt
from dataclasses import dataclass

from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.conditions.stages import leaves
from alliance.rulebook.conditions.values import Condition, Measured
from alliance.rulebook.decision import STATES
from alliance.rulebook.forces import telling
from alliance.rulebook.forces.facts import Facts, Number
from alliance.rulebook.forces.history import (
    TWO_SIDES,
    History,
    StageHistory,
    history,
    span_text,
)
from alliance.rulebook.forces.nodes import Gate, Meter, Play, World, leaves_of
from alliance.rulebook.forces.roll import amount
from alliance.rulebook.forces.shortfall import Shortfall, shortfall


@dataclass(frozen=True)
class StageStatus:
    """One stage on a day. `since` is ever since (date.min) or a day while in force.

    `met` says whether the condition holds on the day; `from_day` when a stage whose condition has
    been met takes effect; `waiting_for` the dates and events that are open.
    """

    name: str | None
    in_force: bool
    since: dt.date | None
    met: bool
    from_day: dt.date | None
    lacking: Shortfall | None
    waiting_for: tuple[str, ...]
    steps: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        lacking = self.lacking.as_json() if self.lacking is not None else None
        return {
            "name": self.name,
            "in_force": self.in_force,
            "since": span_text(self.since),
            "met": self.met,
            "in_force_from": span_text(self.from_day),
            "waiting_for": list(self.waiting_for),
            **(lacking or {"measure": None, "have": None, "need": None, "short_by": None}),
        }


@dataclass(frozen=True)
class Status:
    """A compact on a day; `need` and `short_by` are those of its first stage."""

    day: dt.date
    in_force: bool
    since: dt.date | None
    count: int
    weight: Number | None
    stages: tuple[StageStatus, ...]
    dissolved: dt.date | None
    steps: tuple[str, ...]
    parties: tuple[str, ...] = ()

    @property
    def need(self) -> str | None:
        lacking = self.stages[0].lacking
        return None if lacking is None else str(lacking.need)

    @property
    def short_by(self) -> str | None:
        lacking = self.stages[0].lacking
        short = None if lacking is None else lacking.short_by
        return None if short is None else str(short)

    def as_json(self) -> dict[str, object]:
        """The keys of the contract, and the stages; all numbers but the count as text."""
        first = self.stages[0]
        return {
            "in_force": self.in_force,
            "since": span_text(self.since),
            "count": self.count,
            "parties": list(self.parties),
            "weight": None if self.weight is None else str(self.weight),
            "need": self.need,
            "short_by": self.short_by,
            "met": first.met,
            "in_force_from": span_text(first.from_day),
            "waiting_for": list(first.waiting_for),
            "dissolved": span_text(self.dissolved),
            "stages": [one.as_json() for one in self.stages if one.name is not None],
            "steps": list(self.steps),
        }


def status(compact: Compact, facts: Facts, day: dt.date) -> Status:
    """How a compact stands on a day. MalformedFacts if a weight is missing."""
    return status_in(history(compact, facts), day)


def status_in(found: History, day: dt.date) -> Status:
    """The same from a history that is worked out already."""
    here = sorted(stay.state for stay in found.stays if stay.covers(day))
    stages = tuple(_stage(one, found, day) for one in found.stages)
    span = found.span_on(day)
    ended = found.dissolved.effective.day if found.dissolved is not None else None
    dissolved = ended if ended is not None and ended <= day else None
    steps = [telling.roll(here, day), *(step for one in stages for step in one.steps)]
    if found.dissolved is not None and found.dissolved.day <= day:
        steps.append(telling.dissolution(found.dissolved.day, ended, day))
    steps.append(telling.ending(span[0] if span else None, dissolved))
    return Status(
        day=day,
        in_force=span is not None,
        since=span[0] if span else None,
        count=len(here),
        weight=_weight(found, day),
        stages=stages,
        dissolved=dissolved,
        steps=tuple(steps),
        parties=tuple(here),
    )


def _stage(one: StageHistory, found: History, day: dt.date) -> StageStatus:
    world = found.world
    play = one.play.to(day)
    span, met = one.span_on(day), one.met_on(day)
    lacking = shortfall(play.node)
    waiting: tuple[str, ...] = ()
    from_day = None
    if span is None and met is not None:
        from_day = met.span[0] if met.span is not None and met.span[0] > day else None
        waiting = met.effective.waiting_for
    elif span is None:
        gates = [leaf for leaf in leaves_of(play.node) if isinstance(leaf, Gate)]
        open_gates = [gate for gate in gates if not gate.holds]
        waiting = tuple(dict.fromkeys(name for gate in open_gates for name in gate.waiting_for))
    steps = [*_steps(play, world, day)]
    if met is not None and one.stage.effective is not None:
        steps += [*met.effective.steps]
    steps.append(
        telling.stage(one.stage.name, met=play.node.holds, span=span, earlier=met, day=day)
    )
    return StageStatus(
        name=one.stage.name,
        in_force=span is not None,
        since=span[0] if span else None,
        met=play.node.holds,
        from_day=from_day,
        lacking=lacking,
        waiting_for=waiting,
        steps=tuple(steps),
    )


def _steps(play: Play, world: World, day: dt.date) -> list[str]:
    said: list[str] = []
    for leaf in leaves_of(play.node):
        if isinstance(leaf, Meter):
            said += telling.meter(leaf, world, day)
        else:
            said.append(telling.gate(leaf))
    return said


def _weight(found: History, day: dt.date) -> Number | None:
    """What the parties measure in the first weight that entry into force asks for."""
    conditions = [stage.when for stage in found.compact.stages or (TWO_SIDES,)]
    measure = next((one for when in conditions for one in _weights(when)), None)
    if measure is None:
        return None
    table = found.world.facts.weights.get(measure)
    here = [stay for stay in found.stays if stay.covers(day)]
    return sum((amount(stay, measure, day, table) for stay in here), 0)


def _weights(condition: Condition) -> list[str]:
    measured = [leaf for leaf in leaves(condition) if isinstance(leaf, Measured)]
    return [leaf.measure for leaf in measured if leaf.measure != STATES]
