"""The chair's casting vote: given under seal, opened in a tie, and only where the rule has one."""

import json

import pytest
from sqlalchemy import select

from alliance.core.db import db
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.votes.casting import casting_shown, sealed
from alliance.votes.models import CastingVote, Question
from alliance.votes.ruled import chair_decides
from alliance.votes.rules import USUAL_RULE
from tests import make
from tests.charters import made as charters
from tests.motions import made
from tests.people import SECRETARIAT, governor

ROSTER = {state: {} for state in ("CO", "UT", "WY")}


def close(question):
    """Close it when its time has passed."""
    make.closed(question)
    return db.session.get_one(Question, question.id, populate_existing=True)


@pytest.mark.parametrize(
    ("answers", "decides"),
    [
        ({"CO": "yea", "UT": "nay"}, True),
        ({"CO": "yea", "UT": "nay", "WY": "present"}, True),
        ({"CO": "yea", "UT": "yea", "WY": "nay"}, False),
        ({"CO": "yea", "UT": "nay", "WY": "nay"}, False),
        ({"CO": "yea"}, False),  # no quorum
        ({"CO": "present", "UT": "present"}, False),  # nobody said yea: nothing carries
    ],
)
def test_the_chair_decides_a_tie_and_nothing_else(answers, decides):
    assert chair_decides(made.CASTING_RULE, ROSTER, answers) is decides
    assert chair_decides(USUAL_RULE, ROSTER, answers) is False


@pytest.mark.parametrize(("vote", "outcome"), [("yea", "carried"), ("nay", "lost")])
def test_in_a_tie_it_is_opened_and_decides(app, vote, outcome):
    question = make.answered(made.with_casting_vote(), CO="yea", UT="nay")
    given = made.cast(question, vote)
    question = close(question)
    assert question.outcome == outcome
    assert json.loads(question.tally)["chair"] == vote
    entries = entries_about(question.stream, [question.ref])
    [cast] = [one for one in entries if one.action == "votes:cast"]
    opened = next(one for one in entries if one.action == "votes:close").facts["casting_vote"]
    assert opened == {"vote": vote, "n": 1, "salt": given.salt, "state": "CO"}
    assert cast.facts["casting_sha256"] == sealed(given)
    assert vote not in cast.facts.values()


def test_where_it_is_not_needed_it_stays_sealed(app):
    question = make.answered(made.with_casting_vote(), CO="yea", UT="yea", WY="nay")
    made.cast(question, "nay")
    question = close(question)
    assert question.outcome == "carried"
    assert "chair" not in json.loads(question.tally)
    closing = entries_about(question.stream, [question.ref])[-1]
    assert "casting_vote" not in closing.facts
    shown = casting_shown(make.actor(governor("UT")), question, json.loads(question.tally))
    assert shown == "It was not needed."


def test_without_one_a_tie_meets_no_majority(app):
    question = make.answered(made.with_casting_vote(), CO="yea", UT="nay")
    assert close(question).outcome == "lost"


def test_it_may_be_given_anew_until_the_close_and_the_last_counts(app):
    question = make.answered(made.with_casting_vote(), CO="yea", UT="nay")
    made.cast(question, "nay")
    with pytest.raises(ChangedMeanwhile):
        made.cast(question, "yea", seen=0)
    made.cast(question, "yea", seen=1)
    assert [one.n for one in db.session.scalars(select(CastingVote))] == [1, 2]
    assert close(question).outcome == "carried"
    with pytest.raises(RuleBroken, match="closed"):
        made.cast(question, "nay", seen=2)


def test_only_the_presiding_officers_state_gives_it(app):
    question = made.with_casting_vote()
    with pytest.raises(NotPermitted):
        made.cast(question, "yea", state="UT")
    with pytest.raises(RuleBroken, match="yea or nay"):
        made.cast(question, "present")


def test_nobody_is_named_where_the_rule_has_none_or_no_officer_serves(app):
    charters.officer("Chair", "CO")
    motion = made.policy()
    with pytest.raises(RuleBroken, match="no casting vote"):
        made.put(motion, dict(USUAL_RULE), chair="CO")
    with pytest.raises(RuleBroken, match="an officer's"):
        made.put(motion, made.CASTING_RULE, chair="UT")


def test_the_page_asks_the_chair_and_shows_it_to_nobody_else(visitor):
    question = make.answered(made.with_casting_vote(), CO="yea", UT="nay")
    visitor.sign_in(governor())
    where = {"question_id": question.id}
    review = visitor.send("votes.cast", {"vote": "yea"}, 200, **where)
    assert "Keep it under seal" in review.text
    visitor.send("votes.cast", {"vote": "yea", "seen": "0", "confirm": "yes"}, **where)
    assert (
        "Your office has given it: yea" in visitor.get("votes.show", question_id=question.id).text
    )
    visitor.sign_in(SECRETARIAT)
    shown = visitor.get("votes.show", question_id=question.id).text
    assert "It is given, under seal." in shown
    close(question)
    assert (
        "The votes were even: it is yea." in visitor.get("votes.show", question_id=question.id).text
    )


def test_after_the_close_the_page_asks_for_none(visitor, app):
    question = make.answered(made.with_casting_vote(), CO="yea", UT="nay")
    close(question)
    visitor.sign_in(governor())
    page = visitor.get("votes.cast", question_id=question.id)
    assert "This question is closed" in page.words
    assert "Review it" not in page.words
