"""Jobs wait in the outbox: kept with their cause, leased to one worker, tried again, given up."""

import contextlib
import datetime as dt
import os
import subprocess
import sys
import threading

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from alliance.core import clock, outbox, worker
from alliance.core.db import db
from alliance.core.outbox import LEASE, LONGEST_WAIT, TRIES, Job, later
from alliance.core.transaction import transaction
from tests.conftest import SECRET

SECOND = dt.timedelta(seconds=1)
START = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def leave(*keys, at=None):
    with transaction():
        for key in keys:
            later("work", key, {"key": key}, at=at)


def take(name):
    """The job that is due, in a list, or an empty list."""
    with transaction():
        found = outbox.take(name)
    return [found] if found else []


def keep(name, job):
    with transaction():
        return outbox.done(name, job)


def job(key="one"):
    db.session.rollback()
    return db.session.scalars(select(Job).where(Job.key == key)).one()


def waiting():
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Job.done_at.is_(None)))


def test_a_job_of_a_transaction_that_is_taken_back_never_exists(app):
    with pytest.raises(ZeroDivisionError):
        leave_and_break_off()
    assert waiting() == 0
    assert take("a") == []


def leave_and_break_off():
    with transaction():
        later("work", "one", {})
        db.session.flush()
        assert db.session.scalar(select(func.count()).select_from(Job)) == 1
        raise ZeroDivisionError


def test_the_same_thing_does_not_wait_twice(app):
    leave("one")
    with pytest.raises(IntegrityError):
        leave("two", "one")
    assert [found.key for found in take("a")] == ["one"]


def test_a_job_waits_for_its_time(app):
    with clock.stopped_at(START):
        leave("one", at=START + SECOND)
        assert take("a") == []
    with clock.stopped_at(START + SECOND):
        assert [found.key for found in take("a")] == ["one"]


def test_a_job_in_hand_is_not_taken_by_another(app):
    with clock.stopped_at(START):
        leave("one")
        assert len(take("a")) == 1
        assert take("b") == []
    with clock.stopped_at(START + LEASE):
        assert take("b") == []


def test_the_job_of_a_worker_that_died_is_done_by_another(app):
    with clock.stopped_at(START):
        leave("one")
        (lost,) = take("a")
    with clock.stopped_at(START + LEASE + SECOND):
        (found,) = take("b")
        assert (found.id, found.tries) == (lost.id, 2)
        assert not keep("a", lost), "the first comes back from the dead"
        assert job().done_at is None
        assert keep("b", found)
        assert not keep("b", found)
    assert job().done_at == START + LEASE + SECOND
    assert job().leased_by is None


def test_a_worker_that_lost_its_lease_cannot_put_the_job_back(app):
    with clock.stopped_at(START):
        leave("one")
        (lost,) = take("a")
    with clock.stopped_at(START + LEASE + SECOND):
        (found,) = take("b")
        with transaction():
            assert not outbox.failed("a", lost, "too late")
        assert job().problem is None
        assert keep("b", found)


def test_the_pause_grows_and_the_job_is_given_up_after_the_last_try(app):
    def fail(_):
        raise ConnectionRefusedError("the mail server is away")

    now = START
    with clock.stopped_at(START):
        leave("one")
    for number in range(1, TRIES + 1):
        with clock.stopped_at(now), capture_logs() as told:
            assert worker.run_once("a", {"work": fail}) == 0
        assert told[0]["job"] == "one"
        assert "the mail server is away" in told[0]["problem"]
        found = job()
        assert found.tries == number
        assert found.leased_by is None
        if number < TRIES:
            pause = (found.run_at - now).total_seconds()
            assert 0.5 * min(LONGEST_WAIT, 2**number) <= pause <= min(LONGEST_WAIT, 2**number)
            with clock.stopped_at(found.run_at - dt.timedelta(milliseconds=1)):
                assert take("a") == []
            now = found.run_at
    assert found.given_up_at == now
    assert found.done_at is None
    assert found.problem == "ConnectionRefusedError: the mail server is away"
    with clock.stopped_at(now + dt.timedelta(days=365)):
        assert take("a") == []


def test_a_job_that_failed_and_then_went_well_keeps_no_problem(app):
    tried = []

    def once(taken):
        tried.append(taken.tries)
        if len(tried) == 1:
            raise ValueError("not yet")

    with clock.stopped_at(START):
        leave("one")
        worker.run_once("a", {"work": once})
    with clock.stopped_at(START + 5 * SECOND):
        assert worker.run_once("a", {"work": once}) == 1
    assert tried == [1, 2]
    assert job().problem is None
    assert job().done_at


