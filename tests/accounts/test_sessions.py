"""The life of a session: 30 minutes idle, 12 hours in all, and no longer than the post is held."""

import datetime as dt
from http.cookies import SimpleCookie

import pytest
from sqlalchemy import select, update

from alliance.accounts.models import Office, Person, Post
from alliance.accounts.rules import IDLE, IN_ALL
from alliance.app import create_app
from alliance.core import clock
from alliance.core.db import db
from alliance.core.settings import from_environment
from alliance.core.transaction import transaction
from tests.browser import Browser, Page
from tests.conftest import SECRET
from tests.people import governor

MINUTE = dt.timedelta(minutes=1)
START = dt.datetime(2027, 3, 14, 6, 0, tzinfo=dt.UTC)  # the day on which clocks go forward


def is_in(visitor):
    answer = visitor._request("get", "/votes/")
    if answer.status_code == 303:  # out, or led to set up a second factor
        assert answer.location.startswith(("/sign-in", "/settings/security"))
    return not (answer.location or "").startswith("/sign-in")


def at(instant):
    return clock.stopped_at(instant)


@pytest.fixture
def at_work(visitor):
    """Somebody signed in at the start of the day."""
    with at(START):
        visitor.sign_in_by_form(governor().email)
        assert is_in(visitor)
    return visitor


def test_the_times_are_those_of_the_plan():
    assert dt.timedelta(minutes=30) == IDLE
    assert dt.timedelta(hours=12) == IN_ALL


def test_somebody_idle_is_in_after_29_minutes_and_out_after_31(at_work):
    with at(START + IDLE - MINUTE):
        assert is_in(at_work)
    with at(START + 2 * IDLE - 2 * MINUTE):
        assert is_in(at_work), "what counts is the last page that was opened"
    with at(START + 3 * IDLE - MINUTE):
        assert not is_in(at_work)
    with at(START + 3 * IDLE - MINUTE):
        said = Page(at_work._request("get", "/sign-in")).words
        assert "signed out after 30 minutes without activity" in said


def test_somebody_idle_is_out_in_the_very_minute(at_work):
    with at(START + IDLE):
        assert is_in(at_work)
    with at(START + 2 * IDLE + dt.timedelta(seconds=1)):
        assert not is_in(at_work)


def test_somebody_busy_is_in_after_11_59_and_out_after_12_01(at_work):
    now = START
    while now + 20 * MINUTE < START + IN_ALL:
        now += 20 * MINUTE
        with at(now):
            assert is_in(at_work)
    with at(START + IN_ALL - MINUTE):
        assert is_in(at_work)
    with at(START + IN_ALL):
        assert is_in(at_work)
    with at(START + IN_ALL + MINUTE):
        assert not is_in(at_work)
        assert "signed out after 12 hours" in Page(at_work._request("get", "/sign-in")).words


def test_a_session_that_ended_does_not_come_back(at_work):
    with at(START + 2 * IDLE):
        assert not is_in(at_work)
    with at(START + MINUTE):
        assert not is_in(at_work)


def test_a_form_sent_too_late_does_nothing_and_leads_to_sign_in(at_work):
    with at(START):
        token = at_work.get("factors.security").field("csrf_token")
    with at(START + IDLE + MINUTE):
        address = at_work.url("resolutions.draft", slug="ours")
        answer = at_work._request("post", address, data={"title": "x", "csrf_token": token})
        assert answer.status_code == 303
        assert answer.location == f"/sign-in?next={address}", "and from there back to the form"


def test_signing_out_is_a_post_with_a_token(at_work):
    with at(START):
        answer = at_work._request("get", "/sign-out")
        assert answer.status_code in {404, 405}
        assert is_in(at_work)
        at_work._request("post", "/sign-out")
        assert is_in(at_work), "another site cannot sign anybody out"
        token = at_work.get("factors.security").field("csrf_token")
        answer = at_work._request("post", "/sign-out", data={"csrf_token": token})
        assert answer.status_code in {302, 303}
        assert answer.location == "/sign-in"
        assert not is_in(at_work)


def test_somebody_suspended_is_out_at_once(at_work):
    with transaction():
        db.session.execute(
            update(Person).where(Person.email == governor().email).values(active=False)
        )
    with at(START + MINUTE):
        assert not is_in(at_work)


def end_the_post(instant):
    with transaction():
        person = select(Person.id).where(Person.email == governor().email).scalar_subquery()
        db.session.execute(update(Post).where(Post.person_id == person).values(until=instant))


def test_somebody_whose_post_has_ended_is_out_at_once(at_work):
    end_the_post(START + 10 * MINUTE)
    with at(START + 9 * MINUTE):
        assert is_in(at_work)
    with at(START + 10 * MINUTE):
        assert not is_in(at_work)
        assert "holds no post" in Page(at_work._request("get", "/sign-in")).words


