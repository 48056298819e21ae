"""What was known when: conditions on the rows of standings and periods."""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_


def known_in(table: Any, *, then: bool) -> ColumnElement[bool]:
    """What is known now; or what was known before the instant that is bound as `known`."""
    if not then:
        now: ColumnElement[bool] = table.known_until.is_(None)
        return now
    return and_(
        table.known_from < bindparam("known"),
        or_(table.known_until.is_(None), table.known_until >= bindparam("known")),
    )
