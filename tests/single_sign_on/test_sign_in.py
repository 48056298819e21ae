"""Coming in through a provider: by a right answer to one's own question, and by nothing else."""

import datetime as dt
import hmac
import json
import threading
import time
import urllib.parse

import pytest
from joserfc import jwt
from sqlalchemy import select, update
from structlog.testing import capture_logs
from werkzeug.wrappers import Response

from alliance.accounts.models import Person, Session
from alliance.core import clock
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.single_sign_on import operations, outside, queries
from alliance.single_sign_on.models import Provider
from tests import make
from tests.accounts.test_own_sessions import in_two_offices
from tests.people import Role, governor, liaison
from tests.single_sign_on import made
from tests.single_sign_on.fake import key, part

AWAY, WRONG = 503, 400


@pytest.fixture
def known(traveller):
    """Somebody whose identity is linked already."""
    made.linked(traveller.provider)
    return traveller


def refused(known, code=WRONG, at=None):
    """That nobody comes in; what the log says of it, which the page does not."""
    with capture_logs() as logged:
        page = known.comes_back(at, code) if at else known.signs_in(expect=code)
    assert page.h1 == "Signing in did not work"
    assert not known.is_in
    (line,) = [one for one in logged if one["event"] == "single sign-on failed"]
    assert line["number"] in page.words
    assert line["reason"] not in page.words
    return line["reason"]


def test_somebody_known_comes_in(known):
    answer = known.signs_in(next="/votes/")
    assert answer.location == "/votes/"
    assert "Liaison" in known.visitor.get("workspaces.desk").text
    with known.visitor._apart(known.visitor.client.session_transaction) as session:
        assert session["factors"] == "sso"
        assert abs(session["proved"] - (time.time() - 5)) < 60, "when the provider saw the proof"


def test_the_question_holds_to_the_rules_of_the_trade(known):
    known.signs_in()
    asked = known.fake.authorization
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid email profile"
    assert asked["acr_values"] == "urn:aal:2"
    assert len(asked["state"]) > 40
    assert len(asked["nonce"]) > 40
    assert asked["redirect_uri"] == "http://localhost:8000/sign-in/back"


def test_the_house_proves_itself_with_a_key_that_it_shows(known):
    known.signs_in()
    fake = known.fake
    assert fake.assertion["iss"] == fake.assertion["sub"] == "alliance"
    assert fake.assertion["aud"] == f"{fake.issuer}/token"
    assert fake.assertion_header["kid"] == fake.client_key["kid"]
    assert {"x5t", "x5t#S256"} <= fake.assertion_header.keys()
    assert not {"d", "p", "q"} & fake.client_key.keys()


@pytest.mark.parametrize(
    ("says", "factors"),
    [
        ({}, "sso"),
        ({"amr": ["pwd", "mfa"]}, "sso+mfa"),
        ({"acr": "mfa"}, "sso+mfa"),
        ({"amr": ["pwd"], "acr": "urn:aal:2"}, "sso"),
    ],
)
def test_a_second_factor_is_what_the_operator_said_counts(known, says, factors):
    known.fake.change = lambda claims: claims | says
    known.signs_in()
    with known.visitor._apart(known.visitor.client.session_transaction) as session:
        assert session["factors"] == factors


NOW = int(time.time())
CHANGED = {
    "nonce of another": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "another"},
    "another audience too, and no party": {"aud": ["alliance", "another"]},
    "another party": {"aud": ["alliance", "another"], "azp": "another"},
    "another issuer": {"iss": "https://login.example"},
    "no issuer": {"iss": None},
    "nobody": {"sub": None},
    "an empty name": {"sub": ""},
    "a name too long": {"sub": "x" * 256},
    "a name that is none": {"sub": ["subject-1"]},
    "expired": {"exp": NOW - 120, "iat": NOW - 500},
    "without an end": {"exp": None},
    "with an end that is no number": {"exp": "tomorrow"},
    "issued tomorrow": {"iat": NOW + 86_400, "exp": NOW + 90_000},
    "issued yesterday": {"iat": NOW - 86_400},
    "not valid yet": {"nbf": NOW + 7_200},
    "for another access token": {"at_hash": "x" * 22},
}


@pytest.mark.parametrize("claims", CHANGED.values(), ids=CHANGED)
def test_a_token_that_says_anything_else_lets_nobody_in(known, claims):
    known.fake.change = lambda usual: {
        name: value for name, value in (usual | claims).items() if value is not None
    }
    refused(known)


def test_a_clock_may_differ_by_a_minute(known):
    now = int(time.time())
    known.fake.change = lambda usual: usual | {"iat": now + 40, "nbf": now + 40, "exp": now - 20}
    assert known.signs_in().location == "/"


def forged(header, claims, sign):
    """A token made by hand."""
    front = f"{part(json.dumps(header).encode())}.{part(json.dumps(claims).encode())}"
    return f"{front}.{sign(front)}"


