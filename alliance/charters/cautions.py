"""What is odd about a charter's terms, though lawful: told before a version is adopted."""

from collections.abc import Callable, Mapping
from typing import Any

from alliance.charters.classes import put_in_on
from alliance.charters.queries import members_on, voters_under
from alliance.charters.ruled import plain_of
from alliance.charters.terms import MEMBERS, Terms
from alliance.charters.vote_rules import chooses, counts_shares, odd_in
from alliance.charters.voting import ANY, KINDS, NAMED, NO_OBJECTION, POLL, Voting, never_used
from alliance.core.saying import listed
from alliance.membership.models import Alliance
from alliance.rulebook.problems import Problem
from alliance.states.reference import name_of

# What makes the roster of a question put today, of states with their classes, once it is put in.
# Filled in alliance/app.py.
ROSTERS: list[Callable[[Mapping[str, str]], Mapping[str, Mapping[str, Any]]]] = []
MORE_THAN = '"more_than"'  # as the rule language says it


def cautions_for(alliance: Alliance, terms: Terms) -> list[str]:
    """What is odd about the terms, by themselves and for the members of today."""
    roster: Mapping[str, Mapping[str, Any]] = {}
    for make in ROSTERS:
        roster = make(voters_under(alliance, terms))
    return [*cautions_of(terms, roster), *_in_no_class(alliance, terms)]


def _in_no_class(alliance: Alliance, terms: Terms) -> list[str]:
    """Members of whom it is not recorded in which of several classes they are."""
    if not terms.divided_classes:
        return []
    put_in = put_in_on(alliance, None)
    found: dict[str, list[str]] = {}
    for one in members_on(alliance, None):
        base = str(one.member_class)
        if terms.classes_of(base) and not terms.class_for(base, put_in.get(one.state, "")):
            found.setdefault(base, []).append(name_of(one.state))
    return [
        f"There are several classes of {base}, and it is not recorded in which of them "
        f"{listed(sorted(names))} {'are' if names[1:] else 'is'}: until it is, a rule finds them "
        f"under “{base}” alone. Record it once the version is adopted, from the day it is in force."
        for base, names in found.items()
    ]


def cautions_of(terms: Terms, roster: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The same on a roster, which may be empty: in sentences that say where, what and why."""
    found = []
    if terms.admission.by == MEMBERS:
        found += _of_rule("Vote on an admission", terms.admission.rule, roster)
    for kind, rule in terms.voting.rules.items():
        found += _of_rule(f"Vote on {NAMED[kind]}", rule, roster)
    return [*found, *_of_ways(terms.voting)]


def _of_rule(which: str, rule: Any, roster: Mapping[str, Mapping[str, Any]]) -> list[str]:
    say = _said_plainly if plain_of(rule) else _said
    return [say(which, one) for one in odd_in(rule, roster)]


def _said(which: str, one: Problem) -> str:
    return f"{which}, at “{one.path}”: {one.reason}." if one.path else f"{which} {one.reason}."


def _said_plainly(which: str, one: Problem) -> str:
    """Of a rule that was chosen in plain words: without its place in data that nobody wrote."""
    if not one.path:
        return _said(which, one)
    return f"{which}: {one.reason.replace(MORE_THAN, '“more than half”')}."


def _of_ways(voting: Voting) -> list[str]:
    """Terms of voting that exclude one another."""
    found = [
        f"{NAMED_CHOICE} {one.reason}: no choice is put under it." for one in never_used(voting)
    ]
    shares = [one for one in voting.rules.values() if counts_shares(one)]
    if voting.divided and voting.rules and not shares:
        found.append(
            "A state may divide its vote, but no rule of this charter counts the parts: say "
            "“delegations”: {“vote”: “divided”} in a rule."
        )
    if shares and not voting.divided:
        found.append(
            "A rule counts the parts of a divided vote, but the charter does not let a state "
            "divide its vote."
        )
    if voting.modes == (POLL,):
        found.append("Questions are put as straw polls alone: nothing can be decided.")
    unless = [kind for kind in KINDS if kind != POLL and _is_no_objection(voting.rule_for(kind))]
    if voting.modes == (NO_OBJECTION,) and ANY in voting.rules and not unless:
        found.append(
            "Questions are put by no objection alone, but no rule of this charter is “no "
            "objection”: nothing can be decided."
        )
    return found


NAMED_CHOICE = f"Vote on {NAMED['choice']}"


def _is_no_objection(rule: Any) -> bool:
    if rule is None or chooses(rule):
        return False
    return any(isinstance(one, dict) and "no_objection" in one for one in rule["majorities"])
