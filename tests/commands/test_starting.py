"""Databases that are not there, not ours, too old; and init, which may be repeated."""

import sqlite3
import subprocess
import sys

import pytest

from alliance.core.db import db
from alliance.core.schema import downgrade
from tests.commands.conftest import Terminal
from tests.conftest import SECRET
from tests.membership.files import ROW, contents, memberships_file

USAGE, NOT_READY = 2, 4


@pytest.fixture
def elsewhere(bare, capsys, tmp_path):
    """Commands on a database that is not there yet."""
    return Terminal(capsys, f"sqlite:///{tmp_path / 'new' / 'alliance.db'}")


COMMANDS = [
    ("members", "ours"),
    ("resolution", "list"),
    ("matter", "x"),
    ("ledger", "check"),
    ("worker", "--once"),
]


@pytest.mark.parametrize("words", COMMANDS)
def test_without_a_database_one_line_says_what_to_do(elsewhere, words):
    said = elsewhere(*words, "--json")
    assert said.code == NOT_READY
    assert said.document["error"]["code"] == NOT_READY
    assert said.err.count("\n") == 1
    assert "alliance init" in said.err


def test_init_makes_a_database_and_may_be_repeated(elsewhere, tmp_path):
    for _ in range(2):
        said = elsewhere("init", "--json")
        assert (said.code, said.document) == (0, {"states": 56})
    assert elsewhere("resolution", "list", "--json").document == []
    assert elsewhere("ledger", "check", "--json").document["valid"] is True
    file = tmp_path / "new" / "alliance.db"
    with sqlite3.connect(file) as opened:
        assert opened.execute("SELECT count(*) FROM states").fetchone() == (56,)
    opened.close()


def test_without_a_name_the_embedded_database_is_used(elsewhere, tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY")
    assert elsewhere("init", database="").code == 0
    instance = tmp_path / "instance"
    assert (instance / "alliance.db").exists()
    assert (instance / "secret.key").stat().st_mode & 0o777 == 0o600
    assert elsewhere("resolution", "list", "--json", database="").document == []


def test_the_environment_names_the_database_and_the_option_goes_first(
    elsewhere, tmp_path, monkeypatch
):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    assert elsewhere("init").code == 0
    assert not (tmp_path / "other.db").exists()
    assert elsewhere("members", "x", database="").code == NOT_READY


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://localhost/x",
        "sqlite://",
        "postgresql://localhost",
        "postgresql://nobody:x@127.0.0.1:1/none",
    ],
)
def test_a_database_that_cannot_be_is_not_ready(elsewhere, url):
    for words in (("members", "x"), ("init",)):
        said = elsewhere(*words, "--json", database=url)
        assert said.code == NOT_READY, words
        assert said.err.count("\n") == 1
        assert "DATABASE_URL" in said.err


@pytest.mark.parametrize("words", [("members", "x"), ("init",)])
def test_a_file_that_is_no_database_is_not_ready(elsewhere, tmp_path, words):
    file = tmp_path / "letter.txt"
    file.write_text("Dear governor, " * 500)
    said = elsewhere(*words, "--json", database=f"sqlite:///{file}")
    assert said.code == NOT_READY
    assert said.err.count("\n") == 1
    said = elsewhere(*words, "--json", database=f"sqlite:///{file}/alliance.db")
    assert said.code == NOT_READY
    assert file.read_text().startswith("Dear governor")


def test_a_database_of_another_version_is_not_touched(elsewhere, tmp_path):
    elsewhere("init")
    file = tmp_path / "new" / "alliance.db"
    with sqlite3.connect(file) as opened:
        opened.execute("UPDATE alembic_version SET version_num = 'ffff'")
    opened.close()
    held = file.read_bytes()
    path = memberships_file(tmp_path, ROW)
    for words in (*COMMANDS, ("import", "memberships", path)):
        said = elsewhere(*words, "--json")
        assert said.code == NOT_READY, words
        assert "is at version ffff" in said.err
    assert file.read_bytes() == held


def test_an_empty_name_of_a_database_is_not_taken_for_none(elsewhere, tmp_path):
    said = elsewhere("--database", "", "init", "--json", database="")
    assert said.code in {USAGE, NOT_READY}
    assert not (tmp_path / "instance" / "alliance.db").exists()


def test_both_databases_are_reached_by_their_address(terminal, app):
    before = contents()
    assert terminal("init", "--json").document == {"states": 56}
    assert contents() == before
    assert terminal("members", "ours", "--json").document["count"] == 3
    assert db.engine.dialect.name in terminal.url


def test_the_program_itself_keeps_stdout_for_the_document(terminal, tmp_path):
    environment = {"SECRET_KEY": SECRET, "ALLIANCE_INSTANCE": str(tmp_path), "PATH": "/usr/bin"}

    def run(*words):
        return subprocess.run(  # noqa: S603 (our own program)
            [sys.executable, "-m", "alliance.cli", *words],
            env=environment,
            capture_output=True,
            check=False,
            timeout=60,
        )

    done = run("--database", terminal.url, "members", "ours", "--json")
    assert (done.returncode, done.stdout[:1], done.stdout.count(b"\n")) == (0, b"{", 1)
    done = run("--database", terminal.url, "members", b"\xff\xfe", "--json")
    assert done.returncode == USAGE
    assert b"Traceback" not in done.stderr


def test_a_database_taken_back_is_not_ready_until_init(terminal):
    downgrade(db.engine, "base")
    try:
        assert terminal("members", "ours", "--json").code == NOT_READY
    finally:
        assert terminal("init").code == 0
