"""The record is the ledger: one append-only row for each operation, chained by its hash."""

import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Index,
    Row,
    Select,
    String,
    Subquery,
    Text,
    bindparam,
    func,
    literal,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Mapped, mapped_column

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, leaf_hash
from alliance.core.db import Base, Instant, append, built_once, connection_of, db, read
from alliance.core.pages import BRANCHES, newest
from alliance.core.triggers import append_only

VERSION = 1
BEFORE_THE_FIRST = "0" * 64
EVERYTHING = "*"  # in place of streams that are watched: all of them
HOUSE = "house"  # the stream of acts that belong to no alliance and no office


class Entry(Base):
    """One act. `body` is its canonical JSON, `leaf` the hash of that; the columns are an index."""

    __tablename__ = "ledger_entries"

    stream: Mapped[str] = mapped_column(String(80), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[uuid.UUID | None]
    office_id: Mapped[uuid.UUID | None]
    body: Mapped[str] = mapped_column(Text)
    leaf: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        CheckConstraint("n >= 1", name="n_from_one"),
        Index("ix_ledger_entries_subject", "subject", "n"),
        Index("ix_ledger_entries_latest", "stream", "at", "leaf"),
        Index("ix_ledger_entries_at", "at", "leaf"),
    )

    def __repr__(self) -> str:
        return f"{self.stream} #{self.n} {self.action}"

    @property
    def facts(self) -> dict[str, Any]:
        """What the act says of itself: ids, plain words and digests."""
        facts: dict[str, Any] = json.loads(self.body)["facts"]
        return facts


_ENTRIES = Entry.__table__
append_only(_ENTRIES)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Receipt:
    """What an actor is given for an act: where it stands in the ledger, and its hash."""

    stream: str
    n: int
    at: dt.datetime
    leaf: str


def enter(  # noqa: PLR0913 (an entry has these parts)
    actor: Actor,
    action: str,
    *,
    stream: str,
    subject: str,
    facts: Mapping[str, Any],
    at: dt.datetime | None = None,
) -> Receipt:
    """Append one act to its stream, inside the operation's own transaction.

    `facts` hold ids, plain words of the trade, numbers and digests, never private text. `at` is
    what `moment` gave, for acts whose instant stands elsewhere too. The instants of a stream
    never go back, whatever the clock does.
    """
    n, before, last = _head(stream)
    db.session.info.pop(_KEPT, None)  # what is kept is good for one entry
    at = max(at or clock.now(), last)
    body = canonical(
        {
            "v": VERSION,
            "stream": stream,
            "n": n + 1,
            "prev": before,
            "at": clock.stamp(at),
            "action": str(action),
            "actor": {
                "kind": actor.kind,
                "person": _text(actor.person_id),
                "office": _text(actor.office_id),
            },
            "subject": subject,
            "facts": {name: _plain(value) for name, value in facts.items()},
        }
    )
    leaf = leaf_hash(body)
    append(
        Entry,
        {
            "stream": stream,
            "n": n + 1,
            "at": at,
            "action": str(action),
            "subject": subject,
            "person_id": actor.person_id,
            "office_id": actor.office_id,
            "body": body.decode(),
            "leaf": leaf,
        },
    )
    return Receipt(stream, n + 1, at, leaf)


def hold(stream: str) -> None:
    """Let nobody else append to this stream until this transaction ends.

    SQLite has one writer at a time; PostgreSQL is told.
    """
    if connection_of(db.session()).dialect.name == "postgresql":
        read(_HOLD, {"stream": stream})


def moment_beside(
    stream: str, asked: Select[Any], given: Mapping[str, Any]
) -> tuple[dt.datetime, list[Row[Any]]]:
    """The instant of the act in hand, as `moment` says it, and the rows that are asked for.

    One statement less than two calls. PostgreSQL holds the stream by the one that asks; what it
    holds back it would not see the end of. SQLite, which has one writer, reads the end with it.
    """
    if connection_of(db.session()).dialect.name == "postgresql":
        rows = read(_with_hold(asked), {**given, "stream": stream}).all()
        head = _end(stream)
    else:
        rows = read(_with_head(asked), {**given, "stream": stream}).all()
        end = rows[0]
        head = _Head(end.head_n, end.head_leaf, end.head_at) if end.head_n else _NONE_YET
    db.session.info[_KEPT] = (db.session().get_transaction(), stream, head)
    return max(clock.now(), head.at), [row for row in rows if row.there]


@built_once
def _with_hold(asked: Select[Any]) -> Select[Any]:
    """The rows beside a lock that is taken once, before the first of them, and without any too."""
    return _beside(_HOLD.subquery("held"), asked)


