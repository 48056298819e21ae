"""Pages on which a draft is written, with and without live editing."""

import base64
import binascii
import uuid
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts.queries import names
from alliance.core.forms import showable
from alliance.core.operation import RuleBroken
from alliance.core.web import Doors, actor
from alliance.drafting import live, operations, queries
from alliance.drafting.forms import BaseForm, Deed, VersionForm, as_written, done
from alliance.drafting.merging import Outcome, brought_together, shown
from alliance.drafting.models import Draft
from alliance.drafting.news import news, saved
from alliance.drafting.operations import Frozen, Gap
from alliance.drafting.policy import Do
from alliance.drafting.rules import LARGEST_UPDATE
from alliance.redlines.comparing import compare
from alliance.resolutions.frame import crumbs
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import text_of
from alliance.resolutions.rules import WRITABLE
from alliance.texts.checking import LONGEST_TEXT, unready
from alliance.texts.numbering import numbers
from alliance.texts.units import Kind, Text, Unit

bp = Doors("drafting", __name__, url_prefix="/resolutions")

MOST = 8 * LONGEST_TEXT  # bytes of a form with a whole text in it
Authored = list[tuple[str, str]]  # words, and the office that they came from


def away_from_frozen(resolution: Resolution) -> ResponseReturnValue | None:
    """To the text, for who opens a page to write on one that is frozen; else None."""
    if request.method == "POST" or resolution.stands in WRITABLE:
        return None  # what is sent is refused by the operation, and nothing typed is lost
    flash("This text is frozen. Nothing more is written on it.", "info")
    return redirect(url_for("resolutions.show", resolution_id=resolution.id), 303)


@bp.form("/<uuid:resolution_id>/write", may=Do.WRITE, of=queries.written, most=MOST)
def write(resolution: Resolution) -> ResponseReturnValue:
    """The draft as a form, which live editing takes over where there is JavaScript."""
    if request.method != "POST":
        return away_from_frozen(resolution) or _writing(resolution)
    base = _base(resolution)
    if base is None:
        return _writing(resolution, wrong="The form is not one of this draft. Save again."), 409
    deed = Deed.of(_sent().get("do", ""))
    outcome = Outcome()
    try:
        draft, words = operations.set_down(
            actor(),
            resolution,
            merged=lambda now: _wanted(outcome, base, now, deed, resolution),
        )
    except RuleBroken as refused:
        mine = as_written(base, _sent())
        return _writing(resolution, words=mine, wrong=str(refused)), 409
    if outcome.conflicts:
        return _settling(resolution, outcome), 409
    flash(f"Saved at {saved(actor(), draft, queries.last_n(draft))['saved']}.", "success")
    to = outcome.at if outcome.at in words.by_id else ""
    where = url_for(".write", resolution_id=resolution.id)
    return redirect(f"{where}#u-{to}" if to else where, 303)


def _sent() -> dict[str, str]:
    """The fields of a form whose names hang on the units that it holds."""
    return {showable(name): showable(value) for name, value in request.form.items()}


def _base(resolution: Resolution) -> Text | None:
    """The text that the writer had before them, or None where there was no such text."""
    form = BaseForm.sent()
    if not form.validate():
        return None
    if not form.at:
        version = form.version.data or 0
        known = 1 <= version <= resolution.version
        return text_of(resolution, version).words if known else None
    draft = queries.draft_of(resolution)
    if draft is None or form.at > queries.last_n(draft):
        return None
    return queries.words_at(draft, form.at)


def _wanted(outcome: Outcome, base: Text, now: Text, deed: Deed, resolution: Resolution) -> Text:
    mine = as_written(base, _sent())
    brought_together(outcome, base, mine, now, _sent())
    if outcome.conflicts:
        return now
    draft = queries.draft_of(resolution)
    aside = live.read(queries.opened(draft)).aside if draft else ()
    wanted, outcome.at = done(outcome.words or now, deed, {one.id: one for one in aside})
    return wanted


def _writing(resolution: Resolution, words: Text | None = None, wrong: str = "") -> str:
    draft = queries.draft_of(resolution)
    stands = live.read(queries.opened(draft)) if draft else None
    text = words or (stands.words if stands else text_of(resolution, resolution.version).words)
    return render_template(
        "drafting/write.html",
        resolution=resolution,
        draft=draft,
        words=text,
        known=numbers(text.units),
        aside=stands.aside if stands else (),
        here=queries.here(draft, actor().person_id) if draft else [],
        n=queries.last_n(draft) if draft else 0,
        unready=unready(text),
        wrong=wrong,
        kinds=list(Kind),
        version_form=VersionForm(),
        crumbs=crumbs(resolution),
        Do=Do,
    )


