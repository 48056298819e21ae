"""Reading accessions: who comes in is no secret among those who are signed in."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from alliance.accessions.models import Accession
from alliance.accessions.rules import OPEN, Asked, By, Stage
from alliance.charters.queries import terms_on
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug


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


def of_question(question_id: uuid.UUID) -> Accession | None:
    """The accession on which a question was put."""
    return db.session.scalars(select(Accession).where(Accession.question_id == question_id)).first()


def asked_now(alliance: Alliance) -> tuple[Asked, object]:
    """What the charter asks of who comes in now, and the rule by which members would decide."""
    admission = terms_on(alliance, clock.today()).admission
    return Asked(By(admission.by), admission.sponsors, admission.instrument), admission.rule
