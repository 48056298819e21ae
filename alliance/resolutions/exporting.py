"""Versions of a text as files: what stands on them, and the bytes, which stay the same."""

import datetime as dt
import json
import re
import uuid
from typing import Final

from alliance.conversion.export import Export
from alliance.conversion.findings import Refused
from alliance.conversion.writing import Target, written
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import digest
from alliance.core.kept import Pieces
from alliance.core.operation import RuleBroken
from alliance.core.saying import instant
from alliance.resolutions.models import Resolution, ResolutionText
from alliance.resolutions.origins import Titles, as_read, titles_of
from alliance.resolutions.queries import resolution, versions_shown
from alliance.texts.units import Text

NOT_A_VERSION: Final = "Draft, not a version"
IN_WORDS: Final = {
    Target.HTML: "Web page (HTML)",
    Target.PDF: "PDF",
    Target.DOCX: "Word (.docx)",
    Target.MD: "Markdown",
    Target.AKN: "Akoma Ntoso (XML)",
    Target.JSON: "JSON",
}
_MADE: Pieces[bytes] = Pieces(16 << 20)  # bytes, in each process; a PDF takes long to make


def target_of(ending: str) -> Target | None:
    """What a text can become that has this ending."""
    return Target(ending) if ending in set(Target) else None


def of_a_version(
    actor: Actor, resolution_id: uuid.UUID, number: int, ending: str
) -> Resolution | None:
    """The resolution, where the actor may read this version of it and there are such files."""
    found = resolution(actor, resolution_id)
    if found is None or target_of(ending) is None or version_of(actor, found, number) is None:
        return None
    return found


def version_of(actor: Actor, resolution: Resolution, number: int) -> ResolutionText | None:
    """One of the versions that the actor may read."""
    shown = versions_shown(actor, resolution)
    return next((one for one in shown if one.version == number), None)


def of_version(resolution: Resolution, text: ResolutionText, titles: Titles) -> Export:
    """A version with what must stand on its files; nothing of it changes from day to day."""
    about = {
        "Resolution": str(resolution.id),
        "Version": str(text.version),
        "Written": clock.stamp(text.made_at),
        "SHA-256": text.sha256,
    }
    return Export(as_read(text.words, titles), marks_of(resolution), about)


def of_draft(actor: Actor, resolution: Resolution, words: Text) -> Export:
    """What is written now, marked as what it is."""
    about = {
        "Resolution": str(resolution.id),
        "Last version": str(resolution.version),
        "As of": clock.stamp(clock.now()),
    }
    marks = (NOT_A_VERSION, *marks_of(resolution))
    return Export(as_read(words, titles_of(actor, words)), marks, about)


def marks_of(resolution: Resolution) -> tuple[str, ...]:
    """What stands at the head of every page of every file: the label, and the embargo."""
    marks = [resolution.claim.in_words, embargo_of(resolution)]
    return tuple(filter(None, marks))


def embargo_of(resolution: Resolution) -> str:
    """The line of an embargo that still runs, in the time of the drafting office; or ""."""
    until: dt.datetime | None = resolution.embargo_until
    if until is None or resolution.opened_at is not None:
        return ""
    return f"Under embargo until {instant(until, resolution.office.zone)}"


def tag_of(text: ResolutionText, export: Export) -> str:
    """What the bytes hang on: the hash of the version; with marks and origins, theirs too."""
    origins = [unit.origin.title for unit in export.text.units if unit.origin]
    if not export.marks and not origins:
        return text.sha256
    return digest(json.dumps([text.sha256, export.marks, origins]).encode())


def made(export: Export, target: Target, tag: str = "") -> bytes:
    """The bytes of the file; with a tag a PDF is kept. RuleBroken where a format cannot show it."""
    try:
        if target is Target.PDF and tag:
            return _MADE.get(tag, lambda: written(export, target))
        return written(export, target)
    except Refused as refused:
        raise RuleBroken(str(refused)) from None


def name_of_file(title: str, version: str, target: Target) -> str:
    """A name that any system takes: "joint-resolution-on-forms-version-2.pdf"."""
    stem = re.sub(r"[^a-z0-9]+", "-", title.casefold())[:60].strip("-") or "text"
    return f"{stem}-{version}.{target}"
