"""Putting, answering and closing: who may, when, what stays frozen, what follows, who is told."""

import datetime as dt
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from alliance.charters.member_classes import USUAL_CLASSES, Class
from alliance.charters.terms import Terms
from alliance.clockwork import close_when_due
from alliance.core import clock
from alliance.core.actor import CLOCK, OPERATOR, Rank
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job, Taken
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.membership.queries import bound_states
from alliance.resolutions import operations as resolutions
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import text_of
from alliance.rulebook.problems import MalformedRule
from alliance.texts.starting import plain_clauses
from alliance.votes import answering, operations
from alliance.votes.following import FOLLOWS
from alliance.votes.models import Answer, Question
from alliance.votes.queries import answers_to, held
from alliance.votes.rules import USUAL_RULE
from alliance.votes.rules import Answer as Word
from alliance.votes.saying import Said
from alliance.votes.ways import Way
from tests import make
from tests.charters import made as charters
from tests.membership.files import contents
from tests.people import AT_WORK, EVERYONE, OTHER_SECRETARIAT, SECRETARIAT, governor, liaison
from tests.votes.rolls import join, leave

SECOND = dt.timedelta(seconds=1)


def answer(question, role, word="yea"):
    with transaction():
        return answering.answer(make.actor(role), question, said=make.said(word))


def close(question, actor=None):
    with transaction():
        return operations.close_and_follow(actor or make.actor(SECRETARIAT), held(question.id))


def entries(question):
    found = db.session.scalars(
        select(Entry).where(Entry.stream == "alliance:ours").order_by(Entry.n)
    )
    return [one for one in found if str(question.id) in one.body]


def mail():
    """(template, audience) of every message that waits."""
    jobs = db.session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id)).all()
    return [(one.facts["template"], one.facts["audience"]) for one in jobs]


def resolution_of(question):
    db.session.expire_all()
    return db.session.get_one(Resolution, question.subject_id)


def test_opening_freezes_text_roster_and_rule(app):
    question = make.put()
    resolution = resolution_of(question)
    assert sorted(question.entitled) == ["CO", "UT", "WY"]
    assert question.entitled["CO"] == {
        "class": "party",
        "region": "West",
        "weights": {"electors": "10", "population": "5773714"},
    }
    assert json.loads(question.rule) == USUAL_RULE
    assert question.text_sha256 == text_of(resolution, 1).sha256
    assert question.roster_sha256 == digest(question.roster.encode())
    assert question.rule_sha256 == digest(question.rule.encode())


def test_opening_is_recorded_told_to_the_alliance_and_set_to_close_by_itself(app):
    question = make.put()
    [opened, put] = entries(question)
    assert (opened.action, put.action) == ("votes:open", "resolutions:put")
    assert opened.facts["text_sha256"] == question.text_sha256
    assert opened.facts["closes_at"] == clock.stamp(question.closes_at)
    assert mail()[-1] == ("votes/mail/open_question", f"alliance:{question.alliance_id}")
    job = db.session.scalars(select(Job).where(Job.kind == "votes:close")).one()
    assert (job.run_at, job.facts) == (question.closes_at, {"question": str(question.id)})


def test_only_the_secretariat_of_the_alliance_puts_a_question(app):
    resolution = make.circulated()
    closes = clock.now() + make.TWO_WEEKS
    before = contents()
    for role in EVERYONE:
        if role in AT_WORK:
            continue
        with pytest.raises(NotPermitted), transaction():
            resolutions.put(
                make.actor(role),
                resolution,
                rule=USUAL_RULE,
                way=Way(closes),
                **make.to_put(resolution),
            )
    for actor in (OPERATOR, CLOCK):
        with pytest.raises(NotPermitted), transaction():
            resolutions.put(
                actor, resolution, rule=USUAL_RULE, way=Way(closes), **make.to_put(resolution)
            )
    assert contents() == before


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (dt.timedelta(minutes=5) - SECOND, "at least five minutes"),
        (dt.timedelta(days=366) + SECOND, "within a year"),
    ],
)
def test_a_question_that_closes_too_soon_or_too_late_is_not_put(app, length, words):
    resolution = make.circulated()
    before = contents()
    with clock.stopped_at(clock.now()), pytest.raises(RuleBroken, match=words), transaction():
        resolutions.put(
            make.actor(SECRETARIAT),
            resolution,
            rule=USUAL_RULE,
            way=Way(clock.now() + length),
            **make.to_put(resolution),
        )
    assert contents() == before


