"""How far the open questions of a list have come: two statements, however many they are."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, Select, select

from alliance.core.db import built_once, read
from alliance.core.many import is_among
from alliance.votes.bars import Bar, bars
from alliance.votes.counting import counted, last_of
from alliance.votes.lines import is_hidden
from alliance.votes.lists import Line
from alliance.votes.models import Answer, Question
from alliance.votes.ruled import asks_who_was_there
from alliance.votes.rules import Mode


@dataclass(frozen=True)
class Progress:
    """An open question in a list: who is to answer, and the bars of its quorum and majorities."""

    line: Line
    answered: int
    entitled: int
    hidden: bool
    bars: Sequence[Bar]


def progress_of(lines: Sequence[Line]) -> list[Progress]:
    """How far each of them has come that is open, in their order.

    Of a question whose results are hidden, only how many have answered.
    """
    ids = frozenset(one.id for one in lines if one.outcome is None)
    if not ids:
        return []
    given = {"ids": ids}
    asked = {row.id: _question(row) for row in read(_questions(), given)}
    answers: dict[uuid.UUID, list[Any]] = {one: [] for one in ids}
    for row in read(_answers(), given):
        answers[row.question_id].append(row)
    return [_progress(one, asked[one.id], answers[one.id]) for one in lines if one.id in asked]


def _progress(line: Line, question: Question, every: Sequence[Any]) -> Progress:
    given, entitled = last_of(every), len(question.entitled)
    hidden = is_hidden(question)
    drawn = [_answered(len(given), entitled)]
    if not hidden and not asks_who_was_there(json.loads(question.rule)):
        drawn += bars(question, counted(question, given))
    return Progress(line, len(given), entitled, hidden, drawn)


def _answered(given: int, entitled: int) -> Bar:
    whole = Fraction(max(entitled, 1))
    text = f"{given} of {entitled} states"
    return Bar("Answered", Fraction(given), whole, whole, given == entitled, text)


def _question(row: Row[Any]) -> Question:
    """What of a question is needed to count it, in no session."""
    found = Question(rule=row.rule, roster=row.roster, terms=row.terms, mode=Mode(row.mode))
    found.closed_at = None
    return found


@built_once
def _questions() -> Select[*tuple[Any, ...]]:
    columns = (Question.id, Question.rule, Question.roster, Question.terms, Question.mode)
    return select(*columns).where(Question.closed_at.is_(None), is_among(Question.id, "ids"))


@built_once
def _answers() -> Select[*tuple[Any, ...]]:
    columns = (
        Answer.question_id,
        Answer.state_code,
        Answer.n,
        Answer.answer,
        Answer.parts,
        Answer.ground,
    )
    return select(*columns).where(is_among(Answer.question_id, "ids"))
