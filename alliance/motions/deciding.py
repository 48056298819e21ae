"""What follows when the question on a motion is decided: recorded with the close, or not at all."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

from alliance.charters.operations import Term
from alliance.charters.serving import Holder, Title, record_officer, why_not_officer
from alliance.core.actor import CLOCK, Actor
from alliance.core.canonical import canonical
from alliance.core.db import db
from alliance.core.operation import Act, operation
from alliance.core.outbox import tell
from alliance.core.record import moment
from alliance.motions.models import Motion
from alliance.motions.policy import Do
from alliance.motions.queries import of_question
from alliance.motions.rules import DECIDED, FOR, Kind, became, candidate_in_words
from alliance.votes.models import Question
from alliance.votes.reminding import offices_that_answer


def follow(_actor: Actor, question: Question, _carried: bool) -> None:  # noqa: FBT001 (Consequence)
    """What follows when the question on a motion is decided.

    Without a quorum, or where a choice is undecided, nothing is: the question can be put again.
    """
    motion = of_question(question)
    if motion is not None:
        decide(CLOCK, motion, question=question)


@operation(Do.DECIDE)
def decide(_clock: Actor, motion: Motion, *, question: Question) -> Act[Motion]:
    """The question on a motion was closed."""
    now = moment(motion.stream)
    stands = became(motion.is_about, str(question.outcome))
    followed: dict[str, Any] = {}
    if stands in FOR:
        followed = _FOLLOWS[motion.is_about](motion, question, now.date())
    motion.stands = stands
    if stands in DECIDED:
        motion.decided_at, motion.followed = now, canonical(followed).decode()
    db.session.flush()
    facts = {"motion": motion.id, "kind": motion.kind, "question": question.id}
    return Act(motion, motion, {**facts, "stands": stands, "followed": followed}, now)


def _policy(motion: Motion, _question: Question, today: dt.date) -> dict[str, Any]:
    """In force from the day that it names, and never from one before it was adopted."""
    return {"in_force_from": max(motion.says["from_on"], today.isoformat())}


def _money(motion: Motion, _question: Question, today: dt.date) -> dict[str, Any]:
    return {"released": motion.says, "on": today.isoformat()}


def _lawsuit(motion: Motion, question: Question, _today: dt.date) -> dict[str, Any]:
    """The members are told; the offices that said yea are asked to state their position."""
    tell(f"question:{question.id}", "motions/mail/lawsuit", str(motion.id), str(question.id))
    roll = json.loads(question.answers or "[]")
    yeas = [one["state"] for one in roll if one["answer"] == "yea"]
    # The states' own offices: an answer by proxy was given in another.
    return {"states": yeas, "offices": [str(one.id) for one in offices_that_answer(question, yeas)]}


def _election(motion: Motion, question: Question, _today: dt.date) -> dict[str, Any]:
    """Whoever is elected is recorded as officer; where that is hindered, why.

    The election stands all the same: a title that somebody else still holds is the secretariat's to
    end, and the officer's to be recorded then.
    """
    said = motion.says
    stand = {candidate_in_words(one): one for one in said["candidates"]}
    elected = json.loads(question.tally or "{}").get("winners", list(stand))
    last = dt.date.fromisoformat(said["last_on"]) if said["last_on"] else None
    term = Term(dt.date.fromisoformat(said["from_on"]), last)
    title = Title(said["title"], "Elected by the members", several=len(elected) > 1)
    recorded, hindered = [], []
    for one in elected:
        holder = Holder(stand[one]["state"], person=stand[one]["name"])
        body = motion.alliance
        if reason := why_not_officer(CLOCK, body, title=title, holder=holder, term=term):
            hindered.append(reason)
            continue
        made = record_officer(CLOCK, body, title=title, holder=holder, term=term).result
        recorded.append(str(made.id))
    return {"elected": elected, "officers": recorded, "hindered": hindered}


def _choice(_motion: Motion, question: Question, _today: dt.date) -> dict[str, Any]:
    return {"chosen": json.loads(question.tally or "{}").get("winners", [])}


_FOLLOWS: Mapping[Kind, Callable[[Motion, Question, dt.date], dict[str, Any]]] = {
    Kind.POLICY: _policy,
    Kind.MONEY: _money,
    Kind.LAWSUIT: _lawsuit,
    Kind.ELECTION: _election,
    Kind.CHOICE: _choice,
}
