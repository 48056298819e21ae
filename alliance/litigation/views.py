"""Pages about lawsuits."""

import datetime as dt
from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.authority.rules import ActClass
from alliance.clearance.queries import Way, prepares, way
from alliance.clearance.views import Preparing, preparing
from alliance.core import receipts
from alliance.core.dates import parse_partial_date
from alliance.core.operation import RuleBroken
from alliance.core.pages import cursor
from alliance.core.policy import may
from alliance.core.record import Entry
from alliance.core.saying import listed
from alliance.core.shown import local_now
from alliance.core.web import Doors, actor
from alliance.litigation import operations, queries
from alliance.litigation.forms import WORDS, FilterForm, PositionForm, PrepareForm
from alliance.litigation.models import Lawsuit, Position
from alliance.litigation.policy import Do
from alliance.litigation.queries import OwnPosition, Plaintiff
from alliance.litigation.rules import Complete, Effect, Stance, Undated, effect_of
from alliance.membership.forms import AsOfForm
from alliance.states.marks import Mark, marks, paths
from alliance.states.reference import name_of

bp = Doors("litigation", __name__, url_prefix="/lawsuits")

FIRST = ("plaintiff", "P", "Plaintiff since the first complaint")
LATER = ("joined", "J", "Plaintiff that joined later")
UNDATED = ("unknown", "?", "Joined on a day that the source does not give")
NONE = ("none", "", "Not named as plaintiff on this day")

COMPLETE = {
    Complete.YES: "The source names every plaintiff state.",
    Complete.NO: ("The source was cut off; other states sue as well, and are not named here."),
    Complete.UNVERIFIED: (
        "The states are taken from the court's list of parties, which does not say who is a "
        "plaintiff. Some may be missing, and some may take part in another role."
    ),
}


@bp.page("/", may=Do.LIST)
def lawsuits() -> ResponseReturnValue:
    """Every lawsuit, the newest first, narrowed by what stands in the address."""
    form = FilterForm(request.args, queries.courts_in_use(actor()))
    if not form.validate():
        return render_template("litigation/lawsuits.html", form=form, found=None), 422
    found = queries.lawsuits(actor(), cursor(request.args.get("after")), form.filter)
    asked = form.address
    further = url_for(".lawsuits", **asked, after=str(found.after)) if found.after else ""
    return render_template(
        "litigation/lawsuits.html",
        form=form,
        found=found,
        narrowed=bool(asked),
        further=further,
        start=url_for(".lawsuits", **asked) if "after" in request.args else "",
    )


@bp.page("/<string:case_id>", may=Do.READ, of=queries.lawsuit_by_case)
def lawsuit(lawsuit: Lawsuit) -> ResponseReturnValue:
    """One lawsuit on a day: who takes part, what happened, where offices stand."""
    form = AsOfForm.asked(request.args, local_now().date())
    day = form.day
    events = queries.events_of(lawsuit)
    suing = queries.plaintiffs(lawsuit, events, day)
    undated = queries.participation(lawsuit, day, events).undated
    return render_template(
        "litigation/lawsuit.html",
        lawsuit=lawsuit,
        form=form,
        day=day,
        today=form.today,
        ended=_ended(lawsuit, day),
        complete=COMPLETE[Complete(lawsuit.plaintiffs_complete)],
        plaintiffs=suing,
        undated=[one for one in undated if one.states],
        marks=_marks(suing, undated, day if form.kept else None),
        paths=paths(),
        events=events,
        related=queries.related_to(lawsuit),
        positions=queries.positions_seen_by(actor(), lawsuit),
        own=queries.own_positions(actor(), lawsuit),
        name_of=name_of,
        named=_named,
        may_prepare=may(actor(), Do.PREPARE, lawsuit) and prepares(actor(), ActClass.LAWSUIT),
        Do=Do,
    ), (422 if form.errors else 200)


