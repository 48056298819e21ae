"""Which passwords are refused: too short, or made of what everybody tries first.

NIST SP 800-63B-4, 3.1.1.2: at least 15 characters, no rules of composition, and none that is
common or made of the person's own names. A list of leaked passwords hardly reaches 15 characters;
what does is put together from short common ones: zxcvbn knows 30,000 of these and the ways in which
they are joined, and says how many guesses it takes; the pieces listed here are those of this house.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SHORTEST = 15
HASHED = 4_000  # characters that are hashed at most
LONGEST = 500  # characters; more is no safer, and costs time to hash
ENOUGH = 6  # characters that are in no piece
MANY = 4  # different pieces
GUESSES = 10**10  # fewer are made in hours, where the hashes were stolen (Wheeler 2016)
LOOKED_AT = 72  # characters: the estimate takes long beyond, and nobody guesses that far
FIRST_TRIED = (
    "This is among the first that somebody would try: it is made of common words, rows of keys, "
    "dates or repetitions. Use words that do not belong together."
)

_LIST = Path(__file__).parent / "data" / "common_passwords.txt"
_INSTEAD = str.maketrans("@4831!05$7", "aabeiiosst")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_COLUMNS = ("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p", "!qaz@wsx#edc$rfv%tgb^yhn&ujm*ik")
_WALKS = tuple(way for row in (*_ROWS, *_COLUMNS) for way in (row, row[::-1]))
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_AGAIN = re.compile(r"(.{1,8}?)\1{2,}")


def too_long(typed: str) -> bool:
    """Whether this can be nobody's password, so that it is not hashed; also when it is spelled out.

    One letter can stand for eighteen (NFKD), and the library refuses to hash 4,096 and more.
    """
    return len(typed) > LONGEST or len(unicodedata.normalize("NFKD", typed)) > HASHED


def problem(password: str, own: Iterable[str] = ()) -> str | None:
    """Why this password is refused, in a sentence that says how to mend it; None if it is not.

    `own` are the names that others know: of the person, their address, their office, this house.
    """
    plain = unicodedata.normalize("NFC", password)
    if len(plain) < SHORTEST:
        return (
            f"At least {SHORTEST} characters; this has {len(plain)}. "
            "Four or five words that do not belong together are easy to keep in mind."
        )
    if len(plain) > LONGEST or too_long(password):
        return f"At most {LONGEST} characters; this has {len(plain):,}. Use a shorter one."
    if _easy(plain):
        return FIRST_TRIED
    if _easy(plain, _names(own)):
        return (
            "This is made of names that others know: yours, your address, your office or this "
            "site. Use other words."
        )
    return FIRST_TRIED if _guessed(plain) else None


def _guessed(plain: str) -> bool:
    """Whether the estimate says that it is found early."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 (its lists take memory; few processes ask)

    return bool(zxcvbn(plain[:LOOKED_AT])["guesses"] < GUESSES)


def _easy(plain: str, names: frozenset[str] = frozenset()) -> bool:
    """Whether it is nothing but a few such pieces, however they are spelled or joined."""
    lower = unicodedata.normalize("NFKC", plain).casefold()
    spelled = (lower, lower.translate(_INSTEAD))  # "p@ssw0rd" is "password"
    return any(_is_pieces(re.sub(r"[\W_]+", "", text) or text, names) for text in spelled)


def _is_pieces(text: str, names: frozenset[str]) -> bool:
    words: set[str] = set()  # many different ones are hard to guess; names and years are not
    left, at = 0, 0
    while at < len(text):
        word = _longest(text, at, _common())
        length = max(len(word), len(_longest(text, at, names)), _walk(text, at), _run(text, at))
        if word:
            words.add(word)
        left += not length
        at += length or 1
    return left < ENOUGH and len(words - names) < MANY


def _longest(text: str, at: int, pieces: frozenset[str]) -> str:
    """The longest piece that begins here, or nothing."""
    tried = (text[at : at + length] for length in range(20, 2, -1))
    return next((one for one in tried if one in pieces), "")


def _run(text: str, at: int) -> int:
    """How many characters from here on are a year, or one thing three times or more."""
    again, year = _AGAIN.match(text, at), _YEAR.match(text, at)
    return max(len(again[0]) if again else 0, 4 if year else 0)


def _walk(text: str, at: int) -> int:
    """How many characters from here on lie side by side on a keyboard or in the alphabet."""
    length = 3
    while at + length <= len(text) and any(text[at : at + length] in way for way in _WALKS):
        length += 1
    return length - 1 if length > 3 else 0


def _names(own: Iterable[str]) -> frozenset[str]:
    words = " ".join(own).casefold()
    return frozenset(word[:20] for word in re.findall(r"\w{3,}", words))


@cache
def _common() -> frozenset[str]:
    return frozenset(_LIST.read_text().split())
