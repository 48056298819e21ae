"""Boundaries of counting: ties, exact shares, empty bases, narrowed rules."""

import pytest

from alliance.rulebook.counting import tally
from alliance.rulebook.parsing import parse
from alliance.rulebook.problems import MalformedRoster


def bound(kind, of="cast", measure="states", *, share=None, count=None, **more):
    held = {"share": share} if share is not None else {"count": count}
    return {"of": of, "measure": measure, kind: held, **more}


def roster_of(*keys, **facts):
    return {key: dict(facts) for key in keys}


def decide(majorities, roster, answers, quorum=None):
    rule = {"majorities": majorities if isinstance(majorities, list) else [majorities]}
    if quorum is not None:
        rule["quorum"] = quorum
    return tally(parse(rule), roster, answers).as_json()


def said(yea="", nay="", present="", recused=""):
    answers = {}
    for word, keys in (("yea", yea), ("nay", nay), ("present", present), ("recused", recused)):
        answers |= dict.fromkeys(keys, word)
    return answers


SIX = roster_of(*"ABCDEF")
MORE_THAN_HALF = bound("more_than", share="1/2")
AT_LEAST_HALF = bound("at_least", share="1/2")
TWO_THIRDS = bound("at_least", share="2/3")


@pytest.mark.parametrize(
    ("majority", "answers", "outcome"),
    [
        (MORE_THAN_HALF, said(yea="ABC", nay="DEF"), "lost"),
        (AT_LEAST_HALF, said(yea="ABC", nay="DEF"), "carried"),
        (MORE_THAN_HALF, said(yea="AB", nay="C"), "carried"),
        (TWO_THIRDS, said(yea="AB", nay="C"), "carried"),
        (TWO_THIRDS, said(yea="ABC", nay="DE"), "lost"),
        (TWO_THIRDS, said(yea="ABCD", nay="EF"), "carried"),
        (bound("more_than", share="2/3"), said(yea="ABCD", nay="EF"), "lost"),
        (bound("at_least", "entitled", share="2/3"), said(yea="ABCD"), "carried"),
        (bound("at_least", "entitled", share="2/3"), said(yea="ABC"), "lost"),
        (bound("more_than", "present", share="1/2"), said(yea="AB", present="CD"), "lost"),
        (bound("more_than", "cast", share="1/2"), said(yea="AB", present="CD"), "carried"),
        (bound("more_than", "answered", share="1/2"), said(yea="AB", recused="CD"), "lost"),
        (bound("more_than", "present", share="1/2"), said(yea="AB", recused="CD"), "carried"),
        (bound("at_least", share="1/1"), said(yea="ABC"), "carried"),
        (bound("at_least", share="1/1"), said(yea="ABC", nay="D"), "lost"),
        (bound("more_than", share="1/1"), said(yea="ABCDEF"), "lost"),
        (bound("at_least", share="0/1"), said(yea="A", nay="BCDEF"), "carried"),
        (bound("more_than", share="0/1"), said(yea="A", nay="BCDEF"), "carried"),
        (bound("at_least", count="3"), said(yea="ABC", nay="DEF"), "carried"),
        (bound("more_than", count="3"), said(yea="ABC"), "lost"),
        (bound("more_than", count="5/2"), said(yea="ABC"), "carried"),
        (bound("at_least", count="7"), said(yea="ABCDEF"), "lost"),
    ],
)
def test_the_bound_and_its_two_sides(majority, answers, outcome):
    assert decide(majority, SIX, answers)["outcome"] == outcome


def test_more_than_half_of_five_needs_more_than_five_halves():
    result = decide(bound("more_than", share="1/2"), roster_of(*"ABCDE"), said("ABC", "DE"))
    assert result["majorities"] == [
        {"name": None, "base": "5", "need": "5/2", "have": "3", "met": True}
    ]


def test_a_third_of_a_hundred_and_one_is_a_reduced_fraction():
    roster = {"A": {"weights": {"population": "101"}}}
    result = decide(bound("at_least", measure="population", share="2/6"), roster, {"A": "yea"})
    assert result["majorities"][0]["need"] == "101/3"


