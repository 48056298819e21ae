"""Reading across the domains, each inside its own wall."""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import Row, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import aliased

from alliance.accounts.models import Office, Person
from alliance.core import clock
from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.db import built_once, read
from alliance.core.pages import ROWS, Cursor, Slice, cut
from alliance.core.record import HOUSE, latest
from alliance.resolutions import lists as resolutions
from alliance.resolutions.lists import Why
from alliance.resolutions.models import Resolution
from alliance.resolutions.rules import Stage
from alliance.votes import lists as votes
from alliance.votes.models import Question


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
    asked = votes.on_the_desk(actor)
    texts = resolutions.on_the_desk(actor)
    ready = [line for line in asked if _ready(actor, line)]
    act = [_to_answer(actor, line) for line in asked if line.asks]
    act += [_to_sign(actor, line) for line in texts[Why.SIGN]]
    act += [_to_put(actor, line) for line in texts[Why.PUT]]
    act += [_to_close(actor, line) for line in ready]
    act += [_to_read(line) for line in texts[Why.READ]]
    others = [_awaited(line) for line in asked if _waits(actor, line) and line not in ready]
    others += [_for_others(line) for line in texts[Why.WAITS]]
    return Desk(act, [_draft(line) for line in texts[Why.DRAFT]], others)


def _ready(actor: Actor, line: votes.Open) -> bool:
    """Whether this secretariat may close the roll call."""
    serves = actor.office is Kind.SECRETARIAT
    return serves and (line.given == line.entitled or clock.now() >= line.closes_at)


def _waits(actor: Actor, line: votes.Open) -> bool:
    """Whether the office has done its part, and others have not."""
    return actor.office is Kind.SECRETARIAT or line.own_answer is not None


def desk_count(actor: Actor) -> int:
    """How many things wait for the actor's office; one statement, and no more than it must."""
    secretariat = actor.office is Kind.SECRETARIAT
    given = {**resolutions.binds(actor), "office": actor.office, "now": clock.now()}
    return int(read(_count(secretariat=secretariat), given).scalar() or 0)


@built_once
def _count(*, secretariat: bool) -> Select[Any]:
    asked = votes.closable() if secretariat else votes.unanswered()
    parts: list[Any] = [asked, *resolutions.waiting(secretariat=secretariat)]
    return select(reduce(add, parts))


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


def _to_put(actor: Actor, line: resolutions.Line) -> Item:
    puts = actor.rank in AT_WORK
    return Item(
        line.title,
        f"{line.alliance}: circulated by {line.office}",
        "resolutions.put" if puts else "resolutions.show",
        {"resolution_id": line.id},
        action="Put the question" if puts else "",
        at=line.changed_at,
    )


def _to_close(actor: Actor, line: votes.Line) -> Item:
    closes = actor.rank in AT_WORK
    return Item(
        line.title,
        f"{line.alliance}: the roll call can be closed",
        "votes.close" if closes else "votes.show",
        {"question_id": line.id},
        due=line.closes_at,
        action="Close the roll call" if closes else "",
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


def _awaited(line: votes.Open) -> Item:
    return Item(
        line.title,
        f"{line.alliance}: {line.given} of {line.entitled} states have answered",
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
    return [_deed(row) for row in _newest(streams, most, Cursor())] if streams else []


def record(actor: Actor, cursor: Cursor) -> Slice[Deed]:
    """A page of the record within the reader's wall, newest first.

    The wall: the actor's alliances, its own office, and the house.
    """
    streams = [HOUSE, f"office:{actor.office_id}", *(f"alliance:{slug}" for slug in actor.slugs)]
    return cut(_newest(streams, ROWS + 1, cursor), _deed)


def titles(deeds: Sequence[Deed]) -> dict[str, str]:
    """The titles of the resolutions and questions that these acts are about, by subject."""
    wanted: dict[str, list[uuid.UUID]] = {"resolution": [], "question": []}
    for deed in deeds:
        kind, _, key = deed.subject.partition(":")
        if kind in wanted:
            wanted[kind].append(uuid.UUID(key))
    if not any(wanted.values()):
        return {}
    return {f"{kind}:{key}": title for kind, key, title in read(_TITLES, wanted)}


_TITLES = union_all(
    *(
        select(literal(kind), table.id, table.title).where(
            table.id.in_(bindparam(kind, expanding=True))
        )
        for kind, table in (("resolution", Resolution), ("question", Question))
    )
)


def _newest(streams: Sequence[str], most: int, start: Cursor) -> Sequence[Row[Any]]:
    after = start.at is not None and isinstance(start.id, str)
    given: dict[str, Any] = {f"stream_{n}": stream for n, stream in enumerate(streams)}
    given |= {"at": start.at, "after": start.id} if after else {}
    return read(_acts(len(streams), most, after=after), given).all()


@built_once
def _acts(streams: int, most: int, *, after: bool) -> Select[Any]:
    acts = latest(streams, most, after=after)
    person, office = aliased(Person), aliased(Office)
    return (
        select(
            acts,
            person.name.label("person"),
            office.name.label("office"),
            acts.c.at.label("slice_at"),
            acts.c.leaf.label("slice_id"),
        )
        .outerjoin(person, person.id == acts.c.person_id)
        .outerjoin(office, office.id == acts.c.office_id)
        .order_by(acts.c.at.desc(), acts.c.leaf.desc())
        .limit(most)
    )


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
