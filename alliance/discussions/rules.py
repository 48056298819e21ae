"""Circles, places of words, and who is mentioned: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from alliance.resolutions.rules import AMENDABLE, WRITABLE, Stage

LONGEST_COMMENT: Final = 5_000
LONGEST_WORDS_MEANT: Final = 2_000
MOST_MENTIONS: Final = 10
# New comments are taken until the question is put.
DISCUSSED: Final = WRITABLE | AMENDABLE | {Stage.ENGROSSED}
CLOSED: Final = (
    "Comments are taken until the question is put. Those on this text stay to be read; nothing "
    "more is added."
)

Key = TypeVar("Key")


class Circle(StrEnum):
    """Who reads a thread, the narrowest first."""

    WRITERS = "writers"
    CHOSEN = "chosen"
    MEMBERS = "members"


IN_WORDS: Final[Mapping[Circle, str]] = {
    Circle.WRITERS: "Offices that write this text see this",
    Circle.CHOSEN: "Offices that write this text, and those of the chosen states, see this",
    Circle.MEMBERS: "Every office of the members sees this",
}


class Happened(StrEnum):
    """What becomes of a thread after it was begun."""

    RESOLVED = "resolved"
    REOPENED = "reopened"
    ASSIGNED = "assigned"
    TAKEN_IN = "taken in"


MARKS = frozenset(r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~""")  # that CommonMark lets be set aside


class Misplaced(ValueError):  # noqa: N818 - named for the words, not for the error
    """The words that are meant cannot be told; the message says why and how to mend it."""


@dataclass(frozen=True)
class Place:
    """Where words stand in a unit; `end` is None where the whole unit, or the text, is meant."""

    unit: str = ""
    start: int = 0
    end: int | None = None


def place_of(unit: str, text: str, meant: str) -> Place:
    """The place of the words that are meant in a unit's text; the whole unit where none are.

    Raises Misplaced unless they stand there exactly once.
    """
    words = meant.strip()
    if not words:
        return Place(unit)
    # As they are typed, else as they are read: without the strokes that set marks aside.
    shown, places = (text, range(len(text) + 1)) if words in text else _as_read(text)
    count = times(shown, words)
    if count == 0:
        raise Misplaced(
            "These words are not found in this unit. Copy them from the text as it stands above, "
            "or leave the field empty to speak of the whole unit."
        )
    if count > 1:
        raise Misplaced(
            f"These words are found {count} times in this unit. Add some of the words around "
            "them, so that only one place is meant."
        )
    start = shown.index(words)
    return Place(unit, places[start], places[start + len(words)])


def _as_read(text: str) -> tuple[str, list[int]]:
    """The text without strokes before marks, and where each of its letters stands in it.

    A mark stands where its stroke does; one place more is the end of the text.
    """
    shown: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        places.append(at)
        at += text[at] == "\\" and text[at + 1 : at + 2] in MARKS
        shown.append(text[at])
        at += 1
    return "".join(shown), [*places, len(text)]


def times(text: str, words: str) -> int:
    """How often words stand in a text, where they overlap too."""
    count, at = 0, text.find(words)
    while at >= 0:
        count, at = count + 1, text.find(words, at + 1)
    return count


def mentioned(words: str, people: Mapping[Key, str]) -> tuple[Key, ...]:
    """Who is mentioned by "@Name" among these people, in the order of the words.

    What follows an @ and is nobody's name mentions nobody. Raises Misplaced where two people have
    the name.
    """
    lower = words.casefold()
    found: list[Key] = []
    at = lower.find("@")
    while at >= 0:
        named = _named(lower[at + 1 :], people)
        if len(named) > 1:
            raise Misplaced(
                f"Two people are called {people[named[0]]}. Choose whom you mean in the list."
            )
        found += [one for one in named if one not in found]
        at = lower.find("@", at + 1)
    return tuple(found)


def _named(rest: str, people: Mapping[Key, str]) -> Sequence[Key]:
    """Whose names the words begin with; of names that begin with others, the longest."""
    fits = {
        key: len(name)
        for key, name in people.items()
        if name
        and rest.startswith(name.casefold())
        and not rest[len(name.casefold()) :][:1].isalnum()
    }
    longest = max(fits.values(), default=0)
    return [key for key, size in fits.items() if size == longest]
