"""Check a decision bundle offline, with nothing but Python 3.9 or later: one file, no server."""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import io
import json
import re
import sys
import unicodedata
import zipfile
import zoneinfo
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

MIB = 1024 * 1024
MEMBER_LIMIT = 64 * MIB  # bytes of one member, counted while it is unpacked
TOTAL_LIMIT = 256 * MIB  # bytes of all members, and of any file read
MANIFEST_LIMIT = MIB  # read before any signature is known to hold
ENTRY_LIMIT = 64  # entries in the zip's directory
VALUE_LIMIT = 4_000_000  # values in one JSON member: about a million ledger leaves
DEPTH_LIMIT = 32
ROSTER_LIMIT = 5_000
LIST_LIMIT = 200  # majorities, and whatever else a rule lists
BOUND_LIMIT = 500  # in one rule, with those of groups
DENOMINATOR_BITS = 13_000  # Python refuses to print integers of more than 4,300 digits
UNSURE = dt.timedelta(minutes=5)  # what clocks drift, and are set back, in an honest house
BEGINNING = "2025-01-01T00:00:00.000000Z"  # no bundle is as old as that: the format is younger
SAFE_INTEGER = 2**53 - 1  # RFC 8785 numbers are IEEE 754 doubles

MANIFEST, MANIFEST_SIG = "manifest.json", "manifest.sig.json"
FORMS = (
    *("resolution", "joint letter", "memorandum of understanding"),
    *("compact bill", "proclamation"),
)
UNIT_KINDS = (
    *("recital", "clause", "section", "paragraph"),
    *("definition", "schedule", "attachment"),
)
UNIT_ID = re.compile(r"[a-km-np-z2-9]{8}")
REFERENCE = re.compile(r"\[\[([a-km-np-z2-9]{8})\]\]")
# What brings a text before the members: it is circulated, or was under an embargo that is over, or
# is the one in which amendments were settled.
SHOWN = ("resolutions:circulate", "resolutions:open", "resolutions:engross")
GONE = "[reference to a unit that is no longer in the text]"
TEXT, TEXT_TXT, QUESTION, TERMS = "text.json", "text.txt", "question.json", "terms.json"
RULE, ROSTER, ANSWERS, TALLY = "rule.json", "roster.json", "answers.json", "tally.json"
SIGNATURES, KEYS = "signatures.json", "keys.json"
LEDGER, CHECKPOINT, VERIFIER = "ledger.json", "checkpoint.json", "verify_bundle.py"
JSON_MEMBERS = (
    TEXT, QUESTION, RULE, ROSTER, ANSWERS, TALLY, SIGNATURES, KEYS, LEDGER, CHECKPOINT,
)  # fmt: skip
LISTED = ("README.txt", TEXT_TXT, VERIFIER, *JSON_MEMBERS)  # what the manifest names
EXPECTED = (MANIFEST, MANIFEST_SIG, *LISTED)  # in every format; from format 2 on TERMS too
FORMATS = ("alliance-bundle/1", "alliance-bundle/2")
ANSWER_WORDS = ("yea", "nay", "present", "recused")
DIVIDED, DIVISIBLE = "divided", ("yea", "nay", "present")
# What an act in the ledger says of an answer: itself, or while results are hidden its digest.
SAID, SEALED = ("answer", "parts", "ground"), "answer_sha256"
ANSWERED, BY_PROXY, ENTERED = "votes:answer", "votes:answer-by-proxy", "votes:enter"
GIVEN, PASSED_ON, RECALLED = "votes:give-proxy", "votes:pass-on-proxy", "votes:recall-proxy"
KIND = "resolution"  # of the question that a bundle is about
ONE_EACH = ("states", "delegates")  # measures in which every place on a roster counts one
SIGNATURE_KIND = "Ed25519 by the office's key, held by the server"
READERS = ("public", "members", "private")  # of an explanation
NO_ENTRY = "0" * 64


