"""Pages about coming into an alliance: founding, inviting, applying, deciding."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.accessions import deciding, founding, operations, queries
from alliance.accessions.entrance import bp  # the same blueprint, with the pages of joining
from alliance.accessions.forms import ApplyForm, DecisionForm, FoundForm, InviteForm, PutForm
from alliance.accessions.frame import (
    LABELS,
    admission_words,
    crumbs,
    in_words,
    named,
    only,
    steps,
    turn,
)
from alliance.accessions.models import Accession
from alliance.accessions.policy import Do
from alliance.accessions.rules import OPEN, By, Stage
from alliance.authority.rules import ActClass
from alliance.charters.frame import Asked, Writing, writing
from alliance.charters.queries import charter_on, terms_on, voters_of
from alliance.clearance.queries import prepares
from alliance.core import clock
from alliance.core.forms import HouseForm
from alliance.core.operation import ChangedMeanwhile
from alliance.core.shown import local_now
from alliance.core.web import actor
from alliance.instruments.policy import Do as Instruments
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug
from alliance.states.reference import jurisdictions, name_of, today_in
from alliance.votes.chairs import chairs_of
from alliance.votes.forms import usual_close
from alliance.votes.ruled import sentence_of
from alliance.votes.rules import USUAL_RULE

__all__ = ["bp"]


@bp.form("/found", may=Do.FOUND)
def found() -> ResponseReturnValue:
    """Found an alliance: what it is, review, confirm."""
    form = FoundForm.sent()
    if not form.accepted or "change" in request.form:
        page = render_template("accessions/found.html", form=form)
        return page, 422 if form.errors else 200
    if "confirm" not in request.form:
        return render_template("accessions/found_review.html", form=form, what=form.founding)
    made = founding.found(actor(), None, what=form.founding).result
    flash("The alliance is founded. Your state is the first that may join it.", "success")
    coming = queries.under_way(made, actor().state)
    assert coming, "the founder's own accession begins with it"
    return redirect(url_for(".accession", accession_id=coming.id), 303)


@bp.page("/<string:slug>/accessions", may=Do.READ, of=alliance_by_slug)
def accessions(alliance: Alliance) -> ResponseReturnValue:
    """Who comes in, or has come, or did not; and the way in for the reader's own state."""
    day, who = local_now().date(), actor()
    found = queries.accessions_of(alliance)
    return render_template(
        "accessions/accessions.html",
        alliance=alliance,
        coming=[one for one in found if one.stands in OPEN],
        past=[one for one in found if one.stands not in OPEN],
        own=queries.own_under_way(who, alliance),
        bound=alliance.id in who.bodies,
        admission=admission_words(alliance, day),
        charter=charter_on(alliance, day),
        only=_only_who_comes(alliance),
        turn=lambda one: turn(one, question_open=queries.question_open(one)),
        sponsors=queries.sponsors_of,
        labels=LABELS,
        above=crumbs(alliance)[:2],
        Do=Do,
    )


def _only_who_comes(alliance: Alliance) -> str:
    """Who can apply for the reader's state, or invite others, where the reader cannot."""
    who = actor()
    if not who.state or queries.own_under_way(who, alliance):
        return ""
    if alliance.id not in who.bodies:
        return only(alliance, "apply")
    return "" if alliance.secretariat_id else only(alliance, "invite states")


@bp.form("/<string:slug>/invite", may=Do.INVITE, of=alliance_by_slug)
def invite(alliance: Alliance) -> ResponseReturnValue:
    """Invite states."""
    form = InviteForm.sent()
    form.offer(queries.who_may_be_invited(alliance))
    day = local_now().date()
    form.offer_classes(terms_on(alliance, day).classes)
    assumed = "" if charter_on(alliance, day) else f" {admission_words(alliance, day)}"
    page = Writing(
        "Invite states",
        crumbs(alliance),
        f"Each answers for itself, by who may bind it. An invitation binds nobody.{assumed}",
        "Invite them",
        [
            Asked("states"),
            Asked("member_class"),
            Asked("words", "They stand in the invitation; every signed-in reader sees them."),
        ],
        "They are invited, and told by mail.",
    )
    return writing(
        page,
        form,
        lambda: operations.invite(
            actor(),
            alliance,
            states=form.states.data,
            member_class=form.in_class,
            words=form.said,
        ),
    )


