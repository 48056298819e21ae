"""By mail: a forgotten password, and the confirmation of a new address."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts.queries import actor_by_email
from alliance.accounts.sign_in import SIGN_IN
from alliance.core.web import OPEN, Doors
from alliance.factors import links, operations, queries, tries
from alliance.factors.forms import EmailForm, NewPasswordForm
from alliance.factors.operations import own_names, spend
from alliance.factors.showing import normal

bp = Doors("recovering", __name__)


@bp.form("/reset-password", may=OPEN)
def forgotten() -> ResponseReturnValue:
    """Ask for a link; the answer is the same whether or not there is such an account."""
    form = EmailForm.sent()
    if not form.accepted:
        return render_template("factors/forgotten.html", form=form), 422 if form.errors else 200
    tries.count("reset", form.email.data)
    operations.ask_for_reset(queries.id_of(form.email.data))
    return render_template("factors/forgotten_sent.html")


@bp.form("/reset-password/new", may=OPEN)
def reset() -> ResponseReturnValue:
    """Set a new password, with the word of a link; once."""
    word = request.args.get("word", "")
    if request.method == "POST":
        tries.count("reset link", "")
    link = links.read(links.RESET, word)
    who = actor_by_email(link.person.email) if link else None
    if link is None or who is None:
        return render_template("factors/link_void.html", again=url_for(".forgotten")), 410
    form = NewPasswordForm.sent(own=own_names(link.person, who.office_name))
    if not form.accepted:
        page = render_template("factors/reset.html", form=form, word=word, person=link.person)
        return page, 422 if form.errors else 200
    operations.reset_password(who, link.person, password=normal(form.new.data))
    # What failed before was the old password, or somebody else: the new one is let in at once.
    tries.forgive(SIGN_IN, link.person.email)
    flash("The password is changed. Sign in with it.", "success")
    return redirect(url_for("security.login"), 303)


@bp.form("/confirm-email", may=OPEN)
def confirm_email() -> ResponseReturnValue:
    """Take the new address into use, with the word of the link that was sent to it; once."""
    word = request.args.get("word", "")
    if request.method == "POST":
        tries.count("e-mail link", "")
    link = links.read(links.EMAIL, word)
    who = actor_by_email(link.person.email) if link else None
    if link is None or who is None:
        return render_template("factors/link_void.html", again=url_for("factors.security")), 410
    if request.method == "GET":
        return render_template("factors/confirm_email.html", link=link, word=word)
    if not spend(word, link.until):
        return render_template("factors/link_void.html", again=url_for("factors.security")), 410
    operations.change_email(who, link.person, email=link.email)
    flash("The new address is in use. Sign in with it from now on.", "success")
    return redirect(url_for("security.login"), 303)
