"""The pages of lawsuits: the list, a matter on a day, and recording a position."""

import json

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import func, select

from alliance.core import clock
from alliance.core.actor import Office, Rank
from alliance.core.db import db
from alliance.core.recall import forget
from alliance.core.record import Entry
from alliance.litigation.models import Position
from tests.litigation import cases
from tests.litigation.cases import COMPLAINT, TARIFFS, lawyer
from tests.people import counsel, governor

CASE = TARIFFS["case_id"]
STATUTE = "CO Code § 1-1"  # tests/make.py


pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def writer(visitor):
    """Counsel of Colorado's attorney general at a browser."""
    return visitor.sign_in(counsel())


@pytest.fixture
def reader(visitor):
    """Somebody of another state who only reads."""
    return visitor.sign_in(lawyer("NM", Office.TREASURER, Rank.OBSERVER))


def rows_of(page):
    return [" ".join("".join(row.itertext()).split()) for row in page.tree.iter("tr")]


def recorded():
    return db.session.scalar(select(func.count()).select_from(Position))


def statements(action):
    """How many statements the database is sent while `action` runs."""
    sent = []

    def note(*_):
        sent.append(1)

    hooks.listen(db.engine, "before_cursor_execute", note)
    try:
        action()
    finally:
        hooks.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def test_an_empty_list_says_what_to_do(reader):
    page = reader.get("litigation.lawsuits")
    assert page.h1 == "Lawsuits"
    assert "alliance import lawsuits" in page.words


def test_the_list_shows_caption_court_docket_and_status(reader, tmp_path):
    cases.lawsuit(tmp_path, date_filed="2025-04", status="")
    head, row = rows_of(reader.get("litigation.lawsuits"))
    assert row == (
        "Oregon et al. v. United States et al. United States Court of International Trade "
        "1:25-cv-00077 April 2025 3 not stated"
    )
    assert head.startswith("Caption Court Docket number")


def test_the_filters_narrow_the_list_and_stay_in_the_form(reader, tmp_path):
    cases.lawsuit(tmp_path)
    cases.lawsuit(tmp_path, case_id="b", caption="B", court_id="nysd", date_filed="2018-04-03")

    page = reader.get("litigation.lawsuits", court="nysd", filed_to="2020-01-01", state="CO")
    assert [row.split()[0] for row in rows_of(page)] == ["Caption", "B"]
    kept = {one.get("name"): one.get("value") for one in page.tree.iter("input")}
    assert kept["filed_to"] == "2020-01-01"
    chosen = {one.get("value") for one in page.tree.iter("option") if "selected" in one.attrib}
    assert chosen == {"nysd", "CO"}

    page = reader.get("litigation.lawsuits", status="never said")
    assert "No lawsuit matches" in page.words


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"state": "XX"}, "Choose a state."),
        ({"court": "nowhere"}, "Choose a court."),
        ({"filed_from": "2025-02-30"}, "This is not a day of the calendar."),
        ({"filed_from": "2025-02-02", "filed_to": "2025-02-01"}, "lies before the first"),
        ({"status": "x" * 101}, "At most 100 characters"),
    ],
)
def test_a_filter_that_cannot_be_is_said_beside_its_field(reader, asked, said):
    response = reader.get("litigation.lawsuits", expect=422, **asked)
    assert said in response.words


def test_a_long_list_goes_on_with_its_filters(reader, tmp_path):
    rows = [TARIFFS | {"case_id": f"case-{n}"} for n in range(60)]
    cases.take_lawsuits(cases.lawsuits_file(tmp_path, *rows))
    page = reader.get("litigation.lawsuits", state="CO")
    assert len(rows_of(page)) == 51
    (further,) = [one.get("href") for one in page.tree.iter("a") if one.get("rel") == "next"]
    assert "state=CO" in further
    assert "after=" in further
    after = further.split("after=")[1].split("&")[0]
    page = reader.get("litigation.lawsuits", state="CO", after=after)
    assert len(rows_of(page)) == 11
    assert not [one for one in page.tree.iter("a") if one.get("rel") == "next"]


def test_the_pages_ask_as_much_of_the_database_however_much_is_in_it(reader, tmp_path):
    def look():
        forget()  # each time as after an act
        reader.get("litigation.lawsuits")
        reader.get("litigation.lawsuit", case_id="case-0")

    cases.lawsuit(tmp_path, case_id="case-0", related_dockets="25-1")
    cases.event(tmp_path, case_id="case-0")
    look()
    few = statements(look)
    rows = [TARIFFS | {"case_id": f"case-{n}", "docket_number": "25-1"} for n in range(1, 40)]
    cases.take_lawsuits(cases.lawsuits_file(tmp_path, *rows))
    told = [COMPLAINT | {"case_id": "case-0", "event": f"hearing {n}"} for n in range(40)]
    cases.take_events(cases.events_file(tmp_path, *told))
    assert statements(look) == few


