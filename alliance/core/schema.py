"""Whether the database is there and at the version of this code; bringing it there."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from alliance.core.settings import ROOT, NotReady

NOT_THERE = "There is no database yet. Run: alliance init"


def why_not_ready(engine: Engine) -> str:
    """One line that says what to do, or "" when the database is at the right version."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if file and not Path(file).exists():
        return NOT_THERE
    try:
        found = _version(engine)
    except NotReady as problem:
        return str(problem)
    if found is None:
        return NOT_THERE
    if found not in _known():
        return _from_a_newer_program(found)
    if found != head():
        return (
            f"The database is at version {found}, this program at {head()}. "
            "Make a backup, then run: alliance init"
        )
    return ""


def _version(engine: Engine) -> str | None:
    """The version that the database says it is at; None when it is empty."""
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as problem:
        reason = str(getattr(problem, "orig", problem)).strip().splitlines()[0][:200]
        raise NotReady(
            f"The database does not answer: {reason}. Check DATABASE_URL and start it."
        ) from None


def _from_a_newer_program(found: str) -> str:
    return (
        f"The database is at version {found}, which this program (at {head()}) does not know: a "
        "newer one made it. Use that one."
    )


@cache
def head() -> str:
    """The newest version that the migrations know."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


@cache
def _known() -> frozenset[str]:
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return frozenset(script.revision for script in scripts)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a version, in one transaction."""
    _run(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to a version."""
    _run(engine, command.downgrade, revision)


def _run(engine: Engine, verb: object, revision: str) -> None:
    if engine.dialect.name == "sqlite" and engine.url.database:
        _make_folder(Path(engine.url.database).parent)
        # For its owner alone; SQLite gives its side files the same rights.
        Path(engine.url.database).touch(mode=0o600)
    found = _version(engine)
    if found is not None and found not in _known():
        raise NotReady(_from_a_newer_program(found))
    config = _config()
    config.attributes["engine"] = engine
    verb(config, revision)  # type: ignore[operator]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise NotReady(
            f"DATABASE_URL: the folder {folder} cannot be made ({problem.strerror}). "
            "Name a file in a folder that can be written."
        ) from None


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
