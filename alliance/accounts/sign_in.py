"""Signing in: Flask-Security with its defaults mended."""

import datetime as dt
import math
from collections.abc import Callable
from functools import wraps
from threading import BoundedSemaphore
from typing import Any

from flask import Flask, Response, abort, current_app, make_response, request
from flask_principal import Principal
from flask_security import LoginForm, Security, SQLAlchemyUserDatastore
from werkzeug.exceptions import ServiceUnavailable
from wtforms.fields.core import Label

from alliance.accounts import limits, sitting
from alliance.accounts.models import Person, Role, WebAuthn
from alliance.core.db import db
from alliance.core.passwords import too_long
from alliance.core.shown import refusal
from alliance.core.transaction import even_if_refused, transaction
from alliance.core.web import csrf

HASHES_AT_ONCE = 2  # in each process: a hash takes 19 MiB and a processor
PATIENCE = 10  # seconds that a sign-in waits for its turn to hash
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
        if too_long(self.password.data or ""):
            self.password.errors = [SETTINGS["SECURITY_MSG_GENERIC_AUTHN_FAILED"][0]]
            return False
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
    security = Security(app, Datastore(db, Person, Role, WebAuthn), login_form=SignInForm)
    security.pwd_context = _FewAtOnce(security.pwd_context)
    _without_ambient_user(app)
    sitting.init(app)


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


class _FewAtOnce:
    """Flask-Security's hashing, of which no more than a few are under way in this process."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._turns = BoundedSemaphore(HASHES_AT_ONCE)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def hash(self, *given: Any, **more: Any) -> Any:
        """Hash a password, in turn."""
        return self._in_turn(self._context.hash, *given, **more)

    def verify(self, *given: Any, **more: Any) -> Any:
        """Whether the password is that of the hash, in turn."""
        return self._in_turn(self._context.verify, *given, **more)

    def _in_turn(self, work: Any, *given: Any, **more: Any) -> Any:
        if not self._turns.acquire(timeout=PATIENCE):
            raise ServiceUnavailable
        try:
            return work(*given, **more)
        finally:
            self._turns.release()


def limit(app: Flask) -> None:
    """Count each try to sign in before the door to the library opens, and its hash is made."""
    view: Any = app.view_functions["security.login"]

    @wraps(view)
    def enter() -> Any:
        if request.method != "POST":
            return view()
        if request.is_json:  # the form alone is read here, so nothing else may be
            abort(415)
        csrf.protect()  # no other site makes its visitors try
        with transaction():
            wait = limits.admit(account(request.form.get("email", "")), request.remote_addr or "")
        return too_many(wait) if wait else view()

    app.view_functions["security.login"] = enter


def limit_step(step: str, whom: str) -> None:
    """Count a try at another step than the password: a code, a passkey, a link."""
    address = request.remote_addr or ""

    def count() -> dt.timedelta | None:
        return limits.admit(f"{step} {whom}", address) if whom else limits.admit_from(address)

    if wait := count():
        abort(too_many(wait))
    even_if_refused(count)


SIGN_IN = "sign-in"  # the step whose tries are counted by the e-mail address alone


def forgive_step(step: str, whom: str) -> None:
    """That step was done right."""
    tried = whom if step == SIGN_IN else f"{step} {whom}"
    limits.forgive(tried, request.remote_addr or "")


def account(typed: str) -> str:
    """The address as the library looks it up, however it was typed."""
    try:
        return str(current_app.extensions["security"]._mail_util.normalize(typed))  # noqa: SLF001
    except ValueError:
        return typed


def too_many(wait: dt.timedelta) -> Response:
    """The page for somebody who has tried too often: the same for every account, there or not."""
    minutes = math.ceil(wait / dt.timedelta(minutes=1))
    length = f"{minutes} minute{'s' if minutes != 1 else ''}"
    if minutes > 120:
        length = f"{math.ceil(minutes / 60)} hours"
    said = f"There were too many tries to sign in. Wait {length}, then try again."
    answer = make_response(refusal(429, said))
    answer.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return answer
