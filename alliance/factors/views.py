"""The page of one's own security, and what is changed from it."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts.models import Person, WebAuthn
from alliance.core.forms import tidy
from alliance.core.operation import RuleBroken
from alliance.core.web import DEMANDED, Doors, ProofNeeded, actor, lacks_factor
from alliance.factors import cookie, operations, queries, showing, tries
from alliance.factors.forms import ChangePasswordForm, CodeForm, EmailForm, NameForm
from alliance.factors.operations import handle_of, own_names
from alliance.factors.passkeys import NotRight, asked_to_enrol, enrolled
from alliance.factors.policy import Do
from alliance.factors.proving import WRONG_CODE
from alliance.factors.rules import Used
from alliance.factors.totp import codes

bp = Doors("factors", __name__, url_prefix="/settings/security")
SEALED = "enrolling"  # in the session: whose app is being set up, and its sealed secret


@bp.page("", may=Do.READ, weak=True)
def security() -> ResponseReturnValue:
    """How one signs in, and what may be changed of it."""
    who = actor()
    person = queries.account(who)
    return render_template(
        "factors/security.html",
        person=person,
        passkeys=queries.passkeys(person),
        codes_left=len(person.mf_recovery_codes or ()),
        lacking=lacks_factor(who),
        lifted=who.needs_second_factor and not current_app.config[DEMANDED],
    )


@bp.form("/app", may=Do.ENROL_APP, fresh=True, weak=True)
def app() -> ResponseReturnValue:
    """Set up an authenticator app: scan or type the key, then write the first code."""
    person, form = _changing(), CodeForm.sent()
    secret = _sealed(person)
    if form.accepted:
        if codes().accepts(form.code.data, secret, person):
            operations.enrol_app(actor(), person, secret=secret)
            session.pop(SEALED)
            return _enrolled("The authenticator app is set up.", Used.APP)
        form.code.errors = [WRONG_CODE]
    return render_template(
        "factors/app.html",
        form=form,
        picture=codes().generate_qrcode(person.email, secret),
        key=codes().get_totp_pretty_key(secret),
        replaces=bool(person.tf_totp_secret),
    ), (422 if form.errors else 200)


@bp.form("/app/remove", may=Do.REMOVE_APP, fresh=True)
def remove_app() -> ResponseReturnValue:
    """Remove the authenticator app, after a look at what follows."""
    person = _changing()
    if request.method == "GET":
        return _removal("the authenticator app", url_for(".remove_app"))
    operations.remove_app(actor(), person)
    return _back("The authenticator app is removed.")


@bp.form("/passkeys/new", may=Do.ENROL_PASSKEY, fresh=True, weak=True)
def passkey() -> ResponseReturnValue:
    """Add a passkey under a name."""
    person, form = _changing(), NameForm.sent()
    if form.accepted:
        challenge = cookie.spent_challenge()
        try:
            found = enrolled(form.credential.data or "", challenge)
            name = tidy(form.name.data)
            operations.enrol_passkey(actor(), person, name=name, found=found)
        except NotRight:
            form.form_errors.append(
                "No passkey was made. Press the button again; your browser or your device asks."
            )
        except RuleBroken as broken:
            form.name.errors = [str(broken)]
        else:
            return _enrolled("The passkey is added.", Used.SECOND_PASSKEY)
    return render_template("factors/passkey.html", form=form), (422 if form.errors else 200)


@bp.act("/passkeys/ask", may=Do.ENROL_PASSKEY, fresh=True, weak=True)
def ask() -> ResponseReturnValue:
    """What the browser needs to make a passkey."""
    person = _changing()
    text = asked_to_enrol(person, handle_of(person), _house(), cookie.new_challenge())
    return text, 200, {"Content-Type": "application/json"}


@bp.form(
    "/passkeys/<uuid:passkey_id>/remove", may=Do.REMOVE_PASSKEY, of=queries.passkey, fresh=True
)
def remove_passkey(passkey: WebAuthn) -> ResponseReturnValue:
    """Remove a passkey, after a look at what follows."""
    person = _changing()
    if request.method == "GET":
        here = url_for(".remove_passkey", passkey_id=passkey.id)
        return _removal(f"the passkey {passkey.name}", here)
    operations.remove_passkey(actor(), person, passkey=passkey)
    return _back("The passkey is removed.")


@bp.form("/recovery-codes", may=Do.RECOVERY_CODES, fresh=True, weak=True)
def recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes, which are shown here and never again."""
    person = _changing()
    left = len(person.mf_recovery_codes or ())
    made = None
    if request.method == "POST":
        made = operations.make_recovery_codes(actor(), person).result
    return render_template("factors/recovery_codes.html", made=made, left=left)


@bp.form("/password", may=Do.CHANGE_PASSWORD, fresh=True)
def password() -> ResponseReturnValue:
    """Change the password; the other sessions end."""
    who = actor()
    person = queries.account(who)
    form = ChangePasswordForm.sent(own=own_names(person, who.office_name, _house()))
    if form.accepted:
        if showing.by_password(person, form.present.data):
            new = showing.normal(form.new.data)
            session["_user_id"] = operations.change_password(who, person, password=new).result
            return _back("Your password is changed. You are signed out everywhere else.")
        form.present.errors = ["This is not your present password. Check it and try again."]
    return render_template("factors/password.html", form=form), (422 if form.errors else 200)


@bp.form("/email", may=Do.CHANGE_EMAIL, fresh=True)
def email() -> ResponseReturnValue:
    """Ask for another e-mail address; it is used when it is confirmed."""
    person, form = queries.account(actor()), EmailForm.sent()
    if form.accepted:
        tries.count("new address", person.id)  # nobody sends mail to strangers without end
        operations.ask_to_confirm(person, form.email.data)
        return _back("A link was sent to the new address. The change happens when it is opened.")
    page = render_template("factors/email.html", form=form, person=person)
    return page, (422 if form.errors else 200)


def _sealed(person: Person) -> str:
    """The secret of the app that this person is setting up; never one that was another's."""
    kept = session.get(SEALED)
    if not isinstance(kept, list) or kept[0] != str(person.id):
        kept = session[SEALED] = [str(person.id), codes().generate_totp_secret()]
    return str(kept[1])


def _changing() -> Person:
    """The reader, who changes what they are proved by.

    Who has a second factor has used it in this session: else a password, or a provider that asks
    for no more, would do to put another in its place.
    """
    who = actor()
    person = queries.account(who)
    if not who.strong and queries.has_second_factor(person):
        raise ProofNeeded
    return person


def _house() -> str:
    return str(current_app.jinja_env.globals["house"])


def _enrolled(said: str, used: Used) -> ResponseReturnValue:
    """After a new factor: this session is strong; recovery codes come next if there are none."""
    cookie.mark(used)
    person = queries.account(actor())
    if person.mf_recovery_codes:
        return _back(said)
    flash(f"{said} Make recovery codes now, for the day on which it is lost.", "success")
    return redirect(url_for(".recovery_codes"), 303)


def _back(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".security"), 303)


def _removal(what: str, here: str) -> ResponseReturnValue:
    return render_template("factors/remove.html", what=what, here=here)
