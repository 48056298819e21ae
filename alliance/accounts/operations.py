"""What can be done with offices and people."""

import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_security import hash_password
from sqlalchemy import or_, select, update

from alliance.accounts.models import KINDS, Office, Person, Post, Session
from alliance.accounts.policy import Do
from alliance.accounts.queries import first_post
from alliance.accounts.rules import IN_ALL, Ended
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.policy import require
from alliance.states.reference import jurisdictions

# The seat of a secretariat decides no law; what it shows is marked with the zone's name.
LONGEST_NAME = 200
SECRETARIAT_ZONE = "America/New_York"

TITLES = {
    Kind.GOVERNOR: "Office of the Governor",
    Kind.ATTORNEY_GENERAL: "Office of the Attorney General",
    Kind.TREASURER: "Office of the State Treasurer",
}

# What follows when an office is opened; filled in alliance/app.py, where a lower floor is told
# about a higher one.
OPENED: list[Callable[[Office], None]] = []


@dataclass(frozen=True)
class NewPerson:
    """Who is appointed: e-mail in lower case, a password in the clear that is hashed at once.

    Without a password they cannot sign in by one until they have set it.
    """

    email: str
    name: str
    password: str = ""
    demo: bool = False


def office_title(kind: Kind, state: str) -> str:
    """The usual name of a state's office: "Colorado, Office of the Governor"."""
    place = jurisdictions()[state]
    if kind is Kind.GOVERNOR and place.kind == "district":
        return f"{place.name}, Executive Office of the Mayor"
    return f"{place.name}, {TITLES[kind]}"


@operation(Do.OPEN_OFFICE)
def open_office(
    _actor: Actor, _house: None, *, kind: Kind, state: str = "", name: str = "", demo: bool = False
) -> Act[Office]:
    """Open an office of a state, or (with a name) a secretariat."""
    if kind not in KINDS or (kind is Kind.SECRETARIAT) == bool(state):
        raise RuleBroken("An office belongs to a state; a secretariat belongs to none.")
    title = name or (office_title(kind, state) if state else "")
    if not 1 <= len(title) <= LONGEST_NAME:
        raise RuleBroken(f"An office has a name, of at most {LONGEST_NAME} characters.")
    if db.session.scalar(select(Office.id).where(Office.name == title)):
        raise RuleBroken(f"{title} is open already.")
    zone = jurisdictions()[state].zone if state else SECRETARIAT_ZONE
    office = Office(
        id=clock.new_id(), kind=kind, state_code=state or None, name=title, zone=zone, demo=demo
    )
    db.session.add(office)
    db.session.flush()
    for follow in OPENED:
        follow(office)
    return Act(office, office, {"kind": kind, "state": state})


@operation(Do.APPOINT)
def appoint(_actor: Actor, office: Office, *, person: NewPerson, rank: Rank) -> Act[Person]:
    """Give a new person a post in the office."""
    somebody = enrol(person)
    db.session.add(Post(person_id=somebody.id, office_id=office.id, rank=rank, since=clock.now()))
    db.session.flush()
    return Act(somebody, office, {"person": somebody.id, "rank": rank})


def guest_office(title: str, zone: str, *, demo: bool) -> Office:
    """The office of one guest, which acts for nobody; a title that is taken is numbered."""
    name, number = title, 1
    while db.session.scalar(select(Office.id).where(Office.name == name)):
        number += 1
        name = f"{title} ({number})"
    office = Office(id=clock.new_id(), kind=Kind.GUEST, name=name, zone=zone, demo=demo)
    db.session.add(office)
    db.session.flush()
    return office


def enrol(person: NewPerson, person_id: uuid.UUID | None = None) -> Person:
    """Make the account of a new person, which holds no post yet."""
    email = person.email.lower()
    if db.session.scalar(select(Person.id).where(Person.email == email)):
        raise RuleBroken(f"{email} is in use already.")
    somebody = Person(
        id=person_id or clock.new_id(),
        email=email,
        name=person.name,
        password=hash_password(person.password) if person.password else None,
        active=True,
        demo=person.demo,
        fs_uniquifier=secrets.token_urlsafe(32),
        confirmed_at=clock.now(),
    )
    db.session.add(somebody)
    db.session.flush()
    return somebody


