"""Reading questions and answers, inside the reader's wall."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, exists, func, or_, select

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.pages import Cursor, Slice, slice_of
from alliance.core.transaction import writing
from alliance.membership.models import Alliance
from alliance.votes.models import Answer, Entitlement, Question
from alliance.votes.policy import of_the_body


@dataclass(frozen=True)
class Line:
    """A question in a list."""

    id: uuid.UUID
    title: str
    alliance: str
    alliance_slug: str
    opened_at: dt.datetime
    closes_at: dt.datetime
    outcome: str | None
    own_answer: str | None


def question(actor: Actor, question_id: uuid.UUID) -> Question | None:
    """The question, if the actor may know of it; its row is held while a change is under way.

    Answers hold it together and the close holds it alone, so that none comes in unseen.
    """
    wanted = select(Question).where(Question.id == question_id)
    if writing():
        wanted = wanted.with_for_update(read=True, of=Question)
    found = db.session.scalars(wanted).first()
    return found if found and of_the_body(actor, found) else None


def question_to_close(actor: Actor, question_id: uuid.UUID) -> Question | None:
    """The question, held alone."""
    wanted = select(Question).where(Question.id == question_id)
    if writing():
        wanted = wanted.with_for_update(of=Question)
    found = db.session.scalars(wanted).first()
    return found if found and of_the_body(actor, found) else None


def held(question_id: uuid.UUID) -> Question | None:
    """The question, held alone: for what time does, which no wall concerns."""
    return db.session.scalars(
        select(Question).where(Question.id == question_id).with_for_update(of=Question)
    ).first()


def about(subject_id: uuid.UUID) -> Sequence[Question]:
    """The questions put on a subject, newest first. The caller holds the subject's wall."""
    wanted = select(Question).where(Question.subject_id == subject_id)
    return db.session.scalars(wanted.order_by(Question.opened_at.desc())).all()


def answers_to(question_id: uuid.UUID) -> Mapping[str, Answer]:
    """The answers given so far, by state."""
    given = db.session.scalars(select(Answer).where(Answer.question_id == question_id))
    return {one.state_code: one for one in given}


def within(actor: Actor) -> ColumnElement[bool]:
    """The wall of lists: questions of the actor's bodies, and those that ask its state."""
    asked = exists().where(
        Entitlement.question_id == Question.id, Entitlement.state_code == actor.state
    )
    return or_(Question.alliance_id.in_(actor.bodies), asked)


def questions(actor: Actor, cursor: Cursor, *, only_open: bool = False) -> Slice[Line]:
    """A page of questions, newest first."""
    wanted = _lines(actor).where(within(actor))
    if only_open:
        wanted = wanted.where(Question.closed_at.is_(None))
    return slice_of(wanted, (Question.opened_at, Question.id), cursor, _line)


def to_answer(actor: Actor, most: int = 50) -> list[Line]:
    """Open questions that wait for the answer of the actor's state, soonest close first."""
    if not actor.state:
        return []
    wanted = (
        _lines(actor)
        .join(Entitlement, Entitlement.question_id == Question.id)
        .where(
            Entitlement.state_code == actor.state,
            Question.closed_at.is_(None),
            Question.closes_at > clock.now(),
            Question.represented_by == actor.office,
            ~_answered_by(actor.state),
        )
    )
    rows = db.session.execute(wanted.order_by(Question.closes_at).limit(most))
    return [_line(row) for row in rows]


def awaited(actor: Actor, most: int = 20) -> list[tuple[Line, int, int]]:
    """Open questions that wait for others: the line, answers given, states entitled."""
    wanted = (
        _lines(actor)
        .add_columns(_number_of(Answer).label("given"), _number_of(Entitlement).label("entitled"))
        .where(within(actor), Question.closed_at.is_(None))
    )
    if actor.state:
        wanted = wanted.where(_answered_by(actor.state))
    rows = db.session.execute(wanted.order_by(Question.closes_at).limit(most))
    return [(_line(row), row.given, row.entitled) for row in rows]


def _number_of(table: type[Answer | Entitlement]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(table.question_id == Question.id)
        .correlate(Question)
        .scalar_subquery()
    )


def _answered_by(state: str) -> ColumnElement[bool]:
    return exists().where(and_(Answer.question_id == Question.id, Answer.state_code == state))


def _lines(actor: Actor) -> Select[Any]:
    own = (
        select(Answer.answer)
        .where(Answer.question_id == Question.id, Answer.state_code == actor.state)
        .correlate(Question)
        .scalar_subquery()
    )
    return select(
        Question.id,
        Question.title,
        Alliance.name.label("alliance"),
        Alliance.slug.label("alliance_slug"),
        Question.opened_at,
        Question.closes_at,
        Question.outcome,
        own.label("own_answer"),
    ).join(Alliance, Alliance.id == Question.alliance_id)


def _line(row: Row[Any]) -> Line:
    return Line(
        row.id,
        row.title,
        row.alliance,
        row.alliance_slug,
        row.opened_at,
        row.closes_at,
        row.outcome,
        row.own_answer,
    )
