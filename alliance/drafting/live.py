"""The shared text of a draft, as the browsers hold it too (Yjs): made, read, and changed.

It holds a map `head` (title, enacting, form) and a map `units`: for each id a map of `kind`,
`level`, `place`, `gone`, `origin`, `file` and the texts `label`, `heading` and `text`.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from pycrdt import Doc, Map, Text

from alliance.drafting.places import is_place
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
MOST_FACTS: Final = 4_000  # characters of JSON about where a unit is from, or the file it holds
_SHA256 = re.compile("[0-9a-f]{64}")


class Unsound(ValueError):  # noqa: N818 - named for the update, not for the error
    """An update that is no change of a text, or makes one that cannot be kept."""


class Incomplete(Unsound):
    """An update that rests on others which have not come."""


@dataclass(frozen=True)
class Draft:
    """What stands in a shared text: the text, and the units that were set aside."""

    words: Words
    aside: tuple[Unit, ...]


def opened(updates: Iterator[bytes]) -> Doc[Any]:
    """The shared text after these updates."""
    doc = Doc[Any]()
    for update in updates:
        doc.apply_update(update)
    return doc


def read(doc: Doc[Any]) -> Draft:
    """What stands in it. Raises Unsound where it holds what no text has."""
    head, maps = plain(doc)
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


def plain(doc: Doc[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The head and the units by their ids, as plain values; Unsound where it is no text."""
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
            unit = replace(unit, origin=Origin(**_facts(origin, text_sha256=_hash)))
        return replace(unit, file=_file(file)) if file else unit
    except Unsound:
        raise
    except (TypeError, ValueError, OverflowError, RecursionError):
        raise Unsound("A unit of the draft is none that a text has.") from None


def _file(kept: object) -> File:
    facts = _facts(kept, sha256=_hash, size=_size)
    return File(**facts)


def _facts(kept: object, **others: Callable[[object], Any]) -> dict[str, Any]:
    """What JSON says of a unit, each of it text unless told otherwise."""
    if len(_words(kept)) > MOST_FACTS:
        raise ValueError
    facts = json.loads(_words(kept))
    return {name: others.get(name, _fact)(value) for name, value in facts.items()}


def _fact(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _hash(value: object) -> str:
    if not _SHA256.fullmatch(_fact(value)):
        raise ValueError
    return _fact(value)


def _size(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


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