def test_one_job_that_fails_does_not_keep_back_the_others(app):
    def pick(taken):
        if taken.key == "bad":
            later("work", "half done", {})  # left behind outside any transaction
            raise ValueError("bad")

    leave("before", "bad", "after")
    assert worker.run_once("a", {"work": pick}) == 2
    assert job("after").done_at
    assert job("bad").problem.startswith("RuntimeError: nothing is written outside a transaction")
    assert waiting() == 1


def test_a_job_nobody_knows_is_told_and_tried_again(app):
    leave("one")
    with capture_logs() as told:
        assert worker.run_once("a", {}) == 0
    assert told[0]["log_level"] == "warning"
    assert "KeyError" in job().problem


def test_a_worker_takes_one_at_a_time_the_oldest_first(app):
    with clock.stopped_at(START):
        for n in range(5):
            leave(f"{n}", at=START - (5 - n) * SECOND)
        taken = [take(name) for name in "abab"]
        assert [found.key for (found,) in taken] == ["0", "1", "2", "3"]


def test_slow_jobs_do_not_use_up_the_lease_of_those_behind_them(app):
    begun, others = [], []

    def slowly(taken):
        begun.append(taken.key)
        if taken.key == "three":
            others.extend(take("b"))
        stopped.enter_context(clock.stopped_at(clock.now() + LEASE - SECOND))

    with contextlib.ExitStack() as stopped:
        stopped.enter_context(clock.stopped_at(START))
        for key in ("one", "two", "three"):
            leave(key)
        assert worker.run_once("a", {"work": slowly}) == 3
    assert begun == ["one", "two", "three"]
    assert others == [], "nobody else may do what is being done"


DYING = """
import os, sys
from alliance.app import create_app
from alliance.core import worker
from alliance.core.settings import from_environment
with create_app(from_environment()).app_context():
    worker.run_once("dies", {"work": lambda job: os._exit(9)})
"""


def test_a_job_that_kills_its_worker_is_given_up_after_the_last_try(app, tmp_path):
    leave("deadly", "harmless")
    with transaction():
        deadly = update(Job).where(Job.key == "deadly")
        db.session.execute(deadly.values(tries=TRIES - 1, run_at=START))
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    settings = {"DATABASE_URL": url, "SECRET_KEY": SECRET, "ALLIANCE_INSTANCE": str(tmp_path)}
    db.session.remove()
    ended = subprocess.run([sys.executable, "-c", DYING], env=os.environ | settings, check=False)  # noqa: S603
    assert ended.returncode == 9
    assert (job("deadly").tries, job("deadly").given_up_at) == (TRIES, None), "it cannot say so"
    did, later_on = [], clock.now() + LEASE + SECOND
    with clock.stopped_at(later_on), capture_logs() as told:
        assert worker.run_once("b", {"work": lambda taken: did.append(taken.key)}) == 1
    assert did == ["harmless"]
    assert job("deadly").given_up_at == later_on
    assert (job("deadly").tries, job("deadly").leased_by) == (TRIES, None)
    assert "worker died" in job("deadly").problem
    assert [one["job"] for one in told if one["log_level"] == "error"] == ["deadly"]


def test_workers_have_names_of_their_own(app):
    assert len({worker.name() for _ in range(100)}) == 100
    assert all(len(worker.name()) <= 80 for _ in range(3))


def test_several_workers_do_each_job_once_when_none_dies(app, campaign):
    jobs, workers = (600, 8) if campaign else (40, 4)
    did, lock = [], threading.Lock()

    def note(taken):
        with lock:
            did.append(taken.key)

    leave(*(f"{n}" for n in range(jobs)))
    db.session.remove()
    problems = []

    def work(name):
        try:
            with app.app_context():
                while worker.run_once(name, {"work": note}):
                    pass
        except Exception as problem:  # noqa: BLE001 (told by the test)
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not problems
    # A worker that finds nothing free ends; what others held then was theirs to finish.
    while worker.run_once("last", {"work": note}):
        pass
    assert sorted(did, key=int) == [f"{n}" for n in range(jobs)]
    assert waiting() == 0


def test_a_worker_goes_on_when_the_outbox_cannot_be_read_for_a_while(app, monkeypatch):
    stop, did = threading.Event(), []
    monkeypatch.setitem(worker.HANDLERS, "work", lambda taken: (did.append(taken.key), stop.set()))
    leave("one")
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox RENAME TO outbox_away")

    def come_back(_logger, _name, event):
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE outbox_away RENAME TO outbox")
        return event

    with capture_logs(processors=[come_back]) as told:
        worker.run("a", stop, pause=0.01)
    assert did == ["one"]
    assert told[0]["event"] == "worker: the outbox cannot be read"


def test_a_worker_stops_when_it_is_told_to(app):
    stop = threading.Event()
    stop.set()
    leave("one")
    worker.run("a", stop)
    assert waiting() == 1
