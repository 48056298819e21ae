"""The minutes of a meeting, built from what was written down while it went on: pure.

They record what was done, not what was said: the list of speakers is not in them.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from alliance.core import clock
from alliance.core.saying import clock_time, instant, listed
from alliance.meetings.counting import quorum
from alliance.meetings.course import Course, Happened, Motion, read, when
from alliance.meetings.rolls import Chair, Roll
from alliance.meetings.rules import What, Word
from alliance.meetings.voted import Voted, with_votes
from alliance.rulebook.tallying import sentence_of
from alliance.states.reference import name_of

FORMAT = "alliance-minutes/1"
Names = Mapping[uuid.UUID | None, str]


@dataclass(frozen=True)
class Frame:
    """What is known of a meeting beside its events."""

    id: str
    title: str
    body: str
    alliance: str
    zone: str
    starts_at: dt.datetime
    place: str
    link: str
    roll: Mapping[str, Mapping[str, Any]]
    rule: Mapping[str, Any]
    opened_at: dt.datetime | None = None
    adjourned_at: dt.datetime | None = None


def build(
    frame: Frame, events: Sequence[Happened], names: Names, votes: Sequence[Voted] = ()
) -> dict[str, Any]:
    """The minutes as JSON values, as far as the meeting has come; `votes` were taken in it."""
    course = read(events)
    return {
        "format": FORMAT,
        "meeting": {
            "id": frame.id,
            "title": frame.title,
            "body": frame.body,
            "alliance": frame.alliance,
            "zone": frame.zone,
            "called_for": _both(frame.starts_at, frame.zone),
            "place": frame.place,
            "link": frame.link,
            "opened": _both(frame.opened_at, frame.zone),
            "adjourned": _both(frame.adjourned_at, frame.zone),
        },
        "attendance": _attendance(frame, course),
        "agenda": [
            {"title": one.title, "presenter": one.presenter, "taken_up": bool(one.taken_up)}
            for one in course.items
        ],
        "entries": _with_notes(
            with_votes(_entries(frame, course, events, names), votes, frame.zone), course
        ),
        "corrections": [],
    }


def _both(at: dt.datetime | None, zone: str) -> dict[str, str] | None:
    """An instant for machines, and as the meeting's own clock showed it."""
    if at is None:
        return None
    time = clock_time(at.astimezone(ZoneInfo(zone)))
    return {"at": clock.stamp(at), "words": instant(at, zone), "time": time}


def corrected(body: Mapping[str, Any], words: str, reason: str, at: dt.datetime) -> dict[str, Any]:
    """The same minutes with a correction added; nothing else in them changes."""
    said = {"at": clock.stamp(at), "words": words, "reason": reason}
    return {**body, "corrections": [*body["corrections"], said]}


def _attendance(frame: Frame, course: Course) -> list[dict[str, Any]]:
    return [
        {
            "state": code,
            "name": name_of(code),
            "voting": says["voting"],
            "there": [
                {
                    "who": one.who,
                    "how": one.how,
                    "from": _both(one.since, frame.zone),
                    "until": _both(one.until, frame.zone),
                }
                for one in course.presences
                if one.state == code and one.since != one.until
            ],
        }
        for code, says in sorted(frame.roll.items(), key=lambda pair: name_of(pair[0]))
    ]


def _entries(
    frame: Frame, course: Course, events: Sequence[Happened], names: Names
) -> list[dict[str, Any]]:
    place, found = ZoneInfo(frame.zone), []
    in_order = sorted(events, key=lambda one: (when(one), one.n))
    for (at, attends), several in groupby(in_order, key=lambda one: (when(one), _attends(one))):
        batch = list(several)
        said = (
            [_came_and_left(frame, course, batch, at)]
            if attends
            else [_said(course, one, names) for one in batch]
        )
        for entry in said:
            if entry is not None:
                time = clock_time(at.astimezone(place))
                found.append({"at": clock.stamp(at), "time": time, **entry})
    return found


def _attends(one: Happened) -> bool:
    return one.kind in {What.CAME, What.LEFT}


def _came_and_left(
    frame: Frame, course: Course, batch: Sequence[Happened], at: dt.datetime
) -> dict[str, Any]:
    came = [
        f"{name_of(one.facts['state'])} ({one.facts['who']}, {one.facts['how']})"
        for one in batch
        if one.kind == What.CAME
    ]
    left = [name_of(one.facts["state"]) for one in batch if one.kind == What.LEFT]
    parts = [f"Present: {'; '.join(came)}."] if came else []
    parts += [f"Left: {listed(left)}."] if left else []
    found = quorum(frame.rule, frame.roll, list(course.there(at)), course.in_person(at))
    return {"n": batch[-1].n, "kind": "attendance", "text": " ".join([*parts, found.words])}


