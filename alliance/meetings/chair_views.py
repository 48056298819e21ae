"""Pages about the chair of a meeting: who is in it, and its casting vote in a roll call by hand."""

from flask.typing import ResponseReturnValue

from alliance.charters.frame import Asked, Writing, writing
from alliance.core.operation import RuleBroken
from alliance.core.web import actor
from alliance.meetings import chairing, queries
from alliance.meetings.forms import StateForm, VoteForm, motion_titled
from alliance.meetings.frame import MotionIn, bp, motion_in, within
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Do
from alliance.states.reference import name_of


@bp.form("/meetings/<uuid:meeting_id>/chair", may=Do.CHAIR, of=queries.meeting)
def take_chair(meeting: Meeting) -> ResponseReturnValue:
    """Record who is in the chair."""
    officers, there = chairing.may_preside(meeting), queries.course_of(meeting).there()
    form = StateForm.sent()
    form.offer_named(
        {state: f"{name_of(state)}: {who}" for state, who in officers.items() if state in there}
    )
    page = Writing(
        "Record who is in the chair",
        within(meeting, ("attendance", "Attendance")),
        "Officers of the body whose state is recorded as present. Record it before a roll call: "
        "where its rule has a casting vote, that is the vote of who is in the chair then.",
        "Record it",
        [Asked("state")],
        "It is recorded who is in the chair.",
    )
    return writing(
        page, form, lambda: chairing.take_chair(actor(), meeting, state=form.state.data or "")
    )


@bp.form("/meetings/<uuid:meeting_id>/motions/<int:motion>/casting-vote", may=Do.CAST, of=motion_in)
def cast(of: MotionIn) -> ResponseReturnValue:
    """Record the casting vote in a tie, before somebody else confirms the roll call."""
    roll = of.motion.roll
    if roll is None or not of.motion.open or not roll.waits:
        raise RuleBroken("There is no roll call on this motion that waits.")
    if reason := chairing.why_no_casting_vote(of.meeting, roll):
        raise RuleBroken(reason)
    assert roll.chair is not None, "without a chair there is a reason against it"
    form = VoteForm.sent()
    page = Writing(
        "Record the casting vote",
        within(of.meeting, ("motions", "Motions")),
        f"{motion_titled(of.course, of.motion)}. The votes are even, and under the rule the chair "
        f"decides: {roll.chair.words}. Another person confirms it with the roll call.",
        "Record the casting vote",
        [Asked("vote", "As the chair said it. Beside it the state's own answer stays as it is.")],
        "The casting vote is recorded. Another person confirms it with the roll call.",
    )
    return writing(
        page,
        form,
        lambda: chairing.cast_in_a_tie(
            actor(), of.meeting, motion=of.motion.id, vote=form.vote.data or ""
        ),
    )
