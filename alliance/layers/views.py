"""Pages of an office's own layer: its people see them, and nobody else."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from alliance.accounts.queries import names
from alliance.core.operation import RuleBroken
from alliance.core.policy import may
from alliance.core.web import Doors, actor
from alliance.layers import operations, queries
from alliance.layers.forms import NoteForm, PositionForm, RedlineForm, ShareForm
from alliance.layers.models import LayerCopy, Note, Redline
from alliance.layers.operations import Chosen
from alliance.layers.policy import Do
from alliance.layers.rules import IN_WORDS, STALE, Stance
from alliance.redlines.anchors import Orphan
from alliance.redlines.between import edits_between
from alliance.resolutions.frame import claim_of, crumbs, frame
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import resolution as text_within_the_wall
from alliance.resolutions.queries import text_of, version_for
from alliance.resolutions.rules import AMENDABLE, WRITABLE
from alliance.states.reference import name_of
from alliance.texts.numbering import numbers

bp = Doors("layers", __name__)
UNDER_WAY = WRITABLE | AMENDABLE


def tab(resolution: Resolution) -> tuple[str, str, str, None] | None:
    """The tab on the pages of a text, for those who may open it."""
    if not may(actor(), Do.READ, resolution):
        return None
    return "Our notes", url_for("layers.layer", resolution_id=resolution.id), "layer", None


@bp.page("/resolutions/<uuid:resolution_id>/our-notes", may=Do.READ, of=text_within_the_wall)
def layer(resolution: Resolution) -> ResponseReturnValue:
    """The office's notes, redlines and position beside the text."""
    return _layer(resolution, PositionForm(formdata=None))


def _layer(resolution: Resolution, form: PositionForm) -> str:
    who = actor()
    now = queries.text_for(who, resolution)
    notes = queries.placed_notes(queries.notes_of(who, resolution), now)
    redlines = queries.placed_redlines(queries.redlines_of(who, resolution), resolution, now)
    positions = queries.positions_of(who, resolution)
    beside: dict[str, dict[str, list[Any]]] = {}
    for one in notes:
        if not isinstance(one.place, Orphan):
            unit = one.place.unit if one.place else ""
            beside.setdefault(unit, {"notes": [], "redlines": []})["notes"].append(one)
    for each in redlines:
        if each.edits:
            beside.setdefault(each.unit, {"notes": [], "redlines": []})["redlines"].append(each)
    copies = queries.copies_by(who, resolution)
    people = [
        *(one.note.person_id for one in notes),
        *(each.redline.person_id for each in redlines),
        *(one.person_id for one in positions),
    ]
    return render_template(
        "layers/layer.html",
        stands=now,
        known_now=numbers(now.units),
        version=version_for(who, resolution),
        beside=beside,
        lost_notes=[one for one in notes if isinstance(one.place, Orphan)],
        lost_redlines=[each for each in redlines if not each.edits],
        positions=positions,
        form=form,
        copies=copies,
        given=queries.copies_for(who, resolution),
        people=names(people),
        promotes=bool(operations.PROMOTING) and resolution.stands in AMENDABLE,
        open_to_edits=resolution.stands in UNDER_WAY,
        IN_WORDS=IN_WORDS,
        Layer=Do,
        **frame(resolution),
    )


@bp.act("/resolutions/<uuid:resolution_id>/our-position", may=Do.POSITION, of=text_within_the_wall)
def position(resolution: Resolution) -> ResponseReturnValue:
    """Say how the office stands to the text."""
    form = PositionForm.sent()

    def verb() -> object:
        stance = Stance(form.stance.data)
        words = form.words.data or ""
        return operations.position(actor(), resolution, stance=stance, words=words.strip())

    if form.done(verb):
        flash("Your office's position is kept. Only your office sees it.", "success")
        return _back(resolution)
    return _layer(resolution, form), form.http_code


@bp.form("/resolutions/<uuid:resolution_id>/our-notes/new", may=Do.NOTE, of=text_within_the_wall)
def note(resolution: Resolution) -> ResponseReturnValue:
    """Note something."""
    form = NoteForm.sent(data={"unit": request.args.get("unit", "")})

    def verb() -> object:
        return operations.note(
            actor(),
            resolution,
            unit=form.unit.data or "",
            meant=form.meant.data or "",
            words=(form.words.data or "").strip(),
        )

    if form.done(verb):
        flash("Your note is kept. Only your office sees it.", "success")
        return _back(resolution)
    return _of_unit("layers/note.html", resolution, form), form.http_code


@bp.form(
    "/resolutions/<uuid:resolution_id>/our-notes/redline", may=Do.REDLINE, of=text_within_the_wall
)
def redline(resolution: Resolution) -> ResponseReturnValue:
    """Change the words of a unit, for the office's own eyes."""
    version = version_for(actor(), resolution)
    start = {"unit": request.args.get("unit", ""), "version": version}
    form = RedlineForm.sent(data=start)
    if request.method != "POST":
        unit = queries.text_for(actor(), resolution).by_id.get(form.unit.data or "")
        form.fill(unit or abort(404))

    def verb() -> object:
        base = form.version.data or 0
        known = base in queries.known_versions(actor(), resolution)
        words = text_of(resolution, base).words if known else None
        if words is None or form.unit.data not in words.by_id:
            raise RuleBroken(STALE)
        edits = edits_between(words, form.changed(words))
        reason = (form.reason.data or "").strip()
        return operations.redline(actor(), resolution, version=base, edits=edits, reason=reason)

    if form.done(verb):
        flash("Your redline is kept. Only your office sees it.", "success")
        return _back(resolution)
    return _of_unit("layers/redline.html", resolution, form), form.http_code


