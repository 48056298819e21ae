"""What can be done with courts, lawsuits and positions on them."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from alliance.authority.operations import note_act
from alliance.authority.queries import Chosen, require_authority
from alliance.authority.rules import ActClass, spoken
from alliance.clearance import operations as clearance
from alliance.clearance.models import Prepared
from alliance.clearance.queries import register_and_rule
from alliance.clearance.rules import Content
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, Done, OwnBusiness, RuleBroken, operation
from alliance.core.policy import require
from alliance.litigation import rules
from alliance.litigation.courts import courts
from alliance.litigation.models import (
    NO_DATE,
    Court,
    Lawsuit,
    LawsuitEvent,
    LawsuitState,
    LawsuitVersion,
    Position,
)
from alliance.litigation.policy import Do
from alliance.litigation.queries import event_rows
from alliance.litigation.rules import Effect, Stance, effect_of


@dataclass(frozen=True)
class Finding:
    """What a file says of a lawsuit: a new one (None), or a new version of a known one."""

    lawsuit: Lawsuit | None
    says: rules.Lawsuit
    known_from: dt.datetime


@dataclass(frozen=True)
class Happening:
    """What a file says of an event: its number within the lawsuit, and its version."""

    lawsuit: Lawsuit
    n: int
    version: int
    says: rules.LawsuitEvent
    known_from: dt.datetime


@dataclass(frozen=True)
class Taken:
    """The file from which facts were taken, and how its rows were counted."""

    file_sha256: str
    counts: Mapping[str, int]
    demo: bool = False


@operation(Do.LOAD_COURTS)
def load_courts(_actor: Actor, _house: None) -> Act[int]:
    """Put the courts of the reference table into the database; how many are there now."""
    known = {court.id: court for court in db.session.scalars(select(Court))}
    for place in courts().values():
        court = known.get(place.id) or Court(id=place.id)
        court.name, court.citation = place.name, place.citation
        court.kind, court.location = place.kind, place.location
        db.session.add(court)
    db.session.flush()
    return Act(len(courts()), facts={"courts": len(courts())})


@operation(Do.IMPORT)
def record_lawsuits(
    _actor: Actor, _house: None, *, findings: Sequence[Finding], taken: Taken
) -> Act[int]:
    """Record what a file says of lawsuits; what was known before stays, version by version."""
    for finding in findings:
        lawsuit = finding.lawsuit
        if lawsuit is None:
            lawsuit = Lawsuit(id=clock.new_id(), version=0, demo=taken.demo)
            db.session.add(lawsuit)
        _set_facts(lawsuit, finding.says)
        db.session.flush()
        version = LawsuitVersion(
            lawsuit_id=lawsuit.id,
            version=lawsuit.version,
            known_from=finding.known_from,
            facts=as_facts(finding.says),
        )
        db.session.add(version)
        _index_states(lawsuit)
    db.session.flush()
    said = [as_facts(finding.says) for finding in findings]
    return Act(len(findings), facts=_noted("lawsuits", taken, said))


@operation(Do.IMPORT)
def record_events(
    _actor: Actor, _house: None, *, happenings: Sequence[Happening], taken: Taken
) -> Act[int]:
    """Record what a file says of events; a new version stands beside the one before."""
    db.session.add_all(_event_row(happening) for happening in happenings)
    db.session.flush()
    for lawsuit in {one.lawsuit.id: one.lawsuit for one in happenings}.values():
        _index_states(lawsuit)
    db.session.flush()
    said = [as_event_facts(happening.says) for happening in happenings]
    return Act(len(happenings), facts=_noted("lawsuit events", taken, said))


@operation(Do.POSITION)
def record_position(  # noqa: PLR0913 (a position has these parts)
    actor: Actor,
    lawsuit: Lawsuit,
    *,
    stance: Stance,
    before: int,
    version: int,
    chosen: Chosen | None = None,
) -> Act[Position]:
    """Record how the actor's office stands to a lawsuit, under an authority of its register.

    `before` is the number of positions of the office, and `version` that of the facts of the
    lawsuit, which the writer had before them. Nothing is filed with a court by this.
    """
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office records a position.")
    newest = _newest_position(actor, lawsuit)
    if (newest.n if newest else 0) != before:
        raise RuleBroken(
            "Somebody in your office recorded a position on this lawsuit while you were writing. "
            "Read it, then decide whether yours is still needed."
        )
    if lawsuit.version != version:
        raise RuleBroken(
            "What is known of this lawsuit has changed while you were writing: it is now "
            f"“{lawsuit.caption}”, {lawsuit.docket_number}. Read it, then review again."
        )
    register, rule = register_and_rule(actor.office_id)
    grounds = require_authority(actor, ActClass.LAWSUIT, chosen=chosen, records=register)
    authority = spoken(grounds.authority)
    if newest and (newest.stance, newest.authority) == (stance, authority):
        raise RuleBroken("Your office has recorded this very position already.")
    clearance.released(actor, ActClass.LAWSUIT, lawsuit.ref, content_of(lawsuit, stance), rule)
    now = clock.now()
    position = Position(
        lawsuit_id=lawsuit.id,
        office_id=actor.office_id,
        n=before + 1,
        state_code=actor.state,
        stance=stance,
        authority=authority,
        salt=secrets.token_hex(16),
        at=now,
        person_id=actor.person_id,
    )
    db.session.add(position)
    ref = f"{lawsuit.ref}:{position.n}"
    note_act(actor, grounds, subject=ref, at=now)
    facts = {
        "lawsuit": lawsuit.id,
        "state": actor.state,
        "position": position.n,
        "stance": stance,
        "authority_sha256": authority_digest(position),
        **grounds.facts,
    }
    return Act(position, OwnBusiness(actor, lawsuit), facts, now)


def content_of(lawsuit: Lawsuit, stance: Stance | None = None) -> Content:
    """What a position says and rests on, as an office prepares it; without a stance the latter."""
    says = {"stance": str(stance)} if stance else {}
    return Content(says, {"case_id": lawsuit.case_id, "version": lawsuit.version})


def prepare(actor: Actor, lawsuit: Lawsuit, *, stance: Stance, note: str = "") -> Done[Prepared]:
    """Prepare a position, for somebody else of the office to record."""
    require(actor, Do.PREPARE, lawsuit)
    content = content_of(lawsuit, stance)
    matter = clearance.Matter(ActClass.LAWSUIT, lawsuit.ref, lawsuit.caption, content)
    return clearance.prepare(actor, None, matter=matter, note=note)


def authority_digest(position: Position) -> str:
    """What the ledger holds of an authority: SHA-256, salted so that it cannot be guessed."""
    said = {"salt": position.salt, "authority": position.authority}
    return digest(canonical(said))


def as_facts(one: rules.Lawsuit) -> dict[str, Any]:
    """What is kept of a lawsuit, as plain JSON."""
    return {
        "caption": one.caption,
        "court_id": one.court_id,
        "docket_number": one.docket_number,
        "date_filed": one.date_filed.text if one.date_filed else None,
        "lead_plaintiff": one.lead_plaintiff,
        "plaintiff_states": list(one.plaintiff_states),
        "plaintiff_state_count": one.plaintiff_state_count,
        "plaintiffs_complete": str(one.plaintiffs_complete),
        "basis": one.basis,
        "challenged_action": one.challenged_action,
        "opposing_party": one.opposing_party,
        "status": one.status,
        "date_terminated": one.date_terminated.text if one.date_terminated else None,
        "related_dockets": list(one.related_dockets),
        "source": one.source,
        "as_of": one.as_of.isoformat() if one.as_of else None,
        "note": one.note,
        "case_id": one.case_id,
    }


def as_event_facts(one: rules.LawsuitEvent) -> dict[str, Any]:
    """What is kept of an event, as plain JSON."""
    case_id, date, event, states = one.key
    return {
        "case_id": case_id,
        "date": date,
        "event": event,
        "states": states,
        "source": one.source,
        "note": one.note,
        "as_of": one.as_of.isoformat() if one.as_of else None,
    }


def _set_facts(lawsuit: Lawsuit, says: rules.Lawsuit) -> None:
    for name, value in as_facts(says).items():
        setattr(lawsuit, name, value)
    lawsuit.as_of = says.as_of
    lawsuit.filed_on = says.date_filed.first_day if says.date_filed else None
    day = lawsuit.filed_on
    lawsuit.listed_at = dt.datetime.combine(day, dt.time(), dt.UTC) if day else NO_DATE
    lawsuit.version += 1


def _event_row(happening: Happening) -> LawsuitEvent:
    says = happening.says
    _, date, event, states = says.key
    return LawsuitEvent(
        lawsuit_id=happening.lawsuit.id,
        n=happening.n,
        version=happening.version,
        date=date,
        event=event,
        states=states,
        source=says.source,
        note=says.note,
        as_of=says.as_of,
        known_from=happening.known_from,
    )


def _index_states(lawsuit: Lawsuit) -> None:
    """List the states that the lawsuit or an event names as plaintiffs, so that they are found."""
    named = {*lawsuit.plaintiff_states, lawsuit.lead_plaintiff} - {""}
    for row in event_rows([lawsuit.id]):
        if effect_of(row.event) is not Effect.NOTHING:
            named |= set(row.states.split())
    listed = set(
        db.session.scalars(
            select(LawsuitState.state_code).where(LawsuitState.lawsuit_id == lawsuit.id)
        )
    )
    if gone := listed - named:
        db.session.execute(
            delete(LawsuitState).where(
                LawsuitState.lawsuit_id == lawsuit.id, LawsuitState.state_code.in_(gone)
            )
        )
    db.session.add_all(
        LawsuitState(lawsuit_id=lawsuit.id, state_code=state) for state in sorted(named - listed)
    )


def _newest_position(actor: Actor, lawsuit: Lawsuit) -> Position | None:
    wanted = select(Position).where(
        Position.lawsuit_id == lawsuit.id, Position.office_id == actor.office_id
    )
    return db.session.scalars(wanted.order_by(Position.n.desc()).limit(1)).first()


def _noted(what: str, taken: Taken, said: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "what": what,
        "file_sha256": taken.file_sha256,
        **taken.counts,
        "facts_sha256": digest(canonical([dict(one) for one in said])),
    }
