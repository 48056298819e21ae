"""Taking in lawsuits and their events from files: all of a file, or nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import and_, select

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.imports import Refusal, Report, Source, Terms
from alliance.core.policy import require
from alliance.core.record import HOUSE, hold
from alliance.core.tables import Table, read_table
from alliance.litigation import operations, rules
from alliance.litigation.models import Court, Lawsuit, LawsuitVersion
from alliance.litigation.operations import Finding, Happening, Taken, as_event_facts, as_facts
from alliance.litigation.policy import Do
from alliance.litigation.queries import as_event, event_rows
from alliance.litigation.reading import (
    EVENT_OPTIONAL,
    EVENT_REQUIRED,
    LAWSUIT_OPTIONAL,
    LAWSUIT_REQUIRED,
    read_lawsuit,
    read_lawsuit_event,
)
from alliance.states.reference import jurisdictions


@dataclass
class _KnownLawsuit:
    """A lawsuit as it is known before or by this file."""

    lawsuit: Lawsuit | None
    facts: dict[str, Any]
    known_from: dt.datetime | None = None
    row: int | None = None  # the row of this file that spoke of it


@dataclass
class _KnownEvent:
    """An event as it is known before or by this file."""

    n: int
    version: int
    facts: dict[str, Any]
    known_from: dt.datetime | None = None
    row: int | None = None


@dataclass
class _KnownEvents:
    """The events by their key, and the last number that was given in each case."""

    by_key: dict[tuple[str, str, str, str], _KnownEvent] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Place:
    """Where a row stands: for refusals, and for since when it is known."""

    file: str
    row: int
    known: dt.datetime


def import_lawsuits(actor: Actor, path: Path, terms: Terms) -> Report:
    """Take in a file of lawsuits. Raises ImportRefused when it cannot be read at all."""
    require(actor, Do.IMPORT)  # before anything of the file is told, dry run or not
    hold(HOUSE)  # one import at a time: each sees what the one before it wrote
    source = Source(path)
    table = read_table(source, required=LAWSUIT_REQUIRED, optional=LAWSUIT_OPTIONAL)
    report = _report(table)
    courts = frozenset(db.session.scalars(select(Court.id)))
    known = _known_lawsuits()
    findings: list[Finding] = []
    now = clock.now()
    for row in table.rows:
        says = read_lawsuit(row.cells, row.number, source.name, courts, jurisdictions())
        if isinstance(says, list):
            report.refused += says
            continue
        since = terms.known_since(says.as_of, now, file=source.name, row=row.number)
        if isinstance(since, Refusal):
            report.refused.append(since)
            continue
        place = _Place(source.name, row.number, since)
        findings += _find(report, known, says, place)
    if _is_over(report, terms):
        return report
    if findings:
        operations.record_lawsuits(
            actor, None, findings=findings, taken=_taken(source, report, terms)
        )
    return report


def import_lawsuit_events(actor: Actor, path: Path, terms: Terms) -> Report:
    """Take in a file of events. Raises ImportRefused when it cannot be read at all."""
    require(actor, Do.IMPORT)
    hold(HOUSE)
    source = Source(path)
    table = read_table(source, required=EVENT_REQUIRED, optional=EVENT_OPTIONAL)
    report = _report(table)
    lawsuits = {lawsuit.case_id: lawsuit for lawsuit in db.session.scalars(select(Lawsuit))}
    known = _known_events(lawsuits)
    happenings: list[Happening] = []
    now = clock.now()
    for row in table.rows:
        says = read_lawsuit_event(
            row.cells, row.number, source.name, lawsuits.keys(), jurisdictions()
        )
        if isinstance(says, list):
            report.refused += says
            continue
        since = terms.known_since(says.as_of, now, file=source.name, row=row.number)
        if isinstance(since, Refusal):
            report.refused.append(since)
            continue
        place = _Place(source.name, row.number, since)
        happenings += _happen(report, known, lawsuits[says.case_id], says, place)
    if _is_over(report, terms):
        return report
    if happenings:
        operations.record_events(
            actor, None, happenings=happenings, taken=_taken(source, report, terms)
        )
    return report


def _find(
    report: Report, known: dict[str, _KnownLawsuit], says: rules.Lawsuit, place: _Place
) -> list[Finding]:
    """What a row adds to what is known of its lawsuit: one finding, or none."""
    facts = as_facts(says)
    held = known.get(says.case_id)
    if held is None:
        known[says.case_id] = _KnownLawsuit(None, facts, row=place.row)
        report.added += 1
        return [Finding(None, says, place.known)]
    if _said_before(report, held, facts, place, "case_id", says.case_id):
        return []
    held.facts = facts
    report.changed += 1
    return [Finding(held.lawsuit, says, _not_before(held.known_from, place.known))]


def _happen(
    report: Report,
    known: _KnownEvents,
    lawsuit: Lawsuit,
    says: rules.LawsuitEvent,
    place: _Place,
) -> list[Happening]:
    """What a row adds to what is known of its event: one happening, or none."""
    facts = as_event_facts(says)
    held = known.by_key.get(says.key)
    if held is None:
        n = known.last[says.case_id] = known.last.get(says.case_id, 0) + 1
        known.by_key[says.key] = _KnownEvent(n, 1, facts, row=place.row)
        report.added += 1
        return [Happening(lawsuit, n, 1, says, place.known)]
    if _said_before(report, held, facts, place, "event", says.event):
        return []
    held.facts, held.version = facts, held.version + 1
    report.changed += 1
    known_from = _not_before(held.known_from, place.known)
    return [Happening(lawsuit, held.n, held.version, says, known_from)]


def _said_before(  # noqa: PLR0913, PLR0917 (two of the six say only what a refusal names)
    report: Report,
    held: _KnownLawsuit | _KnownEvent,
    facts: Mapping[str, Any],
    place: _Place,
    column: str,
    value: str,
) -> bool:
    """Whether a row says nothing new: nothing changed, or a row of this file contradicts it."""
    before, held.row = held.row, held.row or place.row
    if facts == held.facts:
        report.unchanged += 1
        if before is not None:
            report.notes.append(f"row {place.row} says the same as row {before}")
        return True
    if before is not None:
        what = "lawsuit" if column == "case_id" else "event"
        reason = f"row {before} speaks of the same {what} and says something else"
        fix = "keep one of the two rows"
        report.refused.append(Refusal(place.file, place.row, column, value, reason, fix))
        return True
    return False


def _known_lawsuits() -> dict[str, _KnownLawsuit]:
    current = and_(
        LawsuitVersion.lawsuit_id == Lawsuit.id, LawsuitVersion.version == Lawsuit.version
    )
    rows = db.session.execute(
        select(Lawsuit, LawsuitVersion.facts, LawsuitVersion.known_from).join(
            LawsuitVersion, current
        )
    )
    return {
        lawsuit.case_id: _KnownLawsuit(lawsuit, facts, known_from)
        for lawsuit, facts, known_from in rows
    }


def _known_events(lawsuits: Mapping[str, Lawsuit]) -> _KnownEvents:
    by_id = {lawsuit.id: lawsuit for lawsuit in lawsuits.values()}
    known = _KnownEvents()
    for row in event_rows():
        says = as_event(by_id[row.lawsuit_id], row)
        known.by_key[says.key] = _KnownEvent(
            row.n, row.version, as_event_facts(says), row.known_from
        )
        known.last[says.case_id] = row.n
    return known


def _report(table: Table) -> Report:
    return Report(refused=list(table.refusals), ignored_columns=list(table.ignored))


def _is_over(report: Report, terms: Terms) -> bool:
    report.refused.sort(key=lambda one: one.row or 0)
    return bool(report.refused) or terms.dry_run


def _not_before(earlier: dt.datetime | None, instant: dt.datetime) -> dt.datetime:
    """A later version is never known before the one that it replaces."""
    return max(earlier, instant) if earlier else instant


def _taken(source: Source, report: Report, terms: Terms) -> Taken:
    return Taken(file_sha256=source.sha256, counts=report.counts, demo=terms.demo)
