"""Those who have not answered are reminded: by time, and by the secretariat's hand.

Opening a question, and a later close, leave a job for each reminder that is due until then. Who is
still to answer is found out when it runs: an answer, a close, or a question that was taken off
leaves nobody to remind, and a later close makes the jobs before it void.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from sqlalchemy import select

from alliance.accounts.models import Office
from alliance.core import clock
from alliance.core.actor import CLOCK, Actor
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.outbox import Taken, later, tell
from alliance.core.record import Entry, entries_about, moment
from alliance.core.transaction import transaction
from alliance.votes.awaited import missing, usable
from alliance.votes.models import Question
from alliance.votes.policy import Do
from alliance.votes.proxies.models import Proxy
from alliance.votes.queries import held
from alliance.votes.reminders import due, why_nobody_is, why_not_remind

JOB = "votes:remind"
MAIL = "votes/mail/remind"


def leave(question: Question, since: dt.datetime) -> None:
    """Leave the jobs for a time for answers that begins then and ends with the close set now."""
    until = clock.stamp(question.closes_at)
    for name, at in due(question.mode, since, question.closes_at):
        facts = {"question": str(question.id), "due": name, "closes_at": until}
        later(JOB, f"{JOB}:{question.id}:{name}:{until}", facts, at=at)


def remind_when_due(job: Taken) -> None:
    """What time does: a reminder goes out, once, if the close is the one it was left for."""
    with transaction():
        question = held(uuid.UUID(str(job.facts["question"])))
        if question is None or not question.is_open:
            return
        if clock.stamp(question.closes_at) != job.facts["closes_at"]:
            return  # put off: that left reminders of its own
        late = clock.now() >= question.closes_at  # the worker was away
        if not late and missing(question) and not _was_sent(question, job):
            remind(CLOCK, question, due=str(job.facts["due"]))


@operation(Do.REMIND)
def remind(actor: Actor, question: Question, *, due: str = "") -> Act[list[str]]:
    """Remind the offices of those that have not answered; by hand at most once a day.

    And those that hold the proxy of one of them: each office once, whatever it answers for. What
    each reader is told is found out when the mail goes out.

    `due` names the reminder that time calls for; "" by hand. The states that were reminded.
    """
    now = moment(question.stream)
    states, by_hand = missing(question), actor != CLOCK
    if reason := why_nobody_is(question.mode) or why_not_remind(
        open_=question.is_open,
        closes_at=question.closes_at,
        now=now,
        missing=states,
        before=last_by_hand(question) if by_hand else None,
    ):
        raise RuleBroken(reason)
    found = {one.id for one in offices_that_answer(question, states)}
    found |= {one.holder_office_id for one in held_by_others(question, states)}
    if not found and by_hand:
        raise RuleBroken("No office of these states has an account here: nobody would read it.")
    until = clock.stamp(question.closes_at)
    if found:
        audience = "office:" + "+".join(sorted(map(str, found)))
        key = f"{question.id}:" + (clock.stamp(now) if by_hand else f"{due}:{until}")
        tell(audience, MAIL, str(question.id), key)
    facts = {
        "question": question.id,
        "states": states,
        "offices": len(found),
        "closes_at": question.closes_at,
        **({} if by_hand else {"due": due}),
    }
    return Act(states, question, facts, now)


def offices_that_answer(question: Question, states: Collection[str]) -> list[Office]:
    """The offices here that answer for these states."""
    wanted = select(Office).where(
        Office.state_code.in_(list(states)), Office.kind == question.represented_by
    )
    return list(db.session.scalars(wanted.order_by(Office.state_code, Office.id)))


def held_by_others(question: Question, states: Collection[str]) -> list[Proxy]:
    """By which proxies offices of other states may answer for these now, by state."""
    if not question.asked.proxies:
        return []
    return [one for one in usable(question, states).values() if one.alternate_id is None]


def reminders_of(question: Question) -> list[Entry]:
    """The reminders that were sent, as they stand in the ledger, the first one first."""
    about = entries_about(question.stream, [question.ref])
    return [one for one in about if one.action == Do.REMIND]


def last_by_hand(question: Question) -> dt.datetime | None:
    """When the secretariat sent a reminder last, if it did."""
    by_hand = [one.at for one in reminders_of(question) if "due" not in one.facts]
    return max(by_hand, default=None)


def _was_sent(question: Question, job: Taken) -> bool:
    """Whether this very reminder stands in the ledger: a worker may have died after that."""
    wanted = {"due": job.facts["due"], "closes_at": job.facts["closes_at"]}
    return any(wanted.items() <= one.facts.items() for one in reminders_of(question))
