"""How far a campaign has come: the rule engine asked about those that count, and are expected."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from alliance.compacts.queries import compact_of, facts_of, traits_of
from alliance.core.saying import listed
from alliance.enactments.models import Campaign
from alliance.enactments.queries import Line
from alliance.instruments.rules import Purpose
from alliance.rulebook.compacts.reading import parse_condition
from alliance.rulebook.compacts.values import Compact, Stage
from alliance.rulebook.conditions.values import Condition, Measured
from alliance.rulebook.decision import STATES
from alliance.rulebook.forces.facts import Enactment, Facts, Number
from alliance.rulebook.forces.status import StageStatus, Status, status
from alliance.states.reference import name_of


@dataclass(frozen=True)
class Measure:
    """How one stage of the threshold stands: numbers in one measure, and the same in words."""

    label: str
    have: Number
    need: Number
    of: Number
    met: bool
    text: str


@dataclass(frozen=True)
class Reached:
    """How far it is: whether the threshold is met, its bars, the arithmetic step by step."""

    met: bool
    measures: tuple[Measure, ...]
    steps: tuple[str, ...]
    states: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """By those that count, and if all that are expected enact."""

    now: Reached
    expected: Reached


def progress(campaign: Campaign, lines: Sequence[Line], day: dt.date) -> Progress:
    """How far a campaign has come on a day, as it is known now."""
    threshold = campaign.says.threshold
    if threshold is not None:
        compact = Compact(stages=(Stage(_in_words(parse_condition(threshold))),))
    else:
        compact = compact_of(campaign.alliance, day) or Compact()
    held = facts_of(campaign.alliance)
    bound = {one.state for one in held.enactments if _covers(one, day)}
    if campaign.of_purpose is Purpose.JOIN:
        facts = held
        coming = {one.state for one in lines if one.expected} - bound
    else:
        # An amendment is enacted by members: whoever is none is not asked.
        counted = {one.state for one in lines if counts_on(one, day)} & bound
        coming = ({one.state for one in lines if one.expected} & bound) - counted
        by_state = {one.state: one for one in lines}
        facts = Facts(
            tuple(_enactment(state, by_state[state].effect.day) for state in sorted(counted)),
            held.weights,
            held.events,
            tuple(traits_of(state) for state in sorted(bound)),
        )
    rest = [one for one in facts.enactments if one.state not in coming or _ended(one, day)]
    all_of_them = facts.but([*rest, *(_enactment(state, day) for state in sorted(coming))])
    now, then = status(compact, facts, day), status(compact, all_of_them, day)
    return Progress(
        _reached(now, then, "is"),
        _reached(then, then, "would be"),
    )


def _in_words(condition: Condition) -> Condition:
    """A plain count of states, named as what it is here: nothing enters into force by it."""
    if not isinstance(condition, Measured) or condition.measure != STATES:
        return condition
    if condition.is_share or condition.among or condition.name:
        return condition
    few = "state has" if condition.amount == 1 else "states have"
    return replace(condition, name=f"{condition.sense.words} {condition.amount} {few} enacted")


def counts_on(line: Line, day: dt.date) -> bool:
    """Whether what a state enacted has effect on a day, and was not determined another text."""
    return line.effect.day is not None and line.effect.day <= day and not line.different


def _enactment(state: str, since: dt.date | None) -> Enactment:
    return Enactment(traits_of(state), {"since": since})


def _covers(one: Enactment, day: dt.date) -> bool:
    since = one.dates.get("since")
    began = since is None or since <= day
    return began and not _ended(one, day)


def _ended(one: Enactment, day: dt.date) -> bool:
    return one.until is not None and one.until <= day


def _reached(found: Status, widest: Status, holds: str) -> Reached:
    pairs = zip(found.stages, widest.stages, strict=True)
    bars = tuple(bar for one, wide in pairs for bar in _bars(one, wide))
    met = all(one.met for one in found.stages)
    said = f"The threshold {holds} met." if met else f"The threshold {holds} not met."
    steps = (_who(found), *(step for one in found.stages for step in one.steps[:-1]), said)
    return Reached(met, bars, steps, found.parties)


def _who(found: Status) -> str:
    """Those that count, by name."""
    names = listed(sorted(name_of(one) for one in found.parties))
    few = "counts" if found.count == 1 else "count"
    return f"{names} {few}, {found.count} in all." if names else "No state counts."


def _bars(one: StageStatus, wide: StageStatus) -> Iterable[Measure]:
    lacking = one.lacking
    if lacking is None:
        return
    most = wide.lacking.have if wide.lacking else lacking.have
    what = lacking.measure.replace("_", " ")
    if one.met:
        said = "The threshold is met."
    elif lacking.short_by:
        said = f"{lacking.short_by} short."
    else:
        said = "The threshold is not met."
    over = Fraction(lacking.have) > Fraction(lacking.need)
    needed = f"{lacking.have}; {lacking.need} needed" if over else None
    yield Measure(
        label=one.name or "Threshold",
        have=lacking.have,
        need=lacking.need,
        of=max(lacking.have, lacking.need, most),
        met=one.met,
        text=f"{what.capitalize()}: {needed or f'{lacking.have} of {lacking.need} needed'}. {said}",
    )
