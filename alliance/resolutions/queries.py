"""Reading resolutions, inside the reader's wall."""

import datetime as dt
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Uuid, bindparam, select

from alliance.core.actor import Actor
from alliance.core.db import db, read
from alliance.core.transaction import writing
from alliance.resolutions.models import Resolution, ResolutionRead, ResolutionText
from alliance.resolutions.policy import within_its_wall
from alliance.resolutions.rules import SIGNABLE, WRITABLE
from alliance.votes.models import Question
from alliance.votes.queries import question


@dataclass(frozen=True)
class Enrolled:
    """A resolution as something to sign."""

    resolution: Resolution
    question: Question

    @property
    def id(self) -> uuid.UUID:
        """Its id."""
        return self.resolution.id

    @property
    def stream(self) -> str:
        """Its ledger stream."""
        return self.resolution.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return self.resolution.ref

    @property
    def signatories(self) -> Collection[str]:
        """The states on the frozen roster; none until it is enrolled."""
        return self.question.entitled if self.resolution.stands in SIGNABLE else ()

    @property
    def represented_by(self) -> str:
        """The kind of office that stands for a state."""
        return self.question.represented_by


def resolution(actor: Actor, resolution_id: uuid.UUID) -> Resolution | None:
    """The resolution, if the actor may know of it; its row is held while a change is under way."""
    wanted = _HELD if writing() else _ONE
    found = db.session.scalars(wanted, {"id": resolution_id}).first()
    return found if found and within_its_wall(actor, found) else None


_ONE = select(Resolution).where(Resolution.id == bindparam("id", type_=Uuid()))
_HELD = _ONE.with_for_update(of=Resolution)


def enrolled(actor: Actor, resolution_id: uuid.UUID) -> Enrolled | None:
    """The resolution with its question, as something to sign; None until one was put."""
    found = resolution(actor, resolution_id)
    if found is None or found.question_id is None:
        return None
    asked = question(actor, found.question_id)
    return Enrolled(found, asked) if asked else None


def held(resolution_id: uuid.UUID) -> Resolution:
    """The resolution, held alone: for what follows from a vote or a signature."""
    return db.session.scalars(_HELD, {"id": resolution_id}).one()


def any_resolution(resolution_id: uuid.UUID) -> Resolution | None:
    """The resolution, for the operator's exports, which no wall concerns."""
    return db.session.get(Resolution, resolution_id)


def text_of(resolution: Resolution, version: int) -> ResolutionText:
    """One version of its text."""
    return db.session.get_one(ResolutionText, (resolution.id, version))


@dataclass(frozen=True)
class Wording:
    """One version of a text as pages show it."""

    version: int
    sha256: str
    made_at: dt.datetime
    says: dict[str, Any]  # title, whereas, resolved; nobody may change it


def wording(resolution: Resolution, version: int) -> Wording:
    """One version of its text, which never changes."""
    row = read(_WORDING, {"id": resolution.id, "version": version}).one()
    return Wording(version, row.sha256, row.made_at, json.loads(row.body))


_WORDING = select(ResolutionText.sha256, ResolutionText.made_at, ResolutionText.body).where(
    ResolutionText.resolution_id == bindparam("id", type_=Uuid()),
    ResolutionText.version == bindparam("version"),
)


def text_by_hash(resolution: Resolution, sha256: str) -> ResolutionText:
    """The version of its text that has this hash."""
    wanted = select(ResolutionText).where(
        ResolutionText.resolution_id == resolution.id, ResolutionText.sha256 == sha256
    )
    return db.session.scalars(wanted).one()


def version_for(actor: Actor, resolution: Resolution) -> int:
    """The newest version that the actor may see."""
    if resolution.shown_version is None:
        return resolution.version
    # From the question on everybody reads what was frozen, the writers too.
    writing = actor.office_id == resolution.office_id and resolution.stands in WRITABLE
    return resolution.version if writing else resolution.shown_version


def has_read(actor: Actor, resolution: Resolution) -> bool:
    """Whether the actor's office has read the circulated text."""
    if actor.office_id is None or resolution.shown_version is None:
        return True
    key = (resolution.id, actor.office_id, resolution.shown_version)
    return db.session.get(ResolutionRead, key) is not None


def versions_of(resolution: Resolution) -> Sequence[ResolutionText]:
    """Every version of its text, the newest first."""
    wanted = select(ResolutionText).where(ResolutionText.resolution_id == resolution.id)
    return db.session.scalars(wanted.order_by(ResolutionText.version.desc())).all()
