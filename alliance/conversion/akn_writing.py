"""A text as Akoma Ntoso 3.0."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from alliance.conversion.export import Export, file_words
from alliance.conversion.tree import BREAK, Node, Run, tree_of
from alliance.texts.parts import parents
from alliance.texts.units import Form, Kind, Unit

AKN: Final = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OURS: Final = "urn:alliance:text:2"  # attributes of our own, which the schema of AKN lets pass

FILLER: Final = f"{{{OURS}}}filler"  # of an element that is there for the schema alone
WORDS: Final = f"{{{OURS}}}words"  # of a reference, as they were written
_EMPTY: Final = '<alinea al:filler="true"><content><p/></content></alinea>'
_DOCUMENTS: Final = {Form.BILL: ("bill", "body"), Form.RESOLUTION: ("statement", "mainBody")}
_BY_LEVEL: Final = (
    *("section", "subsection", "paragraph", "subparagraph"),
    *("clause", "subclause", "point", "indent"),
)
_NAMED: Final = re.compile(r"(title|chapter|part|article|section)\b", re.IGNORECASE)
_SHORT: Final = {
    "section": "sec",
    "subsection": "subsec",
    "paragraph": "para",
    "subparagraph": "subpara",
    "clause": "cl",
    "subclause": "subcl",
    "article": "art",
    "chapter": "chp",
    "alinea": "al",
    "hcontainer": "hcont",
}
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def to_akn(export: Export) -> str:
    """The document."""
    document, body = _DOCUMENTS.get(export.text.form, ("doc", "mainBody"))
    writer = _Writer(export)
    recited, others = export.parted()
    preamble = writer.preamble(recited)
    inner = "".join(writer.units(others)) or _EMPTY
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<akomaNtoso xmlns="{AKN}" xmlns:al="{OURS}">\n'
        f'<{document} name="{_quoted(export.text.form)}">\n{_meta(export, document)}'
        f"{_preface(export)}{preamble}<{body}>\n{inner}</{body}>\n</{document}>\n</akomaNtoso>\n"
    )


def _meta(export: Export, document: str) -> str:
    text = export.text
    day = export.about.get("date", "")
    date = day if _ISO_DAY.match(day) else "1970-01-01"
    name = "date" if _ISO_DAY.match(day) else "unknown"
    slug = re.sub(r"[^a-z0-9]+", "-", text.title.lower()).strip("-")[:60] or "text"
    work = f"/akn/us/{document}/{date}/{slug}"

    def level(tag: str, place: str, more: str) -> str:
        return (
            f'<{tag}><FRBRthis value="{place}/!main"/><FRBRuri value="{place}"/>'
            f'<FRBRdate date="{date}" name="{name}"/><FRBRauthor href="#alliance"/>{more}</{tag}>\n'
        )

    marks = "".join(f"<al:mark>{_escaped(mark)}</al:mark>" for mark in export.marks)
    about = "".join(
        f'<al:about name="{_quoted(key)}">{_escaped(value)}</al:about>'
        for key, value in export.about.items()
    )
    return (
        '<meta>\n<identification source="#alliance">\n'
        + level("FRBRWork", work, '<FRBRcountry value="us"/>')
        + level("FRBRExpression", f"{work}/eng", '<FRBRlanguage language="eng"/>')
        + level("FRBRManifestation", f"{work}/eng.akn", "")
        + '</identification>\n<references source="#alliance"><TLCOrganization eId="alliance" '
        'href="/ontology/organization/us/alliance" showAs="Alliance"/></references>\n'
        f'<proprietary source="#alliance"><al:text form="{_quoted(text.form)}" '
        f'title="{_quoted(text.title)}" enacting="{_quoted(text.enacting)}"/>'
        f"{marks}{about}</proprietary>\n</meta>\n"
    )


def _preface(export: Export) -> str:
    marks = "".join(f'<p class="mark">{_escaped(mark)}</p>' for mark in export.marks)
    title = _escaped(export.text.title)
    return f"<preface>{marks}<longTitle><p><docTitle>{title}</docTitle></p></longTitle></preface>\n"


class _Writer:
    def __init__(self, export: Export) -> None:
        self._export = export
        self._names = {unit.id: _name(unit) for unit in export.units}
        self._eids = _eids(export, self._names)

    def preamble(self, recited: Sequence[Unit]) -> str:
        """What is recited, and the enacting line."""
        enacting = self._export.text.enacting
        if not recited and not enacting:
            return ""
        inner = "".join(
            f"<recital{self._attributes(unit)}>{self._head(unit)}{self.words(unit)}</recital>\n"
            for unit in recited
        )
        inner = f'<recitals eId="recs">\n{inner}</recitals>\n' if inner else ""
        if enacting:
            inner += f'<formula name="enactingFormula"><p>{_escaped(enacting)}</p></formula>\n'
        return f"<preamble>\n{inner}</preamble>\n"

    def units(self, units: Sequence[Unit]) -> Iterator[str]:
        """The units as elements that hold each other."""
        open_units: list[Unit] = []
        for place, unit in enumerate(units):
            while open_units and open_units[-1].level >= unit.level:
                yield f"</{self._names[open_units.pop().id]}>\n"
            after = units[place + 1] if place + 1 < len(units) else None
            holds = after is not None and after.level > unit.level
            name, words = self._names[unit.id], self.words(unit)
            yield f"<{name}{self._attributes(unit)}>{self._head(unit)}"
            if holds:
                yield f"<intro>{words}</intro>\n" if unit.text or unit.file else "\n"
                open_units.append(unit)
            else:
                yield f"<content>{words}</content></{name}>\n"
        while open_units:
            yield f"</{self._names[open_units.pop().id]}>\n"

    def _attributes(self, unit: Unit) -> str:
        said = {"eId": self._eids[unit.id], "wId": f"u-{unit.id}"}
        if unit.kind in (Kind.SCHEDULE, Kind.ATTACHMENT):
            said["name"] = str(unit.kind)
        said |= {"al:kind": str(unit.kind), "al:level": str(unit.level)}
        for name, words in (("label", unit.label), ("heading", unit.heading), ("text", unit.text)):
            if words:
                said[f"al:{name}"] = words
        if unit.origin:
            origin = [unit.origin.text_sha256, unit.origin.unit, unit.origin.title]
            said["al:origin"] = json.dumps(origin, ensure_ascii=False)
        if held := unit.file:
            parts = [held.name, held.media_type, held.size, held.sha256]
            said["al:file"] = json.dumps(parts, ensure_ascii=False)
        return "".join(f' {name}="{_quoted(value)}"' for name, value in said.items())

    def _head(self, unit: Unit) -> str:
        number = self._export.known[unit.id].number
        said = f"<num>{_escaped(number)}</num>" if number else ""
        return said + (f"<heading>{_escaped(unit.heading)}</heading>" if unit.heading else "")

    def words(self, unit: Unit) -> str:
        """The words of a unit."""
        lead = self._export.lead if unit.kind is Kind.RECITAL and unit.text else ""
        held = f"<p>{_escaped(file_words(unit))}</p>" if unit.file else ""
        nodes = tree_of(unit.text, self._export.known)
        if lead and nodes and nodes[0].sort == "p":
            nodes[0].runs.insert(0, Run(lead))
        elif lead:
            nodes.insert(0, Node("p", [Run(lead)]))
        return held + "".join(self._node(node) for node in nodes) or "<p/>"

    def _node(self, node: Node) -> str:
        inner = "".join(self._node(one) for one in node.inner)
        runs = "".join(self._run(run) for run in node.runs)
        match node.sort:
            case "p":
                return f"<p>{runs}</p>"
            case "pre":
                return f'<p class="code">{runs}</p>'
            case "hr":
                return '<p class="rule"/>'
            case "quote":
                return f"<blockContainer>{inner or '<p/>'}</blockContainer>"
            case "th" | "td":
                return f"<{node.sort}><p>{runs}</p></{node.sort}>"
            case _:
                start = f' start="{node.start}"' if node.sort == "ol" and node.start != 1 else ""
                return f"<{node.sort}{start}>{runs}{inner}</{node.sort}>"

    def _run(self, run: Run) -> str:
        said = _escaped(run.text).replace(BREAK, "<eol/>")
        if run.target:
            eid = self._eids.get(run.target)
            said = (
                f'<ref href="#{eid}" al:words="{_quoted(run.text)}">{said}</ref>' if eid else said
            )
        said = f'<span class="code">{said}</span>' if run.code else said
        said = f"<i>{said}</i>" if run.em else said
        said = f"<b>{said}</b>" if run.strong else said
        return f'<a href="{_quoted(run.href)}">{said}</a>' if run.href else said


def _name(unit: Unit) -> str:
    """The element that a unit becomes."""
    if unit.kind is Kind.RECITAL:
        return "recital"
    if unit.kind is Kind.PARAGRAPH:
        return "alinea"
    if unit.kind in (Kind.SCHEDULE, Kind.ATTACHMENT):
        return "hcontainer"
    named = _NAMED.match(unit.label)
    return named[1].lower() if named else _BY_LEVEL[min(unit.level, len(_BY_LEVEL) - 1)]


def _eids(export: Export, names: dict[str, str]) -> dict[str, str]:
    """An eId for each unit, by the rules of the naming convention, and no two the same."""
    above = parents(export.units)
    found: dict[str, str] = {}
    taken: set[str] = set()
    counts: dict[str, int] = {}
    for unit in export.units:
        name = names[unit.id]
        upper = above[unit.id]
        lead = f"{found[upper]}__" if upper else ""
        short = f"{lead}{_SHORT.get(name, name[:5])}"
        counts[short] = counts.get(short, 0) + 1
        number = export.known[unit.id].number
        slug = re.sub(r"[^a-z0-9]+", "-", _NAMED.sub("", number).lower()).strip("-")
        eid = f"{short}_{slug or counts[short]}"
        while eid in taken:
            eid += "bis"
        taken.add(eid)
        found[unit.id] = eid
    return found


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(words: str) -> str:
    said = _escaped(words).replace('"', "&quot;")
    return said.replace("\n", "&#10;").replace("\t", "&#9;")
