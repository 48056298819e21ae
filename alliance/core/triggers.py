"""Database triggers that refuse to rewrite what has happened, on SQLite and PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import DDL, JSON, Table, event


def append_only(table: Table) -> None:
    """Rows of this table are added and never changed or removed, whoever asks."""
    _attach(table, "sqlite", _sqlite_append_only(table.name))
    _attach(table, "postgresql", _postgresql_append_only(table.name))


def frozen(table: Table, columns: Sequence[str]) -> None:
    """These columns keep what they were given; the row is never removed."""
    _attach(table, "sqlite", _sqlite_frozen(table.name, columns))
    _attach(table, "postgresql", _postgresql_frozen(table.name, columns))


# What follows is for a table of which something is `frozen`: say that first.


def set_once(table: Table, columns: Sequence[str]) -> None:
    """These columns are null until they are given a value, and keep it."""
    changes = [f"OLD.{name} IS NOT NULL AND {_differs(name)}" for name in columns]
    _refuse_change(table, "once", columns, " OR ".join(changes))


def settled(table: Table, columns: Sequence[str], *, unless: tuple[str, Collection[str]]) -> None:
    """These columns keep what they hold, unless another column stands at one of these words."""
    column, words = unless
    changes = " OR ".join(_other(table, name) for name in columns)
    when = f"OLD.{column} NOT IN ({_listed(words)}) AND ({changes})"
    _refuse_change(table, "settled", columns, when)


def steps(table: Table, column: str, follows: Mapping[Any, Collection[str]]) -> None:
    """This column goes from one word to another only as `follows` says."""
    allowed = " OR ".join(
        f"OLD.{column} = '{now}' AND NEW.{column} IN ({_listed(follows[now])})"
        for now in sorted(follows)
    )
    _refuse_change(table, "steps", [column], f"{_differs(column)} AND NOT ({allowed})")


def shut(table: Table, parent: str, key: str, *, when: tuple[str, Collection[str]]) -> None:
    """No row is added to what belongs to a row of `parent` that stands at one of these words.

    `key` names the column here that holds the id of that row.
    """
    name, (column, words) = table.name, when
    closed = (
        f"EXISTS (SELECT 1 FROM {parent} WHERE {parent}.id = NEW.{key} "  # noqa: S608 (our own names)
        f"AND {parent}.{column} IN ({_listed(words)}))"
    )
    head = f"CREATE TRIGGER {name}_shut BEFORE INSERT ON {name} "
    said = f"{name}: it is closed"
    _attach(
        table,
        "sqlite",
        [f"{head}WHEN {closed} BEGIN SELECT RAISE(ABORT, '{said}'); END"],
    )
    refuse = f"IF {closed} THEN RAISE EXCEPTION '{said}'; END IF; RETURN NEW;"
    _attach(
        table,
        "postgresql",
        [
            _function(f"{name}_shut", refuse),
            f"{head}FOR EACH ROW EXECUTE FUNCTION {name}_shut()",
        ],
    )


def replaceable(
    table: Table, column: str, parent: str, *, when: tuple[str, Collection[str]]
) -> None:
    """This column keeps the row of `parent` that it names, until that stands at one of these words.

    For a table of which something is `frozen`; null may always be given a value.
    """
    name, (stands, words) = table.name, when
    over = (
        f"EXISTS (SELECT 1 FROM {parent} WHERE {parent}.id = OLD.{column} "  # noqa: S608 (our own names)
        f"AND {parent}.{stands} IN ({_listed(words)}))"
    )
    kept = f"OLD.{column} IS NOT NULL AND {_differs(column)}"
    head = f"CREATE TRIGGER {name}_replaceable BEFORE UPDATE OF {_quoted([column])} ON {name} "
    plain = kept.replace("IS DISTINCT FROM", "IS NOT")
    _attach(
        table,
        "sqlite",
        [f"{head}WHEN {plain} AND NOT {over} BEGIN SELECT RAISE(ABORT, '{name}: {_STAYS}'); END"],
    )
    refuse = f"IF NOT {over} THEN RAISE EXCEPTION '{name}: {_STAYS}'; END IF; RETURN NEW;"
    _attach(
        table,
        "postgresql",
        [
            _function(f"{name}_replaceable", refuse),
            f"{head}FOR EACH ROW WHEN ({kept}) EXECUTE FUNCTION {name}_replaceable()",
        ],
    )


def grows(table: Table, column: str, *, until: str) -> None:
    """This column is never set back, and stays as it is once the column `until` holds something."""
    when = f"NEW.{column} < OLD.{column} OR OLD.{until} IS NOT NULL AND {_differs(column)}"
    _refuse_change(table, "grows", [column], when)


def _listed(words: Collection[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


def _differs(name: str) -> str:
    return f"NEW.{name} IS DISTINCT FROM OLD.{name}"


def _other(table: Table, name: str) -> str:
    """The same of any column: PostgreSQL compares no two values of JSON but as text."""
    if not isinstance(table.columns[name].type, JSON):
        return _differs(name)
    return f"CAST(NEW.{name} AS TEXT) IS DISTINCT FROM CAST(OLD.{name} AS TEXT)"


def _refuse_change(table: Table, rule: str, columns: Sequence[str], when: str) -> None:
    name = table.name
    head = f"CREATE TRIGGER {name}_{rule} BEFORE UPDATE OF {_quoted(columns)} ON {name} "
    # SQLite before 3.39 has no IS DISTINCT FROM; its IS NOT means the same.
    plain = when.replace("IS DISTINCT FROM", "IS NOT")
    on_sqlite = f"{head}WHEN {plain} BEGIN SELECT RAISE(ABORT, '{name}: {_STAYS}'); END"
    on_postgresql = f"{head}FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}_frozen()"
    _attach(table, "sqlite", [on_sqlite])
    _attach(table, "postgresql", [on_postgresql])


_STAYS = "what was frozen stays"


def _quoted(columns: Sequence[str]) -> str:
    """The columns between commas; some are words of SQL, such as `left`."""
    return ", ".join(f'"{name}"' for name in columns)


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
        f"CREATE TRIGGER {name}_frozen BEFORE UPDATE OF {_quoted(columns)} ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name}: {_STAYS}'); END",
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
        _function(f"{name}_frozen", f"RAISE EXCEPTION '{name}: {_STAYS}';"),
        f"CREATE TRIGGER {name}_frozen BEFORE UPDATE OF {_quoted(columns)} ON {name} "
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
