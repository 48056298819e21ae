"""Saying something about a text, answering, and bringing what was said to an end.

The ledger holds ids, the circle, and a salted digest of what was said: never its words. What was
said in a narrow circle stands in the stream of the text's office and in those of the offices that
it concerns, so that their desks learn of it.
"""

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.core.record import enter
from alliance.discussions.models import Comment, Mention, Thread, ThreadEvent
from alliance.discussions.policy import Do, circles_of
from alliance.discussions.queries import who_may_be_asked, words_of_circle
from alliance.discussions.rules import (
    CLOSED,
    DISCUSSED,
    LONGEST_COMMENT,
    MOST_MENTIONS,
    Circle,
    Happened,
    Misplaced,
    mentioned,
    place_of,
)
from alliance.resolutions.models import Resolution
from alliance.texts.checking import LONGEST_UNIT
from alliance.texts.numbering import numbers

MENTIONED = "discussions/mail/mentioned"
ASSIGNED = "discussions/mail/assigned"


@dataclass(frozen=True)
class Said:
    """What somebody says: the words, and whom they choose to mention besides those in them."""

    words: str
    mentions: Collection[uuid.UUID] = ()


@dataclass(frozen=True)
class About:
    """What is spoken of: a unit ("" for the whole text), words of it, and what is suggested."""

    unit: str = ""
    meant: str = ""
    suggests: str | None = None


@operation(Do.START)
def start(
    actor: Actor, resolution: Resolution, *, circle: Circle, about: About, said: Said
) -> Act[Thread]:
    """Begin a thread at some words, a unit, or the text."""
    _refuse_closed(resolution)
    if circle not in circles_of(actor, resolution):
        raise RuleBroken("Choose who is to read this among those offered.")
    person, office = _who(actor)
    made = Thread(
        resolution=resolution,
        circle=circle,
        version=resolution.version,
        at=clock.now(),
        person_id=person,
        office_id=office,
        **_place(resolution, circle, about),
    )
    asked = _asked(made, said)
    db.session.add(made)
    db.session.flush()
    one = _say(actor, made, said, asked)
    facts = _facts(made) | _of_comment(one)
    return _kept(actor, Do.START, made, facts, made)


def _place(resolution: Resolution, circle: Circle, about: About) -> dict[str, Any]:
    """Where a thread holds on; RuleBroken where the words cannot be told."""
    if about.suggests is not None and len(about.suggests) > LONGEST_UNIT:
        raise RuleBroken(f"At most {LONGEST_UNIT:,} characters stand in one unit.")
    if not about.unit:
        if about.suggests is not None or about.meant.strip():
            raise RuleBroken("Choose the unit whose words you mean.")
        return {}
    words = words_of_circle(resolution, circle)
    unit = words.by_id.get(about.unit)
    if unit is None:
        raise RuleBroken(
            "The version that these readers have before them has no such unit. Choose another "
            "unit, or a narrower circle."
        )
    try:
        place = place_of(unit.id, unit.text, about.meant)
    except Misplaced as wrong:
        raise RuleBroken(str(wrong)) from None
    if about.suggests is not None and about.suggests == unit.text[place.start : place.end]:
        raise RuleBroken("The text says so already. Write the words that are to stand there.")
    return {
        "unit": unit.id,
        "starts": place.start,
        "ends": place.end,
        "was": unit.text,
        "address": numbers(words.units)[unit.id].address,
        "suggests": about.suggests,
    }


@operation(Do.REPLY)
def reply(actor: Actor, thread: Thread, *, said: Said) -> Act[Comment]:
    """Answer in a thread."""
    _refuse_closed(thread.resolution)
    asked = _asked(thread, said)
    one = _say(actor, thread, said, asked)
    return _kept(actor, Do.REPLY, thread, _facts(thread) | _of_comment(one), one)


@operation(Do.TAKE_BACK)
def take_back(actor: Actor, comment: Comment) -> Act[None]:
    """Take back what one said: its words are hidden, that something was said stays."""
    if comment.taken_back_at is not None:
        raise RuleBroken("You have taken this back already.")
    comment.taken_back_at = clock.now()
    facts = _facts(comment.thread) | {"comment": comment.id}
    return _kept(actor, Do.TAKE_BACK, comment.thread, facts, None)


@operation(Do.RESOLVE)
def resolve(actor: Actor, thread: Thread) -> Act[None]:
    """Bring a thread to its end."""
    if not thread.is_open:
        raise RuleBroken("This is resolved already.")
    _happened(actor, thread, Happened.RESOLVED)
    thread.resolved_at = clock.now()
    return _kept(actor, Do.RESOLVE, thread, _facts(thread), None)


@operation(Do.REOPEN)
def reopen(actor: Actor, thread: Thread) -> Act[None]:
    """Take a resolved thread up again."""
    _refuse_closed(thread.resolution)
    if thread.is_open:
        raise RuleBroken("This is open.")
    _happened(actor, thread, Happened.REOPENED)
    thread.resolved_at = None
    return _kept(actor, Do.REOPEN, thread, _facts(thread), None)


