"""Answers called out in a meeting, on the desk of whoever may confirm them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from alliance.core.actor import AT_WORK, Actor
from alliance.core.db import built_once, read
from alliance.core.many import is_among
from alliance.membership.models import Alliance
from alliance.resolutions.lists import BESIDE, binds
from alliance.votes.calling.sheets import CalledAnswer, CalledMark
from alliance.votes.models import Question
from alliance.workspaces.items import Item

_LATER = aliased(CalledAnswer)


def _same(one: Any, line: Any) -> list[Any]:
    return [one.question_id == line.question_id, one.state_code == line.state_code]


def _open(question: Any, body: Any) -> ColumnElement[bool]:
    """An open question that the reader's secretariat put: few, however long the history is."""
    return and_(
        is_among(question.alliance_id, "bodies"),
        question.outcome.is_(None),
        body.id == question.alliance_id,
        body.secretariat_id == bindparam("office_id", type_=Uuid()),
    )


def _waits(line: Any, question: Any) -> ColumnElement[bool]:
    """The last line of a state that another wrote, and nobody has confirmed or sent back."""
    return and_(
        line.question_id == question.id,
        line.entered_by_id != bindparam("person_id", type_=Uuid()),
        ~exists().where(*_same(CalledMark, line), CalledMark.n == line.n),
        ~exists().where(*_same(_LATER, line), _LATER.n > line.n),
    )


_ASKED, _BODY, _LINE = aliased(Question), aliased(Alliance), aliased(CalledAnswer)
BESIDE["called"] = exists().where(_open(_ASKED, _BODY), exists().where(_waits(_LINE, _ASKED)))


def called_waiting(actor: Actor) -> list[Item]:
    """Of each open question the lines that a second person of the secretariat confirms."""
    confirms = actor.rank in AT_WORK
    return [_to_confirm(row, confirms=confirms) for row in read(_asked(), binds(actor))]


def _to_confirm(row: Any, *, confirms: bool) -> Item:
    lines = "1 answer was called out" if row.lines == 1 else f"{row.lines} answers were called out"
    return Item(
        f"called:{row.id}",
        row.title,
        f"{row.alliance}: {lines}; nothing counts until a second person confirms",
        "called.confirm" if confirms else "votes.show",
        (("question_id", row.id),),
        row.entered_at,
        due=row.closes_at,
        action="Confirm" if confirms else "",
    )


@built_once
def _asked() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Question.id, Question.title, Question.closes_at),
            Alliance.name.label("alliance"),
            func.count().label("lines"),
            func.max(CalledAnswer.entered_at).label("entered_at"),
        )
        .join_from(Question, Alliance, Alliance.id == Question.alliance_id)
        .join(CalledAnswer, CalledAnswer.question_id == Question.id)
        .where(_open(Question, Alliance), _waits(CalledAnswer, Question))
        .group_by(Question.id, Question.title, Question.closes_at, Alliance.name)
        .order_by(Question.closes_at, Question.id)
    )
