"""Notes, redlines and positions of offices, and the copies of them that were shared."""

import datetime as dt
import json
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import Office, one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, set_once
from alliance.layers.rules import Stance
from alliance.redlines.anchors import Anchor
from alliance.redlines.edits import Edit
from alliance.redlines.kept import edit_from_json
from alliance.resolutions.models import Resolution
from alliance.states.models import State
from alliance.texts.units import ID_LENGTH


class Note(Base):
    """What an office notes at some words, a unit (`ends` None), or the whole text (`unit` "")."""

    __tablename__ = "layer_notes"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Resolution.id))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    version: Mapped[int]
    unit: Mapped[str] = mapped_column(String(ID_LENGTH), default="")
    starts: Mapped[int] = mapped_column(default=0)
    ends: Mapped[int | None]
    was: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    words: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    set_aside_at: Mapped[dt.datetime | None]

    resolution: Mapped[Resolution] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint("ends IS NULL OR (unit <> '' AND starts < ends)", name="place"),
        Index("ix_layer_notes_layer", "resolution_id", "office_id", "at"),
    )

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"note:{self.id}"

    @property
    def anchor(self) -> Anchor | None:
        """What it holds on to; None where the whole text is meant."""
        if not self.unit:
            return None
        ends = len(self.was) if self.ends is None else self.ends
        return Anchor(self.unit, self.starts, ends, self.was)

    @property
    def quote(self) -> str:
        """The words that it speaks of."""
        return self.anchor.words if self.anchor else ""

    def __repr__(self) -> str:
        return f"note {self.id}"


class Redline(Base):
    """Edits that an office would make of a version; `body` is their canonical JSON."""

    __tablename__ = "layer_redlines"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Resolution.id))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    version: Mapped[int]
    text_sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    salt: Mapped[str] = mapped_column(String(32))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    set_aside_at: Mapped[dt.datetime | None]
    promoted_at: Mapped[dt.datetime | None]
    promoted_as: Mapped[uuid.UUID | None]  # the amendment

    resolution: Mapped[Resolution] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint("(promoted_at IS NULL) = (promoted_as IS NULL)", name="promoted"),
        Index("ix_layer_redlines_layer", "resolution_id", "office_id", "at"),
    )

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"redline:{self.id}"

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What it would change."""
        return tuple(edit_from_json(one) for one in json.loads(self.body))

    def __repr__(self) -> str:
        return f"redline {self.id}"


class OfficePosition(Base):
    """How an office stands to a text, and why; the newest counts."""

    __tablename__ = "layer_positions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Resolution.id))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    n: Mapped[int]
    version: Mapped[int]
    stance: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")
    salt: Mapped[str] = mapped_column(String(32))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint(one_of("stance", tuple(Stance)), name="stance"),
        Index("uq_layer_positions_n", "resolution_id", "office_id", "n", unique=True),
    )

    def __repr__(self) -> str:
        return f"position {self.n} of {self.office_id}"


class LayerCopy(Base):
    """A copy of what an office shared with the offices of some states; `body` is JSON."""

    __tablename__ = "layer_copies"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Resolution.id))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Office.id))
    body: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    resolution: Mapped[Resolution] = relationship(lazy="joined", innerjoin=True)
    office: Mapped[Office] = relationship(lazy="joined", innerjoin=True)
    states: Mapped[list["CopyState"]] = relationship(
        order_by="CopyState.state_code", lazy="selectin"
    )

    __table_args__ = (Index("ix_layer_copies_resolution", "resolution_id", "at"),)

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"copy:{self.id}"

    @property
    def says(self) -> dict[str, Any]:
        """Its notes, redlines and position."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    def __repr__(self) -> str:
        return f"copy {self.id}"


class CopyState(Base):
    """A state whose offices were given a copy."""

    __tablename__ = "layer_copy_states"

    copy_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(LayerCopy.id), primary_key=True)
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code), primary_key=True)

    def __repr__(self) -> str:
        return f"{self.copy_id} to {self.state_code}"


_NOTES: Any = Note.__table__
frozen(
    _NOTES,
    (
        *("id", "resolution_id", "office_id", "version", "unit", "starts", "ends", "was"),
        *("address", "words", "salt", "at", "person_id"),
    ),
)
set_once(_NOTES, ("set_aside_at",))
_REDLINES: Any = Redline.__table__
frozen(
    _REDLINES,
    (
        *("id", "resolution_id", "office_id", "version", "text_sha256", "body", "reason"),
        *("salt", "at", "person_id"),
    ),
)
set_once(_REDLINES, ("set_aside_at", "promoted_at", "promoted_as"))
append_only(OfficePosition.__table__)  # type: ignore[arg-type]
_COPIES: Any = LayerCopy.__table__
frozen(_COPIES, ("id", "resolution_id", "office_id", "body", "salt", "at", "person_id"))
set_once(_COPIES, ("ended_at", "ended_by_id"))
append_only(CopyState.__table__)  # type: ignore[arg-type]
