"""The pages of leaving: what it would change, the notice, its letters, taking it back."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.core.db import db
from alliance.instruments import operations as instruments
from alliance.instruments.rules import Facts, Kind, Purpose
from alliance.instruments.rules import Stage as Made
from alliance.membership.queries import bound_states
from alliance.withdrawals.models import Notice
from alliance.withdrawals.rules import Stage
from tests import make
from tests.people import SECRETARIAT, counsel, governor, liaison, observer
from tests.withdrawals.made import act, at, chartered, deliver_all

DAY = dt.date(2027, 3, 1)
WORDS = "The legislature has repealed the act."
BOTH = {
    "effective": {
        "later_of": [
            {"after": {"days": 30}, "from": {"event": "notice_complete"}},
            {"event": "repeal_effective"},
        ]
    },
    "survives": [{"what": "assessments", "text": "Assessments for the year"}],
}


@pytest.fixture
def body(app):
    with at(DAY):
        yield chartered()


def reviewed(visitor, **said):
    """The review page of a notice of Colorado's governor."""
    visitor.sign_in(governor())
    return visitor.send("withdrawals.leave", said, expect=200, slug="ours")


def given(visitor, **said):
    """The notice, given on the pages."""
    page = reviewed(visitor, **said)
    visitor.press("withdrawals.leave", page, {"confirm": "yes"}, slug="ours")
    return db.session.scalars(select(Notice)).one()


def test_what_leaving_would_change_is_shown_before_anything_is_recorded(visitor, body):
    visitor.sign_in(liaison())
    page = visitor.get("withdrawals.simulate", slug="ours", arrived_on="2027-03-15")
    assert page.h1 == "What leaving would change"
    assert "Colorado would be out from Wednesday, April 14, 2027" in page.words
    assert "Members bound 3 2" in page.words
    assert "Utah" in page.words
    assert db.session.scalars(select(Notice)).first() is None


def test_events_of_the_rule_are_asked_for_and_named(visitor, app):
    with at(DAY):
        chartered(BOTH)
        visitor.sign_in(liaison())
        page = visitor.get("withdrawals.simulate", slug="ours")
        assert "Still open: the day the repeal takes effect" in page.words
        assert "Assessments for the year" in page.words
        asked = {"slug": "ours", "event-repeal_effective": "2027-07-01"}
        page = visitor.get("withdrawals.simulate", **asked)
        assert "out from Thursday, July 1, 2027" in page.words


@pytest.mark.parametrize("given_on", ["2027-02-30", "soon"])
def test_a_day_that_is_none_is_told_at_its_field(visitor, body, given_on):
    visitor.sign_in(liaison())
    page = visitor.get("withdrawals.simulate", expect=422, slug="ours", given_on=given_on)
    assert "This is not a day of the calendar" in page.words


@pytest.mark.parametrize("role", [observer(), SECRETARIAT])
def test_only_those_at_work_in_a_member_state_look_ahead(visitor, body, role):
    visitor.sign_in(role)
    visitor.get("withdrawals.simulate", expect=403, slug="ours")


@pytest.mark.parametrize("page", ["simulate", "leave", "prepare"])
def test_who_does_not_belong_is_told_that_there_is_nothing_to_leave(visitor, body, page):
    visitor.sign_in(governor("NM"))
    told = visitor.get(f"withdrawals.{page}", expect=409, slug="ours")
    assert f"New Mexico does not belong to {body.name}, so there is nothing to leave" in told.words


def test_a_notice_is_reviewed_and_given_with_a_receipt(visitor, body):
    page = reviewed(visitor, words=WORDS)
    for words in (WORDS, "Wednesday, March 31, 2027", "Utah", "Members bound 3 2"):
        assert words in page.words, words
    assert db.session.scalars(select(Notice)).first() is None
    visitor.press("withdrawals.leave", page, {"confirm": "yes"}, slug="ours")
    [notice] = db.session.scalars(select(Notice)).all()
    receipt = visitor.get("withdrawals.receipt", notice_id=notice.id)
    assert "Colorado" in receipt.words
    saved = visitor.get("withdrawals.receipt_file", notice_id=notice.id)
    assert saved.get_json()["receipt"]["stream"] == "alliance:ours"


