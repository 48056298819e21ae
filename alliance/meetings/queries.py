"""Reading meetings, inside the reader's wall."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Uuid, bindparam, select

from alliance.accounts.models import Office, Person
from alliance.charters.classes import stands_of
from alliance.charters.models import Group
from alliance.charters.queries import (
    ACTIVE,
    charter_on,
    groups_of,
    officers_of,
    seats_of,
    terms_on,
)
from alliance.charters.queries import group as group_by_id
from alliance.charters.rules import SeatRole, holding
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import as_id, db
from alliance.core.policy import may
from alliance.core.transaction import writing
from alliance.meetings.course import Course, Item, read
from alliance.meetings.models import Meeting, MeetingEvent, Minutes, running
from alliance.meetings.policy import Body, Do, reads
from alliance.meetings.rules import WRITTEN_SINCE, Stage
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug, roster
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import within_its_wall
from alliance.rulebook.problems import Malformed
from alliance.rulebook.tallying import check_rule
from alliance.votes.rosters import roster_on
from alliance.votes.rules import USUAL_RULE

_ONE = select(Meeting).where(Meeting.id == bindparam("id", type_=Uuid()))
_HELD = _ONE.with_for_update(of=Meeting)


def meeting(actor: Actor, meeting_id: uuid.UUID) -> Meeting | None:
    """The meeting, if the actor may know of it; its row is held while a change is under way."""
    wanted = _HELD if writing() else _ONE
    found = db.session.scalars(wanted, {"id": meeting_id}).first()
    return found if found is not None and reads(actor, found) else None


def minutes(actor: Actor, meeting_id: uuid.UUID, version: int) -> Minutes | None:
    """One version of the minutes, if the actor may know of the meeting."""
    found = meeting(actor, meeting_id)
    if found is None or not 1 <= version <= found.drafted:  # a larger one fits into no column
        return None
    return db.session.get(Minutes, (meeting_id, version))


def body(_actor: Actor | None, slug: str) -> Body | None:
    """An alliance as something that meets."""
    found = alliance_by_slug(None, slug)
    if found is None:
        return None
    return Body(found, None, running(titles=list(officers_of(found))))


def group_body(_actor: Actor | None, group_id: uuid.UUID) -> Body | None:
    """A group of an alliance as something that meets."""
    found = group_by_id(None, group_id)
    if found is None:
        return None
    return Body(found.alliance, found, running(seats=list(seats_of([found]))))


def group_bodies(alliance: Alliance) -> list[Body]:
    """The groups of an alliance that last today, as bodies that meet."""
    groups = holding(groups_of(alliance), clock.today())
    seats = seats_of(groups)
    return [
        Body(alliance, one, running(seats=[seat for seat in seats if seat.group_id == one.id]))
        for one in groups
    ]


def meetings_of(alliance: Alliance) -> Sequence[Meeting]:
    """The meetings of an alliance and of its groups, the latest first."""
    wanted = select(Meeting).where(Meeting.alliance_id == alliance.id)
    return db.session.scalars(wanted.order_by(Meeting.starts_at.desc(), Meeting.id)).all()


def events_of(meeting: Meeting) -> Sequence[MeetingEvent]:
    """What happened, in the order in which it was written down."""
    wanted = select(MeetingEvent).where(MeetingEvent.meeting_id == meeting.id)
    return db.session.scalars(wanted.order_by(MeetingEvent.n)).all()


def course_of(meeting: Meeting) -> Course:
    """How far the meeting has come."""
    return read(events_of(meeting))


def versions_of(meeting: Meeting) -> Sequence[Minutes]:
    """Every version of its minutes, the newest first."""
    wanted = select(Minutes).where(Minutes.meeting_id == meeting.id)
    return db.session.scalars(wanted.order_by(Minutes.version.desc())).all()


def minutes_now(meeting: Meeting) -> Minutes | None:
    """The newest version of its minutes."""
    return db.session.get(Minutes, (meeting.id, meeting.drafted)) if meeting.drafted else None


def why_not_as_drafted(meeting: Meeting, course: Course) -> str:
    """The reason against signing or confirming the newest version as it was frozen, or "".

    Paragraphs are all that changes after that; nothing does once the minutes are confirmed.
    """
    one = minutes_now(meeting) if meeting.stands is Stage.DRAFTED else None
    if one is None:
        return ""
    frozen = {
        (entry["n"], entry["after"], entry["text"])
        for entry in json.loads(one.text)["entries"]
        if "after" in entry
    }
    now = {(note.id, note.after, note.words) for note in course.notes if note.words}
    return "" if now == frozen else WRITTEN_SINCE


def roll_of(alliance: Alliance, group: Group | None) -> dict[str, dict[str, Any]]:
    """Which states belong today, and which of them vote.

    Of an alliance: who votes by its charter, and who may sit without a vote. Of a group: those
    with a seat; a liaison does not vote.
    """
    members = roster(alliance, None).members
    stands = stands_of(alliance, terms_on(alliance, clock.today()), members, None)
    words = {state: one.word for state, one in stands.items()}
    if group is not None:
        seated = holding(seats_of([group]), clock.today())
        voting = {one.state_code for one in seated if one.role != SeatRole.LIAISON}
        states = {one.state_code: words.get(one.state_code, "other") for one in seated}
    else:
        belong = {one.state for one in members if one.standing in ACTIVE}
        voting = {state for state, one in stands.items() if one.votes and state in belong}
        states = {
            state: words[state] for state, one in stands.items() if one.sits or state in voting
        }
    rows = roster_on(states, clock.today())
    return {code: {**says, "voting": code in voting} for code, says in rows.items()}


def rule_of(alliance: Alliance) -> dict[str, Any]:
    """The usual decision rule of an alliance: the charter's where it has one that can be read."""
    return charter_rule(alliance) or dict(USUAL_RULE)


