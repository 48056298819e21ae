"""Strict reading: which files and rows are refused, where, and in which words."""

import json
import tracemalloc

import pytest

from alliance.core.imports import ImportRefused, Refusal, Report, Source, shown
from alliance.core.json_files import read_json
from alliance.core.tables import TableLimits, read_table

HEADER = b"alliance_id,jurisdiction,role\n"
REQUIRED = ("alliance_id", "jurisdiction")
OPTIONAL = ("role", "note")


@pytest.fixture
def table(tmp_path):
    def read(content, **limits):
        path = tmp_path / "rows.csv"
        path.write_bytes(content)
        allowed = TableLimits(**limits) if limits else None
        return read_table(Source(path), required=REQUIRED, optional=OPTIONAL, limits=allowed)

    return read


@pytest.fixture
def refused(table):
    def read(content, **limits):
        with pytest.raises(ImportRefused) as caught:
            table(content, **limits)
        return caught.value.refusals

    return read


def test_rows_are_numbered_from_the_header_and_trimmed(table):
    read = table(HEADER + b"npvic, MD ,party\nrggi,NJ,\n")
    assert [(row.number, row.cells) for row in read.rows] == [
        (2, {"alliance_id": "npvic", "jurisdiction": "MD", "role": "party", "note": ""}),
        (3, {"alliance_id": "rggi", "jurisdiction": "NJ", "role": "", "note": ""}),
    ]
    assert read.refusals == []
    assert read.ignored == ()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + HEADER + b"npvic,MD,party\n",
        HEADER + b"npvic,MD,party",
        (HEADER + b"npvic,MD,party\n").replace(b"\n", b"\r\n"),
        (HEADER + b"npvic,MD,party\n").replace(b"\n", b"\r"),
        b'"alliance_id","jurisdiction","role"\n"npvic","MD","party"\n',
        b"role,jurisdiction,alliance_id\nparty,MD,npvic\n",
        HEADER + b"npvic,MD,party\n\n,,\n  \n",
    ],
)
def test_spreadsheets_of_all_kinds_are_read_alike(table, content):
    [row] = table(content).rows
    assert list(row.cells.values()) == ["npvic", "MD", "party", ""]


def test_a_line_break_in_a_cell_is_one_record_and_rows_count_records(table):
    read = table(HEADER + b'npvic,MD,"party\nsecond line"\nrggi,NJ,x,surplus\n')
    assert read.rows[0].cells["role"] == "party\nsecond line"
    [refusal] = read.refusals
    assert (refusal.row, refusal.value) == (3, "surplus")


def test_empty_rows_are_passed_over_but_counted(table):
    read = table(HEADER + b"\n,,\nnpvic,MD,party\n")
    assert [row.number for row in read.rows] == [4]


def test_unknown_columns_are_ignored_and_listed(table):
    read = table(b"alliance_id,colour,jurisdiction,\nnpvic,red,MD,\n")
    assert read.ignored == ("colour", "(column 4, without a name)")
    assert "colour" not in read.rows[0].cells


