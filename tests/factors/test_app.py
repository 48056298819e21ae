"""An authenticator app: setting it up, the step after the password, no code twice."""

import datetime as dt
import threading

import pytest
from sqlalchemy import delete, select

from alliance.accounts.models import Person, Tries
from alliance.core import clock
from alliance.core.db import db
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.factors import queries
from alliance.factors.rules import own_path
from alliance.factors.totp import codes
from tests import make
from tests.accounts.test_sign_in import ELSEWHERE, leads_here
from tests.browser import Browser, Page
from tests.factors.apps import App, enrolled
from tests.people import PASSWORD, governor, liaison, observer

START = dt.datetime(2027, 3, 1, 15, 0, 5, tzinfo=dt.UTC)
STEP = dt.timedelta(seconds=30)


def person(role):
    db.session.rollback()
    return db.session.scalars(select(Person).where(Person.email == role.email)).one()


def second_step(visitor, code, how="app", expect=303):
    field = "recovery" if how == "recovery" else "code"
    return visitor.send("entering.second_step", {"how": how, field: code}, expect)


def forgiven():
    """The limits on tries, which other tests are about, begin anew."""
    with transaction():
        db.session.execute(delete(Tries))


def is_in(visitor):
    return visitor._request("get", "/votes/").status_code == 200


def test_it_is_set_up_with_the_key_on_the_page_and_its_first_code(visitor):
    visitor.sign_in(liaison())
    page = visitor.get("factors.app")
    (image,) = list(page.tree.iter("img"))
    assert image.get("src").startswith("data:image/svg+xml;base64,")
    (key,) = page.texts("code")
    app = App(key.replace("-", ""))
    visitor.send("factors.app", {"code": "000000"}, 422)
    assert person(liaison()).tf_totp_secret is None
    answer = visitor.send("factors.app", {"code": app.code})
    assert answer.location == "/settings/security/recovery-codes"
    kept = person(liaison()).tf_totp_secret
    assert key.replace("-", "") not in kept, "the secret is sealed"
    assert "It is set up." in visitor.get("factors.security").words
    actions = list(db.session.scalars(select(Entry.action).order_by(Entry.at, Entry.n)))
    assert actions[-1] == "factors:enrol-app"


def kept(visitor):
    """What the cookie says."""
    with visitor._apart(visitor.client.session_transaction) as session:
        return dict(session)


def test_nothing_of_one_person_is_left_to_the_next_at_the_same_browser(visitor):
    visitor.sign_in_by_form(liaison().email)
    page = visitor.get("factors.app")
    (theirs,) = page.texts("code")
    page = visitor.get("factors.security")
    visitor.press("factors.ask", page, expect=200)
    with visitor._apart(visitor.client.session_transaction) as session:
        session.update(sso={}, sso_request=["x", 0], pending={})
    before = kept(visitor)
    visitor.press("security.logout", page, expect=302)
    assert not (before.keys() - {"fs_cc"}) & kept(visitor).keys()
    visitor.sign_in_by_form(observer().email)
    assert visitor.get("factors.app").texts("code") != [theirs]


def test_a_secret_that_was_made_for_another_is_not_taken(visitor):
    visitor.sign_in(liaison()).get("factors.app")
    enrolling = kept(visitor)["enrolling"]
    visitor.sign_in(observer())
    with visitor._apart(visitor.client.session_transaction) as session:
        session["enrolling"] = enrolling
    visitor.get("factors.app")
    assert kept(visitor)["enrolling"] != enrolling


def test_after_the_password_a_code_is_asked_for_and_opens_the_desk(app, visitor):
    phone = enrolled(governor())
    with clock.stopped_at(START):
        answer = visitor.sign_in_by_form(governor().email)
        assert answer.location.endswith("/sign-in/second-step")
        assert not is_in(visitor), "the password alone opens nothing"
        assert second_step(visitor, phone.code).location == "/"
        assert is_in(visitor)
        assert "Colorado, Office of the Governor" in visitor.get("workspaces.desk").words


