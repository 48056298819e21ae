"""What the document of an authority may be: its bytes decide, not its name."""

from alliance.core.documents import Document, Form, Taken

MOST_BYTES = 2 << 20
_TAKEN = Taken(
    (Form.PDF, Form.PNG, Form.JPEG, Form.TEXT),
    "a PDF, a PNG or JPEG picture, nor plain text in UTF-8",
    MOST_BYTES,
)

__all__ = ["MOST_BYTES", "Document", "read_document"]


def read_document(name: str, content: bytes) -> Document:
    """The document, or a refusal in plain words."""
    return _TAKEN.read(name, content)
