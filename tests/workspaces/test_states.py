"""The page of a state: everything it belongs to on a day, as known on another."""

import datetime as dt

import pytest

from alliance.core import clock
from alliance.core.db import db
from alliance.core.pages import ROWS
from bench.counting import counting
from tests.membership.files import (
    BODY,
    ROW,
    alliances_file,
    memberships_file,
    take_alliances,
    take_memberships,
)
from tests.membership.test_pages import as_csv, rows
from tests.people import observer

HOW = {
    "member": {},
    "notice": {"status": "withdrawing", "notice_given": "2020-01-01"},
    "guest": {"role": "observer"},
    "invited": {"status": "invited", "joined": ""},
    "suspended": {"status": "suspended"},
    "gone": {"status": "withdrawn", "left": "2019-01-01"},
    "lost": {"status": "former member"},
    "declined": {"status": "declined", "joined": ""},
}


def bodies(folder, names, **changed):
    """An alliance of each name, with Arizona in it as these say."""
    records = [BODY | {"id": one, "name": f"The {one}", "kind": "kind " + one} for one in names]
    take_alliances(alliances_file(folder, *records))
    told = [ROW | {"alliance_id": one} | HOW.get(one, {}) | changed for one in names]
    take_memberships(memberships_file(folder, *told))


def parts(page):
    """The heads of the parts with how many each holds, and who stands under them."""
    heads = page.texts("h3")
    return {head: [row[0] for row in rows(page, f"memberships-{n}")] for n, head in heads_of(heads)}


def heads_of(heads):
    return enumerate(heads, start=1)


def test_everything_a_state_belongs_to_stands_by_part(visitor, tmp_path):
    bodies(tmp_path, HOW)
    page = visitor.sign_in(observer("NM")).get("workspaces.state", code="AZ")
    assert parts(page) == {
        "Notice of withdrawal given 1": ["The notice"],
        "Party 1": ["The member"],
        "Takes part without being bound 1": ["The guest"],
        "On the way in 1": ["The invited"],
        "Suspended 1": ["The suspended"],
        "Former 2": ["The gone", "The lost"],
    }
    assert "Bound by 2 alliances" in page.words
    held = {one["alliance_id"]: one for one in as_csv(visitor.at("/states/AZ?file=csv"))}
    assert held.keys() == HOW.keys() - {"declined"}
    assert held["notice"]["part"] == "Notice of withdrawal given"
    assert held["notice"]["counted"] == "yes"
    assert held["guest"]["class"] == "observer"


def test_it_speaks_for_a_day_and_as_was_known_on_another(visitor, tmp_path):
    early = clock.now() - dt.timedelta(days=400)
    with clock.stopped_at(early):
        bodies(tmp_path, ["member"], joined="")
    take_memberships(memberships_file(tmp_path, ROW | {"alliance_id": "member"}))
    visitor.sign_in(observer("NM"))
    asked = {"code": "AZ", "as_of": "2011-01-01"}
    assert "belongs to no alliance" in visitor.get("workspaces.state", **asked).words
    then = (early + dt.timedelta(days=1)).date().isoformat()
    page = visitor.get("workspaces.state", **asked, as_known=then)
    assert "Bound by 1 alliance" in page.words
    assert f"/alliances/member?as_of=2011-01-01&as_known={then}" in page.links()
    (link,) = [one for one in page.links() if one.endswith("file=json")]
    held = visitor.at(link).get_json()
    assert held["of"] == {"state": "Arizona", "as_of": "2011-01-01", "as_known": then}
    assert [one["alliance_id"] for one in held["rows"]] == ["member"]


@pytest.mark.parametrize("gone", [0, 3])
def test_a_long_list_comes_in_pages_and_its_file_is_whole(visitor, tmp_path, gone):
    names = [f"body-{n:03}" for n in range(ROWS + 2)]
    bodies(tmp_path, names)
    left = {"status": "withdrawn", "left": "2019-01-01"}
    bodies(tmp_path, [f"away-{n}" for n in range(gone)], **left)
    visitor.sign_in(observer("NM"))
    with counting(db.engine) as counted:
        page = visitor.get("workspaces.state", code="AZ")
    assert len(counted.statements) <= 12, counted.brief
    assert f"Bound by {ROWS + 2} alliances" in page.words
    seen = [name for those in parts(page).values() for name in those]
    assert len(seen) == ROWS
    (further,) = [one for one in page.links() if "after=" in one]
    page = visitor.at(further)
    assert f"Bound by {ROWS + 2} alliances" in page.words
    seen += [name for those in parts(page).values() for name in those]
    assert seen == [f"The {one}" for one in [*names, *(f"away-{n}" for n in range(gone))]]
    assert len(as_csv(visitor.at("/states/AZ?file=csv"))) == ROWS + 2 + gone
