"""What was known when: conditions on the rows of standings and periods, and since when anything."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, union_all

from alliance.core.db import built_once, read
from alliance.membership.models import Alliance, AllianceVersion, MembershipPeriod


def known_in(table: Any, *, then: bool) -> ColumnElement[bool]:
    """What is known now; or what was known before the instant that is bound as `known`."""
    if not then:
        now: ColumnElement[bool] = table.known_until.is_(None)
        return now
    return and_(
        table.known_from < bindparam("known"),
        or_(table.known_until.is_(None), table.known_until >= bindparam("known")),
    )


def nothing_known(known: dt.datetime | None, alliance: Alliance | None = None) -> dt.date | None:
    """The day on which anything was first recorded of an alliance (of any), in UTC.

    None where something was known by that instant, or where what is known now is asked for.
    """
    if known is None:
        return None
    first = read(_first(of_one=alliance is not None), {"alliance": alliance and alliance.id})
    when: dt.datetime | None = first.scalar()
    return when.astimezone(dt.UTC).date() if when is not None and when >= known else None


def before_all(first: dt.date) -> str:
    """What is said where nothing was known yet."""
    return f"Nothing was recorded here before {first:%B} {first.day}, {first.year}"


@built_once
def _first(*, of_one: bool) -> Select[Any]:
    tables = [
        select(table.known_from).where(table.alliance_id == bindparam("alliance"))
        if of_one
        else select(func.min(table.known_from).label("known_from"))
        for table in (AllianceVersion, MembershipPeriod)
    ]
    return select(func.min(union_all(*tables).subquery().c.known_from))
