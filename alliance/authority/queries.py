"""Reading the register: what is known, and under which authority somebody may act."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Row

from alliance.accounts.models import Person, Post
from alliance.authority.models import (
    ABSENCE,
    DELEGATION,
    OFFICE,
    SUCCESSION,
    TERM,
    ActUnder,
    AuthorityRecord,
)
from alliance.authority.rules import (
    ActClass,
    Asker,
    Authority,
    Basis,
    Judged,
    Register,
    acts_of,
    judged,
    spoken,
)
from alliance.authority.serving import (
    PRINCIPAL,
    Absence,
    Order,
    Service,
    Term,
    why_not_in_term,
)
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db, read
from alliance.core.operation import RuleBroken
from alliance.states.reference import jurisdictions, today_in

_RECORDS: Any = AuthorityRecord.__table__
_ACTS: Any = ActUnder.__table__
OF_OFFICE = select(_RECORDS).where(_RECORDS.c.office_id == bindparam("office"))
_POSTS = select(Post.person_id, Post.rank, Post.since, Post.until).where(
    Post.office_id == bindparam("office")
)
_MONEY = select(_ACTS.c.chain, _ACTS.c.amount_cents).where(
    _ACTS.c.office_id == bindparam("office"), _ACTS.c.amount_cents.is_not(None)
)

Known = Row[Any]


@dataclass(frozen=True)
class Chosen:
    """What stood on a review: the authority, and the hash of its chain ("": none was shown)."""

    id: uuid.UUID | None = None
    chain_sha256: str = ""


@dataclass(frozen=True)
class Grounds:
    """The authority that an act rests on, and its chain as it is kept and hashed."""

    act: ActClass
    authority: Authority
    chain: tuple[Authority, ...]
    holds: str  # principal, successor, delegate
    person: uuid.UUID

    @property
    def says(self) -> dict[str, Any]:
        """The chain, from the authority up to the one held by virtue of office."""
        return {
            "format": "alliance-chain/1",
            "act": str(self.act),
            "person": str(self.person),
            "holds": self.holds,
            "links": [_link(one) for one in self.chain],
        }

    @cached_property
    def chain_sha256(self) -> str:
        """The hash of the chain; ids that nobody can guess keep it from being guessed."""
        return digest(canonical(self.says))

    @property
    def text(self) -> str:
        """The authority in words, with what it rests on."""
        return ", under ".join(spoken(one) for one in self.chain)

    @property
    def facts(self) -> dict[str, Any]:
        """What the ledger says of it: no words, since some are the office's own."""
        return {"authority": self.authority.id, "chain_sha256": self.chain_sha256}

    @property
    def statement(self) -> dict[str, str]:
        """What a signed statement says of it."""
        return {
            "id": str(self.authority.id),
            "citation": spoken(self.authority),
            "chain_sha256": self.chain_sha256,
        }


def known_records(office_id: uuid.UUID, known: dt.datetime | None = None) -> list[Known]:
    """What `newest` finds of each entry of an office's register, as it is or was known."""
    rows = read(OF_OFFICE, {"office": office_id})
    return newest(row for row in rows if known is None or row.known_from <= known)


def record_in(office_id: uuid.UUID, record_id: uuid.UUID) -> AuthorityRecord:
    """The newest version of an entry of an office."""
    wanted = (
        select(AuthorityRecord)
        .where(AuthorityRecord.id == record_id, AuthorityRecord.office_id == office_id)
        .order_by(AuthorityRecord.version.desc())
    )
    return db.session.scalars(wanted.limit(1)).one()


def newest(rows: Iterable[Known]) -> list[Known]:
    """Of each entry the newest version, and the newest that is confirmed where that is another.

    The one that is confirmed holds until its correction is.
    """
    last: dict[uuid.UUID, Known] = {}
    holds: dict[uuid.UUID, Known] = {}
    for row in rows:
        _keep_newer(last, row)
        if row.confirmed:
            _keep_newer(holds, row)
    found = {(row.id, row.version): row for row in (*last.values(), *holds.values())}
    return [found[key] for key in sorted(found)]


def _keep_newer(found: dict[uuid.UUID, Known], row: Known) -> None:
    if row.id not in found or found[row.id].version < row.version:
        found[row.id] = row


