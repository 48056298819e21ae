"""What can be done with instruments: record them, say what is known anew, decide preconditions."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.documents import Document
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.core.record import moment
from alliance.instruments.models import (
    Instrument,
    InstrumentDocument,
    InstrumentVersion,
    Precondition,
)
from alliance.instruments.policy import Do
from alliance.instruments.queries import office_that_decides
from alliance.instruments.rules import (
    LONGEST_TITLE,
    Condition,
    Facts,
    Kind,
    Outcome,
    Purpose,
    Stage,
    why_not_condition,
    why_not_facts,
    why_not_note,
)
from alliance.membership.models import Alliance
from alliance.states.reference import jurisdictions, today_in

# What follows when something is known anew of an instrument: a state may be a party from another
# day. Filled in alliance/app.py.
CHANGED: list[Callable[[Actor, Instrument], None]] = []
# Who of an office says what it has decided.
DECIDE = (Rank.PRINCIPAL, Rank.COUNSEL)


@dataclass(frozen=True)
class What:
    """Whose act it is, of which sort, and to what end."""

    state: str
    kind: Kind
    purpose: Purpose
    title: str
    campaign_id: uuid.UUID | None = None


@operation(Do.RECORD)
def record(
    actor: Actor,
    alliance: Alliance,
    *,
    what: What,
    facts: Facts,
    document: Document | None = None,
) -> Act[Instrument]:
    """Record an instrument of the actor's own state; the secretariat records any, from a source."""
    if what.state not in jurisdictions():
        raise RuleBroken("There is no such state. Choose one of the list.")
    if actor.state and actor.state != what.state:
        raise RuleBroken("An office records the instruments of its own state.")
    if not actor.state and not facts.source.strip():
        raise RuleBroken("Name the public source: the state itself has not recorded this.")
    if not what.title.strip() or len(what.title) > LONGEST_TITLE:
        raise RuleBroken(f"Write a title of at most {LONGEST_TITLE} characters.")
    now = moment(alliance.stream)
    _refuse(why_not_facts(what.kind, None, facts, today_in(what.state)))
    made = Instrument(
        id=clock.new_id(),
        alliance_id=alliance.id,
        alliance=alliance,
        state_code=what.state,
        kind=what.kind.value,
        purpose=what.purpose.value,
        title=what.title,
        campaign_id=what.campaign_id,
        office_id=actor.office_id,
        made_at=now,
        version=1,
    )
    db.session.add(made)
    _add(made, actor, facts, now, document)
    _follow(actor, made)
    return Act(made, made, _said(made), now)


@operation(Do.REVISE)
def revise(
    actor: Actor,
    what: Instrument,
    *,
    facts: Facts,
    base: int,
    document: Document | None = None,
) -> Act[Instrument]:
    """Say what is known of an instrument now; `base` is the version the writer had before them.

    The document stays the one before, where none is given.
    """
    now = moment(what.stream)
    db.session.refresh(what)
    if base != what.version:
        raise ChangedMeanwhile(
            f"Version {what.version} was recorded while you were writing. Read it, then save again."
        )
    before = what.known
    same = document is None or (before.document and before.document.sha256 == document.sha256)
    if facts == before.says and same:
        raise RuleBroken("This is what is recorded already.")
    if not actor.state and not facts.source.strip():
        raise RuleBroken("Name the public source: the state itself has not recorded this.")
    _refuse(why_not_facts(what.of_kind, Stage(before.stage), facts, today_in(what.state_code)))
    what.version += 1
    _add(what, actor, facts, now, None if same else document)
    _follow(actor, what)
    return Act(what, what, _said(what), now)


@operation(Do.PRECONDITION)
def add_precondition(actor: Actor, what: Instrument, *, condition: Condition) -> Act[Precondition]:
    """Say what has to come before an instrument has effect."""
    now = moment(what.stream)
    _refuse(why_not_condition(condition, today_in(what.state_code)))
    made = Precondition(
        id=clock.new_id(),
        instrument=what,
        what=condition.what,
        decider=condition.decider.value if condition.decider else None,
        clock_days=condition.clock_days,
        asked_on=condition.asked_on,
        noted_at=now,
    )
    db.session.add(made)
    db.session.flush()
    _follow(actor, what)
    facts = {
        "instrument": what.id,
        "precondition": made.id,
        "clock_days": condition.clock_days,
        "decider": made.decider,
        "state": what.state_code,
    }
    return Act(made, what, facts, now)


