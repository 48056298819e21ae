"""Many ids in one value: a state may belong to a thousand alliances, and each page asks of them.

As a list of values each would be bound, and the statement written anew, at every request.
"""

import json
import uuid
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Text, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

MOST = 256  # sets that are kept written


class _Ids(TypeDecorator[frozenset[uuid.UUID]]):
    """The text of an array on PostgreSQL, of a JSON list of ids as columns hold them on SQLite."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: frozenset[uuid.UUID] | None, dialect: Dialect) -> str:
        return _written(value or frozenset(), dialect.name)


@lru_cache(maxsize=MOST)
def _written(ids: frozenset[uuid.UUID], dialect: str) -> str:
    found = [one.hex for one in ids]
    return json.dumps(found) if dialect == "sqlite" else "{" + ",".join(found) + "}"


class _IsAmong(FunctionElement[bool]):
    type = Boolean()
    name = "is_among"
    inherit_cache = True


def is_among(column: Any, name: str) -> _IsAmong:
    """Whether the id in this column is in the frozenset with which the statement is asked."""
    return _IsAmong(column, bindparam(name, type_=_Ids()))


@compiles(_IsAmong, "sqlite")
def _of_a_json_list(element: _IsAmong, compiler: SQLCompiler, **how: Any) -> str:
    column, ids = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 (both are compiled)


@compiles(_IsAmong, "postgresql")
def _of_an_array(element: _IsAmong, compiler: SQLCompiler, **how: Any) -> str:
    column, ids = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} = ANY(CAST({ids} AS UUID[]))"
