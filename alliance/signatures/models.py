"""Signatures."""

import datetime as dt
import json
import uuid
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, column_property, mapped_column

from alliance.authority.models import WithdrawnAct
from alliance.authority.rules import ActClass
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only
from alliance.states.models import State


class Signature(Base):
    """A state's signature under a text; the statement is kept as the bytes that were signed."""

    __tablename__ = "signatures"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    subject_id: Mapped[uuid.UUID] = mapped_column()
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    statement: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
    signed_at: Mapped[dt.datetime]
    # When a successor stated that it is withdrawn; the signature stands as it was given.
    withdrawn_at: Mapped[dt.datetime | None] = column_property(
        select(WithdrawnAct.at)
        .where(
            WithdrawnAct.act == ActClass.SIGN,
            WithdrawnAct.subject_id == subject_id,
            WithdrawnAct.state_code == state_code,
        )
        .correlate_except(WithdrawnAct)
        .scalar_subquery()
    )

    __table_args__ = (UniqueConstraint("subject_id", "state_code"),)

    @property
    def says(self) -> dict[str, Any]:
        """The statement."""
        statement: dict[str, Any] = json.loads(self.statement)
        return statement

    def __repr__(self) -> str:
        return f"signature of {self.state_code}"


append_only(Signature.__table__)  # type: ignore[arg-type]
