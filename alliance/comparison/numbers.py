"""Numbers as statutes write them: "7", "seven", "two-thirds", "1,000", "21st"."""

import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from alliance.comparison.wordlists import listed

ONES: Final = {
    word: value
    for value, word in enumerate(
        listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
TENS: Final = {
    word: 10 * value
    for value, word in enumerate(
        listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
SCALES: Final = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
ORDINALS: Final = {
    word: value
    for value, word in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
            "twentieth"
        ),
        start=1,
    )
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "ninetieth": 90}
PARTS: Final = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    word + plural: value for word, value in ORDINALS.items() if value > 2 for plural in ("", "s")
}
# "thirtytwo" and "onehalf", where a hyphen was lost.
JOINED: Final = {
    ten + one: Fraction(TENS[ten] + ONES[one]) for ten in TENS for one in ONES if 0 < ONES[one] < 10
} | {"one" + word: Fraction(1, parts) for word, parts in PARTS.items() if word[-1:] != "s"}
MONTHS: Final = {
    word: value
    for value, word in enumerate(
        listed(
            "january february march april may june july august september october november december"
        ),
        start=1,
    )
}
_ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def number_words(words: Sequence[str], start: int) -> tuple[Fraction, int] | None:
    """The value of the number words from `start`, and where they end; None if there are none."""
    total = current = 0
    place, last = start, ""
    while place < len(words):
        word = words[place]
        sort = _sort(word, last)
        if sort == "and" and not _goes_on(words, place + 1):
            break
        if not sort:
            break
        if sort in {"ones", "tens"}:
            current += ONES.get(word, 0) + TENS.get(word, 0)
        elif sort == "hundred":
            current *= 100
        elif sort == "scale":
            total, current = total + current * SCALES[word], 0
        last = last if sort == "and" else sort
        place += 1
    if place == start:
        return (JOINED[words[place]], place + 1) if words[place] in JOINED else None
    return part_of(words, place, total + current)


def _sort(word: str, last: str) -> str:
    """What a word adds to a number that came to a word of the sort `last`; "" if it ends it."""
    if word in ONES:
        fits = last in {"", "hundred", "scale"} or (last == "tens" and 0 < ONES[word] < 10)
        return "ones" if fits else ""
    if word in TENS:
        return "tens" if last in {"", "hundred", "scale"} else ""
    if word == "hundred":
        return "hundred" if last in {"ones", "tens"} else ""
    if word in SCALES:
        return "scale" if last in {"ones", "tens", "hundred"} else ""
    return "and" if word == "and" and last in {"hundred", "scale"} else ""


def part_of(words: Sequence[str], place: int, value: int) -> tuple[Fraction, int]:
    """The value, or that part of it: "two thirds"."""
    if place < len(words) and words[place] in PARTS and 0 < value < 100:
        singular = not words[place].endswith(("s", "ves"))
        if singular == (value == 1):
            return Fraction(value, PARTS[words[place]]), place + 1
    return Fraction(value), place


def _goes_on(words: Sequence[str], place: int) -> bool:
    return place < len(words) and (words[place] in ONES or words[place] in TENS)


def digits_value(text: str) -> Fraction | None:
    """The value of "1,000", "2.5", "2/3" or a fraction sign; None if it has none."""
    plain = text.replace(",", "").replace("\u2044", "/").replace(" ", "")
    if len(text) == 1 and not text.isdigit():
        value = unicodedata.numeric(text, None)
        return None if value is None else Fraction(value).limit_denominator(100)
    try:
        return Fraction(plain)
    except (ValueError, ZeroDivisionError):
        return None


def roman_value(text: str) -> int | None:
    """The value of a Roman numeral below 400, None for any other text."""
    low = text.lower()
    if not low or len(low) > 12 or not set(low) <= set("ivxlc"):
        return None
    values = [_ROMAN[letter] for letter in low]
    total = sum(
        -value if value < max(values[place + 1 :], default=0) else value
        for place, value in enumerate(values)
    )
    return total if total > 0 and roman(total) == low else None


def roman(value: int) -> str:
    """The Roman numeral in small letters of a number below 400."""
    signs = [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v")]
    found = ""
    for worth, sign in [*signs, (4, "iv"), (1, "i")]:
        found += sign * (value // worth)
        value %= worth
    return found
