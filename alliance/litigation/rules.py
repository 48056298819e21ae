"""The rules of litigation: who sues together on a day, and how an office stands to a case."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from alliance.core.dates import PartialDate


class Stance(StrEnum):
    """What an office says about a lawsuit of others."""

    JOINS = "joins"
    DECLINES = "declines"
    CONSIDERING = "considering"


class Complete(StrEnum):
    """Whether the source names all plaintiff states."""

    YES = "yes"
    NO = "no"
    UNVERIFIED = "unverified"


class Effect(StrEnum):
    """What an event does to the plaintiffs it names."""

    FIRST = "first"
    ADDS = "adds"
    REMOVES = "removes"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Lawsuit:
    """One lawsuit in the words of its source; states are postal codes in source order."""

    case_id: str
    caption: str
    court_id: str
    docket_number: str
    date_filed: PartialDate | None = None
    lead_plaintiff: str = ""
    plaintiff_states: tuple[str, ...] = ()
    plaintiff_state_count: int | None = None
    plaintiffs_complete: Complete = Complete.UNVERIFIED
    basis: str = ""
    challenged_action: str = ""
    opposing_party: str = ""
    status: str = ""
    date_terminated: PartialDate | None = None
    related_dockets: tuple[str, ...] = ()
    source: str = ""
    as_of: dt.date | None = None
    note: str = ""


@dataclass(frozen=True)
class LawsuitEvent:
    """One event of a lawsuit; without a date it is known but cannot be placed in time."""

    case_id: str
    date: PartialDate | None
    event: str
    states: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    as_of: dt.date | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Case, date, event and states: two rows with the same key are the same event."""
        date = self.date.text if self.date else ""
        return (self.case_id, date, self.event, " ".join(self.states))


@dataclass(frozen=True)
class Undated:
    """An event that could not be counted because its source gives no date."""

    event: str
    states: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {"event": self.event, "states": list(self.states)}


@dataclass(frozen=True)
class Participation:
    """The plaintiff states of one day, the lead first, and the events left out for want of date."""

    states: tuple[str, ...]
    undated: tuple[Undated, ...]


_FIRST = re.compile(r"(?:original |initial |first )?complaint(?: was)? filed\b")
# Words about people who are no plaintiffs, and about what was asked for but not done.
_ABOUT_OTHERS = re.compile(
    r"\bamic(?:us|i)\b|\bdefendants?\b|\bcounsel\b|\battorneys?\b(?! general)"
    r"|\b(?:claims?|briefs?|appeals?|exhibits?|declarations?)\b"
)
_NOT_DONE = re.compile(r"\b(?:denied|denies|denying|refused|seeks?|proposed|opposes?|opposed)\b")
_ASKED = re.compile(r"\b(?:motion|moves?|moved|request(?:s|ed)?|leave|petition)\b")
_ALLOWED = re.compile(r"\b(?:grant(?:s|ed|ing)?|allowed|approved)\b")
_LEAVES = r"(?:withdraws?|withdrawn|withdrew|drops?|dropped|remove[sd]?|terminated)"
_REMOVES = re.compile(
    rf"\bplaintiffs?\b.*\b{_LEAVES}\b|\b{_LEAVES}\b.*\bplaintiffs?\b"
    r"|\bdismissed as to\b"
    rf"|^(?:states? )?{_LEAVES}(?: from the (?:case|suit|lawsuit|complaint))?$"
)
_JOINS = r"(?:add(?:s|ed)?|join(?:s|ed)?|listed|intervene[sd]?)"
_ADDS = re.compile(
    rf"\bplaintiffs?\b.*\b{_JOINS}\b|\b{_JOINS}\b.*\bplaintiffs?\b"
    r"|\bintervene[sd]?\b"
    rf"|^(?:states? )?{_JOINS}(?: the (?:case|suit|lawsuit|complaint))?$"
)


def effect_of(event: str) -> Effect:
    """What the words of an event do to the plaintiffs; anything unclear does nothing."""
    words = " ".join(event.casefold().split())
    if _FIRST.match(words):
        return Effect.FIRST
    only_asked = _ASKED.search(words) and not _ALLOWED.search(words)
    if _ABOUT_OTHERS.search(words) or _NOT_DONE.search(words) or only_asked:
        return Effect.NOTHING
    if _REMOVES.search(words):
        return Effect.REMOVES
    return Effect.ADDS if _ADDS.search(words) else Effect.NOTHING


def plaintiffs_on(lawsuit: Lawsuit, events: Iterable[LawsuitEvent], day: dt.date) -> Participation:
    """Who sues on `day`: the first plaintiffs, then what dated events up to that day changed.

    The first plaintiffs are those of the earliest dated "complaint filed" event that names states,
    else those of the lawsuit itself. Before the filing there are none.
    """
    own = [event for event in events if event.case_id == lawsuit.case_id]
    undated = tuple(Undated(one.event, one.states) for one in own if one.date is None)
    dated = sorted(
        ((one.date.first_day, one) for one in own if one.date is not None and one.states),
        key=lambda pair: pair[0],
    )
    complaint = next((pair for pair in dated if effect_of(pair[1].event) is Effect.FIRST), None)
    filed = _filed_on(lawsuit, complaint)
    if filed is not None and day < filed:
        return Participation(states=(), undated=undated)
    states = dict.fromkeys(complaint[1].states if complaint else _named(lawsuit))
    for happened, event in dated:
        if happened > day:
            break
        effect = effect_of(event.event)
        if effect is Effect.ADDS:
            states |= dict.fromkeys(event.states)
        elif effect is Effect.REMOVES:
            for state in event.states:
                states.pop(state, None)
    return Participation(_lead_first(lawsuit.lead_plaintiff, tuple(states)), undated)


def _filed_on(lawsuit: Lawsuit, complaint: tuple[dt.date, LawsuitEvent] | None) -> dt.date | None:
    if lawsuit.date_filed is not None:
        return lawsuit.date_filed.first_day
    return complaint[0] if complaint else None


def _named(lawsuit: Lawsuit) -> tuple[str, ...]:
    """The states of the caption; the lead counts even where the list forgets it."""
    lead = (lawsuit.lead_plaintiff,) if lawsuit.lead_plaintiff else ()
    return (*lead, *lawsuit.plaintiff_states)


def _lead_first(lead: str, states: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(states, key=lambda state: state != lead))
