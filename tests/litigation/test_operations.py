"""Courts, positions, and who sees which."""

import datetime as dt

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from alliance.authority.models import ActUnder
from alliance.core import clock
from alliance.core.actor import OPERATOR, Office, Rank
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.pages import Cursor
from alliance.core.policy import NotPermitted, may
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.litigation import operations, queries
from alliance.litigation.courts import courts
from alliance.litigation.models import Court, Position
from alliance.litigation.operations import authority_digest
from alliance.litigation.policy import Do
from alliance.litigation.queries import Filter
from alliance.litigation.rules import Stance
from tests import make
from tests.litigation import cases
from tests.litigation.cases import lawyer
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, Role, counsel, observer

STATUTE = "CO Code § 1-1"  # tests/make.py
DAY = dt.datetime(2126, 11, 2, 12, tzinfo=dt.UTC)


pytestmark = pytest.mark.usefixtures("app")


def record(actor, lawsuit, stance=Stance.JOINS, before=None):
    before = len(queries.own_positions(actor, lawsuit)) if before is None else before
    with transaction():
        return operations.record_position(
            actor,
            lawsuit,
            stance=stance,
            before=before,
            version=lawsuit.version,
        )


def seen(actor, lawsuit):
    return {(one.state, one.stance) for one in queries.positions_seen_by(actor, lawsuit)}


def cases_found(**wanted):
    return [one.case_id for one in queries.lawsuits(OPERATOR, Cursor(), Filter(**wanted)).items]


def test_courts_are_loaded_again_without_harm():
    with transaction():
        court = db.session.get_one(Court, "nysd")
        court.name = "wrong"
    with transaction():
        operations.load_courts(OPERATOR, None)
    db.session.expire_all()
    assert db.session.get_one(Court, "nysd").name == courts()["nysd"].name
    assert len(db.session.scalars(select(Court)).all()) == len(courts()) == 218


def test_an_office_joins_and_the_ledger_says_so_without_its_words(tmp_path):
    who, lawsuit = make.actor(counsel()), cases.lawsuit(tmp_path)

    with clock.stopped_at(DAY):
        done = record(who, lawsuit)

    position = done.result
    assert (position.state_code, position.stance, position.n) == ("CO", Stance.JOINS, 1)
    assert (position.office_id, position.person_id) == (who.office_id, who.person_id)
    entry = db.session.get_one(Entry, (done.receipt.stream, done.receipt.n))
    assert entry.stream == f"office:{who.office_id}"
    assert (entry.action, entry.subject, entry.at) == (Do.POSITION, lawsuit.ref, DAY)
    assert entry.facts == {
        "lawsuit": str(lawsuit.id),
        "state": "CO",
        "position": 1,
        "stance": "joins",
        "authority_sha256": authority_digest(position),
        "authority": entry.facts["authority"],
        "chain_sha256": entry.facts["chain_sha256"],
    }
    kept = db.session.scalars(select(ActUnder)).one()
    assert (kept.act, kept.subject) == ("join a lawsuit", f"{lawsuit.ref}:1")
    assert (str(kept.authority_id), kept.chain_sha256) == (
        entry.facts["authority"],
        entry.facts["chain_sha256"],
    )
    assert STATUTE not in entry.body


def test_equal_authorities_have_different_digests(tmp_path):
    lawsuit = cases.lawsuit(tmp_path)
    one = record(make.actor(lawyer()), lawsuit).result
    other = record(make.actor(lawyer("NM")), lawsuit).result
    assert one.authority == other.authority
    assert authority_digest(one) != authority_digest(other)


def test_the_latest_position_counts_and_the_earlier_ones_stay(tmp_path):
    who, lawsuit = make.actor(lawyer()), cases.lawsuit(tmp_path)
    record(who, lawsuit, Stance.CONSIDERING)
    record(who, lawsuit, Stance.JOINS)
    assert seen(who, lawsuit) == {("CO", "joins")}
    assert [one.stance for one in queries.own_positions(who, lawsuit)] == ["joins", "considering"]


