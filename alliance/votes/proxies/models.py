"""Proxies and alternates: who may answer for a state besides itself."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import Office, Person, one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import frozen, set_once
from alliance.membership.models import Alliance
from alliance.states.models import State
from alliance.votes.proxies.rules import Proxy as Known
from alliance.votes.proxies.rules import Scope


class Proxy(Base):
    """A proxy, given by an office to another state's, or to an alternate of its own.

    `state_code` is the state that is represented, also where its holder passed it on: `office_id`
    is then the holder's, and `source_id` what was passed on. Days are those of that state's
    capital, inclusive. `instructions` are read by the two offices alone; the ledger has their
    salted digest.
    """

    __tablename__ = "proxies"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    authority_id: Mapped[uuid.UUID]  # of the giver, in the register of that office
    chain_sha256: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[dt.datetime]
    holder_office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    holder_state: Mapped[str] = mapped_column(ForeignKey(State.code))
    alternate_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    scope: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str | None] = mapped_column(String(40))  # also that of the one question
    question_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("questions.id"))
    from_on: Mapped[dt.date]
    last_on: Mapped[dt.date]
    instructions: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(32))
    source_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("proxies.id"))
    recalled_at: Mapped[dt.datetime | None]
    recalled_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    alliance: Mapped[Alliance] = relationship(lazy="joined", innerjoin=True)
    office: Mapped[Office] = relationship(foreign_keys=[office_id], lazy="joined", innerjoin=True)
    holder: Mapped[Office] = relationship(
        foreign_keys=[holder_office_id], lazy="joined", innerjoin=True
    )
    alternate: Mapped[Person | None] = relationship(foreign_keys=[alternate_id], lazy="joined")

    __table_args__ = (
        CheckConstraint(one_of("scope", tuple(Scope)), name="scope"),
        CheckConstraint("(scope = 'alliance') = (kind IS NULL)", name="kind"),
        CheckConstraint("(scope = 'question') = (question_id IS NOT NULL)", name="question"),
        CheckConstraint("last_on >= from_on", name="days"),
        CheckConstraint("(instructions IS NULL) = (salt IS NULL)", name="instructions"),
        CheckConstraint(
            "(alternate_id IS NOT NULL) = (office_id = holder_office_id)"
            " AND (alternate_id IS NULL OR source_id IS NULL)"
            " AND (alternate_id IS NOT NULL) = (state_code = holder_state)",
            name="alternate",
        ),
        CheckConstraint("(recalled_at IS NULL) = (recalled_by_id IS NULL)", name="recalled"),
        Index("ix_proxies_alliance", "alliance_id", "state_code"),
        Index("ix_proxies_office", "office_id", "given_at"),
        Index("ix_proxies_holder", "holder_office_id", "given_at"),
    )

    @property
    def stream(self) -> str:
        """Its acts stand in the stream of the alliance."""
        return self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"proxy:{self.id}"

    @property
    def known(self) -> Known:
        """As the rules know it."""
        return Known(
            self.id,
            self.state_code,
            self.holder_state,
            self.from_on,
            self.last_on,
            self.given_at,
            Scope(self.scope),
            self.kind,
            self.question_id,
            recalled=self.recalled_at is not None,
            source=self.source_id,
            person=self.alternate_id,
        )

    @property
    def held_by(self) -> str:
        """Who holds it, by name: an office, or a person of the own office."""
        return self.alternate.name if self.alternate else self.holder.name

    def __repr__(self) -> str:
        return f"proxy of {self.state_code} to {self.holder_state}"


_PROXIES: Any = Proxy.__table__
frozen(
    _PROXIES,
    (
        *("id", "alliance_id", "state_code", "office_id", "person_id", "authority_id"),
        *("chain_sha256", "given_at", "holder_office_id", "holder_state", "alternate_id"),
        *("scope", "kind", "question_id", "from_on", "last_on", "instructions", "salt"),
        "source_id",
    ),
)
set_once(_PROXIES, ("recalled_at", "recalled_by_id"))
