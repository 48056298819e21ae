"""The desk of an office: what waits for it, inside it, and for others."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alliance.core import clock
from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.recall import recall
from alliance.resolutions import lists as resolutions
from alliance.resolutions.lists import Why
from alliance.resolutions.rules import Stage
from alliance.votes import lists as votes


@dataclass(frozen=True)
class Item:
    """Something on the desk: what it is, why it is there, the one thing to do."""

    title: str
    why: str
    endpoint: str
    where: tuple[tuple[str, Any], ...]  # what its address is built with
    due: dt.datetime | None = None
    action: str = ""  # the words on the button; "" where nothing is to be done here
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Desk:
    """The three lists, in the order in which they are read."""

    act: Sequence[Item]
    inside: Sequence[Item]
    others: Sequence[Item]


def desk(actor: Actor) -> Desk:
    """What waits for the actor's office, the most urgent first, then the newest."""
    return recall(("desk", actor), actor.streams, lambda: _desk(actor), _next_close)


def _desk(actor: Actor) -> Desk:
    asked = votes.on_the_desk(actor)
    texts = resolutions.on_the_desk(actor)
    ready = [line for line in asked if _ready(actor, line)]
    act = [_to_answer(actor, line) for line in asked if line.asks]
    act += [_to_sign(actor, line) for line in texts[Why.SIGN]]
    act += [_to_put(actor, line) for line in texts[Why.PUT]]
    act += [_to_close(actor, line) for line in ready]
    act += [_to_read(line) for line in texts[Why.READ]]
    others = [_awaited(line) for line in asked if _waits(actor, line) and line not in ready]
    others += [_for_others(line) for line in texts[Why.WAITS]]
    return Desk(act, [_draft(line) for line in texts[Why.DRAFT]], others)


def _next_close(found: Desk) -> dt.datetime | None:
    """When a roll call closes next: then the desk is another without an act."""
    now = clock.now()
    dues = [one.due for one in (*found.act, *found.others) if one.due and one.due > now]
    return min(dues, default=None)


def _ready(actor: Actor, line: votes.Open) -> bool:
    """Whether this secretariat may close the roll call."""
    serves = actor.office is Kind.SECRETARIAT
    return serves and (line.given == line.entitled or clock.now() >= line.closes_at)


def _waits(actor: Actor, line: votes.Open) -> bool:
    """Whether the office has done its part, and others have not."""
    return actor.office is Kind.SECRETARIAT or line.own_answer is not None


def _to_answer(actor: Actor, line: votes.Line) -> Item:
    principal = actor.rank is Rank.PRINCIPAL
    return Item(
        line.title,
        f"{line.alliance}: answer for your state"
        + ("" if principal else "; the principal of your office gives it"),
        "votes.answer" if principal else "votes.show",
        (("question_id", line.id),),
        due=line.closes_at,
        action="Answer" if principal else "",
    )


def _to_sign(actor: Actor, line: resolutions.Line) -> Item:
    principal = actor.rank is Rank.PRINCIPAL
    return Item(
        line.title,
        f"{line.alliance}: adopted, open for signature"
        + ("" if principal else "; the principal of your office signs"),
        "resolutions.sign" if principal else "resolutions.show",
        (("resolution_id", line.id),),
        action="Sign" if principal else "",
        at=line.changed_at,
    )


def _to_put(actor: Actor, line: resolutions.Line) -> Item:
    puts = actor.rank in AT_WORK
    return Item(
        line.title,
        f"{line.alliance}: circulated by {line.office}",
        "resolutions.put" if puts else "resolutions.show",
        (("resolution_id", line.id),),
        action="Put the question" if puts else "",
        at=line.changed_at,
    )


def _to_close(actor: Actor, line: votes.Line) -> Item:
    closes = actor.rank in AT_WORK
    return Item(
        line.title,
        f"{line.alliance}: the roll call can be closed",
        "votes.close" if closes else "votes.show",
        (("question_id", line.id),),
        due=line.closes_at,
        action="Close the roll call" if closes else "",
    )


def _to_read(line: resolutions.Line) -> Item:
    return Item(
        line.title,
        f"{line.alliance}: circulated by {line.office}",
        "resolutions.show",
        (("resolution_id", line.id),),
        action="Read",
        at=line.changed_at,
    )


def _draft(line: resolutions.Line) -> Item:
    return Item(
        line.title,
        f"{line.alliance}: your office's draft",
        "resolutions.show",
        (("resolution_id", line.id),),
        action="Go on",
        at=line.changed_at,
    )


def _awaited(line: votes.Open) -> Item:
    return Item(
        line.title,
        f"{line.alliance}: {line.given} of {line.entitled} states have answered",
        "votes.show",
        (("question_id", line.id),),
        due=line.closes_at,
    )


def _for_others(line: resolutions.Line) -> Item:
    waits = {
        Stage.CIRCULATED: "circulated; the secretariat puts the question",
        Stage.ENROLLED: "open for signature by the other states",
    }
    return Item(
        line.title,
        f"{line.alliance}: {waits[Stage(line.stage)]}",
        "resolutions.show",
        (("resolution_id", line.id),),
        at=line.changed_at,
    )
