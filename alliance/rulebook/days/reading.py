"""Reading rules for a day."""

import re

from alliance.rulebook.days.calendar import Length, MonthDay, MonthReading, last_day
from alliance.rulebook.days.values import (
    JANUARY_FIRST,
    WEEKDAYS,
    Day,
    Earliest,
    EndOf,
    Event,
    FirstKnown,
    Fixed,
    Latest,
    Next,
    Period,
    Shifted,
    StageBegins,
)
from alliance.rulebook.problems import described, inside
from alliance.rulebook.reading import Reading

UNITS = {"days": 36_600, "clear_days": 36_600, "weeks": 5_200, "months": 1_200, "years": 100}
NEXT_KEYS = ("month_day", "day_of_month", "weekday", "every", "as_in")
KINDS: dict[str, tuple[str, ...]] = {
    "date": (),
    "event": (),
    "stage": (),
    "after": ("from",),
    "before": ("from",),
    "later_of": (),
    "earlier_of": (),
    "first_known": (),
    "next": ("from", "same_day"),
    "previous": ("from", "same_day"),
    "end_of": ("from",),
}
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_LIST_OF: dict[str, type[Latest | Earliest | FirstKnown]] = {
    "later_of": Latest,
    "earlier_of": Earliest,
    "first_known": FirstKnown,
}


