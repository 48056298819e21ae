"""`alliance person invite`: how an office's first administrator comes in."""

from urllib.parse import urlsplit

from sqlalchemy import select

from alliance.accounts.models import Office
from alliance.core.db import db
from alliance.staffing import queries
from tests.people import governor, liaison

ASKED = ("person", "invite", "First@NV.example", "--role", "office-administrator")


def test_an_office_that_is_not_there_is_opened_and_its_administrator_invited(terminal, visitor):
    said = terminal(*ASKED, "--office", "NV:governor", "--json")
    assert said.code == 0
    assert said.document.keys() == {"invitation", "email", "office", "role", "expires_at", "link"}
    assert said.document["office"] == "Nevada, Office of the Governor"
    assert said.document["email"] == "first@nv.example"
    page = visitor.at(urlsplit(said.document["link"]).path)
    assert "Nevada, Office of the Governor as office administrator" in page.words


def test_an_office_is_named_by_its_name_or_id(terminal):
    office = db.session.scalars(select(Office).where(Office.state_code == "CO")).first()
    name, key = office.name, office.id
    db.session.rollback()
    assert terminal(*ASKED, "--office", name).code == 0
    again = terminal(*ASKED, "--office", str(key))
    assert again.code == 3
    assert "open invitation" in again.err
    db.session.rollback()
    assert len(queries.invitations(key)) == 1


def test_what_is_wrong_is_told(terminal):
    for words, said in (
        ((*ASKED, "--office", "Colorado, Office of the Governer"), "Office of the Governor"),
        (("person", "invite", "x", "--role", "liaison", "--office", "CO:governor"), "e-mail"),
        (
            ("person", "invite", "a@b.example", "--role", "king", "--office", "CO:governor"),
            "--role",
        ),
    ):
        answer = terminal(*words)
        assert answer.code == 2
        assert said in answer.err


def test_nobody_invites_by_command_whom_they_may_not(terminal):
    given = (*ASKED, "--office", "CO:governor", "--as")
    assert terminal(*given, governor().email).code == 3
    assert terminal(*given, liaison().email).code == 3
