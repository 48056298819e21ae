"""The simple facts of one decision, who signs for it, and how it counts."""

import hashlib
import uuid
from dataclasses import dataclass, field
from fractions import Fraction
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
    answers: dict[str, str] = field(
        default_factory=lambda: {"AZ": "yea", "CA": "yea", "CO": "nay", "UT": "yea"}
    )
    signers: tuple[str, ...] = ("AZ", "UT")
    signed_anyway: bool = False  # though the text was lost

    def roster(self) -> dict[str, Any]:
        places = enumerate(self.people.items())
        return {
            state: {"class": "party", "region": "W" if i % 2 else "E", "weights": {"population": n}}
            for i, (state, n) in places
        }


def count(story: Story) -> dict[str, Any]:
    """The tally, counted the plain way: one list of the states that matter for each number."""
    roster, answers = story.roster(), story.answers

    def measure(states: list[str], line: dict[str, Any]) -> Fraction:
        kind, value = next(iter(line.get("among", {"all": None}).items()))
        chosen = [s for s in states if roster[s].get(kind) == value]
        if line["measure"] == "states":
            return Fraction(len(chosen))
        return sum((Fraction(roster[s]["weights"][line["measure"]]) for s in chosen), Fraction(0))

    def weigh(line: dict[str, Any], have_words: list[str]) -> dict[str, Any]:
        if "no_objection" in line:
            nays = sum(word == "nay" for word in answers.values())
            met = nays == 0 and "yea" in answers.values()
            return {"base": None, "need": "0", "have": str(nays), "met": met}
        words = {"cast": ["yea", "nay"], "present": ["yea", "nay", "present"]}
        words["answered"] = ["yea", "nay", "present", "recused"]
        of = words.get(line["of"])
        base = measure([s for s in roster if of is None or answers.get(s) in of], line)
        have = measure([s for s in roster if answers.get(s) in have_words], line)
        bound = line.get("more_than") or line["at_least"]
        need = Fraction(bound["share"]) * base if "share" in bound else Fraction(bound["count"])
        met = base != 0 and (have > need or (have == need and "at_least" in line))
        return {"base": str(base), "need": str(need), "have": str(have), "met": met}

    quorum = None
    if "quorum" in story.rule:
        quorum = weigh(story.rule["quorum"], ["yea", "nay", "present", "recused"])
        del quorum["base"]
    lines = [{"name": m.get("name"), **weigh(m, ["yea"])} for m in story.rule["majorities"]]
    carried = "yea" in answers.values() and all(line["met"] for line in lines)
    outcome = "carried" if carried else "lost"
    if quorum and not quorum["met"]:
        outcome = "no quorum"
    return {"outcome": outcome, "quorum": quorum, "majorities": lines, "steps": ["So it is."]}
