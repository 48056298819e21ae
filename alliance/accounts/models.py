"""Offices, people, their posts; the tables that Flask-Security asks for."""

import datetime as dt
import uuid
from typing import Any

from flask_security import AsaList, RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.rules import Ended
from alliance.core import clock
from alliance.core.actor import Office as Kind
from alliance.core.actor import Rank
from alliance.core.db import Base
from alliance.core.triggers import frozen, set_once
from alliance.states.models import State

STATE_KINDS = (Kind.GOVERNOR, Kind.ATTORNEY_GENERAL, Kind.TREASURER)
KINDS = (*STATE_KINDS, Kind.SECRETARIAT)
EVERY_KIND = (*KINDS, Kind.GUEST)  # a guest is given an office of their own, which acts for nobody
RANKS = (Rank.PRINCIPAL, Rank.COUNSEL, Rank.LIAISON, Rank.OBSERVER, Rank.ADMINISTRATOR)
EVERY_RANK = (*RANKS, Rank.GUEST)


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The text of a CHECK that a column holds one of these words."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Office(Base):
    """An office that acts: of a state, or the secretariat of an alliance."""

    __tablename__ = "offices"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    kind: Mapped[str] = mapped_column(String(20))
    state_code: Mapped[str | None] = mapped_column(ForeignKey(State.code))
    name: Mapped[str] = mapped_column(String(200), unique=True)
    zone: Mapped[str] = mapped_column(String(40))
    demo: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint(one_of("kind", EVERY_KIND), name="kind"),
        CheckConstraint(
            "(kind IN ('secretariat', 'guest')) = (state_code IS NULL)", name="state_or_secretariat"
        ),
        Index(
            "uq_offices_state_kind",
            "state_code",
            "kind",
            unique=True,
            sqlite_where=text("state_code IS NOT NULL"),
            postgresql_where=text("state_code IS NOT NULL"),
        ),
    )

    @property
    def stream(self) -> str:
        """Its own ledger stream."""
        return f"office:{self.id}"

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"office:{self.id}"

    def __repr__(self) -> str:
        return self.name


frozen(Office.__table__, ("id", "kind", "state_code", "demo"))  # type: ignore[arg-type]


# Flask-Security's own roles are global and are not used for permission; its datastore asks
# for the tables all the same.
_people_roles = Table(
    "people_roles",
    Base.metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Base, RoleMixin):
    """A global role of Flask-Security; none is ever given."""

    __tablename__ = "roles"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))
    permissions: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))


class Person(Base, UserMixin):
    """Somebody who can sign in. The second-factor columns are Flask-Security's."""

    __tablename__ = "people"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[dt.datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_last_counter: Mapped[int | None]
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    roles: Mapped[list[Role]] = relationship(secondary=_people_roles)
    webauthn: Mapped[list["WebAuthn"]] = relationship(back_populates="user")

    def __repr__(self) -> str:
        return self.name


# Names and addresses change; that somebody acted does not.
frozen(Person.__table__, ("id", "demo"))  # type: ignore[arg-type]


class WebAuthn(Base, WebAuthnMixin):
    """A passkey, as Flask-Security keeps it."""

    __tablename__ = "passkeys"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[dt.datetime] = mapped_column(default=clock.now)
    lastuse_datetime: Mapped[dt.datetime]
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    user: Mapped[Person] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, uuid.UUID]:
        """How Flask-Security finds the person."""
        return {"id": self.user_id}


class Post(Base):
    """A person's place in an office, with a rank, from one day to another."""

    __tablename__ = "posts"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"), index=True)
    rank: Mapped[str] = mapped_column(String(24))
    since: Mapped[dt.datetime] = mapped_column(default=clock.now)
    until: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship()
    office: Mapped[Office] = relationship()

    __table_args__ = (
        CheckConstraint(one_of("rank", EVERY_RANK), name="rank"),
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        UniqueConstraint("person_id", "office_id", "since"),
    )

    def __repr__(self) -> str:
        return f"{self.rank} of {self.office_id}"


_POSTS: Any = Post.__table__
frozen(_POSTS, ("id", "person_id", "office_id", "rank", "since"))
set_once(_POSTS, ("until",))


class Session(Base):
    """A person at a browser, from signing in to signing out; the cookie names it as `sid`.

    Its id is random in all its bits (RFC 9562, 5.4): nobody guesses it from another.
    """

    __tablename__ = "sessions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    post_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("posts.id"))  # the one in use
    # Whose provider let them in, if one did: the session acts only for offices that it serves.
    through_state: Mapped[str | None] = mapped_column(ForeignKey(State.code))
    through_office: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Office.id))
    made_at: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime]  # of what was sent; written every few minutes at most
    address: Mapped[str] = mapped_column(String(45))
    agent: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[dt.datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(24))

    __table_args__ = (
        CheckConstraint(one_of("ended_why", tuple(Ended)), name="ended_why"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_and_why"),
    )

    def __repr__(self) -> str:
        return f"session since {self.made_at}"


_SESSIONS: Any = Session.__table__
frozen(_SESSIONS, ("id", "person_id", "through_state", "through_office", "made_at"))
set_once(_SESSIONS, ("ended_at", "ended_why"))


class Tries(Base):
    """How often somebody tried to sign in, by account and by address; kept a day or so."""

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # a digest: names nobody
    count: Mapped[int]
    until: Mapped[dt.datetime] = mapped_column(index=True)

    def __repr__(self) -> str:
        return f"{self.count} until {self.until}"


class Suspension(Base):
    """A post that gives no right for a time; the person's posts in other offices go on."""

    __tablename__ = "suspensions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"))
    since: Mapped[dt.datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    until: Mapped[dt.datetime | None]
    lifted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        CheckConstraint("(until IS NULL) = (lifted_by_id IS NULL)", name="lifted_by"),
        # One at a time.
        Index(
            "uq_suspensions_in_effect",
            "post_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    def __repr__(self) -> str:
        return f"suspension of {self.post_id}"


_SUSPENSIONS: Any = Suspension.__table__
frozen(_SUSPENSIONS, ("id", "post_id", "since", "by_id"))
set_once(_SUSPENSIONS, ("until", "lifted_by_id"))
