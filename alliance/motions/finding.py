"""Finding motions by their words, inside the reader's wall."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from alliance.core.actor import Actor
from alliance.core.db import read
from alliance.core.finding import as_binds, holding
from alliance.membership.models import Alliance
from alliance.motions.models import Motion


@dataclass(frozen=True)
class Found:
    """A motion as a search finds it."""

    id: uuid.UUID
    title: str
    kind: str
    stands: str
    alliance: str


def motions_like(actor: Actor, words: Sequence[str], most: int) -> list[Found]:
    """Motions of the actor's alliances whose title holds these words, the newest first.

    A state that has left finds the question that it was asked, and the motion by it.
    """
    wanted = (
        select(Motion.id, Motion.title, Motion.kind, Motion.stands, Alliance.name)
        .join(Alliance, Alliance.id == Motion.alliance_id)
        .where(Motion.alliance_id.in_(actor.bodies), *holding(len(words), Motion.title))
        .order_by(Motion.moved_at.desc(), Motion.id)
        .limit(most)
    )
    return [Found(*row) for row in read(wanted, as_binds(words))] if actor.bodies else []
