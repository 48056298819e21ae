"""Counting what a request asks of the database: statements, commits, and what is written."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


@dataclass
class Counted:
    """What was asked: every statement but the BEGIN that SQLite is told outright."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0

    @property
    def writes(self) -> list[str]:
        """The tables that were written, in order: "INSERT INTO answers"."""
        found = (WRITE.match(one) for one in self.statements)
        return [f"{one[1].upper()} {one[2]}" for one in found if one]

    @property
    def brief(self) -> str:
        """One line for each statement, for the message of a failed test."""
        return "\n".join(" ".join(one.split())[:160] for one in self.statements)


@contextmanager
def counting(engine: Engine) -> Iterator[Counted]:
    """Count what passes through this engine meanwhile."""
    counted = Counted()

    def statement(_connection: Any, _cursor: Any, said: str, *_: Any) -> None:
        if not said.startswith("BEGIN"):
            counted.statements.append(said)

    def commit(_connection: Any) -> None:
        counted.commits += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)
