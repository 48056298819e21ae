"""The page of a compact: in force or not, the arithmetic, what would change it, its history."""

import csv
import datetime as dt
from itertools import product

import pytest

from alliance.compacts.chart import NARROW, TOP, WIDE, drawn, rows_of
from alliance.compacts.queries import compact_of, facts_of, status_of
from alliance.core.db import db
from alliance.rulebook.forces.history import timeline
from bench.counting import counting
from tests import make
from tests.compacts.made import BY_CONSENT, BY_PREMIUM, WEIGHT, ruled, take_weights
from tests.corpus import corpus
from tests.membership.files import ROW, river, take_alliances, take_memberships
from tests.membership.test_pages import as_csv, rows
from tests.people import SECRETARIAT, governor, liaison, observer

COUNT = {"type": "count_threshold", "threshold": 3}
SVG = "{http://www.w3.org/2000/svg}"
NONE = "\N{EN DASH}"
PUBLISHED = "npvic_history.csv"


def weighed(number):
    return {"type": "weight_threshold", "weight": "electors", "threshold": number}


def test_the_page_of_an_alliance_shows_how_far_its_threshold_is(visitor, tmp_path):
    river(tmp_path, ROW, ROW | {"jurisdiction": "UT"}, activation=COUNT)
    page = visitor.sign_in(observer("NM")).get("membership.alliance", slug="river")
    assert "Not in force." in page.words
    assert "2 of 3 parties needed: short by 1" in page.words
    assert "/alliances/river/compact" in page.links()
    page = visitor.get("membership.alliance", slug="river", as_of="2011-01-01")
    assert "short by" not in page.words
    assert "/alliances/river/compact?as_of=2011-01-01" in page.links()
    assert "In force" not in visitor.get("membership.alliance", slug="ours").texts("h2")


def test_it_says_what_is_short_what_would_do_and_what_would_change(visitor, tmp_path):
    river(tmp_path, *(ROW | {"jurisdiction": one} for one in ("AZ", "UT", "NM")), activation=COUNT)
    visitor.sign_in(governor("UT"))
    page = visitor.get("membership.alliance", slug="river")
    assert "In force since Tuesday, May 1, 2012." in page.words
    page = visitor.get("compacts.compact", slug="river")
    assert "In force since Tuesday, May 1, 2012, with 3 parties" in page.words
    assert "3 of 3 parties needed: the condition is met" in page.words
    assert [row[:3] for row in rows(page, "leaving")] == [
        [name, "1", "in force"] for name in ("Arizona", "New Mexico", "Utah")
    ]
    assert "The condition is no longer met." in rows(page, "leaving")[0][3]
    assert "What would bring it into force" not in page.words
    page = visitor.get("compacts.compact", slug="river", as_of="2012-04-30")
    assert "Not in force, with 0 parties" in page.words
    assert "At least 3 further states are needed." in page.words
    assert any("nobody counts" in one for one in page.texts("li"))


def test_where_nothing_is_ruled_it_says_so(visitor, app):
    page = visitor.sign_in(observer("NM")).get("compacts.compact", slug="ours")
    assert "No rule that can be computed is recorded" in page.words


def test_a_weight_that_is_missing_is_named_and_the_page_stands(visitor, tmp_path):
    ruled(BY_PREMIUM)
    visitor.sign_in(liaison())
    page = visitor.get("compacts.compact", slug="ours")
    assert "The weight “premium” of Colorado is not known here" in page.words
    assert visitor.get("membership.alliance", slug="ours").h1 == "Western Accord"
    for state in make.MEMBERS:
        take_weights(tmp_path, WEIGHT | {"state": state})
    assert "In force since" in visitor.get("compacts.compact", slug="ours").words
    page = visitor.get("membership.alliance", slug="ours")
    assert "30 of 30 premium needed: the condition is met" in page.words


def test_the_secretariat_records_an_event_and_the_pages_follow_at_once(visitor, app):
    ruled(BY_CONSENT)
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("compacts.compact", slug="ours")
    assert rows(page, "events") == [["consent of Congress", "not recorded", NONE]]
    assert "Still open: consent of Congress." in page.words
    form = visitor.get("compacts.event", slug="ours")
    assert "The rules ask for: consent of Congress." in form.words
    data = {"name": "consent of Congress", "happened_on": "2021-05-01", "source": "136 Stat. 1"}
    visitor.send("compacts.event", data | {"source": ""}, 422, slug="ours")
    visitor.send("compacts.event", data | {"happened_on": "2999-01-01"}, 409, slug="ours")
    visitor.send("compacts.event", data, slug="ours")
    page = visitor.get("compacts.compact", slug="ours")
    assert rows(page, "events") == [["consent of Congress", "May 1, 2021", "136 Stat. 1"]]
    assert (
        "In force since Saturday, May 1, 2021."
        in visitor.get("membership.alliance", slug="ours").words
    )
    assert (
        "recorded for Western Accord: consent of Congress, May 1, 2021"
        in visitor.get("workspaces.record").words
    )


@pytest.mark.parametrize("role", [governor(), liaison("UT"), observer("NM")])
def test_nobody_else_records_an_event(visitor, app, role):
    visitor.sign_in(role)
    assert visitor._request("get", "/alliances/ours/compact/event").status_code == 403
    assert "Record an event" not in visitor.get("compacts.compact", slug="ours").words


