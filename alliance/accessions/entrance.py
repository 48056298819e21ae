"""Pages of joining: choose, review, confirm; prepare it for somebody else; the receipt."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.accessions import entering, queries
from alliance.accessions.forms import JoinForm, PrepareForm
from alliance.accessions.frame import bp, crumbs, in_words
from alliance.accessions.models import Accession
from alliance.accessions.policy import Do
from alliance.accessions.rules import Stage
from alliance.authority.rules import ActClass
from alliance.clearance.queries import way
from alliance.clearance.views import Preparing, preparing
from alliance.core import receipts
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.record import Entry
from alliance.core.web import actor
from alliance.instruments.queries import joining as instruments_to_join
from alliance.states.reference import name_of

__all__ = ["bp"]

FIELDS = ("instrument", "from_on", "when", "count", "states")


@bp.form("/accessions/<uuid:accession_id>/join", may=Do.JOIN, of=queries.accession, fresh=True)
def join(accession: Accession) -> ResponseReturnValue:
    """Join: with which instrument, from when, on what condition; review, confirm."""
    form, found = JoinForm.sent(), None
    _offer(form, accession)
    if "confirm" not in request.form:
        content = entering.content_of(accession)
        found = way(actor(), ActClass.JOIN, accession.ref, content)
        form.offer(found.grounds)
        if found.prepared and request.method == "GET":
            form.fill_in(found.prepared.taken.content.says)
    stopped = not queries.can_join(accession)
    if stopped or (found and found.hindered) or not form.accepted or "change" in request.form:
        return _asking(accession, form, found), 422 if form.errors else 200
    try:
        since = entering.since_of(accession, form.joining)
        if "confirm" not in request.form:
            return _review(accession, form, since)
        _hold_reviewed(form)
        entering.join(
            actor(),
            accession,
            joining=form.joining,
            version=form.version.data or 0,
            chosen=form.under,
        )
    except ChangedMeanwhile as changed:
        flash(str(changed), "error")
        _take_anew(form)
        return _asking(accession, form, found), 409
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        _take_anew(form)
        return _asking(accession, form, found), 409
    flash("Your state has joined. The receipt is below.", "success")
    return redirect(url_for(".receipt", accession_id=accession.id), 303)


def _hold_reviewed(form: JoinForm) -> None:
    """What is confirmed names the day that was reviewed."""
    if form.since.data is None:
        raise ChangedMeanwhile("Review from which day your state is a party, then confirm.")


def _take_anew(form: JoinForm) -> None:
    """What the next review is to hold to is seen there, not carried over from the last."""
    for one in (form.seen, form.since):
        one.process_data(None)
        one.raw_data = None


def _offer(form: JoinForm | PrepareForm, accession: Accession) -> None:
    known = instruments_to_join(accession.alliance, accession.state_code)
    form.offer_instruments(known, accession.state_code, needed=accession.asks.instrument)


def _asking(accession: Accession, form: JoinForm, found: Any) -> str:
    return render_template(
        "accessions/join.html",
        accession=accession,
        form=form,
        found=found,
        stopped=not queries.can_join(accession),
        above=crumbs(accession.alliance, accession),
        Stage=Stage,
        Do=Do,
    )


def _review(accession: Accession, form: JoinForm, since: Any) -> str:
    return render_template(
        "accessions/join_review.html",
        accession=accession,
        form=form,
        since=since,
        condition=in_words(form.condition),
        above=crumbs(accession.alliance, accession),
    )


@bp.form("/accessions/<uuid:accession_id>/prepare", may=Do.PREPARE, of=queries.accession)
def prepare(accession: Accession) -> ResponseReturnValue:
    """Prepare joining, for somebody else of the office to do."""
    form = PrepareForm.sent()
    _offer(form, accession)
    why = "" if queries.can_join(accession) else f"It is {accession.stage} now."
    return preparing(
        Preparing(
            "Prepare to join", ActClass.JOIN, crumbs(accession.alliance, accession), FIELDS, why
        ),
        form,
        lambda: entering.prepare(actor(), accession, joining=form.joining, note=form.words),
    )


@bp.page("/accessions/<uuid:accession_id>/receipt", may=Do.READ, of=queries.accession)
def receipt(accession: Accession) -> ResponseReturnValue:
    """The receipt of joining, the last time that the state did."""
    entry = queries.joining_entry(accession)
    if entry is None:
        return redirect(url_for(".accession", accession_id=accession.id))
    alliance = accession.alliance
    facts = entry.facts
    return receipts.receipt_page(
        entry,
        crumbs=crumbs(alliance, accession),
        rows=[
            ("State", name_of(accession.state_code)),
            ("Alliance", alliance.name),
            ("Joined", "conditionally" if facts["stage"] == Stage.CONDITIONAL else "as a party"),
            ("From", facts["party_from"] or "not known yet"),
        ],
        digests=[],
        file=url_for(".receipt_file", accession_id=accession.id),
    )


@bp.page("/accessions/<uuid:accession_id>/receipt.json", may=Do.READ, of=queries.accession)
def receipt_file(accession: Accession) -> ResponseReturnValue:
    """The same to keep."""
    entry: Entry | None = queries.joining_entry(accession)
    if entry is None:
        return redirect(url_for(".accession", accession_id=accession.id))
    return receipts.receipt_file(entry, f"joining-{accession.state_code}")