class Problem(Exception):  # noqa: N818 the word people read in the output
    """What is wrong first. `where` begins with the member's name."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{visible(where, 200)}: {visible(reason, 600)}")


def visible(text: str, longest: int) -> str:
    """`text` on one line: control, bidi and invisible characters escaped, cut to `longest`."""
    shown = []
    for character in text[:longest]:
        kind = unicodedata.category(character)
        hidden = kind.startswith("C") or kind in {"Zl", "Zp"}
        shown.append(f"\\u{{{ord(character):x}}}" if hidden else character)
    return "".join(shown) + ("..." if len(text) > longest else "")


@dataclass(frozen=True)
class Verdict:
    """The result. `checked` counts the checks that held; `sentences` are for people."""

    valid: bool
    checked: int
    first_problem: str | None
    against_checkpoint: bool
    sentences: tuple[str, ...] = ()

    def as_json(self) -> dict[str, bool | int | str | None]:
        return {
            "valid": self.valid,
            "checked": self.checked,
            "first_problem": self.first_problem,
            "against_checkpoint": self.against_checkpoint,
        }


# --- Ed25519, RFC 8032: extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z ---

Point = tuple[int, int, int, int]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL: Point = (0, 1, 1, 0)


def _add(left: Point, right: Point) -> Point:
    x1, y1, z1, t1 = left
    x2, y2, z2, t2 = right
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = 2 * t1 * t2 * CURVE_D % P
    d = 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _double(point: Point) -> Point:
    x, y, z, _ = point
    a, b = x * x % P, y * y % P
    h = a + b
    e = h - (x + y) * (x + y) % P
    g = a - b
    f = 2 * z * z % P + g
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _decode_point(encoded: bytes) -> Point | None:
    """The point of 32 bytes; None if they are no point or not the one canonical encoding."""
    number = int.from_bytes(encoded, "little")
    y, odd = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (CURVE_D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if v * x * x % P != u or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = P - x
    return (x, y, 1, x * y % P)


def _encode_point(point: Point) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _base_point() -> Point:
    point = _decode_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    assert point is not None
    return point


BASE = _base_point()


def _small_order(point: Point) -> bool:
    eightfold = _double(_double(_double(point)))
    return eightfold[0] == 0 and eightfold[1] == eightfold[2]


def signature_fits(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """True if `signature` (64 bytes) is the Ed25519 signature of `message` by the key (32 bytes).

    Strict: canonical encodings only, s below the group order, no key of small order. R is compared
    as bytes with the canonical encoding of sB - kA, which refuses every other encoding of R.
    """
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key = _decode_point(public_key)
    s = int.from_bytes(signature[32:], "little")
    if key is None or _small_order(key) or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little")
    k %= ORDER
    minus_key = (P - key[0], key[1], 1, P - key[3])
    choices = (NEUTRAL, BASE, minus_key, _add(BASE, minus_key))
    total = NEUTRAL
    for bit in range(252, -1, -1):
        total = _double(total)
        choice = (s >> bit & 1) | (k >> bit & 1) << 1
        if choice:
            total = _add(total, choices[choice])
    return _encode_point(total) == signature[:32]


# --- canonical JSON, RFC 8785, for text, integers, true, false, null, lists and objects ---


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > SAFE_INTEGER:
        raise ValueError("holds an integer beyond 2^53 - 1")
    return int(digits)


def _no_float(_: str) -> None:
    raise ValueError("holds a number that is not an integer")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("holds an object that names the same field twice")
    return found


def _in_order(value: object, depth: int) -> object:
    if depth > DEPTH_LIMIT:
        raise ValueError(f"is nested deeper than {DEPTH_LIMIT} levels")
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _in_order(value[key], depth + 1) for key in keys}
    if isinstance(value, list):
        return [_in_order(item, depth + 1) for item in value]
    return value


def canonical(value: object) -> bytes:
    """The RFC 8785 bytes of `value`; ValueError for lone surrogates or deep nesting."""
    ordered = _in_order(value, 0)
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def read_json(where: str, data: bytes) -> object:
    """The value of canonical JSON `data`; anything else is a Problem at `where`."""
    if data.count(b",") + data.count(b"[") + data.count(b"{") > VALUE_LIMIT:
        raise Problem(where, f"holds more than {VALUE_LIMIT} values")
    try:
        value: object = json.loads(
            data.decode("utf-8"),
            parse_int=_integer,
            parse_float=_no_float,
            parse_constant=_no_float,
            object_pairs_hook=_unique,
        )
        written = canonical(value)
    except RecursionError:
        raise Problem(where, f"is nested deeper than {DEPTH_LIMIT} levels") from None
    except json.JSONDecodeError as error:
        raise Problem(where, f"is not JSON (at character {error.pos})") from None
    except UnicodeError:
        raise Problem(where, "is not valid UTF-8 text") from None
    except ValueError as error:
        raise Problem(where, str(error)) from None
    if written != data:
        raise Problem(where, "is not in canonical form (RFC 8785)")
    return value


# --- typed reading of parsed JSON: whatever is not as the format says is a Problem ---

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
HEX = re.compile(r"[0-9a-f]*")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
AMOUNT = re.compile(r"([0-9]{1,18})(?:/([0-9]{1,18}))?")


def as_list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise Problem(where, "must be a list")
    return value


def as_object(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Problem(where, "must be an object")
    return value


def as_text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise Problem(where, "must be text")
    return value


def as_hex(value: object, where: str, digits: int = 64) -> str:
    text = as_text(value, where)
    if len(text) != digits or not HEX.fullmatch(text):
        raise Problem(where, f"must be {digits} lower-case hexadecimal digits")
    return text


def as_uuid(value: object, where: str) -> str:
    text = as_text(value, where)
    if not UUID.fullmatch(text):
        raise Problem(where, "must be a UUID in lower case")
    return text


def as_instant(value: object, where: str) -> str:
    """The instant as text; equal length makes the order of the texts the order of the instants."""
    text = as_text(value, where)
    try:
        dt.datetime.fromisoformat(text[:26])
        real = INSTANT.fullmatch(text)
    except ValueError:
        real = None
    if real is None:
        raise Problem(where, "must be an instant like 2026-11-23T06:04:00.000000Z")
    if text < BEGINNING:
        raise Problem(where, "lies before there were bundles")
    return text


def lead(later: str, earlier: str) -> dt.timedelta:
    """How long the instant `later` comes after `earlier`; below nought if it comes before."""
    return dt.datetime.fromisoformat(later[:26]) - dt.datetime.fromisoformat(earlier[:26])


def as_amount(value: object, where: str) -> Fraction:
    found = AMOUNT.fullmatch(as_text(value, where))
    if found is None or int(found[2] or "1") == 0:
        raise Problem(where, "must be n or a/b as text, at most 18 digits each, b not zero")
    return Fraction(int(found[1]), int(found[2] or "1"))


class Fields:
    """One JSON object that has exactly the named fields (and perhaps optional ones)."""

    def __init__(self, value: object, where: str, names: str, optional: str = "") -> None:
        self.where = where
        self.values = as_object(value, where)
        needed, allowed = names.split(), {*names.split(), *optional.split()}
        for name in needed:
            if name not in self.values:
                raise Problem(where, f"has no field {name!r}")
        for name in self.values:
            if name not in allowed:
                raise Problem(where, f"has a field {name!r} that the format does not know")

    def at(self, name: str) -> str:
        return f"{self.where}: field {name!r}"

    def text(self, name: str) -> str:
        return as_text(self.values[name], self.at(name))

    def literal(self, name: str, wanted: str) -> None:
        if self.values[name] != wanted:
            raise Problem(self.at(name), f"must be {wanted!r}")

    def hex(self, name: str, digits: int = 64) -> str:
        return as_hex(self.values[name], self.at(name), digits)

    def uuid(self, name: str) -> str:
        return as_uuid(self.values[name], self.at(name))

    def uuid_or_null(self, name: str) -> str | None:
        return None if self.values[name] is None else self.uuid(name)

    def instant(self, name: str) -> str:
        return as_instant(self.values[name], self.at(name))

    def truth(self, name: str) -> bool:
        value = self.values[name]
        if not isinstance(value, bool):
            raise Problem(self.at(name), "must be true or false")
        return value

    def integer(self, name: str, least: int = 1) -> int:
        value = self.values[name]
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise Problem(self.at(name), f"must be an integer of at least {least}")
        return value

    def items(self, name: str) -> list[object]:
        return as_list(self.values[name], self.at(name))

    def texts(self, name: str) -> list[str]:
        return [as_text(item, self.at(name)) for item in self.items(name)]

    def inner(self, name: str, names: str, optional: str = "") -> Fields:
        return Fields(self.values[name], self.at(name), names, optional)


# --- the Merkle tree, RFC 6962 section 2.1, over ready leaf hashes ---


def leaf_hash(body: object) -> bytes:
    return hashlib.sha256(b"\x00" + canonical(body)).digest()


def merkle_root(leaves: list[bytes]) -> bytes:
    """The root over `leaves` (32 bytes each, at least one); a last odd node moves up unchanged."""
    level = leaves
    while len(level) > 1:
        above = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest()
            for i in range(0, len(level) - 1, 2)
        ]
        level = above + level[len(level) & ~1 :]
    return level[0]


# --- the decision rule: a second implementation, exact throughout ---

HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "more_than": lambda have, need: have > need,
    "at_least": lambda have, need: have >= need,
    "at_most": lambda have, need: have <= need,
    "less_than": lambda have, need: have < need,
}
COUNTED = {
    "cast": ("yea", "nay"),
    "present": ("yea", "nay", "present"),
    "answered": ANSWER_WORDS,
}
GROUPED = ("class", "region")  # what a roster says of a place on it
CANNOT = "this verifier cannot count this rule"


class Seat(NamedTuple):
    """One place on the roster."""

    groups: Mapping[str, str]
    weights: Mapping[str, Fraction]


@dataclass(frozen=True)
class Scope:
    """Who counts: those of a class or region, the named states, or all, any, none of `parts`."""

    kind: str
    names: frozenset[str] = frozenset()
    parts: tuple[Scope, ...] = ()

    def holds(self, key: str, seat: Seat) -> bool:
        if self.kind == "states":
            return key in self.names
        if self.kind in GROUPED:
            return seat.groups.get(self.kind) in self.names
        found = [part.holds(key, seat) for part in self.parts]
        if self.kind == "not":
            return not found[0]
        return all(found) if self.kind == "all" else any(found)


@dataclass(frozen=True)
class Requirement:
    """A quorum, a majority, or a part of one."""

    name: str | None


class NoObjection(Requirement):
    """At least one yea, and no nay."""


@dataclass(frozen=True)
class Bound(Requirement):
    """A bound on what the answers `counting` measure; for a quorum, on who answered."""

    of: str
    measure: str
    sense: str  # a key of HOLDS
    share: bool  # `amount` is a share of the base, else a count
    amount: Fraction
    counting: str
    in_person: bool
    among: Scope | None = None


@dataclass(frozen=True)
class Joined(Requirement):
    """Several requirements with what each is called; at least `enough` must be met."""

    enough: int
    parts: tuple[tuple[str, Requirement], ...]


class Rule(NamedTuple):
    quorum: Requirement | None
    majorities: list[Requirement]
    casting_vote: bool
    divides: bool  # a state's weight may be divided; false where the rule says that it votes whole


def read_rule(value: object) -> Rule:
    fields = Fields(value, RULE, "majorities", "quorum delegations casting_vote takes_effect")
    quorum = None
    if "quorum" in fields.values:
        quorum = _requirement(fields.values["quorum"], fields.at("quorum"), quorum=True)
    majorities = [
        _requirement(one, fields.at("majorities"), quorum=False)
        for one in _several(fields.values["majorities"], fields.at("majorities"))
    ]
    if _bounds_in([*majorities, *([quorum] if quorum else [])]) > BOUND_LIMIT:
        raise Problem(RULE, f"holds more than {BOUND_LIMIT} bounds")
    casting = "casting_vote" in fields.values and fields.truth("casting_vote")
    return Rule(quorum, majorities, casting, divides=_divides(fields))


def _divides(fields: Fields) -> bool:
    """Whether a weight may be divided. On a roster without delegates nothing else follows."""
    if "delegations" not in fields.values:
        return True
    said = fields.inner("delegations", "vote", "of")
    if said.text("vote") not in {"unit", "divided"}:
        raise Problem(said.at("vote"), "must be unit or divided")
    return said.text("vote") == "divided"


def _bounds_in(several: Iterable[Requirement]) -> int:
    parts = (one.parts if isinstance(one, Joined) else () for one in several)
    return sum(1 + _bounds_in([part for _, part in held]) for held in parts)


def _several(value: object, where: str) -> list[object]:
    listed = as_list(value, where)
    if not 1 <= len(listed) <= LIST_LIMIT:
        raise Problem(where, f"must hold 1 to {LIST_LIMIT} entries")
    return listed


def _names(value: object, where: str) -> frozenset[str]:
    return frozenset(as_text(one, where) for one in _several(value, where))


def _requirement(value: object, where: str, *, quorum: bool) -> Requirement:
    keys = as_object(value, where).keys()
    if "no_objection" in keys and not quorum:
        fields = Fields(value, where, "no_objection", "name")
        if fields.truth("no_objection") is not True:
            raise Problem(fields.at("no_objection"), "must be true")
        return NoObjection(_name(fields))
    if keys & {"all", "any"}:
        return _joined(value, where, quorum=quorum)
    if "each" in keys:
        return _from_each(value, where, quorum=quorum)
    own = "in_person" if quorum else "counting"
    return _bound(Fields(value, where, "of measure", f"name among {own} {' '.join(HOLDS)}"))


def _name(fields: Fields) -> str | None:
    return fields.text("name") if "name" in fields.values else None


def _bound(fields: Fields) -> Bound:
    of = fields.text("of")
    if of not in {*COUNTED, "entitled"}:
        raise Problem(fields.at("of"), "must be cast, present, answered or entitled")
    senses = [sense for sense in HOLDS if sense in fields.values]
    if len(senses) != 1:
        raise Problem(fields.where, f"must have exactly one of {', '.join(HOLDS)}")
    limit = fields.inner(senses[0], "", "share count")
    if len(limit.values) != 1:
        raise Problem(limit.where, "must have exactly one of share and count")
    (unit,) = limit.values
    amount = as_amount(limit.values[unit], limit.at(unit))
    if unit == "share" and amount > 1:
        raise Problem(limit.at(unit), "must not be more than one")
    counting = fields.text("counting") if "counting" in fields.values else "yea"
    if counting not in ANSWER_WORDS:
        raise Problem(fields.at("counting"), f"must be one of {', '.join(ANSWER_WORDS)}")
    if "in_person" in fields.values and fields.truth("in_person") is not True:
        raise Problem(fields.at("in_person"), "must be true")
    among = _scope(fields.values["among"], fields.at("among")) if "among" in fields.values else None
    return Bound(
        name=_name(fields),
        of=of,
        measure=fields.text("measure"),
        sense=senses[0],
        share=unit == "share",
        amount=amount,
        counting=counting,
        in_person="in_person" in fields.values,
        among=among,
    )


def _scope(value: object, where: str) -> Scope:
    found = as_object(value, where)
    if len(found) != 1:
        raise Problem(where, "must say one thing, such as class or region")
    ((kind, inner),) = found.items()
    inside = f"{where}: field {kind!r}"
    if kind == "not":
        return Scope(kind, parts=(_scope(inner, inside),))
    if kind in {"all", "any"}:
        return Scope(kind, parts=tuple(_scope(one, inside) for one in _several(inner, inside)))
    if kind not in {"states", *GROUPED}:
        raise Problem(where, f"{CANNOT}: no roster says who is within {kind!r}")
    if kind in GROUPED and isinstance(inner, str):
        return Scope(kind, frozenset({inner}))
    return Scope(kind, _names(inner, inside))


def _enough(fields: Fields, usual: int, most: int) -> int:
    if "enough" not in fields.values:
        return usual
    said = fields.values["enough"]
    if isinstance(said, str) and re.fullmatch("[0-9]{1,6}", said):
        said = int(said)
    if not isinstance(said, int) or isinstance(said, bool) or not 1 <= said <= most:
        raise Problem(fields.at("enough"), f"must be a whole number from 1 to {most}")
    return said


def _joined(value: object, where: str, *, quorum: bool) -> Joined:
    kind = "all" if "all" in as_object(value, where) else "any"
    fields = Fields(value, where, kind, "name" if kind == "all" else "name enough")
    parts = [
        _requirement(one, fields.at(kind), quorum=quorum)
        for one in _several(fields.values[kind], fields.at(kind))
    ]
    named = tuple((one.name or f"part {n}", one) for n, one in enumerate(parts, 1))
    usual = len(parts) if kind == "all" else 1
    return Joined(_name(fields), _enough(fields, usual, len(parts)), named)


def _from_each(value: object, where: str, *, quorum: bool) -> Joined:
    """The same bound for each of several groups; unless said, at least one of each."""
    own = "in_person" if quorum else "counting"
    fields = Fields(value, where, "each", f"enough name of measure {own} {' '.join(HOLDS)}")
    kept = {key: held for key, held in fields.values.items() if key not in {"each", "enough"}}
    if not kept.keys() & HOLDS.keys():
        kept["at_least"] = {"count": "1"}
    said = {"of": "entitled", "measure": "delegates", **kept}
    bound = _bound(Fields(said, where, "of measure", f"name {own} {' '.join(HOLDS)}"))
    groups = _groups_of_each(fields.values["each"], fields.at("each"))
    parts = tuple((label, replace(bound, among=scope)) for label, scope in groups)
    return Joined(_name(fields), _enough(fields, len(parts), len(parts)), parts)


def _groups_of_each(value: object, where: str) -> list[tuple[str, Scope]]:
    """The groups by what they are called."""
    fields = Fields(value, where, "", "class region states groups kind")
    if len(fields.values) != 1:
        raise Problem(where, "must name groups in one way, such as by region")
    ((kind, inner),) = fields.values.items()
    inside = fields.at(kind)
    if kind == "groups" and isinstance(inner, dict):
        if not 1 <= len(inner) <= LIST_LIMIT:
            raise Problem(inside, f"must hold 1 to {LIST_LIMIT} groups")
        return [(label, Scope("states", _names(some, inside))) for label, some in inner.items()]
    if kind not in {"states", *GROUPED}:
        raise Problem(where, f"{CANNOT}: no roster says who is within {kind!r}")
    labels = [as_text(one, inside) for one in _several(inner, inside)]
    return [(label, Scope(kind, frozenset({label}))) for label in labels]


def read_roster(value: object) -> dict[str, Seat]:
    entries = as_object(value, ROSTER)
    if len(entries) > ROSTER_LIMIT:
        raise Problem(ROSTER, f"holds more than {ROSTER_LIMIT} places")
    roster = {}
    for key, entry in entries.items():
        fields = Fields(entry, f"{ROSTER}: {key}", "", "class region weights")
        groups = {kind: fields.text(kind) for kind in GROUPED if kind in fields.values}
        weights = as_object(fields.values.get("weights", {}), fields.at("weights"))
        where = fields.at("weights")
        roster[key] = Seat(groups, {n: as_amount(w, f"{where}: {n}") for n, w in weights.items()})
    return roster


Line = dict[str, object]  # what a requirement comes to: base, need, have, met; parts where joined


class Count:
    """The answers of one roster, measured as a rule asks.

    An answer is a word, or the shares into which a state divides its weight. `in_person` are those
    who answered themselves (None: all); `chair` is what the chair says in a tie.
    """

    def __init__(
        self,
        roster: dict[str, Seat],
        answers: Mapping[str, str | Mapping[str, Fraction]],
        in_person: Collection[str] | None = None,
    ) -> None:
        self.roster = roster
        self.shares: dict[str, Mapping[str, Fraction]] = {
            key: {said: Fraction(1)} if isinstance(said, str) else said
            for key, said in answers.items()
        }
        self.in_person = self.shares.keys() if in_person is None else set(in_person)
        self.chair: str | None = None

    def decide(self, rule: Rule, chair: str | None = None) -> tuple[str, Line | None, list[Line]]:
        """(outcome, what the quorum comes to, what each majority comes to)."""
        self.chair = chair if rule.casting_vote else None
        quorum = None if rule.quorum is None else self.weigh(rule.quorum, quorum=True)
        majorities = [self.weigh(majority, quorum=False) for majority in rule.majorities]
        carried = self.said("yea") > 0 and all(item["met"] for item in majorities)
        outcome = "carried" if carried else "lost"
        if quorum is not None and not quorum["met"]:
            outcome = "no quorum"
        return outcome, quorum, majorities

    def said(self, word: str) -> Fraction:
        """How many states gave an answer, a divided one in part."""
        return sum((said.get(word, Fraction(0)) for said in self.shares.values()), Fraction(0))

    def weigh(self, requirement: Requirement, *, quorum: bool) -> Line:
        if isinstance(requirement, Joined):
            return self._together(requirement, quorum=quorum)
        if isinstance(requirement, Bound):
            return self._held(requirement, quorum=quorum)
        nays = self.said("nay")
        met = nays == 0 and self.said("yea") > 0
        return {"base": None, "need": "0", "have": str(nays), "met": met}

    def _together(self, joined: Joined, *, quorum: bool) -> Line:
        parts = [{"name": label, **self.weigh(one, quorum=quorum)} for label, one in joined.parts]
        have = sum(part["met"] is True for part in parts)
        met = have >= joined.enough
        line: Line = {"base": None, "need": str(joined.enough), "have": str(have), "met": met}
        return {**line, "parts": parts}

    def _held(self, bound: Bound, *, quorum: bool) -> Line:
        if bound.of == "entitled":
            base = self.measured(bound, lambda _: Fraction(1))
        else:
            base = self._worth(bound, *COUNTED[bound.of])
        if quorum:
            have = self.measured(bound, lambda key: self._there(key, bound))
        else:
            have = self._worth(bound, bound.counting)
            if self._is_for_the_chair(bound):
                base += bound.of != "entitled"
                have += bound.counting == self.chair
        need = bound.amount * base if bound.share else bound.amount
        met = base > 0 and HOLDS[bound.sense](have, need)
        return {"base": str(base), "need": str(need), "have": str(have), "met": met}

    def _worth(self, bound: Bound, *words: str) -> Fraction:
        """What those who gave one of these answers measure."""
        return self.measured(bound, lambda key: self._share(key, words))

    def measured(self, bound: Bound, part: Callable[[str], Fraction]) -> Fraction:
        """What those whom `bound` is among measure, of each the `part` that counts."""
        total = Fraction(0)
        for key, seat in self.roster.items():
            if bound.among is None or bound.among.holds(key, seat):
                total += part(key) * self._weight(key, seat, bound.measure)
            if total.denominator.bit_length() > DENOMINATOR_BITS:
                raise Problem(ROSTER, "the fractions among the weights are too unlike to add up")
        return total

    def _share(self, key: str, words: tuple[str, ...]) -> Fraction:
        """How much of a state's answer is one of `words`."""
        said = self.shares.get(key, {})
        return sum((said.get(word, Fraction(0)) for word in words), Fraction(0))

    def _there(self, key: str, bound: Bound) -> Fraction:
        """A state is there, whole, once it has answered; where the bound asks so, itself."""
        there = key in self.shares and (not bound.in_person or key in self.in_person)
        return Fraction(there)

    def _is_for_the_chair(self, bound: Bound) -> bool:
        """A tie that one vote more decides: of states, one each, of the whole body."""
        if self.chair is None or bound.among or bound.measure not in ONE_EACH:
            return False
        yeas, nays = self._worth(bound, "yea"), self._worth(bound, "nay")
        return yeas > 0 and yeas == nays

    @staticmethod
    def _weight(key: str, seat: Seat, measure: str) -> Fraction:
        if measure == "states" or (measure == "delegates" and measure not in seat.weights):
            return Fraction(1)
        if measure not in seat.weights:
            raise Problem(f"{ROSTER}: {key}", f"has no weight {measure!r}, which the rule measures")
        return seat.weights[measure]


