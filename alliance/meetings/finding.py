"""Finding meetings by their words, inside the reader's wall."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from alliance.charters.models import Group
from alliance.core.actor import Actor
from alliance.core.db import read
from alliance.core.finding import as_binds, holding
from alliance.meetings.models import Meeting
from alliance.membership.models import Alliance


@dataclass(frozen=True)
class Found:
    """A meeting as a search finds it; `group`: of which group of the alliance, if of one."""

    id: uuid.UUID
    title: str
    stage: str
    starts_at: dt.datetime
    zone: str
    alliance: str
    group: str | None


def meetings_like(actor: Actor, words: Sequence[str], most: int) -> list[Found]:
    """Meetings of the actor's alliances whose title or place holds these words, latest first."""
    wanted = (
        select(
            *(Meeting.id, Meeting.title, Meeting.stage, Meeting.starts_at, Meeting.zone),
            *(Alliance.name, Group.name),
        )
        .join(Alliance, Alliance.id == Meeting.alliance_id)
        .outerjoin(Group, Group.id == Meeting.group_id)
        .where(
            Meeting.alliance_id.in_(actor.bodies),
            *holding(len(words), Meeting.title, Meeting.place),
        )
        .order_by(Meeting.starts_at.desc(), Meeting.id)
        .limit(most)
    )
    return [Found(*row) for row in read(wanted, as_binds(words))] if actor.bodies else []
