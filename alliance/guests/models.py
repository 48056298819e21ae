"""What is shared with guests."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import Office
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import frozen, set_once
from alliance.resolutions.models import Resolution


class Share(Base):
    """One version of one text, shown to one guest until a day."""

    __tablename__ = "shares"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resolutions.id"))
    version: Mapped[int]
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))  # that shares it
    guest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))  # the guest's own
    # As the sharing office wrote them; another office may have written others of the same guest.
    name: Mapped[str] = mapped_column(String(80))
    organisation: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254))  # in small letters
    until: Mapped[dt.date]  # the last day, in the sharing office's zone
    ends_at: Mapped[dt.datetime]  # the midnight after it
    shared_at: Mapped[dt.datetime]
    shared_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    resolution: Mapped[Resolution] = relationship(lazy="joined", innerjoin=True)
    office: Mapped[Office] = relationship(foreign_keys=[office_id], lazy="joined", innerjoin=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["resolution_id", "version"],
            ["resolution_texts.resolution_id", "resolution_texts.version"],
            name="fk_shares_text",
        ),
        CheckConstraint("office_id <> guest_id", name="to_another"),
        CheckConstraint("ends_at > shared_at", name="ends_later"),
        CheckConstraint("ended_at IS NULL OR ended_at >= shared_at", name="ended_after"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by"),
        Index("ix_shares_guest", "guest_id", "ends_at"),
        Index("ix_shares_resolution", "resolution_id", "office_id", "shared_at"),
    )

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"share:{self.id}"

    def __repr__(self) -> str:
        return f"share {self.id}"


_SHARES: Any = Share.__table__
frozen(
    _SHARES,
    (
        *("id", "resolution_id", "version", "office_id", "guest_id", "name", "organisation"),
        *("email", "until", "ends_at", "shared_at", "shared_by_id"),
    ),
)
set_once(_SHARES, ("ended_at", "ended_by_id"))
