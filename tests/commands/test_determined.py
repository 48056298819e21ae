"""`alliance compact status` before and after a text was determined another one."""

import datetime as dt

from alliance.core import clock
from alliance.states.reference import today_in
from tests.accessions.made import approved, joined
from tests.enactments.made import OTHER, campaign, determined, reported


def test_an_enactment_that_was_determined_different_counts_only_as_it_was_known_before(terminal):
    made = campaign()
    bill = reported(made, "NM", text=OTHER)
    joined(approved("NM"), bill)
    asked = ("compact", "status", "ours", "--as-of", today_in("NM"), "--json")
    known = ("--known", clock.today())
    before = terminal(*asked).document
    with clock.stopped_at(clock.now() + dt.timedelta(days=2)):
        determined(made, bill)
    after, then = terminal(*asked).document, terminal(*asked, *known).document
    assert (before["count"], after["count"], then["count"]) == (4, 3, 4)
    assert before["parties"] == then["parties"] == ["CO", "NM", "UT", "WY"]
    assert after["parties"] == ["CO", "UT", "WY"]
