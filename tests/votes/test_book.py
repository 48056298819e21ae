"""The roll-call book of an alliance and the voting record of a state: what is found, by whom."""

import csv
import io
import json
from dataclasses import replace

import pytest

from alliance.core.db import db
from alliance.core.pages import Cursor
from alliance.core.record import moment
from alliance.core.transaction import transaction
from alliance.motions.rules import Kind
from alliance.resolutions import operations as resolutions
from alliance.votes import answering, operations
from alliance.votes.book.forms import outcome_in_words
from alliance.votes.models import Question
from alliance.votes.queries import held
from alliance.votes.roll_calls import Asked, every, roll_calls, shares_of
from alliance.votes.ruled import count
from alliance.votes.rules import ShownTo
from alliance.votes.saying import Said
from alliance.votes.ways import Way
from bench.counting import counting
from tests import make
from tests.motions import made as motions
from tests.people import SECRETARIAT, governor, liaison, observer
from tests.votes.sheets import counted_from, extras_of, rows_of


def explained(question, state, word, shown):
    with transaction():
        said = Said(word, explanation=f"Words of {state}", shown_to=shown)
        answering.answer(make.actor(governor(state)), question, said=said)


def decided():
    """One question that carried, one that was lost, one taken off; and one that is open."""
    first = make.put()
    explained(first, "CO", "yea", ShownTo.PRIVATE)
    explained(first, "UT", "yea", ShownTo.MEMBERS)
    make.closed(first)
    second = make.answered(make.put(), CO="nay", WY="recused")
    make.closed(second)
    third = make.answered(make.put(), CO="yea")
    with transaction():
        operations.void(make.actor(SECRETARIAT), held(third.id), reason="The text was changed.")
    return first, second, third, make.put()


def asked(**more):
    return Asked(make.alliance().id, "CO", **more)


def found(role, what):
    return [one.id for one in roll_calls(make.actor(role), what, Cursor()).items]


def test_the_book_holds_what_is_closed_newest_first_with_its_counts(app):
    first, second, third, _ = decided()
    lines = roll_calls(make.actor(liaison()), asked(), Cursor()).items
    assert [one.id for one in lines] == [third.id, second.id, first.id]
    off, lost, carried = lines
    assert (off.outcome, off.counts) == ("void", {})
    assert lost.counts == {"nay": 1, "recused": 1, "absent": 1}
    assert carried.counts == {"yea": 2, "absent": 1}
    assert [one.key for one in lines] == ["yea", "nay", "yea"]


def chosen():
    """An election among three, a choice in which nobody chose, an election by secret ballots."""
    motions.decided(Kind.ELECTION, CO=[motions.NAMES[1]], UT=[motions.NAMES[1]])
    motions.decided(Kind.CHOICE, CO=[], UT=[])
    one = motions.put(motions.moved(Kind.ELECTION, candidates=[motions.ADA]), secret=True)
    make.closed(make.answered(one, CO="yea", UT="yea", WY="nay"))


def test_of_a_choice_the_book_says_what_was_chosen_and_of_secret_ballots_what_they_say(app):
    chosen()
    secret, nothing, elected = roll_calls(make.actor(liaison()), asked(), Cursor()).items
    assert (secret.counts, secret.ballots) == ({"yea": 2, "nay": 1, "absent": 0}, 3)
    assert (secret.chosen, outcome_in_words(secret)) == (None, "carried")
    assert (nothing.chosen, nothing.ballots, outcome_in_words(nothing)) == ((), 0, "nothing chosen")
    assert (elected.chosen, elected.ballots) == ((motions.NAMES[1],), 2)
    assert outcome_in_words(elected) == "elected: Ben, UT"


