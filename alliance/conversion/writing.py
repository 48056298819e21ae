"""The files that a text can become."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from alliance.conversion.akn_writing import to_akn
from alliance.conversion.export import Export
from alliance.conversion.html_page import to_html
from alliance.conversion.json_form import to_json
from alliance.conversion.own_markdown import to_markdown
from alliance.conversion.pdf import to_pdf
from alliance.conversion.word_writing import to_docx


class Target(StrEnum):
    """What a text can become; the value is the ending of the file too."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    MD = "md"
    AKN = "akn"
    JSON = "json"


MEDIA_TYPES: Final = {
    Target.HTML: "text/html; charset=utf-8",
    Target.PDF: "application/pdf",
    Target.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Target.MD: "text/markdown; charset=utf-8",
    Target.AKN: "application/akn+xml",
    Target.JSON: "application/json",
}
_WRITERS: Final[dict[Target, Callable[[Export], str | bytes]]] = {
    Target.HTML: to_html,
    Target.PDF: to_pdf,
    Target.DOCX: to_docx,
    Target.MD: to_markdown,
    Target.AKN: to_akn,
    Target.JSON: to_json,
}


def written(export: Export, target: Target) -> bytes:
    """The bytes of the file. Raises findings.Refused where a format cannot show the text."""
    made = _WRITERS[target](export)
    return made if isinstance(made, bytes) else made.encode()
