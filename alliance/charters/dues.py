"""What can be done with dues: assessed, paid, waived. They never touch standing by themselves."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alliance.charters import queries
from alliance.charters.models import Dues, DuesEntry
from alliance.charters.policy import Do
from alliance.charters.rules import MOST_CENTS, Entry, why_not_enter
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.record import moment
from alliance.membership.models import Alliance
from alliance.states.reference import name_of


@dataclass(frozen=True)
class Assessed:
    """What each of the states named owes for a period: an amount in cents and when it is due."""

    period: str
    cents: int
    due_on: dt.date
    note: str = ""


@operation(Do.ASSESS_DUES)
def assess(
    actor: Actor, alliance: Alliance, *, states: Sequence[str], what: Assessed
) -> Act[list[Dues]]:
    """Assess the same dues on these states; each stands by itself afterwards."""
    now = moment(alliance.stream)
    if not states:
        raise RuleBroken("No state is bound today: nobody owes dues.")
    if not 0 < what.cents <= MOST_CENTS:
        raise RuleBroken("Enter an amount above zero and below a million million dollars.")
    known = set(queries.states_ever(alliance))
    there = {one.dues.state_code for one in queries.dues_lines(alliance) if _same(one, what)}
    for state in states:
        if state not in known:
            raise RuleBroken(f"{name_of(state)} never was a member: it owes no dues.")
        if state in there:
            raise RuleBroken(
                f"Dues of {name_of(state)} for {what.period} are recorded already. Waive what is "
                "wrong, or choose another name for the period."
            )
    made = [_dues(actor, alliance, state, what, now) for state in states]
    db.session.add_all(made)
    db.session.flush()
    facts = {"states": len(made), "dues": [one.id for one in made], "sha256": _digest(made)}
    return Act(made, alliance, facts, now)


@dataclass(frozen=True)
class Entered:
    """What happened to dues: how much, on which day, with which remark."""

    kind: Entry
    cents: int
    day: dt.date
    note: str = ""


@operation(Do.ENTER_DUES)
def enter(actor: Actor, dues: Dues, *, what: Entered) -> Act[DuesEntry]:
    """Enter a payment, a waiver or the reversal of a payment; no more than there is of each."""
    now = moment(dues.stream)
    line = queries.line_of(dues)
    if reason := why_not_enter(what.kind, what.cents, line.sum):
        raise RuleBroken(reason)
    if what.day > clock.day_in(actor.zone, now):
        raise RuleBroken("This day is still to come. Enter it when it has happened.")
    made = DuesEntry(
        dues_id=dues.id,
        n=len(line.entries) + 1,
        kind=what.kind,
        cents=what.cents,
        day=what.day,
        note=what.note,
        salt=secrets.token_hex(16),
        noted_at=now,
        noted_by_id=actor.person_id,
    )
    db.session.add(made)
    db.session.flush()
    facts = {"state": dues.state_code, "kind": what.kind, "n": made.n, "sha256": _of_entry(made)}
    return Act(made, dues, facts, now)


def _same(line: queries.Line, what: Assessed) -> bool:
    return line.dues.period.casefold() == what.period.casefold()


def _dues(actor: Actor, alliance: Alliance, state: str, what: Assessed, now: dt.datetime) -> Dues:
    return Dues(
        id=clock.new_id(),
        alliance_id=alliance.id,
        alliance=alliance,
        state_code=state,
        period=what.period,
        cents=what.cents,
        due_on=what.due_on,
        note=what.note,
        salt=secrets.token_hex(16),
        noted_at=now,
        noted_by_id=actor.person_id,
    )


def _digest(made: Sequence[Dues]) -> str:
    """What the ledger holds of amounts: salted, so that they cannot be guessed."""
    said: list[dict[str, Any]] = [
        {
            "salt": one.salt,
            "state": one.state_code,
            "period": one.period,
            "cents": one.cents,
            "due_on": one.due_on.isoformat(),
            "note": one.note,
        }
        for one in made
    ]
    return digest(canonical(said))


def _of_entry(one: DuesEntry) -> str:
    said = {
        "salt": one.salt,
        "kind": str(one.kind),
        "cents": one.cents,
        "day": one.day.isoformat(),
        "note": one.note,
    }
    return digest(canonical(said))