def test_what_changed_since_the_review_is_shown_and_nothing_is_given(visitor, body):
    page = reviewed(visitor)
    make.notice(governor("UT"), named_on=DAY)  # out before: Colorado's letters go to fewer
    with at(DAY):
        deliver_all(db.session.scalars(select(Notice)).one(), DAY)
    with at(DAY + dt.timedelta(days=40)):
        visitor.sign_in(governor())
        data = {"confirm": "yes", "reviewed": page.field("reviewed")}
        data |= {name: page.field(name) for name in ("authority", "chain_sha256")}
        again = visitor.send("withdrawals.leave", data, expect=409, slug="ours")
    assert "has changed since you reviewed it" in again.words
    states = [one.state_code for one in db.session.scalars(select(Notice))]
    assert states == ["UT"]


def test_a_notice_that_names_a_day_before_it_is_refused_at_its_field(visitor, body):
    visitor.sign_in(governor())
    sent = {"named_on": "2027-02-01", "words": "Kept."}
    page = visitor.send("withdrawals.leave", sent, expect=422, slug="ours")
    assert "lies before the notice" in page.words
    assert "Kept." in page.words


def test_the_letter_is_shown_before_it_is_sent(visitor, body):
    page = reviewed(visitor, words=WORDS)
    assert "The letter to Utah, and alike to each other member" in page.words
    assert (
        f"To the governor of Utah Notice of withdrawal of Colorado from {body.name}" in page.words
    )
    assert "note the delivery yourself" in page.words


def test_letters_are_read_acknowledged_and_saved(visitor, body):
    notice = given(visitor, words=WORDS)
    letter = next(one for one in notice.letters if one.state_code == "UT")
    visitor.sign_in(liaison("UT"))
    desk = visitor.get("workspaces.desk")
    assert "Notice of withdrawal of Colorado" in desk.words
    page = visitor.get("withdrawals.letter", letter_id=letter.id)
    assert WORDS in page.words
    visitor.press("withdrawals.acknowledge", page, letter_id=letter.id)
    assert "Delivered" in visitor.get("withdrawals.letter", letter_id=letter.id).words
    assert "Notice of withdrawal of Colorado" not in visitor.get("workspaces.desk").words
    saved = visitor.get("withdrawals.letter_file", letter_id=letter.id)
    assert saved.get_data(as_text=True) == letter.text


def test_the_office_that_leaves_notes_deliveries_and_sees_the_day(visitor, body):
    notice = given(visitor)
    visitor.sign_in(liaison())
    assert "2 letters have not been delivered yet" in visitor.get("workspaces.desk").words
    for letter in notice.letters:
        data = {"on": "2027-03-01", "how": "certified mail", "note": "9400 1000"}
        visitor.send("withdrawals.delivery", data, letter_id=letter.id)
    page = visitor.get("withdrawals.notice", notice_id=notice.id)
    assert "2 of 2 delivered" in page.words
    assert "Colorado is out from Wednesday, March 31, 2027" in page.words
    refused = visitor.send("withdrawals.delivery", data, expect=409, letter_id=notice.letters[0].id)
    assert "was delivered on 2027-03-01 already" in refused.words


def test_what_has_happened_is_noted_with_its_source(visitor, app):
    with at(DAY):
        chartered(BOTH)
        notice = given(visitor)
        visitor.sign_in(liaison())
        data = {"name": "repeal_effective", "on": "2027-07-01", "source": ""}
        refused = visitor.send("withdrawals.event", data, expect=422, notice_id=notice.id)
        assert "Say where this stands" in refused.words
        data["source"] = "Laws 2027, chapter 12"
        visitor.send("withdrawals.event", data, notice_id=notice.id)
        page = visitor.get("withdrawals.notice", notice_id=notice.id)
        assert "The day the repeal takes effect: Thursday, July 1, 2027" in page.words
        assert "Laws 2027, chapter 12" in page.words


