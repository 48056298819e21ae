"""Reading an office's own layer, and where it stands on the text as it is now."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from alliance.accounts.models import Office
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.policy import may
from alliance.layers.models import CopyState, LayerCopy, Note, OfficePosition, Redline
from alliance.layers.policy import Do
from alliance.membership.queries import bound_states
from alliance.redlines.anchors import Anchor, Orphan, Placed, rebase_all
from alliance.redlines.edits import Edit
from alliance.redlines.rebasing import Left, rebase_edits
from alliance.redlines.saying import sentences
from alliance.resolutions.audience import Audience
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import writers_of
from alliance.resolutions.queries import (
    resolution,
    steps_of,
    text_of,
    version_for,
    versions_shown,
)
from alliance.texts.units import Text

Thing = TypeVar("Thing", Note, Redline, LayerCopy)


def own_note(actor: Actor, note_id: uuid.UUID) -> Note | None:
    """A note of the actor's own office."""
    return _own(actor, Note, note_id)


def own_redline(actor: Actor, redline_id: uuid.UUID) -> Redline | None:
    """A redline of the actor's own office."""
    return _own(actor, Redline, redline_id)


def own_copy(actor: Actor, copy_id: uuid.UUID) -> LayerCopy | None:
    """A copy that the actor's own office shared."""
    return _own(actor, LayerCopy, copy_id)


def _own(actor: Actor, kind: type[Thing], key: uuid.UUID) -> Thing | None:
    """A thing of the actor's own office; its text is held while a change is under way."""
    if actor.office_id is None:
        return None
    of = select(kind.resolution_id).where(kind.id == key, kind.office_id == actor.office_id)
    text = db.session.scalar(of)
    held = resolution(actor, text) if text is not None else None
    if held is None or not may(actor, Do.READ, held):
        return None
    # Only now: what was read before the text was held is not what is true when it is.
    wanted = select(kind).where(kind.id == key)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def copy_for(actor: Actor, copy_id: uuid.UUID) -> LayerCopy | None:
    """A copy that the actor's office shared or was given."""
    found = db.session.get(LayerCopy, copy_id)
    return found if found is not None and may(actor, Do.READ_COPY, found) else None


def text_for(actor: Actor, one: Resolution) -> Text:
    """The version that the office has before it."""
    return text_of(one, version_for(actor, one)).words


def known_versions(actor: Actor, one: Resolution) -> set[int]:
    """The versions to which a redline of the office may be made."""
    return {each.version for each in versions_shown(actor, one)} | {version_for(actor, one)}


def notes_of(actor: Actor, one: Resolution) -> Sequence[Note]:
    """The notes of the actor's office that it did not set aside, the first one first."""
    wanted = select(Note).where(
        Note.resolution_id == one.id,
        Note.office_id == actor.office_id,
        Note.set_aside_at.is_(None),
    )
    return db.session.scalars(wanted.order_by(Note.at, Note.id)).all()


def redlines_of(actor: Actor, one: Resolution) -> Sequence[Redline]:
    """The redlines of the actor's office that it did not set aside, the first one first."""
    wanted = select(Redline).where(
        Redline.resolution_id == one.id,
        Redline.office_id == actor.office_id,
        Redline.set_aside_at.is_(None),
    )
    return db.session.scalars(wanted.order_by(Redline.at, Redline.id)).all()


def positions_of(actor: Actor, one: Resolution) -> Sequence[OfficePosition]:
    """The positions of the actor's office, the newest first."""
    wanted = select(OfficePosition).where(
        OfficePosition.resolution_id == one.id, OfficePosition.office_id == actor.office_id
    )
    return db.session.scalars(wanted.order_by(OfficePosition.n.desc())).all()


def copies_by(actor: Actor, one: Resolution) -> Sequence[LayerCopy]:
    """What the actor's office shared, the newest first."""
    wanted = select(LayerCopy).where(
        LayerCopy.resolution_id == one.id, LayerCopy.office_id == actor.office_id
    )
    return db.session.scalars(wanted.order_by(LayerCopy.at.desc(), LayerCopy.id)).all()