def test_somebody_moved_to_another_office_has_its_rights_and_no_others(at_work):
    end_the_post(START + MINUTE)
    with transaction():
        person = db.session.scalars(select(Person).where(Person.email == governor().email)).one()
        office = db.session.scalars(select(Office).where(Office.state_code == "NM")).first()
        post = Post(person_id=person.id, office_id=office.id, rank="observer", since=START + MINUTE)
        db.session.add(post)
        name = office.name
    with at(START + 2 * MINUTE):
        assert name in at_work.get("workspaces.desk").words
        at_work.get("resolutions.draft", 403, slug="ours")


def test_a_changed_session_key_ends_every_session(at_work):
    with transaction():
        db.session.execute(
            update(Person).where(Person.email == governor().email).values(fs_uniquifier="new")
        )
    with at(START + MINUTE):
        assert not is_in(at_work)


def test_a_forged_cookie_signs_nobody_in(visitor):
    key = db.session.scalar(select(Person.fs_uniquifier).where(Person.email == governor().email))
    db.session.rollback()
    for forged in (key, f"{key}.x.y", "e30.x.y", ""):
        visitor.client = visitor.app.test_client()
        visitor.client.set_cookie("alliance", forged, domain="localhost")
        assert not is_in(visitor)


def cookie_of(answer):
    (header,) = [one for one in answer.headers.getlist("Set-Cookie") if "alliance=" in one]
    (morsel,) = SimpleCookie(header).values()
    return morsel


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor):
    answer = visitor.sign_in_by_form(governor().email)
    morsel = cookie_of(answer)
    assert morsel.key == "alliance"
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert morsel["path"] == "/"
    assert morsel["domain"] == ""
    assert morsel["expires"] == ""
    assert morsel["max-age"] == "", "it ends with the browser, at the latest"
    assert "Cookie" in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not [one for one in answer.headers.getlist("Set-Cookie") if "remember" in one]


def test_in_production_the_cookie_travels_by_https_only(app):
    settings = from_environment(
        {
            "SECRET_KEY": SECRET,
            "ALLIANCE_ENV": "production",
            "PUBLIC_URL": "https://alliance.example",
            "SMTP_URL": "smtp://mail.example",
        },
        database=app.config["SQLALCHEMY_DATABASE_URI"],
    )
    other = create_app(settings, TESTING=True, MAIL_BACKEND="locmem")
    with other.app_context():
        visitor = Browser(other)
        visitor.client.environ_base["wsgi.url_scheme"] = "https"
        page = visitor._request("get", "/sign-in", base_url="https://alliance.example")
        morsel = cookie_of(page)
        assert morsel.key == "__Host-alliance"
        assert morsel["secure"]
        assert morsel["path"] == "/"
        assert morsel["domain"] == ""
        db.session.remove()
        db.engine.dispose()


def test_a_foreign_host_is_refused_when_the_address_is_known(app):
    settings = from_environment(
        {"SECRET_KEY": SECRET, "PUBLIC_URL": "https://alliance.example"},
        database=app.config["SQLALCHEMY_DATABASE_URI"],
    )
    other = create_app(settings, TESTING=True, MAIL_BACKEND="locmem")
    with other.app_context():
        visitor = Browser(other)
        answer = visitor._request("get", "/sign-in", base_url="https://evil.example")
        assert answer.status_code == 400
        assert "evil.example" not in answer.text
        db.session.remove()
        db.engine.dispose()


def test_behind_a_proxy_its_word_on_reader_and_scheme_counts_and_on_the_host_does_not(app):
    settings = from_environment(
        {
            "SECRET_KEY": SECRET,
            "PUBLIC_URL": "https://alliance.example",
            "TRUSTED_PROXIES": "1",
        },
        database=app.config["SQLALCHEMY_DATABASE_URI"],
    )
    other = create_app(settings, TESTING=True, MAIL_BACKEND="locmem")
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    with other.app_context():
        visitor = Browser(other)
        ours, theirs = "http://alliance.example", "http://evil.example"
        headers = told | {"X-Forwarded-Host": "evil.example"}
        answer = visitor._request("get", "/sign-in", base_url=ours, headers=headers)
        assert answer.status_code == 200, "a host that a visitor made up is not looked at"
        assert answer.request.environ["HTTP_HOST"] == "alliance.example"
        assert "Secure" in answer.headers["Set-Cookie"]
        headers = told | {"X-Forwarded-Host": "alliance.example"}
        answer = visitor._request("get", "/sign-in", base_url=theirs, headers=headers)
        assert answer.status_code == 400, "nor does it make a foreign host ours"
        db.session.remove()
        db.engine.dispose()
