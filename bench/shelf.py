"""Resolutions in bulk: the rows that the operations would have written, without their time.

The ledger is chained as the product chains it, rosters, texts and tallies are in the product's
own forms; only the signatures are not real, for making keys is not what is measured.
"""

import datetime as dt
import json
import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import count as numbers
from typing import Any

from sqlalchemy import insert, select

from alliance.core import clock
from alliance.core.canonical import digest, leaf_hash
from alliance.core.db import Base, db
from alliance.core.record import BEFORE_THE_FIRST, VERSION, Entry
from alliance.resolutions.models import Resolution, ResolutionRead, ResolutionText
from alliance.resolutions.operations import KIND
from alliance.resolutions.rules import Stage
from alliance.rulebook.counting import tally
from alliance.rulebook.parsing import parse
from alliance.signatures.models import Signature
from alliance.texts.frozen import FORMAT, as_json
from alliance.texts.starting import plain_clauses
from alliance.votes.models import Answer, Entitlement, Question
from alliance.votes.operations import Matter
from alliance.votes.rosters import roster_of
from alliance.votes.rules import USUAL_RULE
from alliance.votes.terms import BEFORE

AT_ONCE = 2000  # rows in one INSERT
CLAUSE = (
    "the states of this alliance share rivers, roads & markets, and what one of them decides "
    "about “common” standards is felt in every other before the year is out"
)


def canonical(value: Any) -> bytes:
    """Canonical JSON for what is written here: plain names, no numbers but whole ones.

    For such the product's own, which is right for all, gives the same bytes more slowly; a test
    checks every hash with it.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


RULE = canonical(dict(USUAL_RULE))
TERMS = BEFORE.frozen()


class Kind(StrEnum):
    """How a resolution stands to one office, the reader's, whose desk is looked at."""

    TO_ANSWER = "open, without the answer of the reader's state"
    ANSWERED = "open, with it"
    TO_SIGN = "open for signature, not signed by the reader's state"
    SIGNED = "open for signature, signed by it"
    UNREAD = "circulated by another office, not read"
    READ = "circulated by another office, read"
    OWN_DRAFT = "a draft of the reader's office"
    OWN_CIRCULATED = "circulated by the reader's office"
    IN_FORCE = "in force"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


STAGES: Mapping[Kind, Stage] = {
    Kind.TO_ANSWER: Stage.VOTING,
    Kind.ANSWERED: Stage.VOTING,
    Kind.TO_SIGN: Stage.ENROLLED,
    Kind.SIGNED: Stage.ENROLLED,
    Kind.UNREAD: Stage.CIRCULATED,
    Kind.READ: Stage.CIRCULATED,
    Kind.OWN_DRAFT: Stage.DRAFT,
    Kind.OWN_CIRCULATED: Stage.CIRCULATED,
    Kind.IN_FORCE: Stage.IN_FORCE,
    Kind.LOST: Stage.LOST,
    Kind.WITHDRAWN: Stage.WITHDRAWN,
}
OPEN = (Kind.TO_ANSWER, Kind.ANSWERED)
DECIDED = (Kind.TO_SIGN, Kind.SIGNED, Kind.IN_FORCE, Kind.LOST)
PAST = (Kind.IN_FORCE, Kind.LOST)  # their roll calls are short, so that seeding is


@dataclass(frozen=True)
class Seat:
    """The officeholder who acts for a state."""

    state: str
    office_id: uuid.UUID
    person_id: uuid.UUID


@dataclass(frozen=True)
class Body:
    """An alliance as the writer needs it: its members' seats by state."""

    id: uuid.UUID
    slug: str
    seats: Mapping[str, Seat]
    secretariat: Seat

    @property
    def stream(self) -> str:
        """Its ledger stream."""
        return f"alliance:{self.slug}"


@dataclass(frozen=True)
class Put:
    """What was written: the resolution and, where one was put, its question."""

    kind: Kind
    resolution_id: uuid.UUID
    question_id: uuid.UUID | None


