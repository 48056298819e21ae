"""Questions under a charter's own rule, from putting them to the count and the result sheet."""

import json

import pytest

from alliance.core import clock
from alliance.core.operation import RuleBroken
from alliance.core.transaction import transaction
from alliance.motions.rules import Kind, choosing_rule
from alliance.votes import answering
from alliance.votes.queries import held
from alliance.votes.ruled import sentence_of
from alliance.votes.rules import DIVIDED
from alliance.votes.saying import Said
from alliance.votes.ways import Way
from tests import make
from tests.motions import made
from tests.people import SECRETARIAT, governor
from tests.votes.test_terms import DAY, USUAL_RULE, chartered, put

HALF = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}
VETO = {
    "of": "entitled",
    "measure": "states",
    "among": {"all": [{"class": "party"}, {"region": "West"}]},
    "counting": "nay",
    "at_most": {"count": "1"},
}
RICH = {
    "quorum": {**HALF, "in_person": True},
    "majorities": [
        {**HALF, "of": "cast"},
        {"of": "entitled", "measure": "population", "at_least": {"share": "1/2"}},
        {"each": {"region": ["West"]}, "measure": "states"},
        VETO,
    ],
    "delegations": {"vote": "divided"},
}
APPROVAL = {"method": "approval", "quorum": HALF}
RANKED = {"method": "ranked", "ties": "undecided"}
DATES = ["May 4", "May 11", "May 18"]


def divided(question, state, **shares):
    """The vote of a state in shares."""
    with transaction():
        answering.answer(make.actor(governor(state)), question, said=Said(DIVIDED, shares))


def test_a_question_is_put_and_counted_under_a_charter_s_rich_rule(app, visitor):
    chartered(rules={"resolution": RICH}, divided=True)
    with pytest.raises(RuleBroken, match="by which rule"):
        put(Way(clock.now() + 14 * DAY))
    question = put(Way(clock.now() + 14 * DAY), RICH)
    assert question.asked.divided, "by a rule of the charter that counts the parts"
    divided(question, "CO", yea="3/4", nay="1/4")
    make.answered(question, UT="yea", WY="nay")
    assert make.closed(question) == "lost", "one and a quarter nays of parties in the West"
    tally = json.loads(held(question.id).tally)
    assert tally["quorum"]["met"]
    [cast, people, each, veto] = tally["majorities"]
    assert (cast["have"], cast["need"], cast["met"]) == ("7/4", "3/2", True)
    assert people["met"]
    assert each["met"]
    assert (veto["have"], veto["need"], veto["met"]) == ("5/4", "1", False)
    visitor.sign_in(governor())
    sheet = visitor.get("votes.result", question_id=question.id).words
    assert sentence_of(RICH) in sheet
    assert "5/4" in sheet


def test_the_casting_vote_of_a_charter_s_rule_is_the_named_chair_s(app):
    chartered(rules={"policy": made.CASTING_RULE})
    question = made.with_casting_vote()
    made.cast(question, "yea")
    make.answered(question, CO="yea", UT="nay")
    assert make.closed(question) == "carried"
    assert json.loads(held(question.id).tally)["chair"] == "yea"


def test_a_choice_is_put_by_the_charter_s_method_among_its_own_options(app, visitor):
    chartered(rules={"any choice": APPROVAL, "any": dict(USUAL_RULE)})
    motion = made.moved(Kind.CHOICE)
    for other in (choosing_rule("ranked", DATES), {**APPROVAL, "options": DATES[:2]}):
        with pytest.raises(RuleBroken, match=r"by which rule|not those of the motion"):
            made.put(motion, other)
    visitor.sign_in(SECRETARIAT)
    form = visitor.get("motions.put", motion_id=motion.id)
    assert "The charter's rule for such questions" in form.words
    assert "Ranked choice" not in form.words
    given = {"ends": "after", "length": "5", "unit": "days", "mode": "written", "rule": "charter"}
    review = visitor.press("motions.put", form, given, 200, motion_id=motion.id)
    assert "By approval one of “May 4”, “May 11” and “May 18”" in review.words
    names = ("seen", "states", "rule_sha256", "closes")
    carried = {name: review.field(name) for name in names} | given | {"confirm": "yes"}
    visitor.press("motions.put", review, carried, motion_id=motion.id)
    question = made.fresh(motion).question
    assert json.loads(question.rule) == {**APPROVAL, "options": DATES}
    made.chose(question, CO=["May 4", "May 11"], UT=["May 11"])
    assert make.closed(question) == "carried"
    assert made.fresh(motion).what_followed == {"chosen": ["May 11"]}
    assert "May 11" in visitor.get("votes.result", question_id=question.id).words


def test_an_election_of_several_is_a_choice_and_of_one_is_decided(app):
    chartered(rules={"election": RANKED, "any": dict(USUAL_RULE)})
    several, one = made.moved(Kind.ELECTION), made.moved(Kind.ELECTION, candidates=[made.ADA])
    with pytest.raises(RuleBroken, match="by which rule"):
        made.put(several)
    question = made.put(several, {**RANKED, "options": made.NAMES}, secret=True)
    assert question.asked.secret, "ballots may be secret under it"
    assert made.put(one).options == []


def test_a_rule_that_decides_does_not_keep_a_choice_from_being_put(app, visitor):
    chartered(rules={"election": dict(USUAL_RULE)})
    motion = made.moved(Kind.ELECTION)
    visitor.sign_in(SECRETARIAT)
    assert "Ranked choice" in visitor.get("motions.put", motion_id=motion.id).words
    assert made.put(motion).options == made.NAMES


def test_a_charter_s_rule_that_cannot_be_counted_is_refused_on_the_form(app, visitor):
    rule = {"majorities": [{**HALF, "measure": "shares"}]}
    chartered(rules={"policy": rule, "choice": {"method": "approval", "seats": 4}})
    visitor.sign_in(SECRETARIAT)
    for motion, words in (
        (made.policy(), 'measures by "shares"'),
        (made.moved(Kind.CHOICE), "seats: is a bare whole number"),
    ):
        given = {"ends": "after", "length": "5", "unit": "days", "mode": "written"}
        given |= {"rule": "charter"}
        page = visitor.send("motions.put", given, 422, motion_id=motion.id)
        assert "Rule: The charter's rule cannot be counted among the members" in page.words
        assert words in page.words


def test_a_way_that_the_charter_s_rule_excludes_is_not_offered(app, visitor):
    visitor.sign_in(SECRETARIAT)
    motion = made.policy()
    assert "No objection: it" in visitor.get("motions.put", motion_id=motion.id).words
    chartered(rules={"policy": dict(USUAL_RULE)})
    assert "No objection: it" not in visitor.get("motions.put", motion_id=motion.id).words
    given = {"ends": "after", "length": "5", "unit": "days", "rule": "charter"}
    given |= {"mode": "no objection"}
    page = visitor.send("motions.put", given, 422, motion_id=motion.id)
    assert "The charter does not let such a question be put in this way." in page.words
