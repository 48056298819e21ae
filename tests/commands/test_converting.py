"""`alliance convert`: any file in, several files out, what was not carried over, no database."""

import json

import pytest

from alliance import cli

WORDS = "# On Water\n\nWHEREAS, it rises;\n\n"
WORDS += "NOW, THEREFORE, BE IT RESOLVED:\n\n1. We **act**.\n\n![Map](m.png)\n"
ALL = "html,pdf,docx,md,akn,json"


@pytest.fixture
def convert(capsys, tmp_path, monkeypatch):
    """Runs the command on a file, where no database is to be had."""
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nothing")

    def run(data, *options):
        path = tmp_path / "given"
        path.write_bytes(data)
        code = cli.main(["convert", str(path), *map(str, options)])
        return code, capsys.readouterr()

    return run


def test_all_targets_go_into_a_folder_and_the_document_has_the_keys_of_the_contract(
    convert, tmp_path
):
    folder = tmp_path / "out"
    folder.mkdir()
    code, said = convert(WORDS.encode(), "--to", ALL, "-o", folder, "--json")
    document = json.loads(said.out)
    assert code == 0
    assert document["title"] == "On Water"
    assert document["units"] == 3
    assert document["written"] == [str(folder / f"given.{one}") for one in ALL.split(",")]
    assert all((folder / f"given.{one}").stat().st_size for one in ALL.split(","))
    assert document["report"] == [
        {"where": "line 9", "what": "a picture was left out; the words that describe it are kept"}
    ]


def test_several_targets_take_a_stem_and_one_the_file_itself(convert, tmp_path):
    code, _ = convert(WORDS.encode(), "--to", "md,json", "-o", tmp_path / "stem")
    assert code == 0
    assert (tmp_path / "stem.md").exists()
    code, _ = convert((tmp_path / "stem.md").read_bytes(), "--to", "json", "-o", tmp_path / "one")
    assert code == 0
    again, before = (json.loads((tmp_path / name).read_text()) for name in ("one", "stem.json"))
    assert again["units"] == before["units"]


def test_an_unknown_target_is_wrong_usage(convert, tmp_path):
    code, said = convert(b"x", "--to", "odt", "-o", tmp_path / "x")
    assert code == 2
    assert "is none of html, pdf" in said.err


def test_what_cannot_be_taken_is_refused_and_nothing_is_written(convert, tmp_path):
    code, said = convert(b"%PDF-1.7", "--to", "md", "-o", tmp_path / "x.md", "--json")
    assert code == 3
    assert "it is a PDF" in json.loads(said.out)["error"]["message"]
    assert not (tmp_path / "x.md").exists()
