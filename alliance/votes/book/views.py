"""The roll-call book of an alliance, and how a state has voted."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.actor import Actor
from alliance.core.downloads import asked_for, file_links, file_of
from alliance.core.pages import cursor
from alliance.core.web import actor
from alliance.membership.frame import known_alliance
from alliance.membership.models import Alliance
from alliance.states.reference import Jurisdiction, jurisdictions, name_of
from alliance.votes import reminder_views, roll_calls
from alliance.votes.book.forms import (
    KINDS,
    WORDS,
    BookForm,
    kind_in_words,
    outcome_in_words,
)
from alliance.votes.book.sheets import COUNTED, book_sheet, record_sheet
from alliance.votes.policy import Do
from alliance.votes.results import views as result_views
from alliance.votes.roll_calls import Asked, every, in_order, shares_of
from alliance.votes.views import bp  # the same blueprint, with these pages

__all__ = ["bp", "reminder_views", "result_views"]


@bp.page("/book/<string:slug>", may=Do.BOOK, of=known_alliance)
def book(alliance: Alliance) -> ResponseReturnValue:
    """Every closed question of an alliance, narrowed by what stands in the address."""
    form = BookForm.asked(request.args, actor().state, actor().zone)
    asked = form.narrowed(alliance.id)
    if not form.errors and (kind := asked_for()):
        return file_of(
            kind,
            lambda: book_sheet(alliance, every(actor(), asked), form.address, asked.state),
        )
    where = {"slug": alliance.slug, **form.address}
    return render_template(
        "votes/book.html",
        alliance=alliance,
        form=form,
        whose=name_of(asked.state) if asked.state else "",
        **_listed("votes.book", asked, where),
    ), (422 if form.errors else 200)


def jurisdiction(_actor: Actor, code: str) -> Jurisdiction | None:
    """The state with this postal code."""
    return jurisdictions().get(code)


@bp.page("/record/<string:code>", may=Do.RECORD, of=jurisdiction)
def record(place: Jurisdiction) -> ResponseReturnValue:
    """How a state has answered what it was asked, as far as the reader may know of it."""
    form = BookForm.asked({**request.args, "state": ""}, place.code, actor().zone)
    asked = form.narrowed()
    if not form.errors and (kind := asked_for()):
        return file_of(kind, lambda: record_sheet(place, every(actor(), asked), form.address))
    shares = shares_of(actor(), asked)
    where = {"code": place.code, **form.address}
    return render_template(
        "votes/record.html",
        place=place,
        form=form,
        shares=in_order(shares, COUNTED),
        counted=sum(shares.values()),
        **_listed("votes.record", asked, where),
    ), (422 if form.errors else 200)


def _listed(endpoint: str, asked: Asked, where: Mapping[str, Any]) -> dict[str, Any]:
    """What both lists show."""
    found = roll_calls.roll_calls(actor(), asked, cursor(request.args.get("after")))
    return {
        "found": found.items,
        "further": url_for(endpoint, **where, after=str(found.after)) if found.after else "",
        "start": url_for(endpoint, **where) if "after" in request.args else "",
        "files": file_links(endpoint, **where),
        "kinds": KINDS,
        "kind_in_words": kind_in_words,
        "outcome_in_words": outcome_in_words,
        "words": WORDS,
        "reader": actor(),
    }
