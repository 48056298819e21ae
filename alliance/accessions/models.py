"""Accessions and their sponsors."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accessions.rules import OPEN, Asked, Stage, read_asked
from alliance.accounts.models import one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import frozen, set_once
from alliance.instruments.models import Instrument
from alliance.membership.models import Alliance
from alliance.states.models import State

_OPEN = text(one_of("stage", tuple(sorted(OPEN))))


class Accession(Base):
    """One time that a state comes, or came, or did not come into an alliance.

    `asked` is what the charter asks for, frozen when it began. `condition` is a condition of the
    rule language (docs/rules.md) that has to be met by the others before the state is a party.
    """

    __tablename__ = "accessions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    member_class: Mapped[str] = mapped_column(String(10))
    stage: Mapped[str] = mapped_column(String(20))
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    words: Mapped[str] = mapped_column(Text)
    began_at: Mapped[dt.datetime]
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))  # that began it
    question_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("questions.id"))
    decision: Mapped[str | None] = mapped_column(String(300))
    approved_at: Mapped[dt.datetime | None]
    condition: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    instrument_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("instruments.id"))
    party_from: Mapped[dt.date | None]
    ended_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    alliance: Mapped[Alliance] = relationship(lazy="joined", innerjoin=True)
    instrument: Mapped[Instrument | None] = relationship(lazy="joined")
    sponsors: Mapped[list["Sponsor"]] = relationship(
        lazy="selectin",
        order_by="Sponsor.at",
        back_populates="accession",
        foreign_keys="Sponsor.accession_id",
    )

    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint(one_of("stage", tuple(sorted(Stage))), name="stage"),
        Index(
            "uq_accessions_open",
            "alliance_id",
            "state_code",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_accessions_state", "state_code", "stage"),
        Index("ix_accessions_question", "question_id"),
    )

    @property
    def stands(self) -> Stage:
        """How far it has come."""
        return Stage(self.stage)

    @property
    def asks(self) -> Asked:
        """What the charter asked for when it began."""
        return read_asked(self.asked)

    @property
    def stream(self) -> str:
        """Its acts stand in the stream of the alliance."""
        return self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"accession:{self.id}"

    def __repr__(self) -> str:
        return f"{self.state_code} comes into {self.alliance_id}: {self.stage}"


_ACCESSIONS: Any = Accession.__table__
frozen(
    _ACCESSIONS,
    ["id", "alliance_id", "state_code", "member_class", "asked", "began_at", "office_id"],
)
set_once(_ACCESSIONS, ("approved_at", "decision", "ended_at"))


class Sponsor(Base):
    """A member that speaks for a state that wants to come in, until it takes that back."""

    __tablename__ = "sponsors"

    accession_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accessions.id"), primary_key=True)
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code), primary_key=True)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    accession: Mapped[Accession] = relationship(back_populates="sponsors")

    def __repr__(self) -> str:
        return f"{self.state_code} sponsors {self.accession_id}"


_SPONSORS: Any = Sponsor.__table__
frozen(_SPONSORS, ["accession_id", "state_code", "office_id", "person_id", "at"])
set_once(_SPONSORS, ("ended_at", "ended_by_id"))
