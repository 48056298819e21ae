"""What a document may be that is handed in: its bytes decide, not its name."""

import datetime as dt
import io
import re
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from alliance.core import clock
from alliance.core.canonical import digest
from alliance.core.forms import tidy
from alliance.core.operation import RuleBroken

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN = f"{_WORD}.main+xml".encode()
_PARTS_AT_MOST = 2_000
_LIST_AT_MOST = 1 << 20  # bytes of a package's list of parts, and of what says their types
_END, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"  # ZIP, APPNOTE 4.3.15 and 4.3.16


class Form(Enum):
    """What a document can be: media type, ending."""

    PDF = ("application/pdf", ".pdf")
    PNG = ("image/png", ".png")
    JPEG = ("image/jpeg", ".jpg")
    DOCX = (_WORD, ".docx")
    TEXT = ("text/plain; charset=utf-8", ".txt")


_STARTS: Mapping[Form, bytes] = {
    Form.PDF: b"%PDF-",
    Form.PNG: b"\x89PNG\r\n\x1a\n",
    Form.JPEG: b"\xff\xd8\xff",
}


@dataclass(frozen=True)
class Document:
    """A document as it was handed in, and what its bytes say it is."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of the very bytes."""
        return digest(self.content)

    def as_kept(self, by: uuid.UUID | None, at: dt.datetime) -> dict[str, Any]:
        """The columns of a `KeptDocument`, handed in by this person at an instant."""
        return {
            "name": self.name,
            "media_type": self.media_type,
            "size": len(self.content),
            "sha256": self.sha256,
            "content": self.content,
            "added_at": at,
            "person_id": by,
        }


class KeptDocument:
    """The columns of a table of documents, as they were handed in."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[dt.datetime]

    def __repr__(self) -> str:
        return f"document {self.sha256[:12]}"


@dataclass(frozen=True)
class Taken:
    """Which documents are taken in at a place: their forms in words, and how large (bytes)."""

    forms: tuple[Form, ...]
    words: str
    most: int

    def read(self, name: str, content: bytes) -> Document:
        """The document, or a refusal in plain words."""
        if not content:
            raise RuleBroken("The document is empty. Choose the file that holds it.")
        if len(content) > self.most:
            raise RuleBroken(
                f"The document is larger than {self.most >> 20} megabytes. Choose a smaller file."
            )
        form = form_of(content)
        if form is None or form not in self.forms:
            raise RuleBroken(
                f"The document is neither {self.words}. Save it as a PDF, then attach that."
            )
        media_type, ending = form.value
        return Document(_named(name, ending), media_type, content)


def form_of(content: bytes) -> Form | None:
    """What these bytes are, or None where they are nothing that is taken in."""
    for form, start in _STARTS.items():
        if content.startswith(start):
            return form
    if content.startswith(b"PK\x03\x04"):
        return Form.DOCX if _is_word(content) else None
    try:
        plain = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if any(ord(c) < 32 and c not in "\t\r\n\f" for c in plain) else Form.TEXT


def _is_word(content: bytes) -> bool:
    """Whether a ZIP is a document of a word processor without macros; nothing is unpacked of it

    but the list of its types, and only while that is short.
    """
    end = content.rfind(_END)
    if end < 0 or len(content) < end + 22 or content[max(0, end - 20) :][:4] == _LOCATOR:
        return False
    if int.from_bytes(content[end + 12 : end + 16], "little") > _LIST_AT_MOST:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.namelist()
            if len(parts) > _PARTS_AT_MOST or "word/document.xml" not in parts:
                return False
            with package.open("[Content_Types].xml") as types:
                said = types.read(_LIST_AT_MOST + 1)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, ValueError):
        return False
    plain = b"macroEnabled" not in said and "word/vbaProject.bin" not in parts
    return plain and _MAIN in said and len(said) <= _LIST_AT_MOST


def _named(name: str, ending: str) -> str:
    """A name that no system mistakes for another kind of file, or for a folder."""
    last = re.split(r"[/\\]", tidy(name))[-1]
    stem = re.sub(r"[^A-Za-z0-9 _-]+", "-", last.rpartition(".")[0] or last).strip(" -.")
    return f"{stem[:80] or 'document'}{ending}"
