"""Money that an office has committed: under which authority, how much of its ceiling."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from alliance.accounts.models import Person
from alliance.authority.models import DELEGATION, OFFICE, ActUnder, WithdrawnAct
from alliance.authority.queries import known_records, register_of
from alliance.authority.rules import ActClass, chain_of, dollars, spoken
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.states.reference import jurisdictions

MOST_SHOWN = 200


@dataclass(frozen=True)
class Sum:
    """What was committed under an authority, and under what rests on it; amounts in words."""

    says: str
    committed: str
    ceiling: str  # "": none is stated
    left: str


@dataclass(frozen=True)
class Commitment:
    """Money that was committed once; `withdrawn_at` where a successor said so, it counts anyhow."""

    at: dt.datetime
    amount: str
    subject: str
    by: str
    says: str
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True)
class Money:
    """All of an office."""

    sums: Sequence[Sum]
    commitments: Sequence[Commitment]


def money_of(actor: Actor) -> Money:
    """What the actor's office committed, the newest first, and how it stands to the ceilings."""
    assert actor.office_id
    rows = known_records(actor.office_id)
    zone = jurisdictions()[actor.state].zone
    register = register_of(actor.office_id, zone, rows, services=False, money=True)
    called = {
        row.id: ", under ".join(
            spoken(link) for link in chain_of(register, register.authorities[row.id])[0]
        )
        for row in rows
        if row.kind in {OFFICE, DELEGATION}
    }
    sums = [
        _sum(called[key], register.committed.get(key, 0), one.ceiling)
        for key, one in register.authorities.items()
        if ActClass.COMMIT in one.acts and (key in register.committed or one.ceiling is not None)
    ]
    return Money(sums, _commitments(actor.office_id, called))


def _sum(says: str, committed: int, ceiling: int | None) -> Sum:
    left = "" if ceiling is None else dollars(max(0, ceiling - committed))
    return Sum(says, dollars(committed), "" if ceiling is None else dollars(ceiling), left)


def _commitments(office_id: uuid.UUID, called: dict[uuid.UUID, str]) -> list[Commitment]:
    wanted = (
        select(ActUnder, Person.name, WithdrawnAct.at)
        .join(Person, Person.id == ActUnder.person_id)
        .outerjoin(
            WithdrawnAct,
            and_(WithdrawnAct.act == ActClass.COMMIT, WithdrawnAct.subject_id == ActUnder.id),
        )
        .where(ActUnder.office_id == office_id, ActUnder.act == ActClass.COMMIT)
        .order_by(ActUnder.at.desc(), ActUnder.id.desc())
        .limit(MOST_SHOWN)
    )
    return [
        Commitment(
            one.at,
            dollars(one.amount_cents or 0),
            one.subject,
            name,
            called.get(one.authority_id, "an entry of the register"),
            withdrawn_at,
        )
        for one, name, withdrawn_at in db.session.execute(wanted)
    ]
