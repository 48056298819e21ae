"""Authenticator apps and codes on paper, as the people in the tests hold them."""

from passlib.totp import TOTP

from alliance.app import actor_by_email
from alliance.core import clock
from alliance.core.transaction import transaction
from alliance.factors import operations, queries
from alliance.factors.totp import codes


class App:
    """An app that was given somebody's key."""

    def __init__(self, key: str) -> None:
        self._totp = TOTP(key=key, format="base32")

    @property
    def code(self) -> str:
        """What it shows now."""
        return self.at(clock.now())

    def at(self, instant) -> str:
        """What it shows at another time."""
        return self._totp.generate(int(instant.timestamp())).token


def enrolled(role) -> App:
    """This person's app, set up as the page does it."""
    with transaction():
        who = actor_by_email(role.email)
        secret = codes().generate_totp_secret()
        operations.enrol_app(who, queries.account(who), secret=secret)
    return App(codes().get_totp_b32_key(secret))


def recovery_codes(role) -> list[str]:
    """Ten codes on paper."""
    with transaction():
        who = actor_by_email(role.email)
        return operations.make_recovery_codes(who, queries.account(who)).result
