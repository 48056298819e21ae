"""What follows for a state on its way in when the instrument changes with which it has joined.

Before it is a party: the day from which it is one moves with the effect of its instrument, or the
state is back at pending instrument, because the instrument has no effect after all. From that day
on it is a party; it leaves as states leave.
"""

import datetime as dt

from alliance.accessions import queries
from alliance.accessions.conditions import floors, recheck, reopen
from alliance.accessions.joining import move_party_day
from alliance.accessions.models import Accession
from alliance.accessions.operations import held, said, tell_all
from alliance.accessions.policy import Do
from alliance.accessions.rules import Stage
from alliance.core.actor import CLOCK, Actor
from alliance.core.db import db
from alliance.core.operation import Act, operation
from alliance.instruments.models import Instrument
from alliance.states.reference import today_in


def follow(_actor: Actor, what: Instrument) -> None:
    """Carry out what a change of an instrument brings for those who have joined with it."""
    touched = [_follow(one, what) for one in queries.resting_on(what.id)]
    if any(touched):
        recheck(what.alliance)


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
    day = max(effect.day, today, *floors(accession))
    if day == before:
        return False
    move_day(CLOCK, accession, on=day)
    return True


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
