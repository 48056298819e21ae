"""What the principal now in office does with what was left open: confirm or withdraw, once."""

import secrets
from collections.abc import Callable, Mapping

from alliance.authority import operations as authority
from alliance.authority.models import ActUnder
from alliance.authority.queries import record_in, refuse_outside_term
from alliance.authority.withdrawing import withdraw_commitment
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, OwnBusiness, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.core.record import moment
from alliance.resolutions.queries import enrolled
from alliance.signatures import operations as signatures
from alliance.states.reference import today_in
from alliance.transitions.models import TransitionDecision
from alliance.transitions.policy import Do
from alliance.transitions.queries import Item, head_of, item_of
from alliance.transitions.rules import Decision, Kind, why_not_decide, why_not_reason
from alliance.votes import answering as votes
from alliance.votes.queries import question
from alliance.withdrawals import operations as withdrawals
from alliance.withdrawals.models import Notice

CHANGED = (
    "This was decided or has changed while you were reading. Nothing is recorded. Read the list "
    "again, then decide."
)
NOT_HEAD = (
    "Another principal of your office came after you, and is now in office: they decide on this."
)
Deed = Callable[[Actor, Item], object]


@operation(Do.DECIDE)
def decide(
    actor: Actor, item: Item, *, seen: str, decision: Decision, reason: str
) -> Act[TransitionDecision]:
    """Confirm or withdraw what a former principal left open, as it was reviewed.

    `seen` is the digest of what stood on the review. What nobody decides stays as it is.
    """
    reason = " ".join(reason.split())
    why = why_not_reason(reason) or why_not_decide(item.kind, decision)
    if why:
        raise RuleBroken(why)
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office decides on what it left open.")
    now = moment(f"office:{actor.office_id}")  # of two decisions one comes first
    refuse_outside_term(actor)
    if head_of(actor).person != actor.person_id:
        raise RuleBroken(NOT_HEAD)
    found = item_of(actor, item.key)
    if found is None or found.sha256 != seen:
        raise RuleBroken(CHANGED)
    FOLLOWS.get((item.kind, decision), _nothing_more)(actor, found)
    made = TransitionDecision(
        id=clock.new_id(),
        office_id=actor.office_id,
        kind=item.kind,
        subject_id=item.id,
        title=item.title,
        decision=decision,
        reason=reason,
        salt=secrets.token_hex(16),
        person_id=actor.person_id,
        at=now,
    )
    db.session.add(made)
    db.session.flush()
    facts = {
        "kind": item.kind,
        "subject": item.id,
        "decision": decision,
        "reason_sha256": reason_digest(made),
    }
    return Act(made, OwnBusiness(actor), facts, now)


def reason_digest(made: TransitionDecision) -> str:
    """What the ledger holds of a reason: SHA-256, salted so that it cannot be guessed."""
    return digest(canonical({"salt": made.salt, "reason": made.reason}))


def _nothing_more(_actor: Actor, _item: Item) -> None:
    """The decision is all there is: what was done stands by itself."""


def _withdraw_answer(actor: Actor, item: Item) -> None:
    asked = question(actor, item.id)
    if asked is None:
        raise RuleBroken(CHANGED)
    votes.withdraw_answer(actor, asked)


def _withdraw_signature(actor: Actor, item: Item) -> None:
    text = enrolled(actor, item.id)
    if text is None:
        raise RuleBroken(CHANGED)
    signatures.withdraw(actor, text)
    tell(
        f"question:{text.question.id}",  # whoever was asked, a state that has left since too
        "resolutions/mail/withdraw_signature",
        str(item.id),
        f"{item.id}:{actor.state}",
    )


def _confirm_delegation(actor: Actor, item: Item) -> None:
    assert actor.office_id
    authority.confirm(actor, record_in(actor.office_id, item.id), version=item.version)


def _revoke_delegation(actor: Actor, item: Item) -> None:
    assert actor.office_id
    what = record_in(actor.office_id, item.id)
    authority.revoke(actor, what, on=today_in(actor.state), version=item.version)


def _withdraw_commitment(actor: Actor, item: Item) -> None:
    withdraw_commitment(actor, db.session.get_one(ActUnder, item.id))


def _rescind_notice(actor: Actor, item: Item) -> None:
    notice = db.session.get_one(Notice, item.id)
    withdrawals.rescind(actor, notice, version=notice.version)


# What a decision does besides being kept.
FOLLOWS: Mapping[tuple[Kind, Decision], Deed] = {
    (Kind.ANSWER, Decision.WITHDRAW): _withdraw_answer,
    (Kind.SIGNATURE, Decision.WITHDRAW): _withdraw_signature,
    (Kind.COMMITMENT, Decision.WITHDRAW): _withdraw_commitment,
    (Kind.NOTICE, Decision.WITHDRAW): _rescind_notice,
    (Kind.DELEGATION, Decision.CONFIRM): _confirm_delegation,
    (Kind.DELEGATION, Decision.WITHDRAW): _revoke_delegation,
}
