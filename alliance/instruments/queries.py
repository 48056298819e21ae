"""Reading instruments: what states enact is public among those who are signed in."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from alliance.accounts.models import Office
from alliance.accounts.queries import offices_of
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.finding import as_binds, holding
from alliance.instruments.models import (
    Instrument,
    InstrumentDocument,
    InstrumentVersion,
    Precondition,
)
from alliance.instruments.rules import Purpose
from alliance.membership.models import Alliance
from alliance.membership.queries import as_period, current_periods


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


def office_that_decides(one: Precondition) -> Office | None:
    """The office of the state that has to decide a precondition, where it is here."""
    if not one.decider:
        return None
    found = offices_of(one.instrument.state_code)
    return next((office for office in found if office.kind == one.decider), None)


@dataclass(frozen=True)
class Attached:
    """The document of an instrument, as it went with one of its versions."""

    instrument: Instrument
    document: InstrumentDocument


def document(actor: Actor | None, instrument_id: uuid.UUID, version: int) -> Attached | None:
    """The document that goes with a version of an instrument."""
    found = instrument(actor, instrument_id)
    for one in found.versions if found else ():
        if one.version == version and one.document is not None:
            return Attached(one.instrument, one.document)
    return None


def repealing(alliance: Alliance, state: str) -> Instrument | None:
    """The repeal by which a state leaves: its newest that has, or will have, effect on a known day.

    Not one that had effect before the state came in: it repealed what came before.
    """
    came = _came_in(alliance, state)
    for one in reversed(instruments_of(alliance, state)):
        day = one.effect.day if one.purpose == Purpose.REPEAL else None
        if day is not None and day >= came:
            return one
    return None


def _came_in(alliance: Alliance, state: str) -> dt.date:
    """The day on which a state came in the last time, as far as it is known."""
    rows = [row for row in current_periods([alliance.id]) if row.state_code == state]
    days = [period.joined.first_day for period in map(as_period, rows) if period.joined]
    return max(days, default=dt.date.min)


def repeal_effective(alliance: Alliance, state: str) -> dt.date | None:
    """From when the repeal by which a state leaves has effect; None where none is recorded."""
    found = repealing(alliance, state)
    return found.effect.day if found else None


def of_campaign(campaign_id: uuid.UUID) -> Sequence[Instrument]:
    """The instruments of a campaign, by state."""
    wanted = select(Instrument).where(Instrument.campaign_id == campaign_id)
    return db.session.scalars(wanted.order_by(Instrument.state_code, Instrument.made_at)).all()
