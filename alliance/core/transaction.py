"""The only commit in the code base."""

from collections.abc import Iterator
from contextlib import contextmanager

from alliance.core.db import WRITES, db


@contextmanager
def transaction(*, writes: bool = True) -> Iterator[None]:
    """All of it happens, or none: the change, its record and its messages.

    Opened at the edge (a POST, a command, a job), never by an operation. It begins a
    transaction of its own, so that what is read in it is what is true when it writes. Without
    `writes` it holds up no other writer until it does write, which should be rare.
    """
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("a transaction is opened before anything is changed")
    session.rollback()
    session.connection(execution_options={WRITES: writes})
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def writing() -> bool:
    """Whether the transaction in hand was opened to write: reads lock their rows then."""
    return bool(db.session.connection().get_execution_options().get(WRITES))
