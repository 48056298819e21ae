"""Joining: with an instrument, on a condition, from a day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alliance.accessions import queries
from alliance.accessions.conditions import come_in, recheck, reopen
from alliance.accessions.joining import come_closer
from alliance.accessions.models import Accession
from alliance.accessions.operations import become, held, said, tell_all
from alliance.accessions.policy import Do
from alliance.accessions.refusing import why_not_with
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
from alliance.membership.rules import Standing
from alliance.rulebook.compacts.reading import parse_condition
from alliance.rulebook.problems import MalformedRule
from alliance.states.reference import today_in


@dataclass(frozen=True)
class Joining:
    """With which instrument a state joins, from when, and on what condition."""

    instrument: Instrument | None = None
    from_on: dt.date | None = None
    condition: Mapping[str, Any] | None = None
    # What was reviewed: the version of the instrument, and the day it would be a party from.
    seen: int | None = None
    since: dt.date | None = None


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
    if joining.since not in {None, since}:
        raise ChangedMeanwhile(
            f"Your state would be a party from {since.isoformat()} now, not from "
            f"{joining.since.isoformat()} as you reviewed it. Nothing is recorded. Read it, then "
            "confirm again."
        )
    if queries.joins_anew(accession):
        reopen(CLOCK, accession, to=Stage.APPROVED, why="its state joins anew", told=False)
    register, steps = register_and_rule(actor.office_id)
    grounds = require_authority(actor, ActClass.JOIN, chosen=chosen, records=register)
    clearance.released(actor, ActClass.JOIN, accession.ref, content_of(accession, joining), steps)
    accession.instrument_id = joining.instrument.id if joining.instrument else None
    accession.party_from = since
    note_act(actor, grounds, subject=accession.ref, at=now)
    if joining.condition is None:
        come_in(accession, since)
    else:
        become(accession, Stage.CONDITIONAL)
        accession.condition = dict(joining.condition)
        come_closer(accession, Standing.CONDITIONAL, today_in(actor.state), "joined conditionally")
    db.session.flush()
    recheck(accession.alliance)
    if accession.stands is Stage.CONDITIONAL:  # else all are told that it has joined
        tell_all(accession, "accessions/mail/join_conditionally")
    facts = {
        **said(accession),
        "instrument": joining.instrument.id if joining.instrument else None,
        "from_on": joining.from_on.isoformat() if joining.from_on else None,
        "confirmed_from": since.isoformat(),
        "party_from": accession.party_from.isoformat() if accession.party_from else None,
        **grounds.facts,
    }
    return Act(accession, accession, facts, now)


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
    if reason := why_not_with(one):
        raise RuleBroken(reason)
    effect = one.effect if one is not None else None
    stage = Stage.APPROVED if queries.joins_anew(accession) else accession.stands
    if reason := why_not_join(stage, accession.asks, effect):
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
