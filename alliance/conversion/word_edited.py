"""Our own .docx export read again: exactly as it was, save where it was edited since.

What was edited shows when the text that was exported is written and read once more: block by block
that must be what is read of the file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from alliance.conversion.blocks import Block, Sort, labelled
from alliance.conversion.export import Export, file_words
from alliance.conversion.findings import Report, shown
from alliance.conversion.marks import as_markdown
from alliance.conversion.markup import words_of
from alliance.conversion.xml_parts import letters
from alliance.texts.numbering import numbers
from alliance.texts.parts import settled
from alliance.texts.units import DEEPEST, Kind, Maker, Text, Unit, without_twice

_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True)
class Found:
    """What a reader found: blocks, and the keys of our bookmarks."""

    blocks: tuple[Block, ...]
    keys: frozenset[str]


_Says = tuple[Sort, str, str]


def as_edited(kept: Text, before: Found, now: Found, report: Report, make: Maker) -> Text:
    """The text that was exported, with what was edited in the file since.

    `before` is what is read where nobody edited anything.
    """
    home = _by_key(before.blocks)
    blocks = _moved_home(now.blocks, home)
    _say_what_is_not_taken(before.blocks, blocks, Export(kept), report)
    same = [(one.key, _says(one)) for one in before.blocks] == [
        (one.key, _says(one)) for one in blocks
    ]
    if same and before.keys == now.keys:
        return kept
    return _Editing(Export(kept), home, now.keys, report, make).text(blocks)


def _says(block: Block) -> _Says:
    """What counts of a block: its words with their looks and breaks, however many blanks."""
    lines = (_BLANKS.sub(" ", line).strip() for line in block.text.split("\n"))
    words = "\n".join(lines) if block.sort is not Sort.LIST else _BLANKS.sub(" ", block.text)
    return block.sort, block.label, words


def _by_key(blocks: Iterable[Block]) -> dict[str, list[Block]]:
    found: dict[str, list[Block]] = {}
    for one in blocks:
        found.setdefault(one.key, []).append(one)
    return found


def _moved_home(blocks: Sequence[Block], home: Mapping[str, list[Block]]) -> list[Block]:
    """The blocks, with those that were moved out of their bookmark under their own key again."""
    found = list(blocks)
    says = [_says(one) for one in found]
    places: dict[_Says, list[int]] = {}
    for place, said in enumerate(says):
        places.setdefault(said, []).append(place)
    own = {key: {_says(one) for one in wanted} for key, wanted in home.items()}
    held = {one.key for one in found}
    for key in [key for key in home if key and key not in held]:
        wanted = [_says(one) for one in home[key]]
        for start in places.get(wanted[0], ()):
            run = range(start, min(start + len(wanted), len(found)))
            strange = all(says[place] not in own.get(found[place].key, ()) for place in run)
            if strange and [says[place] for place in run] == wanted:
                for place in run:
                    found[place] = replace(found[place], key=key)
                break
    return found


def _say_what_is_not_taken(
    before: Sequence[Block], now: Sequence[Block], export: Export, report: Report
) -> None:
    was = _by_key(before)
    for key, blocks in _by_key(now).items():
        unit = export.known.get(key)
        pairs = list(zip(was.get(key, ()), blocks, strict=False)) if unit else []
        if unit and any(old.indent != new.indent for old, new in pairs):
            what = "its indentation was changed; the level is as it was"
            report.count(unit.address, what)
        if unit and any(bool(old.heading) != bool(new.heading) for old, new in pairs):
            report.count(unit.address, "its style was changed; what it is stays as it was")


class _Editing:
    def __init__(
        self,
        export: Export,
        before: Mapping[str, list[Block]],
        keys: frozenset[str],
        report: Report,
        make: Maker,
    ) -> None:
        self._export, self._before, self._keys = export, before, keys
        self._report, self._make = report, make
        self._units: list[Unit] = []

    def text(self, blocks: Sequence[Block]) -> Text:
        """The text with what was edited."""
        kept = self._export.text
        title, enacting = kept.title, kept.enacting if "enacting" in self._keys else ""
        parts = [(key, list(same)) for key, same in groupby(blocks, key=lambda one: one.key)]
        held = {key for key, _ in parts}
        if self._before.get("title") and "title" not in held:
            title = ""
            self._report.say("title", "it is no longer in the file")
        if self._before.get("enacting") and "enacting" not in held:
            enacting = ""
        for key, same in self._with_empty(parts, held):
            if key in ("title", "enacting"):
                if not self._is_as_it_was(key, same):
                    line = " ".join(words_of(one.text) for one in same)
                    title, enacting = (line, enacting) if key == "title" else (title, line)
                    self._report.say(key, f"it was edited: {shown(line)}")
            elif key in kept.by_id and key not in {one.id for one in self._units}:
                self._keep(kept.by_id[key], same)
            else:
                self._new(same, self._units[-1] if self._units else None)
        self._say_what_is_gone()
        if kept.enacting and not enacting:
            self._report.say("enacting line", "it is no longer in the file")
        self._say_what_moved()
        units = settled(without_twice(self._units, self._make))
        if [one.id for one in units] != [one.id for one in self._units]:
            self._report.say("the file", "units were put in the order of their parts")
        return replace(kept, title=title, enacting=enacting, units=self._with_numbers(units))

    def _is_as_it_was(self, key: str, same: Iterable[Block]) -> bool:
        return list(map(_says, same)) == list(map(_says, self._before.get(key, ())))

    def _with_empty(
        self, parts: list[tuple[str, list[Block]]], held: set[str]
    ) -> Iterator[tuple[str, list[Block]]]:
        """The parts, and units without words, which make no block, before what followed them."""
        order = [unit.id for unit in self._export.units]
        empty = [key for key in order if not self._before.get(key) and key in self._keys]
        waiting = [key for key in empty if key not in held]
        for key, same in parts:
            while waiting and key in order and order.index(waiting[0]) < order.index(key):
                yield waiting.pop(0), []
            yield key, same
        for key in waiting:
            yield key, []

    def _keep(self, unit: Unit, same: list[Block]) -> None:
        if self._is_as_it_was(unit.id, same):
            self._units.append(unit)
            return
        kept, after = self._parted(unit, same)
        blocks, heading, label = list(kept), unit.heading, unit.label
        if heading and blocks and (blocks[0].heading or self._is_its_heading(unit, blocks[0])):
            label, heading = self._numbered(words_of(blocks.pop(0).text), unit)
        elif blocks and not heading:
            label, words = self._numbered(blocks[0].text, unit)
            blocks[0] = replace(blocks[0], text=words)
        held = as_markdown(file_words(unit))
        said = _joined(one for one in blocks if not held or one.text != held)
        if unit.kind is Kind.RECITAL:
            said = said.removeprefix(self._export.lead.strip()).strip()
        edited = replace(unit, text=said, heading=heading, label=label)
        self._units.append(unit if self._is_as_it_was(unit.id, kept) else edited)
        where = self._export.known[unit.id].address
        if self._units[-1] != unit:
            self._report.say(where, f"it was edited: {shown(said)}")
        elif _letters(kept) != _letters(self._before.get(unit.id, ())):
            self._report.say(where, "what is printed before its words was changed; it is kept")
        self._new(after, unit)

    def _is_its_heading(self, unit: Unit, block: Block) -> bool:
        was = self._before.get(unit.id) or [Block("")]
        return words_of(was[0].text) == words_of(block.text)

    def _parted(self, unit: Unit, blocks: list[Block]) -> tuple[list[Block], list[Block]]:
        """The blocks of a unit without those that somebody put into its bookmark.

        What stands before its number comes before it, what has a label of its own after it.
        """
        number = letters(self._export.known[unit.id].number)
        own = [letters(words_of(one.text)) for one in blocks]
        first = next((n for n, said in enumerate(own) if number and said.startswith(number)), 0)
        self._new(blocks[:first], unit)
        kept = blocks[first : first + 1]
        after: list[Block] = []
        was = {_says(one) for one in self._before.get(unit.id, ())}
        for one in blocks[first + 1 :]:
            fresh = one.sort is Sort.PARAGRAPH and labelled(one).labels and _says(one) not in was
            (after if fresh else kept).append(one)
        return kept, after

    def _numbered(self, words: str, unit: Unit) -> tuple[str, str]:
        """The label of a unit, and its words without the number that is printed before them."""
        number = self._export.known[unit.id].number
        for said in (number, as_markdown(number)) if number else ():
            for lead in (f"**{said}**", said):
                if words.startswith(lead):
                    return unit.label, words[len(lead) :].strip()
            for mark in ("***", "**", "*"):  # the number and words after it have one look
                if words.startswith(f"{mark}{said} "):
                    return unit.label, mark + words[len(mark) + len(said) :].strip()
        found = labelled(Block(words))
        if number and found.labels and found.text:
            return " ".join(found.labels), found.text
        return unit.label, words

    def _with_numbers(self, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
        """The units without those labels that are what would be printed in any case."""
        was = self._export.text.by_id
        fresh = {one.id for one in units if one.id in was and was[one.id].label != one.label}
        bare = tuple(replace(one, label="") if one.id in fresh else one for one in units)
        known = numbers(bare)
        return tuple(
            now if now.id not in fresh or known[now.id].number == one.label else one
            for one, now in zip(units, bare, strict=True)
        )

    def _new(self, same: Iterable[Block], before: Unit | None) -> None:
        """Paragraphs that somebody wrote, beside a unit whose level they take."""
        for block in same:
            level = before.level if before else 0
            found = labelled(block)
            if block.sort is not Sort.PARAGRAPH or not found.labels:
                kind = Kind.RECITAL if before and before.kind is Kind.RECITAL else Kind.PARAGRAPH
                unit = Unit(self._make(), kind, block.text, level)
            else:
                numbered = before is not None and before.kind in (Kind.CLAUSE, Kind.SECTION)
                kind = before.kind if before and numbered else Kind.SECTION
                label = " ".join(found.labels)
                unit = Unit(self._make(), kind, found.text, level, label, found.heading)
            self._units.append(replace(unit, level=min(level, DEEPEST)))
            self._report.say(block.where, f"it was added: {shown(block.text)}")

    def _say_what_moved(self) -> None:
        """Name the units that stand elsewhere among those that were there before."""
        there = [one.id for one in self._units if one.id in self._export.text.by_id]
        order = [unit.id for unit in self._export.units if unit.id in there]
        for key in _out_of_order(there, order):
            self._report.say(self._export.known[key].address, "it was moved")

    def _say_what_is_gone(self) -> None:
        there = {unit.id for unit in self._units}
        for unit in self._export.units:
            if unit.id not in there:
                self._report.say(
                    self._export.known[unit.id].address,
                    f"it is no longer in the file: {shown(unit.heading or unit.text)}",
                )


def _out_of_order(now: Sequence[str], before: Sequence[str]) -> list[str]:
    """What was moved, where each thing that was not keeps its order."""
    now, before, moved = list(now), list(before), []
    while now != before:
        place = next(n for n, key in enumerate(now) if key != before[n])
        gaps = {key: abs(now.index(key) - before.index(key)) for key in (now[place], before[place])}
        key = max(gaps, key=lambda one: gaps[one])
        moved.append(key)
        now.remove(key)
        before.remove(key)
    return moved


def _letters(blocks: Iterable[Block]) -> list[str]:
    return [letters(words_of(one.text)) for one in blocks]


def _joined(blocks: Iterable[Block]) -> str:
    return "\n\n".join(
        f"{one.label} {one.text}".strip() if one.label else one.text for one in blocks
    )
