"""The simple facts of one decision, who signs for it, and how it counts."""

import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MAJORITY = {"of": "cast", "measure": "states", "at_least": {"share": "2/3"}}
BY_PEOPLE = {"of": "entitled", "measure": "population", "more_than": {"share": "1/2"}}
QUORUM = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}


def name_id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:forge:{name}"))


def private_key(owner: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(owner.encode()).digest())


def public_hex(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def sign_hex(key: Ed25519PrivateKey, purpose: str, message: bytes) -> str:
    return key.sign(purpose.encode() + b"\n" + message).hex()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def instant(minute: int) -> str:
    return f"2026-11-{10 + minute // 1440:02}T{minute // 60 % 24:02}:{minute % 60:02}:07.000250Z"


def merkle(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + merkle(leaves[:half]) + merkle(leaves[half:])).digest()


@dataclass
class Story:
    """The simple facts of one decision, from which a whole bundle follows."""

    title: str = "Joint drought accounts — épargne d'eau"
    whereas: tuple[str, ...] = ("the river is low;", "the states share it;")
    resolved: tuple[str, ...] = ("That accounts are kept.", "That they are read monthly.")
    rule: dict[str, Any] = field(
        default_factory=lambda: {
            "quorum": QUORUM,
            "majorities": [{"name": "two thirds", **MAJORITY}, BY_PEOPLE],
        }
    )
    people: dict[str, str] = field(
        default_factory=lambda: {
            "AZ": "7582384",
            "CA": "39431263",
            "CO": "5957493",
            "NM": "2130256",
            "UT": "3503613/1",
        }
    )
    answers: dict[str, Any] = field(
        default_factory=lambda: {"AZ": "yea", "CA": "yea", "CO": "nay", "UT": "yea"}
    )
    signers: tuple[str, ...] = ("AZ", "UT")
    signed_anyway: bool = False  # though the text was lost
    # What only a bundle of format 2 tells; an answer there may be shares of a divided weight.
    terms: dict[str, Any] = field(default_factory=dict)  # where they differ from the usual
    before: dict[str, tuple[Any, ...]] = field(default_factory=dict)  # answers that were changed
    put_off: tuple[int, ...] = ()  # minutes of later closes
    taken_off: tuple[str, ...] = ()  # earlier questions on the text
    explained: tuple[str, ...] = ()  # states that explain their answers
    casting: tuple[str, ...] = ()  # what the chair says in a tie; the last counts
    proxies: dict[str, str] = field(default_factory=dict)  # who holds the proxy of whom
    through: dict[str, tuple[str, ...]] = field(default_factory=dict)  # who held them before
    recalled: tuple[str, ...] = ()  # whose proxies were recalled after their use
    called: tuple[str, ...] = ()  # states that called their answers out in a meeting

    def roster(self) -> dict[str, Any]:
        places = enumerate(self.people.items())
        return {
            state: {"class": "party", "region": "W" if i % 2 else "E", "weights": {"population": n}}
            for i, (state, n) in places
        }
