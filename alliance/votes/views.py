"""Pages about questions and their roll calls."""

import json
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.authority.rules import ActClass
from alliance.clearance.queries import prepares, way
from alliance.clearance.views import Preparing, preparing
from alliance.core import clock, receipts
from alliance.core.pages import cursor
from alliance.core.policy import may
from alliance.core.recall import recall
from alliance.core.record import Entry
from alliance.core.web import Doors, actor
from alliance.rulebook.counting import tally
from alliance.rulebook.explain import sentence
from alliance.rulebook.parsing import parse
from alliance.states.marks import Mark, marks, paths
from alliance.votes import lists, operations, queries
from alliance.votes.bars import bars
from alliance.votes.forms import AnswerForm, PrepareForm
from alliance.votes.models import Answer, Question
from alliance.votes.policy import Do

bp = Doors("votes", __name__, url_prefix="/votes")

LETTERS = {"yea": "Y", "nay": "N", "present": "P", "recused": "R", "waiting": "…"}
LABELS = {
    "yea": "Yea",
    "nay": "Nay",
    "present": "Present",
    "recused": "Recused",
    "waiting": "Has not answered",
}


@bp.page("/", may=Do.LIST)
def questions() -> ResponseReturnValue:
    """The questions of the reader's alliances."""
    only_open = request.args.get("show") == "open"
    who, start = actor(), cursor(request.args.get("after"))
    found = recall(
        ("questions", who, start, only_open),
        who.streams,
        lambda: lists.questions(who, start, only_open=only_open),
    )
    return render_template("votes/questions.html", found=found, only_open=only_open)


@bp.page("/<uuid:question_id>", may=Do.READ, of=queries.question)
def show(question: Question) -> ResponseReturnValue:
    """One question: rule, bars, roll call, arithmetic."""
    answers = queries.answers_to(question.id)
    counted = _tally(question, answers)
    return render_template(
        "votes/show.html",
        question=question,
        answers=answers,
        tally=counted,
        bars=bars(question, counted),
        rule=sentence(parse(json.loads(question.rule))),
        marks=_marks(question, answers),
        paths=paths(),
        overdue=question.is_open and clock.now() > question.closes_at,
        may_prepare=may(actor(), Do.PREPARE, question) and prepares(actor(), ActClass.ANSWER),
        Do=Do,
    )


@bp.form("/<uuid:question_id>/answer", may=Do.ANSWER, of=queries.question, fresh=True)
def answer(question: Question) -> ResponseReturnValue:
    """Give the state's answer: choose, review, confirm."""
    form, found = AnswerForm.sent(), None
    given = queries.answers_to(question.id).get(actor().state) if request.method == "GET" else None
    if given:
        return redirect(url_for(".receipt", question_id=question.id))
    if "confirm" not in request.form:
        content = operations.content_of(question, form.chosen)
        found = way(actor(), ActClass.ANSWER, question.ref, content)
        form.offer(found.grounds)
        form.answer.data = form.answer.data or found.says("answer")
    if (found and found.hindered) or not form.accepted:
        code = 422 if form.errors else 200
        return render_template("votes/answer.html", question=question, form=form, found=found), code
    if "confirm" not in request.form:
        return render_template("votes/answer_review.html", question=question, form=form)
    receipt_at = url_for(".receipt", question_id=question.id)  # a refused answer ends the session
    try:
        operations.answer(actor(), question, word=form.word, chosen=form.under)
    except operations.AlreadyAnswered as answered:  # the button pressed twice, or a colleague
        flash(str(answered), "info")
        abort(redirect(receipt_at, 303))
    flash("Your answer is recorded. The receipt is below.", "success")
    return redirect(receipt_at, 303)


@bp.form("/<uuid:question_id>/prepare", may=Do.PREPARE, of=queries.question)
def prepare(question: Question) -> ResponseReturnValue:
    """Prepare the state's answer, for somebody else of the office to give."""
    form = PrepareForm.sent()
    above = [
        ("Votes", url_for(".questions")),
        (question.title, url_for(".show", question_id=question.id)),
    ]
    why = operations.why_not_prepare(actor(), question)
    page = Preparing("Prepare an answer", ActClass.ANSWER, above, ("answer",), why)
    return preparing(
        page,
        form,
        lambda: operations.prepare(actor(), question, word=form.word, note=form.words),
    )


@bp.page("/<uuid:question_id>/receipt", may=Do.READ, of=queries.question)
def receipt(question: Question) -> ResponseReturnValue:
    """The receipt of the reader's own state."""
    given = queries.answers_to(question.id).get(actor().state)
    if given is None:
        return redirect(url_for(".show", question_id=question.id))
    return receipts.receipt_page(
        _entry(question, given),
        crumbs=[
            ("Votes", url_for(".questions")),
            (question.title, url_for(".show", question_id=question.id)),
        ],
        rows=[("State", given.state_code), ("Answer", given.answer)],
        digests=[("Text", question.text_sha256)],
        file=url_for(".receipt_file", question_id=question.id),
    )


@bp.page("/<uuid:question_id>/receipt.json", may=Do.READ, of=queries.question)
def receipt_file(question: Question) -> ResponseReturnValue:
    """The receipt with a signed checkpoint, to keep: it proves a rewritten ledger wrong."""
    given = queries.answers_to(question.id).get(actor().state)
    if given is None:
        return redirect(url_for(".show", question_id=question.id))
    return receipts.receipt_file(_entry(question, given), f"{question.id}-{given.state_code}")


@bp.form("/<uuid:question_id>/close", may=Do.CLOSE, of=queries.question_to_close)
def close(question: Question) -> ResponseReturnValue:
    """Close the roll call: review, confirm."""
    if request.method == "POST":
        outcome = operations.close_and_follow(actor(), question)
        flash(f"The roll call is closed: {outcome}.", "success")
        return redirect(url_for(".show", question_id=question.id), 303)
    answers = queries.answers_to(question.id)
    missing = sorted(question.entitled.keys() - answers.keys())
    late = clock.now() >= question.closes_at
    return render_template(
        "votes/close.html", question=question, answers=answers, missing=missing, late=late
    )


def _entry(question: Question, given: Answer) -> Entry:
    return receipts.entry_of(question.stream, question.ref, Do.ANSWER, state=given.state_code)


def _tally(question: Question, answers: Any) -> dict[str, Any]:
    if question.tally:
        counted: dict[str, Any] = json.loads(question.tally)
        return counted
    given = {state: one.answer for state, one in answers.items()}
    rule = parse(json.loads(question.rule))
    return tally(rule, question.entitled, given).as_json()


def _marks(question: Question, answers: Any) -> dict[str, Mark]:
    found = {}
    for state in question.entitled:
        key = answers[state].answer if state in answers else "waiting"
        found[state] = (key, LETTERS[key], LABELS[key])
    return marks(found)
