"""Saying a change in one sentence, for those who hear the page."""

from typing import Final

_NOUNS: Final = {
    "number": "number",
    "date": "date",
    "deadline": "time",
    "obligation": "verb",
    "negation": "condition or negation",
    "party": "party",
    "defined term": "term",
    "conjunction": "conjunction",
    "wording": "wording",
}
_LONGEST: Final = 240  # characters of the words repeated


def within(kind: str, address: str, was: str, became: str) -> str:
    """ "Section 3: the number “6” became “9”." """
    noun = _NOUNS[kind]
    where = _start(address)
    if was and became:
        return f"{where}: the {noun} “{_short(was)}” became “{_short(became)}”."
    if became:
        return f"{where}: “{_short(became)}” was inserted ({noun})."
    return f"{where}: “{_short(was)}” was left out ({noun})."


def whole(kind: str, address: str, text: str) -> str:
    """ "Section 76(i) was inserted: “...”." """
    return f"{_start(address)} was {kind}: “{_short(text)}”."


def passage(address: str, words: str, *, gone: bool) -> str:
    """Of a sentence that stands elsewhere in the other text."""
    what = "now stands elsewhere" if gone else "stood elsewhere"
    return f"{_start(address)}: the passage “{_short(words)}” {what}, word for word."


def shifted(kind: str, address: str, there: str) -> str:
    """Of units that moved or were renumbered."""
    if kind == "moved":
        return f"{_start(address)} stands in another place, as {there}."
    return f"{_start(address)} is numbered {there}."


def _start(address: str) -> str:
    return address[:1].upper() + address[1:]


def _short(text: str) -> str:
    text = " ".join(text.split()).rstrip(" .;,")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 2].rsplit(" ", 1)[0] + " …"