def holding(rows: Iterable[Known]) -> list[Known]:
    """Of each entry the version that counts: the confirmed one, else that which waits."""
    found: dict[uuid.UUID, Known] = {}
    for row in rows:
        if row.confirmed or row.id not in found or not found[row.id].confirmed:
            found[row.id] = row
    return list(found.values())


def that_holds(what: AuthorityRecord) -> AuthorityRecord:
    """The version of an entry that counts now."""
    (row,) = (row for row in holding(known_records(what.office_id)) if row.id == what.id)
    return db.session.get_one(AuthorityRecord, (row.id, row.version))


def register_of(
    office_id: uuid.UUID,
    zone: str,
    records: Iterable[Known],
    *,
    services: bool = True,
    money: bool = False,
) -> Register:
    """What the rules judge by; posts and sums are read only where they matter."""
    posts = posts_of(office_id) if services else ()
    return register_from(records, posts, office_id, zone, _committed(office_id) if money else {})


def register_from(
    records: Iterable[Known],
    posts: Iterable[Row[*tuple[Any, ...]]],
    office_id: uuid.UUID,
    zone: str,
    committed: Mapping[uuid.UUID, int] = MappingProxyType({}),
) -> Register:
    """The same of rows that were read already."""
    rows = holding(records)
    return Register(
        {row.id: as_authority(row) for row in rows if row.kind in {OFFICE, DELEGATION}},
        served(posts, office_id, zone),
        [_absence(row) for row in rows if row.kind == ABSENCE],
        [_order(row) for row in rows if row.kind == SUCCESSION],
        [_term(row) for row in rows if row.kind == TERM],
        committed,
    )


def fitting(
    actor: Actor,
    act: ActClass,
    on: dt.date | None = None,
    *,
    cents: int = 0,
    records: Iterable[Known] | None = None,
) -> tuple[list[Grounds], str]:
    """Every authority under which the actor may act on a day (today), or why there is none.

    `records` are those of the actor's office, where somebody has read them already.
    """
    if actor.office_id is None or actor.person_id is None or not actor.state:
        return [], "Only a person in an office of a state binds it."
    day = on or today_in(actor.state)
    register = register_of(
        actor.office_id,
        jurisdictions()[actor.state].zone,
        known_records(actor.office_id) if records is None else records,
        services=actor.rank != PRINCIPAL,  # the one who asks serves: that is how they got in
        money=act is ActClass.COMMIT,
    )
    found = judged(register, _asker(actor), act, day, cents=cents)
    grounds = [_grounds(actor, act, one) for one in found if one.authority]
    nothing = f"Nothing in the register of your office lets you {act}."
    return grounds, "" if grounds else (found[0].why if found else nothing)


def authority_for(
    actor: Actor, act: ActClass, on: dt.date | None = None, *, cents: int = 0
) -> Judged:
    """The authority under which the actor may act on a day and its chain, or why there is none."""
    grounds, why = fitting(actor, act, on, cents=cents)
    return Judged(grounds[0].authority, grounds[0].chain) if grounds else Judged(None, (), why)


def require_authority(
    actor: Actor,
    act: ActClass,
    *,
    chosen: Chosen | None = None,
    cents: int = 0,
    records: Iterable[Known] | None = None,
) -> Grounds:
    """What an act done now rests on: what was chosen, or the first that fits; else a refusal."""
    wanted = chosen or Chosen()
    grounds, why = fitting(actor, act, cents=cents, records=records)
    if not grounds:
        raise RuleBroken(why)
    found = [one for one in grounds if wanted.id in {None, one.authority.id}]
    if not found:
        raise RuleBroken("The authority that you chose does not let you do this. Choose again.")
    if wanted.chain_sha256 not in {"", found[0].chain_sha256}:
        raise RuleBroken(
            "The authority that you reviewed has changed in the register. Nothing is recorded. "
            "Read it, then confirm again."
        )
    return found[0]


def refuse_outside_term(actor: Actor, records: Iterable[Known] | None = None) -> None:
    """Refuse a principal whose term is over, or has not begun."""
    if actor.rank != PRINCIPAL or actor.office_id is None or not actor.state:
        return
    rows = known_records(actor.office_id) if records is None else records
    terms = [_term(row) for row in rows if row.kind == TERM]
    if why := why_not_in_term(terms, actor.person_id, actor.office_id, today_in(actor.state)):
        raise RuleBroken(why)


