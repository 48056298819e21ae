"""The desk as a calendar: due times to the minute in every zone, titles behind the walls."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select

from alliance.authority.rules import ActClass
from alliance.core import clock
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.core.operation import OwnBusiness
from alliance.core.transaction import transaction
from alliance.mailing import operations
from alliance.mailing.models import Calendar as Made
from alliance.texts.starting import plain_clauses
from tests import make
from tests.core.insider import told
from tests.people import SECRETARIAT, governor, liaison, observer

ZONES = ("America/New_York", "America/Denver", "America/Phoenix", "Pacific/Guam")
# Hours after the clocks went forward in Denver, and after they were put back.
CLOSES = [dt.datetime(2031, 3, 9, 15, tzinfo=dt.UTC), dt.datetime(2031, 11, 2, 17, tzinfo=dt.UTC)]


def subscribed(role):
    """The address path at which this person's desk is read."""
    who = make.actor(role)
    with transaction():
        return f"/calendar/{operations.renew_calendar(who, OwnBusiness(who)).result}.ics"


def read(visitor, address):
    """The calendar as a program reads it."""
    answer = visitor._request("get", address)
    assert answer.status_code == 200, answer.status_code
    return Calendar.from_ical(answer.get_data())


def by_uid(calendar):
    return {str(one["uid"]): one for one in calendar.walk() if one.name in {"VEVENT", "VTODO"}}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("close", CLOSES)
def test_what_is_due_stands_at_its_minute_on_the_clock_of_the_office(app, visitor, zone, close):
    told(f"UPDATE offices SET zone = '{zone}' WHERE state_code = 'UT'")
    with clock.stopped_at(close - dt.timedelta(days=3)):
        question = make.put(length=dt.timedelta(days=3))
    found = read(visitor, subscribed(governor("UT")))
    event = by_uid(found)[f"answer-{question.id}@localhost"]
    assert event.name == "VEVENT"
    end, start = event["dtend"].dt, event["dtstart"].dt
    assert end == question.closes_at.replace(microsecond=0)
    assert end.replace(tzinfo=None) == close.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert event["dtend"].params["TZID"] == zone
    assert end.astimezone(dt.UTC) - start.astimezone(dt.UTC) == dt.timedelta(minutes=30)
    [written] = [one for one in found.walk() if one.name == "VTIMEZONE"]
    assert str(written["tzid"]) == zone
    assert written.to_tz().utcoffset(end.replace(tzinfo=None)) == end.utcoffset()
    assert str(event["summary"]) == f"Answer: {question.title}"
    assert event["url"].endswith(f"/votes/{question.id}/answer")


def test_the_same_thing_keeps_its_name_and_counts_its_changes(app, visitor):
    question = make.answered(make.put(), CO="yea")
    address = subscribed(governor("CO"))
    uid = f"awaited-{question.id}@localhost"
    before = by_uid(read(visitor, address))[uid]
    with clock.stopped_at(clock.now() + dt.timedelta(minutes=5)):
        make.answered(question, UT="yea")
    after = by_uid(read(visitor, address))[uid]
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt > before["last-modified"].dt
    assert "2 of 3 states have answered" in str(after["description"])
    assert after["dtend"].dt == before["dtend"].dt


def test_it_shows_the_three_lists_of_the_desk(app, visitor):
    made, asked, draft = make.adopted(), make.put(), make.draft()
    seen = by_uid(read(visitor, subscribed(liaison("CO"))))
    assert str(seen[f"answer-{asked.id}@localhost"]["summary"]).startswith("A colleague acts: ")
    assert seen[f"sign-{made.id}@localhost"].name == "VTODO"
    one = seen[f"draft-{draft.id}@localhost"]
    assert str(one["summary"]) == "Go on: A draft of your office"


def test_whom_the_register_names_finds_the_desk_as_on_its_page(app, visitor):
    asked = make.put()
    make.delegated(governor(), "Letter 1", acts=frozenset({ActClass.ANSWER}), rank=Rank.LIAISON)
    seen = by_uid(read(visitor, subscribed(liaison("CO"))))
    assert str(seen[f"answer-{asked.id}@localhost"]["summary"]).startswith("Answer: ")


def test_no_title_that_only_the_office_knows_leaves_the_pages(app, visitor):
    words = plain_clauses("A canary sings", ("a canary",), ("canary",))
    make.draft(words=words)
    for role in (liaison(), governor(), observer()):
        answer = visitor._request("get", subscribed(role))
        assert b"A draft of your office" in answer.get_data()
        assert b"anary" not in answer.get_data()


def test_it_stays_within_its_persons_wall(app, visitor):
    made = make.circulated()
    for role, sees in ((governor("UT"), True), (SECRETARIAT, True), (governor("NM"), False)):
        said = visitor._request("get", subscribed(role)).get_data()
        assert (str(made.id).encode() in said) is sees, role
    address = subscribed(governor("UT"))
    told(
        "UPDATE people SET active = "
        + ("0" if db.engine.dialect.name == "sqlite" else "false")
        + f" WHERE email = '{governor('UT').email}'"
    )
    assert visitor._request("get", address).status_code == 404


def test_the_address_is_long_and_only_its_hash_is_kept(app, visitor):
    address = subscribed(governor("UT"))
    secret = address.split("/")[-1].removesuffix(".ics")
    assert len(secret) * 6 >= 128
    db.session.rollback()
    [row] = db.session.execute(select(Made.__table__)).all()
    assert secret not in str(row)
    assert len(row.secret_sha256) == 64
    assert subscribed(observer("UT")) != subscribed(liaison("UT"))


def test_it_is_renewed_and_ended_on_its_page(app, visitor):
    visitor.sign_in(governor("UT"))
    page = visitor.get("mailing.calendar")
    assert "Your desk is in no calendar program" in page.words
    addresses = []
    for _ in range(2):
        page = visitor.send("mailing.calendar", expect=200)
        [address] = page.texts("code")
        addresses.append(address.partition("localhost:8000")[2])
        assert address not in visitor.get("mailing.calendar").words
    old, new = addresses
    assert visitor._request("get", old).status_code == 404
    assert visitor._request("get", new).status_code == 200
    visitor.press("mailing.end_calendar", visitor.get("mailing.calendar"))
    assert visitor._request("get", new).status_code == 404
    visitor.press("mailing.end_calendar", visitor.get("mailing.calendar"), expect=409)


def test_a_program_that_has_the_newest_is_told_so(app, visitor):
    question = make.put()
    address = subscribed(governor("UT"))
    first = visitor._request("get", address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.content_type == "text/calendar; charset=utf-8"
    known = {"If-None-Match": first.headers["ETag"]}
    again = visitor._request("get", address, headers=known)
    assert (again.status_code, again.get_data()) == (304, b"")
    make.answered(question, UT="yea")
    after = visitor._request("get", address, headers=known)
    assert after.status_code == 200
    assert after.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("secret", ["x", "", "..", "%00", "A" * 5_000, "\ud800", "'--"])
def test_no_other_address_is_a_calendar(app, visitor, secret):
    subscribed(governor("UT"))
    path = f"/calendar/{secret.encode('utf-8', 'replace').decode()}.ics"
    answer = visitor._request("get", path)
    assert answer.status_code in {404, 308}
    assert answer.headers["Cache-Control"] == "no-store"
