"""The real files on the database: taken in completely, and the rolls worked out by hand."""

import csv
import datetime as dt
import json

import pytest

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.imports import Terms
from alliance.core.transaction import transaction
from alliance.litigation.imports import import_lawsuit_events, import_lawsuits
from alliance.membership import queries
from tests import make
from tests.corpus import corpus
from tests.membership.files import contents, counts, take_alliances, take_memberships
from tests.people import governor

pytestmark = pytest.mark.corpus

COLLECTED = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
# published_member_count names what it counts in the words of each source.
COUNTED = ("jurisdictions", "members", "compact", "states")


def take_lawsuits(importer, name):
    with transaction():
        return importer(OPERATOR, corpus() / name, Terms())


def take_all():
    with clock.stopped_at(COLLECTED):
        return {
            "alliances": counts(take_alliances(corpus() / "alliances.json")),
            "memberships": counts(take_memberships(corpus() / "memberships.csv")),
            "lawsuits": counts(take_lawsuits(import_lawsuits, "lawsuits.csv")),
            "events": counts(take_lawsuits(import_lawsuit_events, "lawsuit_events.csv")),
        }


@pytest.fixture
def real(app):
    take_all()
    return app


def roster(slug, day):
    return queries.roster(make.alliance(slug), dt.date.fromisoformat(str(day)))


def bound(slug, day):
    return {one.state for one in roster(slug, day).members if one.bound}


def read(name):
    with (corpus() / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_four_files_are_taken_in_completely_and_twice_changes_nothing(app):
    first = take_all()
    assert first == {
        "alliances": (24, 0, 0),
        "memberships": (541, 0, 0),
        "lawsuits": (24, 0, 0),
        "events": (20, 0, 0),
    }
    before = contents()
    again = take_all()
    assert again == {what: (0, 0, added) for what, (added, _, _) in first.items()}
    assert contents() == before


def test_a_dry_run_of_the_real_files_writes_nothing(app):
    before = contents()
    assert counts(take_alliances(corpus() / "alliances.json", dry_run=True)) == (24, 0, 0)
    assert contents() == before


def test_the_popular_vote_compact_grew_as_its_history_says(real):
    joined = set()
    history = read("npvic_history.csv")
    assert len(history) == 19
    for row in history:
        day = dt.date.fromisoformat(row["enacted"])
        assert bound("npvic", day - dt.timedelta(days=1)) == joined, row
        joined.add(row["state"])
        assert bound("npvic", day) == joined, row


def test_the_electors_of_the_popular_vote_compact_are_the_published_totals(real):
    electors = {row["state"]: row for row in read("electoral_votes.csv")}
    since = [("2021-04-26", "2024_2028"), ("2010-12-21", "2012_2020"), ("2000-12-28", "2004_2008")]
    checked = 0
    for row in read("npvic_history.csv"):
        years = next(years for day, years in since if row["enacted"] >= day)
        column = next(name for name in electors["CO"] if name.endswith(years))
        have = sum(int(electors[code][column]) for code in bound("npvic", row["enacted"]))
        assert have == int(row["cumulative_electoral_votes"]), row
        if row["published_total"]:
            assert have == int(row["published_total"])
            checked += 1
    assert checked == 8


def test_new_jersey_left_the_greenhouse_gas_initiative_and_came_back(real):
    stood = {
        "2005-12-19": None,
        "2005-12-20": "party",
        "2011-05-25": "party",
        "2011-05-26": "notice given",
        "2011-12-31": "notice given",
        "2012-01-01": "left",
        "2019-12-31": "left",
        "2020-01-01": "party",
    }
    for day, standing in stood.items():
        found = roster("rggi", day)
        told = {one.state: str(one.standing) for one in found.members}
        told |= {one.state: "left" for one in found.former}
        assert told.get("NJ") == standing, day
        assert ("NJ" in bound("rggi", day)) is (standing in {"party", "notice given"}), day


def test_the_greenhouse_gas_initiative_counts_its_states(real):
    counted = {
        "2005-12-19": 0,
        "2005-12-20": 7,  # CT DE ME NH NJ NY VT
        "2007-01-01": 10,  # and MA MD RI, in the year 2007
        "2012-01-01": 9,  # without NJ
        "2020-01-01": 10,
        "2021-01-01": 11,  # VA, in the year 2021
        "2022-01-01": 12,  # PA, in the year 2022
        "2023-12-30": 12,
        "2023-12-31": 11,  # VA is out
        "2025-01-01": 10,  # PA is out, in the year 2025
    }
    assert {day: roster("rggi", day).count for day in counted} == counted


def test_kansas_is_out_of_the_governors_association_and_minnesota_still_in(real):
    # Kansas left in July 2025, which computes as the first of the month.
    assert "KS" in bound("nga", "2025-06-30")
    assert "KS" not in bound("nga", "2025-07-01")
    standing = {one.state: one for one in roster("nga", "2025-07-28").members}
    assert (standing["MN"].standing, standing["MN"].bound) == ("notice given", True)
    before = {one.state: one for one in roster("nga", "2025-07-23").members}
    assert before["MN"].standing == "party"
    assert (roster("nga", "2025-06-30").count, roster("nga", "2025-07-28").count) == (55, 54)


def test_those_that_left_the_climate_alliance_on_an_unknown_day_are_not_counted(real):
    found = roster("usca", "2024-08-19")
    assert (found.count, found.unknown) == (24, ("AS", "NV", "VA"))
    assert not bound("usca", "2024-08-19") & {"AS", "NV", "VA"}


def test_associates_and_sovereignty_members_of_the_tax_commission_are_not_counted(real):
    found = roster("mtc", "2024-07-12")
    classes = [str(one.member_class) for one in found.members]
    assert (classes.count("party"), classes.count("associate")) == (16, 34)
    assert found.count == 16
    assert {one.since for one in found.members if one.member_class == "associate"} == {None}


def test_every_complete_roster_counts_what_its_source_published(real):
    checked = {}
    for body in json.loads((corpus() / "alliances.json").read_text("utf-8"))["alliances"]:
        published = body["published_member_count"]
        if not (body["roster_complete"] and published):
            continue
        said = next(published[word] for word in COUNTED if word in published)
        # The governors' association says who is eligible, not who has given notice.
        gone = 1 if body["id"] == "nga" else 0
        assert roster(body["id"], body["as_of"]).count == said - gone, body["id"]
        checked[body["id"]] = said
    assert len(checked) == 16


def test_the_list_of_alliances_counts_as_the_rosters_do(real):
    actor = make.actor(governor("CO"))
    with clock.stopped_at(COLLECTED):
        today = clock.today()
        lines = queries.alliances(actor)
        assert len(lines) == 26  # with the two of every test
        for line in lines:
            assert line.bound == roster(line.slug, today).count, line.slug
            assert line.own is ("CO" in bound(line.slug, today)), line.slug


def test_what_the_source_says_only_of_a_year_stays_a_year(real):
    since = {one.state: one.since for one in roster("rggi", "2010-01-01").members}
    assert (since["MD"], since["CT"]) == ("2007", "2005-12-20")


def test_known_since_row_knows_nothing_before_the_source_spoke(app):
    take_alliances(corpus() / "alliances.json")
    take_memberships(corpus() / "memberships.csv", row_dates=True)
    alliance = make.alliance("npvic")
    spoke = dt.datetime(2026, 4, 15, tzinfo=dt.UTC)
    day = dt.date(2026, 4, 15)
    assert queries.roster(alliance, day, spoke).count == 0
    assert queries.roster(alliance, day, spoke + dt.timedelta(days=1)).count == 19
