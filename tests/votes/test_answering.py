"""Answers that follow one another, explanations, recusals, hidden results, divided weight."""

import json

import pytest
from sqlalchemy import select

from alliance.core.actor import Office, Rank
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.record import entries_about
from alliance.core.transaction import transaction
from alliance.votes import answering
from alliance.votes.answering import AlreadyAnswered
from alliance.votes.lines import lines_of
from alliance.votes.models import Answer, Question
from alliance.votes.queries import all_answers_to, answers_to, held
from alliance.votes.rules import Answer as Word
from alliance.votes.rules import ShownTo
from alliance.votes.saying import Said
from tests import make
from tests.membership.files import contents
from tests.people import SECRETARIAT, Role, governor, liaison


def say(question, role, said, seen=0):
    with transaction():
        return answering.answer(make.actor(role), held(question.id), said=said, seen=seen)


def acts(question):
    return [one for one in entries_about("alliance:ours", [question.ref]) if one.facts.get("state")]


def test_the_last_answer_counts_and_all_are_kept(app):
    question = make.put()
    say(question, governor("CO"), Said(Word.NAY))
    say(question, governor("CO"), Said(Word.YEA), seen=1)
    make.answered(question, UT="yea")
    assert [(one.n, one.answer) for one in all_answers_to(question.id)] == [
        (1, "nay"),
        (2, "yea"),
        (1, "yea"),
    ]
    assert {state: one.answer for state, one in answers_to(question.id).items()} == {
        "CO": "yea",
        "UT": "yea",
    }
    assert make.closed(question) == "carried"
    [colorado, _] = json.loads(db.session.get_one(Question, question.id).answers)
    assert (colorado["answer"], colorado["n"]) == ("yea", 2)
    entry = next(one for one in acts(question) if one.n == colorado["entry"])
    assert (entry.facts["answer"], entry.facts["n"]) == ("yea", 2)


def test_an_answer_that_was_not_seen_is_not_replaced(app):
    question = make.put()
    say(question, governor("CO"), Said(Word.NAY))
    before = contents()
    with pytest.raises(AlreadyAnswered, match="may be changed until the close"):
        say(question, governor("CO"), Said(Word.YEA))
    say(question, governor("CO"), Said(Word.PRESENT), seen=1)
    changed = contents()
    for wrong in (1, 3, 7):
        with pytest.raises(ChangedMeanwhile, match="was changed since"):
            say(question, governor("CO"), Said(Word.YEA), seen=wrong)
    assert before != changed == contents()


def test_where_the_rule_forbids_it_an_answer_stands(app):
    question = make.put(may_change=False)
    say(question, governor("CO"), Said(Word.NAY))
    before = contents()
    for seen in (0, 1):
        with pytest.raises(AlreadyAnswered, match="It stands"):
            say(question, governor("CO"), Said(Word.YEA), seen=seen)
    assert contents() == before


def test_nothing_changes_after_the_close(app):
    question = make.answered(make.put(), CO="yea", UT="yea")
    make.closed(question)
    before = contents()
    with pytest.raises(RuleBroken, match="closed"):
        say(question, governor("CO"), Said(Word.NAY), seen=1)
    assert contents() == before


def test_a_state_is_recused_with_a_reason_that_stands_in_the_roll_call(app):
    question = make.put()
    with pytest.raises(RuleBroken, match="why the state is recused"):
        say(question, governor("CO"), Said(Word.RECUSED))
    with pytest.raises(RuleBroken, match="goes with “recused” only"):
        say(question, governor("CO"), Said(Word.NAY, ground="A party"))
    say(question, governor("CO"), Said(Word.RECUSED, ground="A party to the case"))
    make.closed(question)
    [line] = json.loads(db.session.get_one(Question, question.id).answers)
    assert line["ground"] == "A party to the case"


@pytest.mark.parametrize(
    ("shown_to", "own", "other"),
    [(ShownTo.PUBLIC, 1, 1), (ShownTo.MEMBERS, 1, 1), (ShownTo.PRIVATE, 1, 0)],
)
def test_an_explanation_is_read_by_those_for_whom_it_is(app, shown_to, own, other):
    question = make.put()
    words = "canary-of-an-explanation"
    say(question, governor("CO"), Said(Word.NAY, explanation=words, shown_to=shown_to))
    answers = answers_to(question.id)
    for role, seen in ((liaison("CO"), own), (governor("UT"), other), (SECRETARIAT, other)):
        lines = lines_of(question, answers, make.actor(role))
        assert [one.explanation for one in lines if one.explanation] == [words] * seen
    [entry] = acts(question)
    assert words not in entry.body, "the ledger carries its digest"
    salt = answers["CO"].salt
    hashed = digest(canonical({"explanation": words, "salt": salt}))
    assert entry.facts["explanation_sha256"] == hashed


