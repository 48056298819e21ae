"""Pages about groups, their seats, and officers."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from alliance.charters import queries, serving
from alliance.charters.frame import Asked, Writing, as_of, bp, crumbs, ending, to, today, writing
from alliance.charters.held_forms import GroupForm, HolderForm, OfficerForm, SeatForm
from alliance.charters.models import Group, Officer, Seat
from alliance.charters.policy import Do
from alliance.charters.rules import SeatRole, holding, holds_on, last_day
from alliance.core.web import actor
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug

DAYS = (
    Asked("from_on"),
    Asked("last_on", "Leave it empty where no end is set."),
)
OF = "Who acts for the state here. An office that takes part in this installation, or none of it."
PERSON = "Name and post, where a person is meant: Commissioner Lee Example."
ORDER = [str(role) for role in SeatRole]


@bp.page("/<string:slug>/groups", may=Do.READ, of=alliance_by_slug)
def groups(alliance: Alliance) -> ResponseReturnValue:
    """The workstreams and committees that sit on a day, and those that do not."""
    form = as_of()
    found = queries.groups_of(alliance)
    seats = holding(queries.seats_of(found), form.day)
    return render_template(
        "charters/groups.html",
        alliance=alliance,
        form=form,
        sitting=holding(found, form.day),
        others=[one for one in found if not holds_on(one, form.day)],
        seats={one.id: [each for each in seats if each.group_id == one.id] for one in found},
        last_day=last_day,
        above=crumbs(alliance),
    ), 422 if form.errors else 200


@bp.form("/<string:slug>/groups/new", may=Do.OPEN_GROUP, of=alliance_by_slug)
def open_group(alliance: Alliance) -> ResponseReturnValue:
    """Begin a workstream or a committee."""
    form = GroupForm.sent(data={"from_on": today()})
    page = Writing(
        "Begin a group",
        crumbs(alliance, to(alliance, "groups", "Groups")),
        f"For {alliance.name}. Every signed-in reader sees it.",
        "Begin the group",
        [
            Asked("name"),
            Asked("kind"),
            Asked("purpose", "What it is to do, in one paragraph.", {"rows": 4}),
            *DAYS,
        ],
        "The group is recorded.",
    )
    return writing(
        page,
        form,
        lambda: serving.open_group(actor(), alliance, what=form.setting, term=form.term),
    )


@bp.page("/groups/<uuid:group_id>", may=Do.READ, of=queries.group)
def group(group: Group) -> ResponseReturnValue:
    """One group and its roster on a day."""
    form = as_of()
    seats = sorted(queries.seats_of([group]), key=lambda one: ORDER.index(one.role))
    return render_template(
        "charters/group.html",
        group=group,
        alliance=group.alliance,
        form=form,
        seated=holding(seats, form.day),
        others=[one for one in seats if not holds_on(one, form.day)],
        last_day=last_day,
        sits=holds_on(group, form.day),
        above=_above(group.alliance),
    ), 422 if form.errors else 200


@bp.form("/groups/<uuid:group_id>/end", may=Do.END_GROUP, of=queries.group)
def end_group(group: Group) -> ResponseReturnValue:
    """End a group, and with it every seat that would outlast it."""
    return ending(
        f"End {group.name}",
        _above(group.alliance, group),
        "Its seats end with it.",
        lambda on, why: serving.end_group(actor(), group, on=on, why=why),
    )


@bp.form("/groups/<uuid:group_id>/seat", may=Do.SEAT, of=queries.group)
def seat(group: Group) -> ResponseReturnValue:
    """Give a state a seat."""
    form = SeatForm.sent(data={"from_on": today()})
    _offer(form, group.alliance, "Choose a state or an office")
    page = Writing(
        "Give a seat",
        _above(group.alliance, group),
        f"In {group.name}. Only a member on the day is given a seat.",
        "Give the seat",
        [Asked("of", OF), Asked("person", PERSON), Asked("role"), *DAYS],
        "The seat is recorded.",
    )
    return writing(
        page,
        form,
        lambda: serving.seat(actor(), group, holder=form.holder, role=form.chosen, term=form.term),
    )


@bp.form("/seats/<uuid:seat_id>/end", may=Do.END_SEAT, of=queries.seat)
def end_seat(seat: Seat) -> ResponseReturnValue:
    """End a seat."""
    return ending(
        "End a seat",
        _above(seat.alliance, seat.group),
        f"The seat of {queries.holder_of(seat)} as {seat.role}.",
        lambda on, why: serving.end_seat(actor(), seat, on=on, why=why),
    )


@bp.page("/<string:slug>/officers", may=Do.READ, of=alliance_by_slug)
def officers(alliance: Alliance) -> ResponseReturnValue:
    """Who holds which title on a day, and who did before or will after."""
    form = as_of()
    found = queries.officers_of(alliance)
    return render_template(
        "charters/officers.html",
        alliance=alliance,
        form=form,
        serving=holding(found, form.day),
        others=[one for one in found if not holds_on(one, form.day)],
        last_day=last_day,
        above=crumbs(alliance),
    ), 422 if form.errors else 200


@bp.form("/<string:slug>/officers/new", may=Do.RECORD_OFFICER, of=alliance_by_slug)
def record_officer(alliance: Alliance) -> ResponseReturnValue:
    """Record an officer."""
    form = OfficerForm.sent(data={"from_on": today()})
    _offer(form, alliance, "Of no state")
    page = Writing(
        "Record an officer",
        crumbs(alliance, to(alliance, "officers", "Officers")),
        f"For {alliance.name}. One at a time holds a title, unless several may.",
        "Record the officer",
        [
            Asked("title", "Chair, vice chair, secretary, treasurer, or another title."),
            Asked("several", "Every holder's entry must say so."),
            Asked("of", OF),
            Asked("person", PERSON),
            Asked("chosen", "For example: elected at the annual meeting."),
            *DAYS,
        ],
        "The officer is recorded.",
    )
    return writing(
        page,
        form,
        lambda: serving.record_officer(
            actor(), alliance, title=form.called, holder=form.holder, term=form.term
        ),
    )


@bp.form("/officers/<uuid:officer_id>/end", may=Do.END_OFFICER, of=queries.officer)
def end_officer(officer: Officer) -> ResponseReturnValue:
    """End an officer's term early."""
    body = officer.alliance
    return ending(
        "End a term",
        crumbs(body, to(body, "officers", "Officers")),
        f"The term of {queries.holder_of(officer)} as {officer.title}.",
        lambda on, why: serving.end_officer(actor(), officer, on=on, why=why),
    )


def _offer(form: HolderForm, alliance: Alliance, nobody: str) -> None:
    states = queries.states_ever(alliance)
    form.offer(nobody, states, queries.offices_in(states))


def _above(alliance: Alliance, group: Group | None = None) -> list[tuple[str, str]]:
    more = [to(alliance, "groups", "Groups")]
    if group:
        more.append((group.name, url_for("charters.group", group_id=group.id)))
    return crumbs(alliance, *more)
