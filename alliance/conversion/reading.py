"""Any file as a text, by its content."""

import re
from typing import Final

from alliance.conversion.akoma_ntoso import from_akn
from alliance.conversion.cleaning import decoded
from alliance.conversion.findings import MOST_BYTES, Imported, too_large
from alliance.conversion.json_form import from_json_file
from alliance.conversion.markdown import from_markdown, from_plain, is_markdown
from alliance.conversion.own_markdown import from_ours, is_ours
from alliance.conversion.packages import is_package
from alliance.conversion.pasted import from_pasted
from alliance.conversion.word import from_docx
from alliance.texts.units import Form, Maker, new_id

_HTML: Final = re.compile(
    r"\s*(?:<!doctype html|<html|<body|<meta|<p[ >]|<div[ >]|<!--)", re.IGNORECASE
)
_XML: Final = re.compile(
    rb"\s*<(?:\?xml|akomaNtoso|!DOCTYPE (?!html)|[a-z]+:akomaNtoso)", re.IGNORECASE
)
_WIDE: Final = (b"\xff\xfe<", b"\xfe\xff\x00<")


def from_file(data: bytes, form: Form | None = None, make: Maker = new_id) -> Imported:
    """The text that a file holds: .docx, Akoma Ntoso, JSON, HTML, Markdown or plain text.

    `form` is taken where the file does not say itself what the text is. Raises Refused.
    """
    if len(data) > MOST_BYTES:
        raise too_large(len(data))
    if is_package(data):
        return from_docx(data, form, make)
    if _XML.match(data[:1_000].removeprefix(b"\xef\xbb\xbf")) or data.startswith(_WIDE):
        return from_akn(data, make)
    words = decoded(data)
    if words.lstrip()[:1] == "{":
        return from_json_file(data)
    return from_words(words, form, make)


def from_words(words: str, form: Form | None = None, make: Maker = new_id) -> Imported:
    """The text that words hold, be they HTML, Markdown or plain."""
    if _HTML.match(words):
        return from_pasted(words, form=form, make=make)
    if is_ours(words):
        return from_ours(words, make)
    reads = from_markdown if is_markdown(words) else from_plain
    return reads(words, form, make)
