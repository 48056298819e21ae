"""The database handle, the base of every table, and how SQLite is opened."""

import datetime as dt
import os
import sqlite3
import threading
import uuid
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Executable,
    Insert,
    MetaData,
    Result,
    event,
    insert,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState
from sqlalchemy.pool import ConnectionPoolEntry, Pool
from sqlalchemy.types import TypeDecorator

from alliance.core import queue

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant, kept in UTC. SQLite would drop the offset in silence."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Refuse a naive value; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime has no place in the database: {value!r}")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, _dialect: Dialect) -> Any:
        """Give back an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {dt.datetime: Instant}  # noqa: RUF012 (SQLAlchemy's own idiom)


WRITES = "alliance_writes"  # execution option: this transaction will write
OUTSIDE = "nothing is written outside a transaction of core/transaction.py"
OPENED = "alliance_opened"  # session.info: core/transaction.py has opened a transaction
HELD = "alliance_held"  # session.info: the connection of that transaction


class HouseSession(Session):
    """A session that only reads until core/transaction.py opens a transaction in it.

    On PostgreSQL reads stand in no transaction: READ COMMITTED gives them no common snapshot
    anyway, and the ROLLBACK at the end of each would make psycopg forget its prepared statements,
    which costs as much as the page. On SQLite a page reads in one snapshot.
    """

    def get_bind(self, *_: Any, **__: Any) -> Engine:
        """The one database."""
        engine = self._db.engine
        if engine.dialect.name != "postgresql" or self.info.get(OPENED):
            return engine
        return _reading(engine)


@lru_cache(maxsize=8)
def _reading(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": HouseSession})


@event.listens_for(HouseSession, "before_flush")
def _refuse_to_flush(session: HouseSession, *_: object) -> None:
    if not session.info.get(OPENED):
        raise RuntimeError(OUTSIDE)


@event.listens_for(HouseSession, "do_orm_execute")
def _refuse_to_change(asked: ORMExecuteState) -> None:
    changes = asked.is_insert or asked.is_update or asked.is_delete
    if changes and not asked.session.info.get(OPENED):
        raise RuntimeError(OUTSIDE)


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL loses acknowledged answers in a power cut
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE passes by the triggers on DELETE
        "busy_timeout=10000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    writes = connection.get_execution_options().get(WRITES)
    if writes:
        _queue_up(connection)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _queue_up(connection: Connection) -> None:
    """Writers wait in the kernel's queue, because SQLite's own busy handler starves some."""
    path = connection.engine.url.database
    if not path or path == ":memory:":
        return
    turn = queue.wait(f"{path}.writers")
    if turn is None:
        said = f"another process has been writing for {queue.PATIENCE:.0f} seconds"
        raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError(said))
    connection.info["turn"] = turn


@event.listens_for(Pool, "checkin")
def _leave_queue(_connection: object, record: ConnectionPoolEntry) -> None:
    # The connection comes back when its COMMIT or ROLLBACK has been carried out.
    turn = record.info.pop("turn", None)
    if turn is not None:
        os.close(turn)


def read(statement: Executable, given: Mapping[str, Any] | None = None) -> Result[*tuple[Any, ...]]:
    """Ask for columns, in the session's own transaction, past the machinery for objects.

    A third of the cost of `db.session.execute`; nothing that waits to be written is written first.
    """
    return connection_of(db.session()).execute(statement, given or {})


def in_transaction() -> bool:
    """Whether core/transaction.py has opened a transaction in this session."""
    return OPENED in db.session().info


def append(table: type[Base], values: Mapping[str, Any]) -> None:
    """Write one row now, past the machinery for objects: for tables that are only added to.

    A quarter of the cost of adding an object and flushing it. What was changed before is flushed.
    """
    session = db.session()
    if OPENED not in session.info:
        raise RuntimeError(OUTSIDE)
    session.flush()
    connection_of(session).execute(_into(table), values)


def connection_of(session: Session) -> Connection:
    """Its connection; where a transaction has been opened, the one that was noted then.

    To ask the session for it costs as much as the statement itself.
    """
    held: Connection | None = session.info.get(HELD)
    return session.connection() if held is None or held.closed else held


@cache
def _into(table: type[Base]) -> Insert:
    return insert(table.__table__)  # type: ignore[arg-type]


_building = threading.RLock()
Given = ParamSpec("Given")
Built = TypeVar("Built")


def built_once(build: Callable[Given, Built]) -> Callable[Given, Built]:
    """For functions that build a statement: each is built once, by one thread.

    SQLAlchemy finishes parts of a statement when they are first asked for; two threads that ask
    at once would each see half of it.
    """
    kept = cache(build)

    @wraps(build)
    def once(*args: Given.args, **given: Given.kwargs) -> Built:
        with _building:
            return kept(*args, **given)  # type: ignore[arg-type]

    return once


def as_id(text: object) -> uuid.UUID | None:
    """A UUID from text that may be anything, or None."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
