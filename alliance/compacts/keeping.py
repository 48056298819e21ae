"""Keeping what was worked out of a compact's history, in the transaction that changes it."""

from alliance.compacts.models import CompactHistory
from alliance.compacts.precision import kept_dates
from alliance.compacts.queries import compact_of, inputs_of, recorded, rules_on
from alliance.compacts.weighing import amounts, kept_beside, measures_of
from alliance.core import clock
from alliance.core.db import db
from alliance.membership.models import Alliance
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.forces.facts import MalformedFacts
from alliance.rulebook.forces.history import history
from alliance.rulebook.forces.keeping import kept


def keep_history(alliance: Alliance) -> None:
    """Work out when a compact is in force, by the rules of today, and keep it.

    Called whenever how its states stand, its rules or its weights have changed. Where a weight is
    missing nothing is kept: whoever asks is told which.
    """
    today = clock.today()
    compact = compact_of(alliance, today) or Compact()
    held_against = recorded(alliance, None, compact)
    facts = held_against.facts
    try:
        whole = history(compact, facts)
    except MalformedFacts:
        return
    found = kept(whole) | kept_beside(amounts(measures_of(compact)), facts.events)
    found |= kept_dates(held_against.dating, whole.spans)
    inputs = inputs_of(alliance, rules_on(alliance, today))
    held = db.session.get(CompactHistory, alliance.id)
    if held is None:
        db.session.add(CompactHistory(alliance_id=alliance.id, inputs=inputs, history=found))
    else:
        held.inputs, held.history = inputs, found
    db.session.flush()
