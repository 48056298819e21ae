"""The pages on which a question is put: in which way, review, confirm."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.votes.following import follows
from alliance.votes.forms import PutForm
from alliance.votes.models import Question
from alliance.votes.ruled import sentence_of, warnings_of

RULE_CHANGED = (
    "The rule has changed since you reviewed the question. Nothing is recorded. Read it, then "
    "confirm again."
)


@dataclass(frozen=True)
class Putting:
    """What a question is put on: its kind, and what stands on the pages besides the way.

    `about` are rows (label, text) of the review; `seen` is the digest of what is put, which the
    confirmation carries; `back` is the page of what it is put on.
    """

    kind: str
    asks: str
    about: Sequence[tuple[str, str]]
    seen: str
    above: Sequence[tuple[str, str]]
    back: str


Put = Callable[[str, Sequence[str]], Question]
"""Puts the question on what was seen, to the states that were reviewed."""


def putting(page: Putting, form: PutForm, put: Put) -> ResponseReturnValue:
    """Ask how the question is put, show it once more, and put it."""
    if not form.accepted or "change" in request.form:
        return _writing(page, form), 422 if form.errors else 200
    if "confirm" not in request.form:
        return _review(page, form)
    if request.form.get("rule_sha256") != form.rule_sha256:
        return _review(page, form, RULE_CHANGED), 409
    try:
        asked = put(request.form.get("seen", ""), request.form.get("states", "").split())
    except ChangedMeanwhile as changed:
        return _review(page, form, str(changed)), 409
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        return _writing(page, form), 409
    flash("The question is put. Text, roster and rule are frozen.", "success")
    return redirect(url_for("votes.show", question_id=asked.id), 303)


def _writing(page: Putting, form: PutForm) -> str:
    return render_template("votes/put.html", page_of=page, form=form, where=request.path)


def _review(page: Putting, form: PutForm, changed: str = "") -> str:
    return render_template(
        "votes/put_review.html",
        page_of=page,
        form=form,
        where=request.path,
        rule=sentence_of(form.chosen),
        cautions=warnings_of(form.chosen, form.roster),
        roster=sorted(form.roster),
        follows=follows(page.kind),
        changed=changed,
    )
