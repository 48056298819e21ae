"""Pages of an office's administrator, and of those who come in."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts.agents import browser
from alliance.accounts.models import Office, Post
from alliance.core.actor import Actor, Rank
from alliance.core.db import as_id
from alliance.core.policy import may
from alliance.core.web import Doors, actor
from alliance.staffing import lost, lost_queries, open_sessions, operations, posts, queries
from alliance.staffing.forms import AcceptForm, HandOverForm, InviteForm, RoleForm
from alliance.staffing.models import AccessRequest, FactorReset, Invitation
from alliance.staffing.open_sessions import OpenSession
from alliance.staffing.policy import Do
from alliance.staffing.rules import administrators

bp = Doors("staffing", __name__, url_prefix="/office")


@bp.page("/", may=Do.LIST)
def people() -> ResponseReturnValue:
    """The people of the office; for its administrator also who is on the way in."""
    who = actor()
    office = queries.own_office(who)
    assert office
    shown = queries.members(who)
    managing = may(who, Do.INVITE, office)
    return render_template(
        "staffing/people.html",
        office=office,
        people=shown,
        administrators=administrators(queries.staff(office.id)),
        managing=managing,
        invitations=queries.invitations(office.id) if managing else [],
        requests=queries.waiting_requests(office.id) if managing else [],
        resets=lost_queries.resets_in(office.id) if _officer(who) else [],
        Do=Do,
    )


@bp.form("/invite", may=Do.INVITE, of=queries.own_office, fresh=True)
def invite(office: Office) -> ResponseReturnValue:
    """Invite somebody into the office."""
    form = InviteForm.sent()
    if form.done(lambda: operations.invite(actor(), office, email=form.address, rank=form.chosen)):
        return _back(f"{form.address} is invited as {form.chosen}. The link is in the mail.")
    page = render_template("staffing/invite.html", form=form, office=office)
    return page, form.http_code


@bp.act("/invitations/<uuid:invitation_id>/revoke", may=Do.REVOKE, of=queries.invitation)
def revoke(invitation: Invitation) -> ResponseReturnValue:
    """Take an invitation back."""
    operations.revoke(actor(), invitation)
    return _back(f"The invitation of {invitation.email} was taken back.")


@bp.form("/requests/<uuid:request_id>", may=Do.GRANT, of=queries.access_request, fresh=True)
def grant(asked: AccessRequest) -> ResponseReturnValue:
    """Decide on a request for access: let the asker in, as one role."""
    form = RoleForm.sent()
    if form.done(lambda: operations.grant_access(actor(), asked, rank=form.chosen)):
        return _back(f"{asked.email} is invited as {form.chosen}. The link is in the mail.")
    page = render_template("staffing/grant.html", form=form, asked=asked)
    return page, form.http_code


@bp.act("/requests/<uuid:request_id>/refuse", may=Do.REFUSE, of=queries.access_request)
def refuse(asked: AccessRequest) -> ResponseReturnValue:
    """Do not let the asker in."""
    operations.refuse_access(actor(), asked)
    return _back(f"The request of {asked.email} was refused. They are told by mail.")


@bp.form("/people/<uuid:post_id>/role", may=Do.CHANGE, of=queries.post, fresh=True)
def change_role(post: Post) -> ResponseReturnValue:
    """Give somebody another role."""
    form = RoleForm.sent(rank=post.rank)
    if form.done(lambda: posts.change_role(actor(), post, rank=form.chosen)):
        return _back(f"{post.person.name} is {form.chosen} from now on.")
    page = render_template("staffing/change_role.html", form=form, post=post)
    return page, form.http_code


@bp.form("/people/<uuid:post_id>/suspend", may=Do.SUSPEND, of=queries.post, fresh=True)
def suspend(post: Post) -> ResponseReturnValue:
    """Suspend somebody, after a look at what follows."""
    form = AcceptForm.sent()
    if form.done(lambda: posts.suspend(actor(), post)):
        return _back(f"{post.person.name} is suspended.")
    page = render_template("staffing/suspend.html", form=form, post=post)
    return page, form.http_code


@bp.act("/people/<uuid:post_id>/lift", may=Do.LIFT, of=queries.post, fresh=True)
def lift(post: Post) -> ResponseReturnValue:
    """Lift a suspension."""
    posts.lift(actor(), post)
    return _back(f"{post.person.name} is suspended no longer.")


@bp.form("/people/<uuid:post_id>/end", may=Do.END, of=queries.post, fresh=True)
def end_post(post: Post) -> ResponseReturnValue:
    """Somebody has left: end their post, after a look at what they leave open."""
    form = AcceptForm.sent()
    if form.done(lambda: posts.end_post(actor(), post)):
        flash(f"The post of {post.person.name} has ended.", "success")
        if post.person_id == actor().person_id:
            return redirect(url_for("workspaces.desk"), 303)
        return redirect(url_for(".hand_over", post_id=post.id), 303)
    work = queries.work_of(post.office_id, post.person_id)
    page = render_template("staffing/end_post.html", form=form, post=post, work=work)
    return page, form.http_code


@bp.form("/people/<uuid:post_id>/work", may=Do.HAND_OVER, of=queries.any_post)
def hand_over(post: Post) -> ResponseReturnValue:
    """What is open and lies with somebody: give it to a colleague."""
    form = HandOverForm.sent()
    others = [one for one in queries.members(actor()) if one.person_id != post.person_id]
    work = queries.work_of(post.office_id, post.person_id)
    form.offer(work, [one for one in others if one.suspended_at is None])

    def give() -> None:
        to = as_id(form.to.data)
        assert to
        posts.hand_over(actor(), post, to=to, subjects=form.work.data or [])

    if form.done(give):
        return _back("The work was handed over.")
    page = render_template("staffing/hand_over.html", form=form, post=post, work=work)
    return page, form.http_code


@bp.form("/people/<uuid:post_id>/factors", may=Do.ASK_RESET, of=queries.post, fresh=True)
def ask_reset(post: Post) -> ResponseReturnValue:
    """Somebody has lost their second factors: ask to remove them, after a look at what follows."""
    form = AcceptForm.sent()
    if form.done(lambda: lost.ask_reset(actor(), post)):
        return _back("A second officer of the office has a day to approve this.")
    page = render_template("staffing/ask_reset.html", form=form, post=post)
    return page, form.http_code


@bp.form("/lost-factors/<uuid:reset_id>", may=Do.APPROVE_RESET, of=lost_queries.reset, fresh=True)
def approve_reset(reset: FactorReset) -> ResponseReturnValue:
    """Approve the removal of somebody's second factors, after a look at what follows."""
    form = AcceptForm.sent()
    if form.done(lambda: lost.approve_reset(actor(), reset)):
        name = reset.person.name
        return _back(
            f"The second factors of {name} are removed. They are told by mail."
            if reset.done_at
            else f"Approved. {name} serves in another office too, which has to approve as well."
        )
    page = render_template("staffing/approve_reset.html", form=form, reset=reset)
    return page, form.http_code


@bp.act("/lost-factors/<uuid:reset_id>/refuse", may=Do.REFUSE_RESET, of=lost_queries.reset)
def refuse_reset(reset: FactorReset) -> ResponseReturnValue:
    """Refuse it, or take it back."""
    lost.refuse_reset(actor(), reset)
    return _back(f"The second factors of {reset.person.name} stay as they are.")


@bp.page("/sessions", may=Do.SESSIONS, of=queries.own_office)
def sessions(_office: Office) -> ResponseReturnValue:
    """Where people act for the office now."""
    who = actor()
    found = open_sessions.sessions_in(who)
    return render_template(
        "staffing/sessions.html", found=found, this=who.session_id, browser=browser
    )


@bp.act("/sessions/<uuid:session_id>/end", may=Do.END_SESSION, of=open_sessions.session_in)
def end_session(one: OpenSession) -> ResponseReturnValue:
    """End the session of somebody who acts for the office."""
    open_sessions.end_session(actor(), one)
    flash(f"The session of {one.name} has ended.", "success")
    return redirect(url_for(".sessions"), 303)


def _officer(who: Actor) -> bool:
    return who.rank in {Rank.ADMINISTRATOR, Rank.PRINCIPAL}


def _back(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".people"), 303)
