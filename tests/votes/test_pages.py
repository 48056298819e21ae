"""The pages of votes: lists, the roll call, the arithmetic, answering, receipts, closing."""

import base64
import json

import pytest

from alliance.core import clock
from alliance.core.db import db
from alliance.core.record import entries_about
from alliance.core.transaction import transaction
from alliance.resolutions import operations as resolutions
from alliance.texts.starting import plain_clauses
from alliance.votes.models import Question
from alliance.votes.queries import answers_to
from alliance.votes.ways import Way
from tests import make
from tests.membership.files import contents
from tests.people import SECRETARIAT, governor, liaison, observer
from tests.votes.rolls import correct, leave


def rows_of(page):
    return [" ".join("".join(row.itertext()).split()) for row in page.tree.iter("tr")]


def titles_of(page):
    found = [one for one in page.tree.iter("h2") if one.get("class") == "asked__title"]
    return [" ".join("".join(one.itertext()).split()) for one in found]


def steps_of(page):
    found = page.tree.findall(".//details//ol/li")
    return [" ".join("".join(one.itertext()).split()) for one in found]


def following(page):
    found = [one.get("href") for one in page.tree.iter("a") if one.get("rel") == "next"]
    return found[0] if found else None


def many(count):
    """Questions, the last one put last."""
    keys = []
    with transaction():
        for n in range(count):
            words = plain_clauses(f"Question number {n:03}", (), ("x",))
            drafted = resolutions.draft(make.actor(liaison()), make.alliance(), words=words).result
            resolutions.circulate(make.actor(liaison()), drafted, **make.seen(drafted))
            closes = clock.now() + make.TWO_WEEKS
            asked = resolutions.put(
                make.actor(SECRETARIAT),
                drafted,
                rule=make.USUAL_RULE,
                way=Way(closes),
                **make.to_put(drafted),
            )
            keys.append(asked.result.id)
    return keys


def test_an_empty_list_says_who_puts_a_question(visitor, app):
    visitor.sign_in(governor())
    assert "No question has been put" in visitor.get("votes.questions").words
    assert "No question is open" in visitor.get("votes.questions", show="open").words


def test_the_list_shows_the_state_s_own_answer_and_the_outcome(visitor, app):
    first = make.answered(make.put(), CO="yea", UT="nay", WY="nay")
    make.closed(first)
    make.put()
    visitor.sign_in(governor())
    rows = rows_of(visitor.get("votes.questions"))
    assert len(rows) == 3
    assert rows[1].endswith("\u2013 open")
    assert rows[2].endswith("yea lost")
    assert len(titles_of(visitor.get("votes.questions", show="open"))) == 1


def test_a_long_list_shows_every_question_exactly_once(visitor, app):
    many(105)
    visitor.sign_in(observer("WY"))
    found, page = [], visitor.get("votes.questions", show="open")
    while page:
        found += titles_of(page)
        further = following(page)
        assert further is None or "show=open" in further
        page = visitor.at(further) if further else None
    assert found == [f"Question number {n:03}" for n in reversed(range(105))]


def test_a_state_that_left_finds_what_it_is_asked(visitor, app):
    question = make.put()
    leave("UT")
    visitor.sign_in(governor("UT"))
    address = visitor.url("votes.show", question_id=question.id)
    assert address in visitor.get("votes.questions").links()
    page = visitor.at(address)
    for link in page.links():
        visitor.at(link) if link.startswith("/resolutions/0") else None
    assert visitor.url("votes.answer", question_id=question.id) in page.links()


@pytest.mark.parametrize("corrected", [{}, {"role": "observer", "status": "member"}])
def test_a_state_finds_what_it_was_asked_however_its_membership_is_corrected(
    visitor, app, corrected
):
    asked = make.answered(make.put(), UT="nay")
    make.closed(asked)
    correct("UT", **corrected)
    later = make.put()
    visitor.sign_in(observer("UT"))
    links = visitor.get("votes.questions").links()
    assert visitor.url("votes.show", question_id=asked.id) in links
    assert visitor.url("votes.show", question_id=later.id) not in links
    visitor.get("votes.show", question_id=asked.id)
    visitor.get("votes.show", 404, question_id=later.id)


def test_the_page_says_the_rule_the_count_and_who_has_answered(visitor, app):
    question = make.answered(make.put(), CO="yea", UT="present")
    visitor.sign_in(observer("WY"))
    page = visitor.get("votes.show", question_id=question.id)
    assert "2 of 3 states have answered" in page.words
    assert "more than half" in page.words
    assert "How it stands, counted now" in page.words
    rows = rows_of(page)
    assert rows[1].startswith("Colorado yea")
    assert rows[2].startswith("Utah present")
    assert rows[3] == "Wyoming has not answered \u2013"


def test_the_arithmetic_on_the_page_is_that_of_the_frozen_count(visitor, app):
    question = make.answered(make.put(), CO="yea", UT="yea", WY="nay")
    make.closed(question)
    tally = json.loads(db.session.get_one(Question, question.id).tally)
    visitor.sign_in(liaison("UT"))
    page = visitor.get("votes.show", question_id=question.id)
    assert "How it was counted" in page.words
    assert steps_of(page) == [" ".join(step.split()) for step in tally["steps"]]
    assert any("2 is more than 3/2: met" in step for step in steps_of(page))
    asked = db.session.get_one(Question, question.id)
    for digest in (asked.text_sha256, asked.roster_sha256, asked.rule_sha256):
        assert digest in page.words


def test_the_review_of_an_answer_records_nothing(visitor, app):
    question = make.put()
    visitor.sign_in(governor())
    before = contents()
    review = visitor.send("votes.answer", {"answer": "nay"}, 200, question_id=question.id)
    assert "Nothing is recorded yet" in review.words
    assert review.field("answer") == "nay"
    assert contents() == before


