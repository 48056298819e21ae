"""Pages about authorities: the register of one's office, and who may bind a state."""

import datetime as dt

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.authority import lists, operations, terms
from alliance.authority.forms import (
    AbsenceForm,
    ConfirmForm,
    EndForm,
    OrderForm,
    RecordForm,
    TermForm,
    as_typed,
    term_as_typed,
)
from alliance.authority.lists import IN_FORCE, Attached
from alliance.authority.models import SUCCESSION, TERM, AuthorityRecord
from alliance.authority.operations import Facts
from alliance.authority.policy import Do
from alliance.authority.reading import MOST_BYTES, Document, read_document
from alliance.authority.rules import MAY_HOLD, Basis
from alliance.core.actor import Actor
from alliance.core.dates import parse_day
from alliance.core.operation import RuleBroken
from alliance.core.web import Doors, actor
from alliance.states.reference import Jurisdiction, jurisdictions, today_in

bp = Doors("authority", __name__)


def jurisdiction(_actor: Actor, code: str) -> Jurisdiction | None:
    """The state with this postal code, in capitals."""
    return jurisdictions().get(code)


@bp.page("/office/authority", may=Do.REGISTER)
def register() -> ResponseReturnValue:
    """The register of the office: in force, coming, ended; how each chain runs."""
    found = lists.own_register(actor())
    in_force = [one for one in found.authorities if one.standing == IN_FORCE]
    return render_template(
        "authority/register.html", found=found, in_force=len(in_force), day=_today(), Do=Do
    )


@bp.form("/office/authority/new", may=Do.RECORD, fresh=True)
def record() -> ResponseReturnValue:
    """Record an authority."""
    return _recording(None)


@bp.form(
    "/office/authority/<uuid:record_id>/correct", may=Do.RECORD, of=lists.authority_of, fresh=True
)
def correct(one: AuthorityRecord) -> ResponseReturnValue:
    """Record what is right in the place of what is known; the old version stays."""
    return _recording(one)


def _recording(one: AuthorityRecord | None) -> ResponseReturnValue:
    found = lists.own_register(actor())
    form = RecordForm.sent(data=as_typed(one) if one else {})
    form.offer(
        [
            (line.row.id, f"{line.says}: {line.holder}")
            for line in found.authorities
            if line.standing == IN_FORCE and (one is None or line.row.id != one.id)
        ],
        _holders(found),
    )
    if not form.accepted:
        return _writing(form, one), 422 if form.errors else 200
    try:
        made = operations.record(
            actor(), one, facts=form.facts, document=_handed_in(), version=form.version.data or 0
        ).result
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        return _writing(form, one), 409
    flash(
        "Recorded; it may be acted under from its first day on."
        if made.confirmed
        else "Recorded. It holds when the principal has confirmed it.",
        "success",
    )
    return redirect(url_for(".register"), 303)


def _writing(form: RecordForm, one: AuthorityRecord | None) -> str:
    return render_template("authority/record.html", form=form, one=one, most=MOST_BYTES >> 20)


@bp.form("/office/authority/succession", may=Do.RECORD, fresh=True)
def succession() -> ResponseReturnValue:
    """Record who acts for the principal, in which order."""
    found = lists.own_register(actor())
    form = OrderForm.sent()
    form.offer([(key, f"{name}, {rank}") for key, name, rank in found.people if rank in MAY_HOLD])
    if form.accepted:
        facts = Facts(
            SUCCESSION,
            basis=Basis(form.basis.data),
            citation=form.citation.data or "",
            successors=form.people,
        )
        try:
            operations.record(actor(), None, facts=facts)
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
            return render_template("authority/succession.html", form=form), 409
        flash("The order of succession is recorded.", "success")
        return redirect(url_for(".register"), 303)
    code = 422 if form.errors else 200
    return render_template("authority/succession.html", form=form), code


@bp.form("/office/authority/absence", may=Do.ABSENCE, fresh=True)
def absence() -> ResponseReturnValue:
    """Record that somebody does not serve."""
    found = lists.own_register(actor())
    form = AbsenceForm.sent(from_on=_today())
    form.offer([(key, f"{name}, {rank}") for key, name, rank in found.people])
    if form.accepted:
        key = next(key for key, *_ in found.people if str(key) == form.person.data)
        try:
            operations.record_absence(
                actor(), None, person=key, from_on=form.from_on.data, last_on=form.last_on.data
            )
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
            return render_template("authority/absence.html", form=form), 409
        flash("The absence is recorded.", "success")
        return redirect(url_for(".register"), 303)
    return render_template("authority/absence.html", form=form), 422 if form.errors else 200


@bp.form("/office/authority/term", may=Do.TERM, fresh=True)
def term() -> ResponseReturnValue:
    """Record the term of a principal."""
    return _recording_term(None)


