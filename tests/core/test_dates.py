"""Dates to the precision of their source."""

import datetime as dt

import pytest

from alliance.core.dates import Precision, parse_day, parse_partial_date


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2007-04-10", Precision.DAY, "2007-04-10", "2007-04-10"),
        ("2007-04", Precision.MONTH, "2007-04-01", "2007-04-30"),
        ("2008-02", Precision.MONTH, "2008-02-01", "2008-02-29"),
        ("2007", Precision.YEAR, "2007-01-01", "2007-12-31"),
        ("1600", Precision.YEAR, "1600-01-01", "1600-12-31"),
        ("9999-12-31", Precision.DAY, "9999-12-31", "9999-12-31"),
        ("9999", Precision.YEAR, "9999-01-01", "9999-12-31"),
        ("2000-02-29", Precision.DAY, "2000-02-29", "2000-02-29"),
    ],
)
def test_a_date_keeps_its_text_and_computes_from_its_first_day(text, precision, first, last):
    date = parse_partial_date(text)
    assert (date.text, date.precision) == (text, precision)
    assert date.first_day == dt.date.fromisoformat(first)
    assert date.last_day == dt.date.fromisoformat(last)


def test_an_empty_cell_is_no_date():
    assert parse_partial_date("") is None
    assert parse_day("") is None


@pytest.mark.parametrize(
    "text",
    [
        *("2007-02-30", "2007-13", "2007-00", "2007-04-00", "1900-02-29", "04/10/2007", "20070410"),
        *("20070-04-10", "2007-4-1", "2007-04-10T00:00", "2007-W15", "2007-", "-2007", "207"),
        *(
            "1599",
            "0000",
            "2007-04-10 ",
            "2007-04-10\n",
            "\u0662\u0660\u0660\u0667",
            "\uff12\uff10\uff10\uff17",
        ),
        *("2007-04-\u0661\u0660", "today", "2007\u201304\u201310"),
    ],
)
def test_anything_but_a_plain_iso_date_of_the_calendar_is_refused(text):
    with pytest.raises(ValueError, match=r"date|calendar|year"):
        parse_partial_date(text)


def test_a_day_is_a_whole_day():
    assert parse_day("2026-11-23") == dt.date(2026, 11, 23)
    with pytest.raises(ValueError, match="only a month"):
        parse_day("2026-11")
