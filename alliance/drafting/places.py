"""Places of units: text that sorts, so that one can always be put between two others: pure.

The same is done in static/js/drafting.js.
"""

import secrets
from typing import Final

DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LONGEST: Final = 200
_OWN: Final = 3  # digits of chance, so that two people at one place hardly ever choose the same


def between(low: str, high: str | None) -> str:
    """A place after `low` ("" is the start) and before `high` (None is the end).

    Where the two are the same, as when two people chose it at once, it stands after both.
    """
    if high is not None and low >= high:
        high = None
    place = _middle(low, high)
    own = place + "".join(secrets.choice(DIGITS[1:]) for _ in range(_OWN))
    return own if high is None or own < high else place


def spread(count: int) -> list[str]:
    """Places for so many units, with room between them."""
    width = 1
    while len(DIGITS) ** width < 2 * (count + 1):
        width += 1
    step = len(DIGITS) ** width // (count + 1)
    return [_written(step * (nth + 1), width) + "V" for nth in range(count)]


def is_place(value: object) -> bool:
    """Whether this could be a place."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST
        and all(digit in DIGITS for digit in value)
    )


def _middle(low: str, high: str | None) -> str:
    """The shortest text between two; `low` < `high`, and neither ends with the first digit."""
    if high is not None:
        same = 0
        while same < len(high) and (low[same : same + 1] or DIGITS[0]) == high[same]:
            same += 1
        if same:
            return high[:same] + _middle(low[same:], high[same:])
    first = DIGITS.index(low[0]) if low else 0
    last = DIGITS.index(high[0]) if high else len(DIGITS)
    if last - first > 1:
        return DIGITS[(first + last) // 2]
    if high and len(high) > 1:
        return high[:1]
    return DIGITS[first] + _middle(low[1:], None)


def _written(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits
