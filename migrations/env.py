"""How migrations run: on the engine they are handed, all of an upgrade or none of it."""

from alembic import context
from sqlalchemy import Connection, Engine

from alliance.core.db import WRITES, Base


def run(connection: Connection) -> None:
    """Configure and run inside the connection's transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Run with foreign keys off on SQLite, and checked afterwards.

    A batch migration recreates a table, and with foreign keys on that deletes the rows of its
    children.
    """
    engine: Engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                run(connection)
            return
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            writing = connection.execution_options(**{WRITES: True})
            with writing.begin():
                run(writing)
                broken = writing.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"rows without their parent after migrating: {broken[:5]}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


main()
