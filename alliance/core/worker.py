"""The worker: takes jobs from the outbox and does them.

A handler that changes anything opens a transaction of its own; one that only sends does not,
so that no lock is held while a mail server makes up its mind.
"""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping

import structlog

from alliance.core import outbox
from alliance.core.db import db
from alliance.core.transaction import transaction

Handler = Callable[[outbox.Taken], None]

# What each kind of job does. Filled in alliance/app.py.
HANDLERS: dict[str, Handler] = {}

log = structlog.get_logger()


def name() -> str:
    """A name no other worker has."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def run_once(worker: str, handlers: Mapping[str, Handler] = HANDLERS, most: int = 10) -> int:
    """Do what is due now, at most so many jobs, one after the other; the number done.

    A job that fails is put back, and told.
    """
    did = 0
    for _ in range(most):
        with transaction():
            job = outbox.take(worker)
        if job is None:
            break
        did += _do(worker, job, handlers)
    return did


def run(worker: str, stop: threading.Event, pause: float = 1.0) -> None:
    """Work until told to stop; `pause` seconds of rest when nothing is due."""
    while not stop.is_set():
        try:
            busy = run_once(worker)
        except Exception as problem:  # noqa: BLE001 (the worker outlives a database that is away)
            log.warning("worker: the outbox cannot be read", problem=_short(problem))
            busy = 0
        if not busy:
            stop.wait(pause)


def _do(worker: str, job: outbox.Taken, handlers: Mapping[str, Handler]) -> bool:
    try:
        handlers[job.kind](job)
        with transaction():
            kept = outbox.done(worker, job)
    except Exception as problem:  # noqa: BLE001 (any failure is told and tried again)
        log.warning("worker: a job failed", job=job.key, tries=job.tries, problem=_short(problem))
        db.session.rollback()  # what the handler may have left behind
        with transaction():
            outbox.failed(worker, job, _short(problem))
        return False
    return kept


def _short(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:500]
