"""Files that attachments hold: taken in by their bytes, handed out by their hash."""

import uuid
from typing import Final

from sqlalchemy import select

from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.documents import Document, Form, Taken
from alliance.core.operation import RuleBroken
from alliance.resolutions.models import Resolution, ResolutionFile
from alliance.resolutions.policy import of_its_writers
from alliance.resolutions.queries import resolution, versions_shown
from alliance.texts.units import File, Text

MOST_BYTES: Final = 10 << 20
FORM_BYTES: Final = MOST_BYTES + (2 << 20)  # of a form that is sent with a file
MOST_FILES: Final = 50  # of one resolution
SANDBOX: Final = "default-src 'none'; sandbox"
_TAKEN: Final = Taken(
    (Form.PDF, Form.PNG, Form.JPEG, Form.DOCX, Form.TEXT),
    "a PDF, a PNG or JPEG image, a DOCX without macros, nor plain text in UTF-8",
    MOST_BYTES,
)


def read_file(name: str, content: bytes) -> Document:
    """The file, or a refusal in plain words."""
    return _TAKEN.read(name, content)


def as_file(document: Document) -> File:
    """How a text names it."""
    size = len(document.content)
    return File(document.name, document.media_type, size, document.sha256)


def kept(resolution: Resolution) -> list[ResolutionFile]:
    """The files that were attached to a resolution's text, at any time."""
    wanted = select(ResolutionFile).where(ResolutionFile.resolution_id == resolution.id)
    return list(db.session.scalars(wanted.order_by(ResolutionFile.added_at, ResolutionFile.id)))


def named_in(words: Text) -> set[str]:
    """The hashes of the files that a text names."""
    return {unit.file.sha256 for unit in words.units if unit.file}


def refuse_too_many(resolution: Resolution, document: Document) -> None:
    """Refuse a further file where a resolution holds many already."""
    there = {one.sha256 for one in kept(resolution)}
    if document.sha256 not in there and len(there) >= MOST_FILES:
        raise RuleBroken(f"At most {MOST_FILES} files are kept with one text.")


def with_file(actor: Actor, resolution_id: uuid.UUID, sha256: str) -> Resolution | None:
    """The resolution, where the actor may read a text of it that names this file."""
    found = resolution(actor, resolution_id)
    if found is None or file_of(found, sha256) is None:
        return None
    if of_its_writers(actor, found):
        return found
    shown = versions_shown(actor, found)
    return found if any(sha256 in named_in(one.words) for one in shown) else None


def file_of(resolution: Resolution, sha256: str) -> ResolutionFile | None:
    """A file of a resolution by its hash."""
    wanted = select(ResolutionFile).where(
        ResolutionFile.resolution_id == resolution.id, ResolutionFile.sha256 == sha256
    )
    return db.session.scalars(wanted.limit(1)).first()