@operation(Do.APPOINT)
def appoint_known(_actor: Actor, office: Office, *, person: Person, rank: Rank) -> Act[Post]:
    """Give somebody who is known here a post in a further office."""
    now = clock.now()
    held = select(Post.id).where(
        Post.person_id == person.id,
        Post.office_id == office.id,
        or_(Post.until.is_(None), Post.until > now),
    )
    if db.session.scalar(held):
        raise RuleBroken(f"{person.name} holds a post in {office.name} already.")
    post = Post(id=clock.new_id(), person_id=person.id, office_id=office.id, rank=rank, since=now)
    db.session.add(post)
    db.session.flush()
    return Act(post, office, {"person": person.id, "rank": rank})


# Sessions. Their rows are the record of them: signing in and out is no act of an office.


@dataclass(frozen=True)
class Visit:
    """Where somebody signs in from: what is shown to them in the list of their sessions.

    `through_state` or `through_office` is whose provider lets them in, if one does.
    """

    session_id: uuid.UUID
    address: str
    agent: str
    through_state: str | None = None
    through_office: uuid.UUID | None = None


def open_session(person: uuid.UUID, visit: Visit) -> None:
    """Somebody has signed in; what has grown too old meanwhile is ended."""
    now = clock.now()
    old = (Session.person_id == person, Session.made_at < now - IN_ALL)
    _end(Ended.TOO_OLD, *old)
    db.session.add(
        Session(
            id=visit.session_id,
            person_id=person,
            post_id=first_post(person, visit.through_state, visit.through_office),
            through_state=visit.through_state,
            through_office=visit.through_office,
            made_at=now,
            last_at=now,
            address=visit.address[:45],
            agent=visit.agent[:120],
        )
    )
    db.session.flush()


def end_session(sid: uuid.UUID, why: Ended) -> None:
    """The session is over; one that is over already stays as it ended."""
    _end(why, Session.id == sid)


def end_own_session(who: Actor, one: Session) -> None:
    """End one of one's own sessions."""
    require(who, Do.OWN_SESSION, one)
    here = one.id == who.session_id
    _end(Ended.SIGNED_OUT if here else Ended.ELSEWHERE, Session.id == one.id)


def end_all_own_sessions(who: Actor) -> None:
    """Sign out everywhere, here too."""
    require(who, Do.OWN_SESSION)
    mine = Session.person_id == who.person_id
    _end(Ended.ELSEWHERE, mine, Session.id != who.session_id)
    _end(Ended.SIGNED_OUT, mine)


def end_every_session(person: uuid.UUID, why: Ended, *, but: uuid.UUID | None = None) -> None:
    """End all sessions of a person, or all but one."""
    others = () if but is None else (Session.id != but,)
    _end(why, Session.person_id == person, *others)


def end_sessions_by_password(office: uuid.UUID, *, but: uuid.UUID | None) -> None:
    """End those of the office's people which no provider let in, except this one."""
    now = clock.now()
    people = select(Post.person_id).where(
        Post.office_id == office,
        Post.since <= now,
        or_(Post.until.is_(None), Post.until > now),
    )
    others = () if but is None else (Session.id != but,)
    unbound = (Session.through_state.is_(None), Session.through_office.is_(None))
    _end(Ended.OFFICE, Session.person_id.in_(people), *unbound, *others)


def _end(why: Ended, *which: Any) -> None:
    ended = update(Session).where(*which, Session.ended_at.is_(None))
    db.session.execute(
        ended.values(ended_at=clock.now(), ended_why=why),
        execution_options={"synchronize_session": False},
    )


def note_visit(sid: uuid.UUID, address: str, agent: str) -> None:
    """Something was sent in this session, from there."""
    noted = update(Session).where(Session.id == sid, Session.ended_at.is_(None))
    db.session.execute(
        noted.values(last_at=clock.now(), address=address[:45], agent=agent[:120]),
        execution_options={"synchronize_session": False},
    )


def act_for(who: Actor, post: uuid.UUID | None) -> None:
    """Act for another of one's offices from now on, in this session."""
    require(who, Do.OWN_SESSION)
    if post not in {one for one, _ in who.elsewhere}:
        raise RuleBroken("You hold no other post of that kind. Reload the page to see yours.")
    db.session.execute(
        update(Session).where(Session.id == who.session_id).values(post_id=post),
        execution_options={"synchronize_session": False},
    )
