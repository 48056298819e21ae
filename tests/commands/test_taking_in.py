"""Importing from the command line: what is refused is named and nothing is written."""

import base64
import io
import json
import runpy

import pytest

from tests.corpus import corpus
from tests.litigation import cases
from tests.membership.files import (
    BODY,
    ROW,
    alliances_file,
    contents,
    memberships_file,
    river,
)
from tests.membership.test_corpus import ACCEPTED, hostile_cases
from tests.people import governor

OK, USAGE, REFUSED = 0, 2, 3
KEYS = {"added", "changed", "unchanged", "refused"}
REFUSAL = {"file", "row", "column", "value", "reason", "fix"}
FILES = ("alliances", "memberships", "lawsuits", "lawsuit-events")
POLICY = dict(zip(FILES, ("membership", "membership", "litigation", "litigation"), strict=True))


def test_the_document_of_an_import_has_the_keys_of_the_contract(terminal, tmp_path):
    said = terminal("import", "alliances", alliances_file(tmp_path, BODY), "--json")
    assert said.code == OK
    assert said.document == {"added": 1, "changed": 0, "unchanged": 0, "refused": []}
    said = terminal("--json", "import", "memberships", memberships_file(tmp_path, ROW))
    assert said.document == {"added": 1, "changed": 0, "unchanged": 0, "refused": []}
    said = terminal("import", "--json", "lawsuits", cases.lawsuits_file(tmp_path, cases.TARIFFS))
    assert set(said.document) == KEYS
    said = terminal("import", "lawsuit-events", cases.events_file(tmp_path, cases.COMPLAINT))
    assert (said.code, "1 are added" in said.out) == (OK, True)


def test_a_refusal_names_file_row_column_value_reason_and_fix(terminal, tmp_path):
    river(tmp_path)
    before = contents()
    path = memberships_file(tmp_path, ROW, ROW | {"joined": "2025-02-30"})
    said = terminal("import", "memberships", path, "--json")
    assert said.code == REFUSED
    [refusal] = said.document["refused"]
    assert set(refusal) == REFUSAL
    assert (refusal["file"], refusal["row"], refusal["column"], refusal["value"]) == (
        "memberships.csv",
        3,
        "joined",
        "2025-02-30",
    )
    assert "memberships.csv, row 3, column joined" in said.err
    assert "nothing was written" in said.err.lower()
    assert contents() == before


def test_in_json_a_row_is_the_index_in_the_list(terminal, tmp_path):
    path = alliances_file(tmp_path, BODY, BODY | {"id": "Not An Id"})
    said = terminal("import", "alliances", path, "--json")
    assert said.code == REFUSED
    assert [one["row"] for one in said.document["refused"]] == [1]


def test_a_dry_run_says_the_same_and_writes_nothing(terminal, tmp_path):
    path = alliances_file(tmp_path, BODY)
    before = contents()
    dry = terminal("import", "alliances", path, "--dry-run", "--json")
    assert contents() == before
    assert dry.document == terminal("import", "alliances", path, "--json").document
    assert "would be added" in terminal("import", "alliances", path, "--dry-run").out
    bad = alliances_file(tmp_path, BODY | {"name": ""})
    wet = terminal("import", "alliances", bad, "--json")
    dry = terminal("import", "alliances", bad, "--json", "--dry-run")
    assert (dry.code, dry.document) == (wet.code, wet.document)


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_not_there_is_wrong_usage(terminal, tmp_path, what):
    for path in (tmp_path / "none.csv", tmp_path):
        said = terminal("import", what, path, "--json")
        assert said.code == USAGE
        assert said.document["error"]["code"] == USAGE


def test_a_file_that_cannot_be_read_at_all_is_refused_with_the_same_document(terminal, tmp_path):
    path = tmp_path / "memberships.csv"
    before = contents()
    for content in (b"", b"\xff\xfea\0", b"a;b\n", b"\x1f\x8b\x08", b"alliance_id\nx\n"):
        path.write_bytes(content)
        said = terminal("import", "memberships", path, "--json")
        assert said.code == REFUSED, content
        assert set(said.document) == KEYS
        assert said.document["refused"]
        assert (said.document["added"], said.document["changed"]) == (0, 0)
    assert contents() == before


@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["wet", "dry"])
def test_as_somebody_else_one_is_asked_before_the_file_is_read(terminal, tmp_path, what, dry):
    path = tmp_path / "file"
    for content in (b"", b"\xff\xfea\0"):
        path.write_bytes(content)
        said = terminal("--as", governor().email, "import", what, path, *dry, "--json")
        assert said.code == REFUSED
        assert f"not permitted: {POLICY[what]}:import" in said.document["error"]["message"]


