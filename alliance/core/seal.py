"""Keys of the house and of the offices, kept sealed, and the checkpoints they sign."""

import datetime as dt
import hmac
import os
import uuid
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import CheckConstraint, LargeBinary, String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from alliance.core import clock
from alliance.core.canonical import canonical, root_hash
from alliance.core.db import Base, db
from alliance.core.record import last_instant, leaves, stream_sizes
from alliance.core.settings import NotReady
from alliance.core.triggers import frozen

HOUSE = "house"


class Installation(Base):
    """This house: one row, made when the database is."""

    __tablename__ = "installation"

    one: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    id: Mapped[uuid.UUID] = mapped_column(default=clock.new_id)
    made_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    demo: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (CheckConstraint("one = 1", name="one_row"),)

    def __repr__(self) -> str:
        return f"installation {self.id}"


frozen(Installation.__table__, ("one", "id", "made_at"))  # type: ignore[arg-type]


class SigningKey(Base):
    """An Ed25519 key that the server holds for the house or for an office."""

    __tablename__ = "signing_keys"

    owner: Mapped[str] = mapped_column(String(60), primary_key=True)  # "house", "office:UUID"
    public: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    since: Mapped[dt.datetime] = mapped_column(default=clock.now)

    def __repr__(self) -> str:
        return f"key of {self.owner}"


# The sealed half may be sealed anew; a key that was deleted would be replaced in silence.
frozen(SigningKey.__table__, ("owner", "public", "since"))  # type: ignore[arg-type]


def key_of(owner: str) -> SigningKey:
    """The key of this owner, made when it is first needed, in the caller's transaction.

    Of two who make it at once one wins; the other waits for that and takes the winner's key.
    """
    found = db.session.get(SigningKey, owner)
    if found:
        return found
    private = Ed25519PrivateKey.generate()
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(SigningKey)
        .values(
            owner=owner,
            public=private.public_key().public_bytes_raw().hex(),
            sealed=seal(owner, private.private_bytes_raw()),
            since=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=[SigningKey.owner])
    )
    return db.session.get_one(SigningKey, owner)


def sign(key: SigningKey, purpose: str, message: bytes) -> str:
    """The signature, in hex, over the purpose, a line feed and the message.

    Naming the purpose keeps a signature for one thing from serving as one for another.
    """
    private = unseal(key.owner, key.sealed)
    return Ed25519PrivateKey.from_private_bytes(private).sign(_named(purpose, message)).hex()


def seal(owner: str, secret: bytes) -> bytes:
    """The secret, sealed so that only this installation opens it, and only for this owner."""
    nonce = os.urandom(12)
    return nonce + _vault().encrypt(nonce, secret, owner.encode())


def unseal(owner: str, sealed: bytes) -> bytes:
    """What was sealed for this owner; or NotReady, when SECRET_KEY is not the one of then."""
    try:
        return _vault().decrypt(sealed[:12], sealed[12:], owner.encode())
    except InvalidTag:
        raise NotReady(
            "SECRET_KEY is not the one with which this database was set up: its signing keys "
            "do not open. Start with the former SECRET_KEY."
        ) from None


def _named(purpose: str, message: bytes) -> bytes:
    return purpose.encode() + b"\n" + message


def _vault(purpose: str = "alliance signing keys") -> AESGCM:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret))


def seal_text(purpose: str, text: str) -> str:
    """A short secret text as it may wait in the database; only this house opens it, for this."""
    nonce = os.urandom(12)
    return (nonce + _vault(purpose).encrypt(nonce, text.encode(), None)).hex()


def open_text(purpose: str, sealed: str) -> str:
    """The text that was sealed for this purpose."""
    data = bytes.fromhex(sealed)
    try:
        return _vault(purpose).decrypt(data[:12], data[12:], None).decode()
    except InvalidTag:
        raise NotReady("SECRET_KEY is not the one with which this text was sealed.") from None


def keyed_digest(purpose: str, text: str) -> str:
    """SHA-256 of a text under a key of this house: tells equals apart, and cannot be guessed."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"{purpose}\n{text}".encode(), "sha256").hexdigest()


def installation() -> Installation:
    """The row of this house."""
    found = db.session.scalars(select(Installation)).first()
    if not found:
        raise NotReady("This database is empty. Run: alliance init")
    return found


def checkpoint(streams: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    """A signed statement of where the ledger stands: size, root and head of each stream.

    `streams` gives the leaf hashes of the streams to speak of (each at least one); without it,
    of all. Whoever holds an older checkpoint can prove a rewritten ledger wrong. It is never
    dated before an act that it speaks of, whatever the clock does.
    """
    if streams is None:
        streams = {stream: leaves(stream) for stream in stream_sizes()}
    now = clock.now()
    body = {
        "format": "alliance-checkpoint/1",
        "house": str(installation().id),
        "at": clock.stamp(max(now, last_instant(streams) or now)),
        "streams": {
            stream: {"size": len(found), "root": root_hash(found), "head": found[-1]}
            for stream, found in streams.items()
        },
    }
    key = key_of(HOUSE)
    return {
        "checkpoint": body,
        "key": key.public,
        "signature": sign(key, "alliance-checkpoint/1", canonical(body)),
    }
