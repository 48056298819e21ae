"""Pages on which a new draft is begun from a file or a paste: give, look at it, confirm."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.conversion.findings import Imported
from alliance.core.operation import RuleBroken
from alliance.core.web import actor
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug
from alliance.resolutions import operations
from alliance.resolutions.frame import bp
from alliance.resolutions.importing import FORM_BYTES, without_files
from alliance.resolutions.importing_forms import ConfirmForm, ImportForm
from alliance.resolutions.policy import Do
from alliance.texts.numbering import numbers


@bp.form("/new/<string:slug>/import", may=Do.DRAFT, of=alliance_by_slug, most=FORM_BYTES)
def take_in(alliance: Alliance) -> ResponseReturnValue:
    """Begin a draft with what a file or a paste holds."""
    crumbs = [
        ("Alliances", url_for("membership.alliances")),
        (alliance.name, url_for("membership.alliance", slug=alliance.slug)),
        ("Draft a resolution", url_for(".draft", slug=alliance.slug)),
    ]
    if "confirm" in request.form:
        return _confirmed(alliance, crumbs)
    form = ImportForm.sent()
    found = form.read()
    if found is None:
        page = render_template("resolutions/take_in.html", form=form, crumbs=crumbs)
        return page, form.http_code
    return preview(found, crumbs)


def preview(found: Imported, crumbs: list[tuple[str, str]]) -> str:
    """What was read, and what was not carried over; nothing is written yet."""
    found = without_files(found)
    return render_template(
        "resolutions/preview.html",
        form=ConfirmForm.begun(found.text),
        found=found,
        words=found.text,
        known=numbers(found.text.units),
        crumbs=crumbs,
    )


def _confirmed(alliance: Alliance, crumbs: list[tuple[str, str]]) -> ResponseReturnValue:
    form = ConfirmForm.sent()
    text = form.text  # a refusal here is a page of its own: there is nothing to show again
    if not form.accepted:
        shown = {"words": text, "known": numbers(text.units), "found": Imported(text)}
        return render_template("resolutions/preview.html", form=form, crumbs=crumbs, **shown), 422
    try:
        made = operations.draft(
            actor(), alliance, words=without_files(Imported(replace(text, title=form.titled))).text
        ).result
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        shown = {"words": text, "known": numbers(text.units), "found": Imported(text)}
        return render_template("resolutions/preview.html", form=form, crumbs=crumbs, **shown), 409
    flash("The draft is saved. Only your office sees it until others are shown it.", "success")
    return redirect(url_for("drafting.write", resolution_id=made.id), 303)
