"""Reading memberships and alliances: what is refused, where, and what would be right."""

import datetime as dt

import pytest

from alliance.core.dates import Precision
from alliance.membership.reading import (
    AllianceFacts,
    read_alliance,
    read_alliances,
    read_membership,
)
from alliance.membership.rules import Period

STATES = {"MD", "NJ", "GU", "DC"}
ROW = {
    "alliance_id": "npvic",
    "jurisdiction": "MD",
    "role": "party",
    "status": "member",
    "joined": "2007-04-10",
    "as_of": "2026-04-15",
}


def membership(**changes):
    return read_membership(ROW | changes, 2, "memberships.csv", {"npvic", "rggi"}, STATES)


def test_a_row_is_read_with_its_words_and_precision():
    read = membership(joined="2007", joined_precision="Year", note="signed by governor")
    assert isinstance(read, Period)
    assert (read.alliance, read.state, read.note) == ("npvic", "MD", "signed by governor")
    assert read.joined.precision is Precision.YEAR
    assert read.as_of == dt.date(2026, 4, 15)


def test_a_code_in_small_letters_is_read_in_capitals():
    assert membership(jurisdiction="md").state == "MD"


def test_marks_that_reorder_the_page_are_removed():
    assert membership(role="\u202eytrap\u2066").role == "ytrap"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"alliance_id": ""}, "alliance_id"),
        ({"alliance_id": "NPVIC"}, "alliance_id"),
        ({"alliance_id": "npvi\u200bc"}, "alliance_id"),
        ({"jurisdiction": ""}, "jurisdiction"),
        ({"jurisdiction": "XX"}, "jurisdiction"),
        ({"jurisdiction": "Maryland"}, "jurisdiction"),
        ({"jurisdiction": "\u041cD"}, "jurisdiction"),
        ({"jurisdiction": "M\u200bD"}, "jurisdiction"),
        ({"jurisdiction": "MD'; DROP TABLE memberships;--"}, "jurisdiction"),
        ({"role": ""}, "role"),
        ({"role": "\u202e"}, "role"),
        ({"role": "x" * 201}, "role"),
        ({"status": ""}, "status"),
        ({"joined": "2007-02-30"}, "joined"),
        ({"joined": "04/10/2007"}, "joined"),
        ({"joined_precision": "month"}, "joined_precision"),
        ({"joined_precision": "decade"}, "joined_precision"),
        ({"left_precision": "day"}, "left_precision"),
        ({"notice_given": "soon"}, "notice_given"),
        ({"left": "2007-04-09"}, "left"),
        ({"as_of": "2026"}, "as_of"),
        ({"note": "x" * 2_001}, "note"),
    ],
)
def test_a_row_with_a_fault_is_refused_by_its_column(changes, column):
    [refusal] = membership(**changes)
    assert (refusal.file, refusal.row, refusal.column) == ("memberships.csv", 2, column)
    assert refusal.reason
    assert refusal.fix


def test_a_look_alike_code_is_said_to_be_one():
    [refusal] = membership(jurisdiction="\u041cD")
    assert "plain letters" in refusal.reason
    assert "MD" in refusal.fix


def test_all_faults_of_a_row_are_told_at_once():
    refusals = membership(alliance_id="x", jurisdiction="YY", joined="never", as_of="1")
    assert [one.column for one in refusals] == ["alliance_id", "jurisdiction", "joined", "as_of"]


ALLIANCE = {
    "id": "rggi",
    "name": "Regional Greenhouse Gas Initiative",
    "kind": "agreement",
    "formed": "2005-12-20",
    "formed_precision": "day",
    "activation": {"type": "count_threshold", "threshold": 7},
    "withdrawal_rule": None,
    "other_participants": ["New York City"],
    "roster_complete": True,
    "published_member_count": {"states": 10},
    "source": ["rggi.org"],
    "as_of": "2025-12-02",
}


def alliance(**changes):
    return read_alliance(ALLIANCE | changes, 4, "alliances.json")


def test_a_record_is_read_and_its_rules_are_kept_as_they_are():
    read = alliance(colour="green", formed=None, formed_precision=None)
    assert isinstance(read, AllianceFacts)
    assert read.activation == {"type": "count_threshold", "threshold": 7}
    assert read.formed is None
    assert (read.subject, read.note, read.decision_rule) == ("", "", None)
    assert read.ignored == ("colour",)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"id": None}, "id"),
        ({"id": "RGGI"}, "id"),
        ({"id": "x" * 61}, "id"),
        ({"id": 7}, "id"),
        ({"name": ""}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"name": ["a"]}, "name"),
        ({"kind": None}, "kind"),
        ({"formed": 2005}, "formed"),
        ({"formed": "2005-13"}, "formed"),
        ({"formed_precision": "year"}, "formed_precision"),
        ({"formed_precision": "decade"}, "formed_precision"),
        ({"subject": 1}, "subject"),
        ({"other_participants": "New York City"}, "other_participants"),
        ({"other_participants": [1]}, "other_participants"),
        ({"roster_complete": "yes"}, "roster_complete"),
        ({"roster_complete": 1}, "roster_complete"),
        ({"published_member_count": 10}, "published_member_count"),
        ({"note": {}}, "note"),
        ({"source": {}}, "source"),
        ({"as_of": "2025"}, "as_of"),
    ],
)
def test_a_field_of_the_wrong_type_is_refused_by_its_name(changes, column):
    refusals = alliance(**changes)
    assert column in [one.column for one in refusals]
    assert all(one.row == 4 and one.reason and one.fix for one in refusals)


def test_an_id_may_stand_in_one_file_only_once():
    other = ALLIANCE | {"id": "npvic"}
    read, refusals = read_alliances([ALLIANCE, other, ALLIANCE], "alliances.json")
    assert [one.id for one in read] == ["rggi", "npvic"]
    assert [(one.row, one.column, one.value) for one in refusals] == [(2, "id", "rggi")]
