"""Exact numbers as text: whole numbers and fractions, never decimals."""

import math
import re
from collections.abc import Iterable
from fractions import Fraction

from alliance.rulebook.problems import described

# Eighteen digits hold every weight in use and keep hostile input from costing time.
NUMBER = re.compile(r"[0-9]{1,18}(?:/[0-9]{1,18})?")
COMMON_DENOMINATOR_AT_MOST = 10**2000
HOW_TO_WRITE = (
    'write a whole number or a fraction as text, such as "3" or "2/3", with at most 18 digits each'
)

_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
_PARTS = {
    2: "half",
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
    11: "eleventh",
    12: "twelfth",
}


def read_number(value: object) -> Fraction:
    """A non-negative number from "n" or "a/b"; ValueError says in plain words what is wrong."""
    if not isinstance(value, str):
        raise ValueError(f"is {described(value)}: {HOW_TO_WRITE}")  # noqa: TRY004 - one error for callers
    if not NUMBER.fullmatch(value):
        raise ValueError(f"is {described(value)}: {HOW_TO_WRITE}")
    above, _, below = value.partition("/")
    if below and int(below) == 0:
        raise ValueError(f"is {described(value)}: a fraction cannot have zero below the line")
    return Fraction(int(above), int(below or "1"))


def read_share(value: object) -> Fraction:
    """A share of a base, from nothing ("0/1") to all ("1/1")."""
    share = read_number(value)
    if share > 1:
        raise ValueError(f"is {described(value)}: a share lies between 0 and 1")
    return share


def can_be_added(amounts: Iterable[Fraction | int]) -> bool:
    """Whether a sum of these stays readable: thousands of unrelated denominators do not."""
    common = 1
    for amount in amounts:
        common = math.lcm(common, amount.denominator)
        if common > COMMON_DENOMINATOR_AT_MOST:
            return False
    return True


def total(amounts: Iterable[Fraction | int]) -> Fraction:
    """The exact sum; whole numbers are added apart, which is quick."""
    whole, rest = 0, Fraction(0)
    for amount in amounts:
        if amount.denominator == 1:
            whole += amount.numerator
        else:
            rest += amount
    return rest + whole


def share_in_words(share: Fraction) -> str:
    """ "2/3" as "two thirds"; fractions without a common name stay digits."""
    if share == 1:
        return "all"
    if share == 0:
        return "zero"
    if share == Fraction(1, 2):
        return "half"
    if share.denominator not in _PARTS:
        return str(share)
    plural = "" if share.numerator == 1 else "s"
    return f"{_WORDS[share.numerator]} {_PARTS[share.denominator]}{plural}"
