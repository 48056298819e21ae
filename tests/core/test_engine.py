"""The engine: reads never write, writers queue, nothing acknowledged is lost, instants are UTC."""

import contextlib
import datetime as dt
import fcntl
import os
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from alliance.core import clock
from alliance.core.db import db
from alliance.core.outbox import Job
from alliance.core.transaction import transaction, writing
from tests import make
from tests.addresses import addresses
from tests.litigation import cases
from tests.people import SECRETARIAT, governor, liaison

WORDS_THAT_WRITE = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "TRUNCATE", "REPLACE")


@contextlib.contextmanager
def statements():
    """Every statement that reaches the database meanwhile, BEGIN, COMMIT and ROLLBACK too."""
    said = []
    heard = [
        ("before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement)),
        ("commit", lambda _c: said.append("COMMIT")),
        ("rollback", lambda _c: said.append("ROLLBACK")),
    ]
    for name, listen in heard:
        event.listen(db.engine, name, listen)
    try:
        yield said
    finally:
        for name, listen in heard:
            event.remove(db.engine, name, listen)


def contents():
    """Everything in the database."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select())))
            for table in db.metadata.sorted_tables
        }


@pytest.fixture
def paths(app, tmp_path):
    """Every address of every page, with something to show on it."""
    make.signed(make.adopted(), "CO")
    make.answered(make.put(), CO="yea")
    make.draft()
    cases.lawsuit(tmp_path)
    found = sorted({one.path for one in addresses(app)})
    db.session.rollback()
    return found


def test_a_get_never_writes(app, visitor, paths):
    opened = 0
    for who in (governor(), liaison(), SECRETARIAT):
        visitor.sign_in(who)
        before = contents()
        for address in paths:
            with statements() as said:
                answer = visitor._request("get", address)
            assert answer.status_code < 500, address
            opened += answer.status_code == 200
            for statement in said:
                assert not statement.lstrip().upper().startswith(WORDS_THAT_WRITE), (
                    address,
                    statement,
                )
                assert "FOR UPDATE" not in statement, (address, statement)
                assert "FOR SHARE" not in statement, (address, statement)
                assert statement not in {"BEGIN IMMEDIATE", "COMMIT"}, address
        assert contents() == before
    assert opened > 100


def test_a_post_is_one_transaction(app, visitor):
    question = make.put().id
    visitor.sign_in(governor())
    page = visitor.get("votes.answer", question_id=question)
    with statements() as said:
        visitor.press(
            "votes.answer", page, {"answer": "yea", "confirm": "yes"}, question_id=question
        )
    assert said.count("COMMIT") == 1
    if db.engine.dialect.name == "sqlite":
        assert [one for one in said if one.startswith("BEGIN")] == ["BEGIN IMMEDIATE"]


def test_a_post_that_is_refused_is_taken_back(app, visitor):
    resolution = make.adopted().id
    visitor.sign_in(liaison())
    before = contents()
    page = visitor.get("workspaces.states")
    with statements() as said:
        visitor.press("resolutions.withdraw", page, expect=409, resolution_id=resolution)
    assert "COMMIT" not in said
    assert said.count("ROLLBACK") >= 1
    assert contents() == before


def test_only_what_is_opened_to_write_writes(app):
    db.session.rollback()
    assert not writing()
    with transaction():
        assert writing()
    assert not writing()


def test_foreign_keys_hold(app):
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            text("INSERT INTO entitlements (question_id, state_code) VALUES (:id, 'CO')"),
            {"id": clock.new_id().hex},
        )


def test_what_is_acknowledged_survives_a_power_cut(app):
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            asked = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("synchronous", "journal_mode", "foreign_keys", "recursive_triggers")
            }
            assert asked == {
                "synchronous": 2,
                "journal_mode": "wal",
                "foreign_keys": 1,
                "recursive_triggers": 1,
            }
        else:
            # The tests' own server does not sync; what counts is that we do not switch it off.
            of_session = "SELECT source FROM pg_settings WHERE name = 'synchronous_commit'"
            assert connection.exec_driver_sql(of_session).scalar() not in {"session", "client"}
            level = connection.exec_driver_sql("SHOW transaction_isolation").scalar()
            assert level == "read committed"


# The writers' queue of SQLite.


def queue_of(app):
    return f"{db.engine.url.database}.writers"


def free(app):
    """Whether a writer who comes now is served at once."""
    if db.engine.dialect.name != "sqlite":
        return True
    if not Path(queue_of(app)).exists():
        return True
    held = os.open(queue_of(app), os.O_RDWR)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(held)
    return True


def test_the_queue_moves_on_after_a_commit(app):
    with transaction():
        assert free(app) is (db.engine.dialect.name != "sqlite")
    assert free(app)


def test_the_queue_moves_on_after_an_exception(app):
    with pytest.raises(ZeroDivisionError), transaction():
        raise ZeroDivisionError
    assert free(app)
    with pytest.raises(KeyboardInterrupt), transaction():
        raise KeyboardInterrupt
    assert free(app)


def test_the_queue_moves_on_after_a_refusal_by_the_database(app):
    with pytest.raises(IntegrityError), transaction():
        db.session.add_all(
            Job(kind="x", key="same", facts={}, run_at=clock.now()) for _ in range(2)
        )
    assert free(app)


def test_the_queue_moves_on_after_a_rollback_in_the_middle(app):
    with transaction():
        db.session.rollback()
        assert free(app)
    assert free(app)


def test_the_queue_moves_on_when_the_database_is_held_by_another_program(app):
    if db.engine.dialect.name != "sqlite":
        assert free(app)  # PostgreSQL needs no queue
        return
    db.engine.dispose()
    with db.engine.connect() as connection:  # the one connection in the pool
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    other = sqlite3.connect(db.engine.url.database, isolation_level=None)
    with contextlib.closing(other):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), transaction():
            pass
        assert free(app)
        other.execute("ROLLBACK")
    with transaction():
        pass
    assert free(app)


def test_the_queue_is_readable_by_its_owner_only(app):
    if db.engine.dialect.name == "sqlite":
        with transaction():
            assert Path(queue_of(app)).stat().st_mode & 0o777 == 0o600


def test_writers_come_one_after_the_other_and_none_is_left_out(app):
    order, problems, start = [], [], threading.Barrier(6)

    def write(name):
        try:
            with app.app_context():
                start.wait(10)
                for n in range(5):
                    with transaction():
                        db.session.add(
                            Job(kind="x", key=f"{name}{n}", facts={}, run_at=clock.now())
                        )
                        order.append(name)
        except Exception as problem:  # noqa: BLE001 (told by the test)
            problems.append(problem)

    db.session.remove()
    threads = [threading.Thread(target=write, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not problems
    assert sorted(order) == sorted("abcdef" * 5)
    assert free(app)


# Instants.


def test_an_instant_without_its_zone_is_refused(app):
    with pytest.raises(StatementError, match="naive datetime"), transaction():
        db.session.add(Job(kind="x", key="k", facts={}, run_at=dt.datetime(2026, 1, 1)))  # noqa: DTZ001


def test_an_instant_of_any_zone_is_kept_in_utc(app):
    denver = dt.timezone(-dt.timedelta(hours=7))
    then = dt.datetime(2026, 1, 1, 17, 0, 0, 123456, tzinfo=denver)
    with transaction():
        db.session.add(Job(kind="x", key="k", facts={}, run_at=then))
    found = db.session.scalar(db.select(Job.run_at))
    assert found == then
    assert found.tzinfo is dt.UTC
    assert found.hour == 0
    with db.engine.connect() as connection:
        kept = connection.scalar(text("SELECT run_at FROM outbox"))
    assert "2026-01-02" in str(kept)


def test_instants_of_different_zones_sort_as_they_came(app):
    zone = dt.timezone(dt.timedelta(hours=10))
    early = dt.datetime(2026, 1, 2, 1, 0, tzinfo=zone)
    late = dt.datetime(2026, 1, 1, 16, 0, tzinfo=dt.UTC)
    with transaction():
        db.session.add(Job(kind="x", key="late", facts={}, run_at=late))
        db.session.add(Job(kind="x", key="early", facts={}, run_at=early))
    found = db.session.scalars(db.select(Job.key).order_by(Job.run_at))
    assert list(found) == ["early", "late"]
