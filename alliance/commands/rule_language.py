"""Commands about rules as data: their schema, whether a file is right, and what it gives.

They need no database: a rule and its facts are all they read.
"""

import json
from pathlib import Path
from typing import Any

import click

from alliance.commands.asking import OK, REFUSED, asked, everywhere
from alliance.commands.cases import FILE, answer_file, contents
from alliance.rulebook.asking.answering import NOT_ECHOED
from alliance.rulebook.asking.answering import answer as answer_case
from alliance.rulebook.asking.oddities import oddities
from alliance.rulebook.asking.rules import read_rule
from alliance.rulebook.choices.oddities import choosing_oddities
from alliance.rulebook.choices.reading import parse_choosing
from alliance.rulebook.compacts.schema import schema
from alliance.rulebook.problems import MalformedRule, Problem
from alliance.rulebook.reading import read_json


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

    FILE holds one rule, or one case with its rule under "rule". A rule of choosing may leave its
    options out, as it does in a charter.
    """
    if file.suffix == ".jsonl":
        raise click.UsageError(
            "check takes one rule in one JSON file. A .jsonl file holds cases, one a line: "
            "“alliance rules eval” answers them and says what is wrong with each."
        )
    odd: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        value = read_json(contents(file))
        rule = value["rule"] if isinstance(value, dict) and "rule" in value else value
        odd = _oddities(rule)
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


def _oddities(rule: object) -> tuple[Problem, ...]:
    """What is odd about a rule; MalformedRule where it is none."""
    if isinstance(rule, dict) and "method" in rule and "options" not in rule:
        return choosing_oddities(parse_choosing(rule, without_options=True))
    return oddities(read_rule(rule))


@rules.command("eval")
@FILE
@everywhere
def rules_eval(file: Path) -> int:
    """Answer the case in FILE, {"rule", "facts"}; of a .jsonl file every line.

    Blank lines of a .jsonl file are passed over, and counted where a line is named by its number.
    """
    return answer_file(file, answer_case, kept=_kept, in_words=_in_words)


def _kept(case: dict[str, Any]) -> dict[str, Any]:
    return {key: held for key, held in case.items() if key not in NOT_ECHOED}


def _in_words(_case: dict[str, Any], told: dict[str, Any]) -> str:
    lines = list(told["steps"])
    lines += [f"{key}: {json.dumps(held)}" for key, held in told["result"].items()]
    return "\n".join(lines)


COMMANDS = (rules,)