# --- the terms: how the question was answered; and the arithmetic of its deadline ---

MODES = ("written", "meeting", "no objection", "poll")
TERMS_FIELDS = "mode may_change hidden secret extensions divided proxies chains chair zone deadline"
# What held before there were terms: a question opened then is exported with these.
PLAIN_TERMS = (
    b'{"chains":false,"chair":"","deadline":null,"divided":false,"extensions":0,"hidden":false,'
    b'"may_change":false,"mode":"written","proxies":false,"secret":false,"zone":"UTC"}'
)
MOST = {"hours": 24 * 366, "days": 366, "business days": 250}
DAY = dt.timedelta(days=1)
UTC = dt.timezone.utc  # noqa: UP017 Python 3.9
# The holidays of 5 U.S.C. 6103(a): (month, day), or (month, weekday, which; 5 is the last).
FIXED_HOLIDAYS = {(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)}
OTHER_HOLIDAYS = {(1, 0, 3), (2, 0, 3), (5, 0, 5), (9, 0, 1), (10, 0, 2), (11, 3, 4)}
EARLIEST, LATEST = dt.timedelta(hours=14), dt.timedelta(hours=-12)  # of the world's clocks


class Deadline(NamedTuple):
    """A length of time; `holidays` do not count besides those of the law."""

    length: int
    unit: str
    holidays: frozenset[dt.date]


class Terms(NamedTuple):
    mode: str
    may_change: bool
    hidden: bool
    extensions: int
    divided: bool
    proxies: bool
    chains: bool
    chair: str
    zone: str
    deadline: Deadline | None


def read_terms(value: object) -> Terms:
    fields = Fields(value, TERMS, TERMS_FIELDS)
    if fields.text("mode") not in MODES:
        raise Problem(fields.at("mode"), f"must be one of {', '.join(MODES)}")
    if fields.text("mode") == "poll":
        raise Problem(fields.at("mode"), "a straw poll decides nothing")
    if fields.truth("secret"):
        raise Problem(fields.at("secret"), "must be false: ballots on a text are never secret")
    if fields.truth("chains") and not fields.truth("proxies"):
        raise Problem(fields.at("chains"), "must be false where there are no proxies")
    deadline = None
    if fields.values["deadline"] is not None:
        deadline = _read_deadline(fields.inner("deadline", "count unit holidays"))
    return Terms(
        mode=fields.text("mode"),
        may_change=fields.truth("may_change"),
        hidden=fields.truth("hidden"),
        extensions=fields.integer("extensions", 0),
        divided=fields.truth("divided"),
        proxies=fields.truth("proxies"),
        chains=fields.truth("chains"),
        chair=fields.text("chair"),
        zone=fields.text("zone"),
        deadline=deadline,
    )


def _read_deadline(fields: Fields) -> Deadline:
    unit = fields.text("unit")
    if unit not in MOST:
        raise Problem(fields.at("unit"), f"must be one of {', '.join(MOST)}")
    if fields.integer("count") > MOST[unit]:
        raise Problem(fields.at("count"), f"must be at most {MOST[unit]} {unit}")
    days = [as_day(one, fields.at("holidays")) for one in fields.items("holidays")]
    return Deadline(fields.integer("count"), unit, frozenset(days))


def as_day(value: object, where: str) -> dt.date:
    text = as_text(value, where)
    try:
        return dt.date.fromisoformat(text if DATE.fullmatch(text) else "")
    except ValueError:
        raise Problem(where, "must be a day like 2026-11-26") from None


def is_business_day(day: dt.date) -> bool:
    """Not Saturday, not Sunday, and not the day on which a holiday is kept.

    A fixed holiday is kept on the Friday before a Saturday, on the Monday after a Sunday.
    """
    weekday = day.weekday()
    kept = [day] + ([day + DAY] if weekday == 4 else []) + ([day - DAY] if weekday == 0 else [])
    if weekday > 4 or any((one.month, one.day) in FIXED_HOLIDAYS for one in kept):
        return False
    which = {(day.day + 6) // 7} | ({5} if (day + 7 * DAY).month != day.month else set())
    return not any((day.month, weekday, one) in OTHER_HOLIDAYS for one in which)


def last_day(day: dt.date, deadline: Deadline) -> dt.date:
    """The last day of a deadline that began on `day`, which is not counted."""
    if deadline.unit == "days":
        return day + deadline.length * DAY
    left = deadline.length
    while left:
        day += DAY
        left -= is_business_day(day) and day not in deadline.holidays
    return day


def closes_in(opened: dt.datetime, deadline: Deadline, zone: dt.tzinfo) -> dt.datetime:
    """The close, in UTC: after so many hours, or the midnight that ends the last day."""
    if deadline.unit == "hours":
        return opened + dt.timedelta(hours=deadline.length)
    day = last_day(opened.astimezone(zone).date(), deadline)
    return dt.datetime.combine(day + DAY, dt.time(), zone).astimezone(UTC)


def closes_somewhere(opened: dt.datetime, deadline: Deadline) -> tuple[dt.datetime, dt.datetime]:
    """The earliest and the latest close, in UTC, that the deadline can have in any time zone."""
    days = [last_day((opened + offset).date(), deadline) for offset in (EARLIEST, LATEST)]
    first, last = (dt.datetime.combine(day + DAY, dt.time(), UTC) for day in (min(days), max(days)))
    return first - EARLIEST, last - LATEST


def zone_of(name: str) -> dt.tzinfo | None:
    """The time zone, or None where this machine has no data of it; a Problem if it is no name."""
    if name == "UTC":
        return UTC
    try:
        return zoneinfo.ZoneInfo(name)
    except ValueError:
        raise Problem(f"{TERMS}: field 'zone'", "is not the name of a time zone") from None
    except (KeyError, OSError):
        return None


# --- the container ---


def read_file(path: Path, where: str) -> bytes:
    """The bytes of a file of bounded size; OSError if it cannot be read."""
    with path.open("rb") as stream:
        data = stream.read(TOTAL_LIMIT + 1)
    if len(data) > TOTAL_LIMIT:
        raise Problem(where, f"is larger than {TOTAL_LIMIT // MIB} MiB")
    return data


def _unpack_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    name = info.orig_filename
    if info.flag_bits & 0x61:
        raise Problem(name, "is encrypted or patched in the zip; a bundle is plain")
    limit = min(MEMBER_LIMIT, room)
    pieces, size = [], 0
    with archive.open(info) as stream:
        while piece := stream.read(64 * 1024):
            size += len(piece)
            if size > limit:
                raise Problem(name, f"unpacks to more than {limit // MIB} MiB")
            pieces.append(piece)
    if size != info.file_size:
        raise Problem(name, "has not the size that the zip says")
    return b"".join(pieces)


def _check_names(names: list[str]) -> None:
    for name in names:
        if name not in {*EXPECTED, TERMS}:
            raise Problem(name or "(a member without a name)", "does not belong in a bundle")
        if names.count(name) > 1:
            raise Problem(name, "is in the bundle more than once")
    for name in EXPECTED:
        if name not in names:
            raise Problem(name, "is missing from the bundle")


def unpack(data: bytes) -> dict[str, bytes]:
    """Name -> bytes of every member of the zip `data`, each expected one once and not empty."""
    # Every entry of a zip's directory begins with this mark: counting it bounds what zipfile makes.
    if data.count(b"PK\x01\x02") > ENTRY_LIMIT:
        raise Problem("the file", f"holds more than {ENTRY_LIMIT} members")
    members: dict[str, bytes] = {}
    where = "the file"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_names([info.orig_filename for info in infos])
            room = TOTAL_LIMIT
            for info in infos:
                where = info.orig_filename
                members[where] = _unpack_member(archive, info, room)
                room -= len(members[where])
    except Problem:
        raise
    except Exception as error:  # noqa: BLE001 a broken zip fails in a dozen ways, by Python version
        reason = "is not a readable zip" if where == "the file" else "cannot be unpacked"
        raise Problem(where, f"{reason} ({type(error).__name__})") from None
    for name, held in members.items():
        if not held.strip():
            raise Problem(name, "is empty")
    return members


# --- the bundle: the groups of checks, in the order in which they are made ---


class Entry(NamedTuple):
    """One entry of the ledger."""

    n: int
    at: str
    action: str
    kind: str
    person: str | None
    office: str | None
    subject: str
    facts: dict[str, object]


class Called(NamedTuple):
    """An answer that was called out: a clerk wrote it down, a second person confirmed it."""

    n: int
    delegate: str | None
    clerk: str


class Answer(NamedTuple):
    """One line of the roll: the answer of a state that counts, its `n`-th."""

    state: str
    n: int
    said: dict[str, object]  # as the ledger says it
    shares: Mapping[str, Fraction] | None  # of a divided weight
    salt: str | None
    at: str
    office: str
    by: str
    entry: int
    proxy: str | None  # the state whose officer answered
    called: Called | None  # where it was called out in a meeting

    @property
    def word(self) -> str:
        return str(self.said["answer"])

    @property
    def counts_as(self) -> str | Mapping[str, Fraction]:
        return self.word if self.shares is None else self.shares


class Extension(NamedTuple):
    """A close that was put off; `before` is the close as it was until then."""

    before: str
    after: str
    reason: str
    entry: int


class Question(NamedTuple):
    id: str
    hashes: dict[str, str]  # text_sha256, rule_sha256, roster_sha256
    opened_at: str
    closes_at: str
    closed_at: str
    alliance: str
    extensions: tuple[Extension, ...] = ()

    @property
    def first_close(self) -> str:
        """The close that the opening set."""
        return self.extensions[0].before if self.extensions else self.closes_at


NO_QUESTION = Question("", {}, "", "", "", "")
OLD_TERMS = Terms("written", False, False, 0, *(False,) * 3, "", "UTC", None)  # noqa: FBT003


@dataclass
class Bundle:
    """A bundle while it is checked: each group of checks leaves here what later ones compare."""

    held: int = 0
    against_checkpoint: bool = False
    format: int = 1
    terms: Terms = OLD_TERMS
    members: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, object] = field(default_factory=dict)
    manifest: Fields | None = None
    resolution: str = ""
    made_at: str = ""
    manifest_key: str = ""
    version: int = 0
    question: Question = NO_QUESTION
    roster: dict[str, Seat] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    awaited: list[str] = field(default_factory=list)  # when a meeting closed before the time
    # Office or person -> the state it speaks for; None: it put or closed the question.
    stands_for: dict[str, str | None] = field(default_factory=dict)
    spoken_by: dict[str, str] = field(default_factory=dict)  # state -> its office
    outcome: str = ""
    chair: str | None = None  # the casting vote that decided
    chair_decides: bool = False  # whether one would
    keys: dict[tuple[str, str], str] = field(default_factory=dict)  # owner and key -> since
    house_key: str = ""
    house_name: str = ""
    house: str = ""
    stream: str = ""
    leaves: list[bytes] = field(default_factory=list)
    entries: dict[int, Entry] = field(default_factory=dict)
    proxies: dict[str, list[Entry]] = field(default_factory=dict)  # what is shown of each
    latest: str = ""  # instant of the acts
    enrolled: int = 0
    checkpoint_at: str = ""
    notes: list[str] = field(default_factory=list)

    def hold(self, condition: object, where: str, reason: str) -> None:
        """Count one more check that held, or stop with a Problem."""
        if not condition:
            raise Problem(where, reason)
        self.held += 1

    def sha256(self, member: str) -> str:
        return hashlib.sha256(self.members[member]).hexdigest()

    @property
    def listed(self) -> tuple[str, ...]:
        """What the manifest names."""
        return LISTED if self.format == 1 else (*LISTED, TERMS)


def check_container(bundle: Bundle, data: bytes) -> None:
    bundle.members = unpack(data)
    bundle.held += len(bundle.members)


def _check_format(bundle: Bundle, manifest: Fields) -> None:
    said = manifest.text("format")
    if said not in FORMATS:
        raise Problem(manifest.at("format"), f"must be one of {', '.join(FORMATS)}")
    bundle.format = FORMATS.index(said) + 1
    if bundle.format == 1:
        bundle.hold(TERMS not in bundle.members, TERMS, "does not belong in a bundle of format 1")
    else:
        bundle.hold(TERMS in bundle.members, TERMS, "is missing from the bundle")


