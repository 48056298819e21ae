"""Bringing into a draft what was not typed: a text from a file, a clause, a file to attach."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.documents import Document
from alliance.core.operation import RuleBroken
from alliance.core.policy import require
from alliance.drafting import live, operations, queries
from alliance.drafting.policy import Do
from alliance.resolutions import files
from alliance.resolutions.importing import as_new
from alliance.resolutions.models import Resolution, ResolutionFile
from alliance.texts.parts import beneath
from alliance.texts.units import DEEPEST, Kind, Origin, Text, Unit, new_id

TOO_MANY: Final = (
    "The draft holds too many units, those set aside among them. Save a version, and begin a "
    "resolution of its own with the rest."
)


def take_in(
    actor: Actor, resolution: Resolution, *, text: Text, instead: bool, title: str = ""
) -> Text:
    """Take in a whole text: at the end, or in place of what is there, which is set aside.

    A unit that the text knows by its id stays that unit; its words before are set aside too.
    """
    require(actor, Do.WRITE, resolution)
    aside = {one.id for one in set_aside(resolution)}
    replaced: list[Unit] = []

    def merged(now: Text) -> Text:
        if instead:
            wanted = replace(text, title=title or text.title or now.title)
            replaced[:] = queries.overwritten(now, wanted)
        else:
            wanted = now.with_units([*now.units, *as_new(text.units)])
        known = aside | now.by_id.keys() | wanted.by_id.keys()
        if len(known) + len(replaced) > live.MOST_MAPS:
            raise RuleBroken(TOO_MANY)
        return wanted

    return operations.set_down(actor, resolution, merged=merged, aside=replaced)[1]


def set_aside(resolution: Resolution) -> Sequence[Unit]:
    """The units that were removed from the draft and are kept."""
    draft = queries.draft_of(resolution)
    return live.read(queries.opened(draft)).aside if draft else ()


@dataclass(frozen=True)
class Chosen:
    """A clause of an earlier text: hash and title of that text, and the clause with its parts."""

    text_sha256: str
    title: str  # as any reader of the draft may know it; "" where they may not
    units: Sequence[Unit]


def add_clause(actor: Actor, resolution: Resolution, *, chosen: Chosen, after: str) -> str:
    """Add a clause after a unit and all that stands under it; at the end without one. Its id."""
    require(actor, Do.WRITE, resolution)
    if not chosen.units:
        raise RuleBroken("Choose the clause that is to be added.")
    first = ""

    def merged(now: Text) -> Text:
        nonlocal first
        level = now.by_id[after].level if after in now.by_id else 0
        made = _as_beside(_taken(chosen, level), now, after)
        first = made[0].id
        under = beneath(now.units, after)
        at = now.units.index(under[-1]) + 1 if under else len(now.units)
        return now.with_units([*now.units[:at], *made, *now.units[at:]])

    operations.set_down(actor, resolution, merged=merged)
    return first


ITEMS: Final[tuple[Kind, ...]] = (Kind.CLAUSE, Kind.SECTION)


def _as_beside(units: list[Unit], now: Text, after: str) -> list[Unit]:
    """Clauses among clauses and sections among sections: as the unit before, else as most are."""
    kinds = [unit.kind for unit in now.units if unit.kind in ITEMS]
    beside = now.by_id[after].kind if after in now.by_id else None
    if beside not in ITEMS:
        beside = max(ITEMS, key=kinds.count) if kinds else None
    if beside is None:
        return units
    return [replace(one, kind=beside) if one.kind in ITEMS else one for one in units]


def _taken(chosen: Chosen, level: int) -> list[Unit]:
    """The units as new ones at a level, each with where it is from; without numbers or files."""
    top = chosen.units[0].level
    units = [
        replace(
            unit,
            level=min(DEEPEST, unit.level - top + level),
            label="",
            file=None,
            origin=Origin(chosen.text_sha256, unit.id, chosen.title),
        )
        for unit in chosen.units
    ]
    return as_new(units)


def attach(actor: Actor, resolution: Resolution, *, document: Document, unit: str) -> str:
    """Keep a file and have an attachment of the text hold it; a new one without `unit`. Its id."""
    require(actor, Do.WRITE, resolution)
    files.refuse_too_many(resolution, document)
    held = files.as_file(document)
    where = unit

    def merged(now: Text) -> Text:
        nonlocal where
        if not unit:
            where = new_id()
            return now.with_units([*now.units, Unit(where, Kind.ATTACHMENT, file=held)])
        if unit not in now.by_id or now.by_id[unit].kind is not Kind.ATTACHMENT:
            raise RuleBroken("The attachment is no longer in the text. Choose another one.")
        return now.with_units(
            replace(one, file=held) if one.id == unit else one for one in now.units
        )

    operations.set_down(actor, resolution, merged=merged)
    if files.file_of(resolution, document.sha256) is None:
        kept = document.as_kept(actor.person_id, clock.now())
        db.session.add(ResolutionFile(resolution_id=resolution.id, **kept))
        db.session.flush()
    return where