def test_without_a_yea_nothing_carries():
    result = decide(bound("at_least", share="0/1"), SIX, said(nay="ABC"))
    assert result["majorities"][0]["met"] is True
    assert result["outcome"] == "lost"
    assert "without a yea nothing carries" in result["steps"][-1]


def test_a_base_that_measures_zero_meets_nothing():
    result = decide([bound("at_least", share="0/1"), bound("at_least", count="0")], SIX, {})
    assert [one["met"] for one in result["majorities"]] == [False, False]
    assert result["outcome"] == "lost"


def test_weights_of_zero_make_a_base_of_zero_even_with_yeas():
    roster = roster_of("A", "B", weights={"votes": "0"})
    result = decide(bound("at_least", measure="votes", share="0/1"), roster, said(yea="AB"))
    assert result["majorities"][0] == {
        "name": None,
        "base": "0",
        "need": "0",
        "have": "0",
        "met": False,
    }
    assert result["outcome"] == "lost"


def test_an_empty_roster_loses_and_misses_its_quorum():
    assert decide(MORE_THAN_HALF, {}, {})["outcome"] == "lost"
    quorum = bound("at_least", "entitled", share="0/1")
    assert decide(MORE_THAN_HALF, {}, {}, quorum)["outcome"] == "no quorum"


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (said(yea="ABC"), "no quorum"),
        (said(yea="ABCD"), "carried"),
        (said(yea="A", present="B", recused="CD"), "carried"),
        (said(recused="ABCDEF"), "lost"),
        (said(present="ABCDEF"), "lost"),
    ],
)
def test_who_answered_makes_the_quorum(answers, outcome):
    quorum = bound("more_than", "entitled", share="1/2")
    assert decide(MORE_THAN_HALF, SIX, answers, quorum)["outcome"] == outcome


def test_all_recused_have_answered_and_cast_nothing():
    quorum = bound("at_least", "entitled", share="1/1")
    result = decide(MORE_THAN_HALF, SIX, said(recused="ABCDEF"), quorum)
    assert result["quorum"] == {"need": "6", "have": "6", "met": True}
    assert result["majorities"][0]["base"] == "0"
    assert result["outcome"] == "lost"


def test_a_missed_quorum_is_told_before_majorities_that_are_met():
    quorum = bound("more_than", "entitled", share="1/2")
    result = decide(MORE_THAN_HALF, SIX, said(yea="ABC"), quorum)
    assert result["quorum"] == {"need": "3", "have": "3", "met": False}
    assert result["majorities"][0]["met"] is True
    assert result["outcome"] == "no quorum"


def test_a_rule_among_a_class_sees_neither_the_others_nor_their_yeas():
    roster = roster_of(*"ABC", **{"class": "party"}) | roster_of(*"XYZ", **{"class": "associate"})
    parties = bound("more_than", share="1/2", among={"class": "party"})
    result = decide(parties, roster, said(yea="AXYZ", nay="BC"))
    assert result["majorities"][0] == {
        "name": None,
        "base": "3",
        "need": "3/2",
        "have": "1",
        "met": False,
    }


def test_a_quorum_among_a_region_counts_only_the_answers_from_there():
    roster = roster_of(*"ABC", region="West") | roster_of(*"XYZ", region="East")
    quorum = bound("at_least", "entitled", count="2", among={"region": "West"})
    assert decide(MORE_THAN_HALF, roster, said(yea="AXYZ"), quorum)["outcome"] == "no quorum"
    assert decide(MORE_THAN_HALF, roster, said(yea="ABX"), quorum)["outcome"] == "carried"


def test_a_class_that_nobody_has_meets_nothing():
    nobody = bound("at_least", share="0/1", among={"class": "observer"})
    assert decide(nobody, SIX, said(yea="ABC"))["majorities"][0]["met"] is False


@pytest.mark.parametrize(
    ("answers", "have", "met"),
    [
        (said(yea="A", present="BC", recused="D"), "0", True),
        (said(yea="ABCDE", nay="F"), "1", False),
        (said(present="ABCDEF"), "0", False),
        ({}, "0", False),
    ],
)
def test_no_objection_asks_for_a_yea_and_no_nay(answers, have, met):
    result = decide({"no_objection": True, "name": "consent"}, SIX, answers)
    found = {"name": "consent", "base": None, "need": "0", "have": have, "met": met}
    assert result["majorities"] == [found]
    assert result["quorum"] is None