@bp.form("/<string:slug>/apply", may=Do.APPLY, of=queries.alliance_to_apply_to)
def apply(alliance: Alliance) -> ResponseReturnValue:
    """Apply for the reader's own state."""
    form, made = ApplyForm.sent(), []
    day = today_in(actor().state)
    form.offer_classes(terms_on(alliance, day).open_for(jurisdictions()[actor().state].kind))
    page = Writing(
        "Apply to join",
        crumbs(alliance),
        f"{name_of(actor().state)} asks to come into {alliance.name}. It binds nobody before it "
        f"joins. {admission_words(alliance, day)}",
        "Apply",
        [
            Asked("member_class"),
            Asked("words", "Why; the members and every signed-in reader see them."),
        ],
        "Your state has applied.",
    )
    done = writing(
        page,
        form,
        lambda: made.append(
            operations.apply(actor(), alliance, member_class=form.in_class, words=form.said).result
        ),
    )
    if made:
        return redirect(url_for(".accession", accession_id=made[0].id), 303)
    return done


@bp.page("/accessions/<uuid:accession_id>", may=Do.READ, of=queries.accession)
def accession(accession: Accession) -> ResponseReturnValue:
    """One accession: how far it has come, whose turn it is, and what can be done."""
    question = queries.question_of(accession)
    begun_by, sponsors = queries.begun_by(accession), queries.sponsors_of(accession)
    open_ = question is not None and question.is_open
    return render_template(
        "accessions/accession.html",
        accession=accession,
        alliance=accession.alliance,
        title=named(accession),
        question=question,
        begun_by=begun_by,
        steps=steps(accession, invited=begun_by.state_code != accession.state_code),
        turn=turn(accession, question_open=open_),
        condition=in_words(accession.condition),
        sponsors=sponsors,
        sponsors_missing=max(0, accession.asks.sponsors - len(sponsors)),
        question_open=open_,
        only=_only_who(accession),
        is_open=accession.stands in OPEN,
        puts=accession.asks.by is By.MEMBERS,
        prepares=prepares(actor(), ActClass.JOIN),
        joined=queries.has_joined(accession),
        joins_anew=queries.joins_anew(accession),
        above=crumbs(accession.alliance),
        Stage=Stage,
        recording=Instruments.RECORD,
        Do=Do,
    )


def _only_who(accession: Accession) -> str:
    """Who can do what comes next for the reader's state, where the reader cannot."""
    what = {
        Stage.INVITED: "accept or decline",
        Stage.APPLIED: "take the application back",
        Stage.APPROVED: "join",
        Stage.CONDITIONAL: "join anew, or take it back",
    }
    alliance, state = accession.alliance, actor().state
    if state == accession.state_code and accession.stands in what:
        return only(alliance, what[accession.stands])
    sponsors = accession.stands in {Stage.INVITED, Stage.APPLIED} and accession.asks.sponsors
    return only(alliance, "sponsor it") if sponsors and alliance.id in actor().bodies else ""


@bp.act("/accessions/<uuid:accession_id>/accept", may=Do.ACCEPT, of=queries.accession)
def accept(accession: Accession) -> ResponseReturnValue:
    """Accept an invitation."""
    operations.accept(actor(), accession)
    flash("The invitation is accepted.", "success")
    return _back(accession)


@bp.act("/accessions/<uuid:accession_id>/sponsor", may=Do.SPONSOR, of=queries.accession)
def sponsor(accession: Accession) -> ResponseReturnValue:
    """Speak for the state."""
    operations.sponsor(actor(), accession)
    flash(f"Your state sponsors {name_of(accession.state_code)}.", "success")
    return _back(accession)


@bp.act("/accessions/<uuid:accession_id>/unsponsor", may=Do.UNSPONSOR, of=queries.accession)
def unsponsor(accession: Accession) -> ResponseReturnValue:
    """Take back that the state speaks for it."""
    operations.unsponsor(actor(), accession)
    flash(f"Your state does not sponsor {name_of(accession.state_code)} any more.", "success")
    return _back(accession)


