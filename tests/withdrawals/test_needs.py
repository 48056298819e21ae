"""What decisions need is told in whole states, and exactly in anything else."""

import pytest

from alliance.charters.terms import read_terms
from alliance.withdrawals.needs import needs_of_admission

FIVE = ("CO", "GA", "MN", "PA", "UT")


@pytest.mark.parametrize(
    ("bound", "five", "four"),
    [
        ({"more_than": {"share": "1/2"}}, "at least 3 of 5", "at least 3 of 4"),
        ({"at_least": {"share": "1/2"}}, "at least 3 of 5", "at least 2 of 4"),
        ({"at_least": {"share": "2/3"}}, "at least 4 of 5", "at least 3 of 4"),
        ({"at_least": {"count": "4"}}, "at least 4 of 5", "at least 4 of 4"),
    ],
)
def test_a_share_of_states_is_said_as_the_states_it_needs(bound, five, four):
    rule = {"majorities": [{"of": "entitled", "measure": "states", **bound}]}
    terms = read_terms({"admission": {"by": "members", "rule": rule}})
    assert list(needs_of_admission(terms, FIVE).values()) == [five]
    assert list(needs_of_admission(terms, FIVE[:4]).values()) == [four]


def test_electors_are_whole_too_but_a_share_of_them_is_said_exactly():
    half = {"of": "entitled", "measure": "electors", "more_than": {"share": "1/2"}}
    terms = read_terms({"admission": {"by": "members", "rule": {"majorities": [half]}}})
    [said] = needs_of_admission(terms, ["CO", "UT", "WY"]).values()
    assert said == "more than 19/2 of 19 (electors)"


def test_where_the_officers_decide_nothing_is_needed_of_the_members():
    assert needs_of_admission(read_terms({"admission": {"by": "officers"}}), FIVE) == {}


def test_of_a_richer_rule_each_bound_is_told_that_the_members_alone_determine():
    half = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}
    veto = {**half, "among": {"states": ["CO"]}, "counting": "nay", "at_most": {"count": "0"}}
    del veto["more_than"]
    shares, cast = {**half, "measure": "shares"}, {**half, "of": "cast"}
    rule = {"quorum": {**half, "in_person": True}, "majorities": [{"all": [half, veto]}]}
    rule["majorities"] += [shares, cast]
    terms = read_terms({"admission": {"by": "members", "rule": rule}})
    assert list(needs_of_admission(terms, FIVE).values()) == [
        "at least 3 of 5",
        "at least 3 of 5",
        "at most 0 of 1",
    ]
