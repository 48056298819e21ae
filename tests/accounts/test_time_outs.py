"""Time-outs are lengths of time, whatever the zone and whatever the clocks are set to."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from alliance.accounts.models import Office
from alliance.accounts.rules import IDLE, IN_ALL, WARNING
from alliance.core import clock
from alliance.core.db import db
from alliance.core.transaction import transaction
from tests.people import governor

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
# The wall clock says a quarter to two before both changes of 2027, of which the second puts it
# back: the later of the two quarters to two is summer's last.
CHANGES = {"forward": dt.datetime(2027, 3, 14, 1, 45), "back": dt.datetime(2027, 11, 7, 1, 45)}  # noqa: DTZ001
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
AFTER_IDLE = {"forward": "3:15 a.m.", "back": "1:15 a.m."}
AFTER_ALL = {"forward": "2:45 p.m.", "back": "12:45 p.m."}


def is_in(visitor):
    return visitor._request("get", "/votes/").status_code == 200


@pytest.fixture(params=CHANGES)
def change(request):
    return request.param


@pytest.fixture(params=ZONES)
def start(app, request, change):
    """A quarter of an hour before the clocks change, at an office of this zone."""
    with transaction():
        theirs = (Office.state_code == "CO", Office.kind == "governor")
        db.session.execute(update(Office).where(*theirs).values(zone=request.param))
    return CHANGES[change].replace(tzinfo=ZoneInfo(request.param)).astimezone(dt.UTC)


def test_the_end_is_said_in_the_offices_own_time(visitor, start, change):
    with clock.stopped_at(start):
        page = visitor.sign_in(governor()).get("workspaces.states")
    (idle, whole) = list(page.tree.iter("time"))[-3:-1]
    assert AFTER_IDLE[change] in idle.text
    assert AFTER_ALL[change] in whole.text
    stamps = [f"{start + length:%Y-%m-%dT%H:%M:%SZ}" for length in (IDLE, IN_ALL)]
    assert [one.get("datetime") for one in (idle, whole)] == stamps


def test_idle_is_thirty_minutes_across_a_change_of_the_clocks(visitor, start):
    with clock.stopped_at(start):
        visitor.sign_in(governor())
    with clock.stopped_at(start + IDLE):
        assert is_in(visitor)
    with clock.stopped_at(start + 2 * IDLE + SECOND):
        assert not is_in(visitor)


def test_in_all_is_twelve_hours_across_a_change_of_the_clocks(visitor, start):
    with clock.stopped_at(start):
        visitor.sign_in(governor())
    for n in range(1, 25):
        with clock.stopped_at(start + n * IN_ALL / 24):
            assert is_in(visitor)
    with clock.stopped_at(start + IN_ALL + SECOND):
        assert not is_in(visitor)


def test_one_is_warned_at_least_two_minutes_before_and_extends_by_one_button(visitor, app):
    start = dt.datetime(2027, 3, 14, 6, 0, tzinfo=dt.UTC)
    with clock.stopped_at(start):
        page = visitor.sign_in(governor()).get("workspaces.states")
    (dialog,) = page.tree.iter("dialog")
    assert dt.timedelta(minutes=2) <= WARNING < IDLE
    told = {name: int(dialog.get(f"data-{name}")) for name in ("idle", "whole", "warning")}
    assert told == {"idle": 1800, "whole": 43200, "warning": WARNING.total_seconds()}
    (form,) = list(dialog.iter("form"))
    with clock.stopped_at(start + IDLE - MINUTE):
        data = {"csrf_token": page.field("csrf_token")}
        headers = {"Accept": "application/json"}
        answer = visitor._request("post", form.get("action"), data=data, headers=headers)
        assert answer.get_json() == {"idle": 1800, "whole": 43200 - 29 * 60}
    with clock.stopped_at(start + 2 * IDLE - 2 * MINUTE):
        assert is_in(visitor)


def test_near_the_twelve_hours_the_foot_says_no_later_time(visitor):
    start = dt.datetime(2027, 3, 14, 6, 0, tzinfo=dt.UTC)
    with clock.stopped_at(start):
        visitor.sign_in(governor())
    with clock.stopped_at(start + IN_ALL - 10 * MINUTE):
        with visitor._apart(visitor.client.session_transaction) as cookie:
            cookie["seen"] = int(clock.now().timestamp())
        page = visitor.get("workspaces.states")
        (dialog,) = page.tree.iter("dialog")
        assert dialog.get("data-idle") == dialog.get("data-whole") == "600"


PLACES = ("Pacific/Guam", "Pacific/Honolulu", "America/Phoenix", "America/New_York")


@pytest.mark.parametrize("zone", PLACES)
@pytest.mark.parametrize("night", CHANGES)
def test_both_time_outs_are_lengths_where_the_clocks_are_set_and_where_they_never_are(
    app, visitor, zone, night
):
    with transaction():
        theirs = (Office.state_code == "CO", Office.kind == "governor")
        db.session.execute(update(Office).where(*theirs).values(zone=zone))
    began = CHANGES[night].replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    for length, pause in ((IDLE, IDLE), (IN_ALL, IDLE - MINUTE)):
        with clock.stopped_at(began):
            visitor.sign_in(governor())
        at = began
        while (at := at + pause) < began + length:
            with clock.stopped_at(at):
                assert is_in(visitor), (zone, night, at)
        with clock.stopped_at(began + length):
            assert is_in(visitor), (zone, night)
        with clock.stopped_at(began + length + (IDLE if length == IDLE else 0 * SECOND) + SECOND):
            assert not is_in(visitor), (zone, night)
