"""Conditions on which states join: looked at whenever it changes who is bound, and day by day."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.accessions import conditions, deciding, entering
from alliance.accessions.entering import Joining
from alliance.accessions.models import Accession
from alliance.accessions.rules import Stage
from alliance.clockwork import look_at_conditions
from alliance.core import clock
from alliance.core.operation import ChangedMeanwhile
from alliance.core.outbox import Job, Taken
from alliance.core.record import entries_about
from alliance.instruments import operations as instruments
from alliance.instruments.operations import Answer
from alliance.instruments.rules import Condition, Outcome
from alliance.membership import standing_acts
from alliance.membership.queries import bound_states
from alliance.membership.standing_acts import periods_of
from tests import make
from tests.accessions.made import act, applied, approved, chartered, joined, statute
from tests.people import SECRETARIAT, governor, liaison
from tests.withdrawals.made import at, deliver_all
from tests.withdrawals.made import chartered as with_rules

DAY = dt.date(2027, 3, 1)
ONE = dt.timedelta(days=1)
JULY, SEPTEMBER = dt.date(2027, 7, 1), dt.date(2027, 9, 1)
THREE, FOUR = ({"at_least": {"count": count}} for count in ("3", "4"))
EVENING = dt.datetime(2027, 3, 2, 3, tzinfo=dt.UTC)  # of 1 March in Denver


@pytest.fixture
def body(app):
    with at(DAY):
        yield chartered()


def again(coming):
    make.db.session.expire_all()
    return make.db.session.get_one(Accession, coming.id)


def moved(verb, body, state, on):
    """The secretariat suspends a member, or reinstates it."""
    [one] = [one for one in periods_of(body) if one.state_code == state]
    act(verb, SECRETARIAT, one, on=on, decision="by the officers", base=one.row.version)


def letters(kind="accessions/mail/"):
    found = make.db.session.scalars(select(Job.key).where(Job.kind == "mail")).all()
    return [one.removeprefix(kind).partition(":")[0] for one in found if one.startswith(kind)]


def test_a_reinstatement_meets_a_condition(body):
    moved(standing_acts.suspend, body, "CO", DAY)
    coming = approved()
    joined(coming, statute(), condition=THREE)
    assert coming.stands is Stage.CONDITIONAL
    moved(standing_acts.reinstate, body, "CO", DAY)
    assert again(coming).stands is Stage.JOINED
    assert "NM" in bound_states(body, DAY)


def test_a_suspension_before_the_day_of_joining_makes_a_state_wait_again(body):
    coming = approved()
    joined(coming, statute(effective=JULY), condition=THREE)
    assert (coming.stands, coming.party_from) == (Stage.JOINED, JULY)
    moved(standing_acts.suspend, body, "CO", DAY)
    assert again(coming).stands is Stage.CONDITIONAL
    assert "NM" not in bound_states(body, JULY)


def test_an_import_meets_a_condition(body):
    coming = approved()
    joined(coming, statute(), condition=FOUR)
    with make.transaction():
        make.come_in(body, "AZ")
    assert again(coming).stands is Stage.JOINED


def test_a_condition_is_looked_at_as_things_stand_on_the_day_of_coming_in(app):
    """Three others are parties today; one of them is out before the instrument has effect."""
    with at(DAY):
        with_rules()
        deliver_all(make.notice(), DAY)  # Colorado is out on 31 March
        coming, bill = approved(), statute(effective=SEPTEMBER)
        joined(coming, bill, condition=THREE)
        assert again(coming).stands is Stage.CONDITIONAL
        before = letters()
        facts = {**vars(bill.known.says), "effective_on": dt.date(2027, 10, 1)}
        said = type(bill.known.says)(**facts)
        act(instruments.revise, liaison("NM"), bill, facts=said, base=bill.version)
        assert again(coming).stands is Stage.CONDITIONAL
        assert letters() == before


def test_who_waits_for_another_is_no_party_before_that_one_is(body):
    make.governors("AZ")
    first, second = approved("NM"), approved("AZ")
    joined(first, statute("NM", effective=JULY), condition=FOUR)
    joined(second, statute("AZ"), condition=FOUR)
    assert (again(first).party_from, again(second).party_from) == (JULY, JULY)
    assert "AZ" not in bound_states(body, JULY - ONE)


def test_a_condition_that_is_met_at_once_is_told_once(body):
    coming = approved()
    joined(coming, statute(), condition=THREE)
    assert (coming.stands, coming.party_from) == (Stage.JOINED, DAY)
    assert "join_conditionally" not in letters()
    assert letters().count("join") >= 1


def test_the_day_is_that_of_the_state_in_the_evening_too(app):
    with at(DAY):
        chartered()
    with clock.stopped_at(EVENING):
        coming = approved()
        joined(coming, statute(), condition=THREE)
        assert (coming.stands, coming.party_from) == (Stage.JOINED, DAY)


def test_what_the_charter_asks_is_that_of_the_states_day(app):
    with at(DAY):
        chartered()
        chartered(sponsors=2, since=DAY + ONE)
    with clock.stopped_at(EVENING):
        coming = applied()
        assert coming.asks.sponsors == 0
    with at(DAY + ONE):
        act(deciding.refuse, SECRETARIAT, coming, decision="by the officers")
        assert applied().asks.sponsors == 2


def test_the_clock_looks_at_them_on_every_day_that_begins(body):
    coming = approved()
    joined(coming, statute(), condition={"all": [THREE, FOUR]})
    jobs = select(Job).where(Job.kind == conditions.LOOK_JOB)
    [first] = make.db.session.scalars(jobs).all()
    assert first.run_at == dt.datetime(2027, 3, 2, 7, tzinfo=dt.UTC)  # midnight in Santa Fe
    with clock.stopped_at(first.run_at):
        look_at_conditions(Taken(first.id, first.kind, first.key, first.facts, 1))
        assert again(coming).stands is Stage.CONDITIONAL
        days = sorted(job.run_at.day for job in make.db.session.scalars(jobs))
        assert days == [2, 3]


def test_what_was_reviewed_is_the_day_too(body):
    coming, bill = approved(), statute()
    review = Condition("review by the board", DAY, 90)
    one = act(instruments.add_precondition, liaison("NM"), bill, condition=review)
    reviewed = Joining(bill, seen=bill.version, since=DAY + 90 * ONE)
    act(instruments.decide, governor("NM"), one, said=Answer(None, Outcome.APPROVED, DAY, "No. 1"))
    with pytest.raises(ChangedMeanwhile, match="from 2027-03-01 now, not from 2027-05-30"):
        act(entering.join, governor("NM"), coming, joining=reviewed, version=coming.version)
    assert again(coming).stands is Stage.APPROVED


def test_the_record_says_which_day_was_confirmed(body):
    coming = approved()
    joined(coming, statute(effective=JULY))
    joins = [one for one in entries_about(body.stream, [coming.ref]) if "join" in one.action]
    assert joins[-1].facts["confirmed_from"] == "2027-07-01"
