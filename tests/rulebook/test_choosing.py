"""Choosing among several options, against a second reading and by hand."""

import itertools
import random

import pytest

from alliance.rulebook.asking.answering import Refused, answer
from alliance.rulebook.asking.oddities import oddities
from alliance.rulebook.asking.rules import read_rule
from alliance.rulebook.choosing import (
    check_rule,
    choose,
    sentence_of,
    warnings_of,
    why_not_chosen_by,
    with_options,
)
from alliance.rulebook.problems import Malformed, MalformedRule
from tests.rulebook import oracle_choosing

ABC = ["A", "B", "C"]
RANKED = {"method": "ranked", "options": ABC}
APPROVAL = {"method": "approval", "options": ABC}
MORE_THAN_HALF = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}
A_BATCH, IN_A_CAMPAIGN = 800, 100_000


def ballots(*given):
    """Roster and answers: "ABC" is a list in that order, "" an abstention, None no answer."""
    roster = {f"S{number:02}": {} for number in range(len(given))}
    answers = {key: list(one) for key, one in zip(roster, given, strict=True) if one is not None}
    return roster, answers


def chosen(rule, *given):
    found = choose(rule, *ballots(*given)).as_json()
    return found["outcome"], found["winners"], found["tied"]


@pytest.mark.parametrize(
    ("given", "outcome", "winners", "tied"),
    [
        (["A", "A", "B"], "chosen", ["A"], []),
        (["AB", "AB", "BA", "BA", "CB"], "chosen", ["B"], []),
        (["A", "A", "B", "B", "C"], "undecided", [], ["A", "B"]),
        (["A", "B"], "undecided", [], ["A", "B"]),
        (["", "", None], "nothing chosen", [], []),
        ([], "nothing chosen", [], []),
        # C is out for good after the first round; the ballots that name only C count for none.
        (["A", "A", "A", "B", "B", "C"], "chosen", ["A"], []),
        # Even in the second round; B had fewer in the first.
        (["A", "A", "A", "B", "B", "CB"], "chosen", ["A"], []),
    ],
)
def test_ranked_choice_by_hand(given, outcome, winners, tied):
    assert chosen(RANKED, *given) == (outcome, winners, tied)


def test_a_tie_goes_by_the_earlier_rounds_or_is_left_undecided_as_the_rule_says():
    given = ["A", "A", "A", "B", "B", "CB"]
    found = choose(RANKED, *ballots(*given)).as_json()
    assert [one["counts"] for one in found["rounds"]] == [
        {"A": "3", "B": "2", "C": "1"},
        {"A": "3", "B": "3"},
        {"A": "3"},
    ]
    assert found["winners"] == ["A"]
    assert any("had the fewest before" in step for step in found["steps"])
    assert chosen({**RANKED, "ties": "undecided"}, *given) == ("undecided", [], ["A", "B"])


def test_all_with_the_fewest_go_at_once_where_together_they_are_fewer_than_the_next():
    rule = {"method": "ranked", "options": ["A", "B", "C", "D", "E"]}
    given = ["A"] * 4 + ["B"] * 3 + ["CB", "DB"]
    found = choose(rule, *ballots(*given)).as_json()
    assert [one["out"] for one in found["rounds"]] == [["E"], ["C", "D"], []]
    assert found["winners"] == ["B"]


def test_weights_count_exactly_and_the_quorum_comes_first():
    roster = {
        "X": {"weights": {"w": "1/3"}},
        "Y": {"weights": {"w": "2/7"}},
        "Z": {"weights": {"w": 1}},
    }
    rule = {**RANKED, "measure": "w", "quorum": MORE_THAN_HALF}
    found = choose(rule, roster, {"X": ["A"], "Y": ["B"]}).as_json()
    assert found["quorum"] == {"need": "3/2", "have": "2", "met": True}
    assert found["winners"] == ["A"]
    assert found["rounds"][0]["need"] == "13/42"
    found = choose(rule, roster, {"X": ["A"]}).as_json()
    assert (found["outcome"], found["winners"], found["tied"]) == ("no quorum", [], [])
    assert choose(rule, roster, {"X": [], "Y": "recused"}).as_json()["quorum"]["have"] == "2"
    assert why_not_chosen_by(rule, {"X": {}}).startswith("roster.X.weights.w: is missing")
    assert why_not_chosen_by(rule, roster) == ""


