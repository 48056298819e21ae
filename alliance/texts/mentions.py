"""Cross-references in plain words: "section 4(b)", "Article III", "Schedule A"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from alliance.texts.numbering import numbers
from alliance.texts.parts import parents
from alliance.texts.units import Text, Unit

_NAMED: Final = re.compile(
    r"\b(?P<name>articles?|sections?|clauses?|paragraphs?|subsections?|schedules?|appendix|attachment)"
    r"[ \u00a0](?P<label>[IVXLC]{1,7}\b|\d{1,4}[A-Za-z]?\b|[A-Z]\b|(?=\())(?P<more>(?:\([0-9A-Za-z]{1,5}\)){0,6})",
    re.IGNORECASE,
)
# What follows a reference that points to another law: "of the Social Security Act", "of title 5".
_OUTSIDE: Final = re.compile(
    r",?[ \u00a0]of[ \u00a0](?:the[ \u00a0](?:[A-Z][\w\u2019'-]{0,30}[ \u00a0]){0,8}(?:Act|Code|Law|Constitution|Statutes)\b"
    r"|(?:title|Title|chapter|Chapter|Public Law|Pub\.)\b|\d{1,2} U\.S\.C\.)"
)
_PIECES: Final = re.compile(r"\(([0-9A-Za-z]{1,5})\)")


@dataclass(frozen=True)
class Mention:
    """One such reference: in which unit, where, its words, and the unit it means ("" for none).

    `outside` where it points to another law. One that means no unit and is not outside is a
    caution for its reader, not a fault: texts speak of others in many ways.
    """

    unit: str
    start: int
    words: str
    target: str = ""
    outside: bool = False

    @property
    def is_caution(self) -> bool:
        return not self.target and not self.outside


def mentions(text: Text) -> Iterator[Mention]:
    """Every such reference in the text, in reading order."""
    paths = _Paths.of(text)
    above = parents(text.units)
    for unit in text.units:
        for found in _NAMED.finditer(unit.text):
            if not found["label"] and not found["more"]:
                continue
            if _OUTSIDE.match(unit.text, found.end()):
                yield Mention(unit.id, found.start(), found[0], outside=True)
            else:
                target = _meant(found, unit, paths, above)
                yield Mention(unit.id, found.start(), found[0], target)


Path = tuple[str, ...]


@dataclass(frozen=True)
class _Paths:
    """The bare labels from the first level down to each unit, and whose they are."""

    of_unit: dict[str, Path]
    whole: dict[Path, str]
    ends: dict[Path, str]  # by each end of a path, the first unit that has it

    @classmethod
    def of(cls, text: Text) -> "_Paths":
        known = numbers(text.units)
        above = parents(text.units)
        found = cls({}, {}, {})
        for unit in text.units:
            bare = known[unit.id].number.rstrip(".").rpartition(" ")[2].strip("()").lower()
            upper = above[unit.id]
            lead = found.of_unit[upper] if upper else ()
            path = (*lead, bare) if bare else lead
            found.of_unit[unit.id] = path
            found.whole.setdefault(path, unit.id)
            for start in range(len(path)):
                found.ends.setdefault(path[start:], unit.id)
        return found


def _meant(found: "re.Match[str]", unit: Unit, paths: _Paths, above: dict[str, str | None]) -> str:
    """The unit whose labels end with those that are named, the nearest first."""
    wanted = tuple(filter(None, [found["label"].lower(), *_inner(found["more"])]))
    place: str | None = unit.id
    while place is not None:  # what stands under the same unit as the words, then further out
        if (inside := (*paths.of_unit[place], *wanted)) in paths.whole:
            return paths.whole[inside]
        place = above[place]
    return paths.whole.get(wanted) or paths.ends.get(wanted, "")


def _inner(more: str) -> list[str]:
    return [piece.lower() for piece in _PIECES.findall(more)]
