"""Pages about compacts: what the rules of an alliance make of its members."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.compacts import exports, operations
from alliance.compacts.forms import CompactForm, EventForm
from alliance.compacts.looking import Looked, looked
from alliance.compacts.policy import Do
from alliance.core.downloads import asked_for, file_links, file_of
from alliance.core.recall import recall
from alliance.core.record import HOUSE
from alliance.core.shown import local_now
from alliance.core.web import Doors, actor
from alliance.membership.exports import of
from alliance.membership.frame import known_alliance
from alliance.membership.known import before_all
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug

bp = Doors("compacts", __name__, url_prefix="/alliances")

ROWS_AT_MOST = 100
PARTS = {
    "counts": "Who counts, and from when",
    "entry_into_force": "Entry into force",
    "application": "What it governs",
    "withdrawal": "Withdrawal",
    "dissolution": "End",
    "survival": "What survives",
    "decision": "Decisions",
}


@bp.page("/<string:slug>/compact", may=Do.READ, of=known_alliance)
def compact(alliance: Alliance) -> ResponseReturnValue:
    """In force or not on a day, since when, by how much short, and how it came to that."""
    form = CompactForm.asked(request.args, local_now().date())
    found = _looked(alliance, form)
    address = {"slug": alliance.slug, **form.address}
    if not form.errors and (kind := asked_for()):
        what = {"alliance": alliance.name, "measure": found.measure}
        about = of(form.day, form.address, found.unknown, **what)
        return file_of(kind, lambda: exports.history_sheet(alliance, found.rows, about))
    return render_template(
        "compacts/compact.html",
        alliance=alliance,
        form=form,
        day=form.day,
        found=found,
        unknown=before_all(found.unknown) if found.unknown else "",
        status=found.status,
        parts=PARTS,
        rows=found.rows[::-1][:ROWS_AT_MOST],
        files=file_links(".compact", **address),
        above=_above(alliance, form),
    ), (422 if form.errors else 200)


def _looked(alliance: Alliance, form: CompactForm) -> Looked:
    day, known, leaves = form.day, form.known, form.leaves.data
    return recall(
        ("compact", alliance.slug, day, known, leaves),
        (alliance.stream, HOUSE),
        lambda: looked(alliance, day, known, leaves),
    )


def _above(alliance: Alliance, form: CompactForm | None = None) -> list[tuple[str, str]]:
    days = form.days if form else {}
    return [
        ("Alliances", url_for("membership.alliances")),
        (alliance.name, url_for("membership.alliance", slug=alliance.slug, **days)),
    ]


@bp.form("/<string:slug>/compact/event", may=Do.RECORD_EVENT, of=alliance_by_slug)
def event(alliance: Alliance) -> ResponseReturnValue:
    """Record when something happened that the rules ask for."""
    form = EventForm.sent()

    def record() -> None:
        operations.record_event(
            actor(),
            alliance,
            name=form.event,
            happened_on=form.happened_on.data,
            source=form.said,
        )

    if form.done(record):
        flash(f"Recorded: {form.event}.", "success")
        return redirect(url_for(".compact", slug=alliance.slug), 303)
    return render_template(
        "compacts/event.html",
        alliance=alliance,
        form=form,
        asked=sorted(looked(alliance, local_now().date(), None).asked),
        above=[*_above(alliance), ("Entry into force", url_for(".compact", slug=alliance.slug))],
    ), form.http_code
