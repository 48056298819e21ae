"""Who is in the chair, and what the chair says in a roll call where the votes are even.

A roll call by hand is written down as it was heard, and so is its casting vote: by a clerk, for the
state that was in the chair when the roll call was entered. Another person confirms both together.
"""

from alliance.charters.rules import holding
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.operation import Act, RuleBroken, operation
from alliance.meetings.counting import chair_decides, voting
from alliance.meetings.models import RUNNING, Meeting
from alliance.meetings.motions import asks, waiting
from alliance.meetings.policy import Do
from alliance.meetings.queries import course_of
from alliance.meetings.reviewing import told
from alliance.meetings.rolls import Roll
from alliance.meetings.rules import What, Word, why_not_cast, why_not_preside
from alliance.meetings.writing import held, written
from alliance.states.reference import name_of
from alliance.votes.chairs import serving
from alliance.votes.ruled import has_casting_vote


def may_preside(meeting: Meeting) -> dict[str, str]:
    """The states on the roll of which an officer of the body serves today: by state, who."""
    if meeting.group_id is None:
        found = serving(meeting.alliance)
    else:
        seats = [one for one in holding(meeting.seats, clock.today()) if one.role in RUNNING]
        said = {one.state_code: (one.person, str(one.role)) for one in seats}
        found = {state: ", ".join(filter(None, who)) for state, who in said.items()}
    return {state: who for state, who in found.items() if state in meeting.roll}


@operation(Do.CHAIR)
def take_chair(actor: Actor, meeting: Meeting, *, state: str) -> Act[int]:
    """Write down of which state an officer is in the chair, until another takes it or it leaves."""
    now = held(meeting, What.CHAIR)
    course, officers = course_of(meeting), may_preside(meeting)
    before = course.chair.state if course.chair else ""
    if reason := why_not_preside(state, officers, course.there(), before, name_of):
        raise RuleBroken(reason)
    facts = {"state": state, "who": officers[state]}
    return written(actor, meeting, What.CHAIR, facts, now, state=state)


@operation(Do.CAST)
def cast_in_a_tie(actor: Actor, meeting: Meeting, *, motion: int, vote: str) -> Act[int]:
    """Write down the casting vote in a roll call that is entered and not confirmed: yea or nay.

    Once for the answers that are entered: a correction of these takes it away.
    """
    now = held(meeting, What.CAST)
    roll = waiting(course_of(meeting), motion)
    if reason := why_no_casting_vote(meeting, roll):
        raise RuleBroken(reason)
    if vote not in (Word.YEA, Word.NAY):
        raise RuleBroken("A casting vote is yea or nay.")
    assert roll.chair is not None, "without a chair there is a reason against it"
    facts = {"motion": motion, "vote": vote, "state": roll.chair.state}
    said = told(meeting, motion, roll.rule, roll.answers, {"state": roll.chair.state, "vote": vote})
    act = written(actor, meeting, What.CAST, facts, now, state=roll.chair.state, **said)
    asks(actor, meeting)
    return act


def why_no_casting_vote(meeting: Meeting, roll: Roll) -> str:
    """The reason against recording a casting vote in a roll call now, or ""."""
    has = has_casting_vote(roll.rule)
    state = roll.chair.state if roll.chair else ""
    return why_not_cast(
        has=has,
        even=has and chair_decides(roll.rule, meeting.roll, roll.answers, roll.in_person),
        chair=state,
        votes=state in voting(meeting.roll),
        given=roll.casting,
    )
