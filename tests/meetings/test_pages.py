"""The pages of meetings, without JavaScript: who sees what, forms, review pages, files."""

import datetime as dt
import json

import pytest
from sqlalchemy import select

from alliance.core import clock
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.meetings import floor, operations, queries
from alliance.meetings.models import Meeting
from alliance.meetings.rules import Stage
from tests import make
from tests.charters import made as charters
from tests.meetings.made import (
    CLERK,
    SECOND,
    act,
    adjourned,
    attended,
    called,
    closed,
    drafted,
    fresh,
    item,
    moved,
    opened,
    rolled,
    signed,
)
from tests.people import OTHER_SECRETARIAT, governor, liaison, observer

pytestmark = pytest.mark.usefixtures("app")


def newest():
    db.session.rollback()
    return db.session.scalars(select(Meeting).order_by(Meeting.called_at.desc())).first()


def at(one, **more):
    return {"meeting_id": one.id, **more}


def typed(**other):
    """What the form that calls a meeting sends."""
    day = (clock.now() + dt.timedelta(days=90)).date()
    given = {
        "title": "Spring meeting",
        "starts": f"{day}T14:00",
        "zone": "America/Denver",
        "place": "Room 3",
        "link": "",
    }
    return given | other


def test_a_meeting_is_called_from_the_page_of_the_alliance(visitor):
    page = visitor.sign_in(CLERK).get("membership.alliance", slug="ours")
    assert visitor.url("meetings.meetings", slug="ours") in page.links()
    page = visitor.get("meetings.meetings", slug="ours")
    assert "No meetings are called or in session." in page.words
    visitor.send("meetings.call", typed(), slug="ours")
    made = newest()
    assert made.starts_at.hour in {20, 21}, "two in the afternoon in Denver"
    for role in (governor("UT"), observer("CO"), CLERK):
        page = visitor.sign_in(role).get("meetings.meeting", **at(made))
        assert page.h1 == "Spring meeting"
        assert "Room 3" in page.words


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"title": " "}, "Give the meeting a title."),
        ({"starts": ""}, "Enter the day and the time"),
        ({"starts": "2027-03-14T02:30"}, "The clocks skip this time"),
        ({"zone": "Nowhere/There"}, "Choose one from the list."),
    ],
)
def test_a_form_with_problems_says_what_and_how_to_mend_it(visitor, wrong, why):
    visitor.sign_in(CLERK)
    page = visitor.send("meetings.call", typed(**wrong), slug="ours", expect=422)
    assert why in page.words


def test_what_a_rule_forbids_stands_in_the_form(visitor):
    visitor.sign_in(CLERK)
    page = visitor.send("meetings.call", typed(starts="2020-01-01T14:00"), slug="ours", expect=409)
    assert "This time has passed." in page.words


def test_outsiders_see_nothing_of_a_meeting(visitor):
    one = closed()
    for role in (governor("NM"), OTHER_SECRETARIAT):
        visitor.sign_in(role)
        visitor.get("meetings.meetings", slug="ours", expect=403)
        for page in ("meeting", "agenda", "attendance", "speakers", "motions", "minutes"):
            visitor.get(f"meetings.{page}", **at(one), expect=404)
        visitor.get("meetings.as_json", **at(one, version=1), expect=404)
        page = visitor.get("membership.alliance", slug="ours")
        assert visitor.url("meetings.meetings", slug="ours") not in page.links()


def test_members_read_and_are_offered_nothing_that_is_the_clerks(visitor):
    one = attended()
    moved(one)
    visitor.sign_in(liaison("UT"))
    page = visitor.get("meetings.meeting", **at(one))
    assert visitor.url("meetings.ask", **at(one)) in page.links()
    assert "There is a quorum: 2 of 3 with a vote are present; at least 2 needed." in page.words
    clerks = ("adjourn", "attend", "move", "item", "draft")
    for tab in ("meeting", "agenda", "attendance", "speakers", "motions", "minutes"):
        links = visitor.get(f"meetings.{tab}", **at(one)).links()
        assert not {visitor.url(f"meetings.{name}", **at(one)) for name in clerks} & set(links)
    for name in clerks:
        visitor.get(f"meetings.{name}", **at(one), expect=403)