def _hashes_that_differ(bundle: Bundle, manifest: Fields) -> list[str]:
    listed = manifest.inner("members", " ".join(bundle.listed))
    hashes = {name: listed.hex(name) for name in bundle.listed}
    return [name for name in bundle.listed if bundle.sha256(name) != hashes[name]]


def check_manifest(bundle: Bundle) -> None:
    for name in (MANIFEST, MANIFEST_SIG):
        bundle.hold(len(bundle.members[name]) <= MANIFEST_LIMIT, name, "is larger than 1 MiB")
        bundle.parts[name] = read_json(name, bundle.members[name])
        bundle.held += 1
    manifest = Fields(bundle.parts[MANIFEST], MANIFEST, "format resolution made_at members")
    _check_format(bundle, manifest)
    bundle.made_at = manifest.instant("made_at")
    bundle.manifest, bundle.resolution = manifest, manifest.uuid("resolution")
    differing = _hashes_that_differ(bundle, manifest)
    signed = Fields(bundle.parts[MANIFEST_SIG], MANIFEST_SIG, "key signature")
    bundle.manifest_key = signed.hex("key")
    message = b"alliance-manifest/1\n" + bundle.members[MANIFEST]
    fits = _signed(bundle.manifest_key, message, signed.hex("signature", 128))
    # One of the two was changed. A manifest that still fits all it names is hardly the one.
    same = f'"resolution":"{bundle.resolution}"'.encode() in bundle.members[TEXT]
    blame, other = MANIFEST_SIG, MANIFEST
    if differing or not same:
        blame, other = other, blame
    bundle.hold(fits, blame, f"does not fit {other}: the signature does not hold")


def _signed(key: str, message: bytes, signature: str) -> bool:
    return signature_fits(bytes.fromhex(key), message, bytes.fromhex(signature))


def check_hashes(bundle: Bundle) -> None:
    assert bundle.manifest is not None
    for name in _hashes_that_differ(bundle, bundle.manifest):
        raise Problem(name, "was changed: its SHA-256 is not the one in manifest.json")
    bundle.held += len(bundle.listed)


def check_canonical(bundle: Bundle) -> None:
    for name in JSON_MEMBERS if bundle.format == 1 else (*JSON_MEMBERS, TERMS):
        bundle.parts[name] = read_json(name, bundle.members[name])
        bundle.held += 1


def check_text(bundle: Bundle) -> None:
    value = bundle.parts[TEXT]
    oldest = isinstance(value, dict) and value.get("format") == "alliance-text/1"
    own = "whereas resolved" if oldest else "form enacting units"
    fields = Fields(value, TEXT, f"format resolution version salt title {own}")
    fields.literal("format", "alliance-text/1" if oldest else "alliance-text/2")
    fields.hex("salt", 32)
    bundle.version = fields.integer("version")
    same = fields.uuid("resolution") == bundle.resolution
    bundle.hold(same, TEXT, "is of another resolution than manifest.json")
    blocks = _clauses_set_out(fields) if oldest else _units_set_out(fields)
    # A bundle of the oldest form lost the line feeds at the very end of its text, when it was read.
    reading = "\n\n".join(blocks)
    reading = (reading.rstrip("\n") if oldest else reading) + "\n"
    same = reading.encode("utf-8") == bundle.members[TEXT_TXT]
    bundle.hold(same, TEXT_TXT, "is not the text of text.json, set out for reading")


def _clauses_set_out(fields: Fields) -> list[str]:
    blocks = [fields.text("title"), *(f"WHEREAS, {clause}" for clause in fields.texts("whereas"))]
    blocks.append("RESOLVED:")
    return blocks + [f"{i}. {clause}" for i, clause in enumerate(fields.texts("resolved"), 1)]


def _units_set_out(fields: Fields) -> list[str]:
    """The paragraphs of text.txt: title, what is recited, the enacting line, everything else."""
    form = fields.text("form")
    if form not in FORMS:
        raise Problem(fields.at("form"), f"must be one of {', '.join(FORMS)}")
    names = "id kind level label number address heading text origin file"
    units = [
        Fields(one, f"{fields.at('units')}[{i}]", names)
        for i, one in enumerate(fields.items("units"))
    ]
    addresses: dict[str, str] = {}
    for unit in units:
        key = unit.text("id")
        if not UNIT_ID.fullmatch(key) or key in addresses:
            raise Problem(unit.at("id"), "must be 8 letters and digits that no other unit has")
        addresses[key] = unit.text("address")
    lead = "" if form == "joint letter" else "WHEREAS, "
    recited = [one for one in units if _kind(one) == "recital"]
    others = [one for one in units if _kind(one) != "recital"]
    blocks = [fields.text("title")]
    blocks += [lead + _unit_words(one, addresses) for one in recited]
    blocks += [fields.text("enacting")] if fields.text("enacting") else []
    return blocks + [_unit_set_out(one, addresses) for one in others]


def _kind(unit: Fields) -> str:
    kind = unit.text("kind")
    if kind not in UNIT_KINDS:
        raise Problem(unit.at("kind"), f"must be one of {', '.join(UNIT_KINDS)}")
    return kind


def _unit_set_out(unit: Fields, addresses: dict[str, str]) -> str:
    held = ""
    if unit.values["file"] is not None:
        file = unit.inner("file", "name media_type size sha256")
        name, size = file.text("name"), file.integer("size")
        held = f"(file {name}, {size} bytes, SHA-256 {file.hex('sha256')})"
    heading = unit.text("heading")
    head = " ".join(part for part in (unit.text("number"), heading, held) if part)
    joint = "\n\n" if heading or held else " "
    return joint.join(part for part in (head, _unit_words(unit, addresses)) if part)


def _unit_words(unit: Fields, addresses: dict[str, str]) -> str:
    return REFERENCE.sub(lambda found: addresses.get(found[1], GONE), unit.text("text"))


def check_question(bundle: Bundle) -> None:
    names = "format question resolution alliance opened_at closes_at closed_at"
    hashed = {"text_sha256": TEXT, "rule_sha256": RULE, "roster_sha256": ROSTER}
    way = "" if bundle.format == 1 else "terms_sha256 mode extensions"
    fields = Fields(bundle.parts[QUESTION], QUESTION, " ".join([names, *hashed, way]))
    fields.literal("format", f"alliance-question/{bundle.format}")
    alliance = fields.inner("alliance", "id name")
    alliance.text("name")
    same = fields.uuid("resolution") == bundle.resolution
    bundle.hold(same, QUESTION, "is about another resolution than manifest.json")
    for name, member in (hashed | ({"terms_sha256": TERMS} if way else {})).items():
        same = fields.hex(name) == bundle.sha256(member)
        bundle.hold(same, QUESTION, f"{name} is not the SHA-256 of {member}")
    bundle.question = Question(
        id=fields.uuid("question"),
        hashes={name: fields.hex(name) for name in hashed},
        opened_at=fields.instant("opened_at"),
        closes_at=fields.instant("closes_at"),
        closed_at=fields.instant("closed_at"),
        alliance=alliance.text("id"),
        extensions=_read_extensions(fields) if way else (),
    )
    _check_times(bundle, bundle.question)
    if way:
        _check_way(bundle, fields)


def _read_extensions(fields: Fields) -> tuple[Extension, ...]:
    read = []
    for place, item in enumerate(fields.items("extensions"), 1):
        one = Fields(item, f"{QUESTION}: extension {place}", "from to reason entry")
        instants = one.instant("from"), one.instant("to")
        read.append(Extension(*instants, one.text("reason"), one.integer("entry")))
    return tuple(read)


def _check_way(bundle: Bundle, fields: Fields) -> None:
    """What the terms say of the mode, of later closes, and of the length of time."""
    terms = bundle.terms = read_terms(bundle.parts[TERMS])
    asked = bundle.question
    same = fields.text("mode") == terms.mode
    bundle.hold(same, fields.at("mode"), f"is not the one of terms.json, {terms.mode!r}")
    allowed = len(asked.extensions) <= terms.extensions
    reason = f"the close was put off more often than terms.json allows ({terms.extensions})"
    bundle.hold(allowed, fields.at("extensions"), reason)
    close = asked.first_close
    for place, one in enumerate(asked.extensions, 1):
        where = f"{QUESTION}: extension {place}"
        bundle.hold(one.before == close, where, "does not begin with the close before it")
        bundle.hold(one.after > one.before, where, "does not put the close off")
        close = one.after
    bundle.hold(
        close == asked.closes_at, fields.at("closes_at"), "is not that of the last extension"
    )
    in_order = asked.opened_at < asked.first_close
    bundle.hold(in_order, QUESTION, "the first close must come after opened_at")
    if terms.deadline is not None:
        _check_deadline(bundle, terms.deadline)


def _check_deadline(bundle: Bundle, deadline: Deadline) -> None:
    asked, name = bundle.question, bundle.terms.zone
    opened = dt.datetime.fromisoformat(asked.opened_at[:26]).replace(tzinfo=UTC)
    zone = zone_of(name)
    try:
        if zone is None and deadline.unit != "hours":
            first, last = (_stamp(instant) for instant in closes_somewhere(opened, deadline))
            bundle.notes.append(
                f"Note: this machine has no data of the time zone {visible(name, 100)}: the close"
                f" was held to the deadline only as far as all zones agree, {first} to {last}."
            )
        else:
            first = last = _stamp(closes_in(opened, deadline, zone or UTC))
    except OverflowError:
        raise Problem(QUESTION, "the close lies beyond all calendars") from None
    agrees = first <= asked.first_close <= last
    length = f"{deadline.length} {deadline.unit} in {name}"
    reason = f"the opening set the close {asked.first_close}; by its terms, {length}, it is {first}"
    bundle.hold(agrees, QUESTION, reason)


