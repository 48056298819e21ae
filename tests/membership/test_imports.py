"""Taking in files: all or nothing, twice changes nothing, and both times of every fact kept."""

import datetime as dt
import hashlib

import pytest
from sqlalchemy import select

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.db import db
from alliance.core.imports import ImportRefused, Terms
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry, enter, hold
from alliance.core.transaction import transaction
from alliance.membership import queries
from alliance.membership.imports import import_memberships
from alliance.membership.models import MembershipPeriod, StandingStretch
from alliance.membership.moving import Move, move
from alliance.membership.rules import Standing
from tests import make
from tests.membership.files import (
    BODY,
    ROW,
    alliances_file,
    contents,
    counts,
    memberships_file,
    river,
    take_alliances,
    take_memberships,
)
from tests.people import SECRETARIAT
from tests.races.racing import ledger_holds, race, rounds

MARCH = dt.datetime(2026, 3, 10, 15, tzinfo=dt.UTC)
APRIL = dt.datetime(2026, 4, 10, 15, tzinfo=dt.UTC)
END_OF_MARCH = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


def on(day, known=None):
    """The states bound on a day, as it was known before an instant."""
    found = queries.roster(make.alliance("river"), dt.date.fromisoformat(day), known)
    return [one.state for one in found.members if one.bound]


def periods():
    alliance = make.alliance("river")
    wanted = select(MembershipPeriod).where(MembershipPeriod.alliance_id == alliance.id)
    ordered = wanted.order_by(MembershipPeriod.state_code, MembershipPeriod.version)
    return list(db.session.scalars(ordered))


def stretches():
    alliance = make.alliance("river")
    wanted = select(StandingStretch).where(StandingStretch.alliance_id == alliance.id)
    ordered = wanted.order_by(StandingStretch.state_code, StandingStretch.known_from)
    return list(db.session.scalars(ordered))


def test_a_file_is_taken_in_once_and_again_changes_nothing(app, tmp_path):
    bodies = alliances_file(tmp_path, BODY)
    assert counts(take_alliances(bodies)) == (1, 0, 0)
    rows = memberships_file(tmp_path, ROW, ROW | {"jurisdiction": "NV"})
    assert counts(take_memberships(rows)) == (2, 0, 0)
    before = contents()
    assert counts(take_alliances(bodies)) == (0, 0, 1)
    assert counts(take_memberships(rows)) == (0, 0, 2)
    assert contents() == before


def test_a_dry_run_says_the_same_and_writes_nothing(app, tmp_path):
    bodies = alliances_file(tmp_path, BODY)
    before = contents()
    assert counts(take_alliances(bodies, dry_run=True)) == (1, 0, 0)
    assert contents() == before
    take_alliances(bodies)
    rows = memberships_file(tmp_path, ROW)
    before = contents()
    assert counts(take_memberships(rows, dry_run=True)) == (1, 0, 0)
    assert contents() == before


def test_the_ledger_names_the_file_by_its_digest(app, tmp_path):
    river(tmp_path)
    path = memberships_file(tmp_path, ROW)
    take_memberships(path)
    noted = db.session.scalars(
        select(Entry).where(Entry.action == "membership:import").order_by(Entry.n.desc())
    ).first()
    assert noted.facts["file_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (noted.facts["what"], noted.facts["added"]) == ("memberships", 1)


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        ({"jurisdiction": "ZZ"}, "jurisdiction"),
        ({"jurisdiction": ""}, "jurisdiction"),
        ({"alliance_id": "nobody"}, "alliance_id"),
        ({"joined": "2025-02-30"}, "joined"),
        ({"joined": "May 2012"}, "joined"),
        ({"left": "2011"}, "left"),
        ({"role": ""}, "role"),
        ({"status": ""}, "status"),
        ({"as_of": "2024"}, "as_of"),
        ({"note": "x" * 2_001}, "note"),
        ({"joined_precision": "month"}, "joined_precision"),
    ],
)
def test_one_bad_row_keeps_the_whole_file_out(app, tmp_path, bad, column):
    river(tmp_path)
    before = contents()
    good = [ROW | {"jurisdiction": code} for code in ("NV", "UT", "WY")]
    report = take_memberships(memberships_file(tmp_path, *good, ROW | bad))
    assert [(one.row, one.column) for one in report.refused] == [(5, column)]
    assert report.refused[0].fix
    assert contents() == before


