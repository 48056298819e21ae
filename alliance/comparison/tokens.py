"""Cutting a text into pieces: words, numbers, signs, labels in brackets. Punctuation falls away."""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from alliance.comparison.limits import WORD_CHARACTERS

WORD: Final = "word"
NUMBER: Final = "number"
SIGN: Final = "sign"
LABEL: Final = "label"
CODE: Final = "code"
DATE: Final = "date"
BLANK: Final = "blank"
REFERENCE: Final = "reference"
PLACE: Final = "place"
HERE: Final = "here"

HERE_KEY: Final = "this state"


@dataclass(frozen=True, slots=True)
class Token:
    """What is compared: `key`, and where it stands in its text. `sort` is one of the above."""

    key: str
    sort: str
    start: int
    end: int

    def at(self, shift: int) -> "Token":
        """The same token in a text that begins `shift` characters earlier."""
        return replace(self, start=self.start + shift, end=self.end + shift)


_PIECES: Final = re.compile(
    r"""
    (?P<date>(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-]) | (?<!\d)\d{1,2}/\d{1,2}/\d{4}(?!\d))
    | (?P<blank>\[[^\[\]\n]{0,40}\b(?:state|commonwealth|jurisdiction)\b[^\[\]\n]{0,40}\])
    | (?P<acronym>(?<![^\W\d_])(?:[A-Za-z]\.\s?){2,6}(?![^\W\d_]))
    | (?P<label>\((?:[A-Za-z]|[ivxl]{2,6}|[IVXL]{2,6}|[a-zA-Z]{2}|\d{1,3})\))
    | (?P<code>\d{1,9}[A-Za-z]?[-\u2010-\u2013\u2212]\d{1,9}[A-Za-z]?
        (?:[-\u2010-\u2013\u2212.:]\d{1,9}[A-Za-z]?){0,6}
        | \d{1,9}(?:\.\d{1,9}){2,6})
    | (?P<number>\d{1,9}\s?[/\u2044]\s?\d{1,9} | \d{1,3}(?:,\d{3})+(?:\.\d+)? | \d+(?:\.\d+)?)
    | (?P<sign>[%$]|§+|&)
    | (?P<word>[^\W\d_]+(?:['\u2019\u02bc][^\W\d_]+)*(?:\(e?s\))?)
    | (?P<vulgar>[\u00bc-\u00be\u2150-\u215e])
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Two letters in brackets are a label only where a list counts that far: (aa), (ii).
_DOUBLED: Final = re.compile(r"\((?:([A-Za-z])\1|[ivxl]{2,6})\)", re.IGNORECASE)
_ACRONYMS: Final = {"us": "unitedstates", "usa": "unitedstates", "dc": "dc"}


def pieces(text: str) -> list[Token]:
    """The pieces of a text in order, each with its key in small letters."""
    found = []
    for match in _PIECES.finditer(text):
        sort = match.lastgroup or WORD
        made = _piece(sort, match.group(), match.start(), match.end())
        found.extend(made)
    return found


def _piece(sort: str, raw: str, start: int, end: int) -> list[Token]:
    if sort == "word":
        return [Token(word_key(raw), WORD, start, end)]
    if sort == "acronym":
        letters = re.sub(r"[^a-z]", "", raw.lower())
        return [Token(_ACRONYMS.get(letters, letters), WORD, start, start + len(raw.rstrip()))]
    if sort == "label":
        if len(raw) == 4 and raw[1:3].isalpha() and not _DOUBLED.fullmatch(raw):
            return [Token(word_key(raw[1:-1]), WORD, start + 1, end - 1)]
        return [Token(raw.lower(), LABEL, start, end)]
    if sort == "sign":
        return [Token("and", WORD, start, end) if raw == "&" else Token(raw[0], SIGN, start, end)]
    if sort == "vulgar":
        sort = NUMBER
    plain = re.sub(r"\s", "", raw.lower())
    return [Token(re.sub("[\u2010-\u2013\u2212]", "-", plain), sort, start, end)]


def word_key(raw: str) -> str:
    """A word as it is compared: small letters, straight, without apostrophes and "(s)"."""
    if raw.isascii() and raw.isalpha():
        key = raw.lower()
    else:
        plain = unicodedata.normalize("NFKC", re.sub(r"\(e?s\)$", "", raw))
        key = re.sub("['\u2019\u02bc]", "'", plain.casefold())
        key = key.removesuffix("'s") + "s" if key.endswith("'s") else key
        if key.endswith("n't"):
            key = {"can't": "can", "won't": "will"}.get(key, key[:-3]) + "not"
        key = key.replace("'", "")
    if len(key) > WORD_CHARACTERS:
        return f"{key[:80]}{len(key)}{hash_of(key)}{key[-80:]}"
    return key


def hash_of(key: str) -> str:
    """A short digest that stands for the middle of a very long word."""
    value = 0
    for character in key:
        value = (value * 1_000_003 + ord(character)) % (1 << 61)
    return f"{value:x}"
