"""How a charter's terms of voting are written on its form, refused in words, and told as odd."""

import json

import pytest

from alliance.charters.models import Charter
from alliance.charters.ruled import CHOICES, RULES
from alliance.charters.terms import Terms, read_terms
from alliance.charters.voting import Voting
from tests.charters import made
from tests.charters.test_pages import newest, typed
from tests.people import SECRETARIAT

pytestmark = pytest.mark.usefixtures("app")
TIE = {"majorities": [{"of": "cast", "measure": "states", "at_least": {"share": "1/2"}}]}
FOUNDERS = {
    "of": "entitled",
    "measure": "states",
    "among": {"class": "Founding party"},
    "counting": "nay",
    "at_most": {"count": "0"},
}


FOUNDING = {
    "classes-1-name": "Founding party",
    "classes-1-base": "party",
    "classes-1-voting": "y",
    "classes-1-open_to": ["state"],
}


def test_rules_of_any_kind_are_written_on_the_form_and_stand_there_again(visitor):
    visitor.sign_in(SECRETARIAT)
    rules = {"policy": {"majorities": [FOUNDERS]}, "election": {"method": "approval", "seats": 2}}
    given = {"vote_rule": "divided", "choice_rule": "ranked", "divided": "y", **FOUNDING}
    visitor.send("charters.draft", typed(**given, vote_rules=json.dumps(rules)), slug="ours")
    kept = read_terms(newest(Charter).terms).voting
    whole = {**rules, "any": RULES["divided"][1], "any choice": CHOICES["ranked"][1]}
    assert (kept.rules, kept.divided) == (whole, True)
    page = visitor.get("charters.draft", slug="ours")
    chosen = {e.get("value") for e in page.tree.iter("option") if "selected" in e.attrib}
    assert {"divided", "ranked"} <= chosen
    assert page.words.count("Founding party") == 1, "in the rule: the class is in a field's value"
    shown = visitor.get("charters.version", charter_id=newest(Charter).id).words
    assert "By approval up to 2 of the options" in shown
    assert "the vote of a divided delegation is divided" in shown


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"modes": []}, "Ways of voting: Choose at least one way of voting."),
        ({"least": "251"}, "answer in writing: Enter a whole number from 1 to 250, or nothing."),
        ({"least": "0"}, "answer in writing: Enter a whole number from 1 to 250, or nothing."),
        ({"extensions": "11"}, "put off: Enter a whole number from 0 to 10, or nothing."),
        ({"extensions": "-1"}, "put off: Enter a whole number from 0 to 10, or nothing."),
        ({"extensions": "3/2"}, "put off: Enter a whole number from 0 to 10, or nothing."),
        ({"extensions": "9" * 5_000}, "put off: Enter a whole number from 0 to 10, or nothing."),
        ({"vote_rules": "{"}, "kinds of questions as JSON: Line 1, column 2: this is not JSON"),
        ({"vote_rules": '{"policy": {}, "policy": {}}'}, "This cannot be read"),
        ({"vote_rules": "[]"}, "Write an object"),
        ({"vote_rules": '{"lunch": {}}'}, "“lunch” is no kind of question. There are “resolution”"),
        ({"vote_rules": '{"two words": {}}'}, "“two words” is no kind of question."),
        (
            {"vote_rule": "all", "vote_rules": '{"any": {}}'},
            "“Rule of votes” is chosen above: leave out “any” here",
        ),
        (
            {"choice_rule": "ranked", "vote_rules": '{"any choice": {}}'},
            "“Rule of choices among several” is chosen above: leave out “any choice” here",
        ),
        (
            {"vote_rules": '{"policy": {"majorities": [{"of": "all"}]}}'},
            'The rule “policy” (for a policy), at “majorities[0].of”: is "all": it must be one',
        ),
        (
            {"vote_rules": '{"policy": {"method": "ranked"}}'},
            "The rule “policy” (for a policy) is one of choosing: this is answered by yea and nay.",
        ),
        (
            {"vote_rules": '{"any choice": {"method": "ranked", "options": ["A", "B"]}}'},
            "The rule “any choice” (for any other choice among several), at “options”: is left out",
        ),
        (
            {"vote_rules": json.dumps({"choice": TIE})},
            'The rule “choice” (for a choice among drafts or dates) has no "method"',
        ),
        (
            {"vote_rules": json.dumps({"policy": {"majorities": [FOUNDERS]}})},
            "The rule “policy” (for a policy), at “majorities[0].among.class”: is "
            '"Founding party": no class is called so; there are "party", "associate", "observer".',
        ),
        ({"classes-0-name": "Observer"}, "Name: It is the word for every observer."),
        ({"chains": "y"}, "A proxy may be passed on: Only a proxy can be passed on. Tick"),
    ],
)
def test_a_term_on_votes_that_cannot_be_is_said_beside_its_field(visitor, given, words):
    visitor.sign_in(SECRETARIAT)
    page = visitor.send("charters.draft", typed(**given), 422, slug="ours")
    assert words in page.words
    assert "votes." not in page.words, "a place in the data is none on the page"
    assert newest(Charter) is None


def test_what_is_odd_about_a_rule_is_shown_before_the_version_is_adopted(visitor):
    rules = {"policy": {"majorities": [FOUNDERS]}, "any": TIE}
    terms = Terms(classes=made.DIVIDED, voting=Voting(rules=rules))
    one = made.draft(made.words(terms=terms))
    where = {"charter_id": one.id}
    visitor.sign_in(SECRETARIAT)
    given = {"adopted_on": "2024-01-01", "effective_on": "2024-01-01", "decision": "R 1"}
    review = visitor.press(
        "charters.adopt", visitor.get("charters.adopt", **where), given, 200, **where
    )
    for page in (visitor.get("charters.version", **where), review):
        assert "Worth a second look" in page.words
        assert "Vote on a policy, at “majorities[0].at_most.count”: can never be met" in page.words
        assert "any other question, at “majorities[0].at_least.share”: a tie meets" in page.words
        assert "not recorded in which of them Colorado, Utah and Wyoming are" in page.words
    visitor.press("charters.adopt", review, {"confirm": "yes"}, **where)
    assert "Worth a second look" not in visitor.get("charters.version", **where).words
