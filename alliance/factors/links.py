"""Links in mail: who may use them, for how long, and for what."""

import datetime as dt
from dataclasses import dataclass

from alliance.accounts.models import Person
from alliance.core import clock
from alliance.core.db import as_id
from alliance.factors import queries
from alliance.factors.keys import fingerprint, signed, unsigned

HOLDS = dt.timedelta(hours=1)
RESET, EMAIL = "reset", "email"


@dataclass(frozen=True)
class Link:
    """What a link that still serves says."""

    person: Person
    until: dt.datetime
    email: str  # the new address, or ""


def reset_word(person: Person) -> str:
    """The word in a link for a new password: void when the password or the address changes."""
    return signed(RESET, [person.id.hex, _until(), _bound(RESET, person), ""])


def email_word(person: Person, email: str) -> str:
    """The word in a link that confirms an address, bound to the present one and the password."""
    return signed(EMAIL, [person.id.hex, _until(), _bound(EMAIL, person), email])


def read(purpose: str, word: str) -> Link | None:
    """What the word in a link says, if it serves still."""
    found = unsigned(purpose, word)
    if not found:
        return None
    key, until, bound, email = found
    person = queries.person_by_id(as_id(key))
    if person is None or clock.now().timestamp() > until or bound != _bound(purpose, person):
        return None
    return Link(person, dt.datetime.fromtimestamp(until, dt.UTC), email)


def _until() -> int:
    return int((clock.now() + HOLDS).timestamp())


def _bound(purpose: str, person: Person) -> str:
    return fingerprint(purpose, person.id, person.email, person.password, person.fs_uniquifier)
