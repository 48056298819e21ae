"""Migrating makes the very database that the models describe, up and down, with data in it."""

import contextlib
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, func, inspect, select, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from structlog.testing import capture_logs

from alliance.app import create_app
from alliance.core import schema
from alliance.core.actor import OPERATOR
from alliance.core.db import Base, db
from alliance.core.ledger import check
from alliance.core.seal import HOUSE, Installation, key_of
from alliance.core.settings import ROOT, NotReady, from_environment
from alliance.core.transaction import transaction
from alliance.demo.making import make_demo
from alliance.litigation.operations import load_courts
from alliance.membership.models import StandingStretch
from alliance.membership.operations import work_out_standings
from alliance.membership.queries import not_worked_out
from alliance.states.operations import load
from tests.conftest import SECRET
from tests.core.prompt import Prompt, refused
from tests.house.schemas import empty_database, schema_of

STRETCHES = StandingStretch.__table__


@pytest.fixture
def empty(app, tmp_path):
    """A database of the same kind with nothing in it."""
    with empty_database(app, tmp_path, "migrated") as engine:
        yield engine


def revisions():
    """Every version, the oldest first."""
    return [script.revision for script in scripts().walk_revisions()][::-1]


def scripts():
    """The migrations as alembic reads them."""
    return ScriptDirectory(schema.MIGRATIONS)


def test_the_versions_that_are_read_from_the_files_are_alembics_own():
    wanted = {script.revision: script.down_revision for script in scripts().walk_revisions()}
    assert schema.revisions() == wanted
    assert schema.head() == scripts().get_current_head()


def test_the_version_that_is_read_from_a_database_is_alembics_own(empty):
    for bring in (
        lambda: None,
        lambda: schema.upgrade(empty),
        lambda: schema.downgrade(empty, "base"),
    ):
        bring()
        with empty.connect() as connection:
            theirs = MigrationContext.configure(connection).get_current_revision()
        assert schema._version(empty) == theirs


def test_serving_loads_nothing_that_only_migrations_need():
    ask = "import sys, alliance.app, alliance.starting; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 (our own interpreter)
        [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"alembic", "mako"}


def nothing_left(engine):
    """Whether there is nothing but the table of the version."""
    found = schema_of(engine)
    return found.pop("reflected") == {} and found == {}


def test_migrating_makes_what_the_models_describe(app, empty, tmp_path):
    schema.upgrade(empty)
    with empty_database(app, tmp_path, "described") as described:
        Base.metadata.create_all(described)
        wanted, found = schema_of(described), schema_of(empty)
    assert found.keys() == wanted.keys()
    for name, says in wanted.items():
        assert found[name] == says, name
    assert sum(name[0] == "trigger" for name in found) >= 40
    assert sum(len(table["checks"]) for table in found["reflected"].values()) >= 20
    if empty.dialect.name == "postgresql":
        assert sum(name[0] == "function" for name in found) >= 10


