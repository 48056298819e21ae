"""What can be done with a question."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alliance.accounts.queries import names
from alliance.authority.models import WithdrawnAct
from alliance.authority.operations import note_act
from alliance.authority.queries import Chosen, newest, require_authority
from alliance.authority.rules import ActClass
from alliance.authority.serving import PRINCIPAL
from alliance.authority.withdrawing import state_withdrawal
from alliance.clearance import operations as clearance
from alliance.clearance.models import Prepared
from alliance.clearance.queries import REGISTER, rule_in
from alliance.clearance.rules import Content
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import append, db
from alliance.core.operation import Act, Done, RuleBroken, operation
from alliance.core.outbox import later, tell
from alliance.core.policy import require
from alliance.core.record import entries_about, moment, moment_beside
from alliance.membership.models import Alliance
from alliance.rulebook.counting import tally as count
from alliance.rulebook.parsing import parse
from alliance.votes.models import Answer, Entitlement, Question
from alliance.votes.policy import Do
from alliance.votes.rules import Answer as Word
from alliance.votes.rules import (
    why_not_answer,
    why_not_close,
    why_not_counted,
    why_not_open,
)

# What follows when a question of a kind is decided: called with the actor, the question and
# whether it carried. Filled in alliance/app.py, the one place where a lower floor is told
# about a higher one.
Consequence = Callable[[Actor, Question, bool], None]
CONSEQUENCES: dict[str, Consequence] = {}

CLOSE_JOB = "votes:close"


class AlreadyAnswered(RuleBroken):
    """The state has answered: the first answer stands."""

    def __init__(self) -> None:
        super().__init__("Your state has answered already; that answer stands.")


@dataclass(frozen=True)
class Matter:
    """What a question is about: kind and id of the subject, its title, the hash of its text."""

    kind: str
    subject_id: uuid.UUID
    title: str
    text_sha256: str


@operation(Do.OPEN)
def open_question(
    _actor: Actor,
    alliance: Alliance,
    *,
    matter: Matter,
    roster: Mapping[str, Any],
    rule: object,
    closes_at: dt.datetime,
) -> Act[Question]:
    """Put a question to the states on the roster; text, roster and rule are frozen here."""
    now = moment(alliance.stream)
    if reason := why_not_open(closes_at, now, roster.keys()):
        raise RuleBroken(reason)
    if reason := why_not_counted(rule, roster):
        raise RuleBroken(f"Nothing can be decided by this rule. {reason}")
    frozen_rule, frozen_roster = canonical(rule), canonical(dict(roster))
    question = Question(
        id=clock.new_id(),
        kind=matter.kind,
        subject_id=matter.subject_id,
        title=matter.title,
        alliance_id=alliance.id,
        alliance=alliance,
        represented_by=alliance.represented_by,
        text_sha256=matter.text_sha256,
        rule=frozen_rule.decode(),
        rule_sha256=digest(frozen_rule),
        roster=frozen_roster.decode(),
        roster_sha256=digest(frozen_roster),
        opened_at=now,
        closes_at=closes_at,
    )
    db.session.add(question)
    db.session.flush()
    db.session.add_all(
        Entitlement(question_id=question.id, state_code=state) for state in question.entitled
    )
    tell(f"alliance:{alliance.id}", "votes/mail/open_question", str(question.id), str(question.id))
    later(CLOSE_JOB, str(question.id), {"question": str(question.id)}, at=closes_at)
    return Act(
        question,
        question,
        {
            "question": question.id,
            "resolution": matter.subject_id,
            "text_sha256": question.text_sha256,
            "rule_sha256": question.rule_sha256,
            "roster_sha256": question.roster_sha256,
            "closes_at": closes_at,
        },
        at=now,
    )


@operation(Do.ANSWER)
def answer(
    actor: Actor, question: Question, *, word: Word, chosen: Chosen | None = None
) -> Act[Word]:
    """Give the state's answer, once, under the authority chosen or the first that fits."""
    # The register, and the office's rule beside it, come with the statement that holds the stream:
    # an answer asks for little.
    now, rows = moment_beside(question.stream, REGISTER, {"office": actor.office_id})
    if reason := why_not_answer(
        open_=question.is_open,
        closes_at=question.closes_at,
        now=now,
        entitled=actor.state in question.entitled,
    ):
        raise RuleBroken(reason)
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office answers for a state.")
    grounds = require_authority(actor, ActClass.ANSWER, chosen=chosen, records=newest(rows))
    given = {
        "question_id": question.id,
        "state_code": actor.state,
        "answer": word,
        "answered_at": now,
        "office_id": actor.office_id,
        "person_id": actor.person_id,
        "authority_id": grounds.authority.id,
        "chain_sha256": grounds.chain_sha256,
    }
    try:
        append(Answer, given)
    except IntegrityError:
        raise AlreadyAnswered from None
    clearance.released(
        actor, ActClass.ANSWER, question.ref, content_of(question, word), rule_in(rows)
    )
    if grounds.holds != PRINCIPAL:  # else the answer's own row says it all
        note_act(actor, grounds, subject=question.ref, at=now)
    tell(
        f"office:{actor.office_id}",
        "votes/mail/answer",
        str(question.id),
        f"{question.id}:{actor.state}",
    )
    facts = {"question": question.id, "state": actor.state, "answer": word, **grounds.facts}
    return Act(word, question, facts, now)


