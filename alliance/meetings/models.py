"""Meetings, what happened in them, and the versions of their minutes."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from alliance.accounts.models import one_of
from alliance.charters.models import Group, Officer, Seat
from alliance.charters.rules import SeatRole, holding
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, set_once, settled, shut, steps
from alliance.meetings.rules import (
    FOLLOWS,
    LONGEST_LINE,
    LONGEST_TITLE,
    Capacity,
    Stage,
    Step,
    Waits,
    What,
)
from alliance.membership.models import Alliance

RUNNING = frozenset({SeatRole.CHAIR, SeatRole.VICE_CHAIR})


class Meeting(Base):
    """A meeting of an alliance, or of one of its groups.

    `roll` says of each state that belongs its class, region and weights, and whether it votes;
    `rule` is the usual decision rule of the body, whose quorum holds. Both are frozen when the
    meeting is called to order. `waits` says what a second person is asked for.
    """

    __tablename__ = "meetings"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    group_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("working_groups.id"))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    starts_at: Mapped[dt.datetime]
    zone: Mapped[str] = mapped_column(String(60))  # IANA name: on whose clock it is called
    place: Mapped[str] = mapped_column(String(LONGEST_LINE))
    link: Mapped[str] = mapped_column(String(LONGEST_LINE))
    stage: Mapped[str] = mapped_column(String(20))
    called_at: Mapped[dt.datetime]
    called_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[dt.datetime | None]
    opened_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    adjourned_at: Mapped[dt.datetime | None]
    adjourned_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    cancelled_at: Mapped[dt.datetime | None]
    cancelled_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    cancelled_why: Mapped[str | None] = mapped_column(String(LONGEST_LINE))
    roll: Mapped[dict[str, Any]] = mapped_column(JSON)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    last: Mapped[int] = mapped_column(default=0)  # the number of its last event
    drafted: Mapped[int] = mapped_column(default=0)  # the newest version of its minutes
    confirmed: Mapped[int] = mapped_column(default=0)  # the newest one that was confirmed
    waits: Mapped[str] = mapped_column(String(20), default="")
    waits_not_id: Mapped[uuid.UUID | None]  # who is not asked: they did the first half

    alliance: Mapped[Alliance] = relationship(lazy="joined", innerjoin=True)
    group: Mapped[Group | None] = relationship(lazy="joined")
    titles: Mapped[list[Officer]] = relationship(
        primaryjoin=lambda: foreign(Officer.alliance_id) == Meeting.alliance_id,
        viewonly=True,
        uselist=True,
    )
    seats: Mapped[list[Seat]] = relationship(
        primaryjoin=lambda: foreign(Seat.group_id) == Meeting.group_id,
        viewonly=True,
        uselist=True,
    )

    __table_args__ = (
        CheckConstraint(one_of("stage", tuple(Stage)), name="stage"),
        CheckConstraint(one_of("waits", ("", *Waits)), name="waits"),
        CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_why IS NULL)"
            " AND (cancelled_at IS NOT NULL) = (stage = 'cancelled')",
            name="cancelled",
        ),
        CheckConstraint("(opened_at IS NULL) = (stage IN ('called', 'cancelled'))", name="opened"),
        CheckConstraint(
            "(adjourned_at IS NULL) = (stage IN ('called', 'cancelled', 'open'))",
            name="adjourned",
        ),
        CheckConstraint("last >= 0 AND drafted >= confirmed AND confirmed >= 0", name="numbers"),
        Index("ix_meetings_alliance", "alliance_id", "starts_at"),
        Index("ix_meetings_stage", "stage", "starts_at"),
    )

    @property
    def stands(self) -> Stage:
        """How far it has come."""
        return Stage(self.stage)

    @property
    def officers(self) -> frozenset[uuid.UUID]:
        """The offices that run it beside the secretariat, today."""
        if self.group_id is None:
            return running(titles=self.titles)
        return running(seats=self.seats)

    @property
    def body(self) -> str:
        """Whose meeting it is, by name."""
        return self.group.name if self.group else self.alliance.name

    @property
    def stream(self) -> str:
        """Its acts stand in the stream of the alliance."""
        return self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"meeting:{self.id}"

    def __repr__(self) -> str:
        return f"meeting {self.id}: {self.stage}"


def running(
    titles: "list[Officer] | None" = None, seats: "list[Seat] | None" = None
) -> frozenset[uuid.UUID]:
    """The offices of those who hold a title, or the chair of a group, today."""
    held = [one.office_id for one in holding(titles or (), clock.today())]
    held += [one.office_id for one in holding(seats or (), clock.today()) if one.role in RUNNING]
    return frozenset(one for one in held if one is not None)


_MEETINGS: Any = Meeting.__table__
frozen(_MEETINGS, ["id", "alliance_id", "group_id", "called_at", "called_by_id"])
set_once(
    _MEETINGS,
    (
        *("opened_at", "opened_by_id", "adjourned_at", "adjourned_by_id"),
        *("cancelled_at", "cancelled_by_id", "cancelled_why"),
    ),
)
settled(
    _MEETINGS,
    ("title", "starts_at", "zone", "place", "link", "roll", "rule"),
    unless=("stage", [Stage.CALLED]),
)
steps(_MEETINGS, "stage", FOLLOWS)


class MeetingEvent(Base):
    """One thing that happened in a meeting, as it was written down then.

    What `facts` hold goes by `kind` (operations.py, floor.py, motions.py). The ledger has the
    digest, of the facts with the salt: names are not guessed from it.
    """

    __tablename__ = "meeting_events"

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    kind: Mapped[str] = mapped_column(String(30))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offices.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    salt: Mapped[str] = mapped_column(String(32))
    sha256: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        CheckConstraint(one_of("kind", tuple(What)), name="kind"),
        CheckConstraint("n >= 1", name="n_from_one"),
    )

    def __repr__(self) -> str:
        return f"{self.n}: {self.kind}"


append_only(MeetingEvent.__table__)  # type: ignore[arg-type]
shut(
    MeetingEvent.__table__,  # type: ignore[arg-type]
    "meetings",
    "meeting_id",
    when=("stage", [Stage.SIGNED, Stage.CANCELLED]),
)


class Minutes(Base):
    """One version of the minutes: the canonical JSON that is hashed, signed and confirmed."""

    __tablename__ = "minutes"

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(
        String(LONGEST_LINE)
    )  # why there is another; "" of the first
    drafted_at: Mapped[dt.datetime]
    drafted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True)
    marks: Mapped[list["MinutesStep"]] = relationship(
        lazy="selectin", order_by="MinutesStep.n", back_populates="minutes", viewonly=True
    )

    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("version = 1 OR reason <> ''", name="reason"),
    )

    @property
    def alliance(self) -> Alliance:
        """Whose meeting it was."""
        return self.meeting.alliance

    def mark(self, step: Step) -> "MinutesStep | None":
        """The last such step of this version."""
        return next((one for one in reversed(self.marks) if one.step == step), None)

    def __repr__(self) -> str:
        return f"minutes of {self.meeting_id}, version {self.version}"


append_only(Minutes.__table__)  # type: ignore[arg-type]


class MinutesStep(Base):
    """That a version of the minutes was signed, confirmed or sent back, and by whom."""

    __tablename__ = "minutes_steps"

    meeting_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(12))
    capacity: Mapped[str] = mapped_column(String(12))  # of who signs; "" of the others
    name: Mapped[str] = mapped_column(String(200))  # under which it was recorded
    reason: Mapped[str] = mapped_column(String(LONGEST_LINE))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offices.id"))

    minutes: Mapped[Minutes] = relationship(back_populates="marks", viewonly=True)

    __table_args__ = (
        ForeignKeyConstraint(["meeting_id", "version"], ["minutes.meeting_id", "minutes.version"]),
        CheckConstraint(one_of("step", tuple(Step)), name="step"),
        CheckConstraint(one_of("capacity", ("", *Capacity)), name="capacity"),
        CheckConstraint("(step = 'signed') = (capacity <> '')", name="signed"),
        CheckConstraint("(step = 'returned') = (reason <> '')", name="returned"),
    )

    def __repr__(self) -> str:
        return f"{self.step}: {self.meeting_id}, version {self.version}"


append_only(MinutesStep.__table__)  # type: ignore[arg-type]