def test_a_quorum_in_person_is_asked_of_a_choice_too():
    rule = {**RANKED, "quorum": {**MORE_THAN_HALF, "in_person": True}}
    roster, answers = ballots("A", "A", "B")
    assert choose(rule, roster, answers, ["S00", "S01"]).as_json()["outcome"] == "chosen"
    assert choose(rule, roster, answers, ["S00"]).as_json()["outcome"] == "no quorum"
    with pytest.raises(Malformed, match="in_person"):
        choose(rule, roster, answers)


@pytest.mark.parametrize(
    ("more", "given", "expected"),
    [
        ({}, ["AB", "B", "C"], ("chosen", ["B"], [])),
        ({}, ["AB", "AB", "C"], ("undecided", [], ["A", "B"])),
        ({"seats": 2}, ["AB", "AB", "C"], ("chosen", ["A", "B"], [])),
        ({"seats": 2}, ["AB", "A", "C"], ("undecided", ["A"], ["B", "C"])),
        ({"seats": "3"}, ["AB", "A"], ("chosen", ["A", "B"], [])),
        ({}, ["", None], ("nothing chosen", [], [])),
        (
            {"threshold": {"of": "present", "more_than": {"share": "1/2"}}},
            ["A", "A", "B", ""],
            ("nothing chosen", [], []),
        ),
        (
            {"threshold": {"of": "cast", "more_than": {"share": "1/2"}}},
            ["A", "A", "B", ""],
            ("chosen", ["A"], []),
        ),
        (
            {"threshold": {"of": "cast", "at_least": {"count": "0"}}},
            [""],
            ("nothing chosen", [], []),
        ),
    ],
)
def test_approval_by_hand(more, given, expected):
    assert chosen({**APPROVAL, **more}, *given) == expected


def agree(rule, roster, answers):
    found = choose(rule, roster, answers).as_json()
    outcome, winners, tied, rounds = oracle_choosing.choose(rule, roster, answers)
    case = (rule, roster, answers)
    assert (found["outcome"], found["winners"]) == (outcome, winners), case
    assert set(found["tied"]) == tied, case
    counts = [{key: str(amount) for key, amount in one.items()} for one in rounds]
    assert [one["counts"] for one in found["rounds"]] == counts, case
    return outcome


def test_every_set_of_ballots_of_a_few_states_agrees_with_the_second_reading(campaign):
    orders = [None, "", *(p for n in (1, 2, 3) for p in itertools.permutations("ABC", n))]
    tried, outcomes = 0, set()
    for given in itertools.product(orders, repeat=4 if campaign else 2):
        roster = {f"S{number}": {} for number in range(len(given))}
        answers = {
            key: list(one) for key, one in zip(roster, given, strict=True) if one is not None
        }
        for rule in (RANKED, APPROVAL):
            outcomes.add(agree(rule, roster, answers))
        tried += 1
    assert tried == 17 ** (4 if campaign else 2)
    assert outcomes == {"chosen", "undecided", "nothing chosen"}


def drawn_case(drawn):
    options = [f"option {number}" for number in range(drawn.randint(2, 7))]
    rule = {"method": drawn.choice(("ranked", "ranked", "approval")), "options": options}
    if drawn.random() < 0.4:
        rule["measure"] = "w"
    if drawn.random() < 0.4:
        share = {"share": drawn.choice(("1/2", "2/3"))}
        sense = drawn.choice(("more_than", "at_least"))
        rule["quorum"] = {"of": "entitled", "measure": "states", sense: share}
    if rule["method"] == "ranked" and drawn.random() < 0.3:
        rule["ties"] = "undecided"
    if rule["method"] == "approval":
        rule["seats"] = drawn.randint(1, len(options))
        if drawn.random() < 0.6:
            bound = drawn.choice(({"share": "1/2"}, {"share": "1/3"}, {"count": "2"}))
            of = drawn.choice(("cast", "present", "answered", "entitled"))
            rule["threshold"] = {"of": of, drawn.choice(("more_than", "at_least")): bound}
    states = drawn.choice((3, 5, 8, 20, 56))
    roster = {
        f"S{number:02}": {"weights": {"w": drawn.choice(("1", "2", "1/2", "5/3", "0"))}}
        for number in range(states)
    }
    answers = {}
    for key in roster:
        way = drawn.random()
        if way < 0.75:
            answers[key] = drawn.sample(options, drawn.randint(0, len(options)))
        elif way < 0.85:
            answers[key] = drawn.choice(("present", "recused"))
    return rule, roster, answers


