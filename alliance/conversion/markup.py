"""The Markdown inside a unit as HTML that is safe on any page."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from alliance.texts.numbering import Number
from alliance.texts.references import GONE, REFERENCE

_SCHEMES: Final = ("https:", "mailto:")
# Without any of these, words are what they are: no parser is asked.
_PLAIN: Final = re.compile(r"[^\\`*_\[\]<>&#|~\n]*\Z")
_BLOCK: Final = re.compile(r"[ \t]|[-+=]|\d{1,9}[.)]")
# References are set aside as characters that no text holds (private use), so that no mark of
# Markdown can take them apart; `markup` puts links in their place.
_OPEN, _CLOSE = "\ue000", "\ue001"
_SET_ASIDE: Final = re.compile(f"{_OPEN}([a-z0-9]+){_CLOSE}")
_TAGS: Final = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "a", "blockquote", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES: Final = {"a": {"href", "class"}, "ol": {"start"}}


def _allowed(address: str) -> bool:
    return address.lower().startswith(_SCHEMES)


def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": 30}).enable("table")
    # A heading is a part of the unit, not of its words; nothing is fetched for a picture; a
    # definition of links elsewhere in the words would change what a bracket means.
    made.disable(["image", "heading", "lheading", "reference", "code"])
    made.validateLink = _allowed  # type: ignore[method-assign,assignment]
    return made


_PARSER: Final = _parser()


def html_of(words: str, known: Mapping[str, Number] | None = None) -> str:
    """The Markdown of a unit as safe HTML; references become links to `#u-ID`, or say GONE."""
    if _PLAIN.match(words) and not _BLOCK.match(words):
        return f"<p>{escape(words, quote=False)}</p>\n" if words else ""
    made: str = _PARSER.render(set_aside(words))
    safe = nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "mailto"},
        link_rel="noopener",
    )
    return _SET_ASIDE.sub(lambda found: _link(found[1], known or {}), safe)


def words_of(words: str) -> str:
    """A line of Markdown as the words that are shown, for titles and headings."""
    if is_plain(words):
        return words
    inline = [one for one in _PARSER.parseInline(words) if one.children]
    shown = [child for one in inline for child in one.children or ()]
    return "".join(" " if one.type.endswith("break") else one.content for one in shown)


def tokens_of(words: str) -> Sequence[Token]:
    """The parsed Markdown of a unit, for those who write other formats."""
    return _PARSER.parse(set_aside(words))


def is_plain(words: str) -> bool:
    """Whether the words hold no Markdown and stand in one line."""
    return bool(_PLAIN.match(words)) and not _BLOCK.match(words)


def set_aside(words: str) -> str:
    """The words with their references as characters that the parser leaves alone."""
    return REFERENCE.sub(rf"{_OPEN}\1{_CLOSE}", words)


def put_back(words: str, known: Mapping[str, Number]) -> str:
    """Words of the parser with references as the addresses of their units."""
    return _SET_ASIDE.sub(lambda found: address_of(found[1], known), words)


def parted(words: str) -> list[tuple[str, str]]:
    """Words of the parser in pieces: the words, and the unit that they refer to, or ""."""
    pieces, end = [], 0
    for found in _SET_ASIDE.finditer(words):
        pieces += [(words[end : found.start()], ""), ("", found[1])]
        end = found.end()
    return [piece for piece in (*pieces, (words[end:], "")) if piece != ("", "")]


def address_of(target: str, known: Mapping[str, Number]) -> str:
    """How a reference is printed."""
    return known[target].address if target in known else GONE


def _link(target: str, known: Mapping[str, Number]) -> str:
    words = escape(address_of(target, known), quote=False)
    if target not in known:
        return f"<strong>{words}</strong>"
    return f'<a href="#u-{target}">{words}</a>'
