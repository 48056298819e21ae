"""Pages about alliances and who belongs to them."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.recall import next_hour, recall
from alliance.core.shown import local_now
from alliance.core.web import Doors, actor
from alliance.membership import queries
from alliance.membership.forms import AsOfForm
from alliance.membership.models import Alliance
from alliance.membership.policy import Do
from alliance.membership.rules import MemberClass, Roster, Standing
from alliance.states.marks import Mark, marks, paths
from alliance.states.reference import name_of

bp = Doors("membership", __name__, url_prefix="/alliances")

PENDING = "Invited, applied or not yet effective"
DRAWN = {
    Standing.PARTY: ("party", "P", "Party"),
    Standing.NOTICE_GIVEN: ("notice", "N", "Notice of withdrawal given, still bound"),
    Standing.INVITED: ("pending", "In", PENDING),
    Standing.APPLIED: ("pending", "Ap", PENDING),
    Standing.PENDING_INSTRUMENT: ("pending", "Pe", PENDING),
    Standing.CONDITIONAL: ("pending", "Co", PENDING),
    Standing.SUSPENDED: ("suspended", "S", "Suspended"),
}
CLASSES = {
    MemberClass.ASSOCIATE: ("associate", "A", "Takes part without being bound"),
    MemberClass.OBSERVER: ("observer", "O", "Observer"),
    MemberClass.OTHER: ("associate", "a", "Takes part without being bound"),
}
UNKNOWN = ("unknown", "?", "Former member, date of leaving unknown")
FORMER = ("former", "F", "Has left")
NONE = ("none", "", "Not a member")


@bp.page("/", may=Do.LIST)
def alliances() -> ResponseReturnValue:
    """Every alliance, the reader's own state's first."""
    found = queries.alliances(actor())
    return render_template(
        "membership/alliances.html",
        own=[one for one in found if one.own],
        others=[one for one in found if not one.own],
    )


@bp.page("/<string:slug>", may=Do.READ, of=queries.alliance_by_slug)
def alliance(alliance: Alliance) -> ResponseReturnValue:
    """One alliance on a day: map, tiles and table of the same."""
    form = AsOfForm.asked(request.args, local_now().date())
    day = form.day
    asked = form.asked_for
    roster = recall(
        ("roster", alliance.slug, asked),
        (alliance.stream,),
        lambda: queries.roster(alliance, asked),
        lambda _: None if asked else next_hour(),
    )
    code = 422 if form.errors else 200
    return render_template(
        "membership/alliance.html",
        alliance=alliance,
        facts=recall(
            ("facts", alliance.slug), (alliance.stream,), lambda: queries.facts_of(alliance)
        ),
        form=form,
        day=day,
        roster=roster,
        own=next((one for one in roster.members if one.state == actor().state), None),
        members=lambda: sorted(roster.members, key=lambda one: name_of(one.state)),
        as_of=form.kept,
        drawn=lambda: _marks(roster, form.kept),
        paths=paths,
    ), code


def _marks(roster: Roster, as_of: str | None) -> dict[str, Mark]:
    found = {one.state: FORMER for one in roster.former}
    found.update(dict.fromkeys(roster.unknown, UNKNOWN))
    for one in roster.members:
        drawn = DRAWN.get(one.standing, UNKNOWN)
        found[one.state] = (
            drawn if one.member_class is MemberClass.PARTY else CLASSES[one.member_class]
        )

    def link(code: str) -> str:
        return url_for("workspaces.state", code=code, as_of=as_of)

    return marks(found, rest=NONE, link=link)
