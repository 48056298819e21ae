"""Who may do what with meetings."""

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from alliance.charters.models import Group
from alliance.core.actor import AT_WORK, Actor
from alliance.core.policy import Table
from alliance.meetings.models import Meeting, Minutes
from alliance.membership.models import Alliance
from alliance.membership.policy import secretariat_of


class Do(StrEnum):
    """The actions."""

    LIST = "meetings:list"
    READ = "meetings:read"
    CALL = "meetings:call"
    CHANGE = "meetings:change"
    CANCEL = "meetings:cancel"
    AGENDA = "meetings:agenda"
    OPEN = "meetings:open"
    ATTENDANCE = "meetings:attendance"
    CHAIR = "meetings:record-chair"
    TAKE_UP = "meetings:take-up"
    PUT_QUESTION = "meetings:put-question"
    ASK = "meetings:ask-to-speak"
    LEAVE_LIST = "meetings:leave-the-list"
    FLOOR = "meetings:give-the-floor"
    MOVE = "meetings:record-motion"
    DISPOSE = "meetings:dispose-of-motion"
    TAKE_ROLL = "meetings:take-roll-call"
    CORRECT_ROLL = "meetings:correct-roll-call"
    CAST = "meetings:record-casting-vote"
    CONFIRM_ROLL = "meetings:confirm-roll-call"
    SEND_ROLL_BACK = "meetings:send-roll-call-back"
    NOTE = "meetings:write-paragraph"
    ADJOURN = "meetings:adjourn"
    DRAFT = "meetings:draft-minutes"
    SIGN = "meetings:sign-minutes"
    CONFIRM = "meetings:confirm-minutes"
    RETURN = "meetings:send-minutes-back"


class Run(Protocol):
    """What is run by a secretariat and by officers: a body, or one of its meetings."""

    @property
    def alliance(self) -> Alliance:
        """The alliance."""

    @property
    def officers(self) -> frozenset[uuid.UUID]:
        """The offices of those who run it."""


@dataclass(frozen=True)
class Body:
    """What meets: an alliance, or a group of it; and the offices that run it."""

    alliance: Alliance
    group: Group | None = None
    officers: frozenset[uuid.UUID] = frozenset()


def of_the_body(who: Actor, what: Alliance) -> bool:
    """Every office of a state that is bound today, and the secretariat."""
    return what.id in who.bodies


def reads(who: Actor, what: Meeting | Minutes) -> bool:
    """Every office of a bound state, of a state on the roll of the meeting; the secretariat."""
    meeting = what.meeting if isinstance(what, Minutes) else what
    return meeting.alliance_id in who.bodies or (bool(who.state) and who.state in meeting.roll)


def runs(who: Actor, what: Run) -> bool:
    """Those at work in the secretariat, or in the office of an officer of the body."""
    if secretariat_of(who, what.alliance):
        return True
    return who.rank in AT_WORK and who.office_id is not None and who.office_id in what.officers


def its_secretariat(who: Actor, meeting: Meeting) -> bool:
    """The secretariat of the body: it puts questions, in a meeting as elsewhere."""
    return secretariat_of(who, meeting.alliance)


def takes_part(who: Actor, meeting: Meeting) -> bool:
    """Those at work in an office of a state on the roll of the meeting."""
    return who.rank in AT_WORK and bool(who.state) and who.state in meeting.roll


POLICY: Table = {
    Do.LIST: [of_the_body],
    Do.READ: [reads],
    Do.CALL: [runs],
    Do.CHANGE: [runs],
    Do.CANCEL: [runs],
    Do.AGENDA: [runs],
    Do.OPEN: [runs],
    Do.ATTENDANCE: [runs],
    Do.CHAIR: [runs],
    Do.TAKE_UP: [runs],
    Do.PUT_QUESTION: [its_secretariat],
    Do.ASK: [takes_part, runs],
    Do.LEAVE_LIST: [takes_part, runs],
    Do.FLOOR: [runs],
    Do.MOVE: [runs],
    Do.DISPOSE: [runs],
    Do.TAKE_ROLL: [runs],
    Do.CORRECT_ROLL: [runs],
    Do.CAST: [runs],
    Do.CONFIRM_ROLL: [runs],
    Do.SEND_ROLL_BACK: [runs],
    Do.NOTE: [runs],
    Do.ADJOURN: [runs],
    Do.DRAFT: [runs],
    Do.SIGN: [runs],
    Do.CONFIRM: [runs],
    Do.RETURN: [runs],
}
