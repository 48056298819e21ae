"""The pages of alliances: narrowed, sorted, as of a day and as known on another; their files."""

import csv
import datetime as dt
import io
import json

import pytest

from alliance.core import clock
from alliance.membership.across import COLUMNS
from tests.membership.files import (
    BODY,
    ROW,
    alliances_file,
    memberships_file,
    river,
    take_alliances,
    take_memberships,
)
from tests.people import governor, liaison, observer

FOUR = (
    ROW,
    ROW | {"jurisdiction": "UT", "joined": "2013"},
    ROW | {"jurisdiction": "NM", "role": "observer", "joined": "2014-06"},
    ROW
    | {"jurisdiction": "CA", "status": "withdrawn", "joined": "2012-05-01", "left": "2020-02-03"},
)


def rows(page, table="roster"):
    """The body of a table, each row as the texts of its cells."""
    (found,) = [one for one in page.tree.iter("table") if one.get("id") == table]
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for body in found.iter("tbody")
        for row in body.iter("tr")
    ]


def first(page, table="roster"):
    return [row[0] for row in rows(page, table)]


def as_csv(answer):
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def reader(visitor, tmp_path):
    river(tmp_path, *FOUR)
    return visitor.sign_in(liaison("UT"))


def test_the_roster_shows_the_readers_own_state_first_then_the_roll_then_those_who_left(reader):
    page = reader.get("membership.alliance", slug="river")
    assert first(page) == ["Utah", "Arizona", "New Mexico", "California"]
    assert "Your state: party, since 2013." in page.words
    assert rows(page)[3][1] == "has left (February 3, 2020)"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"standing": "party"}, ["Utah", "Arizona", "New Mexico"]),
        ({"standing": "withdrawn"}, ["California"]),
        ({"member_class": "observer"}, ["New Mexico"]),
        ({"counted": "yes"}, ["Utah", "Arizona"]),
        ({"counted": "no"}, ["New Mexico", "California"]),
        ({"name": "o"}, ["Arizona", "New Mexico", "California"]),
        ({"name": "ut"}, ["Utah"]),
        ({"counted": "yes", "as_of": "2012-06-01"}, ["Arizona", "California"]),
        ({"sort": "state"}, ["Arizona", "California", "New Mexico", "Utah"]),
        ({"sort": "-state"}, ["Utah", "New Mexico", "California", "Arizona"]),
        ({"sort": "since"}, ["Arizona", "California", "Utah", "New Mexico"]),
        ({"sort": "nothing"}, ["Utah", "Arizona", "New Mexico", "California"]),
    ],
)
def test_the_roster_is_narrowed_and_sorted_by_its_address_and_its_file_alike(reader, asked, shown):
    page = reader.get("membership.alliance", slug="river", **asked)
    assert first(page) == shown
    (link,) = [one for one in page.links() if one.endswith("file=csv")]
    names = [one["name"] for one in as_csv(reader.at(link))]
    if asked.get("sort", "nothing") == "nothing":  # the page puts the reader's own state first
        assert sorted(names) == sorted(shown)
    else:
        assert names == shown


def test_the_file_of_a_roster_is_the_same_for_every_reader(reader):
    theirs = reader.at("/alliances/river?file=csv").get_data()
    assert [one["name"] for one in as_csv(reader.at("/alliances/river?file=csv"))] == [
        *("Arizona", "New Mexico", "Utah", "California")
    ]
    reader.sign_in(observer("NM"))
    assert reader.at("/alliances/river?file=csv").get_data() == theirs


def test_filters_and_days_stay_in_the_address_of_every_link(reader):
    asked = {"as_of": "2013-06-01", "as_known": "2999-01-01", "counted": "yes"}
    page = reader.get("membership.alliance", slug="river", **asked)
    links = page.links()
    assert "/states/UT?as_of=2013-06-01&as_known=2999-01-01" in links
    assert "/alliances/river/changes?as_of=2013-06-01&as_known=2999-01-01" in links
    sorted_by = [one for one in links if "sort=since" in one]
    assert sorted_by
    assert all("as_known=2999-01-01" in one and "counted=yes" in one for one in sorted_by)
    assert page.field("as_of") == "2013-06-01"
    assert page.field("as_known") == "2999-01-01"


def test_a_narrowed_map_draws_only_those_asked_for(reader):
    page = reader.get("membership.alliance", slug="river", member_class="observer")
    tiles = [one for one in page.texts("li") if "Not a member, or not in the selection" in one]
    assert any(one.startswith("AZ") for one in tiles)
    assert any("New Mexico: Observer" in one for one in page.texts("li"))


