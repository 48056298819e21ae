"""A terminal: commands run in this process, with what they print and how they end."""

import json
from dataclasses import dataclass

import flask
import pytest
import structlog

from alliance import cli
from alliance.commands import asking
from alliance.core.db import db
from tests.conftest import SECRET

OURS = [
    "ALLIANCE_DEMO",
    "ALLIANCE_ENV",
    "DATABASE_URL",
    "PORT",
    "PUBLIC_URL",
    "SECRET_KEY",
    "SMTP_CA",
    "SMTP_URL",
    "TRUSTED_PROXIES",
]


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self):
        """The one JSON document that stands on stdout."""
        assert self.out.endswith("\n"), self.out
        assert self.out.count("\n") == 1, "one document, on one line"
        return json.loads(self.out)


class Terminal:
    """Runs commands on the database of the test, or on another."""

    def __init__(self, capsys, url):
        self._capsys = capsys
        self.url = url

    def __call__(self, *words, database=None):
        """Run a command; `database=""` names none."""
        url = self.url if database is None else database
        named = ["--database", url] if url else []
        if flask.has_app_context():
            db.session.rollback()
        self._capsys.readouterr()
        code = cli.main([*named, *map(str, words)])
        said = self._capsys.readouterr()
        return Said(code, said.out, said.err)


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """No setting but a key and a folder of the test's own."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("ALLIANCE_INSTANCE", str(tmp_path / "instance"))
    made, create_app = [], asking.create_app

    def noted(settings):
        made.append(create_app(settings))
        return made[-1]

    # A command's connections end with its process; here that is the end of the test.
    monkeypatch.setattr(asking, "create_app", noted)
    yield
    for one in made:
        with one.app_context():
            db.engine.dispose()
    structlog.reset_defaults()


@pytest.fixture
def terminal(app, bare, capsys):
    """Commands on the database of the test."""
    return Terminal(capsys, app.config["SQLALCHEMY_DATABASE_URI"])