def _said(course: Course, one: Happened, names: Names) -> dict[str, Any] | None:
    what, facts = What(one.kind), one.facts
    text: str | None = None
    more: dict[str, Any] = {}
    motion = course.motion(facts["motion"]) if "motion" in facts else None
    if what is What.OPENED:
        text = f"The meeting was called to order{_by(names, one)}."
    elif what is What.CHAIR:
        text = f"{Chair(facts['state'], facts['who']).words} took the chair."
    elif what is What.TAKEN_UP:
        text = _taken_up(course, facts["item"])
    elif what is What.MOVED:
        text = _moved(course, one.n, facts)
    elif what is What.CONSENT and motion:
        text = f"{_titled(course, motion)} carried by unanimous consent: nobody objected."
    elif what is What.OBJECTED and motion:
        state = name_of(facts["state"])
        text = f"{state} objected to unanimous consent on {_titled(course, motion, low=True)}."
    elif what is What.DROPPED and motion:
        text = f"{_titled(course, motion)} was withdrawn."
    elif what is What.ROLL and motion and motion.roll and motion.roll.tally:
        text, more = _roll(course, motion, names)
    elif what is What.ADJOURNED:
        text = f"The meeting was adjourned{_by(names, one)}."
    return {"n": one.n, "kind": str(what), "text": text, **more} if text else None


def _by(names: Names, one: Happened) -> str:
    name = names.get(one.person_id)
    return f"; recorded by {name}" if name else ""


def _taken_up(course: Course, key: int) -> str | None:
    item = course.item(key)
    if item is None:
        return None
    place = course.items.index(item) + 1
    presented = f", presented by {item.presenter}" if item.presenter else ""
    return f"Item {place} of the agenda was taken up: {item.title}{presented}."


def _moved(course: Course, key: int, facts: Mapping[str, Any]) -> str:
    motion = course.motion(key)
    assert motion is not None, "it was moved"
    seconded = f", seconded by {name_of(facts['seconder'])}" if facts["seconder"] else ""
    said = f"{_titled(course, motion)}: {name_of(facts['mover'])} moved{seconded}:"
    return f"{said} “{facts['words']}”"


def _titled(course: Course, motion: Motion, *, low: bool = False) -> str:
    number = course.motions.index(motion) + 1
    return f"{'motion' if low else 'Motion'} {number}"


def _roll(course: Course, motion: Motion, names: Names) -> tuple[str, dict[str, Any]]:
    roll = motion.roll
    assert roll is not None
    assert roll.tally is not None
    lists = {str(word): [name_of(code) for code in roll.those(word)] for word in Word}
    said = f"Roll call on {_titled(course, motion, low=True)}: {roll.tally['outcome']}."
    confirmed = f"Confirmed by {names.get(roll.confirmed_by, 'a second person')}."
    return " ".join(filter(None, [said, _in_a_tie(roll), confirmed])), {
        "roll": {
            "rule": sentence_of(roll.rule),
            "answers": lists,
            "outcome": roll.tally["outcome"],
            "steps": list(roll.tally["steps"]),
            "corrections": len(roll.history) - 1,
            **({"casting_vote": roll.casting_vote} if roll.casting else {}),
        }
    }


def _in_a_tie(roll: Roll) -> str:
    """That the chair decided it, and who that was."""
    if not roll.casting or roll.chair is None:
        return ""
    said = f"the casting vote of {roll.chair.words}, in the chair, was {roll.casting}"
    return f"The votes were even; {said}."


def _with_notes(entries: list[dict[str, Any]], course: Course) -> list[dict[str, Any]]:
    """Each of the clerk's paragraphs after what it was written after."""
    found = list(entries)
    for note in sorted(course.notes, key=lambda one: (one.after, one.id)):
        if not note.words:
            continue
        before = [place for place, one in enumerate(found) if _anchor(one) <= note.after]
        place = before[-1] + 1 if before else 0
        said = {"n": note.id, "after": note.after, "kind": str(What.NOTE), "text": note.words}
        at = found[place - 1] if place else {"at": None, "time": ""}
        found.insert(place, {"at": at["at"], "time": "", **said})
    return found


def _anchor(entry: Mapping[str, Any]) -> int:
    """The number of the event by which an entry has its place."""
    number: int = entry.get("after", entry["n"])
    return number
