"""The register: every version of each entry, the documents behind it, the acts that rest on it."""

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
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from alliance.accounts.models import one_of
from alliance.authority.rules import MAY_HOLD, ActClass, Basis
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.documents import KeptDocument
from alliance.core.triggers import append_only
from alliance.states.models import State

OFFICE, DELEGATION, ABSENCE, SUCCESSION = "office", "delegation", "absence", "succession"
TERM = "term"  # of a principal
KINDS = (OFFICE, DELEGATION, ABSENCE, SUCCESSION, TERM)


class AuthorityDocument(KeptDocument, Base):
    """The document of a delegation or an order, as it was handed in."""

    __tablename__ = "authority_documents"

    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (CheckConstraint("size > 0", name="size"),)


append_only(AuthorityDocument.__table__)  # type: ignore[arg-type]


class AuthorityRecord(Base):
    """One version of an entry of an office's register; the latest that is known counts.

    `from_on` null: since before it was recorded; `last_on` is the last day; `revoked_on` is the
    first day without it. `known_from` says since when this version is known.
    """

    __tablename__ = "authority_records"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    acts: Mapped[list[str]] = mapped_column(JSON)  # classes of act
    basis: Mapped[str] = mapped_column(String(20))
    citation: Mapped[str] = mapped_column(String(300))
    from_on: Mapped[dt.date | None]
    last_on: Mapped[dt.date | None]
    revoked_on: Mapped[dt.date | None]
    ceiling_cents: Mapped[int | None] = mapped_column(BigInteger)
    source_id: Mapped[uuid.UUID | None]  # the authority that a delegation rests on
    given_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    rank: Mapped[str | None] = mapped_column(String(24))
    successors: Mapped[list[str]] = mapped_column(JSON)  # ids of people, in order
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("authority_documents.id"))
    shared: Mapped[bool]  # with the other states
    confirmed: Mapped[bool]
    known_from: Mapped[dt.datetime]
    recorded_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("basis", tuple(Basis)), name="basis"),
        CheckConstraint(one_of("rank", MAY_HOLD), name="rank"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("length(citation) > 0", name="citation"),
        CheckConstraint("last_on >= from_on", name="days"),
        CheckConstraint("ceiling_cents >= 0", name="ceiling"),
        CheckConstraint("(kind = 'delegation') = (source_id IS NOT NULL)", name="source"),
        CheckConstraint(
            "kind <> 'delegation' OR (person_id IS NULL) <> (rank IS NULL)", name="holder"
        ),
        CheckConstraint(
            "kind <> 'term' OR (person_id IS NOT NULL AND last_on IS NOT NULL)", name="term"
        ),
        Index("ix_authority_records_office", "office_id", "id", "version"),
        Index("ix_authority_records_state", "state_code"),
    )

    @property
    def stream(self) -> str:
        """The ledger stream of its office."""
        return f"office:{self.office_id}"

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"authority:{self.id}"

    def __repr__(self) -> str:
        return f"{self.kind} {self.id} version {self.version}"


append_only(AuthorityRecord.__table__)  # type: ignore[arg-type]


class ActUnder(Base):
    """An act that rests on an authority. What a principal answers stands in the answer itself."""

    __tablename__ = "acts_under"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    act: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(120))  # as the ledger names it
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    authority_id: Mapped[uuid.UUID] = mapped_column(index=True)
    authority_version: Mapped[int]
    chain: Mapped[list[Any]] = mapped_column(JSON)  # as it is hashed
    chain_sha256: Mapped[str] = mapped_column(String(64))
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[dt.datetime]

    __table_args__ = (
        CheckConstraint(one_of("act", tuple(ActClass)), name="act"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("(act = 'commit money') = (amount_cents IS NOT NULL)", name="money"),
    )

    def __repr__(self) -> str:
        return f"{self.act} under {self.authority_id}"


append_only(ActUnder.__table__)  # type: ignore[arg-type]


class WithdrawnAct(Base):
    """A statement of a successor: an answer, a signature, a commitment before them is withdrawn.

    What was given stands as it was given, in the roll call and in every sum; this stands beside it.
    """

    __tablename__ = "withdrawn_acts"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    act: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[uuid.UUID]  # the question, the text signed, or the act itself
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[dt.datetime]

    __table_args__ = (
        CheckConstraint(
            one_of("act", (ActClass.SIGN, ActClass.ANSWER, ActClass.COMMIT)), name="act"
        ),
        UniqueConstraint("act", "subject_id", "state_code"),
    )

    def __repr__(self) -> str:
        return f"{self.state_code} withdraws: {self.act}"


append_only(WithdrawnAct.__table__)  # type: ignore[arg-type]
