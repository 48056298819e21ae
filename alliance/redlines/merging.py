"""Bringing together two texts that were made from one: by unit, and within a unit by words.

Nothing that either side wrote is lost: it is in the merged text or in a conflict. Who is "ours" and
who "theirs" decides nothing; what is in conflict stays as it was in the base until it is settled,
and a unit that one side struck and the other changed, moved or put something under stays as the
other has it. What only one side placed stays under the unit that it was put under.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from alliance.redlines.merged_order import At, Placing, order
from alliance.redlines.merged_places import Placed
from alliance.redlines.merged_words import Piece, pieces
from alliance.redlines.places import capital, of_part, quoted
from alliance.texts.numbering import numbers
from alliance.texts.parts import settled
from alliance.texts.units import File, Form, Origin, Text, Unit


class Clash(StrEnum):
    """What two sides did that cannot both be."""

    WORDS = "words"
    STRUCK = "struck"  # one side struck the unit, the other changed or moved it, or added to it
    PLACE = "place"
    LEVEL = "level"
    KIND = "kind"
    FILE = "file"
    ORIGIN = "origin"
    FORM = "form"


class Side(StrEnum):
    """What is taken where two sides clash. BOTH is for words only: ours, then theirs."""

    BASE = "base"
    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True)
class Own:
    """Words of one's own instead of either side's."""

    words: str


Value = TypeVar("Value")
Choices = Mapping[str, Side | Own]  # by the key of the conflict


@dataclass(frozen=True)
class Conflict:
    """Something on which the sides differ.

    `start` and `end` say where the words of the base stand in the part of the merged unit. A side
    that struck the unit says nothing there. `key` is the same whenever the same texts are merged.
    """

    key: str
    clash: Clash
    unit: str  # "" of the title, the enacting line, the form
    part: str  # "text", "heading", "label", "title", "enacting", or ""
    base: str
    ours: str
    theirs: str
    sentence: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Merge:
    """The merged text, what is in conflict, and the three texts that it was made from."""

    text: Text
    conflicts: tuple[Conflict, ...]
    base: Text
    ours: Text
    theirs: Text


class Unsettled(ValueError):  # noqa: N818 - named for what it is
    """A merge was to be settled, but some conflicts have no choice."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(f"Choose what is to hold: {conflicts[0].sentence}")
        self.conflicts = conflicts


def merge(base: Text, ours: Text, theirs: Text) -> Merge:
    """Everything that both sides did, with conflicts where it does not fit together."""
    return _merged(base, ours, theirs, {})


def settle(merged: Merge, choices: Choices) -> Text:
    """The final text, with a choice for each conflict. Raises Unsettled where one is missing."""
    open_ones = tuple(one for one in merged.conflicts if one.key not in choices)
    if open_ones:
        raise Unsettled(open_ones)
    return _merged(merged.base, merged.ours, merged.theirs, choices).text


def _merged(base: Text, ours: Text, theirs: Text, choices: Choices) -> Merge:
    work = _Work((base, ours, theirs), choices)
    form = work.one(Clash.FORM, "", "the form of the text", (base.form, ours.form, theirs.form))
    title = work.words("", "title", (base.title, ours.title, theirs.title))
    enacting = work.words("", "enacting", (base.enacting, ours.enacting, theirs.enacting))
    units = tuple(unit for key in work.order() if (unit := work.unit(key)) is not None)
    if all(settled(text.units) == text.units for text in (ours, theirs)):
        units = settled(units)
    text = Text(title, units, Form(form), enacting)
    return Merge(text, tuple(work.conflicts), base, ours, theirs)


