"""In a demonstration mail lands in files, which a page shows; nowhere else is there such a page."""

import pytest

from alliance.app import create_app
from alliance.core.db import db
from alliance.core.settings import from_environment
from alliance.texts.starting import plain_clauses
from tests import make
from tests.browser import Browser
from tests.conftest import SECRET
from tests.mailing.post import work
from tests.people import governor, observer


@pytest.fixture
def demonstration(app, tmp_path):
    """The application as `alliance demo` starts it."""
    environment = {"SECRET_KEY": SECRET, "ALLIANCE_INSTANCE": str(tmp_path), "ALLIANCE_DEMO": "1"}
    settings = from_environment(environment, database=app.config["SQLALCHEMY_DATABASE_URI"])
    other = create_app(settings, TESTING=True, MAIL_BACKEND="file")
    with other.app_context():
        yield other
        db.session.remove()
        db.engine.dispose()


def test_the_demonstration_shows_what_would_have_gone_out_and_to_whom(demonstration):
    visitor = Browser(demonstration)
    visitor.sign_in(observer("NM"))
    page = visitor.get("mailing.demo_mail")
    assert "Nothing would have gone out yet" in page.words
    made = make.circulated(words=plain_clauses("A title — with <b>marks</b>", (), ("x",)))
    work()
    page = visitor.get("mailing.demo_mail")
    assert "This is the demonstration: nothing is sent" in page.words
    assert f"Circulated: {made.title}, to {governor('UT').email}" in page.words
    assert f"/resolutions/{made.id}" in page.words
    assert len(page.texts("details")) == 1 + 50, "the menu, and one for each reader"
    assert visitor.url("mailing.demo_mail") in visitor.get("workspaces.settings").links()


def test_there_is_no_such_page_elsewhere(app, visitor):
    visitor.sign_in(governor())
    visitor.get("mailing.demo_mail", 404)
    assert visitor.url("mailing.demo_mail") not in visitor.get("workspaces.settings").links()


def test_it_is_for_those_who_are_signed_in(demonstration):
    answer = Browser(demonstration)._request("get", "/demo-mail")
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/sign-in")