@built_once
def _with_head(asked: Select[Any]) -> Select[Any]:
    """The rows beside the end of the stream, one row at least, also where it has no end yet."""
    one, head = select(literal(1)).subquery("one"), _HEAD.subquery("head")
    named = [head.c[name].label(f"head_{name}") for name in ("n", "leaf", "at")]
    end = select(*named).select_from(one.outerjoin(head, true())).subquery("ends")
    return _beside(end, asked)


def _beside(one: Subquery, asked: Select[Any]) -> Select[Any]:
    wanted = asked.order_by(None).add_columns(true().label("there")).subquery("asked")
    return select(*wanted.c, *one.c).select_from(one.outerjoin(wanted, true()))


_HOLD = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("stream"), 0)))
_HEAD = (
    select(_ENTRIES.c.n, _ENTRIES.c.leaf, _ENTRIES.c.at)
    .where(_ENTRIES.c.stream == bindparam("stream"))
    .order_by(_ENTRIES.c.n.desc())
    .limit(1)
)
_KEPT = "alliance_head"


class _Head(NamedTuple):
    """The last entry of a stream."""

    n: int
    leaf: str
    at: dt.datetime


_NONE_YET = _Head(0, BEFORE_THE_FIRST, dt.datetime.min.replace(tzinfo=dt.UTC))


def moment(stream: str) -> dt.datetime:
    """The instant of the act in hand: now, and never before the last act in its stream.

    For acts that write their instant down beside the entry. The stream is held from here on, so
    that no other act comes between; what was read of its end serves for the act's own entry.
    """
    head = _head(stream)
    db.session.info[_KEPT] = (db.session().get_transaction(), stream, head)
    return max(clock.now(), head.at)


def _head(stream: str) -> _Head:
    """The end of a stream; nobody else appends to it until this transaction ends."""
    within, kept, head = db.session.info.get(_KEPT, (None, "", _NONE_YET))
    if kept == stream and within is db.session().get_transaction():
        return head  # type: ignore[no-any-return]
    hold(stream)
    return _end(stream)


def _end(stream: str) -> _Head:
    found = read(_HEAD, {"stream": stream}).first()
    return _Head(found.n, found.leaf, found.at) if found else _NONE_YET


def last_instant(streams: Collection[str]) -> dt.datetime | None:
    """The instant of the last act in these streams."""
    wanted = select(func.max(Entry.at)).where(Entry.stream.in_(list(streams)))
    return db.session.scalar(wanted)


def leaves(stream: str, size: int | None = None) -> list[str]:
    """The leaf hashes of a stream, in order; the first `size` of them if given."""
    found = select(Entry.leaf).where(Entry.stream == stream).order_by(Entry.n)
    return list(db.session.scalars(found if size is None else found.limit(size)))


def entries_about(stream: str, subjects: list[str]) -> list[Entry]:
    """The acts in a stream about these subjects, in order."""
    wanted = select(Entry).where(Entry.stream == stream, Entry.subject.in_(subjects))
    return list(db.session.scalars(wanted.order_by(Entry.n)))


@built_once
def latest(streams: int, most: int, *, after: bool = False) -> Subquery:
    """The newest entries of so many streams, `most` of each, to be sorted and cut once more.

    Each stream is read from its own end by its index, so the cost does not grow with the ledger.
    Binds stream_0, stream_1, …, and with `after` the instant and the leaf to begin after.
    """
    start = tuple_(bindparam("at", type_=Instant()), bindparam("after", type_=String()))
    branches = []
    whose = [_ENTRIES.c.stream == bindparam(f"stream_{n}") for n in range(streams)]
    if streams > BRANCHES:  # more than a database puts together: one long list is cut
        names = [bindparam(f"stream_{n}", type_=String()) for n in range(streams)]
        whose = [_ENTRIES.c.stream.in_(names)]
    for one in whose:
        wanted = select(_ENTRIES).where(one)
        if after:
            wanted = wanted.where(tuple_(_ENTRIES.c.at, _ENTRIES.c.leaf) < start)
        branches.append(wanted.order_by(_ENTRIES.c.at.desc(), _ENTRIES.c.leaf.desc()).limit(most))
    return newest(branches)


def stream_sizes() -> dict[str, int]:
    """Every stream with the number of its entries."""
    rows = db.session.execute(
        select(Entry.stream, func.max(Entry.n)).group_by(Entry.stream).order_by(Entry.stream)
    )
    return {stream: size for stream, size in rows}  # noqa: C416 (rows are no tuples to mypy)


def _text(value: uuid.UUID | None) -> str | None:
    return str(value) if value else None


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dt.datetime):
        return clock.stamp(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str | uuid.UUID | dt.date):
        return str(value)
    raise TypeError(f"a {type(value).__name__} has no place in the record")
