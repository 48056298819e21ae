"""An insider at the database itself: what one who owns the server can do to the ledger."""

import contextlib
import json

import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import DatabaseError

from alliance.core.canonical import canonical, leaf_hash
from alliance.core.db import WRITES, db
from alliance.core.record import BEFORE_THE_FIRST, Entry

TABLE = Entry.__table__


@contextlib.contextmanager
def without_triggers():
    """A connection on which nothing is refused; what is done on it is kept.

    The test's database is put back as it was before the next test, triggers included.
    """
    db.session.rollback()
    with db.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if db.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            named = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in list(connection.scalars(named)):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield connection


def told(statement):
    """Plain SQL, carried out and kept; how many rows it changed."""
    db.session.rollback()
    with db.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        return connection.exec_driver_sql(statement).rowcount


def refused(statement):
    """That the database itself says no, to plain SQL as to anybody; what it says."""
    with pytest.raises(DatabaseError) as problem:
        told(statement)
    return str(problem.value.orig)


def rows_of(stream=None):
    """The rows of a stream (of all when none is named) as plain dicts, in order."""
    wanted = select(TABLE) if stream is None else select(TABLE).where(TABLE.c.stream == stream)
    found = db.session.execute(wanted.order_by(TABLE.c.stream, TABLE.c.n))
    rows = [dict(row._mapping) for row in found]
    db.session.rollback()
    return rows


def rewrite(stream, change):
    """Let `change` alter the rows of a stream, and put them in the place of the true ones."""
    rows = rows_of(stream)
    change(rows)
    with without_triggers() as connection:
        connection.execute(delete(TABLE).where(TABLE.c.stream == stream))
        if rows:
            connection.execute(insert(TABLE), rows)


def put_back(rows):
    """Make these the only entries of the ledger."""
    with without_triggers() as connection:
        connection.execute(delete(TABLE))
        connection.execute(insert(TABLE), rows)


def say(row, **words):
    """Change what an entry says, and hash it again so that it fits its own leaf."""
    put(row, canonical(json.loads(row["body"]) | words))


def put(row, body):
    """Give an entry these bytes and the leaf that fits them."""
    row["body"], row["leaf"] = body.decode(), leaf_hash(body)


def chain_again(rows):
    """Number and hash every row anew, so that the chain fits itself from first to last."""
    before = BEFORE_THE_FIRST
    for n, row in enumerate(rows, start=1):
        row["n"] = n
        say(row, n=n, prev=before)
        before = row["leaf"]
