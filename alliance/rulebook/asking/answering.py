"""Answering one case: which part of the rule is asked, and what it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from alliance.rulebook.asking.ballots import read_ballots
from alliance.rulebook.asking.facts import Asked, read_facts
from alliance.rulebook.asking.rules import Kind, Rule, read_rule
from alliance.rulebook.asking.votes import read_meeting
from alliance.rulebook.choosing import chosen
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.days.calendar import OutOfCalendar
from alliance.rulebook.days.values import events_of
from alliance.rulebook.days.working import Known, work
from alliance.rulebook.delegations.deciding import decide
from alliance.rulebook.forces.applying import applies, dissolution_on
from alliance.rulebook.forces.facts import MalformedFacts
from alliance.rulebook.forces.history import span_text, timeline
from alliance.rulebook.forces.joining import next_sets
from alliance.rulebook.forces.leaving import NotCounted, NothingRuled, if_leaves, withdrawal_date
from alliance.rulebook.forces.status import status
from alliance.rulebook.problems import Malformed, Problem, described

CASE_KEYS = ("rule", "facts", "kind")
# An "error" that stood in a case must not look like ours.
NOT_ECHOED = frozenset({*CASE_KEYS, "error"})
VOTE_FACTS = frozenset({"roster", "answers", "totals"})


class Refused(ValueError):  # noqa: N818 - named for the case, not for the error
    """The case cannot be answered; `problems` are placed in it ("rule…", "facts…")."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{one.path}: {one.reason}" for one in problems))


@dataclass(frozen=True)
class Answered:
    """What was asked, the result in JSON values, and its arithmetic."""

    kind: Kind
    result: Mapping[str, object]
    steps: tuple[str, ...]


def answer(case: object) -> dict[str, object]:
    """`{"rule", "facts", "kind"?}` answered: `{"kind", "result", "steps"}`, other fields echoed.

    Refused if anything is wrong with the case.
    """
    if not isinstance(case, dict):
        raise Refused((Problem("case", f"is {described(case)}: it must be an object"),))
    missing = [key for key in ("rule", "facts") if key not in case]
    if missing:
        raise Refused(tuple(Problem(key, "is missing") for key in missing))
    kind = _kind(case.get("kind"))
    try:
        rule = read_rule(case["rule"], kind)
        found = answered(rule, case["facts"], kind)
    except MalformedFacts as wrong:
        raise Refused(within("facts", wrong)) from None
    except Malformed as wrong:
        raise Refused(within("rule", wrong)) from None
    except (OutOfCalendar, NotCounted) as wrong:
        raise Refused((Problem("facts", str(wrong)),)) from None
    except NothingRuled as wrong:
        raise Refused((Problem("rule", str(wrong)),)) from None
    echoed = {key: held for key, held in case.items() if key not in NOT_ECHOED}
    told = {"kind": found.kind.value, "result": dict(found.result), "steps": list(found.steps)}
    return {**echoed, **told}


def _kind(value: object) -> Kind | None:
    if value is None:
        return None
    if isinstance(value, str) and value in list(Kind):
        return Kind(value)
    listed = ", ".join(f'"{one}"' for one in Kind)
    raise Refused((Problem("kind", f"is {described(value)}: it must be one of {listed}"),))


def within(part: str, wrong: Malformed) -> tuple[Problem, ...]:
    """The faults of a part of a case, placed in the case."""
    return tuple(
        Problem(part if one.path == part else f"{part}.{one.path}", one.reason)
        for one in wrong.problems
    )


def answered(rule: Rule, facts: object, kind: Kind | None = None) -> Answered:
    """Answer the part that is asked: as named, else as the rule's form and the facts say."""
    asked = kind or rule.kind or _part(rule.compact, facts)
    if asked is Kind.DECISION:
        return _decision(rule.compact, facts)
    if asked is Kind.CHOOSING:
        return _choosing(rule, facts)
    return _ANSWERS[asked](rule, read_facts(facts))


