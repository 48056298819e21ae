"""Quorum and roll calls, counted by the rule engine: pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from alliance.meetings.rules import Word
from alliance.rulebook.counting import tally
from alliance.rulebook.parsing import parse

Roll = Mapping[str, Mapping[str, Any]]
"""Each state that belongs: class, region, weights (as text), and whether it votes."""


@dataclass(frozen=True)
class Quorum:
    """Whether enough of those with a vote are there, with the arithmetic in words."""

    met: bool
    have: Fraction
    need: Fraction
    of: Fraction
    strict: bool
    steps: tuple[str, ...]

    @property
    def words(self) -> str:
        """The same in one sentence."""
        if not self.steps:
            return f"No quorum is asked for: {self.have} of {self.of} with a vote are present."
        least = floor(self.need) + 1 if self.strict else ceil(self.need)  # nobody comes by halves
        said = "There is a quorum" if self.met else "There is no quorum"
        be = "is" if self.have == 1 else "are"
        return (
            f"{said}: {self.have} of {self.of} with a vote {be} present; at least {least} needed."
        )


def voting(roll: Roll) -> list[str]:
    """The states on a roll that vote."""
    return sorted(code for code, says in roll.items() if says["voting"])


def quorum(rule: Mapping[str, Any], roll: Roll, present: Collection[str]) -> Quorum:
    """The quorum that a decision rule asks for, with these states present."""
    roster, there = _roster(roll), [one for one in voting(roll) if one in present]
    decision = parse(rule)
    if decision.quorum is None:
        return Quorum(
            met=True,
            have=Fraction(len(there)),
            need=Fraction(0),
            of=Fraction(len(roster)),
            strict=False,
            steps=(),
        )
    counted = tally(decision, roster, dict.fromkeys(there, "present"))
    found = counted.quorum
    assert found is not None, "the rule has one"
    said = tuple(one for one in counted.steps if one.startswith("Quorum"))
    strict = decision.quorum.bound.strict
    of = Fraction(len(roster)) if found.base is None else found.base
    return Quorum(found.met, found.have, found.need, of, strict, said)


def counted(rule: Mapping[str, Any], roll: Roll, answers: Mapping[str, str]) -> dict[str, Any]:
    """The outcome of a roll call with its arithmetic, as JSON values; absent is no answer."""
    given = {code: word for code, word in answers.items() if word != Word.ABSENT}
    return tally(parse(rule), _roster(roll), given).as_json()


def _roster(roll: Roll) -> dict[str, dict[str, Any]]:
    return {
        code: {key: roll[code][key] for key in ("class", "region", "weights")}
        for code in voting(roll)
    }