def test_a_matter_says_everything_that_its_source_says(reader, tmp_path):
    cases.lawsuit(tmp_path, date_terminated="2025-05-28", note="a remark")
    cases.event(tmp_path, note="document 1")
    page = reader.get("litigation.lawsuit", case_id=CASE)
    assert page.h1 == "Oregon et al. v. United States et al."
    words = page.words
    for said in (
        "United States Court of International Trade",
        "1:25-cv-00077",
        "tariffs by executive order",
        "summary judgment granted",
        "April 23, 2025",
        "May 28, 2025",
        "The source names every plaintiff state.",
        "Basis: complaint caption.",
        "complaint filed: Oregon, Arizona and Colorado",
        "a remark",
        "Thursday, May 1, 2025",
        "The case was terminated (May 28, 2025)",
    ):
        assert said in words


def test_a_matter_speaks_of_the_day_that_is_asked_for(reader, tmp_path):
    cases.lawsuit(tmp_path)
    cases.event(tmp_path, date="2025-06-01", event="plaintiff joined", states="NM")

    before = reader.get("litigation.lawsuit", case_id=CASE, as_of="2025-05-31")
    assert "3 states take part on Saturday, May 31, 2025." in before.words
    assert not any("New Mexico" in row for row in rows_of(before))

    after = reader.get("litigation.lawsuit", case_id=CASE, as_of="2025-06-01")
    assert "New Mexico Plaintiff, joined later June 1, 2025" in rows_of(after)
    assert "Oregon Lead plaintiff April 23, 2025" in rows_of(after)
    link = next(one.get("href") for one in after.tree.iter("a") if "/states/NM" in one.get("href"))
    assert "as_of=2025-06-01" in link

    early = reader.get("litigation.lawsuit", case_id=CASE, as_of="2025-04-22")
    assert "No state takes part on Tuesday, April 22, 2025." in early.words

    wrong = reader.get("litigation.lawsuit", expect=422, case_id=CASE, as_of="2025-02-30")
    assert "There is a problem" in wrong.words


def test_those_that_joined_on_an_unknown_day_are_named_apart(reader, tmp_path):
    cases.lawsuit(tmp_path)
    cases.event(tmp_path, date="", event="plaintiffs joined", states="NM NV")
    page = reader.get("litigation.lawsuit", case_id=CASE)
    assert "Without a date, and not counted" in page.texts("h3")
    assert "plaintiffs joined: New Mexico and Nevada" in page.words
    assert "3 states take part" in page.words
    assert "New Mexico: Joined on a day that the source does not give" in page.words


@pytest.mark.parametrize(
    ("complete", "said"),
    [
        ("no", "The source was cut off; other states sue as well"),
        ("unverified", "does not say who is a plaintiff"),
    ],
)
def test_how_complete_the_source_is_is_said_in_words(reader, tmp_path, complete, said):
    cases.lawsuit(tmp_path, plaintiffs_complete=complete)
    assert said in reader.get("litigation.lawsuit", case_id=CASE).words


def test_related_dockets_are_links_where_the_lawsuit_is_here(reader, tmp_path):
    cases.lawsuit(tmp_path, case_id="appeal", caption="On appeal", docket_number="25-1812")
    cases.lawsuit(tmp_path, related_dockets="25-1812 24A79")
    page = reader.get("litigation.lawsuit", case_id=CASE)
    links = [one.get("href") for one in page.tree.iter("a")]
    assert any(link.endswith("/lawsuits/appeal") for link in links)
    assert "24A79 (not among the lawsuits here)" in page.words


@pytest.mark.parametrize("name", ["nothing-like-it", "Not a slug", "x%00y"])
def test_a_lawsuit_that_is_not_there_is_404(reader, name):
    reader.get("litigation.lawsuit", expect=404, case_id=name)


def test_counsel_records_a_position_after_a_review(writer, tmp_path):
    cases.lawsuit(tmp_path)
    page = writer.get("litigation.lawsuit", case_id=CASE)
    assert "Record a position" in page.texts("a")

    typed = {"stance": "joins", "before": "0"}
    review = writer.send("litigation.position", typed, expect=200, case_id=CASE)
    assert review.h1 == "Review the position"
    assert "Every signed-in reader sees that your office joins" in review.words
    assert recorded() == 0

    writer.send("litigation.position", typed | {"confirm": "yes"}, expect=303, case_id=CASE)
    assert recorded() == 1
    page = writer.get("litigation.lawsuit", case_id=CASE)
    assert any("Colorado Joins " + STATUTE in row for row in rows_of(page))
    assert "Receipt of your office" in page.texts("h3")


