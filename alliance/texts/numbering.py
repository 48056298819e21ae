"""The numbers that are printed before units, and the addresses by which people speak of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from alliance.texts.units import Kind, Unit

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class Number:
    """How a unit is numbered.

    `number` is printed before it ("(a)"), "" where nothing is; `address` is how it is spoken of
    ("clause 2(a)"); `place` counts all units of the text from 1, so that any can be named.
    """

    number: str
    address: str
    place: int


def numbers(units: Sequence[Unit]) -> dict[str, Number]:
    """The number of each unit, by its id."""
    counts: dict[tuple[int, str], int] = {}  # by level and series, of what stands under one unit
    above: list[tuple[int, str]] = []  # level and address
    found: dict[str, Number] = {}
    for place, unit in enumerate(units, start=1):
        while above and above[-1][0] >= unit.level:
            above.pop()
        for key in [key for key in counts if key[0] > unit.level]:
            del counts[key]
        series = _series(unit)
        nth = counts[unit.level, series] = counts.get((unit.level, series), 0) + 1
        inside = _inside_schedule(above, units, place)
        number = unit.label or _number(unit, nth, inside=inside)
        address = _address(unit, number, nth, above[-1][1] if above else "")
        found[unit.id] = Number(number, address, place)
        above.append((unit.level, address))
    return found


def _inside_schedule(above: list[tuple[int, str]], units: Sequence[Unit], place: int) -> bool:
    """Whether a unit stands in a schedule; there the first level is numbered like a section."""
    return bool(above) and above[0][1].startswith("schedule") and units[place - 1].level > 0


def _series(unit: Unit) -> str:
    """What is counted together: definitions, clauses and sections are items of one list."""
    items = (Kind.CLAUSE, Kind.SECTION, Kind.DEFINITION)
    return "item" if unit.kind in items else str(unit.kind)


def _number(unit: Unit, nth: int, *, inside: bool) -> str:
    """What is printed: 1. at the first level, then (a), (1), (A), (i), and so on again."""
    if unit.kind in (Kind.RECITAL, Kind.PARAGRAPH):
        return ""
    if unit.kind is Kind.SCHEDULE:
        return f"Schedule {_letters(nth).upper()}"
    if unit.kind is Kind.ATTACHMENT:
        return f"Attachment {nth}"
    level = unit.level - inside
    if level == 0:
        return f"Section {nth}." if unit.kind is Kind.SECTION and not inside else f"{nth}."
    forms = (_letters(nth), str(nth), _letters(nth).upper(), _roman(nth))
    return f"({forms[(level - 1) % 4]})"


def _address(unit: Unit, number: str, nth: int, above: str) -> str:
    if unit.kind is Kind.RECITAL:
        return f"whereas clause {nth}"
    if unit.kind is Kind.PARAGRAPH:
        return f"{above}, paragraph {nth}" if above else f"paragraph {nth}"
    bare = number.rstrip(".")
    if unit.level == 0:
        plain = unit.kind is Kind.CLAUSE or not bare[:1].isalpha()
        return f"clause {bare}" if plain else _lower_first(bare)
    joint = "" if bare.startswith("(") else ", "
    return f"{above}{joint}{_lower_first(bare) if joint else bare}"


def _lower_first(words: str) -> str:
    """ "Section 3" as it stands within a sentence; "ARTICLE III" is left as the text has it."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _letters(nth: int) -> str:
    """a to z, then aa, bb, … as legislative drafting has it."""
    times, letter = divmod(nth - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def _roman(nth: int) -> str:
    said = "c" * (nth // 100)
    rest = nth % 100
    if rest >= 90:
        said, rest = f"{said}xc", rest - 90
    elif rest >= 50:
        said, rest = f"{said}l", rest - 50
    elif rest >= 40:
        said, rest = f"{said}xl", rest - 40
    for value, letters in _ROMAN:
        times, rest = divmod(rest, value)
        said += letters * times
    return said
