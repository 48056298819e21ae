"""What the decisions of an alliance need, of those who are bound: told before and after one is out.

Shares of those who answer are the same whoever is bound, and are not told.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from fractions import Fraction
from math import ceil, floor

from alliance.charters.terms import MEMBERS, Terms
from alliance.compacts.queries import traits_of
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.conditions.words import scope_words
from alliance.rulebook.days.calendar import ALWAYS
from alliance.rulebook.decision import STATES, Base, Requirement
from alliance.rulebook.delegations.roll import counted_in
from alliance.rulebook.delegations.values import DELEGATES, Counted, Vote
from alliance.rulebook.forces.facts import Facts, MalformedFacts
from alliance.rulebook.forces.roll import Stay, amount, in_scope
from alliance.rulebook.parsing import parse
from alliance.rulebook.roster import read_voters
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
    rule = parse(terms.admission.rule)
    found: dict[str, str] = {}
    for title, one in _requirements(rule.quorum, rule.majorities):
        voters = read_voters(roster_of(states), {}, [one])
        base = sum((x.measured_by(one.measure) for x in voters if x.counts_among(one.among)), ZERO)
        if not one.bound.is_share or one.of is Base.ENTITLED:
            sense = Sense.MORE_THAN if one.bound.strict else Sense.AT_LEAST
            among = f" of {one.among.by} {one.among.value}" if one.among else ""
            name = f", {one.name}" if one.name else ""
            found[f"{title}{name}{among}"] = _text(sense, one.bound.need(base), base, one.measure)
    return found


def _requirements(
    quorum: Requirement | None, majorities: Collection[object]
) -> Iterator[tuple[str, Requirement]]:
    if quorum is not None:
        yield "Quorum of an admission", quorum
    for one in majorities:
        if isinstance(one, Requirement):
            yield "Majority of an admission", one


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
