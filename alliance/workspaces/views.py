"""The desk, its calendar, the record, the states, and one's settings."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from flask import abort, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts.queries import offices_of
from alliance.core.actor import Actor, Rank
from alliance.core.downloads import asked_for, file_links, file_of
from alliance.core.pages import Place, cursor, placed
from alliance.core.pages import place as read_place
from alliance.core.policy import may
from alliance.core.recall import next_hour, recall
from alliance.core.record import EVERYTHING
from alliance.core.web import OPEN, Doors, actor
from alliance.guests.queries import shown_to
from alliance.litigation.queries import lawsuits_of
from alliance.membership.across import Belongs, Part, belongings, counts_of, is_belonging
from alliance.membership.exports import of, state_sheet
from alliance.membership.forms import DaysForm
from alliance.membership.known import before_all, nothing_known
from alliance.membership.queries import memberships_of
from alliance.states.reference import Jurisdiction, jurisdictions, today_in
from alliance.workspaces import examples, queries
from alliance.workspaces.calendar import as_calendar, reader_of
from alliance.workspaces.desk import desk as the_desk
from alliance.workspaces.forms import SearchForm
from alliance.workspaces.policy import Do
from alliance.workspaces.search import found_for
from alliance.workspaces.sentences import sentence
from alliance.workspaces.who_may import drawn

bp = Doors("workspaces", __name__)

# One's settings: label, endpoint, what is there. A part of the house that has some adds its line.
SETTINGS = (
    ("Security", "factors.security", "Second factors, passkeys, password, e-mail address."),
    ("Single sign-on", "single_sign_on.mine", "Signing in through your state, and what is linked."),
    ("Sessions", "accounts.sessions", "Where you are signed in, and signing out everywhere."),
    ("Mail", "mailing.settings", "What you are told at once, in a daily digest, or not at all."),
    ("Calendar", "mailing.calendar", "Your desk in your calendar program, at a secret address."),
    ("Who may do what", "workspaces.who_may_do_what", "The rules for every office and rank."),
)


def jurisdiction(_actor: Actor, code: str) -> Jurisdiction | None:
    """The state with this postal code, in capitals."""
    return jurisdictions().get(code)


@bp.page("/", may=Do.DESK)
def desk() -> ResponseReturnValue:
    """What waits for the office; for a guest, what is shared with them."""
    who = actor()
    if who.rank is Rank.GUEST:
        return render_template("guests/shown.html", shown=shown_to(who))
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
    titles = queries.titles(who, deeds)
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
    titles = queries.titles(actor(), found.items)
    return render_template(
        "workspaces/record.html",
        found=found,
        deeds=[(deed, sentence(deed, titles)) for deed in found.items],
    )


@bp.page("/office/log", may=Do.OFFICE_LOG)
def office_log() -> ResponseReturnValue:
    """The office's own stream of the ledger, newest first."""
    found = queries.office_log(actor(), cursor(request.args.get("after")))
    titles = queries.titles(actor(), found.items)
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
    """One state: everything it belongs to on a day, its lawsuits, its offices here."""
    form = DaysForm.asked(request.args, today_in(place.code))
    first = nothing_known(form.known)
    if not form.errors and (kind := asked_for()):
        every, _ = belongings(place.code, (form.asked_for, form.known), most=None)
        about = of(form.day, form.days, first, state=place.name)
        return file_of(kind, lambda: state_sheet(place, every, about))
    start = read_place(request.args.get("after"), is_belonging)
    found, last, counts = _belongings(place.code, form, start)
    where = {"code": place.code, **form.days}
    return render_template(
        "workspaces/state.html",
        place=place,
        form=form,
        day=form.day,
        unknown=before_all(first) if first else "",
        parts=[(part, [one for one in found if one.part is part]) for part in Part],
        counts=counts,
        bound=counts.get(Part.PARTY, 0) + counts.get(Part.NOTICE, 0),
        further=url_for(".state", **where, after=placed(last)) if last else "",
        start=url_for(".state", **where) if start else "",
        files=file_links(".state", **where),
        lawsuits=lawsuits_of(place.code),
        offices=offices_of(place.code),
    ), (422 if form.errors else 200)


def _belongings(
    code: str, form: DaysForm, start: Place | None
) -> tuple[Sequence[Belongs], Place | None, Mapping[Part, int]]:
    """One page of what a state belongs to, and how many alliances each part holds."""
    when = (form.day if form.asked_for else None, form.known)

    def work() -> tuple[Sequence[Belongs], Place | None, Mapping[Part, int]]:
        found, last = belongings(code, when, start)
        whole = last is None and start is None
        counts = Counter(one.part for one in found) if whole else counts_of(code, when)
        return found, last, counts

    key = ("belongings", code, when, tuple(start or ()))
    return recall(key, (EVERYTHING,), work, lambda _: None if when[0] else next_hour())


@bp.page("/calendar/<string:secret>.ics", may=OPEN)
def calendar(secret: str) -> ResponseReturnValue:
    """Somebody's desk for their calendar program, which knows the secret address."""
    who = reader_of(secret)
    if who is None:
        abort(404)
    host = str(current_app.config["SERVER_NAME"]).partition(":")[0]
    answer = make_response(as_calendar(who, host))
    answer.content_type = "text/calendar; charset=utf-8"
    g.cache_control = "private, no-cache"  # kept by that program alone, which asks each time
    answer.add_etag()
    return answer.make_conditional(request)


@bp.page("/settings/", may=Do.SETTINGS)
def settings() -> ResponseReturnValue:
    """One's own settings."""
    there = [one for one in SETTINGS if _opens(one[1])]
    if current_app.config["DEMO"] and _opens("mailing.demo_mail"):
        there.append(
            ("Mail of the demonstration", "mailing.demo_mail", "What would have gone out.")
        )
    return render_template("workspaces/settings.html", there=there)


def _opens(endpoint: str) -> bool:
    """Whether this part of the house is here, and open to the reader."""
    action = getattr(current_app.view_functions.get(endpoint), "action", "")
    return may(actor(), action)


@bp.page("/who-may-do-what", may=Do.WHO_MAY)
def who_may_do_what() -> ResponseReturnValue:
    """The policy table in plain words."""
    rows = list(drawn(examples.cast(), examples.things()))
    return render_template("workspaces/who_may_do_what.html", rows=rows)
