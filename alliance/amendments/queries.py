"""Reading amendments, inside the wall of their text."""

import uuid
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sqlalchemy import ColumnElement, Uuid, bindparam, exists, func, or_, select

from alliance.amendments.models import Amendment, AmendmentEvent, AmendmentQuestion, Wording
from alliance.amendments.policy import Asked, reads_it
from alliance.amendments.rules import Stands, What
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.transaction import writing
from alliance.resolutions.lists import reads_early
from alliance.resolutions.models import Resolution, ResolutionStep
from alliance.resolutions.queries import THE_ID, resolution, sponsors_of
from alliance.votes.models import Question

_OFFICE = bindparam("office_id", type_=Uuid())
_DECISIONS = frozenset({What.ADOPTED, What.REJECTED, What.FALLEN, What.WITHDRAWN})


def read_by() -> ColumnElement[bool]:
    """Which amendments somebody within the wall of their text reads, as policy.reads_it says.

    A condition on an amendment and its resolution; asked with the reader's "office_id" and "state".
    """
    shown = exists().where(
        Wording.amendment_id == Amendment.id,
        ResolutionStep.resolution_id == Amendment.resolution_id,
        ResolutionStep.version == Wording.version,
        ResolutionStep.opened,
    )
    return or_(reads_early(), Amendment.office_id == _OFFICE, shown)


COUNT = (
    select(func.count())
    .select_from(Amendment)
    .join(Resolution, Resolution.id == Amendment.resolution_id)
    .where(Amendment.resolution_id == THE_ID, Amendment.stands != Stands.WITHDRAWN, read_by())
)


def shown(actor: Actor, resolution_id: uuid.UUID) -> Resolution | None:
    """The resolution, if the actor may know of it and it was shown to others."""
    found = resolution(actor, resolution_id)
    return found if found and found.shown_version is not None else None


def amendment(actor: Actor, amendment_id: uuid.UUID) -> Amendment | None:
    """The amendment, if the actor may know of it; its text's row is held in a change."""
    of = select(Amendment.resolution_id).where(Amendment.id == amendment_id)
    key = db.session.scalar(of)
    if key is None or resolution(actor, key) is None:
        return None
    wanted = select(Amendment).where(Amendment.id == amendment_id)
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
    return found if reads_it(actor, found) else None


def asked(actor: Actor, amendment_id: uuid.UUID) -> Asked | None:
    """The amendment with the offices that are asked whether it is friendly."""
    found = amendment(actor, amendment_id)
    return Asked(found, offices_asked(found.resolution)) if found else None


def offices_asked(resolution: Resolution) -> frozenset[uuid.UUID]:
    """Who accepts amendments as friendly: those who sponsor the text; its office, if none does."""
    return frozenset(one.office_id for one in sponsors_of(resolution)) or frozenset(
        {resolution.office_id}
    )


def amendments_of(resolution: Resolution) -> list[Amendment]:
    """All amendments to a text, each followed by those to it."""
    wanted = select(Amendment).where(Amendment.resolution_id == resolution.id)
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).all()
    return sorted(found, key=lambda one: [int(part) for part in one.number.split(".")])


def open_question_on(amendment: Amendment | uuid.UUID) -> Question | None:
    """The question that is open on an amendment, held alone in a change."""
    key = amendment if isinstance(amendment, uuid.UUID) else amendment.id
    wanted = (
        select(Question)
        .join(AmendmentQuestion, AmendmentQuestion.question_id == Question.id)
        .where(AmendmentQuestion.amendment_id == key, Question.closed_at.is_(None))
    )
    if writing():
        wanted = wanted.with_for_update(of=Question)
    return db.session.scalars(wanted).first()


def questions_on(amendment: Amendment) -> Sequence[Question]:
    """The questions that were put on an amendment, newest first."""
    wanted = (
        select(Question)
        .join(AmendmentQuestion, AmendmentQuestion.question_id == Question.id)
        .where(AmendmentQuestion.amendment_id == amendment.id)
    )
    return db.session.scalars(wanted.order_by(Question.opened_at.desc())).all()


def asked_by(question: Question) -> AmendmentQuestion | None:
    """Which amendment a question is put on, and by whom."""
    return db.session.get(AmendmentQuestion, question.id)


def asked_in(resolution: Resolution) -> Sequence[str]:
    """The numbers of the amendments to a text that are with the members, in order."""
    wanted = (
        select(Amendment.number)
        .join(AmendmentQuestion, AmendmentQuestion.amendment_id == Amendment.id)
        .join(Question, Question.id == AmendmentQuestion.question_id)
        .where(Amendment.resolution_id == resolution.id, Question.closed_at.is_(None))
    )
    return sorted(db.session.scalars(wanted))


def second_ones(first: Amendment) -> list[Amendment]:
    """The amendments to an amendment, in their order."""
    wanted = select(Amendment).where(Amendment.amends_id == first.id).order_by(Amendment.n)
    return list(db.session.scalars(wanted))


