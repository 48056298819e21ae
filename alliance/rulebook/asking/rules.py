"""Reading a RULE in any of its forms: a whole compact, or one part of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from alliance.rulebook.choices.reading import parse_choosing
from alliance.rulebook.choices.values import Choosing
from alliance.rulebook.compacts.reading import RULES, CompactReading
from alliance.rulebook.compacts.values import Compact, Dissolution, Stage
from alliance.rulebook.days.reading import KINDS as DAY_KINDS
from alliance.rulebook.days.values import Day
from alliance.rulebook.problems import MalformedRule, Problem


class Kind(StrEnum):
    """What may be asked."""

    DECISION = "decision"
    ENTRY = "entry into force"
    WITHDRAWAL = "withdrawal"
    DISSOLUTION = "dissolution"
    TAKING_EFFECT = "taking effect"
    APPLICATION = "application"
    TIMELINE = "timeline"
    DAY = "day"
    CHOOSING = "choosing"


@dataclass(frozen=True)
class Rule:
    """A rule that was read: always as a compact, which holds the one part or all.

    `kind` is what the form itself says, None for a whole compact; `day` a bare rule for a day,
    `choosing` a rule of choosing: those stand in no compact.
    """

    compact: Compact
    kind: Kind | None = None
    day: Day | None = None
    choosing: Choosing | None = None


def read_rule(value: object, kind: Kind | None = None) -> Rule:
    """A whole compact, or its entry into force, withdrawal, decision, a condition, a day.

    MalformedRule holds all problems. `kind` tells a dissolution from an entry into force.
    """
    if isinstance(value, dict) and "method" in value:
        return Rule(Compact(), Kind.CHOOSING, choosing=parse_choosing(value))
    reading = CompactReading()
    rule = _read(reading, value, kind) if reading.fits(value) else None
    if rule is None or reading.problems:
        raise MalformedRule(reading.problems)
    return rule


def problems_of(value: object) -> Sequence[Problem]:
    """What is wrong with a rule; empty if nothing is."""
    try:
        read_rule(value)
    except MalformedRule as wrong:
        return wrong.problems
    return ()


def _read(reading: CompactReading, value: object, kind: Kind | None) -> Rule | None:
    keys = set(value) if isinstance(value, dict) else set()
    if keys & {*RULES, "source", "note", "groups"}:
        compact = reading.compact(value)
        return None if compact is None else Rule(compact)
    if keys & {"majorities", "quorum"}:
        decision = reading.vote_rule(value, "")
        return Rule(Compact(decision=decision), Kind.DECISION)
    if isinstance(value, list) or "when" in keys:
        return _entry(reading, value, kind)
    if keys & {"effective", "how", "notice_to", "blackout"}:
        withdrawal = reading.withdrawal(value, "")
        return Rule(Compact(withdrawal=withdrawal), Kind.WITHDRAWAL)
    if keys & set(DAY_KINDS) - {"event", "stage", "before"} or keys == {"before", "from"}:
        day = reading.day_rule(value, "")
        return None if day is None else Rule(Compact(), Kind.DAY, day)
    return _condition(reading, value, kind)


def _entry(reading: CompactReading, value: object, kind: Kind | None) -> Rule | None:
    if kind is Kind.DISSOLUTION:
        dissolution = reading.dissolution(value, "")
        return Rule(Compact(dissolution=dissolution), kind)
    return Rule(Compact(stages=reading.stages(value, "")), Kind.ENTRY)


def _condition(reading: CompactReading, value: object, kind: Kind | None) -> Rule | None:
    condition = reading.condition(value, "")
    if condition is None:
        return None
    if kind is Kind.DISSOLUTION:
        return Rule(Compact(dissolution=Dissolution(condition)), kind)
    return Rule(Compact(stages=(Stage(condition),)), Kind.ENTRY)
