"""A job given up is shown to the operator, who can have it tried anew."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select, update

from alliance.core import clock, worker
from alliance.core.db import db
from alliance.core.outbox import TRIES, Job, later
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from tests.people import SECRETARIAT, observer

OK, USAGE, REFUSED = 0, 2, 3
START = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def fail(_):
    raise ConnectionRefusedError("the mail server is away")


@pytest.fixture
def lost(app):
    """Two jobs that were given up; one more waits, one was done."""
    with clock.stopped_at(START):
        with transaction():
            for key in ("one", "two"):
                later("work", key, {})
            later("work", "tomorrow", {}, at=START + dt.timedelta(days=1))
            db.session.flush()
            db.session.execute(update(Job).where(Job.run_at == START).values(tries=TRIES - 1))
            later("fine", "fine", {})
        assert worker.run_once("a", {"work": fail, "fine": lambda _: None}) == 1


def job(key):
    db.session.rollback()
    return db.session.scalars(select(Job).where(Job.key == key)).one()


def test_the_operator_sees_what_waits_and_what_was_given_up(terminal, lost):
    said = terminal("outbox", "--json")
    assert said.code == OK
    told = said.document
    assert set(told) == {"waiting", "given_up"}
    assert [one["key"] for one in told["waiting"]] == ["tomorrow"]
    assert {one["key"] for one in told["given_up"]} == {"one", "two"}
    assert told["given_up"][0] == {
        "id": str(job(told["given_up"][0]["key"]).id),
        "kind": "work",
        "key": told["given_up"][0]["key"],
        "tries": TRIES,
        "due_at": "2026-11-23T12:00:00.000000Z",
        "given_up_at": "2026-11-23T12:00:00.000000Z",
        "problem": "ConnectionRefusedError: the mail server is away",
    }
    assert told["waiting"][0]["given_up_at"] is None


def test_in_words_it_says_why_and_what_to_do(terminal, lost):
    said = terminal("outbox")
    assert said.out.startswith("1 waiting, 2 given up.")
    assert said.out.count("the mail server is away") == 2
    assert "alliance outbox retry" in said.out


def test_an_empty_outbox_says_so(terminal):
    assert terminal("outbox").out == "0 waiting, 0 given up.\n"
    assert terminal("outbox", "--json").document == {"waiting": [], "given_up": []}


def test_one_job_is_tried_anew_from_the_first_try(terminal, lost):
    said = terminal("outbox", "retry", job("one").id, "--json")
    assert (said.code, said.document) == (OK, {"put_back": 1})
    assert (job("one").given_up_at, job("one").tries) == (None, 0)
    assert job("two").given_up_at
    did = []
    assert worker.run_once("a", {"work": lambda taken: did.append(taken.key)}) == len(did)
    assert "one" in did
    assert "two" not in did
    assert (job("one").tries, job("one").problem) == (1, None)


def test_all_are_tried_anew_and_the_ledger_says_so_once(terminal, lost):
    assert terminal("outbox", "retry", "all", "--json").document == {"put_back": 2}
    assert terminal("outbox", "retry", "all", "--json").document == {"put_back": 0}
    db.session.rollback()
    (entry,) = db.session.scalars(select(Entry).where(Entry.action == "outbox:retry"))
    assert (entry.stream, entry.facts) == ("house", {"jobs": 2, "which": "all"})
    assert terminal("outbox", "--json").document["given_up"] == []


@pytest.mark.parametrize("key", ["tomorrow", "fine"])
def test_what_was_not_given_up_is_not_put_back(terminal, lost, key):
    before = (job(key).run_at, job(key).done_at)
    said = terminal("outbox", "retry", job(key).id, "--json")
    assert said.code == USAGE
    assert "`alliance outbox`" in said.document["error"]["message"]
    assert (job(key).run_at, job(key).done_at) == before


@pytest.mark.parametrize("which", ["nothing", str(uuid.UUID(int=1)), "", "ALL", "\udcff"])
def test_a_job_that_is_not_there_is_an_unknown_id(terminal, lost, which):
    assert terminal("outbox", "retry", which, "--json").code == USAGE
    assert len(terminal("outbox", "--json").document["given_up"]) == 2


@pytest.mark.parametrize("role", [SECRETARIAT, observer()])
@pytest.mark.parametrize("words", [("outbox",), ("outbox", "retry", "all")])
def test_the_outbox_is_the_operators_own(terminal, lost, role, words):
    said = terminal("--as", role.email, *words, "--json")
    assert said.code == REFUSED
    assert "not permitted" in said.document["error"]["message"]
    assert job("one").given_up_at


def figures(app):
    """What Prometheus is told of the outbox."""
    with app.app_context():
        app.config["METRICS_TOKEN"] = "token"
        try:
            headers = {"Authorization": "Bearer token"}
            answer = app.test_client().get("/metrics", headers=headers)
        finally:
            app.config["METRICS_TOKEN"] = ""
    assert answer.status_code == 200
    assert "python_info" in answer.text
    lines = answer.text.splitlines()
    return {line for line in lines if line.startswith("alliance_outbox_jobs{")}


def test_prometheus_is_told_how_many_wait_and_how_many_were_given_up(app, lost):
    db.session.remove()
    waiting, given_up = (
        f'alliance_outbox_jobs{{state="{one}"}}' for one in ("waiting", "given_up")
    )
    assert figures(app) == {f"{waiting} 1.0", f"{given_up} 2.0"}


def test_without_its_outbox_the_process_still_tells_its_figures(app):
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox RENAME TO outbox_away")
    try:
        assert figures(app) == set()
    finally:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE outbox_away RENAME TO outbox")
