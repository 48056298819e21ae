"""Lists of questions, inside the reader's wall; each statement is built once."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import Instant, built_once, read
from alliance.core.finding import as_binds, holding
from alliance.core.many import is_among
from alliance.core.pages import ROWS, Cursor, Slice, among, cut, newest
from alliance.membership.models import Alliance
from alliance.votes.models import Answer, Entitlement, Question
from alliance.votes.rules import VOID

_STATE: BindParameter[str] = bindparam("state")
_ASKED = aliased(Question)
MOST = 50


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


@dataclass(frozen=True)
class Open(Line):
    """An open question on a desk: whether it asks the reader's office, and how it stands."""

    asks: bool
    given: int
    entitled: int
    moved_at: dt.datetime  # of the last answer, else of the opening


def questions(
    actor: Actor, cursor: Cursor, *, only_open: bool = False, words: Sequence[str] = ()
) -> Slice[Line]:
    """A page of questions, newest first: those of the actor's alliances, and those of alliances
    that once bound its state, where it stands on the frozen roster.
    """
    after = isinstance(cursor.id, uuid.UUID)
    given: dict[str, Any] = {f"body_{n}": key for n, key in enumerate(sorted(actor.bodies))}
    given |= {f"former_{n}": key for n, key in enumerate(sorted(actor.former))}
    if not given:
        return Slice([], None)
    given |= {"at": cursor.at, "after": cursor.id} if after else {}
    given |= {"state": actor.state, "office": actor.office, **as_binds(words)}
    statement = _page(
        len(actor.bodies), len(actor.former), only_open=only_open, after=after, words=len(words)
    )
    return cut(read(statement, given).all(), _line)


def on_the_desk(actor: Actor) -> list[Open]:
    """Open questions of the actor's alliances, or that ask its state: soonest close first."""
    given = {
        "state": actor.state,
        "bodies": actor.bodies,
        "office": actor.office,
        "now": clock.now(),
    }
    return [_open(row) for row in read(_desk(), given)]


@built_once
def _page(bodies: int, former: int, *, only_open: bool, after: bool, words: int) -> Select[Any]:
    wheres = [[one] for one in among(Question.alliance_id, "body", bodies)]
    wheres += [[one, _entitled()] for one in among(Question.alliance_id, "former", former)]
    more = holding(words, Question.title)
    found = newest(
        [_branch([*where, *more], only_open=only_open, after=after) for where in wheres]
    ).c
    return (
        select(
            found.id,
            found.title,
            Alliance.name.label("alliance"),
            Alliance.slug.label("alliance_slug"),
            found.opened_at,
            found.closes_at,
            found.outcome,
            _own_answer(found.id).label("own_answer"),
            found.opened_at.label("slice_at"),
            found.id.label("slice_id"),
        )
        .join(Alliance, Alliance.id == found.alliance_id)
        .order_by(found.opened_at.desc(), found.id.desc())
        .limit(ROWS + 1)
    )


def _branch(
    where: list[ColumnElement[bool]], *, only_open: bool, after: bool
) -> Select[*tuple[Any, ...]]:
    if only_open:
        where = [*where, Question.closed_at.is_(None)]
    if after:
        start = tuple_(bindparam("at", type_=Instant()), bindparam("after", type_=Uuid()))
        where = [*where, tuple_(Question.opened_at, Question.id) < start]
    return (
        select(
            Question.id,
            Question.title,
            Question.alliance_id,
            Question.opened_at,
            Question.closes_at,
            Question.outcome,
        )
        .where(*where)
        .order_by(Question.opened_at.desc(), Question.id.desc())
        .limit(ROWS + 1)
    )


@built_once
def _desk() -> Select[Any]:
    asks = (
        _entitled()
        & (Question.represented_by == bindparam("office"))
        & (Question.closes_at > bindparam("now"))
        & ~_answered()
    )
    return (
        select(
            Question.id,
            Question.title,
            Alliance.name.label("alliance"),
            Alliance.slug.label("alliance_slug"),
            Question.opened_at,
            Question.closes_at,
            Question.outcome,
            _own_answer(Question.id).label("own_answer"),
            asks.label("asks"),
            _number_of(Answer).label("given"),
            _number_of(Entitlement).label("entitled"),
            func.coalesce(_last_answer(), Question.opened_at, type_=Instant()).label("moved_at"),
        )
        .join(Alliance, Alliance.id == Question.alliance_id)
        .where(
            Question.closed_at.is_(None),
            or_(
                is_among(Question.alliance_id, "bodies"),
                _entitled(),
            ),
        )
        .order_by(asks.desc(), Question.closes_at, Question.id)  # what asks is never cut off
        .limit(MOST)
    )


def _entitled() -> ColumnElement[bool]:
    return exists().where(Entitlement.question_id == Question.id, Entitlement.state_code == _STATE)


def _answered() -> ColumnElement[bool]:
    return exists().where(Answer.question_id == Question.id, Answer.state_code == _STATE)


def _own_answer(question_id: Any) -> ScalarSelect[Any]:
    hidden = and_(
        _ASKED.terms.contains('"hidden":true'),
        or_(_ASKED.closed_at.is_(None), _ASKED.outcome == VOID),
        _ASKED.represented_by != bindparam("office", type_=String()),
    )
    word = case((hidden, "answered"), else_=Answer.answer)
    given = select(word).join(_ASKED, _ASKED.id == Answer.question_id)
    given = given.where(Answer.question_id == question_id, Answer.state_code == _STATE)
    return given.order_by(Answer.n.desc()).limit(1).scalar_subquery()


def _number_of(table: type[Answer | Entitlement]) -> ScalarSelect[int]:
    """How many states are on the roll, or have answered."""
    counted = select(func.count()).where(table.question_id == Question.id)
    if table is Answer:
        counted = counted.where(Answer.n == 1)  # each state's first: later ones replace it
    return counted.correlate(Question).scalar_subquery()


def _last_answer() -> ScalarSelect[Any]:
    given = select(func.max(Answer.answered_at)).where(Answer.question_id == Question.id)
    return given.correlate(Question).scalar_subquery()


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Line.__dataclass_fields__}


def _line(row: Row[Any]) -> Line:
    return Line(**_facts(row))


def _open(row: Row[Any]) -> Open:
    return Open(
        **_facts(row),
        asks=bool(row.asks),
        given=row.given,
        entitled=row.entitled,
        moved_at=row.moved_at,
    )
