"""Our own Akoma Ntoso read again: exactly as it was, save where it was edited since.

A unit carries its words in attributes too. Whether its element was edited shows when those are
written out once more: what is read of that must be what is read of the file.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from alliance.conversion.akn_writing import OURS
from alliance.conversion.cleaning import with_clean_names
from alliance.conversion.export import file_words
from alliance.conversion.findings import Report, shown
from alliance.conversion.marks import as_markdown
from alliance.texts.numbering import numbers
from alliance.texts.parts import settled
from alliance.texts.units import DEEPEST, File, Kind, Maker, Origin, Unit, without_twice

Read = tuple[Unit, Element]  # a unit as its words are read, and its element
Printed = Callable[[tuple[Unit, ...]], Mapping[str, Unit]]


def as_they_were(
    read: Sequence[Read], printed: Printed, report: Report, make: Maker
) -> tuple[Unit, ...]:
    """The units, and where they are ours and unchanged, exactly as they were.

    `printed` says how the units that it is given are read, once they are written.
    """
    kept = [_kept(unit, element, report) for unit, element in read]
    either = [was or unit for was, (unit, _) in zip(kept, read, strict=True)]
    units = list(without_twice(either, make))
    if any(kept):
        before, known = printed(tuple(units)), numbers(units)
        for place, (was, (now, _)) in enumerate(zip(kept, read, strict=True)):
            unit = units[place]
            if was is None:
                what = f"it was added since it was exported: {shown(now.heading or now.text)}"
                report.say(known[unit.id].address, what)
                continue
            units[place] = _edited(unit, before[unit.id], now)
            if units[place] != unit:
                report.say(known[unit.id].address, "it was edited since it was exported")
    ordered = settled(units)
    if ordered != tuple(units):
        report.say("the file", "units were put in the order of their parts")
    return ordered


def addresses(found: Iterable[tuple[Element, str]]) -> dict[str, str]:
    """What is printed where units of ours are referred to, by the ids of their elements."""
    either = [_kept(Unit(key, Kind.PARAGRAPH), element, Report()) for element, key in found]
    known = numbers([unit for unit in either if unit])
    return {key: number.address for key, number in known.items()}


def _edited(unit: Unit, before: Unit, now: Unit) -> Unit:
    """The unit with what is read otherwise than it would be if nobody had edited it."""
    changed = unit
    if now.text != before.text:
        lead = as_markdown(file_words(unit))
        text = now.text.removeprefix(lead).strip() if lead else now.text
        changed = replace(changed, text=text)
    if now.heading != before.heading:
        changed = replace(changed, heading=now.heading)
    if now.label != before.label:
        changed = replace(changed, label=now.label)
    if now.level != before.level:
        changed = replace(changed, level=now.level)
    return changed


def _kept(unit: Unit, one: Element, report: Report) -> Unit | None:
    """What our own attributes say of a unit."""

    def said(name: str) -> str:
        return one.get(f"{{{OURS}}}{name}", "")

    if said("kind") not in set(Kind) or not said("level").isdecimal():
        return None
    level = min(int(said("level")[:3]), DEEPEST)
    kept = Unit(unit.id, Kind(said("kind")), said("text"), level, said("label"), said("heading"))
    match _list(said("origin")):
        case [str(digest), str(source), str(title)]:
            kept = replace(kept, origin=Origin(digest, source, title))
    match _list(said("file")):
        case [str(name), str(media_type), int(size), str(digest)]:
            kept = replace(kept, file=File(name, media_type, size, digest))
    return with_clean_names(kept, report)


def _list(said: str) -> object:
    try:
        return json.loads(said or "null")
    except (ValueError, RecursionError):
        return None