class DayReading(Reading):
    """Reads rules for a day wherever one may stand."""

    def day_rule(self, value: object, path: str) -> Day | None:
        """A rule for a day; a plain day may be written as text."""
        if isinstance(value, str):
            day = self.day(value, path)
            return None if day is None else Fixed(day)
        kind = self._kind(value, path)
        if kind is None:
            return None
        fields = self.fields(value, path, (kind, *KINDS[kind]))
        if fields is None:
            return None
        return self._of_kind(kind, fields, path)

    def _kind(self, value: object, path: str) -> str | None:
        if not isinstance(value, dict):
            self.refuse(path, f"is {described(value)}: it must be a rule for a day")
            return None
        kinds = [kind for kind in KINDS if kind in value]
        if len(kinds) == 1:
            return kinds[0]
        listed = ", ".join(f'"{kind}"' for kind in KINDS)
        self.refuse(path, f"must hold exactly one of {listed}")
        return None

    def _of_kind(self, kind: str, fields: dict[str, object], path: str) -> Day | None:
        held, place = fields[kind], inside(path, kind)
        if kind in _LIST_OF:
            parts: tuple[Day, ...] = self.each(held, place, self.day_rule)
            return _LIST_OF[kind](parts) if parts else None
        if kind in {"date", "event", "stage"}:
            return self._named(kind, held, place)
        origin = self._origin(fields, path)
        if kind == "end_of":
            return self._end_of(held, place, origin)
        if kind in {"next", "previous"}:
            return self._next(kind, fields, path, origin)
        read = self.length(held, place)
        if read is None or origin is None:
            return None
        return Shifted(read[0], origin, back=kind == "before", said=read[1])

    def _origin(self, fields: dict[str, object], path: str) -> Day | None:
        if "from" in fields:
            return self.day_rule(fields["from"], inside(path, "from"))
        self.refuse(inside(path, "from"), "is missing")
        return None

    def _named(self, kind: str, held: object, place: str) -> Day | None:
        if kind == "date":
            day = self.day(held, place)
            return None if day is None else Fixed(day)
        name = self.text(held, place)
        if name is None:
            return None
        return Event(name) if kind == "event" else StageBegins(name)

    def length(self, value: object, path: str) -> tuple[Length, str] | None:
        """A length of time, and the same in words."""
        fields = self.fields(value, path, (*UNITS, "reading"))
        if fields is None:
            return None
        given = {
            unit: self.whole_number(fields[unit], inside(path, unit), most)
            for unit, most in UNITS.items()
            if unit in fields
        }
        if not given:
            listed = ", ".join(f'"{one}"' for one in UNITS)
            self.refuse(path, f"must hold at least one of {listed}")
        if "days" in given and "clear_days" in given:
            self.refuse(path, 'must not hold both "days" and "clear_days"')
        reading = None
        if "reading" in fields:
            reading = self.word(fields["reading"], inside(path, "reading"), MonthReading)
        known = {unit: number for unit, number in given.items() if number is not None}
        clear = known.get("clear_days")
        days = known.get("days", 0) + 7 * known.get("weeks", 0)
        length = Length(
            months=known.get("months", 0) + 12 * known.get("years", 0),
            # Clear days lie wholly between: neither the first nor the last day is one of them.
            days=days if clear is None else days + clear + 1,
            reading=reading or MonthReading.SAME_DAY,
        )
        return length, _said(known)

    def whole_number(self, value: object, path: str, most: int, least: int = 0) -> int | None:
        """A whole number, bare or as text."""
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value):
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.refuse(path, f"is {described(value)}: it must be a whole number, {least} to {most:,}")
        return None

    def month_day(self, value: object, path: str) -> MonthDay | None:
        """A day of the year, "07-01"."""
        if isinstance(value, str) and _MONTH_DAY.fullmatch(value):
            month, day = int(value[:2]), int(value[3:])
            if 1 <= month <= 12 and 1 <= day <= last_day(2000, month):
                return MonthDay(month, day)
        self.refuse(path, f'is {described(value)}: write a day of the year such as "07-01"')
        return None

    def _next(
        self, kind: str, fields: dict[str, object], path: str, origin: Day | None
    ) -> Day | None:
        place = inside(path, kind)
        inner = self.fields(fields[kind], place, NEXT_KEYS)
        if inner is None:
            return None
        same_day = False
        if "same_day" in fields:
            same_day = self.flag(fields["same_day"], inside(path, "same_day")) or False
        chosen = [key for key in NEXT_KEYS[:3] if key in inner]
        if len(chosen) != 1:
            self.refuse(place, 'must hold one of "month_day", "day_of_month" and "weekday"')
            return None
        points, number, weekday = self._points(inner, place)
        every, as_in = self._years(inner, place)
        if origin is None:
            return None
        back = kind == "previous"
        return Next(origin, points, number, weekday, every, as_in, same_day, back)

    def _points(
        self, inner: dict[str, object], place: str
    ) -> tuple[tuple[MonthDay, ...], int, int]:
        points: tuple[MonthDay, ...] = ()
        number, weekday = 0, -1
        if "month_day" in inner:
            held, where = inner["month_day"], inside(place, "month_day")
            if isinstance(held, list):
                points = self.each(held, where, self.month_day)
            elif (one := self.month_day(held, where)) is not None:
                points = (one,)
        if "day_of_month" in inner:
            where = inside(place, "day_of_month")
            number = self.whole_number(inner["day_of_month"], where, 31, 1) or 0
        if "weekday" in inner:
            if inner["weekday"] in WEEKDAYS:
                weekday = WEEKDAYS.index(str(inner["weekday"]))
            else:
                listed = ", ".join(f'"{one}"' for one in WEEKDAYS)
                self.refuse(inside(place, "weekday"), f"must be one of {listed}")
        return points, number, weekday

    def _years(self, inner: dict[str, object], place: str) -> tuple[int, int]:
        if "every" not in inner and "as_in" not in inner:
            return 1, 0
        if not {"every", "as_in", "month_day"} <= set(inner):
            self.refuse(place, '"every" and "as_in" stand together, beside "month_day"')
            return 1, 0
        every = self.whole_number(inner["every"], inside(place, "every"), 100, 1)
        as_in = self.whole_number(inner["as_in"], inside(place, "as_in"), 2999, 1600)
        return every or 1, as_in or 0

    def _end_of(self, held: object, place: str, origin: Day | None) -> Day | None:
        begins: MonthDay | None = JANUARY_FIRST
        period: Period | None = Period.YEAR
        if isinstance(held, dict):
            fields = self.fields(held, place, ("year_from",))
            if fields is None:
                return None
            begins = self.required(fields, place, "year_from", self.month_day)
        else:
            period = self.word(held, place, Period)
        if origin is None or begins is None or period is None:
            return None
        return EndOf(period, origin, begins)


def _said(known: dict[str, int]) -> str:
    order = ("years", "months", "weeks", "days", "clear_days")
    parts = [
        f"{known[unit]} {(unit if known[unit] != 1 else unit[:-1]).replace('_', ' ')}"
        for unit in order
        if unit in known
    ]
    return " and ".join(parts)
