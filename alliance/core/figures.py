"""Figures for Prometheus: those of the process, and what lies in the outbox."""

from prometheus_client import REGISTRY, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from alliance.core import outbox


def page() -> bytes:
    """The figures as Prometheus reads them; without the outbox's while the database is away."""
    return generate_latest(REGISTRY) + generate_latest(_outbox())


def _outbox() -> CollectorRegistry:
    asked_now = CollectorRegistry()
    try:
        counts = outbox.counts()
    except SQLAlchemyError:  # the process still has something to tell; /readyz says what is away
        return asked_now
    gauge = Gauge(
        "alliance_outbox_jobs",
        "Jobs that wait to be done, and jobs that were given up (see: alliance outbox).",
        ["state"],
        registry=asked_now,
    )
    for state, count in counts.items():
        gauge.labels(state).set(count)
    return asked_now
