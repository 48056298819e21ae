"""The shared text of a draft, as the browsers hold it too (Yjs): made, read, and changed.

It holds a map `head` (title, enacting, form) and a map `units`: for each id a map of `kind`,
`level`, `place`, `gone`, `origin`, `file` and the texts `label`, `heading` and `text`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from pycrdt import Doc, Map, Text

from alliance.drafting.places import between, is_place, spread
from alliance.drafting.updates import NoUpdate, writings
from alliance.texts.checking import Fault, faults
from alliance.texts.parts import settled
from alliance.texts.units import File, Form, Kind, Origin, Unit, is_id
from alliance.texts.units import Text as Words

HEAD: Final = "head"
UNITS: Final = "units"
PARTS: Final = ("label", "heading", "text")
MOST_MAPS: Final = 6_000  # units, those set aside among them
MOST_FAULTS_SAID: Final = 3


class Unsound(ValueError):  # noqa: N818 - named for the update, not for the error
    """An update that is no change of a text, or makes one that cannot be kept."""


class Incomplete(Unsound):
    """An update that rests on others which have not come."""


@dataclass(frozen=True)
class Draft:
    """What stands in a shared text: the text, and the units that were set aside."""

    words: Words
    aside: tuple[Unit, ...]


def seed(words: Words) -> bytes:
    """The first update of a draft: the text of a version."""
    doc = Doc[Any]()
    head, units = doc.get(HEAD, type=Map), doc.get(UNITS, type=Map)
    with doc.transaction():
        head["title"] = Text(words.title)
        head["enacting"] = Text(words.enacting)
        head["form"] = str(words.form)
        for unit, place in zip(words.units, spread(len(words.units)), strict=True):
            units[unit.id] = _as_map(unit, place)
    return doc.get_update()


def opened(updates: Iterator[bytes]) -> Doc[Any]:
    """The shared text after these updates."""
    doc = Doc[Any]()
    for update in updates:
        doc.apply_update(update)
    return doc


def read(doc: Doc[Any]) -> Draft:
    """What stands in it. Raises Unsound where it holds what no text has."""
    head, maps = _plain(doc)
    if len(maps) > MOST_MAPS:
        raise Unsound("The draft holds too many units, those set aside among them.")
    found = sorted(
        (
            (_place(key, one), key, _unit(key, one), bool(one.get("gone")))
            for key, one in maps.items()
        ),
        key=lambda one: one[:2],
    )
    try:
        form = Form(head.get("form", Form.RESOLUTION))
    except ValueError:
        raise Unsound("The draft is of a form that there is not.") from None
    units = settled(unit for _, _, unit, gone in found if not gone)
    title, enacting = _words(head.get("title", "")), _words(head.get("enacting", ""))
    aside = tuple(unit for _, _, unit, gone in found if gone)
    return Draft(Words(title, units, form, enacting), aside)


def take_in(doc: Doc[Any], update: bytes, client: int) -> Draft:
    """Apply what one browser typed, whose number is `client`; what stands then.

    Raises Unsound, after which the doc is spoilt: open it anew.
    """
    try:
        wrote = writings(update)
    except NoUpdate:
        raise Unsound("This is no update of a draft.") from None
    if any(one.client != client for one in wrote):
        raise Unsound("An update holds only what its own browser wrote.")
    try:
        doc.apply_update(update)
    except Exception:  # noqa: BLE001 (the library raises whatever it likes)
        raise Unsound("This is no update of a draft.") from None
    known = _state(doc.get_state()).get(client, 0)
    if any(one.end > known for one in wrote):
        raise Incomplete("This update rests on others that have not come.")
    draft = read(doc)
    _refuse_plain_words(doc)
    if found := faults(draft.words):
        raise Unsound(said(found))
    return draft


def said(found: list[Fault]) -> str:
    """The first faults as sentences."""
    return " ".join(str(one) for one in found[:MOST_FAULTS_SAID])


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
    _, maps = _plain(doc)
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


def _plain(doc: Doc[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        head = doc.get(HEAD, type=Map).to_py() or {}
        maps = doc.get(UNITS, type=Map).to_py() or {}
    except Exception:  # noqa: BLE001 (whatever else stands under these names)
        raise Unsound("The draft is not shaped as a text.") from None
    if not all(isinstance(one, dict) for one in maps.values()):
        raise Unsound("The draft is not shaped as a text.")
    return head, maps


def _refuse_plain_words(doc: Doc[Any]) -> None:
    """Refuse words that nobody can write in at the same time as others."""
    head, units = doc.get(HEAD, type=Map), doc.get(UNITS, type=Map)
    shared = [head.get("title"), head.get("enacting")]
    for one in units.values():
        shared += [one.get(part) for part in PARTS]
    if not all(isinstance(one, Text) for one in shared):
        raise Unsound("A part of the draft is not text that is shared.")


def _as_map(unit: Unit, place: str) -> Any:
    return Map(
        {
            "kind": str(unit.kind),
            "level": unit.level,
            "place": place,
            "gone": False,
            **_held(unit),
            **{part: Text(getattr(unit, part)) for part in PARTS},
        }
    )


def _place(key: str, one: dict[str, Any]) -> str:
    place = one.get("place")
    if not is_id(key) or not is_place(place):
        raise Unsound("A unit of the draft has no id or no place.")
    return str(place)


def _unit(key: str, one: dict[str, Any]) -> Unit:
    level = one.get("level", 0)
    try:
        unit = Unit(
            key,
            Kind(str(one.get("kind"))),
            _words(one.get("text", "")),
            int(level),
            _words(one.get("label", "")),
            _words(one.get("heading", "")),
        )
        origin, file = one.get("origin") or "", one.get("file") or ""
        if origin:
            unit = replace(unit, origin=Origin(**json.loads(origin)))
        return replace(unit, file=File(**json.loads(file))) if file else unit
    except Unsound:
        raise
    except (TypeError, ValueError):
        raise Unsound("A unit of the draft is none that a text has.") from None


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise Unsound("A part of the draft is not text.")
    return value


def _state(vector: bytes) -> dict[int, int]:
    """A state vector: how much of each browser's writing is known."""
    numbers = list(_varints(vector))
    if not numbers or len(numbers) != 1 + 2 * numbers[0]:
        raise ValueError("not a state vector")
    return dict(zip(numbers[1::2], numbers[2::2], strict=True))


def _varints(data: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0
