"""Working out a day from what is known."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from alliance.rulebook.days.calendar import (
    end_of_period,
    moved,
    near_of_month,
    near_weekday,
    next_of_year,
    previous_of_year,
)
from alliance.rulebook.days.values import (
    Day,
    Earliest,
    EndOf,
    Event,
    FirstKnown,
    Fixed,
    Latest,
    Next,
    Period,
    Shifted,
    StageBegins,
)
from alliance.rulebook.days.words import day_words, written

MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


@dataclass(frozen=True)
class Known:
    """The dated facts in hand: a name that is missing, or None, has not happened."""

    events: Mapping[str, dt.date | None] = field(default_factory=dict)
    stages: Mapping[str, dt.date | None] = field(default_factory=dict)

    def and_also(self, **events: dt.date | None) -> "Known":
        return Known({**self.events, **events}, self.stages)


@dataclass(frozen=True)
class Worked:
    """A day, or None with the facts that are waited for; `steps` is the counting in words."""

    day: dt.date | None
    waiting_for: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


def work(rule: Day, known: Known) -> Worked:
    """Work out a rule; OutOfCalendar if counting leaves the years 1 to 9999."""
    if isinstance(rule, Fixed):
        return Worked(rule.day)
    if isinstance(rule, (Event, StageBegins)):
        return _fact(rule, known)
    if isinstance(rule, (Latest, Earliest, FirstKnown)):
        return _chosen(rule, [work(part, known) for part in rule.parts])
    origin = work(rule.origin, known)
    if origin.day is None:
        return Worked(None, origin.waiting_for, origin.steps)
    day = _counted(rule, origin.day)
    said = day_words(rule, origin=written(origin.day))
    return Worked(day, (), (*origin.steps, f"{said[:1].upper()}{said[1:]}: {written(day)}."))


def _fact(rule: Event | StageBegins, known: Known) -> Worked:
    table = known.events if isinstance(rule, Event) else known.stages
    day = table.get(rule.name)
    name = day_words(rule)
    if day is None:
        return Worked(None, (rule.name,), (f"{name[:1].upper()}{name[1:]}: not yet.",))
    return Worked(day, (), (f"{name[:1].upper()}{name[1:]}: {written(day)}.",))


def _counted(rule: Shifted | Next | EndOf, origin: dt.date) -> dt.date:
    if isinstance(rule, Shifted):
        return moved(origin, rule.length, back=rule.back)
    if isinstance(rule, EndOf):
        return end_of_period(origin, MONTHS[rule.period], rule.begins)
    return _near(rule, origin)


def _near(rule: Next, origin: dt.date) -> dt.date:
    same_day, back = rule.same_day, rule.back
    if rule.points:
        find = previous_of_year if back else next_of_year
        return find(origin, rule.points, same_day=same_day, every=rule.every, as_in=rule.as_in)
    if rule.day_of_month:
        return near_of_month(origin, rule.day_of_month, same_day=same_day, back=back)
    return near_weekday(origin, rule.weekday, same_day=same_day, back=back)


def _chosen(rule: Latest | Earliest | FirstKnown, parts: list[Worked]) -> Worked:
    steps = tuple(step for part in parts for step in part.steps)
    days = [part.day for part in parts if part.day is not None]
    waiting = tuple(dict.fromkeys(name for part in parts for name in part.waiting_for))
    if not days or (isinstance(rule, Latest) and len(days) < len(parts)):
        return Worked(None, waiting, steps)
    if isinstance(rule, FirstKnown):
        return Worked(days[0], (), steps)
    latest = isinstance(rule, Latest)
    day = max(days) if latest else min(days)
    if len(days) > 1:
        listed = ", ".join(written(one) for one in days)
        word = "latest" if latest else "earliest"
        steps = (*steps, f"The {word} of {listed}: {written(day)}.")
    return Worked(day, (), steps)
