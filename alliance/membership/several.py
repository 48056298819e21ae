"""Who belongs to several alliances today, each state on its own day, asked at once."""

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import select

from alliance.core.db import read
from alliance.core.many import is_among
from alliance.membership.models import StandingStretch
from alliance.membership.queries import COLUMNS, as_stretch, bound_on
from alliance.membership.rules import Roster
from alliance.membership.timeline import Stretch, roll_on
from alliance.states.reference import days_now

_AMONG = is_among(StandingStretch.alliance_id, "among")
_NOW = (
    select(StandingStretch.alliance_id, *COLUMNS)
    .where(_AMONG, StandingStretch.known_until.is_(None))
    .order_by(StandingStretch.known_from, StandingStretch.starts)
)


def bound_among(alliances: Collection[uuid.UUID]) -> Mapping[uuid.UUID, frozenset[str]]:
    """The states that each of these alliances binds today; one statement."""
    wanted = select(StandingStretch.alliance_id, StandingStretch.state_code)
    rows = read(wanted.where(_AMONG, bound_on(None)), {"among": frozenset(alliances)})
    found: dict[uuid.UUID, set[str]] = {one: set() for one in alliances}
    for row in rows:
        found[row.alliance_id].add(row.state_code)
    return {key: frozenset(states) for key, states in found.items()}


def rosters_among(alliances: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Roster]:
    """Who belongs to each of these alliances today, as it is known now; one statement."""
    own = days_now()
    found: dict[uuid.UUID, dict[str, Stretch]] = {one: {} for one in alliances}
    for row in read(_NOW, {"among": frozenset(alliances)}):  # what was learnt last comes last
        one = as_stretch(row)
        if one.covers(own[one.state]):
            found[row.alliance_id][one.state] = one
    return {key: roll_on(by_state.values()) for key, by_state in found.items()}
