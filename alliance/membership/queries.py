"""Reading alliances and memberships. Both are public facts: every signed-in reader sees all."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select

from alliance.core.actor import Actor
from alliance.core.cells import SLUG
from alliance.core.dates import PartialDate, parse_partial_date
from alliance.core.db import db, read
from alliance.core.finding import as_binds, holding
from alliance.membership.known import known_in
from alliance.membership.models import (
    Alliance,
    AllianceVersion,
    MembershipPeriod,
    StandingStretch,
)
from alliance.membership.rules import MemberClass, Period, Roster, Standing, Step
from alliance.membership.timeline import Stretch, roll_on
from alliance.states.reference import days_now, today_in


@dataclass(frozen=True)
class Line:
    """An alliance in a list."""

    slug: str
    name: str
    kind: str
    subject: str
    formed: str | None
    bound: int
    own: bool  # the reader's state is bound by it


@dataclass(frozen=True)
class Membership:
    """One period of a state, for the state's page."""

    slug: str
    name: str
    role: str
    status: str
    joined: str | None
    notice_given: str | None
    left: str | None
    bound: bool
    note: str


def alliance_by_slug(_actor: Actor | None, slug: str) -> Alliance | None:
    """The alliance with this name in addresses and commands."""
    if not SLUG.fullmatch(slug):
        return None
    return db.session.scalars(_BY_SLUG, {"slug": slug}).first()


def alliances_by_name() -> Sequence[Alliance]:
    """Every alliance, by name."""
    return db.session.scalars(select(Alliance).order_by(func.lower(Alliance.name))).all()


# Statements that many requests ask are built once: building one costs more than asking it.
_BY_SLUG = select(Alliance).where(Alliance.slug == bindparam("slug"))


def alliances(actor: Actor, words: Sequence[str] = (), most: int | None = None) -> list[Line]:
    """Every alliance whose name holds these words, with the number of states bound today."""
    counted = (
        select(StandingStretch.alliance_id, func.count().label("bound"))
        .where(bound_on(None))
        .group_by(StandingStretch.alliance_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Alliance.id,
            Alliance.slug,
            Alliance.name,
            Alliance.kind,
            Alliance.subject,
            Alliance.formed,
            counted.c.bound,
        )
        .outerjoin(counted, counted.c.alliance_id == Alliance.id)
        .where(*holding(len(words), Alliance.name, Alliance.slug))
        .order_by(func.lower(Alliance.name))
        .limit(most),
        as_binds(words),
    )
    return [
        Line(r.slug, r.name, r.kind, r.subject, r.formed, r.bound or 0, r.id in actor.bodies)
        for r in rows
    ]


def bound_states(alliance: Alliance, day: dt.date | None = None) -> frozenset[str]:
    """The states bound on a day (each on its own day now when none is given)."""
    wanted = select(StandingStretch.state_code).where(
        StandingStretch.alliance_id == alliance.id, bound_on(day)
    )
    return frozenset(db.session.scalars(wanted))


def roster(alliance: Alliance, day: dt.date | None, known: dt.datetime | None = None) -> Roster:
    """Who belongs to it on a day (each state on its own day now when none is given).

    As it was known before an instant, or as it is known now.
    """
    days = {day} if day else set(days_now().values())
    asked: dict[str, Any] = {"alliance": alliance.id, "first": min(days), "last": max(days)}
    if known is not None:
        asked["known"] = known
    found = read(_COVERING_NOW if known is None else _COVERING_THEN, asked)
    own = None if day else days_now()
    by_state: dict[str, Stretch] = {}
    for row in found:  # what was learnt last comes last
        one = as_stretch(row)
        if one.covers(day or own[one.state]):  # type: ignore[index] # one of the two is there
            by_state[one.state] = one
    return roll_on(by_state.values())


COLUMNS = tuple(
    getattr(StandingStretch, name)
    for name in (
        *("state_code", "standing", "member_class", "starts", "ends", "since", "left", "bound"),
        *("period_id", "again"),
    )
)
_COVERING = (
    select(*COLUMNS)
    .where(
        StandingStretch.alliance_id == bindparam("alliance"),
        StandingStretch.starts <= bindparam("last"),
        StandingStretch.ends > bindparam("first"),
    )
    .order_by(StandingStretch.known_from, StandingStretch.starts)
)
_COVERING_NOW = _COVERING.where(StandingStretch.known_until.is_(None))
_COVERING_THEN = _COVERING.where(known_in(StandingStretch, then=True))


def as_stretch(row: Any) -> Stretch:
    """A row of COLUMNS as the rules see it."""
    return Stretch(
        state=row.state_code,
        standing=_STANDINGS[row.standing],
        member_class=_CLASSES[row.member_class],
        starts=row.starts,
        ends=None if row.ends == dt.date.max else row.ends,
        since=row.since,
        left=row.left,
        bound=row.bound,
        period=row.period_id,
        again=row.again,
    )


