"""Taking in alliances and memberships from files: all of a file, or nothing."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.imports import Refusal, Report, Source, Terms
from alliance.core.json_files import read_json
from alliance.core.policy import require
from alliance.core.record import HOUSE, hold
from alliance.core.tables import read_table
from alliance.membership import operations
from alliance.membership.models import Alliance, AllianceVersion
from alliance.membership.periods import MatchKind, match
from alliance.membership.policy import Do
from alliance.membership.queries import as_period, current_periods
from alliance.membership.reading import (
    ALLIANCES_KEY,
    MEMBERSHIP_OPTIONAL,
    MEMBERSHIP_REQUIRED,
    AllianceFacts,
    read_alliances,
    read_membership,
)
from alliance.membership.recording import Fact
from alliance.membership.rules import Period
from alliance.states.reference import jurisdictions


def import_alliances(actor: Actor, path: Path, terms: Terms) -> Report:
    """Take in a file of alliances. Raises ImportRefused when it cannot be read at all."""
    require(actor, Do.IMPORT)  # before anything of the file is told, dry run or not
    hold(HOUSE)  # one import at a time: each sees what the one before it wrote
    source = Source(path)
    read, refusals = read_alliances(read_json(source, ALLIANCES_KEY), source.name)
    report = Report(refused=list(refusals))
    report.ignored_columns = sorted({name for one in read for name in one.ignored})
    known = {alliance.slug: alliance for alliance in db.session.scalars(select(Alliance))}
    said = _facts_by_id(known.values())
    changes: list[tuple[Alliance | None, AllianceFacts, dt.datetime]] = []
    now = clock.now()
    for index, one in enumerate(read):
        since = terms.known_since(one.as_of, now, file=source.name, row=index)
        if isinstance(since, Refusal):
            report.refused.append(since)
            continue
        alliance = known.get(one.id)
        if alliance and said[alliance.id] == as_facts(one):
            report.unchanged += 1
            continue
        report.added += alliance is None
        report.changed += alliance is not None
        changes.append((alliance, one, since))
    if report.refused or terms.dry_run:
        return report
    _hold_those([alliance for alliance, _, _ in changes if alliance])
    for alliance, one, since in changes:
        operations.record_alliance(
            actor,
            alliance,
            slug=one.id,
            facts=as_facts(one),
            known_from=since,
            demo=terms.demo,
        )
    _note(actor, "alliances", source, report)
    return report


def as_facts(one: AllianceFacts) -> dict[str, Any]:
    """What is kept of an alliance, as plain JSON."""
    return {
        "name": one.name,
        "kind": one.kind,
        "formed": one.formed.text if one.formed else None,
        "subject": one.subject,
        "activation": one.activation,
        "withdrawal_rule": one.withdrawal_rule,
        "decision_rule": one.decision_rule,
        "other_participants": list(one.other_participants),
        "roster_complete": one.roster_complete,
        "published_member_count": one.published_member_count,
        "note": one.note,
        "source": list(one.source),
        "as_of": one.as_of.isoformat() if one.as_of else None,
    }


@dataclass
class _Known:
    """A period as it is known before or by this file."""

    says: Period
    period_id: uuid.UUID
    version: int
    known_from: dt.datetime | None = None
    row: int | None = None  # the row of this file that spoke of it


@dataclass
class _Plan:
    """What a file of memberships would do, row by row."""

    file: str
    known: dict[tuple[str, str], list[_Known]]
    report: Report = field(default_factory=Report)
    facts: dict[str, list[Fact]] = field(default_factory=dict)

    def take(self, number: int, says: Period, known_from: dt.datetime) -> None:
        """Place one row among the periods of its state in its alliance."""
        held = self.known.setdefault((says.alliance, says.state), [])
        found = match([one.says for one in held], says)
        if found.kind is MatchKind.REFUSED:
            self._refuse(number, found.column, says, found.reason, found.fix)
            return
        if found.kind is MatchKind.ADDED:
            one = _Known(says, clock.new_id(), 0, row=number)
            held.append(one)
            self.report.added += 1
            self._add(says.alliance, one, known_from)
            return
        one = held[found.index or 0]
        if one.says.steps and found.kind is MatchKind.CHANGED:
            self._beside_acts(number, one, says)
            return
        if found.kind is MatchKind.UNCHANGED:
            self.report.unchanged += 1
            if one.row is not None:
                self.report.notes.append(f"row {number} says the same as row {one.row}")
            one.row = one.row or number
            return
        if one.row is not None:
            reason = f"row {one.row} speaks of the same period"
            self._refuse(number, "joined", says, reason, "keep one of the two rows")
            return
        one.says, one.row = says, number
        self.report.changed += 1
        self._add(says.alliance, one, known_from)

    def _beside_acts(self, number: int, one: _Known, says: Period) -> None:
        """A row about a period that acts recorded here have made: it may say no other days."""
        if one.says.dates == says.dates and one.says.member_class is says.member_class:
            self.report.unchanged += 1
            said = "acts recorded here say more of this period; they stand"
            self.report.notes.append(f"row {number}: {said}")
            return
        reason = "acts recorded here say otherwise of this period"
        self._refuse(number, "joined", says, reason, "leave the row out, or correct it there")

    def _add(self, alliance: str, one: _Known, known_from: dt.datetime) -> None:
        since = max(known_from, one.known_from) if one.known_from else known_from
        fact = Fact(one.period_id, one.version, one.says, since)
        self.facts.setdefault(alliance, []).append(fact)

    def _refuse(self, number: int, column: str | None, says: Period, reason: str, fix: str) -> None:
        values = {"joined": says.joined, "left": says.left}
        date = values.get(column or "")
        self.report.refused.append(
            Refusal(self.file, number, column, date.text if date else None, reason, fix)
        )


def import_memberships(actor: Actor, path: Path, terms: Terms) -> Report:
    """Take in a file of memberships. Raises ImportRefused when it cannot be read at all."""
    require(actor, Do.IMPORT)
    hold(HOUSE)
    source = Source(path)
    table = read_table(source, required=MEMBERSHIP_REQUIRED, optional=MEMBERSHIP_OPTIONAL)
    alliances = {alliance.slug: alliance for alliance in db.session.scalars(select(Alliance))}
    read, refused = [], list(table.refusals)
    for row in table.rows:
        says = read_membership(row.cells, row.number, source.name, alliances, jurisdictions())
        if isinstance(says, list):
            refused += says
        else:
            read.append((row.number, says))
    _hold_those([alliances[slug] for slug in {says.alliance for _, says in read}])
    plan = _Plan(source.name, _known_periods(alliances))
    plan.report.refused, plan.report.ignored_columns = refused, list(table.ignored)
    now = clock.now()
    for number, says in read:
        since = terms.known_since(says.as_of, now, file=source.name, row=number)
        if isinstance(since, Refusal):
            plan.report.refused.append(since)
        else:
            plan.take(number, says, since)
    plan.report.refused.sort(key=lambda one: one.row or 0)
    if plan.report.refused or terms.dry_run:
        return plan.report
    for slug, facts in plan.facts.items():
        operations.record_periods(actor, alliances[slug], facts=facts)
    _note(actor, "memberships", source, plan.report)
    return plan.report


def _hold_those(alliances: Iterable[Alliance]) -> None:
    """Let no act in these alliances come between what is read of them and what is written.

    In one order, so that nobody who holds one waits for another.
    """
    for stream in sorted(one.stream for one in alliances):
        hold(stream)


def _known_periods(alliances: dict[str, Alliance]) -> dict[tuple[str, str], list[_Known]]:
    slugs = {alliance.id: slug for slug, alliance in alliances.items()}
    known: dict[tuple[str, str], list[_Known]] = {}
    rows = sorted(current_periods(list(slugs)), key=lambda row: row.period_id)
    for row in rows:
        held = known.setdefault((slugs[row.alliance_id], row.state_code), [])
        held.append(_Known(as_period(row), row.period_id, row.version, row.known_from))
    return known


def _facts_by_id(alliances: Any) -> dict[uuid.UUID, dict[str, Any]]:
    versions = {alliance.id: alliance.version for alliance in alliances}
    rows = db.session.scalars(
        select(AllianceVersion).where(AllianceVersion.alliance_id.in_(list(versions)))
    )
    return {row.alliance_id: row.facts for row in rows if versions[row.alliance_id] == row.version}


def _note(actor: Actor, what: str, source: Source, report: Report) -> None:
    if report.added + report.changed == 0:
        return  # nothing was written: the same file again leaves no trace
    operations.note_import(actor, None, what=what, file_sha256=source.sha256, counts=report.counts)
