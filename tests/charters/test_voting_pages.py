"""How a charter's terms of voting are written on its form, refused in words, and told as odd."""

import json
from dataclasses import replace

import pytest

from alliance.charters.member_classes import Class
from alliance.charters.models import Charter
from alliance.charters.ruled import Plain, rule_of
from alliance.charters.terms import Admission, Terms, read_terms
from alliance.charters.voting import KINDS, Span, Voting
from alliance.core.canonical import canonical
from tests.charters import made
from tests.charters.filled import stands_in
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


DRAFT = "/alliances/ours/charter/draft"
FOUNDING = {
    "classes-1-name": "Founding party",
    "classes-1-base": "party",
    "classes-1-voting": "y",
    "classes-1-open_to": ["state"],
}


def chosen(page):
    """What the form on the page sends as it stands."""
    return stands_in(page, DRAFT)


def test_rules_in_plain_words_and_in_the_language_are_written_and_stand_there_again(visitor):
    visitor.sign_in(SECRETARIAT)
    rules = {"policy": {"majorities": [FOUNDERS]}, "election": {"method": "approval", "seats": 2}}
    given = {
        "votes-any-rule": "divided",
        "votes-any_choice-rule": "ranked",
        "divided": "y",
        **FOUNDING,
    }
    given |= {"votes-money-rule": "most", "votes-money-quorum": "none", "votes-money-casting": "y"}
    for kind, rule in rules.items():
        given |= {f"votes-{kind}-rule": "other", f"votes-{kind}-own": json.dumps(rule)}
    visitor.send("charters.draft", typed(**given), slug="ours")
    kept = read_terms(newest(Charter).terms).voting
    plain = {"any": Plain("divided"), "any choice": Plain("ranked")}
    plain["money"] = Plain("most", "none", casting=True)
    assert kept.rules == {**rules, **{kind: rule_of(one) for kind, one in plain.items()}}
    assert kept.divided
    sent = chosen(visitor.get("charters.draft", slug="ours"))
    for name in (one for one in given if one.startswith("votes-")):
        read = json.loads if name.endswith("-own") else str
        assert read(sent[name]) == read(given[name]), name
    shown = visitor.get("charters.version", charter_id=newest(Charter).id).words
    assert "By approval up to 2 of the options" in shown
    assert "the vote of a divided delegation is divided" in shown
    assert "more than half of all who may vote say yea; the chair decides" in shown


def test_a_version_drafted_from_one_before_and_changed_in_nothing_says_the_same(visitor):
    rules = {kind: rule_of(Plain("two-thirds", "two-thirds")) for kind in KINDS[:4]}
    rules |= {"money": {"majorities": [FOUNDERS]}, "lawsuit": rule_of(Plain("all", "none"))}
    rules |= {"election": rule_of(Plain("ranked")), "poll": TIE, "choice": {"method": "approval"}}
    rules["any"] = rule_of(Plain("majority", "half-in-person", casting=True))
    classes = [Class(f"Class {n}", "party", voting=True, seated=n % 2 == 0) for n in range(9)]
    classes.append(Class("Founding party", "party", voting=True, seated=True))
    voting = Voting(rules=rules, modes=("meeting",), may_change=False, hidden=True, divided=True)
    terms = Terms(
        Admission("members", rule_of(Plain("three-quarters-of-all")), 2, instrument=False),
        tuple(classes),
        dues_affect_standing=True,
        voting=replace(voting, least=Span(3, "days"), extensions=2, proxies=True, chains=True),
    )
    made.adopt(made.draft(made.words(terms=terms)))
    first = newest(Charter)
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("charters.draft", slug="ours")
    sent = chosen(page)
    assert sent["votes-policy-rule"] == sent["votes-resolution-rule"] == "two-thirds"
    assert (sent["votes-poll-rule"], sent["votes-poll-quorum"]) == ("half", "none")
    assert sent["votes-money-rule"] == "other"
    assert sent["decides-rule"] == "three-quarters-of-all"
    assert {"votes-policy-casting", "decides-casting"}.isdisjoint(sent)
    visitor.press("charters.draft", page, sent, slug="ours")
    second = newest(Charter)
    assert second.version == first.version + 1
    assert canonical(second.terms) == canonical(first.terms)
    assert (second.text, second.purpose, second.source) == (first.text, first.purpose, first.source)


