"""The pages of a transition: the list, the decision, the terms, the money, and the desk."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from alliance.authority import operations as authority
from alliance.authority.models import AuthorityRecord
from alliance.authority.queries import record_in
from alliance.authority.rules import ActClass
from alliance.core import clock
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.core.outbox import Job
from alliance.core.transaction import transaction
from alliance.states.reference import today_in
from bench.counting import counting
from bench.goals import P3_DESK
from tests import make
from tests.people import Role, administrator, governor, liaison, observer

HEAD = governor()
COUNSEL = Role("CO", HEAD.office, Rank.COUNSEL)
NEXT = Role("CO", HEAD.office, Rank.PRINCIPAL, "next.co")
ONE = dt.timedelta(days=1)

pytestmark = pytest.mark.usefixtures("app")


def succeeded():
    """The next principal, who signs in by the address of the role NEXT."""
    return make.succeeded(HEAD, NEXT.email)


def texts(page):
    return [" ".join("".join(row.itertext()).split()) for row in page.tree.iter("tr")]


def test_with_nothing_left_the_page_says_so(visitor):
    visitor.sign_in(HEAD)
    page = visitor.get("transitions.transition")
    assert "Nothing is left open by a former principal." in page.words
    assert visitor.url("transitions.transition") in visitor.get("staffing.people").links()


def test_the_next_principal_finds_it_on_the_desk_and_decides(visitor):
    question = make.answered(make.put(), CO="yea")
    succeeded()
    visitor.sign_in(NEXT)
    desk = visitor.get("workspaces.desk")
    assert "2 things of the former principal wait for you" in desk.words
    assert visitor.url("transitions.transition") in desk.links()

    key = f"answer-{question.id}"
    address = visitor.url("transitions.withdraw", left=key)
    assert address in visitor.get("transitions.transition").links()
    page = visitor.get("transitions.withdraw", left=key)
    missing = visitor.press("transitions.withdraw", page, {"reason": " "}, 422, left=key)
    assert "Give a reason" in missing.words
    given = {"reason": "The new administration is of another mind"}
    review = visitor.press("transitions.withdraw", page, given, 200, left=key)
    assert "is counted, as it was given" in review.words
    visitor.press("transitions.withdraw", review, {"confirm": "yes"}, left=key)

    done = visitor.get("transitions.transition")
    assert given["reason"] in done.words
    assert address not in done.links()
    assert "1 thing of the former principal waits for you" in visitor.get("workspaces.desk").words
    log = visitor.get("workspaces.office_log").words
    assert "withdraw the answer" in log
    for role in (NEXT, governor("UT")):
        page = visitor.sign_in(role).get("votes.show", question_id=question.id)
        (row,) = [one for one in texts(page) if one.startswith("Colorado yea")]
        assert "Colorado's successor withdrew this" in row
        assert given["reason"] not in page.words
    visitor.sign_in(governor("UT"))
    assert "withdrew an answer" in visitor.get("workspaces.record").words
    visitor.get("transitions.withdraw", 404, left=key)


def test_what_changed_since_the_review_is_reviewed_anew(visitor):
    question = make.answered(make.put(), CO="yea")
    succeeded()
    visitor.sign_in(NEXT)
    key = f"answer-{question.id}"
    page = visitor.get("transitions.confirm", left=key)
    given = {"reason": "Ours too", "sha256": "0" * 64, "confirm": "yes"}
    page = visitor.press("transitions.confirm", page, given, 409, left=key)
    assert "was decided or has changed while you were reading" in page.words
    visitor.press("transitions.confirm", page, {"reason": "Ours too", "confirm": "yes"}, left=key)


def test_others_in_the_office_read_the_list_and_decide_nothing(visitor):
    question = make.answered(make.put(), CO="yea")
    succeeded()
    key = f"answer-{question.id}"
    for role in (liaison(), observer(), administrator()):
        page = visitor.sign_in(role).get("transitions.transition")
        assert question.title in page.words
        assert visitor.url("transitions.confirm", left=key) not in page.links()
        visitor.get("transitions.confirm", 403, left=key)
    assert question.title not in visitor.sign_in(governor("UT")).get("transitions.transition").words
    visitor.sign_in(Role("", "secretariat", Rank.LIAISON, "ours"))
    visitor.get("transitions.transition", 403)


def test_the_desk_of_a_successor_stays_within_the_goal(visitor):
    make.answered(make.put(), CO="yea")
    succeeded()
    visitor.sign_in(NEXT).get("workspaces.desk")
    with counting(db.engine) as again:
        visitor.get("workspaces.desk")
    make.draft()
    with counting(db.engine) as anew:
        visitor.get("workspaces.desk")
    assert len(again.statements) == 2, again.brief
    assert len(anew.statements) <= P3_DESK, anew.brief


# Terms.


def newest_term():
    with transaction():
        found = select(AuthorityRecord).where(AuthorityRecord.kind == "term")
        return db.session.scalars(found.order_by(AuthorityRecord.version.desc())).first()


def of_term(day, **given):
    head = str(make.actor(HEAD).person_id)
    return {"person": head, "last_on": day.isoformat(), "basis": "constitution", **given}


def test_one_records_a_term_and_another_confirms_it(visitor):
    yesterday = today_in("CO") - ONE
    visitor.sign_in(administrator())
    assert visitor.url("authority.term") in visitor.get("authority.register").links()
    visitor.send("authority.term", of_term(yesterday, citation="Const. art. IV, § 1"))
    one = newest_term()
    address = visitor.url("authority.confirm_term", record_id=one.id)
    page = visitor.get("authority.register")
    assert "waiting for a second person" in page.words
    refused = visitor.press(
        "authority.confirm_term", visitor.at(address), {}, 409, record_id=one.id
    )
    assert "a second person of your office confirms it" in refused.words
    visitor.get("authority.confirm", 404, record_id=one.id)

    visitor.sign_in(COUNSEL)
    assert address in visitor.get("authority.register").links()
    visitor.send("authority.confirm_term", record_id=one.id)
    page = visitor.get("authority.register")
    assert "waiting for a second person" not in page.words
    assert "principal (vacant on this day)" in page.words

    visitor.sign_in(HEAD)
    asked = make.put()
    said = f"Your term ended on {yesterday:%B} {yesterday.day}, {yesterday.year}."
    assert said in visitor.get("votes.answer", question_id=asked.id).words
    on = visitor.get("authority.term")  # a page with a token: the answer's form is not offered
    data = {"answer": "yea", "confirm": "yes"}
    refused = visitor.press("votes.answer", on, data, 409, question_id=asked.id)
    assert said in refused.words


def test_a_principal_corrects_their_own_term_and_the_old_days_stay(visitor):
    last = today_in("CO") + 90 * ONE
    visitor.sign_in(HEAD)
    visitor.send("authority.term", of_term(last))
    one = newest_term()
    page = visitor.get("authority.correct_term", record_id=one.id)
    assert page.field("last_on") == last.isoformat()
    given = of_term(last - ONE)
    visitor.press("authority.correct_term", page, given, record_id=one.id)
    now = newest_term()
    assert (now.version, now.confirmed, now.last_on) == (2, True, last - ONE)
    visitor.get("authority.correct", 404, record_id=one.id)


def test_a_term_by_which_the_principal_does_not_act_today_says_so(visitor):
    visitor.sign_in(HEAD)
    visitor.send("authority.term", of_term(today_in("CO") - ONE))
    assert "this principal does not act today" in visitor.get("authority.register").words


def test_a_term_that_is_taken_back_waits_for_a_second_person(visitor):
    one = make.term(HEAD, today_in("CO") + 90 * ONE)
    visitor.sign_in(COUNSEL)
    page = visitor.get("authority.revoke", record_id=one.id)
    given = {"on": page.field("on")}
    visitor.press("authority.revoke", page, given, record_id=one.id)
    page = visitor.get("authority.register")
    assert "taken back when a second person has confirmed it" in page.words
    assert "waiting for a second person" in page.words
    visitor.sign_in(administrator())
    page = visitor.get("authority.confirm_term", record_id=one.id)
    assert "Taken back as of" in page.words
    visitor.press("authority.confirm_term", page, record_id=one.id)
    assert newest_term().revoked_on == today_in("CO")


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ({"last_on": ""}, 422, "Enter the last day."),
        ({"last_on": "2026-02-30"}, 422, "This is not a day of the calendar."),
        ({"from_on": "2090-01-01"}, 409, "The last day lies before the first."),
        ({"last_on": "9999-12-31"}, 409, "more than 20 years ahead. Check the year"),
    ],
)
def test_what_is_no_term_is_said_where_it_stands(visitor, given, code, words):
    visitor.sign_in(HEAD)
    page = visitor.send("authority.term", of_term(today_in("CO"), **given), code)
    assert words in page.words
    assert newest_term() is None


def test_the_end_of_a_term_is_shown_sixty_days_ahead(visitor):
    question = make.answered(make.put(), CO="yea")
    visitor.sign_in(HEAD)
    make.term(HEAD, today_in("CO") + 60 * ONE)
    page = visitor.get("transitions.transition")
    assert "in 60 days" in page.words
    assert question.title in page.words
    assert visitor.url("transitions.confirm", left=f"answer-{question.id}") not in page.links()


def test_what_lapsed_is_confirmed_anew_from_the_register(visitor):
    make.delegated(HEAD, "Letter 7")
    succeeded()
    visitor.sign_in(NEXT)
    page = visitor.get("authority.register")
    assert "the principal who delegated it no longer serves" in page.words
    with transaction():
        found = select(AuthorityRecord).where(AuthorityRecord.citation == "Letter 7")
        one = db.session.scalars(found).one()
    assert visitor.url("authority.confirm", record_id=one.id) in page.links()
    visitor.send("authority.confirm", record_id=one.id)
    assert "2 things" not in visitor.get("workspaces.desk").words


# Money.


def test_a_commitment_is_written_reviewed_and_noted(visitor):
    visitor.sign_in(HEAD)
    assert visitor.url("commitments.commitments") in visitor.get("staffing.people").links()
    assert "No commitment of money is noted." in visitor.get("commitments.commitments").words
    page = visitor.get("commitments.commit")
    given = {"amount": "$1,234.56", "subject": "Printing of the compact"}
    review = visitor.press("commitments.commit", page, given, 200)
    assert "$1,234.56" in review.words
    assert "No commitment" in visitor.get("commitments.commitments").words
    visitor.press("commitments.commit", review, {"confirm": "yes"})
    page = visitor.get("commitments.commitments")
    assert "1 commitment is noted" in page.words
    assert "Printing of the compact" in page.words
    assert "Printing" not in visitor.get("workspaces.office_log").words
    page = visitor.sign_in(governor("UT")).get("commitments.commitments")
    assert "Printing of the compact" not in page.words


WRONG = [
    ({"amount": "1.005"}, 422, "Write the amount in dollars"),
    ({"amount": "0"}, 422, "Write the amount in dollars"),
    ({"amount": "-5"}, 422, "Write the amount in dollars"),
    ({"amount": "1e3"}, 422, "Write the amount in dollars"),
    ({"amount": "99999999999999"}, 422, "Write the amount in dollars"),
    ({"amount": ""}, 422, "Enter the amount in dollars."),
    ({"subject": " "}, 422, "Say what the money is for."),
    ({"subject": "x" * 121}, 422, "At most 120 characters"),
    ({"amount": "1,000.01"}, 409, "$1,000.01 is over the ceiling"),
]


@pytest.mark.parametrize(("given", "code", "words"), WRONG)
def test_what_cannot_be_committed_is_said_where_it_stands(visitor, given, code, words):
    acts = frozenset({ActClass.COMMIT})
    make.delegated(HEAD, "Letter 7", acts=acts, ceiling=1_000_00)
    visitor.sign_in(COUNSEL)
    typed = {"amount": "1,000", "subject": "Printing", **given}
    page = visitor.send("commitments.commit", typed, code)
    assert words in page.words
    sums = visitor.get("commitments.commitments")
    assert "$1,000.00" in sums.words
    assert "No commitment of money is noted." in sums.words


def test_who_may_commit_nothing_is_told_so(visitor):
    visitor.sign_in(liaison())
    page = visitor.get("commitments.commitments")
    assert visitor.url("commitments.commit") not in page.links()
    visitor.get("commitments.commit", 403)


def test_a_withdrawn_commitment_stays_on_the_list_and_in_the_sum(visitor):
    visitor.sign_in(HEAD)
    page = visitor.get("commitments.commit")
    given = {"amount": "10", "subject": "Printing", "confirm": "yes"}
    visitor.press("commitments.commit", page, given)
    with clock.stopped_at(clock.now() + ONE):
        succeeded()
        visitor.sign_in(NEXT)
        page = visitor.get("transitions.transition")
        (address,) = [one for one in page.links() if one.endswith("/withdraw") and "commit" in one]
        key = address.split("/")[-2]
        given = {"reason": "Not printed", "confirm": "yes"}
        visitor.send("transitions.withdraw", given, left=key)
        page = visitor.get("commitments.commitments")
        assert "Withdrawn by a successor" in page.words
        assert texts(page)[1].count("$10.00") == 1


def test_a_withdrawal_that_was_refused_leaves_no_mail_and_is_done_when_it_may_be(visitor):
    question = make.answered(make.put(), CO="yea")
    new = succeeded()
    visitor.sign_in(NEXT)
    with transaction():
        day = today_in("CO")
        away = authority.record_absence(
            new, None, person=new.person_id, from_on=day, last_on=day
        ).result
    key = f"answer-{question.id}"
    page = visitor.get("transitions.withdraw", left=key)
    given = {"reason": "Not ours", "confirm": "yes"}
    refused = visitor.press("transitions.withdraw", page, given, 409, left=key)
    assert "recorded as absent" in refused.words
    told = select(func.count()).select_from(Job).where(Job.key.contains("withdraw_answer"))
    assert not db.session.scalar(told)
    with transaction():
        what = record_in(new.office_id, away.id)
        authority.revoke(new, what, on=day, version=1)
    visitor.press("transitions.withdraw", refused, given, left=key)
    db.session.rollback()
    assert db.session.scalar(told)
