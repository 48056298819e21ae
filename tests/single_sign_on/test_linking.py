"""Who is known: by the person's own proof or the administrator's consent, never by an address."""

import pytest
from sqlalchemy import select

from alliance.accounts.models import Person
from alliance.core import worker
from alliance.core.db import db
from alliance.core.ledger import check
from alliance.core.record import Entry
from alliance.single_sign_on.models import IdentityRequest
from tests.browser import Browser
from tests.people import Role, governor, liaison, observer
from tests.single_sign_on import made
from tests.single_sign_on.made import ADMINISTRATOR


@pytest.fixture
def stranger(traveller):
    """Somebody whose verified address is that of the liaison, and who is not linked."""
    traveller.fake.person["email"] = liaison().email.upper()
    return traveller


def comes(stranger):
    """The page that a stranger is shown."""
    assert stranger.signs_in().location == "/sign-in/asked"
    return stranger.visitor.at("/sign-in/asked")


def said(stream="office"):
    """The last acts of single sign-on in the ledger."""
    db.session.rollback()
    wanted = select(Entry).where(Entry.action.startswith("single-sign-on:"))
    found = db.session.scalars(wanted.order_by(Entry.at, Entry.n))
    return [one.action.partition(":")[2] for one in found if one.stream.startswith(stream)]


def test_an_address_alone_links_nothing(stranger):
    comes(stranger)
    comes(stranger)
    assert not stranger.is_in
    assert made.identities() == []
    assert made.requests() == [("waiting", liaison().email)], "one request, however often"


def test_a_stranger_is_not_told_whether_the_account_exists(stranger):
    pages = set()
    for email in (liaison().email, "nobody@nowhere.example", ""):
        stranger.fake.person |= {"email": email, "sub": email or "x"}
        page = comes(stranger)
        (main,) = page.tree.iter("main")
        pages.add("".join(main.itertext()))
    assert len(pages) == 1
    assert [who for _, who in made.requests()] == [liaison().email, None, None]


@pytest.mark.parametrize("verified", [False, None, "yes", 1])
def test_an_address_that_is_not_verified_names_nobody(stranger, verified):
    stranger.fake.person["email_verified"] = verified
    comes(stranger)
    assert made.requests() == [("waiting", None)]


def test_the_address_of_another_states_person_names_nobody(stranger):
    stranger.fake.person["email"] = governor("UT").email
    comes(stranger)
    assert made.requests() == [("waiting", None)]


def test_one_links_ones_own_after_proving_the_account_once(stranger):
    comes(stranger)
    stranger.visitor.sign_in_by_form(liaison().email)
    page = stranger.visitor.get("single_sign_on.mine")
    assert "This sign-in waits to be linked" in page.words
    assert made.identities() == [], "nothing is linked before it is said"
    stranger.visitor.send("single_sign_on.mine")
    assert made.identities() == [liaison().email]
    assert said() == ["link"]
    stranger.visitor.client = stranger.visitor.app.test_client()
    assert stranger.signs_in().location == "/"
    assert stranger.is_in
    assert check()["first_problem"] is None


def test_somebody_else_who_signs_in_there_links_nothing(stranger):
    comes(stranger)
    stranger.visitor.sign_in_by_form(observer().email)
    page = stranger.visitor.get("single_sign_on.mine")
    assert "waits to be linked" not in page.words
    stranger.visitor.press("single_sign_on.mine", page)
    assert made.identities() == []


def test_nothing_is_linked_in_a_browser_that_did_not_bring_it(stranger):
    comes(stranger)
    stranger.visitor.sign_in(liaison())
    page = stranger.visitor.get("single_sign_on.mine")
    assert "waits to be linked" not in page.words
    stranger.visitor.press("single_sign_on.mine", page)
    assert made.identities() == []


def decide(visitor, verb, role=ADMINISTRATOR, expect=303, person=None):
    """What an administrator does with the one request that there is."""
    db.session.rollback()
    request = db.session.scalars(select(IdentityRequest)).one()
    data = {"person": str(request.person_id if person is None else person)}
    page = visitor.sign_in(role).get("single_sign_on.mine")
    return visitor.press(f"single_sign_on.{verb}", page, data, expect, request_id=request.id)


