"""What can be done with meetings: call, change, cancel, open, adjourn; agenda and paragraphs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.core.record import moment
from alliance.meetings.counting import voting, why_no_quorum
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Body, Do
from alliance.meetings.queries import course_of, resolutions_for, roll_of, rule_of
from alliance.meetings.questions import refuse_open_questions
from alliance.meetings.rules import (
    LONGEST_LINE,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_ITEMS,
    MOST_MINUTES,
    Stage,
    What,
    why_not_call,
    why_not_open,
    why_not_step,
)
from alliance.meetings.writing import held, line, write, written


@dataclass(frozen=True)
class Call:
    """When and where a meeting is: an instant, whose clock says it, a place, an address."""

    title: str
    starts_at: dt.datetime
    zone: str
    place: str = ""
    link: str = ""


@dataclass(frozen=True)
class Agenda:
    """One item: its title, the id of a resolution or "", who presents it, minutes planned."""

    title: str
    resolution: str = ""
    presenter: str = ""
    minutes: int | None = None


@operation(Do.CALL)
def call(actor: Actor, body: Body, *, says: Call) -> Act[Meeting]:
    """Call a meeting; every office of a member is told."""
    now = moment(body.alliance.stream)
    says = _checked(says, now)
    made = Meeting(
        id=clock.new_id(),
        alliance_id=body.alliance.id,
        alliance=body.alliance,
        group_id=body.group.id if body.group else None,
        group=body.group,
        stage=Stage.CALLED.value,
        called_at=now,
        called_by_id=actor.person_id,
        roll=roll_of(body.alliance, body.group),
        rule=rule_of(body.alliance),
        last=0,
        drafted=0,
        confirmed=0,
        waits="",
        **vars(says),
    )
    db.session.add(made)
    db.session.flush()
    _tell(made, "call", "1")
    group = str(body.group.id) if body.group else None
    facts = {"meeting": made.id, "group": group, "starts_at": made.starts_at, "zone": made.zone}
    return Act(made, made, facts, now)


@operation(Do.CHANGE)
def change(actor: Actor, meeting: Meeting, *, says: Call) -> Act[int]:
    """Another time or place, before it is called to order; every office is told."""
    now = held(meeting, What.CHANGED)
    says = _checked(says, now)
    before = _said(meeting)
    if vars(says) == vars(before):
        raise RuleBroken("This is what it says already.")
    for name, value in vars(says).items():
        setattr(meeting, name, value)
    facts = {
        name: clock.stamp(value) if isinstance(value, dt.datetime) else value
        for name, value in vars(says).items()
    }
    act = written(actor, meeting, What.CHANGED, facts, now, starts_at=says.starts_at)
    _tell(meeting, "change", str(act.result))
    return act


@operation(Do.CANCEL)
def cancel(actor: Actor, meeting: Meeting, *, why: str) -> Act[Meeting]:
    """Cancel it before it is called to order; every office is told."""
    now = held(meeting)
    said = line(why, LONGEST_LINE, "Say why it is cancelled.")
    _step(meeting, Stage.CANCELLED)
    meeting.cancelled_why = said
    meeting.cancelled_at, meeting.cancelled_by_id = now, actor.person_id
    db.session.flush()
    _tell(meeting, "cancel", "1")
    return Act(meeting, meeting, {"meeting": meeting.id}, now)


@operation(Do.OPEN)
def open_meeting(actor: Actor, meeting: Meeting) -> Act[int]:
    """Call it to order: the roll and the rule of the quorum are frozen as they are today."""
    now = held(meeting, What.OPENED)
    roll = roll_of(meeting.alliance, meeting.group)
    if reason := why_not_open(voting(roll)):
        raise RuleBroken(reason)
    rule = rule_of(meeting.alliance)
    if reason := why_no_quorum(rule, roll):
        raise RuleBroken(
            f"The quorum that the charter asks for cannot be counted on this roll. {reason} Have "
            "the charter's rule of decision amended first."
        )
    act = written(actor, meeting, What.OPENED, {}, now, states=sorted(roll))
    meeting.roll, meeting.rule = roll, rule
    meeting.opened_at, meeting.opened_by_id = now, actor.person_id
    _step(meeting, Stage.OPEN)
    db.session.flush()
    return act


@operation(Do.ADJOURN)
def adjourn(actor: Actor, meeting: Meeting) -> Act[int]:
    """End it; whoever has the floor has spoken."""
    now = held(meeting, What.ADJOURNED)
    refuse_open_questions(meeting)
    course = course_of(meeting)
    if course.speaking is not None:
        write(actor, meeting, What.SPOKE, {"speech": course.speaking.id}, now)
    act = written(actor, meeting, What.ADJOURNED, {}, now)
    meeting.adjourned_at, meeting.adjourned_by_id = now, actor.person_id
    _step(meeting, Stage.ADJOURNED)
    db.session.flush()
    return act


@operation(Do.AGENDA)
def set_item(actor: Actor, meeting: Meeting, *, says: Agenda, item: int | None = None) -> Act[int]:
    """Put an item on the agenda, or say one anew that was not taken up yet (its number)."""
    now = held(meeting, What.ITEM)
    course = course_of(meeting)
    known = course.item(item)
    if item is not None and (known is None or known.taken_up):
        raise RuleBroken("This item was taken up already. Put another one on the agenda.")
    if known is None and len(course.items) >= MOST_ITEMS:
        raise RuleBroken(f"An agenda has at most {MOST_ITEMS} items.")
    if says.minutes is not None and not 1 <= says.minutes <= MOST_MINUTES:
        raise RuleBroken(f"Plan from 1 to {MOST_MINUTES} minutes, or leave it empty.")
    offered = dict(resolutions_for(actor, meeting.alliance))
    keeps = known is not None and known.resolution == says.resolution
    if says.resolution and not keeps and says.resolution not in offered:
        raise RuleBroken("This resolution cannot be put on the agenda. Choose another.")
    facts = {
        "item": item,
        "title": line(says.title, LONGEST_TITLE, "Give the item a title."),
        "resolution": says.resolution,
        "presenter": line(says.presenter, LONGEST_TITLE, ""),
        "minutes": says.minutes,
    }
    return written(actor, meeting, What.ITEM, facts, now)


@operation(Do.AGENDA)
def reorder(actor: Actor, meeting: Meeting, *, order: Sequence[int]) -> Act[int]:
    """Put the items into another order: all their numbers, the first one first."""
    now = held(meeting, What.ORDER)
    items = [one.id for one in course_of(meeting).items]
    if sorted(order) != sorted(items):
        raise RuleBroken("The agenda has changed meanwhile. Read it, then order it again.")
    if list(order) == items:
        raise RuleBroken("The items stand in this order already.")
    return written(actor, meeting, What.ORDER, {"order": list(order)}, now)


@operation(Do.TAKE_UP)
def take_up(actor: Actor, meeting: Meeting, *, item: int) -> Act[int]:
    """Take up an item of the agenda; one at a time."""
    now = held(meeting, What.TAKEN_UP)
    course = course_of(meeting)
    if course.item(item) is None:
        raise RuleBroken("There is no such item on the agenda.")
    if course.current == item:
        raise RuleBroken("This item is before the meeting already.")
    return written(actor, meeting, What.TAKEN_UP, {"item": item}, now, item=item)


@operation(Do.NOTE)
def write_paragraph(
    actor: Actor, meeting: Meeting, *, words: str, after: int, note: int | None = None
) -> Act[int]:
    """A paragraph of the clerk's own in the minutes, after an event; or one said anew.

    Empty words take an earlier paragraph out.
    """
    now = held(meeting, What.NOTE)
    known = next((one for one in course_of(meeting).notes if one.id == note), None)
    if note is not None and known is None:
        raise RuleBroken("There is no such paragraph.")
    if not words.strip() and known is None:
        raise RuleBroken("Write the paragraph.")
    if len(words) > LONGEST_WORDS:
        raise RuleBroken(f"At most {LONGEST_WORDS:,} characters; this has {len(words):,}.")
    if known is None and not 1 <= after <= meeting.last:
        raise RuleBroken("Choose after what the paragraph stands.")
    if known is not None:
        after = known.after
    return written(
        actor, meeting, What.NOTE, {"note": note, "after": after, "words": words.strip()}, now
    )


def _checked(says: Call, now: dt.datetime) -> Call:
    if reason := why_not_call(says.starts_at, now):
        raise RuleBroken(reason)
    try:
        ZoneInfo(says.zone)
    except (KeyError, ValueError, OSError):
        raise RuleBroken("There is no such time zone. Choose another.") from None
    found = Call(
        line(says.title, LONGEST_TITLE, "Give the meeting a title."),
        says.starts_at.astimezone(dt.UTC),
        says.zone,
        line(says.place, LONGEST_LINE, ""),
        line(says.link, LONGEST_LINE, ""),
    )
    if not found.place and not found.link:
        raise RuleBroken("Say where the members meet: a place, or an address to join by.")
    return found


def _said(meeting: Meeting) -> Call:
    return Call(meeting.title, meeting.starts_at, meeting.zone, meeting.place, meeting.link)


def _step(meeting: Meeting, to: Stage) -> None:
    if reason := why_not_step(meeting.stands, to):
        raise RuleBroken(reason)
    meeting.stage = to.value


def _tell(meeting: Meeting, what: str, key: str) -> None:
    audience = f"alliance:{meeting.alliance_id}"
    tell(audience, f"meetings/mail/{what}", str(meeting.id), f"{meeting.id}:{key}")
