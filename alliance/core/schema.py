"""Whether the database is there and at the version of this code; bringing it there."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from alliance.core.settings import ROOT

NOT_THERE = "There is no database yet. Run: alliance init"


def why_not_ready(engine: Engine) -> str:
    """One line that says what to do, or "" when the database is at the right version."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if file and not Path(file).exists():
        return NOT_THERE
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as problem:
        reason = str(getattr(problem, "orig", problem)).strip().splitlines()[0][:200]
        return f"The database does not answer: {reason}. Check DATABASE_URL and start it."
    if found is None:
        return NOT_THERE
    if found != head():
        return (
            f"The database is at version {found}, this program at {head()}. "
            "Make a backup, then run: alliance init"
        )
    return ""


@cache
def head() -> str:
    """The newest version that the migrations know."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a version, in one transaction."""
    _run(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to a version."""
    _run(engine, command.downgrade, revision)


def _run(engine: Engine, verb: object, revision: str) -> None:
    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = _config()
    config.attributes["engine"] = engine
    verb(config, revision)  # type: ignore[operator]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
