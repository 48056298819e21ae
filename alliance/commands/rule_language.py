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
    """Say everything that is wrong with the rule in FILE, and what is odd about it."""
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
    """Answer the case in FILE, {"rule", "facts"}; of a .jsonl file every line."""
    if file.suffix == ".jsonl":
        refused = False
        for line in _lines(file):
            told = _answered(line)
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


def _answered(text: str | Problem) -> dict[str, Any]:
    """One case answered; what is wrong with it stands under "error"."""
    case: object = None
    try:
        case = read_json(text)
        return answer_case(case)
    except (MalformedRule, Refused) as wrong:
        error = {
            "code": REFUSED,
            "message": str(wrong),
            "problems": [one.as_json() for one in wrong.problems],
        }
        echoed = case if isinstance(case, dict) else {}
        kept = {key: held for key, held in echoed.items() if key not in {"rule", "facts", "kind"}}
        return {**kept, "error": error}


def _contents(file: Path) -> str | Problem:
    if file.stat().st_size > BYTES_AT_MOST:
        return Problem("file", f"is larger than {BYTES_AT_MOST:,} bytes")
    return _decoded(file.read_bytes())


def _decoded(data: bytes) -> str | Problem:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        return Problem("file", f"is not UTF-8 at byte {wrong.start}")


def _lines(file: Path) -> Iterator[str | Problem]:
    """The lines of a file that are not blank; an overlong one is told, not held."""
    with file.open("rb") as lines:
        while line := lines.readline(LINE_BYTES_AT_MOST + 1):
            if len(line) > LINE_BYTES_AT_MOST:
                while line and not line.endswith(b"\n"):
                    line = lines.readline(LINE_BYTES_AT_MOST)
                yield Problem("line", f"is longer than {LINE_BYTES_AT_MOST:,} bytes")
            elif line.strip():
                yield _decoded(line)


def _in_words(told: dict[str, Any]) -> str:
    lines = list(told["steps"])
    lines += [f"{key}: {json.dumps(held)}" for key, held in told["result"].items()]
    return "\n".join(lines)


COMMANDS = (rules,)
