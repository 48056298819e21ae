"""Commands say where nothing was known yet, name what is nearest, and list what there is."""

import datetime as dt

import pytest

from alliance.core import clock
from tests.membership.files import ROW, river

USAGE = 2


@pytest.fixture
def recorded(app, tmp_path):
    with clock.stopped_at(dt.datetime(2024, 5, 2, 9, tzinfo=dt.UTC)):
        river(tmp_path, ROW, ROW | {"jurisdiction": "UT"})


def test_commands_say_so_too(terminal, recorded):
    for words in (("members", "river"), ("compact", "status", "river")):
        asked = (*words, "--as-of", "2024-06-01", "--json", "--known")
        said = terminal(*asked, "2024-05-01")
        assert (said.code, said.document["known"]) == (0, False)
        assert "othing was recorded here before" in said.err
        assert terminal(*asked, "2024-05-02").document["known"]
    assert said.document["in_force"] is False
    assert "cannot be said" in said.document["steps"][0]


def test_an_unknown_alliance_is_told_with_the_nearest_and_what_lists_them(terminal, recorded):
    for words in (("members",), ("compact", "status")):
        said = terminal(*words, "RIVER")
        assert said.code == USAGE
        assert "There is no alliance RIVER. Nearest: river. `alliance alliances`" in said.err
    assert "Nearest" not in terminal("members", "zzzzzz").err


def test_the_alliances_are_listed_by_name(terminal, recorded):
    listed = terminal("alliances", "--json").document
    assert {"id": "river", "name": "River Compact", "kind": "compact"} in listed
    assert "River Compact; compact" in terminal("alliances").out
