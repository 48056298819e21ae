"""What a condition or a rule for a day refers to by name: stages, dated facts, weights."""

from collections.abc import Iterator

from alliance.rulebook.conditions.values import (
    AllOf,
    AnyOf,
    Before,
    Condition,
    Did,
    Each,
    Happened,
    InAll,
    InAny,
    InStage,
    Measured,
    Not,
    NotBefore,
    Outside,
    Scope,
)
from alliance.rulebook.days.values import (
    Day,
    Earliest,
    EndOf,
    FirstKnown,
    Latest,
    Next,
    Shifted,
    StageBegins,
    events_of,
)


def leaves(condition: Condition) -> Iterator[Condition]:
    """The parts of a condition that are not joined of others, in the order written."""
    if isinstance(condition, (AllOf, AnyOf)):
        for part in condition.parts:
            yield from leaves(part)
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    elif isinstance(condition, Each):
        yield from condition.parts
    else:
        yield condition


def stages_named(condition: Condition | None, day: Day | None) -> frozenset[str]:
    """The stages that are spoken of."""
    found = frozenset() if day is None else _stages_of(day)
    if condition is None:
        return found
    for leaf in leaves(condition):
        if isinstance(leaf, InStage):
            found |= {leaf.name}
        elif isinstance(leaf, (NotBefore, Before)):
            found |= _stages_of(leaf.day)
    return found


def _stages_of(rule: Day) -> frozenset[str]:
    if isinstance(rule, StageBegins):
        return frozenset({rule.name})
    if isinstance(rule, (Latest, Earliest, FirstKnown)):
        return frozenset().union(*(_stages_of(part) for part in rule.parts))
    if isinstance(rule, (Shifted, Next, EndOf)):
        return _stages_of(rule.origin)
    return frozenset()


def events_named(condition: Condition) -> frozenset[str]:
    """The dated facts of the whole that a condition names (not those of single states)."""
    found: frozenset[str] = frozenset()
    for leaf in leaves(condition):
        if isinstance(leaf, Happened):
            found |= {leaf.event}
        elif isinstance(leaf, (NotBefore, Before)):
            found |= events_of(leaf.day)
    return found


def measures_named(condition: Condition) -> frozenset[str]:
    """The measures that a condition asks for."""
    return frozenset(leaf.measure for leaf in leaves(condition) if isinstance(leaf, Measured))


def acts_named(scope: Scope | None) -> frozenset[str]:
    """The dated facts of single states that narrow."""
    if isinstance(scope, Did):
        return frozenset({scope.event})
    if isinstance(scope, (InAll, InAny)):
        return frozenset().union(*(acts_named(part) for part in scope.parts))
    return acts_named(scope.part) if isinstance(scope, Outside) else frozenset()


def without_acts(scope: Scope | None) -> Scope | None:
    """The same narrowing without the dated facts of single states; None if nothing is left."""
    if scope is None or isinstance(scope, Did):
        return None
    if isinstance(scope, Outside):
        part = without_acts(scope.part)
        return None if part is None else Outside(part)
    if isinstance(scope, (InAll, InAny)):
        parts = tuple(kept for part in scope.parts if (kept := without_acts(part)) is not None)
        return type(scope)(parts) if parts else None
    return scope
