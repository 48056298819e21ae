"""As known on a day before anything was recorded: said as such, and not as if nobody belonged."""

import datetime as dt

import pytest

from alliance.core import clock
from alliance.membership.known import nothing_known
from tests import make
from tests.membership.files import ROW, memberships_file, river, take_memberships
from tests.people import observer

RECORDED = dt.datetime(2024, 5, 2, 9, tzinfo=dt.UTC)
SAID = "Nothing was recorded here before May 2, 2024"


@pytest.fixture
def recorded(app, tmp_path):
    with clock.stopped_at(RECORDED):
        river(tmp_path, ROW, ROW | {"jurisdiction": "UT"})


@pytest.mark.parametrize(
    ("known", "first"),
    [
        (None, None),
        (RECORDED - dt.timedelta(days=1), RECORDED.date()),
        (RECORDED, RECORDED.date()),
        (RECORDED + dt.timedelta(seconds=1), None),
    ],
)
def test_it_is_known_when_anything_was_first_recorded(recorded, known, first):
    assert nothing_known(known, make.alliance("river")) == first


def test_rows_that_were_known_before_the_import_are_known_then(app, tmp_path):
    with clock.stopped_at(RECORDED):
        river(tmp_path)
        take_memberships(memberships_file(tmp_path, ROW), row_dates=True)  # as of 2024-01-01
    assert nothing_known(RECORDED - dt.timedelta(days=9), make.alliance("river")) is None


@pytest.mark.parametrize(
    "address",
    ["/alliances/river", "/alliances/river/changes", "/alliances/river/compact"],
)
def test_every_page_of_an_alliance_says_so(visitor, recorded, address):
    visitor.sign_in(observer("NM"))
    page = visitor.at(f"{address}?as_known=2024-05-01")
    assert SAID in page.words
    assert "states are bound" not in page.words
    assert "Not in force" not in page.words
    assert SAID not in visitor.at(f"{address}?as_known=2024-05-02").words
    held = visitor.at(f"{address}?as_known=2024-05-01&file=json").get_json()["of"]
    assert (held["known"], held["first_recorded"]) == (False, "2024-05-02")
    assert "known" not in visitor.at(f"{address}?file=json").get_json()["of"]


def test_the_matrix_and_the_states_say_so_of_all_alliances(visitor):
    visitor.sign_in(observer("NM"))
    for address in ("/alliances/matrix", "/states/UT"):
        assert (
            "Nothing was recorded here before" in visitor.at(f"{address}?as_known=1990-01-01").words
        )
        assert "Nothing was recorded" not in visitor.at(address).words