def test_the_models_ask_for_no_further_migration(empty):
    schema.upgrade(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_comparison_would_see_a_trigger_or_a_check_that_is_missing(app, empty):
    schema.upgrade(empty)
    before = schema_of(empty)
    on = " ON answers" if empty.dialect.name == "postgresql" else ""
    name = "answers_no_change" if on else "answers_no_delete"
    with empty.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    assert schema_of(empty) != before


def test_each_version_goes_up_down_and_up_again_to_the_same(empty):
    for number, revision in enumerate(revisions()):
        before = schema_of(empty)
        schema.upgrade(empty, revision)
        after = schema_of(empty)
        assert after != before
        schema.downgrade(empty, revisions()[number - 1] if number else "base")
        assert schema_of(empty) == before, revision
        schema.upgrade(empty, revision)
        assert schema_of(empty) == after, revision
    assert schema.why_not_ready(empty) == ""


@contextlib.contextmanager
def application_on(engine, folder):
    """The application on another database than the other tests' own."""
    url = engine.url.render_as_string(hide_password=False)
    environment = {"SECRET_KEY": SECRET, "ALLIANCE_INSTANCE": str(folder)}
    other = create_app(from_environment(environment, database=url), TESTING=True)
    with other.app_context():
        yield other
        db.session.remove()
        db.engine.dispose()


def rows():
    """How many rows every table has; a table that an older version lacks has none."""
    there = set(inspect(db.engine).get_table_names())
    counted = {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        if table.name in there
        else 0
        for table in Base.metadata.sorted_tables
        if table.name in there
    }
    db.session.rollback()
    return counted


def fill():
    """What `alliance demo` puts in, save guests: no earlier version has a place for them."""
    with transaction():
        db.session.add(Installation())
        db.session.flush()
        key_of(HOUSE)
        load(OPERATOR, None)
        load_courts(OPERATOR, None)
    make_demo(lambda _: None, guests=False)
    db.session.rollback()


def test_up_down_and_up_with_the_demonstration_in_it(empty, tmp_path):
    with application_on(empty, tmp_path):
        schema.upgrade(db.engine)
        fill()
        before = rows()
        assert before["answers"] >= 5
        assert before["signatures"] >= 4
        assert before["lawsuits"] > 10
        schema.upgrade(db.engine)
        assert rows() == before, "migrating what is at the newest version changes nothing"
        assert check()["valid"]
        db.session.remove()
        schema.downgrade(db.engine, "base")
        assert nothing_left(db.engine)
        assert schema.why_not_ready(db.engine) == schema.NOT_THERE
        schema.upgrade(db.engine)
        assert rows().keys() == before.keys()
        assert set(rows().values()) == {0}
        assert check() == {"valid": True, "entries": 0, "streams": 0, "first_problem": None}


# Tables that a version after the first makes: what they held is gone when it goes down.
OF_LATER_VERSIONS = {
    *("threads", "comments", "mentions", "thread_events"),
    *("layer_notes", "layer_redlines", "layer_positions", "layer_copies", "layer_copy_states"),
    *("authority_records", "authority_documents", "acts_under"),
    *("access_requests", "step_rules", "prepared_acts", "standing_stretches", "marks"),
    *("charters", "endings", "working_groups", "seats", "officers", "secretariats"),
    "class_members",
    *("alliance_links", "participants", "dues", "dues_entries"),
    *("withdrawal_notices", "notice_letters", "notice_events"),
    *("campaigns", "campaign_versions", "similarity_questions", "determinations"),
    *("instruments", "instrument_documents", "instrument_versions", "preconditions"),
    *("accessions", "sponsors"),
    *("compact_histories", "weights", "compact_events", "resolution_steps"),
}
STATE_OFFICES = 6  # of the demonstration


def told(statement):
    """Whether plain SQL may do this; it is not kept."""
    with db.engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except DatabaseError:
            return False
        finally:
            connection.rollback()
    return True


def test_each_version_goes_down_and_up_with_the_demonstration_in_it(empty, tmp_path):
    change = "UPDATE questions SET outcome = 'lost' WHERE outcome = 'carried'"
    with application_on(empty, tmp_path):
        schema.upgrade(db.engine)
        fill()
        before, whole, stood = rows(), schema_of(db.engine), standings()
        assert not told(change)
        for revision in revisions()[-2::-1]:
            db.session.remove()
            schema.downgrade(db.engine, revision)
            assert rows().items() <= before.items(), revision
        assert rows().keys() >= {"people", "ledger_entries", "questions"}
        assert told(change), "the first version did not refuse it"
        schema.upgrade(db.engine)
        assert schema_of(db.engine) == whole
        found = rows()
        kept = before.keys() - OF_LATER_VERSIONS
        assert {name: found[name] for name in kept} == {name: before[name] for name in kept}
        assert found["authority_records"] == STATE_OFFICES, "each has what it holds by itself"
        assert not told(change)
        with transaction():
            work_out_standings(OPERATOR, None, among=not_worked_out())
        assert standings() == stood
        assert not_worked_out() == []
        assert check()["valid"]


def standings():
    """How every state stood on every day, as it was known when."""
    columns = [one for name, one in STRETCHES.columns.items() if name != "id"]
    return sorted(map(repr, db.session.execute(select(*columns))))


def test_a_migration_that_fails_leaves_nothing_behind(empty):
    last = "resolution_texts"
    with empty.begin() as connection:
        connection.execute(text(f"CREATE TABLE {last} (in_the_way INTEGER)"))
    before = schema_of(empty)
    with pytest.raises(SQLAlchemyError, match="exists"):
        schema.upgrade(empty)
    assert schema_of(empty) == before
    assert schema.why_not_ready(empty) == schema.NOT_THERE
    with empty.begin() as connection:
        connection.execute(text(f"DROP TABLE {last}"))
    schema.upgrade(empty)
    assert schema.why_not_ready(empty) == ""


def test_foreign_keys_are_on_again_after_a_migration(empty):
    schema.upgrade(empty)
    if empty.dialect.name == "sqlite":
        with empty.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


# A database of another version.


def at_version(engine, version):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})


