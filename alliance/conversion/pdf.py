"""A text as a tagged PDF (PDF/UA-1): the words go to Typst as data, never as its markup."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from alliance.conversion.export import Export, file_words
from alliance.conversion.findings import Refused
from alliance.conversion.tree import BREAK, Node, Run, tree_of
from alliance.texts.units import Kind, Unit

_PAGE: Final = r"""
#let data = json(bytes(sys.inputs.text))
#set document(title: data.title, date: none)
#set text(lang: "en", size: 11pt)
#set par(justify: false, leading: 0.65em, spacing: 0.9em)
#let lines(of) = of.join(linebreak())
#set page(
  paper: "us-letter",
  margin: (x: 1in, top: 1in + calc.max(0, data.marks.len() - 1) * 12pt, bottom: 1in),
  header: if data.marks.len() > 0 {
    align(center, text(weight: "bold", size: 10pt, lines(data.marks)))
  },
  footer: context {
    set text(size: 8pt)
    grid(
      columns: (1fr, auto),
      lines(data.about),
      [#counter(page).display() / #counter(page).final().first()],
    )
  },
)
#show heading: set text(size: 11.5pt)
#show heading: set block(above: 1.3em, below: 0.7em)
#show title: set text(size: 16pt)
#show link: underline
#let runs(of) = for run in of {
  let said = for (n, line) in run.t.enumerate() { if n > 0 { linebreak() }; text(line) }
  if run.at("s", default: false) { said = strong(said) }
  if run.at("e", default: false) { said = emph(said) }
  if run.at("c", default: false) { said = text(font: "DejaVu Sans Mono", size: 0.85em, said) }
  if "h" in run { link(run.h, said) }
  else if "r" in run { link(label(run.r), said) }
  else { said }
}
#let shown(node) = {
  let inner = node.at("inner", default: ())
  if node.sort == "p" { par(runs(node.runs)) }
  else if node.sort == "ul" { list(..inner.map(one => one.inner.map(shown).join())) }
  else if node.sort == "ol" {
    enum(start: node.start, ..inner.map(one => one.inner.map(shown).join()))
  }
  else if node.sort == "quote" { pad(left: 1.5em, inner.map(shown).join()) }
  else if node.sort == "table" {
    let rows = inner.map(row => row.inner.map(cell => runs(cell.runs)))
    let head = rows.first()
    table(columns: head.len(), align: left, table.header(..head), ..rows.slice(1).flatten())
  } else if node.sort == "hr" { line(length: 100%) }
}
#title()
#for unit in data.units {
  pad(left: unit.level * 1.4em, {
    if unit.heading.len() > 0 {
      [#heading(level: unit.depth, runs(unit.heading))#label(unit.id)]
    } else {
      [#metadata(none)#label(unit.id)]
    }
    unit.nodes.map(shown).join()
  })
}
"""
_MISSING: Final = re.compile(r"the text `?\"(.{1,40})\"`? could not be displayed")


def to_pdf(export: Export) -> bytes:
    """The file; the same text gives the same bytes.

    Raises Refused where a letter stands in it that no font at hand can show.
    """
    return typeset(_PAGE, _data(export))


def typeset(page: str, data: dict[str, Any]) -> bytes:
    """What a page of Typst makes of data, which it reads from `sys.inputs.text` as JSON.

    Raises Refused where a letter stands in it that no font at hand can show.
    """
    import typst

    text = json.dumps(data, ensure_ascii=False)
    wrong: Exception | None = None
    for only_ours in (True, False):  # fonts of the machine are asked where the others lack a letter
        compiler = typst.Compiler(page.encode(), ignore_system_fonts=only_ours)
        try:
            made = compiler.compile(
                format="pdf", sys_inputs={"text": text}, pdf_standards=["ua-1"], timestamp=0
            )
        except typst.TypstError as failed:
            wrong = failed
            continue
        assert isinstance(made, bytes)
        return made
    raise _refused(wrong)


def _refused(wrong: Exception | None) -> Refused:
    missing = _MISSING.search(str(wrong))
    if missing:
        what = f"no font at hand shows “{missing[1]}”, so that a PDF would leave it out."
        return Refused("the text", what, "Choose another format, or write it in other letters.")
    line = str(wrong).splitlines()[0][:200] if str(wrong) else ""
    return Refused("the text", f"no PDF can be made of it ({line}).", "Choose another format.")


def _data(export: Export) -> dict[str, Any]:
    return {
        "title": export.text.title or "Untitled",
        "marks": list(export.marks),
        "about": export.about_lines(),
        "units": list(_units(export)),
    }


def _units(export: Export) -> Iterator[dict[str, Any]]:
    depths = {unit.id: depth for unit, depth in export.headed()}
    recited, others = export.parted()
    for unit in recited:
        yield _unit(unit, export, depths[unit.id])
    if export.text.enacting:
        line = {"sort": "p", "runs": [_run(Run(export.text.enacting, em=True), export)]}
        yield {"id": "enacting", "level": 0, "depth": 1, "heading": [], "nodes": [line]}
    for unit in others:
        yield _unit(unit, export, depths[unit.id])


def _unit(unit: Unit, export: Export, depth: int) -> dict[str, Any]:
    number = export.known[unit.id].number
    lead = [Run(f"{number} ", strong=True)] if number else []
    heading = [*lead, Run(unit.heading)] if unit.heading else []
    lead = [] if unit.heading else lead
    if unit.kind is Kind.RECITAL and unit.text:
        lead.append(Run(export.lead))
    nodes = tree_of(unit.text, export.known)
    held = [Node("p", [Run(file_words(unit))])] if unit.file else []
    if nodes and nodes[0].sort == "p" and not held:
        nodes[0].runs[:0] = lead
    elif any(run.text for run in lead):
        held.insert(0, Node("p", lead))
    return {
        "id": f"u-{unit.id}",
        "level": unit.level,
        "depth": depth - 1,  # the title is no heading of its own in Typst
        "heading": [_run(run, export) for run in heading],
        "nodes": [_node(node, export) for node in [*held, *nodes]],
    }


def _node(node: Node, export: Export) -> dict[str, Any]:
    runs = [_run(run, export) for run in node.runs]
    if node.sort == "pre":
        return {"sort": "p", "runs": [run | {"c": True} for run in runs]}
    inner = [_node(one, export) for one in node.inner]
    if node.sort == "table":
        width = len(inner[0]["inner"])
        for row in inner:
            row["inner"] = (row["inner"] + [{"sort": "td", "runs": []}] * width)[:width]
    return {"sort": node.sort, "runs": runs, "inner": inner, "start": node.start}


def _run(run: Run, export: Export) -> dict[str, Any]:
    said: dict[str, Any] = {"t": run.text.split(BREAK)}
    for name, on in (("s", run.strong), ("e", run.em), ("c", run.code)):
        if on:
            said[name] = True
    if run.target in export.known:
        said["r"] = f"u-{run.target}"
    elif run.href:
        said["h"] = run.href
    return said
