"""What can be done with the posts that people hold in an office."""

import datetime as dt
import uuid
from collections.abc import Collection

from alliance.accounts.models import Post, Suspension
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.record import moment
from alliance.staffing import queries
from alliance.staffing.letters import write
from alliance.staffing.models import HandOver, InOffice
from alliance.staffing.operations import begins, revoke_those_of
from alliance.staffing.policy import Do
from alliance.staffing.rules import Serving, why_not_change, why_not_grant, why_not_without

GONE = "This post has ended meanwhile. Load the page of people again."


@operation(Do.CHANGE)
def change_role(actor: Actor, post: Post, *, rank: Rank) -> Act[Post]:
    """Give somebody another role in the office: the old post ends, a new one begins."""
    now, found, staff = _hold(post)
    if reason := why_not_grant(actor.rank, rank, to_oneself=actor.person_id == post.person_id):
        raise RuleBroken(reason)
    if reason := why_not_change(found, rank) or why_not_without(staff, post.person_id):
        raise RuleBroken(reason)
    # The new post begins where the old one ends, and after the instant at which that began.
    began = begins(post.person_id, post.office_id, now)
    post.until = began
    new = Post(
        id=clock.new_id(),
        person_id=post.person_id,
        office_id=post.office_id,
        rank=rank,
        since=began,
    )
    db.session.add(new)
    db.session.flush()
    write("joined", new.id)
    write("role_changed", new.id)
    facts = {"person": post.person_id, "from": post.rank, "rank": rank}
    return Act(new, _person(post), facts | _taken_back(actor, post), now)


@operation(Do.SUSPEND)
def suspend(actor: Actor, post: Post) -> Act[Suspension]:
    """Take the rights of a post away for a time; other posts of the person go on."""
    now, found, staff = _hold(post)
    if found.suspended:
        raise RuleBroken("This post is suspended already.")
    if reason := why_not_without(staff, post.person_id):
        raise RuleBroken(reason)
    assert actor.person_id
    made = Suspension(id=clock.new_id(), post_id=post.id, since=now, by_id=actor.person_id)
    db.session.add(made)
    db.session.flush()
    write("suspended", post.id, once=made.id)
    facts = {"person": post.person_id, "rank": post.rank}
    return Act(made, _person(post), facts | _taken_back(actor, post), now)


@operation(Do.LIFT)
def lift(actor: Actor, post: Post) -> Act[Suspension]:
    """Give a suspended post its rights back."""
    now, _, _ = _hold(post)
    found = queries.suspension(post)
    if found is None:
        raise RuleBroken("This post is not suspended.")
    found.until, found.lifted_by_id = now, actor.person_id
    db.session.flush()
    facts = {"person": post.person_id, "rank": post.rank}
    return Act(found, _person(post), facts, now)


@operation(Do.END)
def end_post(actor: Actor, post: Post) -> Act[Post]:
    """Somebody has left the office. What they did stays, under the office."""
    now, _, staff = _hold(post)
    if reason := why_not_without(staff, post.person_id):
        raise RuleBroken(reason)
    post.until = max(now, post.since)
    db.session.flush()
    write("ended", post.id)
    facts = {"person": post.person_id, "rank": post.rank}
    return Act(post, _person(post), facts | _taken_back(actor, post), now)


@operation(Do.HAND_OVER)
def hand_over(
    actor: Actor, post: Post, *, to: uuid.UUID, subjects: Collection[str]
) -> Act[list[HandOver]]:
    """Give open work that lies with this post's holder to a colleague who serves now."""
    queries.hold(post.office_id)
    if to == post.person_id:
        raise RuleBroken("This is the person with whom it lies already. Choose a colleague.")
    if to not in {one.person for one in queries.staff(post.office_id) if not one.suspended}:
        raise RuleBroken("Choose somebody who serves in the office now and is not suspended.")
    open_now = {one.ref for one in queries.work_of(post.office_id, post.person_id)}
    if not subjects or not set(subjects) <= open_now:
        raise RuleBroken("What is open has changed meanwhile. Look at the list below again.")
    assert actor.person_id
    now = moment(InOffice(post.office_id, "").stream)
    made = [
        HandOver(
            id=clock.new_id(),
            office_id=post.office_id,
            subject=subject,
            from_id=post.person_id,
            to_id=to,
            at=now,
            by_id=actor.person_id,
        )
        for subject in sorted(subjects)
    ]
    db.session.add_all(made)
    db.session.flush()
    facts = {"person": post.person_id, "to": to, "work": sorted(subjects)}
    return Act(made, _person(post), facts, now)


def _person(post: Post) -> InOffice:
    return InOffice(post.office_id, f"person:{post.person_id}")


def _taken_back(actor: Actor, post: Post) -> dict[str, int]:
    """The invitations of an administrator who is one no longer end with that."""
    if post.rank != Rank.ADMINISTRATOR:
        return {}
    return {"taken_back": revoke_those_of(actor, post.office_id, post.person_id)}


def _hold(post: Post) -> tuple[dt.datetime, Serving, list[Serving]]:
    """Hold the office's staff: the instant, how this post stands in it, and all who serve."""
    queries.hold(post.office_id)
    db.session.refresh(post)
    now = moment(InOffice(post.office_id, "").stream)
    staff = queries.staff(post.office_id)
    found = [one for one in staff if one.person == post.person_id and one.role == post.rank]
    if not found or post.until:
        raise RuleBroken(GONE)
    return now, found[0], staff
