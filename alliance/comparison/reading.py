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
TITLE: Final = "title"  # of the file: a first line that begins with "# "
LABELS_AT_ONCE: Final = 4
LONGEST_HEADING: Final = 300  # characters; what is longer is text, whatever is written before it
LONG_LINE: Final = 30  # characters

_FRONT: Final = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MARKDOWN_HEADING: Final = re.compile(r"(#{1,6})\s+")
_HIDDEN: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MARKS: Final = re.compile(r"\*\*|__|(?<![^\W_])[*_](?=\S)|(?<=\S)[*_](?![^\W_])|`")
_QUOTED: Final = re.compile(r"^[ \t]*>[ \t]?")
_BULLET: Final = re.compile(r"^[-*+\u2022]\s+")
_CLOSES: Final = re.compile(r"[.;:!?][\u201d\u2019\"')\]]*$")
_ABBREVIATED: Final = re.compile(r"\b(?:Pub|Sec|Art|No|Ch|Stat|Rev|Inc|Co|Mr|Mrs|Dr|St|U\.S)\.$")
# "(f) of this Article": the end of a reference that was wrapped
_REFERS: Final = re.compile(
    r"\(\w+\)(?:\(|[,.;:)]|\s*(?:of|or|and|through|to|above|below|hereof|thereof|shall|may)\b)"
)
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
    heading: int  # 1 for "# ", 2 for "## "; 0 if it is none


def units(text: str) -> tuple[Unit, ...]:
    """The units of a plain or Markdown text, in order; front matter is left away.

    Raises UnreadableText where the text is too long or is no text.
    """
    return units_of(text, {})


def units_of(text: str, known: dict[str, tuple[Token, ...]]) -> tuple[Unit, ...]:
    """As `units`; `known` keeps the tokens of units that another text has word for word."""
    body = _without_front(checked(text).replace("\r\n", "\n").replace("\r", "\n"))
    addresses = Addresses()
    found: list[Unit] = []
    for paragraph in _paragraphs(body):
        unit = _unit(paragraph, addresses, first=not found)
        if unit.text not in known:
            known[unit.text] = tokens_of(unit.text)
        found.append(replace(unit, tokens=known[unit.text]))
        if len(found) > UNITS:
            raise too_many_units()
    named = addresses.named()
    return tuple(
        replace(unit, address=address, above=above)
        for unit, (address, above) in zip(found, named, strict=True)
    )


def _without_front(text: str) -> str:
    front = _FRONT.match(text[:20_000])
    return text[front.end() :] if front and ":" in front[1] else text


def _unit(paragraph: _Paragraph, addresses: Addresses, *, first: bool) -> Unit:
    short = len(paragraph.text) <= LONGEST_HEADING
    if first and short and paragraph.heading == 1:
        addresses.set_aside("title")
        return Unit("", (), (), TITLE, paragraph.text, ())
    text, markers = _labels(paragraph.text)
    listed = bool(markers) and markers[-1].rank == BRACKETED
    named = bool(markers) and bool(markers[-1].name)
    heading = (
        bool(paragraph.heading and short)
        or (is_caption(text) and not listed)
        or (named and not text)
    )
    addresses.enter(markers, paragraph.indent, text, heading=heading)
    labels = tuple(marker.label for marker in markers)
    sort = HEADING if heading else TEXT
    return Unit("", labels, (), sort, text, ())


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
    indent = level = 0
    for raw in _HIDDEN.sub("", text).split("\n"):
        line = _QUOTED.sub("", raw.expandtabs(4), count=1)
        bare = _MARKS.sub("", line.strip())
        heading = _MARKDOWN_HEADING.match(bare)
        goes_on = bare and not heading and lines and not begins_unit(bare, lines, level)
        if lines and not goes_on:
            yield _Paragraph(_joined(lines), indent, level)
            lines = []
        if goes_on:
            lines.append(bare)
        elif heading and bare[heading.end() :].strip("# "):
            lines, indent, level = [bare[heading.end() :].rstrip("# ")], 0, len(heading[1])
        elif bare and not heading:
            indent, level = len(line) - len(line.lstrip()), 0
            lines.append(_BULLET.sub("", bare))
    if lines:
        yield _Paragraph(_joined(lines), indent, level)


def _joined(lines: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(lines)).strip()


def begins_unit(line: str, lines: list[str], level: int) -> bool:
    """Whether a line that follows others without a gap begins a unit of its own."""
    before = lines[-1]
    marker = marker_at(line)
    if level:  # a heading goes on only where it was too long for its line
        return marker is not None or len(before) < LONG_LINE or not _is_rest(line)
    if _is_head(lines):
        text = " ".join(lines)
        head = marker_at(text)
        caption = text[head.length if head else 0 :].lstrip(" .:\u2013\u2014-")
        return marker is not None or not is_caption(f"{caption} {line}")
    closed = bool(_CLOSES.search(before))
    if marker is None:
        return closed and is_caption(line)
    if _refers(line, before, closed=closed):
        return False
    if marker.rank < BRACKETED:
        rest = line[marker.length :].lstrip()
        return closed and (not rest or not rest[0].islower())
    return bool(_ENDS.search(before))


def _refers(line: str, before: str, *, closed: bool) -> bool:
    """Whether the label with which a line begins belongs to the line before: "section / 5"."""
    last = before.rsplit(maxsplit=1)[-1].strip("(,.;").lower()
    awaited = last in REFERENCE_WORDS and not closed
    return awaited or bool(_REFERS.match(line) or _ABBREVIATED.search(before))


def _is_rest(line: str) -> bool:
    """Whether a line can be the rest of a heading: a few words that end no sentence."""
    return len(line.split()) <= 8 and line[-1] not in ".;:,"


def _is_head(lines: list[str]) -> bool:
    """Whether the lines so far are a heading such as "ARTICLE I MEMBERSHIP"."""
    if len(lines) > 3:
        return False
    text = " ".join(lines)
    marker = marker_at(text)
    if marker is None:
        return is_caption(text) and len(lines) == 1 and not text.endswith(".")
    rest = text[marker.length :].lstrip(" .:\u2013\u2014-")
    return bool(marker.name) and (not rest or is_caption(rest))