def test_every_fault_of_a_file_is_told_in_the_order_of_its_rows(app, tmp_path):
    river(tmp_path)
    overlapping = ROW | {"joined": "2013-01-01"}
    rows = [ROW, overlapping, ROW | {"jurisdiction": "ZZ"}, ROW | {"joined": "soon"}]
    report = take_memberships(memberships_file(tmp_path, *rows))
    assert [one.row for one in report.refused] == [3, 4, 5]


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        ({"id": "River Compact"}, "id"),
        ({"name": ""}, "name"),
        ({"kind": None}, "kind"),
        ({"formed": "2010-13"}, "formed"),
        ({"formed_precision": "year"}, "formed_precision"),
        ({"roster_complete": "yes"}, "roster_complete"),
        ({"source": "charter"}, "source"),
        ({"published_member_count": 7}, "published_member_count"),
        ({"as_of": "2024-01"}, "as_of"),
    ],
)
def test_one_bad_record_keeps_all_alliances_out(app, tmp_path, bad, column):
    before = contents()
    other = BODY | {"id": "other", "name": "Other"}
    report = take_alliances(alliances_file(tmp_path, other, BODY | bad))
    assert [(one.row, one.column) for one in report.refused] == [(1, column)]
    assert contents() == before


def test_an_id_that_stands_twice_in_a_file_is_refused(app, tmp_path):
    report = take_alliances(alliances_file(tmp_path, BODY, BODY | {"name": "Again"}))
    assert [(one.row, one.column) for one in report.refused] == [(1, "id")]


def test_a_file_that_cannot_be_read_changes_nothing(app, tmp_path):
    before = contents()
    path = tmp_path / "memberships.csv"
    path.write_bytes(b"\xff\xfea\x00")
    with pytest.raises(ImportRefused):
        take_memberships(path)
    assert contents() == before


def test_nobody_but_the_operator_imports(app, tmp_path):
    river(tmp_path)
    before = contents()
    path = memberships_file(tmp_path, ROW)
    with pytest.raises(NotPermitted), transaction():
        import_memberships(make.actor(SECRETARIAT), path, Terms())
    assert contents() == before


def test_a_filled_date_is_a_change_and_what_was_known_before_can_still_be_asked(app, tmp_path):
    with clock.stopped_at(MARCH):
        river(tmp_path, ROW | {"joined": ""})
    with clock.stopped_at(APRIL):
        report = take_memberships(memberships_file(tmp_path, ROW))
    assert counts(report) == (0, 1, 0)

    # Without a date it counted from the forming of the body, in 2010.
    assert on("2011-01-01", known=END_OF_MARCH) == ["AZ"]
    assert on("2011-01-01") == []
    assert on("2012-04-30") == []
    assert on("2012-05-01") == ["AZ"]
    assert on("2012-05-01", known=MARCH) == []  # nothing was known yet


def test_a_date_that_was_given_is_not_overwritten_by_another(app, tmp_path):
    river(tmp_path, ROW)
    before = contents()
    report = take_memberships(memberships_file(tmp_path, ROW | {"joined": "2013-05-01"}))
    assert [one.column for one in report.refused] == ["joined"]
    assert contents() == before


def test_a_correction_keeps_both_times(app, tmp_path):
    with clock.stopped_at(MARCH):
        river(tmp_path, ROW)
    with clock.stopped_at(APRIL):
        changed = ROW | {"status": "withdrawal announced", "notice_given": "2026-02-01"}
        assert counts(take_memberships(memberships_file(tmp_path, changed))) == (0, 1, 0)
    first, second = periods()
    assert (first.version, first.known_from, first.known_until) == (1, MARCH, APRIL)
    assert (second.version, second.known_from, second.known_until) == (2, APRIL, None)
    assert first.period_id == second.period_id

    day = dt.date(2026, 5, 1)
    alliance = make.alliance("river")
    assert [one.standing for one in queries.roster(alliance, day).members] == ["notice given"]
    then = queries.roster(alliance, day, END_OF_MARCH)
    assert [one.standing for one in then.members] == ["party"]


def test_what_is_known_at_the_instant_of_the_change_is_the_new(app, tmp_path):
    with clock.stopped_at(MARCH):
        river(tmp_path, ROW | {"joined": ""})
    with clock.stopped_at(APRIL):
        take_memberships(memberships_file(tmp_path, ROW))
    moment = dt.timedelta(microseconds=1)
    assert on("2011-01-01", known=APRIL) == ["AZ"]
    assert on("2011-01-01", known=APRIL + moment) == []


def test_known_since_row_takes_the_day_of_each_row(app, tmp_path):
    river(tmp_path)
    rows = [ROW, ROW | {"jurisdiction": "NV", "as_of": "2025-06-01"}]
    take_memberships(memberships_file(tmp_path, *rows), row_dates=True)
    assert on("2026-01-01", known=dt.datetime(2024, 1, 1, tzinfo=dt.UTC)) == []
    assert on("2026-01-01", known=dt.datetime(2024, 1, 2, tzinfo=dt.UTC)) == ["AZ"]
    assert on("2026-01-01", known=dt.datetime(2025, 6, 1, tzinfo=dt.UTC)) == ["AZ"]
    assert on("2026-01-01", known=dt.datetime(2025, 6, 2, tzinfo=dt.UTC)) == ["AZ", "NV"]


