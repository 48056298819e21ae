"""What the rules of an alliance make of its members, on a day and as it was known on another."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from alliance.charters.queries import charter_on
from alliance.core.db import read
from alliance.membership.models import Alliance, StandingStretch
from alliance.membership.queries import facts_known, known_then
from alliance.rulebook.compacts.known_rules import from_activation
from alliance.rulebook.compacts.reading import parse_compact
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.forces.facts import Enactment, Facts, Traits, WeightTable
from alliance.rulebook.forces.status import Status, status
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


def facts_of(alliance: Alliance, known: dt.datetime | None = None) -> Facts:
    """Who was bound when, with all weights and the 56 as those who may join."""
    asked: dict[str, Any] = {"alliance": alliance.id}
    if known is None:
        rows = read(_BOUND_NOW, asked)
    else:
        rows = read(_BOUND.where(known_then()), {**asked, "known": known})
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

    Where nothing is ruled, it is in force while there are two sides to it.
    """
    compact = compact_of(alliance, day, known) or Compact()
    return status(compact, facts_of(alliance, known), day)


def why_not_rules(document: Mapping[str, Any]) -> Iterable[Problem]:
    """What is wrong with the rules that a charter is to carry, place by place."""
    try:
        parse_compact(document)
    except MalformedRule as wrong:
        return wrong.problems
    return ()
