"""What can be done to come into an alliance: be invited, apply, be sponsored, turn back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from alliance.accessions import queries
from alliance.accessions.joining import come_closer, standing_now
from alliance.accessions.models import Accession, Sponsor
from alliance.accessions.policy import Do
from alliance.accessions.rules import (
    LONGEST_WORDS,
    Asked,
    By,
    Stage,
    why_not_become,
)
from alliance.accounts.queries import office_ids_of
from alliance.charters.queries import terms_on
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.core.record import moment
from alliance.membership.models import Alliance, MembershipPeriod
from alliance.membership.moving import period_under_way
from alliance.membership.queries import as_period, bound_states
from alliance.membership.rules import MemberClass, Standing
from alliance.states.reference import jurisdictions, name_of, today_in

BY_ENACTMENT = "no approval is asked for: a state joins by enacting it"


@operation(Do.INVITE)
def invite(
    actor: Actor,
    alliance: Alliance,
    *,
    states: Sequence[str],
    member_class: MemberClass = MemberClass.PARTY,
    words: str = "",
) -> Act[list[Accession]]:
    """Invite states to come in; each answers for itself."""
    assert actor.office_id is not None
    now = moment(alliance.stream)
    hold_words(words)
    if not states:
        raise RuleBroken("Choose at least one state.")
    made = []
    for state in states:
        refuse_a_second(alliance, state, member_class)
        asked = queries.asked_on(alliance, today_in(state))
        one = begin(actor, alliance, Coming(state, Stage.INVITED, asked, member_class, words))
        come_closer(one, Standing.INVITED, today_in(state), "invited")
        for office in office_ids_of([state]):
            tell(f"office:{office}", "accessions/mail/invite", str(one.id), f"{one.id}:{office}")
        made.append(one)
    facts = {"states": sorted(states), "class": member_class.value}
    return Act(made, alliance, facts, now)


@operation(Do.APPLY)
def apply(
    actor: Actor,
    alliance: Alliance,
    *,
    member_class: MemberClass = MemberClass.PARTY,
    words: str = "",
) -> Act[Accession]:
    """Apply for the actor's state; it binds nobody before it joins."""
    assert actor.office_id is not None
    now = moment(alliance.stream)
    hold_words(words)
    refuse_a_second(alliance, actor.state, member_class)
    today = today_in(actor.state)
    asked = queries.asked_on(alliance, today)
    coming = Coming(actor.state, Stage.APPLIED, asked, member_class, words)
    made = begin(actor, alliance, coming)
    come_closer(made, Standing.APPLIED, today, "applied")
    if asked.by is By.NOBODY:
        become(made, Stage.APPROVED)
        note_approval(made, now, BY_ENACTMENT, today)
    tell_all(made, "accessions/mail/apply")
    return Act(made, made, said(made), now)


@operation(Do.ACCEPT)
def accept(actor: Actor, accession: Accession) -> Act[Accession]:
    """Accept an invitation. Where the officers approve, inviting was approving."""
    now = held(accession)
    asked = accession.asks
    sponsored = len(queries.sponsors_of(accession)) >= asked.sponsors
    straight = asked.by is not By.MEMBERS and sponsored
    then = Stage.APPROVED if straight else Stage.APPLIED
    become(accession, then)
    today = today_in(actor.state)
    if straight:
        how = BY_ENACTMENT if asked.by is By.NOBODY else "by invitation"
        note_approval(accession, now, how, today)
    else:
        come_closer(accession, Standing.APPLIED, today, "invitation accepted")
    tell_all(accession, "accessions/mail/apply")
    return Act(accession, accession, said(accession), now)


@operation(Do.DECLINE)
def decline(actor: Actor, accession: Accession) -> Act[Accession]:
    """Decline an invitation."""
    now = held(accession)
    done = over(actor, accession, Stage.DECLINED, now, "invitation declined")
    tell_all(accession, "accessions/mail/end")
    return done


@operation(Do.END)
def end(actor: Actor, accession: Accession) -> Act[Accession]:
    """Take an application, or what followed it, back before the state has joined."""
    now = held(accession)
    done = over(actor, accession, Stage.ENDED, now, "application withdrawn")
    tell_all(accession, "accessions/mail/end")
    return done


@operation(Do.SPONSOR)
def sponsor(actor: Actor, accession: Accession) -> Act[Sponsor]:
    """Speak, for a member, for a state that wants to come in."""
    now = held(accession)
    if accession.stands not in {Stage.INVITED, Stage.APPLIED}:
        raise RuleBroken(f"It is {accession.stands} already: no sponsor is asked for.")
    known = next((one for one in accession.sponsors if one.state_code == actor.state), None)
    if known is not None and known.ended_at is not None:
        raise RuleBroken("Your state took its sponsorship back. That stands.")
    if known is not None:
        raise RuleBroken("Your state sponsors it already.")
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office sponsors a state.")
    made = Sponsor(
        state_code=actor.state, office_id=actor.office_id, person_id=actor.person_id, at=now
    )
    accession.sponsors.append(made)
    db.session.flush()
    facts = {"accession": accession.id, "state": accession.state_code, "sponsor": actor.state}
    return Act(made, accession, facts, now)


