"""Texts from Akoma Ntoso 3.0: acts, bills, documents and statements."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.akn_names import HEADS, HIERARCHY
from alliance.conversion.akn_words import Words
from alliance.conversion.akn_writing import OURS
from alliance.conversion.cleaning import cleaned
from alliance.conversion.export import file_words
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
from alliance.conversion.tree import Run, markdown_of, tree_of, words_in
from alliance.conversion.xml_parts import child, children, letters, local, loose, parsed, words
from alliance.texts.numbering import Number, numbers
from alliance.texts.parts import settled
from alliance.texts.units import (
    DEEPEST,
    RECITED,
    File,
    Form,
    Kind,
    Maker,
    Origin,
    Text,
    Unit,
    new_id,
    without_twice,
)

_FIX: Final = "Choose an act, a bill, a statement or a document of Akoma Ntoso 3.0."
_DOCUMENTS: Final = {"act": Form.BILL, "bill": Form.BILL, "statement": Form.RESOLUTION}
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


@dataclass(frozen=True)
class _Read:
    """A unit as its words are read, its element, and all letters that stand in it."""

    unit: Unit
    element: Element
    raw: str


class _Reading:
    def __init__(self, document: Element, make: Maker) -> None:
        self._document, self._make = document, make
        self._report = Report()
        self._read: list[_Read] = []
        self._enacting = ""
        self._own = document.find(f".//{{{OURS}}}text")
        self._words = Words(self._report, _notes(document), ours=self._own is not None)

    def text(self) -> Imported:
        """The text."""
        form, title = self._head()
        about = {}
        for one in self._document.iter(f"{{{OURS}}}about"):
            about[one.get("name", "")[:100]] = words(one)
        say_marks([words(one) for one in self._document.iter(f"{{{OURS}}}mark")], self._report)
        self._preface(title)
        self._preamble()
        self._body(self._document, 0)
        self._attached()
        units = self._as_they_were(form)
        text = Text(self._clean(title), units, form, self._clean(self._enacting))
        return checked(text, self._report, about)

    def _head(self) -> tuple[Form, str]:
        form = _DOCUMENTS.get(local(self._document), Form.MEMORANDUM)
        first = next((one for one in self._titles() if words(one).strip()), None)
        title = self._words.line(first, "preface")
        if self._own is not None:
            said = self._own.get("form", "")
            form = Form(said) if said in set(Form) else form
            kept = self._own.get("title", "")
            title = kept if letters(kept) == letters(title) else title
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

    def _preface(self, title: str) -> None:
        known = {"meta", "preface", "preamble", "body", "mainBody", "coverPage", "conclusions"}
        for part in self._document:
            name = local(part)
            if name in {"preface", "coverPage", "conclusions"}:
                self._words.say_loose(part, name)
                for one in part:
                    same = one.get("class") == "mark" or letters(words(one)) == letters(title)
                    self._say_left_out(name, "" if same else words(one))
            elif name not in {*known, "attachments", "components"}:
                self._say_left_out(name, words(part))

    def _say_left_out(self, where: str, said: str) -> None:
        if said := " ".join(said.split()):
            self._report.say(where, f"it was left out: {shown(said)}")

    def _body(self, document: Element, level: int) -> None:
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
        if not self._enacting or letters(self._enacting) == letters(said):
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
        if lead := _WHEREAS.match(said):
            said = said[lead.end() :]
        self._add(Kind.RECITAL, said, 0, one, label, heading, raw=words(one))

    def _enter(self, one: Element, level: int) -> None:
        name = local(one)
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
        if not self._read:
            return "the beginning"
        unit = self._read[-1].unit
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
        raw = "".join([label, heading, *map(words, first)])
        self._add(kind, said, level, one, label, heading, raw=raw)
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
        raw: str = "",
    ) -> None:
        if level > DEEPEST:
            what = f"it stood {level} levels deep; it was moved up to level {DEEPEST}"
            self._report.count(label or shown(said), what)
        clean = self._clean
        said, label, heading = clean(said), clean(label), clean(heading)
        key = (one.get("wId") or "").removeprefix("u-")
        unit = Unit(key, kind, said, min(level, DEEPEST), label, heading)
        self._read.append(_Read(unit, one, letters(raw)))

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
        where = shown(label or heading or "attachment")
        if child(inner, "body", "mainBody") is None:
            for two in one:
                if local(two) not in {*HEADS, "meta"}:
                    self._enter(two, 1)
            return
        for two in inner if inner is not None else ():
            if local(two) in {"preface", "coverPage", "preamble", "conclusions"}:
                for three in two:
                    same = letters(words(three)) == letters(heading)
                    self._say_left_out(f"{local(two)} of {where}", "" if same else words(three))
            elif local(two) not in {"meta", "body", "mainBody"}:
                self._say_left_out(f"{local(two)} of {where}", words(two))
        self._body(inner, 1)

    def _as_they_were(self, form: Form) -> tuple[Unit, ...]:
        """The units, and where they are ours and unchanged, exactly as they were."""
        kept = [_kept(one) for one in self._read]
        either = [was or one.unit for was, one in zip(kept, self._read, strict=True)]
        units = list(without_twice(either, self._make))
        known = numbers(units)
        for place, (was, one) in enumerate(zip(kept, self._read, strict=True)):
            unit, now = units[place], one.unit
            if was is None or _says(unit, known, form) == one.raw:
                continue
            self._report.say(known[unit.id].address, "it was edited since it was exported")
            label = was.label if now.label == known[unit.id].number else now.label
            units[place] = replace(unit, text=now.text, heading=now.heading, label=label)
        ordered = settled(units)
        if ordered != tuple(units):
            self._report.say("the file", "units were put in the order of their parts")
        return ordered


def _is_below(part: Element) -> bool:
    return local(part) in HIERARCHY or local(part) in {"crossHeading", "wrapUp"}


def _says(unit: Unit, known: Mapping[str, Number], form: Form) -> str:
    """What is printed of a unit, to be held against what the file says."""
    lead = RECITED[form] if unit.kind is Kind.RECITAL and unit.text else ""
    said = "".join(words_in(tree_of(unit.text, known)))
    return letters(f"{known[unit.id].number}{unit.heading}{file_words(unit)}{lead}{said}")


def _kept(read: _Read) -> Unit | None:
    """What our own attributes say of a unit."""
    unit, one = read.unit, read.element

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
    return kept


def _list(said: str) -> object:
    try:
        return json.loads(said or "null")
    except (ValueError, RecursionError):
        return None


def _notes(document: Element) -> dict[str, str]:
    """The notes that stand in the head of a document, by their ids."""
    holders = [one for one in document.iter() if local(one) == "notes"]
    return {
        note.get("eId", note.get("id", "")): " ".join(words(note).split())
        for holder in holders
        for note in children(holder, "note")
    }
