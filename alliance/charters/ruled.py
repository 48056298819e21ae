"""Rules that a form offers in plain words, as the data that they stand for and back. Pure.

A rule that is none of them is written in the rule language, and stays as it was written.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any


@dataclass(frozen=True)
class Way:
    """One common way of deciding or choosing, without quorum and casting vote."""

    label: str
    rule: Mapping[str, Any]
    may_tie: bool = False  # one more vote decides where yeas and nays are even


@dataclass(frozen=True)
class Plain:
    """A rule as it is chosen on a form: by their names a way and a quorum."""

    way: str
    quorum: str = "half"
    casting: bool = False


def _counted(of: str, measure: str = "states", **bound: str) -> dict[str, Any]:
    """A bound such as more_than="1/2"."""
    [(sense, share)] = bound.items()
    return {"of": of, "measure": measure, sense: {"share": share}}


def _yeas(*majorities: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"majorities": list(majorities), **more}


_MOST_VOTING = _counted("cast", more_than="1/2")
_MOST = _counted("entitled", more_than="1/2")
_MOST_PEOPLE = _counted("entitled", "population", more_than="1/2")

# How a question is answered by yea and nay.
DECIDING: Mapping[str, Way] = {
    "majority": Way("More than half of the states that vote", _yeas(_MOST_VOTING), may_tie=True),
    "half": Way(
        "At least half of the states that vote",
        _yeas(_counted("cast", at_least="1/2")),
        may_tie=True,
    ),
    "two-thirds": Way(
        "At least two thirds of the states that vote", _yeas(_counted("cast", at_least="2/3"))
    ),
    "three-quarters": Way(
        "At least three quarters of the states that vote", _yeas(_counted("cast", at_least="3/4"))
    ),
    "most": Way("More than half of all members", _yeas(_MOST), may_tie=True),
    "two-thirds-of-all": Way(
        "At least two thirds of all members", _yeas(_counted("entitled", at_least="2/3"))
    ),
    "three-quarters-of-all": Way(
        "At least three quarters of all members", _yeas(_counted("entitled", at_least="3/4"))
    ),
    "all": Way("All members (unanimity)", _yeas(_counted("entitled", at_least="1"))),
    "no-objection": Way(
        "Unless somebody objects: at least one yea and no nay", _yeas({"no_objection": True})
    ),
    "population": Way(
        "More than half of all members, with more than half of their population",
        _yeas(_MOST, _MOST_PEOPLE),
        may_tie=True,
    ),
    "divided": Way(
        "More than half of the states that vote, counted in parts where a state divides its vote",
        _yeas(_MOST_VOTING, delegations={"vote": "divided"}),
        may_tie=True,
    ),
}
# How one of several is chosen: the options are those of each choice that is put.
CHOOSING: Mapping[str, Way] = {
    "ranked": Way("Ranked choice, in rounds", {"method": "ranked"}),
    "approval": Way("Approval: the most approved is chosen", {"method": "approval"}),
    "approval-half": Way(
        "Approval: the most approved, by more than half of the states that vote",
        {"method": "approval", "threshold": {"of": "cast", "more_than": {"share": "1/2"}}},
    ),
}
WAYS: Mapping[str, Way] = {**DECIDING, **CHOOSING}
QUORUMS: Mapping[str, tuple[str, Any]] = {
    "none": ("None", None),
    "half": ("More than half of the members", _MOST),
    "at-least-half": ("At least half of the members", _counted("entitled", at_least="1/2")),
    "two-thirds": ("At least two thirds of the members", _counted("entitled", at_least="2/3")),
    "three-quarters": (
        "At least three quarters of the members",
        _counted("entitled", at_least="3/4"),
    ),
    "all": ("All members", _counted("entitled", at_least="1")),
    "half-in-person": (
        "More than half of the members, not by proxy",
        {**_MOST, "in_person": True},
    ),
}
NO_TIE = (
    "A casting vote counts only under a rule of half, where yeas and nays may be even. Untick it, "
    "or choose such a rule."
)


def rule_of(plain: Plain) -> dict[str, Any]:
    """The rule as data, as it would be written in the rule language."""
    _, quorum = QUORUMS[plain.quorum]
    return {
        **({"quorum": quorum} if quorum else {}),
        **WAYS[plain.way].rule,
        **({"casting_vote": True} if plain.casting else {}),
    }


def plain_of(rule: object, ways: Collection[str] = frozenset(WAYS)) -> Plain | None:
    """The choice on a form that stands for this very rule, if one of these ways does."""
    found = _by_rule().get(_spelt(rule))
    return found if found and found.way in ways else None


def why_not_casting(way: str) -> str:
    """The reason against a casting vote under a rule of this way, or ""."""
    return "" if WAYS[way].may_tie else NO_TIE


@cache
def _by_rule() -> Mapping[str, Plain]:
    every = (Plain(*one) for one in product(WAYS, QUORUMS, (False, True)))
    return {_spelt(rule_of(one)): one for one in every if not one.casting or _ties(one)}


def _ties(plain: Plain) -> bool:
    return WAYS[plain.way].may_tie


def _spelt(rule: object) -> str:
    """One spelling of equal data: keys in order; true is not 1."""
    return json.dumps(rule, sort_keys=True)
