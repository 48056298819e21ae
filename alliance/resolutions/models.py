"""Resolutions, their texts, the stages they went through, and who has read what."""

import datetime as dt
import json
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import Office, one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.documents import KeptDocument
from alliance.core.triggers import append_only, frozen, replaceable, set_once, settled, steps
from alliance.membership.models import Alliance
from alliance.resolutions.audience import Audience, Claim, Label
from alliance.resolutions.rules import (
    AMENDABLE,
    FOLLOWS,
    LONGEST_REASON,
    WRITABLE,
    Stage,
    Succession,
)
from alliance.states.models import State
from alliance.texts.frozen import from_json
from alliance.texts.units import Text as Words
from alliance.votes.models import Question
from alliance.votes.rules import VOID

_STANDS = text("ended_at IS NULL")


class Resolution(Base):
    """A resolution: where it stands, and which of its texts counts."""

    __tablename__ = "resolutions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    title: Mapped[str] = mapped_column(String(300))  # of the text that counts
    stage: Mapped[str] = mapped_column(String(12), default=Stage.DRAFT)
    version: Mapped[int] = mapped_column(default=1)  # the newest text
    shown_version: Mapped[int | None]  # the newest text that was circulated
    made_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    question_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("questions.id"))
    in_force_on: Mapped[dt.date | None]
    audience: Mapped[str] = mapped_column(String(10), default=Audience.MEMBERS)
    embargo_until: Mapped[dt.datetime | None]
    opened_at: Mapped[dt.datetime | None]  # since when the members may read it
    label: Mapped[str] = mapped_column(String(30), default=Label.NONE)
    label_state: Mapped[str | None] = mapped_column(ForeignKey(State.code))
    label_rule: Mapped[str] = mapped_column(String(300), default="")
    succession: Mapped[str | None] = mapped_column(String(12))
    succeeds_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("resolutions.id"))

    alliance: Mapped[Alliance] = relationship(lazy="joined", innerjoin=True)
    office: Mapped[Office] = relationship(lazy="joined", innerjoin=True)
    question: Mapped[Question | None] = relationship()
    co_writers: Mapped[list["CoWriter"]] = relationship(order_by="CoWriter.at")
    chosen: Mapped[list["ChosenState"]] = relationship(order_by="ChosenState.at")
    steps: Mapped[list["ResolutionStep"]] = relationship(order_by="ResolutionStep.n", viewonly=True)

    __table_args__ = (
        CheckConstraint(one_of("stage", tuple(Stage)), name="stage"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint(
            "(stage IN ('draft', 'withdrawn')) OR shown_version IS NOT NULL", name="shown"
        ),
        CheckConstraint("stage <> 'in force' OR in_force_on IS NOT NULL", name="in_force"),
        CheckConstraint(one_of("audience", tuple(Audience)), name="audience"),
        CheckConstraint(one_of("label", tuple(Label)), name="label"),
        CheckConstraint("opened_at IS NULL OR shown_version IS NOT NULL", name="opened"),
        CheckConstraint("(label = '') = (label_state IS NULL)", name="labelled"),
        CheckConstraint(
            "(succession IS NULL) = (succeeds_id IS NULL)"
            f" AND (succession IS NULL OR {one_of('succession', tuple(Succession))})",
            name="succession",
        ),
        Index("ix_resolutions_list", "alliance_id", "changed_at", "id"),
        Index("ix_resolutions_stage", "stage", "changed_at"),
        Index("ix_resolutions_office", "office_id", "stage", "changed_at"),
    )

    @property
    def stream(self) -> str:
        """Its office's ledger stream until the members may read it, then its alliance's."""
        return self.office.stream if self.opened_at is None else self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"resolution:{self.id}"

    @property
    def stands(self) -> Stage:
        """The stage as the word it is."""
        return Stage(self.stage)

    @property
    def claim(self) -> Claim:
        """The label under which the text goes."""
        return Claim(Label(self.label), self.label_state or "", self.label_rule)

    def __repr__(self) -> str:
        return f"resolution {self.id}"


_RESOLUTIONS: Any = Resolution.__table__
frozen(_RESOLUTIONS, ("id", "alliance_id", "office_id", "made_at"))
set_once(_RESOLUTIONS, ("in_force_on", "opened_at"))
replaceable(_RESOLUTIONS, "question_id", "questions", when=("outcome", (VOID,)))
settled(_RESOLUTIONS, ("title", "version", "shown_version"), unless=("stage", WRITABLE | AMENDABLE))
steps(_RESOLUTIONS, "stage", FOLLOWS)


class ResolutionText(Base):
    """One version of the text, as the canonical JSON that is hashed; never changed.

    The salt in it keeps the hash of a private text from being guessed. `reason` says why the
    version was saved; it is the writers' own.
    """

    __tablename__ = "resolution_texts"

    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resolutions.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offices.id"))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")

    # A unit that was taken from an earlier text names it by its hash.
    __table_args__ = (Index("ix_resolution_texts_hash", "sha256"),)

    @property
    def says(self) -> dict[str, Any]:
        """The text as the data that are hashed."""
        text: dict[str, Any] = json.loads(self.body)
        return text

    @property
    def words(self) -> Words:
        """The text itself."""
        return from_json(self.says)

    def __repr__(self) -> str:
        return f"{self.resolution_id} version {self.version}"


