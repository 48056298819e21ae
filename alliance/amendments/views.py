"""Pages on which amendments are read: the list, one of them, the orders, the final text."""

from flask import render_template
from flask.typing import ResponseReturnValue

from alliance.amendments import asking_views, composing_views, deciding_views, queries
from alliance.amendments.deciding import why_fallen
from alliance.amendments.frame import bp, frame, names_in, redline, said_by
from alliance.amendments.models import Amendment
from alliance.amendments.policy import Do
from alliance.amendments.reading import of_one
from alliance.amendments.standing import together
from alliance.core.web import actor
from alliance.redlines.adopting import MOST_ORDERS, guided, orders
from alliance.resolutions.frame import frame as of_text
from alliance.resolutions.models import Resolution
from alliance.texts.numbering import numbers

__all__ = ["asking_views", "bp", "composing_views", "deciding_views"]


@bp.page("/resolutions/<uuid:resolution_id>/amendments", may=Do.LIST, of=queries.shown)
def amendments(resolution: Resolution) -> ResponseReturnValue:
    """All amendments by number, and where they collide."""
    all_of_it = together(resolution).read_by(actor())
    joined = [key for one in all_of_it.ones for key in queries.co_sponsors(one.amendment)]
    return render_template(
        "amendments/amendments.html",
        all_of_it=all_of_it,
        names=names_in(all_of_it.ones, joined),
        co_sponsors=queries.co_sponsors,
        advice_on=queries.advice_on,
        **{**of_text(resolution), **frame(resolution)},
    )


@bp.page("/amendments/<uuid:amendment_id>", may=Do.READ, of=queries.amendment)
def amendment(amendment: Amendment) -> ResponseReturnValue:
    """One amendment: what it says, what it changes, what it collides with, what happened to it."""
    return of_one(amendment)


@bp.page("/resolutions/<uuid:resolution_id>/amendments/orders", may=Do.LIST, of=queries.shown)
def in_orders(resolution: Resolution) -> ResponseReturnValue:
    """What each order of adopting amendments that collide would bring."""
    all_of_it = together(resolution).read_by(actor())
    found = orders(all_of_it.base, [one.engine for one in all_of_it.placed])
    return render_template(
        "amendments/orders.html",
        base=all_of_it.base,
        clusters=found,
        by_key={one.key: one for one in all_of_it.ones},
        said_by=said_by(all_of_it),
        redline=redline,
        most=MOST_ORDERS,
        **frame(resolution),
    )


@bp.page("/resolutions/<uuid:resolution_id>/amendments/guided", may=Do.ENGROSS, of=queries.shown)
def merge(resolution: Resolution) -> ResponseReturnValue:
    """The amendments that are to be decided, in the order in which a clerk takes them."""
    all_of_it = together(resolution).read_by(actor())
    waiting = [one for one in all_of_it.placed if one.open]
    friendly = {one.key for one in waiting if one.friendly}
    return render_template(
        "amendments/guided.html",
        steps=guided(all_of_it.base, [one.engine for one in waiting], friendly),
        by_key={one.key: one for one in all_of_it.ones},
        seconds=all_of_it.seconds,
        clashes=all_of_it.clashes,
        adopted=all_of_it.adopted,
        no_place=[one for one in all_of_it.firsts if one.open and one.left],
        fallen={one.key: why_fallen(all_of_it, one) for one in waiting},
        said_by=said_by(all_of_it),
        **frame(resolution),
    )


@bp.page("/resolutions/<uuid:resolution_id>/amendments/final-text", may=Do.LIST, of=queries.shown)
def final(resolution: Resolution) -> ResponseReturnValue:
    """The text with all that is adopted, every change attributed."""
    all_of_it = together(resolution).read_by(actor())
    made = all_of_it.final()
    text = made.combined.text
    return render_template(
        "amendments/final.html",
        all_of_it=all_of_it,
        made=made,
        before=numbers(all_of_it.base.units),
        after=numbers(text.units),
        said_by=said_by(all_of_it),
        waiting=[one for one in all_of_it.firsts if one.open],
        **frame(resolution),
    )
