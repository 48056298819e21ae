"""Reading what former principals of an office left open; what is another office's is never read."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select, union_all

from alliance.accounts.models import Person
from alliance.accounts.queries import names
from alliance.authority.models import DELEGATION
from alliance.authority.queries import (
    Known,
    as_authority,
    known_records,
    posts_of,
    register_of,
    served,
)
from alliance.authority.rules import Register, dollars, lapsed, spoken
from alliance.authority.serving import PRINCIPAL, Term, terms_of, why_not_in_term, why_not_on
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import built_once, db, read
from alliance.states.reference import jurisdictions, today_in
from alliance.transitions.models import TransitionDecision
from alliance.transitions.rules import Kind, days_left
from alliance.transitions.sources import SOURCES

NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True)
class Item:
    """One thing that was left open: what it is, since when, under whose name.

    `place` is what its page is addressed by, where that is not its id; `version` counts where it
    has versions.
    """

    kind: Kind
    id: uuid.UUID
    title: str
    says: str
    at: dt.datetime
    by: str
    place: str = ""
    version: int = 0

    @property
    def key(self) -> str:
        """What its pages are addressed by."""
        return f"{self.kind}-{self.id}"

    @property
    def sha256(self) -> str:
        """What stood on a review, so that it is what is confirmed."""
        words = [str(self.kind), str(self.id), self.title, self.says, clock.stamp(self.at)]
        return digest(canonical([*words, str(self.version)]))


@dataclass(frozen=True)
class Head:
    """Who is principal today, and the instant since when acts of the office are theirs.

    Where nobody is, everything that was done before now is left open.
    """

    person: uuid.UUID | None
    began: dt.datetime


@dataclass(frozen=True)
class Ending:
    """The term of the principal in office, where its end is near."""

    person: str
    last_on: dt.date
    days: int


@dataclass(frozen=True)
class Transition:
    """Where an office stands between two principals."""

    head: Head
    name: str  # of the principal today; "" where nobody serves
    left: Sequence[Item]  # by former principals
    ending: Ending | None  # of the present one
    coming: Sequence[Item]  # what would be left at that end


@dataclass(frozen=True)
class _Office:
    """What is known of an office today."""

    id: uuid.UUID
    state: str
    records: Sequence[Known]
    register: Register
    head: Head

    @property
    def day(self) -> dt.date:
        """The day at the capital."""
        return today_in(self.state)


def transition(actor: Actor) -> Transition:
    """What lies open in the actor's office, and what will at the end of a term that is near."""
    office = _known(actor)
    name = names([office.head.person]).get(office.head.person, "") if office.head.person else ""
    left = _left(office)
    ending = _ending(office, name)
    coming = _coming(office) if ending else []
    return Transition(office.head, name, left, ending, [one for one in coming if one not in left])


def head_of(actor: Actor) -> Head:
    """The principal now in the actor's office: the one who decides."""
    return _known(actor).head


def left_open(actor: Actor) -> list[Item]:
    """What former principals of the actor's office left open, the oldest first."""
    return _left(_known(actor))


def item_of(actor: Actor, left: str) -> Item | None:
    """One thing of these, by its key."""
    if not actor.state:
        return None
    return next((one for one in left_open(actor) if one.key == left), None)


def decisions(actor: Actor) -> Sequence[Row[*tuple[Any, ...]]]:
    """What was decided in the actor's office, the newest first, with the name of who decided."""
    wanted = select(TransitionDecision, Person.name.label("by")).join(
        Person, Person.id == TransitionDecision.person_id
    )
    wanted = wanted.where(TransitionDecision.office_id == actor.office_id)
    return db.session.execute(wanted.order_by(TransitionDecision.at.desc()).limit(50)).all()


def _known(actor: Actor) -> _Office:
    assert actor.office_id, "asked of an office of a state"
    records = known_records(actor.office_id)
    posts, zone = posts_of(actor.office_id), jurisdictions()[actor.state].zone
    known = register_of(actor.office_id, zone, records, services=False)
    register = replace(known, services=served(posts, actor.office_id, zone))
    head = _head(posts, actor.office_id, actor.state, register.terms)
    return _Office(actor.office_id, actor.state, records, register, head)


def _head(posts: Iterable[Any], office: uuid.UUID, state: str, terms: Sequence[Term]) -> Head:
    """Who is principal now: the last who came of those who hold the post within their term."""
    now, day = clock.now(), today_in(state)
    held = [
        row
        for row in sorted(posts, key=lambda row: (row.since, row.person_id))
        if row.rank == PRINCIPAL
        and row.since <= now
        and (row.until is None or row.until > now)
        and not why_not_in_term(terms, row.person_id, office, day)
    ]
    if not held:
        return Head(None, now)
    person, since = held[-1].person_id, held[-1].since
    zone = jurisdictions()[state].zone
    first = [
        one.from_on
        for one in terms_of(terms, person, office, day)
        if one.from_on and one.last_on >= clock.day_in(zone, since)
    ]
    if not first:
        return Head(person, since)
    # A post may be given before the term begins: till then the former principal acts.
    midnight = dt.datetime.combine(min(first), dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)
    return Head(person, max(since, midnight))


def _ending(office: _Office, name: str) -> Ending | None:
    own = terms_of(office.register.terms, office.head.person, office.id, office.day)
    if not own:
        return None
    last_on = max(one.last_on for one in own)
    days = days_left(last_on, office.day)
    return None if days is None else Ending(name, last_on, days)


def _left(office: _Office) -> list[Item]:
    """What is left open today."""
    last = {row.id: row.version for row in office.records}
    suspended = [
        row
        for row in office.records
        if row.kind == DELEGATION
        and last[row.id] == row.version  # a correction that waits is confirmed in the register
        and lapsed(office.register, as_authority(row), office.day)
    ]
    return _acts(office.id, office.head) + _delegations(suspended)


def _coming(office: _Office) -> list[Item]:
    """What would be left open if the term of the principal ended now."""
    theirs = [
        row
        for row in office.records
        if row.kind == DELEGATION
        and row.confirmed
        and row.given_by == office.head.person
        and not why_not_on(as_authority(row), office.day)
    ]
    return _acts(office.id, Head(None, clock.now())) + _delegations(theirs)


def _acts(office: uuid.UUID, head: Head) -> list[Item]:
    """What was done, from all sources, in one statement."""
    given = {"office": office, "began": head.began, "head": head.person or NOBODY}
    return [_item(row) for row in read(_everything(), given)]


@built_once
def _everything() -> Any:
    return union_all(*SOURCES.values()).order_by("at", "id")


def _item(row: Any) -> Item:
    kind = Kind(row.kind)
    says = dollars(int(row.says)) if kind is Kind.COMMITMENT else row.says
    return Item(kind, row.id, row.title, says, row.at, row.by, row.place)


def _delegations(rows: Iterable[Known]) -> list[Item]:
    found = sorted(rows, key=lambda row: (row.known_from, row.id))
    called = names({one for row in found for one in (row.given_by, row.person_id)})
    return [
        Item(
            Kind.DELEGATION,
            row.id,
            spoken(as_authority(row)),
            f"to {called.get(row.person_id) or f'every {row.rank} of the office'}",
            row.known_from,
            called.get(row.given_by, "somebody"),
            version=row.version,
        )
        for row in found
    ]
