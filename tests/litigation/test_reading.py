"""Reading lawsuits and events: what is refused, where, and what would be right."""

import datetime as dt

import pytest

from alliance.core.imports import Source
from alliance.core.tables import read_table
from alliance.litigation.reading import (
    EVENT_OPTIONAL,
    EVENT_REQUIRED,
    LAWSUIT_OPTIONAL,
    LAWSUIT_REQUIRED,
    read_lawsuit,
    read_lawsuit_event,
)
from alliance.litigation.rules import Complete, Lawsuit, LawsuitEvent, plaintiffs_on
from tests.corpus import corpus

STATES = {"TX", "AL", "NY", "CO", "DC"}
LAWSUIT = {
    "case_id": "ny-trump-daca-2017",
    "caption": "New York et al. v. Trump et al.",
    "court_id": "nyed",
    "docket_number": "1:17-cv-05228",
    "date_filed": "2017-09-06",
    "lead_plaintiff": "NY",
    "plaintiff_states": "ny CO  DC NY",
    "plaintiff_state_count": "16",
    "plaintiffs_complete": "Yes",
    "related_dockets": "24-5588 24A79",
    "as_of": "2017-10-04",
}
EVENT = {"case_id": "ny-trump-daca-2017", "date": "2017-10", "event": "ruling", "states": "CO NY"}


def lawsuit(**changes):
    return read_lawsuit(LAWSUIT | changes, 2, "lawsuits.csv", {"nyed", "nysd"}, STATES)


def event(**changes):
    return read_lawsuit_event(EVENT | changes, 3, "events.csv", {"ny-trump-daca-2017"}, STATES)


def test_a_lawsuit_is_read_with_its_codes_in_capitals_and_each_state_once():
    read = lawsuit()
    assert read.plaintiff_states == ("NY", "CO", "DC")
    assert read.plaintiffs_complete is Complete.YES
    assert read.plaintiff_state_count == 16
    assert read.related_dockets == ("24-5588", "24A79")
    assert read.as_of == dt.date(2017, 10, 4)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"case_id": ""}, "case_id"),
        ({"case_id": "Texas v. US"}, "case_id"),
        ({"case_id": "x" * 81}, "case_id"),
        ({"caption": ""}, "caption"),
        ({"caption": "x" * 501}, "caption"),
        ({"docket_number": ""}, "docket_number"),
        ({"court_id": ""}, "court_id"),
        ({"court_id": "nye"}, "court_id"),
        ({"date_filed": "09/06/2017"}, "date_filed"),
        ({"lead_plaintiff": "XX"}, "lead_plaintiff"),
        ({"plaintiff_states": "NY XX"}, "plaintiff_states"),
        ({"plaintiff_states": "NY,CO"}, "plaintiff_states"),
        ({"plaintiff_state_count": "-1"}, "plaintiff_state_count"),
        ({"plaintiff_state_count": "\u0661"}, "plaintiff_state_count"),
        ({"plaintiffs_complete": "maybe"}, "plaintiffs_complete"),
        ({"date_terminated": "2017-13"}, "date_terminated"),
        ({"as_of": "2017-10"}, "as_of"),
        ({"related_dockets": "1" * 101}, "related_dockets"),
    ],
)
def test_a_lawsuit_with_a_fault_is_refused_by_its_column(changes, column):
    [refusal] = lawsuit(**changes)
    assert (refusal.file, refusal.row, refusal.column) == ("lawsuits.csv", 2, column)
    assert refusal.reason
    assert refusal.fix


def test_an_unknown_court_is_told_how_to_find_it():
    [refusal] = lawsuit(court_id="nye")
    assert "list of courts" in refusal.fix
    assert "nyed" in refusal.fix


def test_what_nobody_has_said_is_empty_or_unverified():
    minimal = {name: LAWSUIT[name] for name in LAWSUIT_REQUIRED}
    read = read_lawsuit(minimal, 2, "lawsuits.csv", {"nyed"}, STATES)
    assert isinstance(read, Lawsuit)
    assert read.plaintiffs_complete is Complete.UNVERIFIED
    assert read.plaintiff_state_count is None
    assert read.plaintiff_states == ()


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"case_id": "ny-trump"}, "case_id"),
        ({"event": ""}, "event"),
        ({"date": "soon"}, "date"),
        ({"states": "CO ZZ"}, "states"),
        ({"as_of": "2017"}, "as_of"),
    ],
)
def test_an_event_with_a_fault_is_refused_by_its_column(changes, column):
    [refusal] = event(**changes)
    assert (refusal.row, refusal.column) == (3, column)


def test_all_faults_of_a_row_are_told_at_once():
    refusals = lawsuit(caption="", court_id="zzz", as_of="never")
    assert [one.column for one in refusals] == ["caption", "court_id", "as_of"]


def real_lawsuits():
    folder = corpus()
    jurisdictions = read_table(Source(folder / "jurisdictions.csv"), required=["usps"], optional=[])
    courts = read_table(Source(folder / "courts.csv"), required=["court_id"], optional=[])
    states = {row.cells["usps"] for row in jurisdictions.rows}
    ids = {row.cells["court_id"] for row in courts.rows}
    table = read_table(
        Source(folder / "lawsuits.csv"), required=LAWSUIT_REQUIRED, optional=LAWSUIT_OPTIONAL
    )
    read = [read_lawsuit(row.cells, row.number, table.file, ids, states) for row in table.rows]
    assert table.refusals == []
    assert table.ignored == ()
    cases = {one.case_id: one for one in read if isinstance(one, Lawsuit)}
    assert len(cases) == len(read)
    events_table = read_table(
        Source(folder / "lawsuit_events.csv"), required=EVENT_REQUIRED, optional=EVENT_OPTIONAL
    )
    events = [
        read_lawsuit_event(row.cells, row.number, events_table.file, cases, states)
        for row in events_table.rows
    ]
    assert all(isinstance(one, LawsuitEvent) for one in events)
    return cases, events


@pytest.mark.corpus
def test_the_real_lawsuits_and_events_are_read_completely():
    cases, events = real_lawsuits()
    assert (len(cases), len(events)) == (24, 20)
    assert len({one.key for one in events}) == 20


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("case_id", "day", "count", "first"),
    [
        ("ny-trump-daca-2017", "2017-09-05", 0, ()),
        ("ny-trump-daca-2017", "2017-09-06", 16, ("NY", "MA")),
        ("ny-trump-daca-2017", "2017-10-04", 17, ("NY", "MA")),
        ("ny-commerce-census-2018", "2018-04-30", 19, ("NY", "CT")),
        ("mo-biden-scghg-2021", "2021-08-30", 12, ("MO", "AZ")),
        ("mo-biden-scghg-2021", "2021-08-31", 13, ("MO", "AZ")),
        ("tx-us-dapa-2014", "2026-01-01", 17, ("TX", "SD")),
        ("cl-1-25-cv-00039", "2026-01-01", 23, ("NY", "AZ")),
    ],
)
def test_the_real_plaintiffs_of_a_day(case_id, day, count, first):
    cases, events = real_lawsuits()
    found = plaintiffs_on(cases[case_id], events, dt.date.fromisoformat(day))
    assert len(found.states) == count
    assert found.states[:2] == first
    assert bool(found.undated) is (case_id == "tx-us-dapa-2014")
