"""Words, numbers and punctuation of a string, and where they stand in it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from alliance.texts.references import REFERENCE

_WORD: Final = r"[^\W\d_](?:[^\W_]*)(?:['\u2019][^\W_]+)*"
_NUMBER: Final = r"\d+(?:[.,]\d+)*(?:[^\W_]*)"
_TOKEN: Final = re.compile(rf"{REFERENCE.pattern}|{_NUMBER}|{_WORD}|[^\s]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What stands between the spaces of a string, each with its first place and the one after."""

    words: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)


def tokens(text: str) -> Tokens:
    """Words, numbers, references and single signs; a combining mark stays with its letter."""
    spans = [found.span() for found in _TOKEN.finditer(text)]
    if not text.isascii():
        spans = _with_marks(text, spans)
    return Tokens(
        [text[start:end] for start, end in spans],
        [start for start, _ in spans],
        [end for _, end in spans],
    )


def _with_marks(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same, with each mark joined to what it stands on, and a word that it cut in two."""
    joined: list[tuple[int, int]] = []
    after_mark = False
    for start, end in spans:
        mark = _is_mark(text[start])
        touches = bool(joined) and joined[-1][1] == start
        if touches and (mark or (after_mark and text[start].isalnum())):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        after_mark = mark
    return joined


def _is_mark(letter: str) -> bool:
    return letter > "\u02ff" and unicodedata.category(letter).startswith("M")


def is_word(token: str) -> bool:
    """Whether it is a word or a number, and no bare sign."""
    return token[0].isalnum()


def count(text: str) -> int:
    """How many words and numbers there are in it."""
    return sum(map(is_word, tokens(text).words))
