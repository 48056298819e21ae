"""The terms that a text defines, and where they are used."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from alliance.comparison.folding import tokens_of
from alliance.comparison.reading import Unit
from alliance.comparison.tokens import Token

Term = tuple[str, ...]

_LONGEST: Final = 8  # words of a term
_QUOTED: Final = (
    r"[\u201c\"\u2018'][^\u201c\u201d\"\u2018\u2019\n]{1,100}?[,.]?[\u201d\"\u2019\u2018']"
)
_MEANS: Final = (
    r"(?:means?\b|(?:shall|does|do)\s+(?:not\s+)?(?:mean|include)\b|includes?\b|"
    r"(?:is|are)\s+(?:defined|taken|deemed)\b|has\s+the\s+(?:same\s+)?meaning|"
    r"refers?\s+to\b|when\s+used\b|as\s+used\b)"
)
_DEFINES: Final = re.compile(
    rf"(?:{_QUOTED}(?:,?\s+(?:or|and)\s+{_QUOTED}){{0,4}})"
    rf"(?:,[^“”\".;]{{0,160}}?,)?,?\s*{_MEANS}",
    re.IGNORECASE,
)
_CALLED: Final = re.compile(
    rf"\((?:[^()]{{0,60}}?\s)?(?:the\s+)?({_QUOTED})\)"
    rf"|\b(?:called|referred\s+to\s+as|known\s+as)\s+(?:the\s+)?({_QUOTED})"
    r"|\bhereinafter\s+(?:called|referred\s+to\s+as)\s+(?:the\s+)?([\w-]+(?:\s[\w-]+){0,2})",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(
    r"^(?:The\s+term\s+)?((?:[A-Z][\w-]*)(?:\s+[\w-]+){0,4}?)\s+"
    r"(?:means?\b|shall\s+mean\b|is\s+defined\s+as\b)"
)
_MARKS: Final = re.compile(_QUOTED)
_SPAN: Final = 2_000  # characters of a unit that are searched for a definition
_HARMLESS: Final = frozenset({"means", "mean", "shallmean"})


def terms_of(units: Iterable[Unit]) -> set[Term]:
    """Every term that the units define, each as its words without plural."""
    return {term for unit in units for term in defined_in(unit)}


def defined_in(unit: Unit) -> set[Term]:
    """The terms that one unit defines."""
    text = unit.text[:_SPAN]
    found = [mark.group() for match in _DEFINES.finditer(text) for mark in _marks(match.group())]
    found += [next(filter(None, match.groups())) for match in _CALLED.finditer(text)]
    plain = _PLAIN.match(text)
    if plain:
        found.append(plain[1])
    terms = {tuple(singular(token) for token in tokens_of(words)) for words in found}
    return {term for term in terms if 0 < len(term) <= _LONGEST}


def _marks(text: str) -> Iterable["re.Match[str]"]:
    return _MARKS.finditer(text)


def is_definition(unit: Unit) -> bool:
    """Whether the unit is itself a definition: it says what a term means."""
    text = unit.text[:_SPAN]
    found = _DEFINES.search(text)
    return bool(found and found.start() < 60) or bool(_PLAIN.match(text))


def said_of_meaning(keys: Sequence[str]) -> bool:
    """Whether the words are one of the ways to write "means"."""
    return "".join(keys) in _HARMLESS


def singular(token: Token) -> str:
    """The key of a token without the ending of a plural."""
    key = token.key
    return key[:-1] if len(key) > 3 and key.endswith("s") and not key.endswith("ss") else key


class Terms:
    """Finds the uses of defined terms in a row of tokens."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._by_first: dict[str, list[Term]] = {}
        for term in sorted(terms, key=lambda words: (-len(words), words)):
            self._by_first.setdefault(term[0], []).append(term)

    def uses(self, tokens: Sequence[Token]) -> list[tuple[int, int, Term]]:
        """Where terms are used: from, to, which; longer terms before those within them."""
        words = [singular(token) for token in tokens]
        found = []
        place = 0
        while place < len(words):
            for term in self._by_first.get(words[place], ()):
                if tuple(words[place : place + len(term)]) == term:
                    found.append((place, place + len(term), term))
                    place += len(term) - 1
                    break
            place += 1
        return found
