"""Texts from Akoma Ntoso 3.0: acts, bills, documents and statements."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.akn_around import say_around
from alliance.conversion.akn_edited import Read, addresses, as_they_were
from alliance.conversion.akn_names import HEADS, HIERARCHY
from alliance.conversion.akn_words import Words
from alliance.conversion.akn_writing import FILLER, OURS, WORDS, to_akn
from alliance.conversion.cleaning import cleaned
from alliance.conversion.export import Export
from alliance.conversion.findings import (
    MOST_BYTES,
    Imported,
    Refused,
    Report,
    checked,
    shown,
    too_large,
)
from alliance.conversion.json_form import say_marks
from alliance.conversion.linked import Links
from alliance.conversion.tree import Run, markdown_of
from alliance.conversion.xml_parts import child, children, letters, local, loose, parsed, words
from alliance.texts.units import (
    DEEPEST,
    RECITED,
    Form,
    Kind,
    Maker,
    Text,
    Unit,
    is_id,
    new_id,
)

_FIX: Final = "Choose an act, a bill, a statement or a document of Akoma Ntoso 3.0."
_DOCUMENTS: Final = {"act": Form.BILL, "bill": Form.BILL, "statement": Form.RESOLUTION}
_PARTS: Final = {
    *("preamble", "recitals", "body", "mainBody", "attachments", "components", "attachment"),
    *("component", "doc", *_DOCUMENTS),
}
_CONTAINERS: Final = {"intro", "content", "wrapUp", "wrap"}
_WHEREAS: Final = re.compile(r"whereas[,:;]?\s+", re.IGNORECASE)


def from_akn(data: bytes, make: Maker = new_id) -> Imported:
    """The text that such a file holds. Raises Refused where it holds none."""
    if len(data) > MOST_BYTES:
        raise too_large(len(data))
    root = parsed(data, "the file")
    if local(root) != "akomaNtoso":
        what = f"it is XML, but its outermost element is {local(root)[:40]}, not akomaNtoso."
        raise Refused("the file", what, _FIX)
    document = child(root, *_DOCUMENTS, "doc")
    if document is None:
        name = local(root[0])[:40] if len(root) else "nothing"
        raise Refused("the file", f"it holds {name}, which is not read as a text.", _FIX)
    return _Reading(document, make).text()


class _Reading:
    def __init__(self, document: Element, make: Maker) -> None:
        self._document, self._make = document, make
        self._report = Report()
        self.units: list[Read] = []
        self._enacting, self._lead = "", _WHEREAS
        self._own = document.find(f".//{{{OURS}}}text")
        self._words = Words(self._report, _notes(document), self._refer)
        self._links = Links()
        found = list(_units_in(document, make))
        self._ids = {id(one): key for one, key in found}
        self._addresses = addresses(found) if self._own is not None else {}
        self._targets = {
            name: self._ids[id(one)]
            for one in document.iter()
            if id(one) in self._ids and (name := one.get("eId") or one.get("id") or "")
        }

    def text(self) -> Imported:
        """The text."""
        form, title = self.read()
        about = {}
        for one in self._document.iter(f"{{{OURS}}}about"):
            about[one.get("name", "")[:100]] = words(one)
        say_marks([words(one) for one in self._document.iter(f"{{{OURS}}}mark")], self._report)

        def printed(units: tuple[Unit, ...]) -> dict[str, Unit]:
            return _printed(Text(title, units, form, self._enacting))

        units = as_they_were(self.units, printed, self._report, self._make)
        text = Text(self._clean(title), units, form, self._clean(self._enacting))
        text = self._links.settled(text, self._report)
        return checked(text, self._report, about)

    def read(self) -> tuple[Form, str]:
        """Read all units; what the text is, and its title."""
        form, title = self._head()
        self._lead = re.compile(re.escape(RECITED[form])) if self._own is not None else _WHEREAS
        say_around(self._document, self._report, {letters(title)}, read={"preamble"})
        self._preamble()
        self._body(self._document, 0)
        self._attached()
        return form, title

    def _head(self) -> tuple[Form, str]:
        form = _DOCUMENTS.get(local(self._document), Form.MEMORANDUM)
        first = next((one for one in self._titles() if words(one).strip()), None)
        title = self._words.line(first, "preface")
        if self._own is not None:
            said = self._own.get("form", "")
            form = Form(said) if said in set(Form) else form
            kept = self._own.get("title", "")
            if _folded(kept) != title:
                self._report.say("title", "it was edited since it was exported")
            title = kept if _folded(kept) == title else title
            self._enacting = self._own.get("enacting", "")
        if not title:
            self._report.say("preface", "no title was found; it is empty")
        return form, title

    def _titles(self) -> Iterator[Element]:
        for place in ("preface", "coverPage"):
            part = child(self._document, place)
            if part is not None:
                for name in ("docTitle", "shortTitle", "longTitle"):
                    yield from (one for one in part.iter() if local(one) == name)
        yield from (one for one in self._document.iter() if local(one) == "shortTitle")

    def _refer(self, one: Element, where: str) -> str:
        """The unit to which a reference leads, where its words are those that are printed."""
        target = self._targets.get(one.get("href", "").removeprefix("#"), "")
        said = _folded(words(one))
        if not target or not said or len(one):
            return ""
        if self._own is not None:
            written = (_folded(one.get(WORDS, "")), self._addresses.get(target))
            return target if said in written else ""
        return self._links.take(target, said, where)

    def _body(self, document: Element | None, level: int) -> None:
        body = child(document, "body", "mainBody")
        if body is not None:
            self._loose(body, level)
            for one in body:
                self._enter(one, level)

    def _loose(self, one: Element, level: int) -> None:
        """Words that stand between the parts of an element are a paragraph of their own."""
        if said := loose(one):
            self._report.say(self._place(), f"loose words became a paragraph: {shown(said)}")
            self._add(Kind.PARAGRAPH, markdown_of([Run(said)]), level, Element("p"))

    def _preamble(self) -> None:
        preamble = child(self._document, "preamble")
        if preamble is not None:
            self._loose(preamble, 0)
        for part in preamble if preamble is not None else ():
            match local(part):
                case "recitals":
                    self._words.say_loose(part, "recitals")
                    for one in part:
                        self._recital(one)
                case "recital":
                    self._recital(part)
                case "formula":
                    self._formula(part)
                case _:
                    said = words(part)
                    if _WHEREAS.match(said.strip()):
                        self._recital(part)
                    elif said.strip():
                        self._add(Kind.PARAGRAPH, self._words.of(part, "preamble"), 0, part)

    def _formula(self, part: Element) -> None:
        said = self._words.line(part, "preamble")
        if not self._enacting or _folded(self._enacting) == said:
            self._enacting = self._enacting or said
        else:
            own = self._own is not None and self._enacting == self._own.get("enacting")
            if own:
                self._enacting = said
                self._report.say("enacting line", "it was edited since it was exported")
            else:
                self._report.say("preamble", f"a second formula was left out: {shown(said)}")

    def _recital(self, one: Element) -> None:
        if local(one) in {"num", "heading"}:
            self._report.say("recitals", f"it was left out: {shown(words(one))}")
            return
        label = self._words.line(child(one, "num"), "preamble")
        heading = self._words.head(one, label or "preamble")
        if self._own is None and label:
            self._report.count(label, "the number of a recital was left out")
            label = ""
        said = self._words.of(one, "preamble", skip=HEADS)
        if lead := self._lead.match(said):
            said = said[lead.end() :]
        self._add(Kind.RECITAL, said, 0, one, label, heading)

    def _enter(self, one: Element, level: int) -> None:
        name = local(one)
        if one.get(FILLER):
            return
        if name in HIERARCHY or name == "recital":
            self._hierarchical(one, level)
        elif name == "crossHeading":
            said = self._words.line(one, self._place())
            self._add(Kind.PARAGRAPH, "", level, one, heading=said)
        elif name in HEADS:
            heading = self._words.line(one, self._place())
            self._add(Kind.PARAGRAPH, "", level, one, heading=heading)
        else:
            if name == "componentRef":
                self._report.say("body", "a part that stands in another file was left out")
            if said := self._words.of_blocks([one], self._place()):
                self._add(Kind.PARAGRAPH, said, level, one)

    def _place(self) -> str:
        if not self.units:
            return "the beginning"
        unit, _ = self.units[-1]
        return f"after {shown(unit.label or unit.heading or unit.text)}"

    def _hierarchical(self, one: Element, level: int) -> None:
        """A unit, and what it holds."""
        nums = list(children(one, "num"))
        label = " ".join(filter(None, (self._words.line(two, self._place()) for two in nums)))
        heading = self._words.head(one, label or self._place())
        inner = [part for part in one if local(part) not in HEADS]
        first: list[Element] = []
        while inner and not _is_below(inner[0]):
            first.append(inner.pop(0))
        kind = Kind.SECTION if label else Kind.PARAGRAPH
        said = self._words.of_blocks(first, label or shown(heading))
        self._add(kind, said, level, one, label, heading)
        self._loose(one, level + 1)
        for part in inner:
            if local(part) in _CONTAINERS:
                if said := self._words.of_blocks([part], label):
                    self._add(Kind.PARAGRAPH, said, level + 1, part)
            else:
                self._enter(part, level + 1)

    def _add(  # noqa: PLR0913, PLR0917 (the parts of a unit)
        self,
        kind: Kind,
        said: str,
        level: int,
        one: Element,
        label: str = "",
        heading: str = "",
    ) -> None:
        if level > DEEPEST:
            what = f"it stood {level} levels deep; it was moved up to level {DEEPEST}"
            self._report.count(label or shown(said), what)
        clean = self._clean
        said, label, heading = clean(said), clean(label), clean(heading)
        key = self._ids.get(id(one), "")
        unit = Unit(key, kind, said, min(level, DEEPEST), label, heading)
        self.units.append((unit, one))

    def _clean(self, said: str) -> str:
        return cleaned(said, self._report, self._place()).strip()

    def _attached(self) -> None:
        for part in children(self._document, "attachments", "components"):
            for one in children(part, "attachment", "component"):
                self._attachment(one)

    def _attachment(self, one: Element) -> None:
        inner = child(one, *_DOCUMENTS, "doc")
        label = self._words.line(child(one, "num"), "attachment")
        titles = [two for two in one.iter() if local(two) == "docTitle"]
        title = self._words.line(titles[0], "attachment") if titles else ""
        heading = self._words.head(one, label or "attachment") or title
        self._add(Kind.SCHEDULE, "", 0, one, label, heading)
        where = f" of {shown(label or heading or 'the attachment')}"
        if child(inner, "body", "mainBody") is None:
            for two in one:
                if local(two) not in {*HEADS, "meta"}:
                    self._enter(two, 1)
            return
        if inner is not None:
            say_around(inner, self._report, {letters(heading), letters(title)}, where=where)
        self._body(inner, 1)


def _units_in(holder: Element, make: Maker) -> Iterator[tuple[Element, str]]:
    """The elements that become units, and their ids: that of our own export, else a new one."""
    for one in holder:
        name = local(one)
        if name in HIERARCHY or name == "recital":
            key = (one.get("wId") or "").removeprefix("u-")
            yield one, key if is_id(key) else make()
        if name in HIERARCHY or name in _PARTS:
            yield from _units_in(one, make)


def _is_below(part: Element) -> bool:
    return local(part) in HIERARCHY or local(part) in {"crossHeading", "wrapUp"}


def _printed(text: Text) -> dict[str, Unit]:
    """How the units of a text of ours are read from its own export, by their ids."""
    root = parsed(to_akn(Export(text)).encode(), "the file")
    reading = _Reading(root[0], new_id)
    reading.read()
    return {unit.id: unit for unit, _ in reading.units}


def _folded(said: str) -> str:
    return " ".join(said.split())


def _notes(document: Element) -> dict[str, str]:
    """The notes that stand in the head of a document, by their ids."""
    holders = [one for one in document.iter() if local(one) == "notes"]
    return {
        note.get("eId", note.get("id", "")): " ".join(words(note).split())
        for holder in holders
        for note in children(holder, "note")
    }
