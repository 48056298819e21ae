"""Server and worker are killed outright while states answer and roll calls fall due."""

import contextlib
import datetime as dt
import itertools
import json
import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import select, text, update

from alliance.core import clock
from alliance.core.db import db
from alliance.core.ledger import check
from alliance.core.outbox import Job
from alliance.core.record import Entry
from alliance.core.settings import from_environment
from alliance.core.transaction import transaction
from alliance.serving import environment_for, web_command
from alliance.votes.models import Answer, Question
from alliance.votes.operations import CLOSE_JOB
from tests.conftest import SECRET
from tests.races.test_killed_servers import Client, answers
from tests.votes import many
from tests.web.served import free_port, until

KILLS, QUESTIONS, OPEN_FOR = 2, 6, 10  # seconds that the roll calls stay open from now
KILLS_IN_A_CAMPAIGN, QUESTIONS_IN_A_CAMPAIGN, OPEN_FOR_IN_A_CAMPAIGN = 12, 60, 60


class House:
    """The web server and the worker, as two programs, each killed with all that it began."""

    def __init__(self, app, folder):
        environment = {"SECRET_KEY": SECRET, "ALLIANCE_INSTANCE": str(folder)}
        environment["PORT"] = str(free_port())
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        self.settings = from_environment(environment, database=url)
        self.log = (folder / "house.log").open("w")
        self.running = []

    def start(self):
        worker = [sys.executable, "-m", "alliance.cli", "worker"]
        self.running = [
            subprocess.Popen(  # noqa: S603 (our own commands)
                command,
                env=environment_for(self.settings),
                stdout=self.log,
                stderr=self.log,
                start_new_session=True,
            )
            for command in (web_command(self.settings), worker)
        ]

    def kill(self):
        """All at once, without a word, whatever each is doing."""
        for one in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
        for one in self.running:
            one.wait(30)


@pytest.fixture
def house(app, tmp_path):
    made = House(app, tmp_path)
    yield made
    made.kill()
    made.log.close()


class Voter(Client):
    """A governor who answers each question until told that it is taken, or that it is closed."""

    def answer(self, question, word):
        form = {"answer": word, "confirm": "yes", "csrf_token": self.token}
        self.sent[question] = word
        status, where, _ = self.insist("POST", f"/votes/{question}/answer", form)
        if status == 303 and where.endswith("/receipt"):
            self.acknowledged[question] = word
        else:
            assert status == 409, (status, where)


def test_what_was_acknowledged_is_counted_once_whatever_is_killed(app, house, campaign):
    kills = KILLS_IN_A_CAMPAIGN if campaign else KILLS
    number = QUESTIONS_IN_A_CAMPAIGN if campaign else QUESTIONS
    seconds = OPEN_FOR_IN_A_CAMPAIGN if campaign else OPEN_FOR
    body, states = many.body(3), many.states(3)
    questions = [many.put(body).id for _ in range(number)]
    house.start()
    port = house.settings.port
    until(lambda: answers(port), 60, "the server answers")
    bring_forward(questions, clock.now() + dt.timedelta(seconds=seconds))
    clients = [Voter(app, port, state, questions) for state in states]
    db.session.remove()
    for one in clients:
        one.start()
    for killed in range(kills):
        so_far = sum(len(one.acknowledged) for one in clients)

        def goes_on(so_far=so_far):
            more = sum(len(one.acknowledged) for one in clients) > so_far + 2
            return more or not any(one.is_alive() for one in clients)

        until(goes_on, 60, f"answers are taken before kill {killed}")
        house.kill()
        house.start()
    for one in clients:
        one.join(150)
        assert not one.is_alive()
        assert one.problem is None, one.problem
    until(lambda: all_closed(questions), 150, "the worker has closed every roll call")
    house.kill()
    house.start()  # a worker that comes up once more finds nothing to do
    until(lambda: answers(port), 60, "the server answers")
    counted_once(questions, clients, states)


def bring_forward(questions, closes_at):
    """Set the closes earlier, as nothing in the product can: a roll call takes minutes at least."""
    grows = "questions_grows"
    sqlite = db.engine.dialect.name == "sqlite"
    with transaction():
        if sqlite:
            kept = db.session.execute(
                text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": grows}
            ).scalar_one()
            db.session.execute(text(f"DROP TRIGGER {grows}"))
        else:
            db.session.execute(text(f"ALTER TABLE questions DISABLE TRIGGER {grows}"))
        asked = update(Question).where(Question.id.in_(questions))
        db.session.execute(asked.values(closes_at=closes_at))
        jobs = update(Job).where(Job.kind == CLOSE_JOB)
        db.session.execute(jobs.values(run_at=closes_at))
        again = kept if sqlite else f"ALTER TABLE questions ENABLE TRIGGER {grows}"
        db.session.execute(text(again))


def all_closed(questions):
    db.session.rollback()
    wanted = select(Question.id).where(Question.id.in_(questions), Question.closed_at.is_(None))
    return not db.session.scalars(wanted).all()


def counted_once(questions, clients, states):
    """Every acknowledged answer is stored, entered and counted, once; so is each close."""
    db.session.rollback()
    acts = db.session.scalars(select(Entry).where(Entry.stream == f"alliance:{many.SLUG}")).all()
    told = {(q, one.state): word for one in clients for q, word in one.acknowledged.items()}
    assert told, "some answers came in time"
    for question in questions:
        found = db.session.get_one(Question, question)
        stored = {
            one.state_code: one.answer
            for one in db.session.scalars(select(Answer).where(Answer.question_id == question))
        }
        mine = [one for one in acts if one.subject == found.ref]
        assert sorted(one.facts["state"] for one in mine if one.action == "votes:answer") == sorted(
            stored
        )
        assert [one.action for one in mine].count("votes:close") == 1
        roll = {one["state"]: one["answer"] for one in json.loads(found.answers)}
        assert roll == stored
        for state in states:
            if (question, state) in told:
                assert stored[state] == told[question, state], "what was acknowledged is there"
        of_text = [one.action for one in acts if one.subject == f"resolution:{found.subject_id}"]
        ends = itertools.filterfalse(
            lambda one: one not in {"resolutions:adopt", "resolutions:lose"}, of_text
        )
        assert len(list(ends)) == 1, "one consequence"
    verdict = check()
    assert verdict["valid"], verdict["first_problem"]
