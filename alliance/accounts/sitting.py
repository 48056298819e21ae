"""The life of a session: begun at sign-in, asked for at every page, ended for good.

The signed cookie holds `sid` (the row of the session), `since` and `seen` (Unix seconds, UTC),
`noted` (when the row was last told of a visit) and `post` (for which this browser acts). A page
asks the row in the one statement that finds the actor, and writes nothing.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import user_logged_out
from flask_security import user_authenticated

from alliance.accounts import limits, operations, queries
from alliance.accounts.models import Person
from alliance.accounts.operations import Visit
from alliance.accounts.rules import IDLE, IN_ALL, NOTED, SAID, WARNING, Ended, over
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import as_id, in_transaction
from alliance.core.operation import RuleBroken
from alliance.core.web import LOADER, QUIET, SignedOut, write_soon

# What a new sign-in takes out of the cookie: it may be another person's, who sat here before. The
# request to be linked stays ("sso_request"): one signs in to prove that account.
OTHERS = ("post", "enrolling", "pending", "challenge", "sso")
LIBRARY = ("_remember", "fs_cc")  # what Flask-Login and Flask-Security still do at a sign-out
THROUGH = "alliance_through"  # in g: whose provider lets in who signs in now
WARNING_SECONDS = int(WARNING.total_seconds())  # before the end, in the browser
Load = Callable[[str, uuid.UUID], Actor | None]


def init(app: Flask) -> None:
    """Let the sign-in of the library begin and end our sessions."""
    user_authenticated.connect(_begin, app)
    user_logged_out.connect(_end_here, app)
    login = app.login_manager  # type: ignore[attr-defined]
    theirs = login._user_callback  # noqa: SLF001 (Flask-Login gives it no other name)

    @login.user_loader  # type: ignore[untyped-decorator]
    def person_in_session(key: str) -> Any:
        """For the library's own pages: the person, if the session is still one."""
        sid = as_id(session.get("sid"))
        alive = sid and not _over() and queries.is_open(sid)
        return theirs(key) if alive else None


def register(app: Flask, load: Load) -> None:
    """Tell the doors how to find out who is asking."""
    app.extensions[LOADER] = Sittings(load)


def through(state: str | None, office: uuid.UUID | None) -> None:
    """The sign-in that follows in this request is by the provider of this state, or this office."""
    setattr(g, THROUGH, (state, office))


def _begin(_app: Flask, *, user: Person, authn_via: list[str] | None = None, **_: object) -> None:
    person, email, address = user.id, user.email, request.remote_addr or ""
    visit = Visit(uuid.uuid4(), address, request.user_agent.string, *g.pop(THROUGH, ()))
    before = as_id(session.pop("sid", None))
    ran_out, why = session.pop("ran_out", (None, Ended.IDLE))
    now = int(clock.now().timestamp())
    for name in OTHERS:
        session.pop(name, None)
    renew_token()
    session.update(sid=str(visit.session_id), since=now, seen=now, noted=now, proved=now)

    def write() -> None:
        if before:
            operations.end_session(before, Ended.ANEW)
        if gone := as_id(ran_out):
            operations.end_session(gone, Ended(why))
        operations.open_session(person, visit)
        if "password" in (authn_via or ()):
            limits.forgive(email, address)

    write_soon(write)


def _end_here(_app: Flask, **_: object) -> None:
    sid = as_id(session.get("sid"))
    kept = {name: session[name] for name in LIBRARY if name in session}
    session.clear()  # whoever sits here next finds nothing
    session.update(kept)
    renew_token()
    if sid:
        write_soon(lambda: operations.end_session(sid, Ended.SIGNED_OUT))


def _over() -> Ended | None:
    now = int(clock.now().timestamp())
    return over(now, session.get("since", 0), session.get("seen", 0))


class Sittings:
    """Finds out who is asking: the cookie first, then the database."""

    def __init__(self, load: Load) -> None:
        self._load = load

    def knock(self) -> str:
        """The key in a session that is neither idle nor too old; no look at the database."""
        key, sid = session.get("_user_id"), session.get("sid")
        if not key or not sid:
            raise SignedOut
        if why := _over():
            _leave(SAID[why], ran_out=(sid, why))  # its row is ended at the next sign-in
        now = int(clock.now().timestamp())
        if session.get("seen") != now and not g.get(QUIET):
            session["seen"] = now
        return str(key)

    def load(self, key: str) -> Actor:
        """The actor whose session this is."""
        sid = as_id(session.get("sid"))
        found = self._load(key, sid) if sid else None
        if sid is None or found is None:
            why = queries.why_ended(sid) if sid else None
            no_post = "Your account holds no post in an office. Ask your office administrator."
            _leave(SAID[Ended(why)] if why else no_post)
            raise SignedOut
        _keep_to(found)
        if request.method == "POST" and in_transaction():
            _note(sid)
        return found


def _keep_to(found: Actor) -> None:
    """Let no form that was opened for one office be sent for another."""
    before, now = session.get("post"), str(found.post_id)
    if before == now:
        return
    session["post"] = now
    if before is not None:
        renew_token()
        if request.method == "POST":
            raise RuleBroken(
                f"You act for {found.office_name} now; the form was opened for another office. "
                "Nothing was done."
            )


def renew_token() -> None:
    """Make every form that is open in this browser worthless."""
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def _note(sid: uuid.UUID) -> None:
    now = int(clock.now().timestamp())
    if now - session.get("noted", 0) >= NOTED.total_seconds():
        session["noted"] = now
        operations.note_visit(sid, request.remote_addr or "", request.user_agent.string)


def _leave(said: str, ran_out: tuple[str, Ended] | None = None) -> None:
    session.clear()
    if ran_out:
        session["ran_out"] = ran_out
    flash(said, "warning")
    raise SignedOut(said)


def leave(said: str) -> ResponseReturnValue:
    """Forget everything in this browser, and say why on the page to sign in."""
    session.clear()
    flash(said, "success")
    return redirect(url_for("security.login"), 303)


def ends() -> tuple[dt.datetime, dt.datetime] | None:
    """When this session ends if no further page is opened, and when it ends in any case."""
    if "seen" not in session:
        return None
    since, seen = (dt.datetime.fromtimestamp(session[name], dt.UTC) for name in ("since", "seen"))
    return min(seen + IDLE, since + IN_ALL), since + IN_ALL
