"""Reading offices and people."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from alliance.accounts.models import Office, Person, Post
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.db import db, read

_IN_POST = (
    Post.since <= bindparam("now"),
    or_(Post.until.is_(None), Post.until > bindparam("now")),
)
# Built once: every request asks it.
_ACTORS = (
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
    .where(Person.active, *_IN_POST)
    .order_by(Post.since, Post.id)
)
_ACTOR = _ACTORS.limit(1)
_BY_SESSION = _ACTOR.where(Person.fs_uniquifier == bindparam("who"))
_BY_EMAIL = _ACTOR.where(Person.email == bindparam("who"))
_BY_ID = _ACTOR.where(Person.id == bindparam("who"))


def actor_by_session(key: str) -> Actor | None:
    """The person whose session key this is, in their office; None if they hold no post."""
    return _actor(read(_BY_SESSION, {"who": key, "now": clock.now()}).first())


def actor_by_email(email: str) -> Actor | None:
    """The person with this e-mail address, in their office."""
    given = {"who": email.lower(), "now": clock.now()}
    return _actor(read(_BY_EMAIL, given).first())


def actor_by_id(person_id: uuid.UUID, office_id: uuid.UUID | None = None) -> Actor | None:
    """The person with this id, in this office, or in their own when none is named."""
    wanted = _BY_ID if office_id is None else _BY_ID.where(Office.id == office_id)
    return _actor(read(wanted, {"who": person_id, "now": clock.now()}).first())


def people_of(office_ids: Iterable[uuid.UUID]) -> list[Actor]:
    """Everybody with a post in these offices, by their address."""
    wanted = _ACTORS.where(Office.id.in_(list(office_ids))).order_by(None)
    rows = read(wanted.order_by(Person.email, Post.since, Post.id), {"now": clock.now()})
    return [found for row in rows if (found := _actor(row))]


def _actor(row: Row[*tuple[Any, ...]] | None) -> Actor | None:
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
