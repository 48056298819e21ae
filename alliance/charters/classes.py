"""Who is in which class of members: as it is recorded, and as the charter counts it."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from alliance.charters.member_classes import Class, Stands
from alliance.charters.models import ClassMember, Ending
from alliance.charters.rules import holds_on
from alliance.charters.terms import Terms
from alliance.core.actor import Actor
from alliance.core.db import db, read
from alliance.membership.models import Alliance
from alliance.membership.rules import Member
from alliance.states.reference import days_now, name_of


def class_member(_actor: Actor | None, class_member_id: uuid.UUID) -> ClassMember | None:
    """That one state is in a class."""
    return db.session.get(ClassMember, class_member_id)


def in_classes(alliance: Alliance, states: Collection[str] = ()) -> Sequence[ClassMember]:
    """All that is recorded of classes, of these states or of all, the earliest first."""
    wanted = select(ClassMember).where(ClassMember.alliance_id == alliance.id)
    if states:
        wanted = wanted.where(ClassMember.state_code.in_(states))
    return db.session.scalars(
        wanted.order_by(ClassMember.state_code, ClassMember.from_on, ClassMember.noted_at)
    ).all()


def put_in_on(alliance: Alliance, day: dt.date | None) -> dict[str, str]:
    """The class each state was put in and is in on a day; on its own day now, if none is given."""
    own = {} if day else days_now()
    found = {}
    for row in read(_PUT_IN, {"alliance": alliance.id}):
        last = min((end for end in (row.last_on, row.ended_on) if end), default=dt.date.max)
        if row.from_on <= (day or own[row.state_code]) <= last:
            found[row.state_code] = row.name
    return found


_PUT_IN = (
    select(
        ClassMember.state_code,
        ClassMember.name,
        ClassMember.from_on,
        ClassMember.last_on,
        func.min(Ending.last_on).label("ended_on"),
    )
    .outerjoin(Ending, Ending.thing_id == ClassMember.id)
    .where(ClassMember.alliance_id == bindparam("alliance"))
    .group_by(ClassMember.id)
    .order_by(ClassMember.from_on, ClassMember.noted_at)
)


def stands_of(
    alliance: Alliance, terms: Terms, members: Iterable[Member], day: dt.date | None
) -> dict[str, Stands]:
    """How these members stand on a day (each on its own day now when none is given).

    What is recorded is asked for only where the charter has several classes of one base.
    """
    put_in: Mapping[str, str] = put_in_on(alliance, day) if terms.divided_classes else {}
    return {
        one.state: terms.stands(str(one.member_class), put_in.get(one.state, "")) for one in members
    }


@dataclass(frozen=True)
class ClassLine:
    """A member of today: its base, the class that counts, and since when that is recorded.

    `own` is None where the base has several classes and the state is in none of them; what is
    `recorded` then names a class that the charter in force does not have for this base.
    """

    state: str
    base: str
    own: Class | None
    recorded: ClassMember | None
    stands: Stands


def lines_of(
    terms: Terms, members: Iterable[Member], recorded: Iterable[ClassMember]
) -> list[ClassLine]:
    """The members of today by name, each with its class under these terms."""
    days = days_now()
    holds = {one.state_code: one for one in recorded if holds_on(one, days[one.state_code])}
    found = []
    for one in members:
        base, put_in = str(one.member_class), holds.get(one.state)
        name = put_in.name if put_in else ""
        own, stands = terms.class_for(base, name), terms.stands(base, name)
        if own is not None and own.name != name:
            put_in = None  # all of this base are in one class, whatever was recorded before
        found.append(ClassLine(one.state, base, own, put_in, stands))
    return sorted(found, key=lambda line: name_of(line.state))
