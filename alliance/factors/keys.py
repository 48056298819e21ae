"""Keys for this package, each for one purpose, derived from SECRET_KEY."""

import hmac
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def derived(secret_key: str, purpose: str) -> bytes:
    """The key for this purpose (RFC 5869)."""
    info = f"alliance {purpose}".encode()
    return HKDF(SHA256(), 32, salt=None, info=info).derive(secret_key.encode())


def fingerprint(purpose: str, *parts: object) -> str:
    """A keyed digest: who reads the database cannot try guesses against it."""
    key = derived(str(current_app.config["SECRET_KEY"]), purpose)
    return hmac.digest(key, "\x00".join(map(str, parts)).encode(), "sha256").hex()


def signed(purpose: str, facts: Any) -> str:
    """These facts as a word for an address, which only this installation can write."""
    return str(_serializer(purpose).dumps(facts))


def unsigned(purpose: str, word: str) -> Any:
    """The facts in such a word; None if nobody here has written it for this purpose."""
    try:
        return _serializer(purpose).loads(word)
    except BadSignature:
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    key = derived(str(current_app.config["SECRET_KEY"]), f"links: {purpose}")
    return URLSafeSerializer(key, salt=purpose)
