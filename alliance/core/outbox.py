"""Jobs and messages wait here until the transaction that caused them is kept.

At least once: a worker takes a job under a lease; if it dies, the lease runs out and another
takes the job. What a job does is therefore harmless when done twice, and mail carries an
identity by which a second copy is known. Jobs are taken one at a time, each just before it is
begun: jobs taken together would share one lease, and the last of them wait under it while it
runs out. A job given up waits for the operator (`alliance outbox`).
"""

import datetime as dt
import random
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import JSON, Index, String, Text, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import Base, append, db
from alliance.core.operation import Act, operation
from alliance.core.policy import Table, operator

LEASE = dt.timedelta(seconds=60)
TRIES = 10
LONGEST_WAIT = 3600.0  # seconds between two tries
WORKER_DIED = (
    f"The worker died at the last of {TRIES} tries, or was stopped, or took longer than "
    f"{LEASE.seconds} seconds. Look for its end in the logs, and at the machine's memory."
)
log = structlog.get_logger()

_WAITING = text("done_at IS NULL AND given_up_at IS NULL")


class Do(StrEnum):
    """The actions."""

    LIST = "outbox:list"
    RETRY = "outbox:retry"


POLICY: Table = {
    Do.LIST: [operator],
    Do.RETRY: [operator],
}


class Job(Base):
    """One thing to be done after the commit; `key` keeps the same thing from waiting twice."""

    __tablename__ = "outbox"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    kind: Mapped[str] = mapped_column(String(60))  # "mail" or the name of a job
    key: Mapped[str] = mapped_column(String(200), unique=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    run_at: Mapped[dt.datetime]
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[dt.datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(80))
    done_at: Mapped[dt.datetime | None]
    given_up_at: Mapped[dt.datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_outbox_waiting", "run_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    def __repr__(self) -> str:
        return f"{self.kind} {self.key}"


@dataclass(frozen=True)
class Taken:
    """A job in a worker's hands."""

    id: uuid.UUID
    kind: str
    key: str
    facts: Mapping[str, Any]
    tries: int


def later(kind: str, key: str, facts: Mapping[str, Any], at: dt.datetime | None = None) -> None:
    """Leave a job, in the caller's transaction. Facts are ids and plain words (JSON)."""
    append(Job, {"kind": kind, "key": key, "facts": dict(facts), "run_at": at or clock.now()})


def once(kind: str, key: str, facts: Mapping[str, Any], at: dt.datetime) -> None:
    """Leave a job unless one with this key was left before, in the caller's transaction."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(Job)
        .values(id=clock.new_id(), kind=kind, key=key, facts=dict(facts), run_at=at, tries=0)
        .on_conflict_do_nothing(index_elements=[Job.key])
    )


def tell(audience: str, template: str, about: str, key: str) -> None:
    """Leave a message: who is meant is found out when it is sent, so that walls hold then too.

    `audience` is a standing one, such as "alliance:UUID" or "office:UUID"; `template` names
    templates/<template>.txt; `about` is the id of its subject; `key` makes it unique.
    """
    facts = {"audience": audience, "template": template, "about": about}
    later("mail", f"{template}:{key}", facts)


def take(worker: str) -> Taken | None:
    """Lease the oldest job that is due, in the caller's transaction.

    A worker that dies says nothing, so a job whose tries are used up is given up here.
    """
    while (job := _claim(worker)) and job.tries > TRIES:
        log.error("worker: a job is given up", job=job.key, problem=WORKER_DIED)
        _settle(worker, job, tries=TRIES, given_up_at=clock.now(), problem=WORKER_DIED)
    return job


def _claim(worker: str) -> Taken | None:
    now = clock.now()
    due = (
        select(Job.id)
        .where(_WAITING, Job.run_at <= now)
        .where(or_(Job.leased_until.is_(None), Job.leased_until < now))
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # SQLite has one writer at a time and ignores this
        .cte("due")  # asked once: PostgreSQL may ask a plain subquery again, past its LIMIT
    )
    claim = (
        update(Job)
        .where(Job.id.in_(select(due.c.id)))
        .values(leased_until=now + LEASE, leased_by=worker, tries=Job.tries + 1)
        .returning(Job.id, Job.kind, Job.key, Job.facts, Job.tries)
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(claim).first()
    return Taken(*row) if row else None


class LeaseLost(Exception):  # noqa: N818
    """Another worker has the job by now, and goes on with it."""


def note_sent(job: Taken, sent: Iterable[str]) -> None:
    """Note who has been written to and hold the job as long again, in the caller's transaction.

    A worker that dies, or is slow, leaves to the next one only what it has not sent. LeaseLost
    when another has taken it meanwhile.
    """
    noted = db.session.execute(
        update(Job)
        .where(Job.id == job.id, Job.tries == job.tries, Job.leased_by.is_not(None))
        .values(facts={**job.facts, "sent": sorted(sent)}, leased_until=clock.now() + LEASE)
        .execution_options(synchronize_session=False)
    )
    if not noted.rowcount:  # type: ignore[attr-defined]
        raise LeaseLost(job.key)


def done(worker: str, job: Taken) -> bool:
    """Tick off a job that we still hold; False if the lease had gone to another."""
    return _settle(worker, job, done_at=clock.now(), problem=None)


def failed(worker: str, job: Taken, problem: str) -> bool:
    """Put a job back with a growing pause, or give it up after the last try."""
    now = clock.now()
    if job.tries >= TRIES:
        log.error("worker: a job is given up", job=job.key, problem=problem)
        return _settle(worker, job, given_up_at=now, problem=problem[:2000])
    pause = min(LONGEST_WAIT, 2.0**job.tries) * random.uniform(0.5, 1.0)  # noqa: S311 (jitter)
    again = now + dt.timedelta(seconds=pause)
    return _settle(worker, job, run_at=again, problem=problem[:2000])


def _settle(worker: str, job: Taken, **values: Any) -> bool:
    settled = db.session.execute(
        update(Job)
        .where(Job.id == job.id, Job.leased_by == worker, Job.tries == job.tries)
        .values(leased_until=None, leased_by=None, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(settled.rowcount)  # type: ignore[attr-defined]


def waiting() -> list[Job]:
    """The jobs that are still to be done, in the order in which they are due."""
    return list(db.session.scalars(select(Job).where(_WAITING).order_by(Job.run_at, Job.id)))


def given_up() -> list[Job]:
    """The jobs that nobody tries any more, the oldest first."""
    found = select(Job).where(Job.given_up_at.is_not(None)).order_by(Job.given_up_at, Job.id)
    return list(db.session.scalars(found))


def counts() -> dict[str, int]:
    """How many jobs wait, and how many were given up."""
    undone = select(func.count(), func.count(Job.given_up_at)).where(Job.done_at.is_(None))
    both, lost = db.session.execute(undone).one()
    return {"waiting": both - lost, "given_up": lost}


@operation(Do.RETRY)
def retry(_actor: Actor, which: uuid.UUID | None) -> Act[int]:
    """Put back one job that was given up, or (None) all of them, to be tried anew; how many."""
    lost = update(Job).where(Job.given_up_at.is_not(None))
    if which:
        lost = lost.where(Job.id == which)
    put_back = db.session.execute(
        lost.values(given_up_at=None, tries=0, run_at=clock.now()).execution_options(
            synchronize_session=False
        )
    )
    count: int = put_back.rowcount  # type: ignore[attr-defined]
    return Act(count, facts={"jobs": count, "which": which or "all"})
