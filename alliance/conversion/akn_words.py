"""The words in an element of Akoma Ntoso as Markdown."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.akn_names import HEADS, HIERARCHY, HOLDERS, LISTS, PASS, QUOTED, SAID
from alliance.conversion.findings import Report, shown
from alliance.conversion.markup import words_of
from alliance.conversion.tree import BREAK, Run, markdown_of, on_the_line, table_of
from alliance.conversion.xml_parts import child, children, local, loose, words

Refer = Callable[[Element, str], str]  # the unit to which an element refers, or ""
Piece = Run | str  # words of one look, or a whole block as Markdown
_STRONG: Final = {"b", "strong"}
_EM: Final = {"i", "em"}
_BLOCK: Final = re.compile(r"[ \t]*(?:[-+*>|#]|\d{1,9}[.)][ \t])")
_INDENTED: Final = re.compile(r"\n(?=[^\n])")


class Words:
    """Reads words, and notes what they cannot hold. `notes` are those of the head of the file."""

    def __init__(self, report: Report, notes: Mapping[str, str], refer: Refer) -> None:
        self._report, self._notes, self._refer = report, notes, refer
        self._tables = 0  # that are open

    def of(self, element: Element, where: str, skip: tuple[str, ...] = ()) -> str:
        """The words of an element: paragraphs, and what stands between them."""
        return _joined(self._within(element, Run(""), where, skip))

    def of_blocks(self, elements: Iterable[Element], where: str) -> str:
        """The words of paragraphs, lists and tables."""
        found = [_joined(self._one(one, Run(""), where)) for one in elements]
        return "\n\n".join(filter(None, found))

    def line(self, element: Element | None, where: str) -> str:
        """The words of a heading or a number, in one line."""
        if element is None:
            return ""
        pieces = list(self._within(element, Run(""), where))
        if any(isinstance(one, Run) and (one.strong or one.em or one.href) for one in pieces):
            self._report.count(where, "a heading is kept without bold, italics and links")
        said = [
            on_the_line(one).text if isinstance(one, Run) else f" {words_of(one)} "
            for one in pieces
        ]
        return " ".join("".join(said).split())

    def head(self, element: Element, where: str) -> str:
        """The headings of an element, in one line."""
        found = [self.line(one, where) for one in children(element, "heading", "subheading")]
        return " — ".join(filter(None, found))

    def say_loose(self, element: Element, where: str) -> None:
        """Note words that stand between the parts of an element which holds none itself."""
        if said := loose(element):
            self._report.say(where, f"loose words were left out: {shown(said)}")

    def _within(
        self, element: Element, look: Run, where: str, skip: tuple[str, ...] = ()
    ) -> Iterator[Piece]:
        if element.text:
            yield replace(look, text=_spaced(element.text))
        for one in element:
            if local(one) not in skip:
                yield from self._one(one, look, where)
            if one.tail:
                yield replace(look, text=_spaced(one.tail))

    def _one(self, one: Element, look: Run, where: str) -> Iterator[Piece]:
        name = local(one)
        if name in LISTS:
            yield self._list(one, where)
        elif name == "table":
            yield self._table(one, where)
        elif name in QUOTED:
            yield self._quoted(one, where)
        elif name in HIERARCHY:
            yield self._headed(one, where)
        elif name in HOLDERS:
            yield _joined(self._within(one, look, where))
        else:
            yield from self._inline(one, look, where)

    def _quoted(self, one: Element, where: str) -> str:
        """A structure that is quoted, as when one act amends another."""
        self._report.count(where, "a quoted structure is kept as paragraphs")
        before, after = one.get("startQuote", ""), one.get("endQuote", "")
        said = self.of(one, where)
        if said and (before or after):
            marks = [markdown_of([Run(mark)]) for mark in (before, after)]
            joints = ["\n\n" if _is_block(part) else "" for part in (said, _last(said))]
            return (
                f"{marks[0]}{joints[0] if before else ''}{said}{joints[1] if after else ''}"
                + (marks[1])
            )
        return said

    def _headed(self, one: Element, where: str) -> str:
        """A unit that stands within words: its number and heading, then what it holds."""
        heading = self.head(one, where)
        number = self.line(child(one, "num"), where)
        lead = markdown_of([Run(" ".join(filter(None, [number, heading])))])
        return _led(lead, self.of(one, where, skip=HEADS), parted=bool(heading))

    def _list(self, one: Element, where: str) -> str:
        said = []
        number = _whole(one.get("start"), 1) - 1
        for item in children(one, "li", "item"):
            number = _whole(item.get("value"), number + 1)
            label = self.line(child(item, "num"), where)
            mark = f"{number}." if local(one) == "ol" else "-"
            inner = self.of(item, where, skip=("num",))
            if label.strip(" \u2013\u2014-\u2022"):
                inner = _led(markdown_of([Run(label)]), inner)
            said.append(_INDENTED.sub("\n" + " " * (len(mark) + 1), f"{mark} {inner}"))
        self.say_loose(one, where)
        items = ("li", "item")
        others = [part for part in one if local(part) not in items]
        first = next((n for n, part in enumerate(one) if local(part) in items), len(others))
        before, after = self.of_blocks(others[:first], where), self.of_blocks(others[first:], where)
        return "\n\n".join(filter(None, [before, "\n".join(said), after]))

    def _table(self, one: Element, where: str) -> str:
        self._tables += 1
        rows = [[self.of(cell, where) for cell in children(row, "th", "td")] for row in _rows(one)]
        cells = [cell for row in _rows(one) for cell in row]
        caption = self.of_blocks(children(one, "caption"), where)
        self._tables -= 1
        if any(
            (cell.get("colspan") or "1", cell.get("rowspan") or "1") != ("1", "1") for cell in cells
        ):
            self._report.count(where, "cells of a table that were joined are parted")
        if self._tables:
            self._report.count(where, "a table within a table is kept as words in a row")
            flat = [caption, *(cell for row in rows for cell in row)]
            return " ".join(filter(None, flat))
        made = table_of([[_flat(cell) for cell in row] for row in rows])
        return "\n\n".join(filter(None, [caption, made]))

    def _inline(self, one: Element, look: Run, where: str) -> Iterator[Piece]:
        name = local(one)
        match name:
            case _ if name in _STRONG | _EM:
                strong, em = name in _STRONG or look.strong, name in _EM or look.em
                look = replace(look, strong=strong, em=em)
            case "ref" if target := self._refer(one, where):
                yield replace(look, text=" ".join(words(one).split()), target=target)
                return
            case "a" | "ref" | "rref" | "mref":
                look = self._linked(one, look, where)
            case "eol" | "br":
                yield replace(look, text=BREAK)
            case "authorialNote" | "note" | "noteRef":
                said = self._notes.get(one.get("href", "").removeprefix("#"), "") or words(one)
                self._report.say(where, f"a note was left out: {shown(said)}")
                return
            case "del":
                self._report.count(where, "a deletion that was tracked was left out")
                return
            case _ if name in SAID:
                look = replace(look, raised=name == "sup" or look.raised)
                self._report.count(where, SAID[name])
            case _ if name not in PASS:
                what = f"the element {name[:40]} is not known; its words are kept"
                self._report.count(where, what)
        yield from self._within(one, look, where)

    def _linked(self, one: Element, look: Run, where: str) -> Run:
        href = one.get("href", "")
        if href.lower().startswith(("https://", "mailto:")):
            return replace(look, href=href)
        if href:
            self._report.count(where, f"a reference is kept as words, without {shown(href)}")
        return look


def _joined(pieces: Iterable[Piece]) -> str:
    """Runs that follow each other as a paragraph, and the blocks between them."""
    found = []
    for is_run, same in groupby(pieces, key=lambda one: isinstance(one, Run)):
        if is_run:
            found.append(markdown_of([one for one in same if isinstance(one, Run)]))
        else:
            found += [one for one in same if isinstance(one, str)]
    return "\n\n".join(filter(None, found))


def _led(lead: str, said: str, *, parted: bool = False) -> str:
    """Words with what leads them, on a line of its own where they are a list or a table."""
    joint = "\n\n" if parted or _is_block(said) else " "
    return joint.join(filter(None, [lead, said]))


def _is_block(said: str) -> bool:
    return bool(_BLOCK.match(said))


def _last(said: str) -> str:
    return said.rpartition("\n\n")[2]


def _flat(said: str) -> str:
    """The words of a cell in one line."""
    return said.replace("\\\n", " ").replace("\n", " ")


def _rows(table: Element) -> list[Element]:
    """The rows of a table, without those of tables within it."""
    found = []
    for one in table:
        if local(one) == "tr":
            found.append(one)
        elif local(one) in {"thead", "tbody", "tfoot"}:
            found += list(children(one, "tr"))
    return found


def _whole(said: str | None, other: int) -> int:
    return int(said) if said and said.isdecimal() and len(said) < 10 else other


def _spaced(said: str) -> str:
    """Words with one blank where XML has any number of blanks and lines."""
    inner = " ".join(said.split())
    before = " " if said[:1].isspace() else ""
    after = " " if said[-1:].isspace() and inner else ""
    return f"{before}{inner}{after}"
