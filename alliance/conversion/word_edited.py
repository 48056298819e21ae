"""Our own .docx export read again: exactly as it was, save where its words were edited since."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.blocks import Block, Sort, labelled
from alliance.conversion.export import Export, file_words
from alliance.conversion.findings import Report, shown
from alliance.conversion.marks import as_markdown
from alliance.conversion.markup import words_of
from alliance.conversion.word_numbering import value
from alliance.conversion.word_writing import inner_xml
from alliance.conversion.xml_parts import letters, local, parsed
from alliance.texts.parts import settled
from alliance.texts.units import DEEPEST, Kind, Maker, Text, Unit, without_twice

_OUTSIDE: Final = ""
_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R: Final = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def as_edited(
    kept: Text, body: Element, blocks: Sequence[Block], report: Report, make: Maker
) -> Text:
    """The text that was exported, with what was edited in the file since."""
    export = Export(kept)
    written = parsed(f"<b {_W} {_R}>{''.join(inner_xml(export, lambda _: 'x'))}</b>".encode(), "")
    before, now = _letters(written), _letters(body)
    if before == now:
        return kept
    return _Editing(export, before, now, report, make).text(blocks)


def _letters(body: Element) -> dict[str, str]:
    """The letters within each bookmark, and outside of them."""
    found: dict[str, list[str]] = {}
    key, number = _OUTSIDE, ""
    for one in body.iter():
        name = local(one)
        if name == "bookmarkStart" and value(one, "name").startswith("u_"):
            key, number = value(one, "name").removeprefix("u_"), value(one, "id")
            found.setdefault(key, [])
        elif name == "bookmarkEnd" and number and value(one, "id") == number:
            key, number = _OUTSIDE, ""
        elif name == "delText":
            found.setdefault(key, []).append("\0")  # a tracked deletion is an edit
        elif name == "t":
            found.setdefault(key, []).append(one.text or "")
    said = {key: letters("".join(parts)) for key, parts in found.items()}
    return {key: words for key, words in said.items() if key or words}


class _Editing:
    def __init__(
        self,
        export: Export,
        before: dict[str, str],
        now: dict[str, str],
        report: Report,
        make: Maker,
    ) -> None:
        self._export, self._before, self._now = export, before, now
        self._report, self._make = report, make
        self._units: list[Unit] = []

    def text(self, blocks: Sequence[Block]) -> Text:
        """The text with what was edited."""
        kept = self._export.text
        title, enacting = kept.title, kept.enacting if "enacting" in self._now else ""
        parts = [(key, list(same)) for key, same in groupby(blocks, key=lambda one: one.key)]
        held = {key for key, _ in parts}
        for key, same in self._with_empty(parts, held):
            if key in ("title", "enacting"):
                if self._before.get(key) != self._now.get(key):
                    line = " ".join(words_of(one.text) for one in same)
                    title, enacting = (line, enacting) if key == "title" else (title, line)
                    self._report.say(key, f"it was edited: {shown(line)}")
            elif key in kept.by_id:
                self._keep(kept.by_id[key], same)
            else:
                self._new(same, self._units[-1] if self._units else None)
        self._say_what_is_gone()
        if kept.enacting and not enacting:
            self._report.say("enacting line", "it is no longer in the file")
        units = settled(without_twice(self._units, self._make))
        return replace(kept, title=title, enacting=enacting, units=units)

    def _with_empty(
        self, parts: list[tuple[str, list[Block]]], held: set[str]
    ) -> Iterator[tuple[str, list[Block]]]:
        """The parts, and units without words, which make no block, before what followed them."""
        order = [unit.id for unit in self._export.units]
        empty = [key for key in order if not self._before.get(key) and key in self._now]
        waiting = [key for key in empty if key not in held]
        for key, same in parts:
            while waiting and key in order and order.index(waiting[0]) < order.index(key):
                yield waiting.pop(0), []
            yield key, same
        for key in waiting:
            yield key, []

    def _keep(self, unit: Unit, same: list[Block]) -> None:
        if self._before.get(unit.id) == self._now.get(unit.id):
            self._units.append(unit)
            return
        blocks, after = self._parted(unit, [one for one in same if one.text != file_words(unit)])
        heading = unit.heading
        if heading and blocks and blocks[0].heading:
            heading = self._without_number(words_of(blocks.pop(0).text), unit)
        elif blocks and not heading:
            first = blocks[0]
            blocks[0] = replace(first, text=self._without_number(first.text, unit))
        said = _joined(blocks)
        if unit.kind is Kind.RECITAL:
            said = said.removeprefix(self._export.lead.strip()).strip()
        self._report.say(self._export.known[unit.id].address, f"it was edited: {shown(said)}")
        self._units.append(replace(unit, text=said, heading=heading))
        self._new(after, unit)

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
        for one in blocks[first + 1 :]:
            known = letters(words_of(one.text)) in self._before[unit.id]
            fresh = one.sort is Sort.PARAGRAPH and labelled(one).labels and not known
            (after if fresh else kept).append(one)
        return kept, after

    def _without_number(self, words: str, unit: Unit) -> str:
        number = self._export.known[unit.id].number
        for said in (number, as_markdown(number)) if number else ():
            for lead in (f"**{said}**", said):
                if words.startswith(lead):
                    return words[len(lead) :].strip()
        return words

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

    def _say_what_is_gone(self) -> None:
        there = {unit.id for unit in self._units}
        for unit in self._export.units:
            if unit.id not in there:
                self._report.say(
                    self._export.known[unit.id].address,
                    f"it is no longer in the file: {shown(unit.heading or unit.text)}",
                )


def _joined(blocks: Iterable[Block]) -> str:
    return "\n\n".join(
        f"{one.label} {one.text}".strip() if one.label else one.text for one in blocks
    )
