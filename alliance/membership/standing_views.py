"""Pages about how each state stands: step by step, what was known before, and what is recorded."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.operation import RuleBroken
from alliance.core.web import Doors, actor
from alliance.membership import standing_acts
from alliance.membership.models import Alliance, MembershipPeriod
from alliance.membership.moving import steps_of
from alliance.membership.policy import Do
from alliance.membership.precision import Said, said_steps
from alliance.membership.queries import alliance_by_slug, as_period, formed_of
from alliance.membership.rules import Standing
from alliance.membership.standing_acts import LONGEST_DECISION, PeriodIn
from alliance.membership.standing_forms import DaysForm, FromForm
from alliance.states.reference import name_of, today_in

bp = Doors("standings", __name__, url_prefix="/alliances")
SUSPENDABLE = {Standing.PARTY, Standing.NOTICE_GIVEN}


def _crumbs(alliance: Alliance, what: PeriodIn | None = None) -> list[tuple[str, str]]:
    above = [
        ("Alliances", url_for("membership.alliances")),
        (alliance.name, url_for("membership.alliance", slug=alliance.slug)),
        ("Standings", url_for("standings.standings", slug=alliance.slug)),
    ]
    if what is not None:
        above.append((_named(what), url_for(".period", period_id=what.id)))
    return above


def _named(what: PeriodIn) -> str:
    return f"Standing of {name_of(what.state_code)}"


@bp.page("/<string:slug>/standings", may=Do.READ, of=alliance_by_slug)
def standings(alliance: Alliance) -> ResponseReturnValue:
    """How each state stands, period by period."""
    found = standing_acts.periods_of(alliance)
    return render_template(
        "membership/standings.html",
        alliance=alliance,
        found=[
            (one, one.stands_on(today_in(one.state_code)), _said(alliance, one.row))
            for one in found
        ],
        above=_crumbs(alliance)[:2],
    )


def _said(alliance: Alliance, row: MembershipPeriod) -> tuple[Said, ...]:
    """The steps of what is known of a period, with their days as the source gives them."""
    period = as_period(row)
    return said_steps(period, steps_of(period, alliance), formed_of(alliance, None))


@bp.page("/standings/<uuid:period_id>", may=Do.READ, of=standing_acts.period)
def period(what: PeriodIn) -> ResponseReturnValue:
    """One period: its steps, and what was known of them before."""
    stands = what.stands_on(today_in(what.state_code))
    versions = standing_acts.versions_of(what)
    return render_template(
        "membership/period.html",
        what=what,
        alliance=what.alliance,
        title=_named(what),
        stands=stands,
        steps=_said(what.alliance, what.row),
        source=next((row.source for row in reversed(versions) if row.source), ""),
        versions=[(row, _said(what.alliance, row)) for row in versions],
        suspends=stands in SUSPENDABLE,
        reinstates=stands is Standing.SUSPENDED,
        above=_crumbs(what.alliance),
        Do=Do,
    )


class Act(NamedTuple):
    """What is done from a day on, and what says why it cannot be done from that day."""

    verb: str
    why_not: Callable[[PeriodIn, dt.date], str | None]


@bp.form("/standings/<uuid:period_id>/suspend", may=Do.SUSPEND, of=standing_acts.period)
def suspend(what: PeriodIn) -> ResponseReturnValue:
    """Suspend a member from a day."""
    form = _from_form(what)
    return _from_a_day(
        what,
        form,
        Act("suspend", standing_acts.why_not_suspend),
        lambda: standing_acts.suspend(
            actor(), what, on=form.on.data, decision=form.words, base=form.base.data or 0
        ),
    )


@bp.form("/standings/<uuid:period_id>/reinstate", may=Do.REINSTATE, of=standing_acts.period)
def reinstate(what: PeriodIn) -> ResponseReturnValue:
    """Reinstate a suspended member from a day."""
    form = _from_form(what)
    return _from_a_day(
        what,
        form,
        Act("reinstate", standing_acts.why_not_reinstate),
        lambda: standing_acts.reinstate(
            actor(), what, on=form.on.data, decision=form.words, base=form.base.data or 0
        ),
    )


def _from_form(what: PeriodIn) -> FromForm:
    # Who comes from elsewhere, such as unpaid dues, brings the first words along.
    words = request.args.get("decision", "")[:LONGEST_DECISION]
    start = {"on": today_in(what.state_code), "base": what.row.version, "decision": words}
    return FromForm.sent(data=start)


def _from_a_day(
    what: PeriodIn, form: FromForm, act: Act, do: Callable[[], object]
) -> ResponseReturnValue:
    """A form, its review, and the act; what was reviewed is carried along."""
    verb = act.verb
    ready = form.accepted and "change" not in request.form
    if ready and "confirm" not in request.form:
        reason = act.why_not(what, form.on.data)
        if reason is None:
            return _page("membership/standing_review.html", what, form, verb=verb)
        form.on.errors, ready = [reason], False
    if ready and form.done(do):
        flash("It is recorded; the state is told.", "success")
        return redirect(url_for(".period", period_id=what.id), 303)
    _hold(form, what)
    code = form.http_code if form.http_code != 200 else 422 if form.errors else 200
    return _page("membership/standing_from.html", what, form, verb=verb), code


def _hold(form: FromForm | DaysForm, what: PeriodIn) -> None:
    """The next review is of what is known now."""
    form.base.process_data(what.row.version)
    form.base.raw_data = None


@bp.form("/standings/<uuid:period_id>/correct", may=Do.CORRECT_DAYS, of=standing_acts.period)
def correct(what: PeriodIn) -> ResponseReturnValue:
    """Correct the days of a period: say them, old and new side by side, confirm."""
    form = DaysForm.of(what.steps, what.row.version)
    code = 200
    if form.accepted and "change" not in request.form:
        try:
            if "confirm" not in request.form:
                standing_acts.refuse(standing_acts.why_not_days(what, form.given))
                rows = list(zip(_said(what.alliance, what.row), form.given, strict=True))
                return _page("membership/correct_review.html", what, form, rows=rows)
            standing_acts.correct_days(
                actor(), what, days=form.given, why=form.words, base=form.base.data or 0
            )
        except (RuleBroken, ValueError) as refused:  # another number of days than steps
            form.form_errors.append(str(refused))
            code = 409
        else:
            flash("The days are corrected. What was known before stays as known then.", "success")
            return redirect(url_for(".period", period_id=what.id), 303)
    _hold(form, what)
    shown = _page("membership/correct.html", what, form)
    return shown, code if code != 200 or not form.errors else 422


def _page(template: str, what: PeriodIn, form: Any, **more: Any) -> str:
    return render_template(
        template, what=what, form=form, above=_crumbs(what.alliance, what), **more
    )
