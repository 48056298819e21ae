"""What a database holds besides rows, read from its own catalog, in a form that can be compared."""

import contextlib
import re

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

VERSION_TABLE = "alembic_version"


@contextlib.contextmanager
def empty_database(app, folder, name):
    """An engine on a new database of the same kind as the application's, removed afterwards."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.drivername == "sqlite":
        engine = create_engine(f"sqlite:///{folder / name}.db")
        try:
            yield engine
        finally:
            engine.dispose()
        return
    name = f"{url.database}_{name}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    engine = create_engine(url.set(database=name))
    try:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield engine
    finally:
        engine.dispose()
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        admin.dispose()


def schema_of(engine):
    """Tables, columns, keys, checks, indexes, triggers and functions, by kind and name."""
    read = _sqlite if engine.dialect.name == "sqlite" else _postgresql
    with engine.connect() as connection:
        return read(connection) | {"reflected": _reflected(connection)}


def _reflected(connection):
    """As SQLAlchemy reflects it: the same words for both databases."""
    seen = inspect(connection)
    found = {}
    for table in seen.get_table_names():
        if table == VERSION_TABLE:
            continue
        found[table] = {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], str(column["default"]))
                for column in seen.get_columns(table)
            },
            "primary key": seen.get_pk_constraint(table),
            "foreign keys": _sorted(seen.get_foreign_keys(table)),
            "unique": _sorted(seen.get_unique_constraints(table)),
            "checks": {one["name"]: one["sqltext"] for one in seen.get_check_constraints(table)},
            "indexes": _sorted(
                {name: value for name, value in one.items() if name != "dialect_options"}
                for one in seen.get_indexes(table)
            ),
        }
    return found


def _sorted(found):
    return sorted((dict(one) for one in found), key=lambda one: str(one["name"]))


def _plain(sql):
    return re.sub(r"\s+", " ", sql).strip() if sql else sql


def _sqlite(connection):
    found = {}
    rows = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master"))
    for kind, name, table, sql in rows:
        if VERSION_TABLE in {name, table}:
            continue
        if kind == "table":
            # Its columns and constraints, in whatever order they were written down.
            inner = _plain(sql).partition("(")[2].rpartition(")")[0]
            found["table", name] = sorted(_parts(inner))
        else:
            found[kind, name] = (table, _plain(sql))
    return found


def _parts(inner):
    """The text between the brackets, cut at the commas that stand in no further bracket."""
    depth, begin = 0, 0
    for place, letter in enumerate(inner):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            yield inner[begin:place].strip()
            begin = place + 1
    yield inner[begin:].strip()


# Kind, name, and everything that PostgreSQL itself says of it.
_CATALOG = {
    "column": """
        SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraint": """
        SELECT conrelid::regclass || '.' || conname, contype::text, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "index": """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
        FROM pg_index JOIN pg_class c ON c.oid = indexrelid
        WHERE c.relnamespace = 'public'::regnamespace""",
    "trigger": """
        SELECT tgrelid::regclass || '.' || tgname, tgenabled::text, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal""",
    "function": """
        SELECT proname::text, pg_get_functiondef(oid)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    "sequence or view": """
        SELECT relname::text, relkind::text FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i')""",
    "type": """
        SELECT typname::text, typtype::text FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typtype <> 'c' AND typelem = 0""",
}


def _postgresql(connection):
    found = {}
    for kind, sql in _CATALOG.items():
        for name, *says in connection.execute(text(sql)):
            if not name.startswith(VERSION_TABLE):
                found[kind, name] = [_plain(one) if isinstance(one, str) else one for one in says]
    return found
