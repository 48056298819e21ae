"""Motions, and roll calls that the clerk takes by hand and a second person confirms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.meetings.counting import voting, why_not_counted
from alliance.meetings.course import Course, Motion
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Do
from alliance.meetings.queries import course_of
from alliance.meetings.reviewing import count, reviewed, told
from alliance.meetings.rolls import Roll
from alliance.meetings.rules import (
    LONGEST_LINE,
    LONGEST_WORDS,
    Waits,
    What,
    Word,
    why_not_answers,
)
from alliance.meetings.writing import held, line, written
from alliance.rulebook.problems import Malformed
from alliance.rulebook.tallying import check_rule
from alliance.states.reference import name_of

Answers = Mapping[str, Word]
NOT_YOU = "You entered these answers, or their casting vote. Another person confirms them."


@dataclass(frozen=True)
class Moved:
    """A motion: which states move and second it ("" for no seconder), its words, about what."""

    mover: str
    seconder: str
    words: str
    item: int | None = None


@operation(Do.MOVE)
def move(actor: Actor, meeting: Meeting, *, says: Moved) -> Act[int]:
    """Write a motion down."""
    now = held(meeting, What.MOVED)
    course = course_of(meeting)
    there = course.there()
    if says.item is not None and course.item(says.item) is None:
        raise RuleBroken("There is no such item on the agenda.")
    for state in (says.mover, says.seconder):
        if state and state not in there:
            raise RuleBroken(
                f"{name_of(state)} is not recorded as present. Record that it came first."
            )
    if not says.mover:
        raise RuleBroken("Choose which state moves.")
    if says.mover == says.seconder:
        raise RuleBroken("A motion is seconded by another state than the one that moves.")
    if not says.words.strip() or len(says.words) > LONGEST_WORDS:
        raise RuleBroken(f"Write the motion, in at most {LONGEST_WORDS:,} characters.")
    facts = {**vars(says), "words": says.words.strip()}
    seconder = says.seconder or None
    return written(actor, meeting, What.MOVED, facts, now, mover=says.mover, seconder=seconder)


@operation(Do.DISPOSE)
def by_consent(actor: Actor, meeting: Meeting, *, motion: int) -> Act[int]:
    """It carries without a roll call: nobody objected."""
    now = held(meeting, What.CONSENT)
    one = _pending(course_of(meeting), motion)
    if one.roll is not None:
        raise RuleBroken("A roll call was taken on this motion. It decides.")
    if one.objected:
        raise RuleBroken("A state has objected. Take a roll call.")
    return written(actor, meeting, What.CONSENT, {"motion": one.id}, now, motion=one.id)


@operation(Do.DISPOSE)
def objection(actor: Actor, meeting: Meeting, *, motion: int, state: str) -> Act[int]:
    """A state objects to unanimous consent: a roll call is taken."""
    now = held(meeting, What.OBJECTED)
    course = course_of(meeting)
    one = _pending(course, motion)
    if state not in course.there() or state not in voting(meeting.roll):
        raise RuleBroken("Choose a state with a vote that is recorded as present.")
    if state in one.objected:
        raise RuleBroken(f"The objection of {name_of(state)} is recorded already.")
    facts = {"motion": one.id, "state": state}
    return written(actor, meeting, What.OBJECTED, facts, now, motion=one.id, state=state)


@operation(Do.DISPOSE)
def drop(actor: Actor, meeting: Meeting, *, motion: int) -> Act[int]:
    """The mover takes it back, before it is voted on."""
    now = held(meeting, What.DROPPED)
    one = _pending(course_of(meeting), motion)
    if one.roll is not None:
        raise RuleBroken("A roll call was taken on this motion. It decides.")
    return written(actor, meeting, What.DROPPED, {"motion": one.id}, now, motion=one.id)


@operation(Do.TAKE_ROLL)
def take_roll(
    actor: Actor, meeting: Meeting, *, motion: int, rule: Mapping[str, Any], answers: Answers
) -> Act[int]:
    """Enter what each state answered when it was called, under a decision rule."""
    now = held(meeting, What.ROLL)
    course = course_of(meeting)
    one = _pending(course, motion)
    if one.roll is not None:
        raise RuleBroken("A roll call was taken on this motion already. Correct that one.")
    if course.roll_waiting is not None:
        raise RuleBroken("Another roll call is not confirmed yet. Have it confirmed first.")
    _refuse_rule(meeting, rule)
    present = sorted(course.there())
    _refuse(meeting, answers, present)
    given = {code: str(word) for code, word in sorted(answers.items())}
    facts = {
        "motion": one.id,
        "rule": dict(rule),
        "present": present,
        "in_person": course.in_person(),
        "chair": vars(course.chair) if course.chair else None,
        "answers": given,
    }
    said = told(meeting, one.id, dict(rule), given)
    act = written(actor, meeting, What.ROLL, facts, now, **said)
    asks(actor, meeting)
    return act


@operation(Do.CORRECT_ROLL)
def correct_roll(
    actor: Actor, meeting: Meeting, *, motion: int, answers: Answers, reason: str
) -> Act[int]:
    """Enter other answers before anybody has confirmed them; what was entered before stays.

    A casting vote went with those: with the same answers once more it may be recorded anew.
    """
    now = held(meeting, What.CORRECTED)
    roll = _roll(course_of(meeting), motion)
    _refuse(meeting, answers, roll.present)
    given = {code: str(word) for code, word in sorted(answers.items())}
    if given == roll.answers and not (roll.sent_back or roll.casting):
        raise RuleBroken("These are the answers that are entered already.")
    why = line(reason, LONGEST_LINE, "Say why the answers are corrected.")
    facts = {"motion": motion, "answers": given, "reason": why}
    said = told(meeting, motion, roll.rule, given)
    act = written(actor, meeting, What.CORRECTED, facts, now, **said)
    asks(actor, meeting)
    return act


@operation(Do.CONFIRM_ROLL)
def confirm_roll(actor: Actor, meeting: Meeting, *, motion: int, sha256: str) -> Act[str]:
    """Confirm the very answers that were reviewed, as another person than who entered them."""
    now = held(meeting, What.CONFIRMED)
    roll = waiting(course_of(meeting), motion)
    if actor.person_id in roll.clerks:
        raise RuleBroken(NOT_YOU)
    if sha256 != reviewed(meeting, roll):
        raise ChangedMeanwhile(
            "The answers are not those that you reviewed. Nothing is recorded. Read them, then "
            "confirm again."
        )
    found = count(meeting, roll)
    facts = {"motion": motion, "answers_sha256": sha256, "tally": found}
    outcome = str(found["outcome"])
    said = {"motion": motion, "answers_sha256": sha256, "outcome": outcome}
    if "chair" in found:
        said["casting_vote"] = roll.casting_vote
    act = written(actor, meeting, What.CONFIRMED, facts, now, **said)
    _asks_nobody(meeting)
    return Act(outcome, meeting, act.facts, now)


@operation(Do.SEND_ROLL_BACK)
def send_roll_back(actor: Actor, meeting: Meeting, *, motion: int, reason: str) -> Act[int]:
    """Send a roll call back to the clerk, with the reason."""
    now = held(meeting, What.SENT_BACK)
    roll = waiting(course_of(meeting), motion)
    if actor.person_id in roll.clerks:
        raise RuleBroken("You entered these answers, or their casting vote. Correct them instead.")
    why = line(reason, LONGEST_LINE, "Say what is to be looked at again.")
    act = written(
        actor, meeting, What.SENT_BACK, {"motion": motion, "reason": why}, now, motion=motion
    )
    _asks_nobody(meeting)
    return act


def _refuse_rule(meeting: Meeting, rule: object) -> None:
    try:
        check_rule(rule)
    except Malformed as wrong:
        raise RuleBroken(f"The rule cannot be read. {wrong}") from None
    if reason := why_not_counted(rule, meeting.roll):
        raise RuleBroken(f"This roll cannot be counted by that rule. {reason} Choose another rule.")


def _refuse(meeting: Meeting, answers: Answers, present: list[str]) -> None:
    if reason := why_not_answers(answers, voting(meeting.roll), present, name_of):
        raise RuleBroken(reason)


def asks(actor: Actor, meeting: Meeting) -> None:
    """Ask another person than this one to confirm the roll call."""
    meeting.waits, meeting.waits_not_id = Waits.ROLL.value, actor.person_id
    db.session.flush()


def _asks_nobody(meeting: Meeting) -> None:
    meeting.waits, meeting.waits_not_id = "", None
    db.session.flush()


def _pending(course: Course, motion: int) -> Motion:
    one = course.motion(motion)
    if one is None or not one.open:
        raise RuleBroken("This motion is disposed of already.")
    return one


def _roll(course: Course, motion: int) -> Roll:
    roll = _pending(course, motion).roll
    if roll is None:
        raise RuleBroken("No roll call was taken on this motion.")
    return roll


def waiting(course: Course, motion: int) -> Roll:
    """The roll call on a motion that somebody is asked to confirm; RuleBroken if there is none."""
    roll = _roll(course, motion)
    if not roll.waits:
        raise RuleBroken("This roll call was sent back. The clerk corrects it first.")
    return roll
