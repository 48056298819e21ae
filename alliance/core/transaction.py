"""The only commit in the code base."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from alliance.core.db import HELD, OPENED, WRITES, connection_of, db

# What is looked at once more when the acts of a transaction are done, before it is kept.
# Filled in alliance/app.py.
BEFORE_COMMIT: list[Callable[[], None]] = []
_REFUSED, _ANYHOW = "refused", "anyhow"


@contextmanager
def transaction(*, writes: bool = True) -> Iterator[None]:
    """All of it happens, or none: the change, its record and its messages.

    Opened at the edge (a POST, a command, a job), never by an operation. It begins a
    transaction of its own, so that what is read in it is what is true when it writes. Without
    `writes` it holds up no other writer until it does write, which should be rare.

    Where an operation was refused in it, nothing of it is kept, whoever caught the refusal.
    """
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("a transaction is opened before anything is changed")
    session.rollback()
    session.info[OPENED] = True
    session.info.pop(_REFUSED, None)  # of a refusal outside of any transaction
    try:
        session.info[HELD] = session.connection(execution_options={WRITES: writes})
        yield
        if session.info.pop(_REFUSED, False):
            session.rollback()
            session.info[HELD] = session.connection(execution_options={WRITES: writes})
            for again in session.info.get(_ANYHOW, ()):
                again()
        for look in BEFORE_COMMIT:
            look()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        for key in (OPENED, HELD, _REFUSED, _ANYHOW):
            session.info.pop(key, None)


def refused() -> None:
    """An operation was refused: what it wrote before is not kept, even where a form shows why."""
    db.session().info[_REFUSED] = True


def even_if_refused(write: Callable[[], object]) -> None:
    """Write this again where an operation is refused later on: a try to sign in counts anyhow."""
    info = db.session().info
    if info.get(OPENED):
        info.setdefault(_ANYHOW, []).append(write)


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read in it is as it was at one instant; nothing is written.

    For exports, which read in several steps. Never inside `transaction`. What was loaded before
    is stale: load it again inside.
    """
    session = db.session()
    if session.info.get(OPENED):
        raise RuntimeError("a snapshot is not taken inside a transaction")
    session.rollback()
    session.info[OPENED] = True  # this, too, is a transaction of its own
    options: dict[str, Any] = {WRITES: False}
    if db.engine.dialect.name == "postgresql":  # a transaction of SQLite is one snapshot anyway
        options["isolation_level"] = "REPEATABLE READ"
    try:
        session.connection(execution_options=options)
        yield
    finally:
        session.rollback()
        session.info.pop(OPENED, None)


def writing() -> bool:
    """Whether the transaction in hand was opened to write: reads lock their rows then."""
    return bool(connection_of(db.session()).get_execution_options().get(WRITES))
