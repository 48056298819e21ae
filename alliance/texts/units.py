"""The shape of a text: a title and units in reading order."""

import random
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

ID_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"  # without l, o, 0 and 1
ID_LENGTH: Final = 8
DEEPEST: Final = 7


class Form(StrEnum):
    """What a text is."""

    RESOLUTION = "resolution"
    LETTER = "joint letter"
    MEMORANDUM = "memorandum of understanding"
    BILL = "compact bill"
    PROCLAMATION = "proclamation"


class Kind(StrEnum):
    """What a unit is."""

    RECITAL = "recital"
    CLAUSE = "clause"
    SECTION = "section"
    PARAGRAPH = "paragraph"
    DEFINITION = "definition"
    SCHEDULE = "schedule"
    ATTACHMENT = "attachment"


# The line between what is recited and what is resolved, as each form begins with it.
ENACTING: Final = {
    Form.RESOLUTION: "Resolved:",
    Form.LETTER: "",
    Form.MEMORANDUM: "The parties agree:",
    Form.BILL: "Be it enacted:",
    Form.PROCLAMATION: "Now, therefore, it is proclaimed:",
}
# What is printed before each recital; a letter has none.
RECITED: Final = {
    Form.RESOLUTION: "Whereas, ",
    Form.LETTER: "",
    Form.MEMORANDUM: "Whereas, ",
    Form.BILL: "Whereas, ",
    Form.PROCLAMATION: "Whereas, ",
}


@dataclass(frozen=True)
class Origin:
    """Where a unit was taken from: an earlier text by its hash, and the unit's id there."""

    text_sha256: str
    unit: str
    title: str


@dataclass(frozen=True)
class File:
    """What an attachment holds: the name, media type, size in bytes and SHA-256 of its bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Unit:
    """One unit. `label` is its number where the text gives one itself, else ""."""

    id: str
    kind: Kind
    text: str = ""
    level: int = 0
    label: str = ""
    heading: str = ""  # of a definition: the term
    origin: Origin | None = None
    file: File | None = None

    def says(self) -> tuple[str, str, str]:
        """What is printed of it besides a number that is reckoned."""
        return self.label, self.heading, self.text


@dataclass(frozen=True)
class Text:
    """A whole text."""

    title: str
    units: tuple[Unit, ...]
    form: Form = Form.RESOLUTION
    enacting: str = ENACTING[Form.RESOLUTION]
    by_id: dict[str, Unit] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {unit.id: unit for unit in self.units})

    def with_units(self, units: Iterable[Unit]) -> "Text":
        """The same text with other units."""
        return replace(self, units=tuple(units))


Maker = Callable[[], str]


def new_id() -> str:
    """An id for a new unit: 8 letters and digits that are not mistaken for each other."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


def ids_from(seed: str) -> Maker:
    """A maker of ids that makes the same ones in the same order for the same seed."""
    source = random.Random(seed)  # noqa: S311 (ids are no secrets)
    return lambda: "".join(source.choice(ID_LETTERS) for _ in range(ID_LENGTH))


def is_id(value: object) -> bool:
    """Whether this could be the id of a unit."""
    return (
        isinstance(value, str)
        and len(value) == ID_LENGTH
        and all(letter in ID_LETTERS for letter in value)
    )


def without_twice(units: Sequence[Unit], make: Maker = new_id) -> tuple[Unit, ...]:
    """The units, where an id that comes twice or is none is replaced after its first use."""
    seen: set[str] = set()
    settled = []
    for unit in units:
        key = unit.id
        while key in seen or not is_id(key):
            key = make()
        seen.add(key)
        settled.append(unit if key == unit.id else replace(unit, id=key))
    return tuple(settled)
