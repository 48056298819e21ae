"""One entry counts every rule of decision: presence, divided votes, the chair, what is odd."""

import pytest

from alliance.rulebook.asking.answering import Refused, answer
from alliance.rulebook.problems import Malformed, MalformedRule
from alliance.rulebook.tallying import (
    asks_who_was_there,
    check_rule,
    count,
    sentence_of,
    warnings_of,
    why_not_used,
)

HALF = {"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}
AT_LEAST_HALF = {"of": "cast", "measure": "states", "at_least": {"share": "1/2"}}
BY_WEIGHT = {"of": "cast", "measure": "people", "more_than": {"share": "1/2"}}
HERE = {"of": "entitled", "measure": "states", "in_person": True, "more_than": {"share": "1/2"}}
VETO = {
    "of": "entitled",
    "measure": "states",
    "among": {"class": "guardian"},
    "counting": "nay",
    "at_most": {"count": "0"},
}
CAST = {"of": "cast", "measure": "states"}
FOUR = {
    "A": {"weights": {"people": "4"}, "class": "guardian", "region": "West"},
    "B": {"weights": {"people": "3"}, "class": "party", "region": "West"},
    "C": {"weights": {"people": "2"}, "class": "party", "region": "East"},
    "D": {"weights": {"people": "5"}, "region": "East"},
}


def rule(*majorities, **more):
    return {"majorities": list(majorities), **more}


def said(yea="", nay="", present=""):
    words = (("yea", yea), ("nay", nay), ("present", present))
    return {key: word for word, keys in words for key in keys}


def outcome(made, answers, roster=FOUR, **more):
    return count(made, roster, answers, **more).as_json()["outcome"]


def faults(made, answers, roster=FOUR, **more):
    with pytest.raises(Malformed) as refused:
        count(made, roster, answers, **more)
    return {one.path for one in refused.value.problems}


def test_a_plain_and_a_richer_rule_answer_with_the_same_keys():
    plain = count(rule(HALF), FOUR, said("AB", "C")).as_json()
    richer = count(rule(HALF, casting_vote=True), FOUR, said("AB", "C")).as_json()
    assert set(plain) == set(richer) == {"outcome", "quorum", "majorities", "steps"}
    assert {**plain, "steps": 0} == {**richer, "steps": 0}


@pytest.mark.parametrize(
    ("here", "have", "outcome"),
    [("ABC", "3", "carried"), ("AB", "2", "no quorum"), ("ABD", "2", "no quorum"), ("", "0", "")],
)
def test_a_quorum_in_person_counts_those_who_answered_themselves(here, have, outcome):
    told = count(rule(HALF, quorum=HERE), FOUR, said("ABC"), in_person=list(here)).as_json()
    assert told["quorum"] == {"need": "2", "have": have, "met": have == "3"}
    assert told["outcome"] == (outcome or "no quorum")
    assert any("who answered in person" in step for step in told["steps"])


def test_presence_must_be_known_where_a_quorum_asks_and_only_there():
    asking = rule(HALF, quorum={"any": [HERE, {"each": {"region": ["West"]}, "in_person": True}]})
    assert asks_who_was_there(asking)
    assert not asks_who_was_there(rule(HALF))
    assert faults(asking, said("A")) == {"in_person"}
    assert faults(rule(HALF, quorum=HERE), said("A"), in_person=["A", "X"]) == {"in_person"}
    assert why_not_used(asking, FOUR) == ""
    assert outcome(rule(HALF), said("A"), in_person=None) == "carried"
    assert faults(rule({**HALF, "in_person": True}), {}) == {"majorities[0].in_person"}
    assert faults(rule(HALF, quorum={**HERE, "in_person": False}), {}) == {"quorum.in_person"}
    with pytest.raises(Refused, match="asks who voted"):
        answer({"rule": rule(HALF, quorum=HERE), "facts": {"totals": {"yea": 3}}})


DIVIDED = {"vote": "divided"}


def test_a_vote_is_divided_only_where_the_rule_allows_it():
    answers = said("B", "C") | {"A": {"yea": "1/2", "nay": "1/2"}}
    told = count(rule(HALF, BY_WEIGHT, delegations=DIVIDED), FOUR, answers).as_json()
    assert [(one["base"], one["have"]) for one in told["majorities"]] == [("3", "3/2"), ("9", "5")]
    assert told["outcome"] == "lost"
    assert faults(rule(HALF), answers) == {"answers.A"}
    assert faults(rule(HALF, delegations={"vote": "unit"}), answers) == {"answers.A"}
    objecting = rule({"no_objection": True}, delegations=DIVIDED)
    assert outcome(objecting, {"A": {"yea": "9/10", "nay": "1/10"}}) == "lost"


@pytest.mark.parametrize(
    ("shares", "path"),
    [
        ({"yea": "1/2"}, "answers.A"),
        ({"yea": "1/2", "nay": "2/3"}, "answers.A"),
        ({"yea": "1/2", "nay": 0.5}, "answers.A.nay"),
        ({"yea": "1/0", "nay": "1/2"}, "answers.A.yea"),
        ({"yea": "1/2", "no": "1/2"}, "answers.A.no"),
        (["yea"], "answers.A"),
    ],
)
def test_shares_of_a_vote_must_make_one(shares, path):
    assert path in faults(rule(HALF, delegations=DIVIDED), {"A": shares})


def test_of_a_divided_delegation_any_delegate_is_enough_for_a_quorum():
    quorum = {"of": "entitled", "measure": "states", "at_least": {"count": "2"}}
    roster = {"A": {"delegates": 3}, "B": {"delegates": 3}}
    answers = {"A": {"yea": 1}, "B": {"present": 1}}
    for of in ("cast", "entitled"):
        made = rule(
            {"of": "answered", "measure": "states", "at_least": {"count": "1/3"}},
            quorum=quorum,
            delegations={**DIVIDED, "of": of},
        )
        told = count(made, roster, answers).as_json()
        assert told["quorum"]["have"] == "2"
    whole = rule(
        {"of": "answered", "measure": "states", "at_least": {"share": "1/2"}}, delegations=DIVIDED
    )
    assert count(whole, roster, answers).as_json()["majorities"][0]["base"] == "2"


@pytest.mark.parametrize(
    ("made", "answers", "chair", "expected"),
    [
        (rule(HALF, casting_vote=True), said("AB", "CD"), "yea", "carried"),
        (rule(HALF, casting_vote=True), said("AB", "CD"), "nay", "lost"),
        (rule(HALF, casting_vote=True), said("AB", "CD"), None, "lost"),
        (rule(HALF, casting_vote=True), said("AB", "CD"), "present", "lost"),
        (rule(HALF, casting_vote=True), said("A", "BC"), "yea", "lost"),
        (rule(HALF, casting_vote=True), said(present="AB"), "yea", "lost"),
        (rule(HALF, casting_vote=True), {}, "yea", "lost"),
        (rule(HALF), said("AB", "CD"), "yea", "lost"),
        (rule(HALF, casting_vote=False), said("AB", "CD"), "yea", "lost"),
        (rule(AT_LEAST_HALF, casting_vote=True), said("AB", "CD"), None, "carried"),
        (rule(AT_LEAST_HALF, casting_vote=True), said("AB", "CD"), "nay", "lost"),
        # Seven against seven people: nobody's single vote weighs anything there.
        (rule(BY_WEIGHT, casting_vote=True), said("AB", "CD"), "yea", "lost"),
        # Even among the states, and not among the people, who have decided.
        (rule(HALF, BY_WEIGHT, casting_vote=True), said("AD", "BC"), "yea", "carried"),
        # Even inside a class: the chair sits in none.
        (
            rule({**HALF, "among": {"class": "party"}}, casting_vote=True),
            said("AB", "C"),
            "yea",
            "lost",
        ),
    ],
)
def test_the_chair_decides_only_by_rule_and_only_a_tie_that_one_vote_can_decide(
    made, answers, chair, expected
):
    assert outcome(made, answers, chair=chair) == expected


def test_the_steps_say_what_became_of_the_chair():
    def steps(made, chair="yea"):
        return " ".join(count(made, FOUR, said("AB", "CD"), chair=chair).steps)

    assert "casting vote is yea" in steps(rule(HALF, casting_vote=True))
    assert "no casting vote under this rule" in steps(rule(HALF))
    assert "has given no casting vote" in steps(rule(HALF, casting_vote=True), None)
    assert "does not decide" in steps(rule(BY_WEIGHT, casting_vote=True))


def test_a_named_class_can_veto_and_a_class_that_nobody_has_cannot_be_asked():
    made = rule(HALF, VETO)
    assert outcome(made, said("BCD")) == "carried"
    assert outcome(made, said("ABCD")) == "carried"
    assert outcome(made, said("BCD", "A")) == "lost"
    assert outcome(made, said("BCD", present="A")) == "carried"
    none = {key: {**held, "class": "party"} for key, held in FOUR.items()}
    assert outcome(made, said("ABCD"), roster=none) == "lost"
    assert any("can never be met on this roster" in one for one in warnings_of(made, none))


def test_delegates_are_counted_unless_the_roster_weighs_by_that_name():
    made = rule({"of": "entitled", "measure": "delegates", "more_than": {"share": "1/2"}})
    told = count(made, {"A": {"delegates": 3}, "B": {}}, {"A": {"yea": 2}}).as_json()
    assert told["majorities"][0]["base"] == "4"
    weighed = {key: {"weights": {"delegates": "5"}} for key in "AB"}
    assert count(made, weighed, {"A": "yea"}).as_json()["majorities"][0]["base"] == "10"
    assert faults(made, {}, {"A": weighed["A"], "B": {}}) == {"roster.A.weights.delegates"}


WRONG = [
    (None, "rule"),
    ({}, "majorities"),
    (rule(), "majorities"),
    (rule({"of": "cast", "measure": "states"}), "majorities[0]"),
    (rule({**HALF, "at_least": {"count": "1"}}), "majorities[0]"),
    (rule({**HALF, "more_than": {"share": "0.5"}}), "majorities[0].more_than.share"),
    (rule({**HALF, "more_than": {"share": "1/0"}}), "majorities[0].more_than.share"),
    (rule({**HALF, "more_than": {"share": "5/4"}}), "majorities[0].more_than.share"),
    (rule(HALF, casting_vote="yes"), "casting_vote"),
    (rule({**HALF, "among": {"group": "lower"}}), "majorities[0].among.group"),
    (rule(HALF, quorum={"no_objection": True}), "quorum.no_objection"),
    (rule({"any": [HALF], "enough": 2}), "majorities[0].enough"),
]


@pytest.mark.parametrize(("made", "path"), WRONG)
def test_a_malformed_rule_is_refused_when_written_with_place_and_reason(made, path):
    with pytest.raises(MalformedRule) as refused:
        check_rule(made)
    assert path in [one.path for one in refused.value.problems]
    assert why_not_used(made, FOUR).startswith(refused.value.problems[0].path)


def test_a_roster_that_lacks_what_the_rule_weighs_is_told_with_its_place():
    told = why_not_used(rule(BY_WEIGHT, casting_vote=True), {"A": {}})
    assert told == 'roster.A.weights.people: is missing: the rule measures by "people".'
    assert why_not_used(rule(BY_WEIGHT), {"A": {}}) == told


def test_weights_and_shares_that_nobody_could_add_are_refused():
    primes = [10**17 + number for number in range(1, 800, 2)]
    roster = {f"S{n}": {"weights": {"people": f"1/{below}"}} for n, below in enumerate(primes)}
    assert faults(rule(BY_WEIGHT, casting_vote=True), {}, roster) == {"roster"}
    one = {key: {} for key in roster}
    answers = {
        f"S{n}": {"yea": f"1/{below}", "nay": f"{below - 1}/{below}"}
        for n, below in enumerate(primes)
    }
    assert faults(rule(HALF, delegations=DIVIDED), answers, one) == {"roster"}


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (rule(HALF), "Carried if more than half of those voting say yea."),
        (
            rule(HALF, quorum=HERE, casting_vote=True),
            (
                "Carried if more than half of all who may vote answer in person, and more than "
                "half of those voting say yea; the chair decides where yeas and nays are even."
            ),
        ),
        (
            rule(HALF, VETO),
            (
                "Carried if more than half of those voting say yea, and none among those of class "
                "“guardian” says nay."
            ),
        ),
        (
            rule(HALF, delegations=DIVIDED),
            (
                "Carried if more than half of those voting say yea; the vote of a divided "
                "delegation is divided."
            ),
        ),
    ],
)
def test_a_rule_is_said_in_plain_words(made, words):
    assert sentence_of(made) == words


