"""Any rule that a charter may have: one of decision, or one of choosing for any choice. Pure.

A rule of choosing names no options here: they are those of each choice that is put.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from alliance.rulebook import choosing, tallying
from alliance.rulebook.choosing import chooses
from alliance.rulebook.decision import STATES
from alliance.rulebook.delegations.values import DELEGATES
from alliance.rulebook.problems import Malformed, Problem, inside

__all__ = [
    "chooses",
    "classes_named",
    "counts_shares",
    "faults_of",
    "has_casting_vote",
    "odd_in",
    "said",
]
NO_EFFECT = (
    "is not followed here: what is adopted holds from the day on which it is adopted, or from the "
    "day that it names"
)


def faults_of(rule: object, path: str) -> Sequence[Problem]:
    """Every fault of a rule that stands at `path`, at its place; nothing where it can be used."""
    try:
        if chooses(rule):
            choosing.check_rule(rule)
        else:
            tallying.check_rule(rule)
    except Malformed as wrong:
        return [Problem(_within(path, one.path), one.reason) for one in wrong.problems]
    return ()


def _within(path: str, rest: str) -> str:
    if rest == "rule":  # the whole of it
        return path
    return f"{path}{'' if rest.startswith('[') else '.'}{rest}"


def said(rule: object) -> str:
    """The rule in plain words."""
    return choosing.sentence_of(rule) if chooses(rule) else tallying.sentence_of(rule)


def counts_shares(rule: object) -> bool:
    """Whether the rule counts the shares of a divided weight."""
    delegations = rule.get("delegations") if isinstance(rule, Mapping) else None
    return isinstance(delegations, Mapping) and delegations.get("vote") == "divided"


def has_casting_vote(rule: object) -> bool:
    """Whether the chair may break a tie under the rule."""
    return isinstance(rule, Mapping) and rule.get("casting_vote") is True


def classes_named(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every class that a rule names, each with its place; the rule has no fault otherwise."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from classes_named(item, inside(path, index))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            at = inside(path, key)
            if key == "class" and isinstance(item, list):
                yield from ((inside(at, n), name) for n, name in enumerate(item))
            elif key == "class":
                yield at, item
            elif key != "groups":  # its keys are names of the rule's own
                yield from classes_named(item, at)


def odd_in(rule: object, roster: Mapping[str, Mapping[str, object]]) -> list[Problem]:
    """What is odd about a rule, on a roster where there is somebody on it: `path` is "" of all."""
    found = choosing.odd_in if chooses(rule) else tallying.odd_in
    odd = list(found(rule, roster or None))
    if isinstance(rule, Mapping) and "takes_effect" in rule:
        odd.append(Problem("takes_effect", NO_EFFECT))
    return [*odd, *_unknown_weights(rule, roster)]


def _unknown_weights(
    rule: object, roster: Mapping[str, Mapping[str, object]]
) -> Collection[Problem]:
    """The weights by which the rule measures members of whom none is known."""
    found = []
    for measure in sorted(_measures(rule) - {STATES, DELEGATES}):
        lacking = [key for key, one in sorted(roster.items()) if measure not in _weights(one)]
        if lacking:
            reason = (
                f"measures by “{measure}”, and no such weight is known of {', '.join(lacking)}: no "
                "question can be put under it until a table of weights is taken in"
            )
            found.append(Problem("", reason))
    return found


def _weights(one: Mapping[str, object]) -> Collection[object]:
    held = one.get("weights")
    return held if isinstance(held, Mapping) else ()


def _measures(value: object) -> set[str]:
    """Every measure that is named in a rule, wherever it stands."""
    if isinstance(value, Mapping):
        own = {value["measure"]} if isinstance(value.get("measure"), str) else set()
        return own.union(*(_measures(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(_measures(one) for one in value))
    return set()