def test_known_since_row_refuses_a_row_without_a_day(app, tmp_path):
    river(tmp_path)
    before = contents()
    report = take_memberships(memberships_file(tmp_path, ROW | {"as_of": ""}), row_dates=True)
    assert [(one.row, one.column) for one in report.refused] == [(2, "as_of")]
    report = take_alliances(alliances_file(tmp_path, BODY | {"as_of": None}), row_dates=True)
    assert [(one.row, one.column) for one in report.refused] == [(0, "as_of")]
    assert contents() == before


def test_a_state_may_leave_and_come_back(app, tmp_path):
    away = ROW | {"status": "withdrawn", "left": "2015-01-01"}
    river(tmp_path, away, ROW | {"joined": "2020-01-01"})
    assert on("2014-12-31") == ["AZ"]
    assert on("2015-01-01") == []
    assert on("2019-12-31") == []
    assert on("2020-01-01") == ["AZ"]


def test_a_former_member_without_a_date_is_not_counted_and_named_as_unknown(app, tmp_path):
    river(tmp_path, ROW, ROW | {"jurisdiction": "NV", "status": "Former Member"})
    found = queries.roster(make.alliance("river"), dt.date(2026, 1, 1))
    assert (found.count, found.unknown) == (1, ("NV",))


def test_associates_and_observers_are_listed_and_not_counted(app, tmp_path):
    rows = [
        ROW,
        ROW | {"jurisdiction": "NV", "role": "associate member"},
        ROW | {"jurisdiction": "UT", "role": "observer"},
        ROW | {"jurisdiction": "WY", "role": "friend of the river"},
    ]
    river(tmp_path, *rows)
    found = queries.roster(make.alliance("river"), dt.date(2026, 1, 1))
    told = [(one.state, one.member_class, one.bound) for one in found.members]
    assert told == [
        ("AZ", "party", True),
        ("NV", "associate", False),
        ("UT", "observer", False),
        ("WY", "other", False),
    ]
    assert found.count == 1
    assert queries.bound_states(make.alliance("river")) == {"AZ"}


def test_a_corrected_forming_moves_the_start_of_undated_members_only(app, tmp_path):
    with clock.stopped_at(MARCH):
        river(tmp_path, ROW | {"joined": ""}, ROW | {"jurisdiction": "NV"})
    assert on("2010-01-01") == ["AZ"]
    with clock.stopped_at(APRIL):
        path = alliances_file(tmp_path, BODY | {"formed": "2011", "formed_precision": "year"})
        assert counts(take_alliances(path)) == (0, 1, 0)
    assert on("2010-12-31") == []
    assert on("2011-01-01") == ["AZ"]
    assert on("2012-05-01") == ["AZ", "NV"]
    assert on("2010-01-01", known=END_OF_MARCH) == ["AZ"]
    # What was known before stays, with its days; who has a date of their own is not touched.
    versions = [(one.state_code, one.starts.year, one.known_until) for one in stretches()]
    assert versions == [("AZ", 2010, APRIL), ("AZ", 2011, None), ("NV", 2012, None)]
    rows = [ROW | {"joined": ""}, ROW | {"jurisdiction": "NV"}]
    assert counts(take_memberships(memberships_file(tmp_path, *rows))) == (0, 0, 2)
    # The columns that lists and walls read have moved with it.
    alliance = make.alliance("river")
    assert queries.bound_states(alliance, dt.date(2010, 12, 31)) == set()
    assert queries.bound_states(alliance, dt.date(2011, 1, 1)) == {"AZ"}


def test_lists_and_rosters_count_the_same(app, tmp_path):
    rows = [
        ROW | {"joined": ""},
        ROW | {"jurisdiction": "NV", "status": "withdrawn", "left": "2015"},
        ROW | {"jurisdiction": "UT", "status": "withdrawal announced"},
        ROW | {"jurisdiction": "WY", "status": "suspended"},
        ROW | {"jurisdiction": "NM", "status": "former member"},
        ROW | {"jurisdiction": "CO", "role": "observer"},
        ROW | {"jurisdiction": "ID", "status": "invited"},
    ]
    river(tmp_path, *rows)
    alliance = make.alliance("river")
    for day in map(dt.date.fromisoformat, ("2009-12-31", "2010-01-01", "2014-12-31", "2015-01-01")):
        roster = queries.roster(alliance, day)
        bound = {one.state for one in roster.members if one.bound}
        assert queries.bound_states(alliance, day) == bound, day


