"""Composing an amendment: what a form changes in a copy of the text, and the edits of that."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from alliance.amendments.rules import LARGEST_EDITS, MOST_EDITS
from alliance.core.canonical import canonical
from alliance.redlines import checking
from alliance.redlines.applying import NotThere, apply_edits
from alliance.redlines.between import edits_between
from alliance.redlines.edits import Edit
from alliance.redlines.kept import NoEdit, edit_as_json, edit_from_json
from alliance.texts.characters import lines
from alliance.texts.checking import faults
from alliance.texts.parts import ALONE, beneath, settled
from alliance.texts.units import DEEPEST, Kind, Text, Unit, new_id


class Unfit(ValueError):  # noqa: N818 - named for what was sent
    """What the form sent is no amendment of this text; the message is for whoever sent it."""


@dataclass(frozen=True)
class Insertion:
    """A unit that is to be inserted, and where: "before" or "after" another, or at the "end"."""

    where: str
    unit: str
    kind: Kind
    level: int
    heading: str
    words: str


def carried(base: Text, given: str) -> tuple[Edit, ...]:
    """The edits that a form carried along; Unfit where they are none of this text."""
    if not given.strip():
        return ()
    if len(given) > LARGEST_EDITS:
        raise Unfit("This amendment is too long. Propose it in several.")
    try:
        said = json.loads(given)
        if not isinstance(said, list) or len(said) > MOST_EDITS:
            raise Unfit(f"One amendment has at most {MOST_EDITS} changes. Propose several.")
        edits = tuple(edit_from_json(one) for one in said)
        wrong = checking.faults(base, edits) if edits else []
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as problem:
        if isinstance(problem, Unfit):
            raise
        said = str(problem) if isinstance(problem, NoEdit) else "They cannot be read."
        raise Unfit(f"The changes so far are not those of this form. {said}") from None
    if wrong:
        raise Unfit(" ".join(str(one) for one in wrong[:3]))
    return edits


def as_carried(edits: Sequence[Edit]) -> str:
    """The edits as a form carries them."""
    return canonical([edit_as_json(one) for one in edits]).decode() if edits else ""


def working(base: Text, edits: Sequence[Edit]) -> Text:
    """The copy in which the changes so far are made. Raises Unfit where they cannot be."""
    try:
        return apply_edits(base, edits)
    except NotThere as wrong:
        raise Unfit(str(wrong)) from None


def changed(base: Text, edits: Sequence[Edit], change: Callable[[Text], Text]) -> tuple[Edit, ...]:
    """The edits after one more change of the copy. Raises Unfit where it makes no text."""
    copy = change(working(base, edits))
    if settled(base.units) == base.units:
        copy = copy.with_units(settled(copy.units))
    if wrong := faults(copy):
        raise Unfit(str(wrong[0]))
    found = edits_between(base, copy)
    wrong = checking.faults(base, found) if found else []
    if wrong:
        raise Unfit(str(wrong[0]))
    return found


def reworded(copy: Text, key: str, heading: str | None, words: str) -> Text:
    """With other words in one unit."""
    unit = _unit(copy, key)
    new = replace(unit, text=_kept(unit.text, words))
    if heading is not None:
        new = replace(new, heading=_line(heading))
    return copy.with_units(new if one.id == key else one for one in copy.units)


def retitled(copy: Text, title: str, enacting: str) -> Text:
    """With another title and enacting line."""
    return replace(copy, title=_line(title), enacting=_line(enacting))


def struck(copy: Text, key: str) -> Text:
    """Without a unit and all that stands beneath it."""
    _unit(copy, key)
    gone = {one.id for one in beneath(copy.units, key)}
    return copy.with_units(one for one in copy.units if one.id not in gone)


def inserted(copy: Text, what: Insertion) -> Text:
    """With one unit more."""
    heading, words = _line(what.heading), lines(what.words).strip()
    if not heading and not words:
        raise Unfit("Write what is to be inserted.")
    level = 0 if what.kind in ALONE else max(0, min(what.level, DEEPEST))
    made = Unit(new_id(), what.kind, words, level, heading=heading)
    units = list(copy.units)
    if what.where == "end" or not units:
        at = len(units)
    else:
        near = _unit(copy, what.unit)
        at = units.index(near)
        if what.where == "after":
            at += len(beneath(units, near.id)) if level <= near.level else 1
    return copy.with_units([*units[:at], made, *units[at:]])


def without(edits: Sequence[Edit], place: int) -> tuple[Edit, ...]:
    """The edits without the one at this place, counted from 0."""
    return tuple(one for at, one in enumerate(edits) if at != place)


def _unit(copy: Text, key: str) -> Unit:
    found = copy.by_id.get(key)
    if found is None:
        raise Unfit("This unit is not in the text as you have changed it.")
    return found


def _line(words: str) -> str:
    return " ".join(lines(words).split())


def _kept(was: str, words: str) -> str:
    """The words with the white space around them that the text has, which a form does not keep."""
    said = lines(words).strip()
    if said == was.strip():
        return was
    lead, trail = was[: len(was) - len(was.lstrip())], was[len(was.rstrip()) :]
    return f"{lead}{said}{trail}" if was.strip() else said
