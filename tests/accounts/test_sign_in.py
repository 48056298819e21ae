"""Signing in: with the right password only, and without telling who has an account."""

import re
import statistics
import time

import pytest
from flask_security import hash_password
from sqlalchemy import event, select, update

from alliance.accounts.models import Person
from alliance.app import create_app
from alliance.core import clock
from alliance.core.db import db
from alliance.core.settings import from_environment
from alliance.core.transaction import transaction
from tests import make
from tests.browser import Browser, Page
from tests.people import PASSWORD, governor, liaison, observer

NOT_RIGHT = "E-mail or password is not right. Check both and try again."


def signed_in(visitor):
    answer = visitor._request("get", "/")
    assert answer.status_code in {200, 303}
    return not (answer.location or "").startswith("/sign-in")  # or led to set up a second factor


def person(role):
    db.session.rollback()
    return db.session.scalars(select(Person).where(Person.email == role.email)).one()


def change(role, **values):
    with transaction():
        db.session.execute(update(Person).where(Person.email == role.email).values(**values))


def without_what_differs(text):
    """The page without its token and what was typed."""
    text = re.sub(r'name="csrf_token"[^>]*value="[^"]+"', "", text)
    return re.sub(r'value="[^"]*example"', "", text)


def test_the_right_password_opens_the_desk(visitor):
    answer = visitor.sign_in_by_form(liaison().email)
    assert answer.status_code in {302, 303}
    assert answer.location == "/"
    assert signed_in(visitor)
    assert "Colorado, Office of the Governor" in visitor.get("workspaces.desk").words


def test_the_letters_case_of_the_address_does_not_matter(visitor):
    for typed in (governor().email.upper(), governor().email.title()):
        visitor.client = visitor.app.test_client()
        assert visitor.sign_in_by_form(typed).status_code in {302, 303}, typed
        assert signed_in(visitor)


@pytest.mark.parametrize("typed", ["x" * 501, "x" * 5_000, "\ufdfa" * 400], ids=len)
def test_a_password_that_can_be_nobodys_is_as_wrong_as_any_other(visitor, typed):
    with clock.stopped_at(clock.now()):
        pages = {
            without_what_differs(visitor.sign_in_by_form(governor().email, wrong).text)
            for wrong in (typed, "not the password at all")
        }
    assert len(pages) == 1
    assert NOT_RIGHT in pages.pop()
    visitor.sign_in(observer()).send("proving.prove", {"how": "password", "password": typed}, 422)


def test_the_letters_case_of_the_password_does(visitor):
    assert visitor.sign_in_by_form(governor().email, PASSWORD.upper()).status_code == 200
    assert not signed_in(visitor)


def test_a_wrong_password_and_an_unknown_address_give_the_same_page(visitor):
    change(observer(), active=False)
    change(liaison(), password=None)
    tries = [
        (governor().email, "not the password at all"),
        ("nobody@nowhere.example", PASSWORD),
        (observer().email, "not the password at all"),
        (liaison().email, PASSWORD),
    ]
    pages, now = set(), clock.now()  # the page says the time
    for email, password in tries:
        visitor.client = visitor.app.test_client()
        with clock.stopped_at(now):
            answer = visitor.sign_in_by_form(email, password)
        assert answer.status_code == 200
        page = Page(answer)
        page.obey_house_rules()
        assert NOT_RIGHT in page.words
        assert password not in page.text, "a password does not come back"
        pages.add(without_what_differs(page.text))
        assert not signed_in(visitor)
    assert len(pages) == 1


def test_somebody_suspended_is_not_told_so(visitor):
    change(governor(), active=False)
    answer = visitor.sign_in_by_form(governor().email)
    assert answer.status_code == 200
    assert NOT_RIGHT in Page(answer).words
    assert not signed_in(visitor)


def labels(page):
    return ["".join(label.itertext()).strip() for label in page.tree.iter("label")]


def test_the_form_speaks_the_words_of_the_house(visitor):
    page = Page(visitor._request("get", "/sign-in"))
    assert labels(page) == ["E-mail", "Password", "State"]
    for typed in (("", ""), ("no address", "x"), (governor().email, "")):
        refused = Page(visitor.sign_in_by_form(*typed))
        assert labels(refused) == ["E-mail", "Password", "State"]
        assert not re.search(r"\bemail\b", refused.words, re.IGNORECASE), refused.words


def test_empty_fields_are_refused_with_one_sentence(visitor):
    page = Page(visitor.sign_in_by_form("", ""))
    page.obey_house_rules()
    assert page.words.count(NOT_RIGHT) == 1
    assert not signed_in(visitor)


@pytest.mark.parametrize(
    "typed", ["'; DROP TABLE people; --", "%", "a" * 100_000, "\x00", "\u202e"]
)
def test_odd_addresses_sign_nobody_in(visitor, typed):
    answer = visitor.sign_in_by_form(typed)
    assert answer.status_code in {200, 400, 422}
    assert not signed_in(visitor)
    assert person(governor())


def test_without_the_token_nobody_is_signed_in(visitor):
    data = {"email": governor().email, "password": PASSWORD}
    for more in ({}, {"csrf_token": ""}, {"csrf_token": "forged"}):
        visitor._request("post", "/sign-in", data=data | more)
        assert not signed_in(visitor)
    visitor._request("post", "/sign-in", json=data)
    assert not signed_in(visitor), "nor as JSON"