def _back(accession: Accession) -> ResponseReturnValue:
    return redirect(url_for(".accession", accession_id=accession.id), 303)


@bp.form("/accessions/<uuid:accession_id>/decline", may=Do.DECLINE, of=queries.accession)
def decline(accession: Accession) -> ResponseReturnValue:
    """Decline an invitation."""
    page = Writing(
        "Decline the invitation",
        crumbs(accession.alliance, accession),
        f"{name_of(accession.state_code)} does not come into {accession.alliance.name}. It can "
        "apply later.",
        "Decline the invitation",
        [],
        "The invitation is declined.",
        danger=True,
    )
    return writing(page, HouseForm.sent(), lambda: operations.decline(actor(), accession))


@bp.form("/accessions/<uuid:accession_id>/end", may=Do.END, of=queries.accession)
def end(accession: Accession) -> ResponseReturnValue:
    """Take an application back, or what followed it."""
    page = Writing(
        "Take it back",
        crumbs(accession.alliance, accession),
        f"{name_of(accession.state_code)} does not come into {accession.alliance.name}. What was "
        "recorded stays in the record; it can apply again.",
        "Take it back",
        [],
        "It is taken back.",
        danger=True,
    )
    return writing(page, HouseForm.sent(), lambda: operations.end(actor(), accession))


@bp.form("/accessions/<uuid:accession_id>/approve", may=Do.APPROVE, of=queries.accession)
def approve(accession: Accession) -> ResponseReturnValue:
    """State that the officers have approved it."""
    form = DecisionForm.sent()
    page = Writing(
        "Record the approval",
        crumbs(accession.alliance, accession),
        f"The officers of {accession.alliance.name} let {name_of(accession.state_code)} in. It is "
        "a member when it has joined.",
        "Record the approval",
        [Asked("decision", "Such as: by the officers, unanimously, on March 1, 2027.")],
        "The approval is recorded; the state is told.",
    )
    return writing(page, form, lambda: deciding.approve(actor(), accession, decision=form.words))


@bp.form("/accessions/<uuid:accession_id>/refuse", may=Do.REFUSE, of=queries.accession)
def refuse(accession: Accession) -> ResponseReturnValue:
    """State that it is not let in."""
    form = DecisionForm.sent()
    page = Writing(
        "Record that it is not admitted",
        crumbs(accession.alliance, accession),
        f"{name_of(accession.state_code)} is not let into {accession.alliance.name}. It can apply "
        "again.",
        "Record that it is not admitted",
        [Asked("decision", "How it was decided; the state reads it.")],
        "It is recorded; the state is told.",
        danger=True,
    )
    return writing(page, form, lambda: deciding.refuse(actor(), accession, decision=form.words))


@bp.form("/accessions/<uuid:accession_id>/put", may=Do.PUT, of=queries.accession)
def put(accession: Accession) -> ResponseReturnValue:
    """Put the question to the members: until when, review, confirm. The rule is the charter's."""
    zone = actor().zone
    form = PutForm.sent(data={"closes": usual_close(zone)})
    form.zone = zone
    voting = terms_on(accession.alliance, clock.today()).voting
    form.under(voting, deciding.KIND, chairs_of(accession.alliance))
    form.own_rule = rule = accession.asks.rule or dict(USUAL_RULE)
    frame: dict[str, Any] = {
        "accession": accession,
        "form": form,
        "rule": sentence_of(rule),
        "roster": sorted(voters_of(accession.alliance)),
        "above": crumbs(accession.alliance, accession),
    }
    if not form.accepted or "change" in request.form:
        page = render_template("accessions/put.html", **frame)
        return page, 422 if form.errors else 200
    if "confirm" not in request.form:
        return render_template("accessions/put_review.html", **frame)
    try:
        asked = deciding.put(
            actor(),
            accession,
            way=form.way,
            states=request.form.get("states", "").split(),
        ).result
    except ChangedMeanwhile as changed:
        return _changed(str(changed), frame), 409
    flash("The question is put. Roster and rule are frozen.", "success")
    return redirect(url_for("votes.show", question_id=asked.id), 303)


def _changed(said: str, frame: dict[str, Any]) -> str:
    return render_template("accessions/put_review.html", changed=said, **frame)
