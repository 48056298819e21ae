"""The history of a compact as a table that is handed out (core/sheets.py)."""

from collections.abc import Mapping, Sequence

from alliance.compacts.chart import Row
from alliance.core.sheets import Cell, Sheet
from alliance.membership.models import Alliance


def history_sheet(alliance: Alliance, rows: Sequence[Row], about: Mapping[str, Cell]) -> Sheet:
    """One row for each day on which anything changed; exact amounts as text.

    `date` is the day as its source gives it, which may know only a month or a year of it.
    """
    columns = ("alliance_id", "from", "date", "amount", "need", "joined", "left", "in_force")
    return Sheet(
        f"{alliance.slug}-history",
        about,
        columns,
        [
            (
                alliance.slug,
                row.day.isoformat() if row.day else None,
                row.said or None,
                str(row.amount),
                str(row.need),
                " ".join(row.joined) or None,
                " ".join(row.left) or None,
                row.in_force,
            )
            for row in rows
        ],
    )
