"""Calling, opening, adjourning, cancelling: when it happens, who may not, what the ledger says."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.charters.rules import SeatRole
from alliance.core import clock
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.core.transaction import transaction
from alliance.meetings import operations, queries
from alliance.meetings.models import MeetingEvent
from alliance.meetings.operations import Agenda
from alliance.meetings.rules import Stage
from tests import make
from tests.charters import made as charters
from tests.mailing.post import delivered, to, work
from tests.meetings.made import (
    CLERK,
    WEEK,
    act,
    adjourned,
    attended,
    body,
    called,
    fresh,
    item,
    opened,
    says,
)
from tests.people import OTHER_SECRETARIAT, counsel, governor, liaison, observer

pytestmark = pytest.mark.usefixtures("app")


def ledger(one):
    """What the ledger says of a meeting: actions and facts."""
    return [(entry.action, entry.facts) for entry in entries_about(one.stream, [one.ref])]


def test_a_meeting_is_called_and_every_office_of_a_member_is_told(app):
    one = called()
    assert one.stands is Stage.CALLED
    assert sorted(one.roll) == ["CO", "UT", "WY"]
    work()
    letters = to(delivered(app), governor("UT"))
    assert [letter.subject for letter in letters] == [
        "Meeting called: Annual meeting, Western Accord"
    ]
    assert "Room 12, Capitol" in letters[0].body
    assert not to(delivered(app), governor("NM"))


def test_the_ledger_says_when_and_not_what_it_is_called():
    one = called(title="A title of its own")
    ((action, facts),) = ledger(one)
    assert action == "meetings:call"
    assert facts["starts_at"] == clock.stamp(one.starts_at)
    assert "title" not in str(facts)


@pytest.mark.parametrize("role", [governor(), observer(), counsel("UT"), OTHER_SECRETARIAT])
def test_only_the_secretariat_and_officers_call_a_meeting(role):
    with pytest.raises(NotPermitted):
        called(by=role)


def test_an_officer_calls_a_meeting_while_the_term_lasts():
    chair = charters.officer("Chair", "CO")
    assert called(by=governor("CO")).stands is Stage.CALLED
    assert called(by=liaison("CO")).stands is Stage.CALLED
    with pytest.raises(NotPermitted):
        called(by=observer("CO"))
    with pytest.raises(NotPermitted):
        called(by=governor("UT"))
    charters.ended(charters.serving.end_officer, chair, clock.today() - dt.timedelta(days=1))
    with pytest.raises(NotPermitted):
        called(by=governor("CO"))


def test_a_committee_meets_with_those_who_sit_in_it_and_its_chair_calls():
    group = charters.group()
    charters.seat(group, "UT", SeatRole.CHAIR)
    charters.seat(group, "CO", SeatRole.MEMBER)
    charters.seat(group, "WY", SeatRole.LIAISON)
    one = called(by=governor("UT"), of=body(group=group))
    assert {code: says["voting"] for code, says in one.roll.items()} == {
        "CO": True,
        "UT": True,
        "WY": False,
    }
    with pytest.raises(NotPermitted):
        called(by=governor("CO"), of=body(group=group))
    charters.officer("Chair", "CO")  # of the alliance: not of the committee
    with pytest.raises(NotPermitted):
        called(by=governor("CO"), of=body(group=group))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"starts_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "has passed"),
        ({"starts_at": dt.datetime(2090, 1, 1, tzinfo=dt.UTC)}, "three years ahead"),
        ({"place": ""}, "Say where"),
        ({"title": " "}, "a title"),
        ({"zone": "Nowhere/There"}, "no such time zone"),
    ],
)
def test_what_cannot_be_called_is_refused_in_words(wrong, why):
    with pytest.raises(RuleBroken, match=why):
        called(**wrong)


def test_another_time_and_place_are_told_until_it_is_called_to_order(app):
    one = called()
    new = says(starts_at=one.starts_at + WEEK, place="", link="https://meet.example")
    act(operations.change, CLERK, one, says=new)
    work()
    assert "Meeting changed: Annual meeting, Western Accord" in [
        letter.subject for letter in to(delivered(app), governor("WY"))
    ]
    with pytest.raises(RuleBroken, match="what it says already"):
        act(operations.change, CLERK, fresh(one), says=new)
    act(operations.open_meeting, CLERK, fresh(one))
    with pytest.raises(RuleBroken, match="called to order already"):
        act(operations.change, CLERK, fresh(one), says=says())


def test_a_meeting_is_cancelled_before_it_is_called_to_order_and_not_after(app):
    one = called()
    act(operations.cancel, CLERK, one, why="Snow")
    assert fresh(one).stands is Stage.CANCELLED
    work()
    assert "Why: Snow" in to(delivered(app), governor("CO"))[-1].body
    with pytest.raises(RuleBroken, match="was cancelled"):
        act(operations.open_meeting, CLERK, fresh(one))
    with pytest.raises(RuleBroken, match="cannot be done from there"):
        act(operations.cancel, CLERK, opened(), why="Late")


def test_the_roll_is_frozen_when_it_is_called_to_order():
    one = called()
    charters.adopt(charters.draft(charters.words(terms=charters.Terms(withdrawal="No way"))))
    act(operations.open_meeting, CLERK, one)
    assert sorted(fresh(one).roll) == ["CO", "UT", "WY"]
    assert fresh(one).opened_by_id == make.actor(CLERK).person_id


def test_the_agenda_grows_and_is_put_in_order_until_adjournment():
    one = called()
    first, second = item(one, "First"), item(one, "Second", minutes=20, presenter="Utah")
    act(operations.reorder, CLERK, one, order=[second, first])
    assert [i.title for i in queries.course_of(one).items] == ["Second", "First"]
    act(operations.set_item, CLERK, one, says=Agenda("First, said anew"), item=first)
    act(operations.open_meeting, CLERK, fresh(one))
    act(operations.take_up, CLERK, fresh(one), item=second)
    course = queries.course_of(fresh(one))
    assert course.current == second
    assert [i.title for i in course.items] == ["Second", "First, said anew"]
    with pytest.raises(RuleBroken, match="taken up already"):
        act(operations.set_item, CLERK, one, says=Agenda("Other"), item=second)
    with pytest.raises(RuleBroken, match="before the meeting already"):
        act(operations.take_up, CLERK, fresh(one), item=second)
    with pytest.raises(RuleBroken, match="has changed meanwhile"):
        act(operations.reorder, CLERK, fresh(one), order=[first])
    adjourned(fresh(one))
    with pytest.raises(RuleBroken, match="is adjourned"):
        item(fresh(one), "Third")


def test_only_a_text_that_was_circulated_in_the_alliance_is_put_on_the_agenda():
    one = called()
    shown, draft = make.circulated(), make.draft()
    item(one, resolution=str(shown.id))
    with pytest.raises(RuleBroken, match="cannot be put on the agenda"):
        item(one, resolution=str(draft.id))


def test_nothing_is_recorded_before_the_meeting_is_called_to_order_or_by_others():
    one = called()
    key = item(one)
    with pytest.raises(RuleBroken, match="not been called to order"):
        act(operations.take_up, CLERK, one, item=key)
    for verb in (operations.open_meeting, operations.adjourn):
        with pytest.raises(NotPermitted):
            act(verb, governor(), one)


def test_every_event_is_named_in_the_ledger_by_its_digest_and_no_words():
    one = attended()
    item(one, "The secret handshake")
    told = ledger(one)
    events = db.session.scalars(
        select(MeetingEvent).where(MeetingEvent.meeting_id == one.id).order_by(MeetingEvent.n)
    ).all()
    digests = [facts.get("event_sha256") for _, facts in told if "event_sha256" in facts]
    assert digests[-1] == events[-1].sha256
    assert set(digests) <= {event.sha256 for event in events}
    for _, facts in told:
        assert "handshake" not in str(facts)
        assert "Ada Lund" not in str(facts)


def test_a_meeting_whose_cancelling_is_refused_is_not_cancelled():
    one = called()
    with transaction(), pytest.raises(RuleBroken, match="Say why it is cancelled"):
        operations.cancel(make.actor(CLERK), one, why=" ")
    assert fresh(one).stands is Stage.CALLED