append_only(ResolutionText.__table__)  # type: ignore[arg-type]


class ResolutionFile(KeptDocument, Base):
    """A file as it was attached to a text; texts name it by its hash."""

    __tablename__ = "resolution_files"

    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resolutions.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        Index("uq_resolution_files_hash", "resolution_id", "sha256", unique=True),
    )


append_only(ResolutionFile.__table__)  # type: ignore[arg-type]


class ResolutionRead(Base):
    """An office has read a circulated text."""

    __tablename__ = "resolution_reads"

    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resolutions.id"), primary_key=True)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    read_at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    def __repr__(self) -> str:
        return f"{self.office_id} read {self.resolution_id}"


append_only(ResolutionRead.__table__)  # type: ignore[arg-type]


class CoWriter(Base):
    """Another office that writes the text together with the one that began it."""

    __tablename__ = "co_writers"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resolutions.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[dt.datetime | None]

    office: Mapped[Office] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        Index(
            "uq_co_writers_now",
            "office_id",
            "resolution_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_co_writers_resolution", "resolution_id"),
    )

    def __repr__(self) -> str:
        return f"{self.office_id} writes {self.resolution_id}"


class ChosenState(Base):
    """A state whose offices read the text before all members do."""

    __tablename__ = "chosen_states"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resolutions.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[dt.datetime | None]

    __table_args__ = (
        Index(
            "uq_chosen_states_now",
            "state_code",
            "resolution_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_chosen_states_resolution", "resolution_id"),
    )

    def __repr__(self) -> str:
        return f"{self.state_code} reads {self.resolution_id}"


class TextSponsor(Base):
    """An office that sponsors the text for its state; `party` as the office states it, or ""."""

    __tablename__ = "text_sponsors"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resolutions.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    party: Mapped[str] = mapped_column(String(40), default="")
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[dt.datetime | None]

    office: Mapped[Office] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        Index(
            "uq_text_sponsors_now",
            "resolution_id",
            "office_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    def __repr__(self) -> str:
        return f"{self.office_id} sponsors {self.resolution_id}"


for _table, _columns in (
    (CoWriter.__table__, ("id", "resolution_id", "office_id", "at", "person_id")),
    (ChosenState.__table__, ("id", "resolution_id", "state_code", "at", "person_id")),
    (
        TextSponsor.__table__,
        ("id", "resolution_id", "office_id", "state_code", "party", "at", "person_id"),
    ),
):
    frozen(_table, _columns)  # type: ignore[arg-type]
    set_once(_table, ("ended_at",))  # type: ignore[arg-type]


class ResolutionStep(Base):
    """A stage that a resolution came to: when, and by whom; `reason` as it was given, or "".

    `version` is the one shown from then on, None while none is; `opened`: to all members.
    """

    __tablename__ = "resolution_steps"

    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resolutions.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stage: Mapped[str] = mapped_column(String(12))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offices.id"))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    version: Mapped[int | None]
    opened: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (CheckConstraint(one_of("stage", tuple(Stage)), name="stage"),)

    def __repr__(self) -> str:
        return f"{self.resolution_id} became {self.stage}"


append_only(ResolutionStep.__table__)  # type: ignore[arg-type]
