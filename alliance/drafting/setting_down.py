"""Writing a shared text from outside of a browser: its first words, and what a form says.

Words are changed where they differ, and places only where the order does, so that what others
type at the same time stays.
"""

import json
from collections.abc import Iterable
from typing import Any

from pycrdt import Doc, Map, Text

from alliance.drafting.live import HEAD, PARTS, UNITS, plain, read
from alliance.drafting.places import between, spread
from alliance.texts.units import Text as Words
from alliance.texts.units import Unit


def seed(words: Words) -> Doc[Any]:
    """The shared text of a draft as it begins: that of a version."""
    doc = Doc[Any]()
    head, units = doc.get(HEAD, type=Map), doc.get(UNITS, type=Map)
    with doc.transaction():
        head["title"] = Text(words.title)
        head["enacting"] = Text(words.enacting)
        head["form"] = str(words.form)
        for unit, place in zip(words.units, spread(len(words.units)), strict=True):
            units[unit.id] = _as_map(unit, place)
    return doc


def edit(doc: Doc[Any], wanted: Words) -> None:
    """Bring the shared text to what a form says, by the smallest changes of words."""
    head, units = doc.get(HEAD, type=Map), doc.get(UNITS, type=Map)
    now = read(doc).words
    with doc.transaction():
        _rewrite(head["title"], wanted.title)
        _rewrite(head["enacting"], wanted.enacting)
        if now.form is not wanted.form:
            head["form"] = str(wanted.form)
        for key in now.by_id.keys() - wanted.by_id.keys():
            units[key]["gone"] = True
        places = _places(doc, [unit.id for unit in wanted.units])
        for unit in wanted.units:
            _bring_to(units, unit, places[unit.id], now.by_id.get(unit.id))


def put_aside(doc: Doc[Any], aside: Iterable[Unit]) -> None:
    """Keep units that are not in the text beside it, to be brought back; their ids are new."""
    units = doc.get(UNITS, type=Map)
    with doc.transaction():
        for unit in aside:
            units[unit.id] = _as_map(unit, between("", None), gone=True)


def _held(unit: Unit) -> dict[str, str]:
    """Where a unit was taken from and the file that it holds, as JSON; "" for none."""
    return {
        "origin": json.dumps(vars(unit.origin)) if unit.origin else "",
        "file": json.dumps(vars(unit.file)) if unit.file else "",
    }


def _bring_to(units: Any, unit: Unit, place: str, now: Unit | None) -> None:
    if unit.id not in units:
        units[unit.id] = _as_map(unit, place)
        return
    one = units[unit.id]
    wanted = {"kind": str(unit.kind), "level": unit.level, "place": place, "gone": False}
    if now is None or (now.origin, now.file) != (unit.origin, unit.file):
        wanted |= _held(unit)
    for name, value in wanted.items():
        if one.get(name) != value:
            one[name] = value
    for part in PARTS:
        _rewrite(one[part], getattr(unit, part))


def _rewrite(shared: Any, wanted: str) -> None:
    """Change words where they differ. The library counts in bytes of UTF-8."""
    before, after = str(shared).encode(), wanted.encode()
    if before == after:
        return
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    while start and _inside_letter(before, start) | _inside_letter(after, start):
        start -= 1
    end = 0
    most = min(len(before), len(after)) - start
    while end < most and before[-1 - end] == after[-1 - end]:
        end += 1
    while end and (
        _inside_letter(before, len(before) - end) | _inside_letter(after, len(after) - end)
    ):
        end -= 1
    if start < len(before) - end:
        del shared[start : len(before) - end]
    if start < len(after) - end:
        shared.insert(start, after[start : len(after) - end].decode())


def _inside_letter(words: bytes, place: int) -> bool:
    return place < len(words) and words[place] & 0xC0 == 0x80


def _places(doc: Doc[Any], order: list[str]) -> dict[str, str]:
    """Places in this order, moving as few units as can be."""
    _, maps = plain(doc)
    known = {key: str(one.get("place", "")) for key, one in maps.items()}
    stay = _longest_rising([(known.get(key, ""), key) for key in order])
    found: dict[str, str] = {}
    low = ""
    for nth, key in enumerate(order):
        if key in stay and known[key] > low:
            found[key] = known[key]
        else:
            rest = (known[one] for one in order[nth + 1 :] if one in stay and known[one] > low)
            found[key] = between(low, next(rest, None))
        low = found[key]
    return found


def _longest_rising(found: list[tuple[str, str]]) -> set[str]:
    """The keys of a longest series whose places rise."""
    best: list[int] = []  # by length: where a series of that length ends lowest
    before: dict[int, int | None] = {}
    for nth, (place, key) in enumerate(found):
        if not place:
            continue
        low, high = 0, len(best)
        while low < high:
            middle = (low + high) // 2
            if found[best[middle]] < (place, key):
                low = middle + 1
            else:
                high = middle
        before[nth] = best[low - 1] if low else None
        best[low : low + 1] = [nth]
    keys: set[str] = set()
    at = best[-1] if best else None
    while at is not None:
        keys.add(found[at][1])
        at = before[at]
    return keys


def _as_map(unit: Unit, place: str, *, gone: bool = False) -> Any:
    return Map(
        {
            "kind": str(unit.kind),
            "level": unit.level,
            "place": place,
            "gone": gone,
            **_held(unit),
            **{part: Text(getattr(unit, part)) for part in PARTS},
        }
    )