def test_the_clerk_goes_through_a_whole_meeting_and_a_second_person_confirms(visitor):
    visitor.sign_in(CLERK)
    one = called()
    visitor.send("meetings.item", {"title": "Report", "minutes": "15"}, **at(one))
    visitor.send("meetings.item", {"title": "Other business"}, **at(one))
    first, second = (i.id for i in queries.course_of(fresh(one)).items)
    order = {f"place_{first}": "2", f"place_{second}": "1"}
    visitor.send("meetings.reorder", order, **at(one))
    visitor.send("meetings.open_meeting", **at(one))
    who = {"how_CO": "in person", "who_CO": "Ada Lund", "how_UT": "remote", "who_UT": "Bo Reed"}
    visitor.send("meetings.attend", {"how_WY": "", **who}, **at(one))
    page = visitor.get("meetings.agenda", **at(one))
    visitor.press("meetings.take_up", page, {"item": str(first)}, **at(one))
    motion = {"item": str(first), "mover": "CO", "seconder": "UT", "words": "that it be accepted"}
    visitor.send("meetings.move", motion, **at(one))
    key = queries.course_of(fresh(one)).motions[0].id
    answers = {"answer_CO": "yea", "answer_UT": "nay", "answer_WY": "absent"}
    page = visitor.get("meetings.take_roll", **at(one, motion=key))
    assert "Wyoming" in page.words
    visitor.send("meetings.take_roll", {"rule": "majority", **answers}, **at(one, motion=key))
    page = visitor.get("meetings.confirm_roll", **at(one, motion=key))
    assert "You entered these answers." in page.words
    visitor.sign_in(SECOND)
    page = visitor.get("meetings.meeting", **at(one))
    assert visitor.url("meetings.confirm_roll", **at(one, motion=key)) in page.links()
    page = visitor.send("meetings.send_roll_back", {"why": "Utah said yea"}, **at(one, motion=key))
    visitor.sign_in(CLERK)
    again = {**answers, "answer_UT": "yea", "why": "misheard"}
    visitor.send("meetings.correct_roll", again, **at(one, motion=key))
    visitor.sign_in(SECOND).send("meetings.confirm_roll", **at(one, motion=key))
    page = visitor.get("meetings.motions", **at(one))
    assert "The arithmetic: carried" in page.words
    assert "misheard" in page.words
    visitor.sign_in(CLERK).send("meetings.adjourn", **at(one))
    visitor.send("meetings.paragraph", {"words": "The chair presided."}, **at(one))
    visitor.send("meetings.draft", **at(one))
    visitor.send("meetings.sign", {"capacity": "secretary"}, **at(one))
    visitor.sign_in(SECOND).send("meetings.confirm", **at(one))
    assert fresh(one).stands is Stage.SIGNED
    page = visitor.sign_in(governor("UT")).get("meetings.minutes", **at(one))
    assert "The chair presided." in page.words
    assert "Yea (2) Colorado, Utah" in page.words


def test_a_roll_call_that_was_corrected_meanwhile_is_reviewed_afresh(visitor):
    one = attended()
    key = moved(one)
    rolled(one, key)
    visitor.sign_in(SECOND)
    page = visitor.get("meetings.confirm_roll", **at(one, motion=key))
    page = visitor.press(
        "meetings.confirm_roll", page, {"sha256": "0" * 64}, **at(one, motion=key), expect=409
    )
    assert "not those that you reviewed" in page.words
    visitor.press("meetings.confirm_roll", page, **at(one, motion=key))


def test_a_roll_call_without_an_answer_of_everybody_is_not_taken(visitor):
    one = attended()
    key = moved(one)
    visitor.sign_in(CLERK)
    page = visitor.send(
        "meetings.take_roll",
        {"rule": "majority", "answer_CO": "yea", "answer_WY": "absent"},
        **at(one, motion=key),
        expect=422,
    )
    assert "Utah: Enter what was answered." in page.words


