"""The desk, the record, and the pages of the states."""

import datetime as dt

from flask import render_template, request
from flask.typing import ResponseReturnValue

from alliance.accounts.queries import offices_of
from alliance.core.actor import Actor
from alliance.core.pages import cursor
from alliance.core.recall import next_hour, recall
from alliance.core.web import Doors, actor
from alliance.litigation.queries import lawsuits_of
from alliance.membership.forms import AsOfForm
from alliance.membership.queries import memberships_of
from alliance.states.reference import Jurisdiction, jurisdictions, today_in
from alliance.workspaces import queries
from alliance.workspaces.desk import desk as the_desk
from alliance.workspaces.forms import SearchForm
from alliance.workspaces.policy import Do
from alliance.workspaces.search import found_for
from alliance.workspaces.sentences import sentence

bp = Doors("workspaces", __name__)


def jurisdiction(_actor: Actor, code: str) -> Jurisdiction | None:
    """The state with this postal code, in capitals."""
    return jurisdictions().get(code)


@bp.page("/", may=Do.DESK)
def desk() -> ResponseReturnValue:
    """What waits for the office."""
    who = actor()
    return render_template(
        "workspaces/desk.html",
        desk=the_desk(who),
        recent=recall(("recent", who.slugs), who.streams, lambda: _recent(who)),
        memberships=recall(
            ("bound", who.state),
            who.streams,
            lambda: [one for one in memberships_of(who.state) if one.bound],
            lambda _: next_hour(),
        ),
    )


def _recent(who: Actor) -> list[tuple[dt.datetime, str]]:
    """The latest acts in the office's alliances, as sentences."""
    deeds = queries.recent(who)
    titles = queries.titles(deeds)
    return [(deed.at, sentence(deed, titles)) for deed in deeds]


@bp.page("/search", may=Do.SEARCH)
def search() -> ResponseReturnValue:
    """What the reader may see and whose name holds the words in the address."""
    form = SearchForm.asked(request.args)
    groups = found_for(actor(), form.words) if form.words else []
    return render_template(
        "workspaces/search.html", form=form, groups=groups, searched=form.words
    ), (422 if form.errors else 200)


@bp.page("/record", may=Do.RECORD)
def record() -> ResponseReturnValue:
    """The ledger within the reader's wall, newest first."""
    found = queries.record(actor(), cursor(request.args.get("after")))
    titles = queries.titles(found.items)
    return render_template(
        "workspaces/record.html",
        found=found,
        deeds=[(deed, sentence(deed, titles)) for deed in found.items],
    )


@bp.page("/office/log", may=Do.OFFICE_LOG)
def office_log() -> ResponseReturnValue:
    """The office's own stream of the ledger, newest first."""
    found = queries.office_log(actor(), cursor(request.args.get("after")))
    titles = queries.titles(found.items)
    return render_template(
        "workspaces/office_log.html",
        found=found,
        deeds=[(deed, sentence(deed, titles)) for deed in found.items],
    )


@bp.page("/states/", may=Do.STATES)
def states() -> ResponseReturnValue:
    """The 56."""
    return render_template("workspaces/states.html", places=jurisdictions().values())


@bp.page("/states/<string:code>", may=Do.STATE, of=jurisdiction)
def state(place: Jurisdiction) -> ResponseReturnValue:
    """One state: what it belongs to on a day, its lawsuits, its offices here."""
    form = AsOfForm.asked(request.args, today_in(place.code))
    day = form.day
    return render_template(
        "workspaces/state.html",
        place=place,
        form=form,
        day=day,
        memberships=memberships_of(place.code, day),
        lawsuits=lawsuits_of(place.code),
        offices=offices_of(place.code),
    ), (422 if form.errors else 200)
