"""A state answers, and answers anew; a successor withdraws; an office prepares."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alliance.authority.models import WithdrawnAct
from alliance.authority.operations import note_act
from alliance.authority.queries import Chosen, Grounds, newest, require_authority
from alliance.authority.rules import ActClass
from alliance.authority.serving import PRINCIPAL
from alliance.authority.withdrawing import state_withdrawal
from alliance.clearance import operations as clearance
from alliance.clearance.models import Prepared
from alliance.clearance.queries import REGISTER, rule_in
from alliance.clearance.rules import Content
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import append, db
from alliance.core.operation import Act, ChangedMeanwhile, Done, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.core.policy import require
from alliance.core.record import moment_beside
from alliance.states.reference import name_of
from alliance.votes.ballots import cast
from alliance.votes.models import Answer, Question
from alliance.votes.policy import Do
from alliance.votes.posed import AnyQuestion
from alliance.votes.rules import CAST, ShownTo, why_not_answer
from alliance.votes.saying import Said, facts_of, why_not_said
from alliance.votes.sittings import why_not_there


class AlreadyAnswered(RuleBroken):
    """The state has answered, and whoever asks did not know of that answer.

    `state` is named where it is not that of whoever asks.
    """

    def __init__(self, *, may_change: bool, state: str = "") -> None:
        then = "Read it; it may be changed until the close." if may_change else "It stands."
        whose = name_of(state) if state else "Your state"
        super().__init__(f"{whose} has answered already. {then}")


@dataclass(frozen=True)
class Put:
    """An answer under way: what is said, the n-th time, and the salt of its digests, if any."""

    said: Said
    n: int
    salt: str | None


@operation(Do.ANSWER)
def answer(
    actor: Actor,
    question: AnyQuestion,
    *,
    said: Said,
    seen: int = 0,
    chosen: Chosen | None = None,
) -> Act[Said]:
    """Give the state's answer, under the authority chosen or the first that fits.

    `seen` is the number of the answer that stood when this one was reviewed, 0 when none did: an
    answer that a colleague gave meanwhile is not replaced unseen.
    """
    # The register, and the office's rule beside it, come with the statement that holds the stream:
    # an answer asks for little.
    now, rows = moment_beside(question.stream, REGISTER, {"office": actor.office_id})
    if reason := why_not_answer(
        open_=question.is_open,
        closes_at=question.closes_at,
        now=now,
        entitled=actor.state in question.entitled,
    ) or why_not_said(said, question.asked, question.options):
        raise RuleBroken(reason)
    if reason := why_not_there(question, actor.state):
        raise RuleBroken(reason)
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office answers for a state.")
    _refuse_unseen(question, actor.state, seen)
    grounds = require_authority(actor, ActClass.ANSWER, chosen=chosen, records=newest(rows))
    put = Put(said, seen + 1, salt_for(question, said))
    row = row_of(question, actor.state, put)
    row |= {"office_id": actor.office_id, "person_id": actor.person_id, "answered_at": now}
    write(question, row | on_authority(grounds))
    clearance.released(
        actor, ActClass.ANSWER, question.ref, content_of(question, said), rule_in(rows)
    )
    if question.asked.secret:
        cast(question.id, said)
    if grounds.holds != PRINCIPAL:  # else the answer's own row says it all
        note_act(actor, grounds, subject=question.ref, at=now)
    tell(
        f"office:{actor.office_id}",
        "votes/mail/answer",
        str(question.id),
        f"{question.id}:{actor.state}:{put.n}",
    )
    facts = {"question": question.id, "state": actor.state, **grounds.facts}
    return Act(said, question, facts | facts_of(said, put.n, put.salt, question.asked), now)


def _refuse_unseen(question: AnyQuestion, state: str, seen: int) -> None:
    """Refuse to replace an answer that may not be, or one that is not the last."""
    if not seen:
        return  # a first answer: the key of the row says whether there is another
    if not question.asked.may_change or question.asked.secret:
        raise AlreadyAnswered(may_change=False)
    last = (
        select(Answer.n)
        .where(Answer.question_id == question.id, Answer.state_code == state)
        .order_by(Answer.n.desc())
        .limit(1)
    )
    if db.session.scalar(last) != seen:
        raise ChangedMeanwhile(
            "Your state's answer was changed since you reviewed it. Nothing is recorded. "
            "Read it, then confirm again."
        )


def salt_for(question: AnyQuestion, said: Said) -> str | None:
    """What is hashed besides, where a digest could else be guessed; None where nothing is."""
    needed = question.asked.hidden or bool(said.explanation)
    return secrets.token_hex(16) if needed else None


def row_of(question: AnyQuestion, state: str, put: Put) -> dict[str, object]:
    """What does not depend on who gives an answer; a secret one says only that it was cast."""
    said = Said(CAST, explanation=put.said.explanation) if question.asked.secret else put.said
    return {
        "question_id": question.id,
        "state_code": state,
        "n": put.n,
        "answer": said.answer,
        "parts": said.kept,
        "ground": said.ground or None,
        "explanation": said.explanation or None,
        "shown_to": put.said.shown_to if said.explanation else None,
        "salt": put.salt,
    }


def on_authority(grounds: Grounds) -> dict[str, object]:
    """What an answer rests on in the register."""
    return {"authority_id": grounds.authority.id, "chain_sha256": grounds.chain_sha256}


def write(question: AnyQuestion, row: dict[str, object]) -> None:
    """Keep an answer; two at once for one state cannot both be the n-th."""
    try:
        append(Answer, row)
    except IntegrityError:
        may_change = question.asked.may_change and not question.asked.secret
        raise AlreadyAnswered(may_change=may_change) from None


@operation(Do.WITHDRAW)
def withdraw_answer(actor: Actor, question: Question) -> Act[WithdrawnAct]:
    """State that an answer of a predecessor is withdrawn, while the question is open.

    The answer stands in the roll call and in the count as it was given; where the question lets a
    state change its answer, a new one takes its place.
    """
    given = db.session.scalars(
        select(Answer)
        .where(Answer.question_id == question.id, Answer.state_code == actor.state)
        .order_by(Answer.n.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()
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


def content_of(question: AnyQuestion, said: Said | None = None) -> Content:
    """What an answer says and rests on, as an office prepares it; without words the latter.

    Of a secret ballot it says that it is cast: what is prepared stands beside the state's name.
    """
    if said and question.asked.secret:
        said = Said(CAST, explanation=said.explanation, shown_to=said.shown_to)
    says = said.as_prepared() if said else {}
    return Content(says, {"text_sha256": question.text_sha256})


def why_not_prepare(actor: Actor, question: Question, *, answered: bool) -> str:
    """Why no answer can be prepared, or ""."""
    if answered and not question.asked.may_change:
        return "Your state has answered already."
    return why_not_answer(
        open_=question.is_open,
        closes_at=question.closes_at,
        now=clock.now(),
        entitled=actor.state in question.entitled,
    )


def prepare(actor: Actor, question: Question, *, said: Said, note: str = "") -> Done[Prepared]:
    """Prepare the state's answer, for somebody else of the office to give."""
    require(actor, Do.PREPARE, question)
    wanted = select(Answer.n).where(
        Answer.question_id == question.id, Answer.state_code == actor.state
    )
    answered = db.session.scalar(wanted.limit(1)) is not None
    if reason := why_not_prepare(actor, question, answered=answered) or why_not_said(
        said, question.asked, question.options
    ):
        raise RuleBroken(reason)
    content = content_of(question, said)
    matter = clearance.Matter(ActClass.ANSWER, question.ref, question.title, content)
    return clearance.prepare(actor, None, matter=matter, note=note)


def reads_explanation(actor: Actor, given: Answer) -> bool:
    """Whether somebody who may see the question reads the words that go with an answer."""
    return given.shown_to != ShownTo.PRIVATE or actor.office_id == given.office_id
