"""Joining: with an instrument, on a condition, from a day."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from alliance.accessions import queries
from alliance.accessions.joining import become_party, come_closer, meeting
from alliance.accessions.models import Accession
from alliance.accessions.operations import become, held, said, tell_all
from alliance.accessions.policy import Do
from alliance.accessions.rules import (
    Stage,
    why_not_join,
)
from alliance.authority.operations import note_act
from alliance.authority.queries import Chosen, require_authority
from alliance.authority.rules import ActClass
from alliance.clearance import operations as clearance
from alliance.clearance.models import Prepared
from alliance.clearance.queries import register_and_rule
from alliance.clearance.rules import Content
from alliance.core.actor import CLOCK, Actor
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, Done, RuleBroken, operation
from alliance.core.policy import require
from alliance.instruments.models import Instrument
from alliance.instruments.rules import Purpose
from alliance.membership.models import Alliance
from alliance.membership.rules import Standing
from alliance.rulebook.compacts.reading import parse_condition
from alliance.rulebook.problems import MalformedRule
from alliance.states.reference import today_in

# Why a state cannot join with an instrument, or None. Filled in alliance/app.py.
REFUSING: list[Callable[[Instrument], str | None]] = []


@dataclass(frozen=True)
class Joining:
    """With which instrument a state joins, from when, and on what condition."""

    instrument: Instrument | None = None
    from_on: dt.date | None = None
    condition: Mapping[str, Any] | None = None
    seen: int | None = None  # the version of the instrument that was reviewed


def content_of(accession: Accession, joining: Joining | None = None) -> Content:
    """What joining says and rests on, as an office prepares it; without `joining` the latter."""
    rests_on = {"accession_id": str(accession.id)}
    if joining is None:
        return Content({}, rests_on)
    one = joining.instrument
    said = {
        "instrument": str(one.id) if one else None,
        "instrument_version": one.version if one else None,
        "with": one.title if one else None,
        "from_on": joining.from_on.isoformat() if joining.from_on else None,
        "condition": dict(joining.condition) if joining.condition else None,
    }
    return Content(said, rests_on)


def prepare(
    actor: Actor, accession: Accession, *, joining: Joining, note: str = ""
) -> Done[Prepared]:
    """Prepare joining, for somebody else of the office to do."""
    require(actor, Do.PREPARE, accession)
    since_of(accession, joining)  # it is prepared only if it could be done
    content = content_of(accession, joining)
    matter = clearance.Matter(ActClass.JOIN, accession.ref, accession.alliance.name, content)
    return clearance.prepare(actor, None, matter=matter, note=note)


@operation(Do.JOIN)
def join(
    actor: Actor,
    accession: Accession,
    *,
    joining: Joining,
    version: int,
    chosen: Chosen | None = None,
) -> Act[Accession]:
    """Join for the actor's state, with its legal instrument; conditionally where it says so."""
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office joins for a state.")
    now = held(accession)
    if version != accession.version:
        raise ChangedMeanwhile(
            "This accession has changed since you reviewed it. Nothing is recorded. Read it, then "
            "confirm again."
        )
    since = since_of(accession, joining)
    register, steps = register_and_rule(actor.office_id)
    grounds = require_authority(actor, ActClass.JOIN, chosen=chosen, records=register)
    clearance.released(actor, ActClass.JOIN, accession.ref, content_of(accession, joining), steps)
    accession.instrument_id = joining.instrument.id if joining.instrument else None
    accession.party_from = since
    note_act(actor, grounds, subject=accession.ref, at=now)
    if joining.condition is None:
        _join(accession, since)
    else:
        become(accession, Stage.CONDITIONAL)
        accession.condition = dict(joining.condition)
        come_closer(accession, Standing.CONDITIONAL, today_in(actor.state), "joined conditionally")
        tell_all(accession, "accessions/mail/join_conditionally")
    db.session.flush()
    meet_conditions(accession.alliance)
    facts = {
        **said(accession),
        "instrument": joining.instrument.id if joining.instrument else None,
        "from_on": joining.from_on.isoformat() if joining.from_on else None,
        "party_from": accession.party_from.isoformat() if accession.party_from else None,
        **grounds.facts,
    }
    return Act(accession, accession, facts, now)


@operation(Do.MEET)
def meet(_clock: Actor, accession: Accession, *, on: dt.date) -> Act[Accession]:
    """The condition on which a state joined is met from a day on."""
    now = held(accession)
    since = max(on, accession.party_from or on)
    _join(accession, since)
    facts = {**said(accession), "met_on": on.isoformat(), "party_from": since.isoformat()}
    return Act(accession, accession, facts, now)


def meet_conditions(alliance: Alliance) -> None:
    """Bring those in whose condition is met now, or will be on a day that is known."""
    while waiting := [x for x in queries.conditional(alliance) if not _refused(x.instrument)]:
        day, coming = meeting(alliance, waiting)
        if not coming:
            return
        for one in coming:
            meet(CLOCK, one, on=day)


def _refused(one: Instrument | None) -> str | None:
    reasons = (refuse(one) for refuse in REFUSING) if one is not None else ()
    return next((reason for reason in reasons if reason), None)


def since_of(accession: Accession, joining: Joining) -> dt.date:
    """From when a state would be a party; RuleBroken where it cannot join."""
    one = joining.instrument
    if one is not None:
        ours = one.alliance_id == accession.alliance_id and one.state_code == accession.state_code
        if not ours or one.purpose != Purpose.JOIN:
            raise RuleBroken("This is no instrument by which your state joins this alliance.")
        if joining.seen is not None and joining.seen != one.version:
            raise ChangedMeanwhile(
                "What is known of the instrument has changed since you reviewed it. Nothing is "
                "recorded. Read it, then confirm again."
            )
    if reason := _refused(one):
        raise RuleBroken(reason)
    effect = one.effect if one is not None else None
    if reason := why_not_join(accession.stands, accession.asks, effect):
        raise RuleBroken(reason)
    if joining.condition is not None:
        try:
            parse_condition(joining.condition)
        except MalformedRule as wrong:
            raise RuleBroken(f"The condition cannot be read. {wrong}") from None
    today = today_in(accession.state_code)
    # Whoever joins today was no party yesterday, even if its statute had effect by then.
    earliest = max(effect.day, today) if effect is not None and effect.day else today
    since = joining.from_on or earliest
    if since < earliest:
        raise RuleBroken(
            f"A state is a party from {earliest.isoformat()} at the earliest: when its instrument "
            "has effect, and not before it joins. Choose that day or a later one."
        )
    return since


def _join(accession: Accession, since: dt.date) -> None:
    become(accession, Stage.JOINED)
    accession.party_from = since
    one = accession.instrument
    why = f"{one.title}, {one.known.citation}".strip(", ") if one else "joined"
    become_party(accession, since, why[:300])
    tell_all(accession, "accessions/mail/join")
