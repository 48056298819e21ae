"""Signatures."""

import datetime as dt
import json
import uuid
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only
from alliance.states.models import State


class Signature(Base):
    """A state's signature under a text; the statement is kept as the bytes that were signed."""

    __tablename__ = "signatures"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    subject_id: Mapped[uuid.UUID]
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    statement: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
    signed_at: Mapped[dt.datetime]

    __table_args__ = (UniqueConstraint("subject_id", "state_code"),)

    @property
    def says(self) -> dict[str, Any]:
        """The statement."""
        statement: dict[str, Any] = json.loads(self.statement)
        return statement

    def __repr__(self) -> str:
        return f"signature of {self.state_code}"


append_only(Signature.__table__)  # type: ignore[arg-type]
