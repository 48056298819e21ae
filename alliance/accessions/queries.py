"""Reading accessions: who comes in is no secret among those who are signed in."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from alliance.accessions.models import Accession
from alliance.accessions.policy import Do
from alliance.accessions.rules import OPEN, Asked, By, Stage
from alliance.accounts.models import Office
from alliance.charters.queries import terms_on
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.actor import Office as Kind
from alliance.core.db import db
from alliance.core.record import Entry, entries_about
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug, bound_states
from alliance.membership.rules import MemberClass
from alliance.states.reference import jurisdictions, name_of, today_in
from alliance.votes.models import Question


def accession(_actor: Actor | None, accession_id: uuid.UUID) -> Accession | None:
    """One accession."""
    return db.session.get(Accession, accession_id)


def alliance_joined(actor: Actor, slug: str) -> Alliance | None:
    """An alliance that does not bind the actor's state."""
    found = alliance_by_slug(actor, slug)
    return found if found and found.id not in actor.bodies else None


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


def own_under_way(actor: Actor, alliance: Alliance) -> Accession | None:
    """The accession of the actor's own state that is not over."""
    return under_way(alliance, actor.state) if actor.state else None


def of_question(question_id: uuid.UUID) -> Accession | None:
    """The accession on which a question was put."""
    return db.session.scalars(select(Accession).where(Accession.question_id == question_id)).first()


def asked_now(alliance: Alliance) -> tuple[Asked, object]:
    """What the charter asks of who comes in now, and the rule by which members would decide."""
    admission = terms_on(alliance, clock.today()).admission
    return Asked(By(admission.by), admission.sponsors, admission.instrument), admission.rule


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


def secretariats() -> list[Office]:
    """The offices that may run the business of an alliance."""
    wanted = select(Office).where(Office.kind == Kind.SECRETARIAT).order_by(Office.name)
    return list(db.session.scalars(wanted))


def who_may_be_invited(alliance: Alliance) -> list[str]:
    """Those that are neither bound nor on their way in, by name."""
    wanted = select(Accession.state_code).where(
        Accession.alliance_id == alliance.id, Accession.stage.in_(sorted(OPEN))
    )
    taken = bound_states(alliance) | set(db.session.scalars(wanted))
    return sorted((one for one in jurisdictions() if one not in taken), key=name_of)
