"""Fresh proof: the page that asks again who one is, and the way back."""

from typing import Any

from flask import Flask, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts.models import Person
from alliance.core.web import Doors, FactorNeeded, ProofNeeded, actor
from alliance.factors import cookie, queries, showing
from alliance.factors.forms import CodeForm, PasskeyForm, PasswordForm
from alliance.factors.keys import signed, unsigned
from alliance.factors.passkeys import asked_to_prove
from alliance.factors.policy import Do
from alliance.factors.rules import Used, own_path

THEN, KEPT = "then", "kept"
bp = Doors("proving", __name__)


def init(app: Flask) -> None:
    """Answer doors that ask for more."""
    app.register_error_handler(ProofNeeded, _ask)
    app.register_error_handler(FactorNeeded, _to_enrol)


@bp.form("/prove", may=Do.READ, weak=True)
def prove() -> ResponseReturnValue:
    """Show once more who one is, by the strongest means that one has."""
    person = queries.account(actor())
    if request.method == "GET":
        return _page(person, request.args.get(THEN, ""), "")
    then, kept = request.form.get(THEN, ""), request.form.get(KEPT, "")
    form, used = _answer(person)
    if used is None:
        return _page(person, then, kept, form), 422
    cookie.mark(used)
    if fields := _kept_fields(kept):
        return render_template("factors/resume.html", path=fields[0], fields=fields[1])
    return redirect(_path(then), 303)


@bp.act("/prove/passkey", may=Do.READ, weak=True)
def ask() -> ResponseReturnValue:
    """What the browser needs to ask for a passkey of the reader."""
    return _json(asked_to_prove(queries.account(actor()), cookie.new_challenge()))


def _json(text: str) -> ResponseReturnValue:
    return text, 200, {"Content-Type": "application/json"}


def _answer(person: Person) -> tuple[Any, Used | None]:
    """The form that was sent, and what it proves, if anything."""
    how = request.form.get("how")
    if how == "passkey":
        form = PasskeyForm.sent()
        if showing.by_passkey(form.credential.data or "", person):
            return form, Used.SECOND_PASSKEY
        form.form_errors.append("The passkey was not accepted. Try again.")
        return form, None
    if how == "app":
        form = CodeForm.sent()
        if form.accepted and showing.by_app(person, form.code.data):
            return form, Used.APP
        if not form.errors:
            form.code.errors = [WRONG_CODE]
        return form, None
    form = PasswordForm.sent()
    if queries.has_second_factor(person):
        form.form_errors.append("Use your passkey or your authenticator app.")
    elif form.accepted and showing.by_password(person, form.password.data):
        return form, Used.PASSWORD
    elif not form.errors:
        form.password.errors = ["This is not your password. Check it and try again."]
    return form, None


WRONG_CODE = (
    "This code is not right, or it was used already. "
    "Wait for the next code that the app shows and write that."
)


def _page(person: Person, then: str, kept: str, form: Any = None) -> str:
    given = {form.__class__: form} if form else {}
    return render_template(
        "factors/prove.html",
        form=form,
        code_form=given.get(CodeForm) or CodeForm(None),
        password_form=given.get(PasswordForm) or PasswordForm(None),
        has_app=bool(person.tf_totp_secret),
        passkeys=queries.passkeys(person),
        then=then,
        kept=kept,
        back=_path(then),
        by_provider=_by_provider(person),
    )


def _by_provider(person: Person) -> bool:
    """Whether the provider may show it: not where there is a factor that it does not stand for."""
    used = str(session.get("factors", ""))
    return used == Used.STRONG_SSO or (used == "sso" and not queries.has_second_factor(person))


def _ask(_: ProofNeeded | FactorNeeded) -> ResponseReturnValue:
    """To the page that asks; what was typed in a form is carried along and not lost."""
    path = request.full_path.rstrip("?")
    if request.method == "GET":
        return redirect(url_for("proving.prove", then=signed(THEN, path)), 303)
    who = actor()
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {"csrf_token", *_NEVER_KEPT}
    ]
    kept = signed(KEPT, [str(who.person_id), path, fields])
    return _page(queries.account(who), signed(THEN, path), kept), 403


_NEVER_KEPT = ("password", "new", "present", "code", "recovery", "credential")


def _to_enrol(needed: FactorNeeded) -> ResponseReturnValue:
    """To the page where a factor is set up; who has one shows it."""
    if queries.has_second_factor(queries.account(actor())):
        return _ask(needed)
    flash("Set up a second factor to go on: your rank asks for more than a password.", "warning")
    return redirect(url_for("factors.security"), 303)


def _path(then: str) -> str:
    path = unsigned(THEN, then)
    return path if isinstance(path, str) and own_path(path) else "/"


def _kept_fields(kept: str) -> tuple[str, list[list[str]]] | None:
    found = unsigned(KEPT, kept)
    if not found or found[0] != str(actor().person_id) or not own_path(found[1]):
        return None
    return found[1], found[2]
