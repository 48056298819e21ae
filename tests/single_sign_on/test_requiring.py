"""An office can require its provider: then a right password is as wrong as any other."""

import re

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.single_sign_on import operations, queries
from tests.browser import Browser, Page
from tests.people import counsel, liaison
from tests.single_sign_on import made
from tests.single_sign_on.made import ADMINISTRATOR


def tried(visitor, email, *password):
    """What comes of a password, without what differs on every page."""
    visitor.client = visitor.app.test_client()
    answer = visitor.sign_in_by_form(email, *password)
    if answer.status_code != 200:
        return "in"
    text = re.sub(r'name="csrf_token"[^>]*value="[^"]+"', "", Page(answer).text)
    return re.sub(r'value="[^"]*example"', "", text)


def test_its_people_do_not_come_in_by_password_and_nobody_learns_who_they_are(visitor):
    assert tried(visitor, liaison().email) == "in"
    made.required(made.provider())
    with clock.stopped_at(clock.now()):
        pages = {
            tried(visitor, liaison().email),
            tried(visitor, liaison().email, "not the password at all"),
            tried(visitor, "nobody@nowhere.example"),
        }
    assert len(pages) == 1
    assert "Some offices take this way only" in pages.pop()
    assert tried(visitor, counsel().email) == "in", "another office of the state"


def test_its_people_come_in_through_the_provider(traveller):
    made.required(traveller.provider)
    made.linked(traveller.provider)
    assert traveller.signs_in().location == "/"
    assert traveller.is_in


def require(visitor, word, expect=303):
    page = visitor.get("single_sign_on.office")
    return visitor.press("single_sign_on.require", page, {"required": word}, expect)


def test_an_administrator_who_has_not_come_in_that_way_cannot_require_it(visitor):
    made.provider()
    visitor.sign_in(ADMINISTRATOR)
    assert "lock yourself out" in require(visitor, "yes", 409).words
    assert tried(visitor, liaison().email) == "in"


def test_the_administrator_requires_it_and_lifts_it(visitor):
    made.linked(made.provider(), ADMINISTRATOR)
    visitor.sign_in(ADMINISTRATOR)
    require(visitor, "yes")
    require(visitor, "yes")
    assert "Required since" in visitor.get("single_sign_on.office").words
    require(visitor, "no")
    assert "Not required" in visitor.get("single_sign_on.office").words
    assert tried(visitor, liaison().email) == "in"


def test_when_it_is_required_the_sessions_begun_by_password_end(visitor, app):
    made.linked(made.provider(), ADMINISTRATOR)
    theirs, others = Browser(app).sign_in(liaison()), Browser(app).sign_in(counsel())
    visitor.sign_in(ADMINISTRATOR)
    require(visitor, "yes")
    assert theirs._request("get", "/").location.startswith("/sign-in")
    others.get("workspaces.desk")
    visitor.get("workspaces.desk")


def test_when_it_is_required_the_sessions_through_the_provider_go_on(traveller, app):
    made.linked(traveller.provider)
    traveller.signs_in()
    made.required(traveller.provider)
    assert traveller.is_in


def test_nobody_else_requires_it(visitor):
    made.linked(made.provider())
    page = visitor.sign_in(liaison()).get("single_sign_on.mine")
    visitor.get("single_sign_on.office", 403)
    visitor.press("single_sign_on.require", page, {"required": "yes"}, 403)


def test_when_the_operator_removes_the_provider_passwords_count_again(visitor):
    found = made.provider()
    made.required(found)
    with transaction():
        operations.remove(OPERATOR, queries.provider(found.id))
    assert tried(visitor, liaison().email) == "in"


def test_an_administrator_does_not_end_the_link_they_need(visitor):
    made.required(made.provider())
    (mine,) = queries.identities_of(made.make.actor(ADMINISTRATOR).person_id)
    page = visitor.sign_in(ADMINISTRATOR).get("single_sign_on.office")
    visitor.press("single_sign_on.end", page, expect=409, identity_id=mine.id)
    db.session.rollback()


def test_the_choice_of_a_state_leads_to_its_provider(visitor):
    for state, words in (
        ("CO", "Colorado"),
        ("UT", "no sign-in of its own"),
        ("secretariat", "no sign-in of its own"),
    ):
        if state == "CO":
            found = made.provider()
        page = visitor.get("single_sign_on.choose", state=state)
        assert words in page.words
        assert (str(found.id) in page.text) == (state == "CO")
    assert visitor._request("get", "/sign-in/state?state=ZZ").location == "/sign-in"


def test_an_offices_own_provider_stands_beside_the_states(visitor):
    both = [made.provider(), made.for_office(liaison())]
    page = visitor.get("single_sign_on.choose", state="CO", next="/votes/")
    for one in both:
        assert f"/sign-in/state/{one.id}?next=/votes/" in page.links()
    assert "refresh" not in page.text
