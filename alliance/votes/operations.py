"""What can be done with a question."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from alliance.accounts.queries import names
from alliance.charters.queries import terms_on
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.outbox import later, tell
from alliance.core.policy import require
from alliance.core.record import entries_about, moment
from alliance.membership.models import Alliance
from alliance.votes import reminding
from alliance.votes.ballots import ballots_of
from alliance.votes.calling.sheets import Sheet, in_the_hall, sheet_of
from alliance.votes.casting import casting_vote_on, opened
from alliance.votes.chairs import chairs_of
from alliance.votes.counting import counted, counted_ballots, in_roll, last_of
from alliance.votes.following import follows
from alliance.votes.models import Answer, Entitlement, Extension, Question
from alliance.votes.policy import Do
from alliance.votes.ruled import outcome_of
from alliance.votes.rules import (
    CARRIED,
    VOID,
    Mode,
    why_no_later_close,
    why_not_chair,
    why_not_close,
    why_not_counted,
    why_not_declare,
    why_not_extend,
    why_not_open,
)
from alliance.votes.sittings import Sitting, awaited, sitting_of
from alliance.votes.ways import Way, hold_to_charter

CLOSE_JOB = "votes:close"
# What is entered in the ledger when a state answers, by whichever of the ways there are.
ANSWERS = {Do.ANSWER, Do.ANSWER_BY_PROXY, Do.ENTER}


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
    way: Way,
) -> Act[Question]:
    """Put a question to the states on the roster; text, roster, rule and terms are frozen here."""
    follows(matter.kind)  # nothing is asked of which nobody has said what follows
    now = moment(alliance.stream)
    voting = terms_on(alliance, clock.today()).voting
    closes_at = way.ends(now)
    if reason := why_not_open(closes_at, now, roster.keys()):
        raise RuleBroken(reason)
    hold_to_charter(voting, matter.kind, rule, way, closes_at=closes_at, now=now)
    if reason := why_not_counted(rule, roster):
        raise RuleBroken(f"Nothing can be decided by this rule. {reason}")
    chairs = chairs_of(alliance).keys() & roster.keys() if way.chair else set()
    if reason := why_not_chair(way.chair, rule, chairs):
        raise RuleBroken(reason)
    terms = way.terms(voting, rule).frozen()
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
        mode=way.mode,
        terms=terms,
        terms_sha256=digest(terms.encode()),
        opened_at=now,
        closes_at=closes_at,
    )
    db.session.add(question)
    db.session.flush()
    db.session.add_all(
        Entitlement(question_id=question.id, state_code=state) for state in question.entitled
    )
    tell(f"alliance:{alliance.id}", "votes/mail/open_question", str(question.id), str(question.id))
    close_later(question, now)
    return Act(
        question,
        question,
        {
            "question": question.id,
            "resolution": matter.subject_id,
            "text_sha256": question.text_sha256,
            "rule_sha256": question.rule_sha256,
            "roster_sha256": question.roster_sha256,
            "terms_sha256": question.terms_sha256,
            "closes_at": closes_at,
        },
        at=now,
    )


def close_later(question: Question, now: dt.datetime) -> None:
    """Leave the job that closes it when its time has passed, and what reminds of it until then.

    A later close leaves others.
    """
    key = f"{question.id}:{clock.stamp(question.closes_at)}"
    later(CLOSE_JOB, key, {"question": str(question.id)}, at=question.closes_at)
    reminding.leave(question, now)


@operation(Do.EXTEND)
def extend(
    actor: Actor, question: Question, *, closes_at: dt.datetime, reason: str
) -> Act[Extension]:
    """Put the close off, before it comes and as often as the question's terms allow."""
    now = moment(question.stream)
    so_far = db.session.scalar(
        select(func.count()).select_from(Extension).where(Extension.question_id == question.id)
    )
    if why := why_no_later_close(question.mode) or why_not_extend(
        open_=question.is_open,
        before=question.closes_at,
        after=closes_at,
        now=now,
        left=question.asked.extensions - (so_far or 0),
    ):
        raise RuleBroken(why)
    if not reason.strip():
        raise RuleBroken("Say why the close is put off.")
    extension = Extension(
        question_id=question.id,
        n=(so_far or 0) + 1,
        closed_before=question.closes_at,
        closes_at=closes_at,
        reason=reason.strip(),
        extended_at=now,
        person_id=actor.person_id,
    )
    db.session.add(extension)
    question.closes_at = closes_at
    db.session.flush()
    close_later(question, now)
    key = f"{question.id}:{extension.n}"
    tell(f"question:{question.id}", "votes/mail/extend", str(question.id), key)
    facts = {"question": question.id, "closes_at": closes_at, "before": extension.closed_before}
    return Act(extension, question, {**facts, "reason": extension.reason}, now)