def _of_unit(template: str, resolution: Resolution, form: Any) -> str:
    now = queries.text_for(actor(), resolution)
    key = form.unit.data or ""
    unit = now.by_id.get(key)
    if key and unit is None and request.method != "POST":
        abort(404)
    # A unit may go while a note on it is written: what was typed stays, and another is chosen.
    gone = unit is None and bool(key or (isinstance(form, NoteForm) and form.meant.data))
    known = numbers(now.units)
    return render_template(
        template,
        resolution=resolution,
        form=form,
        unit=unit,
        address=known[key].address if unit else "",
        others=[(one.id, known[one.id].address) for one in now.units] if gone else [],
        claim=claim_of(resolution),
        crumbs=_trail(resolution),
    )


def _trail(resolution: Resolution) -> list[tuple[str, str]]:
    return [*crumbs(resolution), ("Our notes", url_for(".layer", resolution_id=resolution.id))]


def _back(resolution: Resolution) -> ResponseReturnValue:
    return redirect(url_for(".layer", resolution_id=resolution.id), 303)


def _pressed(resolution: Resolution, verb: Callable[[], Any], said: str) -> ResponseReturnValue:
    """What a button does; a refusal is said on the page of the layer."""
    try:
        verb()
    except RuleBroken as refused:
        flash(str(refused), "error")
        return _layer(resolution, PositionForm(formdata=None)), 409
    flash(said, "success")
    return _back(resolution)


@bp.act("/notes/<uuid:note_id>/set-aside", may=Do.SET_ASIDE, of=queries.own_note)
def set_note_aside(note: Note) -> ResponseReturnValue:
    """Put a note away."""
    verb = lambda: operations.set_aside(actor(), note)  # noqa: E731 (one of several alike)
    return _pressed(note.resolution, verb, "The note is set aside.")


@bp.act("/redlines/<uuid:redline_id>/set-aside", may=Do.SET_ASIDE, of=queries.own_redline)
def set_redline_aside(redline: Redline) -> ResponseReturnValue:
    """Put a redline away."""
    verb = lambda: operations.set_aside(actor(), redline)  # noqa: E731 (one of several alike)
    return _pressed(redline.resolution, verb, "The redline is set aside.")


@bp.act("/redlines/<uuid:redline_id>/promote", may=Do.PROMOTE, of=queries.own_redline)
def promote(redline: Redline) -> ResponseReturnValue:
    """Propose a redline as an amendment."""
    verb = lambda: operations.promote(actor(), redline)  # noqa: E731 (one of several alike)
    said = "It is proposed as an amendment: others see it now, and your office as its author."
    return _pressed(redline.resolution, verb, said)


@bp.form("/resolutions/<uuid:resolution_id>/our-notes/share", may=Do.SHARE, of=text_within_the_wall)
def share(resolution: Resolution) -> ResponseReturnValue:
    """Give offices of chosen states a copy of what is chosen."""
    who = actor()
    notes = {str(one.id): one for one in queries.notes_of(who, resolution)}
    redlines = {str(one.id): one for one in queries.redlines_of(who, resolution)}
    positions = queries.positions_of(who, resolution)
    form = ShareForm.sent()
    form.notes.choices = [SelectChoice(key, _brief(one.words)) for key, one in notes.items()]
    said = queries.placed_redlines(
        list(redlines.values()), resolution, queries.text_for(who, resolution)
    )
    form.redlines.choices = [
        SelectChoice(str(one.redline.id), _brief(" ".join(one.original))) for one in said
    ]
    states = queries.states_that_may_be_given(who, resolution)
    form.states.choices = [SelectChoice(code, name_of(code)) for code in states]

    def verb() -> object:
        chosen = Chosen(
            [notes[key] for key in form.notes.data or ()],
            [redlines[key] for key in form.redlines.data or ()],
            positions[0] if form.position.data and positions else None,
        )
        return operations.share(who, resolution, chosen=chosen, states=form.states.data or ())

    if form.done(verb):
        flash("The offices of the states that you chose are given a copy.", "success")
        return _back(resolution)
    return render_template(
        "layers/share.html",
        resolution=resolution,
        form=form,
        stands=positions[0] if positions else None,
        IN_WORDS=IN_WORDS,
        claim=claim_of(resolution),
        crumbs=_trail(resolution),
    ), form.http_code


def _brief(words: str) -> str:
    said = " ".join(words.split())
    return said if len(said) <= 120 else f"{said[:119]}…"


@bp.page("/our-notes/copies/<uuid:copy_id>", may=Do.READ_COPY, of=queries.copy_for)
def copy(copy: LayerCopy) -> ResponseReturnValue:
    """What an office shared, as it was then."""
    return render_template(
        "layers/copy.html",
        copy=copy,
        resolution=copy.resolution,
        says=copy.says,
        own=copy.office_id == actor().office_id,
        IN_WORDS=IN_WORDS,
        claim=claim_of(copy.resolution),
        Layer=Do,
        crumbs=_trail(copy.resolution),
    )


@bp.act("/our-notes/copies/<uuid:copy_id>/end", may=Do.END_SHARE, of=queries.own_copy)
def end_share(copy: LayerCopy) -> ResponseReturnValue:
    """Show a copy to nobody any more."""
    verb = lambda: operations.end_share(actor(), copy)  # noqa: E731 (one of several alike)
    return _pressed(copy.resolution, verb, "It is shared no more.")
