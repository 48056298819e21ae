"""A question in a meeting: who answers, who writes it down, who confirms, when it is closed."""

import datetime as dt
import json

import pytest

from alliance.core.db import db
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.record import entries_about
from alliance.core.transaction import transaction
from alliance.meetings import operations as meetings
from alliance.meetings import questions, signing_off
from alliance.meetings.rules import Way
from alliance.resolutions.models import Resolution
from alliance.votes import operations as votes
from alliance.votes import reminding
from alliance.votes.calling import sheets as called_sheets
from alliance.votes.queries import answers_to, held
from alliance.votes.rules import USUAL_RULE, Mode
from tests import make
from tests.core.insider import refused
from tests.meetings import asked, made
from tests.people import SECRETARIAT, governor
from tests.votes import proxies

UNLESS = {"no_objection": True}
DELEGATE = "Principal Co Governor, Office of the Governor"  # as the attendance names a person


def close(question, by=SECRETARIAT, **more):
    with transaction():
        return votes.close_and_follow(make.actor(by), held(question.id), **more)


def last(question, action):
    return [one for one in entries_about(question.stream, [question.ref]) if one.action == action][
        -1
    ]


def test_a_question_is_put_in_a_running_meeting_and_ends_a_day_later_at_the_latest(app):
    question = asked.put()
    assert question.mode == Mode.MEETING
    assert question.closes_at - question.opened_at == dt.timedelta(hours=24)
    assert asked.meeting(question).title == "Annual meeting"
    entry = last(asked.meeting(question), "meetings:put-question")
    assert entry.facts["question"] == str(question.id)


def test_it_is_put_only_where_somebody_is_there_and_on_a_text(app):
    empty = made.opened()
    with pytest.raises(RuleBroken, match="Nobody is recorded as present"):
        asked.put(empty)
    there = made.attended()
    item = made.item(there)
    with pytest.raises(RuleBroken, match="about no text"), transaction():
        questions.put_question(
            make.actor(SECRETARIAT), there, item=item, rule={}, reviewed=None, states=()
        )


def test_only_who_is_recorded_as_present_answers(app):
    question = asked.put()
    make.answered(question, CO="yea")
    with pytest.raises(RuleBroken, match="Wyoming is not recorded as present in Annual meeting"):
        make.answered(question, WY="yea")
    made.there(asked.meeting(question), "WY", how=Way.REMOTE)
    make.answered(question, WY="yea")
    assert set(answers_to(question.id)) == {"CO", "WY"}


def test_by_proxy_only_a_holder_answers_who_is_there_and_in_person_it_is_not(app):
    proxies.allowed()
    proxies.given("WY", to="UT")
    rule = {"quorum": {**USUAL_RULE["quorum"], "in_person": True}, "majorities": [UNLESS]}
    question = asked.put(states=("CO",), rule=rule)
    make.answered(question, CO="yea")
    with pytest.raises(RuleBroken, match="Utah is not recorded as present"):
        proxies.answered(question, state="WY")
    made.there(asked.meeting(question), "UT", how=Way.REMOTE)
    proxies.answered(question, state="WY")
    make.answered(question, UT="yea")
    assert close(question) == "no quorum", "one of three is in the room"
    assert json.loads(held(question.id).tally)["quorum"]["have"] == "1"


def test_what_the_clerk_enters_counts_when_another_person_has_confirmed_it(app):
    question = asked.put()
    assert asked.call(question, CO="yea", UT="nay") == 2
    assert not answers_to(question.id)
    with pytest.raises(RuleBroken, match="Another person of the secretariat confirms them"):
        asked.confirm(question, by=made.CLERK)
    assert asked.confirm(question) == 2
    given = answers_to(question.id)
    assert {state: one.answer for state, one in given.items()} == {"CO": "yea", "UT": "nay"}
    colorado = make.actor(governor())
    assert given["CO"].office_id == colorado.office_id
    assert given["CO"].person_id == make.actor(made.SECOND).person_id
    entry = last(question, "votes:enter")
    assert entry.facts["state"] == "UT"
    assert entry.facts["entered_by"] == str(make.actor(made.CLERK).person_id)
    assert not asked.sheet(question).waiting


def test_whoever_is_named_in_the_attendance_released_it_under_the_register(app):
    one = made.opened()
    made.there(one, "CO", who=DELEGATE)
    made.there(one, "UT", who="A stranger")
    question = asked.put(one)
    asked.call(question, CO="yea", UT="yea")
    asked.confirm(question)
    lines, given = asked.sheet(question).last, answers_to(question.id)
    assert lines["CO"].delegate == DELEGATE
    assert lines["CO"].delegate_id == make.actor(governor()).person_id
    assert given["CO"].authority_id
    assert given["CO"].chain_sha256
    assert lines["UT"].delegate_id is None
    assert given["UT"].authority_id is None


def test_lines_are_confirmed_as_they_were_read(app):
    question = asked.put()
    asked.call(question, CO="yea")
    seen = called_sheets.reviewed(question, asked.sheet(question).waiting)
    asked.call(question, CO="nay")
    with pytest.raises(ChangedMeanwhile):
        asked.confirm(question, sha256=seen)
    assert not answers_to(question.id)
    assert [one.answer for one in asked.sheet(question).every] == ["yea", "nay"]


def test_a_line_that_is_sent_back_does_not_count_and_is_entered_anew(app):
    question = asked.put()
    asked.call(question, CO="yea")
    asked.send_back(question, "CO", reason="Colorado said nay")
    with pytest.raises(RuleBroken, match="No line waits"):
        asked.confirm(question)
    asked.call(question, CO="nay")
    asked.confirm(question)
    assert answers_to(question.id)["CO"].answer == "nay"