@operation(Do.WITHDRAW)
def withdraw_answer(actor: Actor, question: Question) -> Act[WithdrawnAct]:
    """State that an answer of a predecessor is withdrawn, while the question is open.

    The answer stands in the roll call and in the count as it was given.
    """
    given = db.session.get(Answer, (question.id, actor.state), populate_existing=True)
    if given is None or given.office_id != actor.office_id:
        raise RuleBroken("Your office has not answered this question.")
    if not question.is_open:
        raise RuleBroken("The roll call is closed: what was counted stands.")
    if given.person_id == actor.person_id:
        raise RuleBroken("You gave this answer yourself; it stands.")
    if given.withdrawn_at is not None:
        raise RuleBroken("This answer is withdrawn already.")
    # May refuse; a page that shows why keeps its transaction, so the mail is left only after it.
    stated = state_withdrawal(actor, ActClass.ANSWER, question.id, stream=question.stream)
    tell(
        f"question:{question.id}",
        "votes/mail/withdraw_answer",
        str(question.id),
        f"{question.id}:{actor.state}",
    )
    return stated


def content_of(question: Question, word: Word | None = None) -> Content:
    """What an answer says and rests on, as an office prepares it; without a word the latter."""
    says = {"answer": str(word)} if word else {}
    return Content(says, {"text_sha256": question.text_sha256})


def why_not_prepare(actor: Actor, question: Question) -> str:
    """Why no answer can be prepared, or ""."""
    if db.session.get(Answer, (question.id, actor.state)):
        return "Your state has answered already."
    return why_not_answer(
        open_=question.is_open,
        closes_at=question.closes_at,
        now=clock.now(),
        entitled=actor.state in question.entitled,
    )


def prepare(actor: Actor, question: Question, *, word: Word, note: str = "") -> Done[Prepared]:
    """Prepare the state's answer, for somebody else of the office to give."""
    require(actor, Do.PREPARE, question)
    if reason := why_not_prepare(actor, question):
        raise RuleBroken(reason)
    content = content_of(question, word)
    matter = clearance.Matter(ActClass.ANSWER, question.ref, question.title, content)
    return clearance.prepare(actor, None, matter=matter, note=note)


@operation(Do.CLOSE)
def close(_actor: Actor, question: Question) -> Act[str]:
    """Close the roll call, count it exactly, and carry out what follows."""
    now = moment(question.stream)
    roll = _roll_call(question)
    if reason := why_not_close(
        open_=question.is_open,
        closes_at=question.closes_at,
        now=now,
        missing=question.entitled.keys() - {given["state"] for given in roll},
    ):
        raise RuleBroken(reason)
    counted = count(
        parse(json.loads(question.rule)),
        question.entitled,
        {given["state"]: given["answer"] for given in roll},
    ).as_json()
    outcome = str(counted["outcome"])
    answers, tally = canonical(roll), canonical(counted)
    question.answers, question.answers_sha256 = answers.decode(), digest(answers)
    question.tally, question.tally_sha256 = tally.decode(), digest(tally)
    question.outcome, question.closed_at = outcome, now
    db.session.flush()
    # Whoever was asked is told, a state that has left since too.
    tell(f"question:{question.id}", "votes/mail/close", str(question.id), str(question.id))
    return Act(
        outcome,
        question,
        {
            "question": question.id,
            "outcome": outcome,
            "answers_sha256": question.answers_sha256,
            "tally_sha256": question.tally_sha256,
        },
        now,
    )


def close_and_follow(actor: Actor, question: Question) -> str:
    """Close, and carry out what the outcome calls for."""
    require(actor, Do.CLOSE, question)
    outcome = close(actor, question).result
    CONSEQUENCES[question.kind](actor, question, outcome == "carried")
    return outcome


def _roll_call(question: Question) -> list[dict[str, Any]]:
    """The answers in the form of the bundle's answers.json."""
    given = db.session.scalars(
        select(Answer).where(Answer.question_id == question.id).order_by(Answer.state_code)
    ).all()
    entered = {
        entry.facts["state"]: entry.n
        for entry in entries_about(question.stream, [question.ref])
        if entry.action == Do.ANSWER
    }
    called = names({one.office_id for one in given} | {one.person_id for one in given})
    return [
        {
            "state": one.state_code,
            "answer": one.answer,
            "answered_at": clock.stamp(one.answered_at),
            "office": {"id": str(one.office_id), "name": called[one.office_id]},
            "by": {"id": str(one.person_id), "name": called[one.person_id]},
            "entry": entered[one.state_code],
        }
        for one in given
    ]
