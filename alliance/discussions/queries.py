"""Reading discussions, inside the reader's circles, and where their words stand now."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select

from alliance.accounts.queries import names, office_ids_of, people_of
from alliance.core.actor import AT_WORK, Actor
from alliance.core.db import db
from alliance.core.policy import may
from alliance.core.recall import recall
from alliance.discussions.models import Comment, Mention, Thread
from alliance.discussions.policy import Do, in_circle
from alliance.discussions.rules import Circle
from alliance.drafting.queries import words_of
from alliance.membership.queries import bound_states
from alliance.redlines.anchors import Anchor, Orphan, Placed, rebase_all
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import of_its_writers, writers_of
from alliance.resolutions.queries import resolution, text_of, version_for
from alliance.resolutions.rules import WRITABLE
from alliance.texts.units import Text


class Show(StrEnum):
    """Which threads are listed."""

    OPEN = "open"
    RESOLVED = "resolved"
    MINE = "mine"


def thread(actor: Actor, thread_id: uuid.UUID) -> Thread | None:
    """A thread in a circle of the actor's; its text is held while a change is under way."""
    key = db.session.scalar(select(Thread.resolution_id).where(Thread.id == thread_id))
    if key is None or resolution(actor, key) is None:
        return None
    # Only now: what was read before the text was held is not what is true when it is.
    wanted = select(Thread).where(Thread.id == thread_id)
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
    return found if may(actor, Do.READ, found) else None


def comment(actor: Actor, comment_id: uuid.UUID) -> Comment | None:
    """A comment in a circle of the actor's."""
    key = db.session.scalar(select(Comment.thread_id).where(Comment.id == comment_id))
    found = thread(actor, key) if key is not None else None
    return next((one for one in found.comments if one.id == comment_id), None) if found else None


def words_for(actor: Actor, one: Resolution) -> Text:
    """The text that the actor has before them: its writers what is written now, others a version.

    From the question on everybody reads what was frozen.
    """
    if one.stands in WRITABLE and of_its_writers(actor, one):
        return words_of(one)
    return text_of(one, version_for(actor, one)).words


def words_of_circle(one: Resolution, circle: Circle) -> Text:
    """The text that everybody in a circle may read: only to its words may be spoken there."""
    if circle is Circle.WRITERS:
        return words_of(one) if one.stands in WRITABLE else text_of(one, one.version).words
    return text_of(one, one.shown_version or one.version).words


def threads(actor: Actor, one: Resolution, show: Show | None = None) -> list[Thread]:
    """The threads in the actor's circles, the first one first; how many never costs statements."""
    wanted = select(Thread).where(Thread.resolution_id == one.id)
    if show is Show.OPEN:
        wanted = wanted.where(Thread.resolved_at.is_(None))
    elif show is Show.RESOLVED:
        wanted = wanted.where(Thread.resolved_at.is_not(None))
    elif show is Show.MINE:
        wanted = wanted.where(_mine(actor))
    found = db.session.scalars(wanted.order_by(Thread.at, Thread.id)).all()
    circles = {circle for circle in Circle if in_circle(actor, one, circle)}
    return [each for each in found if Circle(each.circle) in circles]


def _mine(actor: Actor) -> ColumnElement[bool]:
    """Begun by the reader, assigned to them, or with a comment that is theirs or names them."""
    said = select(Comment.thread_id).where(Comment.person_id == actor.person_id)
    named = (
        select(Comment.thread_id)
        .join(Mention, Mention.comment_id == Comment.id)
        .where(Mention.person_id == actor.person_id)
    )
    return or_(
        Thread.person_id == actor.person_id,
        Thread.assigned_to_id == actor.person_id,
        Thread.id.in_(said),
        Thread.id.in_(named),
    )


def how_many_open(actor: Actor, one: Resolution) -> int:
    """How many open threads the actor may read; in one statement while something has happened."""

    def work() -> int:
        wanted = (
            select(Thread.circle, func.count())
            .where(Thread.resolution_id == one.id, Thread.resolved_at.is_(None))
            .group_by(Thread.circle)
        )
        found = db.session.execute(wanted).all()
        return sum(count for circle, count in found if in_circle(actor, one, Circle(circle)))

    key = ("threads", one.id, one.stage, actor.office_id, actor.state, actor.bodies)
    return recall(key, (one.stream, one.office.stream), work)


@dataclass(frozen=True)
class Standing:
    """A thread, and where its words stand in the text before the reader.

    `place` is None where the whole text is meant.
    """

    thread: Thread
    place: Placed | Orphan | None


def standings(found: Sequence[Thread], now: Text) -> list[Standing]:
    """Where the words of each thread stand now."""
    anchors = {one.id: one.anchor for one in found}
    some = [(key, anchor) for key, anchor in anchors.items() if anchor]
    words = [(key, anchor) for key, anchor in some if not _whole(anchor, now)]
    at: dict[uuid.UUID, Placed | Orphan] = {
        key: Placed(anchor.unit, 0, len(now.by_id[anchor.unit].text))
        for key, anchor in some
        if _whole(anchor, now)
    }
    placed = rebase_all([anchor for _, anchor in words], now)
    at |= {key: place for (key, _), place in zip(words, placed, strict=True)}
    return [Standing(one, at.get(one.id)) for one in found]


def _whole(anchor: Anchor, now: Text) -> bool:
    """Whether all of a unit is meant that is still there."""
    whole = anchor.start == 0 and anchor.end == len(anchor.was)
    return whole and anchor.unit in now.by_id


@dataclass(frozen=True)
class Group:
    """The threads at one unit, in reading order; `unit` is "" for those on the whole text."""

    unit: str
    threads: list[Standing]


def in_reading_order(found: Sequence[Standing], now: Text) -> tuple[list[Group], list[Standing]]:
    """The threads by unit as they are read, and those that hold on to nothing any more."""
    orphans = [one for one in found if isinstance(one.place, Orphan)]
    at: dict[str, list[Standing]] = {}
    for one in found:
        if not isinstance(one.place, Orphan):
            at.setdefault(one.place.unit if one.place else "", []).append(one)
    for some in at.values():
        some.sort(key=lambda one: one.place.start if isinstance(one.place, Placed) else 0)
    order = ["", *(unit.id for unit in now.units)]
    return [Group(key, at[key]) for key in order if key in at], orphans


def who_may_be_asked(one: Resolution, circle: Circle) -> dict[uuid.UUID, Actor]:
    """Those at work in the offices of a circle, by person: they may be mentioned and assigned."""
    offices = set(writers_of(one))
    if circle is Circle.CHOSEN:
        states = [each.state_code for each in one.chosen if each.ended_at is None]
        offices |= set(office_ids_of(states))
    if circle is Circle.MEMBERS:
        offices |= set(office_ids_of(bound_states(one.alliance)))
        offices |= {one.alliance.secretariat_id} - {None}  # type: ignore[arg-type]
    found: dict[uuid.UUID, Actor] = {}
    for who in people_of(offices):
        if who.rank in AT_WORK and who.person_id is not None:
            found.setdefault(who.person_id, who)
    return found


def names_in(found: Sequence[Thread]) -> Mapping[uuid.UUID, str]:
    """The names of all people and offices that these threads speak of."""
    keys: set[uuid.UUID | None] = set()
    for one in found:
        keys |= {one.person_id, one.office_id, one.assigned_to_id}
        for said in one.comments:
            keys |= {said.person_id, said.office_id, *(each.person_id for each in said.mentions)}
        for event in one.happened:
            keys |= {event.person_id, event.office_id, event.to_id}
    return names(key for key in keys if key is not None)
