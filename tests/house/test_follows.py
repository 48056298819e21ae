"""What follows when a question is decided: every kind that can be put has its row, and one."""

from alliance.charters.voting import KINDS
from alliance.follows import WHAT_FOLLOWS
from alliance.motions.rules import Kind
from alliance.votes.following import FOLLOWS

ADMISSION = "admission"  # its rule stands with the terms of admission


def test_every_kind_that_a_charter_may_have_a_rule_for_has_a_row():
    assert sorted(one.kind for one in WHAT_FOLLOWS) == sorted([*KINDS, ADMISSION])


def test_the_table_is_what_a_close_looks_into(app):
    assert list(FOLLOWS.values()) == list(WHAT_FOLLOWS)


def test_each_row_says_what_follows_and_leads_to_a_page(app):
    for one in WHAT_FOLLOWS:
        assert one.carried.endswith("."), one.kind
        assert one.lost.endswith("."), one.kind
        endpoint, part = one.page
        [rule] = app.url_map.iter_rules(endpoint)
        assert rule.arguments == {part}, one.kind


def test_polls_and_choices_reach_nothing_but_their_own_motion():
    """They are decided where motions are, never by what adopts a resolution."""
    rows = {one.kind: one for one in WHAT_FOLLOWS}
    for kind in (Kind.POLL, Kind.CHOICE):
        assert rows[kind].does is not rows["resolution"].does
        assert rows[kind].does is rows[Kind.POLICY].does
    assert "decides nothing" in rows[Kind.POLL].carried
