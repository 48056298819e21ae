"""What the rules of an alliance make of its members, on a day and as it was known on another."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, case, literal, null, or_, select, union_all

from alliance.charters.queries import charter_on
from alliance.compacts.models import CompactEvent, CompactHistory
from alliance.compacts.precision import Dating, Told, dates_kept, dating_of, told, unknown
from alliance.compacts.weighing import measures_of, used_by, weights
from alliance.core.canonical import digest
from alliance.core.db import read
from alliance.core.marks import Mark
from alliance.membership.known import known_in, nothing_known
from alliance.membership.models import Alliance, StandingStretch
from alliance.membership.queries import facts_known, formed_of
from alliance.membership.rules import Standing
from alliance.rulebook.compacts.known_rules import from_activation
from alliance.rulebook.compacts.reading import parse_compact
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.forces.facts import Enactment, Facts, Traits
from alliance.rulebook.forces.keeping import FORMAT, resumed
from alliance.rulebook.forces.status import Status, status, status_in
from alliance.rulebook.problems import MalformedRule, Problem
from alliance.states.reference import jurisdictions

_DAYS = (
    StandingStretch.starts.label("starts"),
    StandingStretch.ends.label("ends"),
    StandingStretch.since.label("since"),
    StandingStretch.left.label("left"),
)


def _facts(*, then: bool) -> Any:
    """Who was bound when, who left, and the dated events, in one statement: `kind` says which."""
    here, event = StandingStretch, CompactEvent
    stood = select(
        case((here.bound, "bound"), else_="left").label("kind"),
        here.state_code.label("name"),
        here.member_class.label("more"),
        *_DAYS,
    ).where(
        here.alliance_id == bindparam("alliance"),
        or_(here.bound, here.standing == Standing.WITHDRAWN),
        known_in(here, then=then),
    )
    events = select(
        *(literal("event"), event.name, event.source, event.happened_on, event.happened_on),
        *(null(), null()),
    ).where(event.alliance_id == bindparam("alliance"), known_in(event, then=then))
    return union_all(stood, events).order_by("kind", "name", "starts")


_FACTS_NOW, _FACTS_THEN = _facts(then=False), _facts(then=True)
_BOUND_ON = (
    select(
        StandingStretch.state_code.label("name"),
        StandingStretch.member_class.label("more"),
        *_DAYS,
    )
    .where(
        StandingStretch.alliance_id == bindparam("alliance"),
        StandingStretch.bound,
        StandingStretch.known_until.is_(None),
        StandingStretch.starts <= bindparam("day"),
        StandingStretch.ends > bindparam("day"),
    )
    .order_by(StandingStretch.state_code, StandingStretch.starts)
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
    return said_by_source(facts_known(alliance, known))


def said_by_source(facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """The rules that an imported record says, as data that can be kept; None for none."""
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


Sourced = tuple[str, dt.date | None, str]
"""A dated event: its name, its day (None: it has not happened), its source."""


@dataclass(frozen=True)
class Recorded:
    """What rules are held against, the sources of the events, and how precise its days are."""

    facts: Facts
    events: tuple[Sourced, ...]
    dating: Dating


def facts_of(
    alliance: Alliance, known: dt.datetime | None = None, compact: Compact | None = None
) -> Facts:
    """Who was bound when, with the weights, the events, and the 56 as who may join.

    Of the imported weights those that the compact asks for; all of them where none is named.
    """
    return recorded(alliance, known, compact).facts


def recorded(
    alliance: Alliance, known: dt.datetime | None = None, compact: Compact | None = None
) -> Recorded:
    """The same, with the sources of the events and the precision of the days."""
    given: dict[str, Any] = {"alliance": alliance.id} | ({"known": known} if known else {})
    rows = read(_FACTS_THEN if known else _FACTS_NOW, given).all()
    events = tuple((row.name, row.starts, row.more) for row in rows if row.kind == "event")
    facts = Facts(
        enactments=tuple(_enactments(row for row in rows if row.kind == "bound")),
        weights=weights(None if compact is None else measures_of(compact), known),
        events={name: on for name, on, _ in events},
        eligible=everybody(),
    )
    dated = dating_of((row for row in rows if row.kind != "event"), formed_of(alliance, known))
    return Recorded(facts, events, dated)


def with_kept(enactments: tuple[Enactment, ...], said: Mapping[str, Any]) -> Facts:
    """These enactments, with the weights and events that were kept beside a history."""
    used, events = used_by(said)
    return Facts(enactments=enactments, weights=used, events=events, eligible=everybody())


def _enactments(rows: Iterable[Any]) -> Iterable[Enactment]:
    """One for each time a state was bound without a break."""
    last: tuple[str, str, dt.date, dt.date] | None = None
    for row in rows:
        here = (row.name, row.more, row.starts, row.ends)
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
def everybody() -> tuple[Traits, ...]:
    """The 56, as who may join."""
    return tuple(traits_of(code) for code in jurisdictions())


def status_of(alliance: Alliance, day: dt.date, known: dt.datetime | None = None) -> Status:
    """How an alliance stands on a day by its rules."""
    return told_of(alliance, day, known).status


def told_of(alliance: Alliance, day: dt.date, known: dt.datetime | None = None) -> Told:
    """How an alliance stands on a day by its rules, and how precisely that is known.

    Where nothing is ruled, it is in force while there are two sides to it. What is known now is
    worked out from those bound on the day, beside the history that was kept; else from all of it.
    """
    rules = rules_on(alliance, day, known)
    compact = (read_rules(rules) if rules is not None else None) or Compact()
    if (first := nothing_known(known, alliance)) is not None:
        return unknown(status(Compact(), Facts(eligible=everybody()), day), first)
    if known is None and (said := _history(alliance, rules)) is not None:
        rows = read(_BOUND_ON, {"alliance": alliance.id, "day": day}).all()
        found = resumed(compact, with_kept(tuple(_enactments(rows)), said), said)
        return told(
            status_in(found, day), kept_dating(said, dating_of(rows, formed_of(alliance, None)))
        )
    held = recorded(alliance, known, compact)
    return told(status(compact, held.facts, day), held.dating)


def kept_dating(said: Mapping[str, Any], here: Dating) -> Dating:
    """The precision of the days on which it came into force, with that of those who count now."""
    return replace(here, said={**here.said, **dates_kept(said)})


def inputs_of(alliance: Alliance, rules: Mapping[str, Any] | None) -> str:
    """The digest of all that the history of a compact is worked out of, as known now."""
    return digest_of(rules, read(_MARK, {"key": str(alliance.id)}).scalar())


def digest_of(rules: Mapping[str, Any] | None, mark: uuid.UUID | None) -> str:
    """The same from the mark of the alliance, which changes with standings, weights and events."""
    said = {"format": FORMAT, "rules": rules, "standings": str(mark)}
    return digest(json.dumps(said, sort_keys=True).encode())


_MARK = select(Mark.mark).where(Mark.key == bindparam("key"))
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