def test_a_position_can_be_changed_on_its_way(writer, tmp_path):
    cases.lawsuit(tmp_path)
    typed = {"stance": "considering", "before": "0", "change": "yes"}
    page = writer.send("litigation.position", typed, expect=200, case_id=CASE)
    assert page.h1 == "Record a position"
    inputs = list(page.tree.iter("input"))
    assert [one.get("value") for one in inputs if "checked" in one.attrib] == ["considering"]
    assert recorded() == 0


def test_what_is_missing_is_said_and_nothing_is_recorded(writer, tmp_path):
    cases.lawsuit(tmp_path)
    for typed, said in (
        ({}, "Choose a position."),
        ({"stance": "sues"}, "Choose one of the three."),
        ({"stance": "joins", "authority": "the constitution"}, "Choose one of those that let you"),
        ({"stance": "joins", "authority": str(clock.new_id())}, "Choose one of those that let you"),
    ):
        confirmed = typed | {"confirm": "yes"}
        response = writer.send("litigation.position", confirmed, expect=422, case_id=CASE)
        assert said in response.words
    assert recorded() == 0


def test_a_colleague_who_was_faster_is_shown_and_nothing_typed_is_lost(writer, tmp_path):
    cases.lawsuit(tmp_path)
    typed = {"stance": "joins", "before": "0", "confirm": "yes"}
    writer.send("litigation.position", typed, expect=303, case_id=CASE)
    late = typed | {"stance": "declines"}
    page = writer.send("litigation.position", late, expect=409, case_id=CASE)
    assert "while you were writing" in page.words
    assert "Your office's position now: joins, recorded" in page.words
    assert page.field("before") == "1"
    assert recorded() == 1


def test_a_position_ends_with_a_receipt_that_only_its_office_finds(writer, tmp_path):
    suit = cases.lawsuit(tmp_path)
    typed = {"stance": "declines", "confirm": "yes"}
    done = writer.send("litigation.position", typed, expect=303, case_id=CASE)
    page = writer.at(done.location)
    [entry] = db.session.scalars(select(Entry).where(Entry.subject == suit.ref)).all()
    assert f"{entry.stream}, entry {entry.n}" in page.words
    assert entry.leaf in page.words
    assert STATUTE in page.words
    told = json.loads(writer.at(f"{done.location}.json").data)
    assert told["receipt"] == {"stream": entry.stream, "n": entry.n, "leaf": entry.leaf}
    assert told["leaves"].keys() == {entry.stream}
    assert done.location in writer.get("litigation.lawsuit", case_id=CASE).links()
    writer.at(done.location.replace("/1/", "/2/"), 404)
    writer.at(done.location.replace("/1/", f"/{'9' * 30}/"), 404)
    writer.sign_in(governor())
    for address in (done.location, f"{done.location}.json"):
        writer.at(address, 404)


def test_a_position_is_not_recorded_on_other_facts_than_were_reviewed(writer, tmp_path):
    cases.lawsuit(tmp_path)
    typed = {"stance": "joins"}
    review = writer.send("litigation.position", typed, expect=200, case_id=CASE)
    cases.lawsuit(tmp_path, caption="Another caption")
    confirm = {"confirm": "yes"}
    fresh = writer.press("litigation.position", review, confirm, 409, case_id=CASE)
    assert "it is now “Another caption”" in fresh.words
    assert recorded() == 0
    writer.press("litigation.position", fresh, typed | confirm, case_id=CASE)
    assert recorded() == 1


def test_what_an_office_declines_shows_on_no_other_reader_s_page(writer, tmp_path):
    cases.lawsuit(tmp_path)
    typed = {"stance": "declines", "confirm": "yes"}
    writer.send("litigation.position", typed, expect=303, case_id=CASE)
    own = writer.get("litigation.lawsuit", case_id=CASE).words
    assert "seen by your office only" in own

    writer.sign_in(governor())
    other = writer.get("litigation.lawsuit", case_id=CASE).words
    for word in (STATUTE, "Declines", "Receipt of your office"):
        assert word in own
        assert word not in other


def test_the_button_shows_only_to_those_who_may(reader, tmp_path):
    cases.lawsuit(tmp_path)
    page = reader.get("litigation.lawsuit", case_id=CASE)
    assert "Record a position" not in page.texts("a")
    reader.get("litigation.position", expect=403, case_id=CASE)
    assert recorded() == 0


def test_a_long_caption_is_shown_whole(reader, tmp_path):
    caption = "State " + "v" * 490
    cases.lawsuit(tmp_path, caption=caption)
    assert reader.get("litigation.lawsuit", case_id=CASE).h1 == caption
