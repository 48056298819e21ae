"""The history of a compact as a step chart: plain numbers for a drawing, and the same as rows.

The drawing is 960 by 400 units. Amounts go up, days to the right; what is exact stays exact until
a place on the drawing is asked for.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from alliance.rulebook.days.calendar import ALWAYS
from alliance.rulebook.forces.facts import Enactment, Number
from alliance.rulebook.forces.history import Point, Timeline

WIDTH, HEIGHT = 960, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 96, 40
APART = 15  # labels nearer than this are written as one
CODES_AT_MOST = 4  # in one label; how many more is said
YEARS_AT_MOST = 12  # marks on the axis of days


@dataclass(frozen=True)
class Row:
    """From `day` (None: from the beginning) so much, of so much needed; who joined and left.

    `said` is the day as precisely as its source gives it ("2007"), "" for the beginning.
    """

    day: dt.date | None
    said: str
    amount: Number
    need: Number
    joined: tuple[str, ...]
    left: tuple[str, ...]
    in_force: bool


@dataclass(frozen=True)
class Mark:
    """A word at a place of the drawing."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Chart:
    """What is drawn: two lines of steps, the days in force, the axes, who joined and left."""

    have: str
    need: str
    in_force: tuple[tuple[int, int], ...]  # x and width
    years: tuple[Mark, ...]
    amounts: tuple[Mark, ...]
    changes: tuple[Mark, ...]
    today: int | None
    last: dt.date
    begins: dt.date


def rows_of(
    found: Timeline, enactments: Iterable[Enactment], said: Mapping[dt.date, str] | None = None
) -> list[Row]:
    """Every day on which the amount, the need or the parties change, the first one first.

    `said` holds the days that are known less precisely.
    """
    texts = said or {}
    joined: dict[dt.date, list[str]] = {}
    left: dict[dt.date, list[str]] = {}
    for one in enactments:
        joined.setdefault(one.dates.get("since") or ALWAYS, []).append(one.state)
        if one.until is not None:
            left.setdefault(one.until, []).append(one.state)
    points = {point.day: point for point in found.series}
    rows: list[Row] = []
    held = Point(ALWAYS, 0, 0)
    for day in sorted({*points, *joined, *left}):
        held = points.get(day, held)
        here, gone = set(joined.get(day, ())), set(left.get(day, ()))
        rows.append(
            Row(
                day=None if day == ALWAYS else day,
                said="" if day == ALWAYS else texts.get(day, day.isoformat()),
                amount=held.amount,
                need=held.need,
                joined=tuple(sorted(here - gone)),
                left=tuple(sorted(gone - here)),
                in_force=_within(found, day),
            )
        )
    return rows


def _within(found: Timeline, day: dt.date) -> bool:
    return any(begins <= day and (ends is None or day < ends) for begins, ends in found.spans)


def drawn(found: Timeline, rows: Sequence[Row], day: dt.date) -> Chart | None:
    """The drawing up to a day, or to the last change if that lies behind it; None: nothing to."""
    days = [row.day for row in rows if row.day is not None]
    if not days or not any(row.amount or row.joined for row in rows):
        return None
    scale = _Scale(days[0], max(day, days[-1]), max(max(row.amount, row.need) for row in rows))
    return Chart(
        have=scale.steps([(row.day, row.amount) for row in rows]),
        need=scale.steps([(row.day, row.need) for row in rows]),
        in_force=tuple(scale.span(begins, ends) for begins, ends in found.spans),
        years=tuple(scale.years()),
        amounts=tuple(scale.amounts()),
        changes=tuple(_changes(rows, scale)),
        today=scale.x(day) if day >= scale.first else None,
        last=scale.last,
        begins=scale.first,
    )


@dataclass(frozen=True)
class _Scale:
    first: dt.date
    last: dt.date
    top: Number

    def x(self, day: dt.date | None) -> int:
        """Where a day stands; what lies outside stands on the edge."""
        inside = min(max(day or self.first, self.first), self.last)
        whole = max((self.last - self.first).days, 1)
        return LEFT + (inside - self.first).days * (WIDTH - LEFT - RIGHT) // whole

    def y(self, amount: Number) -> int:
        """Where an amount stands."""
        top = Fraction(self.top) or Fraction(1)
        return HEIGHT - BOTTOM - round(Fraction(amount) / top * (HEIGHT - TOP - BOTTOM))

    def steps(self, points: Sequence[tuple[dt.date | None, Number]]) -> str:
        """The line through these amounts, each of which holds until the next."""
        path = f"M{LEFT} {self.y(points[0][1])}"
        for day, amount in points:
            path += f"H{self.x(day)}V{self.y(amount)}"
        return f"{path}H{WIDTH - RIGHT}"

    def span(self, begins: dt.date, ends: dt.date | None) -> tuple[int, int]:
        """Where days in force begin on the drawing, and how wide they are."""
        start = self.x(begins)
        return start, (self.x(ends) if ends else WIDTH - RIGHT) - start

    def years(self) -> Iterable[Mark]:
        """The first days of some years."""
        count = self.last.year - self.first.year
        every = next(one for one in (1, 2, 5, 10, 20, 50, 100, 5000) if count < one * YEARS_AT_MOST)
        for year in range(self.first.year + 1, self.last.year + 1):
            if year % every == 0:
                yield Mark(self.x(dt.date(year, 1, 1)), HEIGHT - BOTTOM, str(year))

    def amounts(self) -> Iterable[Mark]:
        """Some whole amounts from zero up."""
        top = int(self.top)
        tens = 10 ** max(len(str(top)) - 1, 0)
        step = next(one for one in (tens // 5, tens // 2, tens, 2 * tens) if one and top <= 6 * one)
        for amount in range(0, top + 1, step):
            yield Mark(LEFT, self.y(amount), str(amount))


def _changes(rows: Sequence[Row], scale: _Scale) -> Iterable[Mark]:
    """Who joined (+) and left (-); those who stand close together as one label."""
    held: list[str] = []
    at, height = 0, 0
    for row in rows:
        said = [f"+{one}" for one in row.joined] + [f"\N{MINUS SIGN}{one}" for one in row.left]
        if row.day is None or not said:
            continue
        x = scale.x(row.day)
        if held and x - at >= APART:
            yield _label(at, height, held)
            held = []
        if not held:
            at, height = x, HEIGHT
        held += said
        height = min(height, scale.y(row.amount))
    if held:
        yield _label(at, height, held)


def _label(x: int, y: int, said: Sequence[str]) -> Mark:
    more = len(said) - CODES_AT_MOST
    text = " ".join(said[:CODES_AT_MOST]) + (f" and {more} more" if more > 0 else "")
    return Mark(x, y, text)