def test_random_choices_agree_with_the_second_reading(campaign):
    outcomes = set()
    for number in range(IN_A_CAMPAIGN if campaign else A_BATCH):
        rule, roster, answers = drawn_case(random.Random(number))  # noqa: S311 - a seed
        outcomes.add((rule["method"], agree(rule, roster, answers)))
        assert sentence_of(rule).startswith("By ")
    assert len(outcomes) >= 7


def test_the_order_of_the_roster_and_of_the_options_changes_nothing():
    for number in range(200):
        drawn = random.Random(number)  # noqa: S311 - a seed
        rule, roster, answers = drawn_case(drawn)
        found = choose(rule, roster, answers).as_json()
        keys = drawn.sample(list(answers), len(answers))
        mixed = {**rule, "options": drawn.sample(rule["options"], len(rule["options"]))}
        again = choose(mixed, roster, {key: answers[key] for key in keys}).as_json()
        assert again["outcome"] == found["outcome"]
        assert set(again["winners"]) == set(found["winners"])
        assert set(again["tied"]) == set(found["tied"])


WRONG = [
    ({"method": "lottery", "options": ABC}, "method"),
    ({"method": "ranked"}, "options"),
    ({"method": "ranked", "options": ["A"]}, "options"),
    ({"method": "ranked", "options": ["A", "A"]}, "options"),
    ({"method": "ranked", "options": [f"{n}" for n in range(101)]}, "options"),
    ({**RANKED, "seats": 2}, "seats"),
    ({**APPROVAL, "ties": "undecided"}, "ties"),
    ({**APPROVAL, "seats": 4}, "seats"),
    ({**APPROVAL, "seats": 0}, "seats"),
    ({**RANKED, "ties": "chance"}, "ties"),
    ({**RANKED, "measure": "delegates"}, "measure"),
    ({**APPROVAL, "threshold": {"at_least": {"count": "1"}}}, "threshold.of"),
    ({**APPROVAL, "threshold": {"of": "cast"}}, "threshold"),
    ({**APPROVAL, "threshold": {"of": "cast", "at_most": {"count": "1"}}}, "threshold.at_most"),
    ({**RANKED, "quorum": {"of": "cast"}}, "quorum.measure"),
    ({**RANKED, "majorities": []}, "majorities"),
]


@pytest.mark.parametrize(("rule", "path"), WRONG)
def test_a_malformed_rule_of_choosing_is_refused_at_its_place(rule, path):
    with pytest.raises(MalformedRule) as refused:
        choose(rule, {}, {})
    assert path in [one.path for one in refused.value.problems]
    with pytest.raises(Refused) as refused:
        answer({"rule": rule, "facts": {"roster": []}})
    assert f"rule.{path}" in [one.path for one in refused.value.problems]


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"roster": ["S"], "answers": {"S": ["D"]}}, "facts.answers.S[0]"),
        ({"roster": ["S"], "answers": {"S": ["A", "A"]}}, "facts.answers.S"),
        ({"roster": ["S"], "answers": {"S": "A"}}, "facts.answers.S"),
        ({"roster": ["S"], "answers": {"S": "yea"}}, "facts.answers.S"),
        ({"roster": ["S"], "answers": {"T": ["A"]}}, "facts.answers.T"),
        ({"roster": {"S": {"delegates": 2}}}, "facts.roster.S.delegates"),
        ({"totals": {"yea": 1}}, "facts.totals"),
        ({}, "facts.roster"),
    ],
)
def test_facts_of_a_choice_that_cannot_be_counted_are_refused_at_their_place(facts, path):
    with pytest.raises(Refused) as refused:
        answer({"rule": RANKED, "facts": facts})
    assert path in [one.path for one in refused.value.problems]


