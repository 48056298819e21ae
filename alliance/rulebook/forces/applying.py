"""What hangs on being in force on a day of the year; and whether the compact has ended."""

import datetime as dt
from dataclasses import dataclass

from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.forces import telling
from alliance.rulebook.forces.facts import Facts
from alliance.rulebook.forces.history import effect, history, span_text
from alliance.rulebook.forces.leaving import NothingRuled, Survives, survives
from alliance.rulebook.forces.nodes import Meter, Play, build, leaves_of
from alliance.rulebook.forces.shortfall import shortfall


@dataclass(frozen=True)
class Applies:
    """Whether a compact was in force on its day of a year."""

    day: dt.date
    applies: bool
    what: str | None
    steps: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {"applies": self.applies, "on": self.day.isoformat(), "what": self.what}


def applies(compact: Compact, facts: Facts, year: int) -> Applies:
    """Whether the compact governs what its "application" names in a year."""
    rule = compact.application
    if rule is None:
        raise NothingRuled("it names no day of the year on which it must be in force")
    day = rule.in_force_on.in_year(year)
    found = history(compact, facts).span_on(day) is not None
    verdict = "in force" if found else "not in force"
    what = rule.what or f"the year {year}"
    steps = (
        f"The day of {year} is {day}; the compact is {verdict} on it.",
        f"It {'governs' if found else 'does not govern'}: {what}.",
    )
    return Applies(day, found, rule.what, steps)


@dataclass(frozen=True)
class Dissolution:
    """The condition of dissolution on a day, for itself: as if the compact had been in force.

    `since` is from when the condition has been met without a break, `ends` when that takes effect.
    """

    met: bool
    since: dt.date | None
    ends: dt.date | None
    dissolved: bool
    need: str | None
    have: str | None
    waiting_for: tuple[str, ...]
    survives: tuple[Survives, ...]
    steps: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "dissolved": self.dissolved,
            "met": self.met,
            "since": span_text(self.since),
            "effective": span_text(self.ends),
            "have": self.have,
            "need": self.need,
            "waiting_for": list(self.waiting_for),
            "survives": [one.as_json() for one in self.survives],
        }


def dissolution_on(compact: Compact, facts: Facts, day: dt.date) -> Dissolution:
    """Whether the condition of dissolution is met on a day, and when the compact then ends."""
    rule = compact.dissolution
    if rule is None:
        raise NothingRuled("it does not rule how the compact ends")
    world = history(compact, facts).world
    play = Play(build(rule.when, world))
    since: dt.date | None = None
    for at in play.walk(day):
        since = (since or at) if play.node.holds else None
    worked = None if since is None else effect(rule.effective, since, world.known)
    ends = None if worked is None or worked.day is None or since is None else max(since, worked.day)
    steps: list[str] = []
    for leaf in leaves_of(play.node):
        steps += (
            telling.meter(leaf, world, day) if isinstance(leaf, Meter) else [telling.gate(leaf)]
        )
    steps += [] if worked is None else worked.steps
    if since is None:
        steps.append("The condition of dissolution is not met.")
    else:
        steps.append(telling.dissolution(since, ends, day))
    lacking = shortfall(play.node)
    known = world.known.and_also(met=since, effective=ends)
    return Dissolution(
        met=since is not None,
        since=since,
        ends=ends,
        dissolved=ends is not None and ends <= day,
        need=None if lacking is None else str(lacking.need),
        have=None if lacking is None else str(lacking.have),
        waiting_for=() if worked is None else worked.waiting_for,
        survives=tuple(survives(one, known) for one in compact.survival),
        steps=tuple(steps),
    )
