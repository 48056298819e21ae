"""Who asks: signed cookies, forms with their token, and the requests made of them."""

import hashlib
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from bench.yardstick import USER

ANSWER = {"answer": "yea", "confirm": "yes"}


def session_of(key: str) -> uuid.UUID:
    """The session that the seeding opened for the person with this key."""
    return uuid.UUID(bytes=hashlib.sha256(key.encode()).digest()[:16])


class Visitors:
    """Makes the cookies of an application without asking it: it shares its secret."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def cookie(self, **says: Any) -> tuple[str, str]:
        """(Cookie header, token for its forms) of a session that says this."""
        with self.app.test_request_context():
            token = generate_csrf()
            signed = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            value = signed.dumps({**session, **says})
        return f"{self.app.config['SESSION_COOKIE_NAME']}={value}", token

    def person(self, key: str) -> tuple[str, str]:
        """Somebody who signed in to the product just now, with a second factor."""
        now = int(time.time())
        times = dict.fromkeys(("since", "seen", "noted", "proved"), now)
        sid = str(session_of(key))
        return self.cookie(_user_id=key, _fresh=True, sid=sid, factors="password+totp", **times)

    def user(self) -> tuple[str, str]:
        """The yardstick's only user."""
        return self.cookie(_user_id=str(USER), _fresh=True)


def answer_path(question_id: uuid.UUID) -> str:
    """Where an answer is sent."""
    return f"/votes/{question_id}/answer"


def answer_form(token: str) -> Mapping[str, str]:
    """The form as the review page sends it."""
    return {**ANSWER, "csrf_token": token}


def taken(many: Iterator[Any], count: int) -> list[Any]:
    """The next so many; ValueError when there are not enough."""
    found = [one for _, one in zip(range(count), many, strict=False)]
    if len(found) < count:
        raise ValueError("the seeding left too few answers to be given")
    return found
