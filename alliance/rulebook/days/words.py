"""A rule for a day in plain words."""

import datetime as dt

from alliance.rulebook.days.calendar import ALWAYS
from alliance.rulebook.days.values import (
    JANUARY_FIRST,
    WEEKDAYS,
    Day,
    Earliest,
    EndOf,
    Event,
    FirstKnown,
    Fixed,
    Latest,
    Next,
    Shifted,
    StageBegins,
)

# Facts that the engine itself knows, in words; all others are said by their own names.
KNOWN_FACTS = {
    "met": "the day the condition is met",
    "in_force": "the day of entry into force",
    "effective": "the day it takes effect",
    "enacted": "the enactment",
    "since": "the day of joining",
    # What whoever records withdrawals tells the engine; any file may name them.
    "notice_given": "the day of the notice",
    "notice_complete": "the delivery of the last letter of notice",
    "named_day": "a day that the notice names",
    "repeal_effective": "the day the repeal takes effect",
}


def written(day: dt.date) -> str:
    """A day as it stands in a step."""
    return "from the beginning" if day == ALWAYS else day.isoformat()


def event_words(name: str) -> str:
    """A dated fact by its name, in quotes where the engine does not know it."""
    return KNOWN_FACTS.get(name) or f"“{name.replace('_', ' ')}”"


def event_title(name: str) -> str:
    """The same as a heading or a label has it."""
    said = KNOWN_FACTS.get(name) or name.replace("_", " ")
    return said[:1].upper() + said[1:]


def day_words(rule: Day, origin: str | None = None) -> str:
    """The rule in words, without a full stop; `origin` stands in for the day it counts from."""
    if isinstance(rule, (Fixed, Event, StageBegins)):
        return _named(rule)
    if isinstance(rule, (Latest, Earliest, FirstKnown)):
        return _several(rule)
    start = origin or day_words(rule.origin)
    if isinstance(rule, Shifted):
        return f"{rule.said} {'before' if rule.back else 'after'} {start}"
    if isinstance(rule, EndOf):
        begins = "" if rule.begins == JANUARY_FIRST else f" that begins on {rule.begins}"
        return f"the last day of the {rule.period}{begins} with {start}"
    side = "before" if rule.back else "after"
    return f"{_point(rule)} {'on or ' if rule.same_day else ''}{side} {start}"


def _named(rule: Fixed | Event | StageBegins) -> str:
    if isinstance(rule, Fixed):
        return written(rule.day)
    if isinstance(rule, Event):
        return event_words(rule.name)
    return f"the day the stage “{rule.name}” takes effect"


def _several(rule: Latest | Earliest | FirstKnown) -> str:
    said = [day_words(part) for part in rule.parts]
    if len(said) == 1:
        return said[0]
    if isinstance(rule, FirstKnown):
        return ", or else ".join(said)
    order = "later" if isinstance(rule, Latest) else "earlier"
    return f"{', '.join(said[:-1])} or {said[-1]}, whichever is {order}"


def _point(rule: Next) -> str:
    which = "last" if rule.back else "next"
    if rule.points:
        days = " or ".join(str(point) for point in rule.points)
        every = f" of every {rule.every} years, as in {rule.as_in}," if rule.every > 1 else ""
        return f"the {which} {days}{every}"
    if rule.day_of_month:
        return f"the {which} day {rule.day_of_month} of a month"
    return f"the {which} {WEEKDAYS[rule.weekday].capitalize()}"