@pytest.mark.parametrize(
    "asked",
    [
        {"as_known": "2026-02-30"},
        {"standing": "king"},
        {"region": "Mars"},
        {"counted": "perhaps"},
        {"name": "x" * 201},
        {"as_of": "soon", "file": "csv"},
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(reader, asked):
    assert (
        "There is a problem" in reader.get("membership.alliance", 422, slug="river", **asked).words
    )


def test_a_kind_of_file_that_is_not_made_is_not_there(reader):
    assert reader._request("get", "/alliances/river?file=exe").status_code == 404


def test_a_state_that_came_back_is_readmitted(visitor, tmp_path):
    left = {"jurisdiction": "NJ", "joined": "2005-12-20", "left": "2012-01-01"}
    river(
        tmp_path,
        ROW | left | {"status": "withdrawn"},
        ROW | {"jurisdiction": "NJ", "joined": "2020-01-01"},
        formed="2005-01-01",
    )
    page = visitor.sign_in(observer("NM")).get("membership.alliance", slug="river")
    assert rows(page)[0][:2] == ["New Jersey", "party, readmitted"]
    changes = visitor.get("membership.changed", slug="river", state="NJ")
    assert changes.texts("li")[-3:] == [
        "January 1, 2020 New Jersey was readmitted",
        "January 1, 2012 New Jersey left",
        "December 20, 2005 New Jersey joined",
    ]


def corrected(tmp_path):
    """Arizona is first known as a member since the body was formed, and later since when."""
    early = clock.now() - dt.timedelta(days=400)
    with clock.stopped_at(early):
        river(tmp_path, ROW | {"joined": ""})
    report = take_memberships(memberships_file(tmp_path, ROW | {"joined": "2012-03-05"}))
    assert report.changed == 1, report
    return (early + dt.timedelta(days=1)).date().isoformat()


def test_every_page_says_what_was_known_on_a_day(visitor, tmp_path):
    then = corrected(tmp_path)
    visitor.sign_in(observer("NM"))
    now = visitor.get("membership.alliance", slug="river", as_of="2012-02-01")
    assert "0 states are bound" in now.words
    known = visitor.get("membership.alliance", slug="river", as_of="2012-02-01", as_known=then)
    assert "1 state is bound" in known.words
    assert "as it was known on" in known.words
    assert "March 5, 2012 Arizona joined" in visitor.get("membership.changed", slug="river").words
    told = visitor.get("membership.changed", slug="river", as_known=then).words
    assert "January 1, 2010 Arizona joined" in told
    assert "March 5" not in told
    matrix = visitor.get("membership.matrix", as_of="2012-02-01", as_known=then, name="river")
    assert {row[0]: row[1] for row in rows(matrix, "matrix")}["Arizona"] == "Pparty"
    matrix = visitor.get("membership.matrix", as_of="2012-02-01", name="river")
    assert {row[0]: row[1] for row in rows(matrix, "matrix")}["Arizona"] == ""


def test_the_time_line_comes_in_pages_and_its_file_is_whole(visitor, tmp_path):
    years = range(1900, 2000)
    river(
        tmp_path,
        *(
            ROW | {"joined": f"{year}-01-01", "left": f"{year}-07-01", "status": "withdrawn"}
            for year in years
        ),
        formed="1900-01-01",
    )
    visitor.sign_in(observer("NM"))
    address, seen = "/alliances/river/changes", []
    while address:
        page = visitor.at(address)
        seen += [one for one in page.texts("li") if "Arizona" in one]
        address = next((one for one in page.links() if "after=" in one), None)
    assert len(seen) == 200
    assert seen[0] == "July 1, 1999 Arizona left"
    assert seen[-1] == "January 1, 1900 Arizona joined"
    held = as_csv(visitor.at("/alliances/river/changes?file=csv"))
    assert [one["on"] for one in held] == sorted((one["on"] for one in held), reverse=True)
    assert len(held) == 200
    until = as_csv(visitor.at("/alliances/river/changes?file=csv&as_of=1900-12-31"))
    assert [one["change"] for one in until] == ["left", "joined"]


@pytest.mark.parametrize("after", ["x", "W10", "WyJ4IiwieSJd", "WyIyMDIwLTAxLTAxIl0", "bnVsbA"])
def test_a_place_that_means_nothing_is_the_start(reader, after):
    assert "Utah" in reader.at(f"/alliances/river/changes?after={after}").words
    assert "Utah" in reader.at(f"/alliances/matrix?after={after}").words
    assert reader.at(f"/states/UT?after={after}").h1 == "Utah"


def test_an_alliance_without_any_member_says_so_everywhere(visitor, tmp_path):
    river(tmp_path)
    visitor.sign_in(observer("NM"))
    assert "Nobody belonged on this day" in visitor.get("membership.alliance", slug="river").words
    assert "No change is recorded yet" in visitor.get("membership.changed", slug="river").words
    assert as_csv(visitor.at("/alliances/river?file=csv")) == []
    assert "river" in visitor.at("/alliances/matrix?file=csv").get_data(as_text=True)


def test_the_matrix_is_a_table_with_heads_of_rows_and_columns_and_says_all_in_words(reader):
    page = reader.get("membership.matrix", name="river")
    (table,) = [one for one in page.tree.iter("table") if one.get("id") == "matrix"]
    heads = [one.get("scope") for one in table.iter("th")]
    assert heads.count("col") == 2
    assert heads.count("row") == 57
    told = {row[0]: row[1] for row in rows(page, "matrix")}
    assert told["Utah"] == "Pparty"
    assert told["New Mexico"] == "Oparty, observer"
    assert told["California"] == "Fwithdrawn"
    assert told["Wyoming"] == ""


def test_the_matrix_is_narrowed_by_kind_state_and_region(reader):
    page = reader.get("membership.matrix", kind="compact", region="West", as_of="2015-01-01")
    assert "Western Accord" not in "".join(page.texts("table"))
    assert set(first(page, "matrix")) <= {"Arizona", "Utah", "Hawaii", *first(page, "matrix")}
    assert "New York" not in first(page, "matrix")
    assert first(reader.get("membership.matrix", state="UT"), "matrix") == ["Utah"]
    assert "matches" in reader.get("membership.matrix", name="nothing like it").words
    told = as_csv(reader.at("/alliances/matrix?file=csv&state=UT&name=river"))
    assert told == [{"jurisdiction": "UT", "name": "Utah", "river": "party"}]


def test_many_alliances_come_in_columns_of_fifty(visitor, tmp_path):
    many = [BODY | {"id": f"body-{n:03}", "name": f"Body {n:03}"} for n in range(COLUMNS + 3)]
    take_alliances(alliances_file(tmp_path, *many))
    visitor.sign_in(observer("NM"))
    page = visitor.get("membership.matrix", name="Body")
    heads = [one for one in page.texts("th") if one.startswith("Body ")]
    assert heads == [f"Body {n:03}" for n in range(COLUMNS)]
    (further,) = [one for one in page.links() if "after=" in one]
    heads = [one for one in visitor.at(further).texts("th") if one.startswith("Body ")]
    assert heads == ["Body 050", "Body 051", "Body 052"]
    held = visitor.at("/alliances/matrix?name=Body&file=json").get_json()
    assert len(held["columns"]) == 2 + COLUMNS + 3


def test_an_alliance_cannot_take_the_address_of_a_page(app, tmp_path):
    report = take_alliances(alliances_file(tmp_path, BODY | {"id": "matrix"}))
    assert [one.reason for one in report.refused] == ["is the name of a page here"]


def test_the_files_say_the_same_and_what_they_are_of(reader):
    asked = "/alliances/river?as_of=2015-01-01&counted=yes"
    table = as_csv(reader.at(f"{asked}&file=csv"))
    held = json.loads(reader.at(f"{asked}&file=json").get_data())
    assert [one["jurisdiction"] for one in held["rows"]] == ["AZ", "CA", "UT"]
    assert held["of"] == {
        "alliance": "River Compact",
        "count": 3,
        "as_of": "2015-01-01",
        "as_known": "now",
        "counted": "yes",
    }
    for row, one in zip(table, held["rows"], strict=True):
        said = {True: "yes", False: "no", None: ""}
        assert row == {name: said.get(cell, cell) for name, cell in one.items()}
    answer = reader.at(f"{asked}&file=csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=river-roster.csv"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_list_of_alliances_is_handed_out_too(reader):
    held = {one["alliance_id"]: one for one in as_csv(reader.at("/alliances/?file=csv"))}
    assert held["river"]["states_bound"] == "2"
    assert held["river"]["own"] == "yes"


def test_fifty_six_states_and_forty_years_ask_no_more_than_a_few(visitor, tmp_path):
    from alliance.core.db import db
    from alliance.states.reference import jurisdictions
    from bench.counting import counting

    crowd = [
        ROW | {"jurisdiction": code, "joined": f"{year}-01-01", "left": f"{year}-06-01"}
        for code in jurisdictions()
        for year in range(1980, 2020, 4)
    ]
    crowd = [one | {"status": "withdrawn"} for one in crowd]
    crowd += [ROW | {"jurisdiction": code, "joined": "2021"} for code in jurisdictions()]
    river(tmp_path, *crowd, formed="1980-01-01")
    visitor.sign_in(governor("CO"))
    for address in ("/alliances/river", "/alliances/river/changes", "/alliances/matrix"):
        with counting(db.engine) as counted:
            page = visitor.at(address)
        assert len(counted.statements) <= 9, (address, counted.brief)
        assert "Wyoming" in page.words
    assert len(rows(visitor.at("/alliances/river"))) == 56
    assert len(as_csv(visitor.at("/alliances/river/changes?file=csv"))) == 56 * 21
