"""What the document of an instrument may be: its bytes decide, not its name."""

from alliance.core.documents import Document, Form, Taken

MOST_BYTES = 10 << 20
FORM_BYTES = MOST_BYTES + (2 << 20)  # of a form that is sent with a document
_TAKEN = Taken(
    (Form.PDF, Form.DOCX, Form.TEXT),
    "a PDF, a DOCX without macros, nor plain text in UTF-8",
    MOST_BYTES,
)


def read_document(name: str, content: bytes) -> Document:
    """The document, or a refusal in plain words."""
    return _TAKEN.read(name, content)
