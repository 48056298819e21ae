"""What a charter says of votes: any rule of the language, in plain words, and what is odd of it."""

import json

import pytest

from alliance.charters.cautions import cautions_of
from alliance.charters.ruled import Plain, rule_of
from alliance.charters.terms import (
    Admission,
    MalformedTerms,
    Terms,
    admission_in_words,
    faults_of,
    in_words,
    read_terms,
)
from alliance.charters.voting import KINDS, MODES, NAMED, Span, Voting
from alliance.votes.rosters import roster_of

HALF = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}
VETO = {
    "of": "entitled",
    "measure": "states",
    "among": {"class": "party"},
    "counting": "nay",
    "at_most": {"count": "0"},
}
RICH = {
    "quorum": {**HALF, "in_person": True},
    "majorities": [
        {**HALF, "of": "cast"},
        {**HALF, "measure": "population", "more_than": {"share": "3/5"}},
        {"each": {"region": ["Midwest", "West"]}, "measure": "states"},
        VETO,
    ],
    "casting_vote": True,
    "delegations": {"vote": "divided"},
}
RANKED = {"method": "ranked", "quorum": HALF}
APPROVAL = {
    "method": "approval",
    "seats": 2,
    "threshold": {"of": "cast", "at_least": {"share": "1/2"}},
}
TIE = {"majorities": [{"of": "cast", "measure": "states", "at_least": {"share": "1/2"}}]}
NEVER = {"majorities": [{"of": "cast", "measure": "states", "more_than": {"share": "1"}}]}
ALWAYS = {"majorities": [{"of": "cast", "measure": "states", "at_least": {"share": "0"}}]}
PARTIES = roster_of(["CO", "UT", "WY"])


def read(**votes):
    """The terms of voting as they come back from what is kept."""
    kept = Terms(voting=Voting(**votes)).as_json()
    return read_terms(json.loads(json.dumps(kept))).voting


def said(**votes):
    """Line by line, what the page of the charter says."""
    return dict(in_words(Terms(voting=Voting(**votes))))


def test_any_rule_of_the_language_is_a_charter_s_rule_and_reads_in_plain_words():
    given = {"resolution": RICH, "any": RICH, "choice": RANKED, "any choice": APPROVAL}
    assert read(rules=given).rules == given
    lines = said(rules=given)
    words = lines["Vote on a resolution"]
    for part in (
        "more than half of all who may vote answer in person",
        "more than three fifths of the population of all who may vote say yea",
        "from each of Midwest and West at least 1 state says yea",
        "none among",
        "the chair decides where yeas and nays are even",
        "the vote of a divided delegation is divided",
    ):
        assert part in words, part
    chosen = lines["Vote on a choice among drafts or dates"]
    assert chosen.startswith("By ranked choice one of the options:")
    assert "By approval up to 2 of the options" in lines["Vote on any other choice among several"]
    admits = Admission("members", RICH)
    assert "from each of Midwest" in admission_in_words(admits)
    assert read_terms(Terms(admits).as_json()).admission == admits


@pytest.mark.parametrize(
    ("rules", "path"),
    [
        ({"policy": RANKED}, "votes.rules.policy"),
        ({"any": RANKED}, "votes.rules.any"),
        ({"any choice": TIE}, 'votes.rules["any choice"]'),
        ({"any choice": None}, 'votes.rules["any choice"]'),
        ({"choice": {**RANKED, "options": ["A", "B"]}}, "votes.rules.choice.options"),
        ({"poll": {"method": "lot"}}, "votes.rules.poll.method"),
        ({"policy": 7}, "votes.rules.policy"),
        (
            {"policy": {"majorities": [{**HALF, "of": "all"}]}},
            "votes.rules.policy.majorities[0].of",
        ),
        (
            {"policy": {**TIE, "quorum": {**HALF, "more_than": {"share": "3/2"}}}},
            "votes.rules.policy.quorum.more_than.share",
        ),
        (
            {"policy": {"majorities": [{**HALF, "more_than": {"share": "-1/2"}}]}},
            "votes.rules.policy.majorities[0].more_than.share",
        ),
        (
            {"policy": {"majorities": [{**HALF, "more_than": {"count": "9" * 19}}]}},
            "votes.rules.policy.majorities[0].more_than.count",
        ),
        (
            {"policy": {"majorities": [{**HALF, "more_than": {"share": 0.5}}]}},
            "votes.rules.policy.majorities[0].more_than.share",
        ),
        (
            {"policy": {"majorities": [{"each": {"region": ["West", "West"]}}]}},
            "votes.rules.policy.majorities[0].each.region",
        ),
    ],
)
def test_a_rule_that_cannot_be_is_refused_at_its_place(rules, path):
    with pytest.raises(MalformedTerms) as wrong:
        read_terms({"votes": {"rules": rules}})
    assert [one.path for one in wrong.value.problems] == [path]


