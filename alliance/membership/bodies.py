"""The alliances of a state: for everybody who asks anything, at every request.

They are read once for as long as they stay the same, by a mark that changes with them.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from jinja2.utils import LRUCache
from sqlalchemy import and_, bindparam, case, func, or_, select

from alliance.core.actor import Actor
from alliance.core.db import read
from alliance.core.marks import Mark
from alliance.core.record import EVERYTHING, HOUSE
from alliance.membership.models import Alliance, StandingStretch
from alliance.membership.timeline import BELONGS
from alliance.states.reference import today_in


@dataclass(frozen=True)
class Bodies:
    """The alliances of a state: those that bind it today, and those that once did.

    Former is every other one by which it was ever known to be bound, whatever is known today: what
    a state was shown or asked then stays its own to see, though its membership be corrected.
    `belongs` are those to which it belongs today, also suspended or in a class that is not bound;
    of a secretariat, those that it serves.
    `slugs` are the names of those bound, sorted; `streams` those in the ledger of all of them.
    """

    bound: frozenset[uuid.UUID] = frozenset()
    former: frozenset[uuid.UUID] = frozenset()
    slugs: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    belongs: frozenset[uuid.UUID] = frozenset()


def _bodies(
    bound: dict[uuid.UUID, str],
    former: dict[uuid.UUID, str],
    coming: Mapping[uuid.UUID, str] = MappingProxyType({}),
) -> Bodies:
    slugs = tuple(bound.values())
    # Where it is on its way in, its desk changes with what happens there.
    others = sorted([*former.values(), *coming.values()])
    watched = tuple(f"alliance:{slug}" for slug in (*slugs, *others))
    # Who belongs to very many watches the whole ledger: to ask for each costs more than the page.
    streams = watched if len(watched) <= WATCHED_AT_MOST else (EVERYTHING,)
    return Bodies(frozenset(bound), frozenset(former), slugs, streams, frozenset(bound))


WATCHED_AT_MOST = 64
_kept = LRUCache(512)


def bodies_of(state: str, office_id: uuid.UUID | None) -> Bodies:
    """The alliances of a state on this day; of a secretariat, those that it serves."""
    if state:
        return _by_mark(state, read(_MARK, {"state": state}).scalar())
    served = read(_SERVED, {"office": office_id})
    return _bodies({row.id: row.slug for row in served}, {})


def _by_mark(state: str, mark: uuid.UUID | None) -> Bodies:
    """The same, read once for as long as the mark of the state and its day are the same."""
    if mark is None:
        return Bodies()
    today = today_in(state)
    found: Bodies | None = _kept.get((mark, today))
    if found is None:
        rows = read(_OF_STATE, {"state": state, "today": today}).all()
        bound = {row.id: row.slug for row in rows if row.bound}
        former = {row.id: row.slug for row in rows if row.once and not row.bound}
        coming = {row.id: row.slug for row in rows if not row.once}
        belongs = frozenset(row.id for row in rows if row.belongs)
        found = replace(_bodies(bound, former, coming), belongs=belongs)
        _kept[mark, today] = found
    return found


def with_bodies(found: Actor | None, bodies: Bodies | None = None) -> Actor | None:
    """The actor with the alliances of their state, and the streams in which these act."""
    if found is None:
        return None
    of = bodies or (
        _by_mark(found.state, found.mark) if found.state else bodies_of("", found.office_id)
    )
    streams = (HOUSE, f"office:{found.office_id}", *of.streams)
    return replace(
        found,
        bodies=of.bound,
        former=of.former,
        belongs=of.belongs,
        slugs=of.slugs,
        streams=streams,
    )


_SERVED = (
    select(Alliance.id, Alliance.slug)
    .where(Alliance.secretariat_id == bindparam("office"))
    .order_by(Alliance.slug)
)
_MARK = select(Mark.mark).where(Mark.key == bindparam("state"))
_GOES_ON = and_(StandingStretch.known_until.is_(None), StandingStretch.ends > bindparam("today"))
_BELONGS = and_(StandingStretch.standing.in_(sorted(BELONGS)), _GOES_ON)
_OF_STATE = (
    select(
        Alliance.id,
        Alliance.slug,
        func.max(case((and_(StandingStretch.bound, _GOES_ON), 1), else_=0)).label("bound"),
        func.max(case((StandingStretch.bound, 1), else_=0)).label("once"),
        func.max(case((_BELONGS, 1), else_=0)).label("belongs"),
    )
    .join(StandingStretch, StandingStretch.alliance_id == Alliance.id)
    .where(
        StandingStretch.state_code == bindparam("state"),
        or_(StandingStretch.bound, _GOES_ON),
        StandingStretch.starts <= bindparam("today"),
    )
    .group_by(Alliance.id, Alliance.slug)
    .order_by(Alliance.slug)
)
