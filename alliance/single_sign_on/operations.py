"""What can be done with providers, identities and requests."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from alliance.accounts.models import Office, Person
from alliance.accounts.operations import end_every_session, end_sessions_by_password
from alliance.accounts.rules import Ended
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, OwnBusiness, RuleBroken, operation
from alliance.single_sign_on import queries
from alliance.single_sign_on.client_keys import make_key
from alliance.single_sign_on.models import (
    Identity,
    IdentityRequest,
    Provider,
    Requirement,
    SpentState,
)
from alliance.single_sign_on.outside import Failed
from alliance.single_sign_on.policy import Do
from alliance.single_sign_on.rules import Stage, counted, why_not_asked
from alliance.single_sign_on.tokens import Told

# Each is told the person and what was done with their sign-in; filled in alliance/app.py.
TOLD: list[Callable[[uuid.UUID, str], None]] = []
REMEMBERED = dt.timedelta(hours=1)  # longer than a sign-in may take


@dataclass(frozen=True)
class NewProvider:
    """What the operator says of a provider. `state` is a postal code; else it is for an office."""

    issuer: str
    client_id: str
    state: str = ""
    office: Office | None = None
    label: str = ""
    scopes: str = "openid email profile"
    acr_values: str = ""
    second_factor: str = ""


@operation(Do.ADD)
def add(_actor: Actor, _house: None, *, new: NewProvider, loopback: bool) -> Act[Provider]:
    """Register a provider, with a key of its own."""
    if reason := why_not_asked(new.issuer, loopback=loopback):
        raise RuleBroken(f"{new.issuer} cannot be an issuer: {reason}.")
    if "?" in new.issuer:
        raise RuleBroken(f"{new.issuer} cannot be an issuer: it holds a question mark.")
    if "openid" not in new.scopes.split():
        raise RuleBroken("The scopes must hold the word openid, or no ID token is given.")
    if _registered(new):
        raise RuleBroken(f"{new.issuer} is registered there already. Remove it first.")
    provider = Provider(
        id=clock.new_id(),
        state_code=new.state or None,
        office_id=new.office.id if new.office else None,
        label=new.label or "State sign-in",
        issuer=new.issuer,
        client_id=new.client_id,
        scopes=" ".join(new.scopes.split()),
        acr_values=" ".join(new.acr_values.split()),
        second_factor=" ".join(new.second_factor.split()),
        added_at=clock.now(),
    )
    key = make_key(provider.key_owner)
    provider.key_public, provider.key_certificate = key.public, key.certificate
    provider.key_sealed = key.sealed
    db.session.add(provider)
    db.session.flush()
    return Act(provider, provider, _facts(provider))


def _registered(new: NewProvider) -> bool:
    wanted = select(Provider.id).where(Provider.issuer == new.issuer, Provider.removed_at.is_(None))
    if new.office is None:
        return db.session.scalar(wanted.where(Provider.state_code == new.state)) is not None
    return db.session.scalar(wanted.where(Provider.office_id == new.office.id)) is not None


@operation(Do.REMOVE)
def remove(_actor: Actor, provider: Provider) -> Act[None]:
    """Use a provider no more. Its identities stay linked, and come in again when it does."""
    if provider.removed_at is not None:
        raise RuleBroken("This provider was removed already.")
    provider.removed_at = clock.now()
    db.session.flush()
    return Act(None, provider, _facts(provider))


def _facts(provider: Provider) -> dict[str, object]:
    return {
        "state": provider.state_code or "",
        "for_office": str(provider.office_id or ""),
        "issuer": provider.issuer,
    }


@operation(Do.REQUIRE)
def require_it(actor: Actor, office: OwnBusiness, *, required: bool) -> Act[None]:
    """Let the office's people in through their provider only, or by password again."""
    stands = queries.requirement(actor.office_id)
    if required == (stands is not None):
        raise RuleBroken("It is so already.")
    if stands is not None:
        stands.until = clock.now()
    else:
        served = {one.issuer for one in queries.providers_of(actor)}
        mine = {one.issuer for one in queries.identities_of(actor.person_id)}
        if not served:
            raise RuleBroken("No provider is registered for your office. Ask the operator.")
        if not served & mine:
            raise RuleBroken(
                "Sign in through the provider yourself first, and link your account: else you "
                "would lock yourself out."
            )
        db.session.add(Requirement(office_id=actor.office_id, since=clock.now()))
        assert actor.office_id
        end_sessions_by_password(actor.office_id, but=actor.session_id)
    db.session.flush()
    return Act(None, office, {"required": required})


# --- Who comes in ---


def spend(digest: str) -> None:
    """Remember that this sign-in came back; a second time it is Failed."""
    now = clock.now()
    db.session.execute(delete(SpentState).where(SpentState.at < now - REMEMBERED))
    try:
        with db.session.begin_nested():
            db.session.add(SpentState(digest=digest, at=now))
    except IntegrityError:
        raise Failed("this sign-in came back before") from None


