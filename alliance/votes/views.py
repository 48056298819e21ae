"""Pages about questions and their roll calls."""

import json
from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.authority.rules import ActClass
from alliance.clearance.queries import prepares, way
from alliance.clearance.views import Preparing, preparing
from alliance.core import clock, receipts
from alliance.core.operation import ChangedMeanwhile
from alliance.core.pages import cursor
from alliance.core.policy import may
from alliance.core.recall import recall
from alliance.core.record import Entry
from alliance.core.web import Doors, actor
from alliance.states.marks import Mark, marks, paths
from alliance.states.reference import name_of
from alliance.votes import answering, casting_views, lists, operations, queries
from alliance.votes.answer_forms import READERS, AnswerForm, PrepareForm, form_for
from alliance.votes.bars import bars
from alliance.votes.calling.sheets import sheet_of
from alliance.votes.casting import casting_shown
from alliance.votes.counting import last_of
from alliance.votes.following import follows
from alliance.votes.forms import ExtendForm, on_the_clock
from alliance.votes.hall import in_a_meeting, in_few_words
from alliance.votes.lines import (
    RollLine,
    counted_so_far,
    in_words,
    lines_of,
    replaced,
    said_in_words,
    through,
    with_words,
)
from alliance.votes.models import Answer, Question
from alliance.votes.policy import Do
from alliance.votes.posed import Posed
from alliance.votes.progress import progress_of
from alliance.votes.proxies import queries as proxy_queries
from alliance.votes.results.links import result_links
from alliance.votes.ruled import sentence_of
from alliance.votes.rules import Mode
from alliance.votes.saying import as_said
from alliance.votes.sittings import awaited, sitting_of, why_not_there

bp = Doors("votes", __name__, url_prefix="/votes")
casting_views.on(bp)

