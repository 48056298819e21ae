"""Drafts, their log, and who is at them."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from alliance.accounts.models import one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen
from alliance.drafting.rules import Via
from alliance.resolutions.models import Resolution
from alliance.texts.units import ID_LENGTH


class Draft(Base):
    """What is written on from a version of a resolution; `version` is the one last saved of it."""

    __tablename__ = "drafts"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Resolution.id))
    began_with: Mapped[int]
    version: Mapped[int]
    saved_n: Mapped[int]  # the place in the log that the version holds
    begun_at: Mapped[dt.datetime]

    __table_args__ = (
        Index("ix_drafts_resolution", "resolution_id", "begun_at"),
        CheckConstraint("version >= began_with", name="version"),
    )

    def __repr__(self) -> str:
        return f"draft of {self.resolution_id}"


frozen(Draft.__table__, ("id", "resolution_id", "began_with", "begun_at"))  # type: ignore[arg-type]


class DraftUpdate(Base):
    """What one browser typed, as Yjs writes it; `client` is the number of that browser."""

    __tablename__ = "draft_updates"

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Draft.id), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    via: Mapped[str] = mapped_column(String(8))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    body: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (CheckConstraint(one_of("via", tuple(Via)), name="via"),)

    def __repr__(self) -> str:
        return f"{self.draft_id} update {self.n}"


class DraftSnapshot(Base):
    """The draft whole after an update, and who wrote what of it."""

    __tablename__ = "draft_snapshots"

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Draft.id), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    authors: Mapped[str] = mapped_column(Text)

    def __repr__(self) -> str:
        return f"{self.draft_id} at {self.n}"


append_only(DraftSnapshot.__table__)  # type: ignore[arg-type]


class DraftBrowser(Base):
    """The number that a browser writes under, and whose it is: nobody else writes under it."""

    __tablename__ = "draft_browsers"

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Draft.id), primary_key=True)
    client: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))

    def __repr__(self) -> str:
        return f"browser {self.client}"


append_only(DraftBrowser.__table__)  # type: ignore[arg-type]


class Presence(Base):
    """Who is at a draft, at which unit, and when that was last heard."""

    __tablename__ = "draft_presence"

    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Draft.id), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    unit: Mapped[str] = mapped_column(String(ID_LENGTH), default="")
    seen_at: Mapped[dt.datetime]

    def __repr__(self) -> str:
        return f"{self.person_id} at {self.unit or 'the draft'}"
