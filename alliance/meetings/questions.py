"""Questions put in a meeting: on the subject of an item of its agenda, for the sitting."""

import json
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.core.actor import Actor
from alliance.core.db import Base, as_id, db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.transaction import writing
from alliance.core.triggers import append_only
from alliance.meetings.course import read
from alliance.meetings.models import Meeting, MeetingEvent
from alliance.meetings.policy import Do
from alliance.meetings.queries import course_of
from alliance.meetings.rules import Way as There
from alliance.meetings.rules import What
from alliance.meetings.voted import Voted
from alliance.meetings.writing import held
from alliance.resolutions import operations as resolutions
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import within_its_wall
from alliance.resolutions.rules import Reviewed, Stage
from alliance.votes.deadlines import Deadline, Unit
from alliance.votes.lines import said_in_words
from alliance.votes.models import Question
from alliance.votes.posed import AnyQuestion
from alliance.votes.ruled import sentence_of
from alliance.votes.rules import Mode
from alliance.votes.saying import Said
from alliance.votes.sittings import Sitting
from alliance.votes.sittings import There as Present
from alliance.votes.ways import Way

# A question of a meeting is closed by hand, in the sitting. If nobody does, its time ends a day
# after it was put: longer than a sitting lasts, and it never stays open.
LONGEST_SITTING = Deadline(24, Unit.HOURS)
PUTS = frozenset({Stage.CIRCULATED, Stage.ENGROSSED})  # texts on which a question can be put
STILL_OPEN = "A question is open in this meeting. Close it first, or take it off."


class MeetingQuestion(Base):
    """That a question was put in a meeting: on which item, after which of its events."""

    __tablename__ = "meeting_questions"

    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.id"), index=True)
    item: Mapped[int]  # the number of the event that put the item on the agenda
    after: Mapped[int]  # the number of the last event when it was put

    question: Mapped[Question] = relationship(lazy="joined", innerjoin=True)
    meeting: Mapped[Meeting] = relationship(viewonly=True)

    __table_args__ = (CheckConstraint("item >= 1 AND after >= 1", name="numbers"),)

    def __repr__(self) -> str:
        return f"{self.question_id} in {self.meeting_id}"


append_only(MeetingQuestion.__table__)  # type: ignore[arg-type]


@operation(Do.PUT_QUESTION)
def put_question(  # noqa: PLR0913 (a question has these parts)
    actor: Actor,
    meeting: Meeting,
    *,
    item: int,
    rule: object,
    reviewed: Reviewed,
    states: Collection[str],
    hidden: bool | None = None,
    may_change: bool | None = None,
    chair: str = "",
) -> Act[Question]:
    """Put the question on the text of an item, to be answered in this sitting.

    `chair` is the state whose presiding officer may break a tie, under a rule with a casting vote.
    """
    now = held(meeting, What.TAKEN_UP)
    if reason := why_not_put(meeting, course_of(meeting).there()):
        raise RuleBroken(reason)
    resolution = text_of_item(actor, meeting, item)
    if resolution is None:
        raise RuleBroken("This item of the agenda is about no text that can be voted on.")
    way = Way(
        deadline=LONGEST_SITTING,
        zone=meeting.zone,
        mode=Mode.MEETING,
        hidden=hidden,
        may_change=may_change,
        chair=chair,
    )
    asked = resolutions.put(
        actor, resolution, rule=rule, way=way, reviewed=reviewed, states=states
    ).result
    db.session.add(
        MeetingQuestion(
            question_id=asked.id, meeting_id=meeting.id, item=item, after=max(meeting.last, 1)
        )
    )
    db.session.flush()
    return Act(asked, meeting, {"meeting": meeting.id, "item": item, "question": asked.id}, now)


def why_not_put(meeting: Meeting, there: Collection[str]) -> str:
    """Why no question can be put in this meeting now, or ""."""
    if meeting.group_id is not None:
        return "A question is put to the whole body: not in the meeting of a group."
    if not there:
        return "Nobody is recorded as present. Record who is there, then put the question."
    return ""


def text_of_item(actor: Actor, meeting: Meeting, item: int) -> Resolution | None:
    """The text that an item of the agenda is about, if the actor may read it."""
    known = course_of(meeting).item(item)
    key = as_id(known.resolution) if known else None
    locked = {"of": Resolution} if writing() else None
    found = db.session.get(Resolution, key, with_for_update=locked) if key else None
    inside = found is not None and found.alliance_id == meeting.alliance_id
    return found if inside and found and within_its_wall(actor, found) else None


def put_in(meeting: Meeting) -> Sequence[MeetingQuestion]:
    """The questions that were put in a meeting, in the order in which they were."""
    wanted = select(MeetingQuestion).where(MeetingQuestion.meeting_id == meeting.id)
    found = db.session.scalars(wanted).all()
    return sorted(found, key=lambda one: (one.question.opened_at, one.question_id))


def refuse_open_questions(meeting: Meeting) -> None:
    """Refuse to end a meeting while a vote is being taken in it."""
    if any(one.question.is_open for one in put_in(meeting)):
        raise RuleBroken(STILL_OPEN)


_OF = (
    select(MeetingEvent)
    .join(MeetingQuestion, MeetingQuestion.meeting_id == MeetingEvent.meeting_id)
    .where(MeetingEvent.kind.in_((What.CAME, What.LEFT)))
    .order_by(MeetingEvent.n)
)


def sitting_of(question: AnyQuestion) -> Sitting | None:
    """The meeting of a question, with who is there now; None for a question of no meeting."""
    meeting = meeting_of(question)
    if meeting is None:
        return None
    events = db.session.scalars(_OF.where(MeetingQuestion.question_id == question.id))
    there = read(events).there()
    return Sitting(
        meeting.title,
        {code: Present(one.who, one.how == There.IN_PERSON) for code, one in there.items()},
    )


def meeting_of(question: AnyQuestion) -> Meeting | None:
    """The meeting in which a question was put; its readers are those of the question."""
    wanted = select(Meeting).join(MeetingQuestion, MeetingQuestion.meeting_id == Meeting.id)
    return db.session.scalars(wanted.where(MeetingQuestion.question_id == question.id)).first()


def as_voted(one: MeetingQuestion) -> Voted:
    """A question as minutes tell of it."""
    question = one.question
    tally = json.loads(question.tally) if question.tally else {}
    answers = None if question.asked.secret else _said(question)
    return Voted(
        after=one.after,
        title=question.title,
        opened_at=question.opened_at,
        rule=sentence_of(json.loads(question.rule)),
        roster=sorted(question.entitled),
        outcome=question.outcome or "",
        closed_at=question.closed_at,
        void_reason=question.void_reason or "",
        answers=answers,
        steps=tally.get("steps", ()),
    )


def _said(question: Question) -> dict[str, str]:
    """The roll call as it was counted, in words."""
    listed = json.loads(question.answers) if question.answers else []
    return {
        one["state"]: said_in_words(Said(one["answer"], one.get("parts")))
        + (f" ({one['ground']})" if one.get("ground") else "")
        for one in listed
    }