def test_composed_and_decomposed_letters_read_the_same(table):
    read = table(HEADER + "npvic,GU,Hag\u00e5t\u00f1a\nnpvic,GU,Haga\u030atn\u0303a\n".encode())
    assert len({row.cells["role"] for row in read.rows}) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        ("alliance_id,jurisdiction\n".encode("utf-16"), "UTF-16"),
        ("alliance_id,jurisdiction\n".encode("utf-16-be"), "UTF-16"),
        ("alliance_id,jurisdiction\n".encode("utf-16-le"), "UTF-16"),
        ("alliance_id,jurisdiction\n".encode("utf-32"), "UTF-32"),
        ("alliance_id,jurisdiction\n".encode("utf-32-be"), "UTF-32"),
        (HEADER + b"npvic,MD,f\xfcr\n", "byte 0xfc in line 2 is not UTF-8"),
        (b"\xef\xbb\xbf" + HEADER + b"a,b,c\nd,\xc1\x8d,e\n", "byte 0xc1 in line 3 is not UTF-8"),
        (HEADER.replace(b"\n", b"\r") + b"a,\xed\xa0\x80,c\r", "byte 0xed in line 2"),
        (b"PK\x03\x04\x14\x00", "workbook"),
        (HEADER.replace(b",", b";"), "semicolons"),
        (HEADER.replace(b",", b"\t"), "tabs"),
        (b"alliance_id\njurisdiction\n", 'the column "jurisdiction" is missing'),
        (b"\n" + HEADER, 'the column "alliance_id" is missing'),
        (b"alliance_id,jurisdiction,role,role\n", "twice"),
        (b"alliance_id,jurisdiction,colour,colour\n", "twice"),
        (b'alliance_id,"jurisdiction\nnpvic,MD\n', "a quote opened in row 1"),
        (HEADER + b'a,b,c\nnpvic,MD,"party\nnpvic,VA,party\n', "a quote opened in row 3"),
        (HEADER + b'npvic,"MD"x,party\n', "a quote opened in row 2"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(refused, content, words):
    refusals = refused(content)
    assert words in refusals[0].reason
    assert all(one.file == "rows.csv" and one.fix for one in refusals)


def test_every_missing_column_is_named(refused):
    assert [one.column for one in refused(b"role\nparty\n")] == ["alliance_id", "jurisdiction"]


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(ImportRefused) as caught:
            read_table(Source(path), required=REQUIRED, optional=OPTIONAL)
        assert "cannot be read" in caught.value.refusals[0].reason


def test_limits_hold_at_their_edge(table, refused):
    content = HEADER + b"npvic,MD,party\n" * 3
    size = len(content)
    assert len(table(content, file_bytes=size, rows=3, columns=3, cell_characters=12).rows) == 3
    assert "larger than" in refused(content, file_bytes=size - 1)[0].reason
    assert "more than 2 rows" in refused(content, rows=2)[0].reason
    assert "3 columns" in refused(content, columns=2)[0].reason


def test_a_cell_that_is_too_long_refuses_its_row_alone(table):
    read = table(HEADER + b"npvic,MD,partyparty\nnpvic,VA,party\n", cell_characters=9)
    assert [(one.row, one.column) for one in read.refusals] == [(2, "role")]
    assert [row.number for row in read.rows] == [3]


def test_a_cell_beyond_all_bounds_refuses_the_file(refused):
    [refusal] = refused(HEADER + b"npvic,MD," + b"A" * 1_000_000 + b"\n")
    assert refusal.row == 2
    assert "longer than 20,000 characters" in refusal.reason


@pytest.mark.parametrize("cell", [b"M\x00D", b"pa\x07rty", b"\x1f", "a\u0085b".encode()])
def test_control_characters_refuse_the_row(table, cell):
    read = table(HEADER + b"npvic," + cell + b",x\nnpvic,MD,party\n")
    assert [(one.row, one.column) for one in read.refusals] == [(2, "jurisdiction")]
    assert len(read.rows) == 1


def test_tabs_and_line_breaks_in_a_cell_are_kept(table):
    assert table(HEADER + b'npvic,MD,"a\tb\r\nc"\n').rows[0].cells["role"] == "a\tb\r\nc"


def test_heaped_marks_are_refused_before_they_cost_time(table):
    cell = "p" + "\u0301\u0323" * 9_000
    [refusal] = table(HEADER + f"npvic,MD,{cell}\n".encode()).refusals
    assert "marks" in refusal.reason


@pytest.mark.parametrize("line", [b"npvic,MD\n", b"npvic\n", b"npvic,MD,party,extra\n"])
def test_a_row_with_too_few_or_too_many_cells_is_refused(table, line):
    read = table(HEADER + line)
    assert read.rows == []
    assert [one.row for one in read.refusals] == [2]


def test_an_oversized_file_is_not_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as opened:
        opened.truncate(1 << 30)  # sparse: takes no room on the disk
    tracemalloc.start()
    try:
        for read in (lambda: read_json(Source(path), "alliances"), lambda: _table(path)):
            with pytest.raises(ImportRefused, match="larger than"):
                read()
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def _table(path):
    return read_table(Source(path), required=REQUIRED, optional=OPTIONAL)


def test_a_refusal_is_cut_short_and_shows_what_is_invisible():
    refusal = Refusal("f.csv", 2, "role", "x" * 500, "is wrong", "mend it")
    assert list(refusal.as_json()) == ["file", "row", "column", "value", "reason", "fix"]
    assert len(refusal.value) == 80
    assert shown("M\u200bD\u202e\x07") == "M\\u200bD\\u202e\\u0007"
    assert len(shown("\u202e" * 500)) == 80


def test_a_report_names_ignored_columns_only_if_there_are_any():
    report = Report(added=2, refused=[Refusal("f", 1, None, None, "r", "x")])
    assert list(report.as_json()) == ["added", "changed", "unchanged", "refused"]
    report.ignored_columns.append("colour")
    assert report.as_json()["ignored_columns"] == ["colour"]
    assert json.loads(json.dumps(report.as_json()))["refused"][0]["reason"] == "r"


@pytest.fixture
def records(tmp_path):
    def read(content, **limits):
        path = tmp_path / "records.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_json(Source(path), "alliances", **limits)

    return read


def test_a_list_of_records_is_read_with_or_without_a_mark(records):
    assert records('{"as_of": "2026", "alliances": [{"id": "a", "n": 1.5}]}') == [
        {"id": "a", "n": 1.5}
    ]
    assert records(b'\xef\xbb\xbf{"alliances": []}') == []


def test_json_text_is_composed(records):
    text = '{"alliances": [{"name": "Haga\u030atn\u0303a", "list": ["n\u0303"]}]}'
    assert records(text) == [{"name": "Hag\u00e5t\u00f1a", "list": ["\u00f1"]}]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("[]", "not a JSON object"),
        ("{}", 'has no "alliances"'),
        ('{"alliances": {}}', "not a list"),
        ('{"alliances": null}', "not a list"),
        ('{"alliances": ["a"]}', "not an object"),
        ('{"alliances": [{"id": "a", "id": "b"}]}', 'the key "id" stands twice'),
        ('{"alliances": [{"\u00e5": 1, "a\u030a": 2}]}', "stands twice"),
        ('{"alliances": [{"id": NaN}]}', "NaN"),
        ('{"alliances": [{"id": -Infinity}]}', "-Infinity"),
        ('{"alliances": 1e999}', "out of range"),
        ('{"alliances": [{"n": 1e-999}]}', "out of range"),
        ('{"alliances": [{"n": 1e00000000400}]}', "out of range"),
        ('{"alliances": ' + "9" * 100_000 + "}", "more than 18 digits"),
        ('{"alliances": [{"n": 0.' + "1" * 100_000 + "}]}", "out of range"),
        ("{'alliances': []}", "line 1, column 2: a single quote"),
        ('{"alliances": [\n{"id": \'a\'}]}', "line 2, column 8: a single quote"),
        ('{"alliances": [', "line 1, column 16: not JSON: the file ends too early"),
        ('{"alliances": [],}', "line 1"),
        ('{"alliances": []} x', "line 1, column 19"),
        ('{"alliances": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested more than 32"),
        ('{"alliances": ' + '{"a":' * 100_000, "nested more than 32"),
        ('{"alliances": [{"id": "\\ud800"}]}', "lone surrogate"),
        ('{"alliances": [{"id": "a\\u0000b"}]}', "control character U+0000"),
        (b'{"alliances": [{"id": "f\xfcr"}]}', "byte 0xfc in line 1"),
        ('{"alliances": []}'.encode("utf-16"), "UTF-16"),
    ],
)
def test_json_that_cannot_be_trusted_is_refused(records, content, words):
    with pytest.raises(ImportRefused) as caught:
        records(content)
    [refusal] = caught.value.refusals
    assert words in refusal.reason
    assert len(refusal.reason) < 250


def test_brackets_and_quotes_inside_texts_are_no_nesting(records):
    held = json.dumps({"alliances": [{"note": '[{"\\' * 200}]})
    assert len(records(held)) == 1


def test_a_text_that_never_ends_is_refused_quickly(records):
    with pytest.raises(ImportRefused):
        records('{"alliances": "' + '\\"' * 1_000_000)


def test_json_above_its_limit_is_refused_before_parsing(records):
    content = '{"alliances": []}'
    assert records(content, file_bytes=len(content)) == []
    with pytest.raises(ImportRefused, match="larger than"):
        records(content, file_bytes=len(content) - 1)


def test_a_refused_record_carries_its_index(records):
    with pytest.raises(ImportRefused) as caught:
        records('{"alliances": [{"id": "a"}, 3, {"name": "\\u0007"}]}')
    assert [(one.row, one.column) for one in caught.value.refusals] == [(1, None), (2, "name")]
