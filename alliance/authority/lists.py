"""The register as pages and commands show it, inside the reader's wall."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import or_, select

from alliance.accounts.models import Office, Person, Post
from alliance.accounts.queries import names
from alliance.authority.models import (
    ABSENCE,
    DELEGATION,
    OFFICE,
    SUCCESSION,
    TERM,
    AuthorityDocument,
    AuthorityRecord,
)
from alliance.authority.queries import Known, as_authority, known_records, register_of
from alliance.authority.rules import (
    Authority,
    Register,
    chain_of,
    dollars,
    lapsed,
    spoken,
    why_not_given,
)
from alliance.authority.serving import PRINCIPAL, serves, why_not_on
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.states.reference import jurisdictions, today_in

IN_FORCE, COMING, ENDED, WAITING = "in force", "coming", "ended", "waiting for the principal"
SECOND = "waiting for a second person"


@dataclass(frozen=True)
class Line:
    """One entry in words; `why` says why it does not hold on the day, "" when it does."""

    row: Known
    says: str
    holder: str
    rests_on: tuple[str, ...]
    standing: str
    why: str
    ceiling: str
    document: AuthorityDocument | None = None
    lapsed: bool = False  # with the term of the principal who gave it


@dataclass(frozen=True)
class OwnRegister:
    """The whole register of an office."""

    authorities: Sequence[Line]
    orders: Sequence[Line]
    absences: Sequence[Line]
    terms: Sequence[Line]
    people: Sequence[tuple[uuid.UUID, str, str]]  # id, name, rank of those who serve


@dataclass(frozen=True)
class Binding:
    """What others may know of an office: who may bind its state, and for what."""

    office: str
    lines: Sequence[Line]
    orders: Sequence[Line]


def own_register(actor: Actor) -> OwnRegister:
    """Everything in the register of the actor's office, on this day."""
    assert actor.office_id
    day = today_in(actor.state)
    rows = known_records(actor.office_id)
    lines = _lines(actor.office_id, actor.state, rows, day)
    return OwnRegister(
        [one for one in lines if one.row.kind in {OFFICE, DELEGATION}],
        [one for one in lines if one.row.kind == SUCCESSION],
        [one for one in lines if one.row.kind == ABSENCE],
        [one for one in lines if one.row.kind == TERM],
        serving(actor.office_id),
    )


def who_may_bind(reader: Actor | None, state: str, day: dt.date) -> list[Binding]:
    """Who may bind a state, as other states may know it.

    The wall: what is confirmed of what offices hold by themselves and of the order of succession;
    of delegations those that the office shares; of one's own office all. Under what a signature
    was given stands beside the signature, for those who may see that.
    """
    found = []
    for office in db.session.scalars(
        select(Office).where(Office.state_code == state).order_by(Office.name)
    ):
        own = reader is not None and reader.office_id == office.id
        rows = known_records(office.id)
        lines = [one for one in _lines(office.id, state, rows, day) if own or _open(one.row)]
        found.append(
            Binding(
                office.name,
                [one for one in lines if one.row.kind in {OFFICE, DELEGATION}],
                [one for one in lines if one.row.kind == SUCCESSION],
            )
        )
    return found


def as_json(line: Line, office: str) -> dict[str, Any]:
    """An authority as the command line says it."""
    row = line.row
    return {
        "id": str(row.id),
        "office": office,
        "holder": line.holder,
        "held": "by delegation" if row.kind == DELEGATION else "by virtue of office",
        "acts": sorted(row.acts),
        "ceiling_cents": row.ceiling_cents,
        "source": {"kind": row.basis, "citation": row.citation},
        "from": row.from_on.isoformat() if row.from_on else None,
        "last": row.last_on.isoformat() if row.last_on else None,
        "revoked": row.revoked_on.isoformat() if row.revoked_on else None,
        "in_force": line.standing == IN_FORCE,
        "standing": line.standing,
        "why_not": line.why or None,
        "rests_on": list(line.rests_on),
    }


def record_of(actor: Actor, record_id: uuid.UUID) -> AuthorityRecord | None:
    """The newest version of an entry of the actor's own office."""
    wanted = (
        select(AuthorityRecord)
        .where(AuthorityRecord.id == record_id, AuthorityRecord.office_id == actor.office_id)
        .order_by(AuthorityRecord.version.desc())
        .limit(1)
    )
    return db.session.scalars(wanted).first()


def authority_of(actor: Actor, record_id: uuid.UUID) -> AuthorityRecord | None:
    """The same, where it is an authority: only these are corrected on a page."""
    found = record_of(actor, record_id)
    return found if found and found.kind in {OFFICE, DELEGATION} else None


def term_of(actor: Actor, record_id: uuid.UUID) -> AuthorityRecord | None:
    """The same, where it is a term: two people of the office confirm it."""
    found = record_of(actor, record_id)
    return found if found and found.kind == TERM else None


def entry_of(actor: Actor, record_id: uuid.UUID) -> AuthorityRecord | None:
    """The same, where it is no term: the principal alone confirms it."""
    found = record_of(actor, record_id)
    return found if found and found.kind != TERM else None


@dataclass(frozen=True)
class Attached:
    """A document and the entry that it belongs to."""

    document: AuthorityDocument
    office_id: uuid.UUID
    shared: bool


