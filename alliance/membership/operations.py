"""What can be done to alliances and memberships."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from alliance.accounts.models import Office
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import digest
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.core.operation import Act, operation
from alliance.membership.models import Alliance, AllianceVersion, MembershipPeriod
from alliance.membership.policy import Do
from alliance.membership.queries import as_period, current_periods
from alliance.membership.rules import Period, bound_span


@dataclass(frozen=True)
class Fact:
    """One version of a period to be recorded: the period's id and the version before, if any."""

    period_id: uuid.UUID
    before: int
    says: Period
    known_from: dt.datetime


@operation(Do.RECORD_ALLIANCE)
def record_alliance(
    _actor: Actor,
    alliance: Alliance | None,
    *,
    slug: str,
    facts: Mapping[str, Any],
    known_from: dt.datetime,
    demo: bool = False,
) -> Act[Alliance]:
    """Record what is known of an alliance: a new one, or a new version of a known one."""
    if alliance is None:
        alliance = Alliance(id=clock.new_id(), slug=slug, version=0, demo=demo)
        db.session.add(alliance)
    alliance.name, alliance.kind = facts["name"], facts["kind"]
    alliance.subject = facts["subject"]
    refigure = alliance.formed != facts["formed"] and alliance.version > 0
    alliance.formed = facts["formed"]
    alliance.version += 1
    db.session.flush()
    db.session.add(
        AllianceVersion(
            alliance_id=alliance.id,
            version=alliance.version,
            known_from=known_from,
            facts=dict(facts),
        )
    )
    if refigure:
        _refigure(alliance, known_from)
    said = digest(json.dumps(facts, sort_keys=True).encode())
    return Act(alliance, alliance, {"version": alliance.version, "facts_sha256": said})


@operation(Do.RECORD_PERIODS)
def record_periods(_actor: Actor, alliance: Alliance, *, facts: Sequence[Fact]) -> Act[int]:
    """Record periods of membership; what was known before stays, with the instant it ended."""
    _keep(alliance, facts)
    said = digest(repr([(str(f.period_id), f.says.state, f.says.facts) for f in facts]).encode())
    added = sum(1 for fact in facts if not fact.before)
    counts = {"added": added, "changed": len(facts) - added, "periods_sha256": said}
    return Act(len(facts), alliance, counts)


@operation(Do.IMPORT)
def note_import(
    _actor: Actor, _house: None, *, what: str, file_sha256: str, counts: Mapping[str, int]
) -> Act[None]:
    """Note in the house's own stream that a file was imported."""
    return Act(None, facts={"what": what, "file_sha256": file_sha256, **counts})


@operation(Do.NAME_SECRETARIAT)
def name_secretariat(_actor: Actor, alliance: Alliance, *, office: Office) -> Act[None]:
    """Say which office runs the alliance's business; it never binds a state."""
    alliance.secretariat_id = office.id
    return Act(None, alliance, {"office": office.id})


def _formed(alliance: Alliance) -> dt.date | None:
    formed = parse_partial_date(alliance.formed or "")
    return formed.first_day if formed else None


def _row(alliance: Alliance, fact: Fact, formed: dt.date | None) -> MembershipPeriod:
    says = fact.says
    span = bound_span(says, formed)
    return MembershipPeriod(
        period_id=fact.period_id,
        version=fact.before + 1,
        alliance_id=alliance.id,
        state_code=says.state,
        role=says.role,
        status=says.status,
        joined=says.joined.text if says.joined else None,
        notice_given=says.notice_given.text if says.notice_given else None,
        left=says.left.text if says.left else None,
        note=says.note,
        source=says.source,
        as_of=says.as_of,
        known_from=fact.known_from,
        bound_from=span[0] if span else None,
        bound_until=span[1] if span else None,
    )


def _keep(alliance: Alliance, facts: Sequence[Fact]) -> None:
    formed = _formed(alliance)
    for fact in facts:
        if fact.before:
            _end_knowledge(fact)
    db.session.add_all(_row(alliance, fact, formed) for fact in facts)
    db.session.flush()


def _end_knowledge(fact: Fact) -> None:
    db.session.execute(
        update(MembershipPeriod)
        .where(
            MembershipPeriod.period_id == fact.period_id, MembershipPeriod.version == fact.before
        )
        .values(known_until=fact.known_from)
    )


def _refigure(alliance: Alliance, known_from: dt.datetime) -> None:
    """A corrected date of forming moves the start of periods that have none of their own.

    Each period that it moves gets a version that says the same and binds from another day.
    """
    formed, moved = _formed(alliance), []
    for row in current_periods([alliance.id]):
        says = as_period(row)
        if (bound_span(says, formed) or (None, None)) != (row.bound_from, row.bound_until):
            since = max(known_from, row.known_from)
            moved.append(Fact(row.period_id, row.version, says, since))
    _keep(alliance, moved)
