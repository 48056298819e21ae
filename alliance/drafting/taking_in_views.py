"""Pages on which a draft takes in a file, a paste, or a file to attach; and the draft as a file."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, SelectField
from wtforms.fields.choices import SelectChoice

from alliance.conversion.findings import Imported
from alliance.conversion.writing import Target
from alliance.core.actor import Actor
from alliance.core.forms import HouseForm
from alliance.core.operation import RuleBroken
from alliance.core.web import actor
from alliance.drafting import queries, taking_in
from alliance.drafting.policy import Do
from alliance.drafting.views import away_from_frozen, bp
from alliance.resolutions import exporting, files
from alliance.resolutions.download_views import handed_out
from alliance.resolutions.files import MOST_BYTES
from alliance.resolutions.frame import crumbs
from alliance.resolutions.importing import FORM_BYTES, without_files
from alliance.resolutions.importing_forms import INSTEAD, ImportForm, IntoForm
from alliance.resolutions.models import Resolution
from alliance.texts.numbering import numbers
from alliance.texts.units import Kind, Text

__all__ = ["bp"]


def written_as(who: Actor, resolution_id: uuid.UUID, ending: str) -> Resolution | None:
    """A resolution that the actor's office writes, where there are files with this ending."""
    return queries.written(who, resolution_id) if exporting.target_of(ending) else None


def above(resolution: Resolution) -> list[tuple[str, str]]:
    """The trail to a page below the writing page."""
    return [*crumbs(resolution), ("Write", url_for(".write", resolution_id=resolution.id))]


@bp.form("/<uuid:resolution_id>/write/import", may=Do.WRITE, of=queries.written, most=FORM_BYTES)
def take_in(resolution: Resolution) -> ResponseReturnValue:
    """Take in a file or a paste: give it, look at it, confirm."""
    if away := away_from_frozen(resolution):
        return away
    if "confirm" in request.form:
        return _confirmed(resolution)
    form = ImportForm.sent(data={"form": str(queries.words_of(resolution).form)})
    found = form.read()
    if found is None:
        page = render_template("resolutions/take_in.html", form=form, crumbs=above(resolution))
        return page, form.http_code
    found = without_files(found, {one.sha256 for one in files.kept(resolution)})
    return _preview(resolution, IntoForm.begun(found.text), found)


def _preview(resolution: Resolution, form: IntoForm, found: Imported) -> str:
    return render_template(
        "resolutions/preview.html",
        form=form,
        found=found,
        words=found.text,
        known=numbers(found.text.units),
        crumbs=above(resolution),
        into=resolution,
    )


def _confirmed(resolution: Resolution) -> ResponseReturnValue:
    form = IntoForm.sent()
    kept = {one.sha256 for one in files.kept(resolution)}
    text: Text = without_files(Imported(form.text), kept).text
    if form.done(
        lambda: taking_in.take_in(
            actor(),
            resolution,
            text=text,
            instead=form.place.data == INSTEAD,
            title=form.titled,
        )
    ):
        flash(
            "Taken in. It stands in the draft; no version holds it before you save one.", "success"
        )
        return redirect(url_for(".write", resolution_id=resolution.id), 303)
    return _preview(resolution, form, Imported(text)), form.http_code


class AttachForm(HouseForm):
    """A file, and the attachment that is to hold it."""

    document = FileField("File")
    unit = SelectField("Attachment", validate_choice=True)


@bp.form(
    "/<uuid:resolution_id>/write/attach",
    may=Do.WRITE,
    of=queries.written,
    most=files.FORM_BYTES,
)
def attach(resolution: Resolution) -> ResponseReturnValue:
    """Attach a file to the text."""
    if away := away_from_frozen(resolution):
        return away
    words = queries.words_of(resolution)
    known = numbers(words.units)
    held = [unit for unit in words.units if unit.kind is Kind.ATTACHMENT]
    form = AttachForm.sent(data={"unit": request.args.get("unit", "")})
    form.unit.choices = [
        SelectChoice("", "A new one, at the end"),
        *(SelectChoice(one.id, f"{known[one.id].address} {one.heading}".strip()) for one in held),
    ]
    where = ""

    def keep() -> None:
        nonlocal where
        given = request.files.get("document")
        if given is None or not given.filename:
            raise RuleBroken("Choose the file that is to be attached.")
        document = files.read_file(given.filename, given.stream.read(MOST_BYTES + 1))
        where = taking_in.attach(actor(), resolution, document=document, unit=form.unit.data or "")

    if form.done(keep):
        flash("The file is attached. Versions that you save from now on name it.", "success")
        return redirect(url_for(".write", resolution_id=resolution.id) + f"#u-{where}", 303)
    page = render_template(
        "drafting/attach.html", form=form, resolution=resolution, crumbs=above(resolution)
    )
    return page, 422 if form.http_code == 409 else form.http_code


@bp.page("/<uuid:resolution_id>/write/text.<string:ending>", may=Do.READ, of=written_as)
def download(resolution: Resolution) -> ResponseReturnValue:
    """What is written now, for those who write it: marked as a draft on every page."""
    asked: Mapping[str, Any] = request.view_args or {}
    target = Target(asked["ending"])
    export = exporting.of_draft(actor(), resolution, queries.words_of(resolution))
    return handed_out(export, target, "draft")
