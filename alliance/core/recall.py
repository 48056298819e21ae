"""What was read before and still holds, because nothing has been entered in the ledger since.

Nothing that pages show changes without an act, and every act is an entry in a stream. So what was
read from some streams holds while their heads are the same: asking for the heads is one small
statement, whatever the page shows.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import g
from jinja2.utils import LRUCache
from sqlalchemy import Select, bindparam, select

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import built_once, in_transaction, read
from alliance.core.record import EVERYTHING, Entry

MOST = 512
# Names of people and offices elsewhere may change by acts in streams that are not watched.
LONGEST = dt.timedelta(seconds=60)

Found = TypeVar("Found")


@dataclass(frozen=True)
class _Held:
    heads: tuple[str | None, ...]
    since: dt.datetime
    until: dt.datetime
    found: Any


_held = LRUCache(MOST)


def recall(
    key: Hashable,
    streams: Sequence[str],
    work: Callable[[], Found],
    until: Callable[[Found], dt.datetime | None] = lambda _: None,
) -> Found:
    """What `work` found when these streams ended where they end now; else what it finds.

    `key` names the work and all it was asked with; `until` says when time alone makes it untrue.
    What is found is shared between requests: nobody may change it.
    """
    if in_transaction():
        return work()  # what it does may never be kept
    heads, now = _heads(streams), clock.now()
    held: _Held | None = _held.get(key)
    if held and held.heads == heads and held.since <= now < held.until:
        found: Found = held.found
        return found
    found = work()
    end = until(found)
    latest = now + LONGEST
    _held[key] = _Held(heads, now, min(end, latest) if end else latest, found)
    return found


def next_hour() -> dt.datetime:
    """For what speaks of each state's own day: all their clocks turn at full hours."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    return hour + dt.timedelta(hours=1)


def forget() -> None:
    """Begin anew."""
    _held.clear()


def _heads(streams: Sequence[str]) -> tuple[str | None, ...]:
    """The last leaf of each stream, asked for once in a request.

    A leaf, not a number: it is of this ledger and no other.
    """
    known: dict[str, str | None] = g.setdefault("ledger_heads", {})
    missing = [stream for stream in streams if stream not in known]
    if missing:
        # The page asks for its reader's desk as well: all in one statement.
        who: Actor | None = g.get("alliance_actor")
        also = who.streams if who else ()
        missing += [one for one in also if one not in {*known, *missing}]
        missing.sort(key=lambda one: one == EVERYTHING)  # which comes last
        everything = missing[-1] == EVERYTHING
        count = len(missing) - everything
        given = {f"stream_{n}": stream for n, stream in enumerate(missing[:count])}
        row = read(_ends(count, everything=everything), given).one()
        known.update(zip(missing, row, strict=True))
    return tuple(known[stream] for stream in streams)


@built_once
def _ends(streams: int, *, everything: bool) -> Select[Any]:
    last = [_LAST.scalar_subquery().label("head_of_all")] if everything else []
    return select(
        *(
            select(Entry.leaf)
            .where(Entry.stream == bindparam(f"stream_{n}"))
            .order_by(Entry.n.desc())
            .limit(1)
            .scalar_subquery()
            .label(f"head_{n}")
            for n in range(streams)
        ),
        *last,
    )


_LAST = select(Entry.leaf).order_by(Entry.at.desc(), Entry.leaf.desc()).limit(1)
