"""The schema of rules for a day."""

from alliance.rulebook.compacts.schema_shapes import (
    FLAG,
    JSON,
    TEXT,
    any_of,
    entries,
    one_of,
    record,
    ref,
    whole,
    words,
)
from alliance.rulebook.days.calendar import MonthReading
from alliance.rulebook.days.reading import UNITS
from alliance.rulebook.days.values import WEEKDAYS, Period

_DAY: JSON = {"type": "string", "pattern": "^(1[6-9]|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$"}
_LENGTH: JSON = {
    **record(
        "A length of time.",
        {
            **{unit: whole(0, most) for unit, most in UNITS.items()},
            "reading": words(*MonthReading),
        },
    ),
    "anyOf": [{"required": [unit]} for unit in UNITS],
    "not": {"required": ["days", "clear_days"]},
}
_NEXT: JSON = {
    **record(
        "The next of some days of the year, with a day number, or on a weekday.",
        {
            "month_day": any_of(ref("month_day"), entries(ref("month_day"))),
            "day_of_month": whole(1, 31),
            "weekday": words(*WEEKDAYS),
            "every": whole(1, 100),
            "as_in": whole(1600, 2999),
        },
    ),
    **one_of("month_day", "day_of_month", "weekday"),
    "dependentRequired": {"every": ["as_in", "month_day"], "as_in": ["every", "month_day"]},
}
_END = any_of(
    words(*Period),
    record("A year that begins on this day.", {"year_from": ref("month_day")}, ("year_from",)),
)


def _from(key: str, held: JSON, said: str, **more: JSON) -> JSON:
    return record(said, {key: held, "from": ref("day_rule"), **more}, (key, "from"))


DAYS: dict[str, JSON] = {
    "month_day": {
        "description": "A day that comes every year; 02-29 is the last of February in other years.",
        "type": "string",
        "pattern": "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    },
    "day_rule": any_of({**_DAY, "description": "A plain day."}, ref("day_object")),
    "day_object": any_of(
        record("A plain day.", {"date": _DAY}, ("date",)),
        record("A dated fact.", {"event": TEXT}, ("event",)),
        record("The day a stage took effect.", {"stage": TEXT}, ("stage",)),
        _from("after", _LENGTH, "A length after another day."),
        _from("before", _LENGTH, "A length before another day."),
        record("The latest; none while one is open.", {"later_of": ref("days")}, ("later_of",)),
        record("The earliest of those known.", {"earlier_of": ref("days")}, ("earlier_of",)),
        record("The first written that is known.", {"first_known": ref("days")}, ("first_known",)),
        _from("next", _NEXT, "The next such day after another.", same_day=FLAG),
        _from("previous", _NEXT, "The last such day before another.", same_day=FLAG),
        _from("end_of", _END, "The last day of the period with another day."),
    ),
    "days": entries(ref("day_rule")),
}