@dataclass
class Shelf:
    """Writes resolutions of one alliance, seen from the office of one state."""

    body: Body
    reader: str  # a state; where it is no member, everything belongs to others
    unanswered: bool = False  # leave the roll calls empty
    rows: dict[type[Base], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, kinds: Iterable[Kind], newest: dt.datetime) -> list[Put]:
        """Write one resolution of each kind, each a minute older than the one before."""
        # The ledger grows forwards in time, so the oldest is written first.
        aged = list(enumerate(kinds))
        made = [
            self._one(kind, number, newest - dt.timedelta(minutes=number))
            for number, kind in reversed(aged)
        ]
        self._write()
        return made[::-1]

    def _one(self, kind: Kind, number: int, at: dt.datetime) -> Put:
        resolution_id = clock.new_id()
        drafter = self._drafter(kind, number)
        made_at = at - dt.timedelta(days=30)
        title = f"Joint resolution {number} on common standards for roads & “rivers”"
        text = _text(resolution_id, title)
        self._text(resolution_id, drafter, text, made_at)
        self._enter(drafter, "resolutions:draft", resolution_id, made_at, office=True)
        if kind is not Kind.OWN_DRAFT:
            self._enter(drafter, "resolutions:circulate", resolution_id, made_at)
        question_id = None
        if kind in OPEN + DECIDED:
            matter = Matter(KIND, resolution_id, title, digest(text))
            question_id = self._question(kind, number, matter, at)
        in_force = kind is Kind.IN_FORCE
        if kind is Kind.WITHDRAWN:
            self._enter(drafter, "resolutions:withdraw", resolution_id, at)
        self.rows[Resolution].append(
            {
                "id": resolution_id,
                "alliance_id": self.body.id,
                "office_id": drafter.office_id,
                "title": title,
                "stage": STAGES[kind],
                "version": 1,
                "shown_version": None if kind is Kind.OWN_DRAFT else 1,
                "opened_at": None if kind is Kind.OWN_DRAFT else made_at,
                "made_at": made_at,
                "changed_at": at,
                "question_id": question_id,
                "in_force_on": at.date() if in_force else None,
            }
        )
        if kind is not Kind.UNREAD:
            self._read(resolution_id, drafter, at)
        return Put(kind, resolution_id, question_id)

    def _drafter(self, kind: Kind, number: int) -> Seat:
        if kind in {Kind.OWN_DRAFT, Kind.OWN_CIRCULATED}:
            return self.body.seats[self.reader]
        others = [state for state in sorted(self.body.seats) if state != self.reader]
        return self.body.seats[others[number % len(others)]]

    def _text(self, resolution_id: uuid.UUID, by: Seat, text: bytes, at: dt.datetime) -> None:
        self.rows[ResolutionText].append(
            {
                "resolution_id": resolution_id,
                "version": 1,
                "body": text.decode(),
                "sha256": digest(text),
                "made_at": at,
                "person_id": by.person_id,
            }
        )

    def _read(self, resolution_id: uuid.UUID, drafter: Seat, at: dt.datetime) -> None:
        reader = self.body.seats.get(self.reader)
        if reader is None or reader == drafter:
            return
        self.rows[ResolutionRead].append(
            {
                "resolution_id": resolution_id,
                "office_id": reader.office_id,
                "version": 1,
                "read_at": at,
                "person_id": reader.person_id,
            }
        )

    def _question(self, kind: Kind, number: int, about: Matter, at: dt.datetime) -> uuid.UUID:
        question_id = clock.new_id()
        states = self._roster(kind, number)
        roster = _roster(states)
        opened = at - dt.timedelta(days=7)
        self._enter(self.body.secretariat, "resolutions:put", about.subject_id, opened)
        self._enter(self.body.secretariat, "votes:open", question_id, opened)
        given = self._answers(kind, question_id, states, at)
        closed = self._close(kind, question_id, states, given, at) if kind in DECIDED else {}
        self.rows[Question].append(
            {
                "id": question_id,
                "kind": about.kind,
                "subject_id": about.subject_id,
                "title": about.title,
                "alliance_id": self.body.id,
                "represented_by": "governor",
                "text_sha256": about.text_sha256,
                "rule": RULE.decode(),
                "rule_sha256": digest(RULE),
                "roster": roster,
                "roster_sha256": digest(roster.encode()),
                "mode": BEFORE.mode,
                "terms": TERMS,
                "terms_sha256": digest(TERMS.encode()),
                "opened_at": opened,
                "closes_at": clock.now() + dt.timedelta(days=30) if not closed else at,
                "closed_at": None,
                "outcome": None,
                "answers": None,
                "answers_sha256": None,
                "tally": None,
                "tally_sha256": None,
                **closed,
            }
        )
        self.rows[Entitlement] += [
            {"question_id": question_id, "state_code": state} for state in states
        ]
        if kind in {Kind.SIGNED, Kind.IN_FORCE}:
            for state in states[:3]:
                self._sign(about.subject_id, state, at)
        return question_id

    def _roster(self, kind: Kind, number: int) -> list[str]:
        own = [self.reader] if self.reader in self.body.seats else []
        others = [state for state in sorted(self.body.seats) if state != self.reader]
        if kind in PAST:
            others = [others[(number + one) % len(others)] for one in range(min(2, len(others)))]
        return own + others

    def _answers(
        self, kind: Kind, question_id: uuid.UUID, states: Sequence[str], at: dt.datetime
    ) -> dict[str, str]:
        given = dict.fromkeys(self._answering(kind, states), "nay" if kind is Kind.LOST else "yea")
        for state, word in given.items():
            seat = self.body.seats[state]
            facts = {"question": str(question_id), "state": state, "answer": word}
            self._enter(seat, "votes:answer", question_id, at, facts=facts)
            self.rows[Answer].append(
                {
                    "question_id": question_id,
                    "state_code": state,
                    "n": 1,
                    "answer": word,
                    "answered_at": at,
                    "office_id": seat.office_id,
                    "person_id": seat.person_id,
                }
            )
        return given

    def _answering(self, kind: Kind, states: Sequence[str]) -> list[str]:
        if self.unanswered:
            return []
        if kind in DECIDED:
            return list(states)
        # Of the others two in three have answered.
        others = [state for n, state in enumerate(states) if n % 3 and state != self.reader]
        own = [self.reader] if kind is Kind.ANSWERED and self.reader in states else []
        return own + others

    def _close(
        self,
        kind: Kind,
        question_id: uuid.UUID,
        states: Sequence[str],
        given: Mapping[str, str],
        at: dt.datetime,
    ) -> dict[str, Any]:
        outcome = "lost" if kind is Kind.LOST else "carried"
        counted = _counted(tuple(states), tuple(given.items()))
        roll = canonical([{"state": state, "answer": word} for state, word in given.items()])
        self._enter(self.body.secretariat, "votes:close", question_id, at)
        return {
            "closed_at": at,
            "outcome": outcome,
            "answers": roll.decode(),
            "answers_sha256": digest(roll),
            "tally": counted,
            "tally_sha256": digest(counted.encode()),
        }

    def _sign(self, resolution_id: uuid.UUID, state: str, at: dt.datetime) -> None:
        seat = self.body.seats[state]
        self._enter(seat, "signatures:sign", resolution_id, at, facts={"state": state})
        self.rows[Signature].append(
            {
                "id": clock.new_id(),
                "subject_id": resolution_id,
                "state_code": state,
                "office_id": seat.office_id,
                "person_id": seat.person_id,
                "statement": canonical({"state": state}).decode(),
                "key": secrets.token_hex(32),
                "signature": secrets.token_hex(64),
                "signed_at": at,
            }
        )

    def _enter(  # noqa: PLR0913 (the same words as core.record.enter)
        self,
        by: Seat,
        action: str,
        about: uuid.UUID,
        at: dt.datetime,
        *,
        facts: Mapping[str, Any] | None = None,
        office: bool = False,
    ) -> None:
        stream = f"office:{by.office_id}" if office else self.body.stream
        kind = "resolution" if action.startswith(("resolutions:", "signatures:")) else "question"
        n, before = self.heads.get(stream) or _head(stream)
        body = canonical(
            {
                "v": VERSION,
                "stream": stream,
                "n": n + 1,
                "prev": before,
                "at": clock.stamp(at),
                "action": action,
                "actor": {
                    "kind": "person",
                    "person": str(by.person_id),
                    "office": str(by.office_id),
                },
                "subject": f"{kind}:{about}",
                "facts": dict(facts or {kind: str(about)}),
            }
        )
        leaf = leaf_hash(body)
        self.heads[stream] = (n + 1, leaf)
        self.rows[Entry].append(
            {
                "stream": stream,
                "n": n + 1,
                "at": at,
                "action": action,
                "subject": f"{kind}:{about}",
                "person_id": by.person_id,
                "office_id": by.office_id,
                "body": body.decode(),
                "leaf": leaf,
            }
        )

    def _write(self) -> None:
        for table in (
            Question,
            Entitlement,
            Answer,
            Resolution,
            ResolutionText,
            ResolutionRead,
            Signature,
            Entry,
        ):
            rows = self.rows.pop(table, [])
            for start in range(0, len(rows), AT_ONCE):
                db.session.execute(insert(table.__table__), rows[start : start + AT_ONCE])  # type: ignore[arg-type]


