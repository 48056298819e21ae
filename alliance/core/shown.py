"""What every page is given: filters, the frame, and pages for refusals."""

import datetime as dt
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from flask import Flask, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.urls import iri_to_uri

from alliance.core import clock, saying
from alliance.core.actor import Actor
from alliance.core.kept import KeptBlock
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.web import SignedOut

log = structlog.get_logger()

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def init(app: Flask) -> None:
    """Put filters, headers and refusal pages on the application."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(KeptBlock)
    app.jinja_env.globals.update(url_for=link, zone=zone, dict=dict)
    app.jinja_env.filters.update(
        day=_day,
        instant=_instant,
        ago=lambda when: saying.ago(when, clock.now()),
        number=saying.number,
        address=iri_to_uri,  # as it is typed: an address may hold what no page may
        partial=saying.partial,
        dated=_dated,
        zone_name=saying.zone_name,
        listed=lambda words: saying.listed(list(words)),
    )
    app.after_request(_with_headers)
    app.register_error_handler(SignedOut, _to_sign_in)
    app.register_error_handler(NotPermitted, lambda _: refusal(403))
    app.register_error_handler(RuleBroken, lambda broken: refusal(409, str(broken)))
    app.register_error_handler(IntegrityError, lambda _: refusal(409))
    app.register_error_handler(OperationalError, lambda _: refusal(503))
    app.register_error_handler(CSRFError, lambda _: refusal(400))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, lambda _: refusal(500))


def reader() -> Actor | None:
    """Who reads this page, if it was found out already; a page for all asks nobody."""
    found: Actor | None = g.get("alliance_actor")
    return found


def zone() -> str:
    """The time zone of the reader's office."""
    who = reader()
    return who.zone if who else "UTC"


def local_now() -> dt.datetime:
    """The present instant in the reader's zone."""
    return clock.now().astimezone(ZoneInfo(zone()))


def refusal(code: int, said: str = "") -> ResponseReturnValue:
    """A page that says what happened and what to do."""
    who = reader()
    log.info("refused", code=code, path=request.path, person=str(who.person_id) if who else None)
    if code >= 500:
        g.desk_count = g.get("desk_count") or 0  # the database may be what is away
    return render_template("shared/error.html", code=code, said=said), code


def _day(when: dt.date) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(when.isoformat(), saying.day(when))


def _dated(text: str | None) -> Markup:
    """A date to the precision of its source, with the same for machines."""
    said = Markup('<time datetime="{}">{}</time>').format(text, saying.dated(text))
    return said if text else Markup()


def _instant(when: dt.datetime) -> Markup:
    return _marked(when, zone())


@lru_cache(maxsize=8192)
def _marked(when: dt.datetime, zone: str) -> Markup:
    """The same instants are said on page after page: each is worked out once."""
    plain = when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup('<time datetime="{}">{}</time>').format(plain, saying.instant(when, zone))


def link(endpoint: str, /, **where: Any) -> str:
    """The address of a page, for templates: Flask's url_for, and each address built once."""
    if request.script_root or endpoint.startswith("."):
        return url_for(endpoint, **where)
    try:
        return _built(endpoint, tuple(where.items()))
    except TypeError:  # something in it cannot be remembered
        return url_for(endpoint, **where)


@lru_cache(maxsize=8192)
def _built(endpoint: str, where: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(where))


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    if isinstance(error, SecurityError):  # under a host that is not ours no page has an address
        return "This address is not served here.\n", code, {"Content-Type": "text/plain"}
    return refusal(code)


def _to_sign_in(_: SignedOut) -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        return {"error": "sign in first"}, 401
    # After signing in, back to the page that was asked for, or to the form that was sent.
    rule = request.url_rule
    is_page = request.method == "GET" or (rule and "GET" in (rule.methods or ()))
    back = request.full_path.rstrip("?") if is_page else None
    where: dict[str, Any] = {"next": back} if back and back != "/" else {}
    return redirect(url_for("security.login", **where), 303)


def _with_headers(response: Response) -> Response:
    said = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 (no mapping)
    for name, value in HEADERS.items():
        if name.lower() not in said:
            response.headers.add(name, value)
    if not request.path.startswith("/static/"):
        # Outright: what a library says here is no valid directive, and no page is kept anywhere;
        # a door that says so lets its one reader keep what it must ask about again.
        response.headers["Cache-Control"] = g.get("cache_control", "no-store")
    return response