def test_an_admission_is_never_decided_by_a_rule_of_choosing():
    with pytest.raises(MalformedTerms, match="answered by yea and nay"):
        read_terms({"admission": {"by": "members", "rule": RANKED}})


def test_a_choice_that_is_decided_by_yea_and_nay_is_not_written_any_more_but_still_read():
    terms = Terms(voting=Voting(rules={"choice": TIE}))
    assert [one.path for one in faults_of(terms)] == ["votes.rules.choice"]
    assert read_terms(terms.as_json()) == terms
    assert any("no choice is put under it" in one for one in cautions_of(terms, {}))


def test_the_rule_of_a_kind_decides_or_chooses_as_the_question_does():
    voting = Voting(rules={"election": RANKED, "any": TIE, "any choice": APPROVAL})
    assert voting.rule_for("election", among_several=True) == RANKED
    assert voting.rule_for("election") == TIE, "of one candidate"
    assert voting.rule_for("poll", among_several=True) == APPROVAL
    assert voting.rule_for("poll") == TIE
    assert voting.rule_for("admission") is None
    decided = Voting(rules={"election": TIE})
    assert decided.rule_for("election", among_several=True) is None
    assert Voting().rule_for("choice", among_several=True) is None


# In words.


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        (
            {"modes": ("written", "meeting", "no objection")},
            "Questions are put in writing, in a meeting or by the no-objection procedure, and in "
            "no other way.",
        ),
        ({"modes": ("meeting",)}, "Questions are put in a meeting, and in no other way."),
        ({"least": Span(1, "days")}, "To answer in writing, states have at least 1 day."),
        ({"extensions": 1}, "The close of a question may be put off once, before it comes."),
        (
            {"extensions": 3},
            "The close of a question may be put off up to 3 times, before it comes.",
        ),
        ({"may_change": False}, "An answer cannot be changed once it is given."),
        ({"hidden": True}, "Until the close nobody sees the answers of others, nor the count."),
        (
            {"proxies": True},
            "A state may let another state answer for it, by proxy. Whoever holds a proxy may not "
            "pass it on.",
        ),
        (
            {"proxies": True, "chains": True},
            "A state may let another state answer for it, by proxy. Whoever holds a proxy may pass "
            "it on to a further state.",
        ),
        ({"divided": True}, "A state may divide its vote, where the rule counts the parts."),
        (
            {"rules": {"any": rule_of(Plain("majority", casting=True))}},
            "Where the rule has a casting vote, it is that of the presiding officer who is named "
            "when the question is put.",
        ),
    ],
)
def test_each_term_is_said_in_a_plain_sentence(votes, words):
    assert said(**votes)["Votes"] == words


def test_each_kind_s_rule_is_said_and_of_the_general_ones_for_which_kinds_they_hold():
    kinds = ("resolution", "amendment", "policy", "money", "lawsuit", "election")
    ways = ("majority", "three-quarters-of-all", "two-thirds", "most", "all", "ranked")
    rules = {kind: rule_of(Plain(way, "none")) for kind, way in zip(kinds, ways, strict=True)}
    lines = said(rules={**rules, "any": rule_of(Plain("no-objection"))})
    assert [lines[f"Vote on {words}"] for words in list(NAMED.values())[:2]] == [
        "Carried if more than half of those voting say yea.",
        "Carried if at least three quarters of the members say yea.",
    ]
    assert lines["Vote on a policy"] == "Carried if at least two thirds of those voting say yea."
    assert (
        lines["Vote on the release of money"] == "Carried if more than half of the members say yea."
    )
    assert lines["Vote on joining a lawsuit"] == "Carried if all of the members say yea."
    assert lines["Vote on the election of an officer"].startswith("By ranked choice one of the")
    assert lines["Vote on any other question"] == (
        "Carried if more than half of the members answer and at least one says yea and none says "
        "nay. It holds for votes on whether laws are similar, the election of one candidate and a "
        "straw poll by yea and nay."
    )
    assert lines["Vote on any other choice among several"] == (
        "The charter has no rule for votes on a choice among drafts or dates and a poll among "
        "several: whoever puts the question chooses it."
    )
    admits = Admission("members", rule_of(Plain("two-thirds-of-all", "none")))
    assert "Carried if at least two thirds of the members say yea." in admission_in_words(admits)


