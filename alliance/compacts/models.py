"""Weights and dated events that rules ask for, and what was worked out of a compact's history."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import frozen, set_once
from alliance.membership.models import Alliance
from alliance.states.models import State

NAME_AT_MOST = 60
AMOUNT_AT_MOST = 40  # eighteen digits, a stroke, eighteen digits
_CURRENT = text("known_until IS NULL")


class CompactHistory(Base):
    """When a compact was in force, by its rules and all that is known now.

    No fact of law but what follows from them: `inputs` is the digest of all that it was worked out
    of, and one that is of other inputs is not read. `history` also holds the events and the
    imported weights that were used.
    """

    __tablename__ = "compact_histories"

    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"), primary_key=True)
    inputs: Mapped[str] = mapped_column(String(64))
    history: Mapped[dict[str, Any]] = mapped_column(JSON)

    def __repr__(self) -> str:
        return f"{self.alliance_id}: {self.inputs[:8]}"


class Weight(Base):
    """What a state weighs in some measure from a day on, as known for a time.

    `amount` is exact text, "n" or "a/b". It holds until the day of the next amount of the state.
    """

    __tablename__ = "weights"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    measure: Mapped[str] = mapped_column(String(NAME_AT_MOST))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    from_on: Mapped[dt.date]
    amount: Mapped[str] = mapped_column(String(AMOUNT_AT_MOST))
    source: Mapped[str] = mapped_column(Text)
    known_from: Mapped[dt.datetime]
    known_until: Mapped[dt.datetime | None]

    __table_args__ = (
        CheckConstraint("known_until IS NULL OR known_until >= known_from", name="known"),
        CheckConstraint("measure <> '' AND amount <> ''", name="said"),
        Index(
            "uq_weights_current",
            "measure",
            "state_code",
            "from_on",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index("ix_weights_measure", "measure"),
    )

    def __repr__(self) -> str:
        return f"{self.state_code} {self.measure} {self.amount} from {self.from_on}"


class CompactEvent(Base):
    """A dated fact of a whole compact, such as the consent of Congress, as known for a time.

    Without a day it has not happened: that is how an entry in error is taken back.
    """

    __tablename__ = "compact_events"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Alliance.id))
    name: Mapped[str] = mapped_column(String(NAME_AT_MOST))
    happened_on: Mapped[dt.date | None]
    source: Mapped[str] = mapped_column(Text)
    known_from: Mapped[dt.datetime]
    known_until: Mapped[dt.datetime | None]
    noted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint("known_until IS NULL OR known_until >= known_from", name="known"),
        CheckConstraint("name <> '' AND source <> ''", name="said"),
        Index(
            "uq_compact_events_current",
            "alliance_id",
            "name",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    def __repr__(self) -> str:
        return f"{self.name} of {self.alliance_id} on {self.happened_on}"


for _table in (Weight.__table__, CompactEvent.__table__):
    _names = [name for name in _table.columns.keys() if name != "known_until"]  # noqa: SIM118
    frozen(_table, _names)  # type: ignore[arg-type]
    set_once(_table, ("known_until",))  # type: ignore[arg-type]
