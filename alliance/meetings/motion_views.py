"""Pages about motions, and about roll calls taken by hand."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from alliance.charters.frame import Asked, Writing, writing
from alliance.core.operation import RuleBroken
from alliance.core.web import actor
from alliance.meetings import motions as at_work
from alliance.meetings import queries
from alliance.meetings.counting import chair_decides, voting
from alliance.meetings.forms import (
    BackForm,
    MotionForm,
    SeenForm,
    StateForm,
    answers_in,
    motion_titled,
    roll_form,
    rule_called,
    rules_for,
)
from alliance.meetings.frame import MotionIn, bp, motion_in, shown, within
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Do
from alliance.meetings.reviewing import count, reviewed
from alliance.meetings.rules import Word
from alliance.rulebook.tallying import sentence_of
from alliance.states.reference import name_of
from alliance.votes.ruled import has_casting_vote

ONE = "/meetings/<uuid:meeting_id>/motions/<int:motion>"


@bp.page("/meetings/<uuid:meeting_id>/motions", may=Do.READ, of=queries.meeting)
def motions(meeting: Meeting) -> ResponseReturnValue:
    """The motions, and what became of them."""
    course = queries.course_of(meeting)
    rolls = [one.roll for one in course.motions if one.roll]
    keys = [who for roll in rolls for who in (*roll.clerks, roll.confirmed_by)]
    rules = {roll.id: sentence_of(roll.rule) for roll in rolls}
    return shown(
        "meetings/motions.html",
        meeting,
        course,
        names=queries.people(keys),
        rules=rules,
        even={
            one.id
            for one in rolls
            if not one.tally and chair_decides(one.rule, meeting.roll, one.answers, one.in_person)
        },
        words=list(Word),
    )


@bp.form("/meetings/<uuid:meeting_id>/motions/new", may=Do.MOVE, of=queries.meeting)
def move(meeting: Meeting) -> ResponseReturnValue:
    """Write a motion down."""
    course = queries.course_of(meeting)
    form = MotionForm.sent(data={"item": str(course.current or "")})
    form.offer(course)
    page = Writing(
        "Record a motion",
        within(meeting, ("motions", "Motions")),
        "Only states that are recorded as present move and second.",
        "Record the motion",
        [
            Asked("item"),
            Asked("mover"),
            Asked("seconder"),
            Asked("words", "As it was moved, such as “that the report be accepted”."),
        ],
        "The motion is recorded.",
    )
    return writing(page, form, lambda: at_work.move(actor(), meeting, says=form.says))


@bp.act(f"{ONE}/consent", may=Do.DISPOSE, of=motion_in)
def by_consent(of: MotionIn) -> ResponseReturnValue:
    """Nobody objected."""
    at_work.by_consent(actor(), of.meeting, motion=of.motion.id)
    return _done(of, "The motion carried by unanimous consent.")


@bp.act(f"{ONE}/drop", may=Do.DISPOSE, of=motion_in)
def drop(of: MotionIn) -> ResponseReturnValue:
    """The mover takes it back."""
    at_work.drop(actor(), of.meeting, motion=of.motion.id)
    return _done(of, "The motion is withdrawn.")


@bp.form(f"{ONE}/objection", may=Do.DISPOSE, of=motion_in)
def objection(of: MotionIn) -> ResponseReturnValue:
    """A state objects to unanimous consent."""
    form = StateForm.sent()
    there = [one for one in voting(of.meeting.roll) if one in of.course.there()]
    form.offer(sorted(there, key=name_of))
    page = Writing(
        "Record an objection",
        within(of.meeting, ("motions", "Motions")),
        f"{motion_titled(of.course, of.motion)} is then decided by a roll call.",
        "Record the objection",
        [Asked("state", "A state with a vote that is present.")],
        "The objection is recorded. Take a roll call.",
    )
    return writing(
        page,
        form,
        lambda: at_work.objection(actor(), of.meeting, motion=of.motion.id, state=form.state.data),
    )


@bp.form(f"{ONE}/roll-call", may=Do.TAKE_ROLL, of=motion_in)
def take_roll(of: MotionIn) -> ResponseReturnValue:
    """Enter what each state answered."""
    if of.motion.roll is not None or not of.motion.open:
        raise RuleBroken("This motion was voted on, or is disposed of. Read it on the page.")
    states = sorted(voting(of.meeting.roll), key=name_of)
    there = of.course.there()
    charter = queries.charter_rule(of.alliance)
    start = {code: str(Word.ABSENT) for code in states if code not in there}
    form = roll_form(states, start, rules_for(charter))
    if form.done(
        lambda: at_work.take_roll(
            actor(),
            of.meeting,
            motion=of.motion.id,
            rule=rule_called(form.rule.data, charter),
            answers=answers_in(form, states),
        )
    ):
        return _done(of, "The roll call is entered. Another person confirms it before it counts.")
    return _roll_page(of, form, states, list(there), casts=has_casting_vote(charter))


@bp.form(f"{ONE}/roll-call/correct", may=Do.CORRECT_ROLL, of=motion_in)
def correct_roll(of: MotionIn) -> ResponseReturnValue:
    """Enter other answers, before anybody has confirmed them."""
    if of.motion.roll is None or not of.motion.open:
        raise RuleBroken("There is no roll call on this motion that can be corrected.")
    states = sorted(voting(of.meeting.roll), key=name_of)
    form = roll_form(states, of.motion.roll.answers, {})
    if form.done(
        lambda: at_work.correct_roll(
            actor(),
            of.meeting,
            motion=of.motion.id,
            answers=answers_in(form, states),
            reason=form.why.data,
        )
    ):
        return _done(of, "The answers are corrected. Another person confirms them.")
    return _roll_page(of, form, states, of.motion.roll.present)


def _roll_page(
    of: MotionIn, form: object, states: list[str], there: list[str], *, casts: bool = False
) -> ResponseReturnValue:
    page = shown(
        "meetings/roll.html",
        of.meeting,
        of.course,
        motion=of.motion,
        title=motion_titled(of.course, of.motion),
        form=form,
        states=states,
        there=there,
        casts=casts,
        crumbs=within(of.meeting, ("motions", "Motions")),
        where=request.path,
    )
    return page, form.http_code  # type: ignore[attr-defined]


@bp.form(f"{ONE}/roll-call/confirm", may=Do.CONFIRM_ROLL, of=motion_in)
def confirm_roll(of: MotionIn) -> ResponseReturnValue:
    """Confirm the very answers that were entered: review, confirm."""
    if of.motion.roll is None or not of.motion.open:
        raise RuleBroken("There is no roll call on this motion that waits.")
    form = SeenForm.sent(sha256=reviewed(of.meeting, of.motion.roll))
    said: list[str] = []

    def verb() -> None:
        done = at_work.confirm_roll(actor(), of.meeting, motion=of.motion.id, sha256=form.seen)
        said.append(done.result)

    if form.done(verb):
        return _done(of, f"The roll call is confirmed: {said[0]}.")
    return _review(of, form)


@bp.form(f"{ONE}/roll-call/send-back", may=Do.SEND_ROLL_BACK, of=motion_in)
def send_roll_back(of: MotionIn) -> ResponseReturnValue:
    """Send a roll call back to the clerk."""
    form = BackForm.sent()
    page = Writing(
        "Send the roll call back",
        within(of.meeting, ("motions", "Motions")),
        f"{motion_titled(of.course, of.motion)}. The clerk corrects the answers, and somebody "
        "confirms them then.",
        "Send it back",
        [Asked("why", "Such as “Utah said nay”. It stays in the record of the roll call.")],
        "The roll call is sent back.",
    )
    return writing(
        page,
        form,
        lambda: at_work.send_roll_back(
            actor(), of.meeting, motion=of.motion.id, reason=form.why.data
        ),
    )


def _review(of: MotionIn, form: SeenForm) -> ResponseReturnValue:
    """What a second person reads before they confirm it."""
    roll = of.motion.roll
    assert roll is not None
    sha256 = reviewed(of.meeting, roll)
    names = queries.people([who for _, who, _, _ in roll.history])
    page = shown(
        "meetings/roll_review.html",
        of.meeting,
        of.course,
        motion=of.motion,
        roll=roll,
        title=motion_titled(of.course, of.motion),
        rule=sentence_of(roll.rule),
        would=count(of.meeting, roll),
        even=chair_decides(roll.rule, of.meeting.roll, roll.answers, roll.in_person),
        form=form,
        sha256=sha256,
        names=names,
        own=actor().person_id in roll.clerks,
        words=list(Word),
        crumbs=within(of.meeting, ("motions", "Motions")),
    )
    return page, form.http_code


def _done(of: MotionIn, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".motions", meeting_id=of.meeting.id), 303)
