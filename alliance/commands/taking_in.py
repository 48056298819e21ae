"""Commands that take in files: all of a file, or nothing."""

from collections.abc import Callable
from pathlib import Path

import click

from alliance.commands.asking import acting, answer_import, application, everywhere
from alliance.compacts.imports import import_weights
from alliance.core.actor import Actor
from alliance.core.imports import Report, Terms
from alliance.core.transaction import transaction
from alliance.litigation.imports import import_lawsuit_events, import_lawsuits
from alliance.membership.imports import import_alliances, import_memberships

WEIGHTS = """weights of states that rules measure by, from a CSV file.

    Its columns: weight (the name that rules use), state (postal code), from (the day from which
    the amount holds), amount (a whole number or an exact fraction), source; and as_of, the day on
    which the source was read, which --known-since row needs"""
Importer = Callable[[Actor, Path, Terms], Report]


@click.group("import")
@everywhere
def take_in() -> None:
    """Take in a file: all of it, or nothing. The same file again changes nothing."""


def _command(name: str, importer: Importer, what: str) -> click.Command:
    @click.command(name, help=f"Take in {what}.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
    @click.option(
        "--known-since",
        type=click.Choice(["import", "row"]),
        default="import",
        help="Since when it is known: this import, or each row's as_of.",
    )
    @everywhere
    def run(file: Path, dry_run: bool, known_since: str) -> int:  # noqa: FBT001 (click's way)
        terms = Terms(dry_run=dry_run, row_dates=known_since == "row")
        with application(), transaction():
            report = importer(acting(), file, terms)
        return answer_import(report, dry_run)

    return run


for _name, _importer, _what in (
    ("alliances", import_alliances, "alliances from a JSON file"),
    ("memberships", import_memberships, "memberships from a CSV file"),
    ("lawsuits", import_lawsuits, "lawsuits from a CSV file"),
    ("weights", import_weights, WEIGHTS),
    ("lawsuit-events", import_lawsuit_events, "events of lawsuits from a CSV file"),
):
    take_in.add_command(_command(_name, _importer, _what))

COMMANDS = [take_in]
