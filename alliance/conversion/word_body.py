"""The body of a document of Word as blocks."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.blocks import Block, Sort
from alliance.conversion.cleaning import cleaned
from alliance.conversion.findings import Report, shown
from alliance.conversion.tree import Run, markdown_of, table_of
from alliance.conversion.word_numbering import BULLET, value, whole
from alliance.conversion.word_place import Parts, Place
from alliance.conversion.word_runs import Runs, with_words
from alliance.conversion.word_styles import Style
from alliance.conversion.xml_parts import child, local, words

_PASS: Final = {"AlternateContent", "sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"}


class Body:
    """Reads blocks."""

    def __init__(self, parts: Parts, report: Report) -> None:
        self._parts = parts
        self.place = Place(report)
        self._carried: list[Run] = []  # of a paragraph whose end was deleted

    def blocks(self, body: Element) -> list[Block]:
        """The blocks of the body; bullets that follow each other are one list."""
        found: list[Block] = []
        for block in self._of(body):
            last = found[-1] if found else None
            joins = last and block.sort is Sort.LIST and last.sort is Sort.LIST
            if last and joins and last.key == block.key:
                inner = " " * max(0, 2 * ((block.indent - last.indent) // 360))
                words = block.text.replace("\n", f"\n{inner}")
                found[-1] = replace(last, text=f"{last.text}\n{inner}{words}")
            else:
                found.append(block)
        return found

    def _of(self, holder: Element) -> Iterator[Block]:
        for one in holder:
            match local(one):
                case "p":
                    yield from self._paragraph(one)
                case "tbl":
                    yield from self._table(one)
                case "bookmarkStart":
                    self.place.bookmark(one)
                case "bookmarkEnd":
                    self.place.bookmark_end(one)
                case "del" | "moveFrom":
                    self.place.track("deletion")
                case "altChunk":
                    self.place.say("a document inside the document was left out")
                case name if name in _PASS:
                    if name in ("ins", "moveTo"):
                        self.place.track("insertion")
                    yield from self._of(with_words(one))
                case name:
                    self._left_out(one, name)

    def _left_out(self, one: Element, name: str) -> None:
        """Note what is not known, where it holds words; properties of the section hold none."""
        if said := words(one).strip():
            self.place.say(f"what is within {name[:40]} was left out: {shown(said)}")

    def _paragraph(self, one: Element) -> Iterator[Block]:
        self.place.count += 1
        properties = child(one, "pPr")
        style = self._parts.styles.of(value(child(properties, "pStyle")))
        if child(properties, "pPrChange") is not None:
            self.place.track("change of format")
        reader = Runs(self.place, self._parts, style)
        self.place.settle()
        runs = [*self._carried, *reader.of(one, Run(""))]
        key = self.place.key
        self._carried = []
        mark = child(properties, "rPr")
        if mark is not None and child(mark, "del", "moveFrom") is not None:
            self._carried = runs  # its end was deleted: it goes on in the next paragraph
            return
        if mark is not None and child(mark, "ins", "moveTo") is not None:
            self.place.track("insertion")
        yield from self._block(runs, properties, style, key)
        for box in reader.boxes:
            self.place.say("the words of a text box follow as paragraphs")
            yield from self._of(box)

    def _block(
        self, runs: list[Run], properties: Element | None, style: Style, key: str
    ) -> Iterator[Block]:
        heading = 1 if style.title else style.heading + 1 if style.heading else 0
        if heading:
            runs = [replace(run, strong=False, em=False) for run in runs]
        words = cleaned(markdown_of(runs), self.place.report, self.place.where()).strip()
        numbered = child(properties, "numPr")
        number, depth = style.number, style.depth
        if numbered is not None:
            number = value(child(numbered, "numId"))
            depth = whole(value(child(numbered, "ilvl")))
        listed = self._parts.numbering.next(number, depth) if number and number != "0" else None
        left = child(properties, "ind")
        indent = whole(value(left, "left") or value(left, "start")) or style.indent
        if not words and not (listed and listed[1] and heading):
            return
        where = f"{self.place.where()}, {shown(words)}"
        if listed and listed[0] == BULLET:
            inner = words.replace("\n", "\n  ")
            yield Block(f"- {inner}", where, 720 * (depth + 1), sort=Sort.LIST, key=key)
        elif listed:
            yield Block(words, where, listed[2], heading, listed[1], key=key)
        else:
            yield Block(words, where, max(0, indent), heading, key=key)

    def _table(self, one: Element) -> Iterator[Block]:
        self.place.settle()
        rows = []
        for row in _inside(one, "tr"):
            if child(child(row, "trPr"), "del") is not None:
                self.place.track("deletion")
                continue
            if child(child(row, "trPr"), "ins") is not None:
                self.place.track("insertion")
            cells = [self._cell(cell) for cell in _inside(row, "tc")]
            if any(cells):
                rows.append(cells)
        joined = [inner for inner in one.iter() if local(inner) in ("vMerge", "gridSpan")]
        if joined:
            self.place.again("cells of a table that were joined are parted")
        if rows:
            where = f"table before paragraph {self.place.count + 1}"
            yield Block(table_of(rows), where, sort=Sort.TABLE, key=self.place.key)

    def _cell(self, cell: Element) -> str:
        said = []
        for block in self._of(cell):
            if block.sort is Sort.TABLE:
                self.place.again("a table within a table is kept as words in a row")
                rows = block.text.replace("| --- ", "").split("\n")
                said += [row.strip("| ") for row in rows]
            else:
                label = f"{block.label} " if block.label else ""
                said.append(label + block.text.replace("\\\n", " ").replace("\n", " "))
        return " ".join(filter(None, said))


def _inside(holder: Element, name: str) -> Iterable[Element]:
    """The rows of a table, or the cells of a row, also where a control holds them."""
    for one in holder:
        if local(one) == name:
            yield one
        elif local(one) in _PASS:
            yield from _inside(with_words(one), name)