def test_a_question_is_not_put_where_nobody_is_a_member(app):
    resolution = make.circulated()
    for state in make.MEMBERS:
        leave(state)
    closes = clock.now() + make.TWO_WEEKS
    with pytest.raises(RuleBroken, match="Nobody is entitled"), transaction():
        resolutions.put(
            make.actor(SECRETARIAT),
            resolution,
            rule=USUAL_RULE,
            way=Way(closes),
            **make.to_put(resolution),
        )


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"majorities": []},
        {"majorities": [{"of": "cast", "measure": "states"}]},
        {"majorities": [{"of": "cast", "measure": "gold", "more_than": {"share": "1/2"}}]},
    ],
)
def test_a_rule_that_could_never_be_counted_is_not_frozen(app, rule):
    resolution = make.circulated()
    before = contents()
    closes = clock.now() + make.TWO_WEEKS
    with pytest.raises((RuleBroken, MalformedRule)), transaction():
        resolutions.put(
            make.actor(SECRETARIAT),
            resolution,
            rule=rule,
            way=Way(closes),
            **make.to_put(resolution),
        )
    assert contents() == before


def test_an_answer_is_recorded_and_confirmed_to_the_office(app):
    question = make.put()
    done = answer(question, governor("UT"), "present")
    assert answers_to(question.id)["UT"].answer == "present"
    assert done.receipt.stream == "alliance:ours"
    last = entries(question)[-1]
    assert (last.action, last.facts["state"], last.facts["answer"]) == (
        "votes:answer",
        "UT",
        "present",
    )
    office = make.actor(governor("UT")).office_id
    assert mail()[-1] == ("votes/mail/answer", f"office:{office}")


def test_only_the_principal_of_the_office_that_represents_a_state_answers(app):
    question = make.put()
    for role in EVERYONE:
        if role.rank is Rank.PRINCIPAL and role.office == "governor" and role.state != "NM":
            continue
        with pytest.raises(NotPermitted):
            answer(question, role)
    for actor in (OPERATOR, CLOCK):
        with pytest.raises(NotPermitted), transaction():
            answering.answer(actor, question, said=Said(Word.YEA))
    assert answers_to(question.id) == {}


def test_a_state_answers_once(app):
    question = make.put()
    answer(question, governor("CO"))
    before = contents()
    for word in ("yea", "nay"):
        with pytest.raises(RuleBroken, match="answered"):
            answer(question, governor("CO"), word)
    assert contents() == before


def test_an_answer_can_be_neither_changed_nor_taken_back(app):
    question = make.answered(make.put(), CO="yea")
    for act in ("UPDATE answers SET answer = 'nay'", "DELETE FROM answers"):
        with pytest.raises(DatabaseError), transaction():
            db.session.connection().exec_driver_sql(act)
    assert answers_to(question.id)["CO"].answer == "yea"


def test_answers_are_taken_until_the_very_close_and_not_after(app):
    question = make.put()
    with clock.stopped_at(question.closes_at):
        answer(question, governor("CO"))
    late = clock.stopped_at(question.closes_at + SECOND)
    with late, pytest.raises(RuleBroken, match="has passed"):
        answer(question, governor("UT"))


def test_a_closed_roll_call_takes_no_answer(app):
    question = make.answered(make.put(), CO="yea", UT="yea", WY="nay")
    close(question)
    with pytest.raises(RuleBroken, match="closed"):
        answer(question, governor("WY"))


