"""The three ways to show who one is; each answers whether it was shown, and uses it up."""

from flask import current_app

from alliance.accounts.models import Person
from alliance.core import clock
from alliance.core.db import db
from alliance.core.passwords import too_long
from alliance.factors import queries, tries
from alliance.factors.cookie import spent_challenge
from alliance.factors.passkeys import NotRight, named_in, proved
from alliance.factors.totp import codes


def by_app(person: Person, code: str) -> bool:
    """By the code that an authenticator app shows."""
    tries.count("app code", person.id)
    if not person.tf_totp_secret:
        return False
    return _told("app code", person, right=codes().accepts(code, person.tf_totp_secret, person))


def by_password(person: Person, password: str) -> bool:
    """By the password."""
    tries.count("password", person.id)
    if not person.password or too_long(password):
        return False
    right = bool(person.verify_and_update_password(normal(password)))
    return _told("password", person, right=right)


def by_passkey(answer: str, person: Person | None = None) -> Person | None:
    """By a passkey of this person, or of whoever's it is; the person, if it is right."""
    tries.count("passkey", person.id if person else "")
    challenge = spent_challenge()
    if challenge is None:
        return None
    try:
        passkey = queries.passkey_by_credential(named_in(answer))
        if passkey is None or (person and passkey.user_id != person.id):
            return None
        count, backed_up = proved(answer, passkey, challenge)
    except NotRight:
        return None
    if not passkey.user.active:
        return None
    passkey.sign_count, passkey.backup_state = count, backed_up
    passkey.lastuse_datetime = clock.now()
    db.session.flush()
    _told("passkey", person or "", right=True)
    return passkey.user


def _told(step: str, whom: Person | str, *, right: bool) -> bool:
    if right:
        tries.forgive(step, whom.id if isinstance(whom, Person) else whom)
    return right


def normal(password: str) -> str:
    """The password in the form in which Flask-Security hashes and compares it (NFKD)."""
    return str(current_app.extensions["security"].password_util.normalize(password))
