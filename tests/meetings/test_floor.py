"""Attendance and speakers: who records them, when, and what is refused."""

import datetime as dt

import pytest

from alliance.core import clock
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.transaction import transaction
from alliance.meetings import floor, queries
from alliance.meetings.counting import quorum
from alliance.meetings.floor import There
from alliance.meetings.rules import Way
from tests import make
from tests.meetings.made import CLERK, act, adjourned, attended, called, fresh, gone, opened, there
from tests.people import governor, liaison, observer

pytestmark = pytest.mark.usefixtures("app")
MINUTES = dt.timedelta(minutes=1)


def course(one):
    return queries.course_of(fresh(one))


def asked(one, role=None, state="", name="Ada Lund"):
    return act(floor.ask_to_speak, role or CLERK, one, state=state, name=name)


def test_who_comes_late_and_leaves_early_is_there_from_when_until_when():
    with clock.stopped_at(clock.now()):
        start = clock.now()
        one = attended("CO")
    with clock.stopped_at(start + 20 * MINUTES):
        there(one, "UT", how=Way.REMOTE)
        met = quorum(one.rule, one.roll, list(course(one).there()))
        assert met.met
    with clock.stopped_at(start + 40 * MINUTES):
        gone(one, "CO")
        found = course(one)
        assert list(found.there()) == ["UT"]
        assert not quorum(one.rule, one.roll, list(found.there())).met
        assert set(found.there(start + 30 * MINUTES)) == {"CO", "UT"}
        (presence,) = [p for p in found.presences if p.state == "CO"]
        assert (presence.until - presence.since) == 40 * MINUTES


def test_an_arrival_may_be_written_down_after_it_happened_and_not_before_the_opening():
    start = dt.datetime(2027, 3, 2, 2, 0, tzinfo=dt.UTC)  # seven in the evening in Denver
    with clock.stopped_at(start):
        one = opened(starts_at=start)
    with clock.stopped_at(start + 30 * MINUTES):
        there(one, "CO", time="19:10")
        for time in ("18:59", "19:31", "soon"):
            with pytest.raises(RuleBroken, match="outside the meeting"):
                there(one, "UT", time=time)
        assert course(one).there()["CO"].since == start + 10 * MINUTES
        with pytest.raises(RuleBroken, match="something later is recorded"):
            gone(one, "CO", time="19:05")


def test_only_what_differs_is_written_down():
    one = attended("CO", "UT")
    before = fresh(one).last
    with pytest.raises(RuleBroken, match="recorded already"):
        there(one, "CO")
    there(one, "CO", "WY")
    assert fresh(one).last == before + 1
    there(one, "CO", who="Bo Reed, Counsel")
    assert course(one).there()["CO"].who == "Bo Reed, Counsel"


def test_somebody_is_named_and_a_state_outside_is_refused():
    one = opened()
    with pytest.raises(RuleBroken, match="Enter who is there for Colorado"):
        there(one, "CO", who=" ")
    with pytest.raises(RuleBroken, match="New Mexico does not belong"):
        there(one, "NM")


def test_members_do_not_record_attendance_and_nobody_does_outside_the_meeting():
    one = opened()
    with pytest.raises(NotPermitted):
        act(floor.note_attendance, governor(), one, there=[There("CO", Way.REMOTE, "A")])
    with pytest.raises(RuleBroken, match="not been called to order"):
        there(called(), "CO")
    with pytest.raises(RuleBroken, match="is adjourned"):
        there(adjourned(), "WY")


def test_an_office_asks_for_the_floor_for_its_own_state_only():
    one = attended()
    asked(one, liaison("UT"), state="CO")
    (speech,) = course(one).queue
    assert speech.state == "UT"
    with pytest.raises(RuleBroken, match="on the list already"):
        asked(one, governor("UT"))
    for role in (observer("UT"), governor("NM")):
        with pytest.raises(NotPermitted):
            asked(one, role)


def test_the_clerk_gives_the_floor_and_the_time_is_counted():
    one = attended()
    start = clock.now()
    with clock.stopped_at(start + MINUTES):
        first, second = asked(one, state="CO"), asked(one, state="UT", name="Bo Reed")
        act(floor.give_floor, CLERK, fresh(one), speech=first)
    with clock.stopped_at(start + 4 * MINUTES):
        act(floor.give_floor, CLERK, fresh(one), speech=second)
        found = course(one)
        assert found.speaking.id == second
        assert found.speech(first).seconds == 180
    with clock.stopped_at(start + 5 * MINUTES):
        act(floor.end_speech, CLERK, fresh(one), speech=second)
        with pytest.raises(RuleBroken, match="or nobody"):
            act(floor.end_speech, CLERK, fresh(one), speech=second)
        with pytest.raises(RuleBroken, match="not on the list any more"):
            act(floor.give_floor, CLERK, fresh(one), speech=first)
    with pytest.raises(NotPermitted):
        act(floor.give_floor, governor(), one, speech=first)


def test_a_speaker_is_taken_off_the_list_by_the_office_that_asked_or_the_clerk():
    one = attended()
    own, other = asked(one, governor("UT")), asked(one, governor("CO"))
    with pytest.raises(RuleBroken, match="Another office"):
        act(floor.leave_list, governor("UT"), fresh(one), speech=other)
    act(floor.leave_list, liaison("UT"), fresh(one), speech=own)
    act(floor.leave_list, CLERK, fresh(one), speech=other)
    assert course(one).queue == []


def test_whoever_has_the_floor_when_it_is_adjourned_has_spoken():
    one = attended()
    key = asked(one, state="CO")
    act(floor.give_floor, CLERK, fresh(one), speech=key)
    adjourned(fresh(one))
    assert course(one).speech(key).ended_at is not None


def test_of_an_attendance_that_is_refused_nothing_is_written():
    one = opened()
    said = [There("CO", Way.IN_PERSON, "Ada Lund"), There("UT", Way.IN_PERSON, " ")]
    with transaction(), pytest.raises(RuleBroken, match="Enter who is there for Utah"):
        floor.note_attendance(make.actor(CLERK), one, there=said)
    assert not course(one).there()
