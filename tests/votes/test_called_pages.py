"""The clerk's sheet, its confirmation, the parts that refresh, and the view for a meeting room."""

import datetime as dt
import re

import html5lib
import pytest

from alliance.charters.terms import Terms
from alliance.charters.voting import Voting
from alliance.core import clock
from alliance.core.db import db
from alliance.meetings.questions import put_in
from alliance.votes.queries import answers_to
from bench.counting import counting
from tests import make
from tests.charters import made as charters
from tests.meetings import asked, made
from tests.people import SECRETARIAT, governor, observer
from tests.votes import proxies


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


def test_a_page_that_is_out_of_date_takes_nothing_back_that_another_clerk_wrote(visitor, app):
    question = asked.put()
    asked.call(question, CO="yea")
    visitor.sign_in(made.CLERK)
    where = {"question_id": question.id}
    old = visitor.get("called.sheet", **where)  # says yea of Colorado
    asked.call(question, made.SECOND, CO="nay")
    visitor.press("called.sheet", old, {"answer_CO": "yea", "answer_UT": "yea"}, **where)
    lines = asked.sheet(question).last
    assert {state: one.answer for state, one in lines.items()} == {"CO": "nay", "UT": "yea"}


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


EVEN = (
    '{"majorities": [{"of": "cast", "measure": "states", "at_least": {"share": "1/2"}}], '
    '"casting_vote": true}'
)


def test_in_a_meeting_the_chair_may_have_the_casting_vote_and_what_is_odd_of_the_rule_is_said(
    visitor, app
):
    charters.officer("Chair", "CO")
    one = made.attended()
    key = made.item(one, resolution=str(make.circulated().id))
    where = {"meeting_id": one.id}
    visitor.sign_in(made.CLERK)
    given = {"item": key, "rule": "majority", "chair": "CO"}
    refused = visitor.send("meetings.put", given, 422, **where)
    assert "The rule has no casting vote" in refused.words
    given |= {"rule": "other", "other": EVEN}
    review = visitor.send("meetings.put", given, 200, **where)
    assert "in a tie, the casting vote of Colorado" in review.words
    assert "Note. majorities[0].at_least" in review.words
    visitor.press("meetings.put", review, {"confirm": "yes"}, **where)
    [asked_there] = put_in(made.fresh(one))
    assert asked_there.question.asked.chair == "CO"


def test_a_question_that_the_charter_refuses_is_refused_on_the_form_with_what_was_chosen(
    visitor, app
):
    charters.adopt(charters.draft(charters.words(terms=Terms(voting=Voting(modes=("written",))))))
    one = made.attended()
    key = made.item(one, resolution=str(make.circulated().id))
    where = {"meeting_id": one.id}
    visitor.sign_in(made.CLERK)
    review = visitor.send("meetings.put", {"item": key, "rule": "two-thirds"}, 200, **where)
    page = visitor.press("meetings.put", review, {"confirm": "yes"}, 409, **where)
    assert "does not let questions be put this way" in page.words
    chosen = [one.get("value") for one in page.tree.iter("option") if "selected" in one.attrib]
    assert chosen == [str(key), "two-thirds"]


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


def test_a_part_refreshes_when_who_is_there_or_who_is_represented_has_changed(visitor, app):
    proxies.allowed()
    question = asked.put()
    visitor.sign_in(observer("CO"))
    where = {"question_id": question.id}

    def anew(part, tag):
        answer = ask(visitor, part, tag, **where)
        assert answer.status_code == 200, "it says that nothing changed"
        return answer.headers["ETag"], words_of(answer)

    part, board = anew("live.question", "")[0], anew("live.board", "")[0]
    made.there(asked.meeting(question), "WY")
    part, said = anew("live.question", part)
    assert "3 of its states are recorded as present" in said
    assert "3 present" in anew("live.board", board)[1]
    proxy = proxies.given("WY", to="UT")
    part, said = anew("live.question", part)
    assert "Proxies Wyoming: " in said
    proxies.recalled(proxy, by=governor("WY"))
    assert "Proxies" not in anew("live.question", part)[1]


def test_a_part_refreshes_when_a_proxy_begins_or_ends_with_a_day(visitor, app):
    question = make.put(length=dt.timedelta(days=40))
    later = question.opened_at + dt.timedelta(days=1)
    midnight = later.replace(hour=7, minute=0, second=0, microsecond=0)  # in Denver, in winter
    key, minute = question.id, dt.timedelta(minutes=1)
    with clock.stopped_at(midnight - 2 * minute):
        visitor.sign_in(observer("CO"))
        tag = ask(visitor, "live.question", question_id=key).headers["ETag"]
    with clock.stopped_at(midnight - minute):
        assert ask(visitor, "live.question", tag, question_id=key).status_code == 304
    with clock.stopped_at(midnight + minute):
        assert ask(visitor, "live.question", tag, question_id=key).status_code == 200


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
