"""The numbers that Word prints before paragraphs, which stand in no paragraph."""

import re
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from alliance.comparison.numbers import roman
from alliance.conversion.xml_parts import child, children, local

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET: Final = "bullet"
_DEEPEST: Final = 9
_PLACE: Final = re.compile(r"%([1-9])")


def value(element: Element | None, name: str = "val") -> str:
    """The value of an element of Word, or ""."""
    return element.get(f"{W}{name}", "") if element is not None else ""


def whole(said: str) -> int:
    """A whole number, or 0; nothing in a document has more than nine digits."""
    return int(said) if said.lstrip("-").isdecimal() and len(said) < 10 else 0


@dataclass
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    indent: int = 0


@dataclass
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the paragraphs of each list, and says what is printed before the next one."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._named: dict[str, tuple[str, dict[int, int]]] = {}
        self._begun: set[str] = set()
        for one in root if root is not None else ():
            if local(one) == "abstractNum":
                levels = {whole(value(lvl, "ilvl")): _level(lvl) for lvl in children(one, "lvl")}
                self._lists[value(one, "abstractNumId")] = _List(levels)
            elif local(one) == "num":
                starts = {
                    whole(value(over, "ilvl")): whole(value(child(over, "startOverride")))
                    for over in children(one, "lvlOverride")
                    if child(over, "startOverride") is not None
                }
                base = value(child(one, "abstractNumId"))
                self._named[value(one, "numId")] = (base, starts)

    def next(self, number: str, depth: int) -> tuple[str, str, int] | None:
        """Form, label and indentation of the next paragraph of a list; None where it is of none."""
        base, starts = self._named.get(number, ("", {}))
        found = self._lists.get(base)
        depth = max(0, min(depth, _DEEPEST - 1))
        if found is None or depth not in found.levels:
            return None
        level = found.levels[depth]
        if number not in self._begun:
            self._begun.add(number)
            for at, start in starts.items():
                found.counts[at] = start - 1
        found.counts[depth] = found.counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in found.counts if at > depth]:
            del found.counts[deeper]
        label = _PLACE.sub(lambda place: self._count(found, int(place[1]) - 1), level.text)
        return level.form, label.strip(), level.indent or 720 * (depth + 1)

    @staticmethod
    def _count(found: _List, depth: int) -> str:
        level = found.levels.get(depth, _Level())
        return written(found.counts.get(depth, level.start), level.form)


def _level(lvl: Element) -> _Level:
    start = child(lvl, "start")
    properties = child(lvl, "pPr")
    indent = child(properties, "ind")
    return _Level(
        whole(value(start)) if start is not None else 1,
        value(child(lvl, "numFmt")) or "decimal",
        value(child(lvl, "lvlText"))[:60],
        max(0, whole(value(indent, "left") or value(indent, "start"))),
    )


def written(count: int, form: str) -> str:
    """A count as a list writes it."""
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 260:
        times, letter = divmod(count - 1, 26)
        said = chr(ord("a") + letter) * (times + 1)
        return said.upper() if form == "upperLetter" else said
    if form in ("lowerRoman", "upperRoman") and 0 < count < 400:
        return roman(count).upper() if form == "upperRoman" else roman(count)
    if form == "decimalZero":
        return f"{count:02d}"
    return "" if form in ("none", BULLET) else str(count)
