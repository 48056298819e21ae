"""The page with the time line of an alliance: who joined and left when."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.downloads import asked_for, file_links, file_of
from alliance.core.pages import place, placed
from alliance.core.recall import recall
from alliance.core.shown import local_now
from alliance.membership import exports
from alliance.membership.changed import Asked, changes, is_place
from alliance.membership.forms import ChangesForm
from alliance.membership.frame import bp, shown_alliance
from alliance.membership.known import before_all, nothing_known
from alliance.membership.models import Alliance
from alliance.membership.policy import Do


@bp.page("/<string:slug>/changes", may=Do.READ, of=shown_alliance)
def changed(alliance: Alliance) -> ResponseReturnValue:
    """Joins and withdrawals, newest first, as they are known now or were on a day."""
    form = ChangesForm.asked(request.args, local_now().date())
    first = nothing_known(form.known, alliance)
    asked = Asked(form.state.data, form.asked_for, form.known)
    if form.errors:
        asked = Asked()
    elif kind := asked_for():
        found, _ = changes(alliance, asked, most=None)
        about = exports.of(form.day, form.address, first, alliance=alliance.name)
        return file_of(kind, lambda: exports.changes_sheet(alliance, found, about))
    start = place(request.args.get("after"), is_place)
    found, last = recall(
        ("changes", alliance.slug, asked, tuple(start or ())),
        (alliance.stream,),
        lambda: changes(alliance, asked, start),
    )
    where = {"slug": alliance.slug, **form.address}
    return render_template(
        "membership/changes.html",
        alliance=alliance,
        form=form,
        unknown=before_all(first) if first else "",
        found=found,
        today=form.today,
        further=url_for(".changed", **where, after=placed(last)) if last else "",
        start=url_for(".changed", **where) if start else "",
        files=file_links(".changed", **where),
        state_link=lambda code: url_for("workspaces.state", code=code, **form.days),
    ), (422 if form.errors else 200)
