"""Whether the database is there and at the version of this code; bringing it there."""

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from alliance.core.settings import ROOT, NotReady

NOT_THERE = "There is no database yet. Run: alliance init"
MIGRATIONS = ROOT / "migrations"
VERSION_TABLE = "alembic_version"  # alembic's own, with one row


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
    if found not in revisions():
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
            if not inspect(connection).has_table(VERSION_TABLE):
                return None
            found = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608
            return None if found is None else str(found)
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
def revisions() -> Mapping[str, str | None]:
    """Every version that the migrations know, with the one before it.

    Read from the files' own lines: alembic costs a server a third of a second and ten megabytes,
    and is needed by migrations only.
    """
    found: dict[str, str | None] = {}
    for path in (MIGRATIONS / "versions").glob("*.py"):
        says = _constants(path)
        before = says["down_revision"]
        found[str(says["revision"])] = None if before is None else str(before)
    return found


def _constants(path: Path) -> dict[str, object]:
    """The names that a file gives plain values to, at its top."""
    return {
        line.targets[0].id: line.value.value
        for line in ast.parse(path.read_text("utf-8")).body
        if isinstance(line, ast.Assign)
        and isinstance(line.targets[0], ast.Name)
        and isinstance(line.value, ast.Constant)
    }


@cache
def head() -> str:
    """The newest version that the migrations know."""
    (newest,) = revisions().keys() - set(revisions().values())
    return newest


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a version, in one transaction."""
    _run(engine, "upgrade", revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to a version."""
    _run(engine, "downgrade", revision)


def _run(engine: Engine, verb: str, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    if engine.dialect.name == "sqlite" and engine.url.database:
        _make_folder(Path(engine.url.database).parent)
        # For its owner alone; SQLite gives its side files the same rights.
        Path(engine.url.database).touch(mode=0o600)
    found = _version(engine)
    if found is not None and found not in revisions():
        raise NotReady(_from_a_newer_program(found))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    getattr(command, verb)(config, revision)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise NotReady(
            f"DATABASE_URL: the folder {folder} cannot be made ({problem.strerror}). "
            "Name a file in a folder that can be written."
        ) from None