def _stamp(instant: dt.datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _check_times(bundle: Bundle, asked: Question) -> None:
    in_order = asked.opened_at < asked.closes_at
    bundle.hold(in_order, QUESTION, "opened_at must come before closes_at")
    in_order = asked.opened_at <= asked.closed_at
    bundle.hold(in_order, QUESTION, "closed_at must not come before opened_at")


def _read_answer(bundle: Bundle, item: object, where: str) -> Answer:
    own = "" if bundle.format == 1 else "n parts ground salt proxy called"
    fields = Fields(item, where, "state answer answered_at office by entry", own)
    office, by = _named_ids(fields, "office"), _named_ids(fields, "by")
    held = fields.values
    sealed = "salt" in held
    if sealed != bundle.terms.hidden:
        reason = "must have a salt where results were hidden until the close, and only there"
        raise Problem(where, reason)
    said = {name: held[name] for name in SAID if name in held}
    return Answer(
        state=fields.text("state"),
        n=fields.integer("n", 2) if "n" in held else 1,
        said=said,
        shares=read_said(said, where, bundle.terms),
        salt=fields.hex("salt", 32) if sealed else None,
        at=fields.instant("answered_at"),
        office=office,
        by=by,
        entry=fields.integer("entry"),
        proxy=fields.inner("proxy", "state").text("state") if "proxy" in held else None,
        called=_called(fields.inner("called", "by entered n", "person"))
        if "called" in held
        else None,
    )


def _named_ids(fields: Fields, name: str) -> str:
    """The id of somebody who is called by a name as well."""
    inner = fields.inner(name, "id name")
    inner.text("name")
    return inner.uuid("id")


def _called(fields: Fields) -> Called:
    fields.text("by")
    delegate = fields.uuid("person") if "person" in fields.values else None
    return Called(fields.integer("n"), delegate, _named_ids(fields, "entered"))


def read_said(
    said: Mapping[str, object], where: str, terms: Terms
) -> Mapping[str, Fraction] | None:
    """The shares of a divided weight, None of a word; a Problem if it is no answer by the terms."""
    word = as_text(said.get("answer"), f"{where}: field 'answer'")
    words = (*ANSWER_WORDS, DIVIDED) if terms.divided else ANSWER_WORDS
    if word not in words:
        raise Problem(f"{where}: field 'answer'", f"must be one of {', '.join(words)}")
    if ("parts" in said) != (word == DIVIDED):
        raise Problem(where, "must have parts where a weight is divided, and only there")
    if "ground" in said:
        ground = as_text(said["ground"], f"{where}: field 'ground'")
        if word != "recused" or not ground.strip():
            raise Problem(f"{where}: field 'ground'", "must be why a state is recused")
    return read_shares(said["parts"], f"{where}: field 'parts'") if "parts" in said else None


def read_shares(value: object, where: str) -> Mapping[str, Fraction]:
    parts = {word: as_amount(part, where) for word, part in as_object(value, where).items()}
    whole = sum(parts.values()) == 1 and all(0 < part < 1 for part in parts.values())
    if not whole or not parts.keys() <= set(DIVISIBLE):
        raise Problem(where, f"must divide one whole among {', '.join(DIVISIBLE)}")
    return parts


def check_answers(bundle: Bundle) -> None:
    bundle.roster = read_roster(bundle.parts[ROSTER])
    listed = as_list(bundle.parts[ANSWERS], ANSWERS)
    asked = bundle.question
    previous: str | None = None
    for place, item in enumerate(listed, 1):
        answer = _read_answer(bundle, item, f"{ANSWERS}: item {place}")
        where = f"{ANSWERS}: {answer.state}"
        in_order = previous is None or previous < answer.state
        bundle.hold(in_order, where, "answers twice or is not in the order of the states")
        bundle.hold(answer.state in bundle.roster, where, "is not on the roster")
        _check_in_time(bundle, where, answer.at)
        _check_for_whom(bundle, where, answer)
        bundle.answers.append(answer)
        previous = answer.state
    awaited = sorted(bundle.roster.keys() - {answer.state for answer in bundle.answers})
    in_time = asked.closed_at >= asked.closes_at or not awaited
    if bundle.terms.mode == "meeting":  # held against who was there: _check_early_close
        bundle.awaited = [] if in_time else awaited
        return
    reason = f"was closed before closes_at, though {', '.join(awaited[:9])} had not answered"
    bundle.hold(in_time, QUESTION, reason)


def _check_in_time(bundle: Bundle, where: str, at: str) -> None:
    asked = bundle.question
    bundle.hold(asked.opened_at <= at, where, "answered before the question was open")
    last = min(asked.closes_at, asked.closed_at)
    bundle.hold(at <= last, where, "answered after the question was closed")


def _check_for_whom(bundle: Bundle, where: str, answer: Answer) -> None:
    """Whoever answers speaks for that state, or for the one that holds its proxy."""
    if answer.called is not None:
        met = bundle.terms.mode == "meeting" and answer.proxy is None
        bundle.hold(met, where, "was called out, and the question was put in no meeting")
        two = answer.called.clerk != answer.by
        bundle.hold(two, where, "was written down and confirmed by the same person")
        _check_neutral(bundle, where, answer.called.clerk, answer.by)
        _speak(bundle, where, answer.state, answer.office)
        return
    holder = answer.proxy or answer.state
    if answer.proxy is not None:
        _check_holder(bundle, where, answer.state, holder)
    _stand(bundle, where, holder, answer.office, answer.by)


def _check_holder(bundle: Bundle, where: str, state: str, holder: str) -> None:
    allowed = bundle.terms.proxies
    bundle.hold(allowed, where, "is by proxy, which terms.json does not allow")
    there = holder in bundle.roster and holder != state
    bundle.hold(there, where, f"is by the proxy of {holder}, which is not another on the roster")


def _check_neutral(bundle: Bundle, where: str, *numbers: str) -> None:
    """Offices and people who answer for nobody."""
    for number in numbers:
        state = bundle.stands_for.setdefault(number, None)
        bundle.hold(state is None, where, f"was entered by one who answers for {state}")


def _stand(bundle: Bundle, where: str, state: str, office: str, person: str) -> None:
    """One office speaks for a state, and neither it nor its people speak for another."""
    _speak(bundle, where, state, office)
    _belong(bundle, where, state, "person", person)


def _speak(bundle: Bundle, where: str, state: str, office: str) -> None:
    same = bundle.spoken_by.setdefault(state, office) == office
    bundle.hold(same, where, "was not answered and signed for by one and the same office")
    _belong(bundle, where, state, "office", office)


def _belong(bundle: Bundle, where: str, state: str, kind: str, number: str) -> None:
    other = bundle.stands_for.setdefault(number, state)
    does = "put or closed the question, or entered answers"
    does = does if other is None else f"speaks for {other}"
    bundle.hold(other == state, where, f"the same {kind} {does}")


def check_tally(bundle: Bundle) -> None:
    rule = read_rule(bundle.parts[RULE])
    _check_rule_and_terms(bundle, rule)
    fields = Fields(bundle.parts[TALLY], TALLY, "outcome quorum majorities steps", "chair")
    count = Count(
        bundle.roster,
        {answer.state: answer.counts_as for answer in bundle.answers},
        _in_person(bundle),
    )
    bundle.chair = _read_chair(bundle, fields, rule, count)
    outcome, quorum, majorities = count.decide(rule, bundle.chair)
    same = fields.text("outcome") == outcome
    bundle.hold(same, TALLY, f"the outcome must be {outcome!r} by rule, roster and answers")
    _check_quorum(bundle, fields, quorum)
    listed = fields.items("majorities")
    bundle.hold(len(listed) == len(majorities), TALLY, "has not one line for each majority")
    for place, (item, line) in enumerate(zip(listed, majorities)):  # noqa: B905 Python 3.9
        named = {"name": rule.majorities[place].name, **line}
        _check_line(bundle, item, f"{TALLY}: majority {place + 1}", named)
    steps = fields.texts("steps")
    bundle.hold(steps, fields.at("steps"), "must hold the sentences of the arithmetic")
    bundle.outcome = outcome


def _in_person(bundle: Bundle) -> set[str]:
    """Who answered, not by proxy, and in a meeting in the room, as the act of the close says."""
    there = {one.state for one in bundle.answers if one.proxy is None}
    if bundle.terms.mode != "meeting":
        return there
    ledger = as_object(bundle.parts[LEDGER], LEDGER)
    for item in as_list(ledger.get("entries"), LEDGER):
        body = as_object(as_object(item, LEDGER).get("body"), LEDGER)
        facts = as_object(body.get("facts"), LEDGER)
        ours = facts.get("question") == bundle.question.id
        if ours and body.get("action") == "votes:close" and "in_person" in facts:
            named = as_list(facts["in_person"], f"{LEDGER}: field 'in_person'")
            there &= {as_text(one, f"{LEDGER}: field 'in_person'") for one in named}
    return there


def _check_rule_and_terms(bundle: Bundle, rule: Rule) -> None:
    if bundle.terms.mode == "no objection":
        there = any(isinstance(one, NoObjection) for one in rule.majorities)
        bundle.hold(there, RULE, "has no majority of no objection, by which the question was put")
    for answer in bundle.answers:
        whole = answer.shares is None or rule.divides
        bundle.hold(
            whole, f"{ANSWERS}: {answer.state}", "divides a weight that the rule keeps whole"
        )


def _read_chair(bundle: Bundle, fields: Fields, rule: Rule, count: Count) -> str | None:
    """The casting vote, where it decided; the acts say whether there was one."""
    if bundle.terms.chair and rule.casting_vote:
        yea, nay = (count.decide(rule, word)[0] for word in ("yea", "nay"))
        bundle.chair_decides = yea != nay
    if "chair" not in fields.values:
        return None
    where, said = fields.at("chair"), fields.text("chair")
    bundle.hold(said in {"yea", "nay"}, where, "must be yea or nay")
    bundle.hold(rule.casting_vote, where, "is a casting vote, and the rule has none")
    bundle.hold(bundle.terms.chair, where, "is a casting vote, and terms.json names no chair")
    bundle.hold(bundle.chair_decides, where, "is a casting vote where the answers decide")
    return said


def _check_line(bundle: Bundle, item: object, where: str, wanted: Mapping[str, object]) -> None:
    """One line of the tally, and of each of its parts, against the count made anew."""
    line = Fields(item, where, " ".join(wanted))
    for name, value in wanted.items():
        given = line.values[name]
        if isinstance(value, list):
            parts = line.items(name)
            bundle.hold(len(parts) == len(value), line.at(name), "are not those of rule.json")
            for place, (part, inner) in enumerate(zip(parts, value), 1):  # noqa: B905 Python 3.9
                _check_line(bundle, part, f"{where}: part {place}", inner)
        else:
            same = type(given) is type(value) and given == value
            bundle.hold(same, line.at(name), f"must be {value!r} by rule, roster and answers")


def _check_quorum(bundle: Bundle, fields: Fields, wanted: Line | None) -> None:
    where = fields.at("quorum")
    if wanted is None:
        bundle.hold(fields.values["quorum"] is None, where, "must be null: none is asked")
        return
    line = {name: value for name, value in wanted.items() if name != "base"}
    _check_line(bundle, fields.values["quorum"], where, line)


def check_keys(bundle: Bundle) -> None:
    found: dict[tuple[str, str], str] = {}
    last = ("", "")
    houses: list[tuple[str, str]] = []
    for place, item in enumerate(as_list(bundle.parts[KEYS], KEYS), 1):
        fields = Fields(item, f"{KEYS}: item {place}", "owner name key since")
        owner, key = fields.text("owner"), fields.hex("key")
        since = fields.instant("since")
        if owner == "house":
            houses.append((key, fields.text("name")))
        else:
            kind, _, number = owner.partition(":")
            bundle.hold(kind == "office", fields.at("owner"), "must be house or office:UUID")
            as_uuid(number, fields.at("owner"))
            fields.text("name")
        in_order = last < (owner, key)
        bundle.hold(in_order, fields.where, "is there twice or not in the order of owner and key")
        last = (owner, key)
        found[last] = since
    bundle.hold(len(houses) == 1, KEYS, "must hold exactly one key of the house")
    bundle.keys = found
    bundle.house_key, bundle.house_name = houses[0]
    same = bundle.manifest_key == bundle.house_key
    bundle.hold(same, MANIFEST_SIG, "was not made with the house's key of keys.json")


def _read_entry(body: object, where: str) -> tuple[Entry, str, str]:
    """(the entry, its stream, the leaf it names before itself) of a ledger entry's body."""
    fields = Fields(body, where, "v stream n prev at action actor subject facts")
    version = fields.integer("v")
    if version != 1:
        raise Problem(fields.at("v"), "must be 1")
    actor = fields.inner("actor", "kind person office")
    kind = actor.text("kind")
    if kind not in {"person", "operator", "clock"}:
        raise Problem(actor.at("kind"), "must be person, operator or clock")
    entry = Entry(
        n=fields.integer("n"),
        at=fields.instant("at"),
        action=fields.text("action"),
        kind=kind,
        person=actor.uuid_or_null("person"),
        office=actor.uuid_or_null("office"),
        subject=fields.text("subject"),
        facts=as_object(fields.values["facts"], fields.at("facts")),
    )
    return entry, fields.text("stream"), fields.hex("prev")


def check_ledger(bundle: Bundle) -> None:
    fields = Fields(bundle.parts[LEDGER], LEDGER, "format stream size leaves entries")
    fields.literal("format", "alliance-ledger/1")
    bundle.stream = fields.text("stream")
    bundle.leaves = read_leaves(fields.values["leaves"], fields.at("leaves"))
    same = fields.integer("size") == len(bundle.leaves)
    bundle.hold(same, fields.at("size"), "is not the number of leaves")
    _check_stream(bundle)
    last, latest = 0, BEGINNING
    for place, item in enumerate(fields.items("entries"), 1):
        line = Fields(item, f"{LEDGER}: item {place}", "n body")
        n = line.integer("n")
        where = f"{LEDGER}: entry {n}"
        bundle.hold(n > last, where, "is there twice or not in the order of n")
        bundle.hold(n <= len(bundle.leaves), where, "is beyond the size of the ledger")
        entry = bundle.entries[n] = _check_link(bundle, n, line.values["body"])
        in_order = lead(latest, entry.at) <= UNSURE
        bundle.hold(in_order, where, f"is dated {entry.at}, before an act that it follows")
        last, latest = n, max(latest, entry.at)
    bundle.latest = latest


def _check_stream(bundle: Bundle) -> None:
    ours = bundle.stream.startswith("alliance:")
    bundle.hold(ours, LEDGER, "is not the stream of an alliance")
    same = bundle.stream == f"alliance:{bundle.question.alliance}"
    bundle.hold(same, QUESTION, f"is of another alliance than ledger.json ({bundle.stream})")


def _check_link(bundle: Bundle, n: int, body: object) -> Entry:
    where = f"{LEDGER}: entry {n}"
    entry, stream, previous = _read_entry(body, where)
    before = NO_ENTRY if n == 1 else bundle.leaves[n - 2].hex()
    bundle.hold(entry.n == n, where, "says another n of itself")
    bundle.hold(stream == bundle.stream, where, "is of another stream")
    bundle.hold(previous == before, where, "does not follow the entry before it")
    bundle.hold(leaf_hash(body) == bundle.leaves[n - 1], where, "was changed: its leaf differs")
    return entry


def read_leaves(value: object, where: str) -> list[bytes]:
    """Leaf hashes (32 bytes each) of one stream, in the order of n."""
    listed = as_list(value, where)
    if not listed:
        raise Problem(where, "is empty")
    return [bytes.fromhex(as_hex(leaf, f"{where}: leaf {n}")) for n, leaf in enumerate(listed, 1)]


class Head(NamedTuple):
    """What a checkpoint signs of one stream. `root` and `head` are lower-case hex."""

    size: int
    root: str
    head: str


@dataclass
class Checkpoint:
    """A checkpoint whose signature holds under its own `key`."""

    where: str
    house: str
    at: str
    key: str
    streams: dict[str, Head]

    def covers(self, stream: str, leaves: list[bytes]) -> bool:
        """True if size, root and head of `stream` are those of exactly these leaves."""
        wanted = Head(len(leaves), merkle_root(leaves).hex(), leaves[-1].hex())
        return self.streams[stream] == wanted


def read_checkpoint(fields: Fields) -> Checkpoint:
    inner = fields.inner("checkpoint", "format house at streams")
    inner.literal("format", "alliance-checkpoint/1")
    streams = {}
    for name, value in as_object(inner.values["streams"], inner.at("streams")).items():
        head = Fields(value, f"{fields.where}: stream {name}", "size root head")
        streams[name] = Head(head.integer("size"), head.hex("root"), head.hex("head"))
    found = Checkpoint(
        fields.where, inner.uuid("house"), inner.instant("at"), fields.hex("key"), streams
    )
    message = b"alliance-checkpoint/1\n" + canonical(inner.values)
    if not _signed(found.key, message, fields.hex("signature", 128)):
        raise Problem(fields.where, "the signature does not hold")
    return found


def check_checkpoint(bundle: Bundle) -> None:
    fields = Fields(bundle.parts[CHECKPOINT], CHECKPOINT, "checkpoint key signature")
    found = read_checkpoint(fields)
    bundle.held += 1
    same = found.key == bundle.house_key
    bundle.hold(same, CHECKPOINT, "was not signed with the house's key of keys.json")
    alone = set(found.streams) == {bundle.stream}
    bundle.hold(alone, CHECKPOINT, "must name the stream of ledger.json and no other")
    covered = found.covers(bundle.stream, bundle.leaves)
    bundle.hold(covered, CHECKPOINT, "size, root or head are not those of the leaves of the ledger")
    bundle.house, bundle.checkpoint_at = found.house, found.at
    covered = lead(bundle.latest, found.at) <= UNSURE
    bundle.hold(covered, CHECKPOINT, f"is dated {found.at}, before an act that it covers")
    together = abs(lead(bundle.made_at, found.at)) <= UNSURE
    bundle.hold(together, MANIFEST, "made_at is not the time at which checkpoint.json was made")
    for (owner, _), since in bundle.keys.items():
        there = lead(since, found.at) <= UNSURE
        bundle.hold(there, f"{KEYS}: {owner}", "the key is younger than the bundle")


# --- the acts of the ledger, held against the members ---


def _acts(bundle: Bundle, action: str, kind: str, number: str, *, named: bool) -> list[Entry]:
    """The acts `action` about the question or resolution `number`, by n.

    `named`: the facts of this action name the question or resolution as well as the subject does.
    """
    subject = f"{kind}:{number}"
    found = []
    for entry in bundle.entries.values():
        fact = entry.facts.get(kind)
        if entry.action == action and (entry.subject == subject or fact == number):
            agree = entry.subject == subject and (
                fact == number if named else fact in {None, number}
            )
            where = f"{LEDGER}: entry {entry.n}"
            bundle.hold(agree, where, f"subject and facts do not name the same {kind}")
            found.append(entry)
    return found


def _only(bundle: Bundle, acts: list[Entry], wanted: str) -> Entry:
    number = len(acts)
    bundle.hold(number == 1, LEDGER, f"must hold exactly one act {wanted}, and holds {number}")
    return acts[0]


def _hold_facts(bundle: Bundle, entry: Entry, where: str, wanted: Mapping[str, object]) -> None:
    for name, value in wanted.items():
        given = entry.facts.get(name)
        same = type(given) is type(value) and given == value
        reason = f"does not agree with ledger entry {entry.n} ({entry.action}) about {name}"
        bundle.hold(same, where, reason)


def _hold_actor(bundle: Bundle, entry: Entry, where: str, who: tuple[str, str, str]) -> None:
    """`who`: the office, the person and the instant that the member says."""
    said = f"ledger entry {entry.n} ({entry.action})"
    bundle.hold(entry.kind == "person", where, f"{said} was not the act of a person")
    bundle.hold(entry.office == who[0], where, f"does not agree with {said} about the office")
    bundle.hold(entry.person == who[1], where, f"does not agree with {said} about the person")
    bundle.hold(entry.at == who[2], where, f"does not agree with {said} about the instant")


def _after(bundle: Bundle, later: Entry, earlier: Entry) -> None:
    where = f"{LEDGER}: entry {later.n}"
    bundle.hold(later.n > earlier.n, where, f"{later.action} must come after {earlier.action}")


def _hold_kind(bundle: Bundle, act: Entry, *, clock: bool = False) -> None:
    """`act` is a person's in an office, or (with `clock`) what time does, which has neither."""
    where = f"{LEDGER}: entry {act.n}"
    if clock and act.kind == "clock":
        nobody = act.person is None and act.office is None
        bundle.hold(nobody, where, f"{act.action} is by the clock and names somebody")
        return
    somebody = act.kind == "person" and act.person is not None and act.office is not None
    who = "a person in an office or the clock" if clock else "a person in an office"
    bundle.hold(somebody, where, f"{act.action} must be the act of {who}")


def _check_secretariat(bundle: Bundle, act: Entry) -> None:
    """Whoever put and closed the question is not one of those who were asked."""
    for number in filter(None, (act.office, act.person)):
        state = bundle.stands_for.setdefault(number, None)
        reason = f"{act.action} is by those who answer for {state}"
        bundle.hold(state is None, f"{LEDGER}: entry {act.n}", reason)


def check_acts(bundle: Bundle) -> None:
    asked = bundle.question
    opened, closed = (
        _only(bundle, _acts(bundle, action, "question", asked.id, named=True), action)
        for action in ("votes:open", "votes:close")
    )
    _hold_kind(bundle, opened)
    _hold_kind(bundle, closed, clock=True)
    for act in (opened, closed):
        _check_secretariat(bundle, act)
    about: dict[str, object] = {"resolution": bundle.resolution, "closes_at": asked.first_close}
    _hold_facts(bundle, opened, QUESTION, {**about, **asked.hashes})
    same = opened.at == asked.opened_at
    bundle.hold(same, QUESTION, f"opened_at is not the instant of ledger entry {opened.n}")
    same = closed.at == asked.closed_at
    bundle.hold(same, QUESTION, f"closed_at is not the instant of ledger entry {closed.n}")
    _read_proxies(bundle)
    _check_answer_acts(bundle, opened, closed)
    _hold_facts(bundle, closed, ANSWERS, {"answers_sha256": bundle.sha256(ANSWERS)})
    hashed = {"tally_sha256": bundle.sha256(TALLY), "outcome": bundle.outcome}
    _hold_facts(bundle, closed, TALLY, hashed)
    _after(bundle, closed, opened)
    if bundle.format > 1:
        _check_terms_acts(bundle, opened)
        _check_extension_acts(bundle, opened, closed)
        _check_casting(bundle, opened, closed)
        _check_early_close(bundle, closed)
        _check_earlier(bundle, opened)
    _check_circulation(bundle, opened, closed)
    _check_consequences(bundle, closed)


def _answer_acts(bundle: Bundle) -> dict[int, Entry]:
    """What the ledger says of answers to the question, by n and in its order."""
    question = bundle.question.id
    found = [
        act
        for action in (ANSWERED, BY_PROXY, ENTERED)
        for act in _acts(bundle, action, "question", question, named=True)
    ]
    return {act.n: act for act in sorted(found, key=lambda act: act.n)}


def _check_answer_acts(bundle: Bundle, opened: Entry, closed: Entry) -> None:
    """Of each state the last answer stands in the roll; the others led up to it, one by one."""
    acts = _answer_acts(bundle)
    for answer in bundle.answers:
        where = f"{ANSWERS}: {answer.state}"
        act = acts.get(answer.entry)
        bundle.hold(act, where, f"ledger entry {answer.entry} is not an answer to this question")
        assert act is not None
        _check_answer_act(bundle, answer, act)
        _after(bundle, act, opened)
        _after(bundle, closed, act)
    roll = {answer.state: answer for answer in bundle.answers}
    given: dict[str, list[Entry]] = {answer.state: [] for answer in bundle.answers}
    for act in acts.values():
        state = as_text(act.facts.get("state"), f"{LEDGER}: entry {act.n}: field 'state'")
        stands = roll.get(state)
        left_out = stands is None or stands.entry < act.n
        bundle.hold(not left_out, ANSWERS, f"leaves out the answer of ledger entry {act.n}")
        given[state].append(act)
        _check_turn(bundle, f"{ANSWERS}: {state}", given[state])
        if stands is not None and act.n < stands.entry:
            _check_replaced(bundle, act, opened, state)
    for answer in bundle.answers:
        turns = len(given[answer.state])
        bundle.hold(answer.n == turns, f"{ANSWERS}: {answer.state}", f"n must be {turns}")


def _check_turn(bundle: Bundle, where: str, given: list[Entry]) -> None:
    """The last of these says that it is; no proxy takes the place of what the state said itself."""
    act, turn = given[-1], len(given)
    said = act.facts.get("n")
    right = said is None if turn == 1 else type(said) is int and said == turn
    bundle.hold(right, where, f"ledger entry {act.n} is its answer {turn} and says another n")
    own = turn > 1 and given[-2].action != BY_PROXY
    reason = f"ledger entry {act.n} is by proxy, after the state had answered itself"
    bundle.hold(not own or act.action != BY_PROXY, where, reason)


def _check_answer_act(bundle: Bundle, answer: Answer, act: Entry) -> None:
    where = f"{ANSWERS}: {answer.state}"
    _hold_facts(bundle, act, where, {"state": answer.state})
    wanted: dict[str, object] = answer.said
    if answer.salt is not None:
        sealed = canonical({**answer.said, "salt": answer.salt})
        wanted = {SEALED: hashlib.sha256(sealed).hexdigest()}
    same = _said_in(act) == wanted
    reason = f"does not agree with ledger entry {act.n} ({act.action}) about what was answered"
    bundle.hold(same, where, reason)
    _check_rests_on(bundle, act)
    _check_explained(bundle, act)
    _check_by_which_way(bundle, where, answer, act)


def _check_by_which_way(bundle: Bundle, where: str, answer: Answer, act: Entry) -> None:
    """The roll says of proxies and of what was called out what the ledger says."""
    proxy, called = answer.proxy, answer.called
    same = (act.action == ENTERED) == (called is not None)
    if act.action == BY_PROXY:
        as_uuid(act.facts.get("proxy"), f"{LEDGER}: entry {act.n}: field 'proxy'")
        same = same and act.facts.get("by") == (proxy or answer.state)  # or of an alternate
    else:
        same = same and proxy is None
    reason = f"does not agree with ledger entry {act.n} ({act.action}) about who answered"
    bundle.hold(same, where, reason)
    if act.action == BY_PROXY:
        _check_proxy(bundle, act, answer.state)
    if called is None:
        _hold_actor(bundle, act, where, (answer.office, answer.by, answer.at))
        return
    _hold_actor(bundle, act, where, (str(act.office), answer.by, answer.at))
    _check_secretariat(bundle, act)
    named = act.facts.get("delegate") == called.delegate
    bundle.hold(named, where, f"does not agree with ledger entry {act.n} about the delegate")
    _hold_facts(bundle, act, where, {"called": called.n, "entered_by": called.clerk})
    wrote = any(
        one.n < act.n and one.person == called.clerk and answer.state in _states_in(one)
        for one in _acts(bundle, "votes:call-out", "question", bundle.question.id, named=True)
    )
    bundle.hold(wrote, where, "was called out, and the ledger says not that it was written down")


def _read_proxies(bundle: Bundle) -> None:
    """That proxies were given, passed on and recalled, by the number of the proxy."""
    for act in bundle.entries.values():
        if act.action in {GIVEN, PASSED_ON, RECALLED}:
            where = f"{LEDGER}: entry {act.n}"
            number = as_uuid(act.facts.get("proxy"), f"{where}: field 'proxy'")
            same = act.subject == f"proxy:{number}"
            bundle.hold(same, where, "subject and facts do not name the same proxy")
            _hold_kind(bundle, act)
            bundle.proxies.setdefault(number, []).append(act)


def _check_proxy(bundle: Bundle, act: Entry, state: str) -> None:
    """The proxy by which `act` answered: given before it, to whoever answered, not recalled.

    An act that names the entries of it shows them; one from before they were named need not.
    """
    where = f"{LEDGER}: entry {act.n}"
    number = as_uuid(act.facts.get("proxy"), f"{where}: field 'proxy'")
    if "given" not in act.facts and number not in bundle.proxies:
        note = f"that the proxy of {visible(state, 60)} was given (entry {act.n}): the house's word"
        bundle.notes.append(f"Note: the bundle does not show {note}.")
        return
    links = _links(bundle, where, number)
    named = act.facts.get("given", [link.n for link in links])
    same = named == [link.n for link in links]
    bundle.hold(same, where, "names other entries by which its proxy was given than are shown")
    chained = len(links) == 1 or bundle.terms.chains
    bundle.hold(chained, where, "is by a proxy passed on, which terms.json does not allow")
    holder, office, been = state, str(links[0].office), {state}
    for link in links:
        given = f"{LEDGER}: entry {link.n}"
        _after(bundle, act, link)
        bundle.hold(link.facts.get("state") == state, given, f"gives no proxy of {state}")
        bundle.hold(link.office == office, given, "passes on what another office holds")
        _speak(bundle, given, holder, office)
        _check_given(bundle, act, link)
        if "alternate" in link.facts:
            own = len(links) == 1 and link.facts["alternate"] == act.person
            bundle.hold(own, where, f"is not by the alternate named in ledger entry {link.n}")
            continue
        holder = as_text(link.facts.get("to"), f"{given}: field 'to'")
        office = as_uuid(link.facts.get("office"), f"{given}: field 'office'")
        bundle.hold(holder not in been, given, f"leads back to {holder}")
        been.add(holder)
    used = (act.facts.get("by"), act.office) == (holder, office)
    bundle.hold(used, where, f"is not by whom ledger entry {links[-1].n} gave the proxy to")
    bundle.notes.append(_told_of_proxy(act, state, links))


def _told_of_proxy(act: Entry, state: str, links: list[Entry]) -> str:
    """One sentence on how an answer came to be given for a state by somebody else."""
    said = []
    for link in links:
        facts, scope = link.facts, link.facts["scope"]
        covers = {"alliance": "all questions", "kind": f"questions of the kind {KIND}"}
        whom = "its alternate" if "alternate" in facts else visible(str(facts["to"]), 60)
        days = f"{facts['from_on']} through {facts['last_on']}"
        covered = covers.get(str(scope), "this question")
        said.append(f"to {whom} for {covered}, {days} (entry {link.n})")
    return (
        f"Entry {act.n} answers for {visible(state, 60)} by its proxy,"
        f" given {', then '.join(said)}; no recall before that is shown."
    )


def _links(bundle: Bundle, where: str, number: str) -> list[Entry]:
    """The acts by which a proxy came to its holder, from the one of the state itself."""
    shown = bundle.proxies.get(number, [])
    above: list[object] = []
    for act in shown:
        above += as_list(act.facts.get("passed_on_from", []), f"{LEDGER}: entry {act.n}")
    numbers = [*(as_uuid(one, where) for one in above), number]
    links = []
    for place, one in enumerate(numbers):
        wanted = PASSED_ON if place else GIVEN
        made = [act for act in bundle.proxies.get(one, []) if act.action in {GIVEN, PASSED_ON}]
        once = len(made) == 1 and made[0].action == wanted
        bundle.hold(once, where, f"is by a proxy of which {wanted} is not shown once")
        same = made[0].facts.get("passed_on_from", []) == numbers[:place]
        bundle.hold(same, f"{LEDGER}: entry {made[0].n}", "is passed on from others than is said")
        links += made
    return links


def _check_given(bundle: Bundle, act: Entry, link: Entry) -> None:
    """What one link says: it covers the question and the day of the answer, and was not recalled.

    The days are those at the capital of the state, which is held to what all time zones share.
    """
    given, facts = f"{LEDGER}: entry {link.n}", link.facts
    scopes = {"alliance": True, "kind": facts.get("kind") == KIND}
    scopes["question"] = facts.get("question") == bundle.question.id
    covers = scopes.get(as_text(facts.get("scope"), f"{given}: field 'scope'"), False)
    bundle.hold(covers, given, "gives a proxy that does not cover this question")
    first, last = (
        as_day(facts.get(name), f"{given}: field {name!r}") for name in ("from_on", "last_on")
    )
    at = dt.datetime.fromisoformat(act.at[:26])
    held = first <= last and first <= (at + EARLIEST).date() and (at + LATEST).date() <= last
    bundle.hold(held, given, f"gives a proxy from {first} through {last}, used at {act.at}")
    if "instructions_sha256" in facts:
        as_hex(facts["instructions_sha256"], f"{given}: field 'instructions_sha256'")
    _check_rests_on(bundle, link)
    for one in bundle.proxies[str(facts["proxy"])]:
        late = one.action != RECALLED or one.n > act.n
        reason = f"is by a proxy that ledger entry {one.n} had recalled"
        bundle.hold(late, f"{LEDGER}: entry {act.n}", reason)


def _states_in(act: Entry) -> list[object]:
    return as_list(act.facts.get("states"), f"{LEDGER}: entry {act.n}: field 'states'")


def _said_in(act: Entry) -> dict[str, object]:
    return {name: act.facts[name] for name in (*SAID, SEALED) if name in act.facts}


def _check_replaced(bundle: Bundle, act: Entry, opened: Entry, state: str) -> None:
    """An answer that a later one took the place of: of the same kind, and given in time too."""
    where = f"{ANSWERS}: {state}"
    allowed = bundle.terms.may_change
    reason = f"changed the answer of ledger entry {act.n}, which terms.json does not allow"
    bundle.hold(allowed, where, reason)
    _after(bundle, act, opened)
    _check_in_time(bundle, f"{LEDGER}: entry {act.n}", act.at)
    _hold_kind(bundle, act)
    _check_who_was_replaced(bundle, where, act, state)
    said, entry = _said_in(act), f"{LEDGER}: entry {act.n}"
    if bundle.terms.hidden:
        bundle.hold(said.keys() == {SEALED}, entry, "says what was to be hidden until the close")
        as_hex(said[SEALED], f"{entry}: field {SEALED!r}")
    else:
        bundle.hold(SEALED not in said, entry, "hides an answer, and results were not hidden")
        read_said(said, entry, bundle.terms)
    _check_rests_on(bundle, act)
    _check_explained(bundle, act)


def _check_who_was_replaced(bundle: Bundle, where: str, act: Entry, state: str) -> None:
    if act.action == ENTERED:
        met = bundle.terms.mode == "meeting"
        bundle.hold(met, where, f"ledger entry {act.n} was called out, and in no meeting")
        _check_secretariat(bundle, act)
        return
    holder = state
    if act.action == BY_PROXY:
        holder = as_text(act.facts.get("by"), f"{LEDGER}: entry {act.n}: field 'by'")
        if holder != state:
            _check_holder(bundle, where, state, holder)
        _check_proxy(bundle, act, state)
    _stand(bundle, where, holder, str(act.office), str(act.person))


def _check_early_close(bundle: Bundle, closed: Entry) -> None:
    """A meeting closes before the time once all who are there have answered, or as declared."""
    if not bundle.awaited:
        return
    where = f"{LEDGER}: entry {closed.n}"
    there = as_list(closed.facts.get("present", [*bundle.roster]), f"{where}: field 'present'")
    said = as_text(closed.facts.get("declared", ""), f"{where}: field 'declared'").strip()
    missing = [state for state in bundle.awaited if state in there]
    reason = f"was closed before closes_at, though {', '.join(missing[:9])} had not answered"
    bundle.hold(said or not missing, QUESTION, reason)


def _check_explained(bundle: Bundle, act: Entry) -> None:
    """An explanation stands in the ledger as its digest, with who reads the words."""
    named = {"explanation_sha256", "shown_to"} & act.facts.keys()
    if not named:
        return
    where = f"{LEDGER}: entry {act.n}"
    bundle.hold(len(named) == 2, where, "names an explanation without its readers, or the reverse")
    as_hex(act.facts["explanation_sha256"], f"{where}: field 'explanation_sha256'")
    known = act.facts["shown_to"] in READERS
    bundle.hold(known, f"{where}: field 'shown_to'", f"must be one of {', '.join(READERS)}")


def _check_terms_acts(bundle: Bundle, opened: Entry) -> None:
    """The terms are those that the opening froze; a question from before had the plain ones."""
    if "terms_sha256" not in opened.facts:
        plain = bundle.members[TERMS] == PLAIN_TERMS
        reason = f"holds terms, and ledger entry {opened.n} froze none: only the plain ones fit"
        bundle.hold(plain, TERMS, reason)
        return
    _hold_facts(bundle, opened, TERMS, {"terms_sha256": bundle.sha256(TERMS)})
    for answer in bundle.answers:
        told = answer.word != "recused" or "ground" in answer.said
        bundle.hold(told, f"{ANSWERS}: {answer.state}", "is recused without a ground")


def _check_extension_acts(bundle: Bundle, opened: Entry, closed: Entry) -> None:
    acts = _acts(bundle, "votes:extend", "question", bundle.question.id, named=True)
    listed = bundle.question.extensions
    entries = [one.entry for one in listed]
    reason = f"extensions must be those of ledger entries {[act.n for act in acts][:9]}"
    bundle.hold(entries == [act.n for act in acts], QUESTION, reason)
    for place, (one, act) in enumerate(zip(listed, acts), 1):  # noqa: B905 Python 3.9
        where = f"{QUESTION}: extension {place}"
        facts = {"before": one.before, "closes_at": one.after, "reason": one.reason}
        _hold_facts(bundle, act, where, facts)
        early = act.at < one.before
        bundle.hold(early, where, "put the close off when it had come already")
        _hold_kind(bundle, act)
        _check_secretariat(bundle, act)
        _after(bundle, act, opened)
        _after(bundle, closed, act)


def _check_casting(bundle: Bundle, opened: Entry, closed: Entry) -> None:
    """The casting vote: sealed when it was given, opened where it decides, and only there."""
    given = _acts(bundle, "votes:cast", "question", bundle.question.id, named=True)
    for turn, act in enumerate(given, 1):
        where = f"{LEDGER}: entry {act.n}"
        _hold_facts(bundle, act, where, {"state": bundle.terms.chair, "n": turn})
        as_hex(act.facts.get("casting_sha256"), f"{where}: field 'casting_sha256'")
        _hold_kind(bundle, act)
        _check_in_time(bundle, where, act.at)
        _stand(bundle, where, bundle.terms.chair, str(act.office), str(act.person))
        _after(bundle, act, opened)
        _after(bundle, closed, act)
    opens = bool(given) and bundle.chair_decides
    bundle.hold(
        (bundle.chair is not None) == opens, TALLY, "must count a casting vote that decides"
    )
    where = f"{LEDGER}: entry {closed.n}"
    if not opens:
        bundle.hold("casting_vote" not in closed.facts, where, "opens a casting vote for nothing")
        return
    said = Fields(closed.facts.get("casting_vote"), f"{where}: casting_vote", "vote n salt state")
    wanted = {"vote": bundle.chair, "n": len(given), "state": bundle.terms.chair}
    same = {name: said.values[name] for name in wanted} == wanted
    bundle.hold(same, said.where, "is not the last that the chair gave, or not the one counted")
    sealed = {"casting_vote": bundle.chair, "n": len(given), "salt": said.hex("salt", 32)}
    digest = hashlib.sha256(canonical(sealed)).hexdigest()
    _hold_facts(bundle, given[-1], said.where, {"casting_sha256": digest})


def _check_earlier(bundle: Bundle, opened: Entry) -> None:
    """Every other question on the resolution was taken off before this one was opened."""
    ours = bundle.question.id
    asked = {
        as_uuid(act.facts.get("question"), f"{LEDGER}: entry {act.n}: field 'question'"): act
        for act in bundle.entries.values()
        if act.action in {"votes:open", "resolutions:put"}
        and bundle.resolution in (act.facts.get("resolution"), act.subject.partition(":")[2])
    }
    for other, act in asked.items():
        if other != ours:
            taken_off = _acts(bundle, "votes:void", "question", other, named=True)
            _check_taken_off(bundle, taken_off, act, opened)
    off = _acts(bundle, "votes:void", "question", ours, named=True)
    bundle.hold(not off, LEDGER, "takes the question off that was decided")
    for action in ("resolutions:adopt", "resolutions:lose"):
        acts = _acts(bundle, action, "resolution", bundle.resolution, named=True)
        same = all(act.facts.get("question") == ours for act in acts)
        bundle.hold(same, LEDGER, f"holds an act {action} by another question on this resolution")


def _check_taken_off(bundle: Bundle, acts: list[Entry], put: Entry, opened: Entry) -> None:
    where = f"{LEDGER}: entry {put.n}"
    reason = "puts another question on this resolution, which was not taken off once"
    bundle.hold(len(acts) == 1, where, reason)
    (act,) = acts
    _hold_kind(bundle, act)
    told = as_text(act.facts.get("reason"), f"{LEDGER}: entry {act.n}: field 'reason'").strip()
    bundle.hold(told, f"{LEDGER}: entry {act.n}", "takes a question off without a reason")
    _after(bundle, act, put)
    _after(bundle, opened, act)


def _check_circulation(bundle: Bundle, opened: Entry, closed: Entry) -> None:
    acts = sorted(
        (
            act
            for action in SHOWN
            for act in _acts(bundle, action, "resolution", bundle.resolution, named=False)
        ),
        key=lambda act: act.n,
    )
    before = [act for act in acts if act.n < opened.n]
    bundle.hold(before, LEDGER, "holds no act resolutions:circulate before the opening")
    text = {"text_sha256": bundle.sha256(TEXT), "version": bundle.version}
    _hold_facts(bundle, before[-1], TEXT, text)
    for act in acts:
        _hold_kind(bundle, act, clock=act.action == "resolutions:open")
    for act in acts[len(before) :]:
        again = bundle.outcome != "carried" and act.n > closed.n
        where = f"{LEDGER}: entry {act.n}"
        bundle.hold(again, where, "circulates a text after the question on it was opened")


def _check_consequences(bundle: Bundle, closed: Entry) -> None:
    carried = bundle.outcome == "carried"
    wanted, other = "resolutions:adopt", "resolutions:lose"
    if not carried:
        wanted, other = other, wanted
    decided = _only(bundle, _decisions(bundle, wanted), wanted)
    against = _decisions(bundle, other)
    bundle.hold(not against, LEDGER, f"holds an act {other}, against the outcome of the tally")
    text: dict[str, object] = {"text_sha256": bundle.question.hashes["text_sha256"]}
    _hold_facts(bundle, decided, f"{LEDGER}: entry {decided.n}", text)
    _after(bundle, decided, closed)
    _same_actor(bundle, decided, closed)
    action = "resolutions:enroll"
    acts = _acts(bundle, action, "resolution", bundle.resolution, named=True)
    if not carried:
        bundle.hold(not acts, LEDGER, "holds an act resolutions:enroll of a text not adopted")
        return
    enrolled = _only(bundle, acts, action)
    _hold_facts(bundle, enrolled, f"{LEDGER}: entry {enrolled.n}", text)
    _after(bundle, enrolled, decided)
    _same_actor(bundle, enrolled, closed)
    bundle.enrolled = enrolled.n


def _same_actor(bundle: Bundle, act: Entry, closed: Entry) -> None:
    """What follows from the close is carried out by whoever closed."""
    same = (act.kind, act.person, act.office) == (closed.kind, closed.person, closed.office)
    where = f"{LEDGER}: entry {act.n}"
    bundle.hold(same, where, f"{act.action} is not by whoever closed the question")


def _decisions(bundle: Bundle, action: str) -> list[Entry]:
    """The acts `action` on this resolution by this question; other questions are not judged."""
    acts = _acts(bundle, action, "resolution", bundle.resolution, named=True)
    for act in acts:
        as_uuid(act.facts.get("question"), f"{LEDGER}: entry {act.n}: field 'question'")
    return [act for act in acts if act.facts["question"] == bundle.question.id]


# --- signatures ---


def check_signatures(bundle: Bundle) -> None:
    listed = as_list(bundle.parts[SIGNATURES], SIGNATURES)
    carried = bundle.outcome == "carried"
    bundle.hold(carried or not listed, SIGNATURES, "must be empty: nothing was adopted")
    acts = {
        act.n: act
        for act in _acts(bundle, "signatures:sign", "resolution", bundle.resolution, named=True)
    }
    previous: str | None = None
    for place, item in enumerate(listed, 1):
        fields = Fields(item, f"{SIGNATURES}: item {place}", "state statement key signature entry")
        state = fields.text("state")
        fields.where = f"{SIGNATURES}: {state}"
        in_order = previous is None or previous < state
        bundle.hold(in_order, fields.where, "signs twice or is not in the order of the states")
        bundle.hold(state in bundle.roster, fields.where, "is not on the roster")
        act = acts.pop(fields.integer("entry"), None)
        reason = f"ledger entry {fields.integer('entry')} is not a signature of this resolution"
        bundle.hold(act, fields.where, reason)
        assert act is not None
        _check_signature(bundle, fields, act)
        previous = state
    bundle.hold(not acts, SIGNATURES, f"leaves out those of ledger entries {sorted(acts)[:9]}")


def _check_signature(bundle: Bundle, fields: Fields, act: Entry) -> None:
    where, key, text_sha256 = fields.where, fields.hex("key"), bundle.sha256(TEXT)
    names = (
        "format resolution text_sha256 tally_sha256 state office signer authority kind signed_at"
    )
    statement = fields.inner("statement", names, "register")
    statement.literal("format", "alliance-signature/1")
    statement.literal("kind", SIGNATURE_KIND)
    statement.literal("resolution", bundle.resolution)
    statement.literal("text_sha256", text_sha256)
    statement.literal("tally_sha256", bundle.sha256(TALLY))
    statement.literal("state", fields.text("state"))
    statement.text("authority")
    office, signer = (
        statement.inner("office", "id name"),
        statement.inner("signer", "id name title"),
    )
    for part, name in ((office, "name"), (signer, "name"), (signer, "title")):
        part.text(name)
    bundle.held += 6  # the literal fields
    owner = f"office:{office.uuid('id')}"
    since = bundle.keys.get((owner, key))
    bundle.hold(since, where, "was made with a key that keys.json does not give to the office")
    signed = canonical(statement.values)
    fits = _signed(key, b"alliance-signature/1\n" + signed, fields.hex("signature", 128))
    bundle.hold(fits, where, "the signature does not fit the statement")
    digest = hashlib.sha256(signed).hexdigest()
    facts = {"text_sha256": text_sha256, "statement_sha256": digest, "key": key}
    _hold_facts(bundle, act, where, {"state": fields.text("state"), **facts})
    _check_register(bundle, statement, act)
    who = (office.uuid("id"), signer.uuid("id"), statement.instant("signed_at"))
    _hold_actor(bundle, act, where, who)
    _stand(bundle, where, fields.text("state"), *who[:2])
    in_order = lead(since or "", act.at) <= UNSURE
    bundle.hold(in_order, f"{KEYS}: {owner}", f"since is after its signature for {where}")
    enrolled = act.n > bundle.enrolled
    bundle.hold(enrolled, where, f"ledger entry {act.n} comes before the text was enrolled")


def _check_register(bundle: Bundle, statement: Fields, act: Entry) -> None:
    """What the authority register says of the signature; older statements have none of it."""
    _check_rests_on(bundle, act)
    if "register" not in statement.values:
        return
    register = statement.inner("register", "id citation chain_sha256")
    register.text("citation")
    facts = {"authority": register.uuid("id"), "chain_sha256": register.hex("chain_sha256")}
    _hold_facts(bundle, act, register.where, facts)


def _check_rests_on(bundle: Bundle, act: Entry) -> None:
    """The form of what an act says that it rests on: both facts, or neither in an older act."""
    where, named = f"{LEDGER}: entry {act.n}", {"authority", "chain_sha256"} & act.facts.keys()
    if named:
        bundle.hold(len(named) == 2, where, "names an authority without its chain, or the reverse")
        as_uuid(act.facts["authority"], f"{where}: field 'authority'")
        as_hex(act.facts["chain_sha256"], f"{where}: field 'chain_sha256'", 64)


# --- a checkpoint that the reader already holds ---


def check_held(bundle: Bundle, path: Path) -> None:
    """Hold the bundle's ledger against the checkpoint file at `path`; OSError if unreadable."""
    where = f"checkpoint {path.name}"
    value = read_json(where, read_file(path, where))
    fields = Fields(value, where, "checkpoint key signature", "leaves receipt")
    held = read_checkpoint(fields)
    bundle.hold(held.key == bundle.house_key, where, "was signed with another key than the bundle")
    bundle.hold(held.house == bundle.house, where, "is of another house than the bundle")
    bundle.hold(bundle.stream in held.streams, where, f"lacks the stream {bundle.stream}")
    leaves = _held_leaves(bundle, held, fields)
    size = held.streams[bundle.stream].size
    if size > len(bundle.leaves):
        reason = (
            f"is newer than the bundle ({size} entries, the bundle has {len(bundle.leaves)}) and"
            " carries no leaves: export the bundle again and check that one"
        )
        bundle.hold(leaves, where, reason)
    _check_growth(bundle, held, size)
    common = min(size, len(bundle.leaves))
    if size <= len(bundle.leaves):
        same = held.covers(bundle.stream, bundle.leaves[:common])
    else:
        same = leaves[:common] == bundle.leaves
    reason = f"the first {common} entries are not those of {where}: the history was rewritten"
    bundle.hold(same, LEDGER, reason)
    _check_receipt(bundle, fields, where)
    bundle.against_checkpoint = True


def _check_receipt(bundle: Bundle, fields: Fields, where: str) -> None:
    """The act that a receipt speaks of stands in the ledger, where it was said to stand."""
    if "receipt" not in fields.values:
        return
    receipt = Fields(fields.values["receipt"], fields.at("receipt"), "leaf n stream")
    n, leaf = receipt.integer("n"), receipt.hex("leaf")
    if receipt.text("stream") != bundle.stream or n > len(bundle.leaves):
        return  # of another stream, or of an act after this bundle was made
    there = bundle.leaves[n - 1].hex() == leaf
    bundle.hold(there, where, f"its receipt is not entry {n} of the bundle's ledger")


def _held_leaves(bundle: Bundle, held: Checkpoint, fields: Fields) -> list[bytes]:
    """The leaves that the file carries for the bundle's stream; [] if it carries none."""
    listed = as_object(fields.values.get("leaves", {}), fields.at("leaves"))
    known = listed.keys() <= held.streams.keys()
    bundle.hold(known, fields.at("leaves"), "holds a stream that the checkpoint does not sign")
    if bundle.stream not in listed:
        return []
    where = f"{fields.at('leaves')}: {bundle.stream}"
    leaves = read_leaves(listed[bundle.stream], where)
    covered = held.covers(bundle.stream, leaves)
    bundle.hold(covered, where, "are not the leaves that the checkpoint signs")
    return leaves


def _check_growth(bundle: Bundle, held: Checkpoint, size: int) -> None:
    """A ledger only grows: the later of two checkpoints never has fewer entries."""
    ours = max(bundle.made_at, bundle.checkpoint_at, bundle.latest)
    newer = lead(ours, held.at)
    grown = size - len(bundle.leaves)
    if grown > 0:
        bundle.notes.append(
            f"The bundle was made at {bundle.made_at}; the checkpoint, of {held.at}, knows {grown}"
            " later acts of the alliance, about this resolution or others, that are not in it."
        )
    shrank = (grown > 0 and newer > UNSURE) or (grown < 0 and -newer > UNSURE)
    reason = f"against {held.where}, the later of the two has fewer entries: the end was cut off"
    bundle.hold(not shrank, LEDGER, reason)


# --- verdict and command line ---

Check = Callable[[Bundle], None]
GROUPS: tuple[tuple[str, Check], ...] = (
    ("the manifest is signed and fits its signature", check_manifest),
    ("every member is as the manifest names it", check_hashes),
    ("every JSON member is in canonical form", check_canonical),
    ("the text is of this resolution and reads the same in both forms", check_text),
    ("the question is about this text, rule, roster and terms", check_question),
    ("states on the roster answered, while the question was open", check_answers),
    ("the tally follows from rule, roster and answers", check_tally),
    ("the keys are in order and the manifest's is the house's", check_keys),
    ("the entries of the ledger are linked to one another", check_ledger),
    ("the house signed the state of the ledger", check_checkpoint),
    ("the acts in the ledger agree with question, answers and tally", check_acts),
    ("the signatures are genuine and in the ledger", check_signatures),
)
NO_CHECKPOINT = (
    "Without a checkpoint only consistency with itself was checked: whoever holds the house's key"
    " could have made all of it anew. Take a checkpoint file that you or another member kept"
    " (written by `alliance ledger checkpoint -o FILE`) and add `--checkpoint FILE`."
)


def _groups(data: bytes, checkpoint: Path | None) -> list[tuple[str, Check]]:
    first = ("the members are all there, once, readable", lambda b: check_container(b, data))
    groups: list[tuple[str, Check]] = [first, *GROUPS]
    if checkpoint is not None:
        held = checkpoint
        groups.append(("the ledger continues the checkpoint", lambda b: check_held(b, held)))
    return groups


def verify(bundle_path: str | Path, checkpoint_path: str | Path | None = None) -> Verdict:
    """Check the bundle at `bundle_path`, and against a checkpoint file if one is given.

    Raises OSError if a file cannot be read; whatever the bytes are, the answer is a Verdict.
    """
    bundle, sentences = Bundle(), []
    problem: Problem | None = None
    try:
        data = read_file(Path(bundle_path), "the file")
        checkpoint = None if checkpoint_path is None else Path(checkpoint_path)
    except Problem as error:
        return Verdict(valid=False, checked=0, first_problem=str(error), against_checkpoint=False)
    for title, check in _groups(data, checkpoint):
        if problem is not None:
            sentences.append(f"not reached: {title}")
            continue
        before = bundle.held
        problem = _run(bundle, check)
        number = bundle.held - before
        sentences.append(f"{'does not hold' if problem else 'holds'}: {title} ({number} checks)")
    sentences += _notes(bundle, problem, checkpoint)
    return Verdict(
        valid=problem is None,
        checked=bundle.held,
        first_problem=None if problem is None else str(problem),
        against_checkpoint=bundle.against_checkpoint,
        sentences=tuple(sentences),
    )


def _run(bundle: Bundle, check: Check) -> Problem | None:
    try:
        check(bundle)
    except Problem as problem:
        return problem
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 the last wall: no bytes may end in a traceback
        return Problem("the file", f"could not be checked ({type(error).__name__})")
    return None


def _notes(bundle: Bundle, problem: Problem | None, checkpoint: Path | None) -> list[str]:
    notes = []
    if problem is None:
        name = visible(bundle.house_name, 200)
        notes.append(f"The house is {name}, house {bundle.house}, key {bundle.house_key}.")
        if checkpoint is None:
            notes.append(NO_CHECKPOINT)
        notes += bundle.notes
    try:
        own = Path(__file__).read_bytes()
    except OSError:
        return notes
    if bundle.members.get(VERIFIER, own) != own:
        notes.append("Note: the verifier in the bundle differs from this one.")
    return notes


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Check a decision bundle offline.")
    parser.add_argument("file", metavar="FILE", type=Path, help="the bundle, a zip file")
    parser.add_argument("--checkpoint", metavar="FILE", type=Path, help="a checkpoint kept before")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """0: valid; 1: not valid; 2: wrong usage or a file that cannot be read."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without UTF-8 must not stop us
            stream.reconfigure(errors="backslashreplace")
    given = _arguments(arguments)
    try:
        verdict = verify(given.file, given.checkpoint)
    except OSError as error:
        name = visible(str(error.filename or given.file), 400)
        print(f"cannot read {name}: {error.strerror}", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(verdict.as_json()))
    else:
        word = "VALID" if verdict.valid else "NOT VALID"
        reason = "" if verdict.first_problem is None else f": {verdict.first_problem}"
        print(f"{word}: {visible(given.file.name, 200)}{reason}")
        for sentence in verdict.sentences:
            print(sentence)
    return 0 if verdict.valid else 1


if __name__ == "__main__":
    sys.exit(main())
