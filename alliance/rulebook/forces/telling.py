"""The arithmetic of a compact's status in plain sentences."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from alliance.rulebook.conditions.words import base_words, condition_words, scope_words
from alliance.rulebook.days.calendar import AT_THE_END
from alliance.rulebook.days.words import written
from alliance.rulebook.decision import STATES
from alliance.rulebook.forces.history import Met
from alliance.rulebook.forces.nodes import Gate, Meter, Span, World
from alliance.rulebook.forces.roll import amount, in_scope
from alliance.rulebook.forces.shortfall import of_meter

TERMS_AT_MOST = 60


def roll(states: Sequence[str], day: dt.date) -> str:
    """Who counts on the day."""
    on = "With all that is given" if day == AT_THE_END else f"On {day}"
    if not states:
        return f"{on}: nobody counts."
    listed = f" ({', '.join(states)})" if len(states) <= TERMS_AT_MOST else ""
    return f"{on}: {len(states)} {'counts' if len(states) == 1 else 'count'}{listed}."


def meter(one: Meter, world: World, day: dt.date) -> list[str]:
    """What is measured, what is needed, and whether that is met."""
    rule = one.rule
    title = rule.name or condition_words(rule)
    title = f"{title[:1].upper()}{title[1:]}"
    return [
        f"{title}: {_added(one, world, day)}.",
        f"{title}: {_need(one)}",
        f"{title}: {_verdict(one)}",
    ]


def _added(one: Meter, world: World, day: dt.date) -> str:
    rule = one.rule
    table = world.facts.weights.get(rule.measure)
    here = [stay for stay in world.stays if stay.covers(day) and in_scope(one.among, stay, day)]
    who = "" if rule.among is None else f" of {scope_words(rule.among)}"
    if not here:
        return f"nobody{who} counts, 0"
    if rule.measure == STATES:
        listed = f" ({', '.join(stay.state for stay in here)})"
        return f"{one.have}{listed if len(here) <= TERMS_AT_MOST else ''}"
    measure = rule.measure.replace("_", " ")
    if len(here) > TERMS_AT_MOST:
        return f"{measure} of {len(here)}, together {one.have}"
    terms = [f"{stay.state} {amount(stay, rule.measure, day, table)}" for stay in here]
    return f"{measure} {' + '.join(terms)} = {one.have}"


def _need(one: Meter) -> str:
    rule = one.rule
    if rule.is_share and rule.base is not None:
        of = str(one.base)
        if rule.base.total is None:
            of = f"{one.base} ({base_words(rule.base)})"
        return f"{rule.amount} of {of} is {one.need}; {rule.sense.words} that is needed."
    return f"{rule.sense.words} {one.need} is needed."


def _verdict(one: Meter) -> str:
    rule, short = one.rule, of_meter(one).short_by
    if rule.is_share and one.base == 0:
        return "what the share is taken of measures zero, which meets nothing: not met."
    if one.holds:
        return f"{one.have} is {rule.sense.words} {one.need}: met."
    said = f"{one.have} is not {rule.sense.words} {one.need}: not met"
    if short is None:
        over = Fraction(one.have) - one.need
        return f"{said}, by {over} too much." if over > 0 else f"{said}."
    return f"{said}, short by {short}."


def gate(one: Gate) -> str:
    said = condition_words(one.rule)
    return f"{said[:1].upper()}{said[1:]}: {'yes' if one.holds else 'no'}."


def stage(
    name: str | None, *, met: bool, span: Span | None, earlier: Met | None, day: dt.date
) -> str:
    """What follows for entry into force, or for one stage of it."""
    whose = "The condition" if name is None else f"The condition of the stage “{name}”"
    holds = f"{whose} is {'met' if met else 'not met'}"
    if span is not None:
        kept = "" if met else "; once met, it stays in force"
        return f"{holds}{kept}. In force: {_since(span[0])}."
    if earlier is None:
        return f"{holds}."
    if earlier.effective.day is None:
        waited = ", ".join(earlier.effective.waiting_for)
        return f"{holds}, since {written(earlier.day)}; it takes effect when there is: {waited}."
    if earlier.effective.day > day:
        return f"{holds}; it takes effect on {written(earlier.effective.day)}."
    return f"{holds}, but its effect is over."


def dissolution(met: dt.date, ends: dt.date | None, day: dt.date) -> str:
    said = f"The condition of dissolution has been met since {written(met)}"
    if ends is None:
        return f"{said}; it has not taken effect."
    return f"{said}; it {'took' if ends <= day else 'takes'} effect on {written(ends)}."


def ending(since: dt.date | None, dissolved: dt.date | None) -> str:
    if since is not None:
        return f"The compact is in force: {_since(since)}."
    if dissolved is not None:
        return f"The compact is not in force: dissolved on {written(dissolved)}."
    return "The compact is not in force."


def _since(day: dt.date) -> str:
    return written(day) if day == dt.date.min else f"since {written(day)}"
