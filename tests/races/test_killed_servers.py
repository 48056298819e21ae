"""Workers of the web server are killed while states answer: what was acknowledged is there."""

import http.client
import itertools
import os
import re
import signal
import subprocess
import threading
import urllib.parse

import pytest
from sqlalchemy import select

from alliance.core.db import db
from alliance.core.ledger import check
from alliance.core.record import Entry
from alliance.core.settings import from_environment
from alliance.serving import environment_for, web_command
from alliance.votes.models import Answer
from tests import make
from tests.browser import Browser
from tests.conftest import SECRET
from tests.people import governor
from tests.web.served import free_port, processes, until

KILLS, QUESTIONS = 2, 16  # three states answer each question: the load ends when all have
KILLS_IN_A_CAMPAIGN, QUESTIONS_IN_A_CAMPAIGN = 15, 150
WORDS = ("yea", "nay", "present")


class Client(threading.Thread):
    """A governor who answers one question after the other, and tries again until told."""

    def __init__(self, app, port, state, questions):
        super().__init__(daemon=True)
        self.port, self.state, self.questions = port, state, questions
        self.cookies, self.token = signed_in(app, governor(state)), ""
        self.sent, self.acknowledged, self.repeated = {}, {}, 0
        self.problem = None

    def run(self):
        try:
            self.token = self.token_on("/states/")
            for question, word in zip(self.questions, itertools.cycle(WORDS), strict=False):
                self.answer(question, word)
        except Exception as problem:  # noqa: BLE001 (told by the test)
            self.problem = problem

    def ask(self, verb, path, form=None):
        """One request on a connection of its own: (status, location, text)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request(verb, path, urllib.parse.urlencode(form or {}), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            for header in answer.headers.get_all("Set-Cookie") or ():
                name, _, rest = header.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            return answer.status, answer.headers.get("Location", ""), text
        finally:
            connection.close()

    def insist(self, verb, path, form=None):
        """The same, again and again while the server is away."""

        def once():
            try:
                return self.ask(verb, path, form)
            except (OSError, http.client.HTTPException):
                self.repeated += 1
                return None

        return until(once, 60, f"{verb} {path}")

    def token_on(self, path):
        status, where, text = self.insist("GET", path)
        assert status == 200, (status, where)
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text).group(1)

    def answer(self, question, word):
        self.sent[question] = word
        form = {"answer": word, "confirm": "yes", "csrf_token": self.token}
        status, where, text = self.insist("POST", f"/votes/{question}/answer", form)
        # Sent again after a cut, it may have been taken the first time: then it leads there too.
        assert status == 303, (status, text[:300])
        assert where.endswith(f"/votes/{question}/receipt")
        self.acknowledged[question] = word


def signed_in(app, role):
    """The cookie of a session proved by two factors, good for every server with our key."""
    cookie = Browser(app).sign_in(role).client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    return {cookie.key: cookie.value}


def children(pid):
    """The living children of a process."""
    rows = processes().items()
    return [one for one, (parent, state) in rows if parent == pid and not state.startswith("Z")]


@pytest.fixture
def server(app, tmp_path):
    """The web server as `alliance serve` starts it, on the test's database."""
    port = free_port()
    settings = from_environment(
        {"SECRET_KEY": SECRET, "ALLIANCE_INSTANCE": str(tmp_path), "PORT": str(port)},
        database=app.config["SQLALCHEMY_DATABASE_URI"],
    )
    log = (tmp_path / "server.log").open("w")
    process = subprocess.Popen(  # noqa: S603 (our own command)
        web_command(settings), env=environment_for(settings), stdout=log, stderr=log
    )
    try:
        until(lambda: answers(port), 60, "the server answers")
        yield process, port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            for one in (*children(process.pid), process.pid):
                os.kill(one, signal.SIGKILL)
            process.wait()
        log.close()


def answers(port):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def test_no_acknowledged_answer_is_lost_when_workers_are_killed(app, server, campaign):
    kills = KILLS_IN_A_CAMPAIGN if campaign else KILLS
    process, port = server
    number = QUESTIONS_IN_A_CAMPAIGN if campaign else QUESTIONS
    questions = [make.put().id for _ in range(number)]
    clients = [Client(app, port, state, questions) for state in make.MEMBERS]
    db.session.remove()
    for one in clients:
        one.start()
    killed = 0
    while killed < kills and any(one.is_alive() for one in clients):
        so_far = sum(len(one.acknowledged) for one in clients)
        until(
            lambda so_far=so_far: (
                sum(len(one.acknowledged) for one in clients) > so_far + 5
                or not any(one.is_alive() for one in clients)
            ),
            60,
            "answers are taken again after a kill",
        )
        for pid in children(process.pid):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    for one in clients:
        one.join(120)
        assert not one.is_alive()
        assert one.problem is None, one.problem
    assert killed >= kills
    assert sum(one.repeated for one in clients) > 0, "the kills were felt"
    stored = db.session.execute(select(Answer.question_id, Answer.state_code, Answer.answer)).all()
    found = {(question, state): word for question, state, word in stored}
    assert len(found) == len(stored)
    sent = {(q, one.state): word for one in clients for q, word in one.sent.items()}
    acknowledged = {(q, one.state): w for one in clients for q, w in one.acknowledged.items()}
    assert len(acknowledged) == 3 * number
    lost = {key: word for key, word in acknowledged.items() if found.get(key) != word}
    assert not lost, f"{len(lost)} of {len(acknowledged)} acknowledged answers are lost"
    assert found == sent, "nothing is there that nobody sent"
    entered = list(db.session.scalars(select(Entry.body).where(Entry.action == "votes:answer")))
    assert len(entered) == len(found)
    verdict = check()
    assert verdict["valid"], verdict["first_problem"]
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