def test_known_since_row_is_asked_for_by_name(terminal, tmp_path):
    river(tmp_path)
    path = memberships_file(tmp_path, ROW)
    assert terminal("import", "memberships", path, "--known-since", "row").code == OK
    asked = ("members", "river", "--as-of", "2024-06-01", "--json", "--known")
    assert terminal(*asked, "2023-12-31").document["count"] == 0
    assert terminal(*asked, "2024-01-01").document["count"] == 1
    assert terminal("import", "memberships", path, "--known-since", "ever").code == USAGE


@pytest.mark.corpus
def test_the_real_files_are_taken_in_by_command_and_again_change_nothing(terminal):
    paths = [corpus() / name for name in ("alliances.json", "memberships.csv", "lawsuits.csv")]
    paths.append(corpus() / "lawsuit_events.csv")
    counted = []
    for what, path in zip(FILES, paths, strict=True):
        said = terminal("import", what, path, "--json")
        assert (said.code, set(said.document)) == (OK, KEYS)
        counted.append(said.document["added"])
    assert counted == [24, 541, 24, 20]
    before = contents()
    for what, path, count in zip(FILES, paths, counted, strict=True):
        said = terminal("import", what, path, "--json")
        assert said.document == {"added": 0, "changed": 0, "unchanged": count, "refused": []}
    assert contents() == before
    told = terminal("members", "rggi", "--as-of", "2012-01-01", "--json").document
    assert told["count"] == 9
    assert "NJ" not in [one["state"] for one in told["members"]]


@pytest.mark.corpus
def test_every_hostile_file_is_taken_or_refused_whole(terminal, tmp_path):
    terminal("import", "alliances", corpus() / "alliances.json")
    makers = runpy.run_path(str(corpus() / "import_tests" / "make_large_inputs.py"))
    start = contents()
    for case in hostile_cases():
        path = tmp_path / case["target"]
        if "generate" in case:
            with path.open("wb") as opened:
                makers[case["generate"]](opened, 64)
        else:
            path.write_bytes(base64.b64decode(case["content_base64"]))
        what = "memberships" if case["kind"] == "csv" else "alliances"
        wanted = OK if case["id"] in ACCEPTED else REFUSED
        dry = ["--dry-run"] if wanted == OK else []
        said = terminal("import", what, path, "--json", *dry)
        assert said.code == wanted, (case["id"], case["hazard"], said)
        assert set(said.document) >= KEYS
        assert bool(said.document["refused"]) is (wanted == REFUSED)
        assert all(set(one) == REFUSAL for one in said.document["refused"])
        assert "\0" not in said.out + said.err
    assert contents() == start


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["huge_cell", "many_columns", "many_rows", "one_long_line"])
def test_a_large_table_is_refused_and_nothing_written(terminal, tmp_path, name):
    terminal("import", "alliances", corpus() / "alliances.json")
    makers = runpy.run_path(str(corpus() / "import_tests" / "make_large_inputs.py"))
    path = tmp_path / "memberships.csv"
    with path.open("wb") as opened:
        makers[name](opened, 64)
    before = contents()
    said = terminal("import", "memberships", path, "--json")
    assert said.code == REFUSED
    assert said.document["refused"]
    assert contents() == before


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["zip_bomb", "zip_slip", "gzip_bomb", "json_wide"])
@pytest.mark.parametrize("what", ["memberships", "alliances"])
def test_a_large_archive_or_document_is_refused(terminal, tmp_path, name, what):
    makers = runpy.run_path(str(corpus() / "import_tests" / "make_large_inputs.py"))
    held = io.BytesIO()
    makers[name](held, 64)
    path = tmp_path / "file"
    path.write_bytes(held.getvalue())
    before = contents()
    said = terminal("import", what, path, "--json")
    assert said.code == REFUSED
    assert len(said.out) < 5_000
    assert contents() == before


def test_a_refused_value_cannot_forge_a_line_on_the_terminal(terminal, tmp_path):
    river(tmp_path)
    path = memberships_file(tmp_path, ROW | {"joined": "soon\x1b[2J", "alliance_id": "a\u202eb"})
    said = terminal("import", "memberships", path, "--json")
    assert said.code == REFUSED
    assert "\x1b" not in said.err + json.dumps(said.document, ensure_ascii=False)
    assert "\u202e" not in said.err
