"""Where units were taken from, as far as a reader may know it."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select

from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.resolutions.audience import Audience, Label
from alliance.resolutions.models import Resolution, ResolutionText
from alliance.resolutions.policy import within_its_wall
from alliance.resolutions.queries import versions_shown
from alliance.texts.library import LIBRARY, LIBRARY_SHA256
from alliance.texts.units import Origin, Text, Unit

AN_EARLIER_TEXT = "an earlier text"
PUBLIC_LABELS = (Label.NONE, Label.PUBLIC_RECORD)
Titles = dict[str, str]  # by the hash of a text


def titles_of(actor: Actor | None, words: Text) -> Titles:
    """The titles of the texts that units were taken from; of those only that the actor may read.

    Without an actor, what is open to everybody.
    """
    wanted = {unit.origin.text_sha256 for unit in words.units if unit.origin}
    found = {LIBRARY_SHA256: LIBRARY.title} if LIBRARY_SHA256 in wanted else {}
    if wanted - found.keys():
        rows = select(ResolutionText).where(ResolutionText.sha256.in_(sorted(wanted)))
        for text in db.session.scalars(rows):
            if reads(actor, text):
                found[text.sha256] = text.words.title
    return found


def reads(actor: Actor | None, text: ResolutionText) -> bool:
    """Whether an actor, or without one everybody, may read this version."""
    whose = db.session.get_one(Resolution, text.resolution_id)
    if actor is None:
        return is_public(whose) and text.version == whose.shown_version
    if not within_its_wall(actor, whose):
        return False
    return any(one.version == text.version for one in versions_shown(actor, whose))


def is_public(resolution: Resolution) -> bool:
    """Whether everybody may read it: its audience is the public, and no label stands against it."""
    open_to_all = resolution.audience == Audience.PUBLIC and resolution.opened_at is not None
    return open_to_all and resolution.label in PUBLIC_LABELS


def said(origin: Origin, titles: Titles) -> str:
    """The title of the text that a unit was taken from, or that it is an earlier one."""
    return titles.get(origin.text_sha256) or AN_EARLIER_TEXT


def as_read(words: Text, titles: Titles) -> Text:
    """The text with such titles of origin as its reader may know."""
    if not any(unit.origin for unit in words.units):
        return words
    return words.with_units(_as_read(words.units, titles))


def _as_read(units: Iterable[Unit], titles: Titles) -> Iterable[Unit]:
    for unit in units:
        if unit.origin is None:
            yield unit
        else:
            yield replace(unit, origin=replace(unit.origin, title=said(unit.origin, titles)))
