"""Changing a password, setting a new one by mail, changing the address."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from alliance.accounts.models import Person
from alliance.accounts.queries import actor_by_email, sessions_of
from alliance.core import clock, worker
from alliance.core.db import db
from alliance.core.outbox import Job
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.factors import operations, queries
from tests import make
from tests.browser import Browser, Page
from tests.factors.apps import enrolled
from tests.factors.test_app import is_in, person, second_step
from tests.people import PASSWORD, governor, liaison, observer

NEW = "vetch lozenge airily under"
START = dt.datetime(2027, 3, 1, 15, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def sent(app):
    """What was sent so far, as messages."""
    app.extensions["mailman"].outbox = []
    return app.extensions["mailman"].outbox


def work():
    """Send everything that waits."""
    while worker.run_once("tests"):
        pass


def link_in(message):
    """The path of the link, and that it begins as the site does."""
    return re.search(r"http://localhost:8000(/\S+)", message.body)[1]


def press(visitor, address, data=None, expect=303):
    page = Page(visitor._request("get", address))
    data = {**(data or {}), "csrf_token": page.field("csrf_token")}
    return visitor._look(visitor._request("post", address, data=data), expect)


def test_the_password_is_changed_by_who_knows_the_present_one(app, visitor):
    elsewhere = Browser(app).sign_in(liaison())
    visitor.sign_in(liaison())
    data = {"present": "not my password", "new": NEW}
    assert "not your present password" in visitor.send("factors.password", data, 422).words
    data["present"] = PASSWORD
    visitor.send("factors.password", data)
    assert is_in(visitor), "this session goes on"
    assert not is_in(elsewhere), "the others have ended"
    (shown,) = sessions_of(actor_by_email(liaison().email))
    with visitor.client.session_transaction() as cookie:
        assert str(shown.id) == cookie["sid"], "and are listed no more"
    fresh = Browser(app)
    fresh.sign_in_by_form(liaison().email)
    assert not is_in(fresh)
    fresh.sign_in_by_form(liaison().email, NEW)
    assert is_in(fresh)
    assert (
        list(db.session.scalars(select(Entry.action).order_by(Entry.at)))[-1]
        == "factors:change-password"
    )


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("too short", "At least 15"),
        ("", "At least 15"),
        ("passwordpassword1", "first that somebody would try"),
        ("Alliance Alliance Colorado", "names that others know"),
        (liaison().email, "names that others know"),
        ("x" * 501, "At most 500"),
    ],
)
def test_a_poor_password_is_refused_and_does_not_come_back(visitor, new, said):
    visitor.sign_in(liaison())
    page = visitor.send("factors.password", {"present": PASSWORD, "new": new}, 422)
    assert said in page.words
    values = [e.get("value") for e in page.tree.iter("input") if e.get("type") == "password"]
    assert values
    assert not any(values)


@pytest.mark.parametrize(
    "new", [" vetch  lozenge airily ", "vetch\u202elozenge airily", "é" * 8 + NEW, NEW * 4]
)
def test_a_password_serves_exactly_as_it_was_typed(app, visitor, new):
    visitor.sign_in(liaison())
    visitor.send("factors.password", {"present": PASSWORD, "new": new})
    for typed, right in ((new, True), (new.strip() + "x", False), (new[:-1], False)):
        fresh = Browser(app)
        fresh.sign_in_by_form(liaison().email, typed)
        assert is_in(fresh) is right


def ask(visitor, email):
    return visitor.send("recovering.forgotten", {"email": email}, 200)


def test_a_forgotten_password_is_set_anew_by_a_link_in_mail_once(app, visitor, sent):
    elsewhere = Browser(app).sign_in(liaison())
    ask(visitor, liaison().email)
    work()
    (message,) = sent
    assert message.to == [liaison().email]
    address = link_in(message)
    assert "At least 15" in press(visitor, address, {"new": "short"}, 422).words
    press(visitor, address, {"new": NEW})
    assert not is_in(elsewhere), "every session has ended"
    assert not is_in(visitor), "a link signs nobody in"
    assert visitor._request("get", address).status_code == 410
    visitor.sign_in_by_form(liaison().email, NEW)
    assert is_in(visitor)
    work()
    assert "was reset" in sent[-1].body


def test_after_a_reset_the_tries_that_failed_before_are_forgotten(app, visitor, sent):
    for _ in range(6):
        answer = Browser(app).sign_in_by_form(liaison().email, "not my password at all")
    assert answer.status_code == 429
    ask(visitor, liaison().email)
    work()
    press(visitor, link_in(sent[-1]), {"new": NEW})
    visitor.sign_in_by_form(liaison().email, NEW)
    assert is_in(visitor)


def test_a_reset_does_not_pass_by_the_second_step(visitor, sent):
    phone = enrolled(governor())
    work()
    sent.clear()
    ask(visitor, governor().email)
    work()
    press(visitor, link_in(sent[-1]), {"new": NEW})
    visitor.sign_in_by_form(governor().email, NEW)
    assert not is_in(visitor)
    second_step(visitor, phone.code)
    assert is_in(visitor)


def test_nobody_is_told_whether_there_is_an_account(app, visitor, sent):
    with transaction():
        queries.account(make.actor(observer())).active = False
    pages = set()
    with clock.stopped_at(START):
        for email in (liaison().email, observer().email, "nobody@nowhere.example"):
            text = ask(Browser(app), email).text
            pages.add(re.sub(r'value="[^"]*"', "", text))
    assert len(pages) == 1
    jobs = list(db.session.scalars(select(Job).where(Job.kind == operations.MAIL)))
    assert len(jobs) == 3, "it costs the same"
    with clock.stopped_at(START):
        work()
    assert [message.to for message in sent] == [[liaison().email]]


def test_the_link_holds_for_an_hour(visitor, sent):
    with clock.stopped_at(START):
        ask(visitor, liaison().email)
        work()
    address = link_in(sent[0])
    for wait, code in ((HOUR, 200), (HOUR + dt.timedelta(seconds=1), 410)):
        with clock.stopped_at(START + wait):
            assert visitor._request("get", address).status_code == code


def test_a_change_of_password_or_address_voids_the_link(visitor, sent):
    for change in ({"email": "other@co.example"}, {"password": "x"}):
        ask(visitor, liaison().email)
        work()
        address = link_in(sent[-1])
        with transaction():
            found = db.session.scalars(select(Person).where(Person.email == liaison().email)).one()
            before = {name: getattr(found, name) for name in change}
            for name, value in change.items():
                setattr(found, name, value)
            key = found.id
        assert visitor._request("get", address).status_code == 410
        with transaction():
            for name, value in before.items():
                setattr(db.session.get_one(Person, key), name, value)


@pytest.mark.parametrize("word", ["", "x", "a.b", "W10.x", "\x00", "é" * 500])
def test_a_forged_link_says_only_that_it_serves_no_more(visitor, word):
    for address in ("/reset-password/new", "/confirm-email"):
        answer = visitor._request("get", address, query_string={"word": word})
        assert answer.status_code == 410
        Page(answer).obey_house_rules()


def test_a_link_for_one_purpose_does_not_serve_for_another(visitor, sent):
    ask(visitor, liaison().email)
    work()
    address = link_in(sent[-1]).replace("/reset-password/new", "/confirm-email")
    assert visitor._request("get", address).status_code == 410


def test_a_new_address_is_used_when_it_is_confirmed_and_the_old_one_is_told(visitor, sent):
    visitor.sign_in(liaison())
    visitor.send("factors.email", {"email": "New.Name@co.example"})
    work()
    (message,) = sent
    assert message.to == ["new.name@co.example"]
    assert person(liaison()).email == liaison().email, "nothing has changed yet"
    address = link_in(message)
    visitor.at(address)
    press(visitor, address)
    assert visitor._request("get", address).status_code == 410
    work()
    assert sent[-1].to == [liaison().email]
    assert "address of your account was changed" in sent[-1].body
    fresh = Browser(visitor.app)
    fresh.sign_in_by_form("new.name@co.example")
    assert is_in(fresh)
    for entry in db.session.scalars(select(Entry)):
        assert "new.name" not in entry.body


def test_nobody_sends_links_to_strangers_without_end(visitor, sent):
    visitor.sign_in(liaison())
    for n in range(5):
        visitor.send("factors.email", {"email": f"stranger{n}@co.example"})
    visitor.send("factors.email", {"email": "stranger6@co.example"}, 429)
    work()
    assert len(sent) == 5


def test_an_address_in_use_is_not_told_and_not_taken(visitor, sent):
    visitor.sign_in(liaison())
    visitor.send("factors.email", {"email": observer().email})
    work()
    assert sent == []


def test_a_link_of_an_address_that_was_left_does_not_serve_when_one_comes_back(visitor, sent):
    visitor.sign_in(liaison())
    for email in ("one@co.example", "two@co.example"):
        visitor.send("factors.email", {"email": email})
    work()
    first, second = (link_in(message) for message in sent)
    press(visitor, first)
    assert visitor._request("get", second).status_code == 410
    with transaction():
        found = db.session.scalars(select(Person).where(Person.email == "one@co.example")).one()
        found.email = liaison().email
    page = Page(visitor._request("get", first))
    data = {"csrf_token": page.field("csrf_token")}
    assert visitor._request("post", first, data=data).status_code == 410, "it was used"


@pytest.mark.parametrize("typed", ["", "no address", "a@", "a" * 400 + "@x.example", "\x00@x.y"])
def test_what_is_no_address_is_refused_with_a_word(visitor, typed):
    page = visitor.send("recovering.forgotten", {"email": typed}, 422)
    assert "not an e-mail address" in page.words or "At most" in page.words
