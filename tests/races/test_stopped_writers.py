"""Writers queue: first come, first served, and behind one that is stopped nobody waits for ever."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from alliance.core import clock, queue
from alliance.core.db import db
from alliance.core.outbox import Job, later
from alliance.core.transaction import transaction
from alliance.votes.models import Answer
from tests import make
from tests.conftest import SECRET
from tests.people import governor
from tests.races.racing import race
from tests.web.served import until

OFFICES = 50

STOPS = """
import os, signal
from alliance.app import create_app
from alliance.core.outbox import later
from alliance.core.settings import from_environment
from alliance.core.transaction import transaction
with create_app(from_environment()).app_context(), transaction():
    later("work", "of the stopped one", {})
    os.kill(os.getpid(), signal.SIGSTOP)
"""


@contextlib.contextmanager
def stopped_writer(url, folder):
    """A process that is stopped in the middle of a transaction; afterwards it goes on."""
    settings = {"DATABASE_URL": url, "SECRET_KEY": SECRET, "ALLIANCE_INSTANCE": str(folder)}
    process = subprocess.Popen([sys.executable, "-c", STOPS], env=os.environ | settings)  # noqa: S603
    try:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        yield
    finally:
        process.send_signal(signal.SIGCONT)
        assert process.wait(30) == 0


def standing():
    """The threads that stand in the queue for this process."""
    return [one for one in threading.enumerate() if one.name == "writers' queue"]


def in_line(path):
    """How many wait for this file, as the kernel knows them."""
    inode = f":{path.stat().st_ino} "
    lines = Path("/proc/locks").read_text().splitlines()
    return sum("->" in line and inode in line for line in lines)


def jobs():
    db.session.rollback()
    return set(db.session.scalars(select(Job.key)))


def test_behind_a_stopped_writer_one_is_told_in_time_and_may_send_again(
    app, visitor, tmp_path, monkeypatch
):
    if db.engine.dialect.name != "sqlite":
        assert standing() == []  # on PostgreSQL nobody queues
        return
    question = make.put().id
    visitor.sign_in(governor())
    form = visitor.get("votes.answer", question_id=question)
    said = {"answer": "yea", "confirm": "yes"}
    assert queue.PATIENCE == 10
    monkeypatch.setattr(queue, "PATIENCE", 0.2)
    with stopped_writer(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path):
        for _ in range(3):
            page = visitor.press("votes.answer", form, said, expect=503, question_id=question)
            assert "Nothing was changed" in page.words
        assert len(standing()) == 1, "the place that one left is taken over by the next"
        assert visitor.get("votes.show", question_id=question), "one may read meanwhile"
    until(lambda: not standing(), 10, "the place is given up")
    visitor.press("votes.answer", form, said, question_id=question)
    count = select(func.count()).where(Answer.question_id == question)
    db.session.rollback()
    assert db.session.scalar(count) == 1
    assert "of the stopped one" in jobs()


def test_writers_who_wait_while_it_goes_on_are_served(app, tmp_path):
    """Whoever is patient enough writes; those who came before and left are passed over."""
    if db.engine.dialect.name != "sqlite":
        assert standing() == []
        return
    path = Path(f"{db.engine.url.database}.writers")
    with contextlib.ExitStack() as meanwhile:
        meanwhile.enter_context(stopped_writer(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path))

        def write(key):
            with transaction():
                later("work", key, {})

        def go_on():
            until(lambda: in_line(path) == 3, 10, "three wait")
            meanwhile.close()

        assert race(app, *(lambda key=key: write(key) for key in "abc"), go_on) == [None] * 4
    assert jobs() >= {"a", "b", "c", "of the stopped one"}
    until(lambda: not standing(), 10, "nobody stands there any more")


def test_the_first_to_come_is_the_first_to_be_served(tmp_path):
    path, order, threads = tmp_path / "queue", [], []
    first = queue.wait(str(path))

    def write(number):
        turn = queue.wait(str(path))
        order.append(number)
        os.close(turn)

    for number in range(20):
        threads.append(threading.Thread(target=write, args=(number,)))
        threads[-1].start()
        until(lambda: in_line(path) == len(threads), 10, "each comes after the other")
    os.close(first)
    for thread in threads:
        thread.join(10)
    assert order == list(range(20))


def test_a_writer_who_is_broken_off_while_waiting_holds_up_nobody(tmp_path):
    path = str(tmp_path / "queue")
    first = queue.wait(path)

    def knock(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, knock)
    try:
        main = threading.main_thread().ident
        threading.Timer(0.1, signal.pthread_kill, (main, signal.SIGUSR1)).start()
        with pytest.raises(KeyboardInterrupt):
            queue.wait(path)
    finally:
        signal.signal(signal.SIGUSR1, before)
    os.close(first)
    until(lambda: not standing(), 10, "the place is given up")
    os.close(queue.wait(path))


def test_fifty_offices_that_write_at_once_all_get_through(app, campaign):
    waits = []

    def write(key):
        begun = time.perf_counter()
        with transaction():
            waits.append(time.perf_counter() - begun)
            later("work", key, {}, at=clock.now())

    keys = [f"office {n}" for n in range(OFFICES)]
    outcomes = race(app, *(lambda key=key: write(key) for key in keys))
    assert outcomes == [None] * OFFICES
    assert jobs() >= set(keys)
    if campaign:  # other tests on the same machine make it slow
        assert max(waits) <= 1.0, sorted(waits)[-5:]
