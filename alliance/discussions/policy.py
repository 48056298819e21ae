"""Who may read and say what about a text."""

from enum import StrEnum

from alliance.core.actor import AT_WORK, Actor
from alliance.core.policy import Table
from alliance.discussions.models import Comment, Thread
from alliance.discussions.rules import Circle
from alliance.resolutions.audience import Audience
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import (
    of_a_chosen_state,
    of_its_writers,
    within_its_wall,
    writer_of_it,
)


class Do(StrEnum):
    """The actions."""

    LIST = "discussions:list"
    START = "discussions:start"
    READ = "discussions:read"
    REPLY = "discussions:reply"
    TAKE_BACK = "discussions:take-back"
    RESOLVE = "discussions:resolve"
    REOPEN = "discussions:reopen"
    ASSIGN = "discussions:assign"
    TAKE_IN = "discussions:take-in"


def in_circle(who: Actor, resolution: Resolution, circle: Circle) -> bool:
    """Whether somebody is of a circle of a text, as things stand now."""
    if not within_its_wall(who, resolution):
        return False
    if circle is Circle.MEMBERS:
        return resolution.opened_at is not None
    if of_its_writers(who, resolution):
        return True
    return circle is Circle.CHOSEN and of_a_chosen_state(who, resolution)


def circles_of(who: Actor, resolution: Resolution) -> list[Circle]:
    """The circles of a text to which somebody may speak, the narrowest first.

    That of the chosen states is offered while there are any.
    """
    some = resolution.audience != Audience.OFFICE and any(
        one.ended_at is None for one in resolution.chosen
    )
    return [
        one
        for one in Circle
        if in_circle(who, resolution, one) and (one is not Circle.CHOSEN or some)
    ]


def at_work_within_its_wall(who: Actor, resolution: Resolution) -> bool:
    """Somebody who does the business of an office that may read the text."""
    return who.rank in AT_WORK and within_its_wall(who, resolution)


def of_its_circle(who: Actor, thread: Thread) -> bool:
    """Somebody in an office of the circle in which it was said."""
    return in_circle(who, thread.resolution, Circle(thread.circle))


def at_work_in_its_circle(who: Actor, thread: Thread) -> bool:
    """Somebody who does the business of such an office."""
    return who.rank in AT_WORK and of_its_circle(who, thread)


def author_of_it(who: Actor, comment: Comment) -> bool:
    """The person who said it, for the office for which they did."""
    own = (comment.person_id, comment.office_id) == (who.person_id, who.office_id)
    return own and at_work_in_its_circle(who, comment.thread)


def who_settles_it(who: Actor, thread: Thread) -> bool:
    """The office that began it, those that write the text, and the one it is assigned to."""
    concerned = who.office_id == thread.office_id or who.person_id == thread.assigned_to_id
    return at_work_in_its_circle(who, thread) and (
        concerned or of_its_writers(who, thread.resolution)
    )


def writer_who_reads_it(who: Actor, thread: Thread) -> bool:
    """Somebody who drafts the text."""
    return writer_of_it(who, thread.resolution) and of_its_circle(who, thread)


POLICY: Table = {
    Do.LIST: [within_its_wall],
    Do.START: [at_work_within_its_wall],
    Do.READ: [of_its_circle],
    Do.REPLY: [at_work_in_its_circle],
    Do.TAKE_BACK: [author_of_it],
    Do.RESOLVE: [who_settles_it],
    Do.REOPEN: [who_settles_it],
    Do.ASSIGN: [at_work_in_its_circle],
    Do.TAKE_IN: [writer_who_reads_it],
}
