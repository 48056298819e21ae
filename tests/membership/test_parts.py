"""The pages of one alliance share one row of tabs, in which the one that is open is marked."""

import pytest

from tests.compacts.made import BY_CONSENT, ruled
from tests.enactments.made import campaign
from tests.people import SECRETARIAT, liaison

PAGES = {
    "membership.alliance": "Roster",
    "membership.changed": "Time line",
    "standings.standings": "Standings",
    "enactments.campaigns": "Campaigns",
    "charters.charter": "Charter",
    "accessions.accessions": "Joining",
    "withdrawals.withdrawals": "Leaving",
    "instruments.instruments": "Instruments",
}


def row(page):
    """The links of the row, and the one that is marked as open."""
    (nav,) = [
        one for one in page.tree.iter("nav") if one.get("aria-label") == "Parts of the alliance"
    ]
    links = list(nav.iter("a"))
    current = [one.text.strip() for one in links if one.get("aria-current") == "page"]
    return [one.text.strip() for one in links], current


def test_the_same_row_stands_on_each_of_them(visitor):
    visitor.sign_in(liaison())
    found = {one: row(visitor.get(one, slug="ours")) for one in PAGES}
    assert {one: current for one, (_, current) in found.items()} == {
        one: [label] for one, label in PAGES.items()
    }
    assert len({tuple(links) for links, _ in found.values()}) == 1
    page = visitor.get("compacts.compact", slug="ours")
    assert row(page)[1] == ["Entry into force"]


def test_a_campaign_and_a_standing_stand_under_their_lists(visitor):
    one = campaign()
    visitor.sign_in(SECRETARIAT)
    assert row(visitor.get("enactments.campaign", campaign_id=one.id))[1] == ["Campaigns"]
    page = visitor.get("standings.standings", slug="ours")
    (one, *_) = [link for link in page.links() if "/alliances/standings/" in link]
    assert row(visitor.at(one))[1] == ["Standings"]


def test_entry_into_force_stands_in_the_row_only_where_a_rule_or_a_compact_is(visitor):
    visitor.sign_in(liaison())
    pages = ("membership.alliance", "enactments.campaigns")
    for one in pages:
        assert "Entry into force" not in row(visitor.get(one, slug="ours"))[0]
    ruled(BY_CONSENT)
    for one in pages:
        assert "Entry into force" in row(visitor.get(one, slug="ours"))[0]


@pytest.mark.parametrize("words", ["Joins and withdrawals, newest first", "How each state stands"])
def test_no_loose_links_stand_on_the_roster(visitor, words):
    assert words not in visitor.sign_in(liaison()).get("membership.alliance", slug="ours").words
