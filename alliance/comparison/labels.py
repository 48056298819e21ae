"""The numbers and letters in front of a unit: "ARTICLE III", "Section 4.", "12.", "(a)", "(iv)"."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from alliance.comparison.numbers import roman_value
from alliance.comparison.wordlists import listed

# The named levels, the widest first; below them come bare numbers and letters in brackets.
RANKS: Final = {
    "title": 1,
    "subtitle": 2,
    "chapter": 3,
    "subchapter": 4,
    "part": 5,
    "article": 6,
    "section": 7,
    "paragraph": 8,
}
NUMBERED: Final = 9
BRACKETED: Final = 10

_NAMED: Final = re.compile(
    r"(?P<name>title|subtitle|chapter|subchapter|part|article|section|sec\.?|paragraph|§+)"
    r"(?:\s+|(?<=§)|(?<=\.))"
    r"(?P<label>[ivxlc]{1,8}|\d{1,6}[a-z]?(?:[-.:]\d{1,6}[a-z]?){0,5}|[a-z])"
    r"(?![^\W_])(?P<end>\s*[.:)\u2013\u2014-]+)?(?:\s+|$)",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"(?P<label>\d{1,4}[a-z]?(?:[-.:]\d{1,6}[a-z]?){1,5})\.?\s+(?=[A-Z])")
_BARE: Final = re.compile(r"(?P<label>\d{1,3}[a-z]?)(?:[.)](?:\s+|$)|$)", re.IGNORECASE)
_LETTER: Final = re.compile(
    r"(?P<label>[A-Z]|[a-z]|[ivx]{1,6}|[IVX]{1,6})(?:[.)](?:\s+|$))(?![A-Z]\.|\d)"
)
_BRACKET: Final = re.compile(
    r"\((?P<label>\d{1,3}|[a-z]|[ivxl]{2,7}|([a-z])\2|\d{1,3}[a-z])\)\s*", re.IGNORECASE
)
_CAPTION_WORDS: Final = 16
_SMALL: Final = frozenset(
    listed(
        "from with into upon over under between among within than of the a an and or in to by for "
        "at on as"
    )
)


@dataclass(frozen=True, slots=True)
class Marker:
    """One label: its rank, the name of the level ("" for letters), and how long it is."""

    rank: int
    name: str
    label: str
    length: int

    @property
    def bare(self) -> bool:
        return self.rank == NUMBERED


def marker_at(text: str, *, nested: bool = False) -> Marker | None:
    """The label with which a text begins; `nested` after another label, where fewer may stand."""
    named = _NAMED.match(text) if not nested else None
    if named and _heads(named, text):
        name = named["name"].lower().rstrip(".")
        name = "section" if name.startswith(("sec", "§")) else name
        return Marker(RANKS[name], name, named["label"], named.end())
    bracket = _BRACKET.match(text)
    if bracket:
        return Marker(BRACKETED, "", bracket["label"], bracket.end())
    code = None if nested else _CODE.match(text)
    if code and code["label"].count(".") + code["label"].count("-") > 1:
        return Marker(RANKS["section"], "section", code["label"], code.end())
    for pattern, rank in ((_BARE, NUMBERED), (_LETTER, BRACKETED)):
        found = pattern.match(text)
        if found:
            return Marker(rank, "", found["label"], found.end())
    return None


def _heads(named: "re.Match[str]", text: str) -> bool:
    """Whether "Article VII ..." begins a unit rather than a sentence that speaks of it."""
    rest = text[named.end() :].lstrip()
    if not rest or named["end"]:
        return True
    if named["name"].startswith("§"):
        return rest[:1].isupper() or rest[:1] in "(["
    if not named["name"][0].isupper():
        return False
    if rest[0] == "(":
        return True
    return rest[0].isupper() or rest[0] in "\u201c\"'\u2018["


def is_caption(text: str) -> bool:
    """Whether a paragraph is a heading: short, without a verb's sentence, in capitals."""
    words = text.split()
    if not words or len(words) > _CAPTION_WORDS or text.rstrip()[-1] in ";:,":
        return False
    if text.rstrip().endswith("."):
        if len(words) > 7:
            return False
    elif text.isupper():
        return True
    if words[-1].lower() in _SMALL:
        return False
    plain = [word.lstrip("“\"'(") for word in words]
    heavy = [word for word in plain if len(word) > 3 and word.lower() not in _SMALL]
    return bool(heavy) and all(word[:1].isupper() for word in [plain[0], *heavy])


@lru_cache(maxsize=4096)
def readings(label: str) -> frozenset[tuple[str, int]]:
    """Every way to count a label: ("alpha", 9) and ("roman", 1) for "i"."""
    if label.isdecimal():
        return frozenset({("digit", int(label))})
    case = "upper " if label.isupper() else ""
    found = set()
    low = label.lower()
    if len(set(low)) == 1 and low.isascii() and low.isalpha() and len(low) < 4:
        found.add((case + "alpha", ord(low[0]) - 96 + 26 * (len(low) - 1)))
    value = roman_value(label)
    if value:
        found.add((case + "roman", value))
    digits = re.match(r"\d+", label)
    other = ("digit", int(digits.group())) if digits else ("other", 0)
    return frozenset(found or {other})


def same_count(one: str, other: str) -> bool:
    """Whether two labels count the same place in a list: "(c)", "(3)", "(iii)" and "III"."""
    one, other = one.strip("()").lower(), other.strip("()").lower()
    if one == other:
        return True
    return bool({n for _, n in readings(one) if n} & {n for _, n in readings(other) if n})


def follows(label: str, before: str) -> bool:
    """Whether a label is the next one of a list that has come to `before`."""
    return any((style, number - 1) in readings(before) for style, number in readings(label))


def begins(label: str) -> bool:
    """Whether a label can be the first of a list."""
    return any(number == 1 for _, number in readings(label))


def same_style(label: str, before: str) -> bool:
    """Whether two labels can stand in one list."""
    return bool({style for style, _ in readings(label)} & {style for style, _ in readings(before)})
