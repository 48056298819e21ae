"""The desk: what waits for its reader, for a colleague in the office, and for others."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from alliance.authority.rules import ActClass
from alliance.core import clock
from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.recall import recall
from alliance.resolutions import lists as resolutions
from alliance.resolutions.lists import Why
from alliance.resolutions.rules import Stage
from alliance.transitions.queries import left_open
from alliance.votes import lists as votes
from alliance.workspaces.accessions_waiting import Coming, accessions_waiting
from alliance.workspaces.amendments_waiting import amendments_waiting
from alliance.workspaces.called_waiting import called_waiting
from alliance.workspaces.inner import inner_steps
from alliance.workspaces.items import Item
from alliance.workspaces.letters_waiting import Letters, letters_waiting
from alliance.workspaces.meetings_waiting import Meetings, meetings_waiting
from alliance.workspaces.motions_waiting import motions_waiting
from alliance.workspaces.people_waiting import people_waiting
from alliance.workspaces.proxies_waiting import proxies_waiting
from alliance.workspaces.threads_waiting import threads_waiting


@dataclass(frozen=True)
class Desk:
    """The three lists, in the order in which they are read; each the most urgent first."""

    act: Sequence[Item]  # the reader's rank can do it
    inside: Sequence[Item]  # a colleague's must, or it is in the office's own hands
    others: Sequence[Item]  # the office has done its part


def desk(actor: Actor) -> Desk:
    """What waits for the actor, for the office, and for others."""
    found = recall(("desk", actor), actor.streams, lambda: _desk(actor), _next_due)
    # A sign-in that waits is no act, and so moves no stream: it is asked for each time.
    people = people_waiting(actor)
    return replace(found, act=_urgent([*found.act, *people])) if people else found


def _desk(actor: Actor) -> Desk:
    asked = votes.on_the_desk(actor)
    waiting = resolutions.on_the_desk(actor)
    texts = waiting.texts
    ready = [line for line in asked if _ready(actor, line)]
    inner = inner_steps(actor, waiting.steps)
    waits = [
        inner.stepped(actor, ActClass.ANSWER, f"question:{line.id}", _to_answer(actor, line))
        for line in asked
        if line.asks
    ]
    waits += [
        inner.stepped(actor, ActClass.SIGN, f"resolution:{line.id}", _to_sign(actor, line))
        for line in texts[Why.SIGN]
    ]
    waits += inner.apart(actor)
    waits += _left_open(actor)
    waits += [_to_put(actor, line) for line in texts[Why.PUT]]
    waits += [_to_close(actor, line) for line in ready]
    waits += [_to_read(actor, line) for line in texts[Why.READ]]
    letters = letters_waiting(actor) if waiting.beside["letters"] else Letters()
    coming = accessions_waiting(actor, inner) if waiting.beside["accessions"] else Coming()
    meetings = meetings_waiting(actor) if waiting.beside["meetings"] else Meetings()
    waits += [*letters.here, *coming.act, *meetings.act]
    waits += amendments_waiting(actor) if waiting.beside["amendments"] else []
    waits += motions_waiting(actor) if waiting.beside["motions"] else []
    waits += called_waiting(actor) if waiting.beside["called"] else []
    waits += proxies_waiting(actor) if waiting.beside["proxies"] else []
    waits += threads_waiting(actor) if waiting.beside["threads"] else []
    inside = [one for one in waits if not one.action]
    inside += [_draft(actor, line) for line in texts[Why.DRAFT]]
    others = [_awaited(line) for line in asked if _waits(actor, line) and line not in ready]
    others += [_for_others(line) for line in texts[Why.WAITS]]
    others += [*letters.sent, *coming.others, *meetings.others]
    return Desk(_urgent(one for one in waits if one.action), _urgent(inside), _urgent(others))


def _urgent(items: Iterable[Item]) -> list[Item]:
    """Due soonest first; what has no time after that, the newest first."""
    newest = sorted(items, key=lambda one: one.at, reverse=True)
    dated = [(one.due, one) for one in newest if one.due]
    soonest = [one for _, one in sorted(dated, key=lambda pair: pair[0])]
    return soonest + [one for one in newest if not one.due]


def _next_due(found: Desk) -> dt.datetime | None:
    """When a roll call closes next: then the desk is another without an act."""
    now = clock.now()
    items = (*found.act, *found.inside, *found.others)
    return min((one.due for one in items if one.due and one.due > now), default=None)


def _ready(actor: Actor, line: votes.Open) -> bool:
    """Whether this secretariat may close the roll call."""
    serves = actor.office is Kind.SECRETARIAT
    return serves and (line.given == line.entitled or clock.now() >= line.closes_at)


def _waits(actor: Actor, line: votes.Open) -> bool:
    """Whether the office has done its part, and others have not."""
    return actor.office is Kind.SECRETARIAT or line.own_answer is not None


def _binds(actor: Actor, act: ActClass) -> bool:
    """Whether it is the reader's to do: as principal, or as one whom the register names for it."""
    return actor.rank is Rank.PRINCIPAL or act in actor.binds


