"""One's own sessions: a copy of a cookie is worth what its session is, and one can end them all."""

import datetime as dt
import uuid

from sqlalchemy import select

from alliance.accounts import operations
from alliance.accounts.models import Office, Person, Session
from alliance.accounts.rules import IDLE, IN_ALL, NOTED, Ended
from alliance.core import clock
from alliance.core.actor import OPERATOR, Rank
from alliance.core.db import db
from alliance.core.transaction import transaction
from bench.counting import counting
from tests import make
from tests.browser import Browser, Page
from tests.people import governor, liaison, observer

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SECOND = dt.timedelta(seconds=1)


def copy_of(visitor):
    """Another browser with the same cookie."""
    other = Browser(visitor.app)
    kept = visitor.client.get_cookie("alliance")
    other.client.set_cookie("alliance", kept.value, domain="localhost")
    return other


def is_in(visitor):
    return visitor._request("get", "/votes/").status_code == 200


def sign_out(visitor):
    token = visitor.get("workspaces.states").field("csrf_token")
    return visitor._request("post", "/sign-out", data={"csrf_token": token})


def rows(role=None):
    db.session.rollback()
    email = (role or governor()).email
    asked = select(Session).join(Person, Person.id == Session.person_id)
    return list(db.session.scalars(asked.where(Person.email == email).order_by(Session.made_at)))


def test_a_copied_cookie_is_worthless_after_signing_out(visitor):
    visitor.sign_in_by_form(liaison().email)
    thief = copy_of(visitor)
    assert is_in(thief), "until then it is as good as the other"
    sign_out(visitor)
    assert not is_in(thief)
    (row,) = rows(liaison())
    assert (row.ended_why, row.ended_at is None) == (Ended.SIGNED_OUT, False)


def test_a_copied_cookie_opens_no_page_of_the_library_either(visitor):
    visitor.sign_in_by_form(liaison().email)
    thief = copy_of(visitor)
    sign_out(visitor)
    assert thief._request("get", "/sign-in").status_code == 200, "it is asked to sign in"


def test_signing_in_makes_one_session_that_nobody_can_guess(visitor):
    before = clock.now()
    agent = {"User-Agent": FIREFOX + "x" * 500}
    page = Page(visitor._request("get", "/sign-in"))
    data = {"email": governor().email, "password": make.PASSWORD}
    data["csrf_token"] = page.field("csrf_token")
    visitor._request("post", "/sign-in", data=data, headers=agent)
    (row,) = rows()
    assert row.id.version == 4, "random in all its bits"
    assert before <= row.made_at == row.last_at <= clock.now()
    assert (row.address, row.agent) == ("127.0.0.1", agent["User-Agent"][:120])
    assert row.post_id == make.actor(governor()).post_id
    assert row.ended_at is None


def test_a_try_that_fails_makes_none(visitor):
    visitor.sign_in_by_form(governor().email, "not the password at all")
    assert rows() == []


def test_a_cookie_without_a_session_or_with_one_of_somebody_else_is_worthless(visitor):
    visitor.sign_in(liaison())
    (theirs,) = rows(liaison())
    for sid in (None, "", "x", str(uuid.uuid4()), str(theirs.id)):
        visitor.sign_in(governor())
        with visitor._apart(visitor.client.session_transaction) as cookie:
            cookie["sid"] = sid
        assert not is_in(visitor), sid


def test_a_session_ends_after_12_hours_whatever_the_cookie_says(visitor):
    start = clock.now()
    with clock.stopped_at(start):
        visitor.sign_in(governor())
    for after, holds in ((IN_ALL, True), (IN_ALL + SECOND, False)):
        with clock.stopped_at(start + after):
            with visitor._apart(visitor.client.session_transaction) as cookie:
                now = int(clock.now().timestamp())
                cookie.update(since=now, seen=now)
            assert is_in(visitor) is holds


def test_a_session_that_ran_out_is_ended_at_the_next_sign_in(visitor):
    start = clock.now()
    visitor.sign_in(governor())
    with clock.stopped_at(start + IDLE + 2 * SECOND):
        assert not is_in(visitor)
        visitor.sign_in_by_form(governor().email)
        old, new = rows()
        assert (old.ended_why, new.ended_why) == (Ended.IDLE, None)
    with clock.stopped_at(start + 2 * IN_ALL):
        visitor.client = visitor.app.test_client()
        visitor.sign_in_by_form(governor().email)
        assert [row.ended_why for row in rows()] == [Ended.IDLE, Ended.TOO_OLD, None]


def test_the_page_lists_them_and_marks_the_one_in_use(visitor):
    other = Browser(visitor.app).sign_in(governor())
    Browser(visitor.app).sign_in(liaison())
    visitor.sign_in(governor())
    page = visitor.get("accounts.sessions")
    assert page.h1 == "Your sessions"
    assert "signed in at 2 places" in page.words
    assert page.words.count("this one") == 1
    assert "127.0.0.1" in page.words
    mine, others = rows()[-1], rows()[0]
    assert str(mine.id) in page.text
    visitor.press("accounts.end_session", page, session_id=others.id)
    assert not is_in(other)
    assert is_in(visitor)
    assert "ended from another" in Page(other._request("get", "/sign-in")).words
    assert rows()[0].ended_why == Ended.ELSEWHERE


