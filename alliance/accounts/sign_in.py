"""Signing in: Flask-Security with its defaults mended, and the life of a session."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Flask, flash, session
from flask_principal import Principal
from flask_security import LoginForm, Security, SQLAlchemyUserDatastore, user_authenticated
from wtforms.fields.core import Label

from alliance.accounts.models import Person, Role, WebAuthn
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.web import LOADER, SignedOut

IDLE = dt.timedelta(minutes=30)  # NIST SP 800-63B-4, AAL2
IN_ALL = dt.timedelta(hours=12)
LIBRARY = ("security.login", "security.logout", "static")

SETTINGS: dict[str, Any] = {
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_LOGOUT_CSRF": True,
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
    "SECURITY_REDIRECT_ALLOW_SUBDOMAINS": False,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SINGLE_HASH": True,
    # OWASP's floor for Argon2id; the library's default costs ten times as much a sign-in.
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": 19_456,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },
    "SECURITY_PASSWORD_LENGTH_MIN": 15,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    # Fresh proof before a binding act comes with the second factors, and its page with it.
    "SECURITY_FRESHNESS": dt.timedelta(minutes=-1),
    "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": (
        "E-mail or password is not right. Check both and try again.",
        "error",
    ),
    "SECURITY_MSG_EMAIL_NOT_PROVIDED": ("Write your e-mail address.", "error"),
    "SECURITY_MSG_PASSWORD_NOT_PROVIDED": ("Write your password.", "error"),
    "SECURITY_MSG_LOGIN": ("", "success"),
}


# Says of somebody whose password was right that the password alone does not let them in.
NOT_BY_PASSWORD: list[Callable[[Person], bool]] = []


class Datastore(SQLAlchemyUserDatastore):
    """Flask-Security's store, which flushes inside the edge's transaction and never commits."""

    def commit(self) -> None:
        """Leave the commit to the edge."""
        self.db.session.flush()


class SignInForm(LoginForm):
    """Flask-Security's form in the words of the house."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.email.label = Label(self.email.id, "E-mail")
        self.password.label = Label(self.password.id, "Password")

    def validate(self, **given: Any) -> bool:
        """Refuse whom another way in is required of, as a wrong password is refused."""
        if not super().validate(**given):
            return False
        person: Any = self.user
        if any(kept_out(person) for kept_out in NOT_BY_PASSWORD):
            person.track_failed_authn("password")
            self.password.errors.append(SETTINGS["SECURITY_MSG_GENERIC_AUTHN_FAILED"][0])
            return False
        return True


def init(app: Flask) -> None:
    """Put sign-in on the application."""
    Security(app, Datastore(db, Person, Role, WebAuthn), login_form=SignInForm)
    _without_ambient_user(app)
    user_authenticated.connect(_begin_session, app)


def _without_ambient_user(app: Flask) -> None:
    """Take out two hooks that load the user on every request and every page.

    Flask-Principal's identities are not used here, and templates are given the actor, which is
    loaded once and only where a door asks for it.
    """
    app.before_request_funcs[None] = [
        hook
        for hook in app.before_request_funcs.get(None, [])
        if not isinstance(getattr(hook, "__self__", None), Principal)
    ]
    app.template_context_processors[None] = [
        processor
        for processor in app.template_context_processors[None]
        if processor.__name__ != "_user_context_processor"
    ]


def _begin_session(_app: Flask, **_: object) -> None:
    now = clock.now().timestamp()
    session["since"] = session["seen"] = int(now)


class Sessions:
    """Finds out who is asking: the cookie first, then the database."""

    def __init__(self, load: Callable[[str], Actor | None]) -> None:
        self._load = load

    def knock(self) -> str:
        """The key in a session that is neither idle nor too old; no look at the database."""
        key = session.get("_user_id")
        if not key:
            raise SignedOut
        now = int(clock.now().timestamp())
        if now - session.get("seen", 0) > IDLE.total_seconds():
            _end("You were signed out after 30 minutes without activity. Sign in to go on.")
        if now - session.get("since", 0) > IN_ALL.total_seconds():
            _end("You were signed out after 12 hours. Sign in to go on.")
        if session.get("seen") != now:
            session["seen"] = now
        return str(key)

    def load(self, key: str) -> Actor:
        """The actor whose session this is."""
        found = self._load(key)
        if found is None:
            _end("Your account holds no post in an office. Ask your office administrator.")
            raise SignedOut
        return found


def _end(why: str) -> None:
    session.clear()
    flash(why, "warning")
    raise SignedOut(why)


def register(app: Flask, load: Callable[[str], Actor | None]) -> None:
    """Tell the doors how to find out who is asking."""
    app.extensions[LOADER] = Sessions(load)
