"""A text as a .docx file: numbers as words, headings and lists as styles, a bookmark for each unit.

The text itself goes along as a part of its own (custom XML), so that it reads back exactly; where
somebody edited the words since, the words are what counts (`word_edited`).
"""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from alliance.conversion.export import Export, file_words
from alliance.conversion.json_form import to_json
from alliance.conversion.tree import BREAK, Node, Run, tree_of
from alliance.texts.units import Kind, Unit

OURS: Final = "urn:alliance:text:2"
_NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_STEP: Final = 432  # twentieths of a point for each level
_FIXED: Final = (1980, 1, 1, 0, 0, 0)  # the oldest date of a ZIP: the same text, the same bytes
Relate = Callable[[str], str]


def to_docx(export: Export) -> bytes:
    """The file."""
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    document = docx.Document()
    links: dict[str, str] = {}

    def relate(href: str) -> str:
        if href not in links:
            links[href] = document.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, True)  # noqa: FBT003
        return links[href]

    end = document.element.body[-1]  # the properties of the section
    for one in parse_xml(body_xml(export, relate)):
        end.addprevious(one)
    section = document.sections[0]
    for holder, lines in ((section.header, export.marks), (section.footer, export.about_lines())):
        for place, line in enumerate(lines):
            paragraph = holder.paragraphs[0] if place == 0 else holder.add_paragraph()
            paragraph.add_run(line).bold = holder is section.header
    core = document.core_properties
    core.title, core.author, core.language, core.comments = export.text.title[:255], "", "en-US", ""
    core.last_modified_by, core.revision = "", 1
    core.created = core.modified = dt.datetime(1980, 1, 1)  # noqa: DTZ001 (a part has no zone)
    kept = Part(PackURI("/customXml/item2.xml"), "application/xml", _kept(export))
    document.part.relate_to(kept, RELATIONSHIP_TYPE.CUSTOM_XML)
    saved = io.BytesIO()
    document.save(saved)
    return _the_same_again(saved.getvalue())


def _kept(export: Export) -> bytes:
    said = json.dumps(json.loads(to_json(export)), ensure_ascii=False)
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<text xmlns="{OURS}">{_escaped(said)}</text>'.encode()


def _the_same_again(data: bytes) -> bytes:
    """The archive with one fixed date."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIXED), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def body_xml(export: Export, relate: Relate) -> str:
    """The body."""
    return f"<w:body {_NAMESPACES}>{''.join(inner_xml(export, relate))}</w:body>"


def inner_xml(export: Export, relate: Relate) -> Iterator[str]:
    """The paragraphs and tables of the body."""
    depths = {unit.id: depth for unit, depth in export.headed()}
    writer = _Writer(export, relate)
    yield from writer.marked("title", [writer.paragraph([Run(export.text.title)], "Title")])
    recited, others = export.parted()
    for unit in recited:
        yield from writer.unit(unit, depths[unit.id])
    if export.text.enacting:
        line = writer.paragraph([Run(export.text.enacting, em=True)])
        yield from writer.marked("enacting", [line])
    for unit in others:
        yield from writer.unit(unit, depths[unit.id])


class _Writer:
    def __init__(self, export: Export, relate: Relate) -> None:
        self._export, self._relate = export, relate
        self._bookmarks = 0

    def marked(self, key: str, said: Iterable[str]) -> Iterator[str]:
        """Paragraphs within a bookmark."""
        self._bookmarks += 1
        number = self._bookmarks
        yield f'<w:bookmarkStart w:id="{number}" w:name="u_{key}"/>'
        yield from said
        yield f'<w:bookmarkEnd w:id="{number}"/>'

    def unit(self, unit: Unit, depth: int) -> Iterator[str]:
        """The paragraphs of a unit."""
        yield from self.marked(unit.id, self._unit(unit, depth))

    def _unit(self, unit: Unit, depth: int) -> Iterator[str]:
        number = self._export.known[unit.id].number
        indent = unit.level * _STEP
        lead = [Run(f"{number} ", strong=True)] if number else []
        if unit.heading:
            yield self.paragraph([*lead, Run(unit.heading)], f"Heading{min(6, depth - 1)}", indent)
            lead = []
        if unit.kind is Kind.RECITAL and unit.text:
            lead.append(Run(self._export.lead))
        if unit.file:
            yield self.paragraph([*lead, Run(file_words(unit))], "", indent)
            lead = []
        nodes = tree_of(unit.text, self._export.known)
        if nodes and nodes[0].sort == "p":
            nodes[0].runs[:0] = lead
        elif lead:
            nodes.insert(0, Node("p", lead))
        for node in nodes:
            yield from self._node(node, indent)
        if not nodes and not unit.heading and not unit.file:
            yield self.paragraph([], "", indent)

    def _node(self, node: Node, indent: int) -> Iterator[str]:
        if node.sort in ("p", "pre", "hr"):
            yield self.paragraph(node.runs, "", indent)
        elif node.sort == "quote":
            for one in node.inner:
                yield from self._node(one, indent + _STEP)
        elif node.sort == "table":
            yield self._table(node)
        elif node.sort in ("ul", "ol"):
            for nth, item in enumerate(node.inner, start=node.start):
                yield from self._item(item, "" if node.sort == "ul" else f"{nth}. ", indent)

    def _item(self, item: Node, number: str, indent: int) -> Iterator[str]:
        inner = list(item.inner)
        first = inner.pop(0) if inner and inner[0].sort == "p" else Node("p")
        style = "" if number else "ListBullet"
        runs = [Run(number), *first.runs] if number else first.runs
        yield self.paragraph(runs, style, indent + _STEP)
        for one in inner:
            yield from self._node(one, indent + _STEP)

    def _table(self, node: Node) -> str:
        width = max((len(row.inner) for row in node.inner), default=1)
        rows = "".join(
            "<w:tr>"
            + "".join(f"<w:tc><w:tcPr/>{self.paragraph(cell.runs)}</w:tc>" for cell in row.inner)
            + "</w:tr>"
            for row in node.inner
        )
        grid = "<w:gridCol/>" * width
        return (
            '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        )

    def paragraph(self, runs: Iterable[Run], style: str = "", indent: int = 0) -> str:
        """One paragraph."""
        said = f'<w:pStyle w:val="{style}"/>' if style else ""
        said += f'<w:ind w:left="{indent}"/>' if indent else ""
        properties = f"<w:pPr>{said}</w:pPr>" if said else ""
        return f"<w:p>{properties}{''.join(self._run(run) for run in runs)}</w:p>"

    def _run(self, run: Run) -> str:
        look = ("<w:b/>" if run.strong else "") + ("<w:i/>" if run.em else "")
        properties = f"<w:rPr>{look}</w:rPr>" if look else ""
        parts = [
            f'<w:t xml:space="preserve">{_escaped(part)}</w:t>' if part else ""
            for part in run.text.split(BREAK)
        ]
        said = f"<w:r>{properties}{'<w:br/>'.join(parts)}</w:r>"
        if run.target in self._export.known:
            return f'<w:hyperlink w:anchor="u_{run.target}">{said}</w:hyperlink>'
        if run.href:
            return f'<w:hyperlink r:id="{_escaped(self._relate(run.href))}">{said}</w:hyperlink>'
        return said


def _escaped(words: str) -> str:
    said = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return said.replace('"', "&quot;")
