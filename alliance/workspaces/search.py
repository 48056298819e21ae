"""Search: the lists of every domain, each inside its own wall, narrowed to what holds the words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from alliance.core.actor import Actor
from alliance.core.finding import stand_in, words_in
from alliance.core.pages import Cursor
from alliance.core.saying import instant, partial
from alliance.enactments.queries import Found as Campaign
from alliance.enactments.queries import campaigns_like
from alliance.instruments.queries import Found as Instrument
from alliance.instruments.queries import instruments_like
from alliance.litigation.queries import Filter, lawsuits
from alliance.litigation.queries import Line as Lawsuit
from alliance.meetings.finding import Found as Meeting
from alliance.meetings.finding import meetings_like
from alliance.membership.queries import Line as Alliance
from alliance.membership.queries import alliances
from alliance.motions.finding import Found as Motion
from alliance.motions.finding import motions_like
from alliance.motions.rules import NAMED, Kind
from alliance.resolutions.lists import Line as Resolution
from alliance.resolutions.lists import resolutions
from alliance.states.reference import Jurisdiction, jurisdictions, name_of
from alliance.votes.lists import Line as Question
from alliance.votes.lists import questions

SHOWN = 10  # of a kind
START = Cursor()
Line = TypeVar("Line")


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its name, what tells it from others, where it is."""

    name: str
    about: str
    endpoint: str
    where: dict[str, Any]


@dataclass(frozen=True)
class Group:
    """What was found of one kind: up to SHOWN; `more` when there are others.

    `endpoint` and `where` lead to the list that shows all of them; "" where there is none.
    """

    kind: str
    hits: Sequence[Hit]
    more: bool
    endpoint: str = ""
    where: dict[str, Any] | None = None

    @property
    def counted(self) -> str:
        """How much was found, as one says it: "1 state", "10 or more lawsuits"."""
        kind = self.kind.lower().removesuffix("s" if len(self.hits) == 1 else "")
        return f"{len(self.hits)}{' or more' if self.more else ''} {kind}"


def found_for(actor: Actor, text: str) -> list[Group]:
    """What the actor may see and whose name holds every word of the text, kind by kind."""
    words = words_in(text)
    narrowed = Filter(words=text)
    groups = [
        _group("Alliances", alliances(actor, words, SHOWN + 1), _alliance),
        _group("States", _states(words), _state),
        _group("Resolutions", resolutions(actor, START, words=words).items, _resolution),
        _group("Motions", motions_like(actor, words, SHOWN + 1), _motion),
        _group("Questions", questions(actor, START, words=words).items, _question),
        _group("Meetings", meetings_like(actor, words, SHOWN + 1), _meeting),
        _group("Campaigns", campaigns_like(actor, words, SHOWN + 1), _campaign),
        _group("Instruments", instruments_like(actor, words, SHOWN + 1), _instrument),
        _group(
            "Lawsuits",
            lawsuits(actor, START, narrowed).items,
            _lawsuit,
            "litigation.lawsuits",
            {"words": text},
        ),
    ]
    return [group for group in groups if group.hits]


def _group(
    kind: str,
    lines: Sequence[Line],
    hit: Callable[[Line], Hit],
    endpoint: str = "",
    where: dict[str, Any] | None = None,
) -> Group:
    return Group(
        kind, [hit(line) for line in lines[:SHOWN]], len(lines) > SHOWN, endpoint, where or {}
    )


def _states(words: Sequence[str]) -> list[Jurisdiction]:
    """By name, or by postal code when nothing else was asked for."""
    return [
        place
        for place in jurisdictions().values()
        if stand_in(words, place.name) or [word.upper() for word in words] == [place.code]
    ]


def _alliance(line: Alliance) -> Hit:
    bound = "1 state bound" if line.bound == 1 else f"{line.bound} states bound"
    return Hit(line.name, f"{line.kind}; {bound}", "membership.alliance", {"slug": line.slug})


def _state(place: Jurisdiction) -> Hit:
    return Hit(place.name, f"{place.kind}; {place.code}", "workspaces.state", {"code": place.code})


def _resolution(line: Resolution) -> Hit:
    about = f"{line.alliance}: {line.stage}; drafted by {line.office}"
    return Hit(line.title, about, "resolutions.show", {"resolution_id": line.id})


def _motion(line: Motion) -> Hit:
    about = f"{line.alliance}: {NAMED[Kind(line.kind)].lower()}; {line.stands}"
    return Hit(line.title, about, "motions.motion", {"motion_id": line.id})


def _meeting(line: Meeting) -> Hit:
    of = f"{line.alliance}, {line.group}" if line.group else line.alliance
    about = f"{of}: {instant(line.starts_at, line.zone)}; {line.stage}"
    return Hit(line.title, about, "meetings.meeting", {"meeting_id": line.id})


def _question(line: Question) -> Hit:
    about = f"{line.alliance}: {line.outcome or 'open'}"
    if line.own_answer:
        about += f"; your state answered {line.own_answer}"
    return Hit(line.title, about, "votes.show", {"question_id": line.id})


def _campaign(line: Campaign) -> Hit:
    about = f"{line.alliance}: to {line.purpose}; {'closed' if line.closed_at else 'open'}"
    return Hit(line.title, about, "enactments.campaign", {"campaign_id": line.id})


def _instrument(line: Instrument) -> Hit:
    known = "; ".join(one for one in (line.stage, line.bill, line.citation) if one)
    about = f"{line.alliance}: {known}"
    where = {"instrument_id": line.id}
    return Hit(f"{line.title}, {name_of(line.state)}", about, "instruments.instrument", where)


def _lawsuit(line: Lawsuit) -> Hit:
    filed = f"; filed {partial(line.filed)}" if line.filed else ""
    about = f"{line.court}, {line.docket_number}{filed}"
    return Hit(line.caption, about, "litigation.lawsuit", {"case_id": line.case_id})