def test_the_history_is_a_drawing_with_words_and_a_table_that_says_the_same(visitor, tmp_path):
    some = [ROW | {"jurisdiction": "AZ"}, ROW | {"jurisdiction": "UT", "joined": "2014-01-01"}]
    gone = {"jurisdiction": "NM", "joined": "2013-01-01", "left": "2015-01-01"}
    river(tmp_path, *some, ROW | gone | {"status": "withdrawn"}, activation=weighed(12))
    page = visitor.sign_in(observer("NM")).get("compacts.compact", slug="river")
    assert [row[:6] for row in rows(page, "steps")] == [
        ["January 1, 2015", "5", "17", "12", NONE, "New Mexico"],
        ["January 1, 2014", "4", "22", "12", "Utah", NONE],
        ["January 1, 2013", "3", "16", "12", "New Mexico", NONE],
        ["May 1, 2012", "2", "11", "12", "Arizona", NONE],
        ["the beginning", "1", "0", "12", NONE, NONE],
    ]
    assert [row[6] for row in rows(page, "steps")] == ["yes"] * 3 + ["no"] * 2
    titles = [one for one in page.texts(f"{SVG}title") if one.startswith("History of")]
    assert titles == ["History of River Compact"] * 2  # for a wide and for a narrow screen
    assert "as steps, against what is needed" in "".join(page.texts(f"{SVG}desc"))
    labels = page.texts(f"{SVG}text")
    assert {"2", "3", "4", "5"} <= set(labels)  # the numbers of the rows
    held = as_csv(visitor.at("/alliances/river/compact?file=csv"))
    assert [one["amount"] for one in held] == ["0", "11", "16", "22", "17"]
    assert held[4]["left"] == "NM"


def test_forty_years_of_changes_stay_one_page_and_a_few_questions(visitor, tmp_path):
    from alliance.states.reference import jurisdictions

    crowd = [
        ROW
        | {"jurisdiction": code, "joined": f"{year}-01-01", "left": f"{year + 1}-06-01"}
        | {"status": "withdrawn"}
        for code in jurisdictions()
        for year in range(1980, 2020, 4)
    ]
    crowd += [ROW | {"jurisdiction": code, "joined": "2021"} for code in jurisdictions()]
    river(tmp_path, *crowd, formed="1980-01-01", activation=COUNT)
    visitor.sign_in(governor("CO")).get("workspaces.states")
    with counting(db.engine) as counted:
        page = visitor.at("/alliances/river/compact")
    assert len(counted.statements) <= 9, counted.brief
    assert "Choose a state above" in page.words
    page = visitor.at("/alliances/river/compact?leaves=CO")
    assert [row[0] for row in rows(page, "leaving")] == ["Colorado"]
    with counting(db.engine) as counted:
        visitor.at("/alliances/river/compact?leaves=CO")
    assert len(counted.statements) == 3, counted.brief
    assert len(rows(page, "steps")) <= 100


def test_a_chart_stays_on_its_paper_whatever_it_draws(app, tmp_path):
    river(tmp_path, ROW, ROW | {"jurisdiction": "UT", "joined": "2014-01-01"}, activation=COUNT)
    body = make.alliance("river")
    compact, facts = compact_of(body, dt.date(2020, 1, 1)), facts_of(body)
    line = timeline(compact, facts)
    days = (dt.date.min, dt.date(2012, 5, 1), dt.date(2020, 1, 1), dt.date.max)
    for day, size in product(days, (WIDE, NARROW)):
        chart = drawn(line, rows_of(line, facts.enactments), day, size)
        marks = (*chart.years, *chart.amounts, *chart.changes)
        assert all(0 <= one.x <= size.width and 0 <= one.y <= size.height for one in marks)
        assert len(chart.years) <= size.years_at_most + 1
    nothing = timeline(compact, facts.but(()))
    assert drawn(nothing, rows_of(nothing, ()), day) is None


def test_each_change_bears_its_number_above_everything_that_is_drawn(app, tmp_path):
    river(tmp_path, ROW, ROW | {"jurisdiction": "UT", "joined": "2014-01-01"}, activation=COUNT)
    body = make.alliance("river")
    compact, facts = compact_of(body, dt.date(2020, 1, 1)), facts_of(body)
    line = timeline(compact, facts)
    changes = rows_of(line, facts.enactments)
    dated = [one.number for one in changes if one.day is not None]
    chart = drawn(line, changes, dt.date(2020, 1, 1))
    assert [one.text for one in chart.changes] == [str(one) for one in dated]
    assert all(one.y < TOP for one in chart.changes)
    near = drawn(line, changes, dt.date.max, NARROW)
    assert [one.text for one in near.changes] == [f"{dated[0]}\N{EN DASH}{dated[-1]}"]


@pytest.mark.corpus
def test_the_published_totals_of_the_popular_vote_compact(visitor):
    """Import, then `compact status`, the page and its file, at every date of the history."""
    take_alliances(corpus() / "alliances.json")
    take_memberships(corpus() / "memberships.csv")
    with (corpus() / PUBLISHED).open(encoding="utf-8", newline="") as file:
        history = list(csv.DictReader(file))
    body = make.alliance("npvic")
    visitor.sign_in(observer("NM"))
    held = {one["from"]: one for one in as_csv(visitor.at("/alliances/npvic/compact?file=csv"))}
    for row in history:
        total, short = row["cumulative_electoral_votes"], row["votes_short_of_270"]
        found = status_of(body, dt.date.fromisoformat(row["enacted"]))
        assert (str(found.weight), found.need, found.short_by) == (total, "270", short), row
        assert not found.in_force
        assert held[row["enacted"]]["amount"] == total
        assert held[row["enacted"]]["joined"] == row["state"]
        if row["published_total"]:
            assert row["published_total"] == total
    page = visitor.get("compacts.compact", slug="npvic", as_of=history[-1]["enacted"])
    have, need = history[-1]["cumulative_electoral_votes"], 270
    assert f"{have} of {need} electoral votes needed: short by {need - int(have)}" in page.words
