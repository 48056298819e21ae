"""Pages by which a question is put in a meeting."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.charters.queries import terms_on, voters_of
from alliance.core import clock
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.web import actor
from alliance.meetings import queries
from alliance.meetings.frame import bp, within
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Do
from alliance.meetings.question_forms import SittingForm
from alliance.meetings.questions import (
    LONGEST_SITTING,
    PUTS,
    put_question,
    text_of_item,
    why_not_put,
)
from alliance.resolutions.forms import ReviewedForm
from alliance.resolutions.models import Resolution
from alliance.resolutions.operations import KIND
from alliance.resolutions.queries import text_of, under_review
from alliance.votes.chairs import chairs_of
from alliance.votes.deadlines import closes_at
from alliance.votes.rosters import roster_on
from alliance.votes.ruled import sentence_of, warnings_of


@bp.form("/meetings/<uuid:meeting_id>/put", may=Do.PUT_QUESTION, of=queries.meeting)
def put(meeting: Meeting) -> ResponseReturnValue:
    """Put the question on the text of an item: under which rule, review, confirm."""
    course = queries.course_of(meeting)
    if reason := why_not_put(meeting, course.there()):
        raise RuleBroken(reason)
    form = SittingForm.sent(data={"item": request.args.get("item", "")})
    texts = queries.shown_resolutions(actor(), course.items)
    ready = {key: one for key, one in texts.items() if one.stands in PUTS}
    form.offer([one for one in course.items if one.resolution in ready])
    form.roster = roster_on(voters_of(meeting.alliance), clock.today())
    voting = terms_on(meeting.alliance, clock.today()).voting
    form.under(voting, KIND, chairs_of(meeting.alliance))
    if not form.accepted or "change" in request.form:
        return _writing(meeting, form), 422 if form.errors else 200
    if "confirm" not in request.form:
        return _review(meeting, form)
    seen = ReviewedForm.sent()
    if seen.rule_sha256.data != form.rule_sha256:
        return _review(
            meeting, form, changed="The rule is another than was reviewed. Read it."
        ), 409
    try:
        asked = put_question(
            actor(),
            meeting,
            item=form.chosen_item,
            rule=form.chosen,
            reviewed=seen.reviewed,
            states=seen.roster,
            hidden=bool(form.hidden.data),
            may_change=not form.stands.data,
            chair=form.chair.data or "",
        ).result
    except ChangedMeanwhile as changed:
        return _review(meeting, form, changed=str(changed)), 409
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        return _writing(meeting, form), 409
    flash("The question is put. Text, roster and rule are frozen.", "success")
    return redirect(url_for("votes.show", question_id=asked.id), 303)


def _writing(meeting: Meeting, form: SittingForm) -> str:
    return render_template("meetings/put.html", **_of(meeting, form))


def _review(meeting: Meeting, form: SittingForm, **more: Any) -> str:
    resolution: Resolution | None = text_of_item(actor(), meeting, form.chosen_item)
    if resolution is None or resolution.shown_version is None:
        raise RuleBroken("This item of the agenda is about no text that can be voted on.")
    return render_template(
        "meetings/put_review.html",
        resolution=resolution,
        seen=under_review(resolution, resolution.shown_version),
        text=text_of(resolution, resolution.shown_version),
        rule=sentence_of(form.chosen),
        cautions=warnings_of(form.chosen, form.roster),
        roster=sorted(form.roster),
        until=closes_at(clock.now(), LONGEST_SITTING, meeting.zone),
        **_of(meeting, form),
        **more,
    )


def _of(meeting: Meeting, form: SittingForm) -> dict[str, Any]:
    crumbs = within(meeting, ("agenda", "Agenda"))
    return {"meeting": meeting, "form": form, "crumbs": crumbs}
