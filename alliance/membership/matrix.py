"""The page with the matrix of states and alliances."""

import uuid
from collections.abc import Mapping, Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.downloads import asked_for, file_links, file_of
from alliance.core.pages import Place, place, placed
from alliance.core.recall import next_hour, recall
from alliance.core.record import EVERYTHING
from alliance.core.shown import local_now
from alliance.membership import exports
from alliance.membership.across import Body, Stands, bodies, is_pair, kinds, standings
from alliance.membership.forms import MatrixForm
from alliance.membership.frame import bp, drawn
from alliance.membership.known import before_all, nothing_known
from alliance.membership.policy import Do
from alliance.states.reference import name_of

Table = Mapping[tuple[uuid.UUID, str], Stands]


@bp.page("/matrix", may=Do.LIST)
def matrix() -> ResponseReturnValue:
    """Who stands where: a row for each state, a column for each alliance, 50 at a time."""
    there = recall(("kinds",), (EVERYTHING,), kinds)
    form = MatrixForm.of(request.args, local_now().date(), there)
    if form.errors:
        return render_template("membership/matrix.html", form=form, bodies=(), states=()), 422
    when, first = (form.asked_for, form.known), nothing_known(form.known)
    if kind := asked_for():
        every, _ = bodies(form.words, form.kind.data, most=None)
        about = exports.of(form.day, form.address, first)
        stands = standings([one.id for one in every], when)
        return file_of(kind, lambda: exports.matrix_sheet(every, form.states, stands, about))
    start = place(request.args.get("after"), is_pair)
    found, last, stands = _part(form, start)
    marked = {key: drawn(one.standing, one.member_class) for key, one in stands.items()}
    shown = {key: mark for key, mark in marked.items() if key[1] in set(form.states)}
    return render_template(
        "membership/matrix.html",
        form=form,
        unknown=before_all(first) if first else "",
        bodies=found,
        states=[(code, name_of(code)) for code in form.states],
        stands=stands,
        key=(tuple(found), tuple(stands.items()), tuple(form.address.items())),
        marked=marked,
        legend=sorted({(letter, label, key) for key, letter, label in shown.values() if letter}),
        counts={
            one.id: sum(stands[key].bound for key in shown if key[0] == one.id) for one in found
        },
        further=url_for(".matrix", **form.address, after=placed(last)) if last else "",
        start=url_for(".matrix", **form.address) if start else "",
        files=file_links(".matrix", **form.address),
    )


def _part(form: MatrixForm, start: Place | None) -> tuple[Sequence[Body], Place | None, Table]:
    """The alliances of one page, and how every state stands in them."""
    words, kind, when = tuple(form.words), form.kind.data, (form.asked_for, form.known)

    def work() -> tuple[Sequence[Body], Place | None, Table]:
        found, last = bodies(words, kind, start)
        return found, last, standings([one.id for one in found], when)

    key = ("matrix", words, kind, when, tuple(start or ()))
    return recall(key, (EVERYTHING,), work, lambda _: None if when[0] else next_hour())