@bp.form(
    "/office/authority/<uuid:record_id>/correct-term", may=Do.TERM, of=lists.term_of, fresh=True
)
def correct_term(one: AuthorityRecord) -> ResponseReturnValue:
    """Record the right days of a term; the old version stays."""
    return _recording_term(one)


def _recording_term(one: AuthorityRecord | None) -> ResponseReturnValue:
    form = TermForm.sent(data=term_as_typed(one) if one else {})
    form.offer(lists.principals(actor(), one))
    if form.accepted:
        version = form.version.data or 0
        try:
            made = terms.record_term(actor(), one, days=form.days, version=version).result
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
            return render_template("authority/term.html", form=form, one=one), 409
        flash(
            f"The term is recorded.{terms.not_acting(made)}"
            if made.confirmed
            else "Recorded. It holds when a second person of your office has confirmed it.",
            "success",
        )
        return redirect(url_for(".register"), 303)
    code = 422 if form.errors else 200
    return render_template("authority/term.html", form=form, one=one), code


@bp.form(
    "/office/authority/<uuid:record_id>/confirm-term",
    may=Do.CONFIRM_TERM,
    of=lists.term_of,
    fresh=True,
)
def confirm_term(one: AuthorityRecord) -> ResponseReturnValue:
    """Confirm a term as a second person: review, confirm."""
    form = ConfirmForm.sent(version=one.version)
    if not form.accepted:
        return render_template("authority/confirm_term.html", line=lists.words_of(one), form=form)
    made = terms.confirm_term(actor(), one, version=form.version.data or 0).result
    flash(f"Confirmed.{terms.not_acting(made)}", "success")
    return redirect(url_for(".register"), 303)


@bp.form(
    "/office/authority/<uuid:record_id>/confirm", may=Do.CONFIRM, of=lists.entry_of, fresh=True
)
def confirm(one: AuthorityRecord) -> ResponseReturnValue:
    """Confirm what was recorded: review, confirm."""
    form = ConfirmForm.sent(version=one.version)
    if not form.accepted:
        return render_template("authority/confirm.html", line=lists.words_of(one), form=form)
    operations.confirm(actor(), one, version=form.version.data or 0)
    flash("Confirmed. It may be acted under from its first day on.", "success")
    return redirect(url_for(".register"), 303)


@bp.form("/office/authority/<uuid:record_id>/revoke", may=Do.REVOKE, of=lists.record_of, fresh=True)
def revoke(one: AuthorityRecord) -> ResponseReturnValue:
    """End it from a day on; what was done before stands."""
    form = EndForm.sent(on=_today(), version=one.version)
    if not form.accepted:
        return _ending(form, one), 422 if form.errors else 200
    try:
        version = form.version.data or 0
        made = operations.revoke(actor(), one, on=form.day, version=version).result
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        return _ending(form, one), 409
    flash(
        "Revoked. What was done under it before stands."
        if made.kind != TERM
        else "Recorded. The term is taken back when a second person has confirmed it.",
        "success",
    )
    return redirect(url_for(".register"), 303)


def _ending(form: EndForm, one: AuthorityRecord) -> str:
    return render_template("authority/revoke.html", line=lists.words_of(one), form=form)


@bp.page("/authority/<uuid:record_id>/document", may=Do.DOCUMENT, of=lists.document_of)
def document(attached: Attached) -> ResponseReturnValue:
    """The document as it was handed in, to be kept and never shown here."""
    one = attached.document
    headers = {
        "Content-Type": one.media_type,
        "Content-Disposition": f'attachment; filename="{one.name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return one.content, 200, headers


@bp.page("/states/<string:code>/authority", may=Do.READ, of=jurisdiction)
def state(place: Jurisdiction) -> ResponseReturnValue:
    """Who may bind a state on a day, as other states may know it."""
    day, wrong = _asked_day(today_in(place.code))
    return render_template(
        "authority/state.html",
        place=place,
        day=day,
        asked=request.args.get("as_of", ""),
        wrong=wrong,
        offices=lists.who_may_bind(actor(), place.code, day),
        Do=Do,
    ), (422 if wrong else 200)


def _asked_day(today: dt.date) -> tuple[dt.date, bool]:
    given = request.args.get("as_of", "").strip()
    try:
        return parse_day(given) or today, False
    except ValueError:
        return today, True


def _today() -> dt.date:
    return today_in(actor().state)


def _holders(found: lists.OwnRegister) -> list[tuple[str, str]]:
    ranks = [(f"rank:{rank}", f"Every {rank} of the office") for rank in MAY_HOLD]
    people = [
        (f"person:{key}", f"{name}, {rank}") for key, name, rank in found.people if rank in MAY_HOLD
    ]
    return ranks + people


def _handed_in() -> Document | None:
    given = request.files.get("document")
    if given is None or not given.filename:
        return None
    return read_document(given.filename, given.stream.read(MOST_BYTES + 1))
