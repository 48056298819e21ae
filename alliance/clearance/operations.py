"""What can be done with the inner steps: set the rule, prepare, clear, give back, release."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from alliance.authority.queries import refuse_outside_term
from alliance.authority.rules import ActClass
from alliance.clearance import queries
from alliance.clearance.models import Prepared, StepRule
from alliance.clearance.policy import Do
from alliance.clearance.queries import Rule, newest_rule, under_way
from alliance.clearance.rules import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    Content,
    Ended,
    Needs,
    kept,
    needs_of,
    why_not_clear,
    why_not_give_back,
    why_not_prepare,
)
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, OwnBusiness, RuleBroken, operation
from alliance.core.record import moment


@dataclass(frozen=True)
class Matter:
    """What is prepared: the act, its subject as the ledger names it, a title, what it says."""

    act: ActClass
    subject: str
    title: str
    content: Content


@operation(Do.SET_RULE)
def set_rule(
    actor: Actor, _own: None, *, needs: Mapping[ActClass, Needs], version: int
) -> Act[StepRule]:
    """Decide which acts of the office need which steps; `version` is that which was read."""
    office_id, person_id, now = _held(actor)
    refuse_outside_term(actor)
    before = newest_rule(office_id)
    if version != (before.version if before else 0):
        raise RuleBroken(
            "The rule was changed while you were reading. Nothing is recorded. "
            "Read it again, then decide."
        )
    wanted = kept(needs)
    if wanted == (before.needs if before else {}):
        raise RuleBroken("This is the rule of your office already.")
    made = StepRule(
        office_id=office_id, version=version + 1, needs=wanted, set_at=now, set_by_id=person_id
    )
    db.session.add(made)
    for one in queries.all_under_way(office_id):
        if needs_of(wanted, one.of) is Needs.NOTHING:
            _end(one, Ended.LAPSED, person_id, now)
    db.session.flush()
    return Act(made, OwnBusiness(actor), {"version": made.version, "needs": wanted}, now)


@operation(Do.PREPARE)
def prepare(actor: Actor, _own: None, *, matter: Matter, note: str = "") -> Act[Prepared]:
    """Prepare an act for the office; what was prepared before on the same is replaced."""
    office_id, person_id, now = _held(actor)
    if len(note) > LONGEST_NOTE:
        raise RuleBroken(f"The note is longer than {LONGEST_NOTE:,} characters. Shorten it.")
    needs = _needs(office_id, matter.act)
    before = under_way(office_id, matter.act, matter.subject)
    taken = before.taken if before else None
    if why := why_not_prepare(needs, matter.act, taken, person_id, matter.content):
        raise RuleBroken(why)
    if before:
        _end(before, Ended.REPLACED, person_id, now)
        db.session.flush()
    content = canonical(matter.content.as_json)
    made = Prepared(
        id=clock.new_id(),
        office_id=office_id,
        act=matter.act,
        subject=matter.subject,
        title=matter.title[:LONGEST_TITLE],
        content=content.decode(),
        content_sha256=digest(content),
        note=note,
        prepared_by_id=person_id,
        prepared_at=now,
    )
    db.session.add(made)
    db.session.flush()
    facts = {"replaces": before.id} if before else {}
    return _noted(actor, made, now, **facts)


@operation(Do.CLEAR)
def clear(actor: Actor, one: Prepared) -> Act[Prepared]:
    """Counsel has read it and has nothing against it."""
    office_id, person_id, now = _held(actor, one)
    needs = _needs(office_id, one.of)
    if why := why_not_clear(needs, one.of, one.taken, person_id, str(actor.rank)):
        raise RuleBroken(why)
    one.cleared_by_id, one.cleared_at = person_id, now
    db.session.flush()
    return _noted(actor, one, now)


@operation(Do.GIVE_BACK)
def give_back(actor: Actor, one: Prepared, *, why: str) -> Act[Prepared]:
    """Give it back to whoever prepared it, with a reason; it is prepared anew."""
    _, person_id, now = _held(actor, one)
    refuse_outside_term(actor)
    if not why.strip() or len(why) > LONGEST_NOTE:
        raise RuleBroken(f"Say why, in at most {LONGEST_NOTE:,} characters.")
    if wrong := why_not_give_back(one.taken, person_id, str(actor.rank)):
        raise RuleBroken(wrong)
    one.returned_by_id, one.returned_at, one.returned_why = person_id, now, why
    db.session.flush()
    return _noted(actor, one, now)


@operation(Do.WITHDRAW)
def withdraw(actor: Actor, one: Prepared) -> Act[Prepared]:
    """Take back what one has prepared."""
    _, person_id, now = _held(actor, one)
    if one.ended_as:
        raise RuleBroken(f"This has ended: it was {one.ended_as}.")
    _end(one, Ended.WITHDRAWN, person_id, now)
    db.session.flush()
    return _noted(actor, one, now)


def released(
    actor: Actor, act: ActClass, subject: str, content: Content, rule: Rule | None
) -> None:
    """Hold an act to the steps that its office's rule asks for; called by the act itself.

    `rule` came along with the register, so an office without one asks the database nothing here.
    The prepared act ends as released in the transaction of the act: both happen, or neither.
    """
    needs = needs_of(rule, act)
    if needs is Needs.NOTHING:
        return
    office_id, person_id, _ = _held(actor)  # of a clearing and a release one comes first
    needs = _needs(office_id, act)  # as it is now that nobody else changes it
    if needs is Needs.NOTHING:
        return
    one = under_way(office_id, act, subject)
    release(actor, queries.require_steps(needs, act, one, person_id, content))


@operation(Do.RELEASE)
def release(actor: Actor, one: Prepared) -> Act[Prepared]:
    """Note that what was prepared has become the act: only `released` calls it."""
    _, person_id, now = _held(actor, one)
    _end(one, Ended.RELEASED, person_id, now)
    db.session.flush()
    return _noted(actor, one, now)


def commitment(actor: Actor, cents: int, subject: str) -> None:
    """The same for money, which the register's own operation commits: see alliance/app.py."""
    assert actor.office_id
    found = newest_rule(actor.office_id)
    rule = found.needs if found else None
    released(actor, ActClass.COMMIT, subject, Content({"cents": cents}), rule)


def _held(actor: Actor, one: Prepared | None = None) -> tuple[uuid.UUID, uuid.UUID, dt.datetime]:
    """The office, the person and the instant; the office's stream is held, the row read anew."""
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office takes its steps.")
    now = moment(f"office:{actor.office_id}")
    if one is not None:
        db.session.refresh(one)
    return actor.office_id, actor.person_id, now


def _needs(office_id: uuid.UUID, act: ActClass) -> Needs:
    found = newest_rule(office_id)
    return needs_of(found.needs if found else None, act)


def _end(one: Prepared, how: Ended, person_id: uuid.UUID, now: dt.datetime) -> None:
    one.ended_as, one.ended_at, one.ended_by_id = how, now, person_id


def _noted(actor: Actor, one: Prepared, now: dt.datetime, **more: object) -> Act[Prepared]:
    """What the office's own stream says of it: the words stay in the row."""
    # Of money the subject is what somebody wrote; of all else it is the name of a thing.
    about = {} if one.of is ActClass.COMMIT else {"about": one.subject}
    facts = {
        "prepared": one.id,
        "act": one.act,
        **about,
        "content_sha256": one.content_sha256,
        **more,
    }
    return Act(one, OwnBusiness(actor, one), facts, now)