@dataclass(frozen=True)
class Answer:
    """That a precondition was asked for on a day, or what came of it when, and where it stands."""

    asked_on: dt.date | None = None
    outcome: Outcome | None = None
    decided_on: dt.date | None = None
    source: str = ""


@operation(Do.DECIDE)
def decide(actor: Actor, one: Precondition, *, said: Answer) -> Act[Precondition]:
    """Note that a precondition was asked for, or what came of it; each once.

    What came of it says the office that has to decide it, where it is here; else another person
    than those who recorded the instrument, from a source.
    """
    now = moment(one.stream)
    db.session.refresh(one)
    if one.outcome is not None:
        raise RuleBroken(f"This was {one.outcome} on {one.decided_on}. That stands.")
    if one.asked_on is not None and said.asked_on not in {None, one.asked_on}:
        raise RuleBroken(f"This was asked for on {one.asked_on}. That stands.")
    asked = one.asked_on or said.asked_on
    found = Condition(one.what, asked, one.clock_days, said.outcome, said.decided_on)
    _refuse(why_not_condition(found, today_in(one.instrument.state_code)))
    if said.outcome is not None:
        _refuse(_why_not_decide(actor, one, said))
    if one.asked_on is None and asked is not None:
        one.asked_on = asked
    if said.outcome is not None:
        one.outcome, one.decided_on = said.outcome.value, said.decided_on
        one.source = said.source or None
    db.session.flush()
    _follow(actor, one.instrument)
    facts = {
        "instrument": one.instrument_id,
        "precondition": one.id,
        "state": one.instrument.state_code,
        "outcome": said.outcome.value if said.outcome else "asked for",
        "on": (said.decided_on or asked or now.date()).isoformat(),
    }
    return Act(one, one.instrument, facts, now)


def _why_not_decide(actor: Actor, one: Precondition, said: Answer) -> str | None:
    office = office_that_decides(one)
    if office is None:
        wrote = {version.person_id for version in one.instrument.versions}
        return why_not_note(said.source, recorded_it=actor.person_id in wrote)
    if actor.office_id == office.id and actor.rank in DECIDE:
        return None
    return f"{office.name} decides this: its {' or '.join(DECIDE)} notes what came of it."


def _keep(what: Instrument, actor: Actor, document: Document, now: dt.datetime) -> uuid.UUID:
    kept = InstrumentDocument(instrument_id=what.id, **document.as_kept(actor.person_id, now))
    db.session.add(kept)
    db.session.flush()
    return kept.id


def _add(
    what: Instrument, actor: Actor, facts: Facts, now: dt.datetime, document: Document | None
) -> None:
    db.session.flush()
    before = what.versions[-1].document_id if what.versions else None
    what.versions.append(
        InstrumentVersion(
            version=what.version,
            **{**vars(facts), "stage": facts.stage.value},
            text_sha256=digest(facts.text.encode()),
            at=now,
            person_id=actor.person_id,
            by_state=bool(actor.state),
            document_id=_keep(what, actor, document, now) if document else before,
        )
    )
    db.session.flush()


def _follow(actor: Actor, what: Instrument) -> None:
    for follow in CHANGED:
        follow(actor, what)


def _said(what: Instrument) -> dict[str, object]:
    now = what.known
    return {
        "instrument": what.id,
        "state": what.state_code,
        "kind": what.kind,
        "purpose": what.purpose,
        "version": what.version,
        "stage": now.stage,
        "text_sha256": now.text_sha256,
        "document_sha256": now.document.sha256 if now.document else None,
        "effective_on": now.effective_on.isoformat() if now.effective_on else None,
    }


def _refuse(reason: str | None) -> None:
    if reason:
        raise RuleBroken(reason)
