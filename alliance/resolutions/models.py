"""Resolutions, their texts, and who has read what."""

import datetime as dt
import json
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import Office, one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, set_once, settled, steps
from alliance.membership.models import Alliance
from alliance.resolutions.rules import FOLLOWS, WRITABLE, Stage
from alliance.votes.models import Question


class Resolution(Base):
    """A resolution: where it stands, and which of its texts counts."""

    __tablename__ = "resolutions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    title: Mapped[str] = mapped_column(String(300))  # of the text that counts
    stage: Mapped[str] = mapped_column(String(12), default=Stage.DRAFT)
    version: Mapped[int] = mapped_column(default=1)  # the newest text
    shown_version: Mapped[int | None]  # the newest text that was circulated
    made_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    question_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("questions.id"))
    in_force_on: Mapped[dt.date | None]

    alliance: Mapped[Alliance] = relationship(lazy="joined", innerjoin=True)
    office: Mapped[Office] = relationship(lazy="joined", innerjoin=True)
    question: Mapped[Question | None] = relationship()

    __table_args__ = (
        CheckConstraint(one_of("stage", tuple(Stage)), name="stage"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint(
            "(stage IN ('draft', 'withdrawn')) OR shown_version IS NOT NULL", name="shown"
        ),
        CheckConstraint("(stage = 'in force') = (in_force_on IS NOT NULL)", name="in_force"),
        Index("ix_resolutions_list", "alliance_id", "changed_at", "id"),
        Index("ix_resolutions_stage", "stage", "changed_at"),
        Index("ix_resolutions_office", "office_id", "stage", "changed_at"),
    )

    @property
    def stream(self) -> str:
        """Its office's ledger stream while only the office sees it, then its alliance's."""
        return self.office.stream if self.shown_version is None else self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"resolution:{self.id}"

    @property
    def stands(self) -> Stage:
        """The stage as the word it is."""
        return Stage(self.stage)

    def __repr__(self) -> str:
        return f"resolution {self.id}"


_RESOLUTIONS: Any = Resolution.__table__
frozen(_RESOLUTIONS, ("id", "alliance_id", "office_id", "made_at"))
set_once(_RESOLUTIONS, ("question_id", "in_force_on"))
settled(_RESOLUTIONS, ("title", "version", "shown_version"), unless=("stage", WRITABLE))
steps(_RESOLUTIONS, "stage", FOLLOWS)


class ResolutionText(Base):
    """One version of the text, as the canonical JSON that is hashed; never changed.

    The salt in it keeps the hash of a private text from being guessed.
    """

    __tablename__ = "resolution_texts"

    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resolutions.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    @property
    def says(self) -> dict[str, Any]:
        """The text as data: title, whereas, resolved."""
        text: dict[str, Any] = json.loads(self.body)
        return text

    def __repr__(self) -> str:
        return f"{self.resolution_id} version {self.version}"


append_only(ResolutionText.__table__)  # type: ignore[arg-type]


class ResolutionRead(Base):
    """An office has read a circulated text."""

    __tablename__ = "resolution_reads"

    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resolutions.id"), primary_key=True)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    read_at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    def __repr__(self) -> str:
        return f"{self.office_id} read {self.resolution_id}"


append_only(ResolutionRead.__table__)  # type: ignore[arg-type]
