"""`alliance rules`: schema, check and eval, without a database."""

import json
import subprocess
import sys

import pytest

from alliance import cli

OK, REFUSED, USAGE = 0, 3, 2
SEVEN = {"entry_into_force": {"when": {"at_least": {"count": "7"}}}}
CASE = {"rule": SEVEN, "facts": {"parties": ["CO", "UT"]}}


@pytest.fixture
def rules(capsys, monkeypatch, tmp_path):
    """Runs a command on a file with this content; a database would be one that does not answer."""
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")

    def run(command, content=None, name="rule.json", *options):
        words = ["rules", command, *options]
        if content is not None:
            file = tmp_path / name
            held = content if isinstance(content, (str, bytes)) else json.dumps(content)
            file.write_bytes(held if isinstance(held, bytes) else held.encode())
            words.insert(2, str(file))
        code = cli.main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_schema_prints_the_schema_as_one_document(rules):
    code, out, _ = rules("schema", None, "", "--json")
    assert code == OK
    assert out.count("\n") == 1
    assert json.loads(out)["$schema"].endswith("2020-12/schema")
    assert json.loads(rules("schema")[1]) == json.loads(out)


def test_check_says_that_a_rule_is_right_and_what_is_odd_about_it(rules):
    code, out, err = rules("check", SEVEN, "rule.json", "--json")
    assert (code, json.loads(out)) == (OK, {"valid": True, "problems": [], "warnings": []})
    assert err == "The rule is right.\n"
    odd = {"entry_into_force": {"when": {"at_least": {"count": "70"}}}}
    code, out, _ = rules("check", odd, "rule.json", "--json")
    assert code == OK
    assert json.loads(out)["warnings"][0]["path"] == "entry_into_force.when"


def test_check_says_every_fault_at_its_place(rules):
    wrong = {"entry_into_force": {"when": {"at_least": {"count": 7}}}, "quorum": 1}
    code, out, _ = rules("check", wrong, "rule.json", "--json")
    told = json.loads(out)
    assert (code, told["valid"]) == (REFUSED, False)
    assert {one["path"] for one in told["problems"]} == {
        "quorum",
        "entry_into_force.when.at_least.count",
    }
    code, out, _ = rules("check", wrong)
    assert code == REFUSED
    assert "entry_into_force.when.at_least.count: is a bare whole number" in out
    assert "Traceback" not in out


def test_check_takes_a_decision_alone_and_the_rule_of_a_case(rules):
    decision = {"majorities": [{"no_objection": True}]}
    assert rules("check", decision)[0] == OK
    assert rules("check", CASE)[0] == OK
    assert rules("check", {**CASE, "rule": {}})[0] == REFUSED


def test_check_takes_a_rule_of_choosing_as_a_charter_has_it(rules):
    rule = {"method": "approval", "threshold": {"of": "cast", "more_than": {"share": "1"}}}
    code, out, _ = rules("check", rule, "rule.json", "--json")
    assert code == OK
    assert [one["path"] for one in json.loads(out)["warnings"]] == ["threshold.more_than.share"]
    assert rules("check", {"method": "lot"})[0] == REFUSED


HALF = {"of": "cast", "measure": "states", "at_least": {"share": "1/2"}}
CHOICE = {"method": "ranked", "options": ["A", "B"]}


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ({"majorities": [HALF]}, "majorities[0].at_least.share"),
        ({"majorities": [{"all": [HALF]}]}, "majorities[0].all[0].at_least.share"),
        ({"decision": {"majorities": [HALF]}}, "decision.majorities[0].at_least.share"),
        (
            {**CHOICE, "quorum": {**HALF, "of": "entitled", "at_least": {"count": "0"}}},
            "quorum.at_least.count",
        ),
    ],
)
def test_check_warns_of_ties_that_carry_and_of_what_is_always_met(rules, rule, path):
    code, out, err = rules("check", rule, "rule.json", "--json")
    told = json.loads(out)
    assert (code, told["valid"]) == (OK, True)
    assert [one["path"] for one in told["warnings"]] == [path]
    assert f"Note, {path}: " in err


