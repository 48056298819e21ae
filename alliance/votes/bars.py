"""How far a roll call is from its quorum and its majorities, as bars and in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from alliance.votes.models import Question
from alliance.votes.ruled import chooses


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
    """The quorum first, then each majority or each option, from the frozen rule and a count."""
    rule = json.loads(question.rule)
    drawn = []
    if counted["quorum"] and is_plain(rule["quorum"]):
        base = _base(rule["quorum"], counted["quorum"]["need"])
        drawn.append(_bar("Quorum", "answered", rule["quorum"], counted["quorum"], base))
    elif counted["quorum"]:
        drawn.append(_richer("Quorum", counted["quorum"]))
    if chooses(rule):
        return drawn + _options(counted, ranked=rule["method"] == "ranked")
    for wanted, row in zip(rule["majorities"], counted["majorities"], strict=True):
        if wanted.get("no_objection"):
            drawn.append(_no_objection(row, question))
        elif not is_plain(wanted):
            drawn.append(_richer((row["name"] or "Majority").capitalize(), row))
        else:
            name = (row["name"] or "Majority").capitalize()
            drawn.append(_bar(name, "yea", wanted, row, Fraction(row["base"])))
    return drawn


def is_plain(wanted: Mapping[str, Any]) -> bool:
    """Whether a requirement is of the plain form: a bound on one measure of one base."""
    return "measure" in wanted and ("more_than" in wanted or "at_least" in wanted)


def _richer(label: str, row: Mapping[str, Any]) -> Bar:
    """A requirement of the richer form; its words stand in the steps of the count."""
    have, need = Fraction(row["have"]), Fraction(row["need"])
    met = "met" if row["met"] else "not met"
    text = f"{have} reached, {need} is the bound: {met}"
    return Bar(label, have, need, max(have, need, Fraction(1)), row["met"], text)


def _options(counted: Mapping[str, Any], *, ranked: bool) -> list[Bar]:
    """Each option as it stood in the last round; the bound is what it takes to be chosen."""
    where = f"in round {len(counted['rounds'])}" if ranked else "approve of it"
    last = counted["rounds"][-1]
    base = Fraction(last["base"])
    need = Fraction(last["need"]) if last["need"] is not None else Fraction(0)
    drawn = []
    for option, amount in last["counts"].items():
        have, chosen = Fraction(amount), option in counted["winners"]
        text = f"{have} of {base} {where}: {'chosen' if chosen else 'not chosen'}"
        drawn.append(Bar(option, have, need, max(base, have, Fraction(1)), chosen, text))
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
