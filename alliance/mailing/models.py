"""What people chose about mail, what waits for their digests, calendars, and bounces."""

import datetime as dt
import uuid

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from alliance.accounts.models import one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.mailing.rules import Choice, Kind

_OPEN = text("ended_at IS NULL")
_PAUSED = text("confirmed_at IS NULL")


class MailChoice(Base):
    """How a person wants mail of one kind; without a row, at once."""

    __tablename__ = "mail_choices"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    choice: Mapped[str] = mapped_column(String(10))
    chosen_at: Mapped[dt.datetime]

    __table_args__ = (
        CheckConstraint(one_of("kind", tuple(Kind)), name="kind"),
        CheckConstraint(one_of("choice", tuple(Choice)), name="choice"),
    )

    def __repr__(self) -> str:
        return f"{self.kind}: {self.choice}"


class DigestItem(Base):
    """A message that a person gets in the digest of a day."""

    __tablename__ = "digest_items"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    day: Mapped[dt.date]
    event_id: Mapped[uuid.UUID]  # of the outbox: one message a person and event
    template: Mapped[str] = mapped_column(String(80))
    about: Mapped[uuid.UUID]
    put_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]

    __table_args__ = (
        UniqueConstraint("person_id", "event_id"),
        Index("ix_digest_items_day", "person_id", "day"),
    )

    def __repr__(self) -> str:
        return f"{self.template} on {self.day}"


class Calendar(Base):
    """The secret address at which a calendar program reads a desk; only its hash is kept."""

    __tablename__ = "calendars"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= made_at", name="ended_after_made"),
        Index(
            "uq_calendars_open",
            "person_id",
            "office_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    def __repr__(self) -> str:
        return f"calendar {self.id}"


class Bounce(Base):
    """An address that took a message no more, until somebody confirms that it is right."""

    __tablename__ = "mail_bounces"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    said: Mapped[str] = mapped_column(String(300))  # by the mail server
    noted_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        Index(
            "uq_mail_bounces_paused",
            "email",
            unique=True,
            sqlite_where=_PAUSED,
            postgresql_where=_PAUSED,
        ),
    )

    def __repr__(self) -> str:
        return f"bounce {self.id}"