def test_nobody_ends_or_sees_the_session_of_another_person(visitor):
    Browser(visitor.app).sign_in(governor())
    (theirs,) = rows()
    visitor.sign_in(liaison())
    page = visitor.get("accounts.sessions")
    assert str(theirs.id) not in page.text
    visitor.press("accounts.end_session", page, expect=404, session_id=theirs.id)
    assert rows()[0].ended_at is None


def test_to_end_the_one_in_use_is_to_sign_out(visitor):
    visitor.sign_in(governor())
    page = visitor.get("accounts.sessions")
    (mine,) = rows()
    visitor.press("accounts.end_session", page, session_id=mine.id)
    assert not is_in(visitor)
    assert rows()[0].ended_why == Ended.SIGNED_OUT


def test_signing_out_everywhere_ends_all_of_mine_and_nobody_elses(visitor):
    others = [Browser(visitor.app).sign_in(governor()) for _ in range(3)]
    colleague = Browser(visitor.app).sign_in(liaison())
    visitor.sign_in(governor())
    thief = copy_of(visitor)
    visitor.press("accounts.end_all", visitor.get("accounts.sessions"))
    assert not any(is_in(one) for one in (*others, visitor, thief))
    assert is_in(colleague)
    assert all(row.ended_at for row in rows())


def test_what_is_sent_is_noted_every_five_minutes_at_most_and_what_is_read_never(visitor):
    start = clock.now()
    visitor.sign_in(governor())

    def sends(after):
        with clock.stopped_at(start + after), counting(db.engine) as counted:
            page = visitor.get("accounts.sessions")
            assert not counted.writes
            visitor.press("accounts.stay", page)
        return rows()[0].last_at, len(counted.writes)

    assert sends(NOTED - 2 * SECOND) == (rows()[0].made_at, 0)
    assert sends(NOTED + SECOND) == (start + NOTED + SECOND, 1)
    assert sends(2 * NOTED) == (start + NOTED + SECOND, 0)


# More than one office.


def in_two_offices(role=None, rank=Rank.OBSERVER, state="NM"):
    """The person, with a second post in an office of New Mexico, or another state."""
    with transaction():
        person = db.session.scalars(
            select(Person).where(Person.email == (role or liaison()).email)
        ).one()
        asked = select(Office).where(Office.state_code == state, Office.kind == "governor")
        office = db.session.scalars(asked).one()
        return operations.appoint_known(OPERATOR, office, person=person, rank=rank).result.id


def test_somebody_with_one_post_is_offered_no_other_office(visitor):
    assert "Change office" not in visitor.sign_in(liaison()).get("workspaces.desk").words


def test_one_acts_for_one_office_at_a_time_and_changes_by_a_form(visitor):
    post = in_two_offices()
    visitor.sign_in(liaison())
    page = visitor.get("workspaces.desk")
    (acting,) = [e for e in page.tree.iter() if e.get("class") == "office__name"]
    assert acting.text == "Colorado, Office of the Governor"
    assert "Act for New Mexico, Office of the Governor" in page.words
    visitor.press("accounts.change_office", page, {"post": post})
    page = visitor.get("workspaces.desk")
    (acting,) = [e for e in page.tree.iter() if e.get("class") == "office__name"]
    assert acting.text == "New Mexico, Office of the Governor"
    assert "Act for Colorado, Office of the Governor" in page.words
    visitor.get("resolutions.draft", 403, slug="ours")
    assert rows(liaison())[0].post_id == post
    other = Browser(visitor.app).sign_in(liaison())
    assert other.get("resolutions.draft", slug="ours"), "another session keeps to its own office"


def test_a_form_opened_for_one_office_is_not_sent_for_another(visitor):
    post = in_two_offices(rank=Rank.LIAISON)
    visitor.sign_in(liaison())
    form = visitor.get("resolutions.draft", slug="ours")
    visitor.press("accounts.change_office", visitor.get("workspaces.desk"), {"post": post})
    for _ in range(2):
        visitor.press("resolutions.draft", form, {"title": "x"}, expect=400, slug="ours")


def test_a_form_opened_before_the_post_ended_is_not_sent_for_the_other_office(visitor):
    in_two_offices(rank=Rank.LIAISON)
    visitor.sign_in(liaison())
    form = visitor.get("resolutions.draft", slug="ours")
    with transaction():
        who = make.actor(liaison())
        db.session.get_one(operations.Post, who.post_id).until = clock.now()
    said = visitor.press("resolutions.draft", form, {"title": "x"}, expect=409, slug="ours")
    assert "You act for New Mexico, Office of the Governor now" in said.words


def test_a_post_of_somebody_else_or_none_is_refused(visitor):
    in_two_offices()
    visitor.sign_in(liaison())
    foreign = make.actor(observer("WY")).post_id
    for post in ("", "x", uuid.uuid4(), foreign, make.actor(liaison()).post_id):
        page = visitor.get("workspaces.desk")
        visitor.press("accounts.change_office", page, {"post": post}, expect=409)
    assert rows(liaison())[0].post_id == make.actor(liaison()).post_id