def by_hmac(claims):
    """Signed by HS256 with the public key, which everybody has."""
    secret = key("one").as_pem(private=False)
    return forged(
        {"alg": "HS256", "kid": "one"},
        claims,
        lambda front: part(hmac.digest(secret, front.encode(), "sha256")),
    )


TOKENS = {
    "none": lambda claims: forged({"alg": "none"}, claims, lambda _: ""),
    "none with a key": lambda claims: forged({"alg": "None", "kid": "one"}, claims, lambda _: "eA"),
    "no signature": lambda claims: forged({"alg": "RS256", "kid": "one"}, claims, lambda _: ""),
    "garbage": lambda _: "x.y.z",
    "nothing": lambda _: None,
    "a list": lambda _: ["x"],
    "too much": lambda _: "e" * 100_000,
}


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
def test_a_token_that_nobody_signed_lets_nobody_in(known, token):
    known.fake.token = token
    refused(known)


def test_the_public_key_is_no_secret_to_sign_with(known):
    known.fake.token = by_hmac
    assert "HS256" in refused(known)


def test_a_signature_by_another_key_under_the_same_name_lets_nobody_in(known):
    known.fake.token = lambda claims: jwt.encode(
        {"alg": "RS256", "kid": "one"}, claims, key("other")
    )
    assert "signature" in refused(known)


def test_a_new_key_is_asked_for_once(known):
    known.signs_in()
    fake = known.fake
    assert fake.asked["/keys"] == 1
    fake.signs, fake.shows = "two", ["one", "two"]
    assert known.signs_in().location == "/"
    assert fake.asked["/keys"] == 2
    assert known.signs_in().location == "/"
    assert fake.asked["/keys"] == 2, "it is kept"
    assert fake.asked["/.well-known/openid-configuration"] == 1


def test_a_key_that_is_not_shown_is_asked_for_once_and_lets_nobody_in(known):
    known.fake.signs = "two"
    assert "holds no key" in refused(known)
    assert known.fake.asked["/keys"] == 2


def test_an_answer_to_another_question_lets_nobody_in(known):
    known.goes()
    back = known.fake.visit(known.goes())
    for wrong in ("state=x", "state="):
        parts = urllib.parse.urlsplit(back)
        query = "&".join(wrong if p.startswith("state=") else p for p in parts.query.split("&"))
        refused(known, at=parts._replace(query=query).geturl())
    refused(known, at=back)  # the question was used up


def test_an_answer_in_another_browser_lets_nobody_in(known, app):
    back = known.fake.visit(known.goes())
    known.visitor.client = app.test_client()
    assert "asked nothing" in refused(known, at=back)


def test_an_answer_counts_once_even_with_an_old_cookie(known):
    address = known.goes()
    back = known.fake.visit(address)
    kept = known.visitor.client.get_cookie("alliance").value
    assert known.comes_back(back).location == "/"
    known.visitor.client.set_cookie("alliance", kept)
    before = known.fake.asked["/token"]
    assert "came back before" in refused(known, at=back)
    assert known.fake.asked["/token"] == before, "the code is not even sent"


def test_an_answer_that_comes_too_late_lets_nobody_in(known):
    back = known.fake.visit(known.goes())
    with clock.stopped_at(clock.now() + dt.timedelta(minutes=11)):
        assert "seconds ago" in refused(known, at=back)


def test_an_answer_in_the_name_of_another_provider_lets_nobody_in(known):
    back = known.fake.visit(known.goes())
    other = back.replace(urllib.parse.quote_plus(known.fake.issuer), "https%3A%2F%2Flogin.example")
    assert other != back
    refused(known, at=other)
    back = known.fake.visit(known.goes())
    refused(known, at=back.partition("&iss=")[0])


def test_a_provider_that_says_no_is_told_in_plain_words(known):
    page = known.visitor.at("/sign-in/back?error=access_denied&state=x", 400)
    assert page.h1 == "Signing in did not work"
    (main,) = page.tree.iter("main")
    assert "access_denied" not in "".join(main.itertext())


def test_reading_the_page_sends_no_code(known):
    parts = urllib.parse.urlsplit(known.fake.visit(known.goes()))
    known.visitor.at(f"{parts.path}?{parts.query}")
    assert known.fake.asked["/token"] == 0
    assert not known.is_in


ANSWERS = {
    "an error": lambda: Response("no", 500),
    "another address": lambda: Response(status=302, headers={"Location": "https://evil.example/"}),
    "another address of its own": lambda: Response(status=307, headers={"Location": "/keys"}),
    "far too much": lambda: Response(iter([b" " * 65_536] * 64)),
    "no JSON": lambda: Response("<html>"),
    "no object": lambda: Response("[]"),
    "deep brackets": lambda: Response("[" * 100_000),
    "nothing": lambda: Response(""),
}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_provider_that_answers_nonsense_lets_nobody_in(known, path, answer):
    known.fake.instead[path] = answer
    if path in {"/token", "/keys"}:
        refused(known, AWAY)
        return
    address = known.visitor.url("single_sign_on.go", provider_id=known.provider.id)
    assert known.visitor.at(address, AWAY).h1 == "Signing in did not work"


