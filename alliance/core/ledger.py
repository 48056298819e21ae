"""Checking the whole ledger: every hash recomputed, every link followed."""

import json
from contextlib import nullcontext
from typing import Any

from sqlalchemy import select

from alliance.core import clock
from alliance.core.canonical import canonical, leaf_hash
from alliance.core.db import db, in_transaction
from alliance.core.record import BEFORE_THE_FIRST, Entry
from alliance.core.transaction import snapshot

AT_ONCE = 1000


def check() -> dict[str, Any]:
    """{"valid", "entries", "streams", "first_problem"}: the chain against itself.

    A chain alone does not show a cut tail; a checkpoint that a member holds does.
    """
    with nullcontext() if in_transaction() else snapshot():
        return _checked()


def _checked() -> dict[str, Any]:
    entries, streams, problem = 0, 0, None
    stream, n, before = "", 0, BEFORE_THE_FIRST
    rows = db.session.execute(
        select(Entry.__table__).order_by(Entry.stream, Entry.n).execution_options(yield_per=AT_ONCE)
    )
    for row in rows:
        entries += 1
        if row.stream != stream:
            stream, n, before = row.stream, 0, BEFORE_THE_FIRST
            streams += 1
        problem = problem or _problem(row, n + 1, before)
        n, before = row.n, row.leaf
    return {
        "valid": problem is None,
        "entries": entries,
        "streams": streams,
        "first_problem": problem,
    }


def _problem(row: Any, n: int, before: str) -> str | None:
    where = f"{row.stream}, entry {row.n}"
    if row.n != n:
        return f"{where}: entry {n} is missing"
    try:
        body = json.loads(row.body)
    except (ValueError, RecursionError):
        return f"{where}: its text is not JSON"
    reason = ""
    if not isinstance(body, dict) or leaf_hash(row.body.encode()) != row.leaf:
        reason = "its hash does not fit its text"
    elif _canonical(body) != row.body.encode():
        reason = "its text is not in canonical form"
    elif body.get("prev") != before:
        reason = "it does not follow the entry before it"
    else:
        reason = _column_at_fault(row, body)
    return f"{where}: {reason}" if reason else None


def _canonical(body: dict[str, Any]) -> bytes:
    """The canonical form; of what has none (a float, half a character), nothing."""
    try:
        return canonical(body)
    except (TypeError, ValueError, RecursionError):
        return b""


def _column_at_fault(row: Any, body: dict[str, Any]) -> str:
    actor = body.get("actor")
    if not isinstance(actor, dict):
        return "it does not say who acted"
    said = {
        "stream": (body.get("stream"), row.stream),
        "n": (body.get("n"), row.n),
        "action": (body.get("action"), row.action),
        "subject": (body.get("subject"), row.subject),
        "at": (body.get("at"), clock.stamp(Entry.at.type.process_result_value(row.at, None))),
        "person": (actor.get("person"), str(row.person_id) if row.person_id else None),
        "office": (actor.get("office"), str(row.office_id) if row.office_id else None),
    }
    for name, (in_text, in_column) in said.items():
        if in_text != in_column:
            return f"its column {name} does not fit its text"
    return ""