def copies_for(actor: Actor, one: Resolution) -> list[LayerCopy]:
    """What other offices share with the actor's state, the newest first."""
    wanted = (
        select(LayerCopy)
        .join(CopyState, CopyState.copy_id == LayerCopy.id)
        .where(
            LayerCopy.resolution_id == one.id,
            LayerCopy.office_id != actor.office_id,
            LayerCopy.ended_at.is_(None),
            CopyState.state_code == actor.state,
        )
    )
    found = db.session.scalars(wanted.order_by(LayerCopy.at.desc(), LayerCopy.id)).all()
    return [one for one in found if may(actor, Do.READ_COPY, one)]


@dataclass(frozen=True)
class NotePlaced:
    """A note, and where its words stand in the text before the office; None: the whole text."""

    note: Note
    place: Placed | Orphan | None
    moved: bool = False  # it stands in another unit, or its words were changed


def placed_notes(found: Sequence[Note], now: Text) -> list[NotePlaced]:
    """Where the words of each note stand now."""
    anchors = [(one.id, one.anchor) for one in found]
    words = [(key, one) for key, one in anchors if one and not _whole(one, now)]
    places: dict[uuid.UUID, Placed | Orphan] = {
        key: Placed(one.unit, 0, len(now.by_id[one.unit].text))
        for key, one in anchors
        if one and _whole(one, now)
    }
    rebased = rebase_all([one for _, one in words], now)
    places |= {key: place for (key, _), place in zip(words, rebased, strict=True)}
    return [NotePlaced(one, places.get(one.id), _moved(one, places, now)) for one in found]


def _whole(anchor: Anchor, now: Text) -> bool:
    whole = anchor.start == 0 and anchor.end == len(anchor.was)
    return whole and anchor.unit in now.by_id


def _moved(one: Note, places: dict[uuid.UUID, Placed | Orphan], now: Text) -> bool:
    place = places.get(one.id)
    if not isinstance(place, Placed):
        return False
    says = now.by_id[place.unit].text[place.start : place.end]
    return place.unit != one.unit or says != one.quote


@dataclass(frozen=True)
class RedlinePlaced:
    """A redline on the text before the office: what of it has a place, and what has none and why.

    `said` are its edits as sentences, against the newer text where they have a place; `original`
    all of them, against the version on which they were made.
    """

    redline: Redline
    edits: tuple[Edit, ...]
    left: tuple[Left, ...]
    said: tuple[str, ...]
    original: tuple[str, ...]
    unit: str  # at which it is shown; "" where it has no unit of the text

    @property
    def whole(self) -> bool:
        """Whether all of it has a place."""
        return not self.left


def placed_redlines(found: Sequence[Redline], one: Resolution, now: Text) -> list[RedlinePlaced]:
    """Where each redline stands now; each version is read once."""
    bases = {version: text_of(one, version).words for version in {r.version for r in found}}
    return [placed_redline(each, bases[each.version], now) for each in found]


def placed_redline(redline: Redline, base: Text, now: Text) -> RedlinePlaced:
    """One redline, made to `base`, on the text as it is now."""
    edits = redline.edits
    rebased = rebase_edits(edits, base, now)
    units = [_unit_of(edit) for edit in (*rebased.edits, *edits)]
    return RedlinePlaced(
        redline,
        rebased.edits,
        rebased.left,
        sentences(now, rebased.edits),
        sentences(base, edits),
        next((key for key in units if key in now.by_id), ""),
    )


def _unit_of(edit: Edit) -> str:
    return getattr(edit, "unit", "") or getattr(edit, "after", "") or ""


def states_that_may_be_given(actor: Actor, one: Resolution) -> list[str]:
    """The states of which offices may read the text, besides the actor's own."""
    if one.opened_at is not None:
        return sorted(bound_states(one.alliance) - {actor.state})
    chosen = {each.state_code for each in one.chosen if each.ended_at is None}
    if one.audience == Audience.OFFICE:
        chosen = set()
    wanted = select(Office.state_code).where(Office.id.in_(writers_of(one)))
    writing = {code for code in db.session.scalars(wanted) if code}
    return sorted((chosen | writing) - {actor.state})


def versions_known_to_all(one: Resolution) -> set[int]:
    """The versions that every state has been shown to which the text is shown."""
    if one.shown_version is None:
        return {one.version}  # the chosen states read it as it is written
    return {
        step.version
        for step in steps_of(one)
        if step.version is not None and (step.opened or one.opened_at is None)
    }
