"""Reading across alliances: who stands where in many of them, and where one state stands."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, select, tuple_

from alliance.core.db import built_once, read
from alliance.core.finding import as_binds, holding
from alliance.core.pages import ROWS, Place
from alliance.membership.known import known_in
from alliance.membership.models import Alliance, MembershipPeriod, StandingStretch
from alliance.membership.rules import MemberClass, Standing
from alliance.states.reference import days_now, today_in

COLUMNS = 50  # alliances in one matrix


@dataclass(frozen=True)
class Body:
    """An alliance as the head of a column."""

    id: uuid.UUID
    slug: str
    name: str
    kind: str


@dataclass(frozen=True)
class Stands:
    """How a state stands in an alliance."""

    standing: Standing
    member_class: MemberClass
    since: str | None
    left: str | None
    bound: bool
    again: bool

    @property
    def words(self) -> str:
        """The standing, the class where it is not a party, and whether it had left before."""
        said = self.standing.value
        if self.member_class is not MemberClass.PARTY:
            said = f"{said}, {self.member_class}"
        return f"{said}, readmitted" if self.again else said


Day = tuple[dt.date | None, dt.datetime | None]
"""The day asked for (None: each state's own today) and the instant of knowledge (None: now)."""


def kinds() -> list[str]:
    """The kinds of alliances there are."""
    wanted = select(Alliance.kind).distinct().order_by(Alliance.kind)
    return [row.kind for row in read(wanted)]


def bodies(
    words: Sequence[str], kind: str, after: Place | None = None, most: int | None = COLUMNS
) -> tuple[Sequence[Body], Place | None]:
    """The alliances after a place by name, and the place of the last if there are more."""
    given: dict[str, Any] = {**as_binds(words), "kind": kind}
    if after is not None:
        given |= {"name": after[0], "slug": after[1]}
    wanted = _bodies(len(words), kind=bool(kind), after=after is not None)
    if most is not None:
        wanted = wanted.limit(most + 1)
    rows = read(wanted, given).all()
    shown = rows if most is None else rows[:most]
    last = (shown[-1].folded, shown[-1].slug) if len(shown) < len(rows) else None
    return [Body(row.id, row.slug, row.name, row.kind) for row in shown], last


def is_pair(place: Place) -> bool:
    """Whether these words of an address may be a name and a slug."""
    return len(place) == 2


@built_once
def _bodies(words: int, *, kind: bool, after: bool) -> Select[Any]:
    folded = func.lower(Alliance.name)
    wanted = (
        select(Alliance.id, Alliance.slug, Alliance.name, Alliance.kind, folded.label("folded"))
        .where(*holding(words, Alliance.name, Alliance.slug))
        .order_by(folded, Alliance.slug)
    )
    if kind:
        wanted = wanted.where(Alliance.kind == bindparam("kind"))
    if after:
        wanted = wanted.where(
            tuple_(folded, Alliance.slug) > tuple_(bindparam("name"), bindparam("slug"))
        )
    return wanted


def standings(ids: Sequence[uuid.UUID], when: Day) -> Mapping[tuple[uuid.UUID, str], Stands]:
    """How every state stands in these alliances, by alliance and state."""
    day, known = when
    own = days_now()
    days = {day} if day else set(own.values())
    given: dict[str, Any] = {"among": list(ids), "first": min(days), "last": max(days)}
    given |= {"known": known} if known else {}
    found: dict[tuple[uuid.UUID, str], Stands] = {}
    for row in read(_across(then=known is not None), given) if ids else ():
        asked = day or own[row.state_code]
        if row.starts <= asked < row.ends:
            found[row.alliance_id, row.state_code] = _stands(row)
    return found


@built_once
def _across(*, then: bool) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .where(
            StandingStretch.alliance_id.in_(bindparam("among", expanding=True)),
            StandingStretch.starts <= bindparam("last"),
            StandingStretch.ends > bindparam("first"),
            known_in(StandingStretch, then=then),
        )
        .order_by(StandingStretch.known_from, StandingStretch.starts)
    )


_COLUMNS = tuple(
    getattr(StandingStretch, name)
    for name in (
        *("alliance_id", "state_code", "standing", "member_class", "starts", "ends", "since"),
        *("left", "bound", "again"),
    )
)


def _stands(row: Any) -> Stands:
    return Stands(
        Standing(row.standing),
        MemberClass(row.member_class),
        row.since,
        row.left,
        row.bound,
        row.again,
    )


