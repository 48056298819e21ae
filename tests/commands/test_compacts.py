"""Weights from the command line, and the status that rests on them."""

import csv
import datetime as dt

import pytest

from tests.compacts.made import BY_PREMIUM, WEIGHT, ruled, weights_file
from tests.corpus import corpus
from tests.membership.files import contents
from tests.people import governor

OK, REFUSED = 0, 3


def three(**changed):
    return [WEIGHT | {"state": state} | changed for state in ("CO", "UT", "WY")]


def test_weights_are_taken_in_and_the_status_rests_on_them(terminal, tmp_path):
    ruled(BY_PREMIUM)
    said = terminal("compact", "status", "ours", "--as-of", "2022-01-01")
    assert said.code == REFUSED
    assert "The weight “premium” of Colorado is not known here" in said.err
    assert "Traceback" not in said.err
    said = terminal("import", "weights", weights_file(tmp_path, *three()), "--json")
    assert said.code == OK
    assert (said.document["added"], said.document["refused"]) == (3, [])
    said = terminal("compact", "status", "ours", "--as-of", "2022-01-01", "--json")
    told = said.document
    assert (told["in_force"], told["weight"], told["need"], told["short_by"]) == (
        True,
        "30",
        "30",
        "0",
    )


def test_a_file_with_anything_wrong_ends_with_three_and_writes_nothing(terminal, tmp_path):
    before = contents()
    path = weights_file(tmp_path, *three(), WEIGHT | {"state": "AZ", "amount": "1.5"})
    for more in ((), ("--dry-run",)):
        said = terminal("import", "weights", path, "--json", *more)
        assert said.code == REFUSED
        [refusal] = said.document["refused"]
        assert (refusal["row"], refusal["column"], refusal["value"]) == (5, "amount", "1.5")
        assert "write a whole number or a fraction" in refusal["fix"]
        assert contents() == before
    said = terminal("import", "weights", weights_file(tmp_path, *three()), "--dry-run")
    assert (said.code, "3 would be added" in said.out) == (OK, True)
    assert contents() == before
    path = weights_file(tmp_path, WEIGHT, columns=("weight", "state", "amount"))
    said = terminal("import", "weights", path)
    assert said.code == REFUSED
    assert 'the column "from" is missing. The first row must name' in said.err
    path = weights_file(tmp_path, WEIGHT, columns=("weight", "state"))
    said = terminal("import", "weights", path, "--known-since", "row", "--json")
    named = ["from", "amount", "source", "as_of"]
    assert [one["column"] for one in said.document["refused"]] == named
    assert "as_of" in terminal("import", "weights", "--help").out


def test_nobody_but_the_operator_takes_weights_in(terminal, tmp_path):
    path = weights_file(tmp_path, WEIGHT)
    said = terminal("import", "weights", path, "--as", governor().email)
    assert said.code == REFUSED
    assert "not permitted" in said.err


@pytest.mark.corpus
def test_the_status_says_the_published_totals_at_every_date(terminal):
    terminal("import", "alliances", corpus() / "alliances.json")
    terminal("import", "memberships", corpus() / "memberships.csv")
    with (corpus() / "npvic_history.csv").open(encoding="utf-8", newline="") as file:
        history = list(csv.DictReader(file))
    for row in history[::4] + history[-1:]:
        told = terminal("compact", "status", "npvic", "--as-of", row["enacted"], "--json").document
        assert told["weight"] == row["cumulative_electoral_votes"], row
        assert told["short_by"] == row["votes_short_of_270"], row
        day = dt.date.fromisoformat(row["enacted"]) - dt.timedelta(days=1)
        before = terminal("compact", "status", "npvic", "--as-of", day, "--json").document
        assert row["state"] not in before["parties"]
