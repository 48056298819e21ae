"""Who is there, and who has the floor: what the clerk and the offices do during a meeting."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.operation import Act, RuleBroken, operation
from alliance.meetings.counting import quorum
from alliance.meetings.course import Course, Speech
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Do, takes_part
from alliance.meetings.queries import course_of, may_run
from alliance.meetings.rules import LONGEST_TITLE, Way, What, instant_of
from alliance.meetings.writing import held, line, write, written
from alliance.states.reference import name_of


@dataclass(frozen=True)
class There:
    """How a state is there: None for not; and who is there for it, by name and office."""

    state: str
    how: Way | None
    who: str = ""


@operation(Do.ATTENDANCE)
def note_attendance(
    actor: Actor, meeting: Meeting, *, there: Sequence[There], time: str = ""
) -> Act[int]:
    """Write down who has come, who has left, and who is there otherwise than before.

    `time` is when that was, on the meeting's own clock ("19:05"); "" for now. Only what differs
    from what is recorded is written down. The result is how much that was.
    """
    now = held(meeting, What.CAME)
    assert meeting.opened_at is not None, "it is open"
    at = instant_of(time, meeting.zone, meeting.opened_at, now) if time else now
    if at is None:
        raise RuleBroken(
            "This time lies outside the meeting. Enter one since it was called to order, such as "
            "19:05."
        )
    course = course_of(meeting)
    changed = [one for one in there if _differs(course, one)]
    if not changed:
        raise RuleBroken("This is what is recorded already.")
    # All of it is looked at before the first of it is written.
    events = [_what(meeting, course, one, at) for one in changed]
    last: dict[str, object] = {}
    for what, facts in events:
        last = write(actor, meeting, what, facts, now)
    course = course_of(meeting)
    present = sorted(course.there())
    found = quorum(meeting.rule, meeting.roll, present, course.in_person())
    said = {**last, "states": sorted(one.state for one in changed), "present": present}
    return Act(len(changed), meeting, {**said, "quorum": found.met}, now)


def _differs(course: Course, one: There) -> bool:
    known = course.there().get(one.state)
    if known is None or one.how is None:
        return (known is None) != (one.how is None)
    return (known.how, known.who) != (str(one.how), " ".join(one.who.split()))


def _what(
    meeting: Meeting, course: Course, one: There, at: dt.datetime
) -> tuple[What, dict[str, str]]:
    """What is written down of one state; RuleBroken where that cannot be."""
    _refuse(meeting, course, one, at)
    facts = {"state": one.state, "time": clock.stamp(at)}
    if one.how is None:
        return What.LEFT, facts
    who = line(one.who, LONGEST_TITLE, f"Enter who is there for {name_of(one.state)}.")
    return What.CAME, {**facts, "how": str(one.how), "who": who}


def _refuse(meeting: Meeting, course: Course, one: There, at: dt.datetime) -> None:
    if one.state not in meeting.roll:
        raise RuleBroken(f"{name_of(one.state)} does not belong to this body.")
    known = [known for known in course.presences if known.state == one.state]
    last = max((known.until or known.since for known in known), default=None)
    if last is not None and at < last:
        raise RuleBroken(
            f"Of {name_of(one.state)} something later is recorded already. Enter a time after that."
        )


@operation(Do.ASK)
def ask_to_speak(actor: Actor, meeting: Meeting, *, state: str, name: str) -> Act[int]:
    """Put somebody on the list: an office its own speaker, the clerk anybody."""
    now = held(meeting, What.ASKED)
    if not may_run(actor, meeting):
        state = actor.state
    if state and state not in meeting.roll:
        raise RuleBroken(f"{name_of(state)} does not belong to this body.")
    name = line(name, LONGEST_TITLE, "Enter who asks for the floor.")
    for one in course_of(meeting).queue:
        if (one.state, one.name.casefold()) == (state, name.casefold()):
            raise RuleBroken(f"{one.name} is on the list already.")
    return written(actor, meeting, What.ASKED, {"state": state, "name": name}, now, state=state)


@operation(Do.FLOOR)
def give_floor(actor: Actor, meeting: Meeting, *, speech: int) -> Act[int]:
    """Call a speaker; whoever had the floor has spoken."""
    now = held(meeting, What.SPEAKS)
    course = course_of(meeting)
    one = _on_the_list(course, speech)
    if course.speaking is not None:
        write(actor, meeting, What.SPOKE, {"speech": course.speaking.id}, now)
    return written(actor, meeting, What.SPEAKS, {"speech": one.id}, now, state=one.state)


@operation(Do.FLOOR)
def end_speech(actor: Actor, meeting: Meeting, *, speech: int) -> Act[int]:
    """Whoever has the floor has spoken."""
    now = held(meeting, What.SPOKE)
    one = course_of(meeting).speaking
    if one is None or one.id != speech:
        raise RuleBroken("Somebody else has the floor by now, or nobody. Read the list anew.")
    return written(actor, meeting, What.SPOKE, {"speech": one.id}, now, state=one.state)


@operation(Do.LEAVE_LIST)
def leave_list(actor: Actor, meeting: Meeting, *, speech: int) -> Act[int]:
    """Take somebody off the list: an office its own speaker, the clerk anybody."""
    now = held(meeting, What.NOT_SPEAKING)
    one = _on_the_list(course_of(meeting), speech)
    if not may_withdraw(actor, meeting, one):
        raise RuleBroken("Another office put this speaker on the list.")
    return written(actor, meeting, What.NOT_SPEAKING, {"speech": one.id}, now, state=one.state)


def may_withdraw(actor: Actor, meeting: Meeting, speech: Speech) -> bool:
    """Whether this speaker is the actor's to take off the list."""
    own = takes_part(actor, meeting) and speech.office_id == actor.office_id
    return own or may_run(actor, meeting)


def _on_the_list(course: Course, speech: int) -> Speech:
    one = course.speech(speech)
    if one is None or not one.waits:
        raise RuleBroken("This speaker is not on the list any more. Read it anew.")
    return one