@operation(Do.ASSIGN)
def assign(actor: Actor, thread: Thread, *, to: uuid.UUID) -> Act[None]:
    """Ask somebody to see to a thread."""
    _refuse_closed(thread.resolution)
    if not thread.is_open:
        raise RuleBroken("This is resolved. Reopen it first.")
    who = who_may_be_asked(thread.resolution, Circle(thread.circle)).get(to)
    if who is None:
        raise RuleBroken("Choose somebody who may read this and answer it.")
    if thread.assigned_to_id == to:
        raise RuleBroken(f"{who.name} sees to this already.")
    before = thread.assigned_office_id
    n = _happened(actor, thread, Happened.ASSIGNED, to)
    thread.assigned_to_id, thread.assigned_office_id = who.person_id, who.office_id
    tell(f"person:{who.office_id}+{to}", ASSIGNED, str(thread.id), f"{thread.id}:{n}")
    return _kept(actor, Do.ASSIGN, thread, _facts(thread), None, besides={before} - {None})


def note_taken_in(actor: Actor, thread: Thread) -> None:
    """Note that a suggestion stands in the draft now; it is resolved by that."""
    thread.taken_in_at = thread.resolved_at = clock.now()
    _happened(actor, thread, Happened.TAKEN_IN)


def taken_in(actor: Actor, thread: Thread) -> Act[None]:
    """What the ledger says of it."""
    return _kept(actor, Do.TAKE_IN, thread, _facts(thread), None)


def comment_digest(comment: Comment) -> str:
    """What the ledger holds of a comment: SHA-256, salted so that it cannot be guessed."""
    return digest(canonical({"salt": comment.salt, "words": comment.words}))


def _refuse_closed(resolution: Resolution) -> None:
    if resolution.stands not in DISCUSSED:
        raise RuleBroken(CLOSED)


def _who(actor: Actor) -> tuple[uuid.UUID, uuid.UUID]:
    if actor.person_id is None or actor.office_id is None:
        raise RuleBroken("Only a person of an office comments.")
    return actor.person_id, actor.office_id


def _asked(thread: Thread, said: Said) -> dict[uuid.UUID, uuid.UUID]:
    """Who is mentioned, by person, with their office; RuleBroken before anything is written."""
    if not said.words.strip():
        raise RuleBroken("Say something.")
    if len(said.words) > LONGEST_COMMENT:
        raise RuleBroken(f"At most {LONGEST_COMMENT:,} characters. Shorten it.")
    if not said.mentions and "@" not in said.words:
        return {}
    people = who_may_be_asked(thread.resolution, Circle(thread.circle))
    if strangers := set(said.mentions) - people.keys():
        raise RuleBroken(f"{len(strangers)} of those you mention may not read this.")
    try:
        named = mentioned(said.words, {key: one.name for key, one in people.items()})
    except Misplaced as wrong:
        if not said.mentions:
            raise RuleBroken(str(wrong)) from None
        named = ()  # it was said in the list who of them is meant
    found = dict.fromkeys((*said.mentions, *named))
    if len(found) > MOST_MENTIONS:
        raise RuleBroken(f"At most {MOST_MENTIONS} people are mentioned at once.")
    return {key: people[key].office_id for key in found}  # type: ignore[misc]


def _say(actor: Actor, thread: Thread, said: Said, asked: dict[uuid.UUID, uuid.UUID]) -> Comment:
    person, office = _who(actor)
    one = Comment(
        thread=thread,
        n=len(thread.comments) + 1,
        words=said.words,
        salt=secrets.token_hex(16),
        at=clock.now(),
        person_id=person,
        office_id=office,
        mentions=[Mention(person_id=key, office_id=of) for key, of in asked.items()],
    )
    db.session.add(one)
    db.session.flush()
    for key, of in asked.items():
        if key != person:
            tell(f"person:{of}+{key}", MENTIONED, str(thread.id), f"{one.id}:{key}")
    return one


def _happened(actor: Actor, thread: Thread, what: Happened, to: uuid.UUID | None = None) -> int:
    person, office = _who(actor)
    n = len(thread.happened) + 1
    thread.happened.append(
        ThreadEvent(n=n, what=what, at=clock.now(), person_id=person, office_id=office, to_id=to)
    )
    db.session.flush()
    return n


def _facts(thread: Thread) -> dict[str, Any]:
    return {
        "thread": thread.id,
        "resolution": thread.resolution_id,
        "circle": thread.circle,
    }


def _of_comment(one: Comment) -> dict[str, Any]:
    return {"comment": one.id, "comment_sha256": comment_digest(one)}


def _kept(  # noqa: PLR0913 (what an entry is made of)
    actor: Actor,
    action: Do,
    thread: Thread,
    facts: dict[str, Any],
    result: Any,
    *,
    besides: Collection[uuid.UUID | None] = (),
) -> Act[Any]:
    """The act; in a narrow circle the other offices that it concerns are told in their streams."""
    if thread.circle != Circle.MEMBERS:
        named = {one.office_id for said in thread.comments for one in said.mentions}
        others = {*named, thread.assigned_office_id, actor.office_id, *besides}
        for key in sorted(others - {None, thread.resolution.office_id}, key=str):
            enter(actor, action, stream=f"office:{key}", subject=thread.ref, facts=facts)
    return Act(result, thread, facts)
