"""Reading one's own account, and finding whom a passkey or a link belongs to."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from alliance.accounts.models import Person, WebAuthn
from alliance.core.actor import Actor
from alliance.core.db import db, in_transaction
from alliance.core.transaction import writing


def account(who: Actor) -> Person:
    """The actor's own account; held against other changes where this transaction writes."""
    return _held(select(Person).where(Person.id == who.person_id).execution_options(**_ANEW))


def person_by_session(key: str) -> Person | None:
    """The person with this session key, if their account is open."""
    return _held_or_none(select(Person).where(Person.fs_uniquifier == key, Person.active))


def person_by_id(key: uuid.UUID | None) -> Person | None:
    """The person with this id, if their account is open."""
    return _held_or_none(select(Person).where(Person.id == key, Person.active)) if key else None


def id_of(email: str) -> uuid.UUID | None:
    """Whose address this is, if their account is open."""
    found: uuid.UUID | None = db.session.scalar(
        select(Person.id).where(Person.email == email.lower(), Person.active)
    )
    return found


def is_taken(email: str) -> bool:
    """Whether some account, open or closed, has this address."""
    return db.session.scalar(select(Person.id).where(Person.email == email.lower())) is not None


def passkeys(person: Person) -> Sequence[WebAuthn]:
    """Those of this person, the oldest first."""
    mine = select(WebAuthn).where(WebAuthn.user_id == person.id)
    return db.session.scalars(mine.order_by(WebAuthn.create_datetime, WebAuthn.id)).all()


def passkey(who: Actor, passkey_id: uuid.UUID) -> WebAuthn | None:
    """One of the actor's own passkeys."""
    return db.session.scalars(
        select(WebAuthn).where(WebAuthn.id == passkey_id, WebAuthn.user_id == who.person_id)
    ).first()


def passkey_by_credential(credential: bytes) -> WebAuthn | None:
    """The passkey that calls itself so, with its person; held where this transaction writes."""
    wanted = select(WebAuthn).where(WebAuthn.credential_id == credential)
    if in_transaction() and writing():
        wanted = wanted.with_for_update()
    return db.session.scalars(wanted.options(joinedload(WebAuthn.user, innerjoin=True))).first()


def has_second_factor(person: Person) -> bool:
    """Whether there is something besides the password."""
    return bool(person.tf_totp_secret) or bool(passkeys(person))


_ANEW = {"populate_existing": True}


def _held(wanted: Select[Person]) -> Person:
    found = _held_or_none(wanted)
    assert found, "somebody signed in has an account"
    return found


def _held_or_none(wanted: Select[Person]) -> Person | None:
    if in_transaction() and writing():
        wanted = wanted.with_for_update()
    return db.session.scalars(wanted).first()
