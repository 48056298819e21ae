"""What successors decided on what was left open."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from alliance.accounts.models import one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only
from alliance.transitions.rules import Decision, Kind


class TransitionDecision(Base):
    """One principal's decision on one thing; the reason is the office's own.

    `salt` keeps the reason from being guessed by its digest in the ledger.
    """

    __tablename__ = "transition_decisions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    kind: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[uuid.UUID]
    title: Mapped[str] = mapped_column(String(500))  # as it was when it was decided
    decision: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[dt.datetime]

    __table_args__ = (
        CheckConstraint(one_of("kind", tuple(Kind)), name="kind"),
        CheckConstraint(one_of("decision", tuple(Decision)), name="decision"),
        CheckConstraint("length(reason) > 0", name="reason"),
        # With the instant: a delegation that was confirmed may lapse again.
        UniqueConstraint(
            *("office_id", "kind", "subject_id", "person_id", "at"),
            name="uq_transition_decisions_once",
        ),
    )

    def __repr__(self) -> str:
        return f"{self.decision} {self.kind} {self.subject_id}"


append_only(TransitionDecision.__table__)  # type: ignore[arg-type]
