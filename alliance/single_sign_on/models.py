"""Tables: providers, identities, requests to be known, who requires it, what was used up."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import Office, Person, one_of
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.record import HOUSE
from alliance.core.triggers import frozen, set_once, steps
from alliance.single_sign_on.rules import FOLLOWS, Stage
from alliance.states.models import State


def _only_one(name: str, *columns: str, where: str) -> Index:
    """A unique index over the rows of which this holds."""
    held = text(where)
    return Index(name, *columns, unique=True, sqlite_where=held, postgresql_where=held)


class Provider(Base):
    """Who signs people in for a state, or for one office, and how we prove ourselves to it."""

    __tablename__ = "identity_providers"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    state_code: Mapped[str | None] = mapped_column(ForeignKey(State.code))
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Office.id))
    label: Mapped[str] = mapped_column(String(100))
    issuer: Mapped[str] = mapped_column(String(300))
    client_id: Mapped[str] = mapped_column(String(200))
    scopes: Mapped[str] = mapped_column(String(200))
    acr_values: Mapped[str] = mapped_column(String(500))  # between spaces, as they are sent
    second_factor: Mapped[str] = mapped_column(String(500))  # words of acr or amr that count
    key_public: Mapped[str] = mapped_column(Text)  # a JSON Web Key
    key_certificate: Mapped[str] = mapped_column(Text)  # PEM; Entra ID knows keys by it
    key_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[dt.datetime | None]

    office: Mapped[Office | None] = relationship()

    __table_args__ = (
        CheckConstraint("(state_code IS NULL) <> (office_id IS NULL)", name="state_or_office"),
        _only_one(
            "uq_identity_providers_state",
            "state_code",
            "issuer",
            where="removed_at IS NULL AND state_code IS NOT NULL",
        ),
        _only_one(
            "uq_identity_providers_office",
            "office_id",
            "issuer",
            where="removed_at IS NULL AND office_id IS NOT NULL",
        ),
    )

    @property
    def stream(self) -> str:
        """Registering one is an act of the house."""
        return HOUSE

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"identity-provider:{self.id}"

    @property
    def key_owner(self) -> str:
        """For whom its key is sealed."""
        return self.ref

    def __repr__(self) -> str:
        return f"{self.label} ({self.issuer})"


_PROVIDERS: Any = Provider.__table__
frozen(
    _PROVIDERS,
    (
        *("id", "state_code", "office_id", "issuer", "client_id", "scopes", "acr_values"),
        *("second_factor", "key_public", "key_certificate", "added_at"),
    ),
)
set_once(_PROVIDERS, ("removed_at",))


class Identity(Base):
    """What an issuer calls a person. One identity is one person's, for as long as it is linked."""

    __tablename__ = "identities"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    provider_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Provider.id))
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id), index=True)
    linked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    linked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Person.id))
    ended_at: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    provider: Mapped[Provider] = relationship()

    __table_args__ = (
        _only_one("uq_identities_subject", "issuer", "subject", where="ended_at IS NULL"),
    )

    def __repr__(self) -> str:
        return f"identity of {self.person_id}"


_IDENTITIES: Any = Identity.__table__
frozen(
    _IDENTITIES,
    ("id", "provider_id", "issuer", "subject", "person_id", "linked_at", "linked_by"),
)
set_once(_IDENTITIES, ("ended_at",))


class IdentityRequest(Base):
    """A sign-in by an identity that is not linked: it waits for a proof or a consent.

    `person_id` is the one whose address the provider has verified to be the visitor's; without
    it, the request is for an account that there is not.
    """

    __tablename__ = "identity_requests"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    provider_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Provider.id))
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(254))
    email_verified: Mapped[bool]
    name: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Person.id))
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Office.id), index=True)
    state_code: Mapped[str | None] = mapped_column(ForeignKey(State.code))
    stage: Mapped[str] = mapped_column(String(10), default=Stage.WAITING)
    asked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Person.id))

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    provider: Mapped[Provider] = relationship()

    __table_args__ = (
        CheckConstraint(one_of("stage", tuple(Stage)), name="stage"),
        CheckConstraint("person_id IS NULL OR office_id IS NOT NULL", name="person_in_office"),
        CheckConstraint("office_id IS NOT NULL OR state_code IS NOT NULL", name="whose"),
        _only_one("uq_identity_requests_subject", "issuer", "subject", where="stage <> 'linked'"),
    )

    def __repr__(self) -> str:
        return f"{self.stage} request {self.id}"


_REQUESTS: Any = IdentityRequest.__table__
frozen(_REQUESTS, ("id", "issuer", "subject", "asked_at"))
steps(_REQUESTS, "stage", FOLLOWS)


class Requirement(Base):
    """Since when an office's people come in through their provider only, and until when."""

    __tablename__ = "sign_in_requirements"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Office.id))
    since: Mapped[dt.datetime] = mapped_column(default=clock.now)
    until: Mapped[dt.datetime | None]

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        _only_one("uq_sign_in_requirements_office", "office_id", where="until IS NULL"),
    )

    def __repr__(self) -> str:
        return f"requirement of {self.office_id}"


_REQUIREMENTS: Any = Requirement.__table__
frozen(_REQUIREMENTS, ("id", "office_id", "since"))
set_once(_REQUIREMENTS, ("until",))


class SpentState(Base):
    """A sign-in that has come back: the digest of its state, so that it comes back once."""

    __tablename__ = "spent_sign_ins"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now, index=True)

    def __repr__(self) -> str:
        return f"spent {self.digest[:8]}"