def test_an_answer_that_a_state_gave_by_itself_meanwhile_stands(app):
    question = asked.put()
    asked.call(question, CO="nay")
    make.answered(question, CO="yea")
    with pytest.raises(RuleBroken, match="Colorado has answered by itself"):
        asked.confirm(question)
    assert answers_to(question.id)["CO"].answer == "yea"
    asked.send_back(question, "CO")
    asked.call(question, CO="present")  # called out after it: it takes the place of that answer
    asked.confirm(question)
    assert answers_to(question.id)["CO"].n == 2


def test_nothing_is_called_out_for_who_is_away_or_where_answers_are_hidden(app):
    question = asked.put()
    with pytest.raises(RuleBroken, match="Wyoming is not recorded as present"):
        asked.call(question, WY="yea")
    with pytest.raises(RuleBroken, match="heard by all"):
        asked.call(asked.put(hidden=True), CO="yea")
    with pytest.raises(RuleBroken, match="not put in a meeting"):
        asked.call(make.put(), CO="yea")


def test_it_is_closed_when_all_who_are_there_have_answered(app):
    question = asked.put()
    make.answered(question, CO="yea")
    with pytest.raises(RuleBroken, match="awaited from UT"):
        close(question)
    asked.call(question, UT="yea")
    with pytest.raises(RuleBroken, match="awaited from UT"):
        close(question)
    asked.confirm(question)
    assert close(question) == "carried"
    facts = last(question, "votes:close").facts
    assert facts["present"] == facts["in_person"] == ["CO", "UT"]


def test_it_is_declared_closed_with_the_reason_but_not_over_lines_that_wait(app):
    question = asked.put()
    asked.call(question, CO="yea")
    with pytest.raises(RuleBroken, match="wait to be confirmed: CO"):
        close(question, declared="Nobody else wishes to answer")
    asked.confirm(question)
    assert close(question, declared="Nobody else wishes to answer") == "no quorum"
    assert last(question, "votes:close").facts["declared"] == "Nobody else wishes to answer"
    with pytest.raises(RuleBroken, match="in a meeting only"):
        close(make.put(), declared="All have answered")


def test_the_roll_call_says_who_called_out_who_entered_and_who_confirmed(app):
    question = asked.put()
    asked.call(question, CO="yea")
    asked.confirm(question)
    make.answered(question, UT="yea")
    close(question)
    colorado, utah = votes._roll_call(held(question.id), answers_to(question.id))
    assert colorado["called"]["by"] == "Ada Lund, Office"
    assert colorado["called"]["entered"]["id"] == str(make.actor(made.CLERK).person_id)
    assert colorado["by"]["id"] == str(make.actor(made.SECOND).person_id)
    assert "called" not in utah


def test_in_a_meeting_no_close_is_put_off_and_nobody_is_reminded(visitor, app):
    proxies.allowed(extensions=2)
    written, question = make.put(), asked.put()
    later = question.closes_at + dt.timedelta(hours=1)
    who = make.actor(SECRETARIAT)
    with pytest.raises(RuleBroken, match="closed in the sitting"), transaction():
        votes.extend(who, held(question.id), closes_at=later, reason="Snow")
    with pytest.raises(RuleBroken, match="who is there sees that it is open"), transaction():
        reminding.remind(who, held(question.id))
    visitor.sign_in(SECRETARIAT)
    for one, offered in ((written, True), (question, False)):
        links = visitor.get("votes.show", question_id=one.id).links()
        for page in ("votes.extend", "votes.remind"):
            assert (visitor.url(page, question_id=one.id) in links) is offered


def test_a_meeting_does_not_end_while_a_vote_is_taken_in_it(app):
    question = asked.put()
    with pytest.raises(RuleBroken, match="A question is open in this meeting"):
        made.adjourned(asked.meeting(question))
    make.answered(question, CO="yea", UT="yea")
    close(question)
    made.adjourned(asked.meeting(question))


def test_the_minutes_tell_of_the_question_and_of_its_roll_call(app):
    question = asked.put()
    make.answered(question, CO="yea", UT="recused")
    close(question)
    made.act(meetings.adjourn, made.CLERK, asked.meeting(question))
    said = signing_off.as_they_stand(asked.meeting(question))["entries"]
    put, decided = (one for one in said if one["kind"].startswith("question"))
    assert put["text"].startswith("Question 1 was put to 3 states")
    assert decided["text"].endswith(f"{question.outcome or 'carried'}.")
    assert decided["roll"]["answers"]["yea"] == ["Colorado"]
    assert decided["roll"]["answers"]["absent"] == ["Wyoming"]
    assert decided["roll"]["others"] == ["Utah: recused (A party to the matter)"]
    assert said.index(put) < said.index(decided)


def test_nobody_but_the_secretariat_puts_and_enters(app):
    question = asked.put()
    with pytest.raises(Exception, match="votes:call-out"):
        asked.call(question, by=governor(), CO="yea")
    assert db.session.get(Resolution, question.subject_id)


def test_the_sheet_and_who_confirmed_it_stay_whoever_sends_sql(app):
    asked.everything()
    for table in ("called_answers", "called_marks", "meeting_questions"):
        said = f"{table} is append-only"
        assert said in refused(f"UPDATE {table} SET question_id = question_id")
        assert said in refused(f"DELETE FROM {table}")


def test_a_second_person_who_comes_late_finds_nothing_to_confirm(app):
    question = asked.put()
    asked.call(question, CO="yea")
    seen = called_sheets.reviewed(question, asked.sheet(question).waiting)
    asked.confirm(question, sha256=seen)
    with pytest.raises(RuleBroken, match="No line waits"):
        asked.confirm(question, sha256=seen)
    assert len(answers_to(question.id)) == 1
