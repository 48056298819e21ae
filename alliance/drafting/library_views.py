"""Clauses of earlier texts and usual ones: looked for, looked at, added to a draft."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import HiddenInput

from alliance.core.forms import HouseForm, tidy
from alliance.core.web import actor
from alliance.drafting import queries, taking_in
from alliance.drafting.policy import Do
from alliance.drafting.taking_in import Chosen
from alliance.drafting.taking_in_views import above, bp
from alliance.drafting.views import away_from_frozen
from alliance.resolutions import library
from alliance.resolutions.library import Found
from alliance.resolutions.models import Resolution
from alliance.texts.numbering import numbers
from alliance.texts.units import Text

__all__ = ["bp"]


class AddForm(HouseForm):
    """Which clause, and after which unit of the draft."""

    text = StringField("Text", widget=HiddenInput())
    unit = StringField("Clause", widget=HiddenInput())
    after = SelectField("After", default="")


class LookForm(HouseForm):
    """The words that are looked for."""

    q = StringField("Words that stand in it")


@bp.form("/<uuid:resolution_id>/write/library", may=Do.WRITE, of=queries.written)
def clauses(resolution: Resolution) -> ResponseReturnValue:
    """Look for clauses; add one after a unit of the draft."""
    if away := away_from_frozen(resolution):
        return away
    words = queries.words_of(resolution)
    form = AddForm.sent(
        data={"text": request.args.get("text", ""), "unit": request.args.get("unit", "")}
    )
    form.after.choices = _places(words)
    chosen = library.clause(actor(), form.text.data or "", form.unit.data or "")
    added = ""

    def add() -> None:
        nonlocal added
        added = taking_in.add_clause(
            actor(), resolution, chosen=_as_chosen(chosen, resolution), after=form.after.data or ""
        )

    if form.done(add):
        flash("The clause stands in the draft, with where it was taken from.", "success")
        return redirect(url_for(".write", resolution_id=resolution.id) + f"#u-{added}", 303)
    asked = tidy(LookForm(request.args).q.data)[: library.LONGEST_SEARCH]
    page = render_template(
        "drafting/library.html",
        resolution=resolution,
        form=form,
        asked=asked,
        chosen=chosen,
        usual=library.usual(asked),
        earlier=library.earlier(actor(), asked, resolution),
        crumbs=above(resolution),
    )
    return page, form.http_code


def _as_chosen(found: Found | None, resolution: Resolution) -> Chosen:
    if found is None:
        return Chosen("", "", ())
    title = library.title_for_all(found, resolution)
    return Chosen(found.text_sha256, title, found.with_parts)


def _places(words: Text) -> list[SelectChoice]:
    """The units of the draft, and its end."""
    known = numbers(words.units)
    said = (
        SelectChoice(unit.id, f"{known[unit.id].address}: {_begun(unit.heading or unit.text)}")
        for unit in words.units
    )
    return [SelectChoice("", "At the end"), *said]


def _begun(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 60 else f"{line[:59].rstrip()}…"