def document_of(actor: Actor, record_id: uuid.UUID) -> Attached | None:
    """The document of an entry: of the own office, or of one that shares it."""
    known = or_(AuthorityRecord.office_id == actor.office_id, AuthorityRecord.confirmed)
    wanted = (
        select(AuthorityRecord)
        .where(AuthorityRecord.id == record_id, known)
        .order_by(AuthorityRecord.version.desc())
        .limit(1)
    )
    row = db.session.scalars(wanted).first()
    if row is None or row.document_id is None:
        return None
    shared = row.shared and row.confirmed
    if row.office_id != actor.office_id and not shared:
        return None
    document = db.session.get_one(AuthorityDocument, row.document_id)
    return Attached(document, row.office_id, shared)


def serving(office_id: uuid.UUID) -> list[tuple[uuid.UUID, str, str]]:
    """Who has a post in an office now: id, name, rank."""
    now = clock.now()
    rows = db.session.execute(
        select(Person.id, Person.name, Post.rank)
        .join(Post, Post.person_id == Person.id)
        .where(
            Post.office_id == office_id,
            Post.since <= now,
            Post.until.is_(None) | (Post.until > now),
        )
        .order_by(Person.name)
    )
    return [(row.id, row.name, row.rank) for row in rows]


def principals(
    actor: Actor, corrects: AuthorityRecord | None = None
) -> list[tuple[uuid.UUID, str]]:
    """Whose term may be recorded: whoever is or was principal; of a correction its own person."""
    assert actor.office_id
    zone = jurisdictions()[actor.state].zone
    services = register_of(actor.office_id, zone, ()).services
    found = {one.person for one in services if one.rank == PRINCIPAL}
    if corrects is not None:
        found &= {corrects.person_id}
    called = names(found)
    return sorted(((key, called[key]) for key in found), key=lambda one: one[1])


def words_of(one: AuthorityRecord) -> Line:
    """One entry in words, for its own page."""
    rows = known_records(one.office_id)
    day = today_in(one.state_code)
    lines = _lines(one.office_id, one.state_code, rows, day)
    wanted = (one.id, one.version)
    return next(line for line in lines if (line.row.id, line.row.version) == wanted)


def _open(row: Known) -> bool:
    if not row.confirmed or row.kind == ABSENCE:
        return False
    return row.kind not in {DELEGATION, TERM} or bool(row.shared)


def _lines(office_id: uuid.UUID, state: str, rows: Sequence[Known], day: dt.date) -> list[Line]:
    register = register_of(office_id, jurisdictions()[state].zone, rows)
    known = names({*_people(rows), *(one.person for one in register.services)})
    attached = {row.document_id for row in rows if row.document_id}
    documents = (
        {
            one.id: one
            for one in db.session.scalars(
                select(AuthorityDocument).where(AuthorityDocument.id.in_(attached))
            )
        }
        if attached
        else {}
    )
    lines = [_line(row, register, known, documents, day) for row in rows]
    order = {IN_FORCE: 0, WAITING: 1, SECOND: 1, COMING: 2, ENDED: 3}
    return sorted(lines, key=lambda one: (order[one.standing], one.row.kind != OFFICE, one.row.id))


def _line(
    row: Known,
    register: Register,
    known: dict[uuid.UUID, str],
    documents: dict[uuid.UUID, AuthorityDocument],
    day: dt.date,
) -> Line:
    one = as_authority(row)
    chain, why = chain_of(register, one) if row.kind in {OFFICE, DELEGATION} else ((one,), "")
    reasons = (
        why_not_on(link, day) or ("" if link.confirmed else "waits for the principal")
        for link in chain
    )
    said = zip(chain, reasons, strict=True)
    why = why or next((f"“{spoken(link)}” {reason}." for link, reason in said if reason), "")
    if not why:
        pairs = pairwise(chain)
        ended = (why_not_given(register, below, above, day) for below, above in pairs)
        why = next(filter(None, ended), "") if one.confirmed else ""
    return Line(
        row,
        spoken(one),
        _holder(row, register, known, day),
        tuple(spoken(link) for link in chain[1:]),
        SECOND if row.kind == TERM and not row.confirmed else _standing(one, why, day),
        why if one.confirmed else "It holds only when the principal has confirmed it.",
        dollars(row.ceiling_cents) if row.ceiling_cents is not None else "",
        documents.get(row.document_id),
        row.kind == DELEGATION and lapsed(register, one, day),
    )


def _standing(one: Authority, why: str, day: dt.date) -> str:
    if not one.confirmed:
        return WAITING
    if not why:
        return IN_FORCE
    return COMING if one.from_on and day < one.from_on and not one.revoked_on else ENDED


def _holder(row: Known, register: Register, known: dict[uuid.UUID, str], day: dt.date) -> str:
    if row.kind == SUCCESSION:
        named = [known.get(uuid.UUID(one), "somebody") for one in row.successors]
        return ", then ".join(named)
    if row.person_id:
        return known.get(row.person_id, "somebody")
    if row.rank:
        return f"every {row.rank} of the office"
    found = serves(register, day, row.office_id, rank=PRINCIPAL)
    heads = sorted(known[one.person] for one in found)
    return f"{', '.join(heads)}, principal" if heads else "the principal (vacant on this day)"


def _people(rows: Sequence[Known]) -> set[uuid.UUID]:
    found = {row.person_id for row in rows if row.person_id}
    return found | {uuid.UUID(one) for row in rows for one in row.successors}
