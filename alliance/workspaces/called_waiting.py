"""Answers called out in a meeting, on the desk of whoever may confirm them."""

from typing import Any

from sqlalchemy import Select, Uuid, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from alliance.core.actor import AT_WORK, Actor
from alliance.core.db import built_once, read
from alliance.membership.models import Alliance
from alliance.resolutions.lists import BESIDE, binds
from alliance.votes.called_sheets import CalledAnswer, CalledMark
from alliance.votes.models import Question
from alliance.workspaces.items import Item

_PERSON = bindparam("person_id", type_=Uuid())
_LATER, _ASKED, _BODY = aliased(CalledAnswer), aliased(Question), aliased(Alliance)


def _same(one: Any, line: Any) -> list[Any]:
    return [one.question_id == line.question_id, one.state_code == line.state_code]


# The last line of a state that nobody has confirmed or sent back, and that another person wrote.
_WAITS = and_(
    CalledAnswer.entered_by_id != _PERSON,
    ~exists().where(*_same(CalledMark, CalledAnswer), CalledMark.n == CalledAnswer.n),
    ~exists().where(*_same(_LATER, CalledAnswer), _LATER.n > CalledAnswer.n),
    exists().where(
        _ASKED.id == CalledAnswer.question_id,
        _ASKED.outcome.is_(None),
        _BODY.id == _ASKED.alliance_id,
        _BODY.secretariat_id == bindparam("office_id", type_=Uuid()),
    ),
)
BESIDE["called"] = exists().where(_WAITS)


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
        .join(Question, Question.id == CalledAnswer.question_id)
        .join(Alliance, Alliance.id == Question.alliance_id)
        .where(_WAITS)
        .group_by(Question.id, Question.title, Question.closes_at, Alliance.name)
        .order_by(Question.closes_at, Question.id)
    )
