"""Reading choices, digests, calendars and bounces."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from alliance.accounts.models import Person
from alliance.core.actor import Actor, Rank
from alliance.core.db import db, read
from alliance.mailing.models import Bounce, Calendar, DigestItem, MailChoice
from alliance.mailing.rules import Choice, Kind, least


@dataclass(frozen=True)
class Paused:
    """An address to which nothing is sent, for the office's administrator."""

    id: uuid.UUID
    name: str
    email: str
    said: str
    noted_at: dt.datetime


def choices_of(person_id: uuid.UUID | None) -> dict[Kind, Choice]:
    """What a person chose about each kind; at once where nothing was chosen."""
    rows = read(select(MailChoice.kind, MailChoice.choice).where(MailChoice.person_id == person_id))
    return dict.fromkeys(Kind, Choice.AT_ONCE) | {Kind(kind): Choice(said) for kind, said in rows}


def choices_about(kind: Kind, people: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Choice]:
    """What these people chose about one kind, never less than it allows."""
    found = select(MailChoice.person_id, MailChoice.choice).where(
        MailChoice.kind == kind, MailChoice.person_id.in_(list(people))
    )
    bound = least(kind)
    order = list(Choice)
    return {who: min(Choice(said), bound, key=order.index) for who, said in read(found)}


def paused(emails: Iterable[str]) -> set[str]:
    """Those of these addresses to which nothing is sent."""
    found = select(Bounce.email).where(
        Bounce.confirmed_at.is_(None), Bounce.email.in_(list(emails))
    )
    return {email for (email,) in read(found)}


def paused_in(actor: Actor) -> list[Paused]:
    """The addresses of the office to which nothing is sent, for its administrator only."""
    if actor.rank is not Rank.ADMINISTRATOR:
        return []
    rows = read(
        select(Bounce.id, Person.name, Bounce.email, Bounce.said, Bounce.noted_at)
        .join(Person, Person.id == Bounce.person_id)
        .where(Bounce.office_id == actor.office_id, Bounce.confirmed_at.is_(None))
        .order_by(Bounce.noted_at, Bounce.id)
    )
    return [Paused(*row) for row in rows]


def bounce(actor: Actor, bounce_id: uuid.UUID) -> Bounce | None:
    """A bounce of the actor's own office."""
    found = db.session.get(Bounce, bounce_id)
    return found if found and found.office_id == actor.office_id else None


def paused_at(email: str) -> Bounce | None:
    """The bounce for which nothing is sent to this address."""
    wanted = select(Bounce).where(Bounce.email == email, Bounce.confirmed_at.is_(None))
    return db.session.scalars(wanted).first()


def waiting(person_id: uuid.UUID, day: dt.date) -> Sequence[DigestItem]:
    """What stands in the digest of a person and day and was not sent, in order."""
    wanted = select(DigestItem).where(
        DigestItem.person_id == person_id, DigestItem.day == day, DigestItem.sent_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(DigestItem.put_at, DigestItem.id)).all()


def calendar_of(actor: Actor) -> Calendar | None:
    """The calendar that the actor's person has in this office."""
    wanted = select(Calendar).where(
        Calendar.person_id == actor.person_id,
        Calendar.office_id == actor.office_id,
        Calendar.ended_at.is_(None),
    )
    return db.session.scalars(wanted).first()


def whose_calendar(secret: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Person and office of the calendar with this secret, unless it was ended."""
    wanted = select(Calendar.person_id, Calendar.office_id).where(
        Calendar.secret_sha256 == hash_of(secret), Calendar.ended_at.is_(None)
    )
    row = read(wanted).first()
    return (row.person_id, row.office_id) if row else None


def hash_of(secret: str) -> str:
    """What is kept of a secret; it is random and long, so that no salt is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
