"""Tables that are handed out: the same rows as CSV, JSON and XLSX.

A sheet says what it is of (the alliance, the days asked for) and holds rows of plain values. In CSV
and XLSX the first row names the columns; in JSON each row is an object by the same names.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Cell = str | int | bool | None

CSV, JSON, XLSX = "csv", "json", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8; header=present",
    JSON: "application/json",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LABELS = {CSV: "CSV", JSON: "JSON", XLSX: "XLSX"}

# A spreadsheet takes a cell that begins so for a formula and runs it (CWE-1236).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    """A table: the name of its file without ending, what it is of, its columns, its rows."""

    name: str
    of: Mapping[str, Cell]
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def kinds() -> tuple[str, ...]:
    """The kinds of file that can be made."""
    return (CSV, JSON, XLSX)


def as_file(sheet: Sheet, kind: str) -> bytes:
    """The sheet as a file of this kind."""
    return {CSV: as_csv, JSON: as_json, XLSX: as_xlsx}[kind](sheet)


def as_csv(sheet: Sheet) -> bytes:
    """RFC 4180 in UTF-8, first with a byte order mark: without it Excel reads another encoding.

    A text that a spreadsheet would run as a formula gets an apostrophe before it, so that it is
    shown as it stands; whoever reads the file by program takes one leading apostrophe away.
    Our own imports drop the mark. Nothing is "", true and false are yes and no.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(sheet.columns)
    writer.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    return file.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    text = "" if cell is None else ("no", "yes")[cell] if isinstance(cell, bool) else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA) else text


def as_json(sheet: Sheet) -> bytes:
    """{"of": {…}, "columns": […], "rows": [{…}]}; texts as they are, nothing is null."""
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    document = {"of": dict(sheet.of), "columns": list(sheet.columns), "rows": rows}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """One worksheet with the table, and one that says what it is of. All texts are texts."""
    import xlsxwriter

    file = io.BytesIO()
    # What begins like a formula or an address is a text here, not that.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, plain) as book:
        bold = book.add_format({"bold": True})
        table, about = book.add_worksheet("Table"), book.add_worksheet("About")
        table.freeze_panes(1, 1)
        table.write_row(0, 0, sheet.columns, bold)
        for number, row in enumerate(sheet.rows, start=1):
            table.write_row(number, 0, [_yes_or_no(cell) for cell in row])
        for number, (name, cell) in enumerate(sheet.of.items()):
            about.write_row(number, 0, [name, _yes_or_no(cell)])
    return file.getvalue()


def _yes_or_no(cell: Cell) -> Cell:
    return ("no", "yes")[cell] if isinstance(cell, bool) else cell
