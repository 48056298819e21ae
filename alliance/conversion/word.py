"""Texts from .docx files. Nothing in such a file is run, opened or fetched."""

import json
import re
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.export import Export
from alliance.conversion.findings import Imported, Refused, Report, checked, listed, shown
from alliance.conversion.json_form import TOP, from_document
from alliance.conversion.packages import Package, opened
from alliance.conversion.shaping import shaped
from alliance.conversion.word_body import Body
from alliance.conversion.word_edited import Found, as_edited
from alliance.conversion.word_numbering import Numbering
from alliance.conversion.word_place import Parts, Place
from alliance.conversion.word_styles import Styles
from alliance.conversion.word_writing import OURS, body_xml
from alliance.conversion.xml_parts import child, parsed, words
from alliance.texts.units import Form, Maker, Text, new_id

_WORD: Final = "Choose a .docx file, or save the document as one."
_RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TRACKED: Final = {
    "insertion": "taken",
    "deletion": "left out",
    "change of format": "passed over",
}


def from_docx(data: bytes, form: Form | None = None, make: Maker = new_id) -> Imported:
    """The text that a .docx file holds.

    Raises Refused for what is no such file, is locked, holds macros, or is meant to do harm.
    """
    package = opened(data)
    _no_macros(package)
    place = _main(package)
    root = package.xml(place)
    body = child(root, "body")
    if body is None:
        raise Refused("the file", "it is not a document of Word: it has no body.", _WORD)
    report = Report()
    kept = _kept(package, report)
    parts = _parts(package, place, report)
    parts = replace(parts, addresses=_addresses(kept.text)) if kept else parts
    reader = Body(parts, report)
    blocks = reader.blocks(body)
    _say_what_is_tracked(reader.place, report)
    _say_what_stands_beside(package, report)
    if kept is not None:
        for note in kept.report:
            if note.where != TOP:  # the header of the pages says it too
                report.say(note.where, note.what)
        found = Found(tuple(blocks), frozenset(reader.place.keys))
        before = _as_written(kept.text, package, place)
        return checked(as_edited(kept.text, before, found, report, make), report, kept.about)
    text = shaped(blocks, report, "", form, make)
    return checked(reader.place.links.settled(text, report), report)


def _addresses(text: Text) -> dict[str, str]:
    """What is printed where units are referred to, by their ids."""
    return {key: number.address for key, number in Export(text).known.items()}


def _as_written(text: Text, package: Package, place: str) -> Found:
    """What is read of our own export of a text, with the styles of this file."""
    links: dict[str, str] = {}

    def relate(href: str) -> str:
        links[href] = href[:2_000]
        return href

    body = parsed(body_xml(Export(text), relate).encode(), "the file")
    parts = replace(_parts(package, place, Report()), links=links, addresses=_addresses(text))
    reader = Body(parts, Report())
    return Found(tuple(reader.blocks(body)), frozenset(reader.place.keys))


def _no_macros(package: Package) -> None:
    held = [
        name for name in package.names if name.lower().endswith(("vbaproject.bin", "vbadata.xml"))
    ]
    types = package.xml("[Content_Types].xml")
    if types is None:
        raise Refused("the file", "it is an archive, but not a document of Word.", _WORD)
    enabled = any("macroenabled" in one.get("ContentType", "").lower() for one in types)
    if held or enabled:
        what = "it holds macros, which are programs."
        raise Refused("the file", what, "Save it as .docx without macros, and choose that file.")


def _main(package: Package) -> str:
    """The name of the part that holds the words."""
    for kind, target, external in _related(package, "_rels/.rels"):
        if kind == "officeDocument" and not external:
            return target.lstrip("/")
    raise Refused("the file", "it is an archive, but not a document of Word.", _WORD)


def _related(package: Package, name: str) -> list[tuple[str, str, bool]]:
    root = package.xml(name)
    return [
        (
            one.get("Type", "").rpartition("/")[2],
            one.get("Target", "")[:2_000],
            one.get("TargetMode", "") == "External",
        )
        for one in (root if root is not None else ())
    ]


def _parts(package: Package, place: str, report: Report) -> Parts:
    folder, _, name = place.rpartition("/")
    folder = f"{folder}/" if folder else ""
    relations = package.xml(f"{folder}_rels/{name}.rels")
    links: dict[str, str] = {}
    for one in relations if relations is not None else ():
        if one.get("TargetMode") == "External" and one.get("Type", "").endswith("/hyperlink"):
            links[one.get("Id", "")] = one.get("Target", "")[:2_000]
    for rels in package.under(folder + "_rels/", ".rels"):
        for kind, target, external in _related(package, rels):
            if external and kind != "hyperlink":
                what = f"it points outside the file, to {shown(target)}; nothing was fetched"
                report.say(f"a {kind or 'relation'} of the file", what)
    return Parts(
        Styles(package.xml(f"{folder}styles.xml")),
        Numbering(package.xml(f"{folder}numbering.xml")),
        links,
        _notes(package.xml(f"{folder}footnotes.xml")),
        _notes(package.xml(f"{folder}endnotes.xml")),
        _notes(package.xml(f"{folder}comments.xml")),
    )


def _notes(root: Element | None) -> dict[str, str]:
    """Footnotes or comments by their numbers."""
    found = {}
    for one in root if root is not None else ():
        attributes = {str(key).rpartition("}")[2]: said for key, said in one.attrib.items()}
        author = attributes.get("author", "")
        said = " ".join(words(one).split())
        found[attributes.get("id", "")] = f"{author}: {said}" if author else said
    return found


def _say_what_is_tracked(place: Place, report: Report) -> None:
    for sort, what in _TRACKED.items():
        if times := place.tracked[sort]:
            first = place.first_tracked[sort]
            many = sort.replace("change", "changes") if " " in sort else f"{sort}s"
            said = (
                f"{sort} that was tracked was" if times == 1 else f"{many} that were tracked were"
            )
            report.say(first, f"{times} {said} {what}")


def _say_what_stands_beside(package: Package, report: Report) -> None:
    for name in package.under("word/", ".xml"):
        kind = re.match(r"word/(header|footer)\d*\.xml", name)
        root = package.xml(name) if kind else None
        if kind and root is not None and (said := " ".join(words(root).split())):
            report.say(f"{kind[1]} of the pages", f"it was left out: {shown(said)}")
    held = [name for name in package.names if name.startswith("word/embeddings/")]
    if held:
        what = f"{len(held)} files inside the document were left out: {listed(sorted(held)[:5])}"
        report.say("the file", what)


def _kept(package: Package, report: Report) -> Imported | None:
    """The text as our own export put it beside the words."""
    for name in package.under("customXml/", ".xml"):
        if not re.fullmatch(r"customXml/item\d+\.xml", name):
            continue
        root = package.xml(name)
        if root is not None and root.tag == f"{{{OURS}}}text":
            try:
                return from_document(json.loads(root.text or ""))
            except (ValueError, RecursionError):  # Refused is one of them
                what = "what this system kept in it is broken; it is read as any document is"
                report.say("the file", what)
                return None
    return None
