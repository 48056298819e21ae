"""What can be done with a motion: move it, edit it, put the question, take it off, withdraw it."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from alliance.charters.operations import Term
from alliance.charters.queries import voters_of
from alliance.charters.serving import why_not_member
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.core.record import moment
from alliance.litigation.queries import lawsuit_by_case
from alliance.membership.models import Alliance
from alliance.motions.models import Motion
from alliance.motions.policy import Do
from alliance.motions.rules import PUTTABLE, Kind, Stands, why_not_rule, why_not_said
from alliance.states.reference import jurisdictions
from alliance.votes import operations as votes
from alliance.votes.models import Question
from alliance.votes.operations import Matter
from alliance.votes.rosters import roster_on
from alliance.votes.ways import Way

CHANGED = (
    "The motion reads otherwise since you reviewed it. Nothing is recorded. Read it, then confirm "
    "again."
)


@dataclass(frozen=True)
class Says:
    """What a motion says: its title, its words, and the facts of its kind (rules.FACTS)."""

    kind: Kind
    title: str
    words: str
    facts: Mapping[str, Any]


@operation(Do.MOVE)
def move(actor: Actor, alliance: Alliance, *, says: Says) -> Act[Motion]:
    """Move something; the members and the secretariat are told."""
    now = moment(alliance.stream)
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office moves something.")
    _refuse(actor, alliance, says)
    made = Motion(
        id=clock.new_id(),
        alliance_id=alliance.id,
        alliance=alliance,
        kind=says.kind,
        office_id=actor.office_id,
        person_id=actor.person_id,
        moved_at=now,
        title=says.title,
        words=says.words,
        facts=canonical(dict(says.facts)).decode(),
        version=1,
        stands=Stands.MOVED,
    )
    _refuse_twice(alliance, made)
    db.session.add(made)
    db.session.flush()
    tell(f"alliance:{alliance.id}", "motions/mail/moved", str(made.id), str(made.id))
    return Act(made, made, _said(made), now)


@operation(Do.EDIT)
def edit(actor: Actor, motion: Motion, *, says: Says, seen: str) -> Act[Motion]:
    """Let it say something else, until the question is put; `seen` is the digest that was read."""
    now = moment(motion.stream)
    _hold_to(motion, seen)
    if motion.stands != Stands.MOVED:
        raise RuleBroken(f"This motion is {motion.stands}: what it says stays.")
    if says.kind is not motion.is_about:
        raise RuleBroken("A motion stays of its kind. Withdraw it, and move another.")
    _refuse(actor, motion.alliance, says)
    motion.title, motion.words = says.title, says.words
    motion.facts = canonical(dict(says.facts)).decode()
    if motion.sha256 == seen:
        raise RuleBroken("Nothing of it is changed.")
    motion.version += 1
    db.session.flush()
    return Act(motion, motion, _said(motion), now)


@operation(Do.WITHDRAW)
def withdraw(_actor: Actor, motion: Motion) -> Act[None]:
    """Take it back, before the question is put; it stays on the list."""
    now = moment(motion.stream)
    if motion.stands not in PUTTABLE:
        raise RuleBroken(f"This motion is {motion.stands}: it cannot be withdrawn.")
    motion.stands = Stands.WITHDRAWN
    db.session.flush()
    return Act(None, motion, {"motion": motion.id, "kind": motion.kind}, now)


@operation(Do.PUT)
def put(  # noqa: PLR0913 (what was reviewed, and how the question is put)
    actor: Actor,
    motion: Motion,
    *,
    rule: object,
    way: Way,
    seen: str,
    states: Collection[str],
) -> Act[Question]:
    """Put the question on what was reviewed (its digest), to the states that were reviewed."""
    now = moment(motion.stream)
    _hold_to(motion, seen)
    if motion.stands not in PUTTABLE:
        raise RuleBroken(f"This motion is {motion.stands}: there is no question to put.")
    if reason := why_not_rule(rule, motion.options):
        raise RuleBroken(reason)
    _refuse_absent(actor, motion)
    bound = voters_of(motion.alliance)
    if frozenset(states) != frozenset(bound):
        raise ChangedMeanwhile(
            "The members have changed since you reviewed the question. Nothing is recorded. Read "
            "who is asked now, then confirm again."
        )
    question = votes.open_question(
        actor,
        motion.alliance,
        matter=Matter(motion.kind, motion.id, motion.title, motion.sha256),
        roster=roster_on(bound, clock.today()),
        rule=rule,
        way=way,
    ).result
    motion.question_id = question.id
    motion.stands = Stands.PUT
    db.session.flush()
    return Act(question, motion, {**_said(motion), "question": question.id}, now)


@operation(Do.TAKE_OFF)
def take_off(actor: Actor, motion: Motion, *, reason: str) -> Act[None]:
    """Take the open question off, so that the motion can be changed; who was asked is told."""
    if motion.stands != Stands.PUT or motion.question is None:
        raise RuleBroken("No question is open on this motion.")
    now = moment(motion.stream)
    votes.void(actor, motion.question, reason=reason)
    motion.stands = Stands.MOVED
    db.session.flush()
    facts = {"motion": motion.id, "kind": motion.kind, "question": motion.question_id}
    return Act(None, motion, {**facts, "reason": reason.strip()}, now)


def _hold_to(motion: Motion, seen: str) -> None:
    db.session.refresh(motion)
    if seen != motion.sha256:
        raise ChangedMeanwhile(CHANGED)


def _refuse(actor: Actor, alliance: Alliance, says: Says) -> None:
    """Refuse what a motion of this kind cannot say, or what names something that is not there."""
    if reason := why_not_said(says.kind, says.title, says.words, says.facts):
        raise RuleBroken(reason)
    for reason in faults_here(actor, alliance, says.kind, says.facts).values():
        raise RuleBroken(reason)


def faults_here(
    actor: Actor, alliance: Alliance, kind: Kind, facts: Mapping[str, Any]
) -> dict[str, str]:
    """What of the facts names something that is not here, by the name of the fact.

    The facts are otherwise right (rules.faults_of).
    """
    if kind is Kind.LAWSUIT and lawsuit_by_case(actor, facts["case_id"]) is None:
        reason = "There is no lawsuit of this name here. Take the name from its address."
        return {"case_id": reason}
    for one in facts.get("candidates", ()):
        if reason := _why_not_candidate(actor, alliance, one["state"], facts):
            return {"candidates": f"{one['name'][:40]}: {reason}"}
    return {}


def _why_not_candidate(
    actor: Actor, alliance: Alliance, state: str, facts: Mapping[str, Any]
) -> str:
    """Only who could then be recorded as an officer stands for election."""
    if state not in jurisdictions():
        return f"“{state[:20]}” is no state. Write its postal code after a comma, as in “, CO”."
    first, last = facts["from_on"], facts["last_on"]
    term = Term(dt.date.fromisoformat(first), dt.date.fromisoformat(last) if last else None)
    return why_not_member(actor, alliance, state, term)


def _refuse_absent(actor: Actor, motion: Motion) -> None:
    """Refuse to put an election in which somebody stands who could no longer be elected."""
    if motion.is_about is not Kind.ELECTION:
        return
    edited = "The office that moved it edits the motion first."
    then = edited if motion.stands == Stands.MOVED else "Withdraw the motion, and move another."
    for reason in faults_here(actor, motion.alliance, motion.is_about, motion.says).values():
        raise RuleBroken(f"{reason} {then}")


def _refuse_twice(alliance: Alliance, made: Motion) -> None:
    """A button that is pressed twice moves once."""
    wanted = select(Motion).where(
        Motion.alliance_id == alliance.id,
        Motion.office_id == made.office_id,
        Motion.title == made.title,
        Motion.stands == Stands.MOVED,
    )
    if any(one.sha256 == made.sha256 for one in db.session.scalars(wanted)):
        raise RuleBroken(
            "Your office has moved this already, in the same words. It is on the list of motions."
        )


def _said(motion: Motion) -> dict[str, Any]:
    return {
        "motion": motion.id,
        "kind": motion.kind,
        "version": motion.version,
        "text_sha256": motion.sha256,
    }
