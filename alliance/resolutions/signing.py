"""Pages about signing what was adopted."""

import datetime as dt
from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.authority.forms import UnderForm
from alliance.authority.rules import ActClass
from alliance.clearance.forms import NoteForm
from alliance.clearance.queries import way
from alliance.clearance.views import Preparing, preparing
from alliance.core import clock, receipts
from alliance.core.record import Entry
from alliance.core.web import actor
from alliance.resolutions import operations, queries
from alliance.resolutions.frame import bp, frame
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import Do
from alliance.resolutions.queries import Enrolled
from alliance.resolutions.rules import SIGNABLE
from alliance.signatures.models import Signature
from alliance.signatures.operations import AlreadySigned, content_of
from alliance.signatures.policy import Do as Signing
from alliance.signatures.queries import signatures_under
from alliance.states.marks import marks, paths
from alliance.states.reference import jurisdictions, name_of

__all__ = ["bp"]


@bp.page("/<uuid:resolution_id>/signatures", may=Do.READ, of=queries.resolution)
def signatures(resolution: Resolution) -> ResponseReturnValue:
    """Who has signed, and since when it is in force where."""
    shown = frame(resolution)
    asked = shown["question"]
    entitled = asked.entitled if asked and resolution.stands in SIGNABLE else {}
    signed = signatures_under(resolution.id) if entitled else {}
    drawn = {
        state: ("signed", "✓", "Signed") if state in signed else ("waiting", "…", "Has not signed")
        for state in entitled
    }
    return render_template(
        "resolutions/signatures.html",
        marks=marks(drawn),
        paths=paths(),
        entitled=entitled,
        since=_since(resolution, signed),
        signatures=signed,
        **shown,
    )


def _since(resolution: Resolution, signed: Mapping[str, Signature]) -> dict[str, dt.date]:
    """Since when it is in force in each state that signed, by the state's own calendar."""
    begun = resolution.in_force_on
    if begun is None:
        return {}
    places = jurisdictions()
    return {
        state: max(begun, clock.day_in(places[state].zone, one.signed_at))
        for state, one in signed.items()
    }


@bp.form("/<uuid:resolution_id>/sign", may=Signing.SIGN, of=queries.enrolled, fresh=True)
def sign(enrolled: Enrolled) -> ResponseReturnValue:
    """Sign for the state: authority, review, confirm."""
    resolution, asked = enrolled.resolution, enrolled.question
    form, found = UnderForm.sent(), None
    if "confirm" not in request.form:
        content = content_of(operations.hashes_of(enrolled))
        found = way(actor(), ActClass.SIGN, enrolled.ref, content)
        form.offer(found.grounds)
    if (found and found.hindered) or not form.accepted:
        code = 422 if form.errors else 200
        return render_template(
            "resolutions/sign.html", resolution=resolution, form=form, found=found
        ), code
    if "confirm" not in request.form:
        return render_template(
            "resolutions/sign_review.html", resolution=resolution, form=form, question=asked
        )
    receipt_at = url_for(".receipt", resolution_id=resolution.id)
    try:
        operations.sign(actor(), enrolled, chosen=form.under)
    except AlreadySigned as signed:  # the button pressed twice
        flash(str(signed), "info")
        abort(redirect(receipt_at, 303))
    flash("Your signature is recorded. The receipt is below.", "success")
    return redirect(receipt_at, 303)


@bp.form("/<uuid:resolution_id>/prepare", may=Signing.PREPARE, of=queries.enrolled)
def prepare(enrolled: Enrolled) -> ResponseReturnValue:
    """Prepare the state's signature, for somebody else of the office to give."""
    form, resolution = NoteForm.sent(), enrolled.resolution
    above = [
        ("Resolutions", url_for(".resolutions")),
        (resolution.title, url_for(".show", resolution_id=resolution.id)),
    ]
    signed = actor().state in signatures_under(resolution.id)
    why = "Your state has signed already." if signed else ""
    page = Preparing("Prepare a signature", ActClass.SIGN, above, why=why)
    return preparing(
        page,
        form,
        lambda: operations.prepare_signature(actor(), enrolled, note=form.words),
    )


@bp.page("/<uuid:resolution_id>/receipt", may=Do.READ, of=queries.resolution)
def receipt(resolution: Resolution) -> ResponseReturnValue:
    """The receipt of the signature of the reader's own state."""
    signed = signatures_under(resolution.id).get(actor().state)
    if signed is None:
        return redirect(url_for(".signatures", resolution_id=resolution.id))
    entry = _entry(resolution, signed)
    says = signed.says
    return receipts.receipt_page(
        entry,
        crumbs=[
            ("Resolutions", url_for(".resolutions")),
            (resolution.title, url_for(".show", resolution_id=resolution.id)),
            (
                f"Signatures under {resolution.title}",
                url_for(".signatures", resolution_id=resolution.id),
            ),
        ],
        rows=[
            ("State", name_of(signed.state_code)),
            ("Signed by", f"{says['signer']['name']}, {says['office']['name']}"),
            ("Authority", says["authority"]),
        ],
        digests=[
            ("Text", entry.facts["text_sha256"]),
            ("What was signed", entry.facts["statement_sha256"]),
            ("Key", signed.key),
        ],
        file=url_for(".receipt_file", resolution_id=resolution.id),
    )


@bp.page("/<uuid:resolution_id>/receipt.json", may=Do.READ, of=queries.resolution)
def receipt_file(resolution: Resolution) -> ResponseReturnValue:
    """The same to keep."""
    signed = signatures_under(resolution.id).get(actor().state)
    if signed is None:
        return redirect(url_for(".signatures", resolution_id=resolution.id))
    name = f"signature-{resolution.id}-{signed.state_code}"
    return receipts.receipt_file(_entry(resolution, signed), name)


def _entry(resolution: Resolution, signed: Signature) -> Entry:
    state = signed.state_code
    return receipts.entry_of(resolution.stream, resolution.ref, Signing.SIGN, state=state)
