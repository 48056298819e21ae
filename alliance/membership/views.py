"""Pages about alliances and who belongs to them."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.downloads import asked_for, file_links, file_of
from alliance.core.recall import next_hour, recall
from alliance.core.shown import local_now
from alliance.core.web import actor
from alliance.membership import changing, exports, matrix, queries
from alliance.membership.forms import RosterForm
from alliance.membership.frame import NONE, NOT_ASKED, bp, drawn, panels, shown_alliance
from alliance.membership.known import before_all, nothing_known
from alliance.membership.lines import Line, lines
from alliance.membership.models import Alliance
from alliance.membership.policy import Do
from alliance.membership.rules import MemberClass, Roster
from alliance.states.marks import Mark, marks, paths

__all__ = ["bp", "changing", "matrix"]  # the same blueprint, with their pages

Columns = Sequence[tuple[str, str]]
COLUMNS: Columns = (
    ("State", "state"),
    ("Standing", "standing"),
    ("Class", "class"),
    ("Region", "region"),
    ("Since", "since"),
    ("Counted", "counted"),
)


@bp.page("/", may=Do.LIST)
def alliances() -> ResponseReturnValue:
    """Every alliance, the reader's own state's first."""
    found = queries.alliances(actor())
    if kind := asked_for():
        return file_of(kind, lambda: exports.alliances_sheet(found))
    return render_template(
        "membership/alliances.html",
        own=[one for one in found if one.own],
        others=[one for one in found if not one.own],
        files=file_links(".alliances"),
    )


@bp.page("/<string:slug>", may=Do.READ, of=shown_alliance)
def alliance(alliance: Alliance) -> ResponseReturnValue:
    """One alliance on a day, as known on another: map, tiles and table of the same."""
    form = RosterForm.asked(request.args, local_now().date())
    roster, first = _roster(alliance, form), nothing_known(form.known, alliance)
    if not form.errors and (kind := asked_for()):
        count = roster.count
        about = exports.of(form.day, form.address, first, alliance=alliance.name, count=count)
        rows = lines(roster, form.narrowed, form.order)  # the same for every reader
        return file_of(kind, lambda: exports.roster_sheet(alliance, rows, about))
    found = lines(roster, form.narrowed, form.order, actor().state)
    address = form.address
    return render_template(
        "membership/alliance.html",
        alliance=alliance,
        facts=queries.facts_of(alliance),
        form=form,
        day=form.day,
        unknown=before_all(first) if first else "",
        roster=roster,
        own=next((one for one in roster.members if one.state == actor().state), None),
        lines=found,
        key=(alliance.slug, roster, actor().state, form.day, tuple(address.items())),
        classes=_mixed(roster),
        heads=lambda: _heads(alliance, form, _columns(roster)),
        drawn=lambda: _marks(found, form),
        paths=paths,
        panels=panels(alliance, roster, form),
        files=lambda: file_links(".alliance", slug=alliance.slug, **address),
        state_link=lambda code: url_for("workspaces.state", code=code, **form.days),
    ), (422 if form.errors else 200)


def _roster(alliance: Alliance, form: RosterForm) -> Roster:
    asked, known = form.asked_for, form.known
    return recall(
        ("roster", alliance.slug, asked, known),
        (alliance.stream,),
        lambda: queries.roster(alliance, asked, known),
        lambda _: None if asked else next_hour(),
    )


def _mixed(roster: Roster) -> bool:
    """Whether others than parties are on the roll: where there are none, no class is named."""
    return any(one.member_class is not MemberClass.PARTY for one in roster.members)


def _columns(roster: Roster) -> Columns:
    return [one for one in COLUMNS if one[1] != "class" or _mixed(roster)]


def _heads(alliance: Alliance, form: RosterForm, columns: Columns) -> list[tuple[str, str, str]]:
    """Each column head: its label, where it leads, and how the table is sorted by it now."""
    found = []
    for label, column in columns:
        direction = {column: "ascending", f"-{column}": "descending"}.get(form.order, "")
        asked = {**form.address, "sort": f"-{column}" if form.order == column else column}
        found.append((label, url_for(".alliance", slug=alliance.slug, **asked), direction))
    return found


def _marks(found: Sequence[Line], form: RosterForm) -> dict[str, Mark]:
    def link(code: str) -> str:
        return url_for("workspaces.state", code=code, **form.days)

    marked = {one.state: drawn(one.standing, one.member_class) for one in found}
    return marks(marked, rest=NOT_ASKED if form.filters else NONE, link=link)
