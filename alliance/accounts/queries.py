"""Reading offices and people."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select

from alliance.accounts.models import Office, Person, Post
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.db import db

_ACTOR = (
    select(
        Person.id,
        Person.name,
        Person.email,
        Post.rank,
        Office.id.label("office_id"),
        Office.name.label("office_name"),
        Office.kind,
        Office.state_code,
        Office.zone,
    )
    .join(Post, Post.person_id == Person.id)
    .join(Office, Office.id == Post.office_id)
    .where(Person.active)
    .order_by(Post.since, Post.id)
    .limit(1)
)


def _in_post() -> tuple[object, object]:
    now = clock.now()
    return Post.since <= now, or_(Post.until.is_(None), Post.until > now)


def actor_by_session(key: str) -> Actor | None:
    """The person whose session key this is, in their office; None if they hold no post."""
    return _actor(Person.fs_uniquifier == key)


def actor_by_email(email: str) -> Actor | None:
    """The person with this e-mail address, in their office."""
    return _actor(Person.email == email.lower())


def _actor(who: object) -> Actor | None:
    row = db.session.execute(_ACTOR.where(who, *_in_post())).first()  # type: ignore[arg-type]
    if row is None:
        return None
    return Actor(
        name=row.name,
        office=Kind(row.kind),
        rank=Rank(row.rank),
        state=row.state_code or "",
        person_id=row.id,
        office_id=row.office_id,
        office_name=row.office_name,
        email=row.email,
        zone=row.zone,
    )


def offices_of(state: str) -> Sequence[Office]:
    """The offices of a state that take part here."""
    return db.session.scalars(
        select(Office).where(Office.state_code == state).order_by(Office.name)
    ).all()


def addresses(office_ids: Iterable[uuid.UUID]) -> Sequence[tuple[str, str]]:
    """(e-mail, zone of the office) of everybody with a post in these offices."""
    rows = db.session.execute(
        select(Person.email, Office.zone)
        .join(Post, Post.person_id == Person.id)
        .join(Office, Office.id == Post.office_id)
        .where(Person.active, Office.id.in_(list(office_ids)), *_in_post())  # type: ignore[arg-type]
        .distinct()
        .order_by(Person.email)
    )
    return [(email, zone) for email, zone in rows]


def office_ids_of(states: Iterable[str]) -> list[uuid.UUID]:
    """The offices of these states."""
    wanted = select(Office.id).where(Office.state_code.in_(list(states))).order_by(Office.id)
    return list(db.session.scalars(wanted))


def names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of people and offices by their id."""
    wanted = [one for one in set(ids) if one]
    if not wanted:
        return {}
    people = select(Person.id, Person.name).where(Person.id.in_(wanted))
    offices = select(Office.id, Office.name).where(Office.id.in_(wanted))
    return {one: name for one, name in db.session.execute(people.union_all(offices))}  # noqa: C416
