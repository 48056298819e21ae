"""Doors: a route cannot be declared without saying who may open it."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from alliance.core import policy
from alliance.core.actor import Actor
from alliance.core.policy import require
from alliance.core.transaction import transaction

OPEN = "open to all"
LOADER = "alliance_actor"  # app.extensions: the function that finds out who is asking
View = Callable[..., ResponseReturnValue]
Load = Callable[..., Any]

csrf = CSRFProtect()


class SignedOut(Exception):  # noqa: N818
    """Nobody is signed in, or no longer; the message, if any, says why."""


class Doors(Blueprint):
    """A blueprint whose routes name the action they stand for and load its subject.

    `of` loads the subject: it is given the actor and what stands in the URL, and returns None
    when there is no such thing or the actor may not know of it; both are a 404.
    """

    def page(self, rule: str, *, may: str, of: Load | None = None) -> Callable[[View], View]:
        """A page that is read."""
        return self._door(rule, ["GET"], may, of)

    def form(
        self, rule: str, *, may: str, of: Load | None = None, alone: bool = False
    ) -> Callable[[View], View]:
        """A form that is read and sent.

        `alone`: it asks another server before it writes, and opens its own transactions, so that
        nobody here waits for that server.
        """
        return self._door(rule, ["GET", "POST"], may, of, alone=alone)

    def act(self, rule: str, *, may: str, of: Load | None = None) -> Callable[[View], View]:
        """Something that is only sent: a button without a form of its own."""
        return self._door(rule, ["POST"], may, of)

    def _door(
        self,
        rule: str,
        methods: list[str],
        action: str,
        load: Load | None,
        *,
        alone: bool = False,
    ) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            @wraps(view)
            def enter(**where: Any) -> ResponseReturnValue:
                if request.method != "POST":
                    return _go(view, action, load, where)
                if action != OPEN:
                    knock()
                csrf.protect()
                if alone:
                    return _go(view, action, load, where)
                with transaction():
                    return _go(view, action, load, where)

            enter.action = action  # type: ignore[attr-defined]
            self.add_url_rule(rule, view.__name__, enter, methods=methods)
            return view

        return decorate


def _go(view: View, action: str, load: Load | None, where: dict[str, Any]) -> ResponseReturnValue:
    if action == OPEN:
        return view(**where)
    who = actor()  # sign in before anything is looked up
    if load is None:
        require(who, action)
        return view(**where)
    subject = load(who, **where)
    if subject is None:
        abort(404)
    require(who, action, subject)
    return view(subject)


def knock() -> str:
    """The key of the session that asks, without a look at the database; or SignedOut."""
    knocker: Callable[[], str] = current_app.extensions[LOADER].knock
    return knocker()


def actor() -> Actor:
    """Who is asking in this request; or SignedOut."""
    found: Actor | None = g.get("alliance_actor")
    if found is None:
        found = g.alliance_actor = current_app.extensions[LOADER].load(knock())
    return found


def guard(app: Flask, library: Iterable[str]) -> None:
    """Refuse to start with an unguarded route or an action nobody ruled on.

    `library` names the endpoints of libraries that are open on purpose; their POSTs are given
    the same transaction as ours.
    """
    app.jinja_env.globals["may"] = may
    allowed = set(library)
    for rule in app.url_map.iter_rules():
        endpoint = rule.endpoint
        if endpoint in allowed:
            app.view_functions[endpoint] = _in_transaction(app.view_functions[endpoint])
            continue
        action = getattr(app.view_functions[endpoint], "action", None)
        if action is None:
            raise RuntimeError(f"unguarded route: {rule}")
        if action != OPEN and action not in policy.POLICY:
            raise RuntimeError(f"no policy for {action!r} ({rule})")


def may(action: str, subject: Any = None) -> bool:
    """For templates: whether the reader may do this."""
    try:
        return policy.may(actor(), action, subject)
    except SignedOut:
        return False


def _in_transaction(view: Callable[..., Any]) -> Callable[..., Any]:
    if getattr(view, "action", None) == OPEN:
        return view

    @wraps(view)
    def enter(**where: Any) -> Any:
        if request.method != "POST":
            return view(**where)
        # Signing in hashes a password, which is slow on purpose: nobody waits for that.
        with transaction(writes=False):
            return view(**where)

    enter.action = OPEN  # type: ignore[attr-defined]
    return enter
