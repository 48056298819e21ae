"""Invitations, requests for access, and work that was handed over."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import EVERY_RANK, Office, Person, one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, set_once
from alliance.staffing.rules import Decision, Reset, Standing, reset_stands, standing


@dataclass(frozen=True)
class InOffice:
    """Something that an office's own ledger stream speaks of, under this name."""

    office_id: uuid.UUID
    ref: str

    @property
    def stream(self) -> str:
        """The office's own stream."""
        return f"office:{self.office_id}"


class Invitation(Base):
    """An invitation into an office; of the secret in its link only the hash is kept."""

    __tablename__ = "invitations"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    rank: Mapped[str] = mapped_column(String(24))
    email: Mapped[str] = mapped_column(String(254))  # in small letters
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))  # or the operator
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    revoked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    used_at: Mapped[dt.datetime | None]
    post_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("posts.id"), unique=True)

    office: Mapped[Office] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint(one_of("rank", EVERY_RANK), name="rank"),
        CheckConstraint("expires_at > made_at", name="expires_later"),
        CheckConstraint("revoked_at IS NULL OR used_at IS NULL", name="used_or_revoked"),
        CheckConstraint("(used_at IS NULL) = (post_id IS NULL)", name="one_post"),
        Index("ix_invitations_office", "office_id", "made_at"),
    )

    def stands(self, now: dt.datetime) -> Standing:
        """Where it stands at this instant."""
        return standing(now, self.expires_at, self.used_at, self.revoked_at)

    @property
    def stream(self) -> str:
        """Its office's own ledger stream."""
        return f"office:{self.office_id}"

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"invitation:{self.id}"

    def __repr__(self) -> str:
        return f"invitation {self.id}"


_INVITATIONS: Any = Invitation.__table__
frozen(
    _INVITATIONS,
    (
        "id",
        "office_id",
        "rank",
        "email",
        "secret_sha256",
        "made_at",
        "made_by_id",
        "expires_at",
    ),
)
set_once(_INVITATIONS, ("revoked_at", "revoked_by_id", "used_at", "post_id"))


class AccessRequest(Base):
    """Somebody without an account asks to be let into an office."""

    __tablename__ = "access_requests"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))  # in small letters
    why: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[dt.datetime]
    asked_from: Mapped[str] = mapped_column(String(64))  # keyed digest of the network address
    decision: Mapped[str | None] = mapped_column(String(8))
    decided_at: Mapped[dt.datetime | None]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    office: Mapped[Office] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint(one_of("decision", tuple(Decision)), name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("(decision IS NULL) = (decided_by_id IS NULL)", name="decided_by"),
        Index("ix_access_requests_office", "office_id", "asked_at"),
        Index("ix_access_requests_asked_at", "asked_at"),
    )

    @property
    def stream(self) -> str:
        """Its office's own ledger stream."""
        return f"office:{self.office_id}"

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"access-request:{self.id}"

    def __repr__(self) -> str:
        return f"access request {self.id}"


_REQUESTS: Any = AccessRequest.__table__
frozen(_REQUESTS, ("id", "office_id", "name", "email", "why", "asked_at", "asked_from"))
set_once(_REQUESTS, ("decision", "decided_at", "decided_by_id"))


class HandOver(Base):
    """Open work that passed from one person of an office to another."""

    __tablename__ = "hand_overs"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    subject: Mapped[str] = mapped_column(String(80))  # its name in the ledger
    from_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    to_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[dt.datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="to_another"),
        Index("ix_hand_overs_office", "office_id", "at", "id"),
    )

    def __repr__(self) -> str:
        return f"hand-over of {self.subject}"


append_only(HandOver.__table__)  # type: ignore[arg-type]


class FactorReset(Base):
    """Somebody has lost their second factors: one officer asks to remove them, another approves."""

    __tablename__ = "factor_resets"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[dt.datetime]
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[dt.datetime]
    approved_at: Mapped[dt.datetime | None]
    approved_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))  # or operator
    refused_at: Mapped[dt.datetime | None]
    refused_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[dt.datetime | None]

    office: Mapped[Office] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])

    __table_args__ = (
        CheckConstraint("expires_at > asked_at", name="expires_later"),
        CheckConstraint("asked_by_id <> person_id", name="asked_by_another"),
        CheckConstraint(
            "approved_by_id <> person_id AND approved_by_id <> asked_by_id", name="second_officer"
        ),
        CheckConstraint("approved_by_id IS NULL OR approved_at IS NOT NULL", name="approved_by"),
        CheckConstraint("(refused_at IS NULL) = (refused_by_id IS NULL)", name="refused_by"),
        CheckConstraint("refused_at IS NULL OR done_at IS NULL", name="done_or_refused"),
        CheckConstraint("done_at IS NULL OR approved_at IS NOT NULL", name="done_when_approved"),
        Index("ix_factor_resets_office", "office_id", "asked_at"),
        Index("ix_factor_resets_person", "person_id", "asked_at"),
    )

    def stands(self, now: dt.datetime) -> Reset:
        """Where it stands at this instant."""
        return reset_stands(now, self.expires_at, self.approved_at, self.refused_at, self.done_at)

    def __repr__(self) -> str:
        return f"factor reset {self.id}"


_RESETS: Any = FactorReset.__table__
frozen(_RESETS, ("id", "office_id", "person_id", "asked_at", "asked_by_id", "expires_at"))
set_once(_RESETS, ("approved_at", "approved_by_id", "refused_at", "refused_by_id", "done_at"))