def test_eval_chooses(rules):
    facts = {"roster": ["CO", "UT"], "answers": {"CO": ["B", "A"], "UT": ["B"]}}
    code, out, _ = rules("eval", {"rule": CHOICE, "facts": facts}, "case.json")
    assert code == OK
    assert "Chosen: “B”." in out
    code, out, _ = rules("eval", {"rule": CHOICE, "facts": {**facts, "chair": "yea"}})
    assert code == REFUSED


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe{", b"[" * 200_000, b'{"a": 1, "a": 2}', b"null", b'{"a": Infinity}'],
    ids=["empty", "not UTF-8", "deep", "twice", "null", "infinite"],
)
def test_what_cannot_be_read_is_refused_with_a_reason_and_no_traceback(rules, content):
    code, out, err = rules("check", content, "rule.json", "--json")
    assert code == REFUSED
    assert json.loads(out)["problems"]
    code, out, err = rules("eval", content, "rule.json", "--json")
    assert code == REFUSED
    assert json.loads(out)["error"]["problems"]
    assert "Traceback" not in out + err


def test_a_file_that_is_not_there_is_wrong_usage(rules):
    assert cli.main(["rules", "check", "nowhere.json"]) == USAGE


def test_eval_gives_the_result_and_the_arithmetic_and_echoes_the_rest(rules):
    code, out, _ = rules("eval", {**CASE, "id": 7}, "case.json", "--json")
    told = json.loads(out)
    assert (code, told["id"], told["kind"]) == (OK, 7, "entry into force")
    assert (told["result"]["in_force"], told["result"]["short_by"]) == (False, "5")
    assert all(isinstance(step, str) for step in told["steps"])
    code, out, _ = rules("eval", CASE)
    assert code == OK
    assert "short by 5" in out


def test_eval_refuses_a_case_at_its_place(rules):
    code, out, err = rules("eval", {**CASE, "facts": {"parties": [7]}}, "case.json", "--json")
    error = json.loads(out)["error"]
    assert (code, error["code"]) == (REFUSED, REFUSED)
    assert [one["path"] for one in error["problems"]] == ["facts.parties[0]"]
    assert "facts.parties[0]" in err


def test_a_jsonl_file_gives_an_answer_a_line_and_goes_on_after_a_refusal(rules):
    lines = [
        json.dumps({**CASE, "id": 1}),
        json.dumps({"rule": {}, "facts": {}, "id": 2}),
        "not json",
        "x" * 1_000_001,
        "",
        json.dumps({**CASE, "id": 3}),
    ]
    code, out, _ = rules("eval", "\n".join(lines), "cases.jsonl", "--json")
    told = [json.loads(line) for line in out.splitlines()]
    assert code == REFUSED
    assert [one.get("id") for one in told] == [1, 2, None, None, 3]
    assert ["error" in one for one in told] == [False, True, True, True, False]
    assert [one["error"]["problems"][0] for one in told[2:4]] == [
        {"path": "line 3", "reason": "is not JSON: Expecting value, column 1"},
        {"path": "line 4", "reason": "is longer than 1,000,000 bytes"},
    ]
    assert told[2]["error"]["message"].startswith("line 3: is not JSON")
    code, out, _ = rules("eval", "\n".join([lines[0], lines[-1]]), "cases.jsonl", "--json")
    assert (code, len(out.splitlines())) == (OK, 2)


def test_check_says_that_it_takes_one_rule_and_which_command_takes_many(rules):
    code, out, err = rules("check", json.dumps(CASE), "cases.jsonl")
    assert (code, out) == (2, "")
    assert "alliance rules eval" in err


def test_the_rule_language_needs_nothing_but_the_standard_library():
    script = (
        "import sys; import alliance.rulebook.asking.answering, alliance.rulebook.asking.oddities;"
        "import alliance.rulebook.compacts.schema, alliance.rulebook.compacts.words;"
        "outside = {name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names);"
        "print(sorted(name for name in outside if not name.startswith('_')))"
    )
    told = subprocess.run(  # noqa: S603 - this interpreter, on a script of this test
        [sys.executable, "-S", "-c", script], check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "['alliance']"
