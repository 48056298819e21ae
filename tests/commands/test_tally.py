"""`alliance tally`: rule, roster and answers in a file, without a database."""

import copy
import json

import pytest

from alliance import cli

OK, USAGE, REFUSED = 0, 2, 3
CASE = {
    "rule": {
        "quorum": {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}},
        "majorities": [
            {
                "name": "two thirds of those voting",
                "of": "cast",
                "measure": "population",
                "at_least": {"share": "2/3"},
            }
        ],
    },
    "roster": {
        "CO": {"weights": {"population": "5773714"}, "class": "party", "region": "West"},
        "UT": {"weights": {"population": "3271616"}},
        "WY": {"weights": {"population": "576851"}},
    },
    "answers": {"CO": "yea", "WY": "nay"},
}


@pytest.fixture
def tally(capsys, monkeypatch, tmp_path):
    """Runs the command on a file of this content; a database would be one that is not there."""
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")

    def run(content, *options, name="case.json"):
        file = tmp_path / name
        held = content if isinstance(content, (str, bytes)) else json.dumps(content)
        file.write_bytes(held if isinstance(held, bytes) else held.encode())
        code = cli.main(["tally", str(file), *options])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def changed(*path, to):
    case = copy.deepcopy(CASE)
    holder = case
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = to
    return case


def test_json_is_one_document_with_the_keys_of_the_contract(tally):
    code, out, err = tally(CASE, "--json")
    told = json.loads(out)
    assert (code, err, out.count("\n")) == (OK, "", 1)
    assert set(told) == {"outcome", "quorum", "majorities", "steps"}
    assert told["outcome"] == "carried"
    assert told["quorum"] == {"need": "3/2", "have": "2", "met": True}
    assert told["majorities"] == [
        {
            "name": "two thirds of those voting",
            "base": "6350565",
            "need": "4233710",
            "have": "5773714",
            "met": True,
        }
    ]


def test_people_read_the_rule_and_every_step(tally):
    code, out, err = tally(CASE)
    lines = out.splitlines()
    assert (code, err) == (OK, "")
    assert lines[0] == (
        "The rule: Carried if more than half of the members answer and members with at least two "
        "thirds of the population of those voting say yea."
    )
    assert "Quorum: 2 is more than 3/2: met." in lines
    assert lines[-1] == "Carried."


def test_what_was_given_beside_is_echoed_and_cannot_stand_for_the_answer(tally):
    case = {**CASE, "id": 7, "note": {"a": [1]}, "outcome": "lost", "error": "none"}
    told = json.loads(tally(case, "--json")[1])
    assert (told["id"], told["note"], told["outcome"]) == (7, {"a": [1]}, "carried")
    assert "error" not in told


@pytest.mark.parametrize(
    ("case", "paths"),
    [
        ([], {"case"}),
        ({}, {"rule", "roster", "answers"}),
        ({**CASE, "rule": None}, {"rule"}),
        (changed("rule", "majorities", to=[]), {"rule.majorities"}),
        (changed("rule", "quorum", "of", to="all"), {"rule.quorum.of"}),
        (
            changed("rule", "majorities", 0, "at_least", "share", to="3/2"),
            {"rule.majorities[0].at_least.share"},
        ),
        (
            changed("rule", "majorities", 0, "at_least", "share", to=0.5),
            {"rule.majorities[0].at_least.share"},
        ),
        (changed("rule", "majorities", 0, "more_than", to={"count": "1"}), {"rule.majorities[0]"}),
        (changed("roster", to=["CO"]), {"roster", "answers.CO", "answers.WY"}),
        (changed("roster", "UT", to={}), {"roster.UT.weights.population"}),
        (changed("roster", "UT", "weights", "population", to=3), {"roster.UT.weights.population"}),
        (changed("answers", "NV", to="yea"), {"answers.NV"}),
        (changed("answers", "UT", to="aye"), {"answers.UT"}),
        (changed("answers", "UT", to={"yea": "1/2", "nay": "1/2"}), {"answers.UT"}),
    ],
)
def test_a_case_that_cannot_be_counted_is_refused_at_its_place(tally, case, paths):
    code, out, err = tally(case, "--json")
    error = json.loads(out)["error"]
    assert (code, error["code"]) == (REFUSED, REFUSED)
    assert {one["path"] for one in error["problems"]} == paths
    assert all(one["reason"] in error["message"] for one in error["problems"])
    assert error["message"] in err
    code, out, err = tally(case)
    assert (code, out) == (REFUSED, "")
    assert err.startswith("alliance: ")


@pytest.mark.parametrize(
    ("case", "path"),
    [
        ({**CASE, "chair": "yea"}, "chair"),
        ({**CASE, "in_person": ["CO"]}, "in_person"),
        (changed("rule", "casting_vote", to=True), "rule.casting_vote"),
        (changed("rule", "delegations", to={"vote": "divided"}), "rule.delegations"),
        (changed("rule", "quorum", "in_person", to=True), "rule.quorum.in_person"),
        (changed("rule", "majorities", 0, "counting", to="yea"), "rule.majorities[0].counting"),
    ],
)
def test_what_only_the_richer_form_takes_is_refused_with_the_command_that_takes_it(
    tally, case, path
):
    code, out, _ = tally(case, "--json")
    assert code == REFUSED
    [problem] = json.loads(out)["error"]["problems"]
    assert problem["path"] == path
    assert "rules eval" in problem["reason"]


def test_a_jsonl_file_gives_an_answer_a_line_and_goes_on_after_a_refusal(tally):
    lines = [
        json.dumps({"id": 1, **CASE}),
        json.dumps({"id": 2, **changed("answers", "UT", to="aye")}),
        "not json",
        "",
        json.dumps({"id": 4, **changed("answers", to={})}),
    ]
    code, out, _ = tally("\n".join(lines), "--json", name="cases.jsonl")
    told = [json.loads(line) for line in out.splitlines()]
    assert code == REFUSED
    assert [one.get("id") for one in told] == [1, 2, None, 4]
    assert [one.get("outcome") for one in told] == ["carried", None, None, "no quorum"]
    assert told[1]["error"]["problems"][0]["path"] == "answers.UT"
    assert told[2]["error"]["problems"][0]["path"] == "line 3"
    assert not {"rule", "roster", "answers"} & set(told[1])
    code, out, _ = tally("\n".join([lines[0], lines[-1]]), name="cases.jsonl")
    assert (code, len(out.splitlines())) == (OK, 2)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe{", b"[" * 200_000, b'{"a": 1, "a": 2}'])
def test_what_cannot_be_read_is_refused_without_a_traceback(tally, content):
    code, out, err = tally(content, "--json")
    assert code == REFUSED
    assert json.loads(out)["error"]["problems"]
    assert "Traceback" not in out + err


def test_names_cannot_command_a_terminal(tally):
    rule = {"majorities": [{"of": "entitled", "measure": "states", "at_least": {"count": "1"}}]}
    case = {"rule": rule, "roster": {"\x1b[2J\ud800": {}}, "answers": {"\x1b[2J\ud800": "yea"}}
    code, out, _ = tally(case)
    assert code == OK
    assert "\\x1b[2J\\ud800" in out
    assert "\x1b" not in out


def test_a_file_that_is_not_there_is_wrong_usage():
    assert cli.main(["tally", "nowhere.json"]) == USAGE
