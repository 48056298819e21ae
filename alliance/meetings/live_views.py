"""What of the page of a meeting refreshes by itself while the meeting is in session."""

import uuid
from typing import Any

from flask import g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Uuid, bindparam, func, select

from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.web import actor
from alliance.meetings import queries
from alliance.meetings.counting import voting
from alliance.meetings.course import Course
from alliance.meetings.frame import bp, context_of
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Do, reads
from alliance.meetings.questions import MeetingQuestion, put_in
from alliance.meetings.rules import Stage
from alliance.votes.models import Question

_ID = bindparam("id", type_=Uuid())
_PUT = MeetingQuestion.meeting_id == _ID
_ASKED = select(func.count()).select_from(MeetingQuestion).where(_PUT).scalar_subquery()
_CLOSED = (
    select(func.count(Question.closed_at))
    .join(MeetingQuestion, MeetingQuestion.question_id == Question.id)
    .where(_PUT)
    .scalar_subquery()
)
_SEEN = select(Meeting, _ASKED, _CLOSED).where(Meeting.id == _ID)
_LOOKS = "alliance_meeting_looks"  # g: how many questions of it there are, and are closed


def seen(reader: Actor, meeting_id: uuid.UUID) -> Meeting | None:
    """The meeting, if the actor may know of it; what tells whether it changed comes with it."""
    row = db.session.execute(_SEEN, {"id": meeting_id}).first()
    if row is None or not reads(reader, row[0]):
        return None
    setattr(g, _LOOKS, [row[1], row[2]])
    found: Meeting = row[0]
    return found


@bp.page("/meetings/<uuid:meeting_id>/live", may=Do.READ, of=seen, quiet=True)
def live(meeting: Meeting) -> ResponseReturnValue:
    """The overview, as it stands now."""
    who = actor()
    looks = {
        "meeting": str(meeting.id),
        "stands": [meeting.last, meeting.stage, meeting.waits, meeting.drafted],
        "questions": getattr(g, _LOOKS),
        "reader": [str(one) for one in (who.person_id, who.office_id, who.rank)],
    }
    tag = digest(canonical(looks))[:32]
    if request.if_none_match.contains(tag):
        return "", 304
    answer = make_response(render_template("meetings/overview.html", **overview(meeting)))
    answer.set_etag(tag)
    if meeting.stands is not Stage.OPEN:
        answer.headers["X-Live"] = "over"
    return answer


def overview(meeting: Meeting) -> dict[str, Any]:
    """What the page of a meeting shows."""
    course = queries.course_of(meeting)
    keys = [meeting.called_by_id, meeting.opened_by_id, meeting.adjourned_by_id]
    return {
        **context_of(meeting, course),
        "page_name": "meeting",
        "names": queries.people([*keys, meeting.cancelled_by_id]),
        "voting": voting(meeting.roll),
        "resolutions": queries.shown_resolutions(actor(), course.items),
        "newest": queries.minutes_now(meeting),
        "questions": put_in(meeting) if meeting.opened_at else [],
        "words": in_few_words(meeting, course),
    }


def in_few_words(meeting: Meeting, course: Course) -> str:
    """What a refresh says aloud: what is before the meeting, who has the floor, who is there."""
    if meeting.stands is not Stage.OPEN:
        return f"The meeting is {meeting.stage}."
    item = course.item(course.current)
    before = f"Before the meeting: {item.title}. " if item else ""
    floor = f"{course.speaking.name} has the floor. " if course.speaking else ""
    return f"{before}{floor}{len(course.there())} states are present."
