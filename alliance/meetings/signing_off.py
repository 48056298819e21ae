"""The minutes are frozen, signed and confirmed; later versions only add corrections."""

import json
from typing import Any

from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import append, db
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.meetings.minutes import Frame, build, corrected
from alliance.meetings.models import Meeting, Minutes, MinutesStep
from alliance.meetings.policy import Do
from alliance.meetings.queries import (
    course_of,
    events_of,
    minutes_now,
    people,
    why_not_as_drafted,
)
from alliance.meetings.questions import as_voted, put_in
from alliance.meetings.rules import LONGEST_LINE, LONGEST_WORDS, Capacity, Stage, Step, Waits
from alliance.meetings.writing import held, line

CHANGED = (
    "The minutes are not those that you reviewed. Nothing is recorded. Read them, then confirm "
    "again."
)
WAITED_FOR = "A roll call is not confirmed yet. The minutes say what it decided, so it comes first."


def as_they_stand(meeting: Meeting) -> dict[str, Any]:
    """The minutes as far as the meeting has come."""
    events = events_of(meeting)
    frame = Frame(
        id=str(meeting.id),
        title=meeting.title,
        body=meeting.body,
        alliance=meeting.alliance.name,
        zone=meeting.zone,
        starts_at=meeting.starts_at,
        place=meeting.place,
        link=meeting.link,
        roll=meeting.roll,
        rule=meeting.rule,
        opened_at=meeting.opened_at,
        adjourned_at=meeting.adjourned_at,
    )
    votes = [as_voted(one) for one in put_in(meeting)]
    return build(frame, events, people([one.person_id for one in events]), votes)


def sha256_of(body: dict[str, Any]) -> str:
    """The digest by which minutes are reviewed, signed and confirmed."""
    return digest(canonical(body))


@operation(Do.DRAFT)
def draft(actor: Actor, meeting: Meeting, *, sha256: str, reason: str = "") -> Act[int]:
    """Freeze the minutes as they were reviewed; again, with a reason, until they are confirmed."""
    now = held(meeting)
    if meeting.stands not in {Stage.ADJOURNED, Stage.DRAFTED}:
        raise RuleBroken(
            "Minutes are drafted when the meeting is adjourned, until they are signed."
        )
    if course_of(meeting).roll_waiting is not None:
        raise RuleBroken(WAITED_FOR)
    body = as_they_stand(meeting)
    if sha256_of(body) != sha256:
        raise ChangedMeanwhile(CHANGED)
    before = minutes_now(meeting)
    if before is not None:
        reason = line(reason, LONGEST_LINE, "Say why there is another version.")
        if before.sha256 == sha256 and before.mark(Step.RETURNED) is None:
            raise RuleBroken("These minutes are drafted already.")
    act = _add(actor, meeting, body, reason if before else "", now)
    if meeting.stands is Stage.ADJOURNED:
        meeting.stage = Stage.DRAFTED.value
    db.session.flush()
    return act


@operation(Do.DRAFT)
def correct(actor: Actor, meeting: Meeting, *, words: str, reason: str, base: int) -> Act[int]:
    """Add a correction to minutes that are signed: a new version, to be signed and confirmed.

    `base` is the confirmed version that the writer had before them.
    """
    now = held(meeting)
    if meeting.stands is not Stage.SIGNED:
        raise RuleBroken("Only signed minutes are corrected. Draft these anew instead.")
    if meeting.waits:
        raise RuleBroken("A correction waits already. It is signed and confirmed first.")
    if base != meeting.confirmed:
        raise ChangedMeanwhile(CHANGED)
    if not words.strip() or len(words) > LONGEST_WORDS:
        raise RuleBroken(f"Write the correction, in at most {LONGEST_WORDS:,} characters.")
    reason = line(reason, LONGEST_LINE, "Say why the minutes are corrected.")
    standing = db.session.get_one(Minutes, (meeting.id, meeting.confirmed))
    body = corrected(json.loads(standing.text), words.strip(), reason, now)
    return _add(actor, meeting, body, reason, now)


