"""Walking over the days of change: when each stage, and the compact, is in force."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from alliance.rulebook.compacts.values import Compact, Dissolution, OnceMet, Stage
from alliance.rulebook.conditions.values import Measured, Sense
from alliance.rulebook.days.calendar import ALWAYS, FIXED
from alliance.rulebook.days.values import Day
from alliance.rulebook.days.working import Known, Worked, work
from alliance.rulebook.forces.facts import Facts, Number
from alliance.rulebook.forces.nodes import Play, Span, World, build
from alliance.rulebook.forces.roll import Stay, roll

# Where the text says nothing of entry into force, an agreement needs two sides.
TWO_SIDES = Stage(Measured(Sense.AT_LEAST, Fraction(2), is_share=False), once_met=OnceMet.LAPSES)


@dataclass(frozen=True)
class Met:
    """The condition of a stage became met on `day`; `effective` is worked from it.

    `lost` is the day on which it was met no more, where that ends or prevents the effect.
    """

    day: dt.date
    effective: Worked
    lost: dt.date | None = None

    @property
    def span(self) -> Span | None:
        """From when to when this puts the stage into force."""
        if self.effective.day is None:
            return None
        begins = max(self.day, self.effective.day)
        return None if self.lost is not None and self.lost <= begins else (begins, self.lost)


@dataclass(frozen=True)
class StageHistory:
    """One stage over all time."""

    stage: Stage
    met: tuple[Met, ...]
    spans: tuple[Span, ...]
    play: Play = field(compare=False, repr=False)

    def span_on(self, day: dt.date) -> Span | None:
        return next((span for span in self.spans if covers(span, day)), None)

    def met_on(self, day: dt.date) -> Met | None:
        """What the condition's being met on a day goes back to."""
        found = [one for one in self.met if one.day <= day and (one.lost is None or day < one.lost)]
        return found[-1] if found else None


@dataclass(frozen=True)
class Dissolved:
    """The condition of dissolution was met on `day`, and `effective` is worked from it."""

    day: dt.date
    effective: Worked


@dataclass(frozen=True)
class History:
    """A compact over all time; `spans` is when any of its stages is in force."""

    compact: Compact
    world: World
    stages: tuple[StageHistory, ...]
    spans: tuple[Span, ...]
    dissolved: Dissolved | None

    @property
    def stays(self) -> tuple[Stay, ...]:
        return self.world.stays

    def span_on(self, day: dt.date) -> Span | None:
        return next((span for span in self.spans if covers(span, day)), None)


def covers(span: Span, day: dt.date) -> bool:
    return span[0] <= day and (span[1] is None or day < span[1])


def history(compact: Compact, facts: Facts) -> History:
    """Work out everything from the facts."""
    found = _played(compact, facts, roll(compact.counts, facts), None)
    entry = found.stages[0].spans
    if compact.counts.later_joiners is not None and entry:
        # Who joins after the entry counts by another rule, which cannot move the entry itself.
        begins = entry[0][0]
        found = _played(compact, facts, roll(compact.counts, facts, begins), begins)
    return found


def _played(
    compact: Compact, facts: Facts, stays: tuple[Stay, ...], entry: dt.date | None
) -> History:
    world = World(facts, stays, Known({**facts.events, "in_force": entry}))
    stages: list[StageHistory] = []
    for stage in compact.stages or (TWO_SIDES,):
        one = _stage(stage, world)
        stages.append(one)
        world = with_stage(world, one, first=len(stages) == 1)
    spans = _joined([span for one in stages for span in one.spans])
    dissolved = None
    if compact.dissolution is not None:
        dissolved = _dissolved(compact.dissolution, world, spans)
    if dissolved is not None and dissolved.effective.day is not None:
        end = dissolved.effective.day
        stages = [replace(one, spans=_cut(one.spans, end)) for one in stages]
        spans = _cut(spans, end)
    return History(compact, world, tuple(stages), spans, dissolved)


