"""What the signed cookie says about proofs: the last one, what it was, and challenges given out."""

import datetime as dt
import secrets
from dataclasses import replace
from typing import Any

from flask import session

from alliance.accounts.models import Person
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.factors.operations import spend
from alliance.factors.rules import STRONG

CHALLENGE = dt.timedelta(minutes=5)
PENDING = dt.timedelta(minutes=10)  # between the password and the second step


def mark(used: str) -> None:
    """Note in this session that its person has just shown who they are, and by what."""
    session["proved"] = int(clock.now().timestamp())
    if session.get("factors") not in STRONG:
        session["factors"] = str(used)


def of_session(who: Actor | None) -> Actor | None:
    """The actor, with what this session has proved."""
    if who is None:
        return None
    proved = session.get("proved")
    at = dt.datetime.fromtimestamp(proved, dt.UTC) if proved else None
    return replace(who, proved_at=at, strong=session.get("factors") in STRONG)


def new_challenge() -> bytes:
    """A challenge for a passkey, noted in this session."""
    made = secrets.token_bytes(32)
    session["challenge"] = [made.hex(), int(clock.now().timestamp())]
    return made


def spent_challenge() -> bytes | None:
    """The challenge that was given out here in the last minutes, which serves no second time."""
    made, at = session.pop("challenge", None) or ("", 0)
    until = dt.datetime.fromtimestamp(at, dt.UTC) + CHALLENGE
    if not made or clock.now() > until or not spend(made, until):
        return None
    return bytes.fromhex(made)


def wait_for_second_step(person: Person, onward: str) -> None:
    """Note that the password was right; nobody is signed in by that."""
    now = int(clock.now().timestamp())
    session["pending"] = {"who": person.fs_uniquifier, "at": now, "onward": onward}


def pending() -> dict[str, Any] | None:
    """Whose password was right, and where they want to go; None after ten minutes."""
    found: dict[str, Any] | None = session.get("pending")
    if not found or clock.now().timestamp() - found["at"] > PENDING.total_seconds():
        session.pop("pending", None)
        return None
    return found
