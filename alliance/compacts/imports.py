"""Taking in weights from a file: all of it, or nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from alliance.compacts.models import NAME_AT_MOST, Weight
from alliance.compacts.operations import Said, record_weights
from alliance.compacts.policy import Do
from alliance.compacts.weighing import built_in
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.cells import Cells
from alliance.core.db import db
from alliance.core.imports import Refusal, Report, Source, Terms
from alliance.core.policy import require
from alliance.core.record import HOUSE, hold
from alliance.core.tables import read_table
from alliance.rulebook.decision import STATES
from alliance.rulebook.numbers import HOW_TO_WRITE, read_number
from alliance.states.reference import jurisdictions

REQUIRED = ("weight", "state", "from", "amount", "source")
OPTIONAL = ("as_of",)  # needed where each row is to say since when it is known
SOURCE_AT_MOST = 2_000

Key = tuple[str, str, dt.date]


@dataclass
class _Plan:
    """What a file of weights would do, row by row."""

    file: str
    known: Mapping[Key, Weight]
    report: Report = field(default_factory=Report)
    said: dict[Key, tuple[int, Said]] = field(default_factory=dict)

    def take(self, row: int, one: Said) -> None:
        """Place one row among what is known and what the file said before."""
        key = (one.measure, one.state, one.from_on)
        if key in self.said:
            first, earlier = self.said[key]
            if (earlier.amount, earlier.source) == (one.amount, one.source):
                self.report.unchanged += 1
                self.report.notes.append(f"row {row} says the same as row {first}")
                return
            reason = f"row {first} says another amount or source for the same state and day"
            self._refuse(row, one, reason)
            return
        before = self.known.get(key)
        self.said[key] = (row, one)
        if before is None:
            self.report.added += 1
        elif (before.amount, before.source) == (one.amount, one.source):
            self.report.unchanged += 1
        else:
            self.report.changed += 1

    def _refuse(self, row: int, one: Said, reason: str) -> None:
        self.report.refused.append(
            Refusal(self.file, row, "amount", one.amount, reason, "keep one of the two rows")
        )

    def changes(self) -> list[Said]:
        """What is to be recorded, each with the amount that it replaces."""
        found = []
        for key, (_, one) in self.said.items():
            before = self.known.get(key)
            if before is None or (before.amount, before.source) != (one.amount, one.source):
                since = max(one.known_from, before.known_from) if before else one.known_from
                found.append(
                    Said(one.measure, one.state, one.from_on, one.amount, one.source, since, before)
                )
        return found


def import_weights(actor: Actor, path: Path, terms: Terms) -> Report:
    """Take in a file of weights. Raises ImportRefused when it cannot be read at all."""
    require(actor, Do.IMPORT_WEIGHTS)
    hold(HOUSE)  # one import at a time: each sees what the one before it wrote
    source = Source(path)
    required = (*REQUIRED, *OPTIONAL) if terms.row_dates else REQUIRED
    table = read_table(source, required=required, optional=OPTIONAL)
    plan = _Plan(source.name, _known())
    plan.report.refused = list(table.refusals)
    plan.report.ignored_columns = list(table.ignored)
    now = clock.now()
    for row in table.rows:
        one = _read(Cells(source.name, row.number, row.cells), terms, now)
        if isinstance(one, list):
            plan.report.refused += one
        else:
            plan.take(row.number, one)
    plan.report.refused.sort(key=lambda one: one.row or 0)
    plan.report.notes += _gaps(plan)
    if plan.report.refused or terms.dry_run or not (changes := plan.changes()):
        return plan.report
    record_weights(actor, None, said=changes, file_sha256=source.sha256, counts=plan.report.counts)
    return plan.report


def _known() -> dict[Key, Weight]:
    rows = db.session.scalars(select(Weight).where(Weight.known_until.is_(None)))
    return {(row.measure, row.state_code, row.from_on): row for row in rows}


def _read(cells: Cells, terms: Terms, now: dt.datetime) -> Said | list[Refusal]:
    measure = cells.text("weight", at_most=NAME_AT_MOST, required=True)
    if measure in built_in() or measure == STATES:
        reason = f'is "{measure}", which is known here and comes from no file'
        cells.refuse("weight", reason, "give the weight another name")
    if not cells.given("state"):
        cells.refuse("state", "is empty", "write the two-letter postal code")
    state = cells.state("state", jurisdictions())
    day = cells.day("from")
    if not cells.given("from"):
        cells.refuse("from", "is empty", "write the day from which it holds as 2007-04-10")
    amount = cells.given("amount")
    try:
        read_number(amount)
    except ValueError:
        reason = "is no exact amount" if amount else "is empty"
        cells.refuse("amount", reason, HOW_TO_WRITE)
    said = cells.text("source", at_most=SOURCE_AT_MOST, required=True)
    as_of = cells.day("as_of")
    if cells.refusals or day is None:
        return cells.refusals
    since = terms.known_since(as_of, now, file=cells.file, row=cells.row)
    if isinstance(since, Refusal):
        return [since]
    return Said(measure, state, day, amount, said, since)


def _gaps(plan: _Plan) -> list[str]:
    """Which weights are not there for every state: rules that count such a state must wait."""
    states: dict[str, set[str]] = {}
    for measure, state, _ in (*plan.known, *plan.said):
        states.setdefault(measure, set()).add(state)
    touched = sorted({measure for measure, _, _ in plan.said})
    whole = len(jurisdictions())
    return [
        f"“{measure}” is given for {len(states[measure])} of the {whole} jurisdictions"
        for measure in touched
        if len(states[measure]) < whole
    ]
