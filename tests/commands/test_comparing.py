"""`alliance compare`: two files, the changes, and no database."""

import pytest

from alliance import cli

OLD = "Section 1. The board shall meet in 30 days.\n\nSection 2. It keeps a good file.\n"
NEW = "Section 1. The board shall meet in 60 days.\n\nSection 2. It keeps a fine file.\n"


@pytest.fixture
def compare(capsys, tmp_path, monkeypatch):
    """Runs the command on two texts, where no database is to be had."""
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nothing")

    def run(old, new, *options):
        for name, text in (("old.txt", old), ("new.txt", new)):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        code = cli.main(
            ["compare", *map(str, (tmp_path / "old.txt", tmp_path / "new.txt")), *options]
        )
        return code, capsys.readouterr()

    return run


def test_the_changes_are_one_document_with_the_keys_of_the_contract(compare):
    import json

    code, said = compare(OLD, NEW, "--json")
    changes = json.loads(said.out)["changes"]
    assert code == 0
    assert [one["kind"] for one in changes] == ["deadline", "wording"]
    assert all({"kind", "unit", "old", "new"} <= set(one) for one in changes)
    assert changes[0]["unit"] == "Section 1"
    assert changes[0]["old"] == "The board shall meet in 30 days."
    assert changes[0]["new"] == "The board shall meet in 60 days."


def test_critical_leaves_only_what_touches_the_law(compare):
    import json

    _, said = compare(OLD, NEW, "--critical", "--json")
    assert [one["kind"] for one in json.loads(said.out)["changes"]] == ["deadline"]


def test_for_people_each_change_is_a_sentence_and_the_verdict_is_left_to_them(compare):
    code, said = compare(OLD, NEW, "--critical")
    assert code == 0
    assert said.out.splitlines() == [
        "1 critical change.",
        "",
        "Section 1: the time “30 days” became “60 days”. [deadline]",
        "  model:   The board shall meet in 30 days.",
        "  enacted: The board shall meet in 60 days.",
        "Whether the texts are substantially similar is for a person to determine.",
    ]
    assert "%" not in said.out


def test_equal_texts_have_no_change(compare):
    code, said = compare(OLD, OLD)
    assert (code, said.out.splitlines()[0]) == (0, "No changes.")


def test_a_file_that_is_no_text_is_refused_by_its_name(compare):
    code, said = compare(OLD, b"%PDF-1.7\n\xff\xfe")
    assert code == 3
    assert said.err.startswith("alliance: new.txt: Line 2 is not UTF-8 text. Save the text as")


def test_a_missing_file_is_wrong_usage(capsys, tmp_path):
    assert cli.main(["compare", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]) == 2
    assert "does not exist" in capsys.readouterr().err
