"""Reading what is shared: a guest's own shares, an office's own guests."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from alliance.accounts.models import Office, Person, Post
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.db import db
from alliance.core.transaction import writing
from alliance.guests.models import Share
from alliance.membership.models import Alliance
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import text_of
from alliance.resolutions.rules import Stage
from alliance.staffing.models import Invitation
from alliance.staffing.queries import held_now


def in_effect(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """That a share shows its text at this instant.

    Asked at every request. A secretariat shares only while it serves the alliance.
    """
    serves = or_(
        Share.office_id == Resolution.office_id, Share.office_id == Alliance.secretariat_id
    )
    return (
        Share.ended_at.is_(None),
        Share.ends_at > now,
        Resolution.stage != Stage.WITHDRAWN,
        serves,
    )


def _of_texts() -> Select[Share]:
    return (
        select(Share)
        .join(Resolution, Resolution.id == Share.resolution_id)
        .join(Alliance, Alliance.id == Resolution.alliance_id)
    )


@dataclass(frozen=True)
class Shown:
    """One line of a guest's list."""

    share: Share
    title: str  # of the version that was shared


def shown_to(guest: Actor) -> list[Shown]:
    """What is shared with the guest now, what ends first first."""
    wanted = _of_texts().where(Share.guest_id == guest.office_id, *in_effect(clock.now()))
    found = db.session.scalars(wanted.order_by(Share.ends_at, Share.id)).all()
    return [Shown(one, text_of(one.resolution, one.version).says["title"]) for one in found]


def share_for(guest: Actor, share_id: uuid.UUID) -> Share | None:
    """Something that is shared with the guest now."""
    if guest.rank is not Rank.GUEST:
        return None
    wanted = _of_texts().where(
        Share.id == share_id, Share.guest_id == guest.office_id, *in_effect(clock.now())
    )
    return db.session.scalars(wanted).first()


def live(share_id: uuid.UUID) -> Share | None:
    """A share if it is in effect, for what is mailed about it."""
    wanted = _of_texts().where(Share.id == share_id, *in_effect(clock.now()))
    return db.session.scalars(wanted).first()


def own_share(actor: Actor, share_id: uuid.UUID) -> Share | None:
    """A share of the actor's own office, held while it is changed."""
    wanted = select(Share).where(Share.id == share_id, Share.office_id == actor.office_id)
    if writing():
        wanted = wanted.with_for_update(of=Share).execution_options(populate_existing=True)
    return db.session.scalars(wanted).first()


@dataclass(frozen=True)
class Line:
    """One share on the page of the office that shared it."""

    share: Share
    shows: bool
    came_in: bool  # the guest has an account here
    invited_until: dt.datetime | None  # of an invitation that is neither used nor taken back


def shares_of(actor: Actor, resolution: Resolution) -> list[Line]:
    """To whom the actor's office has shared a text, what it shared last first."""
    now = clock.now()
    serves_as_guest = exists().where(Post.office_id == Share.guest_id, held_now(now))
    invited = (
        select(func.max(Invitation.expires_at))
        .where(
            Invitation.office_id == Share.guest_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .scalar_subquery()
    )
    shows = and_(*in_effect(now))
    wanted = _of_texts().add_columns(shows, serves_as_guest, invited)
    wanted = wanted.where(Share.resolution_id == resolution.id, Share.office_id == actor.office_id)
    rows = db.session.execute(wanted.order_by(Share.shared_at.desc(), Share.id))
    return [Line(share, bool(shown), bool(came), until) for share, shown, came, until in rows]


def way_in(guest_id: uuid.UUID) -> Invitation | None:
    """The invitation of a guest who has not come in yet."""
    wanted = select(Invitation).where(
        Invitation.office_id == guest_id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    return db.session.scalars(wanted.order_by(Invitation.made_at.desc())).first()


def open_shares(office_id: uuid.UUID, resolution_id: uuid.UUID) -> Sequence[Share]:
    """What an office shares of a text now."""
    wanted = select(Share).where(
        Share.office_id == office_id,
        Share.resolution_id == resolution_id,
        Share.ended_at.is_(None),
        Share.ends_at > clock.now(),
    )
    return db.session.scalars(wanted).all()


def anything_left(guest_id: uuid.UUID) -> bool:
    """Whether anything is shared with this guest, by whomever."""
    wanted = select(Share.id).where(
        Share.guest_id == guest_id, Share.ended_at.is_(None), Share.ends_at > clock.now()
    )
    return db.session.scalar(wanted.limit(1)) is not None


def office_of_guest(email: str) -> Office | None:
    """The office that this address was given as a guest: in use, or waiting for them."""
    serves = (
        select(Office)
        .join(Post, Post.office_id == Office.id)
        .join(Person, Person.id == Post.person_id)
        .where(Office.kind == Kind.GUEST, Person.email == email, held_now(clock.now()))
    )
    invited = (
        select(Office)
        .join(Invitation, Invitation.office_id == Office.id)
        .where(Office.kind == Kind.GUEST, Invitation.email == email, Invitation.used_at.is_(None))
        .order_by(Invitation.made_at.desc())
    )
    return db.session.scalars(serves).first() or db.session.scalars(invited).first()


def serves_there(email: str, states: Collection[str], offices: Collection[uuid.UUID]) -> bool:
    """Whether somebody with this address serves in these offices or in one of these states."""
    found = (
        select(Post.id)
        .join(Person, Person.id == Post.person_id)
        .join(Office, Office.id == Post.office_id)
        .where(
            Person.email == email,
            held_now(clock.now()),
            or_(Office.state_code.in_(list(states)), Office.id.in_(list(offices))),
        )
    )
    return db.session.scalar(found.limit(1)) is not None
