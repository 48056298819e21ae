"""Whether a line that follows others without a gap begins a block of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from alliance.comparison.numbers import roman
from alliance.comparison.reading import begins_unit
from alliance.comparison.vocabulary import REFERENCE_WORDS
from alliance.conversion.phrases import ENACTING

UNDERLINE: Final = re.compile(r" {0,3}(={2,}|-{2,})[ \t]*$")  # of a heading on the line before
_LABEL: Final = re.compile(r"(?:(\d{1,9})[.)]|(\(\w{1,6}\)|[A-Za-z]{1,6}[.)]))(?=\s)")
_NAMED: Final = re.compile(
    r"(section|sec\.|article|art\.|\u00a7)\s*(\d{1,4}|[IVXLC]{1,8})[.:](?=\s)", re.IGNORECASE
)
_AWAITS: Final = re.compile(r"\b(?:of|in|under|by|to|and|or|with|see|per|this|that|than)$")
_LONGEST_NUMBER: Final = 3  # digits; "1977." is a year, unless 1976. came before
_WHEREAS: Final = re.compile(r"whereas\b", re.IGNORECASE)
_CLOSED: Final = re.compile(r"(?:[.;:,]|\b(?:and|or|it))[\u201d\u2019\"')\]]*$", re.IGNORECASE)
_JOINS: Final = re.compile(r"(?<=;)\s*(?:and|or)$", re.IGNORECASE)
_HALF: Final = re.compile(
    r"(?:now,?\s*)?(?:therefore,?\s*)?(?:be\s+it|it\s+is)?\s*(?:hereby|further)?,?", re.IGNORECASE
)
_OF: Final = re.compile(r"\S+\s+(?:of|or|and|through|to|above|below|hereof|thereof)\b")


@dataclass(frozen=True)
class Item:
    """A block that began with a label, and its indentation."""

    label: str
    indent: int


def labelled_item(line: str, indent: int) -> Item | None:
    """The item that a line begins, or None."""
    if named := _NAMED.match(line):
        return Item(f"{named[1].casefold()} {named[2]}.", indent)
    found = _LABEL.match(line)
    return Item(found[0], indent) if found else None


def begins_item(line: str, indent: int, before: str, items: Sequence[Item], *, first: bool) -> bool:
    """Whether a line begins the next item of a list, `items` being those that are open.

    `first` says whether the number 1 begins a list wherever it stands, as in Markdown.
    """
    now = labelled_item(line, indent)
    if now is None or _refers(line, before):
        return False
    for item in reversed(items):
        if abs(item.indent - indent) <= 1 and _follows(now.label, item.label):
            return True
    nested = bool(items) and indent >= items[-1].indent + 2
    return (first or nested) and now.label[:-1] == "1"


def _follows(now: str, before: str) -> bool:
    """Whether a label can be that of the next item."""
    name, _, digits = now[:-1].rpartition(" ")
    was_name, _, was = before[:-1].rpartition(" ")
    if name or was_name:
        return name == was_name and digits in _nexts(was)
    if digits.isdecimal() or was.isdecimal():
        both = digits.isdecimal() and was.isdecimal()
        return both and (len(digits) <= _LONGEST_NUMBER or int(digits) == int(was) + 1)
    if now.startswith("(") != before.startswith("("):
        return False
    digits, was = digits.strip("("), was.strip("(")
    return digits in _nexts(was)


def _nexts(label: str) -> list[str]:
    if label.isdecimal():
        return [str(int(label) + 1)]
    numerals = [roman(number) for number in range(1, 40)]
    found = []
    if len(label) == 1 and label.lower() < "z":
        found.append(chr(ord(label) + 1))
    if label.lower() in numerals[:-1]:
        after = numerals[numerals.index(label.lower()) + 1]
        found.append(after if label.islower() else after.upper())
    return found


def _refers(line: str, before: str) -> bool:
    """Whether a label belongs to the line before: "of section / 5. The"."""
    last = (before.split() or [""])[-1].lower()
    if _NAMED.match(line):
        return bool(_AWAITS.search(last))
    return last.strip("(,;") in REFERENCE_WORDS or (line[0] == "(" and bool(_OF.match(line)))


def begins_part(line: str, lines: Sequence[str]) -> bool:
    """Whether a line begins a recital, an enacting line, or what is resolved besides."""
    before = lines[-1].rstrip()
    if not (line[:1].isupper() and (_WHEREAS.match(line) or ENACTING.match(line))):
        return False
    if is_half(lines):
        return False
    return line[:3].isupper() or bool(_CLOSED.search(before))


def is_half(lines: Sequence[str]) -> bool:
    """Whether lines are the first half of an enacting line: "NOW, THEREFORE, BE IT / RESOLVED"."""
    return bool(_HALF.fullmatch(" ".join(lines).strip()))


def begins(line: str, lines: Sequence[str]) -> bool:
    """Whether a line begins a unit by its words, as the text check has it; "; and" closes one."""
    return begins_unit(line, [_JOINS.sub("", lines[-1].rstrip())], 0)
