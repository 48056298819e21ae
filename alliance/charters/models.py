"""Charters, groups and their seats, officers, classes, links, participants, dues."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, declared_attr, foreign, mapped_column, relationship

from alliance.accounts.models import Office, one_of
from alliance.charters.rules import (
    LONGEST_NAME,
    LONGEST_TITLE,
    Entry,
    GroupKind,
    LinkKind,
    ParticipantKind,
    SeatRole,
)
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, set_once
from alliance.membership.models import Alliance
from alliance.states.models import State

ADOPTION = ("adopted_on", "effective_on", "decision", "adopted_at", "adopted_by_id")


class Charter(Base):
    """One version of the charter of an alliance: a draft until it is adopted."""

    __tablename__ = "charters"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    version: Mapped[int]
    # Long, and read only where a version is shown: lists of versions leave them out.
    text: Mapped[str] = mapped_column(Text, deferred=True)
    purpose: Mapped[str] = mapped_column(Text)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
    rules: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    source: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))  # of all of the above, canonical
    drafted_at: Mapped[dt.datetime]
    drafted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    adopted_on: Mapped[dt.date | None]
    effective_on: Mapped[dt.date | None]
    decision: Mapped[str | None] = mapped_column(Text)  # by which it was adopted, in words
    adopted_at: Mapped[dt.datetime | None]  # since when that is known
    adopted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    alliance: Mapped[Alliance] = relationship(lazy="joined")

    __table_args__ = (
        UniqueConstraint("alliance_id", "version"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("effective_on >= adopted_on", name="effective"),
        CheckConstraint(
            "(adopted_on IS NULL) = (adopted_at IS NULL)"
            " AND (effective_on IS NULL) = (adopted_at IS NULL)"
            " AND (decision IS NULL) = (adopted_at IS NULL)",
            name="adopted",
        ),
    )

    @property
    def stream(self) -> str:
        """That of its alliance."""
        return self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"charter:{self.id}"

    def __repr__(self) -> str:
        return f"charter of {self.alliance_id}, version {self.version}"


_CHARTERS: Any = Charter.__table__
frozen(_CHARTERS, [name for name in _CHARTERS.columns.keys() if name not in ADOPTION])  # noqa: SIM118
set_once(_CHARTERS, ADOPTION)


class Ending(Base):
    """That something that holds (its id) ends after a day; the earliest such day counts."""

    __tablename__ = "endings"

    thing_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_on: Mapped[dt.date]
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]
    by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint("n >= 1", name="n_from_one"),
        CheckConstraint("why <> ''", name="why"),
    )

    def __repr__(self) -> str:
        return f"end of {self.thing_id} after {self.last_on}"


append_only(Ending.__table__)  # type: ignore[arg-type]


class HeldTo:
    """What holds from a day to a day, was noted at an instant, and may be ended earlier."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    from_on: Mapped[dt.date]
    last_on: Mapped[dt.date | None]
    noted_at: Mapped[dt.datetime]
    noted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    @declared_attr
    def endings(cls) -> Mapped[list[Ending]]:  # noqa: N805 (SQLAlchemy's own idiom)
        """Each brings the end forward; the last one that was noted comes last."""
        return relationship(
            Ending,
            primaryjoin=lambda: foreign(Ending.thing_id) == cls.id,
            order_by=Ending.n,
            viewonly=True,
            lazy="selectin",
        )


_DAYS = "last_on >= from_on"


class Group(HeldTo, Base):
    """A workstream or a committee."""

    __tablename__ = "working_groups"

    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    purpose: Mapped[str] = mapped_column(Text)

    alliance: Mapped[Alliance] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(_DAYS, name="days"),
        CheckConstraint(one_of("kind", tuple(GroupKind)), name="kind"),
        Index("ix_working_groups_alliance", "alliance_id", "from_on"),
    )

    def __repr__(self) -> str:
        return self.name


append_only(Group.__table__)  # type: ignore[arg-type]


class Seat(HeldTo, Base):
    """A place in a group that a state fills, through an office or a person in its words."""

    __tablename__ = "seats"

    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("working_groups.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offices.id"))
    person: Mapped[str] = mapped_column(String(LONGEST_NAME))  # name and post in words, or ""
    role: Mapped[str] = mapped_column(String(20))

    group: Mapped[Group] = relationship(lazy="joined")
    office: Mapped[Office | None] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(_DAYS, name="days"),
        CheckConstraint(one_of("role", tuple(SeatRole)), name="role"),
        Index("ix_seats_group", "group_id", "from_on"),
    )

    @property
    def alliance(self) -> Alliance:
        """The alliance of its group."""
        return self.group.alliance

    def __repr__(self) -> str:
        return f"{self.role} for {self.state_code} in {self.group_id}"


append_only(Seat.__table__)  # type: ignore[arg-type]


