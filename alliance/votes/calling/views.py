"""Pages about answers that are called out in a meeting: the clerk's sheet, and its confirmation."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts.queries import names
from alliance.core.operation import RuleBroken
from alliance.core.web import Doors, actor
from alliance.states.reference import name_of
from alliance.votes import operations, queries
from alliance.votes.calling import operations as called
from alliance.votes.calling.forms import (
    BackForm,
    ConfirmForm,
    DeclareForm,
    sheet_form,
    standing,
)
from alliance.votes.calling.sheets import reviewed, sheet_of
from alliance.votes.models import Question
from alliance.votes.policy import Do
from alliance.votes.rules import Mode, why_not_declare
from alliance.votes.sittings import awaited, sitting_of

bp = Doors("called", __name__, url_prefix="/votes")


@bp.form("/<uuid:question_id>/called", may=Do.CALL, of=queries.question)
def sheet(question: Question) -> ResponseReturnValue:
    """Enter what states call out; nothing counts until another person has confirmed it."""
    _refuse_elsewhere(question, called.why_not_called(question))
    sitting, written = sitting_of(question), sheet_of(question)
    there = sitting.there if sitting else {}
    states = sorted((code for code in question.entitled if code in there), key=name_of)
    form = sheet_form(states, standing(written.last))
    said: list[int] = []
    if form.done(lambda: said.append(called.call_out(actor(), question, said=form.said).result)):
        lines = "One line is" if said[0] == 1 else f"{said[0]} lines are"
        flash(f"{lines} on the sheet. Another person confirms what counts.", "success")
        return redirect(url_for(".sheet", question_id=question.id), 303)
    page = render_template(
        "votes/called.html",
        question=question,
        form=form,
        states=states,
        away=sorted(question.entitled.keys() - set(states), key=name_of),
        there=there,
        sheet=written,
        answers=queries.answers_to(question.id),
        for_you=written.for_another(actor().person_id),
        Do=Do,
    )
    return page, form.http_code


@bp.form("/<uuid:question_id>/called/confirm", may=Do.ENTER, of=queries.question)
def confirm(question: Question) -> ResponseReturnValue:
    """Confirm what another person wrote: read it, then confirm."""
    _refuse_elsewhere(question, called.why_not_called(question))
    form = ConfirmForm.sent()
    done: list[int] = []
    if form.done(
        lambda: done.append(called.confirm(actor(), question, sha256=form.sha256.data or ""))
    ):
        answers = "One answer is" if done[0] == 1 else f"{done[0]} answers are"
        flash(f"{answers} confirmed and counted.", "success")
        return redirect(url_for("votes.show", question_id=question.id), 303)
    lines = sheet_of(question).for_another(actor().person_id)
    page = render_template(
        "votes/called_review.html",
        question=question,
        form=form,
        lines=sorted(lines, key=lambda one: name_of(one.state_code)),
        own=[one for one in sheet_of(question).waiting if one not in lines],
        sha256=reviewed(question, lines),
        names=names({one.entered_by_id for one in lines}),
    )
    return page, form.http_code


@bp.form("/<uuid:question_id>/called/send-back", may=Do.SEND_BACK, of=queries.question)
def send_back(question: Question) -> ResponseReturnValue:
    """Send lines back to the clerk."""
    _refuse_elsewhere(question, called.why_not_called(question))
    form = BackForm.sent()
    waiting = sheet_of(question).waiting
    states = request.form.getlist("state")
    if form.done(
        lambda: called.send_back(actor(), question, states=states, reason=form.why.data or "")
    ):
        flash("The lines are sent back. They do not count.", "success")
        return redirect(url_for(".sheet", question_id=question.id), 303)
    page = render_template(
        "votes/called_back.html", question=question, form=form, waiting=waiting, chosen=states
    )
    return page, form.http_code


@bp.form("/<uuid:question_id>/declare", may=Do.CLOSE, of=queries.question_to_close)
def declare(question: Question) -> ResponseReturnValue:
    """Declare the vote closed, though somebody who is there has not answered."""
    _refuse_elsewhere(
        question, why_not_declare("declared", sits=question.mode == Mode.MEETING, unconfirmed=())
    )
    form = DeclareForm.sent(data={"declared": "All who wished to answer have answered."})
    said: list[str] = []
    if form.done(
        lambda: said.append(
            operations.close_and_follow(actor(), question, declared=form.declared.data or "")
        )
    ):
        flash(f"The vote is closed: {said[0]}.", "success")
        return redirect(url_for("votes.show", question_id=question.id), 303)
    answers, sitting = queries.answers_to(question.id), sitting_of(question)
    page = render_template(
        "votes/declare.html",
        question=question,
        form=form,
        answers=answers,
        awaited=awaited(question.entitled.keys() - answers.keys(), sitting),
        waiting=sheet_of(question).waiting,
        sitting=sitting,
    )
    return page, form.http_code


def _refuse_elsewhere(question: Question, reason: str) -> None:
    """No page where a question is answered in another way, or not any more."""
    if request.method == "POST":
        return  # the operation says it, under the lock
    if not question.is_open:
        raise RuleBroken("This question is closed; answers are no longer taken.")
    if reason:
        raise RuleBroken(reason)
