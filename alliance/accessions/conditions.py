"""Conditions on which states join: looked at whenever it changes who is bound, and day by day.

A state whose condition is met comes in; one that was to come in on a day that is still ahead, and
whose condition will not be met then after all, waits again.
"""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from alliance.accessions import queries
from alliance.accessions.joining import (
    become_party,
    come_closer,
    meeting,
    move_party_day,
    still_met,
)
from alliance.accessions.models import Accession
from alliance.accessions.operations import become, held, said, tell_all
from alliance.accessions.policy import Do
from alliance.accessions.refusing import why_not_with
from alliance.accessions.rules import Stage
from alliance.core.actor import CLOCK, Actor
from alliance.core.db import db
from alliance.core.operation import Act, operation
from alliance.core.outbox import once
from alliance.core.record import entries_about, moment
from alliance.membership.models import Alliance
from alliance.membership.rules import Standing
from alliance.states.reference import jurisdictions, today_in

LOOK_JOB = "accessions:conditions"
_LAID = "alliances whose members were laid anew"


@operation(Do.MEET)
def meet(_clock: Actor, accession: Accession, *, on: dt.date) -> Act[Accession]:
    """The condition on which a state joined is met from a day on."""
    now = held(accession)
    since = max(on, accession.party_from or on)
    come_in(accession, since)
    facts = {**said(accession), "met_on": on.isoformat(), "party_from": since.isoformat()}
    return Act(accession, accession, facts, now)


def come_in(accession: Accession, since: dt.date) -> None:
    """A state has joined, and is a party from a day on."""
    become(accession, Stage.JOINED)
    accession.party_from = since
    one = accession.instrument
    why = f"{one.title}, {one.known.citation}".strip(", ") if one else "joined"
    become_party(accession, since, why[:300])
    tell_all(accession, "accessions/mail/join")


@operation(Do.REOPEN)
def reopen(
    _clock: Actor, accession: Accession, *, to: Stage, why: str, told: bool = True
) -> Act[Accession]:
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
        accession.party_from = max(effect or today, today, *floors(accession, met=False))
        come_closer(accession, Standing.CONDITIONAL, today, why)
    else:
        accession.party_from = None
        accession.condition = None
    if told:
        tell_all(accession, "accessions/mail/reopen")
    db.session.flush()
    return Act(accession, accession, {**said(accession), "why": why}, now)


def floors(accession: Accession, *, met: bool = True) -> list[dt.date]:
    """The days before which it is no party, as the record says: what it confirmed, its condition.

    A machine moves the day of a state later, never before the day that was confirmed for it.
    """
    days: dict[str, dt.date | None] = {}
    for entry in entries_about(accession.stream, [accession.ref]):
        if entry.action == Do.JOIN:  # a later one takes the place of an earlier one
            days = {"confirmed": _day(entry.facts.get("confirmed_from"))}
        if entry.action == Do.MEET:
            days["met"] = _day(entry.facts.get("met_on"))
        if entry.action == Do.REOPEN or not met:
            days["met"] = None
    return [one for one in days.values() if one is not None]


def _day(text: object) -> dt.date | None:
    return dt.date.fromisoformat(str(text)) if text else None


def recheck(alliance: Alliance) -> None:
    """Look at every condition: who waits again, who comes in; and leave the job to look again."""
    while failing := [one for one in queries.met_ahead(alliance) if not still_met(one)]:
        for one in failing:
            reopen(CLOCK, one, to=Stage.CONDITIONAL, why="its condition is not met any more")
    _meet_those_who_wait(alliance)
    for one in (*queries.conditional(alliance), *queries.met_ahead(alliance)):
        _look_tomorrow(one)


def _meet_those_who_wait(alliance: Alliance) -> None:
    """Bring those in whose condition is met now, or will be on a day that is known."""
    while waiting := [x for x in queries.conditional(alliance) if not why_not_with(x.instrument)]:
        day, coming = meeting(alliance, waiting)
        if not coming:
            return
        for one in coming:
            meet(CLOCK, one, on=day)


def _look_tomorrow(one: Accession) -> None:
    """Leave the job that looks again when the next day begins where the state is."""
    day = today_in(one.state_code) + dt.timedelta(days=1)
    zone = ZoneInfo(jurisdictions()[one.state_code].zone)
    at = dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
    once(LOOK_JOB, f"condition:{one.id}:{day}", {"alliance": str(one.alliance_id)}, at)


def look(alliance_id: uuid.UUID) -> None:
    """What time does: a new day has begun for a state whose condition is looked at."""
    alliance = db.session.get(Alliance, alliance_id)
    if alliance is not None:
        moment(alliance.stream)
        recheck(alliance)


def laid(alliance: Alliance) -> None:
    """Remember that it was worked out anew how states stand; the act in hand is not done yet."""
    db.session.info.setdefault(_LAID, set()).add(alliance.id)


def recheck_laid() -> None:
    """Look at the conditions wherever the transaction in hand changed how states stand."""
    touched = db.session.info.pop(_LAID, set())
    for alliance in queries.with_conditions(touched) if touched else ():
        moment(alliance.stream)
        recheck(alliance)
    db.session.info.pop(_LAID, None)  # what that changed was looked at by it
