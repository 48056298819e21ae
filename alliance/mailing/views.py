"""Pages: how one gets mail, one's calendar, stopping mail from a message, the demo's mail."""

import uuid

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts.queries import actor_by_id
from alliance.core.actor import Actor
from alliance.core.operation import OwnBusiness
from alliance.core.web import Doors, actor
from alliance.mailing import operations, queries
from alliance.mailing.demo import Mail, kept
from alliance.mailing.forms import MailForm
from alliance.mailing.links import DIGEST, read_unsubscribe
from alliance.mailing.models import Bounce
from alliance.mailing.policy import Do
from alliance.mailing.rules import KINDS, Choice, Kind

bp = Doors("mailing", __name__)


@bp.form("/settings/mail", may=Do.CHOOSE)
def settings() -> ResponseReturnValue:
    """How one gets mail of each kind."""
    who = actor()
    before = queries.choices_of(who.person_id)
    form = MailForm.showing(before)
    if form.accepted:
        for kind, choice in form.changed(before):
            operations.choose(who, OwnBusiness(who), kind=kind, choice=choice)
        flash("Your choices are kept.", "success")
        return redirect(url_for("mailing.settings"), 303)
    fixed = [about for kind, about in KINDS.items() if kind not in MailForm.FIELDS]
    paused = queries.paused_in(who)
    return render_template("mailing/settings.html", form=form, fixed=fixed, paused=paused), (
        422 if form.errors else 200
    )


@bp.act("/settings/mail/addresses/<uuid:bounce_id>/confirm", may=Do.CONFIRM, of=queries.bounce)
def confirm(bounce: Bounce) -> ResponseReturnValue:
    """Send to an address again."""
    operations.confirm_address(actor(), bounce)
    flash(f"Mail goes to {bounce.email} again.", "success")
    return redirect(url_for("mailing.settings"), 303)


@bp.form("/settings/calendar", may=Do.CALENDAR)
def calendar() -> ResponseReturnValue:
    """The secret address of one's calendar: made, renewed, said once."""
    who, address = actor(), ""
    if request.method == "POST":
        secret = operations.renew_calendar(who, OwnBusiness(who)).result
        address = url_for("workspaces.calendar", secret=secret, _external=True)
    return render_template("mailing/calendar.html", made=queries.calendar_of(who), address=address)


@bp.act("/settings/calendar/end", may=Do.END_CALENDAR)
def end_calendar() -> ResponseReturnValue:
    """End one's calendar."""
    who = actor()
    operations.end_calendar(who, OwnBusiness(who))
    flash("The calendar is ended. Its address leads nowhere.", "success")
    return redirect(url_for("mailing.calendar"), 303)


@bp.letter("/mail/stop/<string:token>")
def unsubscribe(token: str) -> ResponseReturnValue:
    """Stop mail of a kind, without signing in; a GET only asks (RFC 8058)."""
    found = read_unsubscribe(token)
    if found is None:
        abort(404)
    person_id, what = found
    kinds = _stoppable(person_id, what)
    if request.method == "POST":
        who = actor_by_id(person_id)
        if who is None:
            abort(404)  # who serves in no office gets no mail
        for kind in kinds:
            operations.choose(who, OwnBusiness(who), kind=kind, choice=Choice.NONE)
    named = "the daily digest" if what == DIGEST else KINDS[Kind(what)].label
    return render_template(
        "mailing/unsubscribe.html",
        named=named,
        kinds=[KINDS[kind].label for kind in kinds],
        done=request.method == "POST",
        address=request.path,
    )


def _stoppable(person_id: uuid.UUID, what: str) -> list[Kind]:
    """The kinds that an address stops, as far as they may be stopped."""
    chosen = queries.choices_of(person_id)
    if what == DIGEST:
        meant = [kind for kind, choice in chosen.items() if choice is Choice.DIGEST]
    else:
        meant = [Kind(what)]
    return [kind for kind in meant if Choice.NONE in KINDS[kind].choices]


def _in_the_demo(_actor: Actor) -> list[Mail] | None:
    folder = current_app.config.get("MAIL_FILE_PATH")
    return kept(folder) if current_app.config["DEMO"] and folder else None


@bp.page("/demo-mail", may=Do.DEMO_MAIL, of=_in_the_demo)
def demo_mail(found: list[Mail]) -> ResponseReturnValue:
    """In a demonstration, what would have been sent, and to whom."""
    return render_template("mailing/demo_mail.html", found=found)
