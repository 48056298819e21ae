"""Providers, identities and requests, made through the operations that make them."""

import time

from sqlalchemy import select

from alliance.accounts.models import Office
from alliance.core.actor import OPERATOR, Rank
from alliance.core.db import db
from alliance.core.operation import OwnBusiness
from alliance.core.transaction import transaction
from alliance.single_sign_on import operations, queries
from alliance.single_sign_on.models import Identity, IdentityRequest, Provider
from alliance.single_sign_on.operations import NewProvider
from alliance.single_sign_on.tokens import Told
from tests import make
from tests.people import Role, liaison

ADMINISTRATOR = Role("CO", "governor", Rank.ADMINISTRATOR)


def provider(issuer="https://login.example", state="CO", **more):
    """A provider of Colorado."""
    new = NewProvider(issuer=issuer, client_id="alliance", state=state, label="Colorado", **more)
    with transaction():
        return operations.add(OPERATOR, None, new=new, loopback=True).result


def for_office(role, issuer="https://login.example"):
    """A provider of the office of this role."""
    office = db.session.get(Office, make.actor(role).office_id)
    db.session.rollback()
    return provider(issuer, "", office=office)


def told(issuer="https://login.example", subject="subject-1", email=None, **claims):
    """What a provider says of a person."""
    now = int(time.time())
    email = liaison().email if email is None else email
    return Told(issuer, subject, email, bool(email), "Ann Lee", {"auth_time": now, **claims})


def asking(found, said=None):
    """A request to be known."""
    with transaction():
        found = db.session.get_one(Provider, found.id)
        return operations.arrive(found, said or told(found.issuer)).request


def linked(found, role=None, subject="subject-1"):
    """An identity of this person, linked with the consent of the administrator of the office."""
    role = role or liaison()
    request_id = asking(found, told(found.issuer, subject, role.email)).id
    with transaction():
        who = make.actor(Role(role.state, role.office, Rank.ADMINISTRATOR, role.seat))
        request = queries.request_of(who, request_id)
        return operations.consent(who, request, person=request.person_id).result


def required(found, role=ADMINISTRATOR):
    """That the office requires it; its administrator is linked first."""
    linked(found, role, "the administrator")
    with transaction():
        who = make.actor(role)
        operations.require_it(who, OwnBusiness(who), required=True)


def identities():
    """Whose identities are linked."""
    db.session.rollback()
    found = db.session.scalars(select(Identity).where(Identity.ended_at.is_(None)))
    return [one.person.email for one in found]


def requests():
    """The requests, with their stage and the address of whom they name."""
    db.session.rollback()
    found = db.session.scalars(select(IdentityRequest).order_by(IdentityRequest.asked_at))
    return [(one.stage, one.person.email if one.person else None) for one in found]


def everything():
    """A row in every table, and a value in every column that is set once."""
    found = provider()
    mine = linked(found)
    required(found)
    asking(found, told(subject="somebody else", email=""))
    with transaction():
        who = make.actor(ADMINISTRATOR)
        operations.end(who, queries.identity_in(who, mine.id))
        operations.require_it(who, OwnBusiness(who), required=False)
        operations.remove(OPERATOR, queries.provider(found.id))
