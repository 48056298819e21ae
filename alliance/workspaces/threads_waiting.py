"""Threads on the desk: those that name the reader, and those that they were asked to see to."""

from typing import Any

from sqlalchemy import Select, Uuid, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from alliance.core.actor import AT_WORK, Actor
from alliance.core.db import built_once, db
from alliance.discussions.models import Comment, Mention, Thread
from alliance.discussions.policy import of_its_circle
from alliance.discussions.rules import DISCUSSED
from alliance.resolutions.lists import BESIDE
from alliance.resolutions.models import Resolution
from alliance.workspaces.items import Item

_PERSON = bindparam("person_id", type_=Uuid())
_OFFICE = bindparam("office_id", type_=Uuid())
_LATER = aliased(Comment)
# Named in a comment, and has not answered since.
_NAMED = exists().where(
    Comment.thread_id == Thread.id,
    Comment.taken_back_at.is_(None),
    Comment.person_id != Mention.person_id,
    Mention.comment_id == Comment.id,
    Mention.person_id == _PERSON,
    Mention.office_id == _OFFICE,
    ~exists().where(
        _LATER.thread_id == Comment.thread_id,
        _LATER.n > Comment.n,
        _LATER.person_id == Mention.person_id,
    ),
)
_ASSIGNED = and_(Thread.assigned_to_id == _PERSON, Thread.assigned_office_id == _OFFICE)
_OPEN = Thread.resolved_at.is_(None)
_LIVES = and_(
    Thread.resolution_id == Resolution.id,
    Resolution.stage.in_(sorted(DISCUSSED)),
    _OPEN,
    or_(_ASSIGNED, _NAMED),
)
BESIDE["threads"] = exists().where(_LIVES)


def threads_waiting(actor: Actor) -> list[Item]:
    """What waits for the reader in discussions; one statement more than where there is nothing."""
    if actor.rank not in AT_WORK:
        return []
    given = {"person_id": actor.person_id, "office_id": actor.office_id}
    found = db.session.execute(_asked(), given).all()
    return [_item(row) for row in found if of_its_circle(actor, row.Thread)]


def _item(row: Any) -> Item:
    thread: Thread = row.Thread
    place = thread.address or "the whole text"
    asked = "you are asked to see to this" if row.assigned else "you are mentioned"
    return Item(
        f"thread:{thread.id}",
        thread.resolution.title,
        f"{thread.resolution.alliance.name}: {asked}, on {place}",
        "discussions.show",
        (("thread_id", thread.id),),
        row.at,
        action="Answer",
        own=True,
    )


@built_once
def _asked() -> Select[Any]:
    last = (
        select(Comment.at)
        .where(Comment.thread_id == Thread.id)
        .order_by(Comment.n.desc())
        .limit(1)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (Thread, _ASSIGNED.label("assigned"), last.label("at"))
    return (
        select(*columns)
        .join(Resolution, Resolution.id == Thread.resolution_id)
        .where(_LIVES)
        .order_by(Thread.at, Thread.id)
    )
