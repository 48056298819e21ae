"""Finding by words: each must stand somewhere, in whatever case; % and _ are letters."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_

MOST_WORDS = 8


def words_in(text: str) -> tuple[str, ...]:
    """The words that were asked for; after the seventh, the rest is one phrase."""
    return tuple(" ".join(text.split()).split(" ", MOST_WORDS - 1)) if text.strip() else ()


def holding(words: int, *columns: Any) -> list[ColumnElement[bool]]:
    """That each of so many words stands in one of these columns; asked with `as_binds`."""
    return [
        or_(*(column.ilike(bindparam(f"word_{n}"), escape="/") for column in columns))
        for n in range(words)
    ]


def as_binds(words: Sequence[str]) -> dict[str, str]:
    """What a statement with `holding` in it is asked with."""
    return {f"word_{n}": f"%{_plain(word)}%" for n, word in enumerate(words)}


def stand_in(words: Sequence[str], *texts: str) -> bool:
    """Whether each word stands in one of these texts."""
    folded = [text.casefold() for text in texts]
    return all(any(word.casefold() in text for text in folded) for word in words)


def _plain(word: str) -> str:
    return word.replace("/", "//").replace("%", "/%").replace("_", "/_")
