"""What can be done to what rules are held against: weights and dated events."""

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import select, update

from alliance.charters.models import Charter
from alliance.compacts.keeping import keep_history
from alliance.compacts.models import CompactEvent, CompactHistory, Weight
from alliance.compacts.policy import Do
from alliance.compacts.queries import SAID_BY_SOURCE, compact_of
from alliance.compacts.weighing import measures_of
from alliance.core import clock, marks
from alliance.core.actor import Actor
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.record import moment
from alliance.membership.models import Alliance, AllianceVersion


@dataclass(frozen=True)
class Said:
    """What a file says a state weighs from a day on; `before` is the amount that it replaces."""

    measure: str
    state: str
    from_on: dt.date
    amount: str
    source: str
    known_from: dt.datetime
    before: Weight | None = None


@operation(Do.IMPORT_WEIGHTS)
def record_weights(
    _actor: Actor,
    _house: None,
    *,
    said: Sequence[Said],
    file_sha256: str,
    counts: Mapping[str, int],
) -> Act[int]:
    """Record weights; what was known before stays, and every history that hangs on them follows."""
    for one in said:
        if one.before is not None:
            one.before.known_until = max(one.known_from, one.before.known_from)
    db.session.flush()
    db.session.add_all(
        Weight(
            measure=one.measure,
            state_code=one.state,
            from_on=one.from_on,
            amount=one.amount,
            source=one.source,
            known_from=one.known_from,
        )
        for one in said
    )
    db.session.flush()
    measures = {one.measure for one in said}
    for alliance in _hanging_on(measures):
        marks.change(str(alliance.id))
        db.session.flush()
        keep_history(alliance)
    whole = [(one.measure, one.state, one.from_on.isoformat(), one.amount) for one in said]
    facts = {
        "what": "weights",
        "measures": sorted(measures),
        "file_sha256": file_sha256,
        "weights_sha256": digest(repr(whole).encode()),
        **counts,
    }
    return Act(len(said), facts=facts)


def _hanging_on(measures: AbstractSet[str]) -> list[Alliance]:
    """The alliances whose rules ask for one of these weights, or of whom such a history is kept."""
    kept = {
        row.alliance_id
        for row in db.session.scalars(select(CompactHistory))
        if measures & row.history.get("weights", {}).keys()
    }
    bodies = db.session.scalars(select(Alliance).order_by(Alliance.slug)).all()
    return [one for one in bodies if one.id in kept or measures & _asked_by(one)]


def _asked_by(alliance: Alliance) -> AbstractSet[str]:
    compact = compact_of(alliance, clock.today()) if _may_rule(alliance) else None
    return measures_of(compact) if compact else frozenset()


def _may_rule(alliance: Alliance) -> bool:
    version = db.session.get(AllianceVersion, (alliance.id, alliance.version))
    says = version is not None and any(version.facts.get(name) for name in SAID_BY_SOURCE)
    charter = select(Charter.id).where(Charter.alliance_id == alliance.id).limit(1)
    return says or db.session.scalar(charter) is not None


@operation(Do.RECORD_EVENT)
def record_event(
    actor: Actor, alliance: Alliance, *, name: str, happened_on: dt.date | None, source: str
) -> Act[CompactEvent]:
    """Record when something happened that the rules ask for; what was known before stays.

    Without a day: that it has not happened, as was recorded in error.
    """
    now, today = moment(alliance.stream), clock.day_in(actor.zone)
    if happened_on is not None and happened_on > today:
        raise RuleBroken("The day lies in the future. Record it when it has happened.")
    held = db.session.scalars(
        select(CompactEvent).where(
            CompactEvent.alliance_id == alliance.id,
            CompactEvent.name == name,
            CompactEvent.known_until.is_(None),
        )
    ).first()
    if (held.happened_on if held else None) == happened_on:
        raise RuleBroken("That is recorded already. Nothing is changed.")
    if held is not None:
        db.session.execute(
            update(CompactEvent)
            .where(CompactEvent.id == held.id)
            .values(known_until=max(now, held.known_from))
        )
    made = CompactEvent(
        id=clock.new_id(),
        alliance_id=alliance.id,
        name=name,
        happened_on=happened_on,
        source=source,
        known_from=now,
        noted_by_id=actor.person_id,
    )
    db.session.add(made)
    db.session.flush()
    marks.change(str(alliance.id))
    db.session.flush()
    keep_history(alliance)
    on = happened_on.isoformat() if happened_on else "has not happened"
    return Act(made, alliance, {"event": name, "on": on, "source": source}, now)
