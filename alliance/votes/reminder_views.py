"""Reminding those who have not answered, by the secretariat's hand."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core import clock
from alliance.core.web import actor
from alliance.states.reference import name_of
from alliance.votes import queries, reminding
from alliance.votes.awaited import missing as missing_of
from alliance.votes.models import Question
from alliance.votes.policy import Do
from alliance.votes.reminders import why_nobody_is, why_not_remind
from alliance.votes.views import bp


@bp.form("/<uuid:question_id>/remind", may=Do.REMIND, of=queries.question_to_close)
def remind(question: Question) -> ResponseReturnValue:
    """Who has not answered, and what was sent before: review, confirm."""
    show = url_for(".show", question_id=question.id)
    if request.method == "POST":
        states = reminding.remind(actor(), question).result
        count = f"{len(states)} {'state' if len(states) == 1 else 'states'}"
        flash(f"A reminder is on its way to {count}.", "success")
        return redirect(show, 303)
    missing, sent = missing_of(question), reminding.reminders_of(question)
    return render_template(
        "votes/remind.html",
        question=question,
        states=[name_of(one) for one in missing],
        offices=_offices(question, missing),
        sent=sent,
        why=why_nobody_is(question.mode)
        or why_not_remind(
            open_=question.is_open,
            closes_at=question.closes_at,
            now=clock.now(),
            missing=missing,
            before=reminding.last_by_hand(question),
        ),
    )


def _offices(question: Question, missing: list[str]) -> list[str]:
    """Who is written to, by name; whom an office named its alternate is that office's alone."""
    return [
        *(one.name for one in reminding.offices_that_answer(question, missing)),
        *(
            f"{one.holder.name}, by the proxy of {name_of(one.state_code)}"
            for one in reminding.held_by_others(question, missing)
        ),
    ]
