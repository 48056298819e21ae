"""The count on paper agrees with the engine, whatever the rule, the roster and the answers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alliance.votes.pencil import work_of
from alliance.votes.ruled import count

WORDS = ("yea", "nay", "present", "recused")
STATES = ("CO", "GU", "NM", "TX", "UT", "WY")
AMOUNTS = some.one_of(
    some.integers(0, 40).map(str),
    some.fractions(0, 9, max_denominator=12).map(lambda one: f"{one.numerator}/{one.denominator}"),
)
SHARES = some.fractions(0, 1, max_denominator=6).map(
    lambda one: f"{one.numerator}/{one.denominator}"
)


def bound():
    held = some.one_of(
        SHARES.map(lambda share: {"share": share}),
        some.integers(0, 8).map(lambda n: {"count": str(n)}),
    )
    return some.tuples(some.sampled_from(("more_than", "at_least")), held).map(
        lambda pair: {pair[0]: pair[1]}
    )


def among():
    return some.sampled_from(
        (
            {},
            {"among": {"class": "party"}},
            {"among": {"region": "West"}},
            {"among": {"region": "no"}},
        )
    )


def requirement():
    base = some.fixed_dictionaries(
        {
            "of": some.sampled_from(("cast", "present", "answered", "entitled")),
            "measure": some.sampled_from(("states", "population", "=votes")),
        }
    )
    return some.tuples(base, bound(), among()).map(lambda parts: parts[0] | parts[1] | parts[2])


def majority():
    named = some.tuples(requirement(), some.sampled_from(({}, {"name": "two thirds"})))
    return some.one_of(named.map(lambda two: two[0] | two[1]), some.just({"no_objection": True}))


def rules():
    majorities = some.lists(majority(), min_size=1, max_size=3)
    return some.one_of(
        some.fixed_dictionaries({"majorities": majorities}),
        some.fixed_dictionaries({"quorum": requirement(), "majorities": majorities}),
    )


def rosters():
    entry = some.fixed_dictionaries(
        {
            "class": some.sampled_from(("party", "associate", "-other")),
            "region": some.sampled_from(("West", "territory")),
            "weights": some.fixed_dictionaries({"population": AMOUNTS, "=votes": AMOUNTS}),
        }
    )
    return some.dictionaries(some.sampled_from(STATES), entry, min_size=1)


def answers(roster):
    return some.dictionaries(some.sampled_from(sorted(roster)), some.sampled_from(WORDS))


@given(rules(), some.data())
def test_the_pencil_agrees_with_the_engine(rule, data):
    roster = data.draw(rosters())
    said = data.draw(answers(roster))
    tally, work = count(rule, roster, said), work_of(rule, roster, said)
    found = [*([tally["quorum"]] if tally["quorum"] else []), *tally["majorities"]]
    assert len(work.checks) == len(found)
    for check, one in zip(work.checks, found, strict=True):
        assert check.met == one["met"]
        assert check.have == Fraction(one["have"])
        if check.need is not None:
            assert check.need == Fraction(one["need"])
        assert check.steps[-1].endswith("not met") is not one["met"]
    for added in work.additions:
        rows = sum((amount for _, row in added.rows for amount in row.values()), Fraction(0))
        assert sum(added.totals.values()) == rows


def test_a_sum_is_written_so_that_it_can_be_added():
    roster = {code: {"weights": {"people": "1500"}} for code in ("CO", "UT", "WY")}
    rule = {"majorities": [{"of": "cast", "measure": "people", "more_than": {"share": "1/2"}}]}
    [added] = work_of(rule, roster, {"CO": "yea", "UT": "nay"}).additions
    assert added.title == "People"
    assert added.totals["absent"] == 1500
    [check] = work_of(rule, roster, {"CO": "yea", "UT": "nay"}).checks
    assert check.steps == (
        "Base (cast): yea 1,500 + nay 1,500 = 3,000",
        "Needed: more than 1/2 of 3,000 = 1,500",
        "Reached: yea 1,500",
        "1,500 is not more than 1,500: not met",
    )


def test_a_divided_weight_stands_in_two_columns():
    rule = {"majorities": [{"of": "entitled", "measure": "states", "at_least": {"count": "1"}}]}
    work = work_of(rule, {"CO": {}, "UT": {}}, {"CO": {"yea": "1/3", "nay": "2/3"}, "UT": "yea"})
    assert work.additions[0].totals["yea"] == Fraction(4, 3)
    assert work.checks[0].met


def test_a_choice_is_no_matter_of_majorities():
    assert not work_of({"method": "approval", "options": ["East", "West"]}, {}, {}).checks


PARTS = some.integers(0, 6).map(lambda n: {"yea": f"{n}/6", "nay": f"{6 - n}/6"})


@given(rules(), some.data())
def test_where_votes_are_divided_the_pencil_agrees_too(rule, data):
    rule = rule | {"delegations": {"vote": "divided"}}
    roster = data.draw(rosters())
    given = some.one_of(some.sampled_from(WORDS), PARTS)
    said = data.draw(some.dictionaries(some.sampled_from(sorted(roster)), given))
    tally, work = count(rule, roster, said), work_of(rule, roster, said)
    found = [*([tally["quorum"]] if tally["quorum"] else []), *tally["majorities"]]
    assert len(work.checks) == len(found)
    for check, one in zip(work.checks, found, strict=True):
        assert check.met == one["met"]
        if check.need is not None:
            assert (check.need, check.have) == (Fraction(one["need"]), Fraction(one["have"]))


EVEN = {"CO": "yea", "NM": "nay", "UT": "yea", "WY": "nay"}


@given(rules(), some.sampled_from(("yea", "nay")))
def test_with_a_casting_vote_the_pencil_agrees_too(rule, chair):
    entry = {"class": "party", "region": "West", "weights": {"population": "1", "=votes": "2"}}
    roster, rule = dict.fromkeys((*EVEN, "TX"), entry), rule | {"casting_vote": True}
    tally, work = count(rule, roster, EVEN, chair), work_of(rule, roster, EVEN, chair)
    found = [*([tally["quorum"]] if tally["quorum"] else []), *tally["majorities"]]
    assert [check.met for check in work.checks] == [one["met"] for one in found]
    for check, one in zip(work.checks, found, strict=True):
        assert check.have == Fraction(one["have"])


def test_the_casting_vote_of_the_chair_has_a_line_of_its_own():
    majority = {"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}
    rule = {"casting_vote": True, "majorities": [majority]}
    [added] = work_of(rule, {key: {} for key in EVEN}, EVEN, "yea").additions
    assert added.title == "States, with the casting vote of the chair"
    assert added.totals["yea"] == 3
    [check] = work_of(rule, {key: {} for key in EVEN}, EVEN, "yea").checks
    assert check.steps[0] == "Base (cast): yea 3 + nay 2 = 5"


@pytest.mark.parametrize(
    "rule",
    [
        {"majorities": [{"any": [{"no_objection": True}]}]},
        {"delegations": {"vote": "unit"}, "majorities": [{"no_objection": True}]},
    ],
)
def test_a_rule_with_more_in_it_is_left_to_the_steps_of_the_count(rule):
    assert not work_of(rule, {key: {} for key in EVEN}, EVEN).checks


def test_a_share_of_nothing_is_no_objection():
    rule = {"majorities": [{"no_objection": True}], "delegations": {"vote": "divided"}}
    said = {"CO": {"yea": "6/6", "nay": "0/6"}}
    [check] = work_of(rule, {"CO": {}}, said).checks
    [engine] = count(rule, {"CO": {}}, said)["majorities"]
    assert (check.met, engine["met"]) == (True, True)
