"""Texts as Markdown that is good to read anywhere, and that reads back exactly.

Before each unit stands a definition of a link, `[id]: #u-id 'kind level'`, which no program shows;
it carries the id, so that references `[[id]]` in the words stay what they are. The title of that
link says the kind and the level, that a heading follows, and as JSON what the words do not show: a
label of the text's own, the origin, the file. A line of the words that looks like such a definition
gets a backslash.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from alliance.conversion.cleaning import cleaned, with_clean_names
from alliance.conversion.export import Export, file_words
from alliance.conversion.findings import Imported, Refused, Report, checked, shown
from alliance.conversion.json_form import say_marks
from alliance.conversion.markdown import FRONT, front_matter
from alliance.conversion.marks import all_escaped, unescaped
from alliance.texts.parts import settled
from alliance.texts.units import (
    ID_LENGTH,
    ID_LETTERS,
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

FORMAT: Final = "alliance-text/2"
_ID: Final = rf"[{ID_LETTERS}]{{{ID_LENGTH}}}"
_DEFINITION: Final = re.compile(
    rf"^\[({_ID})\]: #u-\1 '([a-z]+) (\d+)(, heading)?(?: (\{{[^\n]*\}}))?'$", re.MULTILINE
)
_LIKE_ONE: Final = re.compile(rf"^(?=\\*\[{_ID}\]: #u-)", re.MULTILINE)
_ESCAPED: Final = re.compile(rf"^\\(?=\\*\[{_ID}\]: #u-)", re.MULTILINE)
_NUMBER: Final = re.compile(r"\*\*(?:[^*\\\n]|\\.){0,200}\*\*(?: |\n\n|(?=\n|\Z))")
_HEADED: Final = re.compile(r"#{2,6} ([^\n]*)(?:\n\n|\n|\Z)")
_BLOCK: Final = re.compile(r"[ \t]*(?:[-+*>|#]|\d{1,9}[.)][ \t])")
_FIX: Final = "Export the text again, or take out the lines between --- to have it read as any."


def to_markdown(export: Export) -> str:
    """The text as Markdown."""
    text = export.text
    front = {
        "format": FORMAT,
        "form": str(text.form),
        "title": text.title,
        "enacting": text.enacting,
        "marks": list(export.marks),
        "about": dict(export.about),
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    parts = ["\n".join(["---", *lines, "---"])]
    parts += [f"> **{all_escaped(mark)}**" for mark in export.marks]
    parts += [f"# {all_escaped(text.title)}".rstrip()]
    depths = {unit.id: depth for unit, depth in export.headed()}
    recited, others = export.parted()
    parts += [_unit(unit, export, depths[unit.id]) for unit in recited]
    parts += [f"[enacting]: #enacting\n\n{all_escaped(text.enacting)}"] if text.enacting else []
    parts += [_unit(unit, export, depths[unit.id]) for unit in others]
    return "\n\n".join(parts) + "\n"


def _unit(unit: Unit, export: Export, depth: int) -> str:
    more = _more(unit)
    said = f"{unit.kind} {unit.level}{', heading' if unit.heading else ''}"
    said += f" {json.dumps(more, ensure_ascii=False)}".replace("'", "\\u0027") if more else ""
    words = _LIKE_ONE.sub(r"\\", unit.text)
    if unit.kind is Kind.RECITAL and words:
        words = export.lead + words
    number = export.known[unit.id].number
    shown_number = f"**{all_escaped(number)}**" if number else ""
    if unit.heading:
        head = " ".join(filter(None, ["#" * depth, shown_number, all_escaped(unit.heading)]))
        words = f"{head}\n\n{words}" if words else head
    elif shown_number:
        joint = "\n\n" if _BLOCK.match(words) else " "
        words = f"{shown_number}{joint}{words}" if words else shown_number
    held = f"\n\n[file]: #file\n\n{all_escaped(file_words(unit))}" if unit.file else ""
    return f"[{unit.id}]: #u-{unit.id} '{said}'\n\n{words}{held}"


def _more(unit: Unit) -> dict[str, Any]:
    more: dict[str, Any] = {"label": unit.label} if unit.label else {}
    if unit.origin:
        more["origin"] = [unit.origin.text_sha256, unit.origin.unit, unit.origin.title]
    if unit.file:
        held = unit.file
        more["file"] = [held.name, held.media_type, held.size, held.sha256]
    return more


def is_ours(words: str) -> bool:
    """Whether Markdown is such an export."""
    found = FRONT.match(words[:40_000])
    return bool(found and f'format: "{FORMAT}"' in found[1])


def from_ours(words: str, make: Maker = new_id) -> Imported:
    """The text that such an export holds, also where its words were edited since.

    Raises Refused where the lines between --- were broken.
    """
    report = Report()
    words = cleaned(words, report)
    front = _front(words)
    _, body, _ = front_matter(words)
    form = Form(front["form"])
    body = body.removesuffix("\n")
    found = list(_DEFINITION.finditer(body))
    head = body[: found[0].start()] if found else body
    units = _before(head, front, report, make)
    for place, one in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(body)
        unit = _read(one, body[one.end() : end], form)
        units.append(with_clean_names(unit, report))
    settled_units = _settled(units, report, make)
    text = Text(front["title"], settled_units, form, front["enacting"])
    say_marks(front.get("marks") or (), report)
    about = {str(key): str(value) for key, value in (front.get("about") or {}).items()}
    return checked(text, report, about)


def _settled(units: list[Unit], report: Report, make: Maker) -> tuple[Unit, ...]:
    once = without_twice(units, make)
    for before, now in zip(units, once, strict=True):
        if before.id != now.id:
            what = f"the id {before.id} came twice; the second unit has a new one"
            report.say(shown(now.text or now.heading), what)
    ordered = settled(once)
    if ordered != once:
        report.say("the file", "units were put in the order of their parts, and levels that fit")
    return ordered


def _front(words: str) -> dict[str, Any]:
    found = FRONT.match(words[:40_000])
    front: dict[str, Any] = {}
    for line in (found[1] if found else "").splitlines():
        key, _, value = line.partition(": ")
        try:
            front[key] = json.loads(value)
        except (ValueError, RecursionError):
            raise Refused("front matter", f"the line {shown(line)} was broken.", _FIX) from None
    wrong = [key for key in ("form", "title", "enacting") if not isinstance(front.get(key), str)]
    if wrong or front["form"] not in set(Form):
        what = f"{wrong[0] if wrong else 'form'} is missing or is none."
        raise Refused("front matter", what, _FIX)
    if not isinstance(front.get("about") or {}, Mapping):
        raise Refused("front matter", "about is not an object.", _FIX)
    if not isinstance(front.get("marks") or [], list):
        raise Refused("front matter", "marks is not a list.", _FIX)
    return front


def _before(head: str, front: dict[str, Any], report: Report, make: Maker) -> list[Unit]:
    """What somebody wrote between the title and the first unit."""
    lines = [line for line in head.split("\n") if line.strip() and line[:1] not in "#>"]
    enacting = ("[enacting]: #enacting", all_escaped(front["enacting"]))
    written = "\n\n".join(line for line in lines if line not in enacting)
    if not written:
        return []
    report.say("the beginning", f"words without a unit became a paragraph: {shown(written)}")
    return [Unit(make(), Kind.PARAGRAPH, written)]


def _read(one: "re.Match[str]", body: str, form: Form) -> Unit:
    key, kind_name, level, headed, extra = one.groups()
    kind = Kind(kind_name) if kind_name in set(Kind) else Kind.PARAGRAPH
    more = _extra(extra)
    words = body.removeprefix("\n\n")
    words = words.removesuffix("\n\n") if words != body or body.endswith("\n\n") else words
    words = re.sub(r"(?:\n\n|\A)\[enacting\]: #enacting\n\n[^\n]*\Z", "", words)
    if more.get("file"):
        words = re.sub(r"\n\n\[file\]: #file\n\n[^\n]*\Z", "", words)
    heading = ""
    numbered = bool(more.get("label")) or kind not in (Kind.RECITAL, Kind.PARAGRAPH)
    if headed and (head := _HEADED.match(words)):
        line = _NUMBER.sub("", head[1], count=1) if numbered else head[1]
        heading, words = unescaped(line), words[head.end() :]
    elif numbered:
        words = words[found.end() :] if (found := _NUMBER.match(words)) else words
    if kind is Kind.RECITAL:
        words = words.removeprefix(RECITED[form])
    unit = Unit(key, kind, _ESCAPED.sub("", words), int(level[:3]), heading=heading)
    return _with_more(unit, more)


def _extra(extra: str | None) -> dict[str, Any]:
    try:
        more = json.loads(extra or "{}")
    except (ValueError, RecursionError):
        return {}
    return more if isinstance(more, dict) else {}


def _with_more(unit: Unit, more: Mapping[str, Any]) -> Unit:
    match more.get("origin"):
        case [str(digest), str(source), str(title)]:
            unit = replace(unit, origin=Origin(digest, source, title))
    match more.get("file"):
        case [str(name), str(media_type), int(size), str(digest)]:
            unit = replace(unit, file=File(name, media_type, size, digest))
    label = more.get("label", "")
    return replace(unit, label=label) if isinstance(label, str) else unit
