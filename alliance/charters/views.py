"""Pages about charters."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.charters import class_views, operations, queries, relations, seating
from alliance.charters.cautions import cautions_for
from alliance.charters.forms import AdoptForm, CharterForm
from alliance.charters.frame import as_of, bp, crumbs, to, today
from alliance.charters.models import Charter
from alliance.charters.operations import Words
from alliance.charters.policy import Do
from alliance.charters.rules import (
    BodyKind,
    in_force,
    kind_of,
    last_day,
    paragraphs,
    side_by_side,
)
from alliance.charters.terms import assumed_in_words, in_words, read_terms
from alliance.charters.voting import ANY, ANY_CHOICE, KINDS
from alliance.core import receipts
from alliance.core.operation import RuleBroken
from alliance.core.record import Entry
from alliance.core.web import actor
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug

__all__ = ["bp", "class_views", "relations", "seating"]  # the same blueprint, with their pages


@bp.page("/<string:slug>/charter", may=Do.READ, of=alliance_by_slug)
def charter(alliance: Alliance) -> ResponseReturnValue:
    """The charter in force on a day, its versions, and who serves as secretariat."""
    form = as_of()
    shown = queries.shown_to(actor(), alliance)
    found = in_force(shown, form.day)
    said = read_terms(found.terms) if found else None
    return render_template(
        "charters/charter.html",
        alliance=alliance,
        form=form,
        found=found,
        versions=shown,
        standing={one.id: _standing(one, in_force(shown, today())) for one in shown},
        terms=in_words(said) if said else _assumed(alliance),
        own_classes=bool(said and said.own_classes),
        text=paragraphs(found.text) if found else [],
        kind=kind_of(alliance.kind),
        secretariats=queries.secretariats_of(alliance),
        serving=queries.office_serving(alliance),
        last_day=last_day,
        above=crumbs(alliance),
    ), 422 if form.errors else 200


@bp.form("/<string:slug>/charter/draft", may=Do.DRAFT, of=alliance_by_slug)
def draft(alliance: Alliance) -> ResponseReturnValue:
    """Write a new version, from the newest there is."""
    newest = next(iter(queries.shown_to(actor(), alliance)), None)
    number = newest.version if newest else 0
    form = CharterForm.sent(data=CharterForm.start(_words(newest) if newest else None, number))
    if form.accepted:
        try:
            made = operations.draft(
                actor(), alliance, words=form.words, base=form.base.data or 0
            ).result
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
            form.base.process_data(number)
            form.base.raw_data = None
            return _writing(form, alliance, number), 409
        flash(f"Version {made.version} is saved as a draft.", "success")
        return redirect(url_for(".version", charter_id=made.id), 303)
    return _writing(form, alliance, number), 422 if form.errors else 200


@bp.page("/charters/<uuid:charter_id>", may=Do.READ, of=queries.charter)
def version(charter: Charter) -> ResponseReturnValue:
    """One version, word for word."""
    found = in_force(queries.shown_to(actor(), charter.alliance), today())
    return render_template(
        "charters/version.html",
        charter=charter,
        alliance=charter.alliance,
        standing=_standing(charter, found),
        terms=in_words(read_terms(charter.terms)),
        cautions=_cautions(charter),
        text=paragraphs(charter.text),
        before=queries.before(actor(), charter),
        above=_above(charter.alliance),
    )


@bp.page("/charters/<uuid:charter_id>/compare", may=Do.READ, of=queries.charter)
def compare(charter: Charter) -> ResponseReturnValue:
    """A version beside the one before."""
    earlier = queries.before(actor(), charter)
    pairs = side_by_side(earlier.text, charter.text) if earlier else []
    lines = _changed_lines(earlier, charter) if earlier else []
    return render_template(
        "charters/compare.html",
        charter=charter,
        before=earlier,
        pairs=pairs,
        lines=lines,
        changes=sum(one.what != "same" for one in pairs) + len(lines),
        above=_above(charter.alliance, charter),
    )


@bp.form("/charters/<uuid:charter_id>/adopt", may=Do.ADOPT, of=queries.charter)
def adopt(charter: Charter) -> ResponseReturnValue:
    """State how a version was adopted: say, review, confirm."""
    last = queries.newest_adopted(charter.alliance)
    start = {"adopted_on": today(), "effective_on": today(), "sha256": charter.sha256}
    form = AdoptForm.sent(data={**start, "before": last})
    if not form.accepted or "change" in request.form:
        return _adopting(form, charter), 422 if form.errors else 200
    if "confirm" not in request.form:
        return render_template(
            "charters/adopt_review.html",
            charter=charter,
            form=form,
            last=last,
            terms=in_words(read_terms(charter.terms)),
            cautions=_cautions(charter),
            text=paragraphs(charter.text),
            above=_above(charter.alliance, charter),
        )
    receipt_at = url_for(".receipt", charter_id=charter.id)
    try:
        operations.adopt(
            actor(),
            charter,
            adoption=form.adoption,
            sha256=str(form.sha256.data or ""),
            before=form.before.data or 0,
        )
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        for field, now in ((form.sha256, charter.sha256), (form.before, last)):
            field.process_data(now)
            field.raw_data = None
        return _adopting(form, charter), 409
    flash(f"Version {charter.version} is recorded as adopted. The receipt is below.", "success")
    return redirect(receipt_at, 303)


@bp.page("/charters/<uuid:charter_id>/receipt", may=Do.READ_DRAFT, of=queries.adopted_charter)
def receipt(charter: Charter) -> ResponseReturnValue:
    """The receipt of an adoption, for the members."""
    return receipts.receipt_page(
        _entry(charter),
        crumbs=_above(charter.alliance, charter),
        rows=[("Alliance", charter.alliance.name), ("Version", charter.version)],
        digests=[("Charter", charter.sha256)],
        file=url_for(".receipt_file", charter_id=charter.id),
    )


@bp.page(
    "/charters/<uuid:charter_id>/receipt.json",
    may=Do.READ_DRAFT,
    of=queries.adopted_charter,
)
def receipt_file(charter: Charter) -> ResponseReturnValue:
    """The same to keep."""
    return receipts.receipt_file(_entry(charter), f"charter-{charter.version}")


def _entry(charter: Charter) -> Entry:
    return receipts.entry_of(charter.stream, charter.ref, Do.ADOPT)


def _above(alliance: Alliance, charter: Charter | None = None) -> list[tuple[str, str]]:
    more = [to(alliance, "charter", "Charter")]
    if charter:
        more.append((f"Version {charter.version}", url_for(".version", charter_id=charter.id)))
    return crumbs(alliance, *more)


def _standing(one: Charter, current: Charter | None) -> str:
    """Draft, in force, to come, or followed by another."""
    if one.adopted_at is None:
        return "draft"
    if current is not None and one.id == current.id:
        return "in force"
    return "adopted, to come" if one.effective_on > today() else "replaced"  # type: ignore[operator]


def _cautions(charter: Charter) -> list[str]:
    """What is odd about a draft, as long as it can be replaced by another."""
    if charter.adopted_at is not None:
        return []
    return cautions_for(charter.alliance, read_terms(charter.terms))


def _words(one: Charter) -> Words:
    return Words(one.text, one.purpose, read_terms(one.terms), one.source, one.rules)


def _writing(form: CharterForm, alliance: Alliance, number: int) -> str:
    return render_template(
        "charters/draft.html",
        form=form,
        alliance=alliance,
        number=number,
        general=(ANY, ANY_CHOICE),
        kinds=KINDS,
        above=_above(alliance),
    )


def _adopting(form: AdoptForm, charter: Charter) -> str:
    return render_template(
        "charters/adopt.html", form=form, charter=charter, above=_above(charter.alliance, charter)
    )


def _assumed(alliance: Alliance) -> list[tuple[str, str]]:
    return assumed_in_words(compact=kind_of(alliance.kind) is BodyKind.COMPACT)


def _changed_lines(earlier: Charter, later: Charter) -> list[tuple[str, str, str]]:
    """What of purpose, source and terms differs: its label, and what it said and says."""
    left, right = (
        dict([("Purpose", one.purpose), ("Source", one.source), *in_words(read_terms(one.terms))])
        for one in (earlier, later)
    )
    return [
        (label, left.get(label, ""), right.get(label, ""))
        for label in dict.fromkeys([*left, *right])
        if left.get(label, "") != right.get(label, "")
    ]
