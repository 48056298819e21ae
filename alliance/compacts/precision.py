"""How precisely the sources give the days with which a compact computes, and how that is said."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from alliance.core.dates import PartialDate, Precision, parse_partial_date
from alliance.core.saying import listed
from alliance.membership.known import before_all
from alliance.membership.precision import coarsest
from alliance.rulebook.forces.nodes import Span
from alliance.rulebook.forces.status import Status
from alliance.states.reference import name_of

NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Dating:
    """Days of joining and leaving that are known only to a month or a year, by their first day.

    `undated` are the states of which the source gives no day of joining: they count from
    `formed`, when the body was formed.
    """

    said: Mapping[dt.date, str] = field(default_factory=dict)
    undated: frozenset[str] = frozenset()
    formed: PartialDate | None = None

    def text(self, day: dt.date | None) -> str:
        """A day as its source gives it; "" where there is none, or where it is ever since."""
        if day is None or day == dt.date.min:
            return ""
        return self.said.get(day, day.isoformat())


def dating_of(rows: Iterable[Any], formed: PartialDate | None) -> Dating:
    """Of rows with `name`, `starts`, `ends`, `since` and `left`, as stretches have them."""
    texts, undated = set(), set()
    for row in rows:
        given = {row.since: row.starts, row.left: row.starts}
        texts |= {text for text, day in given.items() if text and _first_day(text) == day}
        if row.since is None:
            undated.add(row.name)
    if undated and formed is not None:
        texts.add(formed.text)
    said = {day: text for day, text in coarsest(texts).items() if text != day.isoformat()}
    return Dating(said, frozenset(undated), formed)


def _first_day(text: str) -> dt.date | None:
    read = parse_partial_date(text)
    return read.first_day if read else None


def kept_dates(dating: Dating, spans: Iterable[Span]) -> dict[str, Any]:
    """The precision of the days on which it came into force, to be kept beside a history."""
    begins = {day for day, _ in spans}
    return {"said": {day.isoformat(): text for day, text in dating.said.items() if day in begins}}


def dates_kept(said: Mapping[str, Any]) -> dict[dt.date, str]:
    """What was kept so."""
    return {dt.date.fromisoformat(day): text for day, text in said.get("said", {}).items()}


@dataclass(frozen=True)
class Told:
    """A compact on a day, with the precision of its days; `known` False: nothing was known yet."""

    status: Status
    since: str = ""
    known: bool = True

    @property
    def precision(self) -> str | None:
        """How precisely it is known since when it is in force."""
        read = parse_partial_date(self.since)
        return read.precision.value if read else None

    def as_json(self) -> dict[str, object]:
        """The keys of the status, and `since_precision` and `known`."""
        told = self.status.as_json()
        return told | {"since_precision": self.precision, "known": self.known}


def unknown(status: Status, first: dt.date) -> Told:
    """Nothing was recorded of it before this day: how it stood, nobody knew."""
    said = f"{before_all(first)}: how it stood, as known then, cannot be said."
    return Told(replace(status, steps=(said,)), known=False)


def told(status: Status, dating: Dating) -> Told:
    """A status with the steps that say how precisely its days are known."""
    steps = (*_notes(status, dating), *status.steps[1:])
    return Told(replace(status, steps=status.steps[:1] + steps), dating.text(status.since))


def _notes(status: Status, dating: Dating) -> Iterable[str]:
    if undated := sorted(dating.undated & set(status.parties), key=name_of):
        yield _undated(undated, status.parties, dating.formed)
    read = parse_partial_date(dating.text(status.since))
    if read is not None and read.precision is not Precision.DAY:
        yield (
            f"Since when it is in force is known only to the {read.precision}, {read.text}: "
            f"that computes as its first day, {read.first_day}."
        )


def _undated(states: list[str], parties: Collection[str], formed: PartialDate | None) -> str:
    few = len(states) <= NAMED_AT_MOST
    who = listed([name_of(one) for one in states]) if few else f"{len(states)} of {len(parties)}"
    they = "it counts" if len(states) == 1 else "they count"
    since = f"from {formed.text}, when the body was formed" if formed else "from the beginning"
    return f"For {who} the source gives no day of joining: {they} {since}."