def test_a_recorded_repeal_is_offered_before_and_after_the_notice(visitor, app):
    with at(DAY):
        body = chartered(BOTH)
        effective = dt.date(2027, 7, 1)
        facts = Facts(
            Made.MADE, citation="Laws 2027, chapter 9", enacted_on=DAY, effective_on=effective
        )
        what = instruments.What("CO", Kind.STATUTE, Purpose.REPEAL, "An act to leave")
        act(instruments.record, liaison(), body, what=what, facts=facts)
        visitor.sign_in(liaison())
        page = visitor.get("withdrawals.simulate", slug="ours")
        assert "out from Thursday, July 1, 2027" in page.words
        notice = given(visitor)
        visitor.sign_in(liaison())
        page = visitor.get("withdrawals.notice", notice_id=notice.id)
        assert "An act to leave is recorded, with effect from Thursday, July 1, 2027" in page.words
        page = visitor.get("withdrawals.event", notice_id=notice.id)
        visitor.press("withdrawals.event", page, notice_id=notice.id)
        page = visitor.get("withdrawals.notice", notice_id=notice.id)
        assert "The day the repeal takes effect: Thursday, July 1, 2027 (Laws 2027" in page.words
        assert "is recorded, with effect" not in page.words


def test_a_notice_is_taken_back_on_a_page(visitor, body):
    notice = given(visitor)
    page = visitor.get("withdrawals.rescind", slug="ours")
    assert "Your state is a member as before" in page.words
    visitor.press("withdrawals.rescind", page, slug="ours")
    db.session.refresh(notice)
    assert notice.stage is Stage.RESCINDED
    assert "stays" in visitor.get("withdrawals.notice", notice_id=notice.id).words
    assert "CO" in bound_states(body, DAY)


def test_who_is_no_member_sees_that_a_state_leaves_and_not_the_words(visitor, body):
    notice = given(visitor, words=WORDS)
    visitor.sign_in(governor("NM"))
    assert "Colorado" in visitor.get("withdrawals.withdrawals", slug="ours").words
    page = visitor.get("withdrawals.notice", notice_id=notice.id)
    assert WORDS not in page.words
    assert "Words of the notice" not in page.words
    visitor.get("withdrawals.letter", expect=404, letter_id=notice.letters[0].id)


def test_a_letter_is_for_the_two_offices_between_which_it_goes(visitor, body):
    notice = given(visitor, words=WORDS)
    letter = next(one for one in notice.letters if one.state_code == "UT")
    for role, status in ((liaison("WY"), 404), (counsel("UT"), 404), (observer("UT"), 200)):
        visitor.sign_in(role)
        visitor.get("withdrawals.letter", expect=status, letter_id=letter.id)


def test_an_office_that_asks_for_steps_prepares_a_notice_first(visitor, body):
    make.step_rule()
    visitor.sign_in(liaison())
    data = {"words_said": WORDS, "note": "As the cabinet decided."}
    visitor.send("withdrawals.prepare", data, slug="ours")
    visitor.sign_in(governor())
    page = visitor.get("withdrawals.leave", slug="ours")
    assert "See what was prepared" in page.words


def test_an_alliance_without_a_notice_says_so(visitor, body):
    visitor.sign_in(observer("NM"))
    page = visitor.get("withdrawals.withdrawals", slug="ours")
    assert "No notice was given here" in page.words


def test_the_rule_of_thirty_days_is_told_step_by_step(visitor, body):
    page = reviewed(visitor)
    assert "How the day is worked out" in page.words
