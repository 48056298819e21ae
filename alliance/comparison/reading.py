"""Splitting a text into its units, each with an address in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from alliance.comparison.addresses import Addresses
from alliance.comparison.folding import tokens_of
from alliance.comparison.labels import BRACKETED, Marker, is_caption, marker_at
from alliance.comparison.limits import UNITS, checked, too_many_units
from alliance.comparison.tokens import Token
from alliance.comparison.vocabulary import REFERENCE_WORDS

HEADING: Final = "heading"
TEXT: Final = "text"
TITLE: Final = "title"  # repeats the title of the front matter
LABELS_AT_ONCE: Final = 4

_FRONT: Final = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MARKDOWN_HEADING: Final = re.compile(r"#{1,6}\s+")
_HIDDEN: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MARKS: Final = re.compile(r"\*\*|__|(?<![^\W_])[*_](?=\S)|(?<=\S)[*_](?![^\W_])|`")
_QUOTED: Final = re.compile(r"^[ \t]*>[ \t]?")
_BULLET: Final = re.compile(r"^[-*+\u2022]\s+")
_ENDS: Final = re.compile(r"(?:[.;:,!?\u2014\u2013-]|\b(?:and|or|that))[\u201d\u2019\"')\]]*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `address` in words, `labels` as written, `text` without them, what is compared."""

    address: str
    labels: tuple[str, ...]
    above: tuple[str, ...]  # the addresses of the levels it stands in, its own last
    sort: str  # heading, text, title
    text: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    indent: int
    heading: bool


def units(text: str) -> tuple[Unit, ...]:
    """The units of a plain or Markdown text, in order; front matter is set aside.

    Raises UnreadableText where the text is too long or is no text.
    """
    body, title = _without_front(checked(text).replace("\r\n", "\n").replace("\r", "\n"))
    addresses = Addresses()
    found: list[Unit] = []
    for paragraph in _paragraphs(body):
        found.append(_unit(paragraph, addresses, title))
        if len(found) > UNITS:
            raise too_many_units()
    named = addresses.named()
    return tuple(
        replace(unit, address=address, above=above)
        for unit, (address, above) in zip(found, named, strict=True)
    )


def _without_front(text: str) -> tuple[str, str]:
    """The text without its front matter, and the title that stood there."""
    front = _FRONT.match(text[:20_000])
    if not front or ":" not in front[1]:
        return text, ""
    title = re.search(r"^title:\s*[\"']?(.*?)[\"']?\s*$", front[1], re.MULTILINE)
    return text[front.end() :], title[1] if title else ""


def _unit(paragraph: _Paragraph, addresses: Addresses, title: str) -> Unit:
    if paragraph.heading and title and paragraph.text == title:
        addresses.set_aside("title")
        return Unit("", (), (), TITLE, paragraph.text, tokens_of(paragraph.text))
    text, markers = _labels(paragraph.text)
    listed = bool(markers) and markers[-1].rank == BRACKETED
    named = bool(markers) and bool(markers[-1].name)
    heading = paragraph.heading or (is_caption(text) and not listed) or (named and not text)
    addresses.enter(markers, paragraph.indent, text, heading=heading)
    labels = tuple(marker.label for marker in markers)
    sort = HEADING if heading else TEXT
    return Unit("", labels, (), sort, text, tokens_of(text))


def _labels(text: str) -> tuple[str, list[Marker]]:
    """The labels in front of a text, and what is left of it."""
    markers: list[Marker] = []
    while len(markers) < LABELS_AT_ONCE:
        marker = marker_at(text, nested=bool(markers))
        if marker is None or (marker.bare and markers and not markers[-1].name):
            break
        markers.append(marker)
        text = text[marker.length :].lstrip(" \t.\u2013\u2014-" if marker.name else " \t")
    return text, markers


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    """The paragraphs of a text; lines that were wrapped are joined."""
    lines: list[str] = []
    indent = 0
    for raw in _HIDDEN.sub("", text).split("\n"):
        line = _QUOTED.sub("", raw.expandtabs(4), count=1)
        bare = _MARKS.sub("", line.strip())
        heading = _MARKDOWN_HEADING.match(bare)
        if lines and (not bare or heading or _begins(bare, lines[-1])):
            yield _Paragraph(_joined(lines), indent, heading=False)
            lines = []
        if heading:
            words = bare[heading.end() :].rstrip("# ")
            if words:
                yield _Paragraph(words, 0, heading=True)
        elif bare:
            if not lines:
                indent = len(line) - len(line.lstrip())
                bare = _BULLET.sub("", bare)
            lines.append(bare)
    if lines:
        yield _Paragraph(_joined(lines), indent, heading=False)


def _joined(lines: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(lines)).strip()


def _begins(line: str, before: str) -> bool:
    """Whether a line that follows another without a gap begins a unit of its own."""
    marker = marker_at(line)
    if marker is None:
        return False
    last = before.rsplit(maxsplit=1)[-1].strip("(,.;").lower()
    if last in REFERENCE_WORDS:
        return False
    return bool(_ENDS.search(before)) or (bool(marker.name) or is_caption(before))
