"""Meetings on the desk and in the calendar: whose turn it is, what is to come."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from alliance.charters.rules import SeatRole
from alliance.core import clock
from alliance.core.db import db
from alliance.core.recall import forget
from alliance.workspaces.calendar import as_calendar
from alliance.workspaces.desk import desk
from bench.counting import counting
from tests import make
from tests.charters import made as charters
from tests.meetings import asked
from tests.meetings.made import (
    CLERK,
    SECOND,
    adjourned,
    attended,
    body,
    called,
    closed,
    confirmed,
    drafted,
    fresh,
    moved,
    opened,
    rolled,
    signed,
    there,
)
from tests.people import OTHER_SECRETARIAT, RANKS, governor, liaison, observer, secretary

pytestmark = pytest.mark.usefixtures("app")
HOUR = dt.timedelta(hours=1)


def waits(app, role):
    """What the desk asks of somebody: the words on the buttons, of meetings."""
    with app.test_request_context():
        db.session.rollback()
        forget()
        found = desk(make.actor(role))
    return [one.action for one in found.act if one.is_meeting]


def others(app, role):
    """What stands on the desk of meetings without being asked for."""
    with app.test_request_context():
        db.session.rollback()
        forget()
        found = desk(make.actor(role))
    return [(one.title, one.due) for one in found.others if one.is_meeting]


def test_a_meeting_to_come_is_on_every_desk_of_the_body_and_on_no_other(app):
    one = called()
    for role in (governor("UT"), observer("CO"), CLERK):
        assert others(app, role) == [("Annual meeting", one.starts_at)]
        assert waits(app, role) == []
    assert others(app, governor("NM")) == []


def test_near_its_time_those_who_run_it_call_it_to_order(app):
    charters.officer("Chair", "UT")
    one = called()
    with clock.stopped_at(one.starts_at - HOUR):
        assert waits(app, CLERK) == ["Call to order"]
        assert waits(app, liaison("UT")) == ["Call to order"]
        for role in (governor("CO"), observer("UT"), secretary(RANKS[3])):
            assert waits(app, role) == []
    with clock.stopped_at(one.starts_at - HOUR - dt.timedelta(minutes=1)):
        assert waits(app, CLERK) == []


def test_a_roll_call_waits_for_a_second_person_and_not_for_the_clerk(app):
    one = attended()
    key = moved(one)
    assert waits(app, SECOND) == ["Go on"]
    rolled(one, key)
    assert waits(app, SECOND) == ["Confirm the roll call"]
    assert waits(app, CLERK) == []
    assert waits(app, governor()) == []
    confirmed(fresh(one), key)
    assert waits(app, CLERK) == ["Go on"]


def test_minutes_wait_to_be_drafted_signed_and_confirmed(app):
    one = adjourned()
    assert waits(app, CLERK) == ["Draft the minutes"]
    drafted(one)
    assert waits(app, CLERK) == ["Sign the minutes"]
    signed(fresh(one))
    assert waits(app, CLERK) == []
    assert waits(app, SECOND) == ["Confirm the minutes"]
    closed_one = closed()
    assert waits(app, SECOND) == ["Confirm the minutes"], "of the first one"
    assert closed_one.id != one.id


def test_the_chair_of_a_committee_runs_its_meetings_and_no_others(app):
    group = charters.group()
    charters.seat(group, "UT", SeatRole.CHAIR)
    one = opened(of=body(group=group))
    there(one, "UT")
    adjourned(one)
    assert waits(app, governor("UT")) == ["Draft the minutes"]
    assert waits(app, governor("CO")) == []
    called()
    assert waits(app, governor("UT")) == ["Draft the minutes"]


def test_a_desk_asks_one_statement_more_however_many_meetings_there_are(app, visitor):
    visitor.sign_in(CLERK)
    counts = []
    for _ in range(3):
        called()
        forget()
        visitor.get("workspaces.desk")
        forget()
        with counting(db.engine) as found:
            visitor.get("workspaces.desk")
        counts.append(len(found.statements))
    assert len(set(counts)) == 1, counts


def test_a_meeting_to_come_is_in_the_calendar_at_its_time(app):
    one = called()
    with app.test_request_context():
        said = as_calendar(make.actor(governor("UT")), "alliance.example").decode()
    assert "SUMMARY:Meeting: Annual meeting" in said
    begins = [line.strip() for line in said.split("\n") if line.startswith("DTSTART;")]
    local = one.starts_at.astimezone(ZoneInfo(make.actor(governor("UT")).zone))
    assert f"{local:%Y%m%dT%H%M%S}" in begins[0].rpartition(":")[2]
    assert "TRANSP:OPAQUE" in said


def to_confirm(app, role):
    """What the desk says of answers that were called out, with the words on the button."""
    with app.test_request_context():
        db.session.rollback()
        forget()
        found = desk(make.actor(role))
    items = [*found.act, *found.inside]
    return [(one.why, one.action) for one in items if one.key.startswith("called:")]


def test_what_is_called_out_is_on_the_desk_of_a_second_person_until_all_of_it_is_confirmed(app):
    question = asked.put(states=("CO", "UT"))
    assert to_confirm(app, SECOND) == []
    asked.call(question, CO="yea")
    asked.call(question, CO="nay", UT="yea")  # Colorado corrects itself: one line, not two
    begins = f"{question.alliance.name}: 2 answers were called out"
    [(words, action)] = to_confirm(app, SECOND)
    assert (words.startswith(begins), action) == (True, "Confirm")
    for role in (CLERK, governor("CO"), liaison("NM"), OTHER_SECRETARIAT):
        assert to_confirm(app, role) == [], role
    asked.call(question, SECOND, UT="present")
    [(words, _)] = to_confirm(app, SECOND)
    assert "1 answer was called out" in words
    [(words, _)] = to_confirm(app, CLERK)
    assert "1 answer was called out" in words
    asked.send_back(question, "CO")
    assert to_confirm(app, SECOND) == []
    asked.confirm(question, CLERK)
    assert to_confirm(app, CLERK) == []