def co_sponsors(amendment: Amendment) -> list[uuid.UUID]:
    """The offices that have joined and not left, the first one first."""
    found: dict[uuid.UUID, None] = {}
    for event in amendment.events:
        if event.what == What.JOINED:
            found[event.office_id] = None
        elif event.what == What.LEFT:
            found.pop(event.office_id, None)
    return list(found)


def answers(amendment: Amendment) -> dict[uuid.UUID, AmendmentEvent]:
    """The last word of each office on whether it accepts the amendment as friendly."""
    said = (What.ACCEPTED, What.DECLINED)
    return {one.office_id: one for one in amendment.events if one.what in said}


def is_friendly(
    amendment: Amendment, offices: Iterable[uuid.UUID], seconds: Sequence[Amendment] = ()
) -> bool:
    """Whether all of these offices accept it, as it is."""
    return set(offices) <= accepting(amendment, seconds)


def accepting(amendment: Amendment, seconds: Sequence[Amendment] = ()) -> set[uuid.UUID]:
    """The offices that accept it as it is; who proposed it, or brought it as its own, does.

    What was accepted before it came to read otherwise counts no more: before an amendment to it was
    adopted, or taken back, and before it was brought to another version with other edits.
    """
    changed = max((e.at for s in seconds for e in _changing(s)), default=None)
    worded = _brought_otherwise(amendment, seconds)
    found = {
        office
        for office, event in answers(amendment).items()
        if event.what == What.ACCEPTED
        and (changed is None or event.at >= changed)
        and (worded is None or event.n > worded.n)
    }
    if changed is None and (worded is None or worded.office_id == amendment.office_id):
        found.add(amendment.office_id)
    return found


def _changing(second: Amendment) -> list[AmendmentEvent]:
    """When what it makes of the first one became another thing."""
    found = [one for one in second.events if one.what in (What.ADOPTED, What.TAKEN_BACK)]
    worded = _brought_otherwise(second)
    return [*found, worded] if worded and found else found


def _brought_otherwise(
    amendment: Amendment, seconds: Sequence[Amendment] = ()
) -> AmendmentEvent | None:
    """When it was last brought to another version with other edits; None where it never was.

    So it was, too, where one of those adopted to it could not come along.
    """
    brought = [one for one in amendment.events if one.what == What.BROUGHT]
    adopted = [one for one in seconds if one.stands == Stands.ADOPTED]
    if brought and any(one.wording.over_n != amendment.wording.n for one in adopted):
        return brought[-1]
    found = [
        event
        for event, (old, new) in zip(brought, pairwise(amendment.wordings), strict=True)
        if old.edits != new.edits
    ]
    return found[-1] if found else None


def decision(amendment: Amendment) -> AmendmentEvent | None:
    """How it came to stand as it does; None while it is proposed."""
    if amendment.stands == Stands.PROPOSED:
        return None
    return next(one for one in reversed(amendment.events) if one.what in _DECISIONS)


def advice_on(amendment: Amendment) -> list[AmendmentEvent]:
    """What committees have said of it, each its last word."""
    found = {one.committee: one for one in amendment.events if one.what == What.RECOMMENDED}
    return list(found.values())


def version_with(amendment: Amendment) -> int | None:
    """The version of the text in which it is, since that was engrossed."""
    found = [one.version for one in amendment.events if one.what == What.ENGROSSED]
    return found[-1] if found else None


def place_of(amendment: Amendment) -> int:
    """Its place in the order of adoptions; 0 where it is not adopted."""
    last = decision(amendment)
    return (last.place if last else None) or 0


def settled_after(amendment: Amendment) -> set[uuid.UUID]:
    """The amendments after which it comes by the secretariat's word, since it was adopted."""
    found: set[uuid.UUID] = set()
    for event in amendment.events:
        if event.what == What.ADOPTED:
            found = set()
        elif event.what == What.SETTLED and event.other_id:
            found.add(event.other_id)
    return found


def last_place(resolution: Resolution) -> int:
    """The last place in the order of adoptions that was given."""
    wanted = (
        select(func.max(AmendmentEvent.place))
        .join(Amendment, Amendment.id == AmendmentEvent.amendment_id)
        .where(Amendment.resolution_id == resolution.id)
    )
    return db.session.scalar(wanted) or 0


def why_not_as_it_is(resolution: Resolution) -> str:
    """Why the circulated text is not yet what the members decided, or ""."""
    if asked := asked_in(resolution):
        return f"Amendment {asked[0]} is with the members. Its roll call is closed first."
    adopted = select(Amendment).where(
        Amendment.resolution_id == resolution.id,
        Amendment.amends_id.is_(None),
        Amendment.stands == Stands.ADOPTED,
    )
    numbers = [one.number for one in db.session.scalars(adopted) if version_with(one) is None]
    if not numbers:
        return ""
    said = (
        f"Amendment {numbers[0]} is"
        if len(numbers) == 1
        else (f"Amendments {', '.join(sorted(numbers, key=int))} are")
    )
    return f"{said} adopted and not in this text. Engross it from its final text."