def test_the_token_of_another_visitor_does_not_serve(app, visitor):
    token = Page(visitor._request("get", "/sign-in")).field("csrf_token")
    visitor.client = app.test_client()
    visitor._request("get", "/sign-in")
    data = {"email": governor().email, "password": PASSWORD, "csrf_token": token}
    visitor._request("post", "/sign-in", data=data)
    assert not signed_in(visitor)


def test_the_sign_in_page_asks_the_database_nothing(visitor):
    said = []
    db.session.rollback()

    def listen(_connection, _cursor, statement, *_):
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        answer = visitor._request("get", "/sign-in")
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    assert answer.status_code == 200
    assert said == []


def test_signing_in_writes_nothing(visitor):
    before = vars(person(governor())).copy()
    visitor.sign_in_by_form(governor().email)
    after = vars(person(governor()))
    for name in (column.name for column in Person.__table__.columns):
        assert before[name] == after[name], name


@pytest.fixture
def product(app, tmp_path):
    """The application with the product's own hash: that of the tests is quick (conftest.py)."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    environment = {"SECRET_KEY": "k" * 40, "ALLIANCE_INSTANCE": str(tmp_path)}
    made = create_app(from_environment(environment, database=url), TESTING=True)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def test_the_product_hashes_with_argon2id_at_the_floor_of_owasp(product):
    assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_passwords_are_kept_as_argon2id(app):
    hashes = set(db.session.scalars(select(Person.password)))
    assert hashes
    for kept in hashes:
        assert kept.startswith("$argon2id$v=19$"), kept
        assert PASSWORD not in kept


def test_a_password_is_salted(app):
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


# Where signing in leads.

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "https://evil.example",
    "http://evil.example/resolutions/",
    "https:evil.example",
    "https:///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://localhost:8000@evil.example/",
    "http://localhost:8000.evil.example/",
    "//localhost:8000\\@evil.example",
    "/%09/evil.example",
    "/%5Cevil.example",
]


def leads_here(location):
    """Whether a browser that is given this address stays with us (WHATWG URL, 4.4)."""
    kept = re.sub(r"[\t\n\r]", "", location).strip()
    kept = kept.replace("\\", "/")
    if kept.startswith("//") or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", kept):
        return kept.startswith("http://localhost:8000/")
    return True


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_no_other_place(visitor, target):
    in_address, in_form = {"query_string": {"next": target}}, {"next": target}
    for address, form in ((in_address, {}), ({}, in_form)):
        visitor.client = visitor.app.test_client()
        page = Page(visitor._request("get", "/sign-in", **address))
        page.obey_house_rules()
        data = {"email": governor().email, "password": PASSWORD, **form}
        data["csrf_token"] = page.field("csrf_token")
        answer = visitor._request("post", "/sign-in", data=data, **address)
        if answer.location:
            assert leads_here(answer.location), answer.location
        else:
            Page(answer).obey_house_rules()  # the form again, as it should be
    visitor.sign_in(governor())
    answer = visitor._request("get", "/sign-in", **in_address)
    assert answer.status_code in {302, 303}, "somebody signed in is led on"
    assert leads_here(answer.location), answer.location


def test_signing_in_leads_back_to_the_page_that_was_asked_for(visitor):
    question = make.put().id
    address = f"/votes/{question}?a=1&b=2"
    answer = visitor._request("get", address)
    assert answer.status_code == 303
    page = Page(visitor._request("get", answer.location))
    action = next(form.get("action") for form in page.tree.iter("form"))
    data = {
        "email": governor().email,
        "password": PASSWORD,
        "csrf_token": page.field("csrf_token"),
    }
    answer = visitor._request("post", action, data=data)
    assert answer.location == address


def test_signing_out_leads_to_no_other_place(visitor):
    for target in ELSEWHERE[:4]:
        visitor.sign_in(governor())
        token = visitor.get("workspaces.states").field("csrf_token")
        answer = visitor._request(
            "post",
            "/sign-out",
            data={"csrf_token": token, "next": target},
            query_string={"next": target},
        )
        assert answer.status_code in {302, 303}
        assert leads_here(answer.location), answer.location


def test_the_time_it_takes_does_not_tell_who_has_an_account(product, campaign):
    tries, ratio = (200, 1.1) if campaign else (7, 2.5)  # without a hash the ratio is ten
    slow = hash_password(PASSWORD)
    change(governor(), password=slow)
    change(observer(), password=slow, active=False)
    visitor = Browser(product)
    took = {email: [] for email in (governor().email, observer().email, "nobody@nowhere.example")}
    for _ in range(tries):
        for email, times in took.items():
            visitor.client = product.test_client()
            token = Page(visitor._request("get", "/sign-in")).field("csrf_token")
            data = {"email": email, "password": "not the password", "csrf_token": token}
            begun = time.perf_counter()
            visitor._request("post", "/sign-in", data=data)
            times.append(time.perf_counter() - begun)
    medians = {email: statistics.median(times) for email, times in took.items()}
    assert max(medians.values()) / min(medians.values()) <= ratio, medians
