"""What time does at the end of a term: noted once, told to those who keep the register."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from flask import current_app
from flask_mailman import EmailMessage
from sqlalchemy import select

from alliance.authority import lists, terms
from alliance.authority.terms import Days
from alliance.core import clock, worker
from alliance.core.actor import CLOCK, Rank
from alliance.core.db import db
from alliance.core.ledger import check
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.states.reference import today_in
from tests import make
from tests.people import Role, administrator, governor

HEAD = governor()
COUNSEL = Role("CO", HEAD.office, Rank.COUNSEL)
ONE, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
DENVER = ZoneInfo("America/Denver")

pytestmark = pytest.mark.usefixtures("app")


def work():
    while worker.run_once("tests"):
        pass


def ends():
    """The days on which the ledger says that a term ended."""
    db.session.rollback()
    found = select(Entry).where(Entry.action == "authority:end-term").order_by(Entry.n)
    return [entry.facts["on"] for entry in db.session.scalars(found)]


def midnight_after(day):
    return dt.datetime.combine(day + ONE, dt.time(), DENVER).astimezone(dt.UTC)


def last_day():
    return today_in("CO") + 3 * ONE


def corrected(one, last_on, by=HEAD, confirmed_by=None):
    with transaction():
        who = make.actor(by)
        what = lists.term_of(who, one.id)
        days = Days(what.person_id, last_on)
        terms.record_term(who, what, days=days, version=what.version)
    if confirmed_by:
        with transaction():
            who = make.actor(confirmed_by)
            what = lists.term_of(who, one.id)
            terms.confirm_term(who, what, version=what.version)


def test_the_end_is_noted_at_the_first_instant_after_it_and_never_again():
    make.term(HEAD, last_day())
    end = midnight_after(last_day())
    with clock.stopped_at(end - SECOND):
        work()
        assert ends() == []
    said = str(last_day())
    with clock.stopped_at(end):
        work()
        work()
        assert ends() == [said]
    db.session.rollback()
    entry = db.session.scalars(select(Entry).where(Entry.action == "authority:end-term")).one()
    assert (entry.at, entry.person_id) == (end, None)
    assert entry.stream == f"office:{make.actor(HEAD).office_id}"
    assert check()["first_problem"] is None


def test_a_worker_that_was_down_notes_it_late_and_once():
    make.term(HEAD, last_day())
    said = str(last_day())
    with clock.stopped_at(midnight_after(last_day()) + 9 * ONE):
        work()
        assert ends() == [said]


def test_a_job_that_is_done_twice_notes_it_once():
    make.term(HEAD, last_day())
    said = str(last_day())
    with clock.stopped_at(midnight_after(last_day())):
        work()
        with transaction():  # the worker had died before it ticked the job off
            job = db.session.scalars(select(Job).where(Job.kind == terms.END_JOB)).one()
            job.done_at = None
        work()
        assert ends() == [said]


def test_a_term_that_was_corrected_to_a_later_day_ends_then():
    one = make.term(HEAD, last_day())
    first, later = last_day(), last_day() + 5 * ONE
    corrected(one, later, confirmed_by=COUNSEL)
    with clock.stopped_at(midnight_after(first)):
        work()
        assert ends() == []
    with clock.stopped_at(midnight_after(later)):
        work()
        assert ends() == [str(later)]


def test_a_correction_that_nobody_confirmed_changes_nothing():
    one = make.term(HEAD, last_day())
    first = last_day()
    corrected(one, first + 5 * ONE)
    with clock.stopped_at(midnight_after(first)):
        work()
        assert ends() == [str(first)]


def test_a_term_that_another_follows_does_not_end_the_service():
    make.term(HEAD, last_day())
    first = last_day()
    who = make.actor(HEAD)
    with transaction():
        days = Days(who.person_id, first + 1000 * ONE, from_on=first + ONE)
        made = terms.record_term(who, None, days=days).result
    with transaction():
        counsel = make.actor(COUNSEL)
        terms.confirm_term(counsel, lists.term_of(counsel, made.id), version=1)
    with clock.stopped_at(midnight_after(first)):
        work()
        assert ends() == []


def test_nobody_but_the_clock_notes_an_end_and_not_before_it():
    one = make.term(HEAD, last_day())
    with pytest.raises(RuleBroken, match="has not ended"), transaction():
        terms.end_term(CLOCK, one)


def test_administrators_counsel_and_the_principal_are_told_and_nobody_else(app):
    make.term(HEAD, last_day())
    with clock.stopped_at(midnight_after(last_day())):
        outbox = app.extensions["mailman"].outbox = []
        work()
    told = [one for one in outbox if "term has ended" in one.subject]
    roles = (administrator(), COUNSEL, HEAD)
    assert sorted(one.to[0] for one in told) == sorted(role.email for role in roles)
    for one in told:
        assert isinstance(one, EmailMessage)
        assert "/office/transition" in one.body
        assert make.actor(HEAD).name not in one.body
    assert current_app