def with_stage(world: World, one: StageHistory, *, first: bool) -> World:
    """What is known after a stage has been worked out: later ones may name it."""
    begins = one.spans[0][0] if one.spans else None
    events = {**world.known.events, "in_force": begins} if first else world.known.events
    stages, spans = dict(world.known.stages), dict(world.stages)
    if one.stage.name is not None:
        stages[one.stage.name] = begins
        spans[one.stage.name] = one.spans
    return World(world.facts, world.stays, Known(events, stages), spans)


def _stage(stage: Stage, world: World) -> StageHistory:
    play = Play(build(stage.when, world))
    met = tuple(_turns(stage, play, world.known))
    spans = tuple(span for one in met if (span := one.span) is not None)
    return StageHistory(stage, met, spans, play)


def _turns(stage: Stage, play: Play, known: Known) -> Iterator[Met]:
    """Each time the condition becomes met; only the first where being met once is enough."""
    since: dt.date | None = None
    for day in play.walk():
        holds = play.node.holds
        if holds and since is None:
            since = day
            if stage.once_met is OnceMet.STAYS:
                yield Met(day, effect(stage.effective, day, known))
                return
        elif since is not None and not holds:
            yield Met(since, effect(stage.effective, since, known), day)
            since = None
    if since is not None:
        yield Met(since, effect(stage.effective, since, known))


def effect(rule: Day | None, met: dt.date, known: Known) -> Worked:
    """When a condition that is met on a day takes effect."""
    return Worked(met) if rule is None else work(rule, known.and_also(met=met))


def _dissolved(rule: Dissolution, world: World, spans: tuple[Span, ...]) -> Dissolved | None:
    """The first day in force on which the condition of dissolution is met."""
    if not spans:
        return None
    play = Play(build(rule.when, world))
    held: list[Span] = []
    for day in play.walk():
        if play.node.holds and (not held or held[-1][1] is not None):
            held.append((day, None))
        elif not play.node.holds and held and held[-1][1] is None:
            held[-1] = (held[-1][0], day)
    for span in spans:
        for begins, ends in held:
            day = max(begins, span[0])
            if covers(span, day) and covers((begins, ends), day):
                return Dissolved(day, effect(rule.effective, day, world.known))
    return None


def _cut(spans: tuple[Span, ...], end: dt.date) -> tuple[Span, ...]:
    return tuple(
        (begins, end if ends is None or ends > end else ends)
        for begins, ends in spans
        if begins < end
    )


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """The same days in as few spans as they make."""
    found: list[Span] = []
    for begins, ends in sorted(spans, key=lambda span: span[0]):
        if found and (found[-1][1] is None or begins <= found[-1][1]):
            last = found[-1]
            later = None if last[1] is None or ends is None else max(last[1], ends)
            found[-1] = (last[0], later)
        else:
            found.append((begins, ends))
    return tuple(found)


@dataclass(frozen=True)
class Point:
    """What the parties measure from a day on, and what is needed."""

    day: dt.date
    amount: Number
    need: Number


@dataclass(frozen=True)
class Timeline:
    """When a compact is in force, and the amounts behind it as steps."""

    spans: tuple[Span, ...]
    series: tuple[Point, ...]
    measure: str | None

    def as_json(self) -> dict[str, object]:
        return {
            "in_force": [[span_text(begins), span_text(ends)] for begins, ends in self.spans],
            "measure": self.measure,
            "series": [
                {"day": span_text(one.day), "amount": str(one.amount), "need": str(one.need)}
                for one in self.series
            ],
        }


def span_text(day: dt.date | None) -> str | None:
    """A day in JSON: null for "from the beginning" and "without end"."""
    return None if day is None or day in FIXED else day.isoformat()


def timeline(compact: Compact, facts: Facts) -> Timeline:
    """When in force over all time, and the first bound of entry into force step by step."""
    found = history(compact, facts)
    played = found.stages[0].play.meter
    if played is None:
        return Timeline(found.spans, (), None)
    meter = played.again()
    points: list[Point] = []
    for day in sorted({ALWAYS, *meter.changes}):
        if day in meter.changes:
            meter.pass_day(day)
        point = Point(day, meter.have, meter.need)
        if not points or (points[-1].amount, points[-1].need) != (point.amount, point.need):
            points.append(point)
    return Timeline(found.spans, tuple(points), meter.rule.measure)
