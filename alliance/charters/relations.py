"""Pages about links to other alliances, other participants, and dues."""

import uuid

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from alliance.charters import dues as at_dues
from alliance.charters import operations, queries
from alliance.charters.frame import Asked, Writing, bp, crumbs, ending, to, today, writing
from alliance.charters.held_forms import DuesForm, EntryForm, LinkForm, ParticipantForm
from alliance.charters.models import Dues, Link, Participant
from alliance.charters.policy import Do
from alliance.charters.rules import LinkKind, ParticipantKind, dollars, holds_on, last_day
from alliance.charters.seating import DAYS
from alliance.core.db import as_id, db
from alliance.core.operation import RuleBroken
from alliance.core.policy import may
from alliance.core.web import actor
from alliance.membership.models import Alliance
from alliance.membership.policy import Do as Standings
from alliance.membership.queries import alliance_by_slug, bound_states
from alliance.membership.rules import Standing
from alliance.membership.standing_acts import periods_of
from alliance.states.reference import name_of

NOTE = "One line, for every reader."
MEMBERS_ONLY = "Seen by the members and the secretariat, by nobody else."


@bp.page("/<string:slug>/links", may=Do.READ, of=alliance_by_slug)
def links(alliance: Alliance) -> ResponseReturnValue:
    """How the alliance stands to others, said by itself or by them."""
    found = queries.links_of(alliance)
    current = [one for one in found if holds_on(one.link, today())]
    return render_template(
        "charters/links.html",
        alliance=alliance,
        current=current,
        others=[one for one in found if one not in current],
        last_day=last_day,
        above=crumbs(alliance),
    )


@bp.form("/<string:slug>/links/new", may=Do.LINK, of=alliance_by_slug)
def link(alliance: Alliance) -> ResponseReturnValue:
    """Record a link to another alliance."""
    form = LinkForm.sent(data={"from_on": today()})
    form.offer(queries.others(alliance))
    page = Writing(
        "Record a link",
        crumbs(alliance, to(alliance, "links", "Links")),
        f"From {alliance.name}. The page of the other alliance shows it too.",
        "Record the link",
        [
            Asked("kind", "Read it with this alliance before it and the other one after it."),
            Asked("other"),
            Asked("note", NOTE),
            *DAYS,
        ],
        "The link is recorded.",
    )

    def record() -> None:
        other = db.session.get(Alliance, as_id(form.other.data))
        if other is None:
            raise RuleBroken("There is no such alliance. Choose another.")
        kind = LinkKind(form.kind.data)
        operations.link(actor(), alliance, other=other, kind=kind, term=form.term)

    return writing(page, form, record)


@bp.form("/links/<uuid:link_id>/end", may=Do.END_LINK, of=queries.link)
def end_link(link: Link) -> ResponseReturnValue:
    """End a link."""
    body = link.alliance
    return ending(
        "End a link",
        crumbs(body, to(body, "links", "Links")),
        f"{body.name} {link.kind} {link.other.name}.",
        lambda on, why: operations.end_link(actor(), link, on=on, why=why),
    )


@bp.page("/<string:slug>/participants", may=Do.READ, of=alliance_by_slug)
def participants(alliance: Alliance) -> ResponseReturnValue:
    """Who takes part without being a member."""
    found = queries.participants_of(alliance)
    known = {one.name.casefold() for one in found}
    return render_template(
        "charters/participants.html",
        alliance=alliance,
        current=[one for one in found if holds_on(one, today())],
        others=[one for one in found if not holds_on(one, today())],
        imported=[one for one in queries.named_by_source(alliance) if one.casefold() not in known],
        last_day=last_day,
        above=crumbs(alliance),
    )


@bp.form("/<string:slug>/participants/new", may=Do.RECORD_PARTICIPANT, of=alliance_by_slug)
def record_participant(alliance: Alliance) -> ResponseReturnValue:
    """Record somebody who takes part without being a member."""
    form = ParticipantForm.sent(data={"from_on": today()})
    page = Writing(
        "Record a participant",
        crumbs(alliance, to(alliance, "participants", "Participants")),
        f"Of {alliance.name}. Participants are never counted and never vote.",
        "Record the participant",
        [Asked("name"), Asked("kind"), Asked("note", NOTE), *DAYS],
        "The participant is recorded.",
    )
    return writing(
        page,
        form,
        lambda: operations.record_participant(
            actor(),
            alliance,
            name=" ".join(form.name.data.split()),
            kind=ParticipantKind(form.kind.data),
            term=form.term,
        ),
    )


