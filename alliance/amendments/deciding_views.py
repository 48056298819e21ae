"""Pages and buttons by which amendments are sponsored, recommended, decided, and engrossed."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.amendments import deciding, operations, queries
from alliance.amendments.forms import AdviceForm, DecisionForm, FinalForm, WhyForm
from alliance.amendments.frame import bp, frame, redline, said_by
from alliance.amendments.models import Amendment
from alliance.amendments.policy import Asked, Do
from alliance.amendments.reading import of_one
from alliance.amendments.rules import Advice
from alliance.amendments.standing import together
from alliance.core.forms import tidy
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.web import actor
from alliance.resolutions.models import Resolution
from alliance.resolutions.opening import first_day
from alliance.resolutions.queries import as_key, under_review

GUIDED = "guided"


def _back(amendment: Amendment, where: str = "") -> ResponseReturnValue:
    if where == GUIDED:
        there = url_for("amendments.merge", resolution_id=amendment.resolution_id)
    else:
        there = url_for("amendments.amendment", amendment_id=amendment.id)
    return redirect(there, 303)


def _pressed(amendment: Amendment, verb: Callable[[], object], said: str) -> ResponseReturnValue:
    """What a button does that has no form of its own; a refusal is an answer of the house."""
    verb()
    flash(said, "success")
    return _back(amendment, request.form.get("back", ""))


@bp.act("/amendments/<uuid:amendment_id>/co-sponsor", may=Do.CO_SPONSOR, of=queries.amendment)
def co_sponsor(amendment: Amendment) -> ResponseReturnValue:
    """Sponsor it together with the office that proposed it."""
    said = "Your office sponsors this amendment."
    return _pressed(amendment, lambda: operations.co_sponsor(actor(), amendment), said)


@bp.act("/amendments/<uuid:amendment_id>/leave", may=Do.LEAVE, of=queries.amendment)
def leave(amendment: Amendment) -> ResponseReturnValue:
    """Sponsor it no longer."""
    said = "Your office sponsors this amendment no longer."
    return _pressed(amendment, lambda: operations.leave(actor(), amendment), said)


@bp.act("/amendments/<uuid:amendment_id>/accept", may=Do.ACCEPT, of=queries.asked)
def accept(asked: Asked) -> ResponseReturnValue:
    """Accept it as friendly."""
    said = "Your office accepts this amendment as friendly."
    return _answered(asked, deciding.accept, said)


@bp.act("/amendments/<uuid:amendment_id>/decline", may=Do.DECLINE, of=queries.asked)
def decline(asked: Asked) -> ResponseReturnValue:
    """Do not accept it as friendly."""
    said = "Your office does not accept this amendment as friendly."
    return _answered(asked, deciding.decline, said)


def _answered(asked: Asked, verb: Callable[..., object], said: str) -> ResponseReturnValue:
    """What an office says of the amendment that it has read; a fresh page where that is another."""
    seen = request.form.get("seen", "")
    try:
        return _pressed(asked.amendment, lambda: verb(actor(), asked, seen=seen), said)
    except ChangedMeanwhile as refused:
        return of_one(asked.amendment, changed=str(refused)), 409


@bp.act("/amendments/<uuid:amendment_id>/bring", may=Do.BRING, of=queries.amendment)
def bring(amendment: Amendment) -> ResponseReturnValue:
    """Word it anew on the version that is shown."""
    said = f"Amendment {amendment.number} is on version {amendment.resolution.shown_version} now."
    return _pressed(amendment, lambda: operations.bring(actor(), amendment), said)


@bp.act("/amendments/<uuid:amendment_id>/fall", may=Do.FALL, of=queries.amendment)
def fall(amendment: Amendment) -> ResponseReturnValue:
    """Record that it has no place any more."""
    said = f"It is recorded that amendment {amendment.number} has fallen."
    return _pressed(amendment, lambda: deciding.fall(actor(), amendment), said)


@bp.act("/amendments/<uuid:amendment_id>/settle", may=Do.SETTLE, of=queries.amendment)
def settle(amendment: Amendment) -> ResponseReturnValue:
    """Say that the order of two that are adopted is meant."""
    other = queries.amendment(actor(), as_key(request.form.get("other", ""))) or abort(404)
    said = f"Amendment {amendment.number} comes after amendment {other.number}."
    return _pressed(amendment, lambda: deciding.settle(actor(), amendment, other=other), said)


@bp.form("/amendments/<uuid:amendment_id>/withdraw", may=Do.WITHDRAW, of=queries.amendment)
def withdraw(amendment: Amendment) -> ResponseReturnValue:
    """Take it back."""
    form = WhyForm.sent()

    def verb() -> object:
        return operations.withdraw(actor(), amendment, why=tidy(form.why.data))

    hint = "It stays on the list, as withdrawn. What amends it falls."
    return _asked(amendment, form, verb, "Withdraw", hint)


@bp.form("/amendments/<uuid:amendment_id>/take-back", may=Do.TAKE_BACK, of=queries.amendment)
def take_back(amendment: Amendment) -> ResponseReturnValue:
    """Take a decision back."""
    form = WhyForm.sent()

    def verb() -> object:
        return deciding.take_back(actor(), amendment, why=tidy(form.why.data))

    hint = "The decision stays in the history. It is to be decided anew."
    return _asked(amendment, form, verb, "Take the decision back on", hint)


def _asked(
    amendment: Amendment, form: WhyForm, verb: Callable[[], object], heading: str, hint: str
) -> ResponseReturnValue:
    if form.done(verb):
        flash("It is recorded.", "success")
        return _back(amendment)
    page = render_template(
        "amendments/why.html",
        form=form,
        amendment=amendment,
        heading=f"{heading} amendment {amendment.number}",
        hint=hint,
        **frame(amendment.resolution, amendment),
    )
    return page, form.http_code


@bp.form("/amendments/<uuid:amendment_id>/recommend", may=Do.RECOMMEND, of=queries.amendment)
def recommend(amendment: Amendment) -> ResponseReturnValue:
    """What a committee recommends."""
    form = AdviceForm.sent()

    def verb() -> object:
        return deciding.recommend(
            actor(),
            amendment,
            committee=tidy(form.committee.data),
            advice=Advice(form.advice.data),
            on=form.day,
            why=tidy(form.why.data),
        )

    if form.done(verb):
        flash("The recommendation is recorded.", "success")
        return _back(amendment)
    page = render_template(
        "amendments/recommend.html",
        form=form,
        amendment=amendment,
        **frame(amendment.resolution, amendment),
    )
    return page, form.http_code


@bp.form("/amendments/<uuid:amendment_id>/decide", may=Do.ADOPT, of=queries.amendment)
def decide(amendment: Amendment) -> ResponseReturnValue:
    """Record that it is adopted or rejected, and how that was decided."""
    form = DecisionForm.sent()

    def verb() -> object:
        done = deciding.reject if form.what.data == "rejected" else deciding.adopt
        return done(actor(), amendment, decision=form.decision)

    if form.done(verb):
        flash(f"Amendment {amendment.number} is {form.what.data}.", "success")
        return _back(amendment, form.back.data or "")
    whole = together(amendment.resolution)
    one = whole.one(amendment)
    page = render_template(
        "amendments/decide.html",
        form=form,
        one=one,
        found=redline(one.base, one.text),
        clashes=[clash for clash in whole.read_by(actor()).clashes_of(one) if clash.open],
        fallen=deciding.why_fallen(whole, one) if one.open else "",
        **frame(amendment.resolution, amendment),
    )
    return page, form.http_code


@bp.form("/resolutions/<uuid:resolution_id>/amendments/engross", may=Do.ENGROSS, of=queries.shown)
def engross(resolution: Resolution) -> ResponseReturnValue:
    """Engross the final text: review, confirm."""
    form = FinalForm.sent()
    if request.method != "POST":
        return _review(resolution)
    try:
        deciding.engross(actor(), resolution, reviewed=form.reviewed, words=form.words.data or "")
    except RuleBroken as refused:
        return _review(resolution, changed=str(refused)), 409
    flash("The text is engrossed. This very text is put to the vote.", "success")
    return redirect(url_for("resolutions.show", resolution_id=resolution.id), 303)


def _review(resolution: Resolution, changed: str = "") -> str:
    all_of_it = together(resolution).read_by(actor())
    made = all_of_it.final()
    return render_template(
        "amendments/engross.html",
        made=made,
        words=made.combined.text,
        seen=under_review(resolution, resolution.shown_version),
        adopted=all_of_it.adopted,
        waiting=[one for one in all_of_it.firsts if one.open],
        said_by=said_by(all_of_it),
        first_day=first_day(resolution),
        changed=changed,
        **frame(resolution),
    )
