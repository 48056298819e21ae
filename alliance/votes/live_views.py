"""Parts of pages that a browser asks for again and again, and the view for a meeting room."""

import uuid
from typing import Any

from flask import g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Uuid, bindparam, func, literal, select

from alliance.core import clock
from alliance.core.actor import VISITOR, Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.record import Entry
from alliance.core.saying import ago
from alliance.core.web import Doors, actor
from alliance.membership.models import Alliance
from alliance.votes import queries
from alliance.votes.bars import bars
from alliance.votes.hall import in_a_meeting, in_few_words
from alliance.votes.lines import counted_so_far, lines_of
from alliance.votes.models import Question
from alliance.votes.policy import Do, of_the_body
from alliance.votes.views import context_of, marks_of

bp = Doors("live", __name__, url_prefix="/votes")

# The last act of the whole alliance: who is there in a meeting, who is represented and who has left
# stand in acts of their own, all in its stream.
_LAST = (
    select(func.max(Entry.n))
    .where(Entry.stream == literal("alliance:") + Alliance.slug)
    .correlate(Alliance)
    .scalar_subquery()
)
_SEEN = (
    select(Question, _LAST)
    .join(Alliance, Alliance.id == Question.alliance_id)
    .where(Question.id == bindparam("id", type_=Uuid()))
)
_ACT = "alliance_last_act"  # g: the number of the last act in the stream of what was loaded


def seen(reader: Actor, question_id: uuid.UUID) -> Question | None:
    """The question, if the reader may know of it; whether it changed comes with it, at once."""
    row = db.session.execute(_SEEN, {"id": question_id}).first()
    if row is None or not of_the_body(reader, row[0]):
        return None
    setattr(g, _ACT, row[1] or 0)
    found: Question = row[0]
    return found


@bp.page("/<uuid:question_id>/live", may=Do.READ, of=seen, quiet=True)
def question(question: Question) -> ResponseReturnValue:
    """What refreshes on the page of a question."""
    tag = tag_of(question, actor())
    if request.if_none_match.contains(tag):
        return "", 304
    return _part(render_template("votes/parts.html", **context_of(question)), question, tag)


@bp.page("/<uuid:question_id>/projector", may=Do.READ, of=seen)
def projector(question: Question) -> ResponseReturnValue:
    """The roll call for all in the room to see: large, and nothing that is for some alone."""
    tag = tag_of(question, VISITOR)
    return render_template("votes/projector.html", tag=f'"{tag}"', **board_of(question))


@bp.page("/<uuid:question_id>/projector/live", may=Do.READ, of=seen, quiet=True)
def board(question: Question) -> ResponseReturnValue:
    """What refreshes there."""
    tag = tag_of(question, VISITOR)
    if request.if_none_match.contains(tag):
        return "", 304
    return _part(render_template("votes/board.html", **board_of(question)), question, tag)


def tag_of(question: Question, reader: Actor) -> str:
    """What tells one look of a question from another: the last act, its reader, and the time.

    Proxies begin and end with a day at a capital, and so on an hour.
    """
    now = clock.now()
    looks = {
        "question": str(question.id),
        "act": getattr(g, _ACT),
        "reader": [str(one) for one in (reader.person_id, reader.office_id, reader.rank)],
        "over": now > question.closes_at,
        "ago": ago(question.closes_at, now),
        "hour": clock.stamp(now)[: len("2026-11-27T19")],
    }
    return digest(canonical(looks))[:32]


def board_of(question: Question) -> dict[str, Any]:
    """What a room sees: what everybody may see of the answers, whoever opened the page."""
    answers = queries.answers_to(question.id)
    lines = lines_of(question, answers, VISITOR)
    counted = counted_so_far(question, answers)
    return {
        "question": question,
        "lines": lines,
        "answers": answers,
        "words": in_few_words(question, answers, lines),
        "hall": in_a_meeting(question, answers) if question.is_open else None,
        "bars": bars(question, counted) if counted else [],
        "marks": marks_of(lines),
        "overdue": question.is_open and clock.now() > question.closes_at,
    }


def _part(body: str, question: Question, tag: str) -> ResponseReturnValue:
    answer = make_response(body)
    answer.set_etag(tag)
    if not question.is_open:
        answer.headers["X-Live"] = "over"
    return answer
