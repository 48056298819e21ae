"""The operator registers, lists and removes providers; nothing secret is said."""

import pytest
from sqlalchemy import select

from alliance.core.db import db
from alliance.core.record import Entry
from alliance.single_sign_on.models import Provider
from tests import make
from tests.people import governor, liaison

ADD = ("--issuer", "https://login.example/co", "--client-id", "alliance", "--json")
OK, USAGE, REFUSED = 0, 2, 3


def test_a_provider_is_registered_listed_and_removed(terminal):
    made = terminal("sso", "add", "co", *ADD, "--acr", "urn:a", "--acr", "urn:b").document
    assert made["state"] == "CO"
    assert made["acr_values"] == ["urn:a", "urn:b"]
    assert made["redirect_uri"] == "http://localhost:8000/sign-in/back"
    assert made["jwks_uri"].endswith(f"/single-sign-on/{made['id']}/keys.json")
    assert "BEGIN CERTIFICATE" in made["certificate"]
    assert terminal("sso", "list", "--json").document == [made]
    assert terminal("sso", "remove", made["id"], "--json").document == {"removed": made["id"]}
    assert terminal("sso", "list", "--json").document == []
    assert terminal("sso", "remove", made["id"], "--json").code == USAGE
    entries = db.session.scalars(select(Entry).where(Entry.action.startswith("single-sign-on")))
    said = {one.action: one.facts for one in entries}
    facts = {"state": "CO", "for_office": "", "issuer": "https://login.example/co"}
    assert said == {"single-sign-on:add": facts, "single-sign-on:remove": facts}


def test_an_office_is_named_by_its_name_or_its_id(terminal):
    office = make.actor(liaison())
    db.session.rollback()
    made = terminal("sso", "add", office.office_name, *ADD).document
    assert made["office"] == office.office_name
    assert terminal("sso", "add", office.office_id, *ADD).code == REFUSED, "registered already"


def test_the_private_half_is_said_nowhere_and_kept_sealed(terminal):
    said = terminal("sso", "add", "CO", *ADD)
    assert "PRIVATE" not in said.out + said.err
    found = db.session.scalars(select(Provider)).one()
    assert b"PRIVATE" not in found.key_sealed


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("ZZ", *ADD), USAGE),
        (("nobody's office", *ADD), USAGE),
        (("CO", "--issuer", "http://login.example", "--client-id", "x", "--json"), REFUSED),
        (("CO", "--issuer", "ftp://login.example", "--client-id", "x", "--json"), REFUSED),
        (("CO", "--issuer", "https://u:p@login.example", "--client-id", "x", "--json"), REFUSED),
        (("CO", *ADD, "--scopes", "email"), REFUSED),
        (("CO", "--client-id", "x", "--json"), USAGE),
    ],
)
def test_what_cannot_be_registered_is_said_and_not_kept(terminal, words, code):
    said = terminal("sso", "add", *words)
    assert said.code == code
    assert said.document["error"]["message"]
    assert db.session.scalars(select(Provider)).all() == []


def test_as_somebody_one_has_their_rights_and_no_more(terminal):
    mine = ("--as", governor().email)
    for words in (("add", "CO", *ADD), ("list", "--json"), ("remove", "x", "--json")):
        assert terminal(*mine, "sso", *words).code == REFUSED
