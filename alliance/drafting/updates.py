"""What an update holds, before it is applied: whose writing, and how far it goes.

The form is Yjs's first one ("v1"): for each browser its structs in a row, each an item with
content, then the ranges that were deleted. Only what the pages write is let through; the length of
words is counted in units of UTF-16, as there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

GC, SKIP = 0, 10
_ORIGIN, _RIGHT, _NAMED, _CONTENT = 0x80, 0x40, 0x20, 0x1F
_MAP, _TEXT = 1, 2  # of the shared types, those that a draft is made of
_DEEPEST: Final = 8
_LARGEST: Final = 1 << 53


class NoUpdate(ValueError):  # noqa: N818 - named for what was given
    """The bytes are no update of a draft."""


@dataclass(frozen=True)
class Written:
    """What one browser wrote: from this number to before that one, gaps left out of account."""

    client: int
    start: int
    end: int


def writings(update: bytes) -> list[Written]:
    """What an update says that browsers wrote. Raises NoUpdate where it holds anything else."""
    reader = _Reader(update)
    found = [_writing(reader) for _ in range(reader.count())]
    for _ in range(reader.count()):
        reader.number()
        for _ in range(reader.count()):
            reader.number()
            reader.number()
    if not reader.at_the_end():
        raise NoUpdate("there is more after the end")
    return found


def _writing(reader: "_Reader") -> Written:
    structs, client, start = reader.count(), reader.number(), reader.number()
    clock = end = start
    for _ in range(structs):
        info = reader.byte()
        clock += _struct(reader, info)
        if info != SKIP:
            end = clock
    return Written(client, start, end)


def _struct(reader: "_Reader", info: int) -> int:
    """Read over one struct; its length."""
    if info == SKIP or info & _CONTENT == GC:
        return reader.number()
    for flag in (_ORIGIN, _RIGHT):
        if info & flag:
            reader.number()
            reader.number()
    if not info & (_ORIGIN | _RIGHT):
        if reader.number() == 1:
            reader.words()
        else:
            reader.number()
            reader.number()
        if info & _NAMED:
            reader.words()
    read = _CONTENTS.get(info & _CONTENT)
    if read is None:
        raise NoUpdate("it holds what no draft holds")
    return read(reader)


def _shared_type(reader: "_Reader") -> int:
    if reader.number() not in (_MAP, _TEXT):
        raise NoUpdate("it holds what no draft holds")
    return 1


def _values(reader: "_Reader") -> int:
    count = reader.count()
    for _ in range(count):
        reader.value()
    return count


# By what a struct holds: deleted words, words, a shared type, plain values.
_CONTENTS: Final[dict[int, Callable[["_Reader"], int]]] = {
    1: lambda reader: reader.number(),
    4: lambda reader: len(reader.words().encode("utf-16-le")) // 2,
    7: _shared_type,
    8: _values,
}


class _Reader:
    """Reads the encoding of lib0 from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def at_the_end(self) -> bool:
        return self._at == len(self._data)

    def byte(self) -> int:
        return self.bytes(1)[0]

    def bytes(self, count: int) -> bytes:
        found = self._data[self._at : self._at + count]
        if len(found) < count:
            raise NoUpdate("it ends too early")
        self._at += count
        return found

    def number(self) -> int:
        """A whole number, seven bits in each byte, the lowest first."""
        found = 0
        for shift in range(0, 56, 7):
            byte = self.byte()
            found |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
        else:
            raise NoUpdate("a number in it is too large")
        if found >= _LARGEST:
            raise NoUpdate("a number in it is too large")
        return found

    def count(self) -> int:
        """How many of something follow: never more than there are bytes."""
        found = self.number()
        if found > len(self._data) - self._at:
            raise NoUpdate("it ends too early")
        return found

    def words(self) -> str:
        try:
            return self.bytes(self.number()).decode()
        except UnicodeDecodeError:
            raise NoUpdate("words in it are no text") from None

    def value(self, depth: int = 0) -> None:
        """Read over a plain value."""
        kind = self.byte()
        if kind in _SIZES:
            self.bytes(_SIZES[kind])
        elif kind == 125:  # a signed number: six bits in the first byte
            for _ in self._while_more():
                pass
        elif kind == 119:
            self.words()
        elif kind in (117, 118) and depth < _DEEPEST:
            for _ in range(self.count()):
                if kind == 118:
                    self.words()
                self.value(depth + 1)
        else:
            raise NoUpdate("it holds what no draft holds")

    def _while_more(self) -> Iterator[None]:
        for _ in range(9):
            if self.byte() < 0x80:
                return
            yield
        raise NoUpdate("a number in it is too large")


# Plain values of a fixed size: undefined, null, two sizes of fraction, false, true.
_SIZES: Final = {127: 0, 126: 0, 124: 4, 123: 8, 121: 0, 120: 0}
