"""Blocks: what the readers of files find, and the labels in front of them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from alliance.comparison.labels import BRACKETED, Marker, is_caption, marker_at
from alliance.conversion.marks import begun
from alliance.conversion.markup import words_of

LABELS_AT_ONCE: Final = 4
LONGEST_HEADING: Final = 300
LONGEST_LABEL: Final = 40

_DIGITS: Final = re.compile(r"(\d{1,9})\\(?=[.)])")
_DOTTED: Final = re.compile(r"(?P<label>\d{1,3}(?:\.\d{1,3}){1,5})\.?(?:\s+|$)")
_STRONG: Final = re.compile(r"(\*{1,3}|_{1,3})(?=\S)([^\n]{1,400}?)(?<=\S)\1(?!\w)")
_SEPARATORS: Final = " \t\u00a0.:\u2013\u2014-"


class Sort(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    LIST = "list"  # without numbers, as Markdown
    TABLE = "table"  # as Markdown


@dataclass(frozen=True)
class Block:
    """One block: its Markdown, where it stands in the file, and what the file says of it."""

    text: str
    where: str = ""
    indent: int = 0
    heading: int = 0  # 1 for the widest; 0 if it is none
    label: str = ""  # the number that its program prints before it
    sort: Sort = Sort.PARAGRAPH
    key: str = ""  # the id of the unit that it was, where it was one of ours


@dataclass(frozen=True)
class Labelled:
    """A block taken apart: markers as `comparison` knows them, labels as written, heading, text."""

    markers: tuple[Marker, ...]
    labels: tuple[str, ...]
    heading: str
    text: str

    @property
    def is_heading(self) -> bool:
        return bool(self.heading) and not self.text


def labelled(block: Block) -> Labelled:
    """The labels in front of a block, and whether what is left is a heading."""
    text = _DIGITS.sub(r"\1", block.text, count=1) if block.text[:1].isdigit() else block.text
    if strong := _STRONG.match(text):
        inner, rest = strong[2], text[strong.end() :].lstrip()
        if found := _of_the_strong(inner, rest, block):
            return found
    markers, labels, rest = _taken(text, block.label)
    if not markers:
        heading = _is_heading(block, rest, ())
        return Labelled((), (), words_of(rest) if heading else "", "" if heading else block.text)
    if rest and _is_heading(block, rest, markers):
        return Labelled(markers, labels, words_of(rest), "")
    return Labelled(markers, labels, "", begun(rest))


def _of_the_strong(inner: str, rest: str, block: Block) -> Labelled | None:
    """A label that is set in bold, with the heading that runs in with it."""
    inner = _DIGITS.sub(r"\1", inner, count=1)
    markers, labels, heading = _taken(inner, block.label)
    if markers:
        if heading and not heading.strip(_SEPARATORS):
            heading = ""
        return Labelled(markers, labels, words_of(heading), begun(rest))
    if not rest and not block.label and len(inner) <= LONGEST_HEADING:
        words = words_of(inner)
        if is_caption(words) or block.heading:
            return Labelled((), (), words, "")
    return None


def _taken(text: str, given: str) -> tuple[tuple[Marker, ...], tuple[str, ...], str]:
    """The markers and labels in front of a text, and what is left of it."""
    markers: list[Marker] = []
    labels: list[str] = []
    if given:
        marker = marker_at(given) or _dotted(given)
        markers.append(marker or Marker(BRACKETED, "", given.strip("().") or given, len(given)))
        labels.append(given[:LONGEST_LABEL])
    while len(markers) < LABELS_AT_ONCE:
        marker = marker_at(text, nested=bool(markers)) or (None if markers else _dotted(text))
        if marker is None or (marker.bare and markers and not markers[-1].name):
            break
        label = text[: marker.length].rstrip(" \t\u00a0:\u2013\u2014-")
        markers.append(marker)
        labels.append(label)
        text = text[marker.length :].lstrip(_SEPARATORS if marker.name else " \t\u00a0")
    return tuple(markers), tuple(labels), text


def _dotted(text: str) -> Marker | None:
    """A label such as "2.1"."""
    found = _DOTTED.match(text)
    return Marker(BRACKETED, "", found["label"], found.end()) if found else None


def _is_heading(block: Block, rest: str, markers: tuple[Marker, ...]) -> bool:
    if "\n" in rest or len(rest) > LONGEST_HEADING or not rest.strip():
        return False
    if block.heading:
        return True
    listed = bool(markers) and markers[-1].rank == BRACKETED
    return not listed and is_caption(words_of(rest))
