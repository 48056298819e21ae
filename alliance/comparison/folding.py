"""Making one token of what says one thing: a number, a date, a percentage, a place, a reference.

"seven (7)" and "7" fold into the same token, "the State of Colorado" and "Colorado" too, and the
numbering of a list inside a sentence ("(1) to plan, (2) to build") falls away.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from alliance.comparison import numbers
from alliance.comparison.tokens import (
    BLANK,
    CODE,
    DATE,
    HERE,
    HERE_KEY,
    LABEL,
    NUMBER,
    PLACE,
    REFERENCE,
    SIGN,
    WORD,
    Token,
    pieces,
)
from alliance.comparison.vocabulary import PLACES, REFERENCE_WORDS
from alliance.comparison.wordlists import listed

_ROMAN_NAMES: Final = frozenset({"article", "title", "chapter", "part"})
_LINKS: Final = frozenset({"and", "or", "through", "to"})
_YEARS: Final = range(1700, 2200)
_FORMS: Final = frozenset({"state", "commonwealth", "territory"})


def tokens_of(text: str) -> tuple[Token, ...]:
    """What is compared of a text, in order."""
    folding = _Folding(text)
    return tuple(folding.run())


class _Folding:
    """One pass over the pieces of a text; `at` is the next piece."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces = pieces(text)
        self.keys = [piece.key for piece in self.pieces]
        self.at = 0
        self.name = ""  # the reference word that the next label would belong to
        self.last: Token | None = None

    def run(self) -> Iterator[Token]:
        readers = (self._reference, self._date, self._number, self._place, self._plain)
        while self.at < len(self.pieces):
            piece = self.pieces[self.at]
            if piece.sort == WORD and not self.name and piece.key not in _MORE_THAN_A_WORD:
                self.at += 1
                self.last = piece
                yield piece
                continue
            for reader in readers:
                token = reader()
                if token is not None:
                    break
            if token is None:  # an enumerator: set aside
                self.at += 1
                continue
            if token.sort != REFERENCE:
                self._leave_reference(token)
            if self._repeats(token):
                continue
            self.last = token
            yield token

    def _repeats(self, token: Token) -> bool:
        """Whether it says in brackets what was just said: "seven (7)"."""
        if self.last is None or (token.key, token.sort) != (self.last.key, self.last.sort):
            return False
        between = self.text[self.last.end : token.start].strip()
        bracketed = between == "(" or (not between and self.text[token.start] == "(")
        return token.sort in {NUMBER, DATE} and bracketed

    def _leave_reference(self, token: Token) -> None:
        if token.key in REFERENCE_WORDS and token.sort in {WORD, SIGN}:
            self.name = REFERENCE_WORDS[token.key]
        elif token.key not in _LINKS or not (self.last and self.last.sort == REFERENCE):
            self.name = ""

    def _reference(self) -> Token | None:
        """A label after "section", or after another label of the same list."""
        piece = self.pieces[self.at]
        if not self.name or piece.sort not in {LABEL, NUMBER, CODE, WORD}:
            return None
        listed = self.last is not None and self.last.sort in {REFERENCE, WORD, SIGN}
        if not listed or re.search(r"[.;:]\s*$", self._gap(piece)) or self._heads_item(piece):
            return None
        raw = self.text[piece.start : piece.end]
        key = piece.key
        if piece.sort == WORD:
            if not raw.isupper() or not (len(raw) == 1 or numbers.roman_value(raw)):
                return None
            value = numbers.roman_value(raw)
            key = str(value) if value and self.name in _ROMAN_NAMES else key
        if piece.sort == NUMBER and self._counts_something():
            return None
        self.at += 1
        return replace(piece, key=key, sort=REFERENCE)

    def _heads_item(self, piece: Token) -> bool:
        """Whether "(a)" after a reference begins the next item: "Article XII (a) The ..."."""
        apart = self.last is not None and self.last.sort == REFERENCE and self._gap(piece) == " "
        if piece.sort != LABEL or not apart or self.at + 1 >= len(self.pieces):
            return False
        return self.text[self.pieces[self.at + 1].start].isupper()

    def _gap(self, piece: Token) -> str:
        return self.text[self.last.end : piece.start] if self.last else ""

    def _counts_something(self) -> bool:
        """Whether a number after a link ("section 5 and 10 days") belongs to what follows."""
        if self.last is None or self.last.key in REFERENCE_WORDS:
            return False
        return bool(self.at + 1 < len(self.keys) and self.keys[self.at + 1] in _COUNTED)

    def _date(self) -> Token | None:
        piece = self.pieces[self.at]
        if piece.sort == DATE:
            return self._take(1, _iso(piece.key), DATE)
        month = self._month(self.at)
        if month:
            day, used = self._day(self.at + 1)
            year = self._year(self.at + 1 + used)
            if day or year or piece.key not in {"may", "march"}:
                return self._take(1 + used + (year > 0), _written(year, month, day), DATE)
            return None
        the = int(piece.key == "the")
        day, used = self._day(self.at + the)
        after = self.at + the + used
        if day and used:
            if self.keys[after : after + 2] == ["day", "of"]:
                after += 2
            elif self.keys[after : after + 1] == ["of"]:
                after += 1
            month = self._month(after)
            if month:
                year = self._year(after + 1)
                count = after + 1 + (year > 0) - self.at
                return self._take(count, _written(year, month, day), DATE)
        if piece.sort == NUMBER and self._year(self.at):
            return self._take(1, piece.key, DATE)
        return None

    def _month(self, place: int) -> int:
        if place >= len(self.pieces) or self.pieces[place].sort != WORD:
            return 0
        piece = self.pieces[place]
        month = numbers.MONTHS.get(piece.key, 0)
        return month if month and self.text[piece.start].isupper() else 0

    def _day(self, place: int) -> tuple[int, int]:
        """The day of a month that stands at `place`, and how many pieces it takes."""
        if place >= len(self.pieces):
            return 0, 0
        piece = self.pieces[place]
        if piece.sort == NUMBER and piece.key.isdecimal() and len(piece.key) < 3:
            suffixed = self._suffix(place)
            return (int(piece.key), 1 + suffixed) if 0 < int(piece.key) < 32 else (0, 0)
        return (numbers.ORDINALS.get(piece.key, 0), 1) if piece.sort == WORD else (0, 0)

    def _suffix(self, place: int) -> int:
        """1 where "st", "nd", "rd" or "th" is written onto the number at `place`."""
        if place + 1 >= len(self.pieces):
            return 0
        piece, after = self.pieces[place], self.pieces[place + 1]
        return int(after.start == piece.end and after.key in {"st", "nd", "rd", "th"})

    def _year(self, place: int) -> int:
        if place >= len(self.pieces) or self.pieces[place].sort != NUMBER:
            return 0
        key = self.pieces[place].key
        if len(key) != 4 or not key.isdecimal() or int(key) not in _YEARS:
            return 0
        counted = place + 1 < len(self.keys) and self.keys[place + 1] in _COUNTED
        money = place > 0 and self.keys[place - 1] == "$"
        return 0 if counted or money else int(key)

    def _number(self) -> Token | None:
        piece, start = self.pieces[self.at], self.at
        money = piece.sort == SIGN and piece.key == "$"
        start += money
        if start >= len(self.pieces):
            return None
        found = self._value(start)
        if found is None:
            return None
        key, end = found
        again = self._said_again(key, end)
        money, end = money or again[0], again[1]
        following = self.keys[end : end + 2]
        if following[:1] in (["%"], ["percent"], ["percentum"]):
            key, end = f"{key}%", end + 1
        elif following in (["per", "cent"], ["per", "centum"]):
            key, end = f"{key}%", end + 2
        elif money or following[:1] in (["dollars"], ["dollar"]):
            key, end = f"${key}", end + (not money)
        if end - self.at == 1 and self.pieces[self.at].sort == LABEL:
            key = key.strip("()")
        return self._take(end - self.at, key, NUMBER)

    def _said_again(self, key: str, end: int) -> tuple[bool, int]:
        """Past "(7)" or "($7)" after "seven": whether it is money, and where it ends."""
        place = end
        money = place < len(self.keys) and self.keys[place] == "$"
        place += money
        if place >= len(self.pieces):
            return False, end
        piece, first = self.pieces[place], self.pieces[end]
        if piece.sort == LABEL and not money:
            digits = piece.key[1:-1]
            same = digits.isdecimal() and str(int(digits)) == key
            return (False, place + 1) if same else (False, end)
        opened = self.text[self.pieces[end - 1].end : first.start].strip() == "("
        if not opened or piece.sort != NUMBER or self.text[piece.end : piece.end + 1] != ")":
            return False, end
        same = str(numbers.digits_value(piece.key)) == key
        return (money, place + 1) if same else (False, end)

    def _value(self, place: int) -> tuple[str, int] | None:
        piece = self.pieces[place]
        if piece.sort == NUMBER:
            return self._digits(place)
        if piece.sort == CODE:
            return piece.key, place + 1
        if piece.sort == LABEL:
            return self._in_brackets(place)
        if piece.sort != WORD:
            return None
        if piece.key in numbers.ORDINALS:
            return f"#{numbers.ORDINALS[piece.key]}", place + 1
        spoken = numbers.number_words(self.keys[place : place + 16], 0)
        return None if spoken is None else (str(spoken[0]), place + spoken[1])

    def _digits(self, place: int) -> tuple[str, int]:
        key, suffix = self.pieces[place].key, self._suffix(place)
        value = numbers.digits_value(key)
        after = place + 1 + suffix
        while value is not None and after < len(self.keys) and self.keys[after] in numbers.SCALES:
            value, after = value * numbers.SCALES[self.keys[after]], after + 1
        return "#" * suffix + (key if value is None else str(value)), after

    def _in_brackets(self, place: int) -> tuple[str, int] | None:
        """ "(30)" after "thirty"; after a number in digits it would be the next item of a list."""
        piece, last = self.pieces[place], self.last
        if last is None or last.sort != NUMBER or place != self.at:
            return None
        if not piece.key[1:-1].isdecimal() or self.text[last.start : last.end].isdecimal():
            return None
        return str(int(piece.key[1:-1])), place + 1

    def _place(self) -> Token | None:
        """A state by name, in any of its forms, or the state that speaks."""
        keys, at = self.keys, self.at
        if self.pieces[at].sort == BLANK:
            return self._take(1, HERE_KEY, HERE)
        if keys[at] == "this" and keys[at + 1 : at + 2] and keys[at + 1].rstrip("s") in _FORMS:
            return self._take(2, HERE_KEY, HERE)
        start = at + (keys[at] == "the")
        formal = keys[start : start + 1] and keys[start] in _FORMS
        if formal and keys[start + 1 : start + 2] == ["of"]:
            start += 2
        elif start > at and keys[start : start + 2] != ["district", "of"]:
            return None
        if start < len(self.pieces) and self.pieces[start].sort == BLANK:
            return self._take(start + 1 - at, HERE_KEY, HERE)
        for length in (3, 2, 1):
            words = keys[start : start + length]
            if length == 1 and words and words[0] != "dc":
                words = [self._owner(words[0])]
            name = PLACES.get(tuple(words)) if len(words) == length else None
            if name and self.text[self.pieces[start].start].isupper():
                return self._take(start + length - at, name, PLACE)
        return None

    @staticmethod
    def _owner(key: str) -> str:
        """ "Colorado" of "Colorado's"."""
        return key[:-1] if key.endswith("s") and (key[:-1],) in PLACES else key

    def _plain(self) -> Token | None:
        piece = self.pieces[self.at]
        if piece.sort == LABEL:
            return None
        if piece.sort == SIGN and piece.key == "§":
            return self._take(1, "section", WORD)
        return self._take(1, REFERENCE_WORDS.get(piece.key, piece.key), piece.sort)

    def _take(self, count: int, key: str, sort: str) -> Token:
        first, last = self.pieces[self.at], self.pieces[self.at + count - 1]
        self.at += count
        return Token(key, sort, first.start, last.end)


# Words with which something longer than a word, or other than a word, may begin.
_MORE_THAN_A_WORD: Final = frozenset(
    {"the", "this", *_FORMS, *numbers.ONES, *numbers.TENS, *numbers.ORDINALS, *numbers.JOINED}
    | {*numbers.MONTHS, *REFERENCE_WORDS}
    | {words[0] + end for words in PLACES for end in ("", "s")}
)
# A number before one of these is an amount, never a year or a label.
_COUNTED: Final = frozenset(
    listed(
        "day days month months year years week weeks hour hours minutes percent per dollars "
        "members states votes % business calendar working consecutive persons"
    )
)


def _iso(key: str) -> str:
    if "/" in key:
        month, day, year = (int(part) for part in key.split("/"))
        return _written(year, month, day)
    return key


def _written(year: int, month: int, day: int) -> str:
    """A date like 1967-12-31; a missing year or day is left out."""
    return f"{year or '-'}-{month:02}" + (f"-{day:02}" if day else "")
