"""What minutes say of questions that were put in the meeting: pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from alliance.core import clock
from alliance.core.saying import clock_time
from alliance.meetings.rules import Word
from alliance.states.reference import name_of

PUT, DECIDED, TAKEN_OFF = "question put", "question decided", "question taken off"


@dataclass(frozen=True)
class Voted:
    """A question of a meeting; `answers` in words by state, none of a secret election.

    `after` is the number of the event after which it was put; `outcome` is "" while it is open.
    """

    after: int
    title: str
    opened_at: dt.datetime
    rule: str
    roster: Sequence[str]
    outcome: str = ""
    closed_at: dt.datetime | None = None
    void_reason: str = ""
    answers: Mapping[str, str] | None = field(default_factory=dict)
    steps: Sequence[str] = ()


def with_votes(
    entries: list[dict[str, Any]], votes: Sequence[Voted], zone: str
) -> list[dict[str, Any]]:
    """The proceedings with every question put among them, in the order of time."""
    found = list(entries)
    for number, one in enumerate(votes, 1):
        said: list[tuple[dt.datetime, str, str, dict[str, Any]]] = []
        said += [(one.opened_at, PUT, _put(number, one), {})]
        if one.closed_at is not None:
            kind, text = _closed(number, one)
            said.append((one.closed_at, kind, text, _roll(one)))
        for at, kind, text, more in said:
            time = clock_time(at.astimezone(ZoneInfo(zone)))
            entry = {"at": clock.stamp(at), "time": time, "n": one.after, "kind": kind}
            found.append({**entry, "text": text, **more})
    return sorted(found, key=lambda one: str(one["at"]))


def _put(number: int, one: Voted) -> str:
    return f"Question {number} was put to {len(one.roster)} states: shall “{one.title}” be adopted?"


def _closed(number: int, one: Voted) -> tuple[str, str]:
    if one.void_reason:
        return TAKEN_OFF, f"Question {number} was taken off: {one.void_reason}"
    return DECIDED, f"Question {number}, on “{one.title}”: {one.outcome}."


def _roll(one: Voted) -> dict[str, Any]:
    """The roll call in the shape of those that are taken by hand; what fits no word by itself."""
    if one.void_reason:
        return {}
    given = one.answers or {}
    lists = {str(word): _named(one, given, str(word)) for word in Word}
    if one.answers is not None:
        lists[str(Word.ABSENT)] = _named(one, given, None)
    others = [
        f"{name_of(state)}: {said}"
        for state, said in sorted(given.items())
        if said not in set(Word)
    ]
    return {
        "roll": {
            "rule": one.rule,
            "answers": lists,
            "others": others,
            "outcome": one.outcome,
            "steps": list(one.steps),
            "corrections": 0,
        }
    }


def _named(one: Voted, given: Mapping[str, str], word: str | None) -> list[str]:
    """Who on the roster answered so; None: not at all."""
    return [name_of(state) for state in sorted(one.roster) if given.get(state) == word]
