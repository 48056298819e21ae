"""Signed addresses in mail: what is done there needs no session, and cannot be made up."""

import uuid

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from alliance.core.db import as_id
from alliance.mailing.rules import Kind

DIGEST = "digest"  # stands for every kind that was chosen to come in the digest


def unsubscribe_address(person_id: uuid.UUID, what: Kind | str) -> str:
    """Where this person stops mail of a kind, or the digest. It does not run out."""
    token = _signer().dumps([str(person_id), str(what)])
    return url_for("mailing.unsubscribe", token=token, _external=True)


def read_unsubscribe(token: str) -> tuple[uuid.UUID, str] | None:
    """Whom and what an address stands for; None when it is not one of ours."""
    try:
        person, what = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    found = as_id(person)
    return (found, what) if found and what in {DIGEST, *map(str, Kind)} else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="stop this mail")
