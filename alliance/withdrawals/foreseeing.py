"""The simulator: what a withdrawal would change, worked out of what giving notice works out too."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from alliance.accounts.models import Office
from alliance.charters.queries import holder_of, outstanding_dues, places_of
from alliance.charters.rules import dollars
from alliance.compacts.queries import compact_of, facts_of, read_rules
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.membership.models import Alliance
from alliance.membership.queries import bound_states
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.days.words import event_words, written
from alliance.rulebook.decision import STATES, Base
from alliance.rulebook.delegations.values import AnyOne, Counted, EveryOne, Vote
from alliance.rulebook.forces.leaving import NotCounted, Withdrawn, if_leaves
from alliance.rulebook.forces.leaving import withdrawal_date as dated_by
from alliance.rulebook.forces.status import Status
from alliance.states.reference import name_of
from alliance.votes.queries import open_to
from alliance.withdrawals.models import Notice
from alliance.withdrawals.rules import COMPLETE, GIVEN, complete_on, later_of


@dataclass(frozen=True)
class Thought:
    """A withdrawal that is thought of: notice on a day, and what is taken to happen then.

    Without a day for it in `events` letters are taken to arrive on the day of the notice.
    """

    given_on: dt.date
    named_on: dt.date | None = None
    events: Mapping[str, dt.date | None] = field(default_factory=dict)

    @property
    def taken(self) -> dict[str, dt.date | None]:
        """All the events that the rule is asked with."""
        return {COMPLETE: self.given_on, **self.events, GIVEN: self.given_on}


@dataclass(frozen=True)
class Change:
    """Something that is another before and after the state is out."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Dated:
    """When a withdrawal takes effect, and why; `survives` is told in sentences."""

    day: dt.date | None
    waiting_for: tuple[str, ...] = ()
    too_late_on: dt.date | None = None  # the first day on which it is too late to rescind
    survives: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Foreseen:
    """All that a withdrawal would bring; what is compared with what then really happens."""

    state: str
    given_on: dt.date
    dated: Dated
    letters: tuple[str, ...]  # the members who are notified
    members: tuple[int, int]  # bound before and after
    changes: tuple[Change, ...]
    questions: tuple[str, ...]  # open, with the state on their roll
    places: tuple[str, ...]  # offices and seats that end
    owed: tuple[str, ...]

    @property
    def effective_on(self) -> dt.date | None:
        """The first day on which the state is out."""
        return self.dated.day

    @property
    def survives(self) -> tuple[str, ...]:
        """What stays owed or in force."""
        return self.dated.survives

    @property
    def sentence(self) -> str:
        """When it takes effect, in one sentence."""
        if self.dated.day is not None:
            return f"It takes effect on {written(self.dated.day)}."
        named = ", ".join(event_words(name) for name in self.dated.waiting_for)
        return f"It takes effect as the rules of the alliance say; still open: {named or 'a day'}."

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the notice."""
        return {
            "state": self.state,
            "given_on": self.given_on.isoformat(),
            "effective_on": self.dated.day.isoformat() if self.dated.day else None,
            "waiting_for": list(self.dated.waiting_for),
            "steps": list(self.dated.steps),
            "letters": list(self.letters),
            "members": list(self.members),
            "changes": [vars(one) for one in self.changes],
            "questions": list(self.questions),
            "places": list(self.places),
            "survives": list(self.survives),
            "owed": list(self.owed),
        }

    @property
    def sha256(self) -> str:
        """By this a confirmation is held to what was reviewed."""
        return digest(canonical(self.as_json()))


def foresee(alliance: Alliance, state: str, thought: Thought) -> Foreseen:
    """What would change if a bound state gave notice; nothing is written."""
    compact = compact_of(alliance, thought.given_on)
    letters = tuple(sorted(bound_states(alliance, thought.given_on) - {state}))
    events = thought.taken if letters else {**thought.taken, COMPLETE: thought.given_on}
    found = dated(compact, events, thought.named_on)
    # Where no day is known yet, what would change is told as of the day of the notice.
    day = found.day or thought.given_on
    before = bound_states(alliance, day)
    after = before - {state}
    changes = [Change("Members bound", str(len(before)), str(len(after)))]
    if compact is not None:
        changes += _of_the_compact(alliance, compact, state, day)
    places = places_of(alliance, state, day)
    return Foreseen(
        state=state,
        given_on=thought.given_on,
        dated=found,
        letters=letters,
        members=(len(before), len(after)),
        changes=tuple(changes),
        questions=tuple(one.title for one in open_to(alliance, state)),
        places=(
            *(f"{one.title}: {holder_of(one)}" for one in places.officers),
            *(f"{one.group.name}, {one.role}: {holder_of(one)}" for one in places.seats),
        ),
        owed=tuple(
            f"{one.period}: {dollars(one.cents)}, due {written(one.due_on)}"
            for one in outstanding_dues(alliance, state, thought.given_on)
        ),
    )


def dated(
    compact: Compact | None, events: Mapping[str, dt.date | None], named_on: dt.date | None
) -> Dated:
    """When a withdrawal takes effect: by the rule, or by the notice where nothing is ruled."""
    if compact is None or compact.withdrawal is None:
        day = named_on or events[GIVEN]
        said = "No rule for leaving is recorded: the notice takes effect on the day it names."
        return Dated(day, too_late_on=day, steps=(said,))
    found = dated_by(compact, events)
    day = later_of(found.effective, named_on)
    steps = list(found.steps)
    if day != found.effective and day is not None:
        steps.append(f"The notice names a later day: {written(day)}.")
    return Dated(
        day,
        found.waiting_for,
        found.rescind_until if compact.withdrawal.rescind_until else day,
        tuple(_survives(found)),
        tuple(steps),
    )


def worked_out(notice: Notice) -> Dated:
    """When a notice that was given takes effect, by what has happened so far."""
    return dated(_rule(notice), happened(notice), notice.named_on)


def happened(notice: Notice) -> dict[str, dt.date | None]:
    """The events of a notice: those noted, the notice itself, and when its letters had arrived."""
    latest = {one.name: one.on for one in notice.events}  # in their order: the last of a name
    # What was taken back is not known any more, which is less than that it has not happened.
    noted = {name: on for name, on in latest.items() if on is not None}
    complete = complete_on(notice.given_on, [one.delivered_on for one in notice.letters])
    return {**noted, GIVEN: notice.given_on, COMPLETE: complete}


def _rule(notice: Notice) -> Compact | None:
    return read_rules(notice.rule) if notice.rule else None


def _survives(found: Withdrawn) -> list[str]:
    said = []
    for one in found.survives:
        end = f", until {written(one.until)}" if one.until else ""
        said.append(f"{one.text or one.what}{end}")
    return said


def _of_the_compact(alliance: Alliance, compact: Compact, state: str, day: dt.date) -> list[Change]:
    try:
        seen = if_leaves(compact, facts_of(alliance, None, compact), state, day)
    except NotCounted:
        return []
    now, then = standing_of(compact, seen.before), standing_of(compact, seen.after)
    return [Change(what, now[what], then[what]) for what in now]


def standing_of(compact: Compact, status: Status) -> dict[str, str]:
    """How a compact stands, in the words of the table of changes."""
    said = {"In force": "in force" if status.in_force else "not in force"}
    if compact.stages:
        said |= {
            "Weight": _text(status.weight),
            "Needed to enter into force": _text(status.need),
            "Short by": _text(status.short_by),
        }
    return said | needed(compact, status.count)


def needed(compact: Compact, members: int) -> dict[str, str]:
    """What the compact's decisions need, of this many members, where it is a share of them all."""
    if compact.decision is None:
        return {}
    parts = [("Quorum", compact.decision.quorum)] if compact.decision.quorum else []
    parts += [(f"Majority {n}", one) for n, one in enumerate(compact.decision.majorities, 1)]
    return {
        f"{title}{f', {one.name}' if one.name else ''}": _bound(one, members)
        for title, part in parts
        for one in _counted(part)
        if one.of is Base.ENTITLED and one.measure == STATES and one.among is None
    }


def _counted(part: Vote) -> Iterator[Counted]:
    if isinstance(part, Counted):
        yield part
    elif isinstance(part, EveryOne | AnyOne):
        for one in part.parts:
            yield from _counted(one)


def _bound(one: Counted, members: int) -> str:
    need = one.amount * members if one.is_share else one.amount
    return f"{one.sense.words} {need} of {members}"


def _text(value: object) -> str:
    return "none" if value is None else str(value)


def offices_of(alliance: Alliance, states: Collection[str]) -> dict[str, uuid.UUID]:
    """The offices here that stand for these states in the alliance."""
    rows = db.session.execute(
        select(Office.state_code, Office.id).where(
            Office.kind == alliance.represented_by, Office.state_code.in_(states)
        )
    )
    return {row.state_code: row.id for row in rows}


def addressed(states: Collection[str]) -> list[str]:
    """The members by name, as a page lists them."""
    return sorted(name_of(one) for one in states)
