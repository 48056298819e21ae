"""Motions, and what became of each."""

import datetime as dt
import json
import uuid
from functools import lru_cache
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import Office, one_of
from alliance.core import clock
from alliance.core.canonical import canonical, digest
from alliance.core.db import Base
from alliance.core.triggers import frozen, replaceable, set_once, settled, steps
from alliance.membership.models import Alliance
from alliance.motions.rules import AGAIN, FOLLOWS, Kind, Stands, options_of
from alliance.votes.models import Question


class Motion(Base):
    """A motion as it reads now; once the question is put it reads so for good.

    `facts` and `followed` are canonical JSON: what a motion of its kind says besides its words
    (rules.FACTS), and what followed when it was decided (deciding.py).
    """

    __tablename__ = "motions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    kind: Mapped[str] = mapped_column(String(10))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    moved_at: Mapped[dt.datetime]
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    stands: Mapped[str] = mapped_column(String(10), default=Stands.MOVED)
    question_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("questions.id"))
    decided_at: Mapped[dt.datetime | None]
    followed: Mapped[str | None] = mapped_column(Text)

    alliance: Mapped[Alliance] = relationship(lazy="joined", innerjoin=True)
    office: Mapped[Office] = relationship(lazy="joined", innerjoin=True)
    question: Mapped[Question | None] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(one_of("kind", tuple(Kind)), name="kind"),
        CheckConstraint(one_of("stands", tuple(Stands)), name="stands"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("stands != 'put' OR question_id IS NOT NULL", name="put"),
        CheckConstraint(
            "(decided_at IS NULL) = (followed IS NULL)"
            " AND (decided_at IS NOT NULL) = (stands IN ('adopted', 'chosen', 'lost', 'polled'))",
            name="decided",
        ),
        Index("ix_motions_list", "alliance_id", "moved_at", "id"),
        Index("ix_motions_question", "question_id"),
    )

    @property
    def stream(self) -> str:
        """The ledger stream of its alliance."""
        return self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"motion:{self.id}"

    @property
    def is_about(self) -> Kind:
        """Its kind."""
        return Kind(self.kind)

    @property
    def says(self) -> dict[str, Any]:
        """Its facts; nobody may change them."""
        return _read(self.facts)

    @property
    def options(self) -> list[str]:
        """What is chosen among, if anything."""
        return options_of(self.is_about, self.says)

    @property
    def sha256(self) -> str:
        """The digest of what it says: the text hash of its question."""
        said = {"kind": self.kind, "title": self.title, "words": self.words, "facts": self.says}
        return digest(canonical(said))

    @property
    def what_followed(self) -> dict[str, Any]:
        """What followed when it was decided."""
        return _read(self.followed or "{}")

    def __repr__(self) -> str:
        return f"motion {self.id}"


@lru_cache(maxsize=64)
def _read(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


_MOTIONS: Any = Motion.__table__
frozen(_MOTIONS, ("id", "alliance_id", "kind", "office_id", "person_id", "moved_at"))
set_once(_MOTIONS, ("decided_at", "followed"))
settled(_MOTIONS, ("title", "words", "facts", "version"), unless=("stands", {Stands.MOVED}))
steps(_MOTIONS, "stands", FOLLOWS)
replaceable(_MOTIONS, "question_id", "questions", when=("outcome", AGAIN))
