"""The course of a meeting, read out of what was written down: pure."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from alliance.meetings.rolls import Casting, Chair, Roll
from alliance.meetings.rules import Way, What


class Happened(Protocol):
    """One thing that was written down; its number, when, what, of whom, and the rest by name."""

    n: int
    at: dt.datetime
    kind: str
    person_id: uuid.UUID | None
    office_id: uuid.UUID | None
    facts: dict[str, Any]


@dataclass
class Item:
    """One item of the agenda."""

    id: int
    title: str
    resolution: str
    presenter: str
    minutes: int | None
    taken_up: list[dt.datetime] = field(default_factory=list)


@dataclass
class Presence:
    """That somebody was there for a state, from when, until when (None: still)."""

    state: str
    how: str
    who: str
    since: dt.datetime
    until: dt.datetime | None = None


@dataclass
class Speech:
    """Somebody's place on the list of speakers."""

    id: int
    state: str
    name: str
    asked_at: dt.datetime
    office_id: uuid.UUID | None
    began_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    withdrawn: bool = False

    @property
    def waits(self) -> bool:
        """Whether its turn is still to come."""
        return self.began_at is None and not self.withdrawn

    @property
    def seconds(self) -> int | None:
        """How long it was, in whole seconds; None while it is not over."""
        if self.began_at is None or self.ended_at is None:
            return None
        return int((self.ended_at - self.began_at).total_seconds())


@dataclass
class Motion:
    """A motion and what became of it; `outcome` is "" while it is open."""

    id: int
    item: int | None
    mover: str
    seconder: str
    words: str
    objected: list[str] = field(default_factory=list)
    outcome: str = ""
    roll: Roll | None = None

    @property
    def open(self) -> bool:
        """Whether it is not disposed of."""
        return not self.outcome


@dataclass
class Note:
    """A paragraph of the clerk's own, after the event with this number."""

    id: int
    after: int
    words: str


@dataclass
class Course:
    """A meeting as far as it has come."""

    items: list[Item] = field(default_factory=list)
    current: int | None = None
    presences: list[Presence] = field(default_factory=list)
    speeches: list[Speech] = field(default_factory=list)
    motions: list[Motion] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    chair: Chair | None = None

    def there(self, at: dt.datetime | None = None) -> dict[str, Presence]:
        """Who is there now, or was at an instant, by state."""
        if at is None:
            return {one.state: one for one in self.presences if one.until is None}
        return {
            one.state: one
            for one in self.presences
            if one.since <= at and (one.until is None or at < one.until)
        }

    def in_person(self, at: dt.datetime | None = None) -> list[str]:
        """The states that are in the room now, or were at an instant."""
        return sorted(state for state, one in self.there(at).items() if one.how == Way.IN_PERSON)

    def item(self, key: int | None) -> Item | None:
        """The item with this number."""
        return next((one for one in self.items if one.id == key), None)

    def motion(self, key: int) -> Motion | None:
        """The motion with this number."""
        return next((one for one in self.motions if one.id == key), None)

    def speech(self, key: int) -> Speech | None:
        """The place on the list with this number."""
        return next((one for one in self.speeches if one.id == key), None)

    @property
    def queue(self) -> list[Speech]:
        """Those who wait for the floor, in the order in which they asked."""
        return [one for one in self.speeches if one.waits]

    @property
    def speaking(self) -> Speech | None:
        """Who has the floor."""
        return next((one for one in self.speeches if one.began_at and not one.ended_at), None)

    @property
    def pending(self) -> list[Motion]:
        """The motions that are not disposed of."""
        return [one for one in self.motions if one.open]

    @property
    def roll_waiting(self) -> Motion | None:
        """The motion whose roll call is not confirmed yet."""
        return next((one for one in self.motions if one.open and one.roll), None)


def when(event: Happened) -> dt.datetime:
    """When it happened: at the instant that was written down for it, else when it was recorded."""
    said = event.facts.get("time")
    return dt.datetime.fromisoformat(said) if said else event.at


def read(events: Iterable[Happened]) -> Course:
    """The course of a meeting out of its events, in the order in which they were recorded."""
    found = Course()
    for one in events:
        if step := _STEPS.get(What(one.kind)):
            step(found, one)
    return found


def _item(course: Course, one: Happened) -> None:
    said = one.facts
    known = course.item(said.get("item"))
    if known is None:
        known = Item(one.n, "", "", "", None)
        course.items.append(known)
    known.title, known.resolution = said["title"], said["resolution"]
    known.presenter, known.minutes = said["presenter"], said["minutes"]


def _order(course: Course, one: Happened) -> None:
    places = {key: place for place, key in enumerate(one.facts["order"])}
    course.items.sort(key=lambda item: places.get(item.id, len(places)))


