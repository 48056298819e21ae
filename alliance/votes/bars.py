"""How far a roll call is from its quorum and its majorities, as bars and in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from alliance.votes.models import Question


@dataclass(frozen=True)
class Bar:
    """A progress bar: numbers in one measure, and the same in words."""

    label: str
    have: Fraction
    need: Fraction
    of: Fraction
    met: bool
    text: str


def bars(question: Question, counted: Mapping[str, Any]) -> list[Bar]:
    """The quorum first, then each majority, from the frozen rule and a count."""
    rule = json.loads(question.rule)
    drawn = []
    if counted["quorum"]:
        base = _base(rule["quorum"], counted["quorum"]["need"])
        drawn.append(_bar("Quorum", "answered", rule["quorum"], counted["quorum"], base))
    for wanted, row in zip(rule["majorities"], counted["majorities"], strict=True):
        if wanted.get("no_objection"):
            drawn.append(_no_objection(row, question))
        else:
            name = (row["name"] or "Majority").capitalize()
            drawn.append(_bar(name, "yea", wanted, row, Fraction(row["base"])))
    return drawn


def _bar(
    label: str, did: str, wanted: Mapping[str, Any], row: Mapping[str, Any], base: Fraction
) -> Bar:
    have, need = Fraction(row["have"]), Fraction(row["need"])
    measure = wanted["measure"]
    unit = "" if measure == "states" else f" ({measure})"
    met = "met" if row["met"] else "not met"
    wished = _wanted(need, above="more_than" in wanted)
    text = f"{have} of {base} {did}{unit}; {wished} needed: {met}"
    return Bar(label, have, need, max(base, have, need, Fraction(1)), row["met"], text)


def _wanted(need: Fraction, *, above: bool) -> str:
    """What must be reached, in whole ones: nobody answers by halves."""
    return f"at least {floor(need) + 1 if above else ceil(need)}"


def _no_objection(row: Mapping[str, Any], question: Question) -> Bar:
    have = Fraction(row["have"])
    whole = Fraction(max(len(question.entitled), 1))
    text = f"{have} nay; none allowed: {'met' if row['met'] else 'not met'}"
    label = (row["name"] or "No objection").capitalize()
    return Bar(label, have, Fraction(0), whole, row["met"], text)


def _base(quorum: Mapping[str, Any], need: str) -> Fraction:
    """What the share is a share of; for a plain count, the count itself."""
    bound = quorum.get("more_than") or quorum["at_least"]
    share = Fraction(bound.get("share", "1"))
    return Fraction(need) / share if share else Fraction(need)
