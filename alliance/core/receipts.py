"""Receipts: what a person is given for a binding act, as a page and as a file to keep."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from alliance.core.canonical import canonical
from alliance.core.record import Entry, entries_about, leaves
from alliance.core.seal import checkpoint
from alliance.core.transaction import snapshot

Crumbs = Sequence[tuple[str, str]]  # label and address of the pages above
Rows = Sequence[tuple[str, object]]


def entry_of(stream: str, subject: str, action: str, **facts: Any) -> Entry:
    """The act in the ledger: of this kind, about this subject, and with these facts."""
    (found,) = [
        entry
        for entry in entries_about(stream, [subject])
        if entry.action == action and facts.items() <= entry.facts.items()
    ]
    return found


def receipt_page(entry: Entry, *, crumbs: Crumbs, rows: Rows, digests: Rows, file: str) -> str:
    """The page of a receipt; the last of the crumbs is the page where the act stands."""
    return render_template(
        "shared/receipt.html", entry=entry, crumbs=crumbs, rows=rows, digests=digests, file=file
    )


def receipt_file(entry: Entry, name: str) -> ResponseReturnValue:
    """The receipt with a signed checkpoint, to keep: it proves a rewritten ledger wrong."""
    stream, act = entry.stream, {"stream": entry.stream, "n": entry.n, "leaf": entry.leaf}
    with snapshot():
        so_far = {stream: leaves(stream)}
        body = {**checkpoint(so_far), "leaves": so_far, "receipt": act}
    headers = {
        "Content-Type": "application/json",
        "Content-Disposition": f'attachment; filename="receipt-{name}.json"',
    }
    return canonical(body), 200, headers
