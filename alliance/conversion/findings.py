"""What a reader of files gives back: the text, what was not carried over, or a refusal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from alliance.texts.checking import faults
from alliance.texts.units import Text

MOST_BYTES: Final = 10_000_000  # of a file; nothing larger is looked at
MOST_CHARACTERS: Final = 2_000_000  # of the words of a file, marks and all
_SHOWN: Final = 60


@dataclass(frozen=True)
class Note:
    """One thing that was not carried over, or was changed: where it is, and what became of it."""

    where: str
    what: str

    def as_json(self) -> dict[str, str]:
        """As `alliance convert --json` has it."""
        return {"where": self.where, "what": self.what}

    def __str__(self) -> str:
        return f"{self.where[:1].upper()}{self.where[1:]}: {self.what}"


class Refused(ValueError):  # noqa: N818 - named for what happens, not for the error
    """A file that cannot be taken: where, what is wrong, and how to mend it."""

    def __init__(self, where: str, what: str, fix: str) -> None:
        super().__init__(f"{where[:1].upper()}{where[1:]}: {what} {fix}")
        self.where, self.what, self.fix = where, what, fix


@dataclass(frozen=True)
class Imported:
    """A text that was read, what was not carried over, and what the file says of itself."""

    text: Text
    report: tuple[Note, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


class Report:
    """Notes, in the order in which they were found; what is found often is said once."""

    def __init__(self) -> None:
        self._notes: dict[Note, None] = {}
        self._counts: dict[str, tuple[int, str]] = {}

    def say(self, where: str, what: str) -> None:
        """Note one thing."""
        self._notes[Note(where, what)] = None

    def count(self, where: str, what: str, times: int = 1) -> None:
        """Note one of many things of a sort; they are said together, with the first place."""
        before, first = self._counts.get(what, (0, where))
        self._counts[what] = (before + times, first)

    def notes(self) -> tuple[Note, ...]:
        """All notes."""
        counted = [
            Note(first, f"{what} ({times} in all)" if times > 1 else what)
            for what, (times, first) in self._counts.items()
        ]
        return (*self._notes, *counted)


def checked(text: Text, report: Report, about: Mapping[str, str] | None = None) -> Imported:
    """What was read, or Refused where it cannot be kept as a text."""
    found = faults(text)
    if found:
        first, more = found[0], len(found) - 1
        what = f"{first.what} {more} more faults follow." if more else first.what
        raise Refused(first.where, what, first.fix)
    if not any(unit.text.strip() or unit.heading.strip() for unit in text.units):
        raise Refused(
            "the file", "there are no words in it.", "Choose the file that holds the text."
        )
    return Imported(text, report.notes(), dict(about or {}))


def too_large(size: int) -> Refused:
    """What is said of a file above the limit."""
    what = f"it has {size:,} bytes; at most {MOST_BYTES:,} are taken."
    return Refused("the file", what, "Remove pictures from it, or divide it.")


def too_long(size: int) -> Refused:
    """What is said of words above the limit."""
    what = f"it has {size:,} characters; at most {MOST_CHARACTERS:,} are taken."
    return Refused("the file", what, "Divide it into texts of their own.")


def shown(words: str) -> str:
    """The beginning of some words, to say where something is."""
    line = " ".join(words.split())
    return f"“{line}”" if len(line) <= _SHOWN else f"“{line[: _SHOWN - 1].rstrip()}…”"


def listed(words: Iterable[str]) -> str:
    """ "a, b and c"."""
    found = list(words)
    return " and ".join(filter(None, [", ".join(found[:-1]), found[-1]])) if found else ""
