"""The simulator: what a withdrawal would change, worked out of what giving notice works out too."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from alliance.accounts.models import Office
from alliance.charters.queries import holder_of, outstanding_dues, places_of, terms_on
from alliance.charters.rules import dollars
from alliance.compacts.queries import facts_of, read_rules, rules_on
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.membership.models import Alliance
from alliance.membership.queries import bound_states
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.days.words import written
from alliance.rulebook.forces.facts import Enactment, Facts
from alliance.rulebook.forces.status import Status, status
from alliance.states.reference import name_of
from alliance.votes.queries import open_to
from alliance.withdrawals.dating import Dated, dated_in, provision_on
from alliance.withdrawals.needs import needs_of_admission, needs_of_compact
from alliance.withdrawals.rules import COMPLETE, GIVEN

NONE = "none"


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
    provision: str = ""  # where the rule stands under which the state leaves
    arrived_on: dt.date | None = None  # when the last letter is taken to be delivered

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
        """When it takes effect, as a letter says."""
        return self.dated.sentence(self.arrived_on)

    @property
    def changed(self) -> list[Change]:
        """What is another afterwards."""
        return [one for one in self.changes if one.before != one.after]

    @property
    def unchanged(self) -> list[Change]:
        """What is looked at and stays as it is."""
        return [one for one in self.changes if one.before == one.after]

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
            "provision": self.provision,
        }

    @property
    def sha256(self) -> str:
        """By this a confirmation is held to what was reviewed."""
        return digest(canonical(self.as_json()))


def foresee(alliance: Alliance, state: str, thought: Thought) -> Foreseen:
    """What would change if a bound state gave notice; nothing is written."""
    rules = rules_on(alliance, thought.given_on)
    letters = tuple(sorted(bound_states(alliance, thought.given_on) - {state}, key=name_of))
    events = thought.taken if letters else {**thought.taken, COMPLETE: thought.given_on}
    found = dated_in(alliance, thought.given_on, rules, events, thought.named_on)
    # Where no day is known yet, what would change is told as of the day of the notice.
    day = found.day or thought.given_on
    before = bound_states(alliance, day)
    after = before - {state}
    compact = read_rules(rules) if rules else None
    places = places_of(alliance, state, day)
    return Foreseen(
        state=state,
        given_on=thought.given_on,
        dated=found,
        letters=letters,
        members=(len(before), len(after)),
        changes=(
            Change("Members bound", str(len(before)), str(len(after))),
            *_told(alliance, compact, (before, after), day),
        ),
        questions=tuple(one.title for one in open_to(alliance, state)),
        places=(
            *(f"{one.title}: {holder_of(one)}" for one in places.officers),
            *(f"{one.group.name}, {one.role}: {holder_of(one)}" for one in places.seats),
        ),
        owed=tuple(
            f"{one.period}: {dollars(one.cents)}, due {written(one.due_on)}"
            for one in outstanding_dues(alliance, state, thought.given_on)
        ),
        provision=provision_on(alliance, rules, thought.given_on),
        arrived_on=events[COMPLETE],
    )


def _told(
    alliance: Alliance,
    compact: Compact | None,
    sides: tuple[frozenset[str], frozenset[str]],
    day: dt.date,
) -> list[Change]:
    """How the alliance stands by its rules with the state and without it, line by line."""
    facts = facts_of(alliance, None, compact)
    found = [standing_of(alliance, compact, facts, states, day) for states in sides]
    return [
        Change(what, found[0].get(what, NONE), found[1].get(what, NONE))
        for what in dict.fromkeys([*found[0], *found[1]])
    ]


def standing_of(
    alliance: Alliance,
    compact: Compact | None,
    facts: Facts,
    states: frozenset[str],
    day: dt.date,
) -> dict[str, str]:
    """How an alliance stands on a day with these bound, in the words of the table of changes."""
    said: dict[str, str] = {}
    if compact is not None:
        kept = [_until(one, states, day) for one in facts.enactments]
        said |= _force(compact, status(compact, facts.but(kept), day))
        said |= needs_of_compact(compact, facts, states, day)
    return said | needs_of_admission(terms_on(alliance, day), states)


def _until(one: Enactment, states: frozenset[str], day: dt.date) -> Enactment:
    ended = one.until is not None and one.until <= day
    return one if ended or one.state in states else replace(one, until=day)


def _force(compact: Compact, found: Status) -> dict[str, str]:
    """Whether it is in force; what a state brings to the threshold, and what that lacks."""
    said = {"Status": "in force" if found.in_force else "not in force"}
    if compact.stages:
        told = {
            "Weight": found.weight,
            "Needed to enter into force": found.need,
            "Short by": found.short_by,
        }
        said |= {what: str(number) for what, number in told.items() if number is not None}
    return said


def offices_of(alliance: Alliance, states: Collection[str]) -> dict[str, uuid.UUID]:
    """The offices here that stand for these states in the alliance."""
    rows = db.session.execute(
        select(Office.state_code, Office.id).where(
            Office.kind == alliance.represented_by, Office.state_code.in_(states)
        )
    )
    return {row.state_code: row.id for row in rows}