def test_hidden_answers_are_sealed_in_the_ledger_until_the_close(app, visitor):
    question = make.put(hidden=True)
    make.answered(question, CO="nay", UT="yea", WY="yea")
    assert all("answer" not in one.facts for one in acts(question))
    visitor.sign_in(liaison("UT"))
    page = visitor.get("votes.show", question_id=question.id)
    assert "Colorado has answered" in page.words
    assert "Colorado nay" not in page.words
    assert "Wyoming yea" not in page.words
    assert "Utah yea" in page.words, "the own answer is seen"
    assert make.closed(question) == "carried"
    roll = json.loads(db.session.get_one(Question, question.id).answers)
    sealed = {one.facts["state"]: one.facts["answer_sha256"] for one in acts(question)}
    for line in roll:
        said = {"answer": line["answer"], "salt": line["salt"]}
        assert digest(canonical(said)) == sealed[line["state"]]
    assert "Colorado nay" in visitor.get("votes.show", question_id=question.id).words


def test_a_weight_is_divided_only_where_the_charter_lets_it(app):
    question = make.put()
    halves = Said("divided", {"yea": "1/2", "nay": "1/2"})
    with pytest.raises(RuleBroken, match="does not let a state divide"):
        say(question, governor("CO"), halves)
    assert not db.session.scalars(select(Answer)).all()


@pytest.mark.parametrize("word", ["maybe", "", "chosen", "cast", "YEA"])
def test_other_words_are_no_answers(app, word):
    question = make.put()
    with pytest.raises(RuleBroken, match="yea, nay, present or recused"):
        say(question, governor("CO"), Said(word))


def test_a_change_is_prepared_reviewed_and_recorded_on_the_pages(visitor, app):
    question = make.put()
    where = {"question_id": question.id}
    visitor.sign_in(governor())
    visitor.send("votes.answer", {"answer": "nay", "confirm": "yes", "seen": "0"}, **where)
    page = visitor.get("votes.answer", **where)
    assert page.h1.startswith("Change the answer")
    assert page.field("seen") == "1"
    words = {"answer": "yea", "explanation": "We were persuaded.", "shown_to": "members"}
    review = visitor.press("votes.answer", page, words, 200, **where)
    assert "We were persuaded." in review.words
    sent = {name: review.field(name) for name in ("seen", *words)}
    visitor.press("votes.answer", review, sent | {"confirm": "yes"}, **where)
    page = visitor.get("votes.show", **where)
    assert "Colorado yea We were persuaded." in page.words
    assert "took the place of (1)" in page.words
    receipt = visitor.get("votes.receipt", **where)
    assert "answer number 1" in receipt.words


def test_a_change_that_a_colleague_made_meanwhile_is_said(visitor, app):
    question = make.answered(make.put(), CO="nay")
    where = {"question_id": question.id}
    visitor.sign_in(governor())
    page = visitor.get("votes.answer", **where)
    say(question, governor("CO"), Said(Word.PRESENT), seen=1)
    answer = visitor.press(
        "votes.answer", page, {"answer": "yea", "seen": "1", "confirm": "yes"}, **where
    )
    assert answer.location.endswith("/receipt")
    assert answers_to(question.id)["CO"].answer == "present"


@pytest.mark.parametrize("share", ["1e99999999", "1e9", "9" * 13, "1/0", "one", "-1/2", "1/2/3"])
def test_a_share_that_is_none_is_refused_at_once(visitor, app, share):
    question = make.put()
    visitor.sign_in(governor())
    given = {"answer": "divided", "yea": share, "nay": "1/2"}
    page = visitor.send("votes.answer", given, 422, question_id=question.id)
    assert "There is a problem" in page.words
    assert not answers_to(question.id)


def test_a_reader_of_an_explanation_that_is_none_is_refused(visitor, app):
    question = make.put()
    visitor.sign_in(governor())
    given = {"answer": "yea", "explanation": "x", "shown_to": "nobody", "confirm": "yes"}
    visitor.send("votes.answer", given, 422, question_id=question.id)
    assert not answers_to(question.id)


def test_another_office_of_the_state_reads_no_more_of_the_answer_than_other_states(visitor, app):
    question = make.put(hidden=True)
    private = Said(Word.NAY, explanation="canary-own-office", shown_to=ShownTo.PRIVATE)
    say(question, governor("CO"), private)
    where = {"question_id": question.id}
    visitor.sign_in(Role("CO", Office.ATTORNEY_GENERAL, Rank.OBSERVER))
    receipt = visitor.get("votes.receipt", **where).words
    assert "canary-own-office" not in receipt
    assert "Answer has answered" in receipt
    listed = visitor.get("votes.questions").words
    assert "nay" not in listed
    assert "answered" in listed
    visitor.sign_in(liaison("CO"))
    receipt = visitor.get("votes.receipt", **where).words
    assert "canary-own-office" in receipt
    assert "Answer nay" in receipt


def test_what_was_typed_stays_when_a_review_is_changed(visitor, app):
    question = make.put()
    where = {"question_id": question.id}
    visitor.sign_in(governor())
    words = {"answer": "nay", "explanation": "Because of winter", "shown_to": "public"}
    review = visitor.send("votes.answer", words, 200, **where)
    assert review.h1 == "Review your answer"
    page = visitor.send("votes.answer", words | {"change": "yes"}, 200, **where)
    assert page.h1.startswith("Answer on")
    assert "Because of winter" in page.words
    chosen = [one.get("value") for one in page.tree.iter("input") if "checked" in one.attrib]
    assert chosen == ["nay", "public"]
    assert not answers_to(question.id)