class Part(StrEnum):
    """The parts of what a state belongs to, in their order."""

    NOTICE = "Notice of withdrawal given"
    PARTY = "Party"
    ASSOCIATE = "Takes part without being bound"
    ON_THE_WAY = "On the way in"
    SUSPENDED = "Suspended"
    FORMER = "Former"


_PARTS = list(Part)


@dataclass(frozen=True)
class Belongs:
    """One alliance of a state, with the words of the source."""

    part: Part
    slug: str
    name: str
    kind: str
    stands: Stands
    role: str
    status: str
    joined: str | None
    notice_given: str | None
    left: str | None
    note: str


def belongings(
    state: str, when: Day, after: Place | None = None, most: int | None = ROWS
) -> tuple[Sequence[Belongs], Place | None]:
    """Where a state stands on a day, by part and name, and the place of the last if there are more.

    A state that only was invited and declined belongs nowhere by that, and is not among them.
    """
    day, known = when
    given: dict[str, Any] = {"state": state, "day": day or today_in(state)}
    given |= {"known": known} if known else {}
    if after is not None:
        given |= {"part": int(after[0]), "name": after[1], "slug": after[2]}
    wanted = _belongings(then=known is not None, after=after is not None)
    if most is not None:
        wanted = wanted.limit(most + 1)
    rows = read(wanted, given).all()
    shown = rows if most is None else rows[:most]
    last = None
    if len(shown) < len(rows):
        last = (str(shown[-1].part), shown[-1].folded, shown[-1].slug)
    return [_belongs(row) for row in shown], last


def is_belonging(place: Place) -> bool:
    """Whether these words of an address may be the place of a belonging."""
    return len(place) == 3 and place[0] in {str(n) for n in range(len(_PARTS))}


def counts_of(state: str, when: Day) -> Mapping[Part, int]:
    """How many alliances each part holds."""
    day, known = when
    given: dict[str, Any] = {"state": state, "day": day or today_in(state)}
    given |= {"known": known} if known else {}
    found = read(_counts(then=known is not None), given)
    return {_PARTS[row.part]: row.bodies for row in found}


_PART = case(
    (StandingStretch.standing.in_((Standing.WITHDRAWN, Standing.UNKNOWN)), 5),
    (StandingStretch.standing == Standing.SUSPENDED, 4),
    (
        StandingStretch.standing.in_(
            (
                Standing.INVITED,
                Standing.APPLIED,
                Standing.PENDING_INSTRUMENT,
                Standing.CONDITIONAL,
            )
        ),
        3,
    ),
    (StandingStretch.member_class != MemberClass.PARTY, 2),
    (StandingStretch.standing == Standing.PARTY, 1),
    else_=0,
)


def _of_state(*, then: bool) -> tuple[Any, ...]:
    return (
        StandingStretch.state_code == bindparam("state"),
        StandingStretch.starts <= bindparam("day"),
        StandingStretch.ends > bindparam("day"),
        StandingStretch.standing != Standing.DECLINED,
        known_in(StandingStretch, then=then),
    )


@built_once
def _counts(*, then: bool) -> Select[Any]:
    return (
        select(_PART.label("part"), func.count().label("bodies"))
        .where(*_of_state(then=then))
        .group_by(_PART)
    )


@built_once
def _belongings(*, then: bool, after: bool) -> Select[Any]:
    folded = func.lower(Alliance.name)
    period = MembershipPeriod
    wanted = (
        select(
            *_COLUMNS,
            Alliance.slug,
            Alliance.name,
            Alliance.kind,
            period.role,
            period.status,
            period.joined,
            period.notice_given,
            period.left.label("out"),
            period.note,
            _PART.label("part"),
            folded.label("folded"),
        )
        .join(Alliance, Alliance.id == StandingStretch.alliance_id)
        .join(
            period,
            and_(period.period_id == StandingStretch.period_id, known_in(period, then=then)),
        )
        .where(*_of_state(then=then))
        .order_by(_PART, folded, Alliance.slug)
    )
    if after:
        place = tuple_(bindparam("part"), bindparam("name"), bindparam("slug"))
        wanted = wanted.where(tuple_(_PART, folded, Alliance.slug) > place)
    return wanted


def _belongs(row: Any) -> Belongs:
    return Belongs(
        part=_PARTS[row.part],
        slug=row.slug,
        name=row.name,
        kind=row.kind,
        stands=_stands(row),
        role=row.role,
        status=row.status,
        joined=row.joined,
        notice_given=row.notice_given,
        left=row.out,
        note=row.note,
    )
