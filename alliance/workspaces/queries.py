"""Reading across the domains, each inside its own wall."""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, literal, select, union_all
from sqlalchemy.orm import aliased

from alliance.accounts.models import Office, Person
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.db import db
from alliance.core.pages import ROWS, Cursor, Slice
from alliance.core.record import HOUSE, latest
from alliance.membership.models import Alliance
from alliance.resolutions import queries as resolutions
from alliance.resolutions.models import Resolution
from alliance.resolutions.rules import Stage
from alliance.signatures.models import Signature
from alliance.votes import queries as votes
from alliance.votes.models import Answer, Entitlement, Question


@dataclass(frozen=True)
class Item:
    """Something on the desk: what it is, why it is there, the one thing to do."""

    title: str
    why: str
    endpoint: str
    where: dict[str, Any]
    due: dt.datetime | None = None
    action: str = ""  # the words on the button; "" where nothing is to be done here
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Desk:
    """The three lists, in the order in which they are read."""

    act: Sequence[Item]
    inside: Sequence[Item]
    others: Sequence[Item]


def desk(actor: Actor) -> Desk:
    """What waits for the actor's office, the most urgent first, then the newest."""
    act = [_to_answer(actor, line) for line in votes.to_answer(actor)]
    act += [_to_sign(actor, line) for line in resolutions.to_sign(actor)]
    if actor.office is Kind.SECRETARIAT:
        act += [_to_put(line) for line in resolutions.to_put(actor)]
    waiting = votes.awaited(actor)
    act += [_to_close(line) for line, given, of in waiting if _ready(actor, line, given, of)]
    act += [_to_read(line) for line in resolutions.to_read(actor)]
    others = [
        _awaited(line, given, of)
        for line, given, of in waiting
        if not _ready(actor, line, given, of)
    ]
    others += [_for_others(line) for line in resolutions.waiting_for_others(actor)]
    inside = [_draft(line) for line in resolutions.drafts_of(actor)]
    return Desk(act, inside, others)


def desk_count(actor: Actor) -> int:
    """How many things wait for the actor's office; one statement."""
    counts = [_unanswered(actor), _unsigned(actor), _unread(actor)]
    if actor.office is Kind.SECRETARIAT:
        counts.append(_unput(actor))
    total = counts[0]
    for one in counts[1:]:
        total = total + one
    return int(db.session.scalar(select(total)) or 0)


def _unanswered(actor: Actor) -> Any:
    return (
        select(func.count())
        .select_from(Entitlement)
        .join(Question, Question.id == Entitlement.question_id)
        .outerjoin(
            Answer,
            (Answer.question_id == Question.id) & (Answer.state_code == Entitlement.state_code),
        )
        .where(
            Entitlement.state_code == actor.state,
            Question.closed_at.is_(None),
            Question.closes_at > clock.now(),
            Question.represented_by == actor.office,
            Answer.question_id.is_(None),
        )
        .scalar_subquery()
    )


def _unsigned(actor: Actor) -> Any:
    return (
        select(func.count())
        .select_from(Resolution)
        .join(Entitlement, Entitlement.question_id == Resolution.question_id)
        .join(Alliance, Alliance.id == Resolution.alliance_id)
        .outerjoin(
            Signature,
            (Signature.subject_id == Resolution.id)
            & (Signature.state_code == Entitlement.state_code),
        )
        .where(
            Entitlement.state_code == actor.state,
            Resolution.stage == Stage.ENROLLED,
            Alliance.represented_by == actor.office,
            Signature.id.is_(None),
        )
        .scalar_subquery()
    )


def _unread(actor: Actor) -> Any:
    return (
        select(func.count())
        .select_from(Resolution)
        .where(*resolutions.unread_by(actor))
        .scalar_subquery()
    )


def _unput(actor: Actor) -> Any:
    return (
        select(func.count())
        .select_from(Resolution)
        .join(Alliance, Alliance.id == Resolution.alliance_id)
        .where(Alliance.secretariat_id == actor.office_id, Resolution.stage == Stage.CIRCULATED)
        .scalar_subquery()
    )


def _to_answer(actor: Actor, line: votes.Line) -> Item:
    principal = actor.rank is Rank.PRINCIPAL
    return Item(
        line.title,
        f"{line.alliance}: answer for your state"
        + ("" if principal else "; the principal of your office gives it"),
        "votes.answer" if principal else "votes.show",
        {"question_id": line.id},
        due=line.closes_at,
        action="Answer" if principal else "",
    )


