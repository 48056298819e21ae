"""Strict reading of files that somebody else made: every fault named, nothing guessed.

A file is refused as a whole (ImportRefused) when its bytes, its encoding or its header cannot be
trusted; a row alone is refused when only that row is at fault. Sizes are checked before reading, so
that memory stays bounded.
"""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ECHO_CHARACTERS = 80
MARKS_AT_MOST = 100  # combining marks in a row: normalising longer runs costs quadratic time
KEPT_CONTROLS = "\t\n\r"

_BYTE_ORDER_MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_UTF8_MARK = b"\xef\xbb\xbf"
_PACKED = (b"PK\x03\x04", b"\x1f\x8b")  # zip (and with it .xlsx), gzip


@dataclass(frozen=True)
class Refusal:
    """One thing that is wrong, where it is, and what would be right.

    `row` counts records with the header as row 1 (in JSON it is the index in the list); it is None
    where the file as a whole is at fault.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    reason: str
    fix: str

    def __post_init__(self) -> None:
        if self.value is not None:
            object.__setattr__(self, "value", shown(self.value))
        if self.column is not None:
            object.__setattr__(self, "column", shown(self.column))

    def as_json(self) -> dict[str, object]:
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
            "fix": self.fix,
        }


class ImportRefused(Exception):  # noqa: N818 - an outcome that the edge reports, like RuleBroken
    """The file cannot be imported; `refusals` says why."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = list(refusals)
        super().__init__("; ".join(f"{one.file}: {one.reason}" for one in self.refusals[:3]))


@dataclass
class Report:
    """What an import did, or would do."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How the rows were counted, as the ledger says it."""
        return {"added": self.added, "changed": self.changed, "unchanged": self.unchanged}

    def as_json(self) -> dict[str, object]:
        counted: dict[str, object] = {
            **self.counts,
            "refused": [refusal.as_json() for refusal in self.refused],
        }
        if self.ignored_columns:
            counted["ignored_columns"] = list(self.ignored_columns)
        if self.notes:
            counted["notes"] = list(self.notes)
        return counted


@dataclass(frozen=True)
class Terms:
    """How a file is taken in.

    `row_dates`: what a row says is known since the row's own `as_of`, not since the import.
    """

    dry_run: bool = False
    row_dates: bool = False
    demo: bool = False

    def known_since(
        self, as_of: dt.date | None, now: dt.datetime, *, file: str, row: int
    ) -> dt.datetime | Refusal:
        """Since when what a row says is known, or why its `as_of` cannot say so."""
        if not self.row_dates:
            return now
        if as_of is None:
            reason = "is empty, and this import asks since when each row is known"
            return Refusal(file, row, "as_of", None, reason, "write the day as 2007-04-10")
        since = dt.datetime.combine(as_of, dt.time(), dt.UTC)
        if since > now:
            reason = "lies in the future, and nothing is known before its day"
            fix = f"write the day on which the source was read, {now.date()} at the latest"
            return Refusal(file, row, "as_of", as_of.isoformat(), reason, fix)
        return since


def shown(value: str) -> str:
    """A value from a hostile file, cut short and with its invisible characters made visible."""
    cut = value if len(value) <= ECHO_CHARACTERS else value[: ECHO_CHARACTERS - 1] + "…"
    safe = "".join(_visible(character) for character in cut)
    return safe if len(safe) <= ECHO_CHARACTERS else safe[: ECHO_CHARACTERS - 1] + "…"


def _visible(character: str) -> str:
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return f"\\u{ord(character):04x}"
    return character


def text_fault(text: str) -> str | None:
    """Why a text cannot be kept, or None: control characters, half characters, heaped marks."""
    if text.isascii() and text.isprintable():
        return None
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MARKS_AT_MOST:
            return f"holds a letter with more than {MARKS_AT_MOST} marks"
        kind = unicodedata.category(character)
        if kind == "Cs":
            return "holds half a character (a lone surrogate)"
        if kind == "Cc" and character not in KEPT_CONTROLS:
            return f"holds the control character U+{ord(character):04X}"
    return None


def normalised(text: str) -> str:
    """The composed form, so that texts that look the same compare equal (NFC)."""
    return unicodedata.normalize("NFC", text)


class Source:
    """A file on its way in: its name for refusals, and its text once it has been trusted.

    `sha256` is the hash of the very bytes that were read; "" until they were.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.sha256 = ""

    def refused(
        self, reason: str, fix: str, *, row: int | None = None, column: str | None = None
    ) -> ImportRefused:
        """The refusal of the whole file, to be raised."""
        return ImportRefused([Refusal(self.name, row, column, None, reason, fix)])

    def text(self, bytes_at_most: int) -> str:
        """The file as text: size first, then encoding. UTF-8 only, with or without its mark."""
        content = self._content(bytes_at_most)
        self.sha256 = hashlib.sha256(content).hexdigest()
        if not content.removeprefix(_UTF8_MARK).strip():
            raise self.refused("is empty", "choose the file that holds the data")
        if content.startswith(_PACKED):
            raise self.refused(
                "is a spreadsheet workbook or an archive, not text",
                "save the sheet as CSV (UTF-8), or unpack the archive",
            )
        encoding = _other_encoding(content)
        if encoding is not None:
            raise self.refused(f"is in {encoding}, not in UTF-8", "save the file as UTF-8")
        try:
            return content.removeprefix(_UTF8_MARK).decode("utf-8")
        except UnicodeDecodeError as wrong:
            cut = len(content) - len(content.removeprefix(_UTF8_MARK))
            place = cut + wrong.start
            line = _line_at(content, place)
            raise self.refused(
                f"byte 0x{content[place]:02x} in line {line} is not UTF-8",
                "save the file as UTF-8 (it may be in an older encoding such as Windows-1252)",
            ) from None

    def _content(self, bytes_at_most: int) -> bytes:
        too_large = self.refused(
            f"is larger than {_size(bytes_at_most)}", "split the file into smaller ones"
        )
        if self.path.exists() and not self.path.is_file():
            raise self.refused(
                "cannot be read: it is no plain file", "write it to a file and name that"
            )
        try:
            if self.path.stat().st_size > bytes_at_most:
                raise too_large
            with self.path.open("rb") as opened:
                # One byte more than allowed: what grows or has no size is still caught.
                content = opened.read(bytes_at_most + 1)
        except OSError as wrong:
            reason = f"cannot be read: {(wrong.strerror or 'no access').lower()}"
            raise self.refused(reason, "check the name of the file and who may read it") from wrong
        if len(content) > bytes_at_most:
            raise too_large
        return content


def _other_encoding(content: bytes) -> str | None:
    for mark, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return name
    # Without a mark, every other byte (or three of four) of Latin text is zero.
    start = content[:64]
    if start.count(0) * 4 >= len(start) * 3 - 4 and start.count(0) > 2:
        return "UTF-32"
    if start.count(0) * 2 >= len(start) - 2 and start.count(0) > 2:
        return "UTF-16"
    return None


def _line_at(content: bytes, place: int) -> int:
    before = content[:place]
    # Files with bare carriage returns have no line feeds to count.
    return 1 + max(before.count(b"\n"), before.count(b"\r"))


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count} bytes"