@pytest.mark.parametrize("typed", [{}, {"answer": ""}, {"answer": "maybe"}, {"answer": "YEA"}])
def test_an_answer_that_cannot_be_is_an_error_beside_the_field(visitor, app, typed):
    question = make.put()
    visitor.sign_in(governor())
    page = visitor.send("votes.answer", typed | {"confirm": "yes"}, 422, question_id=question.id)
    assert "There is a problem" in page.words
    assert answers_to(question.id) == {}


def test_the_button_pressed_twice_answers_once_and_leads_to_the_receipt(visitor, app):
    question = make.put(may_change=False)
    visitor.sign_in(governor())
    page = visitor.get("votes.answer", question_id=question.id)
    form = {"answer": "yea", "confirm": "yes"}
    visitor.press("votes.answer", page, form, question_id=question.id)
    before = contents()
    again = visitor.press("votes.answer", page, form | {"answer": "nay"}, question_id=question.id)
    assert again.location == visitor.url("votes.receipt", question_id=question.id)
    assert contents() == before
    got = visitor._request("get", visitor.url("votes.answer", question_id=question.id))
    assert got.location == again.location


def test_the_receipt_names_the_entry_in_the_ledger(visitor, app):
    question = make.answered(make.put(), CO="yea")
    visitor.sign_in(liaison())
    [entry] = [
        one
        for one in entries_about("alliance:ours", [question.ref])
        if one.action == "votes:answer"
    ]
    page = visitor.get("votes.receipt", question_id=question.id)
    assert f"alliance:ours, entry {entry.n}" in page.words
    assert entry.leaf in page.words
    got = visitor.get("votes.receipt_file", question_id=question.id)
    told = json.loads(got.data)
    assert told["receipt"] == {"stream": "alliance:ours", "n": entry.n, "leaf": entry.leaf}
    assert told["leaves"]["alliance:ours"][entry.n - 1] == entry.leaf


def test_without_an_answer_there_is_no_receipt(visitor, app):
    question = make.put()
    for role in (governor(), SECRETARIAT):
        visitor.sign_in(role)
        for page in ("votes.receipt", "votes.receipt_file"):
            got = visitor._request("get", visitor.url(page, question_id=question.id))
            assert got.location == visitor.url("votes.show", question_id=question.id)


def test_the_close_is_reviewed_and_offered_only_when_it_may_be(visitor, app):
    question = make.answered(make.put(), CO="yea", UT="yea")
    visitor.sign_in(SECRETARIAT)
    before = contents()
    page = visitor.get("votes.close", question_id=question.id)
    assert "cannot be closed yet" in page.words
    assert "Still awaited Wyoming" in page.words
    refused = visitor.press("votes.close", page, None, 409, question_id=question.id)
    assert "Answers are still awaited from WY" in refused.words
    assert contents() == before
    with clock.stopped_at(question.closes_at):
        visitor.sign_in(SECRETARIAT)
        assert (
            "cannot be closed yet" not in visitor.get("votes.close", question_id=question.id).words
        )
        visitor.send("votes.close", question_id=question.id)
    assert db.session.get_one(Question, question.id).outcome == "carried"


def test_past_its_time_a_question_says_so_and_takes_no_answer(visitor, app):
    question = make.put()
    with clock.stopped_at(question.closes_at + clock.dt.timedelta(seconds=1)):
        visitor.sign_in(governor())
        page = visitor.get("votes.show", question_id=question.id)
        assert "The time for answers passed" in page.words
        assert visitor.url("votes.answer", question_id=question.id) not in page.links()
        form = {"answer": "yea", "confirm": "yes"}
        page = visitor.send("votes.answer", form, 409, question_id=question.id)
        assert "The time for answers has passed" in page.words


def test_only_the_principal_on_the_roster_is_shown_the_way_to_answer(visitor, app):
    question = make.put()
    address = visitor.url("votes.answer", question_id=question.id)
    for role, code in ((governor(), 200), (liaison(), 403), (SECRETARIAT, 403)):
        visitor.sign_in(role)
        page = visitor.get("votes.show", question_id=question.id)
        assert (address in page.links()) is (code == 200)
        visitor.at(address, code)
    visitor.sign_in(governor("NM"))
    visitor.at(address, 404)


def cursor(*parts):
    text = json.dumps(parts).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


KEY = "0192c1a0-0000-7000-8000-000000000000"
CURSORS = [
    "x",
    "é",
    "====",
    cursor(),
    cursor(1, 2),
    cursor("2026-01-01T00:00:00Z"),
    cursor("2026-01-01T00:00:00Z", "not an id"),
    cursor("2026-01-01T00:00:00Z", "ab" * 32),
    cursor("2026-01-01T00:00:00", KEY),
    cursor("2026-01-01", KEY),
    cursor("0001-01-01T00:00:00+14:00", KEY),
    cursor("9999-12-31T23:59:59-14:00", KEY),
    base64.urlsafe_b64encode(b'{"a": 1, "b": 2}').decode(),
    base64.urlsafe_b64encode(b"[" * 2_000).decode(),
    base64.urlsafe_b64encode(b"9" * 5_000).decode(),
]


@pytest.mark.parametrize("after", CURSORS)
def test_a_cursor_that_means_nothing_is_the_start_of_the_list(visitor, app, after):
    make.put()
    visitor.sign_in(governor())
    for page in ("votes.questions", "resolutions.resolutions", "litigation.lawsuits"):
        visitor.get(page, after=after)
    visitor.get("workspaces.record", after=after)
