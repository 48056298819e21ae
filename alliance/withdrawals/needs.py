"""What the decisions of an alliance need, of those who are bound: told before and after one is out.

Shares of those who answer are the same whoever is bound, and are not told.
"""

import datetime as dt
from collections.abc import Collection
from fractions import Fraction
from math import ceil, floor

from alliance.charters.terms import MEMBERS, Terms
from alliance.compacts.queries import traits_of
from alliance.rulebook.asking.votes import read_meeting
from alliance.rulebook.compacts.reading import parse_decision
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.conditions.words import scope_words
from alliance.rulebook.days.calendar import ALWAYS
from alliance.rulebook.decision import STATES, Base
from alliance.rulebook.delegations.roll import Delegation, counted_in
from alliance.rulebook.delegations.values import DELEGATES, Counted, Vote
from alliance.rulebook.forces.facts import Facts, MalformedFacts
from alliance.rulebook.forces.roll import Stay, amount, in_scope
from alliance.votes.rosters import roster_of

ZERO = Fraction(0)


def needs_of_compact(
    compact: Compact, facts: Facts, states: Collection[str], day: dt.date
) -> dict[str, str]:
    """What the compact's own decisions need of these states on a day, by what is decided."""
    if compact.decision is None:
        return {}
    parts: list[tuple[str, Vote]] = []
    if compact.decision.quorum is not None:
        parts.append(("Quorum", compact.decision.quorum))
    parts += [(f"Majority {n}", one) for n, one in enumerate(compact.decision.majorities, 1)]
    stays = [Stay(traits_of(one)) for one in sorted(states)]
    found: dict[str, str] = {}
    for title, part in parts:
        for one in counted_in([part]):
            base = _base(one, stays, facts, day)
            if base is not None:
                need = one.amount * base if one.is_share else one.amount
                found[_title(title, one)] = _text(one.sense, need, base, one.measure)
    return found


def needs_of_admission(terms: Terms, states: Collection[str]) -> dict[str, str]:
    """What the question needs by which the members let a state in, of these members."""
    if terms.admission.by != MEMBERS:
        return {}
    rule = parse_decision(terms.admission.rule)
    parts: list[tuple[str, Vote]] = []
    if rule.quorum is not None:
        parts.append(("Quorum of an admission", rule.quorum))
    parts += [("Majority of an admission", one) for one in rule.majorities]
    meeting = read_meeting({"roster": roster_of(states), "answers": {}})
    found: dict[str, str] = {}
    for title, part in parts:
        for one in counted_in([part]):
            base = _base_on(one, meeting.delegations)
            if base is not None:
                need = one.amount * base if one.is_share else one.amount
                found[_title(title, one)] = _text(one.sense, need, base, one.measure)
    return found


def _base_on(one: Counted, roster: Collection[Delegation]) -> Fraction | None:
    """What those on a roster measure; None where that tells nothing, or is not known."""
    if one.is_share and one.of is not Base.ENTITLED:
        return None
    among = [held for held in roster if held.is_among(one.among)]
    if one.measure not in {STATES, DELEGATES} and any(one.measure not in x.weights for x in among):
        return None
    return sum((held.entitled(one.measure) for held in among), ZERO)


def _base(one: Counted, stays: Collection[Stay], facts: Facts, day: dt.date) -> Fraction | None:
    """What those measure who may answer; None where that tells nothing, or is not known."""
    if one.measure == DELEGATES or (one.is_share and one.of is not Base.ENTITLED):
        return None
    try:
        return Fraction(
            sum(
                amount(stay, one.measure, day, facts.weights.get(one.measure))
                for stay in stays
                if in_scope(one.among, stay, ALWAYS)
            )
        )
    except MalformedFacts:  # a weight is not recorded
        return None


def _title(title: str, one: Counted) -> str:
    among = f" among {scope_words(one.among)}" if one.among else ""
    return f"{title}{f', {one.name}' if one.name else ''}{among}"


def _text(sense: Sense, need: Fraction, base: Fraction, measure: str) -> str:
    """Such as "at least 3 of 5"; of states, which are whole, the number that is needed."""
    if measure == STATES and sense is Sense.MORE_THAN:
        sense, need = Sense.AT_LEAST, Fraction(floor(need) + 1)
    elif measure == STATES and sense is Sense.AT_LEAST:
        need = Fraction(ceil(need))
    return f"{sense.words} {need} of {base}{_in(measure)}"


def _in(measure: str) -> str:
    return "" if measure == STATES else f" ({measure.replace('_', ' ')})"
