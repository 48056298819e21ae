"""Writing down what is known of periods, and how each state therefore stood on every day."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from alliance.core import clock
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.membership.models import (
    Alliance,
    AllianceVersion,
    MembershipPeriod,
    StandingMark,
    StandingStretch,
)
from alliance.membership.queries import as_period
from alliance.membership.rules import Period
from alliance.membership.timeline import Stretch, line_of

GOES_ON = dt.date.max


@dataclass(frozen=True)
class Fact:
    """One version of a period to be recorded: the period's id and the version before, if any."""

    period_id: uuid.UUID
    before: int
    says: Period
    known_from: dt.datetime


def keep_facts(alliance: Alliance, facts: Mapping[str, Any], known_from: dt.datetime) -> None:
    """Record what is known of an alliance as a version; what was known before stays."""
    alliance.name, alliance.kind = facts["name"], facts["kind"]
    alliance.subject = facts["subject"]
    moved = alliance.formed != facts["formed"] and alliance.version > 0
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
    if moved:  # periods without a date of their own begin when the body was formed
        db.session.flush()
        lay(alliance, None, known_from)


def keep(alliance: Alliance, facts: Sequence[Fact]) -> None:
    """Record versions of periods; what was known before stays, with the instant it ended."""
    for fact in facts:
        if fact.before:
            _end_knowledge(fact)
    db.session.add_all(_row(alliance, fact) for fact in facts)
    db.session.flush()
    if facts:
        first = min(fact.known_from for fact in facts)
        lay(alliance, {fact.says.state for fact in facts}, first)


def lay(
    alliance: Alliance, states: Collection[str] | None = None, first: dt.datetime | None = None
) -> None:
    """Work out how these states (all of them) stood, as it was known from an instant on.

    Instant after instant, as something was learnt: what is imported may say that it was known
    before other things were.
    """
    rows = _all_versions(alliance.id, states)
    formed = _formed_when_known(alliance.id)
    begin = first or dt.datetime.min.replace(tzinfo=dt.UTC)
    learnt = {row.known_from for row in rows} | {instant for instant, _ in formed}
    instants = sorted({begin, *(one for one in learnt if one > begin)})
    for instant in instants if first else instants[1:]:
        everybody = instant == first or any(instant == since for since, _ in formed)
        touched = {row.state_code for row in rows if everybody or row.known_from == instant}
        _lay_at(alliance.id, instant, [r for r in rows if r.state_code in touched], formed)
    for key in (*sorted({row.state_code for row in rows}), str(alliance.id)):
        mark(key)
    db.session.flush()
    for follow in LAID:
        follow(alliance)


def _lay_at(
    alliance_id: uuid.UUID,
    instant: dt.datetime,
    rows: Sequence[MembershipPeriod],
    formed: Sequence[tuple[dt.datetime, dt.date | None]],
) -> None:
    held: dict[str, list[MembershipPeriod]] = {row.state_code: [] for row in rows}
    for row in rows:
        if _known_at(row, instant):
            held[row.state_code].append(row)
    then = next((day for since, day in reversed(formed) if since <= instant), formed[0][1])
    known = _stretches_by_state(alliance_id, held)
    for state, ours in sorted(held.items()):
        line = line_of([(row.period_id, as_period(row)) for row in ours], then)
        _replace(alliance_id, line, known.get(state, []), instant)
    db.session.flush()


# What follows when how states stand was worked out anew: what hangs on it is worked out too.
# Filled in alliance/app.py.
LAID: list[Callable[[Alliance], None]] = []


def mark(key: str) -> None:
    """Say that what was worked out of these standings holds no longer; or, of an alliance, of

    what else its rules are held against.
    """
    held = db.session.get(StandingMark, key, with_for_update=True)
    if held is None:
        db.session.add(StandingMark(key=key, mark=clock.new_id()))
    else:
        held.mark = clock.new_id()


def _all_versions(
    alliance_id: uuid.UUID, states: Collection[str] | None
) -> Sequence[MembershipPeriod]:
    wanted = select(MembershipPeriod).where(MembershipPeriod.alliance_id == alliance_id)
    if states is not None:
        wanted = wanted.where(MembershipPeriod.state_code.in_(states))
    return db.session.scalars(wanted.order_by(MembershipPeriod.period_id)).all()


def _formed_when_known(alliance_id: uuid.UUID) -> list[tuple[dt.datetime, dt.date | None]]:
    """Since when it was known on which day the alliance was formed; never empty."""
    rows = db.session.execute(
        select(AllianceVersion.known_from, AllianceVersion.facts)
        .where(AllianceVersion.alliance_id == alliance_id)
        .order_by(AllianceVersion.version)
    )
    found = [(row.known_from, parse_partial_date(row.facts["formed"] or "")) for row in rows]
    return [(since, formed.first_day if formed else None) for since, formed in found]


def _known_at(row: MembershipPeriod, instant: dt.datetime) -> bool:
    return row.known_from <= instant and (row.known_until is None or instant < row.known_until)


def _replace(
    alliance_id: uuid.UUID,
    line: Iterable[Stretch],
    known: Sequence[StandingStretch],
    instant: dt.datetime,
) -> None:
    """End the knowledge of stretches that hold no longer, and add those that hold now."""
    wanted = {_said(one): one for one in line}
    for row in known:
        if wanted.pop(_said_by(row), None) is None:
            row.known_until = max(instant, row.known_from)
    db.session.flush()  # before others take their days: each day has one that is known now
    db.session.add_all(_stretch(alliance_id, one, instant) for one in wanted.values())


def _said(one: Stretch) -> tuple[object, ...]:
    ends = one.ends or GOES_ON
    said = (one.standing.value, one.member_class.value, one.bound, one.again)
    return (one.period, *said, one.since, one.left, one.starts, ends)


def _said_by(row: StandingStretch) -> tuple[object, ...]:
    said = (row.standing, row.member_class, row.bound, row.again)
    return (row.period_id, *said, row.since, row.left, row.starts, row.ends)


def _stretch(alliance_id: uuid.UUID, one: Stretch, known_from: dt.datetime) -> StandingStretch:
    return StandingStretch(
        id=clock.new_id(),
        alliance_id=alliance_id,
        state_code=one.state,
        period_id=one.period,
        standing=one.standing.value,
        member_class=one.member_class.value,
        bound=one.bound,
        again=one.again,
        since=one.since,
        left=one.left,
        starts=one.starts,
        ends=one.ends or GOES_ON,
        known_from=known_from,
    )


def _row(alliance: Alliance, fact: Fact) -> MembershipPeriod:
    says = fact.says
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
        steps=[[step.standing.value, step.on.isoformat()] for step in says.steps] or None,
        note=says.note,
        source=says.source,
        as_of=says.as_of,
        known_from=fact.known_from,
    )


def _end_knowledge(fact: Fact) -> None:
    db.session.execute(
        update(MembershipPeriod)
        .where(
            MembershipPeriod.period_id == fact.period_id, MembershipPeriod.version == fact.before
        )
        .values(known_until=fact.known_from)
    )


def _stretches_by_state(
    alliance_id: uuid.UUID, states: Collection[str]
) -> dict[str, list[StandingStretch]]:
    rows = db.session.scalars(
        select(StandingStretch).where(
            StandingStretch.alliance_id == alliance_id,
            StandingStretch.state_code.in_(states),
            StandingStretch.known_until.is_(None),
        )
    )
    found: dict[str, list[StandingStretch]] = {}
    for row in rows:
        found.setdefault(row.state_code, []).append(row)
    return found
