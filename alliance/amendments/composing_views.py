"""Pages on which an amendment is composed, change by change, and filed; without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.amendments import operations, queries
from alliance.amendments.composing import (
    Unfit,
    as_carried,
    carried,
    changed,
    inserted,
    retitled,
    reworded,
    struck,
    without,
    working,
)
from alliance.amendments.forms import ComposeForm
from alliance.amendments.frame import bp, frame, redline
from alliance.amendments.models import Amendment
from alliance.amendments.noting import refuse_decided
from alliance.amendments.policy import Do
from alliance.amendments.rules import LARGEST_EDITS
from alliance.amendments.standing import as_worded, together
from alliance.core.forms import tidy
from alliance.core.operation import RuleBroken
from alliance.core.web import actor
from alliance.redlines import edits as engine
from alliance.redlines.collisions import Collision, collisions
from alliance.redlines.edits import Edit, spans
from alliance.redlines.edits import inserted as new_units
from alliance.redlines.rebasing import rebase_edits
from alliance.redlines.saying import sentences
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import text_of, under_review
from alliance.resolutions.rules import AMENDABLE, Reviewed, what_changed
from alliance.texts.numbering import numbers
from alliance.texts.parts import beneath
from alliance.texts.units import Text, is_id

MOST = 4 * LARGEST_EDITS  # bytes of a form that carries an amendment
THIS = "This amendment"


@dataclass(frozen=True)
class Bench:
    """What an amendment is composed on: the text, or the text as `first` would have it."""

    resolution: Resolution
    first: Amendment | None
    base: Text
    seen: Reviewed
    over: str

    @property
    def address(self) -> str:
        """Where its forms go."""
        if self.first is not None:
            return url_for("amendments.amend", amendment_id=self.first.id)
        return url_for("amendments.propose", resolution_id=self.resolution.id)

    @property
    def heading(self) -> str:
        """What the pages are called."""
        if self.first is None:
            return "Propose an amendment"
        return f"Amend amendment {self.first.number}"

    def may_touch(self, key: str) -> bool:
        """Whether a unit, or the head (""), is within what may be amended here."""
        if self.first is None:
            return True
        edits = self.first.wording.edits
        new = {span.unit for edit in edits for span in spans(edit) if span.new}
        return key in new or key in new_units(edits)


def _bench(resolution: Resolution, first: Amendment | None = None) -> Bench:
    seen = under_review(resolution, resolution.shown_version)
    if first is None:
        return Bench(resolution, None, text_of(resolution, seen.version).words, seen, "")
    return Bench(resolution, first, as_worded(resolution, first), seen, first.wording.sha256)


@bp.form(
    "/resolutions/<uuid:resolution_id>/amendments/propose",
    may=Do.PROPOSE,
    of=queries.shown,
    most=MOST,
)
def propose(resolution: Resolution) -> ResponseReturnValue:
    """Compose an amendment to the text that is shown, review it, file it."""
    if resolution.stands not in AMENDABLE:
        flash("This text takes no amendments now.", "info")
        there = url_for("amendments.amendments", resolution_id=resolution.id)
        return redirect(there, 303)
    return _compose(_bench(resolution))


@bp.form("/amendments/<uuid:amendment_id>/amend", may=Do.AMEND, of=queries.amendment, most=MOST)
def amend(amendment: Amendment) -> ResponseReturnValue:
    """Compose an amendment to an amendment."""
    why = operations.why_too_deep(amendment)
    if not why:
        try:
            refuse_decided(amendment)
        except RuleBroken as refused:
            why = str(refused)
    if not why and amendment.wording.version != amendment.resolution.shown_version:
        why = "It is worded on an older version of the text; it is brought to the newest first."
    if why:
        page = render_template(
            "amendments/not_in_order.html",
            why=why,
            amendment=amendment,
            **frame(amendment.resolution, amendment),
        )
        return page, 409
    return _compose(_bench(amendment.resolution, amendment))


def _compose(bench: Bench) -> ResponseReturnValue:
    form = ComposeForm.sent()
    if request.method != "POST":
        key = request.args.get("unit", "")
        if is_id(key) and key in bench.base.by_id:
            return _of_unit(bench, form, (), key)
        return _text(bench, form, ())
    edits, moved = _taken_along(bench, form)
    if moved:
        return _review(bench, form, edits, changed=moved), 409
    do, _, key = request.form.get("do", "").partition(":")
    if not form.validate():
        return _again(bench, form, edits, do)
    try:
        return _done(bench, form, edits, do, key)
    except Unfit as wrong:
        form.form_errors.append(str(wrong))
        return _again(bench, form, edits, do)


def _taken_along(bench: Bench, form: ComposeForm) -> tuple[tuple[Edit, ...], str]:
    """The changes so far against the text of now, and what to say where that has changed."""
    same = (form.number, form.text_sha256.data) == (bench.seen.version, bench.seen.text_sha256)
    if same and (form.over.data or "") == bench.over:
        try:
            return carried(bench.base, form.edits.data or ""), ""
        except Unfit as wrong:
            return (), f"{wrong} Begin anew."
    old = _old_base(bench, form)
    if old is None:
        return (), "This form is not one of this text. Begin anew."
    try:
        found = rebase_edits(carried(old, form.edits.data or ""), old, bench.base)
    except Unfit as wrong:
        return (), f"{wrong} Begin anew."
    said = what_changed(form.reviewed, bench.seen) or "The amendment has been worded anew."
    left = " ".join(f"Left out: {one.reason}" for one in found.left)
    return found.edits, f"{said} Your changes were carried over. {left}".strip()


def _old_base(bench: Bench, form: ComposeForm) -> Text | None:
    """The text on which the form was begun, if it is one that was shown here."""
    if bench.first is not None:
        for wording in bench.first.wordings:
            if wording.sha256 == form.over.data:
                return as_worded(bench.resolution, bench.first, wording.n)
        return None
    if not 1 <= form.number <= (bench.resolution.shown_version or 0):
        return None
    old = text_of(bench.resolution, form.number)
    return old.words if old.sha256 == form.text_sha256.data else None


def _done(
    bench: Bench, form: ComposeForm, edits: tuple[Edit, ...], do: str, key: str
) -> ResponseReturnValue:
    if do == "unit":
        return _of_unit(bench, form, edits, key)
    if do == "insert":
        return _insertion(bench, form, edits, key)
    steps: dict[str, Callable[..., ResponseReturnValue]] = {
        "head": _head,
        "review": _review,
        "file": _file,
    }
    if do in steps:
        return steps[do](bench, form, edits)
    return _text(bench, form, _after(bench, form, edits, do, key))


def _after(
    bench: Bench, form: ComposeForm, edits: tuple[Edit, ...], do: str, key: str
) -> tuple[Edit, ...]:
    """The edits after one more change, or one less."""
    unit = form.unit.data or ""
    if do == "drop":
        place = int(key) if key.isascii() and key.isdecimal() and len(key) < 6 else -1
        return carried(bench.base, as_carried(without(edits, place)))
    changes: dict[str, Callable[[Text], Text]] = {
        "words": lambda copy: reworded(copy, unit, form.heading.data, form.words.data or ""),
        "strike": lambda copy: struck(copy, unit),
        "put": lambda copy: inserted(copy, form.insertion),
        "title": lambda copy: retitled(copy, form.title.data or "", form.enacting.data or ""),
    }
    return changed(bench.base, edits, changes[do]) if do in changes else edits


def _again(
    bench: Bench, form: ComposeForm, edits: tuple[Edit, ...], do: str
) -> ResponseReturnValue:
    """The page of the step that was refused, with what was typed."""
    unit = form.unit.data or ""
    page: Callable[..., str] = _text
    if do == "title":
        page = partial(_head, typed=True)
    elif do == "file":
        page = _review
    elif unit in working(bench.base, edits).by_id and do in ("words", "strike"):
        page = partial(_of_unit, key=unit, typed=True)
    elif do == "put" and (where := form.where.data or "") in ("before", "after", "end"):
        page = partial(_insertion, where=where)
    try:
        return page(bench, form, edits), 422
    except Unfit:
        return _text(bench, form, edits), 422


def _file(bench: Bench, form: ComposeForm, edits: tuple[Edit, ...]) -> ResponseReturnValue:
    reason = tidy(form.reason.data)
    reviewed = form.reviewed
    try:
        if bench.first is None:
            made = operations.propose(
                actor(), bench.resolution, reviewed=reviewed, edits=edits, reason=reason
            ).result
        else:
            made = operations.amend(
                actor(),
                bench.first,
                reviewed=reviewed,
                over=form.over.data or "",
                edits=edits,
                reason=reason,
            ).result
    except RuleBroken as refused:
        return _review(bench, form, edits, changed=str(refused)), 409
    flash(f"Amendment {made.number} is proposed.", "success")
    return redirect(url_for("amendments.amendment", amendment_id=made.id), 303)


def _shown(bench: Bench, edits: tuple[Edit, ...], **more: Any) -> dict[str, Any]:
    copy = working(bench.base, edits)
    return {
        "bench": bench,
        "edits": as_carried(edits),
        "said": sentences(bench.base, edits),
        "copy": copy,
        "known": numbers(copy.units),
        **frame(bench.resolution, bench.first),
        **more,
    }


def _text(bench: Bench, form: ComposeForm, edits: tuple[Edit, ...]) -> str:
    shown = _shown(bench, edits, form=form)
    return render_template("amendments/compose.html", **shown)


def _of_unit(
    bench: Bench, form: ComposeForm, edits: tuple[Edit, ...], key: str, *, typed: bool = False
) -> str:
    shown = _shown(bench, edits, form=form)
    unit = shown["copy"].by_id.get(key)
    if unit is None:
        raise Unfit("This unit is not in the text as you have changed it.")
    if not typed:
        form.heading.data, form.words.data = unit.heading, unit.text
    under = len(beneath(shown["copy"].units, key)) - 1
    return render_template("amendments/unit.html", unit=unit, under=under, **shown)


def _insertion(bench: Bench, form: ComposeForm, edits: tuple[Edit, ...], where: str) -> str:
    shown = _shown(bench, edits, form=form)
    near = shown["copy"].by_id.get(form.unit.data or "")
    if near is None or where not in ("before", "after"):
        if shown["copy"].units:
            raise Unfit("This unit is not in the text as you have changed it.")
        where = "end"
    if not form.where.data and near is not None:
        form.kind.data, form.level.data = str(near.kind), near.level
        form.heading.data = form.words.data = ""
    return render_template("amendments/insert.html", near=near, where=where, **shown)


def _head(bench: Bench, form: ComposeForm, edits: tuple[Edit, ...], *, typed: bool = False) -> str:
    shown = _shown(bench, edits, form=form)
    if not typed:
        form.title.data, form.enacting.data = shown["copy"].title, shown["copy"].enacting
    return render_template("amendments/head.html", **shown)


def _review(bench: Bench, form: ComposeForm, edits: tuple[Edit, ...], changed: str = "") -> str:
    shown = _shown(bench, edits, form=form, changed=changed)
    wrong = operations.why_no_amendment(bench.base, edits)
    if not wrong and bench.first is not None:
        wrong = [why for why in [operations.why_beyond(bench.first, edits)] if why]
    return render_template(
        "amendments/review.html",
        wrong=wrong,
        found=redline(bench.base, shown["copy"]),
        clashes=() if wrong else _clashes(bench, edits),
        **shown,
    )


def _clashes(bench: Bench, edits: tuple[Edit, ...]) -> list[Collision]:
    """Where it would collide with the others."""
    all_of_it = together(bench.resolution).read_by(actor())
    others = all_of_it.seconds(bench.first) if bench.first else all_of_it.placed
    some = [one.engine for one in others if not one.left]
    found = collisions(bench.base, [*some, engine.Amendment(THIS, edits)])
    return [one for one in found if THIS in (one.first, one.second)]