@operation(Do.VOID)
def void(_actor: Actor, question: Question, *, reason: str) -> Act[None]:
    """Take an open question off without a decision, because what it is put on has changed.

    Whoever was asked is told, and those who have answered are told that their answer is void.
    """
    if not question.is_open:
        raise RuleBroken("This question is closed: it cannot be taken off.")
    if not reason.strip():
        raise RuleBroken("Say why the question is taken off.")
    now = moment(question.stream)
    if now >= question.closes_at:
        raise RuleBroken("The time for answers has passed: the question is closed and counted.")
    question.outcome, question.closed_at = VOID, now
    question.void_reason = reason.strip()
    db.session.flush()
    tell(f"question:{question.id}", "votes/mail/void", str(question.id), str(question.id))
    return Act(None, question, {"question": question.id, "reason": question.void_reason}, now)


@operation(Do.CLOSE)
def close(_actor: Actor, question: Question, *, declared: str = "") -> Act[str]:
    """Close the roll call and count it exactly.

    In a meeting it may be closed when all who are there have answered, or, with the reason, when
    the vote is declared closed (alliance/votes/rules.py).
    """
    now = moment(question.stream)
    given = answers_of(question)
    sitting = sitting_of(question)
    missing = awaited(question.entitled.keys() - given.keys(), sitting)
    if reason := why_not_close(
        open_=question.is_open,
        closes_at=question.closes_at,
        now=now,
        missing=() if declared else missing,
    ) or why_not_declare(
        declared,
        sits=sitting is not None,
        unconfirmed=_unconfirmed(question) if sitting and now < question.closes_at else (),
    ):
        raise RuleBroken(reason)
    tally = tally_of(question, given)
    outcome = outcome_of(tally)
    answers_json, tally_json = canonical(_roll_call(question, given)), canonical(tally)
    question.answers, question.answers_sha256 = answers_json.decode(), digest(answers_json)
    question.tally, question.tally_sha256 = tally_json.decode(), digest(tally_json)
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
            **({"ballots": tally["ballots"]} if question.asked.secret else {}),
            **opened(question, tally),
            **_as_in_a_meeting(sitting, declared),
        },
        now,
    )


def _as_in_a_meeting(sitting: Sitting | None, declared: str) -> dict[str, Any]:
    """What the ledger says besides of the close of a question that was put in a meeting."""
    if sitting is None:
        return {}
    said = {"present": sorted(sitting.there), "in_person": sorted(sitting.in_person)}
    return {**said, **({"declared": declared} if declared else {})}


def _unconfirmed(question: Question) -> list[str]:
    return [one.state_code for one in sheet_of(question).waiting]


def close_and_follow(actor: Actor, question: Question, *, declared: str = "") -> str:
    """Close, and carry out what the outcome calls for."""
    require(actor, Do.CLOSE, question)
    outcome = close(actor, question, declared=declared).result
    follows(question.kind).does(actor, question, outcome == CARRIED)
    return outcome


def answers_of(question: Question) -> dict[str, Answer]:
    """The answers that count, by state, read anew."""
    given = select(Answer).where(Answer.question_id == question.id)
    return last_of(db.session.scalars(given.order_by(Answer.state_code, Answer.n)))


def tally_of(question: Question, given: Mapping[str, Answer]) -> dict[str, Any]:
    """The count as it stands; of a secret election by its ballots."""
    if not question.asked.secret:
        last = casting_vote_on(question)
        return counted(question, given, last.vote if last else None)
    says = ballots_of(question.id)
    if len(says) != len(given):
        raise RuleBroken(
            f"{len(given)} states have voted and there are {len(says)} ballots. Nothing is "
            "counted. Check the database against its last backup."
        )
    return counted_ballots(question, says)


def _roll_call(question: Question, given: Mapping[str, Answer]) -> list[dict[str, Any]]:
    """The answers in the form of the bundle's answers.json."""
    entered = {
        (entry.facts["state"], entry.facts.get("n", 1)): entry.n
        for entry in entries_about(question.stream, [question.ref])
        if entry.action in ANSWERS
    }
    sheet = sheet_of(question) if question.mode == Mode.MEETING else Sheet()
    lines = {state: sheet.became(state, one.n) for state, one in given.items()}
    called = names(
        {one.office_id for one in given.values()}
        | {one.person_id for one in given.values()}
        | {line.entered_by_id for line in lines.values() if line}
    )
    return [
        in_roll(
            one,
            called[one.office_id],
            called[one.person_id],
            entered[state, one.n],
            hidden=question.asked.hidden,
        )
        | ({"called": in_the_hall(line, called)} if (line := lines[state]) else {})
        for state, one in given.items()
    ]