_STANDINGS = {one.value: one for one in Standing}
_CLASSES = {one.value: one for one in MemberClass}


def formed_of(alliance: Alliance, known: dt.datetime | None) -> PartialDate | None:
    """When the alliance was formed, as it was known before an instant.

    Where nothing was known of the alliance itself by then, what was first known counts.
    """
    if known is None:
        return parse_partial_date(alliance.formed or "")
    return parse_partial_date(facts_known(alliance, known).get("formed") or "")


def facts_known(alliance: Alliance, known: dt.datetime | None = None) -> dict[str, Any]:
    """Everything that was known of an alliance before an instant, or is known now."""
    if known is None:
        return facts_of(alliance)
    before = AllianceVersion.known_from < known
    facts = db.session.scalars(
        select(AllianceVersion.facts)
        .where(AllianceVersion.alliance_id == alliance.id)
        .order_by(case((before, AllianceVersion.version), else_=-AllianceVersion.version).desc())
        .limit(1)
    ).first()
    return facts or {}


def formed_day(alliance: Alliance) -> dt.date | None:
    """The first day of an alliance, as known now."""
    formed = parse_partial_date(alliance.formed or "")
    return formed.first_day if formed else None


def facts_of(alliance: Alliance) -> dict[str, Any]:
    """Everything that is known of the alliance now."""
    return db.session.get_one(AllianceVersion, (alliance.id, alliance.version)).facts


def current_periods(alliance_ids: Sequence[uuid.UUID]) -> Sequence[MembershipPeriod]:
    """What is known now of the periods of these alliances."""
    return db.session.scalars(
        select(MembershipPeriod).where(
            MembershipPeriod.alliance_id.in_(alliance_ids), MembershipPeriod.known_until.is_(None)
        )
    ).all()


def not_worked_out() -> Sequence[Alliance]:
    """Alliances with periods of which it was not worked out yet how the states stood."""
    periods = select(MembershipPeriod.alliance_id)
    worked_out = select(StandingStretch.alliance_id)
    return db.session.scalars(
        select(Alliance)
        .where(Alliance.id.in_(periods), Alliance.id.not_in(worked_out))
        .order_by(Alliance.slug)
    ).all()


_PERIODS_OF = (
    select(
        Alliance.slug,
        Alliance.name,
        *(
            getattr(MembershipPeriod, name)
            for name in ("role", "status", "joined", "notice_given", "left", "note")
        ),
        MembershipPeriod.period_id,
        StandingStretch.standing,
        StandingStretch.bound,
        StandingStretch.again,
    )
    .join(Alliance, Alliance.id == MembershipPeriod.alliance_id)
    .outerjoin(
        StandingStretch,
        and_(
            StandingStretch.alliance_id == MembershipPeriod.alliance_id,
            StandingStretch.period_id == MembershipPeriod.period_id,
            StandingStretch.known_until.is_(None),
            StandingStretch.starts <= bindparam("day"),
            StandingStretch.ends > bindparam("day"),
        ),
    )
    .where(
        MembershipPeriod.state_code == bindparam("state"), MembershipPeriod.known_until.is_(None)
    )
    .order_by(func.lower(Alliance.name), MembershipPeriod.joined)
)


def memberships_of(state: str, day: dt.date | None = None) -> list[Membership]:
    """Every period of a state, those that bind it on the day (its own day now) first."""
    if not state:
        return []
    day = day or today_in(state)
    found = [
        Membership(
            row.slug,
            row.name,
            row.role,
            row.status,
            row.joined,
            row.notice_given,
            row.left,
            bool(row.bound),
            row.note,
        )
        for row in read(_PERIODS_OF, {"state": state, "day": day})
    ]
    return sorted(found, key=lambda one: not one.bound)


def as_period(row: MembershipPeriod) -> Period:
    """A row as the rules see it."""
    return Period(
        state=row.state_code,
        role=row.role,
        status=row.status,
        joined=parse_partial_date(row.joined or ""),
        notice_given=parse_partial_date(row.notice_given or ""),
        left=parse_partial_date(row.left or ""),
        as_of=row.as_of,
        source=row.source,
        note=row.note,
        steps=tuple(
            Step(_STANDINGS[standing], dt.date.fromisoformat(on))
            for standing, on in row.steps or ()
        ),
    )


def bound_on(day: dt.date | None) -> ColumnElement[bool]:
    """Bound on this day; on the state's own day now when none is given (decision 0012)."""
    known = and_(StandingStretch.known_until.is_(None), StandingStretch.bound)
    if day is not None:
        return and_(known, _spans(day))
    days = days_now()
    own = [
        and_(
            StandingStretch.state_code.in_([code for code, one in days.items() if one == today]),
            _spans(today),
        )
        for today in sorted(set(days.values()))
    ]
    return and_(known, or_(*own))


def _spans(day: dt.date) -> ColumnElement[bool]:
    return and_(StandingStretch.starts <= day, StandingStretch.ends > day)