def test_unknown_columns_are_named_and_not_read(app, tmp_path):
    river(tmp_path)
    path = memberships_file(tmp_path, ROW | {"mood": "fine"}, columns=(*ROW, "mood"))
    assert take_memberships(path).ignored_columns == ["mood"]
    report = take_alliances(alliances_file(tmp_path, BODY | {"mood": "fine"}))
    assert report.ignored_columns == ["mood"]


def test_a_row_that_stands_twice_counts_once_and_is_told(app, tmp_path):
    river(tmp_path)
    report = take_memberships(memberships_file(tmp_path, ROW, ROW | {"jurisdiction": "az"}))
    assert counts(report) == (1, 0, 1)
    assert report.notes == ["row 3 says the same as row 2"]


def test_a_file_may_not_speak_of_one_period_in_two_ways(app, tmp_path):
    river(tmp_path)
    before = contents()
    rows = [ROW, ROW | {"note": "signed in May"}]
    report = take_memberships(memberships_file(tmp_path, *rows))
    assert [one.row for one in report.refused] == [3]
    assert contents() == before


def moved(tmp_path):
    """Arizona has given notice here, by an act; it had been imported."""
    river(tmp_path, ROW)
    with transaction():
        notice = Move(Standing.NOTICE_GIVEN, dt.date(2026, 3, 1))
        move(make.alliance("river"), "AZ", [notice, Move(Standing.WITHDRAWN, dt.date(2027, 3, 1))])


def test_a_file_that_says_less_than_acts_recorded_here_changes_nothing(app, tmp_path):
    moved(tmp_path)
    before = contents()
    days = {"notice_given": "2026-03-01", "left": "2027-03-01"}
    report = take_memberships(memberships_file(tmp_path, ROW | days | {"note": "as published"}))
    assert counts(report) == (0, 0, 1)
    assert report.notes == ["row 2: acts recorded here say more of this period; they stand"]
    assert contents() == before


def test_a_file_that_contradicts_acts_recorded_here_is_refused(app, tmp_path):
    river(tmp_path, ROW)
    with transaction():
        move(make.alliance("river"), "AZ", [Move(Standing.SUSPENDED, dt.date(2026, 3, 1))])
    before = contents()
    row = ROW | {"left": "2026-09-01"}
    report = take_memberships(memberships_file(tmp_path, row))
    [refused] = report.refused
    assert refused.reason == "acts recorded here say otherwise of this period"
    assert "correct it there" in refused.fix
    assert contents() == before


DAY = dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    "days",
    [{"joined": "2027-04-01"}, {"joined": "2010-04-01", "left": "2015-01-01", "status": "left"}],
)
def test_a_membership_is_taken_in_though_an_invitation_was_declined_here(app, tmp_path, days):
    river(tmp_path)
    with transaction():
        body, wyoming = make.alliance("river"), ROW | {"jurisdiction": "WY"} | days
        steps = [Move(Standing.INVITED, DAY), Move(Standing.DECLINED, DAY)]
        move(body, "WY", steps)
    assert counts(take_memberships(memberships_file(tmp_path, wyoming))) == (1, 0, 0)
    assert on("2027-05-01" if days["joined"] > "2027" else "2012-01-01") == ["WY"]
    assert counts(take_memberships(memberships_file(tmp_path, wyoming))) == (0, 0, 1)


def test_an_act_beside_an_import_is_done_before_it_or_after_it(app, tmp_path, campaign):
    """A state is invited while a file says that it is a member: one of the two is refused."""
    river(tmp_path, ROW)
    outcomes = set()
    for state in ("NM", "NV", "UT", "WY", "CO", "ID")[: rounds(campaign)]:
        path = memberships_file(tmp_path, ROW | {"jurisdiction": state, "joined": "2026-01-01"})
        outcomes.add(tuple(one_of_two(app, path, state)))
        live = [row for row in periods() if row.state_code == state and row.known_until is None]
        assert len(live) == 1
    ledger_holds()
    assert outcomes <= {("taken", "refused"), ("refused", "invited")}


def one_of_two(app, path, state):
    """What came of the file, and of the invitation."""

    def take():
        return "refused" if take_memberships(path).refused else "taken"

    def invite():
        with transaction():
            body = make.alliance("river")
            hold(body.stream)
            if state in queries.bound_states(body):
                return "refused"
            move(body, state, [Move(Standing.INVITED, clock.today())])
            enter(OPERATOR, "test", stream=body.stream, subject=body.ref, facts={})
        return "invited"

    return race(app, take, invite)