def _to_answer(actor: Actor, line: votes.Open) -> Item:
    binds = _binds(actor, ActClass.ANSWER)
    return Item(
        f"answer:{line.id}",
        line.title,
        f"{line.alliance}: answer for your state"
        + ("" if binds else "; the principal of your office gives it"),
        "votes.answer" if binds else "votes.show",
        (("question_id", line.id),),
        line.opened_at,
        due=line.closes_at,
        action="Answer" if binds else "",
    )


def _to_sign(actor: Actor, line: resolutions.Line) -> Item:
    binds = _binds(actor, ActClass.SIGN)
    return Item(
        f"sign:{line.id}",
        line.title,
        f"{line.alliance}: adopted, open for signature"
        + ("" if binds else "; the principal of your office signs"),
        "resolutions.sign" if binds else "resolutions.show",
        (("resolution_id", line.id),),
        line.changed_at,
        action="Sign" if binds else "",
    )


def _left_open(actor: Actor) -> list[Item]:
    """What former principals left open, as one thing; only who follows others is asked for it."""
    found = left_open(actor) if actor.succeeds and actor.state else []
    if not found:
        return []
    one = len(found) == 1
    return [
        Item(
            f"transition:{actor.office_id}",
            f"{len(found)} {'thing' if one else 'things'} of the former principal "
            f"{'waits' if one else 'wait'} for you",
            "Your office: confirm or withdraw; what you do not decide stays in effect",
            "transitions.transition",
            (),
            max(item.at for item in found),
            action="Decide",
            own=True,
        )
    ]


def _to_put(actor: Actor, line: resolutions.Line) -> Item:
    puts = actor.rank in AT_WORK
    return Item(
        f"put:{line.id}",
        line.title,
        f"{line.alliance}: circulated by {line.office}",
        "resolutions.put" if puts else "resolutions.show",
        (("resolution_id", line.id),),
        line.changed_at,
        action="Put the question" if puts else "",
    )


def _to_close(actor: Actor, line: votes.Open) -> Item:
    closes = actor.rank in AT_WORK
    return Item(
        f"close:{line.id}",
        line.title,
        f"{line.alliance}: the roll call can be closed",
        "votes.close" if closes else "votes.show",
        (("question_id", line.id),),
        line.moved_at,
        due=line.closes_at,
        action="Close the roll call" if closes else "",
    )


def _to_read(actor: Actor, line: resolutions.Line) -> Item:
    return Item(
        f"read:{line.id}",
        line.title,
        f"{line.alliance}: circulated by {line.office}",
        "resolutions.show",
        (("resolution_id", line.id),),
        line.changed_at,
        action="Read" if actor.rank in AT_WORK else "",  # who notes it as read for the office
    )


def _draft(actor: Actor, line: resolutions.Line) -> Item:
    return Item(
        f"draft:{line.id}",
        line.title,
        f"{line.alliance}: your office's draft",
        "resolutions.show",
        (("resolution_id", line.id),),
        line.changed_at,
        action="Go on" if actor.rank in AT_WORK else "",
        own=True,
    )


def _awaited(line: votes.Open) -> Item:
    return Item(
        f"awaited:{line.id}",
        line.title,
        f"{line.alliance}: {line.given} of {line.entitled} states have answered",
        "votes.show",
        (("question_id", line.id),),
        line.moved_at,
        due=line.closes_at,
    )


def _for_others(line: resolutions.Line) -> Item:
    waits = {
        Stage.CIRCULATED: "circulated; the secretariat puts the question",
        Stage.ENROLLED: "open for signature by the other states",
    }
    return Item(
        f"waits:{line.id}",
        line.title,
        f"{line.alliance}: {waits[Stage(line.stage)]}",
        "resolutions.show",
        (("resolution_id", line.id),),
        line.changed_at,
    )
