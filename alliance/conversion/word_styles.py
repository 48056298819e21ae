"""The styles of a document of Word: which paragraphs are headings, and how lists are numbered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.word_numbering import value, whole
from alliance.conversion.xml_parts import child, children, local

_HEADING: Final = re.compile(r"heading ?([1-9])\Z", re.IGNORECASE)
OFF: Final = {"0", "false", "off", "none"}
_LOOKS: Final = {"b": "strong", "i": "em", "vanish": "hidden"}
_STEPS: Final = 12  # of styles that are based on each other


@dataclass(frozen=True)
class Style:
    """What a style says: how deep its heading is (0: none), whether it is a title, its list."""

    heading: int = 0
    title: bool = False
    number: str = ""
    depth: int = 0
    indent: int = 0
    looks: Mapping[str, bool] = field(default_factory=dict)  # strong, em, hidden, raised, lowered


def looks_of(properties: Element | None) -> dict[str, bool]:
    """What the properties of a run say outright of its look, on or off."""
    found = {}
    for one in properties if properties is not None else ():
        name, said = local(one), value(one)
        if name in _LOOKS:
            found[_LOOKS[name]] = said not in OFF
        elif name == "vertAlign":
            found["raised"], found["lowered"] = said == "superscript", said == "subscript"
    return found


class Styles:
    """The styles by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._known: dict[str, Element] = {}
        for one in children(root, "style") if root is not None else ():
            self._known[value(one, "styleId")] = one
        self._found: dict[str, Style] = {"": Style()}

    def of(self, name: str) -> Style:
        """The style of this id; an unknown one says nothing."""
        if name not in self._found:
            self._found[name] = self._read(name)
        return self._found[name]

    def _read(self, name: str) -> Style:
        heading, number, depth, indent = 0, "", 0, 0
        title = False
        looks: dict[str, bool] = {}
        for _ in range(_STEPS):
            one = self._known.get(name)
            if one is None:
                break
            said = value(child(one, "name"))
            if found := _HEADING.match(said):
                heading = heading or int(found[1])
            title = title or said.lower() == "title"
            looks = looks_of(child(one, "rPr")) | looks  # what is nearer counts
            properties = child(one, "pPr")
            outline = value(child(properties, "outlineLvl"))
            if outline and not heading and whole(outline) < 9:
                heading = whole(outline) + 1
            numbered = child(properties, "numPr")
            if numbered is not None and not number:
                number = value(child(numbered, "numId"))
                depth = whole(value(child(numbered, "ilvl")))
            left = child(properties, "ind")
            indent = indent or whole(value(left, "left") or value(left, "start"))
            name = value(child(one, "basedOn"))
        return Style(heading, title, number, depth, max(0, indent), looks)
