"""One's own sessions, the office one acts for, and staying signed in."""

import uuid

from flask import jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts import operations
from alliance.accounts.agents import browser
from alliance.accounts.models import Session
from alliance.accounts.policy import Do
from alliance.accounts.queries import own_session, sessions_of
from alliance.accounts.sitting import ends, leave, renew_token
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import as_id
from alliance.core.web import Doors, actor

bp = Doors("accounts", __name__)


def one_session(who: Actor, session_id: uuid.UUID) -> Session | None:
    """One of the reader's own sessions that is still open."""
    return own_session(who, session_id)


@bp.page("/settings/sessions", may=Do.OWN_SESSION)
def sessions() -> ResponseReturnValue:
    """Where the reader is signed in."""
    who = actor()
    return render_template(
        "accounts/sessions.html", found=sessions_of(who), this=who.session_id, browser=browser
    )


@bp.act("/settings/sessions/<uuid:session_id>/end", may=Do.OWN_SESSION, of=one_session)
def end_session(one: Session) -> ResponseReturnValue:
    """End one of them; the reader's own is a sign-out."""
    who = actor()
    operations.end_own_session(who, one)
    if one.id == who.session_id:
        return leave("You have signed out.")
    return redirect(url_for("accounts.sessions"), 303)


@bp.act("/settings/sessions/end-all", may=Do.OWN_SESSION)
def end_all() -> ResponseReturnValue:
    """End all of them, this one too."""
    who = actor()
    operations.end_all_own_sessions(who)
    return leave("You have signed out everywhere.")


@bp.act("/settings/office", may=Do.OWN_SESSION)
def change_office() -> ResponseReturnValue:
    """Act for another of one's offices from now on."""
    post = as_id(request.form.get("post"))
    operations.act_for(actor(), post)
    session["post"] = str(post)
    renew_token()
    return redirect(url_for("workspaces.desk"), 303)


@bp.act("/settings/stay", may=Do.OWN_SESSION)
def stay() -> ResponseReturnValue:
    """Stay signed in: that something was sent is all it takes."""
    actor()
    if request.accept_mimetypes.best == "application/json":
        now = clock.now()
        idle, whole = ends() or (now, now)
        left = {"idle": idle - now, "whole": whole - now}
        return jsonify({name: int(one.total_seconds()) for name, one in left.items()})
    return redirect(url_for("accounts.sessions"), 303)
