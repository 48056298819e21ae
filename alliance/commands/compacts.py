"""Commands about compacts."""

import datetime as dt

import click

from alliance.commands.asking import answer, application, everywhere
from alliance.commands.reading import AS_OF, KNOWN, alliance_named, require_reader
from alliance.compacts.looking import fault_of
from alliance.compacts.queries import told_of
from alliance.core import clock
from alliance.core.dates import end_of
from alliance.core.operation import RuleBroken
from alliance.membership.policy import Do as Membership
from alliance.rulebook.forces.facts import MalformedFacts


@click.group("compact")
@everywhere
def compact() -> None:
    """Compacts: what their rules make of their members."""


@compact.command("status")
@click.argument("alliance_id", metavar="ALLIANCE")
@AS_OF
@KNOWN
@everywhere
def compact_status(alliance_id: str, as_of: dt.date | None, known: dt.date | None) -> None:
    """Whether ALLIANCE is in force on a day, since when, and how much is short; step by step."""
    with application():
        alliance = alliance_named(alliance_id)
        require_reader(Membership.READ)
        try:
            told = told_of(alliance, as_of or clock.today(), end_of(known))
        except MalformedFacts as wrong:
            raise RuleBroken(fault_of(wrong)) from wrong
        found, document = told.status, told.as_json()
        name = alliance.name
    since = f" since {told.since}" if told.since else ""
    stands = f"in force{since}" if found.in_force else "not in force"
    lines = [f"{name}, {found.day.isoformat()}: {stands}."] if told.known else []
    lines += found.steps
    answer(document, "\n".join(lines))


COMMANDS = [compact]