@operation(Do.UNSPONSOR)
def unsponsor(actor: Actor, accession: Accession) -> Act[Sponsor]:
    """Take back, for a member, that it speaks for a state that wants to come in."""
    now = held(accession)
    if accession.stands not in {Stage.INVITED, Stage.APPLIED}:
        raise RuleBroken(f"It is {accession.stands} already: it counted, and stands.")
    for one in accession.sponsors:
        if one.state_code == actor.state and one.ended_at is None:
            one.ended_at, one.ended_by_id = now, actor.person_id
            db.session.flush()
            facts = {"accession": accession.id, "state": accession.state_code}
            return Act(one, accession, {**facts, "sponsor": actor.state}, now)
    raise RuleBroken("Your state does not sponsor it.")


@dataclass(frozen=True)
class Coming:
    """Which state comes in, how far it has come, what is asked of it, in which class."""

    state: str
    stage: Stage
    asked: Asked
    member_class: MemberClass = MemberClass.PARTY
    words: str = ""


def begin(actor: Actor, alliance: Alliance, who: Coming) -> Accession:
    """Begin an accession, at the instant of the act in hand."""
    made = Accession(
        id=clock.new_id(),
        alliance_id=alliance.id,
        alliance=alliance,
        state_code=who.state,
        member_class=who.member_class.value,
        stage=who.stage.value,
        asked=who.asked.as_json(),
        words=who.words,
        began_at=moment(alliance.stream),
        office_id=actor.office_id,
        version=1,
    )
    db.session.add(made)
    db.session.flush()
    return made


def refuse_a_second(alliance: Alliance, state: str, member_class: MemberClass) -> None:
    if state not in jurisdictions():
        raise RuleBroken("There is no such state. Choose one of the list.")
    if queries.under_way(alliance, state) is not None:
        raise RuleBroken(f"{name_of(state)} is on its way in already. Read how far it has come.")
    day = today_in(state)
    if state in bound_states(alliance):
        raise RuleBroken(f"{name_of(state)} is a member already. It leaves by a notice only.")
    row = period_under_way(alliance, state, day)
    if row is not None:
        _refuse_one_that_belongs(alliance, row, member_class, day)
    _refuse_outside_classes(alliance, state, member_class, day)


def _refuse_one_that_belongs(
    alliance: Alliance, row: MembershipPeriod, member_class: MemberClass, day: dt.date
) -> None:
    stands, named = standing_now(alliance, row.state_code, day), name_of(row.state_code)
    if stands is Standing.SUSPENDED:
        raise RuleBroken(f"{named} is a member that is suspended. It is reinstated, or leaves.")
    if stands is Standing.PARTY and as_period(row).member_class is member_class:
        raise RuleBroken(f"{named} belongs in this class already.")


def _refuse_outside_classes(
    alliance: Alliance, state: str, member_class: MemberClass, day: dt.date
) -> None:
    classes = terms_on(alliance, day).classes_of(member_class.value)
    kind = jurisdictions()[state].kind
    if not classes:
        raise RuleBroken("The charter has no such class. Choose one that it has.")
    if not any(kind in one.open_to for one in classes):
        raise RuleBroken(f"The charter does not open this class to a {kind}.")


def hold_words(words: str) -> None:
    if len(words) > LONGEST_WORDS:
        raise RuleBroken(f"The words are longer than {LONGEST_WORDS:,} characters. Shorten them.")


def held(accession: Accession) -> dt.datetime:
    now = moment(accession.stream)
    db.session.refresh(accession)
    return now


def become(accession: Accession, then: Stage) -> None:
    if reason := why_not_become(accession.stands, then):
        raise RuleBroken(reason)
    accession.stage = then.value
    accession.version += 1


def note_approval(accession: Accession, now: dt.datetime, decision: str, today: dt.date) -> None:
    accession.approved_at, accession.decision = now, decision
    come_closer(accession, Standing.PENDING_INSTRUMENT, today, "approved")


def over(
    _actor: Actor, accession: Accession, then: Stage, now: dt.datetime, why: str
) -> Act[Accession]:
    become(accession, then)
    accession.ended_at = now
    today = today_in(accession.state_code)
    if standing_now(accession.alliance, accession.state_code, today) is not None:
        come_closer(accession, Standing.DECLINED, today, why)
    return Act(accession, accession, said(accession), now)


def said(accession: Accession) -> dict[str, object]:
    return {
        "accession": accession.id,
        "state": accession.state_code,
        "stage": accession.stage,
        "class": accession.member_class,
    }


def tell_all(accession: Accession, template: str) -> None:
    """Tell the members, and the offices of the state that comes in while it is none of them."""
    about, alliance = str(accession.id), accession.alliance
    key = f"{about}:{accession.version}"
    tell(f"alliance:{alliance.id}", template, about, key)
    if accession.state_code not in bound_states(alliance):
        for office in office_ids_of([accession.state_code]):
            tell(f"office:{office}", template, about, f"{key}:{office}")
