"""Words as a text may hold them: no characters that nobody sees, one form of letters and lines."""

import re
import unicodedata
from dataclasses import replace
from typing import Final

from alliance.conversion.findings import (
    MOST_BYTES,
    MOST_CHARACTERS,
    Refused,
    Report,
    too_large,
    too_long,
)
from alliance.texts.characters import HIDDEN, lines, named, without_hidden
from alliance.texts.units import Unit

_BREAKS: Final = re.compile("[\x0b\x0c\x85\u2028\u2029]")  # line and page breaks of other programs
_FIX: Final = "Save it as plain text or Markdown, encoded as UTF-8, and choose it again."


def decoded(data: bytes) -> str:
    """The words of a file of plain text or Markdown.

    Raises Refused where the file is too large or holds something else.
    """
    if len(data) > MOST_BYTES:
        raise too_large(len(data))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("line 1", "it is UTF-16, not UTF-8.", _FIX)
    if b"\0" in data[:100_000]:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise Refused(f"line {line}", "it holds bytes that are no text.", _FIX)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise Refused(f"line {line}", "it is not UTF-8 text.", _FIX) from None


def cleaned(words: str, report: Report, place: str = "line") -> str:
    """The words without what nobody sees, normalised; what was left out is reported by name."""
    if len(words) > MOST_CHARACTERS:
        raise too_long(len(words))
    words = _BREAKS.sub("\n", lines(words.removeprefix("\ufeff")))
    first: dict[str, str] = {}
    if HIDDEN.search(words):
        for number, line in enumerate(words.split("\n"), start=1):
            for one in HIDDEN.findall(line):
                first.setdefault(named(one), f"line {number}" if place == "line" else place)
    without, counts = without_hidden(words)
    for name, times in counts.items():
        what = f"{name}, which nobody sees, was left out"
        report.count(first[name], what, times)
    return unicodedata.normalize("NFC", without)


def with_clean_names(unit: Unit, report: Report) -> Unit:
    """The unit, with the names of its file and of its origin as any line of a text may be."""

    def line(words: str, where: str) -> str:
        if not HIDDEN.search(words) and "\n" not in words:
            return words
        if "\n" in words:
            report.count(where, "a line break in a name became a blank")
        return cleaned(words, report, where).replace("\n", " ")

    if held := unit.file:
        name, kind = line(held.name, "name of a file"), line(held.media_type, "type of a file")
        digest = line(held.sha256, "hash of a file")
        unit = replace(unit, file=replace(held, name=name, media_type=kind, sha256=digest))
    if origin := unit.origin:
        digest, key = line(origin.text_sha256, "origin"), line(origin.unit, "origin")
        title = line(origin.title, "origin")
        made = replace(origin, text_sha256=digest, unit=key, title=title)
        unit = replace(unit, origin=made)
    return unit
