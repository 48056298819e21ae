"""Dates as sources give them: a day, or only a month, or only a year."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

# ASCII digits only: Python's own readers would take digits of other scripts as well.
ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
FIRST_YEAR = 1600  # before any charter that could matter; catches slips such as 0207
HOW_TO_WRITE = "write the date as 2007-04-10, or 2007-04 or 2007 where only that is known"
HOW_TO_WRITE_A_DAY = "write the day as 2007-04-10"


class Precision(StrEnum):
    """How much of a date the source gives."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class PartialDate:
    """A date to the precision of its source; `text` is ISO 8601 ("2007", "2007-04")."""

    text: str
    precision: Precision

    @property
    def first_day(self) -> dt.date:
        """The day with which the date computes."""
        year, month, day = self._parts()
        return dt.date(year, month or 1, day or 1)

    @property
    def last_day(self) -> dt.date:
        """The latest day that the date may mean."""
        year, month, day = self._parts()
        month = month or 12
        return dt.date(year, month, day or calendar.monthrange(year, month)[1])

    def _parts(self) -> tuple[int, int | None, int | None]:
        year, month, day = (*map(int, self.text.split("-")), None, None)[:3]
        assert year is not None
        return year, month, day


def parse_partial_date(text: str) -> PartialDate | None:
    """The date in `text`, None for empty text; ValueError says what is wrong with it."""
    if not text:
        return None
    match = ISO_DATE.fullmatch(text)
    if match is None:
        raise ValueError("is not an ISO 8601 date")
    year, month, day = match.groups()
    if int(year) < FIRST_YEAR:
        raise ValueError(f"lies before the year {FIRST_YEAR}")
    try:
        dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError("is not a day of the calendar") from None
    if day:
        return PartialDate(text, Precision.DAY)
    return PartialDate(text, Precision.MONTH if month else Precision.YEAR)


def parse_day(text: str) -> dt.date | None:
    """The whole day in `text`, None for empty text; ValueError says what is wrong with it."""
    date = parse_partial_date(text)
    if date is None:
        return None
    if date.precision is not Precision.DAY:
        raise ValueError(f"gives only a {date.precision}: a whole day is needed")
    return date.first_day


def end_of(known: dt.date | None) -> dt.datetime | None:
    """The instant at which a day of knowledge ends; None for what is known now."""
    if known is None or known == dt.date.max:  # after the last day of the calendar there is none
        return None
    return dt.datetime.combine(known, dt.time(), dt.UTC) + dt.timedelta(days=1)
