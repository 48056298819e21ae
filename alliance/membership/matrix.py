"""The page with the matrix of states and alliances."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.downloads import asked_for, file_links, file_of
from alliance.core.pages import place, placed
from alliance.core.shown import local_now
from alliance.membership import exports
from alliance.membership.across import bodies, is_pair, kinds, standings
from alliance.membership.forms import MatrixForm
from alliance.membership.frame import bp, drawn
from alliance.membership.policy import Do
from alliance.states.reference import name_of


@bp.page("/matrix", may=Do.LIST)
def matrix() -> ResponseReturnValue:
    """Who stands where: a row for each state, a column for each alliance, 50 at a time."""
    form = MatrixForm.of(request.args, local_now().date(), kinds())
    if form.errors:
        return render_template("membership/matrix.html", form=form, bodies=(), states=()), 422
    when = (form.asked_for, form.known)
    if kind := asked_for():
        every, _ = bodies(form.words, form.kind.data, most=None)
        about = exports.of(form.day, form.address)
        stands = standings([one.id for one in every], when)
        return file_of(kind, lambda: exports.matrix_sheet(every, form.states, stands, about))
    start = place(request.args.get("after"), is_pair)
    found, last = bodies(form.words, form.kind.data, start)
    stands = standings([one.id for one in found], when)
    marked = {key: drawn(one.standing, one.member_class) for key, one in stands.items()}
    shown = {key: mark for key, mark in marked.items() if key[1] in set(form.states)}
    return render_template(
        "membership/matrix.html",
        form=form,
        bodies=found,
        states=[(code, name_of(code)) for code in form.states],
        stands=stands,
        marked=marked,
        legend=sorted({(letter, label, key) for key, letter, label in shown.values() if letter}),
        counts={
            one.id: sum(stands[key].bound for key in shown if key[0] == one.id) for one in found
        },
        further=url_for(".matrix", **form.address, after=placed(last)) if last else "",
        start=url_for(".matrix", **form.address) if start else "",
        files=file_links(".matrix", **form.address),
    )
