"""What is odd about a rule, though lawful: conditions that can never or always be met."""

from collections.abc import Iterator

from alliance.rulebook.asking.rules import Kind, Rule
from alliance.rulebook.choices.oddities import choosing_oddities
from alliance.rulebook.conditions.values import (
    AllOf,
    AnyOf,
    Condition,
    Each,
    Measured,
    Named,
    Not,
    Pool,
    Sense,
)
from alliance.rulebook.conditions.words import condition_words
from alliance.rulebook.decision import STATES
from alliance.rulebook.delegations.oddities import oddities as odd_votes
from alliance.rulebook.jurisdictions import JURISDICTIONS
from alliance.rulebook.problems import Problem, inside

UPWARD = frozenset({Sense.AT_LEAST, Sense.MORE_THAN})


def oddities(rule: Rule) -> tuple[Problem, ...]:
    """Warnings, each at the part of the rule it speaks of."""
    found: list[Problem] = []
    compact = rule.compact
    staged = len(compact.stages) > 1
    for index, stage in enumerate(compact.stages):
        path = inside("entry_into_force", index) if staged else "entry_into_force"
        found += _of_condition(stage.when, inside(path, "when"))
    if compact.dissolution is not None:
        found += _of_condition(compact.dissolution.when, "dissolution.when")
    if compact.decision is not None:
        found += odd_votes(compact.decision, "" if rule.kind is Kind.DECISION else "decision")
    if rule.choosing is not None:
        found += choosing_oddities(rule.choosing)
    return tuple(found)


def _of_condition(condition: Condition, path: str) -> Iterator[Problem]:
    if isinstance(condition, (AllOf, AnyOf)):
        key = "all" if isinstance(condition, AllOf) else "any"
        for index, part in enumerate(condition.parts):
            yield from _of_condition(part, inside(inside(path, key), index))
    elif isinstance(condition, Not):
        yield from _of_condition(condition.part, inside(path, "not"))
    elif isinstance(condition, Each):
        for part in condition.parts:
            yield from _of_bound(part, path)
    elif isinstance(condition, Measured):
        yield from _of_bound(condition, path)


def _of_bound(rule: Measured, path: str) -> Iterator[Problem]:
    said = condition_words(rule)
    reason = _share(rule.sense, is_share=rule.is_share, all_of=rule.amount == 1)
    if reason is not None:
        yield Problem(path, f"“{said}” {reason}")
    elif rule.amount == 0 and rule.sense is Sense.AT_LEAST:
        yield Problem(path, f"“{said}” is always met")
    elif rule.amount == 0 and rule.sense is Sense.LESS_THAN:
        yield Problem(path, f"“{said}” can never be met: nothing is less than zero")
    elif not rule.is_share and rule.measure == STATES and rule.sense in UPWARD:
        most = len(rule.among.states) if isinstance(rule.among, Named) else len(JURISDICTIONS)
        if not rule.sense.holds(most, rule.amount):
            yield Problem(path, f"“{said}” can never be met: there are only {most}")
    if rule.base is not None and rule.base.pool is Pool.PARTIES and rule.base.among is None:
        alone = rule.among is None and rule.measure is not None
        if alone and rule.sense is Sense.AT_LEAST and rule.amount > 0:
            yield Problem(
                path, f"“{said}” is met by any party: a share of the parties by the parties"
            )


def _share(sense: Sense, *, is_share: bool, all_of: bool) -> str | None:
    if is_share and all_of and sense is Sense.MORE_THAN:
        return "can never be met: nothing is more than all"
    if is_share and all_of and sense is Sense.AT_MOST:
        return "is always met: nothing is more than all"
    return None
