"""Pages about resolutions."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.charters.queries import terms_on, voters_of
from alliance.core import clock
from alliance.core.operation import ChangedMeanwhile
from alliance.core.pages import cursor
from alliance.core.recall import recall
from alliance.core.record import entries_about
from alliance.core.transaction import snapshot
from alliance.core.web import actor
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug
from alliance.resolutions import (
    changes,
    download_views,
    exporting,
    exports,
    importing_views,
    lists,
    operations,
    public_views,
    queries,
)
from alliance.resolutions.forms import ReviewedForm, TextForm
from alliance.resolutions.frame import frame
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import Do
from alliance.resolutions.rules import Stage
from alliance.resolutions.sharing_views import bp  # the same blueprint, with its pages
from alliance.resolutions.signing import bp as signing
from alliance.votes.chairs import chairs_of
from alliance.votes.forms import PutForm, usual_close
from alliance.votes.rosters import roster_on
from alliance.votes.ruled import sentence_of, warnings_of

public = public_views.bp

__all__ = ["bp", "changes", "download_views", "importing_views", "public", "signing"]

RULE_CHANGED = (
    "The rule is not the one that you reviewed. Nothing is recorded. Read it, then confirm again."
)


@bp.page("/", may=Do.LIST)
def resolutions() -> ResponseReturnValue:
    """The resolutions within the reader's wall."""
    stage = request.args.get("stage", "")
    slug = request.args.get("alliance", "")
    alliance = alliance_by_slug(actor(), slug) if slug else None
    if (stage and stage not in set(Stage)) or (slug and alliance is None):
        abort(404)
    who, start = actor(), cursor(request.args.get("after"))
    one = alliance.id if alliance else None
    found = recall(
        ("resolutions", who, start, stage, one),
        who.streams,
        lambda: lists.resolutions(who, start, stage=stage, alliance_id=one),
    )
    return render_template(
        "resolutions/resolutions.html",
        found=found,
        stage=stage,
        alliance=alliance,
        stages=list(Stage),
    )


@bp.form("/new/<string:slug>", may=Do.DRAFT, of=alliance_by_slug)
def draft(alliance: Alliance) -> ResponseReturnValue:
    """Begin a draft for an alliance."""
    form = TextForm.sent()
    if form.accepted:
        made = operations.draft(actor(), alliance, words=form.words).result
        flash("The draft is saved. Only your office sees it until others are shown it.", "success")
        return redirect(url_for("drafting.write", resolution_id=made.id), 303)
    code = 422 if form.errors else 200
    return render_template("resolutions/draft.html", form=form, alliance=alliance), code


@bp.page("/<uuid:resolution_id>", may=Do.READ, of=queries.resolution)
def show(resolution: Resolution) -> ResponseReturnValue:
    """The text, and where it stands."""
    return render_template("resolutions/show.html", targets=exporting.IN_WORDS, **frame(resolution))


def _review(page: str, resolution: Resolution, version: int | None = None, **more: Any) -> str:
    """The page on which somebody reads what they are about to confirm."""
    seen = queries.under_review(resolution, version)
    text = queries.text_of(resolution, seen.version)
    return render_template(page, resolution=resolution, text=text, seen=seen, **more)


@bp.form("/<uuid:resolution_id>/withdraw", may=Do.WITHDRAW, of=queries.resolution)
def withdraw(resolution: Resolution) -> ResponseReturnValue:
    """Take it back: review, confirm."""
    if request.method != "POST":
        return _review("resolutions/withdraw.html", resolution)
    try:
        operations.withdraw(actor(), resolution, reviewed=ReviewedForm.sent().reviewed)
    except ChangedMeanwhile as changed:
        return _review("resolutions/withdraw.html", resolution, changed=str(changed)), 409
    flash("The resolution is withdrawn. Its text stays in the record.", "success")
    return redirect(url_for(".show", resolution_id=resolution.id), 303)


@bp.act("/<uuid:resolution_id>/read", may=Do.MARK_READ, of=queries.resolution)
def mark_read(resolution: Resolution) -> ResponseReturnValue:
    """Take it off the desk: the office has read it."""
    if not queries.has_read(actor(), resolution):
        operations.mark_read(actor(), resolution)
    flash("Marked as read for your office.", "success")
    return redirect(url_for(".show", resolution_id=resolution.id), 303)


@bp.form("/<uuid:resolution_id>/put", may=Do.PUT, of=queries.resolution)
def put(resolution: Resolution) -> ResponseReturnValue:
    """Put the question: until when and under which rule, review, confirm."""
    zone = actor().zone
    form = PutForm.sent(data={"closes": usual_close(zone), "rule": "majority"})
    form.zone, form.roster = zone, roster_on(voters_of(resolution.alliance), clock.today())
    voting = terms_on(resolution.alliance, clock.today()).voting
    form.under(voting, operations.KIND, chairs_of(resolution.alliance))
    if not form.accepted or "change" in request.form:
        code = 422 if form.errors else 200
        return render_template("resolutions/put.html", resolution=resolution, form=form), code
    if "confirm" not in request.form:
        return _review_put(resolution, form)
    seen = ReviewedForm.sent()
    if seen.rule_sha256.data != form.rule_sha256:
        return _review_put(resolution, form, changed=RULE_CHANGED), 409
    try:
        asked = operations.put(
            actor(),
            resolution,
            rule=form.chosen,
            way=form.way,
            reviewed=seen.reviewed,
            states=seen.roster,
        ).result
    except ChangedMeanwhile as changed:
        return _review_put(resolution, form, changed=str(changed)), 409
    flash("The question is put. Text, roster and rule are frozen.", "success")
    return redirect(url_for("votes.show", question_id=asked.id), 303)


def _review_put(resolution: Resolution, form: PutForm, **more: Any) -> str:
    return _review(
        "resolutions/put_review.html",
        resolution,
        resolution.shown_version,
        form=form,
        rule=sentence_of(form.chosen),
        cautions=warnings_of(form.chosen, form.roster),
        roster=sorted(form.roster),
        **more,
    )


@bp.page("/<uuid:resolution_id>/record", may=Do.READ, of=queries.resolution)
def record(resolution: Resolution) -> ResponseReturnValue:
    """The acts about it in the ledger, and the versions of its text."""
    subjects = [resolution.ref]
    if resolution.question_id:
        subjects.append(f"question:{resolution.question_id}")
    own = actor().office_id == resolution.office_id
    shown = queries.versions_shown(actor(), resolution)
    acts = entries_about(resolution.alliance.stream, subjects)
    if own:
        acts = entries_about(resolution.office.stream, subjects) + acts
    return render_template(
        "resolutions/record.html", acts=acts, versions=shown, **frame(resolution)
    )


@bp.page("/<uuid:resolution_id>/decision.zip", may=Do.EXPORT, of=queries.resolution)
def bundle(resolution: Resolution) -> ResponseReturnValue:
    """The decision bundle, to keep and to check without this server."""
    key = resolution.id
    with snapshot():
        data = exports.bundle(queries.resolution(actor(), key) or abort(404))
    name = f"decision-{key}.zip"
    headers = {
        "Content-Type": "application/zip",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return data, 200, headers