def _head(stream: str) -> tuple[int, str]:
    newest = select(Entry.n, Entry.leaf).where(Entry.stream == stream)
    found = db.session.execute(newest.order_by(Entry.n.desc()).limit(1)).first()
    return (found.n, found.leaf) if found else (0, BEFORE_THE_FIRST)


def _text(resolution_id: uuid.UUID, title: str) -> bytes:
    clause = numbers(1)
    whereas = [f"({next(clause)}) {CLAUSE}" for _ in range(6)]
    resolved = [f"({next(clause)}) {CLAUSE.capitalize()}." for _ in range(6)]
    return canonical(
        {
            "format": FORMAT,
            "resolution": str(resolution_id),
            "version": 1,
            "salt": secrets.token_hex(16),
            **as_json(plain_clauses(title, whereas, resolved)),
        }
    )


def _roster(states: Sequence[str]) -> str:
    return _frozen_roster(tuple(states))


@cache
def _frozen_roster(states: tuple[str, ...]) -> str:
    return canonical(roster_of(states)).decode()


@cache
def _counted(states: tuple[str, ...], given: tuple[tuple[str, str], ...]) -> str:
    counted = tally(parse(dict(USUAL_RULE)), roster_of(states), dict(given))
    return canonical(counted.as_json()).decode()
