"""Reading an office's staff, inside the office's own wall."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from alliance.accounts.models import Office, Person, Post, Suspension, WebAuthn
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.transaction import writing
from alliance.staffing.models import AccessRequest, HandOver, Invitation
from alliance.staffing.rules import WITHIN, Asked, Serving, Standing

Found = TypeVar("Found")


@dataclass(frozen=True)
class Member:
    """Somebody who serves in the office."""

    post_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    email: str
    rank: str
    since: dt.datetime
    factor: str  # the strongest way to sign in that is known: passkey, code, password
    suspended_at: dt.datetime | None


@dataclass(frozen=True)
class Work:
    """Open work that names a person of the office."""

    ref: str  # its name in the ledger
    title: str
    what: str  # such as "draft"
    person_id: uuid.UUID


# Filled in where the house is put together: each domain says what is open in an office, and whose.
OPEN_WORK: list[Callable[[uuid.UUID], Iterable[Work]]] = []


def held_now(now: dt.datetime) -> ColumnElement[bool]:
    """That a post is held at this instant, suspended or not."""
    return and_(Post.since <= now, or_(Post.until.is_(None), Post.until > now))


def own_office(actor: Actor) -> Office | None:
    """The office for which the actor acts."""
    return db.session.get(Office, actor.office_id) if actor.office_id else None


def office_at(kind: Kind, state: str) -> Office | None:
    """A state's office of this kind, if it takes part here."""
    wanted = select(Office).where(Office.kind == kind, Office.state_code == state)
    return db.session.scalars(wanted).first()


def office_named(name: str) -> Office | None:
    """The office with this name, for the operator; no guest's."""
    wanted = select(Office).where(Office.name == name, Office.kind != Kind.GUEST)
    return db.session.scalars(wanted).first()


def hold(office_id: uuid.UUID) -> None:
    """Let nobody else change this office's staff until this transaction ends."""
    held = select(Office.id).where(Office.id == office_id).with_for_update(key_share=True)
    db.session.execute(held).one()


def staff(office_id: uuid.UUID) -> list[Serving]:
    """Who serves in an office now."""
    suspended = exists().where(Suspension.post_id == Post.id, Suspension.until.is_(None))
    wanted = (
        select(Post.person_id, Post.rank, suspended.label("suspended"))
        .join(Person, Person.id == Post.person_id)
        .where(Post.office_id == office_id, Person.active, held_now(clock.now()))
    )
    return [Serving(*row) for row in db.session.execute(wanted)]


def members(actor: Actor) -> list[Member]:
    """The people of the actor's own office, by name."""
    passkey = exists().where(WebAuthn.user_id == Person.id)
    wanted = (
        select(Post, Person, Suspension.since, passkey)
        .join(Person, Person.id == Post.person_id)
        .outerjoin(Suspension, and_(Suspension.post_id == Post.id, Suspension.until.is_(None)))
        .where(Post.office_id == actor.office_id, Person.active, held_now(clock.now()))
        .order_by(Person.name, Person.id)
    )
    return [
        Member(
            post.id,
            person.id,
            person.name,
            person.email,
            post.rank,
            post.since,
            _factor(person, passkey=key),
            suspended_at,
        )
        for post, person, suspended_at, key in db.session.execute(wanted)
    ]


def _factor(person: Person, *, passkey: bool) -> str:
    if passkey:
        return "passkey"
    return "password and code" if person.tf_totp_secret else "password"


def post(actor: Actor, post_id: uuid.UUID) -> Post | None:
    """A post that is held in the actor's own office."""
    wanted = select(Post).where(
        Post.id == post_id, Post.office_id == actor.office_id, held_now(clock.now())
    )
    return db.session.scalars(fresh(wanted)).first()


def any_post(actor: Actor, post_id: uuid.UUID) -> Post | None:
    """A post in the actor's own office, also one that has ended: for what its holder left open."""
    wanted = select(Post).where(Post.id == post_id, Post.office_id == actor.office_id)
    return db.session.scalars(fresh(wanted)).first()


def post_of(office_id: uuid.UUID, email: str) -> Post | None:
    """The post that somebody with this e-mail address holds in an office now."""
    wanted = (
        select(Post)
        .join(Person, Person.id == Post.person_id)
        .where(Post.office_id == office_id, Person.email == email, held_now(clock.now()))
    )
    return db.session.scalars(fresh(wanted)).first()


def suspension(post: Post) -> Suspension | None:
    """The suspension of this post that is in effect."""
    wanted = select(Suspension).where(Suspension.post_id == post.id, Suspension.until.is_(None))
    return db.session.scalars(fresh(wanted)).first()


def last_post_began(person_id: uuid.UUID, office_id: uuid.UUID) -> dt.datetime | None:
    """When somebody's newest post in an office began."""
    return db.session.scalar(
        select(func.max(Post.since)).where(Post.person_id == person_id, Post.office_id == office_id)
    )


def person_by_email(email: str) -> Person | None:
    """Who signs in with this address."""
    return db.session.scalars(select(Person).where(Person.email == email)).first()


