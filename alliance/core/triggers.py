"""Database triggers that refuse to rewrite what has happened, on SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import DDL, Table, event


def append_only(table: Table) -> None:
    """Rows of this table are added and never changed or removed, whoever asks."""
    _attach(table, "sqlite", _sqlite_append_only(table.name))
    _attach(table, "postgresql", _postgresql_append_only(table.name))


def frozen(table: Table, columns: Sequence[str]) -> None:
    """These columns keep what they were given; the row is never removed."""
    _attach(table, "sqlite", _sqlite_frozen(table.name, columns))
    _attach(table, "postgresql", _postgresql_frozen(table.name, columns))


def _attach(table: Table, dialect: str, statements: Sequence[str]) -> None:
    for statement in statements:
        ddl: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


def _sqlite_append_only(name: str) -> list[str]:
    return [
        f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _sqlite_frozen(name: str, columns: Sequence[str]) -> list[str]:
    return [
        f"CREATE TRIGGER {name}_frozen BEFORE UPDATE OF {', '.join(columns)} ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name}: what was frozen stays'); END",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name}: nothing is deleted'); END",
    ]


def _postgresql_append_only(name: str) -> list[str]:
    return [
        _function(f"{name}_append_only", f"RAISE EXCEPTION '{name} is append-only';"),
        f"CREATE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_append_only()",
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_append_only()",
    ]


def _postgresql_frozen(name: str, columns: Sequence[str]) -> list[str]:
    return [
        _function(f"{name}_frozen", f"RAISE EXCEPTION '{name}: what was frozen stays';"),
        f"CREATE TRIGGER {name}_frozen BEFORE UPDATE OF {', '.join(columns)} ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_frozen()",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_frozen()",
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_frozen()",
    ]


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} END $$"
    )
