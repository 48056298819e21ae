"""What follows for a state on its way in when the instrument changes with which it has joined.

Before it is a party: the day from which it is one moves with the effect of its instrument, or the
state is back at pending instrument, because the instrument has no effect after all. From that day
on it is a party; it leaves as states leave.
"""

import datetime as dt

from alliance.accessions import queries
from alliance.accessions.entering import meet_conditions
from alliance.accessions.joining import come_closer, move_party_day, still_met
from alliance.accessions.models import Accession
from alliance.accessions.operations import become, held, said, tell_all
from alliance.accessions.policy import Do
from alliance.accessions.rules import Stage
from alliance.core.actor import CLOCK, Actor
from alliance.core.db import db
from alliance.core.operation import Act, operation
from alliance.core.record import entries_about
from alliance.instruments.models import Instrument
from alliance.membership.models import Alliance
from alliance.membership.rules import Standing
from alliance.states.reference import today_in


def follow(_actor: Actor, what: Instrument) -> None:
    """Carry out what a change of an instrument brings for those who have joined with it."""
    touched = [_follow(one, what) for one in queries.resting_on(what.id)]
    if any(touched):
        _recheck(what.alliance)


def _follow(accession: Accession, what: Instrument) -> bool:
    today = today_in(accession.state_code)
    before = accession.party_from
    if accession.stands is Stage.JOINED and (before is None or before <= today):
        return False  # it is a party
    effect = what.effect
    if effect.day is None:
        reason = f"{what.title} waits for {', '.join(effect.waits_for)}"
        reopen(CLOCK, accession, to=Stage.APPROVED, why=reason)
        return True
    day = max(effect.day, today, *_named(accession))
    if day == before:
        return False
    move_day(CLOCK, accession, on=day)
    return True


def _named(accession: Accession, *, met: bool = True) -> list[dt.date]:
    """The days before which it is no party, as the record says: its own choice, its condition."""
    days: dict[str, dt.date | None] = {}
    for entry in entries_about(accession.stream, [accession.ref]):
        if entry.action == Do.JOIN:  # a later one takes the place of an earlier one
            days = {"from": _day(entry.facts.get("from_on"))}
        if entry.action == Do.MEET:
            days["met"] = _day(entry.facts.get("met_on"))
        if entry.action == Do.REOPEN or not met:
            days["met"] = None
    return [one for one in days.values() if one is not None]


def _day(text: object) -> dt.date | None:
    return dt.date.fromisoformat(str(text)) if text else None


@operation(Do.MOVE)
def move_day(_clock: Actor, accession: Accession, *, on: dt.date) -> Act[Accession]:
    """The day from which a state is to be a party moves with the effect of its instrument."""
    now = held(accession)
    before = accession.party_from
    accession.party_from = on
    accession.version += 1
    if accession.stands is Stage.JOINED and before is not None:
        move_party_day(accession, before, on, "its instrument has effect from another day")
        tell_all(accession, "accessions/mail/move")
    db.session.flush()
    facts = {
        **said(accession),
        "before": before.isoformat() if before else None,
        "party_from": on.isoformat(),
    }
    return Act(accession, accession, facts, now)


@operation(Do.REOPEN)
def reopen(_clock: Actor, accession: Accession, *, to: Stage, why: str) -> Act[Accession]:
    """A state that was to be a party is not, as things are: it is back at an earlier stage."""
    now = held(accession)
    was, day = accession.stands, accession.party_from
    today = today_in(accession.state_code)
    become(accession, to)
    if was is Stage.JOINED and day is not None:
        move_party_day(accession, day, None, why)
    if was is Stage.CONDITIONAL:
        come_closer(accession, Standing.PENDING_INSTRUMENT, today, why)
    if to is Stage.CONDITIONAL:
        effect = accession.instrument.effect.day if accession.instrument else None
        accession.party_from = max(effect or today, today, *_named(accession, met=False))
        come_closer(accession, Standing.CONDITIONAL, today, why)
    else:
        accession.party_from = None
        accession.condition = None
    tell_all(accession, "accessions/mail/reopen")
    db.session.flush()
    return Act(accession, accession, {**said(accession), "why": why}, now)


def _recheck(alliance: Alliance) -> None:
    """Those whose condition hung on a state that is to be a party later, or not, wait again."""
    while failing := [one for one in queries.met_ahead(alliance) if not still_met(one)]:
        for one in failing:
            reopen(CLOCK, one, to=Stage.CONDITIONAL, why="its condition is not met any more")
    meet_conditions(alliance)