@bp.form("/<string:case_id>/position", may=Do.POSITION, of=queries.lawsuit_by_case, fresh=True)
def position(lawsuit: Lawsuit) -> ResponseReturnValue:
    """Record how the office stands: write, review, confirm."""
    own = queries.own_positions(actor(), lawsuit)
    form = PositionForm.sent(before=len(own), version=lawsuit.version)
    content = operations.content_of(lawsuit, form.so_far)
    found = way(actor(), ActClass.LAWSUIT, lawsuit.ref, content)
    form.offer(found.grounds)
    form.stance.data = form.stance.data or found.says("stance")
    if found.hindered or not form.accepted or "change" in request.form:
        return _writing(form, lawsuit, own, found), 422 if form.errors else 200
    if "confirm" not in request.form:
        return render_template(
            "litigation/position_review.html",
            lawsuit=lawsuit,
            form=form,
            label=WORDS[form.chosen],
            public=form.chosen is Stance.JOINS,
        )
    try:
        made = operations.record_position(
            actor(),
            lawsuit,
            stance=form.chosen,
            before=form.before.data or 0,
            version=form.version.data or 0,
            chosen=form.under,
        ).result
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        for field, now in ((form.before, len(own)), (form.version, lawsuit.version)):
            field.process_data(now)
            field.raw_data = None
        return _writing(form, lawsuit, own), 409
    flash("The position of your office is recorded. The receipt is below.", "success")
    return redirect(url_for(".receipt", case_id=lawsuit.case_id, n=made.n), 303)


@bp.form("/<string:case_id>/prepare", may=Do.PREPARE, of=queries.lawsuit_by_case)
def prepare(lawsuit: Lawsuit) -> ResponseReturnValue:
    """Prepare a position, for somebody else of the office to record."""
    form = PrepareForm.sent()
    above = [
        ("Lawsuits", url_for(".lawsuits")),
        (lawsuit.caption, url_for(".lawsuit", case_id=lawsuit.case_id)),
    ]
    return preparing(
        Preparing("Prepare a position", ActClass.LAWSUIT, above, ("stance",)),
        form,
        lambda: operations.prepare(actor(), lawsuit, stance=form.chosen, note=form.words),
    )


@bp.page("/<string:case_id>/positions/<int:n>/receipt", may=Do.READ, of=queries.own_position)
def receipt(own: OwnPosition) -> ResponseReturnValue:
    """The receipt of a position of the reader's own office."""
    lawsuit, position = own.lawsuit, own.position
    where = url_for(".lawsuit", case_id=lawsuit.case_id, _anchor="positions")
    return receipts.receipt_page(
        _entry(own),
        crumbs=[("Lawsuits", url_for(".lawsuits")), (lawsuit.caption, where)],
        rows=[
            ("Office", actor().office_name),
            ("Position", position.stance.capitalize()),
            ("Authority", position.authority),
        ],
        digests=[],
        file=url_for(".receipt_file", case_id=lawsuit.case_id, n=position.n),
    )


@bp.page("/<string:case_id>/positions/<int:n>/receipt.json", may=Do.READ, of=queries.own_position)
def receipt_file(own: OwnPosition) -> ResponseReturnValue:
    """The same to keep."""
    return receipts.receipt_file(_entry(own), f"{own.lawsuit.case_id}-{own.position.n}")


def _entry(own: OwnPosition) -> Entry:
    stream = f"office:{own.position.office_id}"
    return receipts.entry_of(stream, own.lawsuit.ref, Do.POSITION, position=own.position.n)


def _named(codes: Iterable[str]) -> str:
    return listed([name_of(code) for code in codes])


def _ended(lawsuit: Lawsuit, day: dt.date) -> bool:
    end = parse_partial_date(lawsuit.date_terminated or "")
    return end is not None and end.first_day <= day


def _writing(
    form: PositionForm, lawsuit: Lawsuit, own: list[Position], found: Way | None = None
) -> str:
    return render_template(
        "litigation/position.html", lawsuit=lawsuit, form=form, own=own, found=found
    )


def _marks(
    suing: Iterable[Plaintiff], undated: Iterable[Undated], day: dt.date | None
) -> dict[str, Mark]:
    found = {
        state: UNDATED
        for one in undated
        if effect_of(one.event) is Effect.ADDS
        for state in one.states
    }
    found.update((one.state, FIRST if one.first else LATER) for one in suing)
    as_of = day.isoformat() if day else None

    def link(code: str) -> str:
        return url_for("workspaces.state", code=code, as_of=as_of)

    return marks(found, rest=NONE, link=link)
