"""Reading instruments: what states enact is public among those who are signed in."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.finding import as_binds, holding
from alliance.instruments.models import Instrument, InstrumentVersion, Precondition
from alliance.instruments.rules import Purpose
from alliance.membership.models import Alliance


def instrument(_actor: Actor | None, instrument_id: uuid.UUID) -> Instrument | None:
    """One instrument."""
    return db.session.get(Instrument, instrument_id)


def precondition(_actor: Actor | None, precondition_id: uuid.UUID) -> Precondition | None:
    """One precondition."""
    return db.session.get(Precondition, precondition_id)


def instruments_of(alliance: Alliance, state: str = "") -> Sequence[Instrument]:
    """The instruments about an alliance, of all states or of one, by state and age."""
    wanted = select(Instrument).where(Instrument.alliance_id == alliance.id)
    if state:
        wanted = wanted.where(Instrument.state_code == state)
    return db.session.scalars(wanted.order_by(Instrument.state_code, Instrument.made_at)).all()


@dataclass(frozen=True)
class Found:
    """An instrument as a search finds it: as it is recorded now."""

    id: uuid.UUID
    state: str
    alliance: str
    title: str
    stage: str
    bill: str
    citation: str


def instruments_like(_actor: Actor | None, words: Sequence[str], most: int) -> list[Found]:
    """Instruments whose title, bill or citation holds these words, the newest first."""
    said = InstrumentVersion
    wanted = (
        select(
            Instrument.id,
            Instrument.state_code,
            Alliance.name,
            Instrument.title,
            said.stage,
            said.bill,
            said.citation,
        )
        .join(said, and_(said.instrument_id == Instrument.id, said.version == Instrument.version))
        .join(Alliance, Alliance.id == Instrument.alliance_id)
        .where(*holding(len(words), Instrument.title, said.bill, said.citation))
        .order_by(Instrument.made_at.desc(), Instrument.id)
        .limit(most)
    )
    return [Found(*row) for row in db.session.execute(wanted, as_binds(words))]


def joining(alliance: Alliance, state: str) -> list[Instrument]:
    """The instruments by which a state joins, the newest first."""
    found = instruments_of(alliance, state)
    return [one for one in reversed(found) if one.purpose == Purpose.JOIN]


def of_campaign(campaign_id: uuid.UUID) -> Sequence[Instrument]:
    """The instruments of a campaign, by state."""
    wanted = select(Instrument).where(Instrument.campaign_id == campaign_id)
    return db.session.scalars(wanted.order_by(Instrument.state_code, Instrument.made_at)).all()
