"""Meetings on the desk: to be called to order, confirmed, signed; and those that are to come."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    or_,
    select,
)

from alliance.charters.models import Ending, Officer, Seat
from alliance.core import clock
from alliance.core.actor import AT_WORK, Actor
from alliance.core.db import built_once, read
from alliance.core.many import is_among
from alliance.meetings.models import RUNNING, Meeting
from alliance.meetings.rules import ENDED, Stage, Waits
from alliance.membership.models import Alliance
from alliance.resolutions.lists import BESIDE
from alliance.workspaces.items import Item

_OFFICE = bindparam("office_id", type_=Uuid())
_TODAY = bindparam("today", type_=Date())
_LIVES = and_(
    is_among(Meeting.alliance_id, "bodies"),
    or_(Meeting.stage.not_in(sorted(ENDED)), Meeting.waits != ""),
)
BESIDE["meetings"] = exists().where(_LIVES)
NEAR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Meetings:
    """What is to be done about meetings, and which are to come or wait for others."""

    act: Sequence[Item] = ()
    others: Sequence[Item] = ()


def meetings_waiting(actor: Actor) -> Meetings:
    """What waits because somebody meets; one statement."""
    given = {"office_id": actor.office_id, "bodies": actor.bodies, "today": clock.today()}
    act: list[Item] = []
    others: list[Item] = []
    for row in read(_asked(), given):
        runs = row.runs and actor.rank in AT_WORK
        todo = _to_do(actor, row) if runs else None
        if todo is not None:
            act.append(todo)
        elif row.waits and runs:
            others.append(_awaited(row))
        elif row.stage in {Stage.CALLED, Stage.OPEN}:
            others.append(_to_come(row))
    return Meetings(act, others)


# What a second person is asked for: the words on the button, the page.
ASKED = {
    Waits.ROLL: ("Confirm the roll call", "motions"),
    Waits.SIGNATURE: ("Sign the minutes", "sign"),
    Waits.CONFIRMATION: ("Confirm the minutes", "confirm"),
}


def _to_do(actor: Actor, row: Any) -> Item | None:
    """What somebody who runs the meeting does next, if it is their turn."""
    if row.waits:
        own = actor.person_id == row.waits_not_id
        return None if own else _item(row, *ASKED[Waits(row.waits)], row.called_at)
    if row.stage == Stage.CALLED:
        near = row.starts_at - NEAR <= clock.now()
        said = ("Call to order", "open_meeting")
        return _item(row, *said, row.called_at, row.starts_at) if near else None
    if row.stage == Stage.OPEN:
        return _item(row, "Go on", "meeting", row.opened_at)
    return _item(row, "Draft the minutes", "draft", row.adjourned_at)


def _item(
    row: Any, action: str, page: str, at: dt.datetime, due: dt.datetime | None = None
) -> Item:
    return Item(
        f"meeting:{row.id}",
        row.title,
        f"{row.alliance}: a meeting; {action[:1].lower()}{action[1:]}",
        f"meetings.{page}",
        (("meeting_id", row.id),),
        at,
        due=due,
        action=action,
    )


def _to_come(row: Any) -> Item:
    called = row.stage == Stage.CALLED
    return Item(
        f"meeting:{row.id}",
        row.title,
        f"{row.alliance}: {'a meeting is called' if called else 'a meeting is in session'}",
        "meetings.meeting",
        (("meeting_id", row.id),),
        row.called_at if called else row.opened_at,
        due=row.starts_at if called else None,
    )


def _awaited(row: Any) -> Item:
    return Item(
        f"meeting:{row.id}",
        row.title,
        f"{row.alliance}: a second person confirms the {_what(row)}",
        "meetings.meeting",
        (("meeting_id", row.id),),
        row.adjourned_at or row.opened_at,
    )


def _what(row: Any) -> str:
    return "roll call" if row.waits == Waits.ROLL else "minutes"


@built_once
def _asked() -> Select[Any]:
    """Meetings that are not over, with whether the office is one of those that run them."""
    title = exists().where(
        Meeting.group_id.is_(None), Officer.alliance_id == Meeting.alliance_id, *_holds(Officer)
    )
    chair = exists().where(
        Seat.group_id == Meeting.group_id, Seat.role.in_(sorted(RUNNING)), *_holds(Seat)
    )
    runs = or_(Alliance.secretariat_id == _OFFICE, title, chair)
    columns = (
        *("id", "title", "stage", "starts_at", "called_at", "opened_at", "adjourned_at"),
        *("waits", "waits_not_id"),
    )
    return (
        select(
            *(getattr(Meeting, name) for name in columns),
            Alliance.name.label("alliance"),
            runs.label("runs"),
        )
        .join(Alliance, Alliance.id == Meeting.alliance_id)
        .where(_LIVES)
        .order_by(Meeting.starts_at, Meeting.id)
    )


def _holds(table: type[Officer] | type[Seat]) -> list[ColumnElement[bool]]:
    """That the office holds it today, as charters.rules.holds_on says."""
    ended = exists().where(Ending.thing_id == table.id, Ending.last_on < _TODAY)
    return [
        table.office_id == _OFFICE,
        table.from_on <= _TODAY,
        or_(table.last_on.is_(None), table.last_on >= _TODAY),
        ~ended,
    ]
