"""The command line: `alliance` (README.md lists the commands)."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from alliance.commands import (
    compacts,
    comparing,
    converting,
    inviting,
    lost_factors,
    mail,
    outbox,
    people,
    proof,
    reading,
    rule_language,
    secretariats,
    single_sign_on,
    system,
    taking_in,
    tallying,
)
from alliance.commands.asking import (
    NOT_READY,
    OK,
    REFUSED,
    USAGE,
    everywhere,
    refusal_line,
)
from alliance.core.imports import ImportRefused, Report
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.settings import NotReady
from alliance.starting import log_to_stderr

INTERRUPTED = 130


@click.group()
@everywhere
def alliance() -> None:
    """Multistate alliances: members, resolutions, votes, signatures, lawsuits, and proof."""


PARTS = (
    *(system, people, inviting, lost_factors, single_sign_on, secretariats),
    *(outbox, mail, taking_in, reading, comparing, converting, compacts, proof, rule_language),
    tallying,
)
for part in PARTS:
    for command in part.COMMANDS:
        alliance.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run a command. Exit codes: 0 done, 1 does not hold, 2 usage, 3 refused, 4 not ready."""
    log_to_stderr()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return int(alliance(args=given, prog_name="alliance", standalone_mode=False) or OK)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return INTERRUPTED
    except ImportRefused as refused:
        return _refused(given, refused)
    except tuple(REASONS) as problem:
        code, words = next(REASONS[kind] for kind in REASONS if isinstance(problem, kind))
        return _failed(given, words(problem), code)


def _refused(given: list[str], refused: ImportRefused) -> int:
    if "--json" in given:
        report = Report(refused=list(refused.refusals))
        click.echo(json.dumps(report.as_json()))
    for one in refused.refusals:
        click.echo(refusal_line(one), err=True)
    click.echo("Nothing was written.", err=True)
    return REFUSED


def _failed(given: list[str], message: str, code: int) -> int:
    message = message.encode("utf-8", "backslashreplace").decode()  # an argument may be any bytes
    click.echo(f"alliance: {message}", err=True)
    if "--json" in given:
        click.echo(json.dumps({"error": {"code": code, "message": message}}))
    return code


def _usage(wrong: Any) -> str:
    hint = f" Try: {wrong.ctx.command_path} --help" if getattr(wrong, "ctx", None) else ""
    return f"{wrong.format_message()}{hint}"


def _not_permitted(refused: Any) -> str:
    return (
        f"not permitted: {refused}. "
        "To do it, leave out --as and act as the operator, or name with --as somebody who may."
    )


def _away(problem: Any) -> str:
    said = str(problem.orig).strip().splitlines()[0]
    return f"The database does not answer: {said}. Check DATABASE_URL, and that it runs."


# What goes wrong on purpose: the exit code, and the line that is said.
REASONS: dict[type[Exception], tuple[int, Callable[[Any], str]]] = {
    click.ClickException: (USAGE, _usage),
    RuleBroken: (REFUSED, str),
    NotPermitted: (REFUSED, _not_permitted),
    NotReady: (NOT_READY, str),
    OperationalError: (NOT_READY, _away),
}


if __name__ == "__main__":
    sys.exit(main())
