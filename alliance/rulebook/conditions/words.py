"""A condition in plain words, without a full stop."""

from fractions import Fraction

from alliance.rulebook.conditions.values import (
    AllOf,
    AnyOf,
    Base,
    Before,
    Condition,
    Did,
    Each,
    Every,
    Happened,
    InAll,
    InStage,
    Measured,
    Named,
    Not,
    NotBefore,
    OfTrait,
    Outside,
    Pool,
    Scope,
    Sense,
)
from alliance.rulebook.days.words import day_words, event_words
from alliance.rulebook.decision import STATES
from alliance.rulebook.numbers import share_in_words

POOLS = {
    Pool.PARTIES: "the parties",
    Pool.ELIGIBLE: "those eligible",
    Pool.STATES: "the 50 states",
    Pool.JURISDICTIONS: "the 56 jurisdictions",
}


def condition_words(condition: Condition, *, inner: bool = False) -> str:
    """The condition in words; `inner` puts brackets around what is itself joined."""
    if isinstance(condition, (AllOf, AnyOf)):
        return _joined(condition, inner=inner)
    if isinstance(condition, Not):
        return f"it is not so that {condition_words(condition.part, inner=True)}"
    if isinstance(condition, Measured):
        return _measured(condition)
    if isinstance(condition, Every):
        what = "are parties" if len(condition.states) > 1 else "is a party"
        return f"{listed(condition.states)} {what}"
    if isinstance(condition, Each):
        limit = limit_words(condition.parts[0])
        of = f"at least {condition.enough}" if condition.enough else "each"
        return f"from {of} of {listed(condition.labels)} there are {limit}"
    return _dated(condition)


def _joined(condition: AllOf | AnyOf, *, inner: bool) -> str:
    if isinstance(condition, AnyOf) and condition.enough > 1:
        several = "; ".join(condition_words(part) for part in condition.parts)
        return f"at least {condition.enough} of these: ({several})"
    joint = " and " if isinstance(condition, AllOf) else " or "
    said = joint.join(condition_words(part, inner=True) for part in condition.parts)
    return f"({said})" if inner and len(condition.parts) > 1 else said


def _dated(condition: NotBefore | Before | Happened | InStage) -> str:
    if isinstance(condition, NotBefore):
        return f"not before {day_words(condition.day)}"
    if isinstance(condition, Before):
        return f"before {day_words(condition.day)}"
    if isinstance(condition, Happened):
        return f"there is {event_words(condition.event)}"
    return f"the stage “{condition.name}” is in force"


def _measured(rule: Measured) -> str:
    who = "" if rule.among is None else f" among {scope_words(rule.among)}"
    if rule.measure != STATES:
        return f"the parties{who} have {limit_words(rule)}"
    if not rule.is_share:
        there = "is" if rule.amount == 1 else "are"
        return f"there {there} {limit_words(rule)}{who}"
    among = rule.among is not None and rule.base is not None and rule.base.pool is Pool.PARTIES
    return f"{limit_words(rule)} are{who}" if among else f"{limit_words(rule)} are parties"


def limit_words(rule: Measured) -> str:
    """ "more than half of 538 electoral votes", "at least 7 parties"."""
    sense = rule.sense.words
    thing = "parties" if rule.measure == STATES else rule.measure.replace("_", " ")
    if not rule.is_share:
        singular = rule.measure == STATES and rule.amount == 1
        if rule.measure == STATES and rule.sense is Sense.LESS_THAN:
            sense = "fewer than"
        return f"{sense} {rule.amount} {'party' if singular else thing}"
    all_of = rule.amount == 1 and rule.sense is Sense.AT_LEAST
    share = "all" if all_of else f"{sense} {share_in_words(rule.amount)}"
    if rule.measure == STATES:
        return f"{share} of {base_words(rule.base)}"
    if rule.base is not None and rule.base.total is not None:
        return f"{share} of {rule.base.total} {thing}"
    return f"{share} of the {thing} of {base_words(rule.base)}"


def base_words(base: Base | None) -> str:
    if base is None:
        return "nothing"
    if base.pool is None:
        return str(base.total if base.total is not None else Fraction(0))
    narrowed = "" if base.among is None else f", {scope_words(base.among)}"
    return f"{POOLS[base.pool]}{narrowed}"


def scope_words(scope: Scope) -> str:
    """Those who count, in words."""
    if isinstance(scope, OfTrait):
        return f"those of {scope.by} {listed([f'“{one}”' for one in scope.values], 'or')}"
    if isinstance(scope, Named):
        return f"the group “{scope.label}”" if scope.label else listed(scope.states)
    if isinstance(scope, Did):
        return f"those with {event_words(scope.event)}"
    if isinstance(scope, Outside):
        return f"all but {scope_words(scope.part)}"
    joint = " and also " if isinstance(scope, InAll) else " or "
    return joint.join(scope_words(part) for part in scope.parts)


def listed(words: "tuple[str, ...] | list[str]", joint: str = "and") -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"
