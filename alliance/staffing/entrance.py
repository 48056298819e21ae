"""Pages for those who come in: whoever was invited, and whoever asks for access."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts.models import Person
from alliance.accounts.queries import is_open
from alliance.core import clock
from alliance.core.actor import VISITOR, Actor, Rank
from alliance.core.db import as_id
from alliance.core.operation import RuleBroken
from alliance.core.seal import keyed_digest
from alliance.core.web import OPEN, Doors, SignedOut, knock
from alliance.staffing import operations, queries
from alliance.staffing.forms import AcceptForm, AskForm, NewcomerForm
from alliance.staffing.models import Invitation
from alliance.staffing.operations import Asking, Newcomer, SaidAlready, TooMany, bearer
from alliance.staffing.rules import NOT_OPEN, Standing

bp = Doors("entrance", __name__)

UNKNOWN = "There is no such invitation. Check that the link was copied whole."
RECEIVED = (
    "Your request was received. If that office takes part here, its administrator decides, and you "
    "are told by mail."
)


@bp.form("/invitations/<string:secret>", may=OPEN)
def accept(secret: str) -> ResponseReturnValue:
    """Accept an invitation: with a new account, or with the one in which one is signed in."""
    invitation = queries.by_secret(secret)
    if invitation is None:
        return _closed(UNKNOWN, 404)
    stands = invitation.stands(clock.now())
    if stands is not Standing.OPEN:
        return _closed(NOT_OPEN[stands], 410)
    person = _signed_in()
    if person is None and queries.person_by_email(invitation.email) is None:
        return _with_a_new_account(invitation, secret)
    return _with_an_account(invitation, secret, person)


def _with_a_new_account(invitation: Invitation, secret: str) -> ResponseReturnValue:
    form = NewcomerForm.sent()
    form.email = invitation.email
    if form.accepted:
        name, password = form.said
        who = bearer(invitation, None, invitation.email, name)
        if refusal := _accepted(who, invitation, Newcomer(name, password)):
            return _closed(refusal, 409)
        flash(
            "Your account is made. Sign in with your e-mail and the password you chose.", "success"
        )
        return redirect(url_for("security.login"), 303)
    page = render_template(
        "staffing/accept.html", form=form, invitation=invitation, secret=secret, newcomer=True
    )
    return page, 422 if form.errors else 200


def _with_an_account(
    invitation: Invitation, secret: str, person: Person | None
) -> ResponseReturnValue:
    """The account must be that of the address: the link alone gives no post to others."""
    theirs = person is not None and person.email == invitation.email
    form = AcceptForm.sent()
    if theirs and form.accepted:
        assert person
        if refusal := _accepted(bearer(invitation, person, person.email), invitation, None):
            return _closed(refusal, 409)
        flash(_served(invitation), "success")
        return redirect(url_for("workspaces.desk"), 303)
    page = render_template(
        "staffing/accept.html",
        form=form,
        invitation=invitation,
        secret=secret,
        newcomer=False,
        theirs=theirs,
        signed_in=person is not None,
    )
    return page, 200 if request.method == "GET" else 409


def _served(invitation: Invitation) -> str:
    if invitation.rank == Rank.GUEST:
        return "You are a guest now too. Change your office above to read what is shared with you."
    return f"You serve in {invitation.office.name} as {invitation.rank}."


def _accepted(who: Actor, invitation: Invitation, newcomer: Newcomer | None) -> str:
    try:
        operations.accept(who, invitation, newcomer=newcomer)
    except RuleBroken as refused:
        return str(refused)
    return ""


def _signed_in() -> Person | None:
    try:
        key, sid = knock(), as_id(session.get("sid"))
    except SignedOut:
        return None
    return queries.person_by_session(key) if sid and is_open(sid) else None


def _closed(said: str, code: int) -> ResponseReturnValue:
    return render_template("staffing/closed.html", said=said), code


@bp.form("/access", may=OPEN)
def ask() -> ResponseReturnValue:
    """Ask for access. The answer is the same whoever and whatever exists here."""
    form = AskForm.sent()
    if not form.accepted:
        return render_template("staffing/ask.html", form=form), 422 if form.errors else 200
    office = queries.office_at(*form.office)
    try:
        if office:
            asked_from = keyed_digest("access request", request.remote_addr or "")
            operations.ask_for_access(VISITOR, office, asking=Asking(*form.said, asked_from))
    except TooMany as refused:
        form.form_errors.append(str(refused))
        return render_template("staffing/ask.html", form=form), 429
    except SaidAlready:
        pass
    flash(RECEIVED, "success")
    return redirect(url_for(".ask"), 303)