@operation(Do.SIGN)
def sign(
    actor: Actor, meeting: Meeting, *, version: int, sha256: str, capacity: Capacity
) -> Act[int]:
    """Sign the minutes as their chair or secretary."""
    now = held(meeting)
    one = _under_way(meeting, version, sha256, {Waits.SIGNATURE})
    _refuse_written_since(meeting)
    _mark(actor, one, Step.SIGNED, now, capacity=str(capacity))
    meeting.waits, meeting.waits_not_id = Waits.CONFIRMATION.value, actor.person_id
    db.session.flush()
    facts = {**_named(one), "capacity": str(capacity)}
    return Act(version, meeting, facts, now)


@operation(Do.CONFIRM)
def confirm(actor: Actor, meeting: Meeting, *, version: int, sha256: str) -> Act[int]:
    """Confirm signed minutes, as another person than who signed. Then the meeting is closed."""
    now = held(meeting)
    one = _under_way(meeting, version, sha256, {Waits.CONFIRMATION})
    signed = one.mark(Step.SIGNED)
    if signed is None or signed.person_id == actor.person_id:
        raise RuleBroken("You signed these minutes. Another person confirms them.")
    _refuse_written_since(meeting)
    _mark(actor, one, Step.CONFIRMED, now)
    meeting.confirmed = version
    meeting.stage = Stage.SIGNED.value
    _waits_for_nobody(meeting)
    key = f"{meeting.id}:{version}"
    tell(f"alliance:{meeting.alliance_id}", "meetings/mail/signed", str(meeting.id), key)
    return Act(version, meeting, _named(one), now)


@operation(Do.RETURN)
def give_back(
    actor: Actor, meeting: Meeting, *, version: int, sha256: str, reason: str
) -> Act[int]:
    """Send minutes back before they are confirmed, with the reason."""
    now = held(meeting)
    one = _under_way(meeting, version, sha256, {Waits.SIGNATURE, Waits.CONFIRMATION})
    why = line(reason, LONGEST_LINE, "Say what is to be looked at again.")
    _mark(actor, one, Step.RETURNED, now, reason=why)
    _waits_for_nobody(meeting)
    return Act(version, meeting, _named(one), now)


def _add(actor: Actor, meeting: Meeting, body: dict[str, Any], reason: str, now: Any) -> Act[int]:
    text = canonical(body)
    version, sha256 = meeting.drafted + 1, digest(text)
    append(
        Minutes,
        {
            "meeting_id": meeting.id,
            "version": version,
            "text": text.decode(),
            "sha256": sha256,
            "reason": reason,
            "drafted_at": now,
            "drafted_by_id": actor.person_id,
        },
    )
    meeting.drafted = version
    meeting.waits, meeting.waits_not_id = Waits.SIGNATURE.value, None
    db.session.flush()
    facts = {"meeting": meeting.id, "version": version, "minutes_sha256": sha256}
    return Act(version, meeting, facts, now)


def _under_way(meeting: Meeting, version: int, sha256: str, waits: set[Waits]) -> Minutes:
    """The version that is to be signed or confirmed, as it was reviewed."""
    if meeting.waits not in waits:
        raise RuleBroken("This was done meanwhile, or it is not its turn. Read the page anew.")
    one = db.session.get(Minutes, (meeting.id, version), populate_existing=True)
    if one is None or version != meeting.drafted or one.sha256 != sha256:
        raise ChangedMeanwhile(CHANGED)
    return one


def _refuse_written_since(meeting: Meeting) -> None:
    """What a clerk wrote after the version was frozen would be lost with it."""
    if reason := why_not_as_drafted(meeting, course_of(meeting)):
        raise RuleBroken(reason)


def _mark(actor: Actor, one: Minutes, step: Step, now: Any, **more: str) -> None:
    append(
        MinutesStep,
        {
            "meeting_id": one.meeting_id,
            "version": one.version,
            "n": len(one.marks) + 1,
            "step": str(step),
            "capacity": more.get("capacity", ""),
            "name": actor.name,
            "reason": more.get("reason", ""),
            "at": now,
            "person_id": actor.person_id,
            "office_id": actor.office_id,
        },
    )
    db.session.expire(one, ["marks"])


def _waits_for_nobody(meeting: Meeting) -> None:
    meeting.waits, meeting.waits_not_id = "", None
    db.session.flush()


def _named(one: Minutes) -> dict[str, Any]:
    return {"meeting": one.meeting_id, "version": one.version, "minutes_sha256": one.sha256}
