"""Clauses to take up again: of earlier texts that the reader may read, and the usual ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.pages import Cursor
from alliance.resolutions import lists
from alliance.resolutions.models import Resolution, ResolutionText
from alliance.resolutions.origins import is_public, reads
from alliance.resolutions.rules import Stage
from alliance.texts import library
from alliance.texts.library import LIBRARY, LIBRARY_SHA256, holds
from alliance.texts.numbering import numbers
from alliance.texts.parts import beneath
from alliance.texts.units import Kind, Text, Unit

EARLIER: Final = (Stage.IN_FORCE, Stage.ENROLLED, Stage.ADOPTED, Stage.CIRCULATED)
MOST_OF_A_TEXT: Final = 5
MOST: Final = 40
LONGEST_SEARCH: Final = 200  # characters
_NONE: Final = frozenset({Kind.ATTACHMENT})  # kinds that are no clause


@dataclass(frozen=True)
class Found:
    """A clause that was found: in which text, and where."""

    text_sha256: str
    title: str
    address: str
    unit: Unit
    with_parts: Sequence[Unit]  # it and all that stands under it
    stage: str = ""  # of the resolution; "" for the library


def usual(words: str) -> list[Found]:
    """The usual clauses that hold these words."""
    return [
        Found(LIBRARY_SHA256, LIBRARY.title, unit.heading, unit, (unit,))
        for unit in library.found(words)
    ]


def earlier(actor: Actor, words: str, besides: Resolution) -> list[Found]:
    """The clauses of earlier texts that hold these words, of the latest changed texts first."""
    if not words.strip():
        return []
    lines = [
        one for stage in EARLIER for one in lists.resolutions(actor, Cursor(), stage=stage).items
    ]
    order = {one.id: nth for nth, one in enumerate(lines) if one.id != besides.id}
    wanted = (
        select(Resolution, ResolutionText)
        .join(ResolutionText, ResolutionText.resolution_id == Resolution.id)
        .where(Resolution.id.in_(order), ResolutionText.version == Resolution.shown_version)
    )
    for word in words.split():
        if (
            word.isascii() and word.isalnum()
        ):  # what JSON writes as it is; the rest is looked at below
            wanted = wanted.where(ResolutionText.body.icontains(word, autoescape=True))
    rows = sorted(db.session.execute(wanted), key=lambda row: order[row[0].id])
    found = [hit for one, text in rows for hit in _in(one, text, words)]
    return found[:MOST]


def _in(resolution: Resolution, text: ResolutionText, words: str) -> list[Found]:
    says = text.words
    hits = [unit for unit in says.units if unit.kind not in _NONE and holds(unit, words)]
    return [_found(text, says, unit, resolution.stage) for unit in hits[:MOST_OF_A_TEXT]]


def _found(text: ResolutionText, says: Text, unit: Unit, stage: str) -> Found:
    address = numbers(says.units)[unit.id].address
    return Found(text.sha256, says.title, address, unit, beneath(says.units, unit.id), stage)


def clause(actor: Actor, text_sha256: str, unit: str) -> Found | None:
    """One clause of the library or of a text that the actor may read."""
    if text_sha256 == LIBRARY_SHA256:
        return next((one for one in usual("") if one.unit.id == unit), None)
    wanted = select(ResolutionText).where(ResolutionText.sha256 == text_sha256)
    text = db.session.scalars(wanted.limit(1)).first()
    if text is None or not reads(actor, text):
        return None
    says = text.words
    one = says.by_id.get(unit)
    if one is None or one.kind in _NONE:
        return None
    whose = db.session.get_one(Resolution, text.resolution_id)
    return _found(text, says, one, whose.stage)


def title_for_all(found: Found, into: Resolution) -> str:
    """The title as it may stand in another resolution, whoever comes to read that; or "".

    The frozen words of a text hold it: it names only what all readers of the new text may know.
    """
    if found.text_sha256 == LIBRARY_SHA256:
        return found.title
    wanted = (
        select(Resolution)
        .join(ResolutionText, ResolutionText.resolution_id == Resolution.id)
        .where(ResolutionText.sha256 == found.text_sha256)
    )
    whose = db.session.scalars(wanted.limit(1)).one()
    same = whose.alliance_id == into.alliance_id and whose.opened_at is not None
    return found.title if same or is_public(whose) else ""