LETTERS = {
    "yea": "Y",
    "nay": "N",
    "present": "P",
    "recused": "R",
    "divided": "D",
    "chosen": "C",
    "answered": "A",
    "waiting": "…",
}
LABELS = {
    "yea": "Yea",
    "nay": "Nay",
    "present": "Present",
    "recused": "Recused",
    "divided": "Divided",
    "chosen": "Has chosen",
    "answered": "Has answered",
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
    progress = []
    if only_open:
        progress = recall(("progress", who, start), who.streams, lambda: progress_of(found.items))
    return render_template(
        "votes/questions.html", found=found, only_open=only_open, progress=progress
    )


@bp.page("/<uuid:question_id>", may=Do.READ, of=queries.question)
def show(question: Question) -> ResponseReturnValue:
    """One question: rule, bars, roll call, arithmetic."""
    return render_template("votes/show.html", tag="", **context_of(question))


def context_of(question: Question) -> dict[str, Any]:
    """What the page of a question shows, and what refreshes on it (votes/parts.html)."""
    every = queries.all_answers_to(question.id)
    answers = last_of(every)
    shown = lines_of(question, answers, actor())
    counted = counted_so_far(question, answers)
    put_off = queries.extensions_of(question)
    hall = in_a_meeting(question, answers) if question.is_open else None
    sits = question.mode == Mode.MEETING
    return {
        "question": question,
        "answers": answers,
        "lines": shown,
        "words": in_few_words(question, answers, shown),
        "earlier": replaced(question, every),
        "in_words": in_words,
        "through": through,
        "extensions": put_off,
        "tally": counted,
        "bars": bars(question, counted) if counted else [],
        "rule": sentence_of(json.loads(question.rule)),
        "follows": follows(question.kind),
        "casting": casting_shown(actor(), question, counted),
        "marks": marks_of(shown),
        "paths": paths(),
        "overdue": question.is_open and clock.now() > question.closes_at,
        "may_prepare": may(actor(), Do.PREPARE, question) and prepares(actor(), ActClass.ANSWER),
        "result_files": result_links,
        "extends": question.is_open and not sits and question.asked.extensions > len(put_off),
        "reminds": question.is_open and not sits and len(answers) < len(question.entitled),
        "represented": proxy_queries.shown_on(actor(), question),
        "hall": hall,
        "all_answered": not (hall.awaited if hall else question.entitled.keys() - answers.keys()),
        "Do": Do,
    }


@bp.form("/<uuid:question_id>/answer", may=Do.ANSWER, of=queries.question_to_answer, fresh=True)
def answer(question: Posed) -> ResponseReturnValue:
    """Give the state's answer, or another in its place: choose, review, confirm."""
    form, found = form_for(question, AnswerForm), None
    receipt_at = url_for(".receipt", question_id=question.id)  # a refused answer ends the session
    given = queries.answers_to(question.id).get(actor().state) if request.method == "GET" else None
    changes = question.is_open and question.asked.may_change and not question.asked.secret
    if given and not changes:
        return redirect(receipt_at)
    if request.method == "GET" and (why := why_not_there(question, actor().state)):
        flash(why, "info")
        return redirect(url_for(".show", question_id=question.id))
    if given:
        form.seen.data = given.n
        form.take(with_words(given))
    if "confirm" not in request.form:
        content = answering.content_of(question, form.so_far if request.method == "POST" else None)
        found = way(actor(), ActClass.ANSWER, question.ref, content)
        form.offer(found.grounds)
        if request.method == "GET" and found.prepared:
            form.take(as_said(found.prepared.taken.content.says))
    if (found and found.hindered) or not form.accepted or "change" in request.form:
        code = 422 if form.errors else 200
        return render_template("votes/answer.html", question=question, form=form, found=found), code
    if "confirm" not in request.form:
        return render_template(
            "votes/answer_review.html",
            question=question,
            form=form,
            words=said_in_words(form.said),
            readers=READERS[form.said.shown_to] if form.said.shown_to else "",
        )
    try:
        answering.answer(
            actor(), question, said=form.said, seen=form.seen.data or 0, chosen=form.under
        )
    except (answering.AlreadyAnswered, ChangedMeanwhile) as answered:  # pressed twice, a colleague
        flash(str(answered), "info")
        abort(redirect(receipt_at, 303))
    flash("Your answer is recorded. The receipt is below.", "success")
    return redirect(receipt_at, 303)


@bp.form("/<uuid:question_id>/prepare", may=Do.PREPARE, of=queries.question)
def prepare(question: Question) -> ResponseReturnValue:
    """Prepare the state's answer, for somebody else of the office to give."""
    form = form_for(question, PrepareForm)
    above = [
        ("Votes", url_for(".questions")),
        (question.title, url_for(".show", question_id=question.id)),
    ]
    answered = actor().state in queries.answers_to(question.id)
    why = answering.why_not_prepare(actor(), question, answered=answered)
    page = Preparing("Prepare an answer", ActClass.ANSWER, above, tuple(form.asks), why)
    return preparing(
        page,
        form,
        lambda: answering.prepare(actor(), question, said=form.said, note=form.words),
    )


@bp.page("/<uuid:question_id>/receipt", may=Do.READ, of=queries.question)
def receipt(question: Question) -> ResponseReturnValue:
    """The receipt of the reader's own state, or of one for which their office answered."""
    given = _of_the_reader(question)
    if given is None:
        return redirect(url_for(".show", question_id=question.id))
    return receipts.receipt_page(
        _entry(question, given),
        crumbs=[
            ("Votes", url_for(".questions")),
            (question.title, url_for(".show", question_id=question.id)),
        ],
        rows=[("State", name_of(given.state_code)), *_said_rows(question, given)],
        digests=[("Text", question.text_sha256)],
        file=url_for(".receipt_file", question_id=question.id, **_for(given)),
    )


@bp.page("/<uuid:question_id>/receipt.json", may=Do.READ, of=queries.question)
def receipt_file(question: Question) -> ResponseReturnValue:
    """The receipt with a signed checkpoint, to keep: it proves a rewritten ledger wrong."""
    given = _of_the_reader(question)
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
    missing = sorted(awaited(question.entitled.keys() - answers.keys(), sitting_of(question)))
    late = clock.now() >= question.closes_at
    return render_template(
        "votes/close.html",
        question=question,
        answers=answers,
        missing=missing,
        late=late,
        follows=follows(question.kind),
    )


@bp.form("/<uuid:question_id>/extend", may=Do.EXTEND, of=queries.question_to_close)
def extend(question: Question) -> ResponseReturnValue:
    """Put the close off, as often as the charter allows, with the reason."""
    form = ExtendForm.sent(data={"closes": on_the_clock(question.closes_at, actor().zone)})
    form.zone = actor().zone
    if form.done(
        lambda: operations.extend(
            actor(), question, closes_at=form.closes_at, reason=form.reason.data or ""
        )
    ):
        flash("The close is put off. Every state on the roster is told.", "success")
        return redirect(url_for(".show", question_id=question.id), 303)
    return render_template("votes/extend.html", question=question, form=form), form.http_code


def _of_the_reader(question: Question) -> Answer | None:
    """The answer whose receipt is asked for: of the own state, or given by the own office."""
    who = actor()
    state = request.args.get("for", who.state)
    given = queries.answers_to(question.id).get(state)
    own = given is not None and (state == who.state or given.office_id == who.office_id)
    return given if own else None


def _for(given: Answer) -> dict[str, Any]:
    """What the address of a receipt says besides, where it is another state's."""
    return {} if given.state_code == actor().state else {"for": given.state_code}


def _entry(question: Question, given: Answer) -> Entry:
    more = {"n": given.n} if given.n > 1 else {}
    called = question.mode == Mode.MEETING and sheet_of(question).became(given.state_code, given.n)
    act = Do.ANSWER if given.proxy_id is None else Do.ANSWER_BY_PROXY
    act = Do.ENTER if called else act
    return receipts.entry_of(question.stream, question.ref, act, state=given.state_code, **more)


def _said_rows(question: Question, given: Answer) -> list[tuple[str, str]]:
    """What was answered, row by row, as far as the reader sees it on the roll."""
    roll = lines_of(question, {given.state_code: given}, actor())
    (line,) = [one for one in roll if one.state == given.state_code]
    rows = [("Answer", line.words)]
    rows += [("Given", through(given))] if given.proxy_id else []
    rows += [("Ground", given.ground)] if line.given and given.ground else []
    rows += [("Explanation", line.explanation)] if line.explanation else []
    return rows + ([("In place of", f"answer number {given.n - 1}")] if given.n > 1 else [])


def marks_of(lines: Sequence[RollLine]) -> dict[str, Mark]:
    """The marks of the map and of the tiles."""
    return marks({one.state: (one.key, LETTERS[one.key], LABELS[one.key]) for one in lines})
