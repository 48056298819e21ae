"""Reading accessions: who comes in is no secret among those who are signed in."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from alliance.accessions.models import Accession
from alliance.accessions.policy import Do
from alliance.accessions.rules import OPEN, Asked, By, Stage
from alliance.accounts.models import Office
from alliance.accounts.queries import offices_of, people_of
from alliance.authority.queries import binds
from alliance.authority.rules import ActClass
from alliance.charters.queries import charter_on, terms_on
from alliance.charters.rules import BodyKind, kind_of
from alliance.core.actor import Actor, Rank
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.record import Entry, entries_about
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug, bound_states
from alliance.membership.rules import MemberClass
from alliance.states.reference import jurisdictions, name_of, today_in
from alliance.votes.models import Question


def accession(_actor: Actor | None, accession_id: uuid.UUID) -> Accession | None:
    """One accession."""
    return db.session.get(Accession, accession_id)


def alliance_to_apply_to(actor: Actor, slug: str) -> Alliance | None:
    """An alliance that does not bind the actor's state; RuleBroken where it does."""
    found = alliance_by_slug(actor, slug)
    if found and actor.state and found.id in actor.bodies:
        raise RuleBroken(f"{name_of(actor.state)} is a member of {found.name} already.")
    return found


def under_way(alliance: Alliance, state: str) -> Accession | None:
    """The accession of a state that is not over."""
    return db.session.scalars(
        select(Accession).where(
            Accession.alliance_id == alliance.id,
            Accession.state_code == state,
            Accession.stage.in_(sorted(OPEN)),
        )
    ).first()


def accessions_of(alliance: Alliance) -> Sequence[Accession]:
    """Every accession to an alliance, the latest first."""
    wanted = select(Accession).where(Accession.alliance_id == alliance.id)
    return db.session.scalars(wanted.order_by(Accession.began_at.desc())).all()


def conditional(alliance: Alliance) -> Sequence[Accession]:
    """Those who have joined on a condition that is not met yet."""
    return db.session.scalars(
        select(Accession)
        .where(Accession.alliance_id == alliance.id, Accession.stage == Stage.CONDITIONAL)
        .with_for_update(of=Accession)
    ).all()


def joined_by(alliance: Alliance, state: str) -> Accession | None:
    """The accession by which a state came in last as a party, if it came in here."""
    return db.session.scalars(
        select(Accession)
        .where(
            Accession.alliance_id == alliance.id,
            Accession.state_code == state,
            Accession.member_class == MemberClass.PARTY,
            Accession.stage == Stage.JOINED,
        )
        .order_by(Accession.began_at.desc())
        .limit(1)
    ).first()


def with_conditions(alliance_ids: Collection[uuid.UUID]) -> Sequence[Alliance]:
    """Those of these alliances into which somebody comes, or is to come, on a condition."""
    waits = select(Accession.alliance_id).where(
        Accession.alliance_id.in_(alliance_ids),
        Accession.stage.in_([Stage.CONDITIONAL, Stage.JOINED]),
        Accession.condition.is_not(None),
    )
    return db.session.scalars(
        select(Alliance).where(Alliance.id.in_(waits)).order_by(Alliance.slug)
    ).all()


def resting_on(instrument_id: uuid.UUID) -> Sequence[Accession]:
    """Those who have joined with an instrument, conditionally or not."""
    return db.session.scalars(
        select(Accession)
        .where(
            Accession.instrument_id == instrument_id,
            Accession.stage.in_([Stage.CONDITIONAL, Stage.JOINED]),
        )
        .with_for_update(of=Accession)
    ).all()


def met_ahead(alliance: Alliance) -> list[Accession]:
    """Those whose condition will be met on a day that is known, and has not come yet."""
    found = db.session.scalars(
        select(Accession)
        .where(Accession.alliance_id == alliance.id, Accession.stage == Stage.JOINED)
        .with_for_update(of=Accession)
    )
    return [
        one
        for one in found
        if one.condition is not None
        and one.party_from is not None
        and one.party_from > today_in(one.state_code)
    ]


def joins_anew(accession: Accession) -> bool:
    """Whether a state has joined and is no party yet: it may join anew, from another day."""
    if accession.stands is Stage.CONDITIONAL:
        return True
    day = accession.party_from
    ahead = day is not None and day > today_in(accession.state_code)
    return accession.stands is Stage.JOINED and ahead


def can_join(accession: Accession) -> bool:
    """Whether a state can join now, or join anew."""
    return accession.stands is Stage.APPROVED or joins_anew(accession)


def own_under_way(actor: Actor, alliance: Alliance) -> Accession | None:
    """The accession of the actor's own state that is not over."""
    return under_way(alliance, actor.state) if actor.state else None


def of_question(question_id: uuid.UUID) -> Accession | None:
    """The accession on which a question was put."""
    return db.session.scalars(select(Accession).where(Accession.question_id == question_id)).first()


def asked_on(alliance: Alliance, day: dt.date) -> Asked:
    """What the charter asks of who comes in on a day.

    Where none is recorded, a compact is joined by enacting it: nobody is asked to approve.
    """
    if charter_on(alliance, day) is None and kind_of(alliance.kind) is BodyKind.COMPACT:
        return Asked(By.NOBODY)
    admission = terms_on(alliance, day).admission
    return Asked(By(admission.by), admission.sponsors, admission.instrument, admission.rule)


def sponsors_of(accession: Accession) -> list[str]:
    """The members that speak for it: not those that took that back, or are bound no more."""
    bound = bound_states(accession.alliance)
    standing = [one for one in accession.sponsors if one.ended_at is None]
    return [one.state_code for one in standing if one.state_code in bound]


def question_of(accession: Accession) -> Question | None:
    """The question that was put to the members on it."""
    return db.session.get(Question, accession.question_id) if accession.question_id else None


def question_open(accession: Accession) -> bool:
    """Whether the members are being asked."""
    question = question_of(accession)
    return question is not None and question.is_open


def begun_by(accession: Accession) -> Office:
    """The office that invited or applied."""
    return db.session.get_one(Office, accession.office_id)


def joining_entry(accession: Accession) -> Entry | None:
    """The act in the ledger by which the state joined last."""
    acts = entries_about(accession.stream, [accession.ref])
    return next((one for one in reversed(acts) if one.action == Do.JOIN), None)


def has_joined(accession: Accession) -> bool:
    """Whether there is a receipt of joining."""
    return accession.stands in {Stage.JOINED, Stage.CONDITIONAL}


def who_binds(alliance: Alliance, state: str) -> list[Actor]:
    """The people who may join, apply or sponsor for a state, in the office that stands for it."""
    standing = [one for one in offices_of(state) if one.kind == alliance.represented_by]
    return [
        one
        for one in people_of(one.id for one in standing)
        if one.rank is Rank.PRINCIPAL or ActClass.JOIN in binds(one)
    ]


def who_may_be_invited(alliance: Alliance) -> list[str]:
    """Those that are neither bound nor on their way in, by name."""
    wanted = select(Accession.state_code).where(
        Accession.alliance_id == alliance.id, Accession.stage.in_(sorted(OPEN))
    )
    taken = bound_states(alliance) | set(db.session.scalars(wanted))
    return sorted((one for one in jurisdictions() if one not in taken), key=name_of)