def test_a_database_that_a_newer_program_made_is_refused(empty):
    schema.upgrade(empty)
    at_version(empty, "9999")
    reason = schema.why_not_ready(empty)
    assert "9999" in reason
    assert "newer" in reason
    assert "\n" not in reason
    before = schema_of(empty)
    for migrate in (schema.upgrade, lambda engine: schema.downgrade(engine, "base")):
        with pytest.raises(NotReady, match="newer"):
            migrate(empty)
    assert schema_of(empty) == before


def test_an_empty_database_is_not_ready(empty):
    assert schema.why_not_ready(empty) == schema.NOT_THERE


@pytest.fixture
def alliance(monkeypatch, tmp_path, capsys):
    """The command line on a folder of its own."""
    return Prompt(monkeypatch, tmp_path, capsys)


def test_every_command_refuses_a_database_of_another_version(alliance, tmp_path):
    assert alliance("init")[0] == 0
    engine = create_engine(f"sqlite:///{tmp_path}/alliance.db")
    at_version(engine, "9999")
    engine.dispose()
    for command in (["members", "ours"], ["ledger", "check"], ["init"], ["serve"], ["demo"]):
        assert "at version 9999" in refused(alliance(*command)), command


def test_every_command_refuses_a_database_that_is_not_there(alliance):
    for command in (["members", "ours"], ["ledger", "check"], ["serve"], ["worker", "--once"]):
        assert "alliance init" in refused(alliance(*command)), command


def test_a_file_that_is_no_database_is_refused(alliance, tmp_path):
    (tmp_path / "alliance.db").write_text("these are words, and no database\n" * 99)
    for command in (["members", "ours"], ["init"]):
        assert "DATABASE_URL" in refused(alliance(*command))


def test_a_folder_that_cannot_be_made_is_told(alliance, tmp_path):
    (tmp_path / "file").write_text("")
    line = refused(alliance("init", "--database", f"sqlite:///{tmp_path}/file/below/a.db"))
    assert "DATABASE_URL" in line


def test_readiness_is_told_to_all_and_its_reason_to_the_log_only(app, visitor):
    assert visitor._request("get", "/readyz").status_code == 200
    at_version(db.engine, "9999")
    try:
        with capture_logs() as logged:
            answer = visitor._request("get", "/readyz")
        assert (answer.status_code, answer.text) == (503, "not ready\n")
        (line,) = [line for line in logged if line["event"] == "not ready"]
        assert "9999" in line["reason"]
        assert visitor._request("get", "/healthz").status_code == 200
    finally:
        at_version(db.engine, schema.head())
