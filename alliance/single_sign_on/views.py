"""Pages of single sign-on: going to a provider, coming back, who is linked, what is required."""

import secrets
import uuid

import structlog
from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user

from alliance.accounts.sitting import through
from alliance.core import clock
from alliance.core.db import as_id
from alliance.core.operation import OwnBusiness
from alliance.core.transaction import transaction
from alliance.core.web import OPEN, Doors, actor
from alliance.single_sign_on import conversation, operations, queries
from alliance.single_sign_on.client_keys import key_set
from alliance.single_sign_on.conversation import Asked, House
from alliance.single_sign_on.forms import AnswerForm, ConsentForm, RequireForm
from alliance.single_sign_on.models import Identity, IdentityRequest, Provider
from alliance.single_sign_on.operations import Arrived
from alliance.single_sign_on.outside import Failed
from alliance.single_sign_on.policy import Do
from alliance.single_sign_on.rules import SKEW, onward
from alliance.single_sign_on.tokens import Told
from alliance.states.reference import jurisdictions

log = structlog.get_logger()
bp = Doors("single_sign_on", __name__)

ASKED, REQUEST = "sso", "sso_request"  # in the session
FRESH = 300  # seconds that a proof is fresh
WAITS = 900  # seconds in which a request may be linked by signing in here


def house() -> House:
    """Where providers send people back to: the address that the settings name, not the visitor."""
    scheme, host = current_app.config["PREFERRED_URL_SCHEME"], current_app.config["SERVER_NAME"]
    return House(f"{scheme}://{host}/sign-in/back", bool(current_app.config["LOOPBACK_PROVIDERS"]))


def failed(problem: Failed) -> ResponseReturnValue:
    """The one page for all that goes wrong; what it was stands in the log under its number."""
    number = secrets.token_hex(4)
    log.warning("single sign-on failed", number=number, reason=str(problem))
    code = 503 if problem.away else 400
    page = render_template("single_sign_on/failed.html", number=number, away=problem.away)
    return page, code


# --- Going there ---


@bp.page("/sign-in/state", may=OPEN)
def choose() -> ResponseReturnValue:
    """The providers of a state: one is gone to at once, of several one is chosen."""
    state, then = request.args.get("state", ""), onward(request.args.get("next"))
    if state != queries.SECRETARIATS and state not in jurisdictions():
        return redirect(url_for("security.login"), 303)
    found = queries.providers_in(state)
    place = jurisdictions()[state].name if state in jurisdictions() else "The secretariats"
    return render_template("single_sign_on/choose.html", found=found, place=place, then=then)


@bp.page("/sign-in/state/<uuid:provider_id>", may=OPEN)
def go(provider_id: uuid.UUID) -> ResponseReturnValue:
    """Send the browser to the provider, with a question that only it can bring the answer to."""
    return _go(queries.provider(provider_id), onward(request.args.get("next")))


@bp.page("/sign-in/prove", may=Do.MINE)
def prove() -> ResponseReturnValue:
    """Have the provider ask anew who the reader is, before a binding act."""
    mine = [one.provider for one in queries.identities_of(actor().person_id)]
    used = next((one for one in mine if one.removed_at is None), None)
    return _go(used, onward(request.args.get("then")), anew=True)


def _go(found: Provider | None, then: str, *, anew: bool = False) -> ResponseReturnValue:
    if found is None:
        return failed(Failed("no such provider is in use"))
    try:
        address, asked = conversation.ask(found, house(), then=then, anew=anew)
    except Failed as problem:
        return failed(problem)
    session[ASKED] = asked.kept()
    return redirect(address, 303)


@bp.page("/single-sign-on/<uuid:provider_id>/keys.json", may=OPEN)
def keys(provider_id: uuid.UUID) -> ResponseReturnValue:
    """Our public key at a provider, as the provider fetches it."""
    found = queries.provider(provider_id)
    return key_set(found) if found else ({"keys": []}, 404)


# --- Coming back ---


@bp.form("/sign-in/back", may=OPEN, alone=True)
def back() -> ResponseReturnValue:
    """The browser brings the answer; a form sends it on, so that reading a page changes nothing."""
    if request.method == "GET":
        if "error" in request.args or "code" not in request.args:
            said = request.args.get("error", "nothing")
            return failed(Failed(f"the provider sends back {said!r:.200}"))
        return render_template("single_sign_on/back.html", form=AnswerForm(request.args))
    try:
        return _came_back(AnswerForm.sent().data)
    except Failed as problem:
        return failed(problem)


def _came_back(answer: dict[str, str]) -> ResponseReturnValue:
    asked = conversation.recalled(session.pop(ASKED, None))
    found = queries.provider(uuid.UUID(asked.provider))
    if found is None:
        raise Failed("the provider was removed in the meantime")
    conversation.check_answer(found, asked, answer)
    with transaction():
        operations.spend(asked.digest)
    told = conversation.answered(found, house(), asked, answer)
    with transaction():
        arrived = operations.arrive(found, told)
        if asked.anew:
            return _proved(asked, arrived, told)
        if arrived.person is None:
            return _not_known(arrived)
        through(found.state_code, found.office_id)
        login_user(arrived.person, authn_via=["sso"])
        return _let_in(asked, arrived, told)