@bp.form("/participants/<uuid:participant_id>/end", may=Do.END_PARTICIPANT, of=queries.participant)
def end_participant(participant: Participant) -> ResponseReturnValue:
    """End what is recorded of a participant."""
    body = participant.alliance
    return ending(
        "End a participation",
        crumbs(body, to(body, "participants", "Participants")),
        f"{participant.name} takes part in {body.name}.",
        lambda on, why: operations.end_participant(actor(), participant, on=on, why=why),
    )


@bp.page("/<string:slug>/dues", may=Do.READ_DUES, of=alliance_by_slug)
def dues(alliance: Alliance) -> ResponseReturnValue:
    """What each state owes and has paid; for the members and the secretariat."""
    lines = queries.dues_lines(alliance)
    sums = [one.sum for one in lines]
    terms = queries.terms_on(alliance, today())
    return render_template(
        "charters/dues.html",
        alliance=alliance,
        lines=lines,
        total=[
            sum(one.amount for one in sums),
            sum(one.paid for one in sums),
            sum(one.waived for one in sums),
            sum(one.outstanding for one in sums),
        ],
        overdue=sum(one.sum.outstanding for one in lines if one.overdue(today())),
        today=today(),
        terms=terms,
        suspendable=_suspendable(alliance) if terms.dues_affect_standing else {},
        dollars=dollars,
        above=crumbs(alliance),
    )


def _suspendable(alliance: Alliance) -> dict[str, uuid.UUID]:
    """The members whom the actor may suspend, each with the period of its membership."""
    periods = [one for one in periods_of(alliance) if one.stands_on(today()) is Standing.PARTY]
    return {one.state_code: one.id for one in periods if may(actor(), Standings.SUSPEND, one)}


@bp.form("/<string:slug>/dues/new", may=Do.ASSESS_DUES, of=alliance_by_slug)
def assess(alliance: Alliance) -> ResponseReturnValue:
    """Record dues of one state, or of every state that is bound."""
    form = DuesForm.sent()
    form.offer(queries.states_ever(alliance))
    page = Writing(
        "Record dues",
        crumbs(alliance, to(alliance, "dues", "Dues")),
        MEMBERS_ONLY,
        "Record the dues",
        [
            Asked("state"),
            Asked("period", "For example: 2026."),
            Asked("amount", "Of each state."),
            Asked("due_on"),
            Asked("note", MEMBERS_ONLY),
        ],
        "The dues are recorded.",
    )

    def record() -> None:
        one = form.state.data
        states = sorted(bound_states(alliance)) if one == DuesForm.ALL else [one]
        at_dues.assess(actor(), alliance, states=states, what=form.assessed)

    return writing(page, form, record)


@bp.page("/dues/<uuid:dues_id>", may=Do.READ_DUES, of=queries.dues_of)
def dues_of_state(dues: Dues) -> ResponseReturnValue:
    """The dues of one state for one period, and what became of them."""
    return render_template(
        "charters/dues_of_state.html",
        alliance=dues.alliance,
        line=queries.line_of(dues),
        today=today(),
        dollars=dollars,
        above=crumbs(dues.alliance, to(dues.alliance, "dues", "Dues")),
    )


@bp.form("/dues/<uuid:dues_id>/enter", may=Do.ENTER_DUES, of=queries.dues_of)
def enter(dues: Dues) -> ResponseReturnValue:
    """Enter a payment, a waiver, or the reversal of a payment."""
    form = EntryForm.sent(data={"day": today()})
    own = (f"{name_of(dues.state_code)}, {dues.period}", url_for(".dues_of_state", dues_id=dues.id))
    page = Writing(
        "Enter a payment or a waiver",
        crumbs(dues.alliance, to(dues.alliance, "dues", "Dues"), own),
        f"{dollars(queries.line_of(dues).sum.outstanding)} is outstanding. {MEMBERS_ONLY}",
        "Enter it",
        [Asked("kind"), Asked("amount"), Asked("day"), Asked("note", MEMBERS_ONLY)],
        "It is entered.",
    )
    return writing(page, form, lambda: at_dues.enter(actor(), dues, what=form.entered))
