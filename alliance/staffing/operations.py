"""What can be done with invitations and requests for access."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass, replace

from alliance.accounts.models import Office, Person, Post
from alliance.accounts.operations import NewPerson, enrol
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.record import moment
from alliance.staffing import queries
from alliance.staffing.letters import write
from alliance.staffing.models import AccessRequest, Invitation
from alliance.staffing.policy import Do
from alliance.staffing.rules import (
    LASTS,
    NOT_OPEN,
    SECRET_BYTES,
    Decision,
    Standing,
    said_already,
    too_many,
    why_not_grant,
)


class TooMany(RuleBroken):
    """More requests than one may make in a day."""


class SaidAlready(RuleBroken):
    """A request that says nothing new; the asker is not told, since others may have asked."""


@dataclass(frozen=True)
class Invited:
    """An invitation, and the secret of its link, which is told this once."""

    invitation: Invitation
    secret: str


@dataclass(frozen=True)
class Newcomer:
    """What somebody says of themself who accepts and has no account: a name and a password."""

    name: str
    password: str


@dataclass(frozen=True)
class Asking:
    """What somebody says who asks for access, and a keyed digest of where they ask from."""

    name: str
    email: str
    why: str
    asked_from: str


@operation(Do.INVITE)
def invite(actor: Actor, office: Office, *, email: str, rank: Rank) -> Act[Invited]:
    """Invite an e-mail address into the office, as one role."""
    made = _invite(actor, office, email, rank)
    facts = {"invitation": made.invitation.id, "rank": rank}
    return Act(made, made.invitation, facts, made.invitation.made_at)


def _invite(actor: Actor, office: Office, email: str, rank: Rank) -> Invited:
    email = email.lower()
    queries.hold(office.id)
    itself = bool(actor.email) and actor.email == email
    if reason := why_not_grant(actor.rank, rank, to_oneself=itself):
        raise RuleBroken(reason)
    if queries.post_of(office.id, email):
        raise RuleBroken("Somebody with this e-mail address serves in this office already.")
    if queries.open_invitation(office.id, email):
        raise RuleBroken(
            "This e-mail address has an open invitation to this office. Take that one back first."
        )
    made = _made(actor, office, email, rank)
    write("invite", made.invitation.id, secret=made.secret)
    return made


def _made(actor: Actor, office: Office, email: str, rank: Rank) -> Invited:
    now, secret = moment(office.stream), secrets.token_urlsafe(SECRET_BYTES)
    made = Invitation(
        id=clock.new_id(),
        office_id=office.id,
        office=office,
        rank=rank,
        email=email,
        secret_sha256=digest(secret.encode()),
        made_at=now,
        made_by_id=actor.person_id,
        expires_at=now + LASTS,
    )
    db.session.add(made)
    db.session.flush()
    return Invited(made, secret)


def invite_guest(actor: Actor, office: Office, email: str) -> Invited | None:
    """The way in for a guest to the office that is theirs; None for who is in or has one.

    Who may share something may open it (guests/policy.py); the caller writes the letter.
    """
    queries.hold(office.id)
    if queries.post_of(office.id, email) or queries.open_invitation(office.id, email):
        return None
    return _made(actor, office, email, Rank.GUEST)


def take_back_from_guest(actor: Actor, office_id: uuid.UUID) -> None:
    """A guest to whom nothing is shared any more needs no way in."""
    queries.hold(office_id)
    for one, stands in queries.invitations(office_id):
        if stands is Standing.OPEN:
            one.revoked_at, one.revoked_by_id = moment(one.stream), actor.person_id
    db.session.flush()


@operation(Do.REVOKE)
def revoke(actor: Actor, invitation: Invitation) -> Act[Invitation]:
    """Take an invitation back."""
    now = _hold_open(invitation, expired_too=True)
    invitation.revoked_at, invitation.revoked_by_id = now, actor.person_id
    db.session.flush()
    facts = {"invitation": invitation.id, "rank": invitation.rank}
    return Act(invitation, invitation, facts, now)


def bearer(invitation: Invitation, person: Person | None, email: str, name: str = "") -> Actor:
    """Who accepts an invitation, as they act from then on: in its office, in its role.

    `email` is the address that they have proved to be theirs: that of the account in which they
    are signed in, or, without an account, the one to which the link was sent.
    """
    office = invitation.office
    return Actor(
        name=person.name if person else name,
        office=Kind(office.kind),
        rank=Rank(invitation.rank),
        state=office.state_code or "",
        person_id=person.id if person else clock.new_id(),
        office_id=office.id,
        office_name=office.name,
        email=email,
        zone=office.zone,
    )


@operation(Do.ACCEPT)
def accept(actor: Actor, invitation: Invitation, *, newcomer: Newcomer | None) -> Act[Post]:
    """Take up the post: with a new account, or (without `newcomer`) with the one there is."""
    now = _hold_open(invitation)
    if queries.post_of(invitation.office_id, invitation.email):
        raise RuleBroken(
            "You serve in this office already. Its administrator can change your role."
        )
    if newcomer:
        if queries.person_by_email(invitation.email):
            raise RuleBroken(
                "This e-mail address has an account. Sign in, then open the link again."
            )
        new = NewPerson(invitation.email, newcomer.name, newcomer.password)
        enrol(replace(new, demo=invitation.office.demo), actor.person_id)
    assert actor.person_id
    post = Post(
        id=clock.new_id(),
        person_id=actor.person_id,
        office_id=invitation.office_id,
        rank=invitation.rank,
        since=begins(actor.person_id, invitation.office_id, now),
    )
    db.session.add(post)
    db.session.flush()
    invitation.used_at, invitation.post_id = now, post.id
    db.session.flush()
    write("joined", post.id)
    facts = {"invitation": invitation.id, "person": actor.person_id, "rank": invitation.rank}
    return Act(post, invitation, facts, now)


def begins(person_id: uuid.UUID, office_id: uuid.UUID, now: dt.datetime) -> dt.datetime:
    """When a further post of somebody in an office begins: now, and after the one before it."""
    before = queries.last_post_began(person_id, office_id)
    return max(now, before + dt.timedelta(microseconds=1)) if before else now


@operation(Do.ASK)
def ask_for_access(_visitor: Actor, office: Office, *, asking: Asking) -> Act[AccessRequest]:
    """Ask to be let into an office: nothing but the request is made."""
    queries.hold(office.id)
    email = asking.email.lower()
    lately = queries.asked_lately(asking.asked_from, email, office.id)
    if too_many(lately):
        raise TooMany("Too many requests were made today. Try again tomorrow.")
    if said_already(lately, one_waits=queries.one_waits(email, office.id)):
        raise SaidAlready
    now = moment(office.stream)
    made = AccessRequest(
        id=clock.new_id(),
        office_id=office.id,
        office=office,
        name=asking.name,
        email=email,
        why=asking.why,
        asked_at=now,
        asked_from=asking.asked_from,
    )
    db.session.add(made)
    db.session.flush()
    write("ask_for_access", made.id)
    return Act(made, made, {"request": made.id}, now)


@operation(Do.GRANT)
def grant_access(actor: Actor, request: AccessRequest, *, rank: Rank) -> Act[Invited]:
    """Let the asker in: they are invited, as one role."""
    _hold_undecided(request)
    made = _invite(actor, request.office, request.email, rank)
    _decide(actor, request, Decision.GRANTED)
    facts = {"request": request.id, "invitation": made.invitation.id, "rank": rank}
    return Act(made, request, facts, made.invitation.made_at)


@operation(Do.REFUSE)
def refuse_access(actor: Actor, request: AccessRequest) -> Act[AccessRequest]:
    """Do not let the asker in; they are told so."""
    _hold_undecided(request)
    _decide(actor, request, Decision.REFUSED)
    write("refuse_access", request.id)
    return Act(request, request, {"request": request.id}, request.decided_at)


def _hold_undecided(request: AccessRequest) -> None:
    queries.hold(request.office_id)
    db.session.refresh(request)
    if request.decision:
        raise RuleBroken(f"This request was {request.decision} already.")


def _decide(actor: Actor, request: AccessRequest, decision: Decision) -> None:
    request.decision, request.decided_by_id = decision, actor.person_id
    request.decided_at = moment(request.stream)
    db.session.flush()


def revoke_those_of(actor: Actor, office_id: uuid.UUID, maker_id: uuid.UUID) -> int:
    """Take back what somebody has sent who administers the office no longer; how many."""
    sent = [one for one, _ in queries.invitations(office_id) if one.made_by_id == maker_id]
    for one in sent:
        one.revoked_at, one.revoked_by_id = moment(one.stream), actor.person_id
    db.session.flush()
    return len(sent)


def _hold_open(invitation: Invitation, *, expired_too: bool = False) -> dt.datetime:
    """Hold an invitation that can still be used; the instant at which it is."""
    queries.hold(invitation.office_id)
    db.session.refresh(invitation)
    now = moment(invitation.stream)
    stands = invitation.stands(now)
    if stands is Standing.EXPIRED and expired_too:
        return now
    if stands is not Standing.OPEN:
        raise RuleBroken(NOT_OPEN[stands])
    return now
