"""Counting a question from a file: rule, roster and answers, without a database."""

from pathlib import Path
from typing import Any

import click

from alliance.commands.asking import everywhere
from alliance.commands.cases import FILE, answer_file
from alliance.rulebook.asking.tallies import echoed, rule_in_words, tallied


@click.command()
@FILE
@everywhere
def tally(file: Path) -> int:
    """Count the question in FILE, {"rule", "roster", "answers"}; of a .jsonl file every line.

    The answer is the outcome with its arithmetic, step by step. docs/rules.md is the language.
    """
    return answer_file(file, tallied, kept=echoed, in_words=_in_words)


def _in_words(case: dict[str, Any], told: dict[str, Any]) -> str:
    outcome = f"{told['outcome'][:1].upper()}{told['outcome'][1:]}."
    return "\n".join((f"The rule: {rule_in_words(case)}", *told["steps"], outcome))


COMMANDS = (tally,)
