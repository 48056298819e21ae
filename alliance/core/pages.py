"""Long lists come in slices by cursor, so that page 1,000 costs what page 1 costs."""

import base64
import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    bindparam,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from alliance.core import clock
from alliance.core.db import as_id, db

ROWS = 50
Item = TypeVar("Item")


@dataclass(frozen=True)
class Cursor:
    """Where a slice begins: after the row with this instant and id; the start when None."""

    at: dt.datetime | None = None
    id: uuid.UUID | str | None = None

    def __str__(self) -> str:
        if self.at is None:
            return ""
        plain = json.dumps([clock.stamp(self.at), str(self.id)])
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def cursor(text: str | None) -> Cursor:
    """Read a cursor from an address; one that means nothing is the start of the list."""
    try:
        padded = (text or "").encode("ascii") + b"==="
        at, one = json.loads(base64.urlsafe_b64decode(padded))
        key = as_id(one) or (one if re.fullmatch("[0-9a-f]{64}", one) else None)
        when = dt.datetime.fromisoformat(at).astimezone(dt.UTC)
        return Cursor(when, key) if key and at.endswith("Z") else Cursor()
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return Cursor()


# Where a slice begins in a list that is sorted by words: after the row with these.
Place = Sequence[str]


def placed(place: Place | None) -> str:
    """A place as an address carries it."""
    if place is None:
        return ""
    plain = json.dumps(list(place), separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def place(text: str | None, is_place: Callable[[Place], bool]) -> Place | None:
    """Read a place from an address; one that means nothing is the start of the list."""
    try:
        padded = (text or "").encode("ascii") + b"==="
        found = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, RecursionError):
        return None
    words = isinstance(found, list) and found and all(isinstance(one, str) for one in found)
    return found if words and is_place(found) else None


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """Up to ROWS items, and the cursor of the next slice if there is one."""

    items: Sequence[Item]
    after: Cursor | None


# More lists than this are read as one: SQLite puts at most 500 together.
BRANCHES = 200


def newest(branches: Sequence[Select[*tuple[Any, ...]]]) -> Subquery:
    """The rows of several lists, each sorted and cut by itself, put together.

    A list over many alliances is read as one short list each, from its own index: what lies
    behind costs nothing. Sort and cut the result once more.
    """
    return union_all(*(select(branch.subquery()) for branch in branches)).subquery("newest")


def among(column: Any, name: str, count: int) -> list[ColumnElement[bool]]:
    """For each of so many bound values (name_0, name_1, …) that a column is it; of many, any."""
    values = [bindparam(f"{name}_{n}", type_=column.type) for n in range(count)]
    if count <= BRANCHES:
        return [column == value for value in values]
    return [column.in_(values)]


def cut(rows: Sequence[Row[Any]], make: Callable[[Row[Any]], Item]) -> Slice[Item]:
    """The slice in ROWS + 1 rows that carry `slice_at` and `slice_id`."""
    shown = rows[:ROWS]
    after = Cursor(shown[-1].slice_at, shown[-1].slice_id) if len(rows) > ROWS else None
    return Slice([make(row) for row in shown], after)


def slice_of(
    wanted: Select[Any],
    key: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]],
    start: Cursor,
    make: Callable[[Row[Any]], Item],
) -> Slice[Item]:
    """One slice of a list that is sorted by (instant, id), newest first."""
    at, one = key
    # A cursor of another list has a key of another kind: it is the start of this one.
    if start.at is not None and isinstance(start.id, one.type.python_type):
        wanted = wanted.where(tuple_(at, one) < tuple_(start.at, start.id))
    columns = wanted.add_columns(at.label("slice_at"), one.label("slice_id"))
    return cut(
        db.session.execute(columns.order_by(at.desc(), one.desc()).limit(ROWS + 1)).all(), make
    )
