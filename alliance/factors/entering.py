"""Signing in: the step after the password, and passkeys instead of one."""

from typing import Any

from flask import Flask, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import user_authenticated
from flask_security.tf_plugin import TfPlugin
from flask_security.utils import login_user

from alliance.accounts.models import Person
from alliance.accounts.queries import actor_by_email
from alliance.accounts.sign_in import NOT_BY_PASSWORD
from alliance.core.web import OPEN, Doors
from alliance.factors import cookie, queries, showing, tries
from alliance.factors.forms import CodeForm, PasskeyForm, RecoveryForm
from alliance.factors.operations import WrongCode, use_recovery_code
from alliance.factors.passkeys import asked_to_prove
from alliance.factors.proving import WRONG_CODE
from alliance.factors.rules import Used, own_path, recovery_code

bp = Doors("entering", __name__, url_prefix="/sign-in")


class SecondStep(TfPlugin):
    """What Flask-Security's sign-in asks when a password was right."""

    def tf_enter(
        self,
        user: Any,
        remember_me: object,  # noqa: ARG002 (the library's arguments)
        primary_authn_via: str,  # noqa: ARG002
        next_loc: str | None,
    ) -> Any:
        """To the second step, if the person has one; else None, and they are signed in."""
        if not queries.has_second_factor(user):
            return None
        onward = next_loc if next_loc and own_path(next_loc) else "/"
        if onward.startswith("/sign-in"):  # what is said when no page was asked for
            onward = "/"
        cookie.wait_for_second_step(user, onward)
        return redirect(url_for("entering.second_step"))


def init(app: Flask) -> None:
    """Put the second step after Flask-Security's first."""
    app.extensions["security"].two_factor_plugins = SecondStep()
    user_authenticated.connect(_proved_by_password, app)


def _proved_by_password(_app: Flask, **_: object) -> None:
    session.pop("factors", None)
    cookie.mark(Used.PASSWORD)


@bp.form("/second-step", may=OPEN)
def second_step() -> ResponseReturnValue:
    """After the password: the code of an app, a passkey, or a recovery code."""
    waiting = cookie.pending()
    person = queries.person_by_session(waiting["who"]) if waiting else None
    if waiting is None or person is None:
        flash("Sign in again: the second step was not done in time.", "warning")
        return redirect(url_for("security.login"), 303)
    if request.method == "POST":
        form, used = _answer(person)
        if used:
            return _enter(person, used, waiting["onward"])
    else:
        form = None
    return render_template(
        "factors/second_step.html",
        form=form,
        code_form=form if isinstance(form, CodeForm) else CodeForm(None),
        recovery_form=form if isinstance(form, RecoveryForm) else RecoveryForm(None),
        has_app=bool(person.tf_totp_secret),
        has_passkey=bool(queries.passkeys(person)),
        has_codes=bool(person.mf_recovery_codes),
    ), (422 if form else 200)


@bp.act("/passkey/ask", may=OPEN)
def ask() -> ResponseReturnValue:
    """What the browser needs to ask for a passkey: any, or of whose password was right."""
    waiting = cookie.pending() if request.args.get("step") == "second" else None
    person = queries.person_by_session(waiting["who"]) if waiting else None
    text = asked_to_prove(person, cookie.new_challenge())
    return text, 200, {"Content-Type": "application/json"}


@bp.act("/passkey", may=OPEN)
def by_passkey() -> ResponseReturnValue:
    """Sign in with a passkey and nothing else: it is two factors in one."""
    onward = request.args.get("next", "/")
    person = showing.by_passkey(PasskeyForm.sent().credential.data or "")
    # Whose office takes its provider only comes in no other way.
    if person is None or any(kept_out(person) for kept_out in NOT_BY_PASSWORD):
        flash("The passkey was not accepted. Try again, or sign in with your password.", "error")
        return redirect(url_for("security.login"), 303)
    return _enter(person, Used.PASSKEY, onward if own_path(onward) else "/")


def _answer(person: Person) -> tuple[Any, Used | None]:
    how = request.form.get("how")
    if how == "passkey":
        passkey = PasskeyForm.sent()
        if showing.by_passkey(passkey.credential.data or "", person):
            return passkey, Used.SECOND_PASSKEY
        passkey.form_errors.append("The passkey was not accepted. Try again.")
        return passkey, None
    if how == "recovery":
        return _by_recovery(person)
    form = CodeForm.sent()
    if form.accepted and showing.by_app(person, form.code.data):
        return form, Used.APP
    if not form.errors:
        form.code.errors = [WRONG_CODE]
    return form, None


def _by_recovery(person: Person) -> tuple[RecoveryForm, Used | None]:
    form = RecoveryForm.sent()
    if not form.accepted:
        return form, None
    tries.count("recovery code", person.id)
    who, typed = actor_by_email(person.email), recovery_code(form.recovery.data)
    try:
        left = use_recovery_code(who, person, typed=typed or "").result if who else None
    except WrongCode:
        left = None
    if left is None:
        form.recovery.errors = ["This is none of your unused recovery codes. Check it."]
        return form, None
    tries.forgive("recovery code", person.id)
    flash(
        f"You used a recovery code; {left} left. Set up another factor if one is lost.", "warning"
    )
    return form, Used.RECOVERY


def _enter(person: Person, used: Used, onward: str) -> ResponseReturnValue:
    if not login_user(person, remember=False, authn_via=str(used).split("+")):
        abort(403)
    session.pop("pending", None)
    session.pop("factors", None)
    cookie.mark(used)
    return redirect(onward, 303)