def person_by_session(key: str) -> Person | None:
    """Who has signed in, whether or not they hold a post: who was invited may hold none yet."""
    wanted = select(Person).where(Person.fs_uniquifier == key, Person.active)
    return db.session.scalars(wanted).first()


def by_secret(secret: str) -> Invitation | None:
    """The invitation whose link carries this secret."""
    wanted = select(Invitation).where(Invitation.secret_sha256 == digest(secret.encode()))
    return db.session.scalars(fresh(wanted)).first()


def invitation(actor: Actor, invitation_id: uuid.UUID) -> Invitation | None:
    """An invitation into the actor's own office."""
    wanted = select(Invitation).where(
        Invitation.id == invitation_id, Invitation.office_id == actor.office_id
    )
    return db.session.scalars(fresh(wanted)).first()


def invitations(office_id: uuid.UUID) -> list[tuple[Invitation, Standing]]:
    """Those that were neither used nor revoked, the newest first, and where each stands."""
    wanted = (
        select(Invitation)
        .where(
            Invitation.office_id == office_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.made_at.desc(), Invitation.id)
    )
    now = clock.now()
    return [(one, one.stands(now)) for one in db.session.scalars(wanted)]


def open_invitation(office_id: uuid.UUID, email: str) -> Invitation | None:
    """The invitation of this address into an office that can still be used."""
    found = (one for one, stands in invitations(office_id) if stands is Standing.OPEN)
    return next((one for one in found if one.email == email), None)


def access_request(actor: Actor, request_id: uuid.UUID) -> AccessRequest | None:
    """A request for access to the actor's own office."""
    wanted = select(AccessRequest).where(
        AccessRequest.id == request_id, AccessRequest.office_id == actor.office_id
    )
    return db.session.scalars(fresh(wanted)).first()


def waiting_requests(office_id: uuid.UUID) -> Sequence[AccessRequest]:
    """The requests that nobody has decided, the oldest first."""
    wanted = select(AccessRequest).where(
        AccessRequest.office_id == office_id, AccessRequest.decision.is_(None)
    )
    return db.session.scalars(wanted.order_by(AccessRequest.asked_at, AccessRequest.id)).all()


def asked_lately(asked_from: str, email: str, office_id: uuid.UUID) -> Asked:
    """How many requests were made within the last day."""
    lately = AccessRequest.asked_at > clock.now() - WITHIN

    def count(*where: ColumnElement[bool]) -> int:
        counted = select(func.count()).select_from(AccessRequest).where(lately, *where)
        return db.session.scalar(counted) or 0

    return Asked(
        count(AccessRequest.asked_from == asked_from),
        count(AccessRequest.email == email),
        count(AccessRequest.office_id == office_id),
    )


def one_waits(email: str, office_id: uuid.UUID) -> bool:
    """Whether a request for this address waits to be decided in an office."""
    return any(one.email == email for one in waiting_requests(office_id))


def open_work(office_id: uuid.UUID) -> list[Work]:
    """What is open in an office, with whom it lies: who was given it last, else who began it."""
    rows = select(HandOver.subject, HandOver.to_id).where(HandOver.office_id == office_id)
    given = db.session.execute(rows.order_by(HandOver.at, HandOver.id)).all()
    lies_with = {subject: to_id for subject, to_id in given}  # noqa: C416 (rows, no tuples)
    return [
        Work(one.ref, one.title, one.what, lies_with.get(one.ref, one.person_id))
        for ask in OPEN_WORK
        for one in ask(office_id)
    ]


def work_of(office_id: uuid.UUID, person_id: uuid.UUID) -> list[Work]:
    """The open work of an office that lies with this person."""
    return [one for one in open_work(office_id) if one.person_id == person_id]


def seniors(office_id: uuid.UUID, *, suspended: bool = False) -> list[str]:
    """The e-mail addresses of an office's administrators and principals who can act.

    With `suspended` also of those who cannot for a time.
    """
    return _addresses(office_id, (Rank.ADMINISTRATOR, Rank.PRINCIPAL), suspended=suspended)


def administrators_of(office_id: uuid.UUID) -> list[str]:
    """The e-mail addresses of an office's administrators who can act."""
    return _addresses(office_id, (Rank.ADMINISTRATOR,))


def _addresses(
    office_id: uuid.UUID, ranks: Sequence[Rank], *, suspended: bool = False
) -> list[str]:
    can_act = ~exists().where(Suspension.post_id == Post.id, Suspension.until.is_(None))
    wanted = (
        select(Person.email)
        .join(Post, Post.person_id == Person.id)
        .where(
            Post.office_id == office_id,
            Post.rank.in_(ranks),
            Person.active,
            held_now(clock.now()),
            true() if suspended else can_act,
        )
        .distinct()
        .order_by(Person.email)
    )
    return list(db.session.scalars(wanted))


def fresh(wanted: Select[Found]) -> Select[Found]:
    """As it is in the database now, whatever the session read before."""
    return wanted.execution_options(populate_existing=True) if writing() else wanted