def test_the_administrator_consents_and_it_comes_in(stranger):
    comes(stranger)
    page = stranger.visitor.sign_in(ADMINISTRATOR).get("single_sign_on.office")
    assert liaison().email in page.words.lower()
    decide(stranger.visitor, "consent")
    assert made.identities() == [liaison().email]
    assert said() == ["consent"]
    stranger.visitor.client = stranger.visitor.app.test_client()
    assert stranger.signs_in().location == "/"
    assert stranger.is_in


def test_a_consent_is_for_the_person_that_was_shown(stranger):
    comes(stranger)
    other = db.session.scalar(select(Person.id).where(Person.email == observer().email))
    decide(stranger.visitor, "consent", expect=409, person=other)
    assert made.identities() == []


def test_one_who_was_refused_stays_outside_until_the_administrator_thinks_better(stranger):
    comes(stranger)
    decide(stranger.visitor, "refuse")
    stranger.visitor.client = stranger.visitor.app.test_client()
    comes(stranger)
    assert made.requests() == [("refused", liaison().email)]
    stranger.visitor.sign_in_by_form(liaison().email)
    assert "waits to be linked" not in stranger.visitor.get("single_sign_on.mine").words
    decide(stranger.visitor, "refuse", expect=409)
    decide(stranger.visitor, "consent")
    assert made.identities() == [liaison().email]
    assert said() == ["refuse", "consent"]


def test_another_offices_administrator_does_not_learn_of_it(stranger):
    comes(stranger)
    others = [
        Role("UT", "governor", ADMINISTRATOR.rank),
        Role("CO", "treasurer", ADMINISTRATOR.rank),
    ]
    for role in others:
        for verb in ("consent", "refuse"):
            decide(stranger.visitor, verb, role, 404)
    for role in (liaison(), governor()):
        for verb in ("consent", "refuse"):
            decide(stranger.visitor, verb, role, 403)
    assert made.requests() == [("waiting", liaison().email)]


def test_one_without_an_account_gets_none_by_consent(stranger):
    stranger.fake.person["email"] = "new@governor.example"
    comes(stranger)
    page = stranger.visitor.sign_in(ADMINISTRATOR).get("single_sign_on.office")
    assert "new@governor.example" in page.words
    assert "Consent" not in page.texts("button")
    decide(stranger.visitor, "consent", expect=409)
    assert made.identities() == []


def test_a_link_that_was_ended_lets_nobody_in(stranger):
    mine = made.linked(stranger.provider)
    theirs = Browser(stranger.visitor.app).sign_in(liaison())
    visitor = stranger.visitor.sign_in(ADMINISTRATOR)
    page = visitor.get("single_sign_on.office")
    visitor.press("single_sign_on.end", page, identity_id=mine.id)
    assert theirs._request("get", "/").location.startswith("/sign-in"), "nor do they stay in"
    visitor.client = visitor.app.test_client()
    comes(stranger)
    assert not stranger.is_in
    assert made.identities() == []


def test_one_is_told_by_mail_when_a_sign_in_is_linked_and_when_it_is_ended(stranger):
    outbox = stranger.visitor.app.extensions["mailman"].outbox = []
    mine = made.linked(stranger.provider)
    visitor = stranger.visitor.sign_in(ADMINISTRATOR)
    page = visitor.get("single_sign_on.office")
    visitor.press("single_sign_on.end", page, identity_id=mine.id)
    while worker.run_once("tests"):
        pass
    assert [one.to for one in outbox] == [[liaison().email]] * 2
    assert {"was linked to" in one.body for one in outbox} == {True, False}


def test_an_identity_is_one_persons(stranger):
    made.linked(stranger.provider)
    stranger.fake.person["email"] = observer().email
    assert stranger.signs_in().location == "/", "the address that comes along decides nothing"
    assert "Liaison" in stranger.visitor.get("workspaces.desk").words
    assert made.identities() == [liaison().email]
