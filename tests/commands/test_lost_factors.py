"""The operator as the second officer where an office has no other."""

import pytest

from alliance.core.actor import Rank
from alliance.staffing import lost, posts
from tests import make
from tests.people import administrator, governor, liaison
from tests.staffing.changes import act

OK, USAGE, REFUSED = 0, 2, 3
RESET = ("person", "reset-factors")


@pytest.fixture
def alone(app):
    """An office with one administrator and no principal."""
    act(posts.end_post, administrator(), make.post_of(governor()))


def test_the_operator_approves_what_an_administrator_has_asked_for(alone, terminal):
    make.factor_reset()
    said = terminal(*RESET, liaison().email, "--yes", "--json")
    assert said.code == OK, said.err
    assert said.document == {"email": liaison().email, "approved": True, "removed": True}
    again = terminal(*RESET, liaison().email, "--yes")
    assert again.code == REFUSED
    assert "nobody has asked for this" in again.err


def test_what_was_asked_anew_is_what_the_operator_approves(alone, terminal):
    second = make.joined("second@co.example", Rank.ADMINISTRATOR)
    make.factor_reset(by=second)
    act(posts.suspend, administrator(), make.post_of(second))
    act(lost.ask_reset, administrator(), make.post_of(liaison()))
    said = terminal(*RESET, liaison().email, "--yes", "--json")
    assert said.code == OK, said.err
    assert said.document["removed"]


def test_nothing_is_done_without_a_word(alone, terminal, monkeypatch):
    reset = make.factor_reset()
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    said = terminal(*RESET, liaison().email)
    assert "Stopped" in said.err
    assert make.db.session.get_one(type(reset), reset.id).approved_at is None


def test_a_second_officer_of_the_office_goes_before_the_operator(app, terminal):
    make.factor_reset()
    said = terminal(*RESET, liaison().email, "--yes")
    assert said.code == REFUSED
    assert "another administrator or a principal" in said.err


def test_somebody_unknown_is_told(app, terminal):
    said = terminal(*RESET, "nobody@co.example", "--yes")
    assert said.code == USAGE
    assert "Nobody here signs in as nobody@co.example" in said.err