def _settling(resolution: Resolution, outcome: Outcome) -> str:
    """The page on which somebody says which words hold where two wrote the same ones."""
    draft = queries.draft_of(resolution)
    return render_template(
        "drafting/settle.html",
        resolution=resolution,
        outcome=outcome,
        shown=shown,
        sent=[(name, value) for name, value in _sent().items() if _is_kept(name)],
        n=queries.last_n(draft) if draft else 0,
        crumbs=crumbs(resolution),
    )


def _is_kept(name: str) -> bool:
    """Whether a field of the form is sent along when conflicts are settled."""
    return name != "csrf_token" and not name.startswith("settle-")


@bp.act("/<uuid:resolution_id>/write/begin", may=Do.WRITE, of=queries.written)
def begin(resolution: Resolution) -> ResponseReturnValue:
    """Begin live editing: the draft whole, and who is there."""
    try:
        draft = operations.begin(actor(), resolution)
    except Frozen as frozen:
        return jsonify({"frozen": str(frozen)}), 409
    operations.be_here(actor(), draft, "")
    return jsonify(_told(resolution, draft, 0))


@bp.act("/<uuid:resolution_id>/write/save", may=Do.WRITE, of=queries.written)
def save(resolution: Resolution) -> ResponseReturnValue:
    """Take in what one browser typed, and tell it what others did."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        return jsonify({"refused": "This is no update of a draft."}), 400
    after, client = _whole(sent.get("after")), _whole(sent.get("client"))
    update = _bytes(sent.get("update", ""))
    if after is None or client is None or update is None:
        return jsonify({"refused": "This is no update of a draft."}), 400
    try:
        draft = operations.type_in(actor(), resolution, update=update, client=client)
    except Frozen as frozen:
        return jsonify({"frozen": str(frozen)}), 409
    except Gap as gap:
        return jsonify({"gap": str(gap)}), 409
    except RuleBroken as refused:
        return jsonify({"refused": str(refused)}), 422
    if str(draft.id) != sent.get("draft"):
        after = 0  # another draft was begun meanwhile: the browser is given it whole
    operations.be_here(actor(), draft, str(sent.get("unit", "")))
    return jsonify(_told(resolution, draft, after))


@bp.page("/<uuid:resolution_id>/write/news", may=Do.READ, of=queries.written, quiet=True)
def listen(resolution: Resolution) -> ResponseReturnValue:
    """What others wrote; asked for by the page, again and again."""
    draft = queries.draft_of(resolution)
    after = _whole(request.args.get("after", type=int))
    if draft is None or after is None:
        return jsonify({"n": 0, "here": [], "open": resolution.stands in WRITABLE})
    return jsonify(news(actor(), resolution, draft, after))


def _told(resolution: Resolution, draft: Draft, after: int) -> dict[str, Any]:
    told = news(actor(), resolution, draft, after)
    return told | saved(actor(), draft, told["n"])


def _whole(value: object) -> int | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53
    return value if fits else None  # type: ignore[return-value]


def _bytes(value: object) -> bytes | None:
    if not isinstance(value, str) or len(value) > 2 * LARGEST_UPDATE:
        return None
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None


@bp.form("/<uuid:resolution_id>/write/version", may=Do.WRITE, of=queries.written)
def save_version(resolution: Resolution) -> ResponseReturnValue:
    """Freeze what is written as the next version: what has changed, and why."""
    if away := away_from_frozen(resolution):
        return away
    form = VersionForm.sent()
    if form.done(
        lambda: operations.save_version(actor(), resolution, reason=form.reason.data or "")
    ):
        flash(f"Version {resolution.version} is saved.", "success")
        return redirect(url_for("resolutions.show", resolution_id=resolution.id), 303)
    before = text_of(resolution, resolution.version).words
    now = queries.words_of(resolution)
    return render_template(
        "drafting/version.html",
        resolution=resolution,
        form=form,
        found=compare(before, now),
        unready=unready(now),
        crumbs=crumbs(resolution),
    ), form.http_code


@bp.page("/<uuid:resolution_id>/write/authors", may=Do.READ, of=queries.written)
def authors(resolution: Resolution) -> ResponseReturnValue:
    """Who wrote what of the draft: every word with the office that it came from."""
    draft = queries.draft_of(resolution)
    words = queries.words_of(resolution)
    kept = queries.authorship_of(draft) if draft else None
    rows = [
        (unit, kept.of(unit.id, "heading", unit.heading), kept.of(unit.id, "text", unit.text))
        for unit in (words.units if kept else ())
        if kept
    ]
    return render_template(
        "drafting/authors.html",
        resolution=resolution,
        rows=rows,
        known=numbers(words.units),
        offices={str(key): name for key, name in names(_offices(rows)).items()},
        began_with=draft.began_with if draft else resolution.version,
        crumbs=crumbs(resolution),
    )


def _offices(rows: list[tuple[Unit, Authored, Authored]]) -> set[uuid.UUID]:
    return {uuid.UUID(by) for _, *parts in rows for part in parts for _, by in part if by}
