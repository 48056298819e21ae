"""Notices of withdrawal, their letters, and what has happened on the way."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, set_once
from alliance.membership.models import Alliance
from alliance.states.models import State
from alliance.withdrawals.rules import Delivery, Stage

_RUNNING = text("rescinded_at IS NULL AND took_effect_at IS NULL")


class Notice(Base):
    """A state's notice that it leaves an alliance.

    `rule` is the withdrawal rule as it was in force when notice was given, `foreseen` what the
    simulator said then; both are frozen. `effective_on` is worked out anew as letters are
    delivered and events are recorded: None while something is waited for.
    """

    __tablename__ = "withdrawal_notices"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    given_on: Mapped[dt.date]
    given_at: Mapped[dt.datetime]
    named_on: Mapped[dt.date | None]  # the day of leaving that the notice itself names
    words: Mapped[str] = mapped_column(Text)
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    foreseen: Mapped[dict[str, Any]] = mapped_column(JSON)
    effective_on: Mapped[dt.date | None]
    rescinded_at: Mapped[dt.datetime | None]
    rescinded_on: Mapped[dt.date | None]
    rescinded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    took_effect_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    alliance: Mapped[Alliance] = relationship(lazy="joined", innerjoin=True)
    letters: Mapped[list["NoticeLetter"]] = relationship(
        lazy="selectin", order_by="NoticeLetter.state_code", back_populates="notice"
    )
    events: Mapped[list["NoticeEvent"]] = relationship(
        lazy="selectin", order_by="NoticeEvent.at", back_populates="notice"
    )

    __table_args__ = (
        CheckConstraint("rescinded_at IS NULL OR took_effect_at IS NULL", name="one_end"),
        CheckConstraint("(rescinded_at IS NULL) = (rescinded_on IS NULL)", name="rescinded"),
        CheckConstraint("version >= 1", name="version"),
        Index(
            "uq_withdrawal_notices_running",
            "alliance_id",
            "state_code",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_withdrawal_notices_office", "office_id", "given_at"),
    )

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        if self.rescinded_at is not None:
            return Stage.RESCINDED
        return Stage.EFFECTIVE if self.took_effect_at is not None else Stage.GIVEN

    @property
    def stream(self) -> str:
        """Its acts stand in the stream of the alliance."""
        return self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"notice:{self.id}"

    def __repr__(self) -> str:
        return f"{self.state_code} leaves {self.alliance_id}: {self.stage}"


_NOTICES: Any = Notice.__table__
frozen(
    _NOTICES,
    [
        *("id", "alliance_id", "state_code", "office_id", "person_id", "given_on", "given_at"),
        *("named_on", "words", "rule", "foreseen"),
    ],
)
set_once(_NOTICES, ("rescinded_at", "rescinded_on", "rescinded_by_id", "took_effect_at"))


class NoticeLetter(Base):
    """The letter to one member; its text is kept as it was sent."""

    __tablename__ = "notice_letters"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("withdrawal_notices.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))  # to whom
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offices.id"))  # if it is here
    text: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[dt.datetime | None]
    delivered_on: Mapped[dt.date | None]
    delivered_how: Mapped[str | None] = mapped_column(String(20))
    delivered_note: Mapped[str | None] = mapped_column(String(300))
    noted_at: Mapped[dt.datetime | None]
    noted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    notice: Mapped[Notice] = relationship(back_populates="letters", lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint("(delivered_on IS NULL) = (delivered_how IS NULL)", name="delivered"),
        CheckConstraint("(delivered_on IS NULL) = (noted_at IS NULL)", name="noted"),
        Index("uq_notice_letters_to", "notice_id", "state_code", unique=True),
        Index("ix_notice_letters_office", "office_id", "delivered_on"),
    )

    @property
    def delivery(self) -> Delivery:
        """How far it has come."""
        if self.delivered_on is not None:
            return Delivery.DELIVERED
        return Delivery.SENT if self.sent_at is not None else Delivery.DRAFTED

    @property
    def stream(self) -> str:
        """Its acts stand in the stream of the alliance."""
        return self.notice.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger is that of the notice: a letter is a part of it."""
        return self.notice.ref

    def __repr__(self) -> str:
        return f"letter to {self.state_code}: {self.delivery}"


_LETTERS: Any = NoticeLetter.__table__
frozen(_LETTERS, ["id", "notice_id", "state_code", "office_id", "text", "text_sha256"])
_DELIVERED = ("delivered_on", "delivered_how", "delivered_note", "noted_at", "noted_by_id")
set_once(_LETTERS, ("sent_at", *_DELIVERED))


class NoticeEvent(Base):
    """Something that the rule asks for has happened on a day; the latest record of a name counts.

    A record that says None takes an earlier one back.
    """

    __tablename__ = "notice_events"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("withdrawal_notices.id"))
    name: Mapped[str] = mapped_column(String(60))
    on: Mapped[dt.date | None]
    source: Mapped[str] = mapped_column(String(300))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    notice: Mapped[Notice] = relationship(back_populates="events")

    __table_args__ = (Index("ix_notice_events_notice", "notice_id", "at"),)

    def __repr__(self) -> str:
        return f"{self.name} on {self.on}"


append_only(NoticeEvent.__table__)  # type: ignore[arg-type]