def test_the_links_at_the_top_lead_to_the_parts_of_the_form(visitor):
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("charters.draft", slug="ours")
    parts = [one.removeprefix("#") for one in page.links() if one.startswith("#")]
    [form] = [one for one in page.tree.iter("form") if one.get("action") == DRAFT]
    heads = [one.get("id") for one in form.iter("h2")]
    assert "voting-rules" in heads
    assert [one for one in parts if one in heads] == heads


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"votes-policy-rule": "all", "votes-policy-casting": "y"}, "votes-policy-casting"),
        ({"votes-any_choice-rule": "lunch"}, "votes-any_choice-rule"),
        ({"votes-money-rule": "other"}, "votes-money-own"),
        ({"by": "members", "decides-rule": "other"}, "decides-own"),
        ({"classes-1-name": "party", "classes-1-open_to": "state"}, "classes-1-name"),
    ],
)
def test_the_summary_of_what_is_wrong_leads_to_its_field(visitor, given, at):
    visitor.sign_in(SECRETARIAT)
    page = visitor.send("charters.draft", typed(**given), 422, slug="ours")
    [summary] = [one for one in page.tree.iter("div") if one.get("id") == "error-summary"]
    assert [one.get("href") for one in summary.iter("a")] == [f"#{at}"]
    assert at in {one.get("id") for one in page.tree.iter() if one.get("aria-invalid") == "true"}


def test_an_admission_s_rule_is_not_asked_where_the_officers_decide(visitor):
    visitor.sign_in(SECRETARIAT)
    given = {"by": "officers", "decides-rule": "other", "decides-own": "{", "decides-casting": "y"}
    visitor.send("charters.draft", typed(**given), slug="ours")
    assert read_terms(newest(Charter).terms).admission.rule is None


def own(kind, text):
    """A rule of a kind in the rule language."""
    return {f"votes-{kind}-rule": "other", f"votes-{kind}-own": text}


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
        (own("policy", "{"), "Vote on a policy, in the rule language: Line 1, column 2: this is"),
        (own("policy", '{"majorities": [], "majorities": []}'), "This cannot be read"),
        (own("policy", "[]"), "The rule is a list"),
        (own("policy", "null"), "The rule is missing: say by which rule the members decide."),
        (
            own("policy", '{"majorities": [{"of": "all"}]}'),
            'The rule, at “majorities[0].of”: is "all": it must be one',
        ),
        (
            own("policy", '{"method": "ranked"}'),
            "The rule is one of choosing: this is answered by yea and nay.",
        ),
        (
            own("any_choice", '{"method": "ranked", "options": ["A", "B"]}'),
            "Vote on any other choice among several, in the rule language: The rule, at “options”: "
            "is left out",
        ),
        (
            own("choice", json.dumps(TIE)),
            'drafts or dates, in the rule language: The rule has no "',
        ),
        (
            own("policy", json.dumps({"majorities": [FOUNDERS]})),
            "Vote on a policy, in the rule language: The rule, at “majorities[0].among.class”: is "
            '"Founding party": no class is called so; there are "party", "associate", "observer".',
        ),
        ({"classes-0-name": "Observer"}, "Class 1, name: It is the word for every observer."),
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
        assert "any other question: a tie meets it: “more than half” asks" in page.words
        assert "not recorded in which of them Colorado, Utah and Wyoming are" in page.words
    visitor.press("charters.adopt", review, {"confirm": "yes"}, **where)
    assert "Worth a second look" not in visitor.get("charters.version", **where).words
