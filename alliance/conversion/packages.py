"""Files that are ZIP archives of parts, opened so that none of them can take memory or time."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.findings import MOST_BYTES, Refused, too_large
from alliance.conversion.xml_parts import parsed

MOST_PARTS: Final = 2_000
MOST_UNPACKED: Final = 60_000_000  # bytes of all parts together
MOST_OF_ONE: Final = 25_000_000  # bytes of a part that is read
STEEPEST: Final = 250  # times that a large part may grow; what Word writes grows 10 to 60 times
_LARGE: Final = 1_000_000
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_BOMB: Final = "Save the document anew with the program that made it, and choose that file."
_WORD: Final = "Choose a .docx file, or save the document as one."
_KINDS: Final = {
    b"%PDF": "a PDF",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"Rar!": "a compressed file",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}


def is_package(data: bytes) -> bool:
    """Whether a file is one that `opened` has something to say about."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE, *_KINDS))


class Package:
    """The parts of an archive, read one by one within bounds."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MOST_UNPACKED
        self.names = frozenset(archive.namelist())

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def under(self, folder: str, ending: str) -> Iterator[str]:
        """The names of the parts in a folder."""
        return (
            name for name in sorted(self.names) if name.startswith(folder) and name.endswith(ending)
        )

    def xml(self, name: str) -> Element | None:
        """A part as a tree; None where there is no such part. Raises Refused."""
        if name not in self.names:
            return None
        return parsed(self._bytes(name), f"the part {name[:80]}")

    def _bytes(self, name: str) -> bytes:
        bound = min(MOST_OF_ONE, self._left)
        try:
            with self._archive.open(name) as part:
                data = part.read(bound + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as wrong:
            raise Refused(
                f"the part {name[:80]}", f"it cannot be unpacked ({wrong}).", _BOMB
            ) from None
        if len(data) > bound:
            raise _bomb(f"the part {name[:80]} unpacks to more than {bound:,} bytes")
        self._left -= len(data)
        return data


def opened(data: bytes) -> Package:
    """The parts of a file. Raises Refused for what is no such file, or is meant to do harm."""
    if len(data) > MOST_BYTES:
        raise too_large(len(data))
    _not_another_kind(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError) as wrong:
        raise Refused("the file", f"it is damaged ({wrong}).", _BOMB) from None
    _bounded(archive.infolist(), len(data))
    return Package(archive)


def _not_another_kind(data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            what = "it is locked with a password."
            raise Refused("the file", what, "Save it without a password, and choose that file.")
        what = "it is a document of an old Word (.doc)."
        raise Refused("the file", what, "Save it as .docx, and choose that file.")
    for begins, kind in _KINDS.items():
        if data.startswith(begins):
            raise Refused("the file", f"it is {kind}, not a text.", _WORD)
    if not data.startswith(b"PK"):
        raise Refused("the file", "it is not a .docx file.", _WORD)


def _bounded(parts: list[zipfile.ZipInfo], size: int) -> None:
    if len(parts) > MOST_PARTS:
        raise _bomb(f"it holds {len(parts):,} parts; at most {MOST_PARTS:,} are taken")
    if any(part.flag_bits & 0x1 for part in parts):
        what = "parts of it are locked with a password."
        raise Refused("the file", what, "Save it without a password, and choose that file.")
    if len({part.filename for part in parts}) < len(parts):
        raise _bomb("two of its parts have the same name")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise _bomb(f"it unpacks to {unpacked:,} bytes; at most {MOST_UNPACKED:,} are taken")
    if sum(part.compress_size for part in parts) > size:
        raise _bomb("its parts overlap: it says that it holds more than it has bytes")
    for part in parts:
        steep = part.file_size > _LARGE and part.file_size > STEEPEST * max(1, part.compress_size)
        if steep:
            grown = part.file_size // max(1, part.compress_size)
            raise _bomb(f"the part {part.filename[:80]} grows {grown:,} times when unpacked")


def _bomb(what: str) -> Refused:
    return Refused("the file", f"{what}.", _BOMB)