def test_a_state_that_joins_later_does_not_answer(app):
    question = make.put()
    join("NM")
    assert "NM" in bound_states(make.alliance())
    with pytest.raises(NotPermitted):
        answer(question, governor("NM"))
    assert sorted(db.session.get_one(Question, question.id).entitled) == ["CO", "UT", "WY"]


def test_a_state_that_leaves_still_answers_what_it_was_asked(app):
    question = make.put()
    leave("UT")
    assert bound_states(make.alliance()) == {"CO", "WY"}
    answer(question, governor("UT"))
    assert close(make.answered(question, CO="yea", WY="nay")) == "carried"
    [step, *_] = json.loads(db.session.get_one(Question, question.id).tally)["steps"]
    assert "3" in step


def test_a_later_edit_does_not_reach_the_question(app):
    question = make.put()
    resolution = resolution_of(question)
    words = plain_clauses("Another title", (), ("Something else.",))
    before = contents()
    with pytest.raises(RuleBroken, match="frozen"), transaction():
        resolutions.revise(make.actor(liaison()), resolution, words=words, base=1)
    assert contents() == before


@pytest.mark.parametrize("column", ["rule", "roster", "text_sha256", "closes_at", "subject_id"])
def test_the_database_itself_keeps_what_was_frozen(app, column):
    make.put()
    with pytest.raises(DatabaseError), transaction():
        db.session.connection().exec_driver_sql(f"UPDATE questions SET {column} = NULL")


def test_a_roll_call_closes_as_soon_as_all_have_answered(app):
    question = make.answered(make.put(), CO="yea", UT="yea")
    with pytest.raises(RuleBroken, match="awaited from WY"):
        close(question)
    answer(question, governor("WY"), "nay")
    assert close(question) == "carried"


def test_a_roll_call_closes_when_the_time_has_passed_and_not_a_second_before(app):
    question = make.answered(make.put(), CO="yea")
    with clock.stopped_at(question.closes_at - SECOND):
        with pytest.raises(RuleBroken, match="awaited from UT, WY"):
            close(question)
        with pytest.raises(RuleBroken, match="awaited"):
            close(question, CLOCK)
    with clock.stopped_at(question.closes_at):
        assert close(question, CLOCK) == "no quorum"


def test_only_its_secretariat_and_the_clock_close_a_roll_call(app):
    question = make.answered(make.put(), CO="yea", UT="yea", WY="yea")
    before = contents()
    others = [make.actor(role) for role in EVERYONE if role not in AT_WORK]
    assert make.actor(OTHER_SECRETARIAT) in others
    for actor in (*others, OPERATOR):
        with pytest.raises(NotPermitted):
            close(question, actor)
    assert contents() == before


def test_a_roll_call_is_closed_once(app):
    question = make.answered(make.put(), CO="yea", UT="yea", WY="yea")
    close(question)
    before = contents()
    with pytest.raises(RuleBroken, match="closed already"):
        close(question)
    assert contents() == before


def test_the_job_of_the_close_may_come_twice(app):
    question = make.answered(make.put(), CO="yea", UT="yea")
    job = Taken(clock.new_id(), "votes:close", "x", {"question": str(question.id)}, 1)
    with clock.stopped_at(question.closes_at):
        close_when_due(job)
        before = contents()
        close_when_due(job)
    assert contents() == before
    assert resolution_of(question).stage == "enrolled"


@pytest.mark.parametrize(
    ("answers", "outcome", "stage"),
    [
        ({"CO": "yea", "UT": "yea", "WY": "nay"}, "carried", "enrolled"),
        ({"CO": "yea", "UT": "nay", "WY": "present"}, "lost", "lost"),  # a tie is no majority
        ({"CO": "yea", "UT": "present"}, "carried", "enrolled"),
        ({"CO": "present", "UT": "present", "WY": "recused"}, "lost", "lost"),
        ({"CO": "nay", "UT": "nay"}, "lost", "lost"),
        ({"CO": "yea"}, "no quorum", "lost"),
        ({}, "no quorum", "lost"),
    ],
)
def test_what_the_answers_decide_and_what_follows(app, answers, outcome, stage):
    question = make.answered(make.put(), **answers)
    assert make.closed(question) == outcome
    resolution = resolution_of(question)
    assert resolution.stage == stage
    asked = db.session.get_one(Question, question.id)
    assert asked.outcome == outcome
    assert {one["state"]: one["answer"] for one in json.loads(asked.answers)} == answers


