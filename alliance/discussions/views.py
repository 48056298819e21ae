"""Pages on which a text is discussed."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.operation import RuleBroken
from alliance.core.web import Doors, actor
from alliance.discussions import operations, queries, taking
from alliance.discussions.forms import AssignForm, ReplyForm, StartForm
from alliance.discussions.models import Comment, Thread
from alliance.discussions.policy import Do, circles_of
from alliance.discussions.queries import Show
from alliance.discussions.rules import CLOSED, DISCUSSED, IN_WORDS, Circle, Happened
from alliance.redlines.anchors import Orphan
from alliance.resolutions.frame import claim_of, crumbs, frame
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import resolution as text_within_the_wall
from alliance.texts.numbering import numbers

bp = Doors("discussions", __name__)


def tab(resolution: Resolution) -> tuple[str, str, str, int | None]:
    """The tab on the pages of a text: words, address, its own name, how many threads are open."""
    count = queries.how_many_open(actor(), resolution)
    where = url_for("discussions.discussion", resolution_id=resolution.id)
    return "Discussion", where, "discussion", count or None


@bp.page("/resolutions/<uuid:resolution_id>/discussion", may=Do.LIST, of=text_within_the_wall)
def discussion(resolution: Resolution) -> ResponseReturnValue:
    """What is said about a text, in the order in which it is read."""
    given = request.args.get("show", Show.OPEN)
    if given not in set(Show):
        abort(404)
    show = Show(given)
    found = queries.threads(actor(), resolution, show)
    now = queries.words_for(actor(), resolution)
    groups, orphans = queries.in_reading_order(queries.standings(found, now), now)
    return render_template(
        "discussions/discussion.html",
        groups=groups,
        orphans=orphans,
        units=now.by_id,
        all_units=[(unit.id, numbers(now.units)[unit.id].address) for unit in now.units],
        addresses={key: one.address for key, one in numbers(now.units).items()},
        show=show,
        shows=list(Show),
        names=queries.names_in(found),
        open_to_all=resolution.stands in DISCUSSED,
        closed=CLOSED,
        IN_WORDS=IN_WORDS,
        Discuss=Do,
        **frame(resolution),
    )


@bp.form("/resolutions/<uuid:resolution_id>/discussion/new", may=Do.START, of=text_within_the_wall)
def start(resolution: Resolution) -> ResponseReturnValue:
    """Say something about a unit, about words of it, or about the whole text."""
    form = StartForm.sent(data={"unit": request.args.get("unit", "")})
    circles = circles_of(actor(), resolution)
    form.offer_circles(circles)
    wide = queries.who_may_be_asked(resolution, circles[-1]) if circles else {}
    form.offer(wide)
    made: list[Thread] = []

    def verb() -> object:
        done = operations.start(
            actor(),
            resolution,
            circle=Circle(form.circle.data),
            about=form.about,
            said=form.said,
        )
        made.append(done.result)
        return done

    if form.done(verb):
        flash("Your comment is kept.", "success")
        return redirect(url_for(".show", thread_id=made[0].id), 303)
    now = queries.words_for(actor(), resolution)
    unit = now.by_id.get(form.unit.data or "")
    if form.unit.data and unit is None and request.method != "POST":
        abort(404)
    # A unit may go while a comment on it is written: what was typed stays, another is chosen.
    typed = form.unit.data or form.meant.data or form.instead.data or form.suggest.data
    gone = unit is None and bool(typed)
    known = numbers(now.units)
    return render_template(
        "discussions/start.html",
        resolution=resolution,
        form=form,
        unit=unit,
        address=known[unit.id].address if unit else "",
        others=[(one.id, known[one.id].address) for one in now.units] if gone else [],
        claim=claim_of(resolution),
        closed=CLOSED if resolution.stands not in DISCUSSED else "",
        crumbs=[*crumbs(resolution), _trail(resolution)],
    ), form.http_code


def _trail(resolution: Resolution) -> tuple[str, str]:
    return "Discussion", url_for(".discussion", resolution_id=resolution.id)


@bp.page("/discussions/<uuid:thread_id>", may=Do.READ, of=queries.thread)
def show(thread: Thread) -> ResponseReturnValue:
    """One thread."""
    return _thread(thread, ReplyForm(formdata=None))


@bp.act("/discussions/<uuid:thread_id>/reply", may=Do.REPLY, of=queries.thread)
def reply(thread: Thread) -> ResponseReturnValue:
    """Answer."""
    form = ReplyForm.sent()
    form.offer(queries.who_may_be_asked(thread.resolution, Circle(thread.circle)))
    if form.done(lambda: operations.reply(actor(), thread, said=form.said)):
        flash("Your answer is kept.", "success")
        return _back(thread)
    return _thread(thread, form), form.http_code


def _thread(thread: Thread, form: ReplyForm) -> str:
    people = queries.who_may_be_asked(thread.resolution, Circle(thread.circle))
    form.offer(people)
    assigning = AssignForm(formdata=None)
    assigning.offer(people)
    now = queries.words_for(actor(), thread.resolution)
    [standing] = queries.standings([thread], now)
    placed = standing.place if not isinstance(standing.place, Orphan) else None
    return render_template(
        "discussions/thread.html",
        thread=thread,
        resolution=thread.resolution,
        orphan=standing.place if isinstance(standing.place, Orphan) else None,
        placed=placed,
        address=numbers(now.units)[placed.unit].address if placed else "",
        now_says=now.by_id[placed.unit].text[placed.start : placed.end] if placed else "",
        form=form,
        assigning=assigning,
        names=queries.names_in([thread]),
        claim=claim_of(thread.resolution),
        open_to_all=thread.resolution.stands in DISCUSSED,
        closed=CLOSED,
        IN_WORDS=IN_WORDS,
        Happened=Happened,
        Discuss=Do,
        crumbs=[*crumbs(thread.resolution), _trail(thread.resolution)],
    )


def _back(thread: Thread) -> ResponseReturnValue:
    return redirect(url_for(".show", thread_id=thread.id), 303)


def _pressed(thread: Thread, verb: Callable[[], Any], said: str) -> ResponseReturnValue:
    """What a button of a thread does; a refusal is said on the page of the thread."""
    try:
        verb()
    except RuleBroken as refused:
        flash(str(refused), "error")
        return _thread(thread, ReplyForm(formdata=None)), 409
    flash(said, "success")
    return _back(thread)


@bp.act("/discussions/<uuid:thread_id>/resolve", may=Do.RESOLVE, of=queries.thread)
def resolve(thread: Thread) -> ResponseReturnValue:
    """Bring it to its end."""
    return _pressed(thread, lambda: operations.resolve(actor(), thread), "It is resolved.")


@bp.act("/discussions/<uuid:thread_id>/reopen", may=Do.REOPEN, of=queries.thread)
def reopen(thread: Thread) -> ResponseReturnValue:
    """Take it up again."""
    return _pressed(thread, lambda: operations.reopen(actor(), thread), "It is open again.")


@bp.act("/discussions/<uuid:thread_id>/take-in", may=Do.TAKE_IN, of=queries.thread)
def take_in(thread: Thread) -> ResponseReturnValue:
    """Put what is suggested into the draft."""
    said = "What was suggested stands in the draft. Save a version when you are done."
    return _pressed(thread, lambda: taking.take_in(actor(), thread), said)


@bp.act("/discussions/<uuid:thread_id>/assign", may=Do.ASSIGN, of=queries.thread)
def assign(thread: Thread) -> ResponseReturnValue:
    """Ask somebody to see to it."""
    form = AssignForm.sent()
    form.offer(queries.who_may_be_asked(thread.resolution, Circle(thread.circle)))
    if not form.validate():
        flash("Choose somebody who may read this and answer it.", "error")
        return _thread(thread, ReplyForm(formdata=None)), 422
    to = uuid.UUID(form.to.data)
    return _pressed(thread, lambda: operations.assign(actor(), thread, to=to), "They are told.")


@bp.act("/comments/<uuid:comment_id>/take-back", may=Do.TAKE_BACK, of=queries.comment)
def take_back(comment: Comment) -> ResponseReturnValue:
    """Take back what one said."""
    thread = comment.thread
    said = "Its words are hidden. That something was said stays."
    return _pressed(thread, lambda: operations.take_back(actor(), comment), said)
