"""The words in an element of Akoma Ntoso as Markdown."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.findings import Report, shown
from alliance.conversion.tree import BREAK, Run, markdown_of, table_of
from alliance.conversion.xml_parts import children, local, words

_BLOCKS: Final = {"p", "block", "blockContainer", "blockList", "ul", "ol", "table", "tblock", "toc"}
_HOLDERS: Final = {
    *("intro", "content", "wrapUp", "wrap", "container", "recital", "listIntroduction", "item"),
    *("listWrapUp", "foreign", "div", "blockContainer", "citation", "citations", "formula"),
}
# What is said of an element whose words are kept all the same.
_SAID: Final = {
    "img": "a picture was left out",
    "ins": "an insertion that was tracked was taken",
    "u": "underlined words are kept without the line",
}
_PASS: Final = {
    *(
        [
            "span",
            "inline",
            "def",
            "term",
            "date",
            "time",
            "person",
            "organization",
            "concept",
            "object",
            "event",
            "location",
            "role",
        ]
    ),
    *(
        [
            "process",
            "quantity",
            "entity",
            "docTitle",
            "docNumber",
            "docType",
            "docDate",
            "docStage",
            "docStatus",
            "docAuthority",
        ]
    ),
    *(
        [
            "docProponent",
            "docPurpose",
            "docJurisdiction",
            "docIntroducer",
            "docCommittee",
            "shortTitle",
            "remark",
        ]
    ),
    *(
        [
            "placeholder",
            "fillIn",
            "decoration",
            "omissis",
            "abbr",
            "sup",
            "sub",
            "affectedDocument",
            "relatedDocument",
        ]
    ),
    "legislature",
    "session",
    "signature",
    "change",
    "quotedText",
    "num",
    "heading",
}


class Words:
    """Reads words, and notes what they cannot hold."""

    def __init__(self, report: Report, *, ours: bool) -> None:
        self._report, self._ours = report, ours

    def of(self, element: Element, where: str, skip: tuple[str, ...] = ()) -> str:
        """The words of an element that holds paragraphs or words."""
        inner = [one for one in element if local(one) not in skip]
        if not any(local(one) in _BLOCKS | _HOLDERS for one in inner):
            return markdown_of(list(self._runs(element, Run(""), where)))
        return self.of_blocks(inner, where)

    def of_blocks(self, elements: Iterable[Element], where: str) -> str:
        """The words of paragraphs, lists and tables."""
        found = [self._block(one, where) for one in elements]
        return "\n\n".join(part for part in found if part)

    def _block(self, one: Element, where: str) -> str:
        name = local(one)
        if name in {"ul", "ol", "blockList"}:
            return self._list(one, where)
        if name == "table":
            return self._table(one, where)
        if name in _HOLDERS:
            return self.of(one, where)
        if name not in {"p", "block", *_PASS}:
            self._report.count(where, f"the element {name[:40]} is not known; its words are kept")
            if any(local(two) in _BLOCKS | _HOLDERS for two in one):
                return self.of_blocks(one, where)
        return markdown_of(list(self._runs(one, Run(""), where)))

    def _list(self, one: Element, where: str) -> str:
        said = []
        for nth, item in enumerate(children(one, "li", "item"), start=1):
            label = next((words(two) for two in children(item, "num")), "")
            mark = f"{nth}." if local(one) == "ol" else "-"
            inner = self.of(item, where, skip=("num",))
            inner = f"{label.strip()} {inner}" if label.strip(" \u2013\u2014-\u2022") else inner
            said.append(f"{mark} {inner}".replace("\n", "\n" + " " * (len(mark) + 1)))
        before = self.of_blocks(children(one, "listIntroduction"), where)
        after = self.of_blocks(children(one, "listWrapUp"), where)
        return "\n\n".join(filter(None, [before, "\n".join(said), after]))

    def _table(self, one: Element, where: str) -> str:
        rows = [
            [self.of(cell, where) for cell in children(row, "th", "td")]
            for row in one.iter()
            if local(row) == "tr"
        ]
        spans = any(cell.get("colspan") or cell.get("rowspan") for cell in one.iter())
        if spans:
            self._report.count(where, "cells of a table that were joined are parted")
        return table_of([[cell.replace("\n", " ") for cell in row] for row in rows])

    def _runs(self, element: Element, look: Run, where: str) -> Iterator[Run]:
        if element.text:
            yield replace(look, text=_spaced(element.text))
        for one in element:
            yield from self._inline(one, look, where)
            if one.tail:
                yield replace(look, text=_spaced(one.tail))

    def _inline(self, one: Element, look: Run, where: str) -> Iterator[Run]:
        name = local(one)
        match name:
            case "b" | "strong":
                look = replace(look, strong=True)
            case "i" | "em":
                look = replace(look, em=True)
            case "a" | "ref" | "rref" | "mref":
                look = self._linked(one, look, where)
            case "eol" | "br":
                yield replace(look, text=BREAK)
            case "authorialNote" | "note":
                self._report.say(where, f"a note was left out: {shown(words(one))}")
                return
            case "noteRef":
                return
            case "del":
                self._report.count(where, "a deletion that was tracked was left out")
                return
            case _ if name in _SAID:
                self._report.count(where, _SAID[name])
            case _ if name not in _PASS:
                what = f"the element {name[:40]} is not known; its words are kept"
                self._report.count(where, what)
        yield from self._runs(one, look, where)

    def _linked(self, one: Element, look: Run, where: str) -> Run:
        href = one.get("href", "")
        if href.lower().startswith(("https://", "mailto:")):
            return replace(look, href=href)
        if href and not (self._ours and href.startswith("#")):
            self._report.count(where, f"a reference is kept as words, without {shown(href)}")
        return look


def _spaced(said: str) -> str:
    """Words with one blank where XML has any number of blanks and lines."""
    inner = " ".join(said.split())
    before = " " if said[:1].isspace() else ""
    after = " " if said[-1:].isspace() and inner else ""
    return f"{before}{inner}{after}"
