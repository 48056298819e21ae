"""What time does: the roll call whose time has passed is closed, exactly once."""

import datetime as dt
import threading

from sqlalchemy import func, select

from alliance.core import clock, outbox, worker
from alliance.core.db import db
from alliance.core.ledger import check
from alliance.core.outbox import LEASE, Job
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.resolutions.models import Resolution
from alliance.votes.models import Question
from alliance.votes.operations import CLOSE_JOB, close_and_follow
from alliance.votes.queries import held
from tests import make
from tests.people import SECRETARIAT, governor


def closes(question):
    """How often the ledger says that it was closed."""
    db.session.rollback()
    closed = select(func.count()).select_from(Entry)
    return db.session.scalar(
        closed.where(Entry.subject == f"question:{question}", Entry.action == "votes:close")
    )


def job_of(question):
    db.session.rollback()
    return db.session.scalars(
        select(Job).where(Job.kind == CLOSE_JOB, Job.key.startswith(str(question)))
    ).one()


def work(name="tests"):
    while worker.run_once(name):
        pass


def taken(name):
    """The job that closes, in the hands of a worker; those before it are in hand too."""
    with transaction():
        while (job := outbox.take(name)).kind != CLOSE_JOB:
            pass
    return job


def asked():
    question = make.answered(make.put(), CO="yea", UT="yea")
    return question.id, question.closes_at


def test_nothing_is_closed_before_its_time(app):
    question, at = asked()
    with clock.stopped_at(at - dt.timedelta(seconds=1)):
        work()
        assert closes(question) == 0
    with clock.stopped_at(at):
        work()
    assert closes(question) == 1
    found = db.session.get_one(Question, question)
    assert (found.outcome, found.closed_at) == ("carried", at)
    assert db.session.get_one(Resolution, found.subject_id).stage == "enrolled"


def test_a_worker_that_was_down_closes_late_and_takes_no_late_answer(app, visitor):
    question, at = asked()
    late = at + dt.timedelta(hours=3)
    with clock.stopped_at(at + dt.timedelta(seconds=1)):
        visitor.sign_in(governor("WY"))
        said = {"answer": "nay", "confirm": "yes"}
        answer = visitor.send("votes.answer", said, 409, question_id=question)
        assert "time for answers has passed" in answer.words
    with clock.stopped_at(late):
        work()
    found = db.session.get_one(Question, question)
    assert found.closed_at == late
    assert found.outcome == "carried"
    assert '"state":"WY"' not in found.answers


def test_the_job_run_twice_closes_once(app):
    question, at = asked()
    with clock.stopped_at(at):
        job = taken("dies")
        worker.HANDLERS[CLOSE_JOB](job)
        worker.HANDLERS[CLOSE_JOB](job)
        assert closes(question) == 1
        assert job_of(question).done_at is None, "the worker died before it ticked the job off"
    with clock.stopped_at(at + 2 * LEASE):
        work("another")
    assert closes(question) == 1
    assert job_of(question).done_at
    assert check()["valid"]


def test_the_job_finds_nothing_to_do_after_the_secretariat_has_closed(app):
    question, at = asked()
    with clock.stopped_at(at), transaction():
        found = held(question)
        close_and_follow(make.actor(SECRETARIAT), found)
    with clock.stopped_at(at + dt.timedelta(minutes=1)):
        work()
    assert closes(question) == 1
    assert job_of(question).done_at
    assert db.session.get_one(Question, question).closed_at == at


def test_workers_that_do_the_job_at_once_close_once(app):
    question, at = asked()
    with clock.stopped_at(at):
        job = taken("a")
        db.session.remove()
        start, problems = threading.Barrier(4), []

        def close():
            try:
                with app.app_context():
                    start.wait(10)
                    worker.HANDLERS[CLOSE_JOB](job)
            except Exception as problem:  # noqa: BLE001 (told by the test)
                problems.append(problem)

        threads = [threading.Thread(target=close) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert not problems
    assert closes(question) == 1
    assert check()["valid"]


def test_a_job_about_a_question_that_is_not_there_does_no_harm(app):
    with transaction():
        outbox.later(CLOSE_JOB, "nothing", {"question": str(clock.new_id())})
    assert worker.run_once("tests") == 1
