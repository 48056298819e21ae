"""Secret ballots: who voted is known, what for is not, and the counts agree."""

import json

import pytest
from sqlalchemy import inspect, select, text

from alliance.core.canonical import canonical
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.record import entries_about
from alliance.core.transaction import transaction
from alliance.motions.rules import Kind, choosing_rule
from alliance.votes import answering
from alliance.votes.lines import counted_so_far, lines_of
from alliance.votes.models import Answer, Ballot, Question
from alliance.votes.queries import answers_to, held
from alliance.votes.rules import USUAL_RULE, why_not_secret
from alliance.votes.saying import Said
from tests import make
from tests.motions import made
from tests.people import SECRETARIAT, governor, liaison

ALONE = {"candidates": [made.ADA]}


def election(rule=None, **facts):
    """An open election with secret ballots."""
    return made.put(made.moved(Kind.ELECTION, **facts), rule, secret=True)


def rows():
    """The table of ballots as it lies there."""
    return [tuple(row) for row in db.session.execute(text("SELECT id, says FROM ballots"))]


def close(question):
    """Close it when its time has passed."""
    make.closed(question)
    return db.session.get_one(Question, question.id, populate_existing=True)


def test_the_table_of_ballots_has_no_place_for_who_when_or_in_which_order(app):
    columns = {one["name"] for one in inspect(db.engine).get_columns("ballots")}
    assert columns == {"id", "question_id", "says"}
    if db.engine.dialect.name == "sqlite":
        made_by = db.session.scalar(
            text("SELECT sql FROM sqlite_master WHERE name = 'ballots' AND type = 'table'")
        )
        assert "WITHOUT ROWID" in made_by.upper()  # else rows would lie as they came


def test_with_each_ballot_all_are_written_anew_in_the_order_of_what_they_say(app):
    question = election()
    made.chose(question, CO=["Cal, WY"])
    first = dict(rows())
    made.chose(question, UT=["Ada, CO"], WY=["Ben, UT"])
    now = dict(rows())
    assert not first.keys() & now.keys()
    assert sorted(now.values()) == ['["Ada, CO"]', '["Ben, UT"]', '["Cal, WY"]']
    if db.engine.dialect.name == "postgresql":  # one transaction wrote them all
        written = db.session.scalars(text("SELECT DISTINCT xmin::text FROM ballots")).all()
        assert len(written) == 1
        order = db.session.scalars(text("SELECT says FROM ballots ORDER BY ctid")).all()
        assert order == sorted(order)


@pytest.mark.parametrize("method", ["ranked", "approval"])
def test_who_voted_is_recorded_and_what_for_is_ledgered_sorted_at_the_close(app, method):
    question = election(choosing_rule(method, made.NAMES))
    made.chose(question, WY=["Ben, UT"], CO=["Cal, WY", "Ben, UT"], UT=[])
    cast = db.session.scalars(select(Answer).where(Answer.question_id == question.id)).all()
    assert {(one.state_code, one.answer, one.parts, one.salt) for one in cast} == {
        (state, "cast", None, None) for state in ("CO", "UT", "WY")
    }
    entered = [e for e in entries_about(question.stream, [question.ref]) if "state" in e.facts]
    assert [one.facts["answer"] for one in entered] == ["cast"] * 3
    assert not any("Ben" in json.dumps(one.facts) for one in entered)
    question = close(question)
    last = entries_about(question.stream, [question.ref])[-1]
    said = [canonical(one).decode() for one in (["Ben, UT"], ["Cal, WY", "Ben, UT"], "present")]
    assert last.facts["ballots"] == sorted(said)
    assert {one["answer"] for one in json.loads(question.answers)} == {"cast"}
    tally = json.loads(question.tally)
    assert tally["ballots"] == sorted(said)
    assert not set(make.MEMBERS) & set(" ".join(tally["steps"]).replace(",", " ").split())


def test_secret_ballots_by_words(app):
    question = election(**ALONE)
    make.answered(question, CO="yea", UT="nay", WY="yea")
    question = close(question)
    assert question.outcome == "carried"
    assert json.loads(question.tally)["ballots"] == ['"nay"', '"yea"', '"yea"']


