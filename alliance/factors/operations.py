"""What people do with their own way of signing in."""

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from flask_security import hash_password
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from alliance.accounts.models import Person, WebAuthn
from alliance.accounts.operations import end_every_session
from alliance.accounts.rules import Ended
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, OwnBusiness, RuleBroken, operation
from alliance.core.outbox import later
from alliance.core.passwords import problem
from alliance.factors import queries
from alliance.factors.keys import fingerprint
from alliance.factors.models import Spent
from alliance.factors.passkeys import NAME, USAGE, Enrolled, new_handle
from alliance.factors.policy import Do
from alliance.factors.rules import RECOVERY_CODES, new_recovery_code, recovery_code

MAIL = "security-mail"  # the kind of job
LAST = (
    "This is your only second factor, and your rank needs one. "
    "Set up another first; then this one can be removed."
)


class WrongCode(RuleBroken):
    """No unused recovery code of this person reads so."""


@operation(Do.ENROL_APP)
def enrol_app(actor: Actor, person: Person, *, secret: str) -> Act[None]:
    """Take an authenticator app's (sealed) secret, whose first code was right."""
    person.tf_totp_secret, person.tf_primary_method = secret, "authenticator"
    return _done(actor, person, "An authenticator app was set up for your account.")


@operation(Do.REMOVE_APP)
def remove_app(actor: Actor, person: Person) -> Act[None]:
    """Ask for no more codes of an app."""
    if not person.tf_totp_secret:
        raise RuleBroken("No authenticator app is set up.")
    if actor.needs_second_factor and not queries.passkeys(person):
        raise RuleBroken(LAST)
    person.tf_totp_secret = person.tf_primary_method = None
    return _done(actor, person, "The authenticator app was removed from your account.")


@operation(Do.ENROL_PASSKEY)
def enrol_passkey(actor: Actor, person: Person, *, name: str, found: Enrolled) -> Act[WebAuthn]:
    """Keep a new passkey under a name of its own."""
    name = name[:NAME]
    if name in {one.name for one in queries.passkeys(person)}:
        raise RuleBroken(f"You have a passkey named {name} already. Choose another name.")
    if db.session.scalar(select(WebAuthn.id).where(WebAuthn.credential_id == found.credential_id)):
        raise RuleBroken("This passkey is known here already.")
    made = WebAuthn(
        id=clock.new_id(),
        user_id=person.id,
        credential_id=found.credential_id,
        public_key=found.public_key,
        sign_count=found.sign_count,
        device_type=found.device_type,
        backup_state=found.backed_up,
        transports=found.transports,
        create_datetime=clock.now(),
        lastuse_datetime=clock.now(),
        name=name,
        usage=USAGE,
    )
    db.session.add(made)
    db.session.flush()
    said = "A passkey was added to your account."
    return _done(actor, person, said, made, passkey=made.id)


@operation(Do.REMOVE_PASSKEY)
def remove_passkey(actor: Actor, person: Person, *, passkey: WebAuthn) -> Act[None]:
    """Accept this passkey no more."""
    last = len(queries.passkeys(person)) == 1 and not person.tf_totp_secret
    if last and actor.needs_second_factor:
        raise RuleBroken(LAST)
    removed = passkey.id
    db.session.delete(passkey)
    db.session.flush()
    return _done(actor, person, "A passkey was removed from your account.", passkey=removed)


@operation(Do.RECOVERY_CODES)
def make_recovery_codes(actor: Actor, person: Person) -> Act[list[str]]:
    """Ten new codes, which are given out here and never again; the former ones are void."""
    if not queries.has_second_factor(person):
        raise RuleBroken(
            "Recovery codes stand in for a passkey or an authenticator app. "
            "Set up one of them first."
        )
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    person.mf_recovery_codes = [_digest(person, code) for code in codes]
    said = "New recovery codes were made for your account; the former ones are void."
    return _done(actor, person, said, codes)


