"""Passkeys: added under a name, alone or as the second step, each answer once, only verified."""

import json

import pytest
from sqlalchemy import select

from alliance.accounts.models import WebAuthn
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.factors import passkeys, queries
from alliance.factors.passkeys import NotRight
from tests import make
from tests.browser import Browser, Page
from tests.factors.apps import enrolled
from tests.factors.devices import Device
from tests.factors.test_app import is_in
from tests.people import governor, liaison, observer


def asked(visitor, endpoint, **where):
    """What the page's script asks the server for."""
    token = Page(visitor._request("get", "/sign-in")) if not where.pop("at", "") else None
    page = token or visitor.get("factors.security")
    return json.loads(visitor.press(endpoint, page, None, 200, **where).get_data(as_text=True))


def add(visitor, device, name="Office laptop", expect=303):
    """Add this device, signed in."""
    options = asked(visitor, "factors.ask", at="security")
    given = {"name": name, "credential": device.create(options)}
    return visitor.send("factors.passkey", given, expect)


def holder(app, role):
    """A device that this person has added."""
    device = Device()
    add(Browser(app).sign_in(role), device)
    return device


def enter(visitor, answer):
    """Send an answer to the sign-in page; whether it let anybody in."""
    page = Page(visitor._request("get", "/sign-in"))
    visitor.press("entering.by_passkey", page, {"credential": answer})
    return is_in(visitor)


def test_one_is_added_listed_and_signs_in_alone_even_a_principal(app, visitor):
    visitor.sign_in(governor())
    device = Device()
    add(visitor, device)
    assert "Office laptop" in visitor.get("factors.security").words
    visitor.client = app.test_client()
    options = asked(visitor, "entering.ask")
    assert options["userVerification"] == "required"
    assert not options.get("allowCredentials"), "nobody has said yet who they are"
    assert enter(visitor, device.get(options))
    assert "Colorado, Office of the Governor" in visitor.get("workspaces.desk").words


def test_every_kind_of_authenticator_is_asked_and_must_verify_its_owner(visitor):
    visitor.sign_in(liaison())
    options = asked(visitor, "factors.ask", at="security")
    chosen = options["authenticatorSelection"]
    assert "authenticatorAttachment" not in chosen
    assert chosen["userVerification"] == "required"
    assert chosen["residentKey"] == "preferred"
    assert liaison().email not in json.dumps(options["user"]["id"])


def test_it_serves_as_the_second_step_of_its_owner_only(app, visitor):
    device, other = holder(app, governor()), holder(app, liaison())
    for used, right in ((other, False), (device, True)):
        visitor.client = app.test_client()
        visitor.sign_in_by_form(governor().email)
        page = visitor.get("entering.second_step")
        answer = visitor.press("entering.ask", page, None, 200, step="second")
        options = json.loads(answer.get_data(as_text=True))
        assert len(options["allowCredentials"]) == 1
        given = {"how": "passkey", "credential": used.get(options)}
        visitor.press("entering.second_step", page, given, 303 if right else 422)
        assert is_in(visitor) is right


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8000.evil.example"},
        {"site": "evil.example"},
        {"verified": False},
    ],
    ids=str,
)
def test_an_answer_from_elsewhere_or_without_verification_is_refused(app, visitor, lie):
    device = holder(app, liaison())
    vars(device).update(lie)
    assert not enter(visitor, device.get(asked(visitor, "entering.ask")))
    visitor.sign_in(observer())
    add(visitor, Device(**lie), expect=422)


def test_an_answer_serves_once_and_only_where_it_was_asked_for(app, visitor):
    device = holder(app, liaison())
    answer = device.get(asked(visitor, "entering.ask"))
    stolen = visitor.client.get_cookie("alliance").value
    assert enter(visitor, answer)
    thief = Browser(app)
    assert not enter(thief, answer), "in another browser"
    thief.client.set_cookie("alliance", stolen)
    db.session.rollback()
    with transaction():
        db.session.scalars(select(WebAuthn)).one().sign_count = 0
    assert not enter(thief, answer), "nor with the cookie as it was before"


def test_a_copied_authenticator_is_noticed_by_its_count(app, visitor):
    device = holder(app, liaison())
    device.count = 9
    assert enter(visitor, device.get(asked(visitor, "entering.ask")))
    device.count = 4
    visitor.client = app.test_client()
    assert not enter(visitor, device.get(asked(visitor, "entering.ask")))


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "x", '{"id": 1}', "\x00", "9" * 9999])
def test_nonsense_lets_nobody_in(app, visitor, answer):
    holder(app, liaison())
    asked(visitor, "entering.ask")
    assert not enter(visitor, answer)


def test_an_unknown_device_and_somebody_suspended_are_not_let_in(app, visitor):
    device = holder(app, liaison())
    assert not enter(visitor, Device().get(asked(visitor, "entering.ask")))
    with transaction():
        queries.account(make.actor(liaison())).active = False
    visitor.client = app.test_client()
    assert not enter(visitor, device.get(asked(visitor, "entering.ask")))


def test_names_are_ones_own_and_told_apart(app, visitor):
    visitor.sign_in(liaison())
    add(visitor, Device(), " ", expect=422)
    add(visitor, Device())
    assert "named Office laptop already" in add(visitor, Device(), expect=422).words
    add(Browser(app).sign_in(observer()), Device())


def test_one_device_is_added_once(visitor):
    visitor.sign_in(liaison())
    device = Device()
    add(visitor, device)
    assert "known here already" in add(visitor, device, "Twice", expect=422).words


def test_another_persons_passkey_is_not_there_to_be_removed(app, visitor):
    holder(app, liaison())
    (one,) = db.session.scalars(select(WebAuthn.id))
    visitor.sign_in(observer())
    visitor.get("factors.remove_passkey", 404, passkey_id=one)


def test_the_last_factor_of_a_principal_stays_until_there_is_another(app, visitor):
    device = holder(app, governor())
    (one,) = db.session.scalars(select(WebAuthn.id))
    visitor.sign_in(governor())
    said = visitor.send("factors.remove_passkey", expect=409, passkey_id=one)
    assert "your only second factor" in said.words
    enrolled(governor())
    visitor.send("factors.remove_passkey", passkey_id=one)
    visitor.client = app.test_client()
    assert not enter(visitor, device.get(asked(visitor, "entering.ask")))


def test_a_passkey_is_a_fresh_proof_of_its_owner_only(app, visitor):
    device, other = holder(app, governor()), holder(app, liaison())
    visitor.sign_in(governor())
    for used, code in ((other, 422), (device, 303)):
        page = visitor.get("proving.prove")
        answer = visitor.press("proving.ask", page, None, 200)
        given = used.get(json.loads(answer.get_data(as_text=True)))
        visitor.press("proving.prove", page, {"how": "passkey", "credential": given}, code)


def test_an_answer_to_nothing_and_one_without_end_are_refused(app, visitor):
    device = holder(app, liaison())
    assert not enter(visitor, "[" * 100_000)
    options = {"challenge": "", "user": {"id": ""}}
    assert not enter(visitor, device.get(options))
    for challenge in (None, b""):
        with pytest.raises(NotRight):
            passkeys.enrolled(Device().create(options), challenge)
    asked(visitor.sign_in(liaison()), "factors.ask", at="security")
    visitor.send("factors.passkey", {"name": "Mine", "credential": "[" * 100_000}, 422)
