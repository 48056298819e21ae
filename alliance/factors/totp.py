"""Codes of an authenticator app: Flask-Security's, with our clock and no code taken twice."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_security import Totp, UserMixin
from sqlalchemy import or_, update

from alliance.accounts.models import Person
from alliance.core import clock
from alliance.core.db import db
from alliance.factors.keys import derived
from alliance.factors.rules import STEP, app_code

_EXTENSION = "alliance_totp"


class OnceTotp(Totp):
    """A code serves once (RFC 6238, 5.2), also for two who send it at the same moment."""

    def __init__(self, secret_key: str, issuer: str) -> None:
        super().__init__({"1": derived(secret_key, "authenticator apps").hex()}, issuer)
        self._totp = self._totp.using(now=lambda: clock.now().timestamp())

    def accepts(self, typed: str, secret: str, person: Person) -> bool:
        """Whether this is the code of now, of 30 seconds ago or in 30 seconds, and unused."""
        code, trial = app_code(typed), _Trial(person)
        return bool(code) and self.verify_totp(str(code), secret, trial, STEP) and trial.burned

    def get_last_counter(self, user: Any) -> int | None:
        """The step of the last code that was taken."""
        last: int | None = user.person.totp_last_counter
        return last

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Burn this step, unless another request has burned it or a later one."""
        last, step = Person.totp_last_counter, tmatch.counter
        burn = (
            update(Person)
            .where(Person.id == user.person.id, or_(last.is_(None), last < step))
            .values(totp_last_counter=step)
            .execution_options(synchronize_session=False)
        )
        user.burned = db.session.execute(burn).rowcount == 1  # type: ignore[attr-defined]


@dataclass
class _Trial(UserMixin):
    """One code that is tried by a person, and whether it was burned for them."""

    person: Person
    burned: bool = False


def init(app: Flask, issuer: str) -> None:
    """Make the keys of this installation."""
    app.extensions[_EXTENSION] = OnceTotp(app.config["SECRET_KEY"], issuer)


def codes() -> OnceTotp:
    """Those of this installation."""
    found: OnceTotp = current_app.extensions[_EXTENSION]
    return found
