"""An office's rules, version by version, and what was prepared under them."""

import datetime as dt
import json
import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from alliance.accounts.models import one_of
from alliance.authority.rules import ActClass
from alliance.clearance.rules import Content, Ended, Taken
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, set_once


class StepRule(Base):
    """One version of an office's rule; the newest counts. Classes it does not name need nothing."""

    __tablename__ = "step_rules"

    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    needs: Mapped[dict[str, str]] = mapped_column(JSON)  # by class of act
    set_at: Mapped[dt.datetime]
    set_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (CheckConstraint("version >= 1", name="version"),)

    def __repr__(self) -> str:
        return f"steps of {self.office_id} version {self.version}"


append_only(StepRule.__table__)  # type: ignore[arg-type]

_UNDER_WAY = text("ended_as IS NULL")


class Prepared(Base):
    """An act that somebody prepared for their office, and what became of it."""

    __tablename__ = "prepared_acts"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    act: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(120))  # as the ledger names it
    title: Mapped[str] = mapped_column(String(300))
    content: Mapped[str] = mapped_column(Text)  # canonical JSON
    content_sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text)
    prepared_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    prepared_at: Mapped[dt.datetime]
    cleared_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    cleared_at: Mapped[dt.datetime | None]
    returned_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    returned_at: Mapped[dt.datetime | None]
    returned_why: Mapped[str | None] = mapped_column(Text)
    ended_as: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint(one_of("act", tuple(ActClass)), name="act"),
        CheckConstraint(one_of("ended_as", tuple(Ended)), name="ended_as"),
        CheckConstraint("(cleared_at IS NULL) = (cleared_by_id IS NULL)", name="cleared"),
        CheckConstraint("cleared_by_id <> prepared_by_id", name="cleared_by_another"),
        CheckConstraint(
            "(returned_at IS NULL) = (returned_by_id IS NULL)"
            " AND (returned_at IS NULL) = (returned_why IS NULL)",
            name="returned",
        ),
        CheckConstraint(
            "(ended_as IS NULL) = (ended_at IS NULL)"
            " AND (ended_as IS NULL) = (ended_by_id IS NULL)",
            name="ended",
        ),
        CheckConstraint(
            "ended_as <> 'released' OR (returned_at IS NULL AND ended_by_id <> prepared_by_id)",
            name="released_by_another",
        ),
        # One at a time of the same act on the same subject.
        Index(
            "uq_prepared_acts_under_way",
            "office_id",
            "act",
            "subject",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
        Index("ix_prepared_acts_office", "office_id", "prepared_at"),
    )

    @property
    def stream(self) -> str:
        """The ledger stream of its office."""
        return f"office:{self.office_id}"

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"prepared:{self.id}"

    @property
    def of(self) -> ActClass:
        """The class of act."""
        return ActClass(self.act)

    @property
    def taken(self) -> Taken:
        """The steps taken, as the rules judge them."""
        return Taken(
            content_of(self.content),
            self.prepared_by_id,
            self.cleared_by_id,
            returned=self.returned_at is not None,
            ended=self.ended_as,
        )

    def __repr__(self) -> str:
        return f"prepared {self.id}"


def content_of(kept: str) -> Content:
    """What an act says, from how it is kept."""
    found: dict[str, Any] = json.loads(kept)
    return Content(**found)


_PREPARED: Any = Prepared.__table__
frozen(
    _PREPARED,
    (
        "id",
        "office_id",
        "act",
        "subject",
        "title",
        "content",
        "content_sha256",
        "note",
        "prepared_by_id",
        "prepared_at",
    ),
)
set_once(
    _PREPARED,
    (
        "cleared_by_id",
        "cleared_at",
        "returned_by_id",
        "returned_at",
        "returned_why",
        "ended_as",
        "ended_at",
        "ended_by_id",
    ),
)