def test_the_count_is_exact_and_kept_with_its_digest(app):
    question = make.answered(make.put(), CO="yea", UT="yea", WY="nay")
    close(question)
    asked = db.session.get_one(Question, question.id)
    tally = json.loads(asked.tally)
    assert tally["quorum"] == {"need": "3/2", "have": "3", "met": True}
    [majority] = tally["majorities"]
    assert (Fraction(majority["need"]), majority["have"]) == (Fraction(3, 2), "2")
    assert asked.tally_sha256 == digest(asked.tally.encode())
    assert asked.answers_sha256 == digest(asked.answers.encode())


def test_a_lost_question_is_recorded_and_the_alliance_is_told(app):
    question = make.answered(make.put(), CO="nay", UT="nay", WY="nay")
    close(question)
    actions = [one.action for one in entries(question)]
    assert actions[-2:] == ["votes:close", "resolutions:lose"]
    assert mail()[-1] == ("votes/mail/close", f"question:{question.id}")
    assert ("resolutions/mail/enroll", f"question:{question.id}") not in mail()


def test_a_carried_question_opens_the_text_for_signature_and_tells_so(app):
    question = make.answered(make.put(), CO="yea", UT="yea", WY="nay")
    close(question)
    actions = [one.action for one in entries(question)]
    assert actions[-2:] == ["votes:close", "resolutions:adopt"]
    asked = f"question:{question.id}"
    assert mail()[-2:] == [("votes/mail/close", asked), ("resolutions/mail/enroll", asked)]


def test_what_a_close_sets_in_motion_happens_with_it_or_not_at_all(app, monkeypatch):
    question = make.answered(make.put(), CO="yea", UT="yea", WY="nay")
    before = contents()

    def fails(*_):
        raise RuleBroken("no")

    monkeypatch.setitem(FOLLOWS, "resolution", replace(FOLLOWS["resolution"], does=fails))
    with pytest.raises(RuleBroken):
        close(question)
    assert contents() == before


def test_the_roll_call_names_who_answered_and_where_it_is_recorded(app):
    question = make.answered(make.put(), CO="yea", UT="yea", WY="nay")
    close(question)
    roll = json.loads(db.session.get_one(Question, question.id).answers)
    assert [one["state"] for one in roll] == ["CO", "UT", "WY"]
    assert roll[0]["office"]["name"] == "Colorado, Office of the Governor"
    found = {one.n: one for one in entries(question)}
    for one in roll:
        assert found[one["entry"]].facts["state"] == one["state"]
    given = db.session.scalars(select(Answer).where(Answer.state_code == "CO")).one()
    assert roll[0]["by"]["id"] == str(given.person_id)


def test_who_votes_is_what_the_charter_says_of_its_classes(app):
    """An associate that the charter lets vote is called; where nothing is said it is not."""
    with transaction():
        make.come_in(make.alliance(), "NM", role="associate")
    assert set(make.put().entitled) == {"CO", "UT", "WY"}
    let = Class("Associate", "associate", voting=True, seated=False)
    charters.adopt(charters.draft(charters.words(terms=Terms(classes=(USUAL_CLASSES[0], let)))))
    asked = make.put()
    assert {state: one["class"] for state, one in asked.entitled.items()} == {
        **dict.fromkeys(("CO", "UT", "WY"), "party"),
        "NM": "associate",
    }
    make.answered(asked, NM="yea")
    assert set(answers_to(asked.id)) == {"NM"}
