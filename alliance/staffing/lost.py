"""A lost second factor: one officer asks, another approves, then the person begins anew."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import delete

from alliance.accounts.models import Person, Post, WebAuthn
from alliance.accounts.operations import end_every_session
from alliance.accounts.rules import Ended
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.record import moment
from alliance.staffing import lost_queries, queries
from alliance.staffing.letters import write
from alliance.staffing.models import FactorReset, InOffice
from alliance.staffing.policy import Do
from alliance.staffing.rules import (
    APPROVED_WITHIN,
    NOT_TO_DECIDE,
    Reset,
    Serving,
    seconds,
    still_asks,
)

# What else somebody has to pass who approves: called with the actor, and refuses. Filled in
# alliance/app.py, the one place where a domain is told about its neighbour.
APPROVING: list[Callable[[Actor], None]] = []
HAS_A_SECOND = (
    "The office has another administrator or a principal who can approve this. The operator "
    "approves only where there is nobody else."
)


@operation(Do.ASK_RESET)
def ask_reset(actor: Actor, post: Post) -> Act[FactorReset]:
    """Ask that somebody's second factors be removed: nothing is removed yet."""
    assert actor.person_id
    queries.hold(post.office_id)
    now = moment(InOffice(post.office_id, "").stream)
    staff = queries.staff(post.office_id)
    if post.person_id not in {one.person for one in staff}:
        raise RuleBroken("This post has ended meanwhile. Load the page of people again.")
    if not lost_queries.has_factor(post.person_id):
        raise RuleBroken("There is no second factor to remove: they sign in with a password alone.")
    open_here = lost_queries.open_resets(post.person_id, now, post.office_id)
    if any(_stands(one, now, staff) for one in open_here):
        raise RuleBroken("This was asked for already, and waits for a second officer.")
    made = FactorReset(
        id=clock.new_id(),
        office_id=post.office_id,
        person_id=post.person_id,
        asked_at=now,
        asked_by_id=actor.person_id,
        expires_at=now + APPROVED_WITHIN,
    )
    db.session.add(made)
    db.session.flush()
    write("ask_factor_reset", made.id)
    return _act(made, made, now)


@operation(Do.APPROVE_RESET)
def approve_reset(actor: Actor, reset: FactorReset) -> Act[bool]:
    """Approve it; whether that removed the factors, or another office has yet to approve."""
    now = _hold(reset)
    for passes in APPROVING:
        passes(actor)
    staff = queries.staff(reset.office_id)
    if not still_asks(staff, reset.asked_by_id):
        raise RuleBroken("Who asked for this is no administrator here any more. Ask anew.")
    if reset.person_id not in {one.person for one in staff}:
        raise RuleBroken("The person serves in this office no longer.")
    if actor.rank is Rank.OPERATOR and seconds(staff, reset.asked_by_id, reset.person_id):
        raise RuleBroken(HAS_A_SECOND)
    person = lost_queries.held_person(reset.person_id)
    reset.approved_at, reset.approved_by_id = now, actor.person_id
    db.session.flush()
    done = _is_approved_everywhere(person, now)
    if done:
        _begin_anew(person, now)
        write("factors_removed", reset.id)
    return _act(reset, done, now, removed=done)


@operation(Do.REFUSE_RESET)
def refuse_reset(actor: Actor, reset: FactorReset) -> Act[FactorReset]:
    """Refuse it, or take it back."""
    now = _hold(reset, approved_too=True)
    reset.refused_at, reset.refused_by_id = now, actor.person_id
    db.session.flush()
    return _act(reset, reset, now)


def _hold(reset: FactorReset, *, approved_too: bool = False) -> dt.datetime:
    """Hold a request that can still be decided; the instant at which it is."""
    queries.hold(reset.office_id)
    lost_queries.held_person(reset.person_id)
    db.session.refresh(reset)
    now = moment(InOffice(reset.office_id, "").stream)
    stands = reset.stands(now)
    if stands is Reset.OPEN or (stands is Reset.APPROVED and approved_too):
        return now
    raise RuleBroken(NOT_TO_DECIDE[stands])


def _stands(one: FactorReset, now: dt.datetime, staff: Iterable[Serving]) -> bool:
    """Whether it can still lead to something: approved, or asked by who may still ask."""
    return one.stands(now) is Reset.APPROVED or still_asks(staff, one.asked_by_id)


def _is_approved_everywhere(person: Person, now: dt.datetime) -> bool:
    """Whether every office in which they serve has approved: the account opens them all."""
    waiting = lost_queries.open_resets(person.id, now)
    approved = {one.office_id for one in waiting if one.stands(now) is Reset.APPROVED}
    return lost_queries.offices_served(person.id) <= approved


def _begin_anew(person: Person, now: dt.datetime) -> None:
    person.tf_totp_secret = person.tf_primary_method = person.totp_last_counter = None
    person.mf_recovery_codes = None
    person.fs_uniquifier = secrets.token_urlsafe(32)  # links and half-done sign-ins are void
    db.session.execute(delete(WebAuthn).where(WebAuthn.user_id == person.id))
    for one in lost_queries.open_resets(person.id, now):
        if one.stands(now) is Reset.APPROVED:
            one.done_at = now
    end_every_session(person.id, Ended.OFFICE)
    db.session.flush()


def _act(reset: FactorReset, result: Any, now: dt.datetime, **facts: bool) -> Act[Any]:
    about = InOffice(reset.office_id, f"person:{reset.person_id}")
    return Act(result, about, {"request": reset.id, "person": reset.person_id, **facts}, now)
