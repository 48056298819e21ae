"""Long lists come in slices by cursor, so that page 1,000 costs what page 1 costs."""

import base64
import binascii
import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, tuple_
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
        return Cursor(dt.datetime.fromisoformat(at), key) if key else Cursor()
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return Cursor()


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """Up to ROWS items, and the cursor of the next slice if there is one."""

    items: Sequence[Item]
    after: Cursor | None


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
    rows = db.session.execute(columns.order_by(at.desc(), one.desc()).limit(ROWS + 1)).all()
    shown = rows[:ROWS]
    after = Cursor(shown[-1].slice_at, shown[-1].slice_id) if len(rows) > ROWS else None
    return Slice([make(row) for row in shown], after)
