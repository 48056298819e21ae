"""Signing over the pages: authority, review, confirmation, and who is bound since when."""

import datetime as dt
import json

import pytest

from alliance.core import clock
from alliance.core.db import db
from alliance.core.record import entries_about
from alliance.core.saying import day as said
from alliance.signatures.queries import signatures_under
from alliance.votes.models import Question
from tests import make
from tests.membership.files import contents
from tests.people import SECRETARIAT, governor, liaison

AUTHORITY = "Constitution, citation not stated"


def rows_of(page):
    return [" ".join("".join(row.itertext()).split()) for row in page.tree.iter("tr")]


@pytest.fixture
def adopted(app):
    return make.adopted(CO="yea", UT="yea", WY="nay")


def test_the_review_records_nothing_and_the_confirmation_does(visitor, adopted):
    visitor.sign_in(governor())
    before = contents()
    form = {}
    review = visitor.send("resolutions.sign", form, 200, resolution_id=adopted.id)
    assert "Nothing is signed yet" in review.words
    assert AUTHORITY in review.words
    assert contents() == before
    form["confirm"] = "yes"
    visitor.press("resolutions.sign", review, form, resolution_id=adopted.id)
    page = visitor.get("resolutions.signatures", resolution_id=adopted.id)
    assert any(AUTHORITY in row for row in rows_of(page))


@pytest.mark.parametrize("typed", ["the constitution", "0" * 32])
def test_an_authority_that_is_not_offered_is_an_error(visitor, adopted, typed):
    visitor.sign_in(governor())
    form = {"authority": typed}
    page = visitor.send("resolutions.sign", form, 422, resolution_id=adopted.id)
    assert "Choose one of those that let you do this." in page.words
    form["confirm"] = "yes"
    visitor.send("resolutions.sign", form, 409, resolution_id=adopted.id)
    assert signatures_under(adopted.id) == {}


def test_the_review_carries_the_chain_on_and_the_confirmation_is_held_to_it(visitor, adopted):
    visitor.sign_in(governor())
    review = visitor.send("resolutions.sign", {}, 200, resolution_id=adopted.id)
    make.corrected(governor(), 'A "quoted" <b>authority</b>')
    late = visitor.press(
        "resolutions.sign", review, {"confirm": "yes"}, 409, resolution_id=adopted.id
    )
    assert "has changed in the register" in late.words
    assert signatures_under(adopted.id) == {}
    review = visitor.send("resolutions.sign", {}, 200, resolution_id=adopted.id)
    assert 'A "quoted" <b>authority</b>' in review.words
    visitor.press("resolutions.sign", review, {"confirm": "yes"}, resolution_id=adopted.id)
    assert signatures_under(adopted.id)["CO"].says["authority"] == 'A "quoted" <b>authority</b>'


def test_the_button_stands_only_before_those_who_may_sign(visitor, adopted):
    address = visitor.url("resolutions.sign", resolution_id=adopted.id)
    for role, shown in ((governor(), True), (liaison(), False), (SECRETARIAT, False)):
        visitor.sign_in(role)
        page = visitor.get("resolutions.show", resolution_id=adopted.id)
        assert (address in page.links()) is shown, role
        visitor.at(address, 200 if shown else 403)


def test_the_button_pressed_twice_signs_once_and_leads_to_the_receipt(visitor, adopted):
    visitor.sign_in(governor())
    form = {"confirm": "yes"}
    visitor.send("resolutions.sign", form, resolution_id=adopted.id)
    before = contents()
    page = visitor.get("resolutions.show", resolution_id=adopted.id)
    again = visitor.press("resolutions.sign", page, form, resolution_id=adopted.id)
    assert again.location == visitor.url("resolutions.receipt", resolution_id=adopted.id)
    assert contents() == before


def test_a_signature_ends_with_a_receipt_that_stays_findable(visitor, adopted):
    visitor.sign_in(governor())
    form = {"confirm": "yes"}
    done = visitor.send("resolutions.sign", form, resolution_id=adopted.id)
    [entry] = [
        one
        for one in entries_about("alliance:ours", [adopted.ref])
        if one.action == "signatures:sign"
    ]
    page = visitor.at(done.location)
    assert f"alliance:ours, entry {entry.n}" in page.words
    for told in (entry.leaf, AUTHORITY, entry.facts["text_sha256"], entry.facts["key"]):
        assert told in page.words
    told = json.loads(visitor.get("resolutions.receipt_file", resolution_id=adopted.id).data)
    assert told["receipt"] == {"stream": "alliance:ours", "n": entry.n, "leaf": entry.leaf}
    assert told["leaves"]["alliance:ours"][entry.n - 1] == entry.leaf
    visitor.sign_in(liaison())
    page = visitor.get("resolutions.signatures", resolution_id=adopted.id)
    assert done.location in page.links()
    visitor.at(done.location)


def test_without_a_signature_there_is_no_receipt(visitor, adopted):
    make.signed(adopted, "CO")
    for role in (governor("UT"), SECRETARIAT):
        visitor.sign_in(role)
        where = visitor.url("resolutions.signatures", resolution_id=adopted.id)
        for page in ("resolutions.receipt", "resolutions.receipt_file"):
            address = visitor.url(page, resolution_id=adopted.id)
            assert visitor._request("get", address).location == where
            assert address not in visitor.at(where).links()


def test_the_page_says_since_when_it_is_in_force_in_each_state(visitor, adopted):
    closed = db.session.get_one(Question, adopted.question_id).closed_at
    evening = closed.replace(hour=4, minute=30) + dt.timedelta(days=2)  # still yesterday in Denver
    with clock.stopped_at(evening):
        make.signed(adopted, "CO", "UT")
    with clock.stopped_at(evening + dt.timedelta(days=10)):
        make.signed(adopted, "WY")
    since = said(evening.date() - dt.timedelta(days=1))
    later = said(evening.date() + dt.timedelta(days=9))
    visitor.sign_in(liaison("WY"))
    rows = rows_of(visitor.get("resolutions.signatures", resolution_id=adopted.id))
    told = {row.split()[0]: row for row in rows[1:]}
    assert told["Colorado"].endswith(since)
    assert told["Utah"].endswith(since)
    assert told["Wyoming"].endswith(later)


def test_before_anything_is_adopted_the_page_says_so(visitor, app):
    question = make.put()
    visitor.sign_in(liaison("UT"))
    page = visitor.get("resolutions.signatures", resolution_id=question.subject_id)
    assert "Nothing is open for signature" in page.words
    visitor.sign_in(governor())
    visitor.get("resolutions.sign", 403, resolution_id=question.subject_id)
    made = make.circulated()
    visitor.get("resolutions.sign", 404, resolution_id=made.id)