@pytest.mark.parametrize("office", [Office.GOVERNOR, Office.ATTORNEY_GENERAL])
@pytest.mark.parametrize("rank", [Rank.PRINCIPAL, Rank.COUNSEL])
def test_principal_and_counsel_record_a_position(tmp_path, office, rank):
    record(make.actor(lawyer("CO", office, rank)), cases.lawsuit(tmp_path))


@pytest.mark.parametrize(
    "role",
    [
        Role("CO", Office.ATTORNEY_GENERAL, Rank.LIAISON),
        Role("CO", Office.ATTORNEY_GENERAL, Rank.OBSERVER),
        Role("CO", Office.GOVERNOR, Rank.ADMINISTRATOR),
        Role("CO", Office.TREASURER, Rank.PRINCIPAL),
        Role("CO", Office.TREASURER, Rank.COUNSEL),
        SECRETARIAT,
        OTHER_SECRETARIAT,
    ],
    ids=lambda role: role.email,
)
def test_nobody_else_records_a_position(tmp_path, role):
    who, lawsuit = make.actor(role), cases.lawsuit(tmp_path)
    assert not may(who, Do.POSITION, lawsuit)
    with pytest.raises(NotPermitted):
        record(who, lawsuit)
    assert db.session.scalars(select(Position)).all() == []


def test_the_operator_records_no_position(tmp_path):
    with pytest.raises(NotPermitted):
        record(OPERATOR, cases.lawsuit(tmp_path), before=0)


def test_that_an_office_joins_is_seen_by_every_reader(tmp_path):
    lawsuit = cases.lawsuit(tmp_path)
    record(make.actor(lawyer()), lawsuit, Stance.JOINS)
    for reader in (
        make.actor(observer("NM")),
        make.actor(lawyer(office=Office.TREASURER)),
        make.actor(SECRETARIAT),
    ):
        assert seen(reader, lawsuit) == {("CO", "joins")}


@pytest.mark.parametrize("stance", [Stance.DECLINES, Stance.CONSIDERING])
def test_that_it_declines_or_considers_is_seen_by_its_own_office_only(tmp_path, stance):
    lawsuit = cases.lawsuit(tmp_path)
    record(make.actor(lawyer()), lawsuit, stance)
    assert seen(make.actor(lawyer(rank=Rank.OBSERVER)), lawsuit) == {("CO", stance)}
    for stranger in (
        make.actor(lawyer("NM")),
        make.actor(lawyer(office=Office.GOVERNOR)),
        make.actor(SECRETARIAT),
        OPERATOR,
    ):
        assert seen(stranger, lawsuit) == set()
        assert queries.own_positions(stranger, lawsuit) == []


def test_an_office_that_no_longer_joins_is_no_longer_shown_to_others(tmp_path):
    who, other = make.actor(lawyer()), make.actor(lawyer("NM"))
    lawsuit = cases.lawsuit(tmp_path)
    record(who, lawsuit, Stance.JOINS)
    record(who, lawsuit, Stance.DECLINES)
    assert seen(other, lawsuit) == set()
    assert seen(who, lawsuit) == {("CO", "declines")}


def test_the_same_position_is_not_recorded_twice(tmp_path):
    who, lawsuit = make.actor(lawyer()), cases.lawsuit(tmp_path)
    record(who, lawsuit)
    with pytest.raises(RuleBroken, match="already"):
        record(who, lawsuit)
    make.corrected(lawyer(), "another statute")
    record(who, lawsuit)
    assert queries.own_positions(who, lawsuit)[0].authority == "another statute"


def test_of_two_who_write_at_once_the_second_is_told(tmp_path):
    who, lawsuit = make.actor(lawyer()), cases.lawsuit(tmp_path)
    colleague = make.actor(counsel())
    record(who, lawsuit, Stance.JOINS, before=0)
    with pytest.raises(RuleBroken, match="while you were writing"):
        record(colleague, lawsuit, Stance.DECLINES, before=0)
    assert seen(who, lawsuit) == {("CO", "joins")}


