"""The daily digest: at seven on the clock of one's office, once, about what one may still read."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from alliance.accounts import operations as accounts
from alliance.accounts.models import Person
from alliance.core import clock, outbox, worker
from alliance.core.actor import OPERATOR, Rank
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.mailing.rules import Choice, Kind
from alliance.membership import operations as membership
from alliance.membership.operations import Fact
from alliance.membership.queries import as_period, current_periods
from alliance.membership.rules import Period
from alliance.resolutions import operations as resolutions
from alliance.texts.starting import plain_clauses
from tests import make
from tests.core.insider import told
from tests.mailing.post import chose, delivered, stop_link, to, work
from tests.people import counsel, governor, liaison, observer

SECOND = dt.timedelta(seconds=1)
ZONES = ("America/New_York", "America/Denver", "America/Phoenix", "Pacific/Guam")
# The day after each of these nights begins an hour early, an hour late, or as always.
DAYS = (dt.date(2031, 3, 9), dt.date(2031, 11, 2), dt.date(2031, 6, 3))


def seven(day, zone):
    return dt.datetime.combine(day, dt.time(7), ZoneInfo(zone)).astimezone(dt.UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
def test_it_comes_at_seven_on_the_clock_of_the_office(app, zone, day):
    reader = observer("UT")
    told(f"UPDATE offices SET zone = '{zone}' WHERE state_code = 'UT'")
    chose(reader)
    delivered(app)
    at = seven(day, zone)
    with clock.stopped_at(at - dt.timedelta(hours=9)):
        first, second = make.circulated(), make.circulated()
        work()
    assert to(delivered(app), reader) == []
    with clock.stopped_at(at - SECOND):
        work()
    assert to(delivered(app), reader) == []
    with clock.stopped_at(at):
        work()
    [one] = to(delivered(app), reader)
    assert one.subject.endswith(f"{day:%B} {day.day}, {day.year}: 2 things")
    for made in (first, second):
        assert f"Circulated: {made.title}\nhttp://localhost:8000/resolutions/{made.id}" in one.body
    assert make.WORDS.units[-1].text not in one.body
    with clock.stopped_at(at + dt.timedelta(hours=12)):
        work()
    assert to(delivered(app), reader) == []


def test_what_happens_at_seven_stands_in_the_next_ones(app):
    reader, zone, day = observer("UT"), "America/Denver", dt.date(2031, 6, 3)
    chose(reader)
    delivered(app)
    at = seven(day, zone)
    with clock.stopped_at(at):
        make.circulated()
        work()
    assert to(delivered(app), reader) == []
    with clock.stopped_at(seven(day + dt.timedelta(days=1), zone)):
        work()
    assert len(to(delivered(app), reader)) == 1


def test_who_serves_in_two_states_reads_of_both(app):
    reader = observer("UT")
    with transaction():
        person = db.session.get_one(Person, make.actor(reader).person_id)
        there = make.office_of(governor("NM"))
        accounts.appoint_known(OPERATOR, there, person=person, rank=Rank.OBSERVER)
    chose(reader)
    delivered(app)
    at = seven(dt.date(2031, 6, 3), "America/Denver")
    with clock.stopped_at(at - dt.timedelta(hours=9)):
        here = make.circulated()
        words = plain_clauses(
            "Joint resolution of the other alliance", (), ("It stands in the digest.",)
        )
        with transaction():
            writer = make.actor(liaison("NM"))
            made = resolutions.draft(writer, make.alliance("theirs"), words=words).result
            resolutions.circulate(writer, made, **make.seen(made))
        work()
    with clock.stopped_at(at):
        work()
    said = "".join(one.body for one in to(delivered(app), reader))
    assert here.title in said
    assert words.title in said


def _waiting_digest(app):
    """A digest that is due, and the instant at which it is."""
    reader = observer("UT")
    chose(reader)
    delivered(app)
    at = seven(dt.date(2031, 6, 3), "America/Denver")
    with clock.stopped_at(at - dt.timedelta(hours=2)):
        make.circulated()
        work()
    delivered(app)
    return reader, at


def test_a_worker_that_dies_before_it_says_so_sends_no_second_message(app):
    reader, at = _waiting_digest(app)
    with clock.stopped_at(at):
        with transaction():
            job = outbox.take("dies")
        worker.HANDLERS["digest"](job)  # and then nothing more is heard of it
    assert len(to(delivered(app), reader)) == 1
    for minutes in (2, 4, 600):
        with clock.stopped_at(at + dt.timedelta(minutes=minutes)):
            work()
    assert to(delivered(app), reader) == []


def test_a_worker_that_dies_between_sending_and_noting_sends_the_same_message(app, monkeypatch):
    reader, at = _waiting_digest(app)

    def dies(_items):
        raise KeyboardInterrupt

    with clock.stopped_at(at):
        with transaction():
            job = outbox.take("dies")
        monkeypatch.setattr("alliance.workspaces.digest.settle", dies)
        with pytest.raises(KeyboardInterrupt):
            worker.HANDLERS["digest"](job)
        monkeypatch.undo()
    [first] = to(delivered(app), reader)
    with clock.stopped_at(at + 2 * outbox.LEASE):
        work()
    [second] = to(delivered(app), reader)
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.body == second.body


def test_a_worker_that_dies_while_it_fills_digests_puts_nothing_in_twice(app):
    reader = observer("UT")
    chose(reader)
    delivered(app)
    at = seven(dt.date(2031, 6, 3), "America/Denver")
    with clock.stopped_at(at - dt.timedelta(hours=2)):
        make.circulated()
        with transaction():
            job = outbox.take("dies")
        worker.HANDLERS["mail"](job)
    with clock.stopped_at(at - dt.timedelta(hours=1)):
        work()
    with clock.stopped_at(at):
        work()
    [one] = to(delivered(app), reader)
    assert one.subject.endswith(": 1 thing")


def leave(state):
    """The state has left since yesterday."""
    with transaction():
        (row,) = [p for p in current_periods([make.alliance().id]) if p.state_code == state]
        says = as_period(row)
        left = parse_partial_date((clock.today() - dt.timedelta(days=1)).isoformat())
        gone = Period(state, says.role, "withdrawn", says.joined, left=left)
        fact = Fact(row.period_id, row.version, gone, clock.now())
        membership.record_periods(OPERATOR, make.alliance(), facts=[fact])


def test_what_may_be_read_no_more_stands_in_no_digest(app):
    reader, at = _waiting_digest(app)
    with clock.stopped_at(at - dt.timedelta(hours=1)):
        leave("UT")
    with clock.stopped_at(at):
        work()
    assert to(delivered(app), reader) == []


def test_somebody_suspended_meanwhile_gets_none(app):
    reader, at = _waiting_digest(app)
    told(
        f"UPDATE people SET active = {'0' if _sqlite(app) else 'false'}"
        f" WHERE email = '{reader.email}'"
    )
    with clock.stopped_at(at):
        work()
    assert to(delivered(app), reader) == []


def _sqlite(app):
    return app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")


def test_a_digest_is_stopped_as_a_whole_save_what_cannot_be(app, visitor):
    reader, at = _waiting_digest(app)
    chose(reader, Kind.IN_FORCE)
    with clock.stopped_at(at):
        work()
    [one] = to(delivered(app), reader)
    assert visitor._request("post", stop_link(one)).status_code == 200
    make.circulated()
    work()
    assert to(delivered(app), reader) == []
    with clock.stopped_at(clock.now() + dt.timedelta(days=2)):
        work()
    assert to(delivered(app), reader) == []


def test_the_others_are_told_at_once_and_those_who_chose_none_never(app):
    chose(counsel("UT"), choice=Choice.NONE)
    chose(liaison("UT"))
    delivered(app)
    make.circulated()
    work()
    sent = delivered(app)
    assert len(to(sent, governor("UT"))) == 1
    assert to(sent, counsel("UT")) == to(sent, liaison("UT")) == []
    with clock.stopped_at(clock.now() + dt.timedelta(days=2)):
        work()
    sent = delivered(app)
    assert [one.to for one in sent] == [[liaison("UT").email]]
