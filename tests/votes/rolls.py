"""States that join and leave while a question is open."""

import datetime as dt

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.dates import parse_partial_date
from alliance.core.transaction import transaction
from alliance.membership import operations, queries
from alliance.membership.operations import Fact
from alliance.membership.rules import Period
from tests import make


def join(state, slug="ours"):
    """The state is a member since yesterday."""
    _record(slug, Fact(clock.new_id(), 0, _says(state), clock.now()))


def leave(state, slug="ours"):
    """The state is out since yesterday."""
    alliance = make.alliance(slug)
    [row] = [one for one in queries.current_periods([alliance.id]) if one.state_code == state]
    says = Period(
        state, "member", "withdrawn", joined=parse_partial_date(row.joined), left=_yesterday()
    )
    _record(slug, Fact(row.period_id, row.version, says, clock.now()))


def correct(state, *, role="member", status="former member", slug="ours"):
    """What was recorded of the state is corrected: it left, nobody knows when."""
    alliance = make.alliance(slug)
    [row] = [one for one in queries.current_periods([alliance.id]) if one.state_code == state]
    says = Period(state, role, status, joined=parse_partial_date(row.joined or ""))
    _record(slug, Fact(row.period_id, row.version, says, clock.now()))


def _says(state):
    return Period(state, "member", "member", joined=_yesterday())


def _yesterday():
    return parse_partial_date((clock.today() - dt.timedelta(days=1)).isoformat())


def _record(slug, fact):
    with transaction():
        operations.record_periods(OPERATOR, make.alliance(slug), facts=[fact])