def test_a_provider_that_drips_is_cut_off(known, monkeypatch):
    monkeypatch.setattr(outside, "IN_ALL", 0.5)

    def drip():
        while time.monotonic() < end:
            yield b" "
            pause.wait(0.05)

    pause, end = threading.Event(), time.monotonic() + 20
    known.fake.instead["/token"] = lambda: Response(drip())
    begun = time.monotonic()
    refused(known, AWAY)
    assert time.monotonic() - begun < 5
    end = 0


def test_a_provider_that_is_away_is_told_as_such(known):
    back = known.fake.visit(known.goes())
    known.fake.__exit__()
    known.fake._server.shutdown = known.fake._server.server_close = lambda: None
    assert "does not answer" in refused(known, AWAY, at=back)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "https://login.example"),
        ("token_endpoint", "http://login.example/token"),
        ("jwks_uri", "file:///etc/passwd"),
        ("authorization_endpoint", "javascript:alert(1)"),
        ("token_endpoint", None),
    ],
)
def test_metadata_that_lead_astray_are_not_followed(known, name, value):
    known.fake.metadata = {name: value}
    address = known.visitor.url("single_sign_on.go", provider_id=known.provider.id)
    known.visitor.at(address, AWAY)


def test_an_inner_address_is_not_asked(known):
    known.fake.metadata = {"token_endpoint": "https://10.0.0.1/token"}
    assert "an address that is not asked" in refused(known)


def test_somebody_suspended_does_not_come_in(known):
    with transaction():
        db.session.execute(
            update(Person).where(Person.email == liaison().email).values(active=False)
        )
    refused(known)


def test_a_provider_lets_in_the_people_of_its_own_state_only(known):
    utah = made.provider("https://shared.example", "UT")
    made.linked(utah, governor("UT"), "shared")
    colorado = db.session.get_one(Provider, known.provider.id)
    with pytest.raises(outside.Failed, match="no post that this provider serves"):
        operations.arrive(colorado, made.told("https://shared.example", "shared"))


def test_who_serves_in_two_states_acts_for_the_one_whose_provider_let_them_in(traveller):
    both, visitor = liaison("UT"), traveller.visitor
    in_utah = make.actor(both).post_id
    in_colorado = in_two_offices(both, state="CO")
    traveller.fake.person |= {"sub": "both"}
    request_id = made.asking(
        traveller.provider, made.told(traveller.fake.issuer, "both", both.email)
    ).id
    with transaction():
        who = make.actor(made.ADMINISTRATOR)
        request = queries.request_of(who, request_id)
        operations.consent(who, request, person=request.person_id)
    traveller.signs_in()
    page = visitor.get("workspaces.desk")
    assert "Colorado, Office of the Governor" in page.words
    assert "Utah, Office of the Governor" not in page.words
    visitor.press("accounts.change_office", page, {"post": str(in_utah)}, 409)
    db.session.rollback()
    (row,) = db.session.scalars(select(Session))
    assert (row.through_state, row.through_office, row.post_id) == ("CO", None, in_colorado)
    visitor.client = visitor.app.test_client()
    visitor.sign_in_by_form(both.email)
    assert "Utah, Office of the Governor" in visitor.get("workspaces.desk").words


def test_a_proof_anew_counts_for_oneself_only_and_only_when_it_is_new(known):
    known.signs_in()

    def proves(expect=303):
        answer = known.visitor._request("get", "/sign-in/prove?then=/votes/")
        assert "prompt=login" in answer.location
        assert "max_age=0" in answer.location
        return known.comes_back(known.fake.visit(answer.location), expect)

    assert proves().location == "/votes/"
    known.fake.change = lambda usual: usual | {"auth_time": usual["iat"] - 3_600}
    proves(WRONG)
    known.fake.change = lambda usual: {k: v for k, v in usual.items() if k != "auth_time"}
    proves(WRONG)
    known.fake.change = dict
    made.linked(known.provider, Role("CO", "governor", "counsel"), "subject-2")
    known.fake.person = known.fake.person | {"sub": "subject-2"}
    proves(WRONG)
    assert known.is_in, "it is still the same person"


def test_a_proof_of_four_minutes_ago_serves_for_one_more(known):
    known.signs_in()
    known.fake.change = lambda usual: usual | {"auth_time": usual["iat"] - 240}
    asked = known.visitor._request("get", "/sign-in/prove?then=/votes/").location
    known.comes_back(known.fake.visit(asked))
    known.visitor.get("single_sign_on.mine")
    with clock.stopped_at(clock.now() + dt.timedelta(seconds=61)):
        assert known.visitor.get("single_sign_on.mine", 303).location.startswith("/prove?then=")


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site_afterwards(known, then):
    assert known.signs_in(next=then).location == "/"
