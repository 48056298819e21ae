"""Days that a source knows only to a month or a year: shown as such, computed as a first day."""

import datetime as dt

import pytest

from alliance.compacts.queries import told_of
from tests import make
from tests.membership.files import ROW, river
from tests.membership.test_pages import as_csv, rows
from tests.people import observer

DAY = dt.date(2024, 1, 1)
COUNT = {"type": "count_threshold", "threshold": 2}
LEFT = {"jurisdiction": "PA", "joined": "2022-04", "left": "2023", "status": "withdrawn"}


def river_of_years(tmp_path, **facts):
    """Two states that joined in 2012, one in 2014-03, one that left in 2023."""
    river(
        tmp_path,
        ROW | {"joined": "2012"},
        ROW | {"jurisdiction": "UT", "joined": "2012-01-01"},
        ROW | {"jurisdiction": "NM", "joined": "2014-03"},
        ROW | LEFT,
        activation=COUNT,
        **facts,
    )


@pytest.mark.parametrize(
    ("joined", "since", "precision"),
    [
        ("2012", "2012", "year"),
        ("2012-01", "2012-01", "month"),
        ("2012-01-01", "2012-01-01", "day"),
    ],
)
def test_it_is_in_force_since_a_day_known_as_precisely_as_its_source(
    app, tmp_path, joined, since, precision
):
    both = (ROW | {"joined": joined}, ROW | {"jurisdiction": "UT", "joined": "2012-01-01"})
    river(tmp_path, *both, activation=COUNT)
    for known in (None, dt.datetime(2999, 1, 1, tzinfo=dt.UTC)):
        told = told_of(make.alliance("river"), DAY, known)
        assert (told.since, told.precision) == (since, precision)
        assert told.as_json()["since"] == "2012-01-01"
        assert told.as_json()["since_precision"] == precision
        coarse = any("that computes as its first day" in step for step in told.status.steps)
        assert coarse == (precision != "day")


def test_the_precision_stays_when_the_state_that_gave_it_has_left(app, tmp_path):
    river(
        tmp_path,
        ROW | {"joined": "2012", "left": "2020-01-01", "status": "withdrawn"},
        *(ROW | {"jurisdiction": one, "joined": "2010-02-03"} for one in ("UT",)),
        ROW | {"jurisdiction": "NM", "joined": "2014-03-05"},
        activation=COUNT,
    )
    assert told_of(make.alliance("river"), DAY).since == "2012"


def test_where_no_day_of_joining_is_given_it_says_from_when_it_counts(app, tmp_path):
    river(
        tmp_path,
        ROW | {"joined": ""},
        ROW | {"jurisdiction": "UT"},
        formed="2008-08",
        formed_precision="month",
    )
    told = told_of(make.alliance("river"), DAY)
    said = "For Arizona the source gives no day of joining: it counts from 2008-08, when"
    assert any(step.startswith(said) for step in told.status.steps)
    river(tmp_path, ROW | {"jurisdiction": "UT", "joined": ""})
    assert told_of(make.alliance("ours"), DAY).since != "2008-08"


def test_every_page_and_file_shows_a_year_as_a_year(visitor, tmp_path):
    river_of_years(tmp_path)
    visitor.sign_in(observer("NM"))
    page = visitor.get("membership.alliance", slug="river")
    assert "In force since 2012." in page.words
    page = visitor.get("compacts.compact", slug="river")
    assert "In force since 2012, with 3 parties" in page.words
    assert [row[0] for row in rows(page, "steps")] == [
        *("2023", "April 2022", "March 2014", "2012", "the beginning"),
    ]
    held = as_csv(visitor.at("/alliances/river/compact?file=csv"))
    assert [(one["from"], one["date"]) for one in held][-2:] == [
        ("2022-04-01", "2022-04"),
        ("2023-01-01", "2023"),
    ]
    page = visitor.get("standings.standings", slug="river")
    told = {row[0].split(":")[0]: row[2:] for row in rows(page, "standings")}
    assert told["Arizona"] == ["party, 2012", "party, 2012"]
    assert told["Utah"][0] == "party, Sunday, January 1, 2012"
    assert told["Pennsylvania"] == ["party, April 2022", "withdrawn, 2023"]


def test_a_step_without_a_day_says_when_it_counts_from(visitor, tmp_path):
    river(tmp_path, ROW | {"joined": ""}, formed="2008-08", formed_precision="month")
    page = visitor.sign_in(observer("NM")).get("standings.standings", slug="river")
    counted = "party, not stated; counted from August 2008, when the body was formed"
    assert rows(page, "standings")[0][2] == counted