class Officer(HeldTo, Base):
    """Who holds a title of the alliance for a term: a person, an office of a state, or both."""

    __tablename__ = "officers"

    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    several: Mapped[bool]  # others may hold the same title on the same day
    state_code: Mapped[str | None] = mapped_column(ForeignKey(State.code))
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offices.id"))
    person: Mapped[str] = mapped_column(String(LONGEST_NAME))
    chosen: Mapped[str] = mapped_column(Text)  # how, in words

    alliance: Mapped[Alliance] = relationship(lazy="joined")
    office: Mapped[Office | None] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(_DAYS, name="days"),
        CheckConstraint("person <> '' OR state_code IS NOT NULL", name="somebody"),
        CheckConstraint("office_id IS NULL OR state_code IS NOT NULL", name="of_state"),
        Index("ix_officers_alliance", "alliance_id", "from_on"),
    )

    def __repr__(self) -> str:
        return f"{self.title} of {self.alliance_id}"


append_only(Officer.__table__)  # type: ignore[arg-type]


class ClassMember(HeldTo, Base):
    """That a state is in a class of the charter's own, by the name that the charter gives it.

    It counts while the charter in force has a class of this name for members of its base.
    """

    __tablename__ = "class_members"

    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    name: Mapped[str] = mapped_column(Text)

    alliance: Mapped[Alliance] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(_DAYS, name="days"),
        CheckConstraint("name <> ''", name="name"),
        Index("ix_class_members_alliance", "alliance_id", "state_code"),
    )

    def __repr__(self) -> str:
        return f"{self.state_code} in “{self.name}” of {self.alliance_id}"


append_only(ClassMember.__table__)  # type: ignore[arg-type]


class Secretariat(HeldTo, Base):
    """Since when an office serves an alliance as its secretariat."""

    __tablename__ = "secretariats"

    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    note: Mapped[str] = mapped_column(Text)

    alliance: Mapped[Alliance] = relationship(lazy="joined")
    office: Mapped[Office] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(_DAYS, name="days"),
        Index("ix_secretariats_alliance", "alliance_id", "from_on"),
    )

    def __repr__(self) -> str:
        return f"secretariat of {self.alliance_id} from {self.from_on}"


append_only(Secretariat.__table__)  # type: ignore[arg-type]


class Link(HeldTo, Base):
    """How an alliance stands to another, as its secretariat says it."""

    __tablename__ = "alliance_links"

    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    kind: Mapped[str] = mapped_column(String(30))
    note: Mapped[str] = mapped_column(Text)

    alliance: Mapped[Alliance] = relationship(foreign_keys=[alliance_id], lazy="joined")
    other: Mapped[Alliance] = relationship(foreign_keys=[other_id], lazy="joined")

    __table_args__ = (
        CheckConstraint(_DAYS, name="days"),
        CheckConstraint(one_of("kind", tuple(LinkKind)), name="kind"),
        CheckConstraint("alliance_id <> other_id", name="to_another"),
        Index("ix_alliance_links_alliance", "alliance_id"),
        Index("ix_alliance_links_other", "other_id"),
    )

    def __repr__(self) -> str:
        return f"{self.alliance_id} {self.kind} {self.other_id}"


append_only(Link.__table__)  # type: ignore[arg-type]


class Participant(HeldTo, Base):
    """Somebody who takes part without being a member, and is never counted."""

    __tablename__ = "participants"

    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)

    alliance: Mapped[Alliance] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(_DAYS, name="days"),
        CheckConstraint(one_of("kind", tuple(ParticipantKind)), name="kind"),
        Index("ix_participants_alliance", "alliance_id", "from_on"),
    )

    def __repr__(self) -> str:
        return self.name


append_only(Participant.__table__)  # type: ignore[arg-type]


class Dues(Base):
    """What a state owes for a period. Amounts are for the members' eyes: salted in the ledger."""

    __tablename__ = "dues"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    period: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    cents: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[dt.date]
    note: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    noted_at: Mapped[dt.datetime]
    noted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    alliance: Mapped[Alliance] = relationship(lazy="joined")

    __table_args__ = (
        UniqueConstraint("alliance_id", "state_code", "period"),
        CheckConstraint("cents > 0", name="amount"),
    )

    @property
    def stream(self) -> str:
        """That of its alliance."""
        return self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"dues:{self.id}"

    def __repr__(self) -> str:
        return f"dues of {self.state_code} for {self.period}"


append_only(Dues.__table__)  # type: ignore[arg-type]


class DuesEntry(Base):
    """A payment, a waiver, or the reversal of a payment that was entered before."""

    __tablename__ = "dues_entries"

    dues_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dues.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(24))
    cents: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[dt.date]
    note: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    noted_at: Mapped[dt.datetime]
    noted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint(one_of("kind", tuple(Entry)), name="kind"),
        CheckConstraint("cents > 0", name="amount"),
        CheckConstraint("n >= 1", name="n_from_one"),
    )

    def __repr__(self) -> str:
        return f"{self.kind} on {self.day}"


append_only(DuesEntry.__table__)  # type: ignore[arg-type]
