"""Doors: a route cannot be declared without saying who may open it."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from alliance.core import clock, policy
from alliance.core.actor import Actor
from alliance.core.db import in_transaction
from alliance.core.policy import require
from alliance.core.transaction import transaction, writing

OPEN = "open to all"
QUIET = "alliance_quiet"  # g: a browser asks by itself, nobody has done anything
LOADER = "alliance_actor"  # app.extensions: the function that finds out who is asking
View = Callable[..., ResponseReturnValue]
Load = Callable[..., Any]

DEMANDED = "ALLIANCE_SECOND_FACTOR"  # config: whether ranks that need a second factor must use it
FRESH = dt.timedelta(minutes=5)

csrf = CSRFProtect()


class SignedOut(Exception):  # noqa: N818
    """Nobody is signed in, or no longer; the message, if any, says why."""


class ProofNeeded(Exception):  # noqa: N818
    """The door asks for a proof of who one is that is not older than five minutes."""


class FactorNeeded(Exception):  # noqa: N818
    """The rank asks for a second factor, and this session was begun without one."""


class Doors(Blueprint):
    """A blueprint whose routes name the action they stand for and load its subject.

    `of` loads the subject: it is given the actor and what stands in the URL, and returns None
    when there is no such thing or the actor may not know of it; both are a 404. `fresh` asks for a
    proof of who one is, not older than five minutes. `weak` opens the door also to a session that
    lacks the second factor that the rank asks for: for the pages where one is set up.
    """

    def page(  # noqa: PLR0913 (what a door may ask)
        self,
        rule: str,
        *,
        may: str,
        of: Load | None = None,
        fresh: bool = False,
        weak: bool = False,
        quiet: bool = False,
    ) -> Callable[[View], View]:
        """A page that is read.

        `quiet`: a browser asks for it by itself, again and again; a session does not stay awake
        because of that.
        """
        return self._door(rule, ["GET"], _Lock(may, of, fresh, weak, quiet=quiet))

    def form(  # noqa: PLR0913 (what a door may ask)
        self,
        rule: str,
        *,
        may: str,
        of: Load | None = None,
        fresh: bool = False,
        weak: bool = False,
        alone: bool = False,
        most: int | None = None,
    ) -> Callable[[View], View]:
        """A form that is read and sent.

        `alone`: it asks another server before it writes, and opens its own transactions, so that
        nobody here waits for that server. `most`: bytes that are taken with a document, where that
        is more than of other forms.
        """
        lock = _Lock(may, of, fresh, weak, alone=alone, most=most)
        return self._door(rule, ["GET", "POST"], lock)

    def act(
        self,
        rule: str,
        *,
        may: str,
        of: Load | None = None,
        fresh: bool = False,
        weak: bool = False,
    ) -> Callable[[View], View]:
        """Something that is only sent: a button without a form of its own."""
        return self._door(rule, ["POST"], _Lock(may, of, fresh, weak))

    def letter(self, rule: str) -> Callable[[View], View]:
        """A page that a message leads to, open to all, whose address is signed.

        That address is the proof: a mail program presses the button without a session, and so
        without a token (RFC 8058).
        """
        return self._door(rule, ["GET", "POST"], _Lock(OPEN, signed=True))

    def _door(self, rule: str, methods: list[str], lock: "_Lock") -> Callable[[View], View]:
        def decorate(view: View) -> View:
            @wraps(view)
            def enter(**where: Any) -> ResponseReturnValue:
                if lock.quiet:
                    setattr(g, QUIET, True)
                if request.method != "POST":
                    return _go(view, lock, where)
                if lock.action != OPEN:
                    knock()
                if lock.most is not None:
                    request.max_content_length = lock.most
                    request.max_form_memory_size = lock.most
                if not lock.signed:
                    csrf.protect()
                if lock.alone:
                    return _go(view, lock, where)
                with transaction():
                    return _go(view, lock, where)

            enter.action = lock.action  # type: ignore[attr-defined]
            enter.fresh = lock.fresh  # type: ignore[attr-defined]
            enter.signed = lock.signed  # type: ignore[attr-defined]
            self.add_url_rule(rule, view.__name__, enter, methods=methods)
            return view

        return decorate


@dataclass(frozen=True)
class _Lock:
    """What a door asks."""

    action: str
    load: Load | None = None
    fresh: bool = False
    weak: bool = False
    alone: bool = False
    signed: bool = False  # the address is the proof: no token is asked
    most: int | None = None  # bytes; None: as everywhere
    quiet: bool = False  # asked for by a browser, not by somebody


def _go(view: View, lock: _Lock, where: dict[str, Any]) -> ResponseReturnValue:
    if lock.action == OPEN:
        return view(**where)
    who = actor()  # sign in before anything is looked up
    if not lock.weak and lacks_factor(who):
        raise FactorNeeded
    subject = None
    if lock.load is not None:
        subject = lock.load(who, **where)
        if subject is None:
            abort(404)
    require(who, lock.action, subject)
    if lock.fresh and not is_fresh(who.proved_at):
        raise ProofNeeded
    return view(**where) if lock.load is None else view(subject)


def is_fresh(proved_at: dt.datetime | None) -> bool:
    """Whether this proof of who one is still serves: five minutes, and not a second more."""
    return proved_at is not None and clock.now() - proved_at <= FRESH


def lacks_factor(who: Actor) -> bool:
    """Whether a second factor is asked of this actor and was not used in this session."""
    return who.needs_second_factor and not who.strong and bool(current_app.config[DEMANDED])


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
            answer = view(**where)
        write_what_waits()
        return answer

    enter.action = OPEN  # type: ignore[attr-defined]
    return enter


def write_soon(work: Callable[[], object]) -> None:
    """Do this in the transaction in hand if it was opened to write, else in one that follows it.

    For what a library tells in the middle of its work, such as that somebody has signed in.
    """
    if in_transaction() and writing():
        work()
    else:
        g.setdefault("alliance_waits", []).append(work)


def write_what_waits() -> None:
    """Do in a transaction of its own what `write_soon` was given, if anything."""
    if waiting := g.pop("alliance_waits", None):
        with transaction():
            for work in waiting:
                work()
