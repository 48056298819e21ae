"""Reading resolutions, inside the reader's wall."""

import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Integer,
    Row,
    Select,
    String,
    Uuid,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)

from alliance.accounts.queries import names
from alliance.core.actor import Actor
from alliance.core.db import built_once, db, read
from alliance.core.operation import RuleBroken
from alliance.core.transaction import writing
from alliance.resolutions.models import (
    Resolution,
    ResolutionRead,
    ResolutionStep,
    ResolutionText,
    TextSponsor,
)
from alliance.resolutions.policy import of_a_chosen_state, of_its_writers, within_its_wall
from alliance.resolutions.rules import SIGNABLE, WRITABLE, Reviewed, Stage
from alliance.signatures.models import Signature
from alliance.staffing.queries import Work
from alliance.texts.frozen import from_json
from alliance.texts.parts import operative, recitals
from alliance.texts.units import Text as Words
from alliance.votes.models import Answer, Question
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


def open_in(office_id: uuid.UUID) -> list[Work]:
    """The texts that an office still writes, each with who began it."""
    wanted = (
        select(Resolution.id, Resolution.title, Resolution.stage, ResolutionText.person_id)
        .join(ResolutionText, ResolutionText.resolution_id == Resolution.id)
        .where(
            ResolutionText.version == 1,
            Resolution.office_id == office_id,
            Resolution.stage.in_(WRITABLE),
        )
        .order_by(Resolution.changed_at.desc(), Resolution.id)
    )
    what = {Stage.DRAFT: "draft resolution", Stage.CIRCULATED: "circulated resolution"}
    return [
        Work(f"resolution:{row.id}", row.title, what[Stage(row.stage)], row.person_id)
        for row in db.session.execute(wanted)
    ]


def text_of(resolution: Resolution, version: int) -> ResolutionText:
    """One version of its text."""
    return db.session.get_one(ResolutionText, (resolution.id, version))


@dataclass(frozen=True)
class Standing:
    """What a resolution's pages show beside itself: its text, who has read, answered, signed."""

    text: "Wording"
    read: bool  # by the reader's office
    answered: frozenset[str]
    signed: frozenset[str]
    counts: Mapping[str, int]  # of what others hang on it, by name


@dataclass(frozen=True)
class Wording:
    """One version of a text as pages show it."""

    version: int
    sha256: str
    made_at: dt.datetime
    words: Words  # nobody may change it


def standing(actor: Actor, resolution: Resolution) -> Standing:
    """The text that the actor may see, and how far others have come with it; in one statement."""
    version = version_for(actor, resolution)
    given = {
        "id": resolution.id,
        "version": version,
        "shown": resolution.shown_version,
        "question": resolution.question_id,
        "office_id": actor.office_id,
        "state": actor.state,
    }
    found: dict[str, list[Row[Any]]] = {what: [] for what in ("text", "read", "answered", "signed")}
    counts = dict.fromkeys(COUNTED, 0)
    for row in read(_standing(), given):
        if row.what in counts:
            counts[row.what] = int(row.word)
        else:
            found[row.what].append(row)
    (text,) = found["text"]
    return Standing(
        Wording(version, text.word, text.made_at, from_json(json.loads(text.body))),
        resolution.shown_version is None or bool(found["read"]),
        frozenset(row.word for row in found["answered"]),
        frozenset(row.word for row in found["signed"])
        if resolution.stands in SIGNABLE
        else frozenset(),
        counts,
    )


THE_ID = bindparam("id", type_=Uuid())
# How many there are of what others hang on a resolution, by name: statements that give one number
# for the resolution with THE_ID, to a reader of "office_id" in "state". Filled in alliance/app.py.
COUNTED: dict[str, Select[Any]] = {}


def _one(what: str, word: Any, made_at: Any = None, body: Any = None) -> Select[Any]:
    return select(
        literal(what).label("what"),
        cast(word, String(64)).label("word"),
        (null() if made_at is None else made_at).label("made_at"),
        (null() if body is None else body).label("body"),
    )


