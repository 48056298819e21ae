"""A text that was read from a file or a paste: shown first, then carried to the confirmation.

What was read goes along on the page as JSON with its hash; nothing is written before it comes back.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from alliance.conversion.findings import (
    MOST_BYTES,
    MOST_CHARACTERS,
    Imported,
    Note,
    Refused,
    too_long,
)
from alliance.conversion.json_form import from_document
from alliance.conversion.pasted import from_pasted
from alliance.conversion.reading import from_file, from_words
from alliance.core.canonical import canonical, digest
from alliance.core.operation import RuleBroken
from alliance.texts.frozen import FORMAT, as_json
from alliance.texts.numbering import numbers
from alliance.texts.references import REFERENCE
from alliance.texts.units import Form, Text, Unit, new_id

FORM_BYTES: Final = MOST_BYTES + (4 << 20)  # of a form that is sent with a file or a paste
CHANGED: Final = (
    "What was read is not what you confirmed: it was changed on its way. Choose the file again."
)
NOTHING: Final = Refused(
    "the form", "there is neither a file nor a paste in it.", "Choose a file, or paste the text."
)


@dataclass(frozen=True)
class Given:
    """What somebody gives to be taken in: the bytes of a file, else a paste, plain or as HTML."""

    content: bytes = b""
    paste: str = ""
    pasted_html: str = ""


def read(given: Given, form: Form | None = None) -> Imported:
    """The text that was given. Raises Refused with where, what and how to mend it."""
    if given.content:
        return from_file(given.content, form)
    if given.pasted_html.strip():
        return from_pasted(given.pasted_html, form=form)
    if not given.paste.strip():
        raise NOTHING
    if len(given.paste) > MOST_CHARACTERS:
        raise too_long(len(given.paste))
    return from_words(given.paste, form)


def carried(text: Text) -> tuple[str, str]:
    """The text as a page carries it along, and its hash."""
    body = canonical({"format": FORMAT, **as_json(text)})
    return body.decode(), digest(body)


def taken_up(body: str, sha256: str) -> Text:
    """The text that a page carried along. RuleBroken where it is not what was confirmed."""
    if digest(body.encode()) != sha256:
        raise RuleBroken(CHANGED)
    try:
        return from_document(json.loads(body)).text
    except (Refused, ValueError, RecursionError):
        raise RuleBroken(CHANGED) from None


def without_files(found: Imported, kept: Collection[str] = ()) -> Imported:
    """What was read, without files that are not kept here; each is reported with its place."""
    lost = [unit for unit in found.text.units if unit.file and unit.file.sha256 not in kept]
    if not lost:
        return found
    known = numbers(found.text.units)
    notes = [
        Note(
            known[unit.id].address,
            f"the file {unit.file.name} does not come with the text; attach it once more",
        )
        for unit in lost
        if unit.file
    ]
    gone = {unit.id for unit in lost}
    units = [replace(one, file=None) if one.id in gone else one for one in found.text.units]
    return replace(found, text=found.text.with_units(units), report=(*found.report, *notes))


def as_new(units: Collection[Unit]) -> list[Unit]:
    """The units with ids of their own; references among them follow."""
    ids = {unit.id: new_id() for unit in units}
    return [
        replace(
            unit,
            id=ids[unit.id],
            text=REFERENCE.sub(lambda found: f"[[{ids.get(found[1], found[1])}]]", unit.text),
        )
        for unit in units
    ]