@operation(Do.USE_RECOVERY_CODE)
def use_recovery_code(actor: Actor, person: Person, *, typed: str) -> Act[int]:
    """Use up one code; how many are left. The person's row is held, so no code serves twice."""
    left, given = list(person.mf_recovery_codes or ()), _digest(person, typed)
    if given not in left:
        raise WrongCode("This is none of your unused recovery codes.")
    left.remove(given)
    person.mf_recovery_codes = left
    said = f"A recovery code was used to sign in to your account; {len(left)} are left."
    return _done(actor, person, said, len(left))


@operation(Do.CHANGE_PASSWORD)
def change_password(actor: Actor, person: Person, *, password: str) -> Act[str]:
    """Set a new password and end every session; the key of those that begin from now on."""
    return _new_password(actor, person, password, "The password of your account was changed.")


@operation(Do.RESET_PASSWORD)
def reset_password(actor: Actor, person: Person, *, password: str) -> Act[str]:
    """The same, for somebody who has shown by a link in mail who they are."""
    return _new_password(actor, person, password, "The password of your account was reset.")


@operation(Do.CHANGE_EMAIL)
def change_email(actor: Actor, person: Person, *, email: str) -> Act[None]:
    """Take another address, which has been confirmed; the former one is told."""
    former, email = person.email, email.lower()
    if db.session.scalar(select(Person.id).where(Person.email == email)):
        raise RuleBroken("This address cannot be used. Ask for the change again with another.")
    person.email = email
    said = "The e-mail address of your account was changed. Mail goes to the new address now."
    return _done(actor, person, said, to=former)


def ask_for_reset(person_id: object) -> None:
    """Send a link by which the password can be set anew; None, for nobody, costs as much."""
    facts = {"template": "reset", "person": str(person_id or "")}
    later(MAIL, f"reset:{clock.new_id()}", facts)


def ask_to_confirm(person: Person, email: str) -> None:
    """Send a link to the address that somebody wants to use."""
    facts = {"template": "confirm_email", "person": str(person.id), "to": email.lower()}
    later(MAIL, f"confirm:{clock.new_id()}", facts)


def spend(word: str, until: dt.datetime) -> bool:
    """Use up a challenge or a link; False if somebody has used it."""
    db.session.execute(delete(Spent).where(Spent.until < clock.now()))
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    first = db.session.scalar(
        insert(Spent)
        .values(digest=fingerprint("spent", word), until=until)
        .on_conflict_do_nothing(index_elements=[Spent.digest])
        .returning(Spent.digest)
    )
    return first is not None


def handle_of(person: Person) -> str:
    """The name by which passkeys know this person, made when it is first needed."""
    if not person.fs_webauthn_user_handle:
        person.fs_webauthn_user_handle = new_handle()
    return person.fs_webauthn_user_handle


def own_names(person: Person, *more: str) -> tuple[str, ...]:
    """The names that no password may be made of."""
    return (person.name, person.email, *more)


def _new_password(actor: Actor, person: Person, password: str, said: str) -> Act[str]:
    if refused := problem(password, own_names(person, actor.office_name)):
        raise RuleBroken(refused)
    person.password = hash_password(password)
    person.fs_uniquifier = secrets.token_urlsafe(32)  # every session is known by it
    end_every_session(person.id, Ended.PASSWORD, but=actor.session_id)
    return _done(actor, person, said, person.fs_uniquifier)


def _digest(person: Person, code: str) -> str:
    return fingerprint("recovery codes", person.id, recovery_code(code))


def tell(person_id: uuid.UUID, said: str, to: str = "") -> None:
    """Tell somebody by mail what was done with their account."""
    told: Mapping[str, str] = {"template": "told", "person": str(person_id), "said": said}
    later(MAIL, f"told:{clock.new_id()}", {**told, **({"to": to} if to else {})})


def _done(
    actor: Actor, person: Person, said: str, result: Any = None, to: str = "", **facts: Any
) -> Act[Any]:
    """The end of every change: the person is told by mail, the ledger says that it happened."""
    tell(person.id, said, to)
    return Act(result, OwnBusiness(actor), {"person": person.id, **facts})
