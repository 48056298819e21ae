"""What is wrong with a text: where, what, and how to mend it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from alliance.texts.characters import first_hidden
from alliance.texts.numbering import numbers
from alliance.texts.parts import operative
from alliance.texts.references import dangling
from alliance.texts.units import DEEPEST, Kind, Text, Unit, is_id

LONGEST_TITLE: Final = 300
LONGEST_LINE: Final = 300  # of a heading, and of the enacting line
LONGEST_LABEL: Final = 40
LONGEST_UNIT: Final = 20_000
LONGEST_TEXT: Final = 500_000  # characters of all units together
MOST_UNITS: Final = 3_000


@dataclass(frozen=True)
class Fault:
    """One fault: the address of its place, what is wrong, and how to mend it."""

    where: str
    what: str
    fix: str
    unit: str = ""  # its id, where it is in one

    def __str__(self) -> str:
        return f"{self.where[:1].upper()}{self.where[1:]}: {self.what} {self.fix}"


def faults(text: Text) -> list[Fault]:
    """Why a text cannot be kept, worst first; empty where it can."""
    size = sum(len(unit.text) + len(unit.heading) for unit in text.units)
    if size > LONGEST_TEXT:
        what = f"the text has {size:,} characters; at most {LONGEST_TEXT:,} are taken."
        return [Fault("the text", what, "Move parts of it into a text of their own.")]
    if len(text.units) > MOST_UNITS:
        what = f"the text has {len(text.units):,} units; at most {MOST_UNITS:,} are taken."
        return [Fault("the text", what, "Move parts of it into a text of their own.")]
    return [*_of_the_head(text), *_of_units(text)]


def unready(text: Text) -> list[Fault]:
    """Why a text that can be kept cannot go to others yet; empty where it can."""
    found = []
    if not text.title.strip():
        found.append(Fault("title", "it is empty.", "Give the text a title."))
    if not any(unit.text.strip() or unit.heading.strip() for unit in operative(text)):
        what = "nothing follows what is recited."
        found.append(Fault("the text", what, "Write at least one clause or section."))
    known = numbers(text.units)
    for one in dangling(text):
        what = f"[[{one.target}]] refers to a unit that is no longer in the text."
        fix = "Refer to another unit, or take the reference out."
        found.append(Fault(known[one.unit].address, what, fix, one.unit))
    for unit in text.units:
        if not any(part.strip() for part in unit.says()) and unit.file is None:
            what, fix = "it is empty.", "Write it, or remove it."
            found.append(Fault(known[unit.id].address, what, fix, unit.id))
    return found


def _of_the_head(text: Text) -> Iterator[Fault]:
    yield from _of_words("title", text.title, LONGEST_TITLE, one_line=True)
    yield from _of_words("enacting line", text.enacting, LONGEST_LINE, one_line=True)


def _of_units(text: Text) -> Iterator[Fault]:
    known = numbers(text.units)
    counts = Counter(unit.id for unit in text.units)
    for unit in text.units:
        where = known[unit.id].address
        yield from _of_words(where, unit.text, LONGEST_UNIT, unit=unit.id)
        for part, words, most in (
            ("heading of", unit.heading, LONGEST_LINE),
            ("label of", unit.label, LONGEST_LABEL),
        ):
            yield from _of_words(f"{part} {where}", words, most, unit=unit.id, one_line=True)
        yield from _of_its_place(unit, where, twice=counts[unit.id] > 1)


def _of_its_place(unit: Unit, where: str, *, twice: bool) -> Iterator[Fault]:
    if not is_id(unit.id) or twice:
        said = "its id comes twice." if twice else "its id is none."
        yield Fault(where, said, "Give every unit an id of its own: 8 letters and digits.", unit.id)
    if not 0 <= unit.level <= DEEPEST:
        what = f"it stands {unit.level} levels deep; {DEEPEST} are the most."
        yield Fault(where, what, "Move it up.", unit.id)
    if unit.file is not None and unit.kind is not Kind.ATTACHMENT:
        yield Fault(where, "it holds a file.", "Only attachments hold files.", unit.id)


def _of_words(
    where: str, words: str, most: int, *, unit: str = "", one_line: bool = False
) -> Iterator[Fault]:
    if len(words) > most:
        what = f"it has {len(words):,} characters; at most {most:,} are taken."
        yield Fault(where, what, "Shorten it, or divide it.", unit)
    if one_line and "\n" in words:
        yield Fault(where, "it has more than one line.", "Write it in one line.", unit)
    if hidden := first_hidden(words):
        place, name = hidden
        what = f"character {place} is a {name}, which nobody sees."
        yield Fault(where, what, "Delete it and type the words around it anew.", unit)