def test_no_page_or_file_says_that_nobody_answered_yea_where_none_was_asked(visitor, app):
    chosen()
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("votes.book", slug="ours")
    assert "elected: Ben, UT 2 ballots \u2013 \u2013 2 1" in page.words
    got = visitor.get("votes.book", slug="ours", file="csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(got)))
    asks = ("outcome", "yea", "nay", "present", "absent", "chosen", "ballots")
    assert [tuple(row[name] for name in asks) for row in rows] == [
        ("carried", "2", "1", "0", "0", "", "3"),
        ("lost", "", "", "2", "1", "", "0"),
        ("carried", "", "", "0", "1", "Ben, UT", "2"),
    ]
    assert got.splitlines()[0].endswith("absent,chosen,ballots")
    page = visitor.sign_in(liaison()).get("votes.record", code="CO")
    assert "elected: Ben, UT" in page.words


def test_the_book_is_narrowed_by_each_filter(app):
    first, second, third, _ = decided()
    who = liaison()
    assert found(who, asked(outcome="void")) == [third.id]
    assert found(who, asked(answer="nay")) == [second.id]
    assert found(who, replace(asked(answer="absent"), state="WY")) == [third.id, first.id]
    assert found(who, replace(asked(answer="recused"), state="WY")) == [second.id]
    assert found(who, asked(kind="admission")) == []
    assert found(who, asked(words=("common", "FORMS"))) == [third.id, second.id, first.id]
    assert found(who, asked(words=("none",))) == []
    closed = db.session.get_one(Question, first.id).closed_at
    assert first.id in found(who, asked(since=closed))
    assert first.id not in found(who, asked(until=closed))


def test_of_an_answer_that_was_changed_the_last_one_counts(app):
    question = make.answered(make.put(), CO="yea")
    with transaction():
        answering.answer(make.actor(governor()), question, said=make.said("nay"), seen=1)
    make.closed(question)
    assert found(liaison(), asked(answer="yea")) == []
    assert found(liaison(), asked(answer="nay")) == [question.id]


def test_a_voting_record_says_how_often_a_state_gave_each_answer(app):
    decided()
    who = make.actor(liaison())
    assert shares_of(who, Asked(state="CO")) == {"yea": 1, "nay": 1}
    assert shares_of(who, Asked(state="WY")) == {"recused": 1, "absent": 1}
    assert len(every(who, Asked(state="CO"))) == 3
    assert every(who, Asked(state="NM")) == []


def test_nobody_outside_finds_anything(app):
    decided()
    for what in (asked(), Asked(state="CO")):
        assert every(make.actor(liaison("NM")), what) == []
        assert shares_of(make.actor(liaison("NM")), what) == {}


def test_the_words_that_go_with_an_answer_reach_those_for_whom_they_are(visitor, app):
    first, *_ = decided()
    for role, reads in ((liaison(), True), (liaison("UT"), False), (SECRETARIAT, False)):
        visitor.sign_in(role)
        page = visitor.get("votes.record", code="CO")
        assert ("Words of CO" in page.words) is reads, role
        assert "Words of UT" in visitor.get("votes.record", code="UT").words
        got = visitor.get("votes.record", code="CO", file="csv").get_data(as_text=True)
        assert str(first.id) in got
        assert "Words of CO" not in got
        for kind in ("csv", "json"):
            got = visitor.get("votes.result", question_id=first.id, file=kind)
            assert "Words of CO" not in got.get_data(as_text=True)
            assert "Words of UT" in got.get_data(as_text=True)
        assert "Words of CO" not in visitor.get("votes.result", question_id=first.id).words


def test_the_book_is_handed_out_as_it_was_narrowed(visitor, app):
    _, second, _, _ = decided()
    visitor.sign_in(SECRETARIAT)
    where = {"slug": "ours", "state": "WY", "answer": "recused"}
    page = visitor.get("votes.book", **where)
    assert visitor.url("votes.result", question_id=second.id) in page.links()
    assert visitor.url("votes.book", **where, file="csv") in page.links()
    got = visitor.get("votes.book", **where, file="csv")
    [row] = csv.DictReader(io.StringIO(got.data.decode("utf-8-sig")))
    assert row["question"] == str(second.id)
    assert (row["nay"], row["recused"], row["absent"]) == ("1", "1", "1")
    assert (row["state"], row["answer"], row["ground"]) == (
        "WY",
        "recused",
        "A party to the matter",
    )
    told = json.loads(visitor.get("votes.book", **where, file="json").data)
    assert told["of"]["answer"] == "recused"
    assert visitor.get("votes.book", slug="ours", file="xlsx").data[:2] == b"PK"


@pytest.mark.parametrize(
    "where", [{"answer": "yea"}, {"kind": "x"}, {"since": "2026-02-30"}, {"outcome": "open"}]
)
def test_a_filter_that_makes_no_sense_is_refused_with_the_reason(visitor, app, where):
    visitor.sign_in(SECRETARIAT)  # it has no state of its own, so no answer either
    visitor.get("votes.book", expect=422, slug="ours", **where)


def test_a_span_that_ends_before_it_begins_is_refused(visitor, app):
    visitor.sign_in(liaison())
    where = {"since": "2026-03-02", "until": "2026-03-01"}
    page = visitor.get("votes.record", expect=422, code="CO", **where)
    assert "The last day lies before the first." in page.words


def test_a_page_of_the_book_begins_after_its_cursor(app):
    first, second, third, _ = decided()
    who = make.actor(liaison())
    start = Cursor(third.opened_at, third.id)
    assert [one.id for one in roll_calls(who, asked(), start).items] == [second.id, first.id]
    start = Cursor(first.opened_at, first.id)
    assert roll_calls(who, asked(), start).items == []


def test_the_result_sheet_is_there_when_the_roll_call_is_closed(visitor, app):
    question = make.answered(make.put(), CO="yea", UT="yea")
    show = visitor.url("votes.show", question_id=question.id)
    sheet = visitor.url("votes.result", question_id=question.id)
    visitor.sign_in(observer("UT"))
    assert visitor._request("get", sheet).location == show
    assert sheet not in visitor.at(show).links()
    make.closed(question)
    page = visitor.at(show)
    assert sheet in page.links()
    assert f"{sheet}?file=pdf" in page.links()
    page = visitor.at(sheet)
    assert "yea 2 + nay 0 = 2" in page.words
    assert "Colorado yea party West" in page.words
    assert visitor.at(f"{sheet}?file=pdf").data.startswith(b"%PDF")
    visitor.at(f"{sheet}?file=docx", 404)
    rows = rows_of(visitor.at(f"{sheet}?file=csv").data)
    assert counted_from(rows)[2:] == ({"CO": "yea", "UT": "yea"}, "carried")


def test_pages_of_an_alliance_and_of_a_state_lead_there(visitor, app):
    visitor.sign_in(liaison())
    book = visitor.url("votes.book", slug="ours")
    assert book in visitor.get("votes.book", slug="ours").links()
    assert book in visitor.get("charters.charter", slug="ours").links()
    record = visitor.url("votes.record", code="UT")
    assert record in visitor.get("workspaces.state", code="UT").links()
    visitor.sign_in(liaison("NM"))
    visitor.at(book, 403)
    assert book not in visitor.get("charters.charter", slug="ours").links()


def test_open_questions_show_how_far_they_have_come(visitor, app):
    make.answered(make.put(), CO="yea")
    visitor.sign_in(liaison())
    page = visitor.get("votes.questions", show="open")
    assert "1 of 3 states" in page.words
    assert "1 of 3 answered; at least 2 needed: not met" in page.words
    assert "1 of 1 yea; at least 1 needed: met" in page.words


@pytest.mark.parametrize(
    "where",
    [
        {"endpoint": "votes.questions", "show": "open"},
        {"endpoint": "votes.book", "slug": "ours"},
        {"endpoint": "votes.record", "code": "CO"},
    ],
)
def test_no_list_asks_more_for_many(visitor, app, where):
    visitor.sign_in(liaison())
    asked_for = []
    for _ in range(2):
        make.closed(make.answered(make.put(), CO="yea"))
        make.answered(make.put(), CO="yea")
        with counting(db.engine) as counted:
            visitor.get(**where)
        asked_for.append(len(counted.statements))
    assert asked_for[0] == asked_for[1], counted.brief


def test_of_a_hidden_question_the_list_says_only_how_many_have_answered(visitor, app):
    resolution = make.circulated()
    with transaction():
        way = Way(moment(resolution.stream) + make.TWO_WEEKS, hidden=True)
        question = resolutions.put(
            make.actor(SECRETARIAT),
            resolution,
            rule=make.USUAL_RULE,
            way=way,
            **make.to_put(resolution),
        ).result
    make.answered(question, CO="nay")
    visitor.sign_in(liaison("UT"))
    page = visitor.get("votes.questions", show="open")
    assert "1 of 3 states" in page.words
    assert "What was answered is shown after the close" in page.words
    assert "needed" not in page.words
    make.closed(question)
    told = visitor.get("votes.result", question_id=question.id, file="json").get_data(as_text=True)
    assert json.loads(told)["answers"] == {"CO": "nay"}


def test_who_answered_in_person_stands_in_the_file_where_the_rule_asks(visitor, app):
    quorum = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}
    rule = {"quorum": quorum | {"in_person": True}, "majorities": [{"no_objection": True}]}
    question = make.answered(make.put(rule), CO="yea", UT="yea")
    assert make.closed(question) == "carried"
    visitor.sign_in(liaison())
    rows = rows_of(visitor.get("votes.result", question_id=question.id, file="csv").data)
    read, roster, answers, outcome = counted_from(rows)
    chair, there = extras_of(rows)
    assert (chair, there) == (None, ["CO", "UT"])
    assert count(read, roster, answers, there=there)["outcome"] == outcome == "carried"
    assert count(read, roster, answers, there=["CO"])["outcome"] == "no quorum"
