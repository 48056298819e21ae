"""A text as one HTML page that needs nothing else: no script, no file, a small style."""

from html import escape
from typing import Final

from alliance.conversion.export import Export, file_words
from alliance.conversion.markup import html_of
from alliance.texts.units import Kind, Unit

# A page that is printed repeats what is fixed; so the marks stand on every sheet.
_STYLE: Final = """
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 0 auto; padding: 1rem; font: 1.05rem/1.55 Georgia, serif; }
.marks { border: 2px solid; padding: .4rem .8rem; font-weight: bold; text-align: center; }
.marks p, .unit p { margin: .5rem 0; }
.unit { margin: .6rem 0 .6rem calc(var(--level, 0) * 1.6rem); overflow-wrap: break-word; }
.number { font-weight: bold; }
.enacting { font-style: italic; }
h1 { line-height: 1.2; } h2, h3, h4, h5, h6 { font-size: 1.1rem; margin: 1rem 0 .3rem; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: .2rem .5rem; text-align: left; }
footer { border-top: 1px solid; margin-top: 2rem; font-size: .85rem; overflow-wrap: anywhere; }
@page { margin: 25mm 20mm; }
@media print { .marks { position: fixed; top: -18mm; left: 0; right: 0; } .marks p { margin: 0; } }
"""


def to_html(export: Export) -> str:
    """The page."""
    text = export.text
    title = escape(text.title, quote=False) or "Untitled"
    marks = "".join(f"<p>{escape(mark, quote=False)}</p>" for mark in export.marks)
    about = "".join(f"<p>{escape(line, quote=False)}</p>" for line in export.about_lines())
    body = [f'<header class="marks" role="note">{marks}</header>' if marks else ""]
    body += ["<main>", f"<h1>{title}</h1>", *_units(export), "</main>"]
    body += [f"<footer>{about}</footer>" if about else ""]
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )
    return head + "\n".join(filter(None, body)) + "\n</body>\n</html>\n"


def _units(export: Export) -> list[str]:
    depths = {unit.id: depth for unit, depth in export.headed()}
    recited, others = export.parted()
    said = [_unit(unit, export, depths[unit.id]) for unit in recited]
    if export.text.enacting:
        said.append(f'<p class="enacting">{escape(export.text.enacting, quote=False)}</p>')
    return said + [_unit(unit, export, depths[unit.id]) for unit in others]


def _unit(unit: Unit, export: Export, depth: int) -> str:
    number = escape(export.known[unit.id].number, quote=False)
    held = escape(file_words(unit), quote=False)
    lead = export.lead if unit.kind is Kind.RECITAL and unit.text else ""
    shown = f'<span class="number">{number}</span>' if number else ""
    parts = []
    if unit.heading:
        heading = " ".join(filter(None, [shown, escape(unit.heading, quote=False)]))
        parts.append(f"<h{depth}>{heading}</h{depth}>")
        shown = ""
    if held:
        parts.append(f"<p>{shown} {held}</p>" if shown else f"<p>{held}</p>")
        shown = ""
    parts.append(_with_lead(f"{shown} {lead}".strip(" ") if shown else lead, unit, export))
    level = f' style="--level: {unit.level}"' if unit.level else ""
    return f'<div class="unit" id="u-{unit.id}"{level}>{"".join(filter(None, parts))}</div>'


def _with_lead(lead: str, unit: Unit, export: Export) -> str:
    """The words of a unit; its number stands in the same line where they begin with a paragraph."""
    if not lead:
        return html_of(unit.text, export.known).strip()
    if not unit.text:
        return f"<p>{lead}</p>"
    made = html_of(unit.text, export.known).strip()
    joint = "" if lead.endswith(" ") else " "
    if made.startswith("<p>"):
        return f"<p>{lead}{joint}{made[3:]}"
    return f"<p>{lead}</p>{made}"
