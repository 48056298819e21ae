"""Reading what was asked about lost second factors."""

import datetime as dt
import uuid

from sqlalchemy import exists, or_, select

from alliance.accounts.models import Office, Person, Post, WebAuthn
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.actor import Office as Kind
from alliance.core.db import db
from alliance.staffing.models import FactorReset
from alliance.staffing.queries import fresh, held_now
from alliance.staffing.rules import Reset


def has_factor(person_id: uuid.UUID) -> bool:
    """Whether somebody has an authenticator app or a passkey."""
    passkey = exists().where(WebAuthn.user_id == Person.id)
    found = select(Person.id).where(
        Person.id == person_id, or_(Person.tf_totp_secret.is_not(None), passkey)
    )
    return db.session.scalar(found) is not None


def held_person(person_id: uuid.UUID) -> Person:
    """An account, held against other changes until this transaction ends."""
    wanted = select(Person).where(Person.id == person_id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def offices_served(person_id: uuid.UUID) -> set[uuid.UUID]:
    """The offices in which somebody holds a post, suspended or not; as a guest they serve none."""
    wanted = (
        select(Post.office_id)
        .join(Office, Office.id == Post.office_id)
        .where(Post.person_id == person_id, held_now(clock.now()), Office.kind != Kind.GUEST)
    )
    return set(db.session.scalars(wanted))


def open_resets(
    person_id: uuid.UUID, now: dt.datetime, office_id: uuid.UUID | None = None
) -> list[FactorReset]:
    """What was asked about somebody's second factors and is open or approved, in any office."""
    wanted = select(FactorReset).where(FactorReset.person_id == person_id)
    if office_id:
        wanted = wanted.where(FactorReset.office_id == office_id)
    found = db.session.scalars(fresh(wanted.order_by(FactorReset.asked_at, FactorReset.id)))
    return [one for one in found if one.stands(now) in {Reset.OPEN, Reset.APPROVED}]


def resets_in(office_id: uuid.UUID) -> list[tuple[FactorReset, Reset]]:
    """What waits in an office for a second officer, and what another office has yet to approve."""
    now = clock.now()
    wanted = select(FactorReset).where(
        FactorReset.office_id == office_id, FactorReset.expires_at > now
    )
    found = db.session.scalars(wanted.order_by(FactorReset.asked_at, FactorReset.id))
    waiting = [(one, one.stands(now)) for one in found]
    return [one for one in waiting if one[1] in {Reset.OPEN, Reset.APPROVED}]


def reset(actor: Actor, reset_id: uuid.UUID) -> FactorReset | None:
    """A request about second factors in the actor's own office."""
    wanted = select(FactorReset).where(
        FactorReset.id == reset_id, FactorReset.office_id == actor.office_id
    )
    return db.session.scalars(fresh(wanted)).first()