def test_what_is_asked_of_a_choice_is_a_choice():
    told = answer({"rule": RANKED, "facts": {"roster": ["S"], "answers": {"S": ["B"]}}, "id": 5})
    assert (told["kind"], told["id"], told["result"]["winners"]) == ("choosing", 5, ["B"])
    assert told["steps"][-1] == "Chosen: “B”."
    with pytest.raises(Refused, match="how one of several is chosen"):
        answer({"rule": {"majorities": [{"no_objection": True}]}, "kind": "choosing", "facts": {}})
    with pytest.raises(Refused, match="how the body decides"):
        answer({"rule": RANKED, "kind": "decision", "facts": {"roster": []}})


def test_an_odd_quorum_of_a_choice_is_told():
    assert oddities(read_rule(RANKED)) == ()
    rule = {**RANKED, "quorum": {"of": "entitled", "measure": "states", "at_least": {"count": "0"}}}
    [odd] = oddities(read_rule(rule))
    assert odd.path == "quorum.at_least.count"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            {**RANKED, "quorum": MORE_THAN_HALF},
            (
                "By ranked choice one of “A”, “B” and “C”: in each round the fewest go out, until "
                "one has more than half of what counts; a tie for the fewest goes by the earlier "
                "rounds, else it is undecided; if more than half of all who may vote answer."
            ),
        ),
        (
            {
                **APPROVAL,
                "seats": 2,
                "measure": "seats_held",
                "threshold": {"of": "cast", "at_least": {"share": "1/2"}},
            },
            (
                "By approval up to 2 of “A”, “B” and “C”: the most approved, by at least half of "
                "those who choose; a tie for the last place is undecided; each state counts with "
                "its seats held."
            ),
        ),
    ],
)
def test_a_rule_of_choosing_is_said_in_plain_words(rule, words):
    assert sentence_of(rule) == words


# A rule for any choice, as a charter has it: the options are those of each choice that is put.

ANY_RANKED = {"method": "ranked", "quorum": MORE_THAN_HALF}


def test_a_rule_for_any_choice_names_no_options_and_is_the_rule_of_each():
    check_rule(ANY_RANKED)
    check_rule({"method": "approval", "seats": 100})
    assert sentence_of(ANY_RANKED).startswith("By ranked choice one of the options: ")
    assert sentence_of({"method": "approval", "seats": 2}).startswith(
        "By approval up to 2 of the options: "
    )
    rule = with_options(ANY_RANKED, ABC)
    assert rule == {**RANKED, "quorum": MORE_THAN_HALF}
    assert chosen(rule, "A", "A", "B") == ("chosen", ["A"], [])


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        (RANKED, "options"),
        ({"method": "lot"}, "method"),
        ({"method": "approval", "seats": 101}, "seats"),
        ({"method": "approval", "seats": 0}, "seats"),
        ({"method": "ranked", "seats": 1}, "seats"),
        ({"method": "ranked", "quorum": {"no_objection": True}}, "quorum.no_objection"),
        ([], "method"),
    ],
)
def test_a_rule_for_any_choice_is_refused_at_its_place(rule, path):
    with pytest.raises(MalformedRule) as wrong:
        check_rule(rule)
    assert path in [one.path for one in wrong.value.problems]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (ANY_RANKED, []),
        (
            {"method": "ranked", "quorum": {**MORE_THAN_HALF, "more_than": {"share": "1"}}},
            ["quorum.more_than.share: can never be met"],
        ),
        (
            {"method": "approval", "threshold": {"of": "cast", "more_than": {"share": "1"}}},
            ["threshold.more_than.share: can never be met"],
        ),
        (
            {"method": "approval", "threshold": {"of": "cast", "at_least": {"count": "0"}}},
            ["threshold.at_least.count: is always met"],
        ),
        (
            {"method": "approval", "threshold": {"of": "cast", "at_least": {"count": "4"}}},
            ["threshold.at_least.count: can never be met on this roster"],
        ),
        (
            {"method": "ranked", "quorum": {**MORE_THAN_HALF, "among": {"region": "Atlantis"}}},
            ["quorum.more_than.share: can never be met on this roster: nobody"],
        ),
        ({**APPROVAL, "seats": 3}, ["seats: is the number of options"]),
        ({"method": "approval", "measure": "shares"}, []),  # the roster has no such weight
    ],
)
def test_what_is_odd_about_a_rule_of_choosing_is_told_also_on_a_roster(rule, said):
    found = warnings_of(rule, ballots("A", "B", "C")[0])
    assert len(found) == len(said), found
    assert all(one.startswith(words) for one, words in zip(found, said, strict=True)), found
