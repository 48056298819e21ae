"""The page of one amendment, as its reader may know it."""

from flask import render_template

from alliance.amendments import queries
from alliance.amendments.deciding import why_fallen
from alliance.amendments.frame import frame, names_in, office_of_reader, redline
from alliance.amendments.models import Amendment
from alliance.amendments.policy import Asked
from alliance.amendments.standing import One, Together, together
from alliance.core.web import actor
from alliance.resolutions.rules import AMENDABLE


def of_one(amendment: Amendment, changed: str = "") -> str:
    """What it says, what it changes, what it collides with, what happened to it.

    `changed` says that it is not what its reader had read, where they acted on that.
    """
    whole = together(amendment.resolution)
    known = whole.read_by(actor())
    one = known.one(amendment)
    joined, offices = queries.co_sponsors(amendment), queries.offices_asked(amendment.resolution)
    under = [two.amendment for two in whole.seconds(amendment)]
    return render_template(
        "amendments/amendment.html",
        one=one,
        changed=changed,
        asked=Asked(amendment, offices),
        offices=sorted(offices),
        answers=queries.answers(amendment),
        accepting=queries.accepting(amendment, under),
        joined=joined,
        own=office_of_reader(),
        found=redline(one.base, one.text),
        clashes=known.clashes_of(one),
        seconds=known.seconds(amendment),
        first=next((x for x in known.ones if x.amendment.id == amendment.amends_id), None),
        fallen=_fallen(whole, one),
        others={x.amendment.id: x.amendment.number for x in known.ones},
        names=names_in(known.ones, [*joined, *offices]),
        version=known.version,
        zone=actor().zone,
        questions=queries.questions_on(amendment),
        **frame(amendment.resolution),
    )


def _fallen(all_of_it: Together, one: One) -> str:
    """Why it has no place, where something can still be done about it."""
    if not one.open or all_of_it.resolution.stands not in AMENDABLE:
        return ""
    return why_fallen(all_of_it, one)