def test_a_general_rule_stands_there_also_where_it_holds_for_nothing_more():
    rules = {kind: rule_of(Plain("most")) for kind in KINDS} | {"choice": RANKED, "any": TIE}
    lines = said(rules=rules)
    assert (
        lines["Vote on any other question"] == "Carried if at least half of those voting say yea."
    )
    assert "poll among several" in lines["Vote on any other choice among several"]


def test_a_quorum_of_everybody_and_a_casting_vote_read_in_words():
    lines = said(rules={"any": rule_of(Plain("majority", "all", casting=True))})
    assert lines["Vote on any other question"].startswith(
        "Carried if all who may vote answer, and more than half of those voting say yea; the chair "
        "decides where yeas and nays are even."
    )


def test_of_what_is_usual_nothing_is_said():
    assert "Votes" not in said(modes=MODES)


# What is odd.


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (
            {"any": TIE},
            "Vote on any other question: a tie meets it: “more than half” asks for a true",
        ),
        (
            {"policy": {"majorities": [{**TIE["majorities"][0], "name": "half"}]}},
            'Vote on a policy, at “majorities[0].at_least.share”: a tie meets it: "more_than" asks',
        ),
        ({"policy": NEVER}, "Vote on a policy, at “majorities[0].more_than.share”: can never be"),
        ({"policy": ALWAYS}, "Vote on a policy, at “majorities[0].at_least.share”: is always met"),
        (
            {"policy": {"majorities": [{**HALF, "among": {"class": "founder"}}]}},
            "can never be met on this roster: nobody is among",
        ),
        (
            {"policy": {"majorities": [{"each": {"region": ["South"]}}]}},
            "can never be met on this roster: nobody is among",
        ),
        (
            {"policy": {"majorities": [{**HALF, "more_than": {"count": "3"}}]}},
            "can never be met on this roster",
        ),
        (
            {"policy": {"majorities": [{**HALF, "measure": "shares"}]}},
            "Vote on a policy measures by “shares”, and no such weight is known of CO, UT, WY",
        ),
        (
            {"choice": {"method": "approval", "measure": "shares"}},
            "Vote on a choice among drafts or dates measures by “shares”",
        ),
        (
            {"choice": {**RANKED, "quorum": {**HALF, "more_than": {"share": "1"}}}},
            "Vote on a choice among drafts or dates, at “quorum.more_than.share”: can never",
        ),
        (
            {"policy": {"majorities": [HALF], "takes_effect": {"event": "adopted"}}},
            "Vote on a policy, at “takes_effect”: is not followed here",
        ),
        ({"policy": {"majorities": [HALF], "delegations": {"vote": "divided"}}}, "does not let"),
    ],
)
def test_what_is_odd_is_told_with_where_and_why(rules, words):
    found = cautions_of(Terms(voting=Voting(rules=rules)), PARTIES)
    assert len(found) == 1, found
    assert words in found[0]


def test_terms_that_exclude_one_another_are_told():
    rule = {"any": {"majorities": [HALF]}}
    for votes, words in (
        ({"divided": True, "rules": rule}, "no rule of this charter counts the parts"),
        ({"modes": ("poll",)}, "nothing can be decided"),
        ({"modes": ("no objection",), "rules": rule}, "no rule of this charter is “no objection”"),
    ):
        [found] = cautions_of(Terms(voting=Voting(**votes)), PARTIES)
        assert words in found
    assert cautions_of(Terms(Admission("members", TIE)), {})[0].startswith("Vote on an admission:")


def test_without_members_a_rule_is_judged_by_itself():
    terms = Terms(voting=Voting(rules={"any": {"majorities": [HALF]}, "policy": NEVER}))
    [found] = cautions_of(terms, {})
    assert "nothing is more than all" in found
