"""Commands about rules as data: their schema, whether a file is right, and what it gives.

They need no database: a rule and its facts are all they read.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from alliance.commands.asking import OK, REFUSED, asked, everywhere
from alliance.rulebook.asking.answering import Refused
from alliance.rulebook.asking.answering import answer as answer_case
from alliance.rulebook.asking.oddities import oddities
from alliance.rulebook.asking.rules import read_rule
from alliance.rulebook.compacts.schema import schema
from alliance.rulebook.problems import MalformedRule, Problem
from alliance.rulebook.reading import read_json

BYTES_AT_MOST = 5_000_000
LINE_BYTES_AT_MOST = 1_000_000
WHOLE = "file"  # where a problem is that makes a document unreadable (rulebook.reading.read_json)

FILE = click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


@click.group()
@everywhere
def rules() -> None:
    """Rules of compacts and decisions as data (docs/rules.md)."""


@rules.command("schema")
@everywhere
def rules_schema() -> None:
    """Print the JSON Schema of the rule language."""
    click.echo(json.dumps(schema(), indent=None if asked().as_json else 1))


@rules.command("check")
@FILE
@everywhere
def rules_check(file: Path) -> int:
    """Say everything that is wrong with the rule in FILE, and what is odd about it.

    FILE holds one rule, or one case with its rule under "rule".
    """
    if file.suffix == ".jsonl":
        raise click.UsageError(
            "check takes one rule in one JSON file. A .jsonl file holds cases, one a line: "
            "“alliance rules eval” answers them and says what is wrong with each."
        )
    odd: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        value = read_json(_contents(file))
        rule = value["rule"] if isinstance(value, dict) and "rule" in value else value
        odd = oddities(read_rule(rule))
    except MalformedRule as wrong:
        problems = wrong.problems
    document = {
        "valid": not problems,
        "problems": [one.as_json() for one in problems],
        "warnings": [one.as_json() for one in odd],
    }
    lines = [f"{one.path}: {one.reason}." for one in problems]
    lines += [f"Note, {one.path}: {one.reason}." for one in odd]
    lines.append("The rule is not right." if problems else "The rule is right.")
    if asked().as_json:
        click.echo(json.dumps(document))
    click.echo("\n".join(lines), err=asked().as_json)
    return REFUSED if problems else OK


@rules.command("eval")
@FILE
@everywhere
def rules_eval(file: Path) -> int:
    """Answer the case in FILE, {"rule", "facts"}; of a .jsonl file every line.

    Blank lines of a .jsonl file are passed over, and counted where a line is named by its number.
    """
    if file.suffix == ".jsonl":
        refused = False
        for number, line in _lines(file):
            told = _answered(line, number)
            refused = refused or "error" in told
            click.echo(json.dumps(told))
        return REFUSED if refused else OK
    told = _answered(_contents(file))
    if asked().as_json or "error" not in told:
        click.echo(json.dumps(told) if asked().as_json else _in_words(told))
    if "error" in told:
        click.echo(f"alliance: {told['error']['message']}", err=True)
        return REFUSED
    return OK


def _answered(text: str | Problem, line: int | None = None) -> dict[str, Any]:
    """One case answered; what is wrong with it stands under "error".

    `line` is its number in a file of several: what cannot be read at all is named by it.
    """
    case: object = None
    try:
        case = read_json(text)
        return answer_case(case)
    except (MalformedRule, Refused) as wrong:
        told = MalformedRule([_placed(one, line) for one in wrong.problems])
        error = {
            "code": REFUSED,
            "message": str(wrong) if told.problems == wrong.problems else str(told),
            "problems": [one.as_json() for one in told.problems],
        }
        echoed = case if isinstance(case, dict) else {}
        kept = {key: held for key, held in echoed.items() if key not in {"rule", "facts", "kind"}}
        return {**kept, "error": error}


def _placed(problem: Problem, line: int | None) -> Problem:
    """A problem of a whole line, by the number that the line has in its file."""
    if line is None or problem.path != WHOLE:
        return problem
    return Problem(f"line {line}", problem.reason.replace(", line 1, column", ", column"))


def _contents(file: Path) -> str | Problem:
    if file.stat().st_size > BYTES_AT_MOST:
        return Problem(WHOLE, f"is larger than {BYTES_AT_MOST:,} bytes")
    return _decoded(file.read_bytes())


def _decoded(data: bytes) -> str | Problem:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        return Problem(WHOLE, f"is not UTF-8 at byte {wrong.start}")


def _lines(file: Path) -> Iterator[tuple[int, str | Problem]]:
    """The lines of a file that are not blank, numbered; an overlong one is told, not held."""
    number = 0
    with file.open("rb") as lines:
        while line := lines.readline(LINE_BYTES_AT_MOST + 1):
            number += 1
            if len(line) > LINE_BYTES_AT_MOST:
                while line and not line.endswith(b"\n"):
                    line = lines.readline(LINE_BYTES_AT_MOST)
                reason = f"is longer than {LINE_BYTES_AT_MOST:,} bytes"
                yield number, Problem(WHOLE, reason)
            elif line.strip():
                yield number, _decoded(line)


def _in_words(told: dict[str, Any]) -> str:
    lines = list(told["steps"])
    lines += [f"{key}: {json.dumps(held)}" for key, held in told["result"].items()]
    return "\n".join(lines)


COMMANDS = (rules,)
