"""The chair's casting vote: given under seal with the answers, and opened only in a tie."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from alliance.authority.operations import note_act
from alliance.authority.queries import Chosen, require_authority
from alliance.authority.rules import ActClass
from alliance.authority.serving import PRINCIPAL
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import append, db
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.core.record import moment
from alliance.votes.models import CastingVote, Question
from alliance.votes.policy import Do
from alliance.votes.rules import Answer, why_not_answer

CHANGED = (
    "The casting vote was changed since you reviewed it. Nothing is recorded. Read it, then "
    "confirm again."
)


def casting_vote_on(question: Question) -> CastingVote | None:
    """The casting vote that counts; no statement where the question names nobody for one."""
    if not question.asked.chair:
        return None
    given = select(CastingVote).where(CastingVote.question_id == question.id)
    return db.session.scalars(given.order_by(CastingVote.n.desc()).limit(1)).first()


@operation(Do.CAST)
def cast_in_a_tie(
    actor: Actor, question: Question, *, vote: str, seen: int = 0, chosen: Chosen | None = None
) -> Act[CastingVote]:
    """Say how the chair decides in case of a tie; `seen` is the number of what stood before, or 0.

    Until the close it may be said anew. The ledger holds its digest alone: whether it is needed
    shows when the roll call is counted, and if not it stays sealed.
    """
    now = moment(question.stream)
    if reason := why_not_answer(
        open_=question.is_open,
        closes_at=question.closes_at,
        now=now,
        entitled=actor.state in question.entitled,
    ):
        raise RuleBroken(reason)
    if vote not in (Answer.YEA, Answer.NAY):
        raise RuleBroken("A casting vote is yea or nay.")
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office gives a casting vote.")
    last = casting_vote_on(question)
    if (last.n if last else 0) != seen:
        raise ChangedMeanwhile(CHANGED)
    grounds = require_authority(actor, ActClass.ANSWER, chosen=chosen)
    row = {
        "question_id": question.id,
        "n": seen + 1,
        "vote": vote,
        "salt": secrets.token_hex(16),
        "at": now,
        "state_code": actor.state,
        "office_id": actor.office_id,
        "person_id": actor.person_id,
        "authority_id": grounds.authority.id,
        "chain_sha256": grounds.chain_sha256,
    }
    try:
        append(CastingVote, row)
    except IntegrityError:
        raise ChangedMeanwhile(CHANGED) from None
    if grounds.holds != PRINCIPAL:
        note_act(actor, grounds, subject=question.ref, at=now)
    kept = CastingVote(**row)
    facts = {"question": question.id, "state": actor.state, "n": kept.n, **grounds.facts}
    return Act(kept, question, {**facts, "casting_sha256": sealed(kept)}, now)


def sealed(one: CastingVote) -> str:
    """The digest of a casting vote that the ledger holds until it is opened."""
    return digest(canonical({"casting_vote": one.vote, "n": one.n, "salt": one.salt}))


def opened(question: Question, tally: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger says at the close of a casting vote that decided; of another nothing."""
    last = casting_vote_on(question) if "chair" in tally else None
    if last is None:
        return {}
    said = {"vote": last.vote, "n": last.n, "salt": last.salt, "state": last.state_code}
    return {"casting_vote": said}


def casting_shown(actor: Actor, question: Question, tally: Mapping[str, Any] | None) -> str:
    """What the page of a question says of the casting vote to this reader, "" where there is none.

    Their own to the office that gave it; to others the one that decided, once the roll is closed.
    """
    last = casting_vote_on(question)
    if last is None:
        return ""
    if not question.is_open:
        used = "chair" in (tally or {})
        return f"The votes were even: it is {last.vote}." if used else "It was not needed."
    if actor.office_id == last.office_id:
        return f"Your office has given it: {last.vote}. It is opened only in a tie."
    return "It is given, under seal."