def _taken_up(course: Course, one: Happened) -> None:
    item = course.item(one.facts["item"])
    if item is not None:
        item.taken_up.append(one.at)
        course.current = item.id


def _came(course: Course, one: Happened) -> None:
    said, at = one.facts, when(one)
    before = course.there().get(said["state"])
    if before is not None:
        before.until = at
    course.presences.append(Presence(said["state"], said["how"], said["who"], at))


def _left(course: Course, one: Happened) -> None:
    state = one.facts["state"]
    before = course.there().get(state)
    if before is not None:
        before.until = when(one)
    if course.chair and course.chair.state == state:
        course.chair = None


def _chair(course: Course, one: Happened) -> None:
    course.chair = Chair(one.facts["state"], one.facts["who"])


def _asked(course: Course, one: Happened) -> None:
    said = one.facts
    course.speeches.append(Speech(one.n, said["state"], said["name"], one.at, one.office_id))


def _speaks(course: Course, one: Happened) -> None:
    speech = course.speech(one.facts["speech"])
    if speech is not None:
        speech.began_at = one.at


def _spoke(course: Course, one: Happened) -> None:
    speech = course.speech(one.facts["speech"])
    if speech is not None:
        speech.ended_at = one.at


def _not_speaking(course: Course, one: Happened) -> None:
    speech = course.speech(one.facts["speech"])
    if speech is not None:
        speech.withdrawn = True


def _moved(course: Course, one: Happened) -> None:
    said = one.facts
    motion = Motion(one.n, said["item"], said["mover"], said["seconder"], said["words"])
    course.motions.append(motion)


def _consent(course: Course, one: Happened) -> None:
    if motion := course.motion(one.facts["motion"]):
        motion.outcome = "carried by unanimous consent"


def _objected(course: Course, one: Happened) -> None:
    if motion := course.motion(one.facts["motion"]):
        motion.objected.append(one.facts["state"])


def _dropped(course: Course, one: Happened) -> None:
    if motion := course.motion(one.facts["motion"]):
        motion.outcome = "withdrawn"


def _roll(course: Course, one: Happened) -> None:
    said = one.facts
    if motion := course.motion(said["motion"]):
        history = [(one.at, one.person_id, dict(said["answers"]), "")]
        chair = said.get("chair")
        motion.roll = Roll(
            one.n,
            motion.id,
            said["rule"],
            list(said["present"]),
            history,
            in_person=said.get("in_person"),
            chair=Chair(**chair) if chair else None,
        )


def _corrected(course: Course, one: Happened) -> None:
    said = one.facts
    motion = course.motion(said["motion"])
    if motion and motion.roll:
        entered = (one.at, one.person_id, dict(said["answers"]), said["reason"])
        motion.roll.history.append(entered)
        motion.roll.sent_back = ""


def _cast(course: Course, one: Happened) -> None:
    motion = course.motion(one.facts["motion"])
    if motion and motion.roll:
        roll = motion.roll
        roll.castings.append(Casting(len(roll.history), one.facts["vote"], one.at, one.person_id))


def _confirmed(course: Course, one: Happened) -> None:
    motion = course.motion(one.facts["motion"])
    if motion and motion.roll:
        motion.roll.confirmed_at, motion.roll.confirmed_by = one.at, one.person_id
        motion.roll.tally = one.facts["tally"]
        motion.outcome = one.facts["tally"]["outcome"]


def _sent_back(course: Course, one: Happened) -> None:
    motion = course.motion(one.facts["motion"])
    if motion and motion.roll:
        motion.roll.sent_back = one.facts["reason"]


def _note(course: Course, one: Happened) -> None:
    said = one.facts
    known = next((note for note in course.notes if note.id == said.get("note")), None)
    if known is None:
        course.notes.append(Note(one.n, said["after"], said["words"]))
    else:
        known.words = said["words"]


_STEPS: Mapping[What, Callable[[Course, Happened], None]] = {
    What.ITEM: _item,
    What.ORDER: _order,
    What.TAKEN_UP: _taken_up,
    What.CAME: _came,
    What.LEFT: _left,
    What.CHAIR: _chair,
    What.ASKED: _asked,
    What.SPEAKS: _speaks,
    What.SPOKE: _spoke,
    What.NOT_SPEAKING: _not_speaking,
    What.MOVED: _moved,
    What.CONSENT: _consent,
    What.OBJECTED: _objected,
    What.DROPPED: _dropped,
    What.ROLL: _roll,
    What.CORRECTED: _corrected,
    What.CAST: _cast,
    What.CONFIRMED: _confirmed,
    What.SENT_BACK: _sent_back,
    What.NOTE: _note,
}