def test_weights_are_added_exactly_and_the_sum_is_shown():
    roster = {
        "CO": {"weights": {"population": "5773714"}},
        "NM": {"weights": {"population": "4235044/2"}},
    }
    result = decide(
        bound("more_than", measure="population", share="1/2"), roster, {"CO": "yea", "NM": "nay"}
    )
    assert any("CO 5773714 + NM 2117522 = 7891236" in step for step in result["steps"])
    assert any("1/2 of 7891236 is 3945618" in step for step in result["steps"])
    assert "5773714 is more than 3945618: met." in result["steps"][-2]


def test_a_long_sum_is_shown_as_its_total():
    roster = {f"S{n:03}": {"weights": {"votes": "2"}} for n in range(200)}
    answers = dict.fromkeys(roster, "yea")
    result = decide(bound("at_least", measure="votes", share="1/1"), roster, answers)
    assert any("votes of 200 entries, together 400" in step for step in result["steps"])


def test_eighteen_digits_are_counted_exactly():
    top = "9" * 18
    roster = {"A": {"weights": {"votes": top}}, "B": {"weights": {"votes": f"1/{top}"}}}
    rule = bound("more_than", "entitled", "votes", count=top)
    assert decide(rule, roster, said(yea="A"))["outcome"] == "lost"
    assert decide(rule, roster, said(yea="AB"))["outcome"] == "carried"


@pytest.mark.parametrize(
    ("roster", "answers", "path"),
    [
        ({"A": {}}, {"B": "yea"}, "answers.B"),
        ({"A": {}}, {"A": "Yea"}, "answers.A"),
        ({"A": {}}, {"A": None}, "answers.A"),
        ({"A": {}}, {"A": ["yea"]}, "answers.A"),
        ({"A": {}}, [], "answers"),
        ([], {}, "roster"),
        ({"A": "party"}, {}, "roster.A"),
        ({"A b": {"weight": {}}}, {}, 'roster["A b"].weight'),
        ({"A": {"class": 3}}, {}, "roster.A.class"),
        ({"A": {"region": None}}, {}, "roster.A.region"),
        ({"A": {"weights": []}}, {}, "roster.A.weights"),
    ],
)
def test_a_roster_or_answer_that_cannot_be_counted_is_refused_at_its_place(roster, answers, path):
    with pytest.raises(MalformedRoster) as refused:
        decide(MORE_THAN_HALF, roster, answers)
    assert refused.value.path == path


@pytest.mark.parametrize(
    "weight",
    ["-1", "0.1", "٣", "0x10", "9" * 19, "1/0", "", " 1", "1/", "/2", "1e3", 1, 0.5, True, None],
)
def test_a_weight_that_is_no_plain_number_is_refused(weight):
    with pytest.raises(MalformedRoster) as refused:
        decide(MORE_THAN_HALF, {"A": {"weights": {"votes": weight}}}, {})
    assert refused.value.path == "roster.A.weights.votes"


def test_a_weight_that_the_rule_needs_and_the_roster_lacks_is_named():
    by_votes = bound("more_than", measure="votes", share="1/2", among={"class": "party"})
    roster = {"A": {"class": "party"}, "B": {"class": "observer"}, "C": {"class": "party"}}
    with pytest.raises(MalformedRoster) as refused:
        decide(by_votes, roster, {})
    assert [one.path for one in refused.value.problems] == [
        "roster.A.weights.votes",
        "roster.C.weights.votes",
    ]


def test_weights_without_a_readable_common_denominator_are_refused():
    # Neighbouring odd numbers share few divisors, so the common denominator grows without end.
    roster = {f"S{n}": {"weights": {"votes": f"1/{10**17 + 2 * n + 1}"}} for n in range(400)}
    with pytest.raises(MalformedRoster, match="common denominator"):
        decide(bound("more_than", measure="votes", share="1/2"), roster, {})
