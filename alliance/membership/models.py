"""Alliances, what is known of them, and membership periods."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from alliance.accounts.models import STATE_KINDS, one_of
from alliance.core import clock
from alliance.core.actor import Office as Kind
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, set_once
from alliance.states.models import State

_CURRENT = text("known_until IS NULL")


class Alliance(Base):
    """A body of states, as it is known now; AllianceVersion keeps what was known before."""

    __tablename__ = "alliances"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(300), default="")
    formed: Mapped[str | None] = mapped_column(String(10))  # ISO 8601, day, month or year
    represented_by: Mapped[str] = mapped_column(String(20), default=Kind.GOVERNOR)
    secretariat_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offices.id"))
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint(one_of("represented_by", STATE_KINDS), name="represented_by"),
    )

    @property
    def stream(self) -> str:
        """Its own ledger stream."""
        return f"alliance:{self.slug}"

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"alliance:{self.id}"

    def __repr__(self) -> str:
        return self.name


# The ledger's stream bears the name; the rest is what is known now, and may be known better.
frozen(Alliance.__table__, ("id", "slug", "demo"))  # type: ignore[arg-type]


class AllianceVersion(Base):
    """Everything that was known of an alliance from an instant on."""

    __tablename__ = "alliance_versions"

    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    known_from: Mapped[dt.datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)  # the record as it was given

    def __repr__(self) -> str:
        return f"{self.alliance_id} version {self.version}"


append_only(AllianceVersion.__table__)  # type: ignore[arg-type]


class MembershipPeriod(Base):
    """One version of what is known of one period of one state in one alliance.

    `period_id` names the period, `version` what was known of it when. The dates are kept as
    they were given (day, month or year). `steps` is there where acts recorded here made the
    period: [["invited", "2026-03-01"], ["party", "2026-07-01"], ...], in their order.
    """

    __tablename__ = "membership_periods"

    period_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    role: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(200))
    joined: Mapped[str | None] = mapped_column(String(10))
    notice_given: Mapped[str | None] = mapped_column(String(10))
    left: Mapped[str | None] = mapped_column(String(10))
    steps: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    as_of: Mapped[dt.date | None]
    known_from: Mapped[dt.datetime]
    known_until: Mapped[dt.datetime | None]

    __table_args__ = (
        CheckConstraint("known_until IS NULL OR known_until >= known_from", name="known"),
        CheckConstraint("version >= 1", name="version"),
        Index(
            "uq_membership_periods_current",
            "period_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index("ix_membership_periods_alliance", "alliance_id", "state_code"),
        Index("ix_membership_periods_state", "state_code"),
    )

    def __repr__(self) -> str:
        return f"{self.state_code} in {self.alliance_id}, version {self.version}"


_PERIODS: Any = MembershipPeriod.__table__
frozen(_PERIODS, [name for name in _PERIODS.columns.keys() if name != "known_until"])  # noqa: SIM118
set_once(_PERIODS, ("known_until",))


class StandingStretch(Base):
    """How one state stood in one alliance from one day to another, as known for a time.

    Worked out of the periods (timeline.py) when these are recorded, so that "as of a day, as
    known on an instant" is one indexed statement, however long the history is. `ends` is the
    first day that does not belong to it; one that goes on ends on the last day of the calendar.
    """

    __tablename__ = "standing_stretches"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    period_id: Mapped[uuid.UUID]
    standing: Mapped[str] = mapped_column(String(20))
    member_class: Mapped[str] = mapped_column(String(10))
    bound: Mapped[bool]
    again: Mapped[bool]
    since: Mapped[str | None] = mapped_column(String(10))
    left: Mapped[str | None] = mapped_column(String(10))
    starts: Mapped[dt.date]
    ends: Mapped[dt.date]
    known_from: Mapped[dt.datetime]
    known_until: Mapped[dt.datetime | None]

    __table_args__ = (
        CheckConstraint("known_until IS NULL OR known_until >= known_from", name="known"),
        CheckConstraint("ends > starts", name="days"),
        # On each day a state stands in one way only, as far as is known now.
        Index(
            "uq_standing_stretches_current",
            "alliance_id",
            "state_code",
            "starts",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        # Those that cover a day are found from its end: few end after today.
        Index(
            "ix_standing_stretches_current_ends",
            "alliance_id",
            "ends",
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index("ix_standing_stretches_known", "alliance_id", "ends", "known_from"),
        Index("ix_standing_stretches_state", "state_code", "bound", "ends"),
    )

    def __repr__(self) -> str:
        return f"{self.state_code} {self.standing} from {self.starts}"


class StandingMark(Base):
    """Changes with every change of how a state stands anywhere, or anybody in an alliance.

    That of an alliance changes with the weights and events as well that its rules are held against.
    `key` is the code of the state or the id of the alliance. While the mark is the same, so is what
    was worked out of the standings: the alliances of a state, the history of a compact.
    """

    __tablename__ = "standing_marks"

    key: Mapped[str] = mapped_column(String(36), primary_key=True)
    mark: Mapped[uuid.UUID]

    def __repr__(self) -> str:
        return f"{self.key} {self.mark}"


_STRETCHES: Any = StandingStretch.__table__
frozen(_STRETCHES, [name for name in _STRETCHES.columns.keys() if name != "known_until"])  # noqa: SIM118
set_once(_STRETCHES, ("known_until",))