def charter_rule(alliance: Alliance) -> dict[str, Any] | None:
    """The decision rule that the charter in force carries, if any."""
    charter = charter_on(alliance, clock.today())
    found = (charter.rules or {}).get("decision") if charter else None
    if not isinstance(found, dict):
        return None
    try:
        check_rule(found)
    except Malformed:
        return None
    return found


def shown_resolutions(actor: Actor, items: Sequence[Item]) -> Mapping[str, Resolution]:
    """The resolutions on an agenda that this reader may see, by id; of others nothing is said."""
    keys = [key for one in items if (key := as_id(one.resolution))]
    if not keys:
        return {}
    found = db.session.scalars(select(Resolution).where(Resolution.id.in_(keys)))
    return {str(one.id): one for one in found if within_its_wall(actor, one)}


def resolutions_for(actor: Actor, alliance: Alliance) -> list[tuple[str, str]]:
    """The texts that may be put on an agenda: circulated ones that the actor may see."""
    wanted = select(Resolution).where(
        Resolution.alliance_id == alliance.id, Resolution.shown_version.is_not(None)
    )
    found = db.session.scalars(wanted.order_by(Resolution.changed_at.desc()).limit(100))
    return [(str(one.id), one.title) for one in found if within_its_wall(actor, one)]


def offices_of(course: Course) -> Mapping[uuid.UUID, str]:
    """The offices that asked to speak, by name."""
    keys = {one.office_id for one in course.speeches if one.office_id}
    rows = db.session.execute(select(Office.id, Office.name).where(Office.id.in_(keys)))
    return {row.id: row.name for row in rows} if keys else {}


def people(keys: Sequence[uuid.UUID | None]) -> Mapping[uuid.UUID | None, str]:
    """The names of people, in one statement."""
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def may_run(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor is of those who run it."""
    return may(actor, Do.NOTE, meeting)


def is_over(meeting: Meeting) -> bool:
    """Whether nothing is to come of it."""
    return meeting.stands in {Stage.CANCELLED, Stage.SIGNED} and not meeting.waits
