"""Pages about meetings: the list, one meeting, when and where, its agenda."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.charters.frame import Asked, Writing, writing
from alliance.core import clock
from alliance.core.policy import may
from alliance.core.web import actor
from alliance.meetings import (
    chair_views,
    floor_views,
    live_views,
    minutes_views,
    motion_views,
    operations,
    queries,
    question_views,
)
from alliance.meetings.counting import voting
from alliance.meetings.forms import CallForm, ItemForm, WhyForm
from alliance.meetings.frame import above, bp, shown, within
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Body, Do
from alliance.meetings.questions import PUTS
from alliance.meetings.rules import Stage
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug

__all__ = [
    "bp",
    "chair_views",
    "floor_views",
    "live_views",
    "minutes_views",
    "motion_views",
    "question_views",
]

CALL_FIELDS = [
    Asked("title", "Such as “Annual meeting”. Every office of a member sees it."),
    Asked("starts", "On the clock of the time zone below."),
    Asked("zone"),
    Asked("place", "Where one goes; may stay empty where one joins by an address."),
    Asked("link", "How one joins from elsewhere: an address, or a number to call."),
]


@bp.page("/alliances/<string:slug>/meetings", may=Do.LIST, of=alliance_by_slug)
def meetings(alliance: Alliance) -> ResponseReturnValue:
    """The meetings of an alliance and of its groups."""
    found = queries.meetings_of(alliance)
    coming = [one for one in reversed(found) if one.stands in {Stage.CALLED, Stage.OPEN}]
    return render_template(
        "meetings/meetings.html",
        alliance=alliance,
        coming=coming,
        past=[one for one in found if one not in coming],
        body=queries.body(None, alliance.slug),
        groups=[one for one in queries.group_bodies(alliance) if may(actor(), Do.CALL, one)],
        Do=Do,
    )


@bp.form("/alliances/<string:slug>/meetings/call", may=Do.CALL, of=queries.body)
def call(body: Body) -> ResponseReturnValue:
    """Call a meeting of an alliance."""
    return _calling(body)


@bp.form("/meetings/groups/<uuid:group_id>/call", may=Do.CALL, of=queries.group_body)
def call_group(body: Body) -> ResponseReturnValue:
    """Call a meeting of a group."""
    return _calling(body)


def _calling(body: Body) -> ResponseReturnValue:
    form = CallForm.sent(data={"zone": actor().zone, "starts": _in_a_week(actor().zone)})
    made: list[Meeting] = []
    if form.done(lambda: made.append(operations.call(actor(), body, says=form.says).result)):
        flash("The meeting is called, and every office of a member is told.", "success")
        return redirect(url_for(".meeting", meeting_id=made[0].id), 303)
    name = body.group.name if body.group else body.alliance.name
    page = Writing(
        "Call a meeting",
        above(body.alliance),
        f"Of {name}. Every office of a member is told by e-mail.",
        "Call the meeting",
        CALL_FIELDS,
        "",
    )
    return render_template(
        "charters/write.html", page_of=page, form=form, where=request.path
    ), form.http_code


def _in_a_week(zone: str) -> dt.datetime:
    local = clock.now().astimezone(ZoneInfo(zone)) + dt.timedelta(days=7)
    return local.replace(tzinfo=None, hour=14, minute=0, second=0, microsecond=0)


@bp.page("/meetings/<uuid:meeting_id>", may=Do.READ, of=queries.meeting)
def meeting(meeting: Meeting) -> ResponseReturnValue:
    """One meeting: what is next, where it stands."""
    return render_template("meetings/meeting.html", **live_views.overview(meeting))


@bp.form("/meetings/<uuid:meeting_id>/change", may=Do.CHANGE, of=queries.meeting)
def change(meeting: Meeting) -> ResponseReturnValue:
    """Another time or place."""
    form = CallForm.sent()
    if request.method == "GET":
        form.show(meeting)
    page = Writing(
        "Change when and where",
        within(meeting),
        "Every office of a member is told by e-mail. What it said before stays in the record.",
        "Change it",
        CALL_FIELDS,
        "It is changed, and every office of a member is told.",
    )
    return writing(page, form, lambda: operations.change(actor(), meeting, says=form.says))


@bp.form("/meetings/<uuid:meeting_id>/cancel", may=Do.CANCEL, of=queries.meeting)
def cancel(meeting: Meeting) -> ResponseReturnValue:
    """Cancel it."""
    form = WhyForm.sent()
    page = Writing(
        "Cancel the meeting",
        within(meeting),
        "Every office of a member is told by e-mail. A cancelled meeting is not called again.",
        "Cancel the meeting",
        [Asked("why", "Every office of a member reads it.")],
        "The meeting is cancelled, and every office of a member is told.",
        danger=True,
    )
    return writing(page, form, lambda: operations.cancel(actor(), meeting, why=form.reason))


@bp.form("/meetings/<uuid:meeting_id>/open", may=Do.OPEN, of=queries.meeting)
def open_meeting(meeting: Meeting) -> ResponseReturnValue:
    """Call it to order: review, confirm."""
    if request.method == "POST":
        operations.open_meeting(actor(), meeting)
        flash("The meeting is called to order. Record who is there.", "success")
        return redirect(url_for(".attend", meeting_id=meeting.id), 303)
    roll = queries.roll_of(meeting.alliance, meeting.group)
    return shown(
        "meetings/open.html", meeting, roll=roll, voting=voting(roll), crumbs=within(meeting)
    )


@bp.form("/meetings/<uuid:meeting_id>/adjourn", may=Do.ADJOURN, of=queries.meeting)
def adjourn(meeting: Meeting) -> ResponseReturnValue:
    """Adjourn it: review, confirm."""
    if request.method == "POST":
        operations.adjourn(actor(), meeting)
        flash("The meeting is adjourned. The minutes can be drafted.", "success")
        return redirect(url_for(".meeting", meeting_id=meeting.id), 303)
    return shown("meetings/adjourn.html", meeting, crumbs=within(meeting))


@bp.page("/meetings/<uuid:meeting_id>/agenda", may=Do.READ, of=queries.meeting)
def agenda(meeting: Meeting) -> ResponseReturnValue:
    """The agenda."""
    course = queries.course_of(meeting)
    found = queries.shown_resolutions(actor(), course.items)
    ready = {key for key, one in found.items() if one.stands in PUTS}
    return shown("meetings/agenda.html", meeting, course, resolutions=found, ready=ready)


@bp.form("/meetings/<uuid:meeting_id>/agenda/item", may=Do.AGENDA, of=queries.meeting)
def item(meeting: Meeting) -> ResponseReturnValue:
    """Put an item on the agenda, or say one anew."""
    course = queries.course_of(meeting)
    asked = request.args.get("item", "")
    known = course.item(int(asked)) if asked.isdecimal() and len(asked) < 10 else None
    if asked and known is None:
        abort(404)
    form = ItemForm.sent(data=vars(known) if known else None)
    form.offer(queries.resolutions_for(actor(), meeting.alliance), known)
    page = Writing(
        "Change an item" if known else "Put an item on the agenda",
        within(meeting, ("agenda", "Agenda")),
        "Every office of a member reads the agenda.",
        "Save the item",
        [
            Asked("title", "In words that every reader may see."),
            Asked("resolution", "Its title is shown only to those who may read it."),
            Asked("presenter"),
            Asked("minutes"),
        ],
        "The item is on the agenda.",
    )
    key = known.id if known else None
    return _at_this_address(
        page, form, lambda: operations.set_item(actor(), meeting, says=form.says, item=key)
    )


def _at_this_address(page: Writing, form: Any, verb: Any) -> ResponseReturnValue:
    """As `writing`, with what was asked for in the address kept."""
    if form.done(verb):
        flash(page.said, "success")
        return redirect(page.then, 303)
    where = request.full_path.rstrip("?")
    return render_template(
        "charters/write.html", page_of=page, form=form, where=where
    ), form.http_code


@bp.form("/meetings/<uuid:meeting_id>/agenda/order", may=Do.AGENDA, of=queries.meeting)
def reorder(meeting: Meeting) -> ResponseReturnValue:
    """Put the items into another order: a number beside each."""
    course = queries.course_of(meeting)
    if request.method != "POST":
        return shown(
            "meetings/order.html", meeting, course, crumbs=within(meeting, ("agenda", "Agenda"))
        )
    places = {one.id: request.form.get(f"place_{one.id}", "") for one in course.items}
    far = len(places) + 1
    order = sorted(
        places,
        key=lambda key: (
            int(places[key]) if places[key].isdecimal() and len(places[key]) < 10 else far
        ),
    )
    operations.reorder(actor(), meeting, order=order)
    flash("The agenda is in the new order.", "success")
    return redirect(url_for(".agenda", meeting_id=meeting.id), 303)


@bp.act("/meetings/<uuid:meeting_id>/agenda/take-up", may=Do.TAKE_UP, of=queries.meeting)
def take_up(meeting: Meeting) -> ResponseReturnValue:
    """Take up an item."""
    key = request.form.get("item", "")
    operations.take_up(actor(), meeting, item=int(key) if key.isdecimal() and len(key) < 10 else 0)
    flash("The item is before the meeting.", "success")
    return redirect(url_for(".agenda", meeting_id=meeting.id), 303)
