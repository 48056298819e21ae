"""What can be done with offices and people."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from flask_security import hash_password
from sqlalchemy import select

from alliance.accounts.models import KINDS, Office, Person, Post
from alliance.accounts.policy import Do
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.states.reference import jurisdictions

# The seat of a secretariat decides no law; what it shows is marked with the zone's name.
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
    """Who is appointed: e-mail in lower case, a password in the clear that is hashed at once."""

    email: str
    name: str
    password: str
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
    title = name or office_title(kind, state)
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
    email = person.email.lower()
    if db.session.scalar(select(Person.id).where(Person.email == email)):
        raise RuleBroken(f"{email} is in use already.")
    somebody = Person(
        id=clock.new_id(),
        email=email,
        name=person.name,
        password=hash_password(person.password),
        active=True,
        demo=person.demo,
        fs_uniquifier=secrets.token_urlsafe(32),
        confirmed_at=clock.now(),
    )
    db.session.add(somebody)
    db.session.flush()
    db.session.add(Post(person_id=somebody.id, office_id=office.id, rank=rank, since=clock.now()))
    db.session.flush()
    return Act(somebody, office, {"person": somebody.id, "rank": rank})