def test_offices_ask_for_the_floor_and_leave_the_list_on_the_page(visitor):
    one = attended()
    visitor.sign_in(liaison("UT"))
    visitor.send("meetings.ask", {"state": "UT", "name": "Bo Reed"}, **at(one))
    page = visitor.get("meetings.speakers", **at(one))
    assert "Bo Reed" in page.words
    (speech,) = queries.course_of(fresh(one)).queue
    visitor.press("meetings.leave_list", page, {"speech": str(speech.id)}, **at(one))
    assert "Nobody waits for the floor." in visitor.get("meetings.speakers", **at(one)).words
    act(floor.ask_to_speak, CLERK, fresh(one), state="CO", name="Ada Lund")
    visitor.sign_in(CLERK)
    page = visitor.get("meetings.speakers", **at(one))
    (speech,) = queries.course_of(fresh(one)).queue
    visitor.press("meetings.give_floor", page, {"speech": str(speech.id)}, **at(one))
    page = visitor.get("meetings.speakers", **at(one))
    assert "Has the floor" in page.words
    visitor.press("meetings.end_speech", page, {"speech": str(speech.id)}, **at(one))
    assert "0 min" in visitor.get("meetings.speakers", **at(one)).words


def test_unanimous_consent_is_one_button_until_somebody_objects(visitor):
    one = attended()
    first, second = moved(one), moved(one, words="that we rise")
    visitor.sign_in(CLERK)
    page = visitor.get("meetings.motions", **at(one))
    visitor.press("meetings.by_consent", page, **at(one, motion=first))
    visitor.send("meetings.objection", {"state": "UT"}, **at(one, motion=second))
    page = visitor.get("meetings.motions", **at(one))
    assert "Objected to unanimous consent: Utah." in page.words
    visitor.press("meetings.by_consent", page, **at(one, motion=second), expect=409)
    visitor.press("meetings.drop", page, **at(one, motion=second))


def test_the_title_of_a_resolution_is_shown_only_to_those_who_may_read_it(visitor):
    text = make.circulated()
    one = called()
    item(one, "A text of Colorado", resolution=str(text.id))
    for role in (CLERK, governor("UT")):
        page = visitor.sign_in(role).get("meetings.agenda", **at(one))
        assert "Joint resolution on common forms" in page.words
    # Who may read the meeting and not the text sees the words of the item, and no more.
    roll = {**fresh(one).roll, "NM": {**one.roll["CO"], "voting": False}}
    with make.transaction():
        db.session.get(Meeting, one.id).roll = roll
    for tab in ("meeting", "agenda"):
        page = visitor.sign_in(governor("NM")).get(f"meetings.{tab}", **at(one))
        assert "A text of Colorado" in page.words
        assert "common forms" not in page.words
        assert str(text.id) not in page.text


def test_signed_minutes_are_kept_as_html_text_and_json(visitor):
    one = closed()
    visitor.sign_in(observer("WY"))
    found = queries.minutes_now(fresh(one))
    file = visitor.get("meetings.as_json", **at(one, version=1))
    assert digest(file.get_data()) == found.sha256
    assert json.loads(file.get_data())["format"] == "alliance-minutes/1"
    text = visitor.get("meetings.as_text", **at(one, version=1)).get_data(as_text=True)
    assert "Minutes: Annual meeting" in text
    answer = visitor.client.get(visitor.url("meetings.as_html", **at(one, version=1)))
    page = answer.get_data(as_text=True)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "<script" not in page
    assert "http" not in page
    assert found.sha256 in page
    visitor.get("meetings.as_text", **at(one, version=2), expect=404)


def test_a_correction_is_drafted_signed_and_confirmed_and_both_versions_stay(visitor):
    one = closed()
    visitor.sign_in(CLERK)
    said = {"words": "It was Bo Reed who moved.", "why": "misheard"}
    visitor.send("meetings.correct", said, **at(one))
    visitor.send("meetings.sign", {"capacity": "chair"}, **at(one))
    page = visitor.get("meetings.minutes", **at(one))
    assert "Bo Reed" not in " ".join(page.texts("ol"))
    visitor.sign_in(SECOND).send("meetings.confirm", **at(one))
    page = visitor.get("meetings.minutes", **at(one))
    assert "It was Bo Reed who moved." in page.words
    assert "Bo Reed" not in visitor.get("meetings.version", **at(one, version=1)).words


def test_minutes_are_sent_back_on_the_page(visitor):
    one = signed()
    visitor.sign_in(SECOND).send("meetings.give_back", {"why": "A name is missing"}, **at(one))
    page = visitor.sign_in(CLERK).get("meetings.minutes", **at(one))
    assert "A name is missing" in page.words
    page = visitor.send("meetings.draft", {"why": ""}, **at(one), expect=409)
    assert "Say why there is another version." in page.words
    visitor.send("meetings.draft", {"why": "A name was missing"}, **at(one))


