"""References from one unit to another: `[[id]]`, printed as the address of the unit."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from alliance.texts.numbering import Number, numbers
from alliance.texts.units import ID_LENGTH, ID_LETTERS, Text

REFERENCE: Final = re.compile(rf"\[\[([{ID_LETTERS}]{{{ID_LENGTH}}})\]\]")
GONE: Final = "[reference to a unit that is no longer in the text]"


@dataclass(frozen=True)
class Reference:
    """A reference in a unit: where it stands, and the id that it names."""

    unit: str
    start: int
    target: str


def references(text: Text) -> Iterator[Reference]:
    """Every reference in the text, in reading order."""
    for unit in text.units:
        for found in REFERENCE.finditer(unit.text):
            yield Reference(unit.id, found.start(), found[1])


def dangling(text: Text) -> list[Reference]:
    """The references whose unit is not in the text."""
    return [one for one in references(text) if one.target not in text.by_id]


def resolved(words: str, known: Mapping[str, Number]) -> str:
    """What is printed: each reference as the address of its unit, a dangling one as such."""
    return REFERENCE.sub(lambda found: _said(found[1], known), words)


def _said(target: str, known: Mapping[str, Number]) -> str:
    return known[target].address if target in known else GONE


def printed(text: Text) -> dict[str, str]:
    """What is printed of each unit, by its id."""
    known = numbers(text.units)
    return {unit.id: resolved(unit.text, known) for unit in text.units}