def test_it_leads_on_to_the_page_that_was_asked_for(visitor):
    phone, asked = enrolled(liaison()), f"/votes/{make.put().id}?a=1&b=2"
    page = Page(visitor._request("get", "/sign-in", query_string={"next": asked}))
    data = {"email": liaison().email, "password": PASSWORD}
    data["csrf_token"] = page.field("csrf_token")
    visitor._request("post", "/sign-in", data=data, query_string={"next": asked})
    assert second_step(visitor, phone.code).location == asked


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_other_place_is_an_own_path(target):
    assert not own_path(target) or leads_here(target)


@pytest.mark.parametrize("target", ["/", "/votes/?show=open&x=%20", "/prove"])
def test_pages_of_this_site_are(target):
    assert own_path(target)


@pytest.mark.parametrize(
    ("offset", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_code_serves_one_step_before_and_after_its_own(app, visitor, offset, right):
    phone = enrolled(liaison())
    with clock.stopped_at(START):
        visitor.sign_in_by_form(liaison().email)
        second_step(visitor, phone.at(START + offset * STEP), expect=303 if right else 422)
        assert is_in(visitor) is right


def test_a_code_serves_once_however_it_is_written(app, visitor):
    phone = enrolled(liaison())
    with clock.stopped_at(START):
        code = phone.code
        visitor.sign_in_by_form(liaison().email)
        second_step(visitor, f"{code[:3]} {code[3:]}")
        arabic = "".join(chr(0x660 + int(digit)) for digit in code)
        for again in (code, f" {code}", f"{code[:3]}-{code[3:]}", arabic, phone.at(START - STEP)):
            forgiven()
            other = Browser(app)
            other.sign_in_by_form(liaison().email)
            page = second_step(other, again, expect=422)
            assert "used already" in page.words or "six digits" in page.words
            assert not is_in(other)
        other = Browser(app)
        other.sign_in_by_form(liaison().email)
        second_step(other, phone.at(START + STEP))
        assert is_in(other), "the next one serves"


def test_of_two_who_send_one_code_at_once_one_is_let_in(app):
    phone, passed = enrolled(liaison()), []
    start = threading.Barrier(2)
    code, secret = phone.code, person(liaison()).tf_totp_secret

    def try_it():
        with app.app_context():
            someone = db.session.scalars(
                select(Person).where(Person.email == liaison().email)
            ).one()
            db.session.expunge(someone)
            start.wait()
            with transaction():
                passed.append(codes().accepts(code, secret, someone))
            db.session.remove()

    threads = [threading.Thread(target=try_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passed) == [False, True]


def test_the_second_step_waits_ten_minutes_and_no_longer(app, visitor):
    phone = enrolled(liaison())
    for wait, right in ((599, True), (601, False)):
        forgiven()
        visitor.client = app.test_client()
        begun = START + dt.timedelta(hours=right)
        with clock.stopped_at(begun):
            visitor.sign_in_by_form(liaison().email)
            page = visitor.get("entering.second_step")
        with clock.stopped_at(begun + dt.timedelta(seconds=wait)):
            data = {"how": "app", "code": phone.code}
            answer = visitor.press("entering.second_step", page, data)
            assert answer.location == ("/" if right else "/sign-in")
            assert is_in(visitor) is right


def test_without_a_password_there_is_no_second_step(visitor):
    enrolled(liaison())
    answer = visitor._request("get", "/sign-in/second-step")
    assert answer.status_code == 303
    assert answer.location == "/sign-in"


def test_somebody_suspended_between_the_steps_is_not_let_in(visitor):
    phone = enrolled(liaison())
    visitor.sign_in_by_form(liaison().email)
    page = visitor.get("entering.second_step")
    with transaction():
        queries.account(make.actor(liaison())).active = False
    data = {"how": "app", "code": phone.code}
    assert visitor.press("entering.second_step", page, data).location == "/sign-in"


def test_an_observer_may_remove_the_app_and_signs_in_by_password_again(visitor):
    enrolled(liaison())
    visitor.sign_in(liaison())
    visitor.send("factors.remove_app")
    visitor.client = visitor.app.test_client()
    assert visitor.sign_in_by_form(liaison().email).location == "/"
    assert is_in(visitor)


def test_the_last_factor_of_a_principal_is_not_removed(visitor):
    enrolled(governor())
    visitor.sign_in(governor())
    page = visitor.send("factors.remove_app", expect=409)
    assert "your only second factor" in page.words
    assert person(governor()).tf_totp_secret