def test_a_committee_is_called_from_the_list_by_its_chair(visitor):
    group = charters.group()
    charters.seat(group, "UT", charters.SeatRole.CHAIR)
    visitor.sign_in(governor("UT"))
    visitor.send("meetings.call_group", typed(title="Committee"), group_id=group.id)
    page = visitor.get("meetings.meetings", slug="ours")
    assert "Committee on Forms" in page.words
    visitor.sign_in(governor("CO")).get("meetings.call_group", group_id=group.id, expect=403)


def test_a_meeting_is_changed_and_cancelled_on_the_page(visitor):
    one = called()
    visitor.sign_in(CLERK)
    page = visitor.get("meetings.change", **at(one))
    assert page.field("title") == "Annual meeting"
    visitor.send("meetings.change", typed(place="Room 9"), **at(one))
    assert fresh(one).place == "Room 9"
    visitor.send("meetings.cancel", {"why": "Snow"}, **at(one))
    assert "Cancelled: Snow" in visitor.get("meetings.meeting", **at(one)).words


def test_pages_about_what_is_not_there_are_not_there(visitor):
    one = adjourned(opened())
    visitor.sign_in(CLERK)
    visitor.get("meetings.take_roll", **at(one, motion=99), expect=404)
    visitor.get("meetings.version", **at(one, version=1), expect=404)
    visitor.get("meetings.item", **at(one, item="99"), expect=404)
    visitor.get("meetings.paragraph", **at(one, note="99"), expect=404)
    visitor.get("meetings.sign", **at(one), expect=409)


def test_a_paragraph_is_said_anew_from_the_growing_minutes(visitor):
    one = adjourned(attended())
    note = act(operations.write_paragraph, CLERK, fresh(one), words="First words.", after=1)
    visitor.sign_in(CLERK)
    page = visitor.get("meetings.minutes", **at(one))
    address = f"{visitor.url('meetings.paragraph', **at(one))}?note={note}"
    assert address in page.links()
    visitor.send("meetings.paragraph", {"words": "Better words."}, **at(one, note=str(note)))
    assert "Better words." in visitor.get("meetings.minutes", **at(one)).words
    drafted(fresh(one))
    page = visitor.get("meetings.minutes", **at(one))
    assert "Paragraphs for the next version" in page.words


def test_who_signs_or_confirms_is_told_of_a_paragraph_that_is_not_in_the_version(visitor):
    one = drafted()
    act(operations.write_paragraph, CLERK, fresh(one), words="Utah objected.", after=2)
    visitor.sign_in(CLERK)
    since = "A paragraph was written since these minutes were drafted"
    page = visitor.get("meetings.sign", **at(one))
    assert since in page.words
    assert not [e for e in page.tree.iter("input") if e.get("name") == "capacity"]
    assert visitor.url("meetings.draft", **at(one)) in page.links()
    page = visitor.get("meetings.minutes", **at(one))
    assert since in page.words
    assert visitor.url("meetings.sign", **at(one)) not in page.links()
    page = visitor.get("meetings.draft", **at(one))
    assert "Utah objected." in page.words
    visitor.press(
        "meetings.draft", page, {"sha256": page.field("sha256"), "why": "Missing"}, **at(one)
    )
    assert since not in visitor.get("meetings.sign", **at(one)).words
    signed(fresh(one))
    act(operations.write_paragraph, CLERK, fresh(one), words="So did Wyoming.", after=2)
    visitor.sign_in(SECOND)
    assert since in visitor.get("meetings.confirm", **at(one)).words
    assert since not in visitor.get("meetings.give_back", **at(one)).words


@pytest.mark.parametrize("version", [0, 2, 2**40, 10**20])
def test_a_version_that_there_is_not_is_not_found(visitor, version):
    one = drafted()
    visitor.sign_in(CLERK)
    visitor.get("meetings.version", **at(one, version=1))
    for page in ("version", "as_text", "as_json", "as_html"):
        visitor.get(f"meetings.{page}", **at(one, version=version), expect=404)
