"""An answer for another state, or for one's own as its alternate."""

import datetime as dt

from sqlalchemy import select

from alliance.authority.operations import note_act
from alliance.authority.queries import Chosen, Grounds, newest, require_authority
from alliance.authority.rules import ActClass
from alliance.authority.serving import PRINCIPAL
from alliance.clearance import operations as clearance
from alliance.clearance.queries import REGISTER, rule_in
from alliance.core.actor import Actor
from alliance.core.db import db, read
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.core.record import moment
from alliance.votes.answering import (
    AlreadyAnswered,
    Put,
    content_of,
    on_authority,
    row_of,
    salt_for,
    write,
)
from alliance.votes.ballots import cast
from alliance.votes.models import Answer, Question
from alliance.votes.policy import Do
from alliance.votes.proxies.grounds import grounds_of_alternate
from alliance.votes.proxies.models import Proxy
from alliance.votes.proxies.policy import Represented
from alliance.votes.proxies.queries import as_represented, entered_as, with_sources
from alliance.votes.proxies.rules import why_not_replace
from alliance.votes.rules import why_not_answer
from alliance.votes.saying import Said, facts_of, why_not_said
from alliance.votes.sittings import why_not_there


@operation(Do.ANSWER_BY_PROXY)
def answer_by_proxy(
    actor: Actor,
    asked: Represented,
    *,
    said: Said,
    seen: int = 0,
    chosen: Chosen | None = None,
) -> Act[Said]:
    """Answer for the state that a proxy represents, by the proxy that was reviewed.

    `seen` is the number of that state's answer that stood then, 0 when none did. The state's own
    answer is never replaced. What another state's officer says rests on the register of their
    office, what an alternate says on the authority of whoever named them.
    """
    question, proxy = asked.question, asked.proxy
    state, now = proxy.state_code, moment(question.stream)
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office answers for a state.")
    _refuse_form(question, state, said, now)
    _refuse_other(actor, question, proxy)
    _refuse_standing(question, proxy, seen)
    if reason := why_not_there(question, proxy.holder_state):  # in a meeting, whoever holds it
        raise RuleBroken(reason)
    grounds = grounds_for(actor, proxy, chosen)
    put = Put(said, seen + 1, salt_for(question, said))
    row = row_of(question, state, put) | on_authority(grounds) | {"proxy_id": proxy.id}
    row |= {"office_id": actor.office_id, "person_id": actor.person_id, "answered_at": now}
    try:
        write(question, row)
    except AlreadyAnswered:
        raise _answered(question, proxy) from None
    if proxy.alternate_id:  # the office's own answer: its own steps hold
        rows = newest(read(REGISTER, {"office": actor.office_id}))
        content = content_of(question, said)
        clearance.released(actor, ActClass.ANSWER, question.ref, content, rule_in(rows))
    if question.asked.secret:
        cast(question.id, said)
    if grounds.holds != PRINCIPAL:
        note_act(actor, grounds, subject=question.ref, at=now)
    _tell(question, proxy, put.n)
    facts = {
        "question": question.id,
        "state": state,
        "proxy": proxy.id,
        "by": proxy.holder_state,
        "given": entered_as(proxy),
        **grounds.facts,
    }
    return Act(said, asked, facts | facts_of(said, put.n, put.salt, question.asked), now)


def grounds_for(actor: Actor, proxy: Proxy, chosen: Chosen | None = None) -> Grounds:
    """What such an answer rests on: the holder's register, or for an alternate the giver's."""
    if proxy.alternate_id:
        return grounds_of_alternate(proxy)
    return require_authority(actor, ActClass.ANSWER, chosen=chosen)


def _refuse_form(question: Question, state: str, said: Said, now: dt.datetime) -> None:
    if reason := why_not_answer(
        open_=question.is_open,
        closes_at=question.closes_at,
        now=now,
        entitled=state in question.entitled,
    ) or why_not_said(said, question.asked, question.options):
        raise RuleBroken(reason)


def _refuse_other(actor: Actor, question: Question, proxy: Proxy) -> None:
    """Refuse a proxy that counts no longer, now that nobody else changes any."""
    now = as_represented(actor, question, proxy.state_code)
    if now is None:
        raise RuleBroken("Your office holds no proxy of that state for this question.")
    if now.why:
        raise RuleBroken(now.why)
    if now.proxy.id != proxy.id:
        raise ChangedMeanwhile(
            "Another proxy of that state counts for this question now. Nothing is recorded. "
            "Read it, then confirm again."
        )


def _refuse_standing(question: Question, proxy: Proxy, seen: int) -> None:
    """Refuse to replace what may not be replaced, or what was not seen."""
    wanted = select(Answer).where(
        Answer.question_id == question.id, Answer.state_code == proxy.state_code
    )
    last = db.session.scalars(wanted.order_by(Answer.n.desc()).limit(1)).first()
    if last is None and not seen:
        return
    if last is not None and (reason := why_not_instead(last, proxy)):
        raise RuleBroken(reason)
    if not question.asked.may_change or question.asked.secret:
        raise _answered(question, proxy)
    if last is None or last.n != seen:
        raise ChangedMeanwhile(
            "That state's answer was changed since you reviewed it. Nothing is recorded. "
            "Read it, then confirm again."
        )


def why_not_changed(question: Question, given: Answer, proxy: Proxy) -> str:
    """Why the answer that stands is not changed by this proxy, or ""."""
    if not question.asked.may_change or question.asked.secret:
        return str(_answered(question, proxy))
    return why_not_instead(given, proxy)


def _answered(question: Question, proxy: Proxy) -> AlreadyAnswered:
    may_change = question.asked.may_change and not question.asked.secret
    return AlreadyAnswered(may_change=may_change, state=proxy.state_code)


def why_not_instead(last: Answer, proxy: Proxy) -> str:
    """Why an answer by a proxy does not take the place of the one that stands, or ""."""
    return why_not_replace(
        last.proxy_state,
        proxy.state_code,
        by_proxy=last.proxy_id is not None,
        holder=proxy.holder_state,
    )


def _tell(question: Question, proxy: Proxy, n: int) -> None:
    """Whoever answered, the office whose answer it is, and who passed it on: each at once."""
    links = with_sources(proxy)
    offices = dict.fromkeys([proxy.holder_office_id, *(one.office_id for one in links)])
    audience = "office:" + "+".join(map(str, offices))
    key = f"{question.id}:{proxy.state_code}:{n}"
    tell(audience, "votes/mail/answer_by_proxy", str(question.id), key)
