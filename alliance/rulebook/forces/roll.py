"""From when to when each enactment counts, for whom, and how much it measures."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from alliance.rulebook.compacts.values import Counts
from alliance.rulebook.conditions.stages import acts_named
from alliance.rulebook.conditions.values import Did, InAll, Named, OfTrait, Outside, Scope
from alliance.rulebook.days.calendar import ALWAYS
from alliance.rulebook.days.values import Day
from alliance.rulebook.days.working import Known, work
from alliance.rulebook.decision import STATES
from alliance.rulebook.forces.facts import (
    NO_DATES,
    NOTHING,
    Enactment,
    Facts,
    MalformedFacts,
    Number,
    Traits,
    WeightTable,
)
from alliance.rulebook.problems import Problem, inside

DEFAULT_DATES = ("since", "effective", "enacted")


@dataclass(frozen=True)
class Stay:
    """A state counts from `begins` to before `ends` (None: without end)."""

    traits: Traits
    begins: dt.date = ALWAYS
    ends: dt.date | None = None
    dates: Mapping[str, dt.date | None] = field(default_factory=lambda: NO_DATES)
    weights: Mapping[str, Number] = field(default_factory=lambda: NOTHING)

    @property
    def state(self) -> str:
        return self.traits.state

    def covers(self, day: dt.date) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)


def roll(counts: Counts, facts: Facts, in_force: dt.date | None = None) -> tuple[Stay, ...]:
    """When each enactment counts; `in_force` is the entry, which parts first from later joiners."""
    by_state: dict[str, list[Stay]] = {}
    among = counts.among
    for enactment in facts.enactments:
        begins = _begins(counts, enactment, facts, in_force)
        if begins is None or (enactment.until is not None and enactment.until <= begins):
            continue
        stay = Stay(enactment.traits, begins, enactment.until, enactment.dates, enactment.weights)
        by_state.setdefault(enactment.state, []).append(stay)
    found: list[Stay] = []
    for state in sorted(by_state):
        stays = by_state[state]
        stays = stays if len(stays) == 1 else list(_apart(stays))
        found += stays if among is None else [one for stay in stays for one in _among(among, stay)]
    return tuple(found)


def _begins(
    counts: Counts, enactment: Enactment, facts: Facts, in_force: dt.date | None
) -> dt.date | None:
    dates = enactment.dates
    if not dates:
        return ALWAYS
    if "since" in dates:
        return dates["since"]
    known = Known({**facts.events, **dates, "in_force": in_force})
    begins = _worked(counts.since, dates, known)
    if counts.later_joiners is None or in_force is None or (begins and begins <= in_force):
        return begins
    later = work(counts.later_joiners, known).day
    return None if later is None else max(later, in_force)


def _worked(since: Day | None, dates: Mapping[str, dt.date | None], known: Known) -> dt.date | None:
    if since is not None:
        return work(since, known).day
    named = next((name for name in DEFAULT_DATES if name in dates), None)
    return ALWAYS if named is None else dates[named]


def _apart(stays: list[Stay]) -> Iterator[Stay]:
    """The periods of one state without overlaps: it never counts twice on one day."""
    ordered = sorted(stays, key=lambda stay: (stay.begins, stay.ends or dt.date.max))
    for stay, following in zip(ordered, [*ordered[1:], None], strict=True):
        ends = stay.ends
        if following is not None and (ends is None or following.begins < ends):
            ends = following.begins
        if ends == stay.ends:
            yield stay
        elif ends is not None and ends > stay.begins:
            yield Stay(stay.traits, stay.begins, ends, stay.dates, stay.weights)


def _among(scope: Scope | None, stay: Stay) -> list[Stay]:
    return [
        Stay(stay.traits, begins, ends, stay.dates, stay.weights)
        for begins, ends in windows(scope, stay)
    ]


def pool(facts: Facts, states: Iterable[str] | None) -> tuple[Stay, ...]:
    """A pool of jurisdictions, there at all times; None: those eligible."""
    if states is not None:
        return tuple(Stay(facts.traits_of(state)) for state in sorted(states))
    if facts.eligible is None:
        reason = 'is missing: the rule takes a share of "eligible"'
        raise MalformedFacts([Problem("eligible", reason)])
    return tuple(Stay(traits) for traits in facts.eligible)


def in_scope(scope: Scope | None, stay: Stay, day: dt.date) -> bool:
    """Whether a stay is among those who count on a day."""
    if scope is None:
        return True
    if isinstance(scope, OfTrait):
        return stay.traits.of(scope.by) in scope.values
    if isinstance(scope, Named):
        return stay.state in scope.states
    if isinstance(scope, Did):
        done = stay.dates.get(scope.event)
        return done is not None and done <= day
    if isinstance(scope, Outside):
        return not in_scope(scope.part, stay, day)
    found = (in_scope(part, stay, day) for part in scope.parts)
    return all(found) if isinstance(scope, InAll) else any(found)


def windows(scope: Scope | None, stay: Stay) -> Iterator[tuple[dt.date, dt.date | None]]:
    """The parts of a stay in which it is within the scope: [from, until)."""
    if scope is None:
        yield stay.begins, stay.ends
        return
    acts = {stay.dates.get(name) for name in acts_named(scope)}
    cuts = sorted(day for day in acts if day is not None and day > stay.begins and stay.covers(day))
    edges: list[dt.date | None] = [*cuts, stay.ends]
    begins = stay.begins
    for ends in edges:
        if in_scope(scope, stay, begins):
            yield begins, ends
        begins = ends or begins


def pieces(
    stay: Stay, scope: Scope | None, measure: str, table: WeightTable | None
) -> Iterator[tuple[dt.date, dt.date | None, Number]]:
    """What a stay measures, from day to day: (from, until, amount)."""
    if isinstance(scope, (OfTrait, Named)):  # whom it names is the same on all days
        if not in_scope(scope, stay, stay.begins):
            return
        scope = None
    changes = table is not None and len(table.dated) > 1 and measure not in stay.weights
    for begins, ends in windows(scope, stay):
        if table is None or not changes or measure == STATES:
            yield begins, ends, amount(stay, measure, begins, table)
            continue
        edges: list[dt.date | None] = [*table.changes_within(begins, ends), ends]
        start = begins
        for edge in edges:
            yield start, edge, amount(stay, measure, start, table)
            start = edge or start


def amount(stay: Stay, measure: str, day: dt.date, table: WeightTable | None) -> Number:
    """What a stay measures on a day; MalformedFacts names a weight that is missing."""
    if measure == STATES:
        return 1
    if measure in stay.weights:
        return stay.weights[measure]
    held = None if table is None else table.on(day).get(stay.state)
    if held is None:
        path = inside(inside("weights", measure), stay.state)
        reason = f'is missing: the rule measures by "{measure}"'
        raise MalformedFacts([Problem(path, reason)])
    return held
