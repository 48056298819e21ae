"""Reading memberships and alliances from the cells and records of import files."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from alliance.core.cells import SLUG, Cells, without_direction_marks
from alliance.core.dates import (
    HOW_TO_WRITE,
    HOW_TO_WRITE_A_DAY,
    PartialDate,
    Precision,
    parse_day,
    parse_partial_date,
)
from alliance.core.imports import Refusal
from alliance.membership.periods import ends_before_it_begins
from alliance.membership.rules import TAKEN, Period

MEMBERSHIP_REQUIRED = ("alliance_id", "jurisdiction", "role", "status")
MEMBERSHIP_OPTIONAL = (
    *("joined", "joined_precision", "notice_given", "left", "left_precision"),
    *("source", "as_of", "note"),
)
ALLIANCES_KEY = "alliances"

ID_AT_MOST = 60
NAME_AT_MOST = 300
WORDS_AT_MOST = 200
NOTE_AT_MOST = 2_000
PARTICIPANTS_AT_MOST = 1_000


def read_membership(
    cells: Mapping[str, str],
    row: int,
    file: str,
    alliances: Collection[str],
    states: Collection[str],
) -> Period | list[Refusal]:
    """The period a row of memberships.csv speaks of, or all that is wrong with the row.

    `alliances` are the ids and `states` the postal codes that exist.
    """
    reading = Cells(file, row, cells)
    find = "import the alliance first, or use one of the ids in `alliances`"
    alliance = reading.known("alliance_id", alliances, "an alliance", find)
    if not reading.given("jurisdiction"):
        reading.refuse("jurisdiction", "is empty", "write the two-letter postal code")
    period = Period(
        alliance=alliance,
        state=reading.state("jurisdiction", states),
        role=reading.text("role", at_most=WORDS_AT_MOST, required=True),
        status=reading.text("status", at_most=WORDS_AT_MOST, required=True),
        joined=reading.partial_date("joined", "joined_precision"),
        notice_given=reading.partial_date("notice_given"),
        left=reading.partial_date("left", "left_precision"),
        as_of=reading.day("as_of"),
        source=reading.text("source", at_most=NOTE_AT_MOST),
        note=reading.text("note", at_most=NOTE_AT_MOST),
    )
    if ends_before_it_begins(period):
        fix = "left is the first day out: write the same day as joined or a later one"
        reading.refuse("left", "left is before joined", fix)
    return reading.refusals or period


@dataclass(frozen=True)
class AllianceFacts:
    """One body as its source describes it; rules are kept as the JSON they are."""

    id: str
    name: str
    kind: str
    formed: PartialDate | None
    subject: str
    activation: Any
    withdrawal_rule: Any
    decision_rule: Any
    other_participants: tuple[str, ...]
    roster_complete: bool | None
    published_member_count: dict[str, Any] | None
    note: str
    source: tuple[str, ...]
    as_of: dt.date | None
    ignored: tuple[str, ...] = ()


_KNOWN_FIELDS = frozenset(AllianceFacts.__dataclass_fields__) - {"ignored"} | {"formed_precision"}


def read_alliances(
    records: Sequence[dict[str, Any]], file: str
) -> tuple[list[AllianceFacts], list[Refusal]]:
    """All records of alliances.json with all refusals; an id may stand in one file only once."""
    read: list[AllianceFacts] = []
    refusals: list[Refusal] = []
    first_seen: dict[str, int] = {}
    for index, record in enumerate(records):
        facts = read_alliance(record, index, file)
        if isinstance(facts, list):
            refusals += facts
        elif facts.id in first_seen:
            reason = f"stands twice in this file, first in record {first_seen[facts.id]}"
            refusals.append(Refusal(file, index, "id", facts.id, reason, "keep one of the two"))
        else:
            first_seen[facts.id] = index
            read.append(facts)
    return read, refusals


def read_alliance(record: dict[str, Any], index: int, file: str) -> AllianceFacts | list[Refusal]:
    """The facts of one record, or all that is wrong with it; unknown fields are only listed."""
    reading = _Record(file, index, record)
    facts = AllianceFacts(
        id=reading.slug("id"),
        name=reading.text("name", NAME_AT_MOST, required=True),
        kind=reading.text("kind", WORDS_AT_MOST, required=True),
        formed=reading.formed(),
        subject=reading.text("subject", WORDS_AT_MOST),
        activation=record.get("activation"),
        withdrawal_rule=record.get("withdrawal_rule"),
        decision_rule=record.get("decision_rule"),
        other_participants=reading.texts("other_participants"),
        roster_complete=reading.truth("roster_complete"),
        published_member_count=reading.counts("published_member_count"),
        note=reading.text("note", NOTE_AT_MOST),
        source=reading.texts("source"),
        as_of=reading.day("as_of"),
        ignored=tuple(sorted(record.keys() - _KNOWN_FIELDS)),
    )
    return reading.refusals or facts


@dataclass
class _Record:
    """The fields of one JSON record; a field of the wrong type is refused by its name."""

    file: str
    index: int
    record: dict[str, Any]
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, name: str, reason: str, fix: str) -> None:
        value = self.record.get(name)
        # Whatever is no plain value is told by its kind alone.
        echo = None if value is None or isinstance(value, dict | list) else str(value)
        self.refusals.append(Refusal(self.file, self.index, name, echo, reason, fix))

    def text(self, name: str, at_most: int, *, required: bool = False) -> str:
        value = self.record.get(name)
        if value is not None and not isinstance(value, str):
            self.refuse(name, "is not text", "write text in double quotes")
            return ""
        text = without_direction_marks(value or "")
        if required and not text:
            self.refuse(name, "is missing or empty", "fill it in")
        elif len(text) > at_most:
            self.refuse(name, f"is longer than {at_most:,} characters", "shorten the text")
        return text

    def slug(self, name: str) -> str:
        value = self.record.get(name)
        if isinstance(value, str) and value in TAKEN:
            self.refuse(name, "is the name of a page here", "choose another id")
            return ""
        if isinstance(value, str) and SLUG.fullmatch(value) and len(value) <= ID_AT_MOST:
            return value
        reason = "is missing" if value is None else "is not a usable id"
        fix = f"use small letters, digits and dashes, at most {ID_AT_MOST} characters"
        self.refuse(name, reason, fix)
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.record.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.refuse(name, "is not a list of texts", 'write a list such as ["a", "b"]')
            return ()
        if len(value) > PARTICIPANTS_AT_MOST or any(len(one) > NOTE_AT_MOST for one in value):
            self.refuse(name, "is too long", "shorten the list and its texts")
        return tuple(without_direction_marks(one) for one in value)

    def truth(self, name: str) -> bool | None:
        value = self.record.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.refuse(name, "is neither true, false nor null", "write true, false or null")
        return None

    def counts(self, name: str) -> dict[str, Any] | None:
        value = self.record.get(name)
        if value is None or isinstance(value, dict):
            return value
        self.refuse(name, "is not an object", 'write an object such as {"states": 10}, or null')
        return None

    def formed(self) -> PartialDate | None:
        text = self.text("formed", WORDS_AT_MOST)
        precision = self.text("formed_precision", WORDS_AT_MOST)
        try:
            date = parse_partial_date(text)
        except ValueError as wrong:
            self.refuse("formed", str(wrong), HOW_TO_WRITE)
            return None
        if precision and precision not in list(Precision):
            self.refuse("formed_precision", "is not a precision", "write day, month or year")
        elif precision and (date is None or date.precision != precision):
            given = "is empty" if date is None else f"gives the {date.precision}"
            self.refuse("formed_precision", f'contradicts "formed", which {given}', "leave it out")
        return date

    def day(self, name: str) -> dt.date | None:
        try:
            return parse_day(self.text(name, WORDS_AT_MOST))
        except ValueError as wrong:
            self.refuse(name, str(wrong), HOW_TO_WRITE_A_DAY)
            return None
