"""Threads, what is said in them, whom it mentions, and what becomes of them."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, set_once
from alliance.discussions.rules import Circle, Happened
from alliance.redlines.anchors import Anchor
from alliance.resolutions.models import Resolution
from alliance.texts.units import ID_LENGTH


class Thread(Base):
    """Comments at one place of a text.

    `unit` is "" where the whole text is meant; `ends` is None where all of the unit is. `was` holds
    the unit's words as they stood then, `address` how it was spoken of. `suggests` are words to
    stand in the place of those: None where nothing is suggested, "" where they are to be struck.
    """

    __tablename__ = "threads"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Resolution.id))
    circle: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]  # the newest one saved when it was begun
    unit: Mapped[str] = mapped_column(String(ID_LENGTH), default="")
    starts: Mapped[int] = mapped_column(default=0)
    ends: Mapped[int | None]
    was: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    suggests: Mapped[str | None] = mapped_column(Text)
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    resolved_at: Mapped[dt.datetime | None]  # None while it is open
    assigned_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    assigned_office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offices.id"))
    taken_in_at: Mapped[dt.datetime | None]

    resolution: Mapped[Resolution] = relationship(lazy="joined", innerjoin=True)
    comments: Mapped[list["Comment"]] = relationship(
        order_by="Comment.n", lazy="selectin", back_populates="thread"
    )
    happened: Mapped[list["ThreadEvent"]] = relationship(
        order_by="ThreadEvent.n", lazy="selectin", back_populates="thread"
    )

    __table_args__ = (
        CheckConstraint(one_of("circle", tuple(Circle)), name="circle"),
        CheckConstraint("ends IS NULL OR (unit <> '' AND starts < ends)", name="place"),
        CheckConstraint("(assigned_to_id IS NULL) = (assigned_office_id IS NULL)", name="assigned"),
        Index("ix_threads_resolution", "resolution_id", "resolved_at"),
        Index("ix_threads_assigned", "assigned_to_id", "resolved_at"),
    )

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"thread:{self.id}"

    @property
    def stream(self) -> str:
        """The alliance's ledger stream where all members read it; else that of the text's office.

        That office is one of those that write the text, so it reads every circle.
        """
        wide = self.circle == Circle.MEMBERS
        return self.resolution.alliance.stream if wide else self.resolution.office.stream

    @property
    def anchor(self) -> Anchor | None:
        """What it holds on to; None where the whole text is meant."""
        if not self.unit:
            return None
        ends = len(self.was) if self.ends is None else self.ends
        return Anchor(self.unit, self.starts, ends, self.was)

    @property
    def quote(self) -> str:
        """The words that are spoken of."""
        return self.anchor.words if self.anchor else ""

    @property
    def is_open(self) -> bool:
        """Whether it is not resolved."""
        return self.resolved_at is None

    def __repr__(self) -> str:
        return f"thread {self.id}"


class Comment(Base):
    """What somebody said in a thread; hidden once they have taken it back."""

    __tablename__ = "comments"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    thread_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Thread.id))
    n: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))  # of the digest that the ledger holds
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    taken_back_at: Mapped[dt.datetime | None]

    thread: Mapped[Thread] = relationship(lazy="joined", innerjoin=True, back_populates="comments")
    mentions: Mapped[list["Mention"]] = relationship(lazy="selectin")

    __table_args__ = (Index("uq_comments_n", "thread_id", "n", unique=True),)

    def __repr__(self) -> str:
        return f"comment {self.n} of {self.thread_id}"


class Mention(Base):
    """Somebody is mentioned in a comment, in the office for which they are."""

    __tablename__ = "mentions"

    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Comment.id), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))

    __table_args__ = (Index("ix_mentions_person", "person_id"),)

    def __repr__(self) -> str:
        return f"{self.person_id} in {self.comment_id}"


class ThreadEvent(Base):
    """Something became of a thread: what, when, by whom; `to_id` is whom it was assigned to."""

    __tablename__ = "thread_events"

    thread_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Thread.id), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(String(10))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    thread: Mapped[Thread] = relationship(back_populates="happened")

    __table_args__ = (CheckConstraint(one_of("what", tuple(Happened)), name="what"),)

    def __repr__(self) -> str:
        return f"{self.thread_id} {self.what}"


_THREADS: Any = Thread.__table__
frozen(
    _THREADS,
    (
        *("id", "resolution_id", "circle", "version", "unit", "starts", "ends", "was"),
        *("address", "suggests", "at", "person_id", "office_id"),
    ),
)
set_once(_THREADS, ("taken_in_at",))
_COMMENTS: Any = Comment.__table__
frozen(_COMMENTS, ("id", "thread_id", "n", "words", "salt", "at", "person_id", "office_id"))
set_once(_COMMENTS, ("taken_back_at",))
append_only(Mention.__table__)  # type: ignore[arg-type]
append_only(ThreadEvent.__table__)  # type: ignore[arg-type]
