"""Amendments, their wordings, and what happened to each."""

import datetime as dt
import json
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import Office, one_of
from alliance.amendments.rules import FOLLOWS, LONGEST_LINE, LONGEST_REASON, Advice, Stands, What
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, steps
from alliance.redlines.edits import Edit
from alliance.redlines.kept import edit_from_json
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import shown_to_members
from alliance.states.models import State


class Amendment(Base):
    """A change proposed to a text, or, where it amends another one, to that one's new words."""

    __tablename__ = "amendments"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    resolution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("resolutions.id"))
    amends_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("amendments.id"))
    n: Mapped[int]  # within the resolution, or within the amendment that it amends
    number: Mapped[str] = mapped_column(String(20))  # as people say it: "2", "2.1"
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[dt.datetime]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    stands: Mapped[str] = mapped_column(String(12), default=Stands.PROPOSED)

    resolution: Mapped[Resolution] = relationship(lazy="joined", innerjoin=True)
    office: Mapped[Office] = relationship(lazy="joined", innerjoin=True)
    wordings: Mapped[list["Wording"]] = relationship(order_by="Wording.n", lazy="selectin")
    events: Mapped[list["AmendmentEvent"]] = relationship(
        order_by="AmendmentEvent.n",
        lazy="selectin",
        foreign_keys="AmendmentEvent.amendment_id",
    )

    __table_args__ = (
        CheckConstraint(one_of("stands", tuple(Stands)), name="stands"),
        CheckConstraint("n >= 1", name="n"),
        Index(
            "uq_amendments_first",
            "resolution_id",
            "n",
            unique=True,
            sqlite_where=text("amends_id IS NULL"),
            postgresql_where=text("amends_id IS NULL"),
        ),
        Index(
            "uq_amendments_second",
            "amends_id",
            "n",
            unique=True,
            sqlite_where=text("amends_id IS NOT NULL"),
            postgresql_where=text("amends_id IS NOT NULL"),
        ),
    )

    @property
    def stream(self) -> str:
        """The ledger stream of its resolution; that of its office until members may know of it."""
        if self.open_to_members:
            return self.resolution.stream
        return self.resolution.office.stream

    @property
    def open_to_members(self) -> bool:
        """Whether it is worded on a version that the members had before them."""
        return shown_to_members(self.resolution, self.wording.version)

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"amendment:{self.id}"

    @property
    def wording(self) -> "Wording":
        """What it says now."""
        return self.wordings[-1]

    def __repr__(self) -> str:
        return f"amendment {self.number} of {self.resolution_id}"


_AMENDMENTS: Any = Amendment.__table__
frozen(
    _AMENDMENTS,
    (
        *("id", "resolution_id", "amends_id", "n", "number", "office_id", "state_code"),
        *("person_id", "at", "reason"),
    ),
)
steps(_AMENDMENTS, "stands", FOLLOWS)


class Wording(Base):
    """The edits of an amendment against one version of the text, as canonical JSON; never changed.

    Where it amends another amendment they are against the text as wording `over_n` of that one
    makes it. `base_sha256` is the hash of the version.
    """

    __tablename__ = "amendment_wordings"

    amendment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("amendments.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    base_sha256: Mapped[str] = mapped_column(String(64))
    over_n: Mapped[int | None]
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits themselves."""
        return tuple(edit_from_json(one) for one in json.loads(self.body)["edits"])

    def __repr__(self) -> str:
        return f"{self.amendment_id} wording {self.n}"


append_only(Wording.__table__)  # type: ignore[arg-type]


class AmendmentQuestion(Base):
    """A question that was put on an amendment, as it read then (`seen`: One.seen), and by whom."""

    __tablename__ = "amendment_questions"

    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    amendment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("amendments.id"), index=True)
    seen: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))

    def __repr__(self) -> str:
        return f"{self.question_id} on {self.amendment_id}"


append_only(AmendmentQuestion.__table__)  # type: ignore[arg-type]


class AmendmentEvent(Base):
    """Something that happened to an amendment: when, and by whom.

    Where the members decided and time closed the roll call, it names who had put the question.

    `place` counts the adoptions of a resolution in their order. `how` says how it was decided, why
    it fell, or what the committee gives as its reason; `on` is the day of that. `other_id` is the
    amendment after which this one comes, where that is settled.
    """

    __tablename__ = "amendment_events"

    amendment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("amendments.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(String(12))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    how: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    on: Mapped[dt.date | None]
    place: Mapped[int | None]
    committee: Mapped[str] = mapped_column(String(LONGEST_LINE), default="")
    advice: Mapped[str] = mapped_column(String(30), default="")
    other_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("amendments.id"))
    version: Mapped[int | None]  # to which it was brought, in which it is

    __table_args__ = (
        CheckConstraint(one_of("what", tuple(What)), name="what"),
        CheckConstraint(one_of("advice", ("", *Advice)), name="advice"),
        CheckConstraint("(what = 'adopted') = (place IS NOT NULL)", name="place"),
    )

    def __repr__(self) -> str:
        return f"{self.amendment_id} {self.what}"


append_only(AmendmentEvent.__table__)  # type: ignore[arg-type]
