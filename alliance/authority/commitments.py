"""Pages about money: what the office has committed, and the form to note it."""

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.authority.forms import CommitForm
from alliance.authority.operations import commit_money
from alliance.authority.policy import Do
from alliance.authority.queries import fitting
from alliance.authority.rules import MOST_CENTS, ActClass, dollars
from alliance.authority.sums import money_of
from alliance.core.actor import Actor
from alliance.core.db import as_id
from alliance.core.operation import RuleBroken
from alliance.core.web import Doors, actor

bp = Doors("commitments", __name__, url_prefix="/office/commitments")
# Where an amount and its words may have been prepared: called with the actor and an id. Filled in
# alliance/app.py, the one place where a lower floor is told about a higher one.
PREFILL: list[Callable[[Actor, uuid.UUID], tuple[str, str] | None]] = []


def as_prepared() -> dict[str, str]:
    """What the form begins with, where the address names what was prepared."""
    key = as_id(request.args.get("prepared", ""))
    found = [look(actor(), key) for look in PREFILL] if key else []
    return next(({"amount": one[0], "subject": one[1]} for one in found if one), {})


@bp.page("/", may=Do.COMMITMENTS)
def commitments() -> ResponseReturnValue:
    """What the office has committed, with the ceilings."""
    return render_template("authority/commitments.html", found=money_of(actor()), Do=Do)


@bp.form("/new", may=Do.COMMIT, fresh=True)
def commit() -> ResponseReturnValue:
    """Note that money is committed: write, review, confirm."""
    form = CommitForm.begun(as_prepared())  # as it was prepared, if it was
    grounds, why = fitting(actor(), ActClass.COMMIT)
    over = ""
    if grounds and 0 < form.cents <= MOST_CENTS:
        fits, over = fitting(actor(), ActClass.COMMIT, cents=form.cents)
        grounds = fits or grounds
    form.offer(grounds)
    accepted = form.accepted and "change" not in request.form
    if why or over or not accepted:
        if over and accepted:
            form.form_errors.append(over)
        return _writing(form, why), 409 if over and accepted else 422 if form.errors else 200
    if "confirm" not in request.form:
        return render_template(
            "authority/commit_review.html", form=form, amount=dollars(form.cents)
        )
    try:
        commit_money(actor(), None, cents=form.cents, subject=form.for_what, chosen=form.under)
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        return _writing(form), 409
    flash(f"The commitment of {dollars(form.cents)} is noted.", "success")
    return redirect(url_for(".commitments"), 303)


def _writing(form: CommitForm, why: str = "") -> str:
    return render_template("authority/commit.html", form=form, why=why)
