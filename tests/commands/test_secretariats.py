"""`alliance secretariat`: an alliance that was imported is given the office that runs it."""

import pytest

from alliance.accounts.models import Office
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.membership.queries import alliance_by_slug
from tests import make
from tests.people import OTHER_SECRETARIAT, governor

NAMED = "Joint Secretariat"
RECORD = ("secretariat", "record", "river")


@pytest.fixture
def river(app):
    with transaction():
        make.found("river", "River Compact", ["CO", "UT"])


def test_an_office_is_opened_and_serves_from_a_day(river, terminal, visitor):
    said = terminal(*RECORD, NAMED, "--open", "--since", "2020-01-01", "--source", "Bylaws, 4")
    assert said.code == 0, said.err
    assert said.out == "Joint Secretariat serves River Compact since 2020-01-01.\n"
    told = terminal("secretariat", "list", "river", "--json").document
    assert [one.pop("office") for one in told["secretariats"]]
    assert told == {
        "alliance": "river",
        "secretariats": [
            {"office_name": NAMED, "from": "2020-01-01", "through": None, "source": "Bylaws, 4"}
        ],
    }
    db.session.rollback()
    office = db.session.get(Office, alliance_by_slug(None, "river").secretariat_id)
    assert office.name == NAMED
    invited = terminal(
        "person", "invite", "o@ours.example", "--office", NAMED, "--role", "office-administrator"
    )
    assert invited.code == 0, invited.err


def test_another_office_follows_and_the_first_ends_the_day_before(river, terminal):
    assert terminal(*RECORD, NAMED, "--open", "--since", "2020-01-01").code == 0
    second = make.actor(OTHER_SECRETARIAT).office_name
    said = terminal(*RECORD, second, "--since", "2024-07-01", "--json")
    assert said.code == 0, said.err
    assert (said.document["office_name"], said.document["from"]) == (second, "2024-07-01")
    told = terminal("secretariat", "list", "river", "--json").document
    days = [(one["from"], one["through"]) for one in told["secretariats"]]
    assert days == [("2024-07-01", None), ("2020-01-01", "2024-06-30")]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((*RECORD, "Nobody"), 2, "--open opens"),
        ((*RECORD, "", "--open"), 3, "has a name"),
        ((*RECORD, "x" * 201, "--open"), 3, "200 characters"),
        (("secretariat", "record", "rivr", NAMED, "--open"), 2, "river"),
        ((*RECORD, NAMED, "--open", "--since", "2999-01-01"), 3, "still to come"),
        ((*RECORD, NAMED, "--open", "--as", governor().email), 3, "not permitted"),
        (("secretariat", "list", "nowhere"), 2, "no alliance nowhere"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_opened(river, terminal, words, code, says):
    said = terminal(*words)
    assert (said.code, says in said.err) == (code, True), said.err
    db.session.rollback()
    assert "x" * 201 not in terminal("office", "list").out
    assert NAMED not in terminal("office", "list").out