def test_a_ballot_that_is_missing_stops_the_close(app):
    question = election()
    made.chose(question, CO=["Ada, CO"], UT=["Ada, CO"])
    with transaction():
        gone = db.session.scalars(select(Ballot)).first()
        db.session.delete(gone)
    with pytest.raises(RuleBroken, match="2 states have voted and there are 1 ballots"):
        close(question)
    assert held(question.id).outcome is None


def test_a_ballot_once_cast_stands(app):
    question = election()
    made.chose(question, CO=["Ada, CO"])
    said = Said("chosen", ["Ben, UT"])
    for seen in (0, 1):
        with pytest.raises(RuleBroken, match="It stands"), transaction():
            answering.answer(make.actor(governor()), held(question.id), said=said, seen=seen)
    assert [says for _, says in rows()] == ['["Ada, CO"]']


def test_what_an_office_prepares_and_clears_never_says_what_the_ballot_says(app):
    """It would tie the ballot to the state: they clear that the state votes."""
    make.step_rule()
    question = election()
    said = Said("chosen", ["Cal, WY"])
    with transaction():
        one = answering.prepare(make.actor(liaison()), held(question.id), said=said).result
    assert json.loads(one.content)["says"] == {"answer": "cast"}
    make.cleared(one)
    made.chose(question, CO=["Ada, CO"])
    assert [says for _, says in rows()] == ['["Ada, CO"]']
    kept = db.session.execute(text("SELECT content, title, note FROM prepared_acts")).all()
    assert "Cal" not in str(kept)
    assert "Ada" not in str(kept)


def test_nobody_sees_what_a_ballot_says_not_even_who_cast_it(app):
    question = election()
    made.chose(question, CO=["Ada, CO"], UT=["Ben, UT"])
    answers = answers_to(question.id)
    for role in (governor(), SECRETARIAT):
        lines = lines_of(question, answers, make.actor(role))
        assert {one.words for one in lines} == {"has voted", "has not answered"}
    assert counted_so_far(question, answers) is None


def test_pages_and_receipts_never_show_a_ballot(visitor):
    question = election()
    made.chose(question, CO=["Cal, WY", "Ada, CO"], UT=["Cal, WY"], WY=["Ben, UT"])
    visitor.sign_in(governor())
    for endpoint in ("votes.show", "votes.receipt", "votes.receipt_file"):
        page = visitor.get(endpoint, question_id=question.id)
        # The rule names every option, and nothing else does.
        assert "Cal, WY" not in page.text.replace("“Cal, WY”", ""), endpoint
    close(question)
    page = visitor.get("votes.receipt", question_id=question.id)
    assert "Cal, WY" not in page.text
    assert "has voted" in page.words
    shown = visitor.get("votes.show", question_id=question.id).text
    assert "Chosen" in shown
    assert "has voted" in shown


@pytest.mark.parametrize(
    "rule",
    [
        {**USUAL_RULE, "casting_vote": True},
        {"majorities": [{**USUAL_RULE["majorities"][0], "measure": "population"}]},
        {"majorities": [{**USUAL_RULE["majorities"][0], "among": {"class": "party"}}]},
        {**choosing_rule("ranked", ["a", "b"]), "measure": "population"},
    ],
)
def test_a_rule_that_needs_the_names_is_refused(app, rule):
    assert "carry no names" in why_not_secret(rule)
    facts = {} if "method" in rule else ALONE
    options = {"options": made.NAMES} if "method" in rule else {}
    with pytest.raises(RuleBroken, match="carry no names"):
        election({**rule, **options}, **facts)


def test_what_counts_states_alike_may_be_secret():
    assert why_not_secret(USUAL_RULE) == ""
    assert why_not_secret(choosing_rule("approval", ["a", "b"])) == ""


def test_only_an_election_is_secret(app):
    with pytest.raises(RuleBroken, match="elections of officers only"):
        made.put(made.policy(), secret=True)
