"""Roll calls that are closed: those of an alliance, and those in which a state was asked.

Both stand inside the reader's wall: questions of the reader's alliances, and others in which the
reader's state was on the roster. They are listed by when they were put, newest first.
"""

import datetime as dt
import json
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from alliance.core.actor import Actor
from alliance.core.db import Instant, built_once, read
from alliance.core.finding import as_binds, holding
from alliance.core.many import is_among
from alliance.core.pages import ROWS, Cursor, Slice, cut
from alliance.membership.models import Alliance
from alliance.votes.counting import said
from alliance.votes.lines import said_in_words
from alliance.votes.models import Answer, Entitlement, Question
from alliance.votes.pencil import ABSENT
from alliance.votes.rules import CHOSEN, VOID, ShownTo

OFF, UNTOLD = "off the roster", "not counted"


@dataclass(frozen=True)
class Asked:
    """What is asked for: "" and None narrow nothing.

    `state` is whose answers are shown; `answer` is what it answered, or that it did not. `since`
    and `until` are instants: closed not before the one, and before the other.
    """

    alliance_id: uuid.UUID | None = None
    state: str = ""
    answer: str = ""
    kind: str = ""
    outcome: str = ""
    words: tuple[str, ...] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True)
class RollCall:
    """A closed question in a list; `answer` is the state's that is asked for, in words.

    `key` is the answer in one word, "absent" or "off the roster"; `counts` say how many states
    gave each, and are empty where nothing was counted. Of secret ballots they say what the ballots
    do. `chosen` is what was chosen, None where the question was no choice; `ballots` how many there
    were, None where each state answered yes or no by name.
    """

    id: uuid.UUID
    title: str
    kind: str
    alliance: str
    alliance_slug: str
    opened_at: dt.datetime
    closed_at: dt.datetime
    outcome: str
    entitled: int
    counts: Mapping[str, int]
    key: str
    answer: str
    ground: str
    explanation: str
    shown_to: str
    office_id: uuid.UUID | None
    state: str  # whose answer it is, if there is one
    by_proxy: bool
    represented_by: str
    chosen: tuple[str, ...] | None = None
    ballots: int | None = None

    def explained_to(self, reader: Actor) -> str:
        """The words that went with the answer, if this reader reads them."""
        represented = self.by_proxy and reader.office == self.represented_by
        stands = represented and reader.state == self.state
        own = stands or (self.office_id is not None and self.office_id == reader.office_id)
        return self.explanation if own or self.shown_to != ShownTo.PRIVATE else ""

    @property
    def explained_in_files(self) -> str:
        """The same in a file, which may be passed on: nothing that is for one office alone."""
        return "" if self.shown_to == ShownTo.PRIVATE else self.explanation


def roll_calls(actor: Actor, asked: Asked, start: Cursor) -> Slice[RollCall]:
    """A page: of the book of `asked.alliance_id`, else of what `asked.state` was asked."""
    rows = read(_page(_shape(actor, asked, start)), _given(actor, asked, start)).all()
    return cut(rows, _roll_call)


def every(actor: Actor, asked: Asked) -> list[RollCall]:
    """All of them, for a file."""
    statement = _page(_shape(actor, asked, Cursor())).limit(None)
    return [_roll_call(row) for row in read(statement, _given(actor, asked, Cursor()))]


def shares_of(actor: Actor, asked: Asked) -> dict[str, int]:
    """How often the state gave each answer, or none, in what was counted of what is asked for."""
    rows = read(_shares(_shape(actor, asked, Cursor())), _given(actor, asked, Cursor()))
    return {word: number for word, number in rows}  # noqa: C416 (rows are not pairs to mypy)


@dataclass(frozen=True)
class _Shape:
    """What a statement is built for: which of its conditions are there."""

    alliance: bool
    entitled: bool  # only where the state was on the roster
    inside: bool  # the alliance is one of the reader's, so that nothing more need be asked
    answer: str  # "", "absent" or "given"
    kind: bool
    outcome: bool
    words: int
    since: bool
    until: bool
    after: bool


def _shape(actor: Actor, asked: Asked, start: Cursor) -> _Shape:
    return _Shape(
        alliance=asked.alliance_id is not None,
        entitled=asked.alliance_id is None,
        inside=asked.alliance_id in actor.bodies,
        answer="given" if asked.answer not in {"", ABSENT} else asked.answer,
        kind=bool(asked.kind),
        outcome=bool(asked.outcome),
        words=len(asked.words),
        since=asked.since is not None,
        until=asked.until is not None,
        after=isinstance(start.id, uuid.UUID),
    )


def _given(actor: Actor, asked: Asked, start: Cursor) -> dict[str, Any]:
    return {
        "alliance": asked.alliance_id,
        "state": asked.state,
        "own": actor.state,
        "bodies": actor.bodies,
        "answer": asked.answer,
        "kind": asked.kind,
        "outcome": asked.outcome,
        "since": asked.since,
        "until": asked.until,
        "at": start.at,
        "after": start.id,
        **as_binds(asked.words),
    }


_LAST = aliased(Answer)


