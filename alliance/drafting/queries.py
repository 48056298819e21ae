"""Reading drafts: what stands in them now or stood in them before, and who is there."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pycrdt import Doc, merge_updates
from sqlalchemy import func, select

from alliance.accounts.models import Office, Person
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.policy import may
from alliance.drafting import live
from alliance.drafting.authorship import FROM_VERSION, Authorship
from alliance.drafting.models import Draft, DraftSnapshot, DraftUpdate, Presence
from alliance.drafting.policy import Do
from alliance.drafting.rules import HERE_FOR, Via
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import resolution, text_of
from alliance.texts.units import Kind, Text, Unit, new_id


def written(actor: Actor, resolution_id: uuid.UUID) -> Resolution | None:
    """A resolution that the actor's office writes, held while a change is under way."""
    found = resolution(actor, resolution_id)
    return found if found is not None and may(actor, Do.READ, found) else None


def draft_of(one: Resolution) -> Draft | None:
    """The draft that is written on, if one was begun with, or saved as, the newest version."""
    wanted = select(Draft).where(Draft.resolution_id == one.id).order_by(Draft.begun_at.desc())
    found = db.session.scalars(wanted.limit(1)).first()
    return found if found is not None and found.version == one.version else None


def left_over(one: Resolution, now: Text) -> tuple[Unit, ...]:
    """What stood beside the draft before, and what was written in it and came into no version.

    That is where another version was made than from the draft: of amendments, by the secretariat.
    """
    wanted = select(Draft).where(Draft.resolution_id == one.id).order_by(Draft.begun_at.desc())
    before = db.session.scalars(wanted.limit(1)).first()
    if before is None:
        return ()
    found = live.read(opened(before))
    return (
        *(unit if unit.id not in now.by_id else replace(unit, id=new_id()) for unit in found.aside),
        *overwritten(found.words, now, since=text_of(one, before.version).words),
    )


def overwritten(before: Text, after: Text, since: Text | None = None) -> tuple[Unit, ...]:
    """Copies, with ids of their own, of units whose words are others after than before.

    With `since`, of those alone that were written after that text.
    """
    known = since.by_id if since else {}
    found = [
        replace(unit, id=new_id())
        for unit in before.units
        if _says(unit) not in {_says(known.get(unit.id)), _says(after.by_id.get(unit.id))}
        and any(_says(unit))
        and (since is not None or unit.id in after.by_id)
    ]
    if before.title not in {after.title, since.title if since else ""}:
        found.append(Unit(new_id(), Kind.PARAGRAPH, before.title, heading="The title before"))
    return tuple(found)


def _says(unit: Unit | None) -> tuple[str, str]:
    return (unit.heading, unit.text) if unit else ("", "")


def last_n(draft: Draft) -> int:
    """The number of its last update."""
    wanted = select(func.max(DraftUpdate.n)).where(DraftUpdate.draft_id == draft.id)
    return db.session.scalar(wanted) or 0


def opened(draft: Draft, until: int | None = None) -> Doc[Any]:
    """The shared text after all updates, or after the one with this number."""
    snapshot = _snapshot(draft, until)
    rows = _updates(draft, snapshot.n if snapshot else 0, until)
    first = [snapshot.body] if snapshot else []
    return live.opened(iter([*first, *(row.body for row in rows)]))


def words_of(one: Resolution) -> Text:
    """What is written now: the draft's text, else that of the newest version."""
    draft = draft_of(one)
    if draft is None:
        return text_of(one, one.version).words
    return live.read(opened(draft)).words


def words_at(draft: Draft, n: int) -> Text:
    """What stood in the draft after the update with this number."""
    return live.read(opened(draft, n)).words


def unsaved(one: Resolution) -> bool:
    """Whether something is written that stands in no version yet."""
    draft = draft_of(one)
    if draft is None or last_n(draft) == draft.saved_n:
        return False
    return live.read(opened(draft)).words != text_of(one, one.version).words


def authorship_of(draft: Draft) -> Authorship:
    """Who wrote what of what stands in the draft now."""
    snapshot = _snapshot(draft, None)
    kept = Authorship.from_json(snapshot.authors) if snapshot else Authorship()
    doc = live.opened(iter([snapshot.body] if snapshot else []))
    rows = _updates(draft, snapshot.n if snapshot else 0, None)
    kept.follow(doc, ((row.body, author_of(row)) for row in rows))
    return kept


def author_of(row: DraftUpdate) -> str:
    """The office that an update came from, or that it is what the draft began with."""
    return FROM_VERSION if row.via == Via.SEED else str(row.office_id)


def since(draft: Draft, n: int) -> bytes | None:
    """What was written after the update with this number, put together; None if nothing was."""
    bodies = [row.body for row in _updates(draft, n, None)]
    return merge_updates(*bodies) if bodies else None


def _snapshot(draft: Draft, until: int | None) -> DraftSnapshot | None:
    wanted = select(DraftSnapshot).where(DraftSnapshot.draft_id == draft.id)
    if until is not None:
        wanted = wanted.where(DraftSnapshot.n <= until)
    return db.session.scalars(wanted.order_by(DraftSnapshot.n.desc()).limit(1)).first()


def _updates(draft: Draft, after: int, until: int | None) -> Iterator[DraftUpdate]:
    wanted = select(DraftUpdate).where(DraftUpdate.draft_id == draft.id, DraftUpdate.n > after)
    if until is not None:
        wanted = wanted.where(DraftUpdate.n <= until)
    return iter(db.session.scalars(wanted.order_by(DraftUpdate.n)).all())


@dataclass(frozen=True)
class Here:
    """Somebody who is at a draft."""

    person_id: uuid.UUID
    name: str
    office: str
    unit: str
    since: dt.datetime


def here(draft: Draft, besides: uuid.UUID | None = None) -> list[Here]:
    """Who is at the draft now, by office and name; without one of them."""
    wanted = (
        select(Presence.person_id, Person.name, Office.name, Presence.unit, Presence.seen_at)
        .join(Person, Person.id == Presence.person_id)
        .join(Office, Office.id == Presence.office_id)
        .where(Presence.draft_id == draft.id, Presence.seen_at > clock.now() - HERE_FOR)
        .order_by(Office.name, Person.name)
    )
    return [Here(*row) for row in db.session.execute(wanted) if row[0] != besides]