@built_once
def _standing() -> Any:
    return union_all(
        _one("text", ResolutionText.sha256, ResolutionText.made_at, ResolutionText.body).where(
            ResolutionText.resolution_id == THE_ID, ResolutionText.version == bindparam("version")
        ),
        _one("read", literal("")).where(
            exists().where(
                ResolutionRead.resolution_id == THE_ID,
                ResolutionRead.office_id == bindparam("office_id", type_=Uuid()),
                ResolutionRead.version == bindparam("shown", type_=Integer()),
            )
        ),
        _one("answered", Answer.state_code).where(
            Answer.question_id == bindparam("question", type_=Uuid()), Answer.n == 1
        ),
        _one("signed", Signature.state_code).where(Signature.subject_id == THE_ID),
        *(_one(name, count.scalar_subquery()) for name, count in COUNTED.items()),
    )


def under_review(resolution: Resolution, version: int | None = None) -> Reviewed:
    """What somebody confirms who confirms now: this version of the text, else the newest."""
    text = text_of(resolution, version or resolution.version)
    return Reviewed(resolution.stage, text.version, text.sha256)


def parts_that_differ(resolution: Resolution, seen: Reviewed, now: Reviewed) -> list[str]:
    """Which parts of the text are other now; nothing where the text seen is none of its own."""
    before = db.session.get(ResolutionText, (resolution.id, seen.version)) if seen.version else None
    if before is None or before.sha256 != seen.text_sha256:
        return []
    old, new = before.words, text_of(resolution, now.version).words
    parts = {
        "title": old.title != new.title,
        "form": (old.form, old.enacting) != (new.form, new.enacting),
        "whereas clauses": recitals(old) != recitals(new),
        "clauses": operative(old) != operative(new),
    }
    return [name for name, differs in parts.items() if differs]


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
    writing = resolution.stands in WRITABLE and of_its_writers(actor, resolution)
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


def sponsors_of(resolution: Resolution) -> list[TextSponsor]:
    """Who sponsors the text now, the first one first."""
    wanted = (
        select(TextSponsor)
        .where(TextSponsor.resolution_id == resolution.id, TextSponsor.ended_at.is_(None))
        .order_by(TextSponsor.at, TextSponsor.id)
    )
    return list(db.session.scalars(wanted))


def standing_sponsor(resolution: Resolution, office_id: uuid.UUID | None) -> TextSponsor | None:
    """The sponsorship of an office, if it has one now."""
    return next((one for one in sponsors_of(resolution) if one.office_id == office_id), None)


def steps_of(resolution: Resolution) -> Sequence[ResolutionStep]:
    """The stages that it came to, the first one first."""
    wanted = select(ResolutionStep).where(ResolutionStep.resolution_id == resolution.id)
    return db.session.scalars(wanted.order_by(ResolutionStep.n)).all()


def versions_shown(actor: Actor, resolution: Resolution) -> list[ResolutionText]:
    """The versions that the actor may read, the newest first: its writers all, others what was

    shown to them.
    """
    versions = versions_of(resolution)
    if of_its_writers(actor, resolution):
        return list(versions)
    early = of_a_chosen_state(actor, resolution)
    shown = {step.version for step in steps_of(resolution) if step.opened or early}
    if early and resolution.shown_version is None:
        shown.add(resolution.version)
    return [one for one in versions if one.version in shown]


def last_read(actor: Actor, resolution: Resolution) -> int | None:
    """The newest version that the actor's office has marked as read, besides the one shown now."""
    wanted = select(func.max(ResolutionRead.version)).where(
        ResolutionRead.resolution_id == resolution.id,
        ResolutionRead.office_id == actor.office_id,
        ResolutionRead.version != (resolution.shown_version or 0),
    )
    return db.session.scalar(wanted)


def names_of_steps(resolution: Resolution) -> dict[uuid.UUID, str]:
    """The names of the people and offices that brought it from stage to stage."""
    found = steps_of(resolution)
    return names([one for step in found for one in (step.person_id, step.office_id) if one])


def as_key(given: str) -> uuid.UUID:
    """An id as a form sends it; RuleBroken where it is none."""
    try:
        return uuid.UUID(given)
    except ValueError:
        raise RuleBroken("Choose one of these.") from None