@dataclass(frozen=True)
class Arrived:
    """Who came in: a person who is known, or a request that waits."""

    person: Person | None = None
    request: IdentityRequest | None = None
    strong: bool = False


def arrive(provider: Provider, told: Told) -> Arrived:
    """Find whom the provider means. Nobody gains a right by it: one who is not known, asks."""
    known = queries.identity(told.issuer, told.subject)
    if known is None:
        return Arrived(request=_asking(provider, told))
    if not queries.offices_served(provider, known.person_id):
        raise Failed(f"person {known.person_id} holds no post that this provider serves")
    return Arrived(person=known.person, strong=counted(provider.second_factor, told.claims))


def _asking(provider: Provider, told: Told) -> IdentityRequest:
    waiting = queries.open_request(told.issuer, told.subject)
    person = queries.person_with(told.email) if told.email_verified else None
    offices = queries.offices_served(provider, person.id) if person else ()
    # What the provider says today is what counts, until it is decided.
    says = {
        "provider_id": provider.id,
        "email": told.email,
        "email_verified": told.email_verified,
        "name": told.name,
        "person_id": person.id if person and offices else None,
        "office_id": offices[0].id if offices else provider.office_id,
        "state_code": provider.state_code,
    }
    if waiting is None:
        waiting = IdentityRequest(
            id=clock.new_id(), issuer=told.issuer, subject=told.subject, asked_at=clock.now()
        )
        db.session.add(waiting)
    for name, value in says.items():
        setattr(waiting, name, value)
    db.session.flush()
    return waiting


# --- Who is linked ---


@operation(Do.LINK)
def link(actor: Actor, request: IdentityRequest) -> Act[Identity]:
    """Link one's own identity, after one has proved the account in the same browser."""
    return _linked(actor, request)


@operation(Do.CONSENT)
def consent(actor: Actor, request: IdentityRequest, *, person: uuid.UUID | None) -> Act[Identity]:
    """Let an identity in as the person of the office whose address it has.

    `person` is whom the administrator had before them.
    """
    if request.person_id != person:
        raise RuleBroken("The provider names another person by now. Look at the request again.")
    return _linked(actor, request)


def _linked(actor: Actor, request: IdentityRequest) -> Act[Identity]:
    if request.stage == Stage.LINKED:
        raise RuleBroken("This was decided already.")
    if request.person_id is None:
        raise RuleBroken(
            "Nobody of your office has this verified address. Give them an account first."
        )
    if queries.identity(request.issuer, request.subject):
        raise RuleBroken("This identity is linked to somebody already.")
    made = Identity(
        id=clock.new_id(),
        provider_id=request.provider_id,
        issuer=request.issuer,
        subject=request.subject,
        person_id=request.person_id,
        linked_at=clock.now(),
        linked_by=actor.person_id,
    )
    db.session.add(made)
    _decide(actor, request, Stage.LINKED)
    _tell(made.person_id, "A sign-in of your state or office was linked to your account.")
    return Act(made, OwnBusiness(actor), _said(made))


@operation(Do.REFUSE)
def refuse(actor: Actor, request: IdentityRequest) -> Act[None]:
    """Leave an identity outside."""
    if request.stage != Stage.WAITING:
        raise RuleBroken("This was decided already.")
    _decide(actor, request, Stage.REFUSED)
    facts = {"request": request.id, "provider": request.provider_id}
    return Act(None, OwnBusiness(actor), facts)


def _decide(actor: Actor, request: IdentityRequest, stage: Stage) -> None:
    request.stage = stage
    request.decided_at = clock.now()
    request.decided_by = actor.person_id
    db.session.flush()


@operation(Do.END)
def end(actor: Actor, identity: Identity) -> Act[None]:
    """Let an identity in no more; its next sign-in is a request again."""
    if identity.ended_at is not None:
        raise RuleBroken("This was ended already.")
    if identity.person_id == actor.person_id and queries.requirement(actor.office_id):
        raise RuleBroken("Your office requires it: you would lock yourself out.")
    identity.ended_at = clock.now()
    db.session.flush()
    end_every_session(identity.person_id, Ended.OFFICE, but=actor.session_id)
    _tell(identity.person_id, "A sign-in of your state or office opens your account no more.")
    return Act(None, OwnBusiness(actor), _said(identity))


def _tell(person_id: uuid.UUID, said: str) -> None:
    for tell in TOLD:
        tell(person_id, said)


def _said(identity: Identity) -> dict[str, object]:
    return {
        "identity": identity.id,
        "person": identity.person_id,
        "provider": identity.provider_id,
    }


def access_requests(who: Actor) -> list[IdentityRequest]:
    """For the page of access requests: identities that ask the office for an account."""
    return [one for one in queries.requests_of(who) if one.person_id is None]


def account_made(request: IdentityRequest, person_id: uuid.UUID, office_id: uuid.UUID) -> None:
    """An administrator gave the one who asks an account: the request now names that person.

    It still waits for a consent (`consent`) or the person's own proof (`link`).
    """
    request.person_id, request.office_id = person_id, office_id
    db.session.flush()