def _let_in(asked: Asked, arrived: Arrived, told: Told) -> ResponseReturnValue:
    session["factors"] = "sso+mfa" if arrived.strong else "sso"
    # The provider may have known the person for hours: when they proved it is what counts.
    session["proved"] = min(told.proved_at or 0, int(clock.now().timestamp()))
    session.pop(REQUEST, None)
    return redirect(asked.then, 303)


def _proved(asked: Asked, arrived: Arrived, told: Told) -> ResponseReturnValue:
    now = int(clock.now().timestamp())
    if arrived.person is None or session.get("_user_id") != arrived.person.fs_uniquifier:
        raise Failed("somebody else proved who they are")
    if told.proved_at is None or not -SKEW <= now - told.proved_at <= FRESH:
        raise Failed(f"the provider asked nothing anew (auth_time {told.proved_at})")
    session["proved"] = min(told.proved_at, now)
    if arrived.strong:
        session["factors"] = "sso+mfa"
    return redirect(asked.then, 303)


def _not_known(arrived: Arrived) -> ResponseReturnValue:
    assert arrived.request
    session[REQUEST] = [str(arrived.request.id), int(clock.now().timestamp())]
    return redirect(url_for(".asked"), 303)


@bp.page("/sign-in/asked", may=OPEN)
def asked() -> ResponseReturnValue:
    """What happens with somebody who is not known yet: the same words for everybody."""
    return render_template("single_sign_on/asked.html")


# --- A person's own ---


@bp.form("/settings/single-sign-on", may=Do.MINE, fresh=True)
def mine() -> ResponseReturnValue:
    """The reader's identities, and the one that this browser has just brought."""
    who = actor()
    waiting = queries.waiting_for(who, _brought())
    if request.method == "POST":
        if waiting is not None:
            operations.link(who, waiting)
            flash("Your sign-in is linked. Next time, come in through your state.", "success")
        session.pop(REQUEST, None)
        return redirect(url_for(".mine"), 303)
    return render_template(
        "single_sign_on/mine.html", waiting=waiting, found=queries.identities_of(who.person_id)
    )


def _brought() -> uuid.UUID | None:
    kept = session.get(REQUEST)
    if not isinstance(kept, list) or clock.now().timestamp() - kept[1] > WAITS:
        return None
    return as_id(kept[0])


# --- The office's ---


@bp.page("/office/single-sign-on", may=Do.OFFICE)
def office() -> ResponseReturnValue:
    """Providers, who asks to be let in, who is linked, and whether it is required."""
    who = actor()
    stands = queries.requirement(who.office_id)
    return render_template(
        "single_sign_on/office.html",
        providers=queries.providers_of(who),
        requests=queries.requests_of(who),
        identities=queries.identities_in(who),
        stands=stands,
        form=RequireForm(None, required="yes" if stands else "no"),
    )


@bp.act("/office/single-sign-on/require", may=Do.REQUIRE, fresh=True)
def require() -> ResponseReturnValue:
    """Let people in through the provider only, or by password again."""
    form = RequireForm.sent()
    if form.accepted:
        required = form.required.data == "yes"
        who = actor()
        if required != (queries.requirement(who.office_id) is not None):
            operations.require_it(who, OwnBusiness(who), required=required)
        flash("How the people of your office sign in is recorded.", "success")
    return redirect(url_for(".office"), 303)


@bp.act(
    "/office/single-sign-on/requests/<uuid:request_id>/consent",
    may=Do.CONSENT,
    of=queries.request_of,
    fresh=True,
)
def consent(asking: IdentityRequest) -> ResponseReturnValue:
    """Link an identity to the person of the office whose address it has."""
    operations.consent(actor(), asking, person=as_id(ConsentForm.sent().person.data))
    flash("The sign-in is linked.", "success")
    return redirect(url_for(".office"), 303)


@bp.act(
    "/office/single-sign-on/requests/<uuid:request_id>/refuse",
    may=Do.REFUSE,
    of=queries.request_of,
)
def refuse(asking: IdentityRequest) -> ResponseReturnValue:
    """Leave an identity outside."""
    operations.refuse(actor(), asking)
    flash("The request is refused.", "success")
    return redirect(url_for(".office"), 303)


@bp.act(
    "/office/single-sign-on/identities/<uuid:identity_id>/end",
    may=Do.END,
    fresh=True,
    of=queries.identity_in,
)
def end(identity: Identity) -> ResponseReturnValue:
    """Let an identity in no more."""
    operations.end(actor(), identity)
    flash("The link is ended.", "success")
    return redirect(url_for(".office"), 303)
