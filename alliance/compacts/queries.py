"""What the rules of an alliance make of its members, on a day and as it was known on another."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from alliance.charters.queries import charter_on
from alliance.compacts.models import CompactHistory
from alliance.core.canonical import digest
from alliance.core.db import read
from alliance.membership.known import known_in
from alliance.membership.models import Alliance, StandingMark, StandingStretch
from alliance.membership.queries import facts_known
from alliance.rulebook.compacts.known_rules import from_activation
from alliance.rulebook.compacts.reading import parse_compact
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.forces.facts import Enactment, Facts, Traits, WeightTable
from alliance.rulebook.forces.keeping import FORMAT, resumed
from alliance.rulebook.forces.status import Status, status, status_in
from alliance.rulebook.problems import MalformedRule, Problem
from alliance.states.reference import jurisdictions
from alliance.states.weights import tables

_BOUND = (
    select(
        StandingStretch.state_code,
        StandingStretch.member_class,
        StandingStretch.starts,
        StandingStretch.ends,
    )
    .where(StandingStretch.alliance_id == bindparam("alliance"), StandingStretch.bound)
    .order_by(StandingStretch.state_code, StandingStretch.starts, StandingStretch.known_from)
)
_BOUND_NOW = _BOUND.where(StandingStretch.known_until.is_(None))
_BOUND_THEN = _BOUND.where(known_in(StandingStretch, then=True))
_BOUND_ON = _BOUND_NOW.where(
    StandingStretch.starts <= bindparam("day"), StandingStretch.ends > bindparam("day")
)


# Fields of an imported record that say rules in numbers.
SAID_BY_SOURCE = ("activation", "withdrawal_rule", "decision_rule")


def rules_on(
    alliance: Alliance, day: dt.date, known: dt.datetime | None = None
) -> dict[str, Any] | None:
    """The rules in force on a day, as data that can be kept: {"charter": the charter's document},

    or {"source": the fields of the imported record}; None where neither says anything.
    """
    charter = charter_on(alliance, day, known)
    if charter is not None and charter.rules is not None:
        return {"charter": dict(charter.rules)}
    facts = facts_known(alliance, known)
    said = {name: facts[name] for name in SAID_BY_SOURCE if facts.get(name)}
    return {"source": said} if said else None


def compact_of(
    alliance: Alliance, day: dt.date, known: dt.datetime | None = None
) -> Compact | None:
    """The rules in force on a day, read; None where nothing is ruled that can be computed."""
    rules = rules_on(alliance, day, known)
    return None if rules is None else read_rules(rules)


def read_rules(rules: Mapping[str, Any]) -> Compact | None:
    """What `rules_on` gave, read."""
    return _read(json.dumps(rules, sort_keys=True))


@lru_cache(maxsize=256)
def _read(rules: str) -> Compact | None:
    held = json.loads(rules)
    if "charter" in held:
        return parse_compact(held["charter"])
    return from_activation(*(held["source"].get(name) for name in SAID_BY_SOURCE))


def facts_of(
    alliance: Alliance, known: dt.datetime | None = None, day: dt.date | None = None
) -> Facts:
    """Who was bound when, or only on one day, with all weights and the 56 as who may join."""
    asked: dict[str, Any] = {"alliance": alliance.id}
    if day is not None:
        rows = read(_BOUND_ON, {**asked, "day": day})
    elif known is None:
        rows = read(_BOUND_NOW, asked)
    else:
        rows = read(_BOUND_THEN, {**asked, "known": known})
    return Facts(
        enactments=tuple(_enactments(rows)), weights=_weights(), events={}, eligible=_everybody()
    )


def _enactments(rows: Iterable[Any]) -> Iterable[Enactment]:
    """One for each time a state was bound without a break."""
    last: tuple[str, str, dt.date, dt.date] | None = None
    for row in rows:
        here = (row.state_code, row.member_class, row.starts, row.ends)
        if last and last[:2] == here[:2] and here[2] <= last[3]:
            last = (*last[:3], max(last[3], here[3]))
            continue
        if last:
            yield _enactment(last)
        last = here
    if last:
        yield _enactment(last)


def _enactment(span: tuple[str, str, dt.date, dt.date]) -> Enactment:
    state, member_class, starts, ends = span
    until = None if ends == dt.date.max else ends
    return Enactment(traits_of(state, member_class), {"since": starts}, until)


@lru_cache(maxsize=1024)
def traits_of(state: str, member_class: str = "party") -> Traits:
    """What rules may ask about a jurisdiction."""
    place = jurisdictions()[state]
    return Traits(state, member_class, place.region or None, place.kind)


@lru_cache(maxsize=1)
def _everybody() -> tuple[Traits, ...]:
    return tuple(traits_of(code) for code in jurisdictions())


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, WeightTable]:
    return {name: WeightTable.of(*dated) for name, dated in tables().items()}


def status_of(alliance: Alliance, day: dt.date, known: dt.datetime | None = None) -> Status:
    """How an alliance stands on a day by its rules.

    Where nothing is ruled, it is in force while there are two sides to it. What is known now is
    worked out from those bound on the day, beside the history that was kept; else from all of it.
    """
    rules = rules_on(alliance, day, known)
    compact = (read_rules(rules) if rules is not None else None) or Compact()
    if known is None and (said := _history(alliance, rules)) is not None:
        return status_in(resumed(compact, facts_of(alliance, day=day), said), day)
    return status(compact, facts_of(alliance, known), day)


def inputs_of(alliance: Alliance, rules: Mapping[str, Any] | None) -> str:
    """The digest of all that the history of a compact is worked out of, as known now."""
    mark = read(_MARK, {"key": str(alliance.id)}).scalar()
    said = {"format": FORMAT, "rules": rules, "standings": str(mark)}
    return digest(json.dumps(said, sort_keys=True).encode())


_MARK = select(StandingMark.mark).where(StandingMark.key == bindparam("key"))
_KEPT = select(CompactHistory.inputs, CompactHistory.history).where(
    CompactHistory.alliance_id == bindparam("alliance")
)


def _history(alliance: Alliance, rules: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The history that was kept, if it is of what is known now."""
    row = read(_KEPT, {"alliance": alliance.id}).first()
    return row.history if row and row.inputs == inputs_of(alliance, rules) else None


def why_not_rules(document: Mapping[str, Any]) -> Iterable[Problem]:
    """What is wrong with the rules that a charter is to carry, place by place."""
    try:
        parse_compact(document)
    except MalformedRule as wrong:
        return wrong.problems
    return ()
