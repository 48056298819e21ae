"""Quorum and roll calls, counted by the rule engine: pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from alliance.meetings.rules import Word
from alliance.rulebook import tallying
from alliance.rulebook.counting import Finding
from alliance.votes import ruled

Roll = Mapping[str, Mapping[str, Any]]
"""Each state that belongs: class, region, weights (as text), and whether it votes."""

# A quorum is counted before anybody has voted: beside it stands a majority that asks for nothing
# that a roll may lack.
_ANY = [{"no_objection": True}]
_BY_HEADS = {"of", "measure", "name", "more_than", "at_least"}


@dataclass(frozen=True)
class Quorum:
    """Whether enough of those with a vote are there: in one sentence, and with the arithmetic."""

    met: bool
    words: str
    steps: tuple[str, ...] = ()


def voting(roll: Roll) -> list[str]:
    """The states on a roll that vote."""
    return sorted(code for code, says in roll.items() if says["voting"])


def quorum(
    rule: Mapping[str, Any],
    roll: Roll,
    present: Collection[str],
    in_person: Collection[str] | None = None,
) -> Quorum:
    """The quorum that a decision rule asks for, with these states present.

    `in_person` are those of them that are in the room, for a rule that counts those alone; all of
    them, unless it is given.
    """
    there = [one for one in voting(roll) if one in present]
    asked = rule.get("quorum")
    if asked is None:
        said = f"{len(there)} of {len(voting(roll))} with a vote are present."
        return Quorum(met=True, words=f"No quorum is asked for: {said}")
    found = tallying.count(
        _quorum_of(rule),
        _roster(roll),
        dict.fromkeys(there, "present"),
        None,
        _room(there, in_person),
    )
    assert found.quorum is not None, "the rule has one"
    steps = tuple(one for one in found.steps if one.startswith("Quorum"))
    return Quorum(found.quorum.met, _words(asked, found.quorum, there, roll, steps), steps)


def why_no_quorum(rule: Mapping[str, Any], roll: Roll) -> str:
    """The reason against counting the quorum of a rule on this roll, with its place; or ""."""
    return tallying.why_not_used(_quorum_of(rule), _roster(roll)) if rule.get("quorum") else ""


def why_not_counted(rule: object, roll: Roll) -> str:
    """The reason against a roll call by this rule on this roll, with its place; or ""."""
    return tallying.why_not_used(rule, _roster(roll))


def counted(
    rule: Mapping[str, Any],
    roll: Roll,
    answers: Mapping[str, str],
    in_person: Collection[str] | None = None,
    casting: str = "",
) -> dict[str, Any]:
    """The outcome of a roll call with its arithmetic, as JSON values; absent is no answer.

    `in_person` as for `quorum`. `casting` is the casting vote, "" if none was given: it stands in
    the count, as `chair`, where it decided.
    """
    given = _given(answers)
    there = _room(given, in_person)
    if casting and chair_decides(rule, roll, answers, in_person):
        counted = ruled.count(rule, _roster(roll), given, casting, there=there)
        return {**counted, "chair": casting}
    return ruled.count(rule, _roster(roll), given, there=there)


def chair_decides(
    rule: Mapping[str, Any],
    roll: Roll,
    answers: Mapping[str, str],
    in_person: Collection[str] | None = None,
) -> bool:
    """Whether the rule has a casting vote and these answers are a tie that it would decide."""
    given = _given(answers)
    return ruled.chair_decides(rule, _roster(roll), given, frozenset(_room(given, in_person)))


def _given(answers: Mapping[str, str]) -> dict[str, str]:
    return {code: word for code, word in answers.items() if word != Word.ABSENT}


def _words(
    asked: Mapping[str, Any],
    found: Finding,
    there: Collection[str],
    roll: Roll,
    steps: tuple[str, ...],
) -> str:
    said = "There is a quorum" if found.met else "There is no quorum"
    be = "is" if len(there) == 1 else "are"
    seen = f"{said}: {len(there)} of {len(voting(roll))} with a vote {be} present"
    if (
        set(asked) <= _BY_HEADS
        and asked.get("measure") == "states"
        and asked.get("of") == "entitled"
    ):
        strict = "more_than" in asked
        least = floor(found.need) + 1 if strict else ceil(found.need)  # nobody comes by halves
        return f"{seen}; at least {least} needed."
    return f"{seen}. {steps[-1]}"


def _quorum_of(rule: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: rule[key] for key in ("quorum", "delegations") if key in rule}
    return {**kept, "majorities": _ANY}


def _room(there: Collection[str], in_person: Collection[str] | None) -> list[str]:
    return [one for one in there if in_person is None or one in in_person]


def _roster(roll: Roll) -> dict[str, dict[str, Any]]:
    return {
        code: {key: roll[code][key] for key in ("class", "region", "weights")}
        for code in voting(roll)
    }
