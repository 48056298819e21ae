"""Writing down what happens in a meeting: held alone, one event after another."""

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import append, db
from alliance.core.operation import Act, RuleBroken
from alliance.core.record import moment
from alliance.meetings.models import Meeting, MeetingEvent
from alliance.meetings.rules import What, why_not_now


def held(meeting: Meeting, what: What | None = None) -> dt.datetime:
    """The instant of the act; nobody else writes into the meeting before this transaction ends.

    RuleBroken where `what` cannot happen at the stage at which the meeting stands.
    """
    now = moment(meeting.stream)
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    if what is not None and (reason := why_not_now(what, meeting.stands)):
        raise RuleBroken(reason)
    return now


def write(
    actor: Actor, meeting: Meeting, what: What, facts: Mapping[str, Any], at: dt.datetime
) -> dict[str, Any]:
    """Add one event; what the ledger is to say of it: its number, its kind, its digest."""
    salt = secrets.token_hex(16)
    n = meeting.last + 1
    said = {
        "meeting": str(meeting.id),
        "n": n,
        "at": clock.stamp(at),
        "kind": str(what),
        "facts": dict(facts),
        "salt": salt,
    }
    sha256 = digest(canonical(said))
    append(
        MeetingEvent,
        {
            "meeting_id": meeting.id,
            "n": n,
            "at": at,
            "kind": str(what),
            "person_id": actor.person_id,
            "office_id": actor.office_id,
            "facts": dict(facts),
            "salt": salt,
            "sha256": sha256,
        },
    )
    meeting.last = n
    db.session.flush()
    return {"meeting": meeting.id, "event": n, "what": str(what), "event_sha256": sha256}


def written(
    actor: Actor,
    meeting: Meeting,
    what: What,
    facts: Mapping[str, Any],
    at: dt.datetime,
    **more: Any,
) -> Act[int]:
    """The same as an act: its result is the number of the event."""
    said = write(actor, meeting, what, facts, at)
    return Act(said["event"], meeting, {**said, **more}, at)


def line(text: str, most: int, missing: str) -> str:
    """One line as it is kept; RuleBroken where it is empty and `missing` says why that is wrong."""
    found = " ".join(text.split())
    if not found and missing:
        raise RuleBroken(missing)
    if len(found) > most:
        raise RuleBroken(f"At most {most} characters; this has {len(found)}. Shorten it.")
    return found
