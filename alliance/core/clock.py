"""The one clock, so that tests can set it."""

import datetime as dt
import secrets
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

_stopped: list[dt.datetime] = []


def now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return _stopped[-1] if _stopped else dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The present day in UTC."""
    return now().date()


@contextmanager
def stopped_at(instant: dt.datetime) -> Iterator[None]:
    """Hold the clock: for tests, and for demo data that was made on earlier days."""
    if instant.tzinfo is None:
        raise ValueError(f"the clock takes aware instants only, not {instant!r}")
    _stopped.append(instant.astimezone(dt.UTC))
    try:
        yield
    finally:
        _stopped.pop()


def day_in(zone: str, instant: dt.datetime | None = None) -> dt.date:
    """The day that an instant (now when none is given) falls on in a zone (an IANA name)."""
    return (instant or now()).astimezone(ZoneInfo(zone)).date()


def stamp(instant: dt.datetime) -> str:
    """The instant as the ledger and the bundle write it: UTC, six digits, Z."""
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562, 5.7): sorts by time, tells nobody how many there are.

    The twelve bits behind the millisecond are its fraction (6.2, method 3), so that what is made
    one after another within a millisecond sorts so too; 62 bits stay random.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | fraction << 64
    return uuid.UUID(int=value | 0x2 << 62 | secrets.randbits(62))