@pytest.mark.parametrize("table", ["positions", "lawsuit_versions", "lawsuit_events"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET lawsuit_id = lawsuit_id", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_rewrite_what_happened(tmp_path, table, verb):
    lawsuit = cases.lawsuit(tmp_path)
    cases.event(tmp_path)
    record(make.actor(lawyer()), lawsuit)
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.execute(text(verb.format(table)))


def test_the_list_runs_from_the_newest_filing_to_those_without_a_date(tmp_path):
    for case_id, filed in (
        ("old", "2017"),
        ("none", ""),
        ("new", "2025-05"),
        ("mid", "2018-05-01"),
    ):
        cases.lawsuit(tmp_path, case_id=case_id, date_filed=filed)
    assert cases_found() == ["new", "mid", "old", "none"]
    assert [one.case_id for one in queries.lawsuits_of("CO")] == ["new", "mid", "old", "none"]
    assert queries.lawsuits_of("NM") == []


def test_the_list_is_narrowed_by_state_court_status_and_day_of_filing(tmp_path):
    cases.lawsuit(tmp_path, case_id="a", status="Summary Judgment appealed", date_filed="2025-04")
    cases.lawsuit(tmp_path, case_id="b", court_id="nysd", plaintiff_states="OR", status="100% done")
    cases.lawsuit(tmp_path, case_id="c", date_filed="", status="")
    cases.event(tmp_path, case_id="b", date="", event="plaintiffs joined", states="NM")

    assert cases_found(state="CO") == ["a", "c"]
    assert cases_found(state="NM") == ["b"]
    assert cases_found(court="nysd") == ["b"]
    assert cases_found(status="appealed JUDGMENT") == ["a"]
    assert cases_found(status="%") == ["b"]
    assert cases_found(status="_") == []
    assert cases_found(filed_from=dt.date(2025, 4, 1), filed_to=dt.date(2025, 4, 22)) == ["a"]
    assert cases_found(filed_from=dt.date(2025, 4, 2)) == ["b"]
    assert cases_found(filed_to=dt.date(2025, 3, 31)) == []
    assert cases_found(state="CO", court="nysd") == []


def test_a_long_list_comes_in_slices_and_nothing_is_lost(tmp_path):
    rows = [
        cases.TARIFFS | {"case_id": f"case-{n}", "date_filed": f"2025-01-{1 + n % 3:02}"}
        for n in range(120)
    ]
    cases.take_lawsuits(cases.lawsuits_file(tmp_path, *rows))
    found, after = [], Cursor()
    while after is not None:
        part = queries.lawsuits(OPERATOR, after, Filter(state="CO"))
        found += [one.case_id for one in part.items]
        after = part.after
    assert len(found) == len(set(found)) == 120


def test_related_dockets_lead_to_the_lawsuits_that_bear_the_number(tmp_path):
    cases.lawsuit(tmp_path, case_id="appeal", court_id="ca9", docket_number="25-1812")
    cases.lawsuit(tmp_path, case_id="same-number", court_id="ca1", docket_number="25-1812")
    lawsuit = cases.lawsuit(tmp_path, related_dockets="25-1812 24A79")
    found = queries.related_to(lawsuit)
    assert [one.docket_number for one in found] == ["25-1812", "24A79"]
    assert {one.case_id for one in found[0].lawsuits} == {"appeal", "same-number"}
    assert found[1].lawsuits == []


def test_each_plaintiff_is_listed_with_since_when(tmp_path):
    lawsuit = cases.lawsuit(tmp_path)
    cases.event(tmp_path)
    cases.event(tmp_path, date="2025-06", event="plaintiff joined", states="NM")
    cases.event(tmp_path, date="2025-07-01", event="plaintiff withdraws", states="AZ")
    cases.event(tmp_path, date="2025-08-01", event="plaintiff joined", states="AZ")
    found = queries.plaintiffs(lawsuit, queries.events_of(lawsuit), dt.date(2025, 8, 1))
    assert [(one.state, one.lead, one.first, one.since) for one in found] == [
        ("OR", True, True, "2025-04-23"),
        ("CO", False, True, "2025-04-23"),
        ("NM", False, False, "2025-06"),
        ("AZ", False, True, "2025-08-01"),
    ]


def test_a_name_that_no_database_takes_is_no_lawsuit():
    assert queries.lawsuit_by_case(OPERATOR, "x\x00y") is None
