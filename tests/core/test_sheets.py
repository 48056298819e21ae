"""Tables that are handed out: what is in the file is what was in the table, and no formula."""

import csv
import io
import json
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from alliance.core.imports import Source
from alliance.core.sheets import FORMULA, Sheet, as_csv, as_json, as_xlsx
from alliance.core.tables import read_table

NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "'already",
    'a "quoted" one',
    "a, b",
    "two\nlines",
    "Nuñez y Ñandú",
    "",
]
TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
CELLS = st.one_of(TEXTS, st.integers(), st.booleans(), st.none())


def sheet(*rows, columns=("a", "b")):
    return Sheet("name", {"alliance": "Ours"}, columns, rows)


def read_back(made):
    return list(csv.reader(io.StringIO(as_csv(made).decode("utf-8-sig"), newline="")))


def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe_before_it():
    (_, *rows) = read_back(sheet(*((text, -1) for text in NASTY)))
    for text, (told, number) in zip(NASTY, rows, strict=True):
        assert told == (f"'{text}" if text[:1] in set("=+-@\t\r") else text)
        assert not told.startswith(FORMULA)
        assert number == "-1", "a number is no text, and stays one"


def plain(cell):
    if cell is None:
        return ""
    return ("no", "yes")[cell] if isinstance(cell, bool) else str(cell)


@given(st.lists(st.tuples(CELLS, CELLS)))
def test_any_table_is_read_back_as_it_was(rows):
    (head, *found) = read_back(sheet(*rows))
    assert head == ["a", "b"]
    for row, told in zip(rows, found, strict=True):
        for cell, text in zip(row, told, strict=True):
            if isinstance(cell, str):
                assert text.removeprefix("'") == cell.removeprefix("'")
            else:
                assert text == plain(cell)
    held = json.loads(as_json(sheet(*rows)))
    assert [tuple(one.values()) for one in held["rows"]] == rows
    assert held["of"] == {"alliance": "Ours"}


def test_what_is_handed_out_can_be_taken_in(tmp_path):
    path = tmp_path / "given.csv"
    path.write_bytes(as_csv(sheet(("Ñandú", True), ("=x", None))))
    table = read_table(Source(path), required=("a", "b"), optional=())
    assert [row.cells for row in table.rows] == [{"a": "Ñandú", "b": "yes"}, {"a": "'=x", "b": ""}]


def test_a_workbook_holds_texts_and_no_formula():
    held = zipfile.ZipFile(io.BytesIO(as_xlsx(sheet(("=1+1", 5), ("https://x.example", True)))))
    table = held.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in table
    assert "hyperlink" not in table
    texts = held.read("xl/sharedStrings.xml").decode()
    assert all(f"<t>{text}</t>" in texts for text in ("a", "=1+1", "https://x.example", "yes"))
    assert "<v>5</v>" in table