NOBODY_IS = "can never be met on this roster"


@pytest.mark.parametrize(
    ("made", "place", "word"),
    [
        (rule(AT_LEAST_HALF), "majorities[0].at_least.share", "a tie meets it"),
        (rule({"any": [HALF, AT_LEAST_HALF]}), "majorities[0].any[1].at_least.share", "a tie"),
        (
            rule({**CAST, "counting": "nay", "at_most": {"share": "1/2"}}),
            "majorities[0].at_most.share",
            '"less_than"',
        ),
        (rule({**CAST, "more_than": {"share": "1"}}), "majorities[0].more_than.share", "never"),
        (rule({**CAST, "at_least": {"share": "0"}}), "majorities[0].at_least.share", "always"),
        (
            rule({**CAST, "counting": "nay", "less_than": {"count": "0"}}),
            "majorities[0].less_than.count",
            "never",
        ),
        (rule({**CAST, "at_most": {"count": "0"}}), "majorities[0].at_most.count", "never carry"),
        (
            rule({**VETO, "of": "cast"}),
            "majorities[0].at_most.count",
            "is not met where none of them votes",
        ),
        (rule({**CAST, "more_than": {"count": "4"}}), "majorities[0].more_than.count", NOBODY_IS),
        (
            rule({"each": {"region": ["West", "North"]}}),
            "majorities[0].at_least.count",
            "nobody is among those of region “North”",
        ),
        (
            rule({**CAST, "at_least": {"count": "1"}}),
            "majorities[0].at_least.count",
            "by any single yea",
        ),
        (
            rule(
                HALF, quorum={"of": "entitled", "measure": "states", "at_least": {"share": "1/4"}}
            ),
            "quorum.at_least.share",
            "by any single answer",
        ),
        (
            rule(BY_WEIGHT, {**HALF, "among": {"region": "West"}}, casting_vote=True),
            "casting_vote",
            "never counts",
        ),
        (
            rule(HALF, {**VETO, "at_most": {"count": "1"}}),
            "majorities[1].at_most.count",
            "always met on this roster",
        ),
    ],
)
def test_what_is_odd_on_a_roster_is_told_at_its_place(made, place, word):
    [told] = [one for one in warnings_of(made, FOUR) if one.startswith(place)]
    assert word in told


def test_an_ordinary_rule_has_nothing_odd():
    quorum = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}
    assert warnings_of(rule(HALF, BY_WEIGHT, VETO, quorum=quorum, casting_vote=True), FOUR) == []
    assert warnings_of(rule(HALF, quorum=HERE)) == []


def test_a_tie_that_an_odd_roster_cannot_have_is_not_warned_of():
    made = rule({"of": "entitled", "measure": "states", "at_least": {"share": "1/2"}})
    assert len(warnings_of(made, FOUR)) == 1
    assert warnings_of(made, {key: {} for key in "ABC"}) == []
    assert len(warnings_of(made)) == 1
