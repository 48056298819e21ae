"""The history of a compact as a step chart: plain numbers for a drawing, and the same as rows.

It is drawn twice, wide and for a narrow screen. Amounts go up, days to the right; what is exact
stays exact until a place on the drawing is asked for.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from alliance.rulebook.days.calendar import ALWAYS
from alliance.rulebook.forces.facts import Enactment, Number
from alliance.rulebook.forces.history import Point, Timeline

RIGHT, TOP, BOTTOM = 16, 48, 40
LEVELS = (16, 34)  # the numbers of the changes stand on two lines above the drawing, in turn
APART = 22  # changes nearer than this bear one label


@dataclass(frozen=True)
class Size:
    """A sheet to draw on, in units that are pixels where it is shown in full."""

    name: str
    width: int
    height: int
    left: int
    years_at_most: int  # marks on the axis of days

    @property
    def right(self) -> int:
        """The right edge of the drawing."""
        return self.width - RIGHT

    @property
    def floor(self) -> int:
        """Where an amount of nothing stands."""
        return self.height - BOTTOM


WIDE = Size("wide", 1200, 400, 64, 12)
NARROW = Size("narrow", 340, 300, 36, 5)


@dataclass(frozen=True)
class Row:
    """From `day` (None: from the beginning) so much, of so much needed; who joined and left.

    `number` is its place in the history, the first change being 1: the chart names it so.
    `said` is the day as precisely as its source gives it ("2007"), "" for the beginning.
    """

    number: int
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
    """What is drawn: two lines of steps, the days in force, the axes, the numbers of the rows."""

    size: Size
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
                number=len(rows) + 1,
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


def drawn(found: Timeline, rows: Sequence[Row], day: dt.date, size: Size = WIDE) -> Chart | None:
    """The drawing up to a day, or to the last change if that lies behind it; None: nothing to."""
    days = [row.day for row in rows if row.day is not None]
    if not days or not any(row.amount or row.joined for row in rows):
        return None
    top = max(max(row.amount, row.need) for row in rows)
    scale = _Scale(size, days[0], max(day, days[-1]), top)
    return Chart(
        size=size,
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
    size: Size
    first: dt.date
    last: dt.date
    top: Number

    def x(self, day: dt.date | None) -> int:
        """Where a day stands; what lies outside stands on the edge."""
        inside = min(max(day or self.first, self.first), self.last)
        whole = max((self.last - self.first).days, 1)
        across = self.size.right - self.size.left
        return self.size.left + (inside - self.first).days * across // whole

    def y(self, amount: Number) -> int:
        """Where an amount stands."""
        top = Fraction(self.top) or Fraction(1)
        return self.size.floor - round(Fraction(amount) / top * (self.size.floor - TOP))

    def steps(self, points: Sequence[tuple[dt.date | None, Number]]) -> str:
        """The line through these amounts, each of which holds until the next."""
        path = f"M{self.size.left} {self.y(points[0][1])}"
        for day, amount in points:
            path += f"H{self.x(day)}V{self.y(amount)}"
        return f"{path}H{self.size.right}"

    def span(self, begins: dt.date, ends: dt.date | None) -> tuple[int, int]:
        """Where days in force begin on the drawing, and how wide they are."""
        start = self.x(begins)
        return start, (self.x(ends) if ends else self.size.right) - start

    def years(self) -> Iterable[Mark]:
        """The first days of some years."""
        count = self.last.year - self.first.year
        most = self.size.years_at_most
        every = next(one for one in (1, 2, 5, 10, 20, 50, 100, 5000) if count < one * most)
        for year in range(self.first.year + 1, self.last.year + 1):
            if year % every == 0:
                yield Mark(self.x(dt.date(year, 1, 1)), self.size.floor, str(year))

    def amounts(self) -> Iterable[Mark]:
        """Some whole amounts from zero up."""
        top = int(self.top)
        tens = 10 ** max(len(str(top)) - 1, 0)
        step = next(one for one in (tens // 5, tens // 2, tens, 2 * tens) if one and top <= 6 * one)
        for amount in range(0, top + 1, step):
            yield Mark(self.size.left, self.y(amount), str(amount))


def _changes(rows: Sequence[Row], scale: _Scale) -> Iterable[Mark]:
    """The number of each change above its place; those close together as one: "3\N{EN DASH}5"."""
    groups: list[list[Row]] = []
    for row in rows:
        if row.day is None:
            continue
        if groups and scale.x(row.day) - scale.x(groups[-1][0].day) < APART:
            groups[-1].append(row)
        else:
            groups.append([row])
    for place, group in enumerate(groups):
        first, last = group[0].number, group[-1].number
        text = str(first) if first == last else f"{first}\N{EN DASH}{last}"
        yield Mark(scale.x(group[0].day), LEVELS[place % len(LEVELS)], text)
