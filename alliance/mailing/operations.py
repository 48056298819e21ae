"""What can be done about mail and calendars."""

import secrets
import uuid
from dataclasses import dataclass

from alliance.accounts.models import Office
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, OwnBusiness, RuleBroken, operation
from alliance.mailing.models import Bounce, Calendar, MailChoice
from alliance.mailing.policy import Do
from alliance.mailing.queries import calendar_of, hash_of, paused_at
from alliance.mailing.rules import KINDS, Choice, Kind

SECRET_BYTES = 24  # 192 bits
MOST_SAID = 300


@operation(Do.CHOOSE)
def choose(actor: Actor, own: OwnBusiness, *, kind: Kind, choice: Choice) -> Act[None]:
    """Say how the actor wants mail of a kind."""
    about = KINDS[kind]
    if choice not in about.choices:
        raise RuleBroken(f"{about.label}: this cannot be switched off. {about.why}")
    row = db.session.get(MailChoice, (actor.person_id, kind))
    if row is None:
        row = MailChoice(person_id=actor.person_id, kind=kind)
        db.session.add(row)
    row.choice, row.chosen_at = choice, clock.now()
    db.session.flush()
    return Act(None, own, {"person": actor.person_id, "kind": kind, "choice": choice})


@operation(Do.CALENDAR)
def renew_calendar(actor: Actor, own: OwnBusiness) -> Act[str]:
    """Make a calendar, and end the one before; the secret is said this once."""
    _end(actor)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = Calendar(
        id=clock.new_id(),
        person_id=actor.person_id,
        office_id=actor.office_id,
        secret_sha256=hash_of(secret),
        made_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return Act(secret, own, {"person": actor.person_id, "calendar": made.id})


@operation(Do.END_CALENDAR)
def end_calendar(actor: Actor, own: OwnBusiness) -> Act[None]:
    """End the actor's calendar: its address leads nowhere from now on."""
    ended = _end(actor)
    if ended is None:
        raise RuleBroken("There is no calendar to end.")
    return Act(None, own, {"person": actor.person_id, "calendar": ended})


def _end(actor: Actor) -> uuid.UUID | None:
    found = calendar_of(actor)
    if found is None:
        return None
    found.ended_at = max(clock.now(), found.made_at)
    db.session.flush()
    return found.id


@dataclass(frozen=True)
class Address:
    """Somebody's address in an office, and what a mail server said of it."""

    person_id: uuid.UUID
    email: str
    said: str


@operation(Do.NOTE_BOUNCE)
def note_bounce(_actor: Actor, office: Office, *, address: Address) -> Act[Bounce]:
    """Send nothing to this address until it is confirmed."""
    found = paused_at(address.email)
    if found is None:
        found = Bounce(
            id=clock.new_id(),
            person_id=address.person_id,
            office_id=office.id,
            email=address.email,
            said=" ".join(address.said.split())[:MOST_SAID],
            noted_at=clock.now(),
        )
        db.session.add(found)
        db.session.flush()
    return Act(found, office, {"person": address.person_id, "bounce": found.id})


@operation(Do.CONFIRM)
def confirm_address(actor: Actor, bounce: Bounce) -> Act[None]:
    """Send to this address again: it was looked at and is right."""
    if bounce.confirmed_at is not None:
        raise RuleBroken("This address is confirmed already.")
    bounce.confirmed_at, bounce.confirmed_by = clock.now(), actor.person_id
    db.session.flush()
    office = db.session.get_one(Office, bounce.office_id)
    return Act(None, office, {"person": bounce.person_id, "bounce": bounce.id})
