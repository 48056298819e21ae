"""`alliance compact status`: the keys of the contract, on any day, as known on any other."""

import datetime as dt

import pytest

from alliance.core import clock
from tests.membership.files import (
    BODY,
    ROW,
    alliances_file,
    memberships_file,
    take_alliances,
    take_memberships,
)

KEYS = {"in_force", "since", "count", "weight", "need", "short_by", "steps"}
MARCH = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
WEIGHED = {
    "activation": {
        "type": "weight_threshold",
        "weight": "electoral_votes",
        "threshold": 60,
        "of": 538,
    }
}


@pytest.fixture
def compact(app, tmp_path):
    """Arizona since 2012, California since 2020: 11 and 55 electors of their day, of 60 needed."""
    with clock.stopped_at(MARCH):
        take_alliances(alliances_file(tmp_path, BODY | WEIGHED))
        rows = [ROW, ROW | {"jurisdiction": "CA", "joined": "2020-02-01"}]
        take_memberships(memberships_file(tmp_path, *rows))


def status(terminal, *words):
    said = terminal("compact", "status", "river", *words, "--json")
    assert said.code == 0
    assert set(said.document) >= KEYS
    return said.document


def test_it_says_what_the_contract_says(terminal, compact):
    told = status(terminal, "--as-of", "2021-01-01")
    assert (told["in_force"], told["since"]) == (True, "2020-02-01")
    assert (told["count"], told["weight"]) == (2, "66")
    assert (told["need"], told["short_by"]) == ("60", "0")
    assert any("AZ 11 + CA 55 = 66" in step for step in told["steps"])


def test_weights_are_those_of_the_day(terminal, compact):
    assert status(terminal, "--as-of", "2021-04-25")["weight"] == "66"
    assert status(terminal, "--as-of", "2021-04-26")["weight"] == "65"


def test_before_the_second_joined_it_was_short(terminal, compact):
    told = status(terminal, "--as-of", "2020-01-31")
    assert (told["in_force"], told["since"]) == (False, None)
    assert (told["count"], told["weight"], told["short_by"]) == (1, "11", "49")


def test_what_was_not_known_yet_does_not_count(terminal, compact):
    told = status(terminal, "--as-of", "2021-01-01", "--known", "2026-02-27")
    assert (told["in_force"], told["count"]) == (False, 0)
    told = status(terminal, "--as-of", "2021-01-01", "--known", "2026-03-01")
    assert (told["in_force"], told["count"]) == (True, 2)


def test_without_a_rule_two_sides_make_an_agreement(terminal):
    told = terminal("compact", "status", "ours", "--json").document
    assert (told["in_force"], told["since"], told["count"]) == (True, "2020-01-01", 3)
    assert (told["weight"], told["need"]) == (None, "2")


def test_people_are_answered_in_sentences(terminal, compact):
    said = terminal("compact", "status", "river", "--as-of", "2021-01-01")
    assert said.out.splitlines()[0].endswith("2021-01-01: in force since 2020-02-01.")


@pytest.mark.parametrize("words", [("nobody",), ("a/b",), (), ("ours", "--as-of", "2021-02-30")])
def test_wrong_usage_ends_with_two(terminal, words):
    assert terminal("compact", "status", *words, "--json").code == 2
