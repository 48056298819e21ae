"""Reading CSV tables strictly: header, quotes, cells and limits."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from alliance.core.imports import ImportRefused, Refusal, Source, normalised, shown, text_fault

FIX_COLUMNS = "write each cell between commas, and put a cell that holds a comma in double quotes"
# Lines one by one, so that no second copy of the text is made.
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_WRONG_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}


@dataclass(frozen=True)
class TableLimits:
    """How large a table may be."""

    file_bytes: int = 32 << 20
    rows: int = 200_000
    columns: int = 200
    cell_characters: int = 20_000


@dataclass(frozen=True)
class Row:
    """One record: `number` counts the header as row 1; cells are trimmed and composed (NFC)."""

    number: int
    cells: dict[str, str]


@dataclass
class Table:
    """The rows that could be read, the refusals of those that could not, the columns ignored."""

    file: str
    rows: list[Row] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    ignored: tuple[str, ...] = ()


def read_table(
    source: Source,
    *,
    required: Sequence[str],
    optional: Sequence[str],
    limits: TableLimits | None = None,
) -> Table:
    """The table in a CSV file, its rows with all required and optional columns as text.

    An optional column that the file lacks reads as empty; unknown columns are ignored and listed.
    Raises ImportRefused when the file or its header cannot be read at all.
    """
    allowed = limits or TableLimits()
    text = source.text(allowed.file_bytes)
    records = _records(source, text, allowed)
    header = _header(source, records, text, required, allowed)
    known = {*required, *optional}
    wanted = {index: name for index, name in enumerate(header) if name in known}
    table = Table(source.name, ignored=_ignored(header, known))
    blank = dict.fromkeys((*required, *optional), "")
    for number, record in records:
        if number - 1 > allowed.rows:
            raise source.refused(
                f"has more than {allowed.rows:,} rows", "split the file into smaller ones"
            )
        if not any(cell.strip() for cell in record):
            continue  # spreadsheets leave empty rows behind; they still count
        refusals = list(_faults(source.name, number, record, header, allowed))
        if refusals:
            table.refusals += refusals
            continue
        cells = {name: normalised(record[index].strip()) for index, name in wanted.items()}
        table.rows.append(Row(number, blank | cells))
    return table


def _records(source: Source, text: str, limits: TableLimits) -> Iterator[tuple[int, list[str]]]:
    """Records with their numbers; a quote that never closes is refused where it began."""
    reader = csv.reader((line.group() for line in _LINE.finditer(text)), strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise _broken(source, number, str(wrong), limits) from None
        yield number, record


def _broken(source: Source, number: int, complaint: str, limits: TableLimits) -> ImportRefused:
    if "field limit" in complaint:
        reason = f"a cell in row {number} is longer than {limits.cell_characters:,} characters"
        return source.refused(reason, "shorten the cell, or close the quote before it", row=number)
    return source.refused(
        f"a quote opened in row {number} is not closed properly",
        'close the quote; a double quote inside a cell is written twice ("")',
        row=number,
    )


def _header(
    source: Source,
    records: Iterator[tuple[int, list[str]]],
    text: str,
    required: Sequence[str],
    limits: TableLimits,
) -> list[str]:
    names = [normalised(name.strip()) for name in next(records, (1, []))[1]]
    if len(names) > limits.columns:
        reason = f"has {len(names):,} columns: {limits.columns} are the limit"
        raise source.refused(reason, "keep only the columns that are needed", row=1)
    missing = [name for name in required if name not in names]
    if missing:
        _refuse_wrong_delimiter(source, text, required)
    refusals = [
        Refusal(source.name, 1, name, None, f'the column "{name}" is missing', _columns(required))
        for name in missing
    ]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    refusals += [
        Refusal(source.name, 1, name, name, "the column stands twice", "keep only one of the two")
        for name in repeated
    ]
    if refusals:
        raise ImportRefused(refusals)
    return names


def _refuse_wrong_delimiter(source: Source, text: str, required: Sequence[str]) -> None:
    line = _LINE.match(text)
    first = line.group().strip() if line else ""
    for delimiter, called in _WRONG_DELIMITERS.items():
        split = {name.strip().strip('"') for name in first.split(delimiter)}
        if len(split) > 1 and split & set(required):
            raise source.refused(
                f"its columns are separated by {called}", "separate them by commas", row=1
            )


def _columns(required: Sequence[str]) -> str:
    return f"the first row must name the columns {', '.join(required)}"


def _ignored(header: Sequence[str], known: set[str]) -> tuple[str, ...]:
    return tuple(
        shown(name) or f"(column {index}, without a name)"
        for index, name in enumerate(header, start=1)
        if name not in known
    )


def _faults(
    file: str, number: int, record: list[str], header: list[str], limits: TableLimits
) -> Iterator[Refusal]:
    if len(record) != len(header):
        reason = f"has {len(record)} cells where the header has {len(header)}"
        surplus = record[len(header)] if len(record) > len(header) else None
        yield Refusal(file, number, None, surplus, reason, FIX_COLUMNS)
        return
    for name, cell in zip(header, record, strict=True):
        if len(cell) > limits.cell_characters:
            reason = f"is longer than {limits.cell_characters:,} characters"
            yield Refusal(file, number, name, cell, reason, "shorten the cell")
            continue
        fault = text_fault(cell)
        if fault is not None:
            yield Refusal(file, number, name, cell, fault, "type the cell again as plain text")