@built_once
def _page(shape: _Shape) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Question.id,
            Question.title,
            Question.kind,
            Alliance.name.label("alliance"),
            Alliance.slug.label("alliance_slug"),
            Question.opened_at,
            Question.closed_at,
            Question.outcome,
            Question.answers,
            Question.tally,
            _number_entitled().label("entitled"),
            _is_entitled("state").label("asked"),
            _LAST.answer.label("answer"),
            _LAST.parts,
            _LAST.ground,
            _LAST.explanation,
            _LAST.shown_to,
            _LAST.office_id,
            _LAST.state_code,
            _LAST.proxy_id,
            Question.represented_by,
            Question.opened_at.label("slice_at"),
            Question.id.label("slice_id"),
        )
        .join(Alliance, Alliance.id == Question.alliance_id)
        .outerjoin(_LAST, _is_last())
        .where(*_wheres(shape))
        .order_by(Question.opened_at.desc(), Question.id.desc())
        .limit(ROWS + 1)
    )


@built_once
def _shares(shape: _Shape) -> Select[*tuple[Any, ...]]:
    word = func.coalesce(_LAST.answer, ABSENT)
    return (
        select(word, func.count())
        .select_from(Question)
        .outerjoin(_LAST, _is_last())
        .where(*_wheres(shape), Question.outcome != VOID)
        .group_by(word)
    )


def _is_last() -> ColumnElement[bool]:
    newest = select(func.max(Answer.n)).where(
        Answer.question_id == Question.id, Answer.state_code == bindparam("state")
    )
    return and_(
        _LAST.question_id == Question.id,
        _LAST.state_code == bindparam("state"),
        _LAST.n == newest.correlate(Question).scalar_subquery(),
        # Of what was taken off before its hidden answers were shown nothing is told.
        or_(Question.outcome != VOID, Question.terms.contains('"hidden":false')),
    )


def _is_entitled(name: str) -> ColumnElement[bool]:
    return exists().where(
        Entitlement.question_id == Question.id, Entitlement.state_code == bindparam(name)
    )


def _number_entitled() -> Any:
    counted = select(func.count()).where(Entitlement.question_id == Question.id)
    return counted.correlate(Question).scalar_subquery()


def _wheres(shape: _Shape) -> list[ColumnElement[bool]]:
    wheres: list[ColumnElement[bool]] = [Question.closed_at.is_not(None)]
    if shape.alliance:
        wheres.append(Question.alliance_id == bindparam("alliance", type_=Uuid()))
    if shape.entitled or shape.answer == ABSENT:
        wheres.append(_is_entitled("state"))
    if not shape.inside:  # the wall
        wheres.append(or_(is_among(Question.alliance_id, "bodies"), _is_entitled("own")))
    if shape.answer:
        gave = (
            _LAST.answer.is_(None)
            if shape.answer == ABSENT
            else _LAST.answer == bindparam("answer")
        )
        wheres.append(gave)
    if shape.kind:
        wheres.append(Question.kind == bindparam("kind"))
    if shape.outcome:
        wheres.append(Question.outcome == bindparam("outcome"))
    if shape.since:
        wheres.append(Question.closed_at >= bindparam("since", type_=Instant()))
    if shape.until:
        wheres.append(Question.closed_at < bindparam("until", type_=Instant()))
    if shape.after:
        start = tuple_(bindparam("at", type_=Instant()), bindparam("after", type_=Uuid()))
        wheres.append(tuple_(Question.opened_at, Question.id) < start)
    return [*wheres, *holding(shape.words, Question.title)]


def _roll_call(row: Row[Any]) -> RollCall:
    tally = _of_ballots(row.tally)
    counts = _counts(row, tally)
    winners = tally.get("winners")
    return RollCall(
        row.id,
        row.title,
        row.kind,
        row.alliance,
        row.alliance_slug,
        row.opened_at,
        row.closed_at,
        row.outcome,
        row.entitled,
        counts,
        row.answer or (_without_answer(row) if row.asked else OFF),
        said_in_words(said(row)) if row.answer else "",  # type: ignore[arg-type]
        row.ground or "",
        row.explanation or "",
        row.shown_to or "",
        row.office_id,
        row.state_code or "",
        row.proxy_id is not None,
        row.represented_by,
        tuple(winners) if winners is not None else None,
        _number_of_ballots(tally, counts),
    )


def _without_answer(row: Row[Any]) -> str:
    return UNTOLD if row.outcome == VOID else ABSENT


def _of_ballots(tally: str | None) -> Mapping[str, Any]:
    """The count of a choice or of secret ballots; of all others, which are most, it is not read."""
    if tally is None or not ('"winners"' in tally or '"ballots"' in tally):
        return {}
    found: dict[str, Any] = json.loads(tally)
    return found


def _number_of_ballots(tally: Mapping[str, Any], counts: Mapping[str, int]) -> int | None:
    if "ballots" in tally:
        return len(tally["ballots"])
    return counts.get(CHOSEN, 0) if "winners" in tally else None


def _counts(row: Row[Any], tally: Mapping[str, Any]) -> Mapping[str, int]:
    """How many states gave each answer, from the roll call as it was counted."""
    if row.answers is None:
        return {}
    if "ballots" in tally:
        says = [json.loads(one) for one in tally["ballots"]]
        counts = Counter(one if isinstance(one, str) else CHOSEN for one in says)
    else:
        counts = Counter(str(one["answer"]) for one in json.loads(row.answers))
    counts[ABSENT] = row.entitled - counts.total()
    return counts


def in_order(words: Mapping[str, int], first: Sequence[str]) -> list[tuple[str, int]]:
    """Answers with how often they were given: these first, then the others by name."""
    rest = sorted(words.keys() - set(first))
    return [(word, words.get(word, 0)) for word in first] + [(word, words[word]) for word in rest]
