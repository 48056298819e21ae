"""How a place in a text, and some words, are spoken of in a sentence."""

from collections.abc import Mapping, Sequence
from typing import Final

from alliance.texts.numbering import Number
from alliance.texts.units import Kind, Unit

LONGEST: Final = 40  # words that are quoted whole
FIRST: Final = 20
LAST: Final = 10
_PLURAL: Final = {
    Kind.RECITAL: "whereas clauses",
    Kind.SCHEDULE: "schedules",
    Kind.ATTACHMENT: "attachments",
}


def capital(words: str) -> str:
    """With a capital at the beginning of the sentence."""
    return words[:1].upper() + words[1:]


def quoted(words: str) -> str:
    """The words in quotation marks; of a long passage, how it begins and ends."""
    if not words.strip():
        return "a line break" if "\n" in words else "a space"
    each = words.split()
    if len(each) <= LONGEST:
        return f"“{words.strip()}”"
    return f"“{' '.join(each[:FIRST])} … {' '.join(each[-LAST:])}”"


def of_part(part: str, address: str) -> str:
    """ "the heading of clause 3"; the words of a unit are spoken of by its address alone."""
    if part == "text":
        return address
    if not address:
        return {"enacting": "the enacting line"}.get(part, f"the {part}")
    return f"the {'number' if part == 'label' else part} of {address}"


def where(units: Sequence[Unit], at: int, known: Mapping[str, Number]) -> str:
    """Where the unit at this place stands: "after section 5(h)", "first under section 5"."""
    unit = units[at]
    for other in reversed(units[:at]):
        if other.level < unit.level:
            return f"first under {known[other.id].address}"
        if other.level == unit.level:
            if unit.level == 0 and _part(other) != _part(unit):
                break
            return f"after {known[other.id].address}"
    return f"before all other {_part(unit)}"


def with_those_beneath(units: Sequence[Unit], known: Mapping[str, Number]) -> str:
    """ "section 5(i), with the 3 units beneath it"; or from the first to the last of a row."""
    first, rest = units[0], len(units) - 1
    address = known[first.id].address
    if not rest:
        return address
    if all(unit.level > first.level for unit in units[1:]):
        return f"{address}, with the {'unit' if rest == 1 else f'{rest} units'} beneath it,"
    tops = [unit for unit in units if unit.level <= first.level]
    return f"{address} to {known[tops[-1].id].address} ({rest + 1} units)"


def _part(unit: Unit) -> str:
    return _PLURAL.get(unit.kind, "clauses and sections")
