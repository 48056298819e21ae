"""Reading providers, identities and requests."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select

from alliance.accounts.models import Office, Person, Post
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.transaction import writing
from alliance.single_sign_on.models import Identity, IdentityRequest, Provider, Requirement
from alliance.single_sign_on.rules import Stage

SECRETARIATS = "secretariat"  # stands in the place of a state's code for offices of no state


def provider(provider_id: uuid.UUID) -> Provider | None:
    """A provider that is in use."""
    found = db.session.get(Provider, provider_id)
    return found if found and found.removed_at is None else None


def all_providers() -> Sequence[Provider]:
    """Every provider in use, the oldest first."""
    wanted = select(Provider).where(Provider.removed_at.is_(None))
    return db.session.scalars(wanted.order_by(Provider.added_at, Provider.id)).all()


def providers_in(state: str) -> Sequence[Provider]:
    """The providers of a state and of its offices; of the secretariats, if that is asked."""
    office = Office.state_code == state
    if state == SECRETARIATS:
        office = Office.id.is_not(None) & Office.state_code.is_(None)
    wanted = (
        select(Provider)
        .outerjoin(Office, Office.id == Provider.office_id)
        .where(Provider.removed_at.is_(None), or_(Provider.state_code == state, office))
    )
    return db.session.scalars(wanted.order_by(Provider.label, Provider.id)).all()


def _serves(office_id: uuid.UUID, state: str | None) -> ColumnElement[bool]:
    return or_(Provider.office_id == office_id, Provider.state_code == (state or "--"))


def providers_of(who: Actor) -> Sequence[Provider]:
    """The providers that serve the actor's office."""
    wanted = select(Provider).where(Provider.removed_at.is_(None))
    if who.office_id is None:
        return []
    return db.session.scalars(
        wanted.where(_serves(who.office_id, who.state)).order_by(Provider.label, Provider.id)
    ).all()


def offices_served(found: Provider, person_id: uuid.UUID) -> Sequence[Office]:
    """The offices in which the person holds a post and which this provider serves."""
    now = clock.now()
    served = (
        Office.id == found.office_id
        if found.office_id is not None
        else Office.state_code == found.state_code
    )
    return db.session.scalars(
        select(Office)
        .join(Post, Post.office_id == Office.id)
        .join(Person, Person.id == Post.person_id)
        .where(Post.person_id == person_id, Person.active, served)
        .where(Post.since <= now, or_(Post.until.is_(None), Post.until > now))
        .order_by(Post.since, Post.id)
    ).all()


def person_with(email: str) -> Person | None:
    """The person who signs in with this address."""
    return db.session.scalars(select(Person).where(Person.email == email)).first()


def identity(issuer: str, subject: str) -> Identity | None:
    """Whom an issuer means, if it is linked."""
    wanted = select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    return db.session.scalars(wanted.where(Identity.ended_at.is_(None))).first()


def open_request(issuer: str, subject: str) -> IdentityRequest | None:
    """The request of this identity, waiting or refused."""
    wanted = select(IdentityRequest).where(
        IdentityRequest.issuer == issuer,
        IdentityRequest.subject == subject,
        IdentityRequest.stage != Stage.LINKED,
    )
    return db.session.scalars(_held(wanted)).first()


def _held(wanted: Select[IdentityRequest]) -> Select[IdentityRequest]:
    return wanted.with_for_update() if writing() else wanted


def requests_of(who: Actor) -> Sequence[IdentityRequest]:
    """What the actor's office is asked: waiting ones first, then refused ones."""
    wanted = select(IdentityRequest).where(IdentityRequest.stage != Stage.LINKED, _asked_of(who))
    found = db.session.scalars(wanted.order_by(IdentityRequest.asked_at, IdentityRequest.id))
    return sorted(found, key=lambda one: one.stage != Stage.WAITING)


def _asked_of(who: Actor) -> ColumnElement[bool]:
    of_the_state = IdentityRequest.office_id.is_(None) & (
        IdentityRequest.state_code == (who.state or "--")
    )
    return or_(IdentityRequest.office_id == who.office_id, of_the_state)


def request_of(who: Actor, request_id: uuid.UUID) -> IdentityRequest | None:
    """One request that the actor's office is asked, and that may still be decided."""
    wanted = select(IdentityRequest).where(
        IdentityRequest.id == request_id, IdentityRequest.stage != Stage.LINKED, _asked_of(who)
    )
    return db.session.scalars(_held(wanted)).first()


def waiting_for(who: Actor, request_id: uuid.UUID | None) -> IdentityRequest | None:
    """The request that this browser brought, if it waits for the actor's own proof."""
    if request_id is None:
        return None
    wanted = select(IdentityRequest).where(
        IdentityRequest.id == request_id,
        IdentityRequest.stage == Stage.WAITING,
        IdentityRequest.person_id == who.person_id,
    )
    return db.session.scalars(_held(wanted)).first()


def identities_of(person_id: uuid.UUID | None) -> Sequence[Identity]:
    """The identities that are linked to a person."""
    wanted = select(Identity).where(Identity.person_id == person_id, Identity.ended_at.is_(None))
    return db.session.scalars(wanted.order_by(Identity.linked_at, Identity.id)).all()


def identities_in(who: Actor) -> Sequence[Identity]:
    """The identities of the people of the actor's office, at providers that serve it."""
    return db.session.scalars(_in_office(who).order_by(Identity.linked_at, Identity.id)).all()


def identity_in(who: Actor, identity_id: uuid.UUID) -> Identity | None:
    """One of them."""
    return db.session.scalars(_in_office(who).where(Identity.id == identity_id)).first()


def _in_office(who: Actor) -> Select[Identity]:
    now = clock.now()
    people = select(Post.person_id).where(
        Post.office_id == who.office_id,
        Post.since <= now,
        or_(Post.until.is_(None), Post.until > now),
    )
    served = [one.issuer for one in providers_of(who)]
    return select(Identity).where(
        Identity.ended_at.is_(None), Identity.person_id.in_(people), Identity.issuer.in_(served)
    )


def requirement(office_id: uuid.UUID | None) -> Requirement | None:
    """Whether this office requires single sign-on, and since when."""
    wanted = select(Requirement).where(
        Requirement.office_id == office_id, Requirement.until.is_(None)
    )
    return db.session.scalars(wanted).first()


def kept_to_provider(person: Person) -> bool:
    """Whether an office of this person requires single sign-on.

    It holds while a provider serves the office: when the operator removes the last one, people
    come in by password again, so that nobody is locked out for good.
    """
    now = clock.now()
    wanted = (
        select(Requirement.id)
        .join(Office, Office.id == Requirement.office_id)
        .join(Post, Post.office_id == Office.id)
        .join(
            Provider,
            or_(Provider.office_id == Office.id, Provider.state_code == Office.state_code),
        )
        .where(Post.person_id == person.id, Post.since <= now)
        .where(or_(Post.until.is_(None), Post.until > now))
        .where(Requirement.until.is_(None), Provider.removed_at.is_(None))
        .limit(1)
    )
    return db.session.scalar(wanted) is not None
