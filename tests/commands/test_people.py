"""The operator's own: people, their posts, and the list of offices."""

import io
import uuid

import pytest

from alliance.core.db import db
from tests import make
from tests.browser import Browser
from tests.membership.files import contents
from tests.people import STATES, liaison

OK, USAGE, REFUSED = 0, 2, 3
NEW = ("person", "add", "New@Office.Example", "--name", "Ada Núñez", "--json")
IN_COLORADO = ("--office", "CO governor", "--role", "counsel")


def test_offices_are_listed_with_the_keys_of_the_contract(terminal):
    told = terminal("office", "list", "--json").document
    assert len(told) == 3 * len(STATES) + 2
    assert {frozenset(one) for one in told} == {
        frozenset({"id", "name", "kind", "state", "time_zone", "people"})
    }
    (one,) = [one for one in told if (one["state"], one["kind"]) == ("CO", "governor")]
    assert one["name"] == "Colorado, Office of the Governor"
    assert (one["time_zone"], one["people"]) == ("America/Denver", 5)
    assert {one["state"] for one in told} == {*STATES, None}


def test_a_new_person_signs_in_with_the_first_password(app, terminal, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("a first password\n"))
    said = terminal(*NEW, *IN_COLORADO[:3], "liaison", "--password-stdin")
    assert said.code == OK, said.err
    told = said.document
    assert (told["email"], told["name"]) == ("new@office.example", "Ada Núñez")
    assert (told["role"], told["new"]) == ("liaison", True)
    assert told["office_name"] == "Colorado, Office of the Governor"
    assert uuid.UUID(told["id"])
    visitor = Browser(app)
    visitor.sign_in_by_form("new@office.example", "a first password")
    assert "Colorado, Office of the Governor" in visitor.get("workspaces.desk").words


def test_without_a_password_nobody_signs_in_by_one(app, terminal):
    assert terminal(*NEW, *IN_COLORADO).code == OK
    visitor = Browser(app)
    for typed in ("", "None", "a first password"):
        assert visitor.sign_in_by_form("new@office.example", typed).status_code == 200


def test_somebody_known_is_given_a_post_in_a_further_office(app, terminal):
    add = ("person", "add", liaison().email, "--role", "observer", "--json", "--office")
    for text in ("NM governor", "new mexico, office of the attorney general"):
        said = terminal(*add, text)
        assert said.code == OK, said.err
        assert said.document["new"] is False
    db.session.rollback()
    offices = [name for _, name in make.actor(liaison()).elsewhere]
    assert offices == [
        "New Mexico, Office of the Governor",
        "New Mexico, Office of the Attorney General",
    ]
    said = terminal(*add, "NM governor")
    assert said.code == REFUSED
    assert "holds a post" in said.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((*NEW, "--office", "XX governor", "--role", "counsel"), USAGE, "office list"),
        ((*NEW, "--office", "", "--role", "counsel"), USAGE, "office list"),
        ((*NEW, "--office", str(uuid.UUID(int=1)), "--role", "counsel"), USAGE, "office list"),
        ((*NEW, "--office", "CO governor", "--role", "king"), USAGE, "principal"),
        ((*NEW, "--office", "CO governor"), USAGE, "--role"),
        (("person", "add", "nobody", *NEW[3:], *IN_COLORADO), USAGE, "e-mail address"),
        (("person", "add", "a@b.example", "--json", *IN_COLORADO), USAGE, "--name"),
        (("person", "add", liaison().email, *NEW[3:], *IN_COLORADO), REFUSED, "--name"),
        ((*NEW, *IN_COLORADO, "--as", liaison().email), REFUSED, "not permitted"),
        (("office", "list", "--json", "--as", liaison().email), REFUSED, "not permitted"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(terminal, words, code, says):
    before = contents()
    said = terminal(*words)
    assert (said.code, says in said.err) == (code, True), said.err
    assert said.document["error"]["code"] == code
    assert contents() == before


def test_a_short_password_is_refused(terminal, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("fourteen chars\n"))
    said = terminal(*NEW, *IN_COLORADO, "--password-stdin")
    assert said.code == REFUSED
    assert "at least 15 characters; this has 14" in said.err