def binds(actor: Actor) -> frozenset[str]:
    """The acts for which the register names one who is no principal."""
    if actor.office_id is None or actor.person_id is None:
        return frozenset()
    zone = jurisdictions()[actor.state].zone
    known = register_of(actor.office_id, zone, known_records(actor.office_id), services=False)
    return frozenset(str(act) for act in acts_of(known, _asker(actor), today_in(actor.state)))


def as_authority(row: Known | AuthorityRecord) -> Authority:
    """A version of an entry as the rules know it."""
    return Authority(
        id=row.id,
        version=row.version,
        office=row.office_id,
        acts=frozenset(ActClass(act) for act in row.acts),
        basis=Basis(row.basis),
        citation=row.citation,
        from_on=row.from_on,
        last_on=row.last_on,
        revoked_on=row.revoked_on,
        ceiling=row.ceiling_cents,
        source=row.source_id,
        given_by=row.given_by,
        person=row.person_id,
        rank=row.rank or "",
        confirmed=row.confirmed,
    )


def _asker(actor: Actor) -> Asker:
    return Asker(actor.person_id, actor.office_id, str(actor.rank))  # type: ignore[arg-type]


def _grounds(actor: Actor, act: ActClass, found: Judged) -> Grounds:
    top = found.authority
    if top is None or actor.person_id is None:
        raise RuleBroken(found.why)
    as_principal = PRINCIPAL if actor.rank == PRINCIPAL else "successor"
    holds = "delegate" if top.delegated else as_principal
    return Grounds(act, top, found.chain, holds, actor.person_id)


def _link(one: Authority) -> dict[str, Any]:
    """A link of a chain as plain JSON."""
    return {
        "id": str(one.id),
        "version": one.version,
        "office": str(one.office),
        "acts": sorted(one.acts),
        "basis": str(one.basis),
        "citation": one.citation,
        "from": one.from_on.isoformat() if one.from_on else None,
        "last": one.last_on.isoformat() if one.last_on else None,
        "ceiling_cents": one.ceiling,
        "given_by": str(one.given_by) if one.given_by else None,
        "person": str(one.person) if one.person else None,
        "rank": one.rank or None,
    }


def posts_of(office_id: uuid.UUID) -> list[Row[*tuple[Any, ...]]]:
    """Every post of an office, of whoever holds or held it: person, rank, since, until."""
    return list(read(_POSTS, {"office": office_id}))


def principals_of(office_id: uuid.UUID) -> list[str]:
    """The names of those who serve as principals of an office now."""
    wanted = (
        select(Person.name)
        .join(Post, Post.person_id == Person.id)
        .where(Post.office_id == office_id, Post.rank == PRINCIPAL, Post.until.is_(None))
    )
    return list(db.session.scalars(wanted.order_by(Person.name)))


def served(
    posts: Iterable[Row[*tuple[Any, ...]]], office_id: uuid.UUID, zone: str
) -> list[Service]:
    """The same by the days of a zone, as the rules know them."""
    return [
        Service(
            row.person_id,
            office_id,
            row.rank,
            clock.day_in(zone, row.since),
            clock.day_in(zone, row.until) if row.until else None,
        )
        for row in posts
    ]


def _absence(row: Known) -> Absence:
    return Absence(row.person_id, row.office_id, row.from_on, row.last_on, row.revoked_on)


def _term(row: Known) -> Term:
    return Term(
        row.person_id, row.office_id, row.last_on, row.from_on, row.revoked_on, row.confirmed
    )


def _order(row: Known) -> Order:
    people = tuple(uuid.UUID(one) for one in row.successors)
    return Order(
        row.office_id, people, row.from_on, row.last_on, row.revoked_on, confirmed=row.confirmed
    )


def _committed(office_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """What was committed under each authority, and under those that rest on it."""
    sums: dict[uuid.UUID, int] = {}
    for row in read(_MONEY, {"office": office_id}):
        for link in row.chain:
            key = uuid.UUID(link["id"])
            sums[key] = sums.get(key, 0) + row.amount_cents
    return sums
