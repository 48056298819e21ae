"""Taking in lawsuits and events: all of a file or nothing, and the same file changes nothing."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.db import db
from alliance.core.imports import ImportRefused, Terms
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.litigation import queries
from alliance.litigation.imports import import_lawsuits
from alliance.litigation.models import Lawsuit, LawsuitEvent, LawsuitState, LawsuitVersion
from tests import make
from tests.corpus import corpus
from tests.litigation import cases
from tests.litigation.cases import COMPLAINT, TARIFFS

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


pytestmark = pytest.mark.usefixtures("app")


def counts(report):
    return report.added, report.changed, report.unchanged, len(report.refused)


def noted():
    wanted = select(Entry).where(Entry.action == "litigation:import").order_by(Entry.n)
    return db.session.scalars(wanted).all()


def states_of(case_id="or-us-tariffs-2025"):
    wanted = (
        select(LawsuitState.state_code)
        .join(Lawsuit, Lawsuit.id == LawsuitState.lawsuit_id)
        .where(Lawsuit.case_id == case_id)
        .order_by(LawsuitState.state_code)
    )
    return " ".join(db.session.scalars(wanted))


def test_a_lawsuit_is_recorded_with_all_its_facts(tmp_path):
    lawsuit = cases.lawsuit(tmp_path, date_filed="2025-04", related_dockets="25-1812 25-250")

    assert (lawsuit.date_filed, lawsuit.filed_on) == ("2025-04", dt.date(2025, 4, 1))
    assert lawsuit.plaintiff_states == ["OR", "AZ", "CO"]
    assert lawsuit.related_dockets == ["25-1812", "25-250"]
    assert lawsuit.as_of == dt.date(2025, 5, 1)
    assert lawsuit.plaintiff_state_count == 3
    assert lawsuit.court.name == "United States Court of International Trade"
    assert states_of() == "AZ CO OR"


def test_the_same_file_twice_changes_nothing_and_leaves_no_trace(tmp_path):
    lawsuits = cases.lawsuits_file(tmp_path, TARIFFS)
    events = cases.events_file(tmp_path, COMPLAINT)
    assert counts(cases.take_lawsuits(lawsuits)) == (1, 0, 0, 0)
    assert counts(cases.take_events(events)) == (1, 0, 0, 0)
    entered = len(noted())

    assert counts(cases.take_lawsuits(lawsuits)) == (0, 0, 1, 0)
    assert counts(cases.take_events(events)) == (0, 0, 1, 0)

    assert len(noted()) == entered == 2
    assert len(db.session.scalars(select(LawsuitVersion)).all()) == 1
    assert len(db.session.scalars(select(LawsuitEvent)).all()) == 1


def test_the_ledger_notes_the_file_and_no_words(tmp_path):
    cases.lawsuit(tmp_path, note="a remark")
    (entry,) = noted()
    assert (entry.stream, entry.subject) == ("house", "house")
    assert entry.facts.keys() == {
        *("what", "file_sha256", "added", "changed", "unchanged", "facts_sha256")
    }
    assert (entry.facts["what"], entry.facts["added"]) == ("lawsuits", 1)
    assert "a remark" not in entry.body


def test_a_changed_fact_is_a_new_version_and_the_old_one_stays(tmp_path):
    cases.lawsuit(tmp_path, status="pending")
    changed = cases.lawsuits_file(tmp_path, TARIFFS | {"status": "dismissed"})

    assert counts(cases.take_lawsuits(changed)) == (0, 1, 0, 0)

    lawsuit = queries.lawsuit_by_case(None, "or-us-tariffs-2025")
    assert (lawsuit.status, lawsuit.version) == ("dismissed", 2)
    versions = db.session.scalars(select(LawsuitVersion).order_by(LawsuitVersion.version)).all()
    assert [one.facts["status"] for one in versions] == ["pending", "dismissed"]


def test_a_corrected_list_of_states_moves_the_index(tmp_path):
    cases.lawsuit(tmp_path)
    cases.event(tmp_path, date="2025-06-01", event="plaintiff joined", states="NM")
    cases.event(tmp_path, date="2025-06-02", event="amicus brief filed", states="NV")
    assert states_of() == "AZ CO NM OR"

    cases.lawsuit(tmp_path, plaintiff_states="OR CO")

    assert states_of() == "CO NM OR"


def test_a_dry_run_reports_and_writes_nothing(tmp_path):
    report = cases.take_lawsuits(cases.lawsuits_file(tmp_path, TARIFFS), dry_run=True)
    assert counts(report) == (1, 0, 0, 0)
    assert db.session.scalars(select(Lawsuit)).all() == []
    assert noted() == []


def test_one_bad_row_refuses_the_file_with_place_reason_and_cure(tmp_path):
    bad = TARIFFS | {
        "case_id": "nm-us-2025",
        "date_filed": "2025-02-30",
        "court_id": "nysdd",
        "plaintiff_states": "NM XX",
    }
    report = cases.take_lawsuits(cases.lawsuits_file(tmp_path, TARIFFS, bad))

    assert {(one.row, one.column) for one in report.refused} == {
        (3, "court_id"),
        (3, "date_filed"),
        (3, "plaintiff_states"),
    }
    assert all(one.fix and one.file == "lawsuits.csv" for one in report.refused)
    assert db.session.scalars(select(Lawsuit)).all() == []


def test_an_event_of_an_unknown_case_is_refused(tmp_path):
    report = cases.take_events(cases.events_file(tmp_path, COMPLAINT))
    (refusal,) = report.refused
    assert (refusal.row, refusal.column, refusal.value) == (2, "case_id", "or-us-tariffs-2025")


def test_a_file_without_its_columns_cannot_be_read_at_all(tmp_path):
    path = cases.lawsuits_file(tmp_path, TARIFFS, columns=("case_id", "caption"))
    with pytest.raises(ImportRefused, match="court_id"):
        cases.take_lawsuits(path)


def test_a_row_that_stands_twice_is_said_and_counted_once(tmp_path):
    lawsuits = cases.take_lawsuits(cases.lawsuits_file(tmp_path, TARIFFS, TARIFFS))
    events = cases.take_events(cases.events_file(tmp_path, COMPLAINT, COMPLAINT))
    for report in (lawsuits, events):
        assert counts(report) == (1, 0, 1, 0)
        assert report.notes == ["row 3 says the same as row 2"]
    again = cases.take_events(cases.events_file(tmp_path, COMPLAINT, COMPLAINT))
    assert again.notes == ["row 3 says the same as row 2"]


def test_two_rows_that_contradict_each_other_are_refused(tmp_path):
    other = TARIFFS | {"status": "dismissed"}
    (refusal,) = cases.take_lawsuits(cases.lawsuits_file(tmp_path, TARIFFS, other)).refused
    assert (refusal.row, refusal.column) == (3, "case_id")
    assert "row 2" in refusal.reason

    cases.lawsuit(tmp_path)
    told = COMPLAINT | {"source": "another paper"}
    (refusal,) = cases.take_events(cases.events_file(tmp_path, COMPLAINT, told)).refused
    assert (refusal.row, refusal.column) == (3, "event")
    assert db.session.scalars(select(LawsuitEvent)).all() == []


def test_an_event_with_a_better_source_is_changed_and_its_past_is_kept(tmp_path):
    lawsuit = cases.lawsuit(tmp_path)
    cases.event(tmp_path)

    assert counts(cases.event(tmp_path, source="document 1")) == (0, 1, 0, 0)
    assert counts(cases.event(tmp_path, source="document 1")) == (0, 0, 1, 0)

    (known,) = queries.events_of(lawsuit)
    assert known.source == "document 1"
    rows = db.session.scalars(select(LawsuitEvent).order_by(LawsuitEvent.version)).all()
    assert [(one.n, one.version, one.source) for one in rows] == [
        (1, 1, "complaint"),
        (1, 2, "document 1"),
    ]


def test_events_differ_by_date_words_or_states(tmp_path):
    lawsuit = cases.lawsuit(tmp_path)
    cases.event(tmp_path)
    for facts in ({"date": "2025-04-24"}, {"event": "hearing"}, {"states": "OR AZ"}, {"date": ""}):
        assert counts(cases.event(tmp_path, **facts)) == (1, 0, 0, 0)
    assert [one.date.text if one.date else "" for one in queries.events_of(lawsuit)] == [
        *("2025-04-23", "2025-04-23", "2025-04-23", "2025-04-24"),
        "",
    ]


def test_events_of_one_day_keep_the_order_of_the_file(tmp_path):
    lawsuit = cases.lawsuit(tmp_path)
    first = COMPLAINT | {"date": "2025-06-01", "event": "plaintiff joined", "states": "NM"}
    then = first | {"event": "plaintiff withdraws"}
    cases.take_events(cases.events_file(tmp_path, first, then))
    assert queries.participation(lawsuit, dt.date(2025, 6, 1)).states == ("OR", "AZ", "CO")


def test_facts_are_known_since_the_import_or_since_their_row_says(tmp_path):
    path = cases.lawsuits_file(tmp_path, TARIFFS)
    with clock.stopped_at(NOON):
        cases.take_lawsuits(path)
    changed = cases.lawsuits_file(tmp_path, TARIFFS | {"status": "dismissed"})
    cases.take_lawsuits(changed, row_dates=True)
    known = db.session.scalars(
        select(LawsuitVersion.known_from).order_by(LawsuitVersion.version)
    ).all()
    # The row's own day lies before the first import: nothing is known before it was told.
    assert known == [NOON, NOON]

    other = TARIFFS | {"case_id": "other"}
    cases.take_lawsuits(cases.lawsuits_file(tmp_path, other), row_dates=True)
    lawsuit = queries.lawsuit_by_case(None, "other")
    version = db.session.get_one(LawsuitVersion, (lawsuit.id, 1))
    assert version.known_from == dt.datetime(2025, 5, 1, tzinfo=dt.UTC)


def test_a_row_without_its_day_is_refused_where_the_rows_say_since_when(tmp_path):
    row = TARIFFS | {"as_of": ""}
    (refusal,) = cases.take_lawsuits(cases.lawsuits_file(tmp_path, row), row_dates=True).refused
    assert (refusal.row, refusal.column) == (2, "as_of")


def test_only_the_operator_takes_files_in(tmp_path):
    path = cases.lawsuits_file(tmp_path, TARIFFS)
    who = make.actor(cases.lawyer())
    with pytest.raises(NotPermitted), transaction():
        import_lawsuits(who, path, Terms())
    assert db.session.scalars(select(Lawsuit)).all() == []


def test_demo_lawsuits_are_marked(tmp_path):
    cases.take_lawsuits(cases.lawsuits_file(tmp_path, TARIFFS), demo=True)
    assert queries.lawsuit_by_case(None, "or-us-tariffs-2025").demo


@pytest.mark.corpus
def test_the_real_files_come_in_whole():
    folder = corpus()
    for take, name, rows in (
        (cases.take_lawsuits, "lawsuits.csv", 24),
        (cases.take_events, "lawsuit_events.csv", 20),
    ):
        assert counts(take(folder / name)) == (rows, 0, 0, 0)
        assert counts(take(folder / name)) == (0, 0, rows, 0)

    daca = queries.lawsuit_by_case(OPERATOR, "ny-trump-daca-2017")
    before = queries.matter_json(daca, dt.date(2017, 9, 6))
    after = queries.matter_json(daca, dt.date(2017, 10, 4))
    assert (len(before["states"]), before["states"][0]) == (16, "NY")
    assert len(after["states"]) == 17
    assert "CO" in set(after["states"]) - set(before["states"])
    assert (before["court"], before["complete"]) == ("nyed", "yes")

    dapa = queries.matter_json(
        queries.lawsuit_by_case(OPERATOR, "tx-us-dapa-2014"), dt.date(2016, 1, 1)
    )
    assert len(dapa["states"]) == 17
    (undated,) = dapa["undated"]
    assert (undated["event"], len(undated["states"])) == ("plaintiffs joined", 9)
    assert len(queries.lawsuits_of("CO")) == 14