def _part(compact: Compact, facts: object) -> Kind:
    """Which part of a whole compact the facts speak of."""
    keys = set(facts) if isinstance(facts, dict) else set()
    if keys & VOTE_FACTS:
        return Kind.DECISION
    if "year" in keys:
        return Kind.APPLICATION
    if "parties" in keys or (compact.withdrawal is None and compact.decision is None):
        return Kind.ENTRY
    decision = compact.decision
    effect = None if decision is None else decision.takes_effect
    named = frozenset() if effect is None else events_of(effect)
    given = facts.get("events") if isinstance(facts, dict) else None
    if isinstance(given, dict) and named and named & set(given):
        return Kind.TAKING_EFFECT
    return Kind.WITHDRAWAL


def _decision(compact: Compact, facts: object) -> Answered:
    if compact.decision is None:
        raise NothingRuled("it does not rule how the body decides")
    found = decide(compact.decision, read_meeting(facts))
    return Answered(Kind.DECISION, found.as_result(), found.steps)


def _choosing(rule: Rule, facts: object) -> Answered:
    if rule.choosing is None:
        raise NothingRuled("it does not rule how one of several is chosen")
    found = chosen(rule.choosing, read_ballots(facts, rule.choosing.options))
    told = found.as_json()
    del told["steps"]
    return Answered(Kind.CHOOSING, told, found.steps)


def _entry(rule: Rule, asked: Asked) -> Answered:
    compact, facts, day = rule.compact, asked.facts, asked.day
    found = status(compact, facts, day)
    result = found.as_json()
    steps = found.steps
    del result["steps"]
    if asked.candidates is not None:
        sets = next_sets(compact, facts, day, asked.candidates, asked.at_most)
        result["next"] = sets.as_json()
        steps += sets.steps
    if asked.leaves is not None:
        departure = if_leaves(compact, facts, asked.leaves, day)
        after = departure.after.as_json()
        del after["steps"]
        result["if_leaves"] = {**after, "changes": list(departure.changes)}
        steps += departure.after.steps
    return Answered(Kind.ENTRY, result, steps)


def _withdrawal(rule: Rule, asked: Asked) -> Answered:
    found = withdrawal_date(rule.compact, asked.facts.events)
    return Answered(Kind.WITHDRAWAL, found.as_json(), found.steps)


def _dissolution(rule: Rule, asked: Asked) -> Answered:
    found = dissolution_on(rule.compact, asked.facts, asked.day)
    return Answered(Kind.DISSOLUTION, found.as_json(), found.steps)


def _taking_effect(rule: Rule, asked: Asked) -> Answered:
    decision = rule.compact.decision
    if decision is None or decision.takes_effect is None:
        raise NothingRuled("it does not rule when a decision takes effect")
    found = work(decision.takes_effect, Known(asked.facts.events))
    result = {"takes_effect": span_text(found.day), "waiting_for": list(found.waiting_for)}
    return Answered(Kind.TAKING_EFFECT, result, found.steps)


def _application(rule: Rule, asked: Asked) -> Answered:
    if asked.year is None:
        raise MalformedFacts([Problem("year", "is missing")])
    found = applies(rule.compact, asked.facts, asked.year)
    return Answered(Kind.APPLICATION, found.as_json(), found.steps)


def _timeline(rule: Rule, asked: Asked) -> Answered:
    found = timeline(rule.compact, asked.facts)
    return Answered(Kind.TIMELINE, found.as_json(), ())


def _day(rule: Rule, asked: Asked) -> Answered:
    if rule.day is None:
        raise NothingRuled("it is not a rule for a day")
    found = work(rule.day, Known(asked.facts.events))
    result = {"day": span_text(found.day), "waiting_for": list(found.waiting_for)}
    return Answered(Kind.DAY, result, found.steps)


_ANSWERS: dict[Kind, Callable[[Rule, Asked], Answered]] = {
    Kind.ENTRY: _entry,
    Kind.WITHDRAWAL: _withdrawal,
    Kind.DISSOLUTION: _dissolution,
    Kind.TAKING_EFFECT: _taking_effect,
    Kind.APPLICATION: _application,
    Kind.TIMELINE: _timeline,
    Kind.DAY: _day,
}
