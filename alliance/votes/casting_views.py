"""The page on which the chair says how a tie is broken."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from alliance.authority.forms import UnderForm
from alliance.authority.queries import fitting
from alliance.authority.rules import ActClass
from alliance.core import clock
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.web import Doors, actor
from alliance.votes import queries
from alliance.votes.casting import cast_in_a_tie, casting_vote_on
from alliance.votes.models import Question
from alliance.votes.policy import Do
from alliance.votes.rules import why_not_answer


class CastingForm(UnderForm):
    """What the chair says in case of a tie, and the number of what it takes the place of."""

    vote = RadioField(
        "In case of a tie",
        [InputRequired("Choose yea or nay.")],
        choices=[SelectChoice("yea", "Yea: it carries"), SelectChoice("nay", "Nay: it is lost")],
    )
    seen = IntegerField("Seen", [Optional(), NumberRange(0)], default=0, widget=HiddenInput())


def on(bp: Doors) -> None:
    """Put the page among those of questions."""
    bp.form("/<uuid:question_id>/casting-vote", may=Do.CAST, of=queries.question, fresh=True)(cast)


def cast(question: Question) -> ResponseReturnValue:
    """Give the casting vote, or another in its place: choose, review, confirm."""
    form = CastingForm.sent()
    there = url_for("votes.show", question_id=question.id)
    last = casting_vote_on(question)
    if request.method == "GET" and last:
        form.vote.data, form.seen.data = last.vote, last.n
    grounds, why = fitting(actor(), ActClass.ANSWER)
    form.offer(grounds)
    late = why_not_answer(
        open_=question.is_open, closes_at=question.closes_at, now=clock.now(), entitled=True
    )
    accepted = form.accepted and not (why or late)
    if accepted and "confirm" in request.form:
        try:
            cast_in_a_tie(
                actor(),
                question,
                vote=form.vote.data,
                seen=form.seen.data or 0,
                chosen=form.under,
            )
        except (ChangedMeanwhile, RuleBroken) as refused:
            flash(str(refused), "info")
            return redirect(there, 303)
        flash("The casting vote is kept under seal.", "success")
        return redirect(there, 303)
    page = render_template(
        "votes/casting.html", question=question, form=form, why=why, late=late, review=accepted
    )
    if request.method == "POST" and (why or late):
        return page, 409
    return page, 422 if form.errors else 200
