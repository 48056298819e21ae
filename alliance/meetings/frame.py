"""What the pages of meetings share: the blueprint, the trail, the tabs, what comes next."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.web import Doors, actor
from alliance.meetings import queries
from alliance.meetings.chairing import why_no_casting_vote
from alliance.meetings.counting import Quorum, quorum
from alliance.meetings.course import Course, Motion
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Do, runs, takes_part
from alliance.meetings.rules import Stage, Waits
from alliance.membership.models import Alliance

AN_HOUR = dt.timedelta(hours=1)
bp = Doors("meetings", __name__)

Crumb = tuple[str, str]
TABS = (
    ("meeting", "Overview"),
    ("agenda", "Agenda"),
    ("attendance", "Attendance"),
    ("speakers", "Speakers"),
    ("motions", "Motions"),
    ("minutes", "Minutes"),
)


@dataclass(frozen=True)
class MotionIn:
    """A motion in its meeting: what the doors about one motion load."""

    meeting: Meeting
    course: Course
    motion: Motion

    @property
    def alliance(self) -> Alliance:
        """Whose meeting it is."""
        return self.meeting.alliance

    @property
    def officers(self) -> frozenset[uuid.UUID]:
        """The offices that run it."""
        return self.meeting.officers


def motion_in(who: Actor, meeting_id: uuid.UUID, motion: int) -> MotionIn | None:
    """One motion of a meeting that the actor may know of."""
    found = queries.meeting(who, meeting_id)
    if found is None:
        return None
    course = queries.course_of(found)
    one = course.motion(motion)
    return MotionIn(found, course, one) if one else None


def above(alliance: Alliance, *more: Crumb) -> list[Crumb]:
    """The pages above one about meetings."""
    return [
        ("Alliances", url_for("membership.alliances")),
        (alliance.name, url_for("membership.alliance", slug=alliance.slug)),
        ("Meetings", url_for("meetings.meetings", slug=alliance.slug)),
        *more,
    ]


def within(meeting: Meeting, *pages: tuple[str, str]) -> list[Crumb]:
    """The pages above a form of one meeting: pairs of an endpoint and its name."""
    own = (meeting.title, url_for("meetings.meeting", meeting_id=meeting.id))
    more = [(label, url_for(f"meetings.{page}", meeting_id=meeting.id)) for page, label in pages]
    return above(meeting.alliance, own, *more)


@dataclass(frozen=True)
class Next:
    """The next thing to do: the words on its button, and where it is done."""

    label: str
    endpoint: str
    where: dict[str, Any]


def shown(page: str, meeting: Meeting, course: Course | None = None, **more: Any) -> str:
    """A page of a meeting, with the tabs and what comes next."""
    name = page.partition("/")[2].removesuffix(".html")
    return render_template(page, page_name=name, **context_of(meeting, course), **more)


def context_of(meeting: Meeting, course: Course | None = None) -> dict[str, Any]:
    """What every page of a meeting shows: where it stands, the tabs, what comes next."""
    course = course or queries.course_of(meeting)
    who = actor()
    return {
        "meeting": meeting,
        "alliance": meeting.alliance,
        "course": course,
        "quorum": quorum_of(meeting, course),
        "next": what_is_next(who, meeting, course),
        "runs": runs(who, meeting),
        "takes_part": takes_part(who, meeting),
        "tabs": TABS,
        "above": above(meeting.alliance),
        "Do": Do,
        "Stage": Stage,
        "Waits": Waits,
    }


def quorum_of(meeting: Meeting, course: Course) -> Quorum | None:
    """The quorum as it stands; None before the meeting was called to order."""
    if not meeting.opened_at:
        return None
    return quorum(meeting.rule, meeting.roll, list(course.there()), course.in_person())


def what_is_next(who: Actor, meeting: Meeting, course: Course) -> Next | None:
    """The next thing to do for this reader; None where there is none."""
    if not runs(who, meeting):
        return _for_a_member(who, meeting)
    if found := _for_a_second_person(who, meeting, course):
        return found
    stage = meeting.stands
    if stage is Stage.CALLED:
        near = clock.now() >= meeting.starts_at - AN_HOUR
        return (
            _next("Call to order", "open_meeting", meeting)
            if near
            else _next("Put an item on the agenda", "item", meeting)
        )
    if stage is Stage.OPEN:
        return _in_session(meeting, course)
    waiting = course.roll_waiting is not None or meeting.waits
    if stage in {Stage.ADJOURNED, Stage.DRAFTED} and not waiting:
        return _next("Draft the minutes", "draft", meeting)
    return _next("Read the minutes", "minutes", meeting) if stage is Stage.SIGNED else None


def _for_a_member(who: Actor, meeting: Meeting) -> Next | None:
    if meeting.stands is Stage.OPEN and takes_part(who, meeting):
        return _next("Ask for the floor", "ask", meeting)
    if meeting.stands is Stage.SIGNED:
        return _next("Read the minutes", "minutes", meeting)
    return None


def _for_a_second_person(who: Actor, meeting: Meeting, course: Course) -> Next | None:
    motion = course.roll_waiting
    if motion is not None and motion.roll is not None:
        roll = motion.roll
        if roll.sent_back:
            return _next("Correct the roll call", "correct_roll", meeting, motion=motion.id)
        if who.person_id not in roll.clerks:
            return _next("Confirm the roll call", "confirm_roll", meeting, motion=motion.id)
        if not why_no_casting_vote(meeting, roll):
            return _next("Record the casting vote", "cast", meeting, motion=motion.id)
        return None
    return _for_the_minutes(who, meeting, course)


def _for_the_minutes(who: Actor, meeting: Meeting, course: Course) -> Next | None:
    if meeting.waits and queries.why_not_as_drafted(meeting, course):
        return _next("Draft the minutes anew", "draft", meeting)
    if meeting.waits == Waits.SIGNATURE:
        return _next("Sign the minutes", "sign", meeting)
    if meeting.waits == Waits.CONFIRMATION and who.person_id != meeting.waits_not_id:
        return _next("Confirm the minutes", "confirm", meeting)
    return None


def _in_session(meeting: Meeting, course: Course) -> Next | None:
    if not course.presences:
        return _next("Record attendance", "attend", meeting)
    if course.pending:
        if course.pending[0].roll is None:
            return _next("Take a roll call", "take_roll", meeting, motion=course.pending[0].id)
        return None
    if any(not one.taken_up for one in course.items):
        return _next("Take up the next item", "agenda", meeting)
    return _next("Adjourn", "adjourn", meeting)


def _next(label: str, page: str, meeting: Meeting, **where: Any) -> Next:
    return Next(label, f"meetings.{page}", {"meeting_id": meeting.id, **where})
