"""Instruments, what is known of them, and their preconditions."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.core import clock
from alliance.core.db import Base
from alliance.core.documents import KeptDocument
from alliance.core.triggers import append_only, frozen, set_once
from alliance.instruments.rules import (
    Condition,
    Decider,
    Effect,
    Facts,
    Kind,
    Outcome,
    Stage,
    effect_of,
)
from alliance.membership.models import Alliance
from alliance.states.models import State


class Instrument(Base):
    """A state's legal act about an alliance; its versions say what is known of it.

    `campaign_id` names the campaign that it belongs to, if it does; the campaigns stand on a floor
    above, so it is no key.
    """

    __tablename__ = "instruments"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    kind: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(300))
    campaign_id: Mapped[uuid.UUID | None]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offices.id"))
    made_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)

    alliance: Mapped[Alliance] = relationship(lazy="joined", innerjoin=True)
    versions: Mapped[list["InstrumentVersion"]] = relationship(
        lazy="selectin", order_by="InstrumentVersion.version", back_populates="instrument"
    )
    preconditions: Mapped[list["Precondition"]] = relationship(
        lazy="selectin", order_by="Precondition.id", back_populates="instrument"
    )

    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        Index("ix_instruments_alliance", "alliance_id", "state_code"),
        Index("ix_instruments_campaign", "campaign_id", "state_code"),
    )

    @property
    def known(self) -> "InstrumentVersion":
        """What is known of it now."""
        return self.versions[-1]

    @property
    def by_state(self) -> bool:
        """Whether the state itself has recorded it, or has said what is known of it."""
        return any(one.by_state for one in self.versions)

    @property
    def document(self) -> "InstrumentDocument | None":
        """The document that goes with what is known now."""
        return self.known.document

    @property
    def conditions(self) -> list[Condition]:
        """Its preconditions, as the rules see them."""
        return [one.says for one in self.preconditions]

    @property
    def effect(self) -> Effect:
        """From when it has effect, or what it waits for."""
        now = self.known
        return effect_of(Stage(now.stage), now.effective_on, self.conditions)

    @property
    def of_kind(self) -> Kind:
        """Its kind."""
        return Kind(self.kind)

    @property
    def stream(self) -> str:
        """Its acts stand in the stream of the alliance."""
        return self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"instrument:{self.id}"

    def __repr__(self) -> str:
        return f"{self.state_code}: {self.title}"


_INSTRUMENTS: Any = Instrument.__table__
frozen(
    _INSTRUMENTS,
    [
        *("id", "alliance_id", "state_code", "kind", "purpose", "campaign_id"),
        *("office_id", "made_at"),
    ],
)


class InstrumentDocument(KeptDocument, Base):
    """A document as it was handed in with an instrument."""

    __tablename__ = "instrument_documents"

    instrument_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("instruments.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        Index("ix_instrument_documents_instrument", "instrument_id"),
    )


append_only(InstrumentDocument.__table__)  # type: ignore[arg-type]


class InstrumentVersion(Base):
    """What was known of an instrument from an instant on, and whether its own state said so."""

    __tablename__ = "instrument_versions"

    instrument_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("instruments.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stage: Mapped[str] = mapped_column(String(30))
    stage_on: Mapped[dt.date | None]
    bill: Mapped[str] = mapped_column(String(100))
    sponsor: Mapped[str] = mapped_column(String(200))
    expected_on: Mapped[dt.date | None]
    citation: Mapped[str] = mapped_column(String(300))
    signed_on: Mapped[dt.date | None]
    enacted_on: Mapped[dt.date | None]
    effective_on: Mapped[dt.date | None]
    text: Mapped[str] = mapped_column(Text, deferred=True)  # long, and no list shows it
    text_sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    by_state: Mapped[bool] = mapped_column(default=False)
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("instrument_documents.id"))

    instrument: Mapped[Instrument] = relationship(back_populates="versions")
    document: Mapped[InstrumentDocument | None] = relationship()

    @property
    def says(self) -> Facts:
        """As the rules see it."""
        facts = {name: getattr(self, name) for name in Facts.__dataclass_fields__}
        return Facts(**{**facts, "stage": Stage(self.stage)})

    def __repr__(self) -> str:
        return f"version {self.version}: {self.stage}"


append_only(InstrumentVersion.__table__)  # type: ignore[arg-type]


class Precondition(Base):
    """What has to come before an instrument has effect; `decider` is the kind of office it is for.

    Without one a body decides it that is no office here, such as a court.
    """

    __tablename__ = "preconditions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    instrument_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("instruments.id"))
    what: Mapped[str] = mapped_column(String(300))
    decider: Mapped[str | None] = mapped_column(String(20))
    clock_days: Mapped[int | None]
    asked_on: Mapped[dt.date | None]
    outcome: Mapped[str | None] = mapped_column(String(10))
    decided_on: Mapped[dt.date | None]
    source: Mapped[str | None] = mapped_column(String(300))
    noted_at: Mapped[dt.datetime]

    instrument: Mapped[Instrument] = relationship(back_populates="preconditions")

    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (decided_on IS NULL)", name="decided"),
        CheckConstraint("clock_days IS NULL OR clock_days > 0", name="clock"),
        Index("ix_preconditions_instrument", "instrument_id"),
    )

    @property
    def says(self) -> Condition:
        """As the rules see it."""
        outcome = Outcome(self.outcome) if self.outcome else None
        decider = Decider(self.decider) if self.decider else None
        return Condition(
            self.what, self.asked_on, self.clock_days, outcome, self.decided_on, decider
        )

    @property
    def stream(self) -> str:
        """Its acts stand in the stream of the alliance."""
        return self.instrument.stream

    @property
    def ref(self) -> str:
        """It is a part of its instrument."""
        return self.instrument.ref

    def __repr__(self) -> str:
        return self.what


_PRECONDITIONS: Any = Precondition.__table__
frozen(_PRECONDITIONS, ["id", "instrument_id", "what", "decider", "clock_days", "noted_at"])
set_once(_PRECONDITIONS, ("asked_on", "outcome", "decided_on", "source"))
