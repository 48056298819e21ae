"""Characters that no text of the states may hold, because nobody sees them."""

import re
import unicodedata
from collections import Counter
from typing import Final

_CONTROLS: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_REORDERING: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # UAX #9
_UNSEEN: Final = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"
    "\u3164\ufeff\uffa0"
)
_NO_TEXT: Final = "\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff\ue000-\uf8ff\U000e0000-\U0010ffff"
_SEPARATORS: Final = "\u2028\u2029"
HIDDEN: Final = re.compile(f"[{_CONTROLS}{_REORDERING}{_UNSEEN}{_NO_TEXT}{_SEPARATORS}]")
_NAMES: Final = {
    "\u00ad": "soft hyphen",
    "\u200b": "zero-width space",
    "\ufeff": "byte order mark",
    "\ufffd": "replacement character",
}


def lines(words: str) -> str:
    """The words with line feeds as the only line ends."""
    return words.replace("\r\n", "\n").replace("\r", "\n")


def first_hidden(words: str) -> tuple[int, str] | None:
    """Where the first such character stands, counted from 1, and what it is called."""
    found = HIDDEN.search(words)
    return (found.start() + 1, named(found[0])) if found else None


def named(character: str) -> str:
    """ "right-to-left override (U+202E)"."""
    code = f"U+{ord(character):04X}"
    name = _NAMES.get(character) or unicodedata.name(character, "").lower()
    return f"{name} ({code})" if name else code


def without_hidden(words: str) -> tuple[str, dict[str, int]]:
    """The words without such characters, and how many of which were left out, by name."""
    left_out = Counter(named(one) for one in HIDDEN.findall(words))
    return (HIDDEN.sub("", words) if left_out else words), dict(left_out)
