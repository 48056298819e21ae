"""Pages on which an amendment is put to the members, and its question taken off."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from alliance.amendments import asking, queries
from alliance.amendments.forms import TakeOffForm
from alliance.amendments.frame import bp, frame, trail
from alliance.amendments.models import Amendment
from alliance.amendments.policy import Do
from alliance.amendments.standing import together
from alliance.charters.queries import terms_on, voters_of
from alliance.core import clock
from alliance.core.web import actor
from alliance.votes.chairs import chairs_of
from alliance.votes.forms import PutForm, usual_close
from alliance.votes.models import Question
from alliance.votes.putting import Putting, putting
from alliance.votes.rosters import roster_on


@bp.form("/amendments/<uuid:amendment_id>/put", may=Do.PUT, of=queries.amendment)
def put(amendment: Amendment) -> ResponseReturnValue:
    """Put it to the members: in which way, review, confirm."""
    alliance, zone = amendment.resolution.alliance, actor().zone
    form = PutForm.sent(data={"closes": usual_close(zone), "rule": "majority"})
    form.zone, form.roster = zone, roster_on(voters_of(alliance), clock.today())
    voting = terms_on(alliance, clock.today()).voting
    form.under(voting, asking.KIND, chairs_of(alliance))
    one = together(amendment.resolution).one(amendment)
    back = url_for("amendments.amendment", amendment_id=amendment.id)
    page = Putting(
        asking.KIND,
        f"Shall amendment {amendment.number} to “{amendment.resolution.title}” be adopted?",
        [("In words", " ".join(one.said)), ("Reason", amendment.reason)],
        one.seen,
        trail(amendment.resolution, amendment),
        back,
    )

    def verb(seen: str, states: Sequence[str]) -> Question:
        given = {"rule": form.chosen, "way": form.way, "seen": seen, "states": states}
        return asking.put(actor(), amendment, **given).result

    return putting(page, form, verb)


@bp.form("/amendments/<uuid:amendment_id>/take-off", may=Do.TAKE_OFF, of=queries.amendment)
def take_off(amendment: Amendment) -> ResponseReturnValue:
    """Take the open question off; all who were asked are told."""
    form = TakeOffForm.sent()
    if form.done(lambda: asking.take_off(actor(), amendment, reason=form.why.data or "")):
        flash("The question is taken off. All who were asked are told.", "success")
        return redirect(url_for("amendments.amendment", amendment_id=amendment.id), 303)
    page = render_template(
        "amendments/why.html",
        form=form,
        amendment=amendment,
        heading=f"Take the question off: amendment {amendment.number}",
        hint="Nothing is decided by it, and the answers given to it are void.",
        **frame(amendment.resolution, amendment),
    )
    return page, form.http_code
