"""Reading offices and people."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, exists, func, null, or_, select
from sqlalchemy.orm import aliased

from alliance.accounts.models import Office, Person, Post, Session, Suspension
from alliance.accounts.rules import IN_ALL
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.db import as_id, db, read
from alliance.core.marks import Mark

_IN_POST = (
    Post.since <= bindparam("now"),
    or_(Post.until.is_(None), Post.until > bindparam("now")),
    ~exists().where(Suspension.post_id == Post.id, Suspension.until.is_(None)),
)
# Whether a principal has had others before them in the post.
_BEFORE = aliased(Post)
_SUCCEEDS = and_(
    Post.rank == Rank.PRINCIPAL,
    exists().where(
        _BEFORE.office_id == Post.office_id,
        _BEFORE.rank == Rank.PRINCIPAL,
        _BEFORE.person_id != Post.person_id,
        _BEFORE.since < Post.since,
    ),
)
# Built once: every request asks it.
_ACTORS = (
    select(
        Person.id,
        Person.name,
        Person.email,
        Post.id.label("post_id"),
        Post.rank,
        Office.id.label("office_id"),
        Office.name.label("office_name"),
        Office.kind,
        Office.state_code,
        Office.zone,
        _SUCCEEDS.label("succeeds"),
        # So that who asks which alliances these are asks the database nothing more.
        select(Mark.mark).where(Mark.key == Office.state_code).scalar_subquery().label("mark"),
    )
    .join(Post, Post.person_id == Person.id)
    .join(Office, Office.id == Post.office_id)
    .where(Person.active, *_IN_POST)
)
_ALIVE = (Session.ended_at.is_(None), Session.made_at >= bindparam("oldest"))
# All posts of the person, the one in use first: the others are what one may change to.
_BY_SESSION = (
    _ACTORS.add_columns(Session.id.label("session_id"))
    .join(Session, Session.person_id == Person.id)
    .where(Session.id == bindparam("sid"), Person.fs_uniquifier == bindparam("who"), *_ALIVE)
    .where(
        # What one state's provider says of a person opens no office of another.
        or_(
            and_(Session.through_state.is_(None), Session.through_office.is_(None)),
            Office.state_code == Session.through_state,
            Office.id == Session.through_office,
        )
    )
    .order_by(case((Post.id == Session.post_id, 0), else_=1), Post.since, Post.id)
)
_BY_EMAIL = (
    _ACTORS.add_columns(null().label("session_id"))
    .where(Person.email == bindparam("who"))
    .order_by(Post.since, Post.id)
)
_BY_ID = (
    _ACTORS.add_columns(null().label("session_id"))
    .where(Person.id == bindparam("who"))
    .order_by(Post.since, Post.id)
)


def actor_by_session(key: str, sid: uuid.UUID) -> Actor | None:
    """The person with this key in this session, in the office for which they act in it.

    None if the session has ended, the person is suspended or holds no post.
    """
    now = clock.now()
    given = {"who": key, "sid": sid, "now": now, "oldest": now - IN_ALL}
    return _actor(read(_BY_SESSION, given).all())


def actor_by_email(email: str) -> Actor | None:
    """The person with this e-mail address, in the office in which they have been longest."""
    given = {"who": email.lower(), "now": clock.now()}
    return _actor(read(_BY_EMAIL, given).all())


def actor_by_id(person_id: uuid.UUID, office_id: uuid.UUID | None = None) -> Actor | None:
    """The person with this id, in this office, or in their own when none is named."""
    wanted = _BY_ID if office_id is None else _BY_ID.where(Office.id == office_id)
    return _actor(read(wanted, {"who": person_id, "now": clock.now()}).all())


def people_of(office_ids: Iterable[uuid.UUID]) -> list[Actor]:
    """Everybody with a post in these offices, by their address."""
    wanted = _ACTORS.add_columns(null().label("session_id"))
    wanted = wanted.where(Office.id.in_(list(office_ids)))
    rows = read(wanted.order_by(Person.email, Post.since, Post.id), {"now": clock.now()})
    return [found for row in rows if (found := _actor([row]))]


def _actor(rows: Sequence[Row[*tuple[Any, ...]]]) -> Actor | None:
    if not rows:
        return None
    row, *others = rows
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
        session_id=row.session_id,
        post_id=row.post_id,
        succeeds=bool(row.succeeds),
        mark=row.mark,
        elsewhere=tuple((other.post_id, other.office_name) for other in others),
    )


def why_ended(sid: uuid.UUID) -> str | None:
    """Why this session is over; None where it is not, or is not known."""
    return db.session.scalar(select(Session.ended_why).where(Session.id == sid))


def is_open(sid: uuid.UUID) -> bool:
    """Whether this session has neither ended nor grown too old."""
    oldest = {"oldest": clock.now() - IN_ALL}
    found = select(Session.id).where(Session.id == sid, *_ALIVE)
    return db.session.scalar(found, oldest) is not None


def first_post(
    person: uuid.UUID, state: str | None = None, office: uuid.UUID | None = None
) -> uuid.UUID | None:
    """The post that a person has held longest of those they hold (in this state, this office)."""
    held = select(Post.id).join(Office, Office.id == Post.office_id)
    held = held.where(Post.person_id == person, *_IN_POST)
    if state or office:
        held = held.where(or_(Office.state_code == state, Office.id == office))
    return db.session.scalar(held.order_by(Post.since, Post.id).limit(1), {"now": clock.now()})


def sessions_of(who: Actor) -> Sequence[Row[uuid.UUID, dt.datetime, dt.datetime, str, str, str]]:
    """The person's sessions that may still be in use, the one used last first."""
    found = (
        select(
            Session.id,
            Session.made_at,
            Session.last_at,
            Session.address,
            Session.agent,
            Office.name.label("office"),
        )
        .outerjoin(Post, Post.id == Session.post_id)
        .outerjoin(Office, Office.id == Post.office_id)
        .where(Session.person_id == who.person_id, *_ALIVE)
        .order_by(Session.last_at.desc(), Session.id)
    )
    return db.session.execute(found, {"oldest": clock.now() - IN_ALL}).all()


def own_session(who: Actor, session_id: uuid.UUID) -> Session | None:
    """A session of the person who asks, that has not ended."""
    return db.session.scalar(
        select(Session).where(
            Session.id == session_id,
            Session.person_id == who.person_id,
            Session.ended_at.is_(None),
        )
    )


def all_offices(*, guests: bool = False) -> Sequence[Row[Office, int]]:
    """Every office, with the number of its people; those of guests only when asked for."""
    people = (
        select(func.count(Person.id.distinct()))
        .select_from(Post)
        .join(Person, Person.id == Post.person_id)
        .where(Post.office_id == Office.id, Person.active, *_IN_POST)
        .scalar_subquery()
    )
    asked = select(Office, people).order_by(Office.state_code, Office.name)
    if not guests:
        asked = asked.where(Office.kind != Kind.GUEST)
    return db.session.execute(asked, {"now": clock.now()}).all()


def office_named(text: str) -> Office | None:
    """The office with this id, this name, or this short name ("CO governor"); no guest's."""
    if key := as_id(text):
        found = db.session.get(Office, key)
        return found if found and found.kind != Kind.GUEST else None
    state, _, kind = text.partition(" ")
    short = (func.upper(Office.state_code) == state.upper(), Office.kind == kind.lower())
    named = or_(func.lower(Office.name) == text.lower(), and_(*short))
    return db.session.scalars(select(Office).where(named, Office.kind != Kind.GUEST)).first()


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
