"""The sessions in which people act for an office now: its administrator sees and ends them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from alliance.accounts.models import Person, Post, Session
from alliance.accounts.operations import end_session as end
from alliance.accounts.rules import IN_ALL, Ended
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, operation
from alliance.core.record import moment
from alliance.staffing.models import InOffice
from alliance.staffing.policy import Do


@dataclass(frozen=True)
class OpenSession:
    """Somebody at a browser, acting for an office."""

    id: uuid.UUID
    office_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    made_at: dt.datetime
    last_at: dt.datetime
    address: str
    agent: str


def sessions_in(actor: Actor) -> list[OpenSession]:
    """The sessions in which people act for the actor's office, the one used last first."""
    wanted = _sessions(actor).order_by(Session.last_at.desc(), Session.id)
    return [OpenSession(*row) for row in db.session.execute(wanted)]


def session_in(actor: Actor, session_id: uuid.UUID) -> OpenSession | None:
    """One of them."""
    row = db.session.execute(_sessions(actor).where(Session.id == session_id)).first()
    return OpenSession(*row) if row else None


@operation(Do.END_SESSION)
def end_session(_actor: Actor, one: OpenSession) -> Act[None]:
    """End a session; whoever sits there is told at their next page, and may sign in anew."""
    about = InOffice(one.office_id, f"person:{one.person_id}")
    now = moment(about.stream)
    end(one.id, Ended.OFFICE)
    return Act(None, about, {"person": one.person_id}, now)


def _sessions(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Session.id,
            Post.office_id,
            Person.id,
            Person.name,
            Session.made_at,
            Session.last_at,
            Session.address,
            Session.agent,
        )
        .join(Post, Post.id == Session.post_id)
        .join(Person, Person.id == Session.person_id)
        .where(
            Post.office_id == actor.office_id,
            Session.ended_at.is_(None),
            Session.made_at >= clock.now() - IN_ALL,
        )
    )
