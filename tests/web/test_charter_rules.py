"""The rules of a charter are chosen with the keyboard alone, and show what they ask for."""

import pytest
from playwright.sync_api import expect

from tests.web.keyboard import tab
from tests.web.people import SECRETARIAT
from tests.web.steps import BODY


@pytest.fixture
def draft(visit):
    """The form of a further version, with the focus on the rule of a policy."""
    page = visit(SECRETARIAT)
    page.goto(f"{BODY}/charter/draft")
    page.get_by_role("link", name="Voting rules", exact=True).press("Enter")
    for _ in range(20):
        if tab(page) and page.evaluate("document.activeElement.id") == "votes-policy-rule":
            break
    return page, page.get_by_role("group", name="Vote on a policy")


def test_a_rule_in_plain_words_asks_for_its_quorum_and_maybe_a_casting_vote(draft):
    page, policy = draft
    asked = [policy.get_by_label(name) for name in ("Quorum", "The chair has", "In the rule")]
    for one in asked:
        expect(one).to_be_hidden()
    quorum, casting, own = asked
    page.keyboard.type("At least two thirds of the states")
    expect(quorum).to_be_visible()
    expect(casting).to_be_hidden()
    page.keyboard.press("Home")
    expect(quorum).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(casting).to_be_visible()
    assert tab(page)["words"].startswith("Quorum")
    assert tab(page)["words"].startswith("The chair has a casting vote")
    expect(own).to_be_hidden()


def test_another_rule_asks_for_the_rule_language(draft):
    page, policy = draft
    page.keyboard.press("End")
    expect(policy.get_by_label("In the rule language")).to_be_visible()
    expect(policy.get_by_label("Quorum")).to_be_hidden()
    assert tab(page)["words"].startswith("In the rule language")
