"""What a document may be: its bytes decide, not its name."""

import re
from dataclasses import dataclass

from alliance.core.canonical import digest
from alliance.core.forms import tidy
from alliance.core.operation import RuleBroken

MOST_BYTES = 2 << 20
_STARTS = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)


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


def read_document(name: str, content: bytes) -> Document:
    """The document, or a refusal in plain words."""
    if not content:
        raise RuleBroken("The document is empty. Choose the file that holds it.")
    if len(content) > MOST_BYTES:
        raise RuleBroken(
            f"The document is larger than {MOST_BYTES >> 20} megabytes. Choose a smaller file."
        )
    for start, media_type, ending in _STARTS:
        if content.startswith(start):
            return Document(_named(name, ending), media_type, content)
    try:
        plain = content.decode("utf-8")
    except UnicodeDecodeError:
        plain = "\0"
    if any(ord(c) < 32 and c not in "\t\r\n\f" for c in plain):
        raise RuleBroken(
            "The document is neither a PDF, a PNG or JPEG picture, nor plain text in UTF-8. "
            "Save it as a PDF, then attach that."
        )
    return Document(_named(name, ".txt"), "text/plain; charset=utf-8", content)


def _named(name: str, ending: str) -> str:
    """A name that no system mistakes for another kind of file, or for a folder."""
    last = re.split(r"[/\\]", tidy(name))[-1]
    stem = re.sub(r"[^A-Za-z0-9 _-]+", "-", last.rpartition(".")[0] or last).strip(" -.")
    return f"{stem[:80] or 'document'}{ending}"
