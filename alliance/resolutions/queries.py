"""Reading resolutions, inside the reader's wall."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.transaction import writing
from alliance.resolutions.models import Resolution, ResolutionRead, ResolutionText
from alliance.resolutions.policy import within_its_wall
from alliance.resolutions.rules import SIGNABLE, WRITABLE, Reviewed
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
    wanted = select(Resolution).where(Resolution.id == resolution_id)
    if writing():
        wanted = wanted.with_for_update(of=Resolution)
    found = db.session.scalars(wanted).first()
    return found if found and within_its_wall(actor, found) else None


def enrolled(actor: Actor, resolution_id: uuid.UUID) -> Enrolled | None:
    """The resolution with its question, as something to sign; None until one was put."""
    found = resolution(actor, resolution_id)
    if found is None or found.question_id is None:
        return None
    asked = question(actor, found.question_id)
    return Enrolled(found, asked) if asked else None


def held(resolution_id: uuid.UUID) -> Resolution:
    """The resolution, held alone: for what follows from a vote or a signature."""
    wanted = select(Resolution).where(Resolution.id == resolution_id)
    return db.session.scalars(wanted.with_for_update(of=Resolution)).one()


def any_resolution(resolution_id: uuid.UUID) -> Resolution | None:
    """The resolution, for the operator's exports, which no wall concerns."""
    return db.session.get(Resolution, resolution_id)


def text_of(resolution: Resolution, version: int) -> ResolutionText:
    """One version of its text."""
    return db.session.get_one(ResolutionText, (resolution.id, version))


def under_review(resolution: Resolution, version: int | None = None) -> Reviewed:
    """What somebody confirms who confirms now: this version of the text, else the newest."""
    text = text_of(resolution, version or resolution.version)
    return Reviewed(resolution.stage, text.version, text.sha256)


def parts_that_differ(resolution: Resolution, seen: Reviewed, now: Reviewed) -> list[str]:
    """Which parts of the text are other now; nothing where the text seen is none of its own."""
    before = db.session.get(ResolutionText, (resolution.id, seen.version)) if seen.version else None
    if before is None or before.sha256 != seen.text_sha256:
        return []
    says = text_of(resolution, now.version).says
    parts = {"title": "title", "whereas": "whereas clauses", "resolved": "resolved clauses"}
    return [name for key, name in parts.items() if says[key] != before.says[key]]


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
