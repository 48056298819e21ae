"""Reading motions, inside the reader's wall."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.transaction import writing
from alliance.membership.models import Alliance
from alliance.motions.models import Motion
from alliance.motions.policy import reads_it
from alliance.motions.rules import Kind, Stands
from alliance.votes.models import Question

MOST = 500  # of a list


def motion(actor: Actor, motion_id: uuid.UUID) -> Motion | None:
    """The motion, if the actor may know of it; its row is held while a change is under way."""
    wanted = select(Motion).where(Motion.id == motion_id)
    if writing():
        wanted = wanted.with_for_update(of=Motion).execution_options(populate_existing=True)
    found = db.session.scalars(wanted).first()
    return found if found and reads_it(actor, found) else None


def of_question(question: Question) -> Motion | None:
    """The motion on which a question is put, held alone."""
    wanted = select(Motion).where(Motion.question_id == question.id).with_for_update(of=Motion)
    return db.session.scalars(wanted).first()


def motions_of(alliance: Alliance) -> Sequence[Motion]:
    """The motions of an alliance, newest first. The caller holds its wall."""
    wanted = select(Motion).where(Motion.alliance_id == alliance.id)
    return db.session.scalars(wanted.order_by(Motion.moved_at.desc(), Motion.id).limit(MOST)).all()


def adopted_policies(alliance: Alliance) -> Sequence[Motion]:
    """The policies that were adopted, the latest first, also those in force from a later day."""
    wanted = select(Motion).where(
        Motion.alliance_id == alliance.id,
        Motion.kind == Kind.POLICY,
        Motion.stands == Stands.ADOPTED,
    )
    return db.session.scalars(wanted.order_by(Motion.decided_at.desc(), Motion.id)).all()


def in_force_from(policy: Motion) -> dt.date:
    """The day from which an adopted policy is in force."""
    return dt.date.fromisoformat(policy.what_followed["in_force_from"])
