"""Reading JSON values with every fault found and placed: what all parts of the language share."""

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from alliance.rulebook.problems import MalformedRule, Problem, described, inside, shortened

TEXT_AT_MOST = 200
# Deep enough for any text that people can follow, shallow enough that reading cannot run away.
DEPTH_AT_MOST = 24
VALUES_AT_MOST = 50_000
LIST_AT_MOST = 200
# The days a file may name; the calendar itself reaches further on both sides.
FIRST_YEAR, LAST_YEAR = 1600, 2999

# Classes of the marks that open and close an embedding, an override or an isolate (UAX #9).
_REORDERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Word = TypeVar("Word", bound=StrEnum)
Found = TypeVar("Found")


class Reading:
    """One pass over a document: each method returns a value, or None and notes why not.

    `whole` is the path that a fault of the document itself gets.
    """

    def __init__(self, whole: str = "rule") -> None:
        self.problems: list[Problem] = []
        self.whole = whole

    def refuse(self, path: str, reason: str) -> None:
        self.problems.append(Problem(path or self.whole, reason))

    def fits(self, value: object) -> bool:
        """Whether the document is small and shallow enough to be read at all."""
        level, seen = [value], 0
        for _ in range(DEPTH_AT_MOST):
            level = [inner for one in level for inner in _held(one)]
            seen += len(level)
            if seen > VALUES_AT_MOST:
                self.refuse("", f"holds more than {VALUES_AT_MOST:,} values")
                return False
            if not level:
                return True
        self.refuse("", f"is nested more than {DEPTH_AT_MOST} levels deep")
        return False

    def fields(self, value: object, path: str, known: Iterable[str]) -> dict[str, object] | None:
        """The known fields of an object; a key that is not known is refused at its place."""
        if not isinstance(value, dict):
            self.refuse(path, f"is {described(value)}: it must be an object")
            return None
        allowed = tuple(known)
        for key in value:
            if key not in allowed:
                listed = ", ".join(f'"{one}"' for one in allowed)
                self.refuse(inside(path, key), f"is not known here: only {listed} may stand here")
        return {key: value[key] for key in allowed if key in value}

    def required(
        self,
        fields: dict[str, object],
        path: str,
        key: str,
        read: Callable[[object, str], Found | None],
    ) -> Found | None:
        if key not in fields:
            self.refuse(inside(path, key), "is missing")
            return None
        return read(fields[key], inside(path, key))

    def word(self, value: object, path: str, words: type[Word]) -> Word | None:
        if isinstance(value, str) and value in list(words):
            return words(value)
        listed = ", ".join(f'"{one}"' for one in words)
        self.refuse(path, f"is {described(value)}: it must be one of {listed}")
        return None

    def number(
        self, value: object, path: str, read: Callable[[object], Fraction]
    ) -> Fraction | None:
        try:
            return read(value)
        except ValueError as wrong:
            self.refuse(path, str(wrong))
            return None

    def text(self, value: object, path: str, most: int = TEXT_AT_MOST) -> str | None:
        reason = text_fault(value, most)
        if reason is None and isinstance(value, str):
            return value
        self.refuse(path, reason or "")
        return None

    def flag(self, value: object, path: str) -> bool | None:
        if isinstance(value, bool):
            return value
        self.refuse(path, f"is {described(value)}: it must be true or false")
        return None

    def items(self, value: object, path: str, *, empty: bool = False) -> list[object]:
        """The entries of a list; an empty or an overlong one is refused."""
        if not isinstance(value, list):
            self.refuse(path, f"is {described(value)}: it must be a list")
            return []
        if not value and not empty:
            self.refuse(path, "is empty: it must hold at least one entry")
        if len(value) > LIST_AT_MOST:
            self.refuse(path, f"holds {len(value)} entries: {LIST_AT_MOST} are the limit")
            return []
        return value

    def each(
        self,
        value: object,
        path: str,
        read: Callable[[object, str], Found | None],
        *,
        empty: bool = False,
    ) -> tuple[Found, ...]:
        """Every entry of a list, read; those at fault are left out and noted."""
        held = enumerate(self.items(value, path, empty=empty))
        found = [read(one, inside(path, index)) for index, one in held]
        return tuple(one for one in found if one is not None)

    def names(self, value: object, path: str, *, empty: bool = False) -> tuple[str, ...]:
        """A list of different names."""
        found = self.each(value, path, self.text, empty=empty)
        if len(set(found)) < len(found):
            twice = next(one for one in found if found.count(one) > 1)
            self.refuse(path, f"names {described(twice)} twice")
        return found

    def day(self, value: object, path: str) -> dt.date | None:
        """A day in full, "2030-01-01"."""
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                day = dt.date.fromisoformat(value)
            except ValueError:
                self.refuse(path, f"is {described(value)}: there is no such day")
                return None
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
            self.refuse(path, f"is {described(value)}: years run from {FIRST_YEAR} to {LAST_YEAR}")
            return None
        self.refuse(path, f'is {described(value)}: write a day such as "2030-01-01"')
        return None

    def one_key(self, value: object, path: str, known: Iterable[str]) -> tuple[str, object] | None:
        """The only key of an object and what it holds."""
        allowed = tuple(known)
        fields = self.fields(value, path, allowed)
        if fields is None:
            return None
        if len(fields) != 1:
            listed = ", ".join(f'"{one}"' for one in allowed)
            self.refuse(path, f"must hold exactly one of {listed}")
            return None
        [(key, held)] = fields.items()
        return key, held


def _held(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def text_fault(value: object, most: int = TEXT_AT_MOST) -> str | None:
    """Why a value cannot be a name on a page, or None; no line breaks, no half characters."""
    if not isinstance(value, str):
        return f"is {described(value)}: it must be text"
    if not value.strip():
        return "is empty"
    if len(value) > most:
        return f"is longer than {most:,} characters: {shortened(value)}"
    if any(unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} for one in value):
        return "holds a control character or a line break"
    if any(unicodedata.bidirectional(one) in _REORDERING for one in value):
        return "holds a mark that reorders the text around it"
    return None


def read_json(text: str | Problem) -> object:
    """A JSON document; MalformedRule for what is none, and for a key that stands twice."""
    if isinstance(text, Problem):
        raise MalformedRule([text])
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        reason = "is nested too deep to be read"
    except json.JSONDecodeError as wrong:
        reason = f"is not JSON: {wrong.msg}, line {wrong.lineno}, column {wrong.colno}"
    except ValueError as wrong:
        reason = f"is not JSON: {wrong}"
    raise MalformedRule([Problem("file", reason)])


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {described(twice)} stands twice in one object")
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")
