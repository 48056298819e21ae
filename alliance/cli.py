"""The command line: `alliance` (README.md lists the commands)."""

import json
import logging
import sys

import click
import structlog
from sqlalchemy.exc import OperationalError

from alliance.commands import proof, reading, system, taking_in
from alliance.commands.asking import (
    NOT_READY,
    OK,
    REFUSED,
    USAGE,
    UnknownId,
    everywhere,
    place_of,
)
from alliance.core.imports import ImportRefused, Report
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.settings import NotReady


@click.group()
@everywhere
def alliance() -> None:
    """Multistate alliances: members, resolutions, votes, signatures, lawsuits, and proof."""


for part in (system, taking_in, reading, proof):
    for command in part.COMMANDS:
        alliance.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run a command. Exit codes: 0 done, 1 does not hold, 2 usage, 3 refused, 4 not ready."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = alliance(args=given, prog_name="alliance", standalone_mode=False)
        return int(code or OK)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return 130
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.UsageError, UnknownId) as wrong:
        wrong.show()
        return _failed(given, wrong.format_message(), USAGE)
    except ImportRefused as refused:
        report = Report(refused=list(refused.refusals))
        if "--json" in given:
            click.echo(json.dumps(report.as_json(), ensure_ascii=False))
        for one in refused.refusals:
            click.echo(f"{one.file}, {place_of(one)}: {one.reason}. {one.fix}.", err=True)
        click.echo("Nothing was written.", err=True)
        return REFUSED
    except RuleBroken as broken:
        return _failed(given, str(broken), REFUSED, say=True)
    except NotPermitted as refused:
        return _failed(given, f"not permitted: {refused}", REFUSED, say=True)
    except NotReady as problem:
        return _failed(given, str(problem), NOT_READY, say=True)
    except OperationalError as problem:
        said = str(problem.orig).strip().splitlines()[0]
        line = f"The database does not answer: {said}. Check DATABASE_URL and start it."
        return _failed(given, line, NOT_READY, say=True)


def _failed(given: list[str], message: str, code: int, *, say: bool = False) -> int:
    if say:
        click.echo(f"alliance: {message}", err=True)
    if "--json" in given:
        click.echo(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
    return code


if __name__ == "__main__":
    sys.exit(main())
