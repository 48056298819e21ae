"""Which further states would bring a compact into force: the smallest sets."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.conditions.words import listed
from alliance.rulebook.decision import STATES
from alliance.rulebook.forces.facts import Facts, Number
from alliance.rulebook.forces.history import History, StageHistory, effect, history, span_text
from alliance.rulebook.forces.nodes import Meter, World, leaves_of
from alliance.rulebook.forces.roll import Stay, amount, in_scope
from alliance.rulebook.forces.search import Problem, Search, TooMuch
from alliance.rulebook.jurisdictions import JURISDICTIONS


@dataclass(frozen=True)
class NextSets:
    """The smallest sets of further states that would meet the condition on the day.

    `size` is how many states each set has; 0 where none is needed, None where no set would do.
    `more` says how many further sets of the size there are; None: more, too many to count in time.
    `waiting_for` are dates and events without which no set would do. `in_force_from` is when it
    would take effect. `complete` is false where the search was given up.
    """

    size: int | None
    sets: tuple[tuple[str, ...], ...]
    more: int | None
    waiting_for: tuple[str, ...]
    in_force_from: dt.date | None
    complete: bool
    steps: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "size": self.size,
            "sets": [list(one) for one in self.sets],
            "more": self.more,
            "waiting_for": list(self.waiting_for),
            "in_force_from": span_text(self.in_force_from),
            "complete": self.complete,
        }


def next_sets(
    compact: Compact,
    facts: Facts,
    day: dt.date,
    candidates: Sequence[str] | None = None,
    at_most: int = 20,
) -> NextSets:
    """The smallest sets of candidates (else those eligible, else the 56) that would do on a day.

    It speaks of the first stage that is not in force. Sets come in the order of what they add, the
    most first, then by code.
    """
    found = history(compact, facts)
    stage = _open_stage(found, day)
    if stage is None:
        return NextSets(0, ((),), 0, (), None, complete=True, steps=("It is in force.",))
    return _searched(found, stage, day, _candidates(found, stage, day, candidates), at_most)


def _open_stage(found: History, day: dt.date) -> StageHistory | None:
    return next((one for one in found.stages if one.span_on(day) is None), None)


def _candidates(
    found: History, stage: StageHistory, day: dt.date, given: Sequence[str] | None
) -> list[Stay]:
    """Those who do not count yet and would, if they joined."""
    facts = found.world.facts
    named = given
    if named is None:
        eligible = facts.eligible
        named = [one.state for one in eligible] if eligible is not None else sorted(JURISDICTIONS)
    here = {stay.state for stay in found.stays if stay.covers(day)}
    stays = [Stay(facts.traits_of(one), day) for one in sorted(set(named) - here)]
    among = found.compact.counts.among
    stays = [stay for stay in stays if in_scope(among, stay, day)]
    if given is not None:
        return stays
    # Nobody named them: a territory without electors is no candidate, rather than a fault.
    measures = {leaf.rule.measure for leaf in leaves_of(stage.play.node) if isinstance(leaf, Meter)}
    tables = [facts.weights[one] for one in sorted(measures - {STATES}) if one in facts.weights]
    return [stay for stay in stays if all(stay.state in table.on(day) for table in tables)]


def _searched(
    found: History, stage: StageHistory, day: dt.date, stays: list[Stay], at_most: int
) -> NextSets:
    node = stage.play.to(day).node
    by_state = {stay.state: stay for stay in stays}
    names = list(by_state)

    def adds(meter: Meter, state: str) -> tuple[Number, Number]:
        return _adds(meter, by_state[state], found.world, day)

    complete = True
    for despite in (False, True):
        problem = Problem(node, names, adds, despite_gates=despite)
        if despite and not problem.assumed:
            break
        search = Search(problem, len(names))
        try:
            size, sets = _smallest(search, len(names), at_most)
        except TooMuch:
            complete = False
            break
        if size is None:
            continue
        told = tuple(tuple(names[at] for at in one) for one in sets)
        waits = tuple(dict.fromkeys(name for one in problem.assumed for name in one.waiting_for))
        more = _more(search, size, len(told))
        starts = None if waits else effect(stage.stage.effective, day, found.world.known).day
        starts = None if starts is None else max(starts, day)
        steps = _steps(size, told, more, waits, len(names))
        return NextSets(size, told, more, waits, starts, complete=True, steps=steps)
    said = "No set of the candidates would do." if complete else "The search was given up."
    return NextSets(None, (), 0 if complete else None, (), None, complete, (said,))


def _smallest(search: Search, count: int, at_most: int) -> tuple[int | None, list[tuple[int, ...]]]:
    for size in range(count + 1):
        found: list[tuple[int, ...]] = []
        try:
            for one in search.sets(size):
                found.append(one)
                if len(found) == max(at_most, 1):
                    break
        except TooMuch:
            if not found:
                raise
        if found:
            return size, found
    return None, []


def _more(search: Search, size: int, listed_already: int) -> int | None:
    try:
        return search.total(size) - listed_already
    except TooMuch:
        return None


def _adds(meter: Meter, stay: Stay, world: World, day: dt.date) -> tuple[Number, Number]:
    """What a state that joins on the day adds to what is measured, and to the base."""
    rule, base = meter.rule, meter.rule.base
    table = world.facts.weights.get(rule.measure)
    inside = in_scope(meter.among, stay, day)
    grows = meter.grows and base is not None and in_scope(base.among, stay, day)
    if not inside and not grows:
        return 0, 0
    adds = amount(stay, rule.measure, day, table)
    return (adds if inside else 0), (adds if grows else 0)


def _steps(
    size: int,
    sets: tuple[tuple[str, ...], ...],
    more: int | None,
    waits: tuple[str, ...],
    count: int,
) -> tuple[str, ...]:
    said = [f"{count} {'candidate' if count == 1 else 'candidates'} not yet counted."]
    if size == 0:
        said.append("No further state is needed.")
    else:
        further = "1 further state would do" if size == 1 else f"{size} further states would do"
        said.append(f"At least {further}, for instance {listed(sets[0])}.")
        several = "more such sets than were counted" if more is None else f"{more} more such sets"
        if more != 0:
            said.append(f"There are {several} beyond those listed.")
    if waits:
        said.append(f"None does before there is: {', '.join(waits)}.")
    return tuple(said)
