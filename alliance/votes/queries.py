"""Reading questions and answers, inside the reader's wall."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import Uuid, bindparam, select

from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.transaction import writing
from alliance.membership.models import Alliance
from alliance.votes.counting import last_of
from alliance.votes.models import Answer, Entitlement, Extension, Question
from alliance.votes.policy import of_the_body
from alliance.votes.posed import Posed, posed


def question(actor: Actor, question_id: uuid.UUID) -> Question | None:
    """The question, if the actor may know of it; its row is held while a change is under way.

    Answers hold it together and the close holds it alone, so that none comes in unseen.
    """
    wanted = _SHARED if writing() else _ONE
    found = db.session.scalars(wanted, {"id": question_id}).first()
    return found if found and of_the_body(actor, found) else None


def question_to_answer(actor: Actor, question_id: uuid.UUID) -> Posed | None:
    """The same, as far as an answer needs it."""
    found = posed(question_id, held=writing())
    return found if found and of_the_body(actor, found) else None


_ONE = select(Question).where(Question.id == bindparam("id", type_=Uuid()))
_SHARED = _ONE.with_for_update(read=True, of=Question)


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
    """The answers that count so far, by state: of each the last."""
    return last_of(db.session.scalars(select(Answer).where(Answer.question_id == question_id)))


def all_answers_to(question_id: uuid.UUID) -> Sequence[Answer]:
    """Every answer that was given, by state and in order."""
    given = select(Answer).where(Answer.question_id == question_id)
    return db.session.scalars(given.order_by(Answer.state_code, Answer.n)).all()


def extensions_of(question: Question) -> Sequence[Extension]:
    """How often its close was put off; no statement where its terms allow none."""
    if not question.asked.extensions:
        return []
    wanted = select(Extension).where(Extension.question_id == question.id)
    return db.session.scalars(wanted.order_by(Extension.n)).all()


def open_to(alliance: Alliance, state: str) -> Sequence[Question]:
    """The open questions of an alliance on whose roll a state stands, the first to close first."""
    wanted = (
        select(Question)
        .join(Entitlement, Entitlement.question_id == Question.id)
        .where(
            Question.alliance_id == alliance.id,
            Question.closed_at.is_(None),
            Entitlement.state_code == state,
        )
    )
    return db.session.scalars(wanted.order_by(Question.closes_at, Question.id)).all()
