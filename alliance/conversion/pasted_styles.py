"""What the styles and classes of pasted HTML say of words: hidden, a heading, how far in."""

import re
from dataclasses import dataclass, field
from typing import Final

from alliance.conversion.tree import Run

_LEVEL: Final = re.compile(r"level(\d)", re.IGNORECASE)
_MARGIN: Final = re.compile(
    r"margin-left:\s*(-?\d{1,4})(?:\.\d{0,4})?(pt|in|px|cm|mm|em)", re.IGNORECASE
)
_UNITS: Final = {"pt": 1, "in": 72, "px": 1, "cm": 28, "mm": 3, "em": 12}
_HEADING: Final = re.compile(r"(?:mso)?heading ?([1-6])", re.IGNORECASE)


@dataclass
class Paragraph:
    """The paragraph in hand."""

    style: str = ""
    classes: str = ""
    tag: str = "p"
    runs: list[Run] = field(default_factory=list)
    label: str = ""
    depth: int = 0  # of lists
    number: str = ""  # that its list prints
    goes_on: bool = False  # it is not the first of its item


# What a style says of words that are left out; first what hides them.
_LEFT_OUT: Final = {
    "mso-hide:all": "hidden words were left out",
    "display:none": "hidden words were left out",
    "visibility:hidden": "hidden words were left out",
    "mso-element:comment": "a comment was left out",
    "mso-comment-reference": "",
    "mso-element:footnote": "a footnote was left out",
    "mso-element:endnote": "a footnote was left out",
    "mso-element:header": "a header or footer of the pages was left out",
    "mso-element:footer": "a header or footer of the pages was left out",
}


def skipped(tag: str, style: str, classes: str, said: dict[str, str]) -> str:
    """Why the words of an element are left out, or ""."""
    if tag == "del" or "msodel" in classes:
        return "a deletion that was tracked was left out"
    if "msocommentreference" in classes:
        return "a comment was left out"
    if "hidden" in said:
        return "hidden words were left out"
    for name, why in _LEFT_OUT.items():
        if name in style:
            return why
    if said.get("href", "").startswith("#_msocom"):
        return ""
    reference = (
        said.get("href", "").startswith(("#_ftn", "#_edn")) or "footnotereference" in classes
    )
    return "the sign of a footnote was left out" if reference else ""


def heading_of(now: Paragraph) -> int:
    """How wide a heading it is, 1 being the widest; 0 where it is none."""
    if now.tag[:1] == "h" and now.tag[1:].isdecimal():
        return int(now.tag[1:])
    if "msotitle" in now.classes:
        return 1
    named = _HEADING.match(now.classes)
    return int(named[1]) + 1 if named else 0


def indent_of(now: Paragraph) -> int:
    """The indentation in points."""
    level = _LEVEL.search(now.style) if "mso-list" in now.style else None
    if level:
        return 36 * int(level[1])
    if now.depth:
        return 36 * now.depth
    margin = _MARGIN.search(now.style)
    return max(0, int(margin[1]) * _UNITS[margin[2].lower()]) if margin else 0
