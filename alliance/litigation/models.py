"""Courts, lawsuits, what is known of them, and how offices stand to them."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.record import HOUSE
from alliance.core.triggers import append_only, frozen
from alliance.litigation.rules import Complete, Stance
from alliance.states.models import State

# Lists run newest first; a case without a date of filing stands behind all that have one.
NO_DATE = dt.datetime(1500, 1, 1, tzinfo=dt.UTC)


class Court(Base):
    """A court; its facts stand in courts.py and are copied here."""

    __tablename__ = "courts"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    citation: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    location: Mapped[str] = mapped_column(String(60))

    def __repr__(self) -> str:
        return self.id


class Lawsuit(Base):
    """A lawsuit as it is known now; LawsuitVersion keeps what was known before.

    Dates are kept as they were given (day, month or year); `filed_on` is the day with which the
    filing computes, `listed_at` the same as an instant, for the order of lists.
    """

    __tablename__ = "lawsuits"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    case_id: Mapped[str] = mapped_column(String(80), unique=True)
    caption: Mapped[str] = mapped_column(String(500))
    court_id: Mapped[str] = mapped_column(ForeignKey("courts.id"), index=True)
    docket_number: Mapped[str] = mapped_column(String(100), index=True)
    date_filed: Mapped[str | None] = mapped_column(String(10))
    filed_on: Mapped[dt.date | None]
    listed_at: Mapped[dt.datetime] = mapped_column(default=NO_DATE)
    lead_plaintiff: Mapped[str] = mapped_column(String(2), default="")
    plaintiff_states: Mapped[list[str]] = mapped_column(JSON)
    plaintiff_state_count: Mapped[int | None]
    plaintiffs_complete: Mapped[str] = mapped_column(String(10), default=Complete.UNVERIFIED)
    basis: Mapped[str] = mapped_column(String(500), default="")
    challenged_action: Mapped[str] = mapped_column(String(500), default="")
    opposing_party: Mapped[str] = mapped_column(String(500), default="")
    status: Mapped[str] = mapped_column(String(500), default="")
    date_terminated: Mapped[str | None] = mapped_column(String(10))
    related_dockets: Mapped[list[str]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(Text, default="")
    as_of: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    court: Mapped[Court] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint(one_of("plaintiffs_complete", tuple(Complete)), name="plaintiffs_complete"),
        CheckConstraint("(date_filed IS NULL) = (filed_on IS NULL)", name="filed_whole"),
        CheckConstraint("plaintiff_state_count >= 0", name="plaintiff_state_count"),
        CheckConstraint("version >= 1", name="version"),
        Index("ix_lawsuits_list", "listed_at", "id"),
    )

    @property
    def stream(self) -> str:
        """The ledger stream of its facts, which belong to no alliance and no office."""
        return HOUSE

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"lawsuit:{self.id}"

    def __repr__(self) -> str:
        return self.case_id


# What is known now may be known better; what was known before stands in the versions.
frozen(Lawsuit.__table__, ("id", "case_id", "demo"))  # type: ignore[arg-type]


class LawsuitVersion(Base):
    """Everything that was known of a lawsuit from an instant on."""

    __tablename__ = "lawsuit_versions"

    lawsuit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lawsuits.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    known_from: Mapped[dt.datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)  # the record as it was given

    __table_args__ = (CheckConstraint("version >= 1", name="version"),)

    def __repr__(self) -> str:
        return f"{self.lawsuit_id} version {self.version}"


append_only(LawsuitVersion.__table__)  # type: ignore[arg-type]


class LawsuitState(Base):
    """A state that a lawsuit or one of its events names as plaintiff: an index, made from them."""

    __tablename__ = "lawsuit_states"

    lawsuit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lawsuits.id"), primary_key=True)
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code), primary_key=True)

    __table_args__ = (Index("ix_lawsuit_states_state", "state_code", "lawsuit_id"),)

    def __repr__(self) -> str:
        return f"{self.state_code} in {self.lawsuit_id}"


class LawsuitEvent(Base):
    """One version of what is known of an event; the latest version of each number counts.

    An event is what its date, words and states say; a version may add a source or a note.
    `n` numbers the events of a lawsuit as they became known. An event without a date has "" (a
    null would slip through the unique key).
    """

    __tablename__ = "lawsuit_events"

    lawsuit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lawsuits.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    date: Mapped[str] = mapped_column(String(10))
    event: Mapped[str] = mapped_column(String(500))
    states: Mapped[str] = mapped_column(String(200))  # postal codes between spaces
    source: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    as_of: Mapped[dt.date | None]
    known_from: Mapped[dt.datetime]

    __table_args__ = (
        CheckConstraint("n >= 1", name="n_from_one"),
        CheckConstraint("version >= 1", name="version"),
        UniqueConstraint("lawsuit_id", "date", "event", "states", "version"),
    )

    def __repr__(self) -> str:
        return f"{self.lawsuit_id} event {self.n}"


append_only(LawsuitEvent.__table__)  # type: ignore[arg-type]


class Position(Base):
    """How an office stands to a lawsuit; the latest of an office counts.

    What an office declines or considers is its own business: see queries.positions_seen_by.
    """

    __tablename__ = "positions"

    lawsuit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lawsuits.id"), primary_key=True)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    # The number is part of the key, so that of two people who record at once one is refused.
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    stance: Mapped[str] = mapped_column(String(12))
    authority: Mapped[str] = mapped_column(String(300))
    salt: Mapped[str] = mapped_column(String(32))  # of the digest that the ledger holds
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint(one_of("stance", tuple(Stance)), name="stance"),
        CheckConstraint("n >= 1", name="n_from_one"),
        CheckConstraint("length(authority) > 0", name="authority"),
    )

    def __repr__(self) -> str:
        return f"{self.state_code} {self.stance}"


append_only(Position.__table__)  # type: ignore[arg-type]
