"""What waits for a person's digest: written down once for each person and event."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.mailing.models import DigestItem


def put_aside(
    reader: Actor, day: dt.date, event: uuid.UUID, template: str, about: uuid.UUID
) -> bool:
    """Keep a message for the reader's digest of a day; False if it was kept before."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    kept = db.session.execute(
        insert(DigestItem)
        .values(
            id=clock.new_id(),
            person_id=reader.person_id,
            office_id=reader.office_id,
            day=day,
            event_id=event,
            template=template,
            about=about,
            put_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=[DigestItem.person_id, DigestItem.event_id])
    )
    return bool(kept.rowcount)  # type: ignore[attr-defined]


def settle(items: Iterable[uuid.UUID]) -> None:
    """These were told, in the caller's transaction."""
    db.session.execute(
        update(DigestItem)
        .where(DigestItem.id.in_(list(items)), DigestItem.sent_at.is_(None))
        .values(sent_at=clock.now())
        .execution_options(synchronize_session=False)
    )
