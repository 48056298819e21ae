"""Reading resolutions, inside the reader's wall."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select

from alliance.accounts.models import Office
from alliance.core.actor import Actor, Rank
from alliance.core.db import db
from alliance.core.pages import Cursor, Slice, slice_of
from alliance.core.transaction import writing
from alliance.membership.models import Alliance
from alliance.resolutions.models import Resolution, ResolutionRead, ResolutionText
from alliance.resolutions.policy import within_its_wall
from alliance.resolutions.rules import SIGNABLE, WRITABLE, Stage
from alliance.signatures.models import Signature
from alliance.votes.models import Entitlement, Question
from alliance.votes.queries import question


@dataclass(frozen=True)
class Line:
    """A resolution in a list."""

    id: uuid.UUID
    title: str
    stage: str
    alliance: str
    alliance_slug: str
    office: str
    changed_at: dt.datetime


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


def within(actor: Actor) -> ColumnElement[bool]:
    """The wall of lists: the office's own, what was circulated in the actor's bodies, and what
    the actor's state was asked.
    """
    return or_(
        Resolution.office_id == actor.office_id,
        and_(Resolution.alliance_id.in_(actor.bodies), Resolution.shown_version.is_not(None)),
        exists().where(
            Entitlement.question_id == Resolution.question_id,
            Entitlement.state_code == actor.state,
        ),
    )


def resolutions(
    actor: Actor, cursor: Cursor, *, stage: str = "", alliance_id: uuid.UUID | None = None
) -> Slice[Line]:
    """A page of resolutions, the latest changed first."""
    wanted = _lines().where(within(actor))
    if stage:
        wanted = wanted.where(Resolution.stage == stage)
    if alliance_id:
        wanted = wanted.where(Resolution.alliance_id == alliance_id)
    return slice_of(wanted, (Resolution.changed_at, Resolution.id), cursor, _line)


def all_resolutions() -> list[Line]:
    """Every resolution, for the operator."""
    rows = db.session.execute(_lines().order_by(Resolution.made_at, Resolution.id))
    return [_line(row) for row in rows]


def drafts_of(actor: Actor, most: int = 20) -> list[Line]:
    """What the actor's own office is writing."""
    wanted = _lines().where(
        Resolution.office_id == actor.office_id, Resolution.stage == Stage.DRAFT
    )
    return _some(wanted, most)


def unread_by(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Circulated texts of others that the actor's office has not read."""
    return (
        Resolution.alliance_id.in_(actor.bodies),
        Resolution.stage.in_((Stage.CIRCULATED, Stage.VOTING)),
        Resolution.office_id != actor.office_id,
        ~exists().where(
            ResolutionRead.resolution_id == Resolution.id,
            ResolutionRead.office_id == actor.office_id,
            ResolutionRead.version == Resolution.shown_version,
        ),
    )


def to_read(actor: Actor, most: int = 20) -> list[Line]:
    """Circulated texts that the actor's office has not read, the newest first."""
    return _some(_lines().where(*unread_by(actor)), most)


def to_sign(actor: Actor, most: int = 50) -> list[Line]:
    """Enrolled texts that wait for the signature of the actor's state."""
    if not actor.state:
        return []
    wanted = (
        _lines()
        .join(Entitlement, Entitlement.question_id == Resolution.question_id)
        .where(
            Entitlement.state_code == actor.state,
            Resolution.stage == Stage.ENROLLED,
            Alliance.represented_by == actor.office,
            ~exists().where(
                Signature.subject_id == Resolution.id, Signature.state_code == actor.state
            ),
        )
    )
    return _some(wanted, most)


def to_put(actor: Actor, most: int = 50) -> list[Line]:
    """Circulated texts on which the secretariat may put the question."""
    wanted = _lines().where(
        Alliance.secretariat_id == actor.office_id, Resolution.stage == Stage.CIRCULATED
    )
    return _some(wanted, most)


def waiting_for_others(actor: Actor, most: int = 20) -> list[Line]:
    """Texts that this office wrote or signed, and that wait for others."""
    wanted = _lines().where(
        Resolution.alliance_id.in_(actor.bodies),
        Resolution.stage.in_((Stage.CIRCULATED, Stage.ENROLLED)),
        or_(
            and_(Resolution.office_id == actor.office_id, Resolution.stage == Stage.CIRCULATED),
            exists().where(
                Signature.subject_id == Resolution.id, Signature.office_id == actor.office_id
            ),
            and_(Alliance.secretariat_id == actor.office_id, Resolution.stage == Stage.ENROLLED),
        ),
    )
    return _some(wanted, most)


def has_read(actor: Actor, resolution: Resolution) -> bool:
    """Whether the actor's office has read the circulated text."""
    if actor.office_id is None or resolution.shown_version is None:
        return True
    key = (resolution.id, actor.office_id, resolution.shown_version)
    return db.session.get(ResolutionRead, key) is not None


def may_sign(actor: Actor) -> bool:
    """Whether signing is this person's act (the office's other people see what waits)."""
    return actor.rank is Rank.PRINCIPAL


def _some(wanted: Select[*tuple[Any, ...]], most: int) -> list[Line]:
    ordered = wanted.order_by(Resolution.changed_at.desc(), Resolution.id.desc()).limit(most)
    return [_line(row) for row in db.session.execute(ordered)]


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Resolution.id,
            Resolution.title,
            Resolution.stage,
            Alliance.name.label("alliance"),
            Alliance.slug.label("alliance_slug"),
            Office.name.label("office"),
            Resolution.changed_at,
        )
        .join(Alliance, Alliance.id == Resolution.alliance_id)
        .join(Office, Office.id == Resolution.office_id)
    )


def _line(row: Row[Any]) -> Line:
    return Line(
        row.id,
        row.title,
        row.stage,
        row.alliance,
        row.alliance_slug,
        row.office,
        row.changed_at,
    )


def versions_of(resolution: Resolution) -> Sequence[ResolutionText]:
    """Every version of its text, the newest first."""
    wanted = select(ResolutionText).where(ResolutionText.resolution_id == resolution.id)
    return db.session.scalars(wanted.order_by(ResolutionText.version.desc())).all()