class _Work:
    """A merge while it is made."""

    def __init__(self, texts: tuple[Text, Text, Text], choices: Choices) -> None:
        self.texts = texts
        self.choices = choices
        self.conflicts: list[Conflict] = []
        self.placed = [Placed(texts[0], side) for side in texts[1:]]
        self.levels: dict[str, int] = {}  # of the merged units so far
        self.addresses: dict[str, str] = {}
        for text in reversed(texts):
            known = numbers(text.units)
            self.addresses |= {key: number.address for key, number in known.items()}

    def order(self) -> list[str]:
        """The ids of all units in the merged order, those that were struck among them."""
        sides: dict[str, At] = {
            key.removesuffix(":place"): At(choice.value)
            for key, choice in self.choices.items()
            if isinstance(choice, Side) and key.endswith(":place") and choice is not Side.BOTH
        }
        base, ours, theirs = ([unit.id for unit in text.units] for text in self.texts)
        levels = {unit.id: unit.level for unit in self.texts[0].units}
        for side in self.placed:
            for key in side.keys:
                levels[key] = max(side.side.by_id[key].level, levels.get(key, 0))
        done: Placing = order(base, ours, theirs, sides, levels)
        for key, (one, two) in done.clashes.items():
            first, second = (f"after {self.addresses[at]}" if at else "first" for at in (one, two))
            sentence = f"{self._head(key)} was moved twice: {first}, and {second}."
            self.conflicts.append(
                Conflict(f"{key}:place", Clash.PLACE, key, "", "", first, second, sentence)
            )
        return done.order

    def unit(self, key: str) -> Unit | None:
        """The merged unit, None where it is struck; they are asked for in the merged order."""
        unit = self._unit(key)
        if unit is None:
            return None
        by = [side for side in self.placed if key in side.keys]
        level = by[0].level(unit, self.levels) if len(by) == 1 else unit.level
        self.levels[key] = level
        return unit if level == unit.level else replace(unit, level=level)

    def _unit(self, key: str) -> Unit | None:
        base, ours, theirs = (text.by_id.get(key) for text in self.texts)
        if ours is None or theirs is None:
            there = ours or theirs
            if base is None or there is None:
                return there
            return self._struck(base, ours, theirs)
        was = base or _common(ours, theirs)
        label, heading, text = (
            self.words(key, part, (getattr(was, part), getattr(ours, part), getattr(theirs, part)))
            for part in ("label", "heading", "text")
        )
        head = self._head(key)
        level = self.one(Clash.LEVEL, key, head, (was.level, ours.level, theirs.level))
        kind = self.one(Clash.KIND, key, head, (was.kind, ours.kind, theirs.kind))
        file = self.one(Clash.FILE, key, head, (was.file, ours.file, theirs.file))
        origin = self.one(Clash.ORIGIN, key, head, (was.origin, ours.origin, theirs.origin))
        return Unit(key, kind, text, level, label, heading, origin, file)

    def words(self, unit: str, part: str, said: tuple[str, str, str]) -> str:
        """The merged words of a part of a unit, or of the head of the text."""
        base, ours, theirs = said
        if theirs in (ours, base):
            return ours
        if ours == base:
            return theirs
        found = ""
        for number, piece in enumerate(pieces(*said)):
            words = self._piece(unit, part, piece, f"{unit}:{part}:{number}", len(found))
            found += words if piece.differ else piece.merged
        return found

    def one(self, clash: Clash, unit: str, head: str, said: tuple[Value, Value, Value]) -> Value:
        """The merged value of something that has no words."""
        base, ours, theirs = said
        if theirs in (ours, base):
            return ours
        if ours == base:
            return theirs
        key = f"{unit}:{clash}"
        names = [_named(value) for value in said]
        sentence = (
            f"{capital(head)}: the {clash} was {names[0]}; it became {names[1]}, and {names[2]}."
        )
        self.conflicts.append(
            Conflict(key, clash, unit, "", names[0], names[1], names[2], sentence)
        )
        chosen = self.choices.get(key)
        return {Side.OURS: ours, Side.THEIRS: theirs}.get(chosen, base)  # type: ignore[arg-type]

    def _struck(self, base: Unit, ours: Unit | None, theirs: Unit | None) -> Unit | None:
        there = ours or theirs
        deeds = list(self._deeds(base, there, self.placed[ours is None])) if there else []
        if not deeds:
            return None
        key = f"{base.id}:struck"
        did = " and ".join(deeds)
        sentence = f"{self._head(base.id)} was struck by one side; the other {did}."
        words = [_whole(unit) for unit in (base, ours, theirs)]
        self.conflicts.append(
            Conflict(key, Clash.STRUCK, base.id, "", words[0], words[1], words[2], sentence)
        )
        chosen = {Side.OURS: ours, Side.THEIRS: theirs, Side.BASE: base}
        choice = self.choices.get(key)
        return chosen[choice] if isinstance(choice, Side) and choice in chosen else there

    def _deeds(self, base: Unit, there: Unit, side: Placed) -> Iterator[str]:
        """What was done to a unit by the side that did not strike it."""
        if there != base:
            yield "changed it"
        if base.id in side.moved:
            yield "moved it"
        elif base.id in side.keys and (over := side.over[base.id]):
            yield f"put it under {self.addresses[over]}"
        if base.id in side.under:
            yield f"put {self.addresses[side.under[base.id][0]]} under it"

    def _piece(self, unit: str, part: str, piece: Piece, key: str, start: int) -> str:
        if not piece.differ:
            return piece.merged
        head = capital(of_part(part, self.addresses.get(unit, "")))
        was = f"changed {quoted(piece.base)}" if piece.base else "wrote at one place"
        said = [quoted(words) if words else "nothing" for words in (piece.ours, piece.theirs)]
        sentence = f"{head}: both {was}: {said[0]}, and {said[1]}."
        words = (piece.base, piece.ours, piece.theirs)
        place = (start, start + len(piece.base))
        self.conflicts.append(Conflict(key, Clash.WORDS, unit, part, *words, sentence, *place))
        return _chosen(piece, self.choices.get(key))

    def _head(self, unit: str) -> str:
        return capital(self.addresses.get(unit, ""))


def _chosen(piece: Piece, choice: Side | Own | None) -> str:
    if isinstance(choice, Own):
        return choice.words
    if choice is Side.BOTH:
        joint = "" if piece.ours[-1:].isspace() or piece.theirs[:1].isspace() else " "
        return (
            f"{piece.ours}{joint}{piece.theirs}"
            if piece.ours and piece.theirs
            else (piece.ours or piece.theirs)
        )
    return {Side.OURS: piece.ours, Side.THEIRS: piece.theirs}.get(choice, piece.base)  # type: ignore[arg-type]


def _whole(unit: Unit | None) -> str:
    return " ".join(filter(None, unit.says())) if unit else ""


def _named(value: object) -> str:
    """A level, a kind, a form; a file by its name, an origin by its title."""
    if isinstance(value, File):
        return value.name
    return value.title if isinstance(value, Origin) else str("none" if value is None else value)


def _common(ours: Unit, theirs: Unit) -> Unit:
    """What two units of one id have in common that the base does not know; for either order."""
    first, second = sorted((ours, theirs), key=lambda unit: (unit.says(), unit.level, unit.kind))
    said = [one if one == two else "" for one, two in zip(first.says(), second.says(), strict=True)]
    return replace(first, label=said[0], heading=said[1], text=said[2])
