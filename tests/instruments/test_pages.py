"""The pages of instruments: recorded, revised, their preconditions noted."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.core.db import db
from alliance.instruments import operations
from alliance.instruments.models import Instrument, Precondition
from alliance.instruments.rules import Condition
from tests import make
from tests.accessions.made import statute
from tests.people import SECRETARIAT, governor, liaison, observer
from tests.withdrawals.made import act, at

DAY = dt.date(2027, 3, 1)
BILL = {
    "state": "CO",
    "kind": "statute",
    "purpose": "amend",
    "title": "An act to amend the compact",
    "stage": "introduced",
    "stage_on": "2027-03-01",
}


@pytest.fixture
def body(app):
    with at(DAY):
        yield make.alliance()


def test_an_office_records_a_bill_of_its_state(visitor, body):
    visitor.sign_in(liaison())
    answer = visitor.send("instruments.record", BILL, slug="ours")
    page = visitor.at(answer.location)
    assert page.h1 == "An act to amend the compact"
    assert "Statute of Colorado: introduced. It has no effect: waits for its enact" in page.words
    page = visitor.get("instruments.instruments", slug="ours")
    assert "An act to amend the compact Colorado statute amends introduced" in page.words


def test_the_form_says_what_is_wrong_where(visitor, body):
    visitor.sign_in(liaison())
    page = visitor.send("instruments.record", {**BILL, "title": ""}, expect=422, slug="ours")
    assert "Title: Give it a title." in page.words
    page = visitor.send(
        "instruments.record", {**BILL, "stage": "under review"}, expect=409, slug="ours"
    )
    assert "does not come for a statute" in page.words
    page = visitor.send("instruments.record", {**BILL, "state": "UT"}, expect=422, slug="ours")
    assert "State: Choose one of these." in page.words


def test_the_secretariat_names_its_source(visitor, body):
    visitor.sign_in(SECRETARIAT)
    page = visitor.send("instruments.record", {**BILL, "state": "NM"}, expect=409, slug="ours")
    assert "Name the public source" in page.words
    visitor.send(
        "instruments.record", {**BILL, "state": "NM", "source": "Journal of the House"}, slug="ours"
    )
    assert db.session.scalars(select(Instrument.state_code)).one() == "NM"


def test_the_list_is_narrowed_to_a_state(visitor, body):
    statute("CO")
    statute("UT")
    visitor.sign_in(observer("NM"))
    page = visitor.get("instruments.instruments", slug="ours", state="UT")
    assert "1 instrument is recorded of Utah" in page.words
    page = visitor.get("instruments.instruments", slug="ours", state="XX")
    assert "2 instruments are recorded:" in page.words


def test_a_bill_goes_on_and_stages_behind_are_not_offered(visitor, body):
    visitor.sign_in(liaison())
    made = visitor.send("instruments.record", BILL, slug="ours").location.rpartition("/")[2]
    page = visitor.get("instruments.revise", instrument_id=made)
    options = page.texts("option")
    assert "Introduced" in options
    assert "Planned" not in options
    said = {"stage": "enacted or signed", "enacted_on": "2027-03-01", "citation": "Chapter 3"}
    visitor.send("instruments.revise", said, instrument_id=made)
    page = visitor.get("instruments.instrument", instrument_id=made)
    assert "waits for an effective date" in page.words
    assert "Chapter 3" in page.words


def test_a_version_that_somebody_else_recorded_is_not_written_over(visitor, body):
    bill = statute("CO")
    visitor.sign_in(liaison())
    page = visitor.send(
        "instruments.revise",
        {"base": "7", "note": "Renumbered."},
        expect=409,
        instrument_id=bill.id,
    )
    assert "Version 1 was recorded while you were writing" in page.words


def test_a_precondition_with_its_clock_and_what_came_of_it(visitor, body):
    bill = statute("CO")
    visitor.sign_in(liaison())
    said = {"what": "Review by the attorney general", "asked_on": "2027-03-01", "clock_days": "30"}
    visitor.send("instruments.precondition", said, instrument_id=bill.id)
    page = visitor.get("instruments.instrument", instrument_id=bill.id)
    assert "30 days Wednesday, March 31, 2027 waits for an answer" in page.words
    assert "It has effect from Wednesday, March 31, 2027." in page.words
    one = db.session.scalars(select(Precondition)).one()
    visitor.sign_in(governor())
    said = {"outcome": "refused", "decided_on": "2027-03-01", "source": "Opinion 12"}
    visitor.send("instruments.decide", said, precondition_id=one.id)
    page = visitor.get("instruments.instrument", instrument_id=bill.id)
    assert "refused Monday, March 1, 2027 (Opinion 12)" in page.words
    assert "waits for Review by the attorney general" in page.words
    page = visitor.get("instruments.decide", precondition_id=one.id)
    assert "That stands." in page.words


@pytest.mark.parametrize(("day", "said"), [(30, "waits for an answer"), (31, "deemed approved")])
def test_it_is_deemed_approved_on_its_day(visitor, body, day, said):
    bill = statute("CO")
    review = Condition("Review", DAY, 30)
    act(operations.add_precondition, liaison(), bill, condition=review)
    with at(dt.date(2027, 3, day)):
        visitor.sign_in(governor("UT"))
        page = visitor.get("instruments.instrument", instrument_id=bill.id)
        assert f"Wednesday, March 31, 2027 {said}" in page.words


def test_members_read_and_are_offered_nothing(visitor, body):
    bill = statute("CO")
    visitor.sign_in(observer())
    page = visitor.get("instruments.instrument", instrument_id=bill.id)
    assert "Say what is known now" not in page.texts("a")
    visitor.get("instruments.revise", expect=403, instrument_id=bill.id)
    visitor.get("instruments.record", expect=403, slug="ours")