def _to_sign(actor: Actor, line: resolutions.Line) -> Item:
    principal = actor.rank is Rank.PRINCIPAL
    return Item(
        line.title,
        f"{line.alliance}: adopted, open for signature"
        + ("" if principal else "; the principal of your office signs"),
        "resolutions.sign" if principal else "resolutions.show",
        {"resolution_id": line.id},
        action="Sign" if principal else "",
        at=line.changed_at,
    )


def _to_put(line: resolutions.Line) -> Item:
    return Item(
        line.title,
        f"{line.alliance}: circulated by {line.office}",
        "resolutions.put",
        {"resolution_id": line.id},
        action="Put the question",
        at=line.changed_at,
    )


def _to_close(line: votes.Line) -> Item:
    return Item(
        line.title,
        f"{line.alliance}: the roll call can be closed",
        "votes.close",
        {"question_id": line.id},
        due=line.closes_at,
        action="Close the roll call",
    )


def _to_read(line: resolutions.Line) -> Item:
    return Item(
        line.title,
        f"{line.alliance}: circulated by {line.office}",
        "resolutions.show",
        {"resolution_id": line.id},
        action="Read",
        at=line.changed_at,
    )


def _draft(line: resolutions.Line) -> Item:
    return Item(
        line.title,
        f"{line.alliance}: your office's draft",
        "resolutions.show",
        {"resolution_id": line.id},
        action="Go on",
        at=line.changed_at,
    )


def _awaited(line: votes.Line, given: int, entitled: int) -> Item:
    return Item(
        line.title,
        f"{line.alliance}: {given} of {entitled} states have answered",
        "votes.show",
        {"question_id": line.id},
        due=line.closes_at,
    )


def _for_others(line: resolutions.Line) -> Item:
    waits = {
        Stage.CIRCULATED: "circulated; the secretariat puts the question",
        Stage.ENROLLED: "open for signature by the other states",
    }
    return Item(
        line.title,
        f"{line.alliance}: {waits[Stage(line.stage)]}",
        "resolutions.show",
        {"resolution_id": line.id},
        at=line.changed_at,
    )


def _ready(actor: Actor, line: votes.Line, given: int, entitled: int) -> bool:
    serves = actor.office is Kind.SECRETARIAT
    return serves and (given == entitled or clock.now() >= line.closes_at)


@dataclass(frozen=True)
class Deed:
    """An act in the record, with the names of who did it."""

    stream: str
    n: int
    at: dt.datetime
    action: str
    subject: str
    office: str | None
    person: str | None
    facts: dict[str, Any]
    leaf: str


def recent(actor: Actor, most: int = 12) -> list[Deed]:
    """The latest acts in the actor's alliances."""
    streams = [f"alliance:{slug}" for slug in actor.slugs]
    return [_deed(row) for row in _newest(streams, most)] if streams else []


def record(actor: Actor, cursor: Cursor) -> Slice[Deed]:
    """A page of the record within the reader's wall, newest first.

    The wall: the actor's alliances, its own office, and the house.
    """
    streams = [HOUSE, f"office:{actor.office_id}", *(f"alliance:{slug}" for slug in actor.slugs)]
    rows = _newest(streams, ROWS + 1, cursor)
    shown = rows[:ROWS]
    after = Cursor(shown[-1].at, shown[-1].leaf) if len(rows) > ROWS else None
    return Slice([_deed(row) for row in shown], after)


def titles(deeds: Sequence[Deed]) -> dict[str, str]:
    """The titles of the resolutions and questions that these acts are about, by subject."""
    wanted: dict[str, set[uuid.UUID]] = {"resolution": set(), "question": set()}
    for deed in deeds:
        kind, _, key = deed.subject.partition(":")
        if kind in wanted:
            wanted[kind].add(uuid.UUID(key))
    if not any(wanted.values()):
        return {}
    of = [
        select(literal(kind), table.id, table.title).where(table.id.in_(wanted[kind]))
        for kind, table in (("resolution", Resolution), ("question", Question))
    ]
    return {f"{kind}:{key}": title for kind, key, title in db.session.execute(union_all(*of))}


def _newest(streams: Sequence[str], most: int, start: Cursor | None = None) -> Sequence[Row[Any]]:
    acts = latest(streams, most, start)
    person, office = aliased(Person), aliased(Office)
    wanted = (
        select(acts, person.name.label("person"), office.name.label("office"))
        .outerjoin(person, person.id == acts.c.person_id)
        .outerjoin(office, office.id == acts.c.office_id)
        .order_by(acts.c.at.desc(), acts.c.leaf.desc())
        .limit(most)
    )
    return db.session.execute(wanted).all()


def _deed(row: Any) -> Deed:
    return Deed(
        row.stream,
        row.n,
        row.at,
        row.action,
        row.subject,
        row.office,
        row.person,
        json.loads(row.body)["facts"],
        row.leaf,
    )
