"""The clerk's sheet, its confirmation, the parts that refresh, and the view for a meeting room."""

import re

import html5lib
import pytest

from alliance.core.db import db
from alliance.votes.queries import answers_to
from bench.counting import counting
from tests import make
from tests.meetings import asked, made
from tests.people import SECRETARIAT, governor, observer


def ask(visitor, endpoint, tag="", **where):
    """Ask for a part as the script does."""
    headers = {"If-None-Match": tag} if tag else {}
    return visitor._request("get", visitor.url(endpoint, **where), headers=headers)


def words_of(answer):
    tree = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
    return " ".join("".join(tree.itertext()).split())


def test_a_clerk_enters_and_another_person_confirms(visitor, app):
    question = asked.put()
    where = {"question_id": question.id}
    visitor.sign_in(made.CLERK)
    page = visitor.get("called.sheet", **where)
    assert "Colorado" in page.words
    assert "Not recorded as present: Wyoming" in page.words
    visitor.send("called.sheet", {"answer_CO": "yea", "answer_UT": "recused"}, 422, **where)
    said = {"answer_CO": "yea", "answer_UT": "recused", "ground": "A party to it"}
    visitor.send("called.sheet", said, **where)
    assert "You entered these yourself" in visitor.get("called.confirm", **where).words
    visitor.sign_in(made.SECOND)
    review = visitor.get("called.confirm", **where)
    assert "Ground: A party to it" in review.words
    visitor.send("called.confirm", **where)
    assert {one.answer for one in answers_to(question.id).values()} == {"yea", "recused"}
    visitor.send("votes.close", **where)
    assert "Closed" in visitor.get("votes.show", **where).words
    sheet = visitor.get("votes.result", **where)
    second = " ".join(make.actor(made.SECOND).name.split())
    assert re.search(rf"Colorado yea called out by .+; confirmed by {second} ", sheet.words)
    assert f"{second}, Colorado" not in sheet.words


def test_lines_are_sent_back_by_state(visitor, app):
    question = asked.put()
    asked.call(question, CO="yea", UT="nay")
    visitor.sign_in(made.SECOND)
    data = {"state": "CO", "why": "Colorado said nay"}
    visitor.send("called.send_back", {"state": "CO"}, 422, question_id=question.id)
    visitor.send("called.send_back", data, question_id=question.id)
    assert [one.state_code for one in asked.sheet(question).waiting] == ["UT"]
    assert (
        "sent back: Colorado said nay" in visitor.get("called.sheet", question_id=question.id).words
    )


def test_a_vote_is_declared_closed_with_the_reason(visitor, app):
    question = asked.put()
    make.answered(question, CO="yea")
    visitor.sign_in(SECRETARIAT)
    assert "Declare the vote closed" in visitor.get("votes.show", question_id=question.id).words
    visitor.send("called.declare", {"declared": ""}, 422, question_id=question.id)
    visitor.send("called.declare", question_id=question.id)
    assert "no quorum" in visitor.get("votes.show", question_id=question.id).words


def test_the_question_is_put_from_the_agenda(visitor, app):
    text = make.circulated()
    one = made.attended()
    key = made.item(one, resolution=str(text.id))
    visitor.sign_in(made.CLERK)
    assert "Put the question" in visitor.get("meetings.agenda", meeting_id=one.id).words
    where = {"meeting_id": one.id}
    review = visitor.send("meetings.put", {"item": key, "rule": "majority"}, 200, **where)
    assert "live or by calling out" in review.words
    visitor.press("meetings.put", review, {"confirm": "yes"}, **where)
    page = visitor.get("meetings.meeting", **where)
    assert "Questions" in page.texts("h2")
    assert "Put the question" not in visitor.get("meetings.agenda", **where).words


def test_the_receipt_of_what_was_called_out_is_found(visitor, app):
    question = asked.put()
    asked.call(question, CO="yea")
    asked.confirm(question)
    visitor.sign_in(governor())
    assert "yea" in visitor.get("votes.receipt", question_id=question.id).words


@pytest.mark.parametrize("part", ["live.question", "live.board"])
def test_a_part_asks_one_statement_where_nothing_changed(visitor, app, part):
    question = asked.put()
    visitor.sign_in(observer("CO"))
    key = question.id
    first = ask(visitor, part, question_id=key)
    assert first.status_code == 200
    with counting(db.engine) as again:
        same = ask(visitor, part, first.headers["ETag"], question_id=key)
    assert same.status_code == 304
    assert not same.get_data()
    assert len(again.statements) == 2, again.brief  # the other one is who asks
    make.answered(question, CO="yea")
    anew = ask(visitor, part, first.headers["ETag"], question_id=question.id)
    assert "1 of 3 states have answered. Last: Colorado, yea." in words_of(anew)


def test_a_part_of_a_closed_question_says_that_it_is_over(visitor, app):
    question = make.answered(make.put(), CO="yea", UT="yea")
    make.closed(question)
    visitor.sign_in(observer("CO"))
    answer = ask(visitor, "live.question", question_id=question.id)
    assert answer.headers["X-Live"] == "over"
    assert "data-live=" not in visitor.get("votes.show", question_id=question.id).text


def test_the_page_of_a_meeting_refreshes_while_it_is_in_session(visitor, app):
    one = made.attended()
    visitor.sign_in(observer("CO"))
    key = one.id
    first = ask(visitor, "meetings.live", meeting_id=key)
    with counting(db.engine) as again:
        same = ask(visitor, "meetings.live", first.headers["ETag"], meeting_id=key)
    assert same.status_code == 304
    assert len(again.statements) == 2, again.brief
    made.there(one, "WY")
    anew = ask(visitor, "meetings.live", first.headers["ETag"], meeting_id=one.id)
    assert "3 states are present" in words_of(anew)


def test_a_room_sees_nothing_that_is_for_some_alone(visitor, app):
    question = asked.put(hidden=True)
    make.answered(question, CO="nay")
    visitor.sign_in(governor())
    assert "nay" in visitor.get("votes.show", question_id=question.id).words  # its own answer
    page = visitor.get("live.projector", question_id=question.id)
    assert "1 of 3 have answered" in page.words
    assert "has answered" in page.words
    assert "nay" not in page.words
    assert not list(page.tree.iter("nav"))


def test_who_is_no_member_sees_no_part(visitor, app):
    question = asked.put()
    visitor.sign_in(observer("NM"))
    for part in ("live.question", "live.board", "live.projector"):
        assert ask(visitor, part, question_id=question.id).status_code == 404
